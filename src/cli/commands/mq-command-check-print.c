/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* check-print: the command that says whether a version can be printed in 3D. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/executor/mq-worker-settings.h"
#include "client/export/mq-print-check.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"

#include <stdio.h>

/* The options. */
static struct
{
  MqPrintLimits limits;
  char *bed;
} args = { .limits = { .wall = MQ_PRINT_USUAL_WALL, .size = 1 } };

static gboolean
check_print (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  const char *misfit = NULL;
  MqWorkerSettings settings;
  g_autofree char *path = NULL;
  g_autofree char *script = NULL;
  g_autofree char *doubt = NULL;

  if ((args.bed != NULL && !mq_print_limits_read_bed (&args.limits, args.bed, error))
      || !mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  settings = mq_worker_settings_read (self->blender, self->config);
  found = mq_print_check (self->library, &settings, self->version, &args.limits,
                          DEX_FUTURE (self->interrupt.future), error);
  if (found == NULL)
    return FALSE;

  findings = mq_print_check_list_findings (found, &args.limits);
  if (self->options->json)
    mq_stdout_print_json ("check-print", found);
  MQ_EACH (findings, i, const MqPrintFinding, finding)
    {
      const char *text = finding->text != NULL ? finding->text : "";
      g_autofree char *label = g_strconcat (finding->label, ":", NULL);
      g_autofree char *objects = finding->objects != NULL ? g_strjoinv (", ", finding->objects)
                                                          : g_strdup ("");

      if (!self->options->json)
        printf ("%-11s%s%s%s\n", label, text, *text != '\0' && *objects != '\0' ? ": " : "",
                objects);
      if (finding->detail != NULL)
        misfit = finding->detail;
    }
  if (misfit == NULL)
    return TRUE;

  path = g_build_filename (mq_version_get_dir (self->version), "script.py", NULL);
  if (g_file_get_contents (path, &script, NULL, NULL))
    doubt = mq_verdict_doubt_unit (found, script);
  return mq_fail (
      error, MQ_ERROR_FAILED, "%s\n%s", misfit,
      doubt != NULL ? doubt : "Export it smaller (export --size FACTOR), or cut it into pieces");
}

static const GOptionEntry check_print_options[] = {
  { "wall", 0, 0, G_OPTION_ARG_DOUBLE, &args.limits.wall,
    "The thinnest wall that the printer can make, mm (default: 1)", "MM" },
  { "bed", 0, 0, G_OPTION_ARG_FILENAME, &args.bed, "The printer’s build space, mm", "XxYxZ" },
  { "lay-out", 0, 0, G_OPTION_ARG_NONE, &args.limits.lay_out,
    "Check the pieces as export --lay-out puts them on the bed", NULL },
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_check_print[] = {
  { "check-print", MQ_WORDS_VERSION, 1, 1, "Check whether a version can be printed in 3D",
    check_print, check_print_options },
  { NULL },
};
