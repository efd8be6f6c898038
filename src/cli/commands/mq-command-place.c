/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --place, --undo-place: commands that send a version to the user's open and connected Blender, and
 * undo it. */
#include "cli/commands/mq-commands.h"

#include "cli/mq-printer.h"
#include "client/live/mq-live.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

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

static gboolean
place (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  if (!mq_cli_context_prepare (self, MQ_CLI_VERSION, error))
    return FALSE;

  answer = dex_await_boxed (
      mq_live_place (mq_session_get_id (self->session), mq_session_get_title (self->session),
                     mq_version_get_number (self->version), mq_version_get_dir (self->version)),
      error);
  if (answer == NULL)
    return FALSE;

  title = mq_text_clean (mq_session_get_title (self->session), MAX_TITLE);
  text = g_strdup_printf ("%s, version %u, was sent to the running Blender; a copy of your file, "
                          "as it was before, is %s",
                          title, mq_version_get_number (self->version),
                          mq_json_get_string (answer, "backup", "?"));
  print_result (self, "placed", answer, text);
  return TRUE;
}

gboolean
mq_command_place (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  if (!self->options->undo_place)
    return place (self, error);

  if (!(answer = dex_await_boxed (mq_live_undo (), error)))
    return FALSE;

  what = mq_text_clean (mq_json_get_string (answer, "text", ""), MAX_TITLE);
  text = g_strdup_printf ("%s was undone in the running Blender", what);
  print_result (self, "taken-back", answer, text);
  return TRUE;
}
