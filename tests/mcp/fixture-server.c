/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server with the fixed tools, prompts and resources that the protocol's conformance runner
 * wants, on MqMcpServer; what it answers is in fixture.json. Used by conformance.py. Usage:
 * fixture-server FIXTURE.JSON; messages on standard input and output. */
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-lines.h"
#include "mcp/mq-mcp-server.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

/* Longer than MqMcpServer waits between two messages of progress. */
#define PROGRESS_MS 250

static JsonObject *fixture;

/* Puts the arguments where the text has {name}. */
static JsonObject *
fill_in (JsonObject *result, JsonObject *arguments)
{
  g_autofree char *text = mq_json_object_to_string (result, FALSE);
  g_autoptr (GString) filled = g_string_new (text);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (arguments == NULL)
    return json_object_ref (result);

  json_object_iter_init (&iter, arguments);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *hole = g_strdup_printf ("{%s}", name);

      g_string_replace (filled, hole, json_node_get_string (value), 0);
    }

  return mq_json_parse_object (filled->str, -1, NULL);
}

static JsonObject *
answer (MqMcpCall *call, const char *method, const char *member, GError **error)
{
  const char *name = member != NULL ? mq_json_get_string (call->params, member, "") : "";
  JsonObject *result = mq_json_get_object (mq_json_get_object (fixture, method), name);

  if (result != NULL)
    return fill_in (result, mq_json_get_object (call->params, "arguments"));

  g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "There is no “%s”", name);
  return NULL;
}

static JsonObject *
call_tool (MqMcpCall *call, GError **error)
{
  const char *name = mq_json_get_string (call->params, "name", "");

  for (int done = 0; g_str_equal (name, "test_tool_with_progress") && done <= 100; done += 50)
    {
      mq_mcp_call_tell_progress (call, done, 100, "Working");
      dex_await (dex_timeout_new_msec (PROGRESS_MS), NULL);
    }
  /* The second step begins at once, and lasts. */
  for (int done = 1; g_str_equal (name, "test_long_step") && done <= 2; done++)
    mq_mcp_call_tell_progress (call, done, 0, done == 1 ? "Short" : "Long");
  if (g_str_equal (name, "test_long_step"))
    dex_await (dex_ref (call->dropped), NULL);

  return answer (call, "tools/call", "name", error);
}

static JsonObject *
list_tools (MqMcpCall *call, GError **error)
{
  return answer (call, "tools/list", NULL, error);
}

static JsonObject *
list_resources (MqMcpCall *call, GError **error)
{
  return answer (call, "resources/list", NULL, error);
}

static JsonObject *
list_templates (MqMcpCall *call, GError **error)
{
  return answer (call, "resources/templates/list", NULL, error);
}

static JsonObject *
read_resource (MqMcpCall *call, GError **error)
{
  return answer (call, "resources/read", "uri", error);
}

static JsonObject *
list_prompts (MqMcpCall *call, GError **error)
{
  return answer (call, "prompts/list", NULL, error);
}

static JsonObject *
get_prompt (MqMcpCall *call, GError **error)
{
  return answer (call, "prompts/get", "name", error);
}

static const MqMcpMethod methods[] = {
  { "tools/list", list_tools, 0 },         { "tools/call", call_tool, -1 },
  { "resources/list", list_resources, 0 }, { "resources/templates/list", list_templates, 0 },
  { "resources/read", read_resource, 0 },  { "prompts/list", list_prompts, 0 },
  { "prompts/get", get_prompt, -1 },       { NULL },
};

static void
send_line (const char *line, gpointer user_data)
{
  puts (line);
  fflush (stdout);
}

static void
receive_line (const char *line, gsize length, gpointer server)
{
  mq_mcp_server_receive (server, line, length);
}

static gboolean
read_cb (int fd, GIOCondition condition, gpointer lines)
{
  char buffer[4096];
  ssize_t length = read (fd, buffer, sizeof buffer);

  if (length <= 0)
    exit (EXIT_SUCCESS);

  mq_mcp_lines_add (lines, buffer, (gsize)length);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (JsonObject) capabilities = mq_json_new (
      "tools:o resources:o prompts:o", json_object_new (), json_object_new (), json_object_new ());
  const MqMcpOffer offer = { .title = "Fixture",
                             .instructions = "For tests",
                             .capabilities = capabilities,
                             .methods = methods };
  g_autoptr (MqMcpServer) server = NULL;
  g_autoptr (MqMcpLines) lines = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  dex_init ();
  if (argc < 2 || !g_file_get_contents (argv[1], &text, NULL, &error)
      || !(fixture = mq_json_parse_object (text, -1, &error)))
    g_error ("%s", error != NULL ? error->message : "fixture-server FIXTURE.JSON");

  server = mq_mcp_server_new (&offer, send_line, NULL);
  mq_mcp_server_set_relayed (server, "conformance");
  lines = mq_mcp_lines_new (receive_line, server);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, read_cb, lines);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
