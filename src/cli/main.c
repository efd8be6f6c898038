/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-cli: Maquette on the command line, for people and for programs. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-cli-browser.h"
#include "cli/mq-cli-command.h"
#include "cli/mq-cli-model.h"
#include "cli/mq-cli-options.h"
#include "cli/mq-printer.h"
#include "cli/mq-stdout.h"
#include "client/service/mq-embedded-service.h"
#include "common/base/mq-core-dump.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http.h"

#include <libdex.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* The exit status and the message of an error that ends the program. Used by main() and the
 * run command. */

#define MAX_MESSAGE 20000
/* Turns of the main loop at the end; a source that is always ready does not hold it up. */
#define MAX_TURNS 1000
#define STACK (256 * 1024)

/* A second line for errors that do not have one. */
static const struct
{
  MqError code;
  const char *next;
  gboolean is_first; /* also where the service has a line of its own */
} hints[] = {
  { MQ_ERROR_SIGN_IN, "Sign in first: maquette-cli --login" },
  { MQ_ERROR_TERMS, "Accept the terms first: maquette-cli --accept-terms", TRUE },
  { MQ_ERROR_QUOTA,
    "Wait until the quota is renewed, or use a service of your own: leave out --server" },
  { MQ_ERROR_NO_BLENDER, "Another Blender can be named in config.yaml (blender.executable): "
                         "docs/using/config.md" },
  { MQ_ERROR_UNREACHABLE,
    "Try again, or leave out --server to use a service of your own; finished versions are kept" },
  { MQ_ERROR_CANCELLED, "Finished versions are kept: maquette-cli --list-sessions" },
  { MQ_ERROR_TIMEOUT, "Allow more time in config.yaml: limits.script_seconds" },
  { MQ_ERROR_WORKER_LOST,
    "Try again; if it happens again, try another Blender (blender.executable)" },
  { MQ_ERROR_PROTOCOL, "The client and the service do not match; rebuild or reinstall both" },
  { MQ_ERROR_NOT_FOUND, "maquette-cli --list-sessions lists your sessions" },
  { MQ_ERROR_UNKNOWN_KIND,
    "maquette-cli kinds lists what the sketcher makes; a language model makes any object: "
    "docs/using/models.md",
    TRUE },
  { MQ_ERROR_NO_SPACE, "Free some space and try again; finished versions are kept" },
  { MQ_ERROR_READ_ONLY, "Make it writable, or set XDG_DATA_HOME to a folder that is" },
  { MQ_ERROR_BUSY, "Try again later; with --wait, maquette-cli waits until there is room" },
};

typedef gboolean (*CommandFunc) (MqCliContext *context, GError **error);

/* Prints on standard error what happened and what to do next. @error: the error that ends the
 * program; @json: whether to print an event on standard output, too. Returns: the exit status */
static int
cli_report_error (const GError *error, gboolean json)
{
  g_autofree char *clean = mq_text_clean (error->message, MAX_MESSAGE);
  g_autofree char *message = mq_paths_name_pages (clean);
  g_autofree char *hint = NULL;
  char *line_end = strchr (message, '\n');
  const char *next = NULL, *line, *end;
  gboolean is_first = FALSE;
  int status = mq_error_get_exit_status (error);

  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    if (g_error_matches (error, MQ_ERROR, (int)hints[i].code))
      {
        next = hint = mq_paths_name_pages (hints[i].next);
        is_first = hints[i].is_first;
      }
  /* The service's own hint does not know the options of the command line. */
  if (line_end != NULL && !is_first)
    next = line_end + 1;

  if (line_end != NULL)
    *line_end = '\0';

  mq_stdout_flush ();
  fprintf (stderr, "maquette-cli: %s\n", message);

  /* The lines between what happened and what to do are details, in which a script has the word:
   * they are quoted, so that none looks like one of ours. */
  for (line = next; line != NULL && (end = strchr (line, '\n')) != NULL; line = end + 1)
    fprintf (stderr, "  | %.*s\n", (int)(end - line), line);
  if (line != NULL)
    fprintf (stderr, "%s\n", line);

  if (json)
    {
      g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_ERROR);

      event->error.exit = status;
      event->error.text = g_strdup (message);
      event->error.next = g_strdup (next);
      mq_printer_write_json (event, 0);
    }

  return status;
}

static DexFuture *
command_fiber (gpointer user_data)
{
  MqCliOptions *options = user_data;
  g_auto (MqCliContext) context = { .options = options };
  GError *error = NULL;
  CommandFunc run = mq_command_run;
  gboolean good;

  /* Scripts ask for the kinds with “?”. */
  if (options->command != NULL)
    run = options->command->run;
  else if (g_strcmp0 (options->text, "?") == 0)
    run = mq_command_list_kinds;
  else if (options->list_sessions)
    run = options->at_service ? mq_command_list_remote : mq_command_list_sessions;
  else if (options->place != NULL || options->undo_place)
    run = mq_command_place;
  else if (options->login || options->logout || options->accept_terms)
    run = mq_command_sign_in;

  good = run (&context, &error);
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND)
      && mq_cli_context_get_server (&context) == NULL)
    error = mq_cli_model_offer_local (context.config, error);
  dex_await (mq_embedded_service_leave_own (), NULL);
  return good ? dex_future_new_true () : dex_future_new_for_error (error);
}

static DexFuture *
wake_up (DexFuture *future, gpointer user_data)
{
  g_main_context_wakeup (NULL);
  return dex_ref (future);
}

/* Standard output has results only. g_log_writer_default_set_use_stderr() is too late where libdex
 * has started threads before main(): containers deny io_uring. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_autofree char *text = NULL;
  const char *domain = NULL;

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      domain = fields[i].value;
  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;

  text = g_log_writer_format_fields (level, fields, n_fields, FALSE);
  fprintf (stderr, "%s\n", text);
  return G_LOG_WRITER_HANDLED;
}

static gboolean
perform (MqCliOptions *options, GError **error)
{
  g_autoptr (DexFuture) future = NULL;

  if (options->version)
    {
      puts ("maquette-cli " MQ_VERSION);
      return TRUE;
    }
  if ((options->command == NULL && !mq_cli_options_check (options, error))
      || (options->own_service && !mq_embedded_service_use_own (error)))
    return FALSE;

  future = mq_fiber_spawn (NULL, STACK, command_fiber, options, NULL);
  dex_future_disown (dex_future_finally (dex_ref (future), wake_up, NULL, NULL));
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);

  /* Fibers that were dropped, as by Ctrl+C, need a turn to free what they hold. */
  for (guint i = 0; i < MAX_TURNS && g_main_context_iteration (NULL, FALSE); i++)
    ;

  return dex_future_get_value (future, error) != NULL;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unwritten = NULL;
  MqCliOptions *options;
  int status = 0;

  mq_core_dump_disable ();
  setlocale (LC_ALL, "");
  mq_cli_browser_keep_language ();
  /* The command line is not translated, so the messages of its service are not either. */
  g_setenv ("LANGUAGE", "en", TRUE);
  g_log_set_writer_func (write_log, NULL, NULL);
  /* A reader that closes the pipe must not end a run in the middle of a version. */
  signal (SIGPIPE, SIG_IGN);
  setvbuf (stdout, NULL, _IOLBF, 0);
  mq_stdout_open ();
  dex_init ();
  mq_http_init ();

  options = mq_cli_options_parse (argv, &error);
  if (options == NULL || !perform (options, &error))
    status = cli_report_error (error, options != NULL && options->json);
  if (mq_stdout_close (&unwritten))
    return status;

  /* Whoever reads a file of this output has to know that it is not complete. */
  return MAX (status, cli_report_error (unwritten, FALSE));
}
