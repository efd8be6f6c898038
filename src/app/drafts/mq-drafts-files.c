/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of MqDrafts, on worker threads. Each is written to a temporary file and renamed,
 * readable by this user only. Other files in the folder are ignored. */
#include "app/drafts/mq-drafts-private.h"

#include "common/base/mq-files.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".json"
#define PICTURES "pictures"
/* Files read from the folder; Maquette writes at most MQ_DRAFTS_MAX. */
#define MAX_LISTED 4096
/* s; younger pictures stay, because another window may be adding one */
#define YOUNG 3600

/* Names contain ids of sessions, which are read from disk, so they are checked. */
gboolean
mq_drafts_is_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  return length > 0 && length <= MQ_DRAFTS_MAX_NAME && name[0] != '-'
         && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
                == length;
}

static char *
make_path (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);

  return g_build_filename (folder, file, NULL);
}

/* The names of the drafts in the folder. */
static GPtrArray *
list_drafts (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && names->len < MAX_LISTED && (file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *name = NULL;

      if (!g_str_has_suffix (file, SUFFIX))
        continue;

      name = g_strndup (file, strlen (file) - strlen (SUFFIX));
      if (mq_drafts_is_name (name))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }

  return names;
}

/* Makes room for a new draft: removes the oldest. */
static void
make_room (const char *folder, const char *name)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *path = make_path (folder, name);
  g_autofree char *oldest = NULL;
  gint64 oldest_time = G_MAXINT64;
  GStatBuf info;

  if (g_lstat (path, &info) == 0)
    return;

  names = list_drafts (folder);
  for (guint i = 0; names->len >= MQ_DRAFTS_MAX && i < names->len; i++)
    {
      g_autofree char *other = make_path (folder, names->pdata[i]);

      if (g_lstat (other, &info) == 0 && info.st_mtime < oldest_time)
        {
          oldest_time = info.st_mtime;
          g_free (oldest);
          oldest = g_steal_pointer (&other);
        }
    }

  if (oldest != NULL)
    g_unlink (oldest);
}

static gboolean
write_one (const char *folder, const char *name, JsonObject *draft, GError **error)
{
  g_autofree char *path = make_path (folder, name);
  g_autofree char *text = mq_json_object_to_string (draft, FALSE);
  gsize length = strlen (text);

  if (length > MQ_DRAFTS_MAX_BYTES)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "it is too large to be kept");

  make_room (folder, name);
  return g_file_set_contents_full (path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

/* On an error, the draft is still in memory and its earlier file is unchanged. */
DexFuture *
mq_drafts_files_write (const char *folder, GHashTable *drafts)
{
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer name, draft;

  if (!mq_paths_make_private (folder, &error))
    {
      g_info ("Drafts cannot be kept: %s", error->message);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  g_hash_table_iter_init (&iter, drafts);
  while (g_hash_table_iter_next (&iter, &name, &draft))
    {
      g_autoptr (GError) fault = NULL;

      if (draft == NULL)
        {
          g_autofree char *path = make_path (folder, name);

          g_unlink (path);
        }
      else if (!write_one (folder, name, draft, &fault))
        g_info ("The draft “%s” could not be kept: %s", (char *)name, fault->message);
    }

  return dex_future_new_true ();
}

static JsonObject *
read_one (const char *folder, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
  g_autofd int dir = mq_files_open_dir (folder, error);
  g_autoptr (GBytes) bytes = dir >= 0 ? mq_files_read (dir, file, MQ_DRAFTS_MAX_BYTES, error)
                                      : NULL;

  if (bytes == NULL)
    return NULL;

  return mq_json_parse_object (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                               error);
}

DexFuture *
mq_drafts_files_read (const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path (folder, name);
  JsonObject *draft = NULL;
  GStatBuf info;

  if (g_lstat (path, &info) == 0 && (draft = read_one (folder, name, &error)) == NULL)
    g_debug ("The draft “%s” is passed over: %s", name, error->message);
  if (draft == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "There is no draft “%s”", name);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, draft);
}

DexFuture *
mq_drafts_files_forget (const char *folder, const char *session)
{
  g_autoptr (GPtrArray) names = list_drafts (folder);
  g_autofree char *message = mq_drafts_name_message (session);
  g_autofree char *scripts = g_strdup_printf ("script-%s-", session);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = make_path (folder, names->pdata[i]);

      if (g_str_equal (names->pdata[i], message) || g_str_has_prefix (names->pdata[i], scripts))
        g_unlink (path);
    }

  return dex_future_new_true ();
}

/* Adds the names of the pictures that a draft refers to. */
static void
add_pictures (GHashTable *wanted, const char *folder, const char *name)
{
  g_autoptr (JsonObject) draft = read_one (folder, name, NULL);
  JsonArray *pictures = mq_json_get_array (draft, "pictures");

  for (guint i = 0; i < mq_json_length (pictures); i++)
    {
      const char *file = mq_json_get_string (mq_json_element_object (pictures, i), "file", NULL);

      if (file != NULL)
        g_hash_table_add (wanted, g_strdup (file));
    }
}

static void
sweep (const char *folder, const char *pictures)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = list_drafts (folder);
  g_autoptr (GDir) dir = g_dir_open (pictures, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *file;

  for (guint i = 0; i < names->len; i++)
    if (g_str_has_prefix (names->pdata[i], "message-"))
      add_pictures (wanted, folder, names->pdata[i]);

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (pictures, file, NULL);
      GStatBuf info;

      if (!g_hash_table_contains (wanted, file) && g_lstat (path, &info) == 0
          && S_ISREG (info.st_mode) && ABS (now - info.st_mtime) > YOUNG)
        g_unlink (path);
    }
}

DexFuture *
mq_drafts_files_open_pictures (const char *folder, const char *unused)
{
  g_autofree char *pictures = g_build_filename (folder, PICTURES, NULL);
  GError *error = NULL;

  if (!mq_paths_make_private (folder, &error) || !mq_paths_make_private (pictures, &error))
    return dex_future_new_for_error (error);

  sweep (folder, pictures);
  return dex_future_new_take_string (g_steal_pointer (&pictures));
}
