/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of problems. Used only by MqWorkspace. */
#pragma once

#include "app/workspace/mq-workspace.h"

G_BEGIN_DECLS

MqProblem *mq_problems_find (GListStore *problems, MqProblemKind kind);
void
mq_problems_set (GListStore *problems, MqProblemKind kind, const char *title, const char *text);
void mq_problems_clear (GListStore *problems, MqProblemKind kind);

G_END_DECLS
