/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The offer to programs, see mq-mcp-offer.h. */
#include "mcp/mq-mcp-offer.h"

#include "common/json/mq-json.h"
#include "mcp/mq-mcp-prompts.h"
#include "mcp/mq-mcp-resources.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-tasks.h"
#include "mcp/mq-mcp-tools.h"

#include <gio/gio.h>

#define INSTRUCTIONS "/maquette/mcp/building.md"
/* Tools and prompts change only with the program, and the files of a version never do. */
#define LONG_TTL_MS (60 * 60 * 1000)

/* The skill for programs without MCP has the same words. Returns: (transfer none) */
static const char *
get_instructions (void)
{
  static char *text;

  if (text == NULL)
    {
      g_autoptr (GBytes) bytes = g_resources_lookup_data (INSTRUCTIONS, 0, NULL);

      text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  return text;
}

static JsonObject *
get_task (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);

  return mq_mcp_tasks_get (context->tasks, call, error);
}

/* A task asks the client nothing, so that no answer is waited for. */
static JsonObject *
update_task (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  g_autoptr (JsonObject) task = mq_mcp_tasks_get (context->tasks, call, error);

  return task != NULL ? json_object_new () : NULL;
}

static JsonObject *
cancel_task (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);

  return mq_mcp_tasks_cancel (context->tasks, call, error);
}

static const MqMcpMethod methods[] = {
  { "tools/list", mq_mcp_tools_list, LONG_TTL_MS },
  { "tools/call", mq_mcp_tools_call, -1 },
  { "resources/list", mq_mcp_resources_list, 0 },
  { "resources/templates/list", mq_mcp_resources_list_templates, LONG_TTL_MS },
  { "resources/read", mq_mcp_resources_read, LONG_TTL_MS },
  { "prompts/list", mq_mcp_prompts_list, LONG_TTL_MS },
  { "prompts/get", mq_mcp_prompts_get, -1 },
  { "tasks/get", get_task, -1 },
  { "tasks/update", update_task, -1 },
  { "tasks/cancel", cancel_task, -1 },
  { NULL },
};

/**
 * mq_mcp_offer_make_server:
 * @context: what the tools work with; longer there than the server
 * @send: sends a line to the program
 * @user_data: for @send
 *
 * Returns: (transfer full): a server for one program
 */
MqMcpServer *
mq_mcp_offer_make_server (MqMcpContext *context, MqMcpSend send, gpointer user_data)
{
  g_autoptr (JsonObject) capabilities = mq_json_new (
      "tools:o resources:o prompts:o", json_object_new (), json_object_new (), json_object_new ());
  g_autoptr (JsonObject) extensions = json_object_new ();
  const MqMcpOffer offer = { "Maquette", get_instructions (),     capabilities,        extensions,
                             methods,    mq_mcp_rights_introduce, mq_mcp_rights_admit, context };

  json_object_set_object_member (extensions, "io.modelcontextprotocol/tasks", json_object_new ());
  return mq_mcp_server_new (&offer, send, user_data);
}
