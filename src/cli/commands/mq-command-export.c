/* export: the command that writes a version as a file of another program's format. */
#include "cli/mq-cli-context.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/export/mq-export.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <unistd.h>

#define STACK (256 * 1024)
#define USUAL_TEXTURE 2048

static MqExportOptions *
make_export_options (MqCommandOptions *options, GError **error)
{
  g_autoptr (MqExportOptions) made = NULL;
  const char *id;
  const MqExportFormat *format;

  /* Where Blender looks for assets by itself. */
  if (options->output == NULL && g_strcmp0 (options->format, "asset") == 0)
    options->output = mq_export_asset_folder_new ();
  if (!(id = mq_command_options_get_format (options, "chair.glb", error)))
    return NULL;
  if (!(format = mq_export_format_find (id)))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no format “%s”\nThe formats are glb, usd, fbx, obj, stl, ply, "
                         "3mf, blend, png, sheet and asset",
                         id);
  if (options->triangles < 0)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "--triangles needs a number above 0");

  made = mq_export_options_new (format, options->output);
  made->unit = g_strdup (options->unit);
  made->up = g_strdup (options->up);
  made->size = options->size;
  made->on_ground = options->on_ground;
  made->triangulate = options->triangulate;
  made->max_triangles = options->triangles;
  made->levels = options->levels;
  made->join = options->join;
  made->texture_px = options->textures >= 0  ? options->textures
                     : format->has_materials ? USUAL_TEXTURE
                                             : 0;
  made->texture_per_object = options->per_object;
  made->draco = options->draco;
  made->replace = options->replace;
  return mq_export_options_check (made, error) ? g_steal_pointer (&made) : NULL;
}

static void
on_progress (MqExport *export, guint done, guint of)
{
  g_printerr ("Baking pictures of the materials: %u of %u\n", done, of);
}

static void
print_file (JsonObject *report)
{
  JsonObject *proof = mq_json_get_object (report, "proof");
  guint n_textures = mq_json_length (mq_json_get_array (report, "textures"));

  printf ("%s\n", mq_json_get_string (report, "file", "?"));
  if (proof == NULL)
    return;

  printf ("  %" G_GINT64_FORMAT " objects, %" G_GINT64_FORMAT " triangles, %u materials",
          mq_json_get_int (report, "objects", 0), mq_json_get_int (report, "triangles", 0),
          mq_json_length (mq_json_get_array (report, "materials")));
  if (n_textures > 0)
    printf (", %u pictures", n_textures);
  printf ("; %.1f MiB\n  Read back by another %s: the same, its box to %.3f mm\n",
          mq_json_get_int (report, "bytes", 0) / 1048576.0,
          mq_json_get_string (proof, "read_by", "Blender"),
          mq_json_get_double (proof, "box_off_mm", 0));
}

static DexFuture *
export_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (MqCliContext) context = { 0 };
  GError *error = NULL;
  g_autoptr (MqExportOptions) export_options = make_export_options (options, &error);
  g_autoptr (JsonObject) done = NULL;
  MqWorkerSettings settings;
  MqExport *export;
  JsonArray *files;

  if (export_options == NULL || !mq_cli_context_prepare (&context, options, &error))
    return dex_future_new_for_error (error);

  export_options->title = g_strdup (mq_session_get_title (context.session));
  settings = mq_worker_settings_read (context.blender, context.config);
  export = mq_export_new (context.library, &settings, context.version,
                          g_steal_pointer (&export_options));
  if (!options->json && isatty (STDERR_FILENO))
    g_signal_connect (export, "progress", G_CALLBACK (on_progress), NULL);
  if (!(done = mq_cli_context_await (&context, export, mq_export_perform (export), &error)))
    return dex_future_new_for_error (error);

  files = mq_json_get_array (done, "files");
  for (guint i = 0; i < mq_json_length (files); i++)
    {
      JsonObject *report = mq_json_element_object (files, i);

      if (options->json)
        mq_stdout_print_json (report);
      else
        print_file (report);
    }

  return dex_future_new_for_int (0);
}

DexFuture *
mq_command_export (MqCommandOptions *options)
{
  return mq_fiber_spawn (NULL, STACK, export_fiber, options, NULL);
}
