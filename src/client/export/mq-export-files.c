/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves files where the user wants them, see mq-export-files.h. */
#include "client/export/mq-export-files.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-proof.h"
#include "common/script/mq-script.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes. */
#define MAX_FILE ((guint64)8 << 30)
#define CATALOGS "blender_assets.cats.txt"
#define MAX_CATALOGS ((gsize)16 << 20)
#define CATALOG "Maquette"
/* Version 5 (RFC 9562) of this name in the DNS namespace: org.maquette.Maquette. The same on every
 * computer, so that libraries can be put together. */
#define CATALOG_ID "22163e78-f2a0-534f-955a-f1ff61efe15d"
#define NEW_CATALOGS                                                                               \
  "# This is an Asset Catalog Definition file for Blender.\n"                                      \
  "#\n"                                                                                            \
  "# Empty lines and lines starting with `#` will be ignored.\n"                                   \
  "# The first non-ignored line should be the version indicator.\n"                                \
  "# Other lines are of the format \"UUID:catalog/path/for/assets:simple catalog name\"\n"         \
  "\n"                                                                                             \
  "VERSION 1\n\n"
#define ID_LENGTH 36
#define MAX_FREE_NAME 1000
/* Bytes of a name that every file system takes, with a number and a suffix. */
#define MAX_STEM 200
#define MAX_TAGS 12
#define MIN_TAG 3 /* letters */
/* Folders for files beside the one that the user named, and what those end in. */
static const struct
{
  const char *name;
  const char *suffixes[3];
} folders[] = {
  { "textures", { ".png" } },
  { "meshes", { ".obj", ".stl" } },
};

/**
 * mq_export_check_path:
 * @path: the file that the user named
 * @replace: whether a file that exists may be replaced
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it can be written
 */
gboolean
mq_export_check_path (const char *path, gboolean replace, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There is no folder “%s”"), folder);
  if (access (folder, W_OK | X_OK) != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The folder “%s” cannot be written"), folder);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is a folder"), path);
  /* The window asks before, and tools have checked: this is the command line's. */
  if (!replace && g_file_test (path, G_FILE_TEST_EXISTS))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” already exists\n--replace replaces it", path);

  return TRUE;
}

/* Beside our file, here "chair.obj", may stand "chair.mtl" and "textures/chair_color.png". Blender
 * names them, and it opened what a script made: nothing else may appear in the user's folder. Adds
 * the paths of what is saved to @saved. */
static gboolean
save_all (GStrv files, const char *report, gboolean replace, int from, int dir, const char *name,
          GPtrArray *saved, GError **error)
{
  g_autofree char *report_name = g_strconcat (name, ".report.json", NULL);
  g_autofree char *stem = g_strndup (files[0], strrchr (files[0], '.') - files[0]);
  g_autofree char *materials = g_strconcat (stem, ".mtl", NULL);

  for (guint i = 1; files[i] != NULL; i++)
    {
      const char *file = files[i];
      const char *slash = strchr (file, '/');
      const char *dot = strrchr (file, '.');
      const char *below = NULL;
      g_autofd int folder = -1;

      for (gsize j = 0; slash != NULL && dot != NULL && j < G_N_ELEMENTS (folders); j++)
        {
          g_autofree char *start = g_strconcat (folders[j].name, "/", stem, "_", NULL);

          if (g_str_has_prefix (file, start) && g_strv_contains (folders[j].suffixes, dot)
              && strchr (slash + 1, '/') == NULL)
            below = folders[j].name;
        }
      if (below == NULL && !g_str_equal (file, materials))
        return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender has named a file “%s”"), file);

      if (below != NULL && mkdirat (dir, below, 0755) != 0 && errno != EEXIST)
        return mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), below);
      if (below != NULL
          && (folder = openat (dir, below, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
        return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), below);
      if (!mq_files_put_copy (from, file, below != NULL ? folder : dir,
                              below != NULL ? slash + 1 : file, MAX_FILE, replace, error))
        return FALSE;
      g_ptr_array_add (saved, g_strdup (file));
    }

  if (!mq_files_put_copy (from, files[0], dir, name, MAX_FILE, replace, error))
    return FALSE;

  g_ptr_array_add (saved, g_strdup (name));
  return report == NULL || mq_files_put (dir, report_name, report, strlen (report), TRUE, error);
}

static DexFuture *
save_fiber (const char *source, GStrv files, const char *path, const char *report, gboolean replace)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (source, &error);
  g_autofd int dir = from >= 0 ? mq_files_open_dir (folder, &error) : -1;

  if (dir < 0)
    return dex_future_new_for_error (error);

  if (save_all (files, report, replace, from, dir, name, saved, &error)
      && mq_files_sync_dir (dir, folder, &error))
    return dex_future_new_true ();

  /* All or nothing, unless files that were there before are replaced already. */
  for (guint i = 0; !replace && i < saved->len; i++)
    unlinkat (dir, saved->pdata[i], 0);
  return dex_future_new_for_error (error);
}

/**
 * mq_export_save_files:
 * @from: the folder that they are in
 * @files: paths below it: first, with a suffix, the one that becomes @path; the others go beside
 * it, under names that begin like its own
 * @path: the file that the user named
 * @report: (nullable): what is written beside it
 * @replace: whether files that exist may be replaced
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_files_fail() does, and with
 *   %MQ_ERROR_PROTOCOL for a name that Blender may not choose
 */
DexFuture *
mq_export_save_files (const char *from, GStrv files, const char *path, JsonObject *report,
                      gboolean replace)
{
  g_autofree char *text = report != NULL ? mq_json_object_to_string (report, TRUE) : NULL;

  return mq_fiber_spawn_on_thread (save_fiber, (G_TYPE_STRING, from), (G_TYPE_STRV, files),
                                   (G_TYPE_STRING, path), (G_TYPE_STRING, text),
                                   (G_TYPE_BOOLEAN, replace));
}

/**
 * mq_export_save_script:
 * @version: a version
 * @path: the file that the user named
 * @report: (nullable): what is written beside it
 * @replace: whether files that exist may be replaced
 * @error: as mq_files_fail(), or %MQ_ERROR_NOT_FOUND
 *
 * Writes its script with the requirements of its plan, and beside it what checks them: the same
 * file for all scripts of a folder, which replaces that of an earlier Maquette. A script that loads
 * meshes gets these, too. Awaits.
 *
 * Returns: whether all are there
 */
gboolean
mq_export_save_script (MqVersion *version, const char *path, JsonObject *report, gboolean replace,
                       GError **error)
{
  g_autoptr (JsonObject) loaded = dex_await_boxed (mq_version_load (version), error);
  const char *script = mq_json_get_string (loaded, "script", NULL);
  g_autofree char *extension = mq_paths_find_extension ();
  g_autofree char *checks = g_path_get_dirname (extension != NULL ? extension : "");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *report_name = g_strconcat (name, ".report.json", NULL);
  g_autofree char *report_text = report != NULL ? mq_json_object_to_string (report, TRUE) : NULL;
  g_autofree char *text = NULL;
  g_autofd int to = -1;
  g_autofd int from = -1;
  g_autofd int check = -1;

  if (loaded == NULL)
    return FALSE;
  if (script == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, _ ("The version has no script"));

  text = mq_script_proof_add (script, mq_json_get_object (loaded, "plan"));
  return (to = mq_files_open_dir (folder, error)) >= 0
         && (from = mq_files_open_dir (mq_version_get_dir (version), error)) >= 0
         && (check = mq_files_open_dir (checks, error)) >= 0
         && (!mq_script_loads_meshes (script)
             || mq_files_put_copy (from, MQ_VERSION_MESHES, to, MQ_VERSION_MESHES, MAX_FILE,
                                   replace, error))
         && mq_files_put (to, name, text, strlen (text), replace, error)
         && (report == NULL
             || mq_files_put (to, report_name, report_text, strlen (report_text), TRUE, error))
         && mq_files_put_copy (check, MQ_SCRIPT_CHECK_FILE, to, MQ_SCRIPT_CHECK_FILE, MAX_FILE,
                               TRUE, error)
         && mq_files_sync_dir (to, folder, error);
}

/* A folder of Blender's Asset Browser: its catalogue, free names in it, and the words that an asset
 * is found by. */

/**
 * mq_export_asset_folder_new:
 *
 * Returns: (transfer full): the folder that Blender lists as its user's library by itself; it may
 *   not exist
 */
char *
mq_export_asset_folder_new (void)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  return documents != NULL
             ? g_build_filename (documents, "Blender", "Assets", NULL)
             : g_build_filename (g_get_home_dir (), "Documents", "Blender", "Assets", NULL);
}

/* @folder: a folder for assets, made if it is the one of mq_export_asset_folder_new(); @error:
 * %MQ_ERROR_BAD_INPUT. Returns: whether an asset can be written to it */
gboolean
mq_export_asset_check_folder (const char *folder, GError **error)
{
  g_autofree char *usual = mq_export_asset_folder_new ();

  if (g_str_equal (folder, usual))
    g_mkdir_with_parents (folder, 0755);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There is no folder “%s”"), folder);

  return access (folder, W_OK | X_OK) == 0
         || mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The folder “%s” cannot be written"), folder);
}

/* The id of our catalogue in a file of catalogues. */
static char *
find_id (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_strstrip (lines[i]), ":", 3);

      if (g_strv_length (parts) >= 2 && strlen (parts[0]) == ID_LENGTH
          && g_uuid_string_is_valid (parts[0]) && g_str_equal (g_strstrip (parts[1]), CATALOG))
        return g_strdup (parts[0]);
    }

  return NULL;
}

/* The text of the file of catalogues; NULL without an error: there is none. */
static char *
load_catalogs (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, CATALOGS, NULL);
  g_autoptr (GError) failure = NULL;
  gsize length;
  g_autofree char *text = mq_files_load (path, MAX_CATALOGS, &length, &failure);

  if (text == NULL && !g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("Could not read “%s”: %s"), path,
                         failure->message);
  if (text != NULL && !g_utf8_validate (text, (gssize)length, NULL))
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("Could not read “%s”: %s"), path,
                         _ ("It is not UTF-8 text"));

  return g_steal_pointer (&text);
}

/* Returns: (transfer full): the id of the catalogue “Maquette”: the one that the folder has,
 * else the one that it will get */
char *
mq_export_asset_find_catalog (const char *folder)
{
  g_autofree char *text = load_catalogs (folder, NULL);
  char *id = text != NULL ? find_id (text) : NULL;

  return id != NULL ? id : g_strdup (CATALOG_ID);
}

static DexFuture *
save_asset_fiber (const char *source, const char *file, const char *folder, const char *title)
{
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (source, &error);
  g_autofd int dir = from >= 0 ? mq_files_open_dir (folder, &error) : -1;
  g_autofree char *clean = mq_text_clean (title, MAX_STEM);
  g_autofree char *name = NULL;
  g_autofree char *catalogs = NULL;
  g_autofree char *id = NULL;
  const char *before = NEW_CATALOGS;
  const char *stem;

  if (dir < 0)
    return dex_future_new_for_error (error);

  /* "Chair" and 2: "Chair (2).blend". What file systems do not take, and dots in front, are left
   * out. Nobody's file is replaced: if another program takes the name meanwhile, writing fails. */
  g_strdelimit (clean, "/\\:*?\"<>|\n\t", ' ');
  g_strstrip (clean);
  for (stem = clean; *stem == '.' || *stem == ' '; stem++)
    ;
  if (*stem == '\0')
    stem = "Asset";
  for (guint copy = 1; name == NULL && copy < MAX_FREE_NAME; copy++)
    {
      name = copy == 1 ? g_strdup_printf ("%s.blend", stem)
                       : g_strdup_printf ("%s (%u).blend", stem, copy);
      if (faccessat (dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
        g_clear_pointer (&name, g_free);
    }
  if (name == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, "%s",
                                  _ ("There are too many files with this name"));

  /* The catalogue first: without it, Blender would show the asset nowhere but in “All”. Every other
   * line of the file stays as it is. */
  catalogs = load_catalogs (folder, &error);
  id = catalogs != NULL ? find_id (catalogs) : NULL;
  if (catalogs != NULL)
    before = catalogs;
  if (error == NULL && id == NULL)
    {
      const char *end = g_str_has_suffix (before, "\n") || *before == '\0' ? "" : "\n";
      g_autofree char *added = g_strconcat (before, end, CATALOG_ID ":" CATALOG ":" CATALOG "\n",
                                            NULL);

      mq_files_put (dir, CATALOGS, added, strlen (added), catalogs != NULL, &error);
    }
  if (error != NULL || !mq_files_put_copy (from, file, dir, name, MAX_FILE, FALSE, &error)
      || !mq_files_sync_dir (dir, folder, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_string (g_build_filename (folder, name, NULL));
}

/* Adds the catalogue to the folder if it lacks it, and saves the asset under a name that is
 * free. @file: the .blend of the asset; @folder: the folder of assets that it is for; @title:
 * what it is called. Returns: (transfer full): resolves to the path of what was saved (a string) */
DexFuture *
mq_export_asset_save (const char *from, const char *file, const char *folder, const char *title)
{
  return mq_fiber_spawn_on_thread (save_asset_fiber, (G_TYPE_STRING, from), (G_TYPE_STRING, file),
                                   (G_TYPE_STRING, folder), (G_TYPE_STRING, title));
}

/* @title: what it is called. Returns: (transfer full): its words, each once, in lower case: what
 * one types to find it */
JsonArray *
mq_export_asset_make_tags (const char *title)
{
  g_autofree char *lower = g_utf8_strdown (title, -1);
  g_auto (GStrv) words = NULL;
  JsonArray *tags = json_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isalnum (g_utf8_get_char (p)))
      memset (p, ' ', (gsize)(g_utf8_next_char (p) - p));
  words = g_strsplit (lower, " ", -1);
  for (guint i = 0; words[i] != NULL && json_array_get_length (tags) < MAX_TAGS; i++)
    {
      glong length = g_utf8_strlen (words[i], -1);

      if (length < MIN_TAG || length > 40 || !g_hash_table_add (seen, words[i]))
        continue;
      json_array_add_string_element (tags, words[i]);
    }

  return tags;
}
