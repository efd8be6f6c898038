/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mcp: the server of the Model Context Protocol on standard input and output, with which other
 * programs let their models build. */
#include "cli/commands/mq-commands.h"

#include "common/base/mq-error.h"
#include "mcp/mq-mcp-lines.h"
#include "mcp/mq-mcp-offer.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-worker.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

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

/* Until the program closes its end, or a signal comes. Awaits. */
static void
receive_all (MqCliContext *self, MqMcpServer *server)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (MqMcpLines) lines = mq_mcp_lines_new (receive_line, server);

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
}

/* On standard error: a program that starts this may read standard output. */
static void
on_connected (gboolean is_connected, gpointer server)
{
  if (is_connected)
    g_printerr ("Programs reach this computer at %s/mcp. Ctrl+C ends that\n", (char *)server);
  else
    g_printerr ("The connection to %s was lost; it is tried again\n", (char *)server);
}

/* Awaits. */
static gboolean
serve_at_service (MqCliContext *self, MqMcpContext *context, GError **error)
{
  const char *server = mq_cli_context_require_server (self, error);

  return server != NULL
         && mq_mcp_worker_serve (context, server, DEX_FUTURE (self->interrupt.future), on_connected,
                                 (gpointer)server, error);
}

/* Awaits. */
static void
serve_program (MqCliContext *self, MqMcpContext *context)
{
  g_autoptr (MqMcpServer) server = mq_mcp_offer_make_server (context, send_line, NULL);

  receive_all (self, server);
  dex_await (mq_mcp_server_stop (server), NULL);
}

static gboolean
serve (MqCliContext *self, GError **error)
{
  g_autoptr (MqMcpContext) context = NULL;
  gboolean is_good = TRUE;

  if (args.program != NULL)
    return mq_command_configure_program (args.program, args.install, error);
  if (args.install)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--install needs --config PROGRAM");
  if (self->options->server != NULL && !self->options->at_service)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--server needs --at-service");
  if (!mq_cli_context_prepare (self, MQ_CLI_INTERRUPT | MQ_CLI_CONFIG, error))
    return FALSE;

  context = mq_mcp_context_new (self->config);
  if (self->options->at_service)
    is_good = serve_at_service (self, context, error);
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
    "Let another program’s model build: a server of the Model Context Protocol on standard input "
    "and output, or at a shared service",
    serve, options },
  { NULL },
};
