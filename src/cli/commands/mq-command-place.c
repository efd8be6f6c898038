/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --place, --undo-place: commands that send a version to the user's open and connected Blender, and
 * undo it. */
#include "cli/commands/mq-commands.h"

#include "cli/mq-cli-version.h"
#include "cli/mq-printer.h"
#include "client/live/mq-live.h"
#include "client/library/mq-library.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <stdio.h>

#define STACK (256 * 1024)
#define MAX_TITLE 200

static void
print_result (MqCliOptions *options, const char *name, JsonObject *answer, const char *text)
{
  g_autoptr (MqRunEvent) event = mq_run_event_read (name, answer, 0);

  if (options->json)
    mq_printer_write_json (event, 0);
  else
    printf ("%s\n", text);
}

static DexFuture *
place_fiber (gpointer user_data)
{
  MqCliOptions *options = user_data;
  GError *error = NULL;
  g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (NULL, TRUE), &error);
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  MqSession *session;

  if (library == NULL
      || !(version = mq_cli_find_version (library, options->place, &session, &error)))
    return dex_future_new_for_error (error);

  answer = dex_await_boxed (
      mq_live_place (mq_session_get_id (session), mq_session_get_title (session),
                     mq_version_get_number (version), mq_version_get_dir (version)),
      &error);
  if (answer == NULL)
    return dex_future_new_for_error (error);

  title = mq_text_clean (mq_session_get_title (session), MAX_TITLE);
  text = g_strdup_printf ("%s, version %u, was sent to the running Blender; a copy of your file, "
                          "as it was before, is %s",
                          title, mq_version_get_number (version),
                          mq_json_get_string (answer, "backup", "?"));
  print_result (options, "placed", answer, text);
  return dex_future_new_for_int (0);
}

static DexFuture *
undo_fiber (gpointer user_data)
{
  MqCliOptions *options = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) answer = dex_await_boxed (mq_live_undo (), &error);
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  if (answer == NULL)
    return dex_future_new_for_error (error);

  what = mq_text_clean (mq_json_get_string (answer, "text", ""), MAX_TITLE);
  text = g_strdup_printf ("%s was undone in the running Blender", what);
  print_result (options, "taken-back", answer, text);
  return dex_future_new_for_int (0);
}

DexFuture *
mq_command_place (MqCliOptions *options)
{
  return mq_fiber_spawn (NULL, STACK, options->undo_place ? undo_fiber : place_fiber, options,
                         NULL);
}
