/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* take: the command that makes a version of what the user changed by hand in their open Blender. */
#include "cli/commands/mq-commands.h"

#include "cli/mq-cli-context.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-fiber.h"

#include <stdio.h>

/* Awaits. */
static MqHandEdit *
fetch (MqCliContext *context, GError **error)
{
  MqWorkerSettings settings = mq_worker_settings_read (context->blender, context->config);

  return dex_await_object (
      mq_fiber_unless (DEX_FUTURE (context->interrupt.future),
                       mq_hand_edit_fetch (context->library, &settings, context->session)),
      error);
}

static DexFuture *
take_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (MqCliContext) context = { 0 };
  g_autoptr (MqCliOptions) cli_options = mq_cli_options_new_for_command (options);
  g_autoptr (MqHandEdit) hand_edit = NULL;
  g_autofree char *unpacked = NULL;
  GError *error = NULL;

  if (!mq_cli_context_prepare (&context, options, &error)
      || !(hand_edit = fetch (&context, &error)))
    return dex_future_new_for_error (error);

  if ((unpacked = mq_hand_edit_describe_unpacked (hand_edit)) != NULL)
    g_printerr ("%s\n", unpacked);
  cli_options->script = g_strdup (""); /* no team */
  dex_await (
      mq_command_run_prepared (cli_options, context.library,
                               mq_run_options_new_for_hand_edit (hand_edit, context.session)),
      &error);
  dex_await (mq_hand_edit_close (hand_edit), NULL);
  return error == NULL ? dex_future_new_for_int (0) : dex_future_new_for_error (error);
}

static const GOptionEntry take_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_take[] = {
  { "take", "SESSION", 1, 1, "Make a version of what was changed by hand in the running Blender",
    take_fiber, take_options },
  { NULL },
};
