/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* share, import: the commands for a session as one file. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <unistd.h>

static gboolean
share (MqCliContext *self, GError **error)
{
  MqCliOptions *options = self->options;
  g_autoptr (JsonObject) facts = NULL;
  g_autoptr (GError) failure = NULL;
  guint n_versions;
  gint64 size;

  if (options->output == NULL)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "Where to? Give the file with --output, such as --output chair" MQ_SHARE_SUFFIX);
  if (!mq_cli_context_prepare (self, MQ_CLI_SESSION, error)
      || !mq_cli_context_prepare (self, MQ_CLI_INTERRUPT, error))
    return FALSE;

  size = dex_await_int64 (mq_share_save (self->library, self->session, options->output,
                                         options->replace, self->interrupt.cancellable),
                          &failure);
  if (failure != NULL)
    return mq_fail_with (error, &failure);

  n_versions = g_list_model_get_n_items (mq_session_get_versions (self->session));
  facts = mq_json_new ("file:s bytes:l session:s versions:i", options->output, size,
                       mq_session_get_id (self->session), n_versions);
  if (options->json)
    mq_stdout_print_json ("share", facts);
  else
    printf ("%s\n  %u %s, %.1f MB\n", options->output, n_versions,
            n_versions == 1 ? "version" : "versions", size / 1e6);
  return TRUE;
}

/* Prints the sessions and versions that import or fetch has added. */
void
mq_command_print_merged (MqCliContext *self, const MqMergeResult *result)
{
  g_autoptr (JsonObject) facts = mq_json_new ("session:s new:b versions:i runs:i", result->session,
                                              result->is_new, result->n_versions,
                                              g_strv_length (result->runs));
  g_autofree char *text = mq_share_describe (self->library, result);

  if (self->options->json)
    mq_stdout_print_json ("import", facts);
  else
    printf ("%s\n  Session %s\n", text, result->session);
}

static void
print_progress (guint number, guint of, gpointer user_data)
{
  g_printerr ("Opening and saving the Blender files again: %u of %u\n", number, of);
}

static void
print_set_progress (guint number, guint of, gpointer user_data)
{
  g_printerr ("Importing item %u of %u\n", number, of);
}

/* Says what was imported. Awaits. @error: those of mq_share_import_set(). Returns: whether all
 * items are in the library */
gboolean
mq_command_import_set (MqCliContext *self, const char *path, GError **error)
{
  const MqShareProgress progress = { print_set_progress, NULL };
  gboolean is_shown = !self->options->json && isatty (STDERR_FILENO);
  g_autoptr (MqSetResult) result = NULL;
  g_autoptr (JsonObject) facts = NULL;
  g_autofree char *text = NULL;

  if (!mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_INTERRUPT | MQ_CLI_CLEANER, error)
      || !(result = dex_await_boxed (mq_share_import_set (self->library, path, self->cleaner,
                                                          is_shown ? &progress : NULL,
                                                          self->interrupt.cancellable),
                                     error)))
    return FALSE;

  text = mq_share_describe_set (result);
  facts = mq_json_new ("set:s name:s items:i new:i refused:i reasons:a", result->set, result->name,
                       result->n_items, result->n_new, result->n_refused,
                       mq_json_from_strings ((const char *const *)result->reasons->pdata,
                                             (int)result->reasons->len));
  if (self->options->json)
    mq_stdout_print_json ("set", facts);
  else
    printf ("%s\n", text);
  /* The first one is in the error. */
  for (guint i = 1; i < result->reasons->len; i++)
    g_printerr ("maquette-cli: %s\n", (const char *)result->reasons->pdata[i]);
  return result->n_refused == 0 || mq_fail (error, MQ_ERROR_FAILED, "%s", text);
}

static gboolean
import (MqCliContext *self, GError **error)
{
  const MqShareProgress progress = { print_progress, NULL };
  gboolean is_shown = !self->options->json && isatty (STDERR_FILENO);
  g_autoptr (MqMergeResult) result = NULL;

  if (mq_share_is_set (self->options->words[0]))
    return mq_command_import_set (self, self->options->words[0], error);

  if (!mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_INTERRUPT | MQ_CLI_CLEANER, error)
      || !(result = dex_await_boxed (mq_share_import (self->library, self->options->words[0],
                                                      self->cleaner, is_shown ? &progress : NULL,
                                                      self->interrupt.cancellable),
                                     error)))
    return FALSE;

  mq_command_print_merged (self, result);
  return TRUE;
}

static const GOptionEntry share_options[] = {
  MQ_OPTION_OUTPUT ("The file to write", "FILE"),
  MQ_OPTION_REPLACE,
  MQ_OPTION_JSON,
  MQ_OPTIONS_END,
};

static const GOptionEntry import_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_share[] = {
  { "share", "SESSION", 1, 1, "Save a session with all its versions as one file, to share it",
    share, share_options },
  { "import", "FILE", 1, 1,
    "Import a session that share saved, or the folder of a batch as a set; versions that you "
    "already have stay as they are",
    import, import_options },
  { NULL },
};
