/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* render: the command that makes pictures of a version again, in another size, light or engine. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/export/mq-export.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <stdio.h>

static void
on_progress (MqExport *export)
{
  const MqExportProgress *progress = mq_export_get_progress (export);

  if (progress->before != NULL)
    g_printerr ("Waiting for the pictures of “%s” (number %u in line)\n", progress->before,
                progress->ahead + 1);
  if (progress->step == MQ_EXPORT_STEP_RENDERING)
    g_printerr ("\rPicture %u of %u%s", progress->done, progress->of,
                progress->done == progress->of ? "\n" : "");
}

static gboolean
make_renders (MqCliContext *self, GError **error)
{
  g_autoptr (MqRenderOptions) render = NULL;
  g_autoptr (MqExportOptions) options = NULL;
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *report;
  gint64 n;
  MqWorkerSettings settings;
  MqExport *export;

  if (!mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  render = mq_render_options_new (self->config);
  if (!mq_render_options_read (render, mq_cli_command_get_job_options (), error))
    return FALSE;

  options = mq_export_options_new_renders (g_steal_pointer (&render), self->session,
                                           self->options->output);
  options->replace = self->options->replace;
  if (!mq_export_options_check (options, error))
    return FALSE;
  if (self->options->output != NULL && g_mkdir_with_parents (options->path, 0755) != 0)
    return mq_fail (error, MQ_ERROR_FAILED, "Could not make the folder “%s”: %s", options->path,
                    g_strerror (errno));

  settings = mq_worker_settings_read (self->blender, self->config);
  export = mq_export_new (self->library, &settings, self->version, g_steal_pointer (&options));
  if (!(answer = mq_cli_context_await (self, export, G_CALLBACK (on_progress),
                                       mq_export_perform (export), error)))
    return FALSE;

  report = mq_json_element_object (mq_json_get_array (answer, "files"), 0);
  n = mq_json_get_int (report, "pictures", 0);
  if (self->options->json)
    mq_stdout_print_json ("render", report);
  else if (self->options->output != NULL)
    printf ("%" G_GINT64_FORMAT " picture%s in %s\n", n, n == 1 ? "" : "s",
            mq_json_get_string (report, "file", "?"));
  else
    printf ("%" G_GINT64_FORMAT " picture%s added to version %u, which has %u now\n", n,
            n == 1 ? "" : "s", mq_version_get_number (self->version),
            mq_version_get_n_pictures (self->version));
  return TRUE;
}

static const GOptionEntry render_options[] = {
  MQ_OPTION_OUTPUT ("Save the pictures in this folder, instead of adding them to the version",
                    "DIR"),
  MQ_OPTION_REPLACE,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_render[] = {
  { "render", MQ_WORDS_VERSION, 1, 1,
    "Render a version again: other views, size, light or background", make_renders, render_options,
    "render" },
  { NULL },
};
