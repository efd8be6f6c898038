/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* When the service of one user ends: no client is there any more, and no answer of a model is on
 * its way. Ending and starting exclude one another by a lock beside the socket, see
 * docs/protocol.md. */
#pragma once

#include "service/http/mq-http-server.h"

G_BEGIN_DECLS

DexFuture *mq_idle_exit_wait (MqHttpServer *server, MqRuns *runs, const char *socket,
                              int starter_fd) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
