/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqShareDialog: the ways to give away a session or its version: files that anyone can open, and
 * the file for someone who has this program. Each row activates an action of the window. Used by
 * MqWindow's actions. */
#pragma once

#include "client/session/mq-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_SHARE_DIALOG (mq_share_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqShareDialog, mq_share_dialog, MQ, SHARE_DIALOG, AdwDialog)

/* @session: what is shared; @has_blender: models and films can be made. Returns: (transfer
 * floating)
 */
AdwDialog *mq_share_dialog_new (MqSession *session, gboolean has_blender);

G_END_DECLS
