/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* take: the command that makes a version of what the user changed by hand in their open Blender. */
#include "cli/commands/mq-commands.h"

#include "client/executor/mq-worker-settings.h"

#include <stdio.h>

static gboolean
take (MqCliContext *self, GError **error)
{
  MqWorkerSettings settings;
  g_autoptr (MqHandEdit) hand_edit = NULL;
  g_autofree char *unpacked = NULL;
  gboolean good;

  if (!mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  settings = mq_worker_settings_read (self->blender, self->config);
  hand_edit
      = dex_await_object (mq_cli_context_unless_interrupted (
                              self, mq_hand_edit_fetch (self->library, &settings, self->session)),
                          error);
  if (hand_edit == NULL)
    return FALSE;

  if ((unpacked = mq_hand_edit_describe_unpacked (hand_edit)) != NULL)
    g_printerr ("%s\n", unpacked);
  self->options->script = (char *)""; /* no team */
  good = mq_command_run_prepared (self, mq_run_options_new_for_hand_edit (hand_edit, self->session),
                                  error);
  dex_await (mq_hand_edit_close (hand_edit), NULL);
  return good;
}

static const GOptionEntry take_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_take[] = {
  { "take", "SESSION", 1, 1, "Make a version of what was changed by hand in the running Blender",
    take, take_options },
  { NULL },
};
