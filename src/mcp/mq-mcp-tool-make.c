/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* make and change: the tools that let one of Maquette's teams do the thinking. */
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-run.h"

/* Takes @options. Awaits. */
static MqMcpResult *
perform (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, MqRunOptions *options,
         GError **error)
{
  g_autoptr (MqConfig) config = mq_mcp_run_make_config (context, arguments);
  MqMcpResult *result;

  /* A model may cost money, so that the user says which program may use one. */
  if ((!g_str_equal (options->team, "sketcher")
       && !mq_mcp_rights_require (call, MQ_PROGRAM_MODELS, error))
      || !mq_mcp_context_begin_job (context, error))
    {
      mq_run_options_free (options);
      return NULL;
    }

  result = mq_mcp_run_perform (call, context, config, options, error);
  mq_mcp_context_end_job (context);
  return result;
}

/* Awaits. */
static MqMcpResult *
make (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  return perform (call, context, arguments,
                  mq_run_options_new ("create", mq_json_get_string (arguments, "text", ""),
                                      mq_json_get_string (arguments, "team", "sketcher")),
                  error);
}

/* Awaits. */
static MqMcpResult *
change (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  JsonArray *parts = mq_json_get_array (arguments, "parts");
  g_auto (GStrv) names = mq_json_to_strings (parts);
  g_autoptr (JsonArray) targets = NULL;
  g_autoptr (MqVersion) version = NULL;
  MqRunOptions *options;
  MqSession *session;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error))
    return NULL;
  if (parts != NULL
      && !(targets = mq_version_find_parts (version, (const char *const *)names, error)))
    return NULL;

  options = mq_run_options_new ("continue", mq_json_get_string (arguments, "text", ""),
                                mq_json_get_string (arguments, "team", "sketcher"));
  mq_message_set_targets (options->message, targets);
  options->title = g_strdup (mq_session_get_title (session));
  options->session = g_object_ref (session);
  options->base_session = g_object_ref (session);
  options->base = g_object_ref (version);
  return perform (call, context, arguments, options, error);
}

const MqMcpTool mq_mcp_tools_make[] = {
  { "make", make, TRUE },
  { "change", change, TRUE },
  { NULL },
};
