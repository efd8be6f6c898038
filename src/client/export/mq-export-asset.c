/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of Blender's Asset Browser, see mq-export-private.h: its catalogue, free names in it,
 * and the words that an asset is found by. */
#include "client/export/mq-export-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FIBER_STACK (256 * 1024)
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
#define MAX_ASSET ((guint64)8 << 30)
#define MAX_FREE_NAME 1000
/* Bytes of a name that every file system takes, with a number and a suffix. */
#define MAX_STEM 200
#define MAX_TAGS 12
#define MIN_TAG 3 /* letters */

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

/* Adds our catalogue; every other line stays as it is. */
static gboolean
add_catalog (const char *folder, int dir, GError **error)
{
  GError *failure = NULL;
  g_autofree char *text = load_catalogs (folder, &failure);
  g_autofree char *id = text != NULL ? find_id (text) : NULL;
  g_autofree char *added = NULL;
  const char *before = text != NULL ? text : NEW_CATALOGS;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (id != NULL)
    return TRUE;

  added = g_strconcat (before, g_str_has_suffix (before, "\n") || *before == '\0' ? "" : "\n",
                       CATALOG_ID ":" CATALOG ":" CATALOG "\n", NULL);
  return mq_files_put (dir, CATALOGS, added, strlen (added), text != NULL, error);
}

/* "Chair" and 2: "Chair (2).blend". What file systems do not take, and dots in front, are left
 * out. */
static char *
make_name (const char *title, guint copy)
{
  g_autofree char *clean = mq_text_clean (title, MAX_STEM);
  const char *stem;

  g_strdelimit (clean, "/\\:*?\"<>|\n\t", ' ');
  g_strstrip (clean);
  for (stem = clean; *stem == '.' || *stem == ' '; stem++)
    ;
  if (*stem == '\0')
    stem = "Asset";
  return copy == 1 ? g_strdup_printf ("%s.blend", stem)
                   : g_strdup_printf ("%s (%u).blend", stem, copy);
}

/* A name that no file has. Nobody's file is replaced: if another program takes the name meanwhile,
 * writing fails. */
static char *
find_free_name (int dir, const char *title, GError **error)
{
  for (guint copy = 1; copy < MAX_FREE_NAME; copy++)
    {
      g_autofree char *name = make_name (title, copy);

      if (faccessat (dir, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
        return g_steal_pointer (&name);
    }

  return mq_fail_null (error, MQ_ERROR_FAILED, _ ("There are too many files with this name"));
}

static DexFuture *
save_fiber (const char *source, const char *file, const char *folder, const char *title)
{
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (source, &error);
  g_autofd int dir = from >= 0 ? mq_files_open_dir (folder, &error) : -1;
  g_autofree char *name = dir >= 0 ? find_free_name (dir, title, &error) : NULL;

  /* The catalogue first: without it, Blender would show the asset nowhere but in “All”. */
  if (name == NULL || !add_catalog (folder, dir, &error)
      || !mq_files_put_copy (from, file, dir, name, MAX_ASSET, FALSE, &error)
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
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, save_fiber,
                              (G_TYPE_STRING, from), (G_TYPE_STRING, file), (G_TYPE_STRING, folder),
                              (G_TYPE_STRING, title));
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
