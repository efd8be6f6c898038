/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledge, see mq-knowledge.h: lists, makes and searches indexes. */
#include "service/knowledge/mq-knowledge.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/database/mq-database-query.h"
#include "common/json/mq-json.h"
#include "service/knowledge/mq-introspection.h"
#include "service/knowledge/mq-knowledge-entry.h"
#include "service/knowledge/mq-knowledge-index.h"
#include "service/knowledge/mq-knowledge-search.h"

#include <gio/gio.h>
#include <glib.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The files of indexes: those for everybody in the cache folder, and below it those that only one
 * account has sent, each of which counts for that account alone. A shared one is BLENDER.DIGEST.db.
 * That of an account is accounts/ACCOUNT/BLENDER.DIGEST.CHECKSUM.db, with the checksum of the
 * introspection that it was made of, so that a second account which sends the same makes it
 * everybody's. */

#define SUFFIX ".db"
#define ACCOUNTS "accounts"
/* A person has a few Blenders, a group of people some more. */
#define MAX_SHARED 16
#define MAX_OWN 4
#define MAX_ACCOUNTS 64
/* A new number rebuilds all indexes: for changes of their contents without a change of the
 * tables. */
#define INDEX_VERSION "2"
#define MAX_BLENDER 64
#define STACK (1024 * 1024)

typedef struct
{
  char *name;
  gint64 time; /* of the last change, s */
} IndexFile;

struct _MqKnowledge
{
  GObject parent_instance;

  char *cache_dir;
  char *data_dir;
  /* Digest of data_dir and schema; part of each index's name, so that releases do not use each
   * other's. */
  char *digest;
  GHashTable *open; /* path → MqDatabase */
};

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
static char *
knowledge_files_dup_shared (const char *cache_dir, const char *blender, const char *digest)
{
  g_autofree char *name = g_strdup_printf ("%s.%s" SUFFIX, blender, digest);

  return g_build_filename (cache_dir, name, NULL);
}

/* @owner: id of an account; @checksum: of the introspection. Returns: (transfer full): the path
 * of an index for one account */
static char *
knowledge_files_dup_own (const char *cache_dir, const char *blender, const char *owner,
                         const char *digest, const char *checksum)
{
  g_autofree char *folder = dup_folder (cache_dir, owner);
  g_autofree char *name = g_strdup_printf ("%s.%s.%s" SUFFIX, blender, digest, checksum);

  return g_build_filename (folder, name, NULL);
}

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

G_DEFINE_FINAL_TYPE (MqKnowledge, mq_knowledge, G_TYPE_OBJECT)

static void
mq_knowledge_finalize (GObject *object)
{
  MqKnowledge *self = MQ_KNOWLEDGE (object);

  g_hash_table_unref (self->open);
  g_free (self->cache_dir);
  g_free (self->data_dir);
  g_free (self->digest);

  G_OBJECT_CLASS (mq_knowledge_parent_class)->finalize (object);
}

static void
mq_knowledge_class_init (MqKnowledgeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_knowledge_finalize;
}

static void
mq_knowledge_init (MqKnowledge *self)
{
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * mq_knowledge_new:
 * @cache_dir: the folder of the indexes; created when needed
 * @data_dir: data/knowledge, read now (its digest) and when an index is made
 *
 * Blocks for some milliseconds: call it at start-up.
 *
 * Returns: (transfer full): the knowledge
 */
MqKnowledge *
mq_knowledge_new (const char *cache_dir, const char *data_dir)
{
  MqKnowledge *self = g_object_new (MQ_TYPE_KNOWLEDGE, NULL);
  g_autofree char *salt = g_strconcat (INDEX_VERSION, mq_knowledge_index_get_schema (), NULL);

  self->cache_dir = g_strdup (cache_dir);
  self->data_dir = g_strdup (data_dir);
  self->digest = mq_knowledge_corpus_digest (data_dir, salt);

  return self;
}

/* Splits "BLENDER" or "BLENDER/ACCOUNT". Validated, since both become file names. */
static gboolean
split_name (const char *name, char **blender, const char **owner, GError **error)
{
  const char *slash = strrchr (name, '/');
  gsize length = slash != NULL ? (gsize)(slash - name) : strlen (name);

  *owner = slash != NULL ? slash + 1 : "";
  if (g_ascii_isdigit (*name) && length <= MAX_BLENDER
      && strspn (name, "0123456789abcdefghijklmnopqrstuvwxyz.-") == length
      && strspn (*owner, "0123456789abcdef") == strlen (*owner))
    {
      *blender = g_strndup (name, length);
      return TRUE;
    }

  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%.64s” is not a version of Blender"), name);
}

/**
 * mq_knowledge_name:
 * @blender: version and build
 * @owner: id of an account, "" at a service without accounts
 *
 * Returns: (transfer full): the name of the index that counts for this account: the one for
 *   everybody, or else the one that the account has sent
 */
char *
mq_knowledge_name (const char *blender, const char *owner)
{
  return *owner != '\0' ? g_strconcat (blender, "/", owner, NULL) : g_strdup (blender);
}

/* The index that counts for an account: the one for everybody, else its own. */
static MqDatabase *
open_index (MqKnowledge *self, const char *name, char **path, GError **error)
{
  g_autofree char *blender = NULL;
  g_autofree char *shared = NULL;
  const char *owner;
  MqDatabase *db;

  *path = NULL;
  if (!split_name (name, &blender, &owner, error))
    return NULL;

  shared = knowledge_files_dup_shared (self->cache_dir, blender, self->digest);
  if (g_file_test (shared, G_FILE_TEST_IS_REGULAR))
    *path = g_steal_pointer (&shared);
  else if (*owner != '\0')
    {
      g_autofree char *folder = dup_folder (self->cache_dir, owner);
      g_autofree char *prefix = g_strdup_printf ("%s.%s.", blender, self->digest);
      g_auto (GStrv) names = list_names (folder);

      for (gsize i = 0; *path == NULL && names[i] != NULL; i++)
        if (g_str_has_prefix (names[i], prefix) && g_str_has_suffix (names[i], SUFFIX))
          *path = g_build_filename (folder, names[i], NULL);
    }
  if (*path == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "There is no index of Blender %s", blender);

  if (!(db = g_hash_table_lookup (self->open, *path))
      && (db = mq_knowledge_index_open (*path, blender, error)))
    g_hash_table_insert (self->open, g_strdup (*path), db);

  return db;
}

/**
 * mq_knowledge_has:
 * @name: version and build, such as "4.3.2-32f5fdce0a0a", or of mq_knowledge_name()
 *
 * Returns: whether it can be searched
 */
gboolean
mq_knowledge_has (MqKnowledge *self, const char *name)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), FALSE);

  if (open_index (self, name, &path, &error) != NULL)
    return TRUE;

  g_debug ("%s", error->message);
  return FALSE;
}

/**
 * mq_knowledge_list:
 * @owner: id of an account, "" at a service without accounts
 *
 * Returns: (transfer full): the Blenders with an index that counts for the account, sorted
 */
GStrv
mq_knowledge_list (MqKnowledge *self, const char *owner)
{
  g_autoptr (GHashTable) blenders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  g_autofree char *folder = NULL;
  g_autofree char *mark = NULL;
  GHashTableIter iter;
  const char *blender;

  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), NULL);

  folder = dup_folder (self->cache_dir, owner);
  mark = g_strdup_printf (".%s.", self->digest);
  for (guint i = 0; i < (*owner != '\0' ? 2 : 1); i++)
    {
      g_auto (GStrv) names = list_names (i == 0 ? self->cache_dir : folder);

      for (gsize k = 0; names[k] != NULL; k++)
        {
          const char *end = strstr (names[k], mark);

          if (end != NULL && g_str_has_suffix (names[k], SUFFIX))
            g_hash_table_add (blenders, g_strndup (names[k], (gsize)(end - names[k])));
        }
    }

  g_hash_table_iter_init (&iter, blenders);
  while (g_hash_table_iter_next (&iter, (gpointer *)&blender, NULL))
    {
      g_autofree char *name = mq_knowledge_name (blender, owner);

      if (mq_knowledge_has (self, name))
        g_ptr_array_add (found, g_strdup (blender));
    }

  g_ptr_array_sort_values (found, (GCompareFunc)strcmp);
  return (GStrv)g_ptr_array_steal (found, NULL);
}

/**
 * mq_knowledge_forget:
 * @owner: id of an account that is deleted
 */
void
mq_knowledge_forget (MqKnowledge *self, const char *owner)
{
  g_autofree char *accounts = dup_folder (self->cache_dir, "");
  g_autofd int dir = mq_files_open_dir (accounts, NULL);

  /* Removes the indexes that only this account has sent. */
  if (dir >= 0)
    mq_files_remove_tree (dir, owner);
}

static DexFuture *
make_fiber (const char *cache_dir, const char *data_dir, const char *digest, const char *blender,
            const char *owner, GBytes *introspection)
{
  g_autofree char *shared = knowledge_files_dup_shared (cache_dir, blender, digest);
  g_autoptr (GBytes) plain = NULL;
  g_autofree char *checksum = NULL;
  g_autofree char *own = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *accounts = dup_folder (cache_dir, "");
  g_autofree char *prefix = g_strconcat (blender, ".", NULL);
  gint64 yesterday = g_get_real_time () / G_USEC_PER_SEC - 24 * 3600;
  g_auto (GStrv) others = NULL;
  g_auto (GStrv) names = NULL;
  const char *index = shared;
  GError *error = NULL;

  if (!(plain = mq_introspection_unpack (introspection, &error)))
    return dex_future_new_for_error (error);

  if (*owner != '\0')
    {
      checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plain);
      index = own = knowledge_files_dup_own (cache_dir, blender, owner, digest, checksum);
    }

  /* The index of another account that has sent the same becomes the one for everybody. */
  others = own != NULL ? list_names (accounts) : NULL;
  for (gsize i = 0; index == own && others != NULL && others[i] != NULL; i++)
    {
      g_autofree char *other = knowledge_files_dup_own (cache_dir, blender, others[i], digest,
                                                        checksum);

      if (!g_str_equal (others[i], owner) && g_rename (other, shared) == 0)
        index = shared;
    }

  folder = g_path_get_dirname (index);
  if ((own == NULL || index == own)
      && (!mq_paths_make_private (folder, &error)
          || !mq_knowledge_index_make (index, blender, data_dir, plain, &error)))
    return dex_future_new_for_error (error);

  /* Removes what the index replaces: those of the same Blender from other releases or data, and
   * temporary files of killed processes, unless they are younger than a day and may be in use by
   * another process. A search that has a file open is not disturbed. */
  name = g_path_get_basename (index);
  names = list_names (folder);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      GStatBuf info;

      if (g_str_has_prefix (names[i], prefix) && !g_str_equal (names[i], name)
          && g_stat (path, &info) == 0 && info.st_mtime < yesterday)
        g_unlink (path);
    }

  /* And the oldest beyond a limit, because clients can send them for any number of Blenders that do
   * not exist. What an account has sent pushes out nothing of other accounts. */
  remove_oldest (folder, SUFFIX, name, index == shared ? MAX_SHARED : MAX_OWN);
  if (index != shared)
    remove_oldest (accounts, "", owner, MAX_ACCOUNTS);
  return dex_future_new_true ();
}

/* The next search opens the new file; one that was removed need not stay open. */
static gboolean
is_outdated (gpointer path, gpointer db, gpointer user_data)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_str_has_prefix (name, user_data) || !g_file_test (path, G_FILE_TEST_EXISTS);
}

static DexFuture *
add_fiber (MqKnowledge *self, const char *blender, const char *owner, GBytes *introspection)
{
  g_autofree char *prefix = g_strconcat (blender, ".", NULL);
  GError *error = NULL;

  if (!dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, make_fiber,
                                       (G_TYPE_STRING, self->cache_dir),
                                       (G_TYPE_STRING, self->data_dir),
                                       (G_TYPE_STRING, self->digest), (G_TYPE_STRING, blender),
                                       (G_TYPE_STRING, owner), (G_TYPE_BYTES, introspection)),
                  &error))
    return dex_future_new_for_error (error);

  g_hash_table_foreach_remove (self->open, is_outdated, prefix);
  return dex_future_new_true ();
}

/**
 * mq_knowledge_add:
 * @name: version and build, or of mq_knowledge_name()
 * @introspection: the file of the bridge's `introspect`, gzip or plain
 *
 * Makes its index, also when one exists. What an account sends counts for it alone, until a second
 * one has sent the same. Two processes may do that at the same time.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_BAD_INPUT or
 *   %MQ_ERROR_PROTOCOL for an invalid file, %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY
 */
DexFuture *
mq_knowledge_add (MqKnowledge *self, const char *name, GBytes *introspection)
{
  g_autofree char *blender = NULL;
  const char *owner;
  GError *error = NULL;

  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), NULL);

  if (!split_name (name, &blender, &owner, &error))
    return dex_future_new_for_error (error);

  return mq_fiber_spawn_with (NULL, 0, add_fiber, (MQ_TYPE_KNOWLEDGE, self),
                              (G_TYPE_STRING, blender), (G_TYPE_STRING, owner),
                              (G_TYPE_BYTES, introspection));
}

static DexFuture *
search_job (const char *blender, const char *text, GStrv kinds, guint limit, guint max_tokens,
            guint purpose, MqDatabase *db)
{
  const MqKnowledgeQuery query = { text, (const char *const *)kinds, limit, max_tokens, purpose };
  GError *error = NULL;
  g_autoptr (JsonArray) found = mq_knowledge_search_index (db, blender, &query, &error);

  return found != NULL ? dex_future_new_take_boxed (JSON_TYPE_ARRAY, g_steal_pointer (&found))
                       : dex_future_new_for_error (error);
}

/* Deletes an index that cannot be read, so that the caller can make it again. */
static DexFuture *
search_fiber (MqKnowledge *self, const char *name, const char *text, GStrv kinds, guint limit,
              guint max_tokens, guint purpose)
{
  g_autofree char *blender = g_strndup (name, strcspn (name, "/"));
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  MqDatabase *db = open_index (self, name, &path, NULL);
  JsonArray *found;

  if (db == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  _ ("There is no index of Blender %s yet"), blender);

  found = dex_await_boxed (mq_database_call (db, search_job, (G_TYPE_STRING, blender),
                                             (G_TYPE_STRING, text), (G_TYPE_STRV, kinds),
                                             (G_TYPE_UINT, limit), (G_TYPE_UINT, max_tokens),
                                             (G_TYPE_UINT, purpose)),
                           &error);
  if (found != NULL)
    return dex_future_new_take_boxed (JSON_TYPE_ARRAY, found);

  g_warning ("The index of Blender %s is damaged and will be rebuilt: %s", blender, error->message);
  g_hash_table_remove (self->open, path);
  g_unlink (path);

  return dex_future_new_reject (
      MQ_ERROR, MQ_ERROR_NOT_FOUND,
      _ ("The index of Blender %s was damaged and has been deleted\nThe next run builds it again."),
      blender);
}

/**
 * mq_knowledge_search:
 * @name: version and build, or of mq_knowledge_name()
 * @query: the query; copied
 *
 * Returns: (transfer full): resolves to a #JsonArray of passages, the best first; rejects with
 *   %MQ_ERROR_NOT_FOUND when there is no usable index
 */
DexFuture *
mq_knowledge_search (MqKnowledge *self, const char *name, const MqKnowledgeQuery *query)
{
  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), NULL);
  g_return_val_if_fail (query != NULL && query->text != NULL, NULL);

  return mq_fiber_spawn_with (NULL, 0, search_fiber, (MQ_TYPE_KNOWLEDGE, self),
                              (G_TYPE_STRING, name), (G_TYPE_STRING, query->text),
                              (G_TYPE_STRV, (GStrv)query->kinds), (G_TYPE_UINT, query->limit),
                              (G_TYPE_UINT, query->max_tokens), (G_TYPE_UINT, query->purpose));
}
