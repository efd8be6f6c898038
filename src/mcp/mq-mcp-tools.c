/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* tools/list and tools/call, see mq-mcp-tools.h. */
#include "mcp/mq-mcp-tools.h"

#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-tool.h"

#include <gio/gio.h>

#define TOOLS "/maquette/mcp/tools.json"

/* The descriptions of tools.json. Returns: (transfer none) */
static JsonArray *
get_descriptions (void)
{
  static JsonObject *file;

  if (file == NULL)
    {
      g_autoptr (GBytes) bytes = g_resources_lookup_data (TOOLS, 0, NULL);
      g_autoptr (GError) error = NULL;

      file = mq_json_parse_object (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                                   &error);
      if (file == NULL)
        g_error ("tools.json: %s", error->message);
    }

  return mq_json_get_array (file, "tools");
}

static const MqMcpTool *
find_tool (const char *name)
{
  for (gsize i = 0; mq_mcp_tool_tables[i] != NULL; i++)
    for (const MqMcpTool *tool = mq_mcp_tool_tables[i]; tool->name != NULL; tool++)
      if (g_str_equal (tool->name, name))
        return tool;

  return NULL;
}

JsonObject *
mq_mcp_tools_list (MqMcpCall *call, GError **error)
{
  return mq_json_new ("tools:a", json_array_ref (get_descriptions ()));
}

/* The arguments of a call; nothing, where there are none. */
static JsonNode *
dup_arguments (MqMcpCall *call)
{
  g_autoptr (JsonObject) nothing = json_object_new ();

  return json_object_has_member (call->params, "arguments")
             ? json_node_copy (json_object_get_member (call->params, "arguments"))
             : json_node_init_object (json_node_alloc (), nothing);
}

/* Awaits. */
static JsonObject *
run_tool (MqMcpCall *call, GError **error)
{
  const MqMcpTool *tool = find_tool (mq_json_get_string (call->params, "name", ""));
  g_autoptr (JsonNode) arguments = dup_arguments (call);
  g_autoptr (MqMcpResult) result = NULL;
  g_autoptr (GError) failure = NULL;

  result = tool->run (call, mq_mcp_server_get_data (call->server), json_node_get_object (arguments),
                      &failure);
  if (result == NULL)
    result = mq_mcp_result_new_error (failure);
  return mq_mcp_result_to_json (result);
}

static JsonObject *
refuse_arguments (const char *name, const char *problem)
{
  g_autofree char *text = g_strdup_printf ("Wrong arguments for %s: %s", name, problem);
  g_autoptr (MqMcpResult) result = mq_mcp_result_new_failure (text);

  return mq_mcp_result_to_json (result);
}

/**
 * mq_mcp_tools_call:
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): what the tool answers, or a task where it takes long
 */
JsonObject *
mq_mcp_tools_call (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *name = mq_json_get_string (call->params, "name", "");
  const MqMcpTool *tool = find_tool (name);
  JsonObject *description = mq_json_find (get_descriptions (), "name", name);
  g_autoptr (JsonNode) arguments = dup_arguments (call);
  g_autofree char *problem = NULL;

  if (tool == NULL || description == NULL)
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "There is no tool “%.100s”", name);
      return NULL;
    }

  problem = mq_json_schema_check (mq_json_get_object (description, "inputSchema"), arguments, TRUE);
  if (problem != NULL)
    return refuse_arguments (name, problem);

  return mq_mcp_tasks_is_wanted (call)
                 && (tool->is_long
                     || mq_json_get_boolean (json_node_get_object (arguments), "final_pictures",
                                             FALSE))
             ? mq_mcp_tasks_start (context->tasks, call, run_tool)
             : run_tool (call, error);
}
