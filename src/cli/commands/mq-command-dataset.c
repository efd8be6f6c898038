/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* dataset: the command that writes a version as data to learn from. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/dataset/mq-dataset.h"
#include "client/dataset/mq-script-rows.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static struct
{
  gboolean scripts;
  char *licence;
} args;

static void
on_progress (MqDataset *dataset, guint done, guint of)
{
  g_printerr ("\rCamera %u of %u%s", done, of, done == of ? "\n" : "");
}

/* --scripts: a line for each script that the runs of one session tried, or of all. */
static gboolean
write_scripts (MqCliContext *self, GError **error)
{
  gboolean is_one = self->options->words != NULL && self->options->words[0] != NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofd int dir = -1;
  GListModel *sessions;
  guint n_rows = 0, n_ran = 0;

  if (self->options->output == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Where to? Give a file with --output, such as --output scripts.jsonl");
  if (!mq_cli_context_prepare (self, is_one ? MQ_CLI_LIBRARY | MQ_CLI_SESSION : MQ_CLI_LIBRARY,
                               error))
    return FALSE;

  sessions = mq_library_get_sessions (self->library);
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);
      g_autoptr (JsonArray) rows = NULL;

      if (is_one && session != self->session)
        continue;
      if (!(rows = dex_await_boxed (mq_script_rows_load (self->library, session), error)))
        return FALSE;
      MQ_JSON_EACH (rows, j, row)
        {
          g_autofree char *line = NULL;

          if (args.licence != NULL)
            json_object_set_string_member (row, "licence", args.licence);
          line = mq_json_object_to_string (row, FALSE);
          g_string_append_printf (lines, "%s\n", line);
          n_rows++;
          n_ran += mq_json_get_boolean (row, "ran", FALSE);
        }
    }

  folder = g_path_get_dirname (self->options->output);
  name = g_path_get_basename (self->options->output);
  if ((dir = mq_files_open_dir (folder, error)) < 0
      || !mq_files_put (dir, name, lines->str, lines->len, self->options->replace, error))
    return FALSE;

  if (self->options->json)
    {
      g_autoptr (JsonObject) report = mq_json_new ("file:s scripts:i ran:i", self->options->output,
                                                   n_rows, n_ran);

      mq_stdout_print_json ("scripts", report);
    }
  else
    printf ("%s\n  %u scripts, %u of them ran\n", self->options->output, n_rows, n_ran);
  return TRUE;
}

static gboolean
make_dataset (MqCliContext *self, GError **error)
{
  g_autoptr (MqDatasetOptions) options = NULL;
  g_autoptr (JsonObject) report = NULL;
  MqWorkerSettings settings;
  MqDataset *dataset;

  if (args.scripts)
    return write_scripts (self, error);
  if (self->options->words == NULL || self->options->words[0] == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "dataset needs SESSION[:VERSION], or --scripts for all sessions");
  if (self->options->output == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Where to? Give a folder with --output, such as --output chair");

  options = mq_dataset_options_new_from_json (mq_cli_command_get_job_options (), error);
  if (options == NULL || !mq_dataset_check_folder (self->options->output, error)
      || !mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  g_set_str (&options->engine, mq_config_get_string (self->config, MQ_CONFIG_RENDER_ENGINE));
  settings = mq_worker_settings_read (self->blender, self->config);
  dataset = mq_dataset_new (self->library, &settings, self->version, g_steal_pointer (&options),
                            self->options->output);
  if (!(report = mq_cli_context_await (self, dataset, G_CALLBACK (on_progress),
                                       mq_dataset_perform (dataset), error)))
    return FALSE;

  if (self->options->json)
    mq_stdout_print_json ("dataset", report);
  else
    {
      const char *folder = "?";
      int files = 0, cameras = 0, parts = 0, objects = 0;

      mq_json_read (report, "folder:s files:i cameras:i parts:i objects:i", &folder, &files,
                    &cameras, &parts, &objects);
      printf ("%s\n  %d files: %d cameras, %d parts, %d objects\n", folder, files, cameras, parts,
              objects);
    }
  return TRUE;
}

static const GOptionEntry dataset_options[] = {
  { "scripts", 0, 0, G_OPTION_ARG_NONE, &args.scripts,
    "Write a line of JSON for each script that was tried, in the session or in all", NULL },
  { "licence", 0, 0, G_OPTION_ARG_STRING, &args.licence,
    "The licence that each of these lines names", "TEXT" },
  MQ_OPTION_OUTPUT ("The folder to write: a new or an empty one; with --scripts, the file", "DIR"),
  MQ_OPTION_REPLACE,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_dataset[] = {
  { "dataset", "[" MQ_WORDS_VERSION "]", 0, 1,
    "Write pictures with masks, depth, normals and cameras, as training data", make_dataset,
    dataset_options, "dataset" },
  { NULL },
};
