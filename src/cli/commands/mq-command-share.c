/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* share, import: the commands for a session as one file. */
#include "cli/mq-cli-interrupt.h"
#include "cli/mq-cli-version.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

static DexFuture *
share_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  GError *error = NULL;
  g_auto (MqCliInterrupt) interrupt = { 0 };
  g_autoptr (MqLibrary) library = NULL;
  g_autoptr (JsonObject) facts = NULL;
  guint n_versions;
  MqSession *session;
  gint64 size;

  if (options->output == NULL)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_BAD_INPUT,
        "Where to? Give the file with --output, such as --output chair" MQ_SHARE_SUFFIX);
  if (!(library = dex_await_object (mq_library_open (NULL, TRUE), &error))
      || !(session = mq_cli_find_session (library, options->words[0], &error)))
    return dex_future_new_for_error (error);

  mq_cli_interrupt_init (&interrupt);
  size = dex_await_int64 (
      mq_share_save (library, session, options->output, options->replace, interrupt.cancellable),
      &error);
  if (error != NULL)
    return dex_future_new_for_error (error);

  n_versions = g_list_model_get_n_items (mq_session_get_versions (session));
  facts = mq_json_new ("file:s bytes:l session:s versions:i", options->output, size,
                       mq_session_get_id (session), n_versions);
  if (options->json)
    mq_stdout_print_json (facts);
  else
    printf ("%s\n  %u %s, %.1f MB\n", options->output, n_versions,
            n_versions == 1 ? "version" : "versions", size / 1e6);
  return dex_future_new_for_int (0);
}

/* Prints the sessions and versions that import or fetch has added. */
void
mq_command_print_merged (MqCommandOptions *options, MqLibrary *library, const MqMergeResult *result)
{
  g_autoptr (JsonObject) facts = mq_json_new ("session:s new:b versions:i runs:i", result->session,
                                              result->is_new, result->n_versions,
                                              g_strv_length (result->runs));
  g_autofree char *text = mq_share_describe (library, result);

  if (options->json)
    mq_stdout_print_json (facts);
  else
    printf ("%s\n  Session %s\n", text, result->session);
}

static DexFuture *
import_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  GError *error = NULL;
  g_auto (MqCliInterrupt) interrupt = { 0 };
  g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (NULL, FALSE), &error);
  g_autoptr (MqMergeResult) result = NULL;

  if (library == NULL || !mq_library_check_writable (library, &error))
    return dex_future_new_for_error (error);

  mq_cli_interrupt_init (&interrupt);
  if (!(result = dex_await_boxed (
            mq_share_import (library, options->words[0], interrupt.cancellable), &error)))
    return dex_future_new_for_error (error);

  mq_command_print_merged (options, library, result);
  return dex_future_new_for_int (0);
}

static const GOptionEntry share_options[] = {
  MQ_OPTION_OUTPUT ("The file to write", "FILE"),
  MQ_OPTION_REPLACE,
  MQ_OPTION_JSON,
  MQ_OPTIONS_END,
};

static const GOptionEntry import_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_share[] = {
  { "share", "SESSION", 1, 1, "Write a session with all its versions as one file, to give away",
    share_fiber, share_options },
  { "import", "FILE", 1, 1,
    "Add a session that share wrote; what you have of it already stays as it is", import_fiber,
    import_options },
  { NULL },
};
