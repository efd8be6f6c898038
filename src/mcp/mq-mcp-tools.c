/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* tools/list and tools/call, see mq-mcp-tools.h. */
#include "mcp/mq-mcp-tools.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-tool.h"

#include <gio/gio.h>

#define TOOLS "/maquette/mcp/tools.json"
/* Beside the arguments of a call: the names of those that the tool does not know. */
#define IGNORED "ignored"
#define MAX_NAME 100 /* bytes */

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
      mq_mcp_tools_describe_formats (mq_json_get_array (file, "tools"));
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

static JsonObject *
refuse_arguments (const char *name, const char *problem)
{
  g_autofree char *text = g_strdup_printf ("Wrong arguments for %s: %s", name, problem);
  g_autoptr (MqMcpResult) result = mq_mcp_result_new_failure (text);

  return mq_mcp_result_to_json (result, NULL);
}

/* The arguments of a call, which some programs write as text; nothing, where there are none.
 * Returns: (transfer full) (nullable): %NULL: they are something else */
static JsonObject *
dup_arguments (MqMcpCall *call)
{
  JsonNode *given = json_object_get_member (call->params, "arguments");
  gboolean is_text = given != NULL && json_node_get_value_type (given) == G_TYPE_STRING;

  if (given != NULL && JSON_NODE_HOLDS_OBJECT (given))
    return json_object_ref (json_node_get_object (given));
  if (is_text && !mq_text_is_blank (json_node_get_string (given)))
    return mq_json_parse_object (json_node_get_string (given), -1, NULL);

  return given == NULL || is_text || JSON_NODE_HOLDS_NULL (given) ? json_object_new () : NULL;
}

static GStrv
list_names (JsonObject *object)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *each = members; each != NULL; each = each->next)
    g_strv_builder_add (names, each->data);
  return g_strv_builder_end (names);
}

/* Takes away what the tool does not know. A name that was meant for another one is a mistake, for
 * the value counts then; any other, such as a reason, is a note to oneself.
 * Returns: (transfer full) (nullable): the mistake */
static char *
drop_unknown (JsonObject *properties, JsonObject *arguments, JsonArray *ignored)
{
  g_auto (GStrv) candidates = list_names (properties);
  g_auto (GStrv) given = list_names (arguments);

  for (gsize i = 0; given[i] != NULL; i++)
    {
      const char *name = given[i];
      g_autofree char *clean = mq_text_clean (name, MAX_NAME);
      const char *nearest = mq_text_nearest (clean, (const char *const *)candidates);

      if (json_object_has_member (properties, name))
        continue;
      if (nearest != NULL)
        return g_strdup_printf ("there is no “%s”. Did you mean “%s”?", clean, nearest);
      json_array_add_string_element (ignored, clean);
      json_object_remove_member (arguments, name);
    }

  return NULL;
}

/* Reads the arguments of a call as they are meant.
 * Returns: (transfer full) (nullable): as the tool's schema has them; %NULL with @problem
 * @ignored: gets the names of those that the tool does not know */
static JsonObject *
read_arguments (MqMcpCall *call, JsonObject *schema, JsonArray *ignored, char **problem)
{
  g_autoptr (JsonObject) given = dup_arguments (call);
  g_autoptr (JsonObject) arguments = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (given == NULL)
    {
      *problem = g_strdup ("they have to be a JSON object, such as {\"session\": \"ID\"}");
      return NULL;
    }

  arguments = mq_json_schema_fit (schema, given, FALSE);
  *problem = drop_unknown (mq_json_get_object (schema, "properties"), arguments, ignored);
  node = json_node_init_object (json_node_alloc (), arguments);
  if (*problem == NULL)
    *problem = mq_json_schema_check (schema, node, TRUE);
  return *problem == NULL ? g_steal_pointer (&arguments) : NULL;
}

/* Awaits. */
static JsonObject *
run_tool (MqMcpCall *call, GError **error)
{
  const MqMcpTool *tool = find_tool (mq_json_get_string (call->params, "name", ""));
  g_autoptr (MqMcpResult) result = NULL;
  g_autoptr (GError) failure = NULL;
  JsonObject *answer;

  result = tool->run (call, mq_mcp_server_get_data (call->server),
                      mq_json_get_object (call->params, "arguments"), &failure);
  if (result == NULL)
    result = mq_mcp_result_new_error (failure);
  answer = mq_mcp_result_to_json (result, mq_json_get_array (call->params, IGNORED));
  if (call->is_text_only)
    json_object_remove_member (answer, "structuredContent");
  return answer;
}

/* Awaits. Returns: (transfer full) (nullable): what the tool answers, or a task where it takes
 * long */
JsonObject *
mq_mcp_tools_call (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *name = mq_json_get_string (call->params, "name", "");
  const MqMcpTool *tool = find_tool (name);
  JsonObject *description = mq_json_find (get_descriptions (), "name", name);
  JsonArray *ignored = json_array_new ();
  g_autofree char *problem = NULL;
  JsonObject *arguments;

  json_object_set_array_member (call->params, IGNORED, ignored);
  if (tool == NULL || description == NULL)
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "There is no tool “%.100s”", name);
      return NULL;
    }

  arguments = read_arguments (call, mq_json_get_object (description, "inputSchema"), ignored,
                              &problem);
  if (arguments == NULL)
    return refuse_arguments (name, problem);

  json_object_set_object_member (call->params, "arguments", arguments);
  return mq_mcp_tasks_is_wanted (call)
                 && (tool->is_long || mq_json_get_boolean (arguments, "final_pictures", FALSE))
             ? mq_mcp_tasks_start (context->tasks, call, run_tool)
             : run_tool (call, error);
}
