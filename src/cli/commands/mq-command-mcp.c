/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mcp: the server of the Model Context Protocol on standard input and output, with which other
 * programs let their models build. */
#include "cli/commands/mq-commands.h"
#include "client/programs/mq-program-command.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-lines.h"
#include "mcp/mq-mcp-offer.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-worker.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum
{
  /* JSON; `command` is the program and `args` are its arguments */
  MQ_MCP_SETUP_COMMAND,
  /* JSON; `command` is both */
  MQ_MCP_SETUP_LIST,
  MQ_MCP_SETUP_YAML,
  MQ_MCP_SETUP_TOML,
} MqMcpSetupFormat;

typedef struct
{
  /* as the user types it */
  const char *id;
  const char *title;
  /* of the configuration, which holds the servers */
  const char *member;
  /* member `type` of a server */
  const char *type;
  /* of the configuration */
  MqMcpSetupFormat format;
} MqMcpSetup;

/* How the configuration of other programs names Maquette's server: where it is, and the snippet
 * that belongs into it. Used by the command `mcp`. */

#define NAME "maquette"
/* Seconds that a tool may take: a version with its final pictures on a slow computer. */
#define SECONDS 600
#define BACKUP_SUFFIX ".before-maquette"
#define MAX_CONFIG (16 * 1024 * 1024)
#define CHUNK (64 * 1024)

static const MqMcpSetup setups[] = {
  { "claude", "Claude Code", "mcpServers", NULL, MQ_MCP_SETUP_COMMAND },
  { "vscode", "VS Code", "servers", "stdio", MQ_MCP_SETUP_COMMAND },
  { "zed", "Zed", "context_servers", NULL, MQ_MCP_SETUP_COMMAND },
  { "goose", "Goose", "extensions", "stdio", MQ_MCP_SETUP_YAML },
  { "opencode", "OpenCode", "mcp", "local", MQ_MCP_SETUP_LIST },
  { "codex", "Codex", "mcp_servers", NULL, MQ_MCP_SETUP_TOML },
};

/* Returns: (transfer none) (nullable): how that program is configured */
static const MqMcpSetup *
mcp_setup_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (setups); i++)
    if (g_str_equal (setups[i].id, id))
      return &setups[i];

  return NULL;
}

/* Returns: (transfer full): the ids of all programs */
static GStrv
mcp_setup_list_ids (void)
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

/* Returns: (transfer full): the file with the user's configuration of it, which may not exist */
static char *
mcp_setup_get_path (const MqMcpSetup *self)
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

/* Returns: (transfer none): the object @member of @object, which is made if need be */
static JsonObject *
ensure_object (JsonObject *object, const char *member)
{
  if (mq_json_get_object (object, member) == NULL)
    json_object_set_object_member (object, member, json_object_new ());
  return mq_json_get_object (object, member);
}

/* Strings and lists of strings are written in YAML and TOML as in JSON. */
static char *
make_text (const char *format, const char *const *command)
{
  g_autoptr (JsonArray) arguments = mq_json_from_strings (command + 1, -1);
  g_autofree char *args = mq_json_array_to_string (arguments, FALSE);
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), command[0]);
  g_autofree char *program = json_to_string (node, FALSE);

  return g_strdup_printf (format, program, args, SECONDS);
}

/* Returns: (transfer full) (nullable): the configuration with our server, and all else as it was;
 * @text itself, if our server is in it */
static char *
mcp_setup_merge (const MqMcpSetup *self, const char *const *command, const char *text,
                 GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (JsonObject) root = *text == '\0' ? json_object_new ()
                                              : mq_json_parse_object (text, -1, &why);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  JsonObject *server;

  if (root == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "It is not plain JSON: %s", why->message);
  if (json_object_has_member (root, self->member)
      && mq_json_get_object (root, self->member) == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” in it is not an object", self->member);

  before = mq_json_object_to_string (root, TRUE);

  /* Members that are not ours stay, such as the user's environment. */
  server = ensure_object (ensure_object (root, self->member), NAME);
  mq_json_add (server, "type:s?", self->type);
  if (self->format == MQ_MCP_SETUP_LIST)
    mq_json_add (server, "command:a enabled:b", mq_json_from_strings (command, -1), TRUE);
  else
    mq_json_add (server, "command:s args:a", command[0], mq_json_from_strings (command + 1, -1));
  after = mq_json_object_to_string (root, TRUE);
  return g_str_equal (before, after) ? g_strdup (text) : g_steal_pointer (&after);
}

/* Returns: (transfer full): what belongs into its configuration, with a line break at the end */
static char *
mcp_setup_make_snippet (const MqMcpSetup *self, const char *const *command)
{
  g_autofree char *merged = NULL;

  if (self->format == MQ_MCP_SETUP_YAML)
    return make_text ("extensions:\n  " NAME ":\n    name: " NAME "\n    type: stdio\n    cmd: %s\n"
                      "    args: %s\n    enabled: true\n    timeout: %d\n",
                      command);
  if (self->format == MQ_MCP_SETUP_TOML)
    return make_text ("[mcp_servers." NAME "]\ncommand = %s\nargs = %s\ntool_timeout_sec = %d\n",
                      command);

  merged = mcp_setup_merge (self, command, "", NULL);
  return g_steal_pointer (&merged);
}

/* Returns: (transfer full): what starts the server */
static GStrv
make_command (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) program = mq_program_command_make ();

  g_strv_builder_addv (builder, (const char **)program);
  g_strv_builder_add (builder, "mcp");
  return g_strv_builder_end (builder);
}

/* @text: (nullable): what it replaces. A configuration may hold keys, so nobody else may read more
 * than before. */
static gboolean
write_config (const char *path, const char *text, const char *merged, GError **error)
{
  g_autofree char *backup = g_strconcat (path, BACKUP_SUFFIX, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  GStatBuf info;
  int mode = g_stat (path, &info) == 0 ? (int)(info.st_mode & 0777) : 0600;
  GFileSetContentsFlags flags = G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;

  return (text == NULL || g_file_set_contents_full (backup, text, -1, flags, mode, error))
         && mq_paths_make_private (folder, error)
         && g_file_set_contents_full (path, merged, -1, flags, mode, error);
}

static gboolean
fail_to_paste (const char *path, const char *why, GError **error)
{
  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "%s was not changed: %s\nPaste the lines above into it yourself", path, why);
}

static gboolean
install (const MqMcpSetup *setup, const char *const *command, const char *path, GError **error)
{
  /* A link, as of a folder with all of one's settings, stays one. */
  g_autofree char *real = realpath (path, NULL);
  const char *file = real != NULL ? real : path;
  g_autofree char *text = NULL;
  g_autofree char *merged = NULL;
  g_autoptr (GError) why = NULL;
  gsize length = 0;
  g_autofree char *other = NULL;

  if (setup->format != MQ_MCP_SETUP_COMMAND && setup->format != MQ_MCP_SETUP_LIST)
    return fail_to_paste (path, "it is not JSON, and Maquette only changes JSON", error);
  if (mq_paths_is_flatpak ())
    return fail_to_paste (path, "a Flatpak cannot write there", error);

  /* OpenCode reads two files; with comments, ours would be the wrong one. */
  other = g_strconcat (path, "c", NULL);
  if (g_str_has_suffix (path, "opencode.json") && g_file_test (other, G_FILE_TEST_EXISTS))
    return fail_to_paste (path, "opencode.jsonc is there, too", error);

  if (g_file_test (file, G_FILE_TEST_EXISTS)
      && (text = mq_files_load (file, MAX_CONFIG, &length, &why)) == NULL)
    return fail_to_paste (path, why->message, error);
  if ((text != NULL && strlen (text) != length)
      || (merged = mcp_setup_merge (setup, command, text != NULL ? text : "", &why)) == NULL)
    return fail_to_paste (path, why != NULL ? why->message : "it is not text", error);

  if (g_strcmp0 (text, merged) == 0)
    g_printerr ("%s already has these lines\n", path);
  else if (!write_config (file, text, merged, &why))
    return fail_to_paste (path, why->message, error);
  else if (text != NULL)
    g_printerr ("Written to %s; the previous file is %s" BACKUP_SUFFIX "\nRestart %s\n", path, file,
                setup->title);
  else
    g_printerr ("Written to %s\nRestart %s\n", path, setup->title);
  return TRUE;
}

/* The options. */
static struct
{
  char *program;
  gboolean install;
} args;

static void
send_line (const char *line, gpointer user_data)
{
  puts (line);
}

static void
receive_line (const char *line, gsize length, gpointer server)
{
  mq_mcp_server_receive (server, line, length);
}

/* On standard error: a program that starts this may read standard output. */
static void
on_connected (gboolean is_connected, gpointer server)
{
  if (is_connected)
    g_printerr ("Programs reach this computer at %s/mcp. Ctrl+C ends that\n", (char *)server);
  else
    g_printerr ("The connection to %s was lost; trying again\n", (char *)server);
}

static gboolean
on_reader_gone (int fd, GIOCondition condition, gpointer gone)
{
  dex_promise_reject (gone, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Nobody reads"));
  return G_SOURCE_REMOVE;
}

/* After the end of the input, answers what was asked before, as long as somebody reads. Awaits. */
static void
serve_program (MqCliContext *self, MqMcpContext *context)
{
  g_autoptr (MqMcpServer) server = mq_mcp_offer_make_server (context, send_line, NULL);
  g_autoptr (DexPromise) gone = dex_promise_new ();
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (MqMcpLines) lines = mq_mcp_lines_new (receive_line, server);

  /* Until the program closes its end, or a signal comes. */
  for (;;)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          mq_cli_context_unless_interrupted (
              self, dex_input_stream_read_bytes (input, CHUNK, G_PRIORITY_DEFAULT)),
          NULL);
      gsize length = 0;
      const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

      if (length == 0)
        break;
      mq_mcp_lines_add (lines, data, length);
    }

  mq_mcp_lines_end (lines);

  g_unix_fd_add (STDOUT_FILENO, G_IO_ERR | G_IO_HUP, on_reader_gone, gone);
  dex_await (mq_cli_context_unless_interrupted (
                 self, mq_fiber_unless (DEX_FUTURE (gone), mq_mcp_server_wait (server))),
             NULL);
  g_source_remove_by_user_data (gone);
  dex_await (mq_mcp_server_stop (server), NULL);
}

static gboolean
serve (MqCliContext *self, GError **error)
{
  g_autoptr (MqMcpContext) context = NULL;
  gboolean is_good = TRUE;

  if (args.program != NULL)
    {
      const MqMcpSetup *setup = mcp_setup_find (args.program);
      g_autofree char *path = setup != NULL ? mcp_setup_get_path (setup) : NULL;
      g_auto (GStrv) command = NULL;
      g_autofree char *snippet = NULL;

      /* Prints the lines on standard output, and all else on standard error. */
      if (setup == NULL)
        {
          g_auto (GStrv) ids = mcp_setup_list_ids ();
          g_autofree char *all = g_strjoinv (", ", ids);

          return mq_fail (
              error, MQ_ERROR_BAD_INPUT,
              "Maquette does not know the program “%s”\nIt knows %s; docs/using/mcp.md says what "
              "others need",
              args.program, all);
        }
      command = make_command ();
      snippet = mcp_setup_make_snippet (setup, (const char *const *)command);
      fputs (snippet, stdout);
      fflush (stdout);
      if (args.install)
        return install (setup, (const char *const *)command, path, error);

      g_printerr ("These lines belong in %s, which %s reads when it starts\n", path, setup->title);
      return TRUE;
    }
  if (args.install)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--install needs --config PROGRAM");
  if (self->options->server != NULL && !self->options->at_service)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--server needs --at-service");
  if (!mq_cli_context_prepare (self, MQ_CLI_INTERRUPT | MQ_CLI_CONFIG, error))
    return FALSE;

  context = mq_mcp_context_new (self->config);
  if (self->options->at_service)
    {
      const char *server = mq_cli_context_require_server (self, error);

      is_good = server != NULL
                && mq_mcp_worker_serve (context, server, DEX_FUTURE (self->interrupt.future),
                                        on_connected, (gpointer)server, error);
    }
  else
    serve_program (self, context);
  mq_mcp_context_close (context);
  mq_mcp_rights_leave (context);
  return is_good;
}

static const GOptionEntry options[] = {
  { "config", 0, 0, G_OPTION_ARG_FILENAME, &args.program,
    "Print what the configuration of a program needs to connect: claude, vscode, zed, goose, "
    "opencode or codex",
    "PROGRAM" },
  { "install", 0, 0, G_OPTION_ARG_NONE, &args.install,
    "With --config: also write it there, and keep a copy of the file as it was", NULL },
  MQ_OPTION ("at-service", 0, NONE, at_service,
             "Run the tools for programs that reach the shared service", NULL),
  MQ_OPTION_SERVER,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_mcp[] = {
  { "mcp", "", 0, 0,
    "Let another program’s model build: a Model Context Protocol server on standard input and "
    "output, or at a shared service",
    serve, options },
  { NULL },
};
