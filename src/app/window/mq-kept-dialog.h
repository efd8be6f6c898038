/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKeptDialog: the sessions that are kept at the shared service: opened here, renamed, deleted
 * there. */
#pragma once

#include "app/window/mq-window.h"

G_BEGIN_DECLS

#define MQ_TYPE_KEPT_DIALOG (mq_kept_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqKeptDialog, mq_kept_dialog, MQ, KEPT_DIALOG, AdwDialog)

AdwDialog *mq_kept_dialog_new (MqWindow *window, MqWorkspace *workspace);

G_END_DECLS
