/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of indexes, see mq-knowledge-files.h. A shared one is BLENDER.DIGEST.db. That of an account
 * is accounts/ACCOUNT/BLENDER.DIGEST.CHECKSUM.db, with the checksum of the introspection that it
 * was made of, so that a second account which sends the same makes it everybody's. */
#include "service/knowledge/mq-knowledge-files.h"

#include "common/base/mq-files.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".db"
#define ACCOUNTS "accounts"
/* A person has a few Blenders, a group of people some more. */
#define MAX_SHARED 16
#define MAX_OWN 4
#define MAX_ACCOUNTS 64

static GStrv
list_names (const char *folder)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_strv_builder_add (names, name);
  return g_strv_builder_end (names);
}

static char *
dup_folder (const char *cache_dir, const char *owner)
{
  return g_build_filename (cache_dir, ACCOUNTS, owner, NULL);
}

/* @blender: version and build; @digest: of the data that indexes are made of. Returns: (transfer
 * full): the path of the index for everybody */
char *
mq_knowledge_files_dup_shared (const char *cache_dir, const char *blender, const char *digest)
{
  g_autofree char *name = g_strdup_printf ("%s.%s" SUFFIX, blender, digest);

  return g_build_filename (cache_dir, name, NULL);
}

/* @owner: id of an account; @checksum: of the introspection. Returns: (transfer full): the path
 * of an index for one account */
char *
mq_knowledge_files_dup_own (const char *cache_dir, const char *blender, const char *owner,
                            const char *digest, const char *checksum)
{
  g_autofree char *folder = dup_folder (cache_dir, owner);
  g_autofree char *name = g_strdup_printf ("%s.%s.%s" SUFFIX, blender, digest, checksum);

  return g_build_filename (folder, name, NULL);
}

/* @owner: id of an account, "" for none. Returns: (transfer full) (nullable): the path of the
 * index that counts for the account */
char *
mq_knowledge_files_find (const char *cache_dir, const char *blender, const char *owner,
                         const char *digest)
{
  g_autofree char *shared = mq_knowledge_files_dup_shared (cache_dir, blender, digest);
  g_autofree char *folder = dup_folder (cache_dir, owner);
  g_autofree char *prefix = g_strdup_printf ("%s.%s.", blender, digest);
  g_auto (GStrv) names = NULL;

  if (g_file_test (shared, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&shared);

  names = *owner != '\0' ? list_names (folder) : NULL;
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], prefix) && g_str_has_suffix (names[i], SUFFIX))
      return g_build_filename (folder, names[i], NULL);

  return NULL;
}

/* @owner: id of an account, "" for none; @blenders: a set of text; gets the Blenders that may
 * have an index for the account */
void
mq_knowledge_files_list (const char *cache_dir, const char *owner, const char *digest,
                         GHashTable *blenders)
{
  g_autofree char *folder = dup_folder (cache_dir, owner);
  g_autofree char *mark = g_strdup_printf (".%s.", digest);
  const char *const folders[] = { cache_dir, *owner != '\0' ? folder : NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_auto (GStrv) names = folders[i] != NULL ? list_names (folders[i]) : NULL;

      for (gsize k = 0; names != NULL && names[k] != NULL; k++)
        {
          const char *end = strstr (names[k], mark);

          if (end != NULL && g_str_has_suffix (names[k], SUFFIX))
            g_hash_table_add (blenders, g_strndup (names[k], (gsize)(end - names[k])));
        }
    }
}

/* Makes the index of another account that has sent the same the one for everybody. @owner: id of
 * an account that sends an introspection; @checksum: of the introspection. Returns: whether
 * there was one */
gboolean
mq_knowledge_files_share (const char *cache_dir, const char *blender, const char *owner,
                          const char *digest, const char *checksum)
{
  g_autofree char *shared = mq_knowledge_files_dup_shared (cache_dir, blender, digest);
  g_autofree char *accounts = dup_folder (cache_dir, "");
  g_auto (GStrv) names = list_names (accounts);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = mq_knowledge_files_dup_own (cache_dir, blender, names[i], digest,
                                                          checksum);

      if (!g_str_equal (names[i], owner) && g_rename (path, shared) == 0)
        return TRUE;
    }

  return FALSE;
}

typedef struct
{
  char *name;
  gint64 time; /* of the last change, s */
} IndexFile;

static void
index_file_clear (IndexFile *file)
{
  g_free (file->name);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const IndexFile *first = a;
  const IndexFile *second = b;

  return first->time < second->time ? 1 : first->time > second->time ? -1 : 0;
}

/* Removes all but the newest @most of what has the suffix in a folder. @kept: counts, and stays. */
static void
remove_oldest (const char *folder, const char *suffix, const char *kept, guint most)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (IndexFile));
  g_auto (GStrv) names = list_names (folder);
  g_autofd int dir = mq_files_open_dir (folder, NULL);

  g_array_set_clear_func (files, (GDestroyNotify)index_file_clear);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      GStatBuf info;

      if (g_str_has_suffix (names[i], suffix) && !g_str_equal (names[i], kept)
          && g_stat (path, &info) == 0)
        {
          IndexFile file = { g_strdup (names[i]), info.st_mtime };

          g_array_append_val (files, file);
        }
    }

  g_array_sort (files, compare_newest_first);
  for (guint i = most - 1; dir >= 0 && i < files->len; i++)
    mq_files_remove_tree (dir, g_array_index (files, IndexFile, i).name);
}

/* Removes indexes of the same Blender from other releases or data, and temporary files of killed
 * processes, unless they are younger than a day and may be in use by another process. */
static void
remove_outdated (const char *folder, const char *blender, const char *kept)
{
  g_autofree char *prefix = g_strconcat (blender, ".", NULL);
  g_auto (GStrv) names = list_names (folder);
  gint64 yesterday = g_get_real_time () / G_USEC_PER_SEC - 24 * 3600;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      GStatBuf info;

      if (g_str_has_prefix (names[i], prefix) && !g_str_equal (names[i], kept)
          && g_stat (path, &info) == 0 && info.st_mtime < yesterday)
        g_unlink (path);
    }
}

/* Removes what it replaces, and the oldest indexes beyond a limit, because clients can send them
 * for any number of Blenders that do not exist. What an account has sent pushes out nothing of
 * other accounts. A search that has a file open is not disturbed. @index: a new index of
 * @blender. */
void
mq_knowledge_files_tidy (const char *cache_dir, const char *blender, const char *index)
{
  g_autofree char *folder = g_path_get_dirname (index);
  g_autofree char *name = g_path_get_basename (index);
  g_autofree char *accounts = dup_folder (cache_dir, "");
  g_autofree char *owner = g_path_get_basename (folder);

  remove_outdated (folder, blender, name);
  remove_oldest (folder, SUFFIX, name, g_str_equal (folder, cache_dir) ? MAX_SHARED : MAX_OWN);
  if (!g_str_equal (folder, cache_dir))
    remove_oldest (accounts, "", owner, MAX_ACCOUNTS);
}

/* Removes the indexes that only this account has sent. @owner: id of an account that is deleted. */
void
mq_knowledge_files_forget (const char *cache_dir, const char *owner)
{
  g_autofree char *accounts = dup_folder (cache_dir, "");
  g_autofd int dir = mq_files_open_dir (accounts, NULL);

  if (dir >= 0)
    mq_files_remove_tree (dir, owner);
}
