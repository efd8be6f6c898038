/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledge, see mq-knowledge.h: lists, makes and searches indexes. */
#include "service/knowledge/mq-knowledge.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/database/mq-database-query.h"
#include "service/knowledge/mq-introspection.h"
#include "service/knowledge/mq-knowledge-files.h"
#include "service/knowledge/mq-knowledge-index.h"
#include "service/knowledge/mq-knowledge-corpus.h"
#include "service/knowledge/mq-knowledge-search.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* A new number rebuilds all indexes: for changes of their contents without a change of the
 * tables. */
#define INDEX_VERSION "2"
#define MAX_BLENDER 64
#define STACK (1024 * 1024)

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

  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%.64s” is no version of Blender"), name);
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

/* @path: (out) (nullable): where it is */
static MqDatabase *
open_index (MqKnowledge *self, const char *name, char **path, GError **error)
{
  g_autofree char *blender = NULL;
  const char *owner;
  MqDatabase *db;

  *path = NULL;
  if (!split_name (name, &blender, &owner, error))
    return NULL;

  if (!(*path = mq_knowledge_files_find (self->cache_dir, blender, owner, self->digest)))
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
  GHashTableIter iter;
  const char *blender;

  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), NULL);

  mq_knowledge_files_list (self->cache_dir, owner, self->digest, blenders);
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
  mq_knowledge_files_forget (self->cache_dir, owner);
}

static DexFuture *
make_fiber (const char *cache_dir, const char *data_dir, const char *digest, const char *blender,
            const char *owner, GBytes *introspection)
{
  g_autofree char *shared = mq_knowledge_files_dup_shared (cache_dir, blender, digest);
  g_autoptr (GBytes) plain = NULL;
  g_autofree char *checksum = NULL;
  g_autofree char *own = NULL;
  g_autofree char *folder = NULL;
  const char *index = shared;
  GError *error = NULL;

  if (!(plain = mq_introspection_unpack (introspection, &error)))
    return dex_future_new_for_error (error);

  if (*owner != '\0')
    {
      checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plain);
      index = own = mq_knowledge_files_dup_own (cache_dir, blender, owner, digest, checksum);
    }

  folder = g_path_get_dirname (index);
  if (own != NULL && mq_knowledge_files_share (cache_dir, blender, owner, digest, checksum))
    index = shared;
  else if (!mq_paths_make_private (folder, &error)
           || !mq_knowledge_index_make (index, blender, data_dir, plain, &error))
    return dex_future_new_for_error (error);

  mq_knowledge_files_tidy (cache_dir, blender, index);
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

  g_warning ("The index of Blender %s is damaged and will be made anew: %s", blender,
             error->message);
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
