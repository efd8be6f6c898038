/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWelcome: the page of an empty conversation: example messages to click, or the problem that
 * blocks new work. Used by MqWindow. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A message that the user chooses activates win.write-message. */
#define MQ_TYPE_WELCOME (mq_welcome_get_type ())
G_DECLARE_FINAL_TYPE (MqWelcome, mq_welcome, MQ, WELCOME, AdwBin)

void mq_welcome_set_workspace (MqWelcome *self, MqWorkspace *workspace);
/* The problem that fills the page, or NULL. */
MqProblem *mq_welcome_get_problem (MqWelcome *self);

G_END_DECLS
