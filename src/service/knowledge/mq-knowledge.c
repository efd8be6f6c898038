/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledge, see mq-knowledge.h: lists, makes and searches indexes. */
#include "service/knowledge/mq-knowledge.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/database/mq-database-query.h"
#include "service/knowledge/mq-knowledge-index.h"
#include "service/knowledge/mq-knowledge-corpus.h"
#include "service/knowledge/mq-knowledge-search.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* A new number rebuilds all indexes: for changes of their contents without a change of the
 * tables. */
#define INDEX_VERSION "2"
#define SUFFIX ".db"
/* A person has a few Blenders, a group of people some more. */
#define MAX_INDEXES 16
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
  GHashTable *open; /* blender → MqDatabase */
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

/* Validated, since it becomes a file name. */
static gboolean
is_valid_blender_id (const char *blender)
{
  gsize length = strlen (blender);

  return g_ascii_isdigit (*blender) && length <= MAX_BLENDER
         && strspn (blender, "0123456789abcdefghijklmnopqrstuvwxyz.-") == length;
}

static char *
path_of (MqKnowledge *self, const char *blender)
{
  g_autofree char *name = g_strdup_printf ("%s.%s" SUFFIX, blender, self->digest);

  return g_build_filename (self->cache_dir, name, NULL);
}

static MqDatabase *
open_index (MqKnowledge *self, const char *blender, GError **error)
{
  MqDatabase *db = g_hash_table_lookup (self->open, blender);
  g_autofree char *path = NULL;

  if (db != NULL)
    return db;

  if (!is_valid_blender_id (blender))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%.64s” is no version of Blender"),
                         blender);

  path = path_of (self, blender);
  if ((db = mq_knowledge_index_open (path, blender, error)) != NULL)
    g_hash_table_insert (self->open, g_strdup (blender), db);

  return db;
}

/**
 * mq_knowledge_has:
 * @blender: version and build, such as "4.3.2-32f5fdce0a0a"
 *
 * Returns: whether it can be searched
 */
gboolean
mq_knowledge_has (MqKnowledge *self, const char *blender)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), FALSE);

  if (open_index (self, blender, &error) != NULL)
    return TRUE;

  g_debug ("%s", error->message);
  return FALSE;
}

/**
 * mq_knowledge_list:
 *
 * Returns: (transfer full): the Blenders with an index, sorted
 */
GStrv
mq_knowledge_list (MqKnowledge *self)
{
  g_autoptr (GDir) dir = NULL;
  g_autofree char *suffix = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  const char *name;

  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), NULL);

  suffix = g_strconcat (".", self->digest, SUFFIX, NULL);
  dir = g_dir_open (self->cache_dir, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *blender = NULL;

      if (!g_str_has_suffix (name, suffix))
        continue;

      blender = g_strndup (name, strlen (name) - strlen (suffix));
      if (mq_knowledge_has (self, blender))
        g_ptr_array_add (found, g_steal_pointer (&blender));
    }

  g_ptr_array_sort_values (found, (GCompareFunc)strcmp);
  return (GStrv)g_ptr_array_steal (found, NULL);
}

typedef struct
{
  char *path;
  gint64 time; /* of the last change, s */
} IndexFile;

static void
index_file_clear (IndexFile *file)
{
  g_free (file->path);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const IndexFile *first = a;
  const IndexFile *second = b;

  return first->time < second->time ? 1 : first->time > second->time ? -1 : 0;
}

/* Removes indexes of the same Blender from other releases or data, and temporary files of killed
 * processes, unless they are younger than a day and may be in use by another process. Then the
 * oldest indexes beyond MAX_INDEXES, because clients can send them for any number of Blenders that
 * do not exist. A search that has one open is not disturbed. */
static void
remove_others (const char *cache_dir, const char *blender, const char *index)
{
  g_autofree char *prefix = g_strconcat (blender, ".", NULL);
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (IndexFile));
  g_autoptr (GDir) dir = g_dir_open (cache_dir, 0, NULL);
  gint64 yesterday = g_get_real_time () / G_USEC_PER_SEC - 24 * 3600;
  const char *name;

  g_array_set_clear_func (files, (GDestroyNotify)index_file_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (cache_dir, name, NULL);
      GStatBuf info;

      if (g_str_equal (path, index) || g_stat (path, &info) != 0)
        continue;

      if (g_str_has_prefix (name, prefix) && info.st_mtime < yesterday)
        g_unlink (path);
      else if (g_str_has_suffix (name, SUFFIX))
        {
          IndexFile file = { g_steal_pointer (&path), info.st_mtime };

          g_array_append_val (files, file);
        }
    }

  g_array_sort (files, compare_newest_first);
  for (guint i = MAX_INDEXES - 1; i < files->len; i++)
    g_unlink (g_array_index (files, IndexFile, i).path);
}

static DexFuture *
make_fiber (const char *cache_dir, const char *data_dir, const char *index, const char *blender,
            GBytes *introspection)
{
  GError *error = NULL;

  if (!mq_paths_make_private (cache_dir, &error)
      || !mq_knowledge_index_make (index, blender, data_dir, introspection, &error))
    return dex_future_new_for_error (error);

  remove_others (cache_dir, blender, index);
  return dex_future_new_true ();
}

static DexFuture *
add_fiber (MqKnowledge *self, const char *index, const char *blender, GBytes *introspection)
{
  GError *error = NULL;

  if (!dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, make_fiber,
                                       (G_TYPE_STRING, self->cache_dir),
                                       (G_TYPE_STRING, self->data_dir), (G_TYPE_STRING, index),
                                       (G_TYPE_STRING, blender), (G_TYPE_BYTES, introspection)),
                  &error))
    return dex_future_new_for_error (error);

  /* The next search opens the new file. */
  g_hash_table_remove (self->open, blender);
  return dex_future_new_true ();
}

/**
 * mq_knowledge_add:
 * @blender: version and build
 * @introspection: the file of the bridge's `introspect`, gzip or plain
 *
 * Makes its index, also when one exists. Two processes may do that at the same time.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_BAD_INPUT or
 *   %MQ_ERROR_PROTOCOL for an invalid file, %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY
 */
DexFuture *
mq_knowledge_add (MqKnowledge *self, const char *blender, GBytes *introspection)
{
  g_autofree char *index = NULL;

  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), NULL);

  if (!is_valid_blender_id (blender))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  _ ("“%.64s” is no version of Blender"), blender);

  index = path_of (self, blender);
  return mq_fiber_spawn_with (NULL, 0, add_fiber, (MQ_TYPE_KNOWLEDGE, self), (G_TYPE_STRING, index),
                              (G_TYPE_STRING, blender), (G_TYPE_BYTES, introspection));
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
search_fiber (MqKnowledge *self, const char *blender, const char *text, GStrv kinds, guint limit,
              guint max_tokens, guint purpose)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  MqDatabase *db = open_index (self, blender, NULL);
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

  path = path_of (self, blender);
  g_warning ("The index of Blender %s is damaged and will be made anew: %s", blender,
             error->message);
  g_hash_table_remove (self->open, blender);
  g_unlink (path);

  return dex_future_new_reject (
      MQ_ERROR, MQ_ERROR_NOT_FOUND,
      _ ("The index of Blender %s was damaged and has been deleted\nThe next run builds it again."),
      blender);
}

/**
 * mq_knowledge_search:
 * @blender: version and build
 * @query: the query; copied
 *
 * Returns: (transfer full): resolves to a #JsonArray of passages, the best first; rejects with
 *   %MQ_ERROR_NOT_FOUND when there is no usable index
 */
DexFuture *
mq_knowledge_search (MqKnowledge *self, const char *blender, const MqKnowledgeQuery *query)
{
  g_return_val_if_fail (MQ_IS_KNOWLEDGE (self), NULL);
  g_return_val_if_fail (query != NULL && query->text != NULL, NULL);

  return mq_fiber_spawn_with (NULL, 0, search_fiber, (MQ_TYPE_KNOWLEDGE, self),
                              (G_TYPE_STRING, blender), (G_TYPE_STRING, query->text),
                              (G_TYPE_STRV, (GStrv)query->kinds), (G_TYPE_UINT, query->limit),
                              (G_TYPE_UINT, query->max_tokens), (G_TYPE_UINT, query->purpose));
}
