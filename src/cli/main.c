/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-cli: Maquette on the command line, for people and for programs. */
#include "cli/mq-cli-browser.h"
#include "cli/mq-cli-command.h"
#include "cli/mq-cli-error.h"
#include "cli/mq-cli-options.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"
#include "common/base/mq-fiber.h"
#include "common/http/mq-http.h"

#include <libdex.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* Turns of the main loop at the end; a source that is always ready does not hold it up. */
#define MAX_TURNS 1000

#define STACK (256 * 1024)

static DexFuture *
choose_command (MqCliOptions *options)
{
  if (options->list_sessions)
    return options->at_service ? mq_command_list_remote (options)
                               : mq_command_list_sessions (options);
  if (options->place != NULL || options->undo_place)
    return mq_command_place (options);
  if (options->login || options->logout || options->accept_terms)
    return mq_command_account (options);

  return mq_command_run (options);
}

static DexFuture *
wake_up (DexFuture *future, gpointer user_data)
{
  g_main_context_wakeup (NULL);
  return dex_ref (future);
}

/* @future: (transfer full): resolves to the exit status */
static int
wait_for (DexFuture *command, GError **error)
{
  g_autoptr (DexFuture) future = command;
  const GValue *value;

  dex_future_disown (dex_future_finally (dex_ref (future), wake_up, NULL, NULL));
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);

  /* Fibers that were dropped, as by Ctrl+C, need a turn to free what they hold. */
  for (guint i = 0; i < MAX_TURNS && g_main_context_iteration (NULL, FALSE); i++)
    ;

  value = dex_future_get_value (future, error);
  return value != NULL ? g_value_get_int (value) : -1;
}

/* maquette-cli --text …: the options say what to do. */
static int
perform_options (int argc, char **argv, gboolean *json, GError **error)
{
  g_autoptr (MqCliOptions) options = mq_cli_options_parse (argc, argv, error);

  if (options == NULL)
    return -1;

  *json = options->json;
  if (options->help)
    {
      g_autofree char *help = mq_cli_options_get_help ();
      g_autofree char *commands = mq_cli_commands_get_help ();

      printf ("%s%s", help, commands);
      return 0;
    }

  if (options->version)
    {
      puts ("maquette-cli " MQ_VERSION);
      return 0;
    }

  return mq_cli_options_check (options, error) ? wait_for (choose_command (options), error) : -1;
}

/* maquette-cli export …: the first word does. */
static int
perform_command (int argc, char **argv, gboolean *json, GError **error)
{
  MqCommandOptions *options = mq_cli_command_parse (argc, argv, error);

  if (options == NULL)
    return -1;

  *json = options->json;
  if (options->help)
    {
      g_autofree char *help = mq_cli_command_get_help (options->command);

      fputs (help, stdout);
      return 0;
    }

  return wait_for (mq_fiber_spawn (NULL, STACK, options->command->run, options, NULL), error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  gboolean json = FALSE;
  int status;

  setlocale (LC_ALL, "");
  mq_cli_browser_keep_language ();
  /* The command line is not translated, so the messages of its service are not either. */
  g_setenv ("LANGUAGE", "en", TRUE);
  g_log_writer_default_set_use_stderr (TRUE);
  /* A reader that closes the pipe must not end a run in the middle of a version. */
  signal (SIGPIPE, SIG_IGN);
  setvbuf (stdout, NULL, _IOLBF, 0);
  mq_stdout_open ();
  atexit (mq_stdout_close);
  dex_init ();
  mq_http_init ();

  if (argc > 1 && argv[1][0] != '-')
    status = perform_command (argc, argv, &json, &error);
  else
    status = perform_options (argc, argv, &json, &error);

  if (error != NULL)
    {
      mq_cli_report_error (error, json);
      status = mq_cli_get_exit_status (error);
    }

  return status;
}
