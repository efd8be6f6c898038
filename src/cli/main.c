/* maquette-cli: Maquette on the command line, for people and for programs. */
#include "cli/mq-cli-error.h"
#include "cli/mq-cli-options.h"
#include "cli/mq-commands.h"
#include "cli/mq-stdout.h"
#include "common/http/mq-http.h"

#include <libdex.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static DexFuture *
choose_command (MqCliOptions *options)
{
  if (options->list_sessions)
    return mq_command_list_sessions (options);
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

static int
run_command (MqCliOptions *options, GError **error)
{
  g_autoptr (DexFuture) future = choose_command (options);
  const GValue *value;

  dex_future_disown (dex_future_finally (dex_ref (future), wake_up, NULL, NULL));
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);

  value = dex_future_get_value (future, error);
  return value != NULL ? g_value_get_int (value) : -1;
}

int
main (int argc, char *argv[])
{
  g_autoptr (MqCliOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  /* The command line is not translated, so the messages of its service are not either. */
  g_setenv ("LANGUAGE", "en", TRUE);
  setlocale (LC_ALL, "");
  g_log_writer_default_set_use_stderr (TRUE);
  /* A reader that closes the pipe must not end a run in the middle of a version. */
  signal (SIGPIPE, SIG_IGN);
  setvbuf (stdout, NULL, _IOLBF, 0);
  mq_stdout_open ();
  atexit (mq_stdout_close);
  dex_init ();
  mq_http_init ();

  if ((options = mq_cli_options_parse (argc, argv, &error)) != NULL)
    {
      if (options->help)
        {
          g_autofree char *help = mq_cli_options_get_help ();

          fputs (help, stdout);
          return 0;
        }

      if (options->version)
        {
          puts ("maquette-cli " MQ_VERSION);
          return 0;
        }

      if (mq_cli_options_check (options, &error))
        status = run_command (options, &error);
    }

  if (error != NULL)
    {
      mq_cli_report_error (error, options != NULL && options->json);
      status = mq_cli_get_exit_status (error);
    }

  return status;
}
