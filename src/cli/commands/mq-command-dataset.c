/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* dataset: the command that writes a version as data to learn from. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/dataset/mq-dataset.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

static void
on_progress (MqDataset *dataset, guint done, guint of)
{
  g_printerr ("\rCamera %u of %u%s", done, of, done == of ? "\n" : "");
}

static gboolean
make_dataset (MqCliContext *self, GError **error)
{
  g_autoptr (MqDatasetOptions) options = NULL;
  g_autoptr (JsonObject) report = NULL;
  MqWorkerSettings settings;
  MqDataset *dataset;

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
  MQ_OPTION_OUTPUT ("The folder to write: a new or an empty one", "DIR"),
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_dataset[] = {
  { "dataset", MQ_WORDS_VERSION, 1, 1,
    "Write pictures with masks, depth, normals and cameras, as training data", make_dataset,
    dataset_options, "dataset" },
  { NULL },
};
