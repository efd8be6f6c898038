/* export, check-print: the commands that write a version as a file of another program's format, and
 * say whether it can be printed. */
#include "cli/mq-cli-workplace.h"
#include "cli/mq-commands.h"

#include "client/export/mq-export.h"
#include "client/run/mq-worker-settings.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STACK (256 * 1024)
#define USUAL_TEXTURE 2048
#define CHECK_SECONDS 900

static const MqExportFormat *
find_format (MqCommandOptions *options, GError **error)
{
  const char *dot = strrchr (options->output, '.');
  const char *id = options->format != NULL ? options->format : dot != NULL ? dot + 1 : "";
  const MqExportFormat *format = mq_export_format_find (id);

  if (format == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no format “%s”\nThe formats are glb, usd, fbx, obj, stl, ply, "
                         "3mf, blend and png",
                         id);

  return format;
}

static MqExportOptions *
make_export_options (MqCommandOptions *options, GError **error)
{
  g_autoptr (MqExportOptions) made = NULL;
  const MqExportFormat *format;

  if (options->output == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "Where to? Give the file with --output, such as --output chair.glb");
  if (!(format = find_format (options, error)))
    return NULL;
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
  made->texture_each = options->each;
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
  g_auto (MqCliWorkplace) workplace = { 0 };
  GError *error = NULL;
  g_autoptr (MqExportOptions) export_options = make_export_options (options, &error);
  g_autoptr (MqExport) export = NULL;
  g_autoptr (JsonObject) done = NULL;
  MqWorkerSettings settings;
  JsonArray *files;

  if (export_options == NULL || !mq_cli_workplace_prepare (&workplace, options, &error))
    return dex_future_new_for_error (error);

  settings = mq_worker_settings_read (workplace.blender, workplace.config);
  export = mq_export_new (workplace.library, &settings, workplace.version,
                          g_steal_pointer (&export_options));
  if (!options->json && isatty (STDERR_FILENO))
    g_signal_connect (export, "progress", G_CALLBACK (on_progress), NULL);
  if (!(done = dex_await_boxed (mq_export_perform (export), &error)))
    return dex_future_new_for_error (error);

  files = mq_json_get_array (done, "files");
  for (guint i = 0; i < mq_json_length (files); i++)
    {
      JsonObject *report = mq_json_element_object (files, i);
      g_autofree char *text = mq_json_object_to_string (report, FALSE);

      if (options->json)
        printf ("%s\n", text);
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
                        "“%s” is no size of a printer\nGive it in mm: --bed 220x220x250", bed);
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

static void
print_check (MqCommandOptions *options, JsonObject *found)
{
  double thinnest = mq_json_get_double (found, "thinnest_m", -1);

  if (mq_json_get_boolean (found, "closed", FALSE))
    printf ("Closed:    yes, all surfaces are watertight\n");
  else
    print_names ("Closed:    no: ", mq_json_get_array (found, "open"));
  if (thinnest >= 0)
    printf ("Walls:     the thinnest found is %.2f mm\n", thinnest * 1000);
  if (mq_json_length (mq_json_get_array (found, "thin")) > 0)
    print_names ("Too thin:  ", mq_json_get_array (found, "thin"));
  printf ("Overhang:  %.0f %% of the surface hangs over by more than 45°\n",
          mq_json_get_double (found, "overhang", 0) * 100);
  if (options->bed != NULL)
    printf ("Fits:      %s\n", mq_json_get_boolean (found, "fits", FALSE) ? "yes" : "no");
}

/* Awaits. */
static JsonObject *
check_print (MqCliWorkplace *workplace, JsonObject *params, GError **error)
{
  MqWorkerSettings settings = mq_worker_settings_read (workplace->blender, workplace->config);
  g_autofree char *scene = g_build_filename (mq_version_get_dir (workplace->version), "scene.blend",
                                             NULL);
  g_autofree char *folder = dex_await_string (mq_library_make_work_dir (workplace->library), error);
  g_autoptr (MqWorker) worker = NULL;
  JsonObject *found = NULL;

  if (folder == NULL)
    return NULL;

  worker = mq_worker_new (&settings, folder, FALSE);
  if (dex_await (mq_worker_open (worker, scene), error))
    found = dex_await_boxed (mq_worker_call (worker, "print_check", params, CHECK_SECONDS), error);
  dex_await (mq_worker_stop (worker), NULL);
  dex_await (mq_library_remove_work_dir (workplace->library, folder), NULL);
  return found;
}

static DexFuture *
check_print_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (MqCliWorkplace) workplace = { 0 };
  g_autoptr (JsonObject) params = mq_json_new ("wall_m:d", options->wall / 1000);
  g_autoptr (JsonObject) found = NULL;
  GError *error = NULL;

  if (!add_bed (params, options->bed, &error)
      || !mq_cli_workplace_prepare (&workplace, options, &error)
      || !(found = check_print (&workplace, params, &error)))
    return dex_future_new_for_error (error);

  if (options->json)
    {
      g_autofree char *text = mq_json_object_to_string (found, FALSE);

      printf ("%s\n", text);
    }
  else
    print_check (options, found);

  return dex_future_new_for_int (0);
}

DexFuture *
mq_command_check_print (MqCommandOptions *options)
{
  return mq_fiber_spawn (NULL, STACK, check_print_fiber, options, NULL);
}
