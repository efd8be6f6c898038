/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemoteSessionRow: a session that is kept at the service, as a row of MqRemoteSessionsDialog. */
#pragma once

#include "client/remote/mq-remote-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_REMOTE_SESSION_ROW (mq_remote_session_row_get_type ())
G_DECLARE_FINAL_TYPE (MqRemoteSessionRow, mq_remote_session_row, MQ, REMOTE_SESSION_ROW, AdwBin)

MqRemoteSessionRow *mq_remote_session_row_new (void);
void
mq_remote_session_row_show (MqRemoteSessionRow *self, MqRemoteSession *session, gboolean is_here);
const char *mq_remote_session_row_get_facts (MqRemoteSessionRow *self);

/* Title, or what stands for it. */
const char *mq_remote_session_row_name (MqRemoteSession *session);

G_END_DECLS
