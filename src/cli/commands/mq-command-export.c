/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* export: the command that writes a version as a file of another program's format. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/export/mq-export.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <unistd.h>

#define USUAL_TEXTURE 2048

/* The options. */
static struct
{
  char *preset;
  char *format;
  char *unit;
  char *up;
  double size;
  int textures;
  int triangles;
  gboolean per_object;
  gboolean levels;
  gboolean join;
  gboolean on_ground;
  gboolean triangulate;
  gboolean draco;
} args = { .size = 1, .textures = -1 };

static MqExportOptions *
make_export_options (MqCliOptions *options, GError **error)
{
  static const MqExportPreset none = { NULL };
  g_autoptr (MqExportOptions) made = NULL;
  const char *id;
  const MqExportPreset *preset = &none;
  const MqExportFormat *format;

  if (args.preset != NULL && (preset = mq_export_preset_find (args.preset)) == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no preset “%s”\nThe presets are unity, unreal, godot and print",
                         args.preset);

  /* Where Blender looks for assets by itself. */
  if (options->output == NULL && g_strcmp0 (args.format, "asset") == 0)
    options->output = mq_export_asset_folder_new ();
  if (!(id = mq_cli_options_get_format (options, args.format, "chair.glb", error)))
    return NULL;
  if (!(format = mq_export_format_find (id)))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no format “%s”\nThe formats are glb, usd, fbx, obj, stl, ply, "
                         "3mf, blend, png, sheet and asset",
                         id);
  if (preset->format != NULL && !g_str_equal (preset->format, format->id))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "The preset %s writes .%s files: name the file so, or leave --preset out",
                         preset->id, preset->format);
  if (args.triangles < 0)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "--triangles needs a number above 0");

  made = mq_export_options_new (format, options->output);
  made->unit = g_strdup (args.unit != NULL ? args.unit : preset->unit);
  made->up = g_strdup (args.up != NULL ? args.up : preset->up);
  made->size = args.size;
  made->on_ground = args.on_ground || preset->on_ground;
  made->triangulate = args.triangulate;
  made->max_triangles = args.triangles;
  made->levels = args.levels;
  made->join = args.join;
  made->texture_px = args.textures >= 0 ? args.textures : format->has_materials ? USUAL_TEXTURE : 0;
  made->texture_per_object = args.per_object;
  made->draco = args.draco;
  made->report = TRUE;
  made->replace = options->replace;
  return mq_export_options_check (made, error) ? g_steal_pointer (&made) : NULL;
}

static void
on_progress (MqExport *export)
{
  const MqExportProgress *progress = mq_export_get_progress (export);

  if (progress->done > 0)
    g_printerr ("Baking pictures of the materials: %u of %u\n", progress->done, progress->of);
}

static void
print_file (JsonObject *report)
{
  JsonObject *proof = mq_json_get_object (report, "proof");
  JsonArray *notes = mq_json_get_array (proof, "notes");
  guint n_textures = mq_json_length (mq_json_get_array (report, "textures"));

  printf ("%s\n", mq_json_get_string (report, "file", "?"));
  if (proof == NULL)
    return;

  printf ("  %" G_GINT64_FORMAT " objects, %" G_GINT64_FORMAT " triangles, %u materials",
          mq_json_get_int (report, "objects", 0), mq_json_get_int (report, "triangles", 0),
          mq_json_length (mq_json_get_array (report, "materials")));
  if (n_textures > 0)
    printf (", %u pictures", n_textures);
  printf ("; %.1f MiB\n  Read back by another %s: the same%s, its box to %.3f mm\n",
          mq_json_get_int (report, "bytes", 0) / 1048576.0,
          mq_json_get_string (proof, "read_by", "Blender"),
          mq_json_length (notes) > 0 ? " shape, not the same look" : "",
          mq_json_get_double (proof, "box_off_mm", 0));
  for (guint i = 0; i < mq_json_length (notes); i++)
    printf ("  %s\n", mq_json_element_string (notes, i));
}

static gboolean
export_version (MqCliContext *self, GError **error)
{
  g_autoptr (MqExportOptions) options = make_export_options (self->options, error);
  g_autoptr (JsonObject) done = NULL;
  MqWorkerSettings settings;
  MqExport *export;
  JsonArray *files;

  if (options == NULL || !mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  options->title = g_strdup (mq_session_get_title (self->session));
  settings = mq_worker_settings_read (self->blender, self->config);
  export = mq_export_new (self->library, &settings, self->version, g_steal_pointer (&options));
  if (!self->options->json && isatty (STDERR_FILENO))
    g_signal_connect (export, "progress", G_CALLBACK (on_progress), NULL);
  if (!(done = mq_cli_context_await (self, export, mq_export_perform (export), error)))
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
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &args.format,
    "glb, usd, fbx, obj, stl, ply, 3mf, blend, png, sheet (all renders as one PNG) or asset (for "
    "Blender’s Asset Browser) (default: the file’s suffix)",
    "FORMAT" },
  { "preset", 0, 0, G_OPTION_ARG_FILENAME, &args.preset,
    "What a program expects of its files: unity, unreal, godot or print; other "
    "options win",
    "NAME" },
  { "unit", 0, 0, G_OPTION_ARG_FILENAME, &args.unit,
    "The unit of a file without one: m, cm, mm, in or ft (default: mm for STL, else m)", "UNIT" },
  { "up", 0, 0, G_OPTION_ARG_FILENAME, &args.up,
    "The axis that is up, y or z, in OBJ, FBX, STL and PLY", "AXIS" },
  { "size", 0, 0, G_OPTION_ARG_DOUBLE, &args.size, "A factor on all lengths", "FACTOR" },
  { "textures", 0, 0, G_OPTION_ARG_INT, &args.textures,
    "Bake procedural materials into pictures of so many pixels a side, 0 for none (default: 2048 "
    "in formats with materials)",
    "PIXELS" },
  { "per-object", 0, 0, G_OPTION_ARG_NONE, &args.per_object,
    "Bake pictures of each object, instead of one of all", NULL },
  { "triangles", 0, 0, G_OPTION_ARG_INT, &args.triangles, "Reduce the asset to so many triangles",
    "NUMBER" },
  { "levels", 0, 0, G_OPTION_ARG_NONE, &args.levels,
    "Also write files with 50 % and 25 % of the triangles", NULL },
  { "join", 0, 0, G_OPTION_ARG_NONE, &args.join, "Join objects of the same material", NULL },
  { "on-ground", 0, 0, G_OPTION_ARG_NONE, &args.on_ground,
    "Put the origin under the middle of the asset", NULL },
  { "triangulate", 0, 0, G_OPTION_ARG_NONE, &args.triangulate, "Make triangles of all faces",
    NULL },
  { "draco", 0, 0, G_OPTION_ARG_NONE, &args.draco,
    "Compress the triangles of a GLB, where this Blender can", NULL },
  MQ_OPTION_REPLACE,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_export[] = {
  { "export", MQ_WORDS_VERSION, 1, 1,
    "Write a version as glTF, USD, FBX, OBJ, STL, PLY, 3MF, .blend or PNG, and prove the file, or "
    "save it as an asset of Blender",
    export_version, export_options },
  { NULL },
};
