/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* measure: the command that measures a version again, and keeps what was found. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-printer.h"

#include "client/executor/mq-measure-again.h"
#include "client/executor/mq-worker-settings.h"

static gboolean
measure (MqCliContext *self, GError **error)
{
  g_autoptr (MqPrinter) printer = NULL;
  g_autoptr (MqRunEvent) event = NULL;
  MqWorkerSettings settings;

  if (!mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  settings = mq_worker_settings_read (self->blender, self->config);
  event = dex_await_boxed (
      mq_cli_context_unless_interrupted (
          self, mq_measure_again (self->library, self->session, self->version, &settings)),
      error);
  if (event == NULL)
    return FALSE;

  printer = mq_printer_new (self->options->json);
  mq_printer_event (printer, event);
  return TRUE;
}

static const GOptionEntry measure_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_measure[] = {
  { "measure", MQ_WORDS_VERSION, 1, 1,
    "Measure a version again, for example after measuring failed, and save the result", measure,
    measure_options },
  { NULL },
};
