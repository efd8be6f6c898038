/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* change: makes changes in a session itself, one after the other, as the window does. */
#include "cli/commands/mq-commands.h"

#include "cli/mq-cli-open-run.h"
#include "cli/mq-cli-step.h"

#include <string.h>

/* A version and 20 changes. */
#define MAX_WORDS 21

/* Takes what comes first and needs no run; but a transcript has steps between versions, and of a
 * part, "undo" is a change. @steps_too: else only poses. Awaits. */
static gboolean
take_words (MqCliContext *self, gboolean steps_too, char ***changes, GError **error)
{
  g_autoptr (MqPrinter) printer = mq_printer_new (self->options->json);
  gboolean is_taken = self->targets == NULL;

  while (is_taken && **changes != NULL)
    {
      if (!(steps_too ? mq_cli_take_words : mq_cli_take_pose) (self, printer, **changes, &is_taken,
                                                               error))
        return FALSE;
      *changes += is_taken;
    }

  return TRUE;
}

static gboolean
change (MqCliContext *self, GError **error)
{
  char **words = self->options->words;
  char **changes = words + 1;
  gboolean steps_too = !mq_cli_options_has_transcript (self->options);
  g_autoptr (MqServiceConnection) connection = NULL;
  g_autofree char *run = NULL;
  gboolean good;

  for (guint i = 1; self->options->words[i] != NULL; i++)
    if (!mq_cli_check_text ("A change", self->options->words[i], error))
      return FALSE;

  if (!mq_cli_options_check_run (self->options, error))
    return FALSE;
  if (!mq_cli_context_prepare (self, MQ_CLI_CONFIG | MQ_CLI_WRITABLE | MQ_CLI_VERSION, error)
      || !mq_cli_context_find_parts (self, error) || !take_words (self, FALSE, &changes, error))
    return FALSE;

  if (changes[0] == NULL)
    return TRUE;

  /* A program that waits for its user in this session is told the change, and shows it. A service
   * that cannot be reached is an error of the run. */
  if (strchr (words[0], ':') == NULL && self->options->output == NULL && self->options->team == NULL
      && !mq_cli_options_has_transcript (self->options))
    run = mq_cli_find_open_run (mq_cli_context_get_server (self), self->session, &connection, NULL);

  if (run != NULL)
    {
      self->options->refine = g_strdupv (changes);
      good = mq_command_run_open (self, run, error);
    }
  else if ((good = take_words (self, steps_too, &changes, error)) && changes[0] != NULL)
    {
      /* A run of its own, from the version. */
      MqRunOptions *run_options = mq_command_make_change (self, changes[0]);

      mq_message_set_targets (run_options->message, self->targets);
      run_options->session = g_object_ref (self->session);
      run_options->interactive = changes[1] != NULL;
      mq_command_complete_options (self, run_options);
      self->options->refine = changes[1] != NULL ? g_strdupv (changes + 1) : NULL;
      good = mq_command_run_prepared (self, run_options, error);
    }

  if (connection != NULL)
    dex_await (mq_service_connection_close (connection), NULL);
  return good;
}

const MqCliCommand mq_commands_change[] = {
  { "change", MQ_WORDS_VERSION " CHANGE…", 2, MAX_WORDS,
    "Make changes in a session, one after the other, each as a new version", change,
    mq_cli_run_options },
  { NULL },
};
