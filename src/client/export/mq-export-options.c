/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of exports as one table, the presets, and MqExportOptions, made
 * with what is usual, and checked before anything starts; see mq-export.h. */
#include "client/export/mq-export-files.h"
#include "client/export/mq-export.h"
#include "client/export/mq-print-check.h"
#include "client/technical-drawing/mq-technical-drawing.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define USUAL_TEXTURE 2048
#define MIN_TEXTURE 64
#define MAX_TEXTURE 8192
/* So many fit into a message of MCP, with pictures. */
#define VIEW_TRIANGLES 200000
/* Bytes of three pictures of wood and cloth, for each pixel. */
#define PIXEL_BYTES 2.7
/* Seconds of an export on two cores without a graphics card: what was measured of a chair, a
 * lantern and a bonsai, with pictures of 512 to 4096 pixels a side (docs/using/export.md). */
#define FILE_SECONDS 1.5
#define OBJECT_SECONDS 0.02
#define BAKE_SECONDS 1.0
#define MEGAPIXEL_SECONDS 5.0

/* MqExportPreset: other programs' expectations of a file, as one table. The reasons are in
 * docs/using/export.md. */

static const MqExportPreset presets[] = {
  { "unity", "Unity", "fbx", .up = "y", .on_ground = TRUE, .package = "fbx" },
  /* Its importer of FBX alone takes levels of detail from a file. */
  { "unreal", "Unreal Engine", "glb", .on_ground = TRUE, .package = "fbx" },
  { "godot", "Godot", "glb", .on_ground = TRUE, .colliders = TRUE, .package = "glb" },
  { "print", N_ ("3D Printing"), "stl", "3mf", .up = "z", .unit = "mm", .on_ground = TRUE },
  { NULL },
};

/**
 * mq_export_presets_list:
 *
 * Returns: (transfer none): all presets; the last one has no id
 */
const MqExportPreset *
mq_export_presets_list (void)
{
  return presets;
}

/**
 * mq_export_preset_find:
 * @id: such as "unity"
 *
 * Returns: (transfer none) (nullable): the preset
 */
const MqExportPreset *
mq_export_preset_find (const char *id)
{
  for (gsize i = 0; presets[i].id != NULL; i++)
    if (g_ascii_strcasecmp (presets[i].id, id) == 0)
      return &presets[i];

  return NULL;
}

/* A test compares the rows with docs/using/export.md, and with what Blender does for each format in
 * maquette_bridge/export/formats.py. */
static const MqExportFormat formats[] = {
  { "glb", "glb", "glTF", MQ_EXPORT_MODEL, "model/gltf-binary", .has_materials = TRUE,
    .has_unit = TRUE, .triangle_bytes = 20, .unit = "m",
    .about = N_ ("Materials, glass, joints, rigs and animations") },
  { "usd", "usd", "USD", MQ_EXPORT_MODEL, "model/vnd.usd", .has_materials = TRUE, .has_unit = TRUE,
    .triangle_bytes = 25, .unit = "m", .hint = "if Blender can",
    .about = N_ ("Materials; no joints, rigs or glass; not every Blender can") },
  /* No media type of FBX is registered. */
  { "fbx", "fbx", "FBX", MQ_EXPORT_MODEL, "application/vnd.autodesk.fbx", .has_materials = TRUE,
    .has_unit = TRUE, .up = "y", .triangle_bytes = 20, .unit = "m",
    .about = N_ ("Materials, rigs and animations; no joints or glass") },
  { "obj", "obj", "Wavefront OBJ", MQ_EXPORT_MODEL, "model/obj", .has_materials = TRUE, .up = "y",
    .triangle_bytes = 52, .unit = "m",
    .about = N_ ("Materials in files beside it; nothing that moves") },
  /* Slicers take the numbers for millimetres. */
  { "stl", "stl", "STL", MQ_EXPORT_MODEL, "model/stl", .up = "z", .triangle_bytes = 50,
    .unit = "mm", .about = N_ ("The shape alone: no unit, names or colors") },
  { "ply", "ply", "PLY", MQ_EXPORT_MODEL, "model/ply", .up = "z", .triangle_bytes = 21, .unit = "m",
    .about = N_ ("The shape alone: no unit, names or colors") },
  { "3mf", "3mf", "3MF", MQ_EXPORT_MODEL, "model/3mf", .has_unit = TRUE, .triangle_bytes = 12,
    .unit = "mm", .hint = "slicers",
    .about = N_ ("Shape and names, a color for each piece; nothing that moves") },
  { "urdf", "urdf", "URDF", MQ_EXPORT_MODEL, "application/xml", .has_unit = TRUE,
    .triangle_bytes = 40, .unit = "m", .is_as_built = TRUE, .hint = "robots",
    .about = N_ ("Joints, masses and colliders, meshes in files beside it") },
  { "mjcf", "xml", "MJCF", MQ_EXPORT_MODEL, "application/xml", .has_unit = TRUE,
    .triangle_bytes = 40, .unit = "m", .is_as_built = TRUE, .hint = "MuJoCo",
    .about = N_ ("Joints, masses and colliders, meshes in files beside it") },
  { "blend", "blend", "Blender", MQ_EXPORT_BLEND, "application/x-blender", .has_materials = TRUE,
    .has_unit = TRUE, .unit = "m", .about = N_ ("Everything, as Blender has it") },
  { "html", "html", N_ ("Web Page"), MQ_EXPORT_PAGE, "text/html", .has_unit = TRUE,
    .triangle_bytes = 17, .unit = "m", .hint = "for anybody",
    .about = N_ ("Joints, plain colors, pictures and script, to look at") },
  { "svg", "svg", N_ ("Technical Drawing"), MQ_EXPORT_DRAWING, "image/svg+xml", .has_unit = TRUE,
    .unit = "mm", .is_as_built = TRUE, .hint = "drawing",
    .about = N_ ("Three views with dimensions, for browsers") },
  { "pdf", "pdf", N_ ("Technical Drawing"), MQ_EXPORT_DRAWING, "application/pdf", .has_unit = TRUE,
    .unit = "mm", .is_as_built = TRUE, .hint = "drawing",
    .about = N_ ("Three views with dimensions, to print") },
  { "dxf", "dxf", N_ ("Technical Drawing"), MQ_EXPORT_DRAWING, "image/vnd.dxf", .has_unit = TRUE,
    .unit = "mm", .is_as_built = TRUE, .hint = "drawing",
    .about = N_ ("Three views with dimensions, at 1:1 for CAD") },
  { "py", "py", N_ ("Blender Script"), MQ_EXPORT_SCRIPT, "text/x-python", .has_materials = TRUE,
    .has_unit = TRUE, .unit = "m", .is_as_built = TRUE, .hint = "script with its requirements",
    .about = N_ ("The script, with its requirements and a file that checks them") },
  { "png", "png", "PNG", MQ_EXPORT_PICTURE, "image/png", .has_unit = TRUE, .unit = "m",
    .about = N_ ("A picture of the first view, without background") },
  /* Titles that are words are translated where they are shown. */
  { "sheet", "png", N_ ("Contact Sheet"), MQ_EXPORT_SHEET, "image/png", .has_unit = TRUE,
    .unit = "m", .is_as_built = TRUE, .hint = "all renders",
    .about = N_ ("All renders on one picture") },
  { "asset", "blend", N_ ("Asset for Blender"), MQ_EXPORT_ASSET, "application/x-blender",
    .has_materials = TRUE, .has_unit = TRUE, .unit = "m", .is_as_built = TRUE,
    .hint = "for Blender’s Asset Browser",
    .about = N_ ("Everything, for Blender’s Asset Browser") },
  { NULL },
};

static const MqExportFormat renders
    = { "renders", "png", "PNG", MQ_EXPORT_RENDERS, "image/png", .has_unit = TRUE, .unit = "m" };
static const MqExportFormat view
    = { "view", "json", "JSON", MQ_EXPORT_VIEW, "application/json", .has_unit = TRUE, .unit = "m" };

/**
 * mq_export_formats_list:
 *
 * Returns: (transfer none): all formats; the last one has no id
 */
const MqExportFormat *
mq_export_formats_list (void)
{
  return formats;
}

/**
 * mq_export_format_find:
 * @id: such as "glb", or the suffix of a file
 *
 * Returns: (transfer none) (nullable): the format
 */
const MqExportFormat *
mq_export_format_find (const char *id)
{
  for (gsize i = 0; formats[i].id != NULL; i++)
    if (g_ascii_strcasecmp (formats[i].id, id) == 0
        || g_ascii_strcasecmp (formats[i].suffix, id) == 0)
      return &formats[i];

  return NULL;
}

/**
 * mq_export_formats_describe:
 * @has_assets: whether the Asset Browser's is one of them; it is the last
 *
 * Returns: (transfer full): "glb, usd (if Blender can), … or sheet (all renders)"
 */
char *
mq_export_formats_describe (gboolean has_assets)
{
  GString *text = g_string_new (NULL);
  gsize n = G_N_ELEMENTS (formats) - (has_assets ? 1 : 2);

  for (gsize i = 0; i < n; i++)
    {
      g_string_append_printf (text, "%s%s",
                              i == 0       ? ""
                              : i == n - 1 ? " or "
                                           : ", ",
                              formats[i].id);
      if (formats[i].hint != NULL)
        g_string_append_printf (text, " (%s)", formats[i].hint);
    }

  return g_string_free_and_steal (text);
}

/**
 * mq_export_options_new:
 * @format: the format
 * @path: the file to write; of an asset, the folder to write it in
 *
 * Returns: (transfer full): options with which the file is as its readers expect it
 */
MqExportOptions *
mq_export_options_new (const MqExportFormat *format, const char *path)
{
  MqExportOptions *options = g_new0 (MqExportOptions, 1);

  options->format = format;
  options->path = g_canonicalize_filename (path, NULL);
  options->size = 1;
  return options;
}

/**
 * mq_export_options_new_renders:
 * @render: (transfer full): how to render
 * @session: the session of the version
 * @folder: (nullable): where the pictures go, as `render_1.png` and so on; %NULL: the version gets
 *   them
 *
 * Returns: (transfer full): options
 */
MqExportOptions *
mq_export_options_new_renders (MqRenderOptions *render, MqSession *session, const char *folder)
{
  MqExportOptions *options = mq_export_options_new (&renders, folder != NULL ? folder : ".");

  options->render = render;
  if (folder == NULL)
    options->session = g_object_ref (session);
  return options;
}

/**
 * mq_export_options_new_view:
 *
 * Returns: (transfer full): options of what a page shows (mq_model_page_describe()), for a program
 *   that has the page
 */
MqExportOptions *
mq_export_options_new_view (void)
{
  MqExportOptions *options = mq_export_options_new (&view, ".");

  options->max_triangles = VIEW_TRIANGLES;
  return options;
}

/**
 * mq_export_options_new_from_json:
 * @given: as data/schemas/export.schema.json has it
 * @path: as in mq_export_options_new()
 * @has_assets: whether it may be one of Blender's Asset Browser
 * @error: %MQ_ERROR_BAD_INPUT, in English
 *
 * Returns: (transfer full) (nullable): options, not yet checked
 */
MqExportOptions *
mq_export_options_new_from_json (JsonObject *given, const char *path, gboolean has_assets,
                                 GError **error)
{
  static const MqExportPreset none = { NULL };
  const char *wanted = mq_json_get_string (given, "preset", NULL);
  const MqExportPreset *preset = wanted != NULL ? mq_export_preset_find (wanted) : &none;
  gboolean in_package = mq_json_get_boolean (given, "package", FALSE);
  const MqExportFormat *format;
  MqExportOptions *made;
  const char *usual;
  const char *id;

  if (preset == NULL)
    {
      g_autofree char *known = NULL;
      GString *text = g_string_new (NULL);

      for (const MqExportPreset *each = presets; each->id != NULL; each++)
        g_string_append_printf (text, "%s%s",
                                each == presets      ? ""
                                : each[1].id == NULL ? " or "
                                                     : ", ",
                                each->id);
      known = g_string_free_and_steal (text);

      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "There is no preset “%s”: use %s", wanted,
                           known);
    }

  if (in_package && preset->package == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "A package is for a game engine: use the preset unity, unreal or godot");

  usual = in_package ? preset->package : preset->format;
  id = mq_json_get_string (given, "format", usual != NULL ? usual : "glb");
  format = mq_export_format_find (id);
  if (format == NULL || (format->kind == MQ_EXPORT_ASSET && !has_assets))
    {
      g_autofree char *all = mq_export_formats_describe (has_assets);

      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "There is no format “%s”: use %s", id, all);
    }
  if (usual != NULL && !g_str_equal (usual, format->id)
      && (in_package || g_strcmp0 (preset->other, format->id) != 0))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "The preset “%s” writes .%s files, not .%s: use another preset or format",
                         preset->id, usual, format->suffix);

  made = mq_export_options_new (format, path);
  if (in_package)
    {
      g_autofree char *folder = g_steal_pointer (&made->path);

      made->path = mq_export_make_package_path (folder, format);
      made->engine = preset->id;
    }
  /* A preset says what the file does not say itself. */
  made->unit
      = g_strdup (mq_json_get_string (given, "unit", format->has_unit ? NULL : preset->unit));
  made->up = g_strdup (
      mq_json_get_string (given, "up", format->up == NULL || in_package ? NULL : preset->up));
  made->paper = g_strdup (mq_json_get_string (given, "paper", NULL));
  made->size = mq_json_get_double (given, "size", made->size);
  made->on_ground = mq_json_get_boolean (given, "on_ground", preset->on_ground);
  made->triangulate = mq_json_get_boolean (given, "triangulate", FALSE);
  made->max_triangles = (guint)mq_json_get_int (given, "triangles", 0);
  made->levels = mq_json_get_boolean (given, "levels", FALSE);
  made->links = mq_json_get_boolean (given, "links", FALSE);
  made->join = mq_json_get_boolean (given, "join", FALSE);
  made->draco = mq_json_get_boolean (given, "draco", FALSE);
  made->colliders = mq_json_get_boolean (given, "colliders", preset->colliders);
  made->texture_px = (guint)mq_json_get_int (given, "textures",
                                             format->has_materials ? USUAL_TEXTURE : 0);
  made->texture_per_object = mq_json_get_boolean (given, "per_object", FALSE);
  made->lay_out = mq_json_get_boolean (given, "lay_out", FALSE);
  if (json_object_has_member (given, "bed"))
    {
      MqPrintLimits limits = { 0 };

      if (!mq_print_limits_read_bed (&limits, mq_json_get_string (given, "bed", ""), error))
        {
          mq_export_options_free (made);
          return NULL;
        }
      memcpy (made->bed, limits.bed, sizeof made->bed);
    }
  if (mq_json_get_object (given, "pose") != NULL)
    made->pose = json_object_ref (mq_json_get_object (given, "pose"));
  return made;
}

void
mq_export_options_free (MqExportOptions *options)
{
  g_free (options->path);
  g_free (options->title);
  g_free (options->unit);
  g_free (options->up);
  g_free (options->paper);
  g_clear_pointer (&options->pose, json_object_unref);
  g_clear_object (&options->session);
  g_clear_pointer (&options->render, mq_render_options_free);
  g_free (options);
}

const int mq_export_levels[MQ_EXPORT_N_LEVELS] = { 100, 50, 25 };

/* "chair.glb", "50": "chair-50.glb". */
char *
mq_export_make_own_path (const char *path, const char *name)
{
  const char *dot = strrchr (path, '.');
  const char *slash = strrchr (path, '/');

  if (dot == NULL || (slash != NULL && dot < slash))
    return g_strdup_printf ("%s-%s", path, name);

  return g_strdup_printf ("%.*s-%s%s", (int)(dot - path), path, name, dot);
}

/* @folder: of a package, maybe with the suffix of @format: "a/chair" and "a/chair.glb" become
 * "a/chair/chair.glb". Returns: (transfer full): the path of the model in it */
char *
mq_export_make_package_path (const char *folder, const MqExportFormat *format)
{
  g_autofree char *suffix = g_strconcat (".", format->suffix, NULL);
  gsize dot = strlen (folder) - (g_str_has_suffix (folder, suffix) ? strlen (suffix) : 0);
  g_autofree char *bare = g_strndup (folder, dot);
  g_autofree char *name = g_path_get_basename (bare);

  return g_strconcat (bare, "/", name, suffix, NULL);
}

char *
mq_export_make_level_path (const char *path, int percent)
{
  g_autofree char *name = g_strdup_printf ("%d", percent);

  return percent == 100 ? g_strdup (path) : mq_export_make_own_path (path, name);
}

/**
 * mq_export_options_check:
 * @options: options
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether they are valid together, and the file can be written
 */
gboolean
mq_export_options_check (const MqExportOptions *options, GError **error)
{
  const MqExportFormat *format = options->format;
  const MqRenderOptions *render = options->render;

  if (options->unit != NULL && mq_length_unit_get_metres (options->unit) == 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There is no unit “%s”: use m, cm, mm, in or ft"),
                    options->unit);
  if (options->unit != NULL && format->has_unit)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The unit of %s files is fixed: leave it out"),
                    format->title);
  if (options->up != NULL && !g_str_equal (options->up, "z") && !g_str_equal (options->up, "y"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” cannot be up: use y or z"), options->up);
  if (options->up != NULL && format->up == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The up axis of %s files is fixed: leave it out"),
                    format->title);
  if (options->paper != NULL && format->kind != MQ_EXPORT_DRAWING)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("Only drawings have a size of paper: leave it out"));
  if (options->paper != NULL && mq_paper_find (options->paper) == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There is no paper “%s”: use a4, a3 or letter"),
                    options->paper);
  if (options->texture_px != 0 && !format->has_materials)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("%s files have no materials"), format->title);
  if (options->texture_px != 0
      && (options->texture_px < MIN_TEXTURE || options->texture_px > MAX_TEXTURE))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("Pictures of materials have %d to %d pixels a side"), MIN_TEXTURE,
                    MAX_TEXTURE);
  if (options->draco && !g_str_equal (format->id, "glb"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Only GLB files can be compressed with Draco"));
  if (options->colliders && !g_str_equal (format->id, "glb"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Only GLB files can have bodies for Godot"));
  if (options->lay_out && !g_str_equal (format->id, "stl") && !g_str_equal (format->id, "3mf"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("Only STL and 3MF files can be laid out for printing"));
  if (options->lay_out && (options->links || options->levels || options->join))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("Pieces that are laid out for printing are in one file, each alone: leave "
                       "links, levels and join out"));
  if (options->bed[0] > 0 && !options->lay_out)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("A build space is only for pieces that are laid out on it"));
  if (!(options->size >= 1e-3 && options->size <= 1e3))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The size is a factor from 0.001 to 1000"));
  if (options->links && (format->kind != MQ_EXPORT_MODEL || format->is_as_built))
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        /* Translators: the name of a format, such as PNG; a link is what one joint moves */
        _ ("%s has no file for each link: use a format of meshes"), _ (format->title));
  if (options->engine != NULL && (options->up != NULL || options->levels || options->links))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("A package for a game engine is one file with its own up axis and levels of "
                       "detail: leave up, levels and links out"));
  if (options->links && options->levels)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("Files for each link have no levels of detail: leave one of them out"));
  if (options->pose != NULL && format->is_as_built)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    /* Translators: the name of a format, such as URDF */
                    _ ("%s shows the asset as it was built: leave the pose out"),
                    _ (format->title));

  if (format->kind == MQ_EXPORT_RENDERS)
    {
      if (!mq_render_options_check (render, error))
        return FALSE;

      /* Whether the pictures can be saved is told before they are rendered. */
      for (guint i = 1; options->session == NULL && i <= render->n_views; i++)
        {
          g_autofree char *path = g_strdup_printf ("%s/render_%u.png", options->path, i);

          if ((render->view == 0 || render->view == i) && g_file_test (path, G_FILE_TEST_EXISTS)
              && !mq_export_check_path (path, options->replace, error))
            return FALSE;
        }
      return TRUE;
    }
  if (format->kind == MQ_EXPORT_ASSET)
    return mq_export_asset_check_folder (options->path, error);

  if (options->engine != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (options->path);

      if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
        return mq_export_check_path (folder, options->replace, error);
    }
  for (guint i = 0; i < (options->levels ? MQ_EXPORT_N_LEVELS : 1); i++)
    {
      g_autofree char *path = mq_export_make_level_path (options->path, mq_export_levels[i]);

      /* Those of links are named when these are known. */
      if (!mq_export_check_path (path, options->replace || options->links, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * mq_export_options_estimate:
 * @options: options
 * @triangles: of the asset
 *
 * Returns: about how many bytes all files will have together, as if every material was procedural;
 *   0: unknown
 */
guint64
mq_export_options_estimate (const MqExportOptions *options, guint64 triangles)
{
  double pixels = options->format->has_materials
                      ? (double)options->texture_px * (double)options->texture_px
                      : 0;
  /* With levels, files of a half and of a quarter, each with the same pictures. */
  guint64 kept = options->max_triangles > 0 ? MIN (triangles, options->max_triangles) : triangles;
  double mesh = (double)kept * options->format->triangle_bytes;

  if (options->format->triangle_bytes == 0)
    return 0;
  return (guint64)(mesh * (options->levels ? 1.75 : 1)
                   + pixels * PIXEL_BYTES * (options->levels ? 3 : 1));
}

/**
 * mq_export_options_estimate_seconds:
 * @options: options
 * @objects: of the asset
 *
 * Returns: about how many seconds it takes on a computer with two cores
 */
double
mq_export_options_estimate_seconds (const MqExportOptions *options, guint objects)
{
  double megapixels = (double)options->texture_px * (double)options->texture_px / 1e6;
  double seconds = FILE_SECONDS + OBJECT_SECONDS * objects;

  if (options->format->kind != MQ_EXPORT_MODEL)
    return FILE_SECONDS;

  if (options->format->has_materials && options->texture_px > 0)
    seconds += BAKE_SECONDS + MEGAPIXEL_SECONDS * megapixels;
  return seconds * (options->levels ? 3 : 1);
}
