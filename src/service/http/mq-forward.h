/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests about a run that another node of the service has, for a new one that only another one
 * has room for, or for a worker that is connected to another one: they are sent on to that node,
 * with the sender's own token, and its answer comes back. */
#pragma once

#include "service/http/mq-exchange.h"

G_BEGIN_DECLS

gboolean mq_forward_is_here (MqExchange *exchange, MqServiceRun *run);
gboolean mq_forward_drop_stale (MqExchange *exchange, const GError *why);
gboolean mq_forward (MqExchange *exchange, gboolean *is_forwarded, GError **error);

G_END_DECLS
