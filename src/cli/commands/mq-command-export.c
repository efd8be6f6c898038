/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* export: the command that writes a version as a file of another program's format. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/export/mq-export-files.h"
#include "client/export/mq-export.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

static char *
describe_formats (void)
{
  GString *text = g_string_new ("Formats:\n");

  for (const MqExportFormat *each = mq_export_formats_list (); each->id != NULL; each++)
    g_string_append_printf (text, "  %-6s %s: %c%s\n", each->id, each->title,
                            g_ascii_tolower (each->about[0]), each->about + 1);
  return g_string_free (text, FALSE);
}

static void
on_progress (MqExport *export)
{
  const MqExportProgress *progress = mq_export_get_progress (export);

  if (progress->done > 0)
    g_printerr ("Baking pictures of the materials: %u of %u\n", progress->done, progress->of);
}

/* Prints "1 object" and "2 objects". */
static void
print_count (const char *before, gint64 count, const char *noun)
{
  printf ("%s%" G_GINT64_FORMAT " %s%s", before, count, noun, count == 1 ? "" : "s");
}

static void
print_file (JsonObject *report)
{
  const char *file = "?", *read_by = "Blender", *unlike = "";
  JsonObject *proof = NULL;
  JsonArray *materials = NULL, *textures = NULL, *notes = NULL;
  gint64 objects = 0, triangles = 0, joints = 0, bytes = 0;
  gboolean same_look = TRUE, whole = TRUE;
  double off = 0;

  mq_json_read (report,
                "file:s proof:O materials:A textures:A objects:l triangles:l joints:l bytes:l",
                &file, &proof, &materials, &textures, &objects, &triangles, &joints, &bytes);
  mq_json_read (proof, "read_by:s notes:A same_look:b whole:b box_off_mm:d", &read_by, &notes,
                &same_look, &whole, &off);
  printf ("%s\n", file);
  if (proof == NULL)
    return;

  print_count ("  ", objects, "object");
  print_count (", ", triangles, "triangle");
  if (mq_json_length (materials) > 0)
    print_count (", ", mq_json_length (materials), "material");
  if (mq_json_length (textures) > 0)
    print_count (", ", mq_json_length (textures), "picture");
  if (joints > 0)
    print_count (", ", joints, "joint");
  if (!same_look)
    unlike = " shape, not the same look";
  else if (!whole)
    unlike = " shape, not all that the scene has";
  printf ("; %.1f MiB\n  Read back by another %s: the same%s, its box to %.3f mm\n",
          (double)bytes / 1048576.0, read_by, unlike, off);
  if (mq_json_length (mq_json_get_array (report, "colliders")) > 0)
    printf ("  No part reaches out of its colliders by more than %.2f mm\n",
            mq_json_get_double (report, "margin_mm", 0));
  for (guint i = 0; i < mq_json_length (notes); i++)
    printf ("  %s\n", mq_json_element_string (notes, i));
}

static gboolean
export_version (MqCliContext *self, GError **error)
{
  JsonObject *given = mq_cli_command_get_job_options ();
  const char *id = mq_json_get_string (given, "format", NULL);
  gboolean in_package = mq_json_get_boolean (given, "package", FALSE);
  g_autoptr (MqExportOptions) options = NULL;
  g_autoptr (JsonObject) done = NULL;
  MqWorkerSettings settings;
  MqExport *export;
  JsonArray *files;

  /* Where Blender looks for assets by itself. */
  if (self->options->output == NULL && g_strcmp0 (id, "asset") == 0)
    self->options->output = mq_export_asset_folder_new ();
  if (!(id = mq_cli_options_get_format (self->options, id, in_package ? "chair" : "chair.glb",
                                        error)))
    return FALSE;
  if (mq_json_get_int (given, "triangles", 0) < 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--triangles needs a number above 0");

  /* The name of a folder says no format. */
  if (!in_package)
    json_object_set_string_member (given, "format", id);
  if (!(options = mq_export_options_new_from_json (given, self->options->output, TRUE, error)))
    return FALSE;

  options->report = TRUE;
  options->replace = self->options->replace;
  if (!mq_export_options_check (options, error)
      || !mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  options->title = g_strdup (mq_session_get_title (self->session));
  settings = mq_worker_settings_read (self->blender, self->config);
  export = mq_export_new (self->library, &settings, self->version, g_steal_pointer (&options));
  if (!(done = mq_cli_context_await (self, export, G_CALLBACK (on_progress),
                                     mq_export_perform (export), error)))
    return FALSE;

  files = mq_json_get_array (done, "files");
  for (guint i = 0; i < mq_json_length (files); i++)
    if (self->options->json)
      mq_stdout_print_json ("export", mq_json_element_object (files, i));
    else
      print_file (mq_json_element_object (files, i));

  return TRUE;
}

static const GOptionEntry export_options[] = {
  MQ_OPTION_OUTPUT ("The file to write", "FILE"),
  MQ_OPTION_REPLACE,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_export[] = {
  { "export", MQ_WORDS_VERSION, 1, 1,
    "Export a version as glTF, FBX, STL, PNG or another format, and check the file; or save it as "
    "a Blender asset",
    export_version, export_options, "export", describe_formats },
  { NULL },
};
