/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* change: makes changes in a session itself, one after the other, as the window does. */
#include "cli/commands/mq-commands.h"

#include "cli/mq-cli-open-run.h"

#include <string.h>

/* A version and 20 changes. */
#define MAX_WORDS 21

static gboolean
check_words (MqCliOptions *options, GError **error)
{
  for (guint i = 1; options->words[i] != NULL; i++)
    if (!mq_cli_check_text ("A change", options->words[i], error))
      return FALSE;

  return mq_cli_options_check_run (options, error);
}

/* These are settled when a run begins. */
static gboolean
wants_own_run (const MqCliOptions *options)
{
  return options->output != NULL || options->team != NULL || options->replay != NULL
         || options->save_transcript != NULL;
}

/* A run of its own, from the version. Awaits. */
static gboolean
start (MqCliContext *self, GError **error)
{
  char **words = self->options->words;
  MqRunOptions *run_options = mq_command_make_change (self, words[1]);

  run_options->session = g_object_ref (self->session);
  run_options->interactive = words[2] != NULL;
  mq_command_complete_options (self, run_options);
  self->options->refine = words[2] != NULL ? g_strdupv (words + 2) : NULL;
  return mq_command_run_prepared (self, run_options, error);
}

static gboolean
change (MqCliContext *self, GError **error)
{
  char **words = self->options->words;
  g_autoptr (MqServiceConnection) connection = NULL;
  g_autofree char *run = NULL;
  gboolean good;

  if (!check_words (self->options, error)
      || !mq_cli_context_prepare (self, MQ_CLI_CONFIG | MQ_CLI_WRITABLE | MQ_CLI_VERSION, error))
    return FALSE;

  /* A program that waits for its user in this session is told the change, and shows it. A service
   * that cannot be reached is an error of the run. */
  if (strchr (words[0], ':') == NULL && !wants_own_run (self->options))
    run = mq_cli_find_open_run (mq_cli_context_get_server (self), self->session, &connection, NULL);

  if (run != NULL)
    {
      self->options->refine = g_strdupv (words + 1);
      good = mq_command_run_open (self, run, error);
    }
  else
    good = start (self, error);

  if (connection != NULL)
    dex_await (mq_service_connection_close (connection), NULL);
  return good;
}

static const GOptionEntry options[] = { MQ_OPTIONS_RUN, MQ_OPTIONS_END };

const MqCliCommand mq_commands_change[] = {
  { "change", MQ_WORDS_VERSION " CHANGE…", 2, MAX_WORDS,
    "Make changes in a session, one after the other, each as a new version", change, options },
  { NULL },
};
