/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The run of a session that is not over. Used by --attach and by `change`. */
#pragma once

#include "client/service/mq-service-connection.h"
#include "client/session/mq-session.h"

G_BEGIN_DECLS

char *mq_cli_find_open_run (const char *server, MqSession *session, MqServiceConnection **kept,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
