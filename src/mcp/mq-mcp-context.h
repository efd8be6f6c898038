/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpContext: what the tools of a program work with: the settings, the library, a Blender, and
 * how much it does at once. Used by all tools. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "client/service/mq-service-connection.h"
#include "common/script/mq-toolkit.h"
#include "common/settings/mq-config.h"
#include "mcp/mq-mcp-server.h"

G_BEGIN_DECLS

typedef struct _MqMcpTasks MqMcpTasks;

/* Awaits, on a fiber of the task's own. Returns: (transfer full) (nullable): the result of the
 * request */
typedef JsonObject *(*MqMcpTaskFunc) (MqMcpCall *call, GError **error);

gboolean mq_mcp_tasks_is_wanted (MqMcpCall *call);
JsonObject *mq_mcp_tasks_start (MqMcpTasks *self, MqMcpCall *call,
                                MqMcpTaskFunc func) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_mcp_tasks_get (MqMcpTasks *self, MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_mcp_tasks_cancel (MqMcpTasks *self, MqMcpCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqMcpContext:
 * @config: the settings
 * @library: (nullable): once mq_mcp_context_open() has succeeded
 * @blender: (nullable): once mq_mcp_context_open_blender() has succeeded
 * @connection: (nullable): to the service, once mq_mcp_context_connect() has succeeded
 * @indexed_blender: (nullable): the id of the Blender whose API the service has indexed
 * @functions: (nullable): those of the toolkit, once mq_mcp_context_load_toolkit() has succeeded
 * @toolkit: (nullable): with @functions, what is told of them
 * @tasks: calls that go on after they are answered
 * @n_jobs: tasks that have a Blender now
 * @program: (nullable): the name of the program, once it is known (mq-mcp-rights.h)
 */
typedef struct
{
  MqConfig *config;
  MqLibrary *library;
  MqBlender *blender;
  MqServiceConnection *connection;
  char *indexed_blender;
  MqPythonLibrary *functions;
  MqToolkit *toolkit;
  MqMcpTasks *tasks;
  guint n_jobs;
  char *program;
  /*< private >*/
  DexFuture *opening;
  DexFuture *noting; /* that the program has connected */
  int connected;     /* the lock that says so */
} MqMcpContext;

MqMcpContext *mq_mcp_context_new (MqConfig *config);
void mq_mcp_context_free (MqMcpContext *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqMcpContext, mq_mcp_context_free)

/* All of these await. */
gboolean mq_mcp_context_open (MqMcpContext *self, GError **error);
gboolean mq_mcp_context_open_blender (MqMcpContext *self, GError **error);
void mq_mcp_context_close (MqMcpContext *self);
gboolean mq_mcp_context_find_version (MqMcpContext *self, JsonObject *arguments,
                                      MqSession **session, MqVersion **version, GError **error);
MqVersion *mq_mcp_context_find_numbered (MqSession *session, JsonObject *arguments,
                                         const char *member, GError **error);

gboolean mq_mcp_context_load_toolkit (MqMcpContext *self, GError **error);

/* One of the tasks that have a Blender; the next program waits its turn, or asks again. */
gboolean mq_mcp_context_begin_job (MqMcpContext *self, GError **error);
void mq_mcp_context_end_job (MqMcpContext *self);

G_END_DECLS
