/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* This computer as the one that runs the tools for programs that reach a shared service: it waits
 * there for their requests, and answers them (docs/inside/protocol.md). Used by the command `mcp`.
 */
#pragma once

#include "mcp/mq-mcp-context.h"

G_BEGIN_DECLS

/**
 * MqMcpWorkerNotify:
 * @is_connected: whether it is connected to the service now
 */
typedef void (*MqMcpWorkerNotify) (gboolean is_connected, gpointer user_data);

gboolean mq_mcp_worker_serve (MqMcpContext *context, const char *url, DexFuture *ended,
                              MqMcpWorkerNotify notify, gpointer user_data, GError **error);

G_END_DECLS
