/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpTasks: the extension io.modelcontextprotocol/tasks: calls of tools that take long are
 * answered at once with a task, whose result the program asks for later; it outlives the request.
 * Used by mq-mcp-offer.c. */
#pragma once

#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

/** MQ_MCP_TASKS_MAX: tasks whose results are kept; the oldest that have ended go first. */
#define MQ_MCP_TASKS_MAX 32

typedef struct _MqMcpTasks MqMcpTasks;

/* Awaits, on a fiber of the task's own. Returns: (transfer full) (nullable): the result of the
 * request */
typedef JsonObject *(*MqMcpTaskFunc) (MqMcpCall *call, GError **error);

MqMcpTasks *mq_mcp_tasks_new (void);
void mq_mcp_tasks_free (MqMcpTasks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqMcpTasks, mq_mcp_tasks_free)

gboolean mq_mcp_tasks_is_wanted (MqMcpCall *call);
JsonObject *mq_mcp_tasks_start (MqMcpTasks *self, MqMcpCall *call,
                                MqMcpTaskFunc func) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_mcp_tasks_get (MqMcpTasks *self, MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_mcp_tasks_cancel (MqMcpTasks *self, MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves when all of them have ended, which it makes them do. */
DexFuture *mq_mcp_tasks_stop (MqMcpTasks *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
