/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* check-print: the command that says whether a version can be printed in 3D. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/executor/mq-blender-job.h"
#include "client/executor/mq-worker-settings.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

#define CHECK_SECONDS 900

/* The options. */
static struct
{
  double wall;
  char *bed;
} args = { .wall = 1 };

/* "220x220x250", mm. */
static gboolean
add_bed (JsonObject *params, const char *bed, GError **error)
{
  static const char *const names[] = { "bed_x_m", "bed_y_m", "bed_z_m" };
  g_auto (GStrv) sides = bed != NULL ? g_strsplit (bed, "x", 4) : NULL;

  if (bed == NULL)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *end = NULL;
      double side = g_strv_length (sides) == 3 ? g_ascii_strtod (sides[i], &end) : 0;

      if (!(side >= 1 && side <= 100000) || *end != '\0')
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "“%s” is not the size of a printer\nGive it in mm: --bed 220x220x250", bed);
      json_object_set_double_member (params, names[i], side / 1000);
    }

  return TRUE;
}

static void
print_names (const char *before, JsonArray *names)
{
  g_auto (GStrv) list = mq_json_to_strings (names);
  g_autofree char *joined = list != NULL ? g_strjoinv (", ", list) : g_strdup ("");

  printf ("%s%s\n", before, joined);
}

static gboolean
check_print (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) params = mq_json_new ("wall_m:d", args.wall / 1000);
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (MqBlenderJob) job = NULL;
  MqWorkerSettings settings;
  gboolean is_closed = FALSE, fits = FALSE;
  double thinnest = -1, overhang = 0;
  JsonArray *open = NULL, *thin = NULL;
  g_autofree char *path = NULL;
  g_autofree char *script = NULL;
  g_autofree char *doubt = NULL;
  double size[3];

  if (!add_bed (params, args.bed, error)
      || !mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  settings = mq_worker_settings_read (self->blender, self->config);
  job = mq_blender_job_new (self->library, &settings, DEX_FUTURE (self->interrupt.future), error);
  if (job == NULL || !mq_blender_job_open (job, self->version, error))
    return FALSE;

  found = mq_blender_job_call (job, "print_check", json_object_ref (params), CHECK_SECONDS, error);
  g_clear_pointer (&job, mq_blender_job_free);
  if (found == NULL)
    return FALSE;

  mq_json_read (found, "closed:b fits:b thinnest_m:d overhang:d open:A thin:A", &is_closed, &fits,
                &thinnest, &overhang, &open, &thin);
  if (self->options->json)
    mq_stdout_print_json ("check-print", found);
  else
    {
      if (is_closed)
        printf ("Closed:    yes, all surfaces are watertight\n");
      else
        print_names ("Closed:    no: ", open);
      if (thinnest >= 0)
        printf ("Walls:     the thinnest found is %.2f mm\n", thinnest * 1000);
      if (mq_json_length (thin) > 0)
        print_names ("Too thin:  ", thin);
      printf ("Overhang:  %.0f %% of the surface hangs over by more than 45°\n", overhang * 100);
    }

  path = g_build_filename (mq_version_get_dir (self->version), "script.py", NULL);
  if (args.bed == NULL)
    return TRUE;

  if (!self->options->json)
    printf ("Fits:      %s\n", fits ? "yes" : "no");
  if (fits || !mq_json_get_vector (found, "dimensions_m", size))
    return TRUE;

  if (g_file_get_contents (path, &script, NULL, NULL))
    doubt = mq_verdict_doubt_unit (found, script);
  if (doubt == NULL)
    doubt = g_strdup ("Export it smaller (export --size FACTOR), or cut it into pieces");
  return mq_fail (
      error, MQ_ERROR_FAILED,
      "It does not fit the printer: it is %.1f x %.1f x %.1f mm, the build space %s mm\n%s",
      size[0] * 1000, size[1] * 1000, size[2] * 1000, args.bed, doubt);
}

static const GOptionEntry check_print_options[] = {
  { "wall", 0, 0, G_OPTION_ARG_DOUBLE, &args.wall,
    "The thinnest wall that the printer can make, mm (default: 1)", "MM" },
  { "bed", 0, 0, G_OPTION_ARG_FILENAME, &args.bed, "The printer’s build space, mm", "XxYxZ" },
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_check_print[] = {
  { "check-print", MQ_WORDS_VERSION, 1, 1, "Check whether a version can be printed in 3D",
    check_print, check_print_options },
  { NULL },
};
