/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* search_api, toolkit and requirements: the tools with which a model looks up the API of the
 * Blender at hand, the functions that its scripts may call, and what can be measured. */
#include "client/executor/mq-blender-job.h"
#include "client/executor/mq-introspect.h"
#include "client/executor/mq-worker-settings.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-context.h"
#include "mcp/mq-mcp-tool.h"

#include <glib/gstdio.h>

#define FILE_NAME "introspection.json.gz"

/* Sends the Blender's API to the service, which indexes it. Awaits. */
static gboolean
upload_introspection (MqMcpCall *call, MqMcpContext *context, GError **error)
{
  MqWorkerSettings settings = mq_worker_settings_read (context->blender, context->config);
  g_autoptr (MqBlenderJob) job = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonObject) taken = NULL;
  g_autofree char *path = NULL;
  g_autofd int dir = -1;

  if (!mq_mcp_context_begin_job (context, error))
    return FALSE;
  if ((job = mq_blender_job_new (context->library, &settings, call->dropped, error)) != NULL)
    result = dex_await_boxed (
        mq_fiber_unless (call->dropped, mq_introspect (job->worker, FILE_NAME, NULL)), error);
  if (mq_json_get_boolean (result, "uploaded", FALSE)
      && ((dir = mq_files_open_dir (job->folder, error)) < 0
          || !(bytes = mq_files_read (dir, FILE_NAME, MQ_INTROSPECT_MAX_BYTES, error))))
    g_clear_pointer (&result, json_object_unref);
  g_clear_pointer (&job, mq_blender_job_free);
  mq_mcp_context_end_job (context);
  if (result == NULL)
    return FALSE;

  path = g_strconcat ("/v1/knowledge/", mq_json_get_string (result, "blender", ""), NULL);
  taken = dex_await_boxed (mq_fiber_unless (call->dropped, mq_service_connection_upload (
                                                               context->connection, "PUT", path,
                                                               bytes, "application/gzip")),
                           error);
  if (taken == NULL)
    return FALSE;

  g_set_str (&context->indexed_blender, mq_json_get_string (result, "blender", ""));
  return TRUE;
}

/* Awaits. Returns: (transfer full) (nullable): the service's answer */
static JsonObject *
ask (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autoptr (JsonObject) body = mq_json_copy_object (arguments);
  g_autofree char *path = g_strdup_printf ("/v1/knowledge/%s/search", context->indexed_blender);

  return dex_await_boxed (
      mq_fiber_unless (call->dropped, mq_service_connection_post (context->connection, path, body)),
      error);
}

/* Awaits. */
static MqMcpResult *
search_api (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  const char *server = mq_config_get_string (context->config, MQ_CONFIG_SERVER_URL);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) failure = NULL;

  if (!mq_mcp_context_open_blender (context, error))
    return NULL;

  if (context->connection == NULL)
    {
      g_autoptr (MqServiceConnection) connection = server != NULL
                                                       ? mq_service_connection_new_for_url (server)
                                                       : mq_service_connection_new ();

      if (!dex_await (mq_service_connection_open (connection), error))
        return NULL;

      /* Another call may have been faster. */
      if (context->connection == NULL)
        context->connection = g_steal_pointer (&connection);
      else
        dex_await (mq_service_connection_close (connection), NULL);
    }

  if (context->indexed_blender == NULL && !upload_introspection (call, context, error))
    return NULL;

  answer = ask (call, context, arguments, &failure);
  /* A service that keeps only the newest may have forgotten it. */
  if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_NOT_FOUND)
      && upload_introspection (call, context, error))
    answer = ask (call, context, arguments, error);
  else if (answer == NULL && (error == NULL || *error == NULL))
    g_propagate_error (error, g_steal_pointer (&failure));

  return answer != NULL ? mq_mcp_result_new (g_steal_pointer (&answer)) : NULL;
}

static MqMcpResult *
toolkit (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  const char *about = mq_json_get_string (arguments, "about", "");
  g_autofree char *special = NULL;
  g_autofree char *text = NULL;

  if (!mq_mcp_context_load_toolkit (context, error))
    return NULL;

  special = mq_toolkit_dup_special (context->toolkit, about);
  text = g_strconcat (context->toolkit->general, special != NULL ? "\n" : "",
                      special != NULL ? special : "", NULL);
  return mq_mcp_result_new (mq_json_new ("functions:s", text));
}

static MqMcpResult *
requirements (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autofree char *kinds = mq_requirement_join_kinds (", ");

  return mq_mcp_result_new (mq_json_new ("kinds:s members:s", kinds, mq_requirement_hints));
}

const MqMcpTool mq_mcp_tools_knowledge[] = {
  { "search_api", search_api },
  { "toolkit", toolkit },
  { "requirements", requirements },
  { NULL },
};
