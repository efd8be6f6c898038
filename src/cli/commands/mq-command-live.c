/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --place, --undo-place, take: the commands that send a version to the user's open and connected
 * Blender, undo it, and make a version of what was changed there by hand. */
#include "cli/commands/mq-commands.h"
#include "client/run/mq-run-options.h"

#include "cli/mq-printer.h"
#include "client/executor/mq-worker-settings.h"
#include "client/live/mq-live.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <stdio.h>

#define MAX_TITLE 200

static void
print_result (MqCliContext *self, const char *name, JsonObject *answer, const char *text)
{
  g_autoptr (MqRunEvent) event = mq_run_event_read (name, answer, 0);

  if (self->options->json)
    mq_printer_write_json (event, 0);
  else
    printf ("%s\n", text);
}

gboolean
mq_command_place (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  if (!self->options->undo_place)
    {
      g_autofree char *title = NULL;

      if (!mq_cli_context_prepare (self, MQ_CLI_VERSION, error))
        return FALSE;

      answer = dex_await_boxed (
          mq_live_place (mq_session_get_id (self->session), mq_session_get_title (self->session),
                         mq_version_get_number (self->version), mq_version_get_dir (self->version)),
          error);
      if (answer == NULL)
        return FALSE;

      title = mq_text_clean (mq_session_get_title (self->session), MAX_TITLE);
      text = g_strdup_printf (
          "%s, version %u, was sent to the running Blender; a copy of your previous file is %s",
          title, mq_version_get_number (self->version), mq_json_get_string (answer, "backup", "?"));
      print_result (self, "placed", answer, text);
      return TRUE;
    }

  if (!(answer = dex_await_boxed (mq_live_undo (), error)))
    return FALSE;

  what = mq_text_clean (mq_json_get_string (answer, "text", ""), MAX_TITLE);
  text = g_strdup_printf ("%s was undone in the running Blender", what);
  print_result (self, "taken-back", answer, text);
  return TRUE;
}

static gboolean
take (MqCliContext *self, GError **error)
{
  MqWorkerSettings settings;
  g_autoptr (MqHandEdit) hand_edit = NULL;
  g_autofree char *unpacked = NULL;
  MqRunOptions *options;
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

  options = mq_run_options_new ("script", mq_hand_edit_get_summary (hand_edit), NULL);
  options->title = g_strdup (mq_session_get_title (self->session));
  options->script = g_strdup (mq_hand_edit_get_script (hand_edit));
  options->hand_edit = g_object_ref (hand_edit);
  options->session = g_object_ref (self->session);
  options->base_session = g_object_ref (self->session);
  options->base = g_object_ref (mq_hand_edit_get_base (hand_edit));
  self->options->script = (char *)""; /* no team */
  good = mq_command_run_prepared (self, options, error);
  dex_await (mq_hand_edit_close (hand_edit), NULL);
  return good;
}

static const GOptionEntry take_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_live[] = {
  { "take", "SESSION", 1, 1, "Make a version from your changes by hand in the running Blender",
    take, take_options },
  { NULL },
};
