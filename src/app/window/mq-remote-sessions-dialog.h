/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemoteSessionsDialog: the sessions that are kept at the shared service: opened here, renamed,
 * deleted there. */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_REMOTE_SESSIONS_DIALOG (mq_remote_sessions_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqRemoteSessionsDialog, mq_remote_sessions_dialog, MQ, REMOTE_SESSIONS_DIALOG,
                      AdwDialog)

AdwDialog *
mq_remote_sessions_dialog_new (AdwApplicationWindow *window, MqConversationList *conversations);

G_END_DECLS
