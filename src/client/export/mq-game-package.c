/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of a package for a game engine and what stands beside its model, see
 * mq-game-package.h. */
#include "client/export/mq-game-package.h"

#include "client/export/mq-export-files.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define README "README.txt"
#define SCRIPT "MaquetteColliders.cs"
#define SCRIPT_TEXT SCRIPT ".txt" /* Unity refuses a project in which a class is twice */
#define MAX_LISTED 300
#define MAX_NAME 100 /* bytes */

/* Made by glib-compile-resources. Named, or the linker would leave it out. */
GResource *mq_game_package_get_resource (void);

/* The shapes of colliders, as the bridge calls them. */
static const char *const shape_names[] = { N_ ("box"), N_ ("sphere"), N_ ("capsule"),
                                           N_ ("cylinder"), N_ ("convex mesh") };

/* The steps of a user in each engine; %s is the name of the model. */
static const struct
{
  const char *preset;
  const char *steps;
} engines[] = {
  { "godot", N_ ("1. Copy this folder into the folder of your project, where project.godot is.\n"
                 "2. Godot imports %s by itself. Drag it from the FileSystem dock into a scene.\n"
                 "3. Each collider is a StaticBody beside the part that it holds, and moves with "
                 "it. Godot 3 makes its own of them, some millimeters off; Godot 4 takes them "
                 "as they are.\n"
                 "Godot 4 makes levels of detail itself, too: the file has none.\n") },
  { "unity",
    N_ ("1. Copy this folder into the folder Assets of your project.\n"
        "2. Once in a project: copy MaquetteColliders.cs.txt to "
        "Assets/Editor/MaquetteColliders.cs. "
        "Objects whose names begin with UBX_, USP_, UCP_ or UCX_ become colliders by it; without "
        "it, Unity draws them.\n"
        "3. Right-click %s, choose Reimport, and drag it into a scene. Unity makes a LOD Group of "
        "the objects whose names end in _LOD0, _LOD1 and _LOD2.\n") },
  { "unreal",
    N_ ("1. In the Content Browser, click Import and choose %s.\n"
        "2. Turn on Import Mesh LODs and One Convex Hull Per UCX. Turn off Auto Generate Collision "
        "and Combine Meshes.\n"
        "3. Turn off Transform Vertex to Absolute: then a part that a joint moves has its pivot on "
        "the axis.\n"
        "Objects whose names begin with UBX_, USP_, UCP_ or UCX_ become the collision of the mesh "
        "that they are named after.\n") },
};

/**
 * mq_game_package_prove:
 * @written: what the bridge answered to `export`
 * @read: what the bridge of another Blender answered to `read_back`
 * @wrong: gets a sentence about the first collider that does not hold its part or is missing, and
 *   about the first level of detail that has other triangles
 */
void
mq_game_package_prove (JsonObject *written, JsonObject *read, GStrvBuilder *wrong)
{
  JsonObject *meant = mq_json_get_object (written, "colliders");
  JsonArray *levels = mq_json_get_array (written, "levels");
  JsonArray *found = mq_json_get_array (read, "levels");
  double margin = mq_json_get_double (read, "margin_mm", 0);
  JsonObjectIter iter;
  const char *object;
  JsonNode *kinds;

  if (meant != NULL)
    json_object_iter_init (&iter, meant);
  while (meant != NULL && json_object_iter_next (&iter, &object, &kinds))
    {
      JsonObject *row = mq_json_find (mq_json_get_array (read, "colliders"), "object", object);
      double out = mq_json_get_double (row, "out_mm", G_MAXDOUBLE);
      g_autofree char *name = mq_text_clean (object, MAX_NAME);

      if (row == NULL || !JSON_NODE_HOLDS_ARRAY (kinds)
          || mq_json_get_int (row, "count", -1)
                 != json_array_get_length (json_node_get_array (kinds)))
        {
          g_strv_builder_take (wrong, g_strdup_printf (_ ("Colliders of “%s” are missing"), name));
          break;
        }
      if (!(out <= margin))
        {
          g_strv_builder_take (
              wrong,
              g_strdup_printf (_ ("“%1$s” reaches %2$.2f mm out of its colliders"), name, out));
          break;
        }
    }

  for (guint i = 0; i < mq_json_length (levels); i++)
    {
      gint64 wanted = json_array_get_int_element (levels, i);
      gint64 has = i < mq_json_length (found)
                       ? mq_json_get_int (mq_json_element_object (found, i), "triangles", 0)
                       : 0;

      if (has == wanted)
        continue;
      g_strv_builder_take (wrong, g_strdup_printf (_ ("There are %d triangles instead of %d"),
                                                   (int)has, (int)wanted));
      break;
    }
}

/**
 * mq_game_package_describe:
 * @written: as in mq_game_package_prove(); becomes a report: `colliders` has a row for each object
 *   with `shapes`, `out_mm` and `beyond_mm`, `levels` a row for each with `triangles` and `off_mm`
 * @read: as in mq_game_package_prove()
 */
void
mq_game_package_describe (JsonObject *written, JsonObject *read)
{
  JsonObject *kinds = mq_json_get_object (written, "colliders");
  JsonArray *rows = mq_json_get_array (read, "colliders");

  if (kinds == NULL)
    return;

  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      JsonArray *shapes = mq_json_get_array (kinds, mq_json_get_string (row, "object", ""));

      if (shapes != NULL)
        json_object_set_array_member (row, "shapes", json_array_ref (shapes));
    }
  json_object_set_array_member (written, "colliders",
                                rows != NULL ? json_array_ref (rows) : json_array_new ());
  mq_json_add (written, "margin_mm:d", mq_json_get_double (read, "margin_mm", 0));
  if (mq_json_get_array (read, "levels") != NULL)
    json_object_set_array_member (written, "levels",
                                  json_array_ref (mq_json_get_array (read, "levels")));
}

static char *
make_readme (const MqExportOptions *options, const char *title, JsonObject *report)
{
  g_autofree char *file = g_path_get_basename (options->path);
  GString *text = g_string_new (NULL);
  JsonArray *levels = mq_json_get_array (report, "levels");
  JsonArray *clips = mq_json_get_array (report, "clips");
  JsonArray *rows = mq_json_get_array (report, "colliders");
  double low[3] = { 0 }, high[3] = { 0 };

  /* Translators: the name of an asset, and of a game engine */
  g_string_append_printf (text, _ ("%1$s, for %2$s\n"), title,
                          mq_export_preset_find (options->engine)->title);
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    if (g_str_equal (engines[i].preset, options->engine))
      {
        g_string_append_c (text, '\n');
        g_string_append_printf (text, _ (engines[i].steps), file);
      }
  if (!g_str_equal (options->engine, "godot"))
    g_string_append_printf (text, _ ("We did not try this in %s itself.\n"),
                            mq_export_preset_find (options->engine)->title);
  if (mq_json_length (clips) > 0)
    g_string_append_printf (text,
                            _ ("\nThe joints move one after the other, at %g frames a second. "
                               "Frames of each:\n"),
                            mq_json_get_double (report, "fps", 0));
  for (guint i = 0; i < mq_json_length (clips); i++)
    {
      JsonObject *clip = mq_json_element_object (clips, i);
      g_autofree char *name = mq_text_clean (mq_json_get_string (clip, "name", "?"), MAX_NAME);

      g_string_append_printf (text, "  %s: %d–%d\n", name, (int)mq_json_get_int (clip, "first", 0),
                              (int)mq_json_get_int (clip, "last", 0));
    }
  if (mq_json_length (clips) == 0 && mq_json_get_int (report, "joints", 0) > 0)
    g_string_append (text, _ ("Each joint has an animation.\n"));

  mq_json_get_vector (report, "low", low);
  mq_json_get_vector (report, "high", high);
  g_string_append_printf (text, _ ("\nMeasured in the file by a Blender that did not write it:\n"));
  g_string_append_printf (text, _ ("Width %1$.3f m, depth %2$.3f m, height %3$.3f m\n"),
                          high[0] - low[0], high[1] - low[1], high[2] - low[2]);
  if (options->on_ground)
    g_string_append (text, _ ("The origin is on the ground, in the middle.\n"));
  if (mq_json_get_int (report, "joints", 0) > 0)
    g_string_append (text, _ ("The origin of a part that a joint moves is on the axis.\n"));
  g_string_append_printf (text, _ ("Triangles: %d\n"),
                          (int)mq_json_get_int (report, "triangles", 0));
  for (guint i = 1; i < mq_json_length (levels); i++)
    {
      JsonObject *level = mq_json_element_object (levels, i);

      g_string_append_printf (text, _ ("  _LOD%1$u: %2$d triangles, at most %3$.2f mm off\n"), i,
                              (int)mq_json_get_int (level, "triangles", 0),
                              mq_json_get_double (level, "off_mm", 0));
    }

  if (mq_json_length (rows) == 0)
    g_string_append (text, _ ("There are no colliders: things that bend or are animated have no "
                              "shape that stays.\n"));
  else
    g_string_append_printf (text,
                            _ ("Colliders: no part reaches out of its own by more than %.2f mm.\n"),
                            mq_json_get_double (report, "margin_mm", 0));
  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_LISTED); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      JsonArray *shapes = mq_json_get_array (row, "shapes");
      g_autofree char *name = mq_text_clean (mq_json_get_string (row, "object", "?"), MAX_NAME);
      double beyond = mq_json_get_double (row, "beyond_mm", -1);

      g_string_append_printf (text, "  %s: ", name);
      for (gsize j = 0; j < G_N_ELEMENTS (shape_names); j++)
        {
          guint n = 0;

          for (guint k = 0; k < mq_json_length (shapes); k++)
            {
              const char *kind = mq_json_element_string (shapes, k);

              n += kind != NULL && g_str_has_prefix (shape_names[j], kind);
            }
          if (n > 0)
            g_string_append_printf (text, "%u × %s, ", n, _ (shape_names[j]));
        }
      /* Translators: after “Seat: 1 × box, ” */
      g_string_append_printf (text, _ ("%.2f mm of it outside"),
                              mq_json_get_double (row, "out_mm", 0));
      if (beyond >= 0)
        /* Translators: after “Seat: 1 × box, 0.01 mm of it outside” */
        g_string_append_printf (text, _ (", up to %.2f mm larger"), beyond);
      g_string_append_c (text, '\n');
    }
  return g_string_free_and_steal (text);
}

/**
 * mq_game_package_make_folder:
 * @options: options
 * @error: see mq_files_fail() and mq_export_check_path()
 *
 * A folder that is there already may have no README of somebody else.
 *
 * Returns: whether the folder of the package is there, if it is one
 */
gboolean
mq_game_package_make_folder (const MqExportOptions *options, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (options->path);
  g_autofree char *readme = g_build_filename (folder, README, NULL);

  if (options->engine == NULL || g_mkdir (folder, 0755) == 0)
    return TRUE;
  if (errno == EEXIST)
    return mq_export_check_path (readme, options->replace, error);

  return mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), folder);
}

/**
 * mq_game_package_save_readme:
 * @options: options
 * @title: what the asset is called
 * @report: of its model, see mq_game_package_describe()
 * @error: see mq_files_fail()
 *
 * Writes a README, and what else the engine needs, beside the model of a package.
 *
 * Returns: whether it is complete
 */
gboolean
mq_game_package_save_readme (const MqExportOptions *options, const char *title, JsonObject *report,
                             GError **error)
{
  g_autofree char *folder = g_path_get_dirname (options->path);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) script = NULL;
  g_autofd int dir = -1;

  if (options->engine == NULL)
    return TRUE;

  text = make_readme (options, title, report);
  if ((dir = mq_files_open_dir (folder, error)) < 0
      || !mq_files_put (dir, README, text, strlen (text), TRUE, error))
    return FALSE;
  if (!g_str_equal (options->engine, "unity"))
    return TRUE;

  script = g_resource_lookup_data (mq_game_package_get_resource (),
                                   "/maquette/game-package/" SCRIPT, 0, error);
  return script != NULL
         && mq_files_put (dir, SCRIPT_TEXT, g_bytes_get_data (script, NULL),
                          g_bytes_get_size (script), TRUE, error);
}
