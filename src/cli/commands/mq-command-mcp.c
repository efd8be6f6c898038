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
  const char *id; /* as the user types it */
  const char *title;
  const char *member; /* of the configuration, which holds the servers */
  const char *type;   /* member `type` of a server */
  MqMcpSetupFormat format;
  const char *path;     /* of the configuration; in the home folder, if it begins with a dot */
  const char *variable; /* (nullable): of the environment, which names another folder */
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
  { "claude", "Claude Code", "mcpServers", NULL, MQ_MCP_SETUP_COMMAND, ".claude.json",
    "CLAUDE_CONFIG_DIR" },
  { "vscode", "VS Code", "servers", "stdio", MQ_MCP_SETUP_COMMAND, "Code/User/mcp.json", NULL },
  { "zed", "Zed", "context_servers", NULL, MQ_MCP_SETUP_COMMAND, "zed/settings.json", NULL },
  { "goose", "Goose", "extensions", "stdio", MQ_MCP_SETUP_YAML, "goose/config.yaml", NULL },
  { "opencode", "OpenCode", "mcp", "local", MQ_MCP_SETUP_LIST, "opencode/opencode.json", NULL },
  { "codex", "Codex", "mcp_servers", NULL, MQ_MCP_SETUP_TOML, ".codex/config.toml", "CODEX_HOME" },
};

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
  g_autofree char *backup = g_strconcat (file, BACKUP_SUFFIX, NULL);
  g_autofree char *folder = g_path_get_dirname (file);
  GFileSetContentsFlags flags = G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
  GStatBuf info;
  int mode;

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
    {
      g_printerr ("%s already has these lines\n", path);
      return TRUE;
    }

  /* A configuration may hold keys, so nobody else may read more than before. */
  mode = g_stat (file, &info) == 0 ? (int)(info.st_mode & 0777) : 0600;
  if ((text != NULL && !g_file_set_contents_full (backup, text, -1, flags, mode, &why))
      || !mq_paths_make_private (folder, &why)
      || !g_file_set_contents_full (file, merged, -1, flags, mode, &why))
    return fail_to_paste (path, why->message, error);

  if (text != NULL)
    g_printerr ("Written to %s; the previous file is %s\nRestart %s\n", path, backup, setup->title);
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

/* Prints the lines that belong in the configuration of another program on standard output, and all
 * else on standard error. */
static gboolean
configure (GError **error)
{
  const MqMcpSetup *setup = NULL;
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) program = mq_program_command_make ();
  g_auto (GStrv) made = NULL;
  const char *const *command;
  const char *folder, *home;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *snippet = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (setups); i++)
    {
      if (g_str_equal (setups[i].id, args.program))
        setup = &setups[i];
      g_string_append_printf (ids, "%s%s", i > 0 ? ", " : "", setups[i].id);
    }
  if (setup == NULL)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "Maquette does not know the program “%s”\nIt knows %s; docs/using/mcp.md says what "
        "others need",
        args.program, ids->str);

  g_strv_builder_addv (builder, (const char **)program);
  g_strv_builder_add (builder, "mcp");
  made = g_strv_builder_end (builder);
  command = (const char *const *)made;
  if (setup->format == MQ_MCP_SETUP_YAML)
    snippet = make_text ("extensions:\n  " NAME ":\n    name: " NAME "\n    type: stdio\n"
                         "    cmd: %s\n    args: %s\n    enabled: true\n    timeout: %d\n",
                         command);
  else if (setup->format == MQ_MCP_SETUP_TOML)
    snippet = make_text ("[mcp_servers." NAME "]\ncommand = %s\nargs = %s\n"
                         "tool_timeout_sec = %d\n",
                         command);
  else
    snippet = mcp_setup_merge (setup, command, "", NULL);
  fputs (snippet, stdout);
  fflush (stdout);

  folder = setup->variable != NULL ? g_getenv (setup->variable) : NULL;
  home = *setup->path == '.' ? g_get_home_dir () : g_get_user_config_dir ();
  name = g_path_get_basename (setup->path);
  path = folder != NULL && g_path_is_absolute (folder) ? g_build_filename (folder, name, NULL)
                                                       : g_build_filename (home, setup->path, NULL);
  if (args.install)
    return install (setup, command, path, error);

  g_printerr ("These lines belong in %s, which %s reads when it starts\n", path, setup->title);
  return TRUE;
}

static gboolean
serve (MqCliContext *self, GError **error)
{
  g_autoptr (MqMcpContext) context = NULL;
  g_autoptr (MqMcpServer) server = NULL;
  g_autoptr (MqMcpLines) lines = NULL;
  g_autoptr (DexPromise) gone = NULL;
  g_autoptr (GInputStream) input = NULL;

  if (args.program != NULL)
    return configure (error);
  if (args.install)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--install needs --config PROGRAM");
  if (self->options->server != NULL && !self->options->at_service)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--server needs --at-service");
  if (!mq_cli_context_prepare (self, MQ_CLI_INTERRUPT | MQ_CLI_CONFIG, error))
    return FALSE;

  context = mq_mcp_context_new (self->config);
  if (self->options->at_service)
    {
      const char *url = mq_cli_context_require_server (self, error);
      gboolean is_good = url != NULL
                         && mq_mcp_worker_serve (context, url, DEX_FUTURE (self->interrupt.future),
                                                 on_connected, (gpointer)url, error);

      mq_mcp_context_close (context);
      mq_mcp_rights_leave (context);
      return is_good;
    }

  /* Until the program closes its end, or a signal comes. */
  server = mq_mcp_offer_make_server (context, send_line, NULL);
  lines = mq_mcp_lines_new (receive_line, server);
  input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
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

  /* Answers what was asked before the end, as long as somebody reads. */
  gone = dex_promise_new ();
  g_unix_fd_add (STDOUT_FILENO, G_IO_ERR | G_IO_HUP, on_reader_gone, gone);
  dex_await (mq_cli_context_unless_interrupted (
                 self, mq_fiber_unless (DEX_FUTURE (gone), mq_mcp_server_wait (server))),
             NULL);
  g_source_remove_by_user_data (gone);
  dex_await (mq_mcp_server_stop (server), NULL);
  mq_mcp_context_close (context);
  mq_mcp_rights_leave (context);
  return TRUE;
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
