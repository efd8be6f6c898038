/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration of other programs, see mq-mcp-setup.h. */
#include "mcp/mq-mcp-setup.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#define NAME "maquette"
/* Seconds that a tool may take: a version with its final pictures on a slow computer. */
#define SECONDS 600

static const MqMcpSetup setups[] = {
  { "claude", "Claude Code", "mcpServers", NULL, MQ_MCP_SETUP_COMMAND },
  { "vscode", "VS Code", "servers", "stdio", MQ_MCP_SETUP_COMMAND },
  { "zed", "Zed", "context_servers", NULL, MQ_MCP_SETUP_COMMAND },
  { "goose", "Goose", "extensions", "stdio", MQ_MCP_SETUP_YAML },
  { "opencode", "OpenCode", "mcp", "local", MQ_MCP_SETUP_LIST },
  { "codex", "Codex", "mcp_servers", NULL, MQ_MCP_SETUP_TOML },
};

/**
 * mq_mcp_setup_find:
 * @id: such as "zed"
 *
 * Returns: (transfer none) (nullable): how that program is configured
 */
const MqMcpSetup *
mq_mcp_setup_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (setups); i++)
    if (g_str_equal (setups[i].id, id))
      return &setups[i];

  return NULL;
}

/**
 * mq_mcp_setup_list_ids:
 *
 * Returns: (transfer full): the ids of all programs
 */
GStrv
mq_mcp_setup_list_ids (void)
{
  GStrv ids = g_new0 (char *, G_N_ELEMENTS (setups) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (setups); i++)
    ids[i] = g_strdup (setups[i].id);
  return ids;
}

/* @variable: (nullable): of the environment, which names another folder. */
static char *
in_home (const char *variable, const char *folder, const char *file)
{
  const char *named = variable != NULL ? g_getenv (variable) : NULL;

  return named != NULL && g_path_is_absolute (named)
             ? g_build_filename (named, file, NULL)
             : g_build_filename (g_get_home_dir (), folder, file, NULL);
}

/**
 * mq_mcp_setup_get_path:
 * @self: a program
 *
 * Returns: (transfer full): the file with the user's configuration of it, which may not exist
 */
char *
mq_mcp_setup_get_path (const MqMcpSetup *self)
{
  const char *config = g_get_user_config_dir ();

  if (g_str_equal (self->id, "claude"))
    return in_home ("CLAUDE_CONFIG_DIR", "", ".claude.json");
  if (g_str_equal (self->id, "codex"))
    return in_home ("CODEX_HOME", ".codex", "config.toml");
  if (g_str_equal (self->id, "vscode"))
    return g_build_filename (config, "Code", "User", "mcp.json", NULL);
  if (g_str_equal (self->id, "zed"))
    return g_build_filename (config, "zed", "settings.json", NULL);
  if (g_str_equal (self->id, "goose"))
    return g_build_filename (config, "goose", "config.yaml", NULL);

  return g_build_filename (config, "opencode", "opencode.json", NULL);
}

/**
 * mq_mcp_setup_can_merge:
 * @self: a program
 *
 * Returns: whether mq_mcp_setup_merge() knows the format of its configuration
 */
gboolean
mq_mcp_setup_can_merge (const MqMcpSetup *self)
{
  return self->format == MQ_MCP_SETUP_COMMAND || self->format == MQ_MCP_SETUP_LIST;
}

/* In a JSON configuration. Members that are not ours stay, such as the user's environment. */
static void
describe_server (const MqMcpSetup *self, const char *const *command, JsonObject *server)
{
  if (self->type != NULL)
    json_object_set_string_member (server, "type", self->type);
  if (self->format == MQ_MCP_SETUP_LIST)
    mq_json_add (server, "command:a enabled:b", mq_json_from_strings (command, -1), TRUE);
  else
    mq_json_add (server, "command:s args:a", command[0], mq_json_from_strings (command + 1, -1));
}

/* Returns: (transfer none): the object @member of @object, which is made if need be */
static JsonObject *
ensure_object (JsonObject *object, const char *member)
{
  if (mq_json_get_object (object, member) == NULL)
    json_object_set_object_member (object, member, json_object_new ());
  return mq_json_get_object (object, member);
}

static char *
to_json (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

/* Strings and lists of strings are written in YAML and TOML as in JSON. */
static char *
make_text (const char *format, const char *const *command)
{
  g_autoptr (JsonArray) arguments = mq_json_from_strings (command + 1, -1);
  g_autofree char *args = mq_json_array_to_string (arguments, FALSE);
  g_autofree char *program = to_json (command[0]);

  return g_strdup_printf (format, program, args, SECONDS);
}

/**
 * mq_mcp_setup_make_snippet:
 * @self: a program
 * @command: what starts the server
 *
 * Returns: (transfer full): what belongs into its configuration, with a line break at the end
 */
char *
mq_mcp_setup_make_snippet (const MqMcpSetup *self, const char *const *command)
{
  g_autofree char *merged = NULL;

  if (self->format == MQ_MCP_SETUP_YAML)
    return make_text ("extensions:\n  " NAME ":\n    name: " NAME "\n    type: stdio\n    cmd: %s\n"
                      "    args: %s\n    enabled: true\n    timeout: %d\n",
                      command);
  if (self->format == MQ_MCP_SETUP_TOML)
    return make_text ("[mcp_servers." NAME "]\ncommand = %s\nargs = %s\ntool_timeout_sec = %d\n",
                      command);

  merged = mq_mcp_setup_merge (self, command, "", NULL);
  return g_steal_pointer (&merged);
}

/**
 * mq_mcp_setup_merge:
 * @self: a program whose configuration is JSON
 * @command: what starts the server
 * @text: its configuration now; empty: none
 * @error: %MQ_ERROR_BAD_INPUT if it is not plain JSON, such as with comments
 *
 * Returns: (transfer full) (nullable): the configuration with our server, and all else as it was;
 *   @text itself, if our server is in it
 */
char *
mq_mcp_setup_merge (const MqMcpSetup *self, const char *const *command, const char *text,
                    GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (JsonObject) root = *text == '\0' ? json_object_new ()
                                              : mq_json_parse_object (text, -1, &why);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (root == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "It is not plain JSON: %s", why->message);
  if (json_object_has_member (root, self->member)
      && mq_json_get_object (root, self->member) == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” in it is not an object", self->member);

  before = mq_json_object_to_string (root, TRUE);
  describe_server (self, command, ensure_object (ensure_object (root, self->member), NAME));
  after = mq_json_object_to_string (root, TRUE);
  return g_str_equal (before, after) ? g_strdup (text) : g_steal_pointer (&after);
}
