/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging a copy of a session, see mq-library-merge.h. All of it is one transaction: files are
 * renamed into place before the rows are committed, and taken away again when that fails. After a
 * crash between the two, the folder in tmp/ names the session to put in order. */
#include "client/library/mq-library-merge.h"

#include "client/library/mq-library-index.h"
#include "client/library/mq-library-keep.h"
#include "client/library/mq-library-record.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* One merge, on the database's writer thread. */
typedef struct
{
  MqDatabase *db;
  const char *library_dir;
  MqSessionCopy *copy;
  char *session_dir;
  GHashTable *keys;     /* number in the copy → key, see make_key() */
  GHashTable *numbers;  /* number in the copy → number in the library */
  GPtrArray *added;     /* of MqVersion, unowned: those that are not in the library */
  GHashTable *pictures; /* "pictures/1.png" of the copy → its path in the library */
  GPtrArray *placed;    /* paths of what is in place, for the case that it fails */
  GPtrArray *runs;      /* ids of those whose record is in place, unowned */
  MqMergeResult result;
} Merge;

static MqMergeResult *
merge_result_copy (MqMergeResult *self)
{
  MqMergeResult *copy = g_memdup2 (self, sizeof *self);

  copy->session = g_strdup (self->session);
  copy->runs = g_strdupv (self->runs);
  return copy;
}

void
mq_merge_result_free (MqMergeResult *self)
{
  g_free (self->session);
  g_strfreev (self->runs);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (MqMergeResult, mq_merge_result, merge_result_copy, mq_merge_result_free)

static void
run_copy_free (gpointer data)
{
  MqRunCopy *run = data;

  g_free (run->run);
  g_ptr_array_unref (run->events);
  g_free (run);
}

/**
 * mq_run_copy_new:
 * @run: its id
 *
 * Returns: (transfer full): a run without events, for MqSessionCopy.runs
 */
MqRunCopy *
mq_run_copy_new (const char *run)
{
  MqRunCopy *self = g_new0 (MqRunCopy, 1);

  self->run = g_strdup (run);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  return self;
}

/**
 * mq_session_copy_new:
 * @dir: the folder of its files
 *
 * Returns: (transfer full): an empty copy; the caller sets its members
 */
MqSessionCopy *
mq_session_copy_new (const char *dir)
{
  MqSessionCopy *self = g_new0 (MqSessionCopy, 1);

  self->dir = g_strdup (dir);
  self->versions = g_ptr_array_new_with_free_func (g_object_unref);
  self->scripts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->runs = g_ptr_array_new_with_free_func (run_copy_free);
  self->clean = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * mq_session_copy_find_version:
 * @self: a copy
 * @number: of a version
 *
 * Returns: (transfer none) (nullable): the version
 */
MqVersion *
mq_session_copy_find_version (MqSessionCopy *self, gint64 number)
{
  for (guint i = 0; i < self->versions->len; i++)
    if (mq_version_get_number (self->versions->pdata[i]) == number)
      return self->versions->pdata[i];

  return NULL;
}

void
mq_session_copy_free (MqSessionCopy *self)
{
  g_free (self->dir);
  g_free (self->id);
  g_free (self->title);
  g_free (self->first_message);
  g_ptr_array_unref (self->versions);
  g_hash_table_unref (self->scripts);
  g_ptr_array_unref (self->runs);
  g_hash_table_unref (self->clean);
  g_clear_pointer (&self->batch, json_object_unref);
  g_free (self);
}

static void
merge_clear (Merge *self)
{
  g_free (self->session_dir);
  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->added);
  g_hash_table_unref (self->pictures);
  g_ptr_array_unref (self->placed);
  g_ptr_array_unref (self->runs);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

/* Versions are equal if their scripts are, and those of all versions that they are based on. */
static char *
make_key (const char *parent, const char *script)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *)(parent != NULL ? parent : "-"), -1);
  g_checksum_update (sum, (const guchar *)script, -1);
  return g_strdup (g_checksum_get_string (sum));
}

/* Finds which versions of the copy the library has. One of the library whose script cannot be read
 * is equal to none. */
static gboolean
compare (Merge *self, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  /* key → queue of numbers */
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify)g_queue_free);
  g_autoptr (MqStatement) rows = mq_database_query (
      self->db, "SELECT number, parent FROM version WHERE session = ?1 ORDER BY number", error, "s",
      self->copy->id);
  g_autofd int dir = mq_files_open_dir (self->session_dir, NULL);
  gboolean good = rows != NULL, has_row;

  while (good && (good = mq_statement_step (rows, &has_row, error)) && has_row)
    {
      guint number = mq_statement_get_int64 (rows, 0);
      gpointer parent = GUINT_TO_POINTER (mq_statement_get_int64 (rows, 1));
      g_autofree char *name = g_strdup_printf ("versions/%u/script.py", number);
      g_autoptr (GBytes) script = dir >= 0 ? mq_files_read (dir, name, MQ_SCRIPT_MAX_BYTES, NULL)
                                           : NULL;
      char *key;
      GQueue *twins;

      if (script == NULL)
        continue;

      key = make_key (g_hash_table_lookup (keys, parent), g_bytes_get_data (script, NULL));
      g_hash_table_insert (keys, GUINT_TO_POINTER (number), key);

      twins = g_hash_table_lookup (known, key);
      if (twins == NULL)
        g_hash_table_insert (known, g_strdup (key), twins = g_queue_new ());
      g_queue_push_tail (twins, GUINT_TO_POINTER (number));
    }
  if (!good)
    return FALSE;

  MQ_EACH (self->copy->versions, i, MqVersion, version)
    {
      gpointer number = GUINT_TO_POINTER (mq_version_get_number (version));
      gpointer parent = GUINT_TO_POINTER (mq_version_get_parent (version));
      char *key = make_key (g_hash_table_lookup (self->keys, parent),
                            g_hash_table_lookup (self->copy->scripts, number));
      GQueue *twins = g_hash_table_lookup (known, key);

      g_hash_table_insert (self->keys, number, key);
      if (twins != NULL && !g_queue_is_empty (twins))
        g_hash_table_insert (self->numbers, number, g_queue_pop_head (twins));
      else
        g_ptr_array_add (self->added, version);
    }

  return TRUE;
}

static guint
find_number (Merge *self, gint64 number)
{
  return number > 0 && number <= G_MAXINT ? GPOINTER_TO_UINT (g_hash_table_lookup (
                                                self->numbers, GUINT_TO_POINTER ((guint)number)))
                                          : 0;
}

/* The version with the number of its parent here. */
static MqVersion *
localise_version (Merge *self, MqVersion *copy, const char *dir, guint number)
{
  return mq_version_new (dir, number, find_number (self, mq_version_get_parent (copy)),
                         mq_version_get_summary (copy), mq_version_get_instruction (copy),
                         mq_version_get_n_pictures (copy), mq_version_get_created (copy));
}

static gboolean
place_versions (Merge *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->session_dir, "versions", NULL);
  g_autofd int versions = -1;

  if (!mq_paths_make_private (path, error) || (versions = mq_files_open_dir (path, error)) < 0)
    return FALSE;

  MQ_EACH (self->added, i, MqVersion, copy)
    {
      gpointer key = GUINT_TO_POINTER (mq_version_get_number (copy));
      g_autofree char *from = g_strdup_printf ("%s/versions/%u", self->copy->dir,
                                               mq_version_get_number (copy));
      g_autofree char *dir = NULL;
      g_autoptr (MqVersion) row = localise_version (self, copy, NULL, 0);
      g_autoptr (MqVersion) version = NULL;
      g_autofd int from_fd = -1;
      guint number = 0;

      /* It was there when the versions were listed, and was deleted since. */
      if (!g_hash_table_contains (self->copy->clean, key))
        return mq_fail (error, MQ_ERROR_FAILED,
                        _ ("The session has changed in the meantime. Import it again."));

      if ((from_fd = mq_files_open_dir (from, error)) < 0
          || !mq_library_write_version (from_fd, row, error)
          || !mq_files_sync_dir (from_fd, from, error)
          || !mq_library_add_version (self->db, self->copy->id, versions, from, &number, error))
        return FALSE;

      dir = g_strdup_printf ("%s/%u", path, number);
      g_ptr_array_add (self->placed, g_strdup (dir));
      version = localise_version (self, copy, dir, number);
      g_hash_table_insert (self->numbers, key, GUINT_TO_POINTER (number));
      self->result.n_versions++;
      if (!mq_library_record_version (self->db, self->copy->id, version,
                                      g_hash_table_lookup (self->copy->scripts, key), error))
        return FALSE;
    }

  return mq_files_sync_dir (versions, path, error);
}

static MqRunEvent *
localise_message (Merge *self, MqRunEvent *event, GError **error)
{
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();
  MqRunEvent *local;

  for (GStrv picture = event->message.value->pictures; *picture != NULL; picture++)
    {
      const char *path = g_hash_table_lookup (self->pictures, *picture);

      /* It is moved to the library when it is named for the first time. */
      if (path == NULL)
        {
          g_autofree char *from = g_build_filename (self->copy->dir, *picture, NULL);
          char *to = mq_library_place_picture (self->session_dir, from, strrchr (*picture, '.') + 1,
                                               error);

          if (to == NULL)
            return NULL;

          g_ptr_array_add (self->placed, g_strdup (to));
          g_hash_table_insert (self->pictures, g_strdup (*picture), to);
          path = to;
        }
      g_strv_builder_add (pictures, path);
    }

  local = mq_run_event_copy_message (event, NULL, NULL);
  mq_message_take_pictures (local->message.value, g_strv_builder_end (pictures));
  return local;
}

/* Returns the event with the numbers and paths of this library. */
static MqRunEvent *
localise (Merge *self, MqRunEvent *event, GError **error)
{
  MqRunEvent *local;

  if (event->kind == MQ_EVENT_MESSAGE)
    local = localise_message (self, event, error);
  else if (event->kind == MQ_EVENT_KEPT)
    {
      g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();
      guint number = find_number (self, event->kept.version);
      MqVersion *version = mq_session_copy_find_version (self->copy, event->kept.version);

      local = mq_run_event_new (MQ_EVENT_KEPT);
      local->kept.session = g_strdup (self->copy->id);
      local->kept.version = number;
      local->kept.folder = g_strdup_printf ("%s/versions/%u", self->session_dir, number);
      for (guint i = 0; version != NULL && i < mq_version_get_n_pictures (version); i++)
        g_strv_builder_take (
            pictures, g_strdup_printf ("%s/renders/render_%u.png", local->kept.folder, i + 1));
      local->kept.pictures = g_strv_builder_end (pictures);
    }
  else if (event->kind == MQ_EVENT_CURRENT)
    {
      local = mq_run_event_new (MQ_EVENT_CURRENT);
      local->current.version = find_number (self, event->current.version);
      local->current.from = find_number (self, event->current.from);
    }
  else if (event->kind == MQ_EVENT_MEASURED)
    {
      g_autoptr (JsonObject) data = mq_run_event_encode (event);

      json_object_set_int_member (data, "version", find_number (self, event->version.number));
      local = mq_run_event_read ("measured", data, 0);
    }
  else if (event->kind == MQ_EVENT_BEGAN)
    {
      local = mq_run_event_new (MQ_EVENT_BEGAN);
      local->began.mode = g_strdup (event->began.mode);
      local->began.base = find_number (self, event->began.base);
    }
  else
    return mq_run_event_ref (event);

  if (local != NULL)
    {
      local->id = event->id;
      local->time = event->time;
    }
  return local;
}

static gboolean
place_runs (Merge *self, GError **error)
{
  gboolean failed = FALSE;

  MQ_EACH (self->copy->runs, i, MqRunCopy, run)
    {
      g_autofree char *known = mq_library_record_find (self->library_dir, self->copy->id, run->run);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GBytes) lines = NULL;

      if (known != NULL)
        continue;

      for (guint j = 0; j < run->events->len; j++)
        {
          g_autoptr (MqRunEvent) event = localise (self, run->events->pdata[j], error);

          if (event == NULL)
            return FALSE;

          mq_library_record_add_line (text, event);
          if (event->kind == MQ_EVENT_ENDED)
            failed = event->ended.how == MQ_RUN_OUTCOME_FAILED;
          if (event->kind == MQ_EVENT_MESSAGE && event->message.role == MQ_SPEAKER_USER
              && !mq_library_index_add (self->db, self->copy->id, MQ_INDEX_SAID,
                                        event->message.value->text, error))
            return FALSE;
        }

      lines = g_string_free_to_bytes (g_steal_pointer (&text));
      if (!mq_library_record_write (self->library_dir, self->copy->id, run->run, lines, error))
        return FALSE;

      g_ptr_array_add (self->placed,
                       mq_library_record_find (self->library_dir, self->copy->id, run->run));
      g_ptr_array_add (self->runs, run->run);
    }

  return self->runs->len == 0
         || mq_database_run (
             self->db, "UPDATE session SET recorded = 1, failed = max (failed, ?2) WHERE id = ?1",
             error, "si", self->copy->id, self->result.is_new && failed);
}

/* Adds all that is new, in a transaction. A session that was removed is restored: the user asks for
 * it. */
static gboolean
add (Merge *self, GError **error)
{
  MqSessionCopy *copy = self->copy;
  g_autoptr (GError) missing = NULL;
  gint64 time;

  self->result.is_new = !mq_library_rows_has_session (self->db, copy->id, &missing);
  if (missing != NULL && !g_error_matches (missing, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    return mq_fail_with (error, &missing);

  if (!compare (self, error) || !mq_library_rows_get_time (self->db, &time, error))
    return FALSE;

  if (self->result.is_new)
    {
      g_autoptr (MqSession) session = mq_session_new (copy->id, copy->title, copy->first_message,
                                                      NULL, copy->created);

      mq_session_set_updated (session, time);
      mq_session_set_batch (session, copy->batch);
      if (!mq_library_rows_add_session (self->db, session, error)
          || !mq_library_index_begin (self->db, copy->id, copy->title, copy->first_message, error))
        return FALSE;
    }
  else if (!mq_database_run (self->db,
                             "UPDATE session SET removed = NULL "
                             "WHERE id = ?1 AND removed IS NOT NULL",
                             error, "s", copy->id))
    return FALSE;

  if ((self->added->len > 0 && !place_versions (self, error)) || !place_runs (self, error)
      || (self->result.is_new
          && !mq_database_run (self->db, "UPDATE session SET current = ?2 WHERE id = ?1", error,
                               "si", copy->id, find_number (self, copy->current))))
    return FALSE;

  return (self->result.n_versions == 0 && self->runs->len == 0)
         || mq_library_rows_touch (self->db, copy->id, time, error);
}

/* A session whose deletion is under way has a row still. */
static gboolean
complete_purge (MqDatabase *db, const char *library_dir, const char *session, GError **error)
{
  g_auto (GStrv) purged = mq_library_rows_list_purged (db, error);

  return purged != NULL
         && (!g_strv_contains ((const char *const *)purged, session)
             || mq_library_purge (db, library_dir, session, error));
}

static Merge
make_merge (const char *library_dir, MqSessionCopy *copy, MqDatabase *db)
{
  return (Merge){ .db = db,
                  .library_dir = library_dir,
                  .copy = copy,
                  .session_dir = g_build_filename (library_dir, "sessions", copy->id, NULL),
                  .result = { copy->id },
                  .keys = g_hash_table_new_full (NULL, NULL, NULL, g_free),
                  .numbers = g_hash_table_new (NULL, NULL),
                  .added = g_ptr_array_new (),
                  .pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                  .runs = g_ptr_array_new_null_terminated (8, NULL, TRUE),
                  .placed = g_ptr_array_new_with_free_func (g_free) };
}

static DexFuture *
do_list (const char *library_dir, MqSessionCopy *copy, MqDatabase *db)
{
  g_auto (Merge) self = make_merge (library_dir, copy, db);
  g_autoptr (GPtrArray) added = NULL;
  GError *error = NULL;

  if (!complete_purge (db, library_dir, copy->id, &error) || !compare (&self, &error))
    return dex_future_new_for_error (error);

  added = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self.added->len; i++)
    g_ptr_array_add (added, g_object_ref (self.added->pdata[i]));
  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&added));
}

/**
 * mq_library_list_new_versions:
 * @self: a library
 * @copy: a session from elsewhere
 * @error: %MQ_ERROR_READ_ONLY or %MQ_ERROR_FAILED
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable) (element-type MqVersion): the versions that
 *   mq_library_merge_session() would add
 */
GPtrArray *
mq_library_list_new_versions (MqLibrary *self, MqSessionCopy *copy, GError **error)
{
  return dex_await_boxed (mq_library_write (self, do_list,
                                            (G_TYPE_STRING, mq_library_get_path (self)),
                                            (G_TYPE_POINTER, copy)),
                          error);
}

static DexFuture *
do_merge (const char *library_dir, MqSessionCopy *copy, MqDatabase *db)
{
  static const char *const folders[] = { "versions", "pictures", MQ_LIBRARY_RUNS_DIR, "" };
  GError *error = NULL;
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  g_autofree char *temp = NULL;
  g_auto (Merge) self = make_merge (library_dir, copy, db);
  g_autofd int temp_fd = -1;
  gboolean good = FALSE;

  if (!complete_purge (db, library_dir, copy->id, &error)
      || (temp_fd = mq_files_make_temp (temp_parent, MQ_LIBRARY_IMPORT_PREFIX, &temp, &error)) < 0)
    return dex_future_new_for_error (error);

  if (mq_files_write (temp_fd, MQ_LIBRARY_MARK, copy->id, strlen (copy->id), &error)
      && mq_files_sync_dir (temp_fd, temp, &error))
    {
      g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

      good = transaction != NULL && add (&self, &error)
             && mq_transaction_commit (g_steal_pointer (&transaction), &error);
      /* Takes away what is in place, while the database is still locked. */
      for (guint i = 0; !good && i < self.placed->len; i++)
        mq_files_remove_tree (AT_FDCWD, self.placed->pdata[i]);
      for (guint i = 0; !good && self.result.is_new && i < G_N_ELEMENTS (folders); i++)
        {
          g_autofree char *path = g_build_filename (self.session_dir, folders[i], NULL);

          g_rmdir (path);
        }
    }

  self.result.runs = (GStrv)self.runs->pdata;
  mq_files_remove_tree (AT_FDCWD, temp);
  return good ? dex_future_new_take_boxed (MQ_TYPE_MERGE_RESULT, merge_result_copy (&self.result))
              : dex_future_new_for_error (error);
}

/**
 * mq_library_merge_session:
 * @self: a library
 * @copy: a session from elsewhere, checked; its folder is partly emptied
 * @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY or %MQ_ERROR_FAILED, also when a version that is
 *   to be added is not in `clean`
 *
 * Adds the versions and the runs that the library does not have, all of them or none. Versions are
 * equal if their scripts are, and those of all versions that they are based on; a run is known by
 * its id. Awaits.
 *
 * Returns: (transfer full) (nullable): the result, when it is on disk; mq_library_refresh() brings
 *   it into the list
 */
MqMergeResult *
mq_library_merge_session (MqLibrary *self, MqSessionCopy *copy, GError **error)
{
  return dex_await_boxed (mq_library_write (self, do_merge,
                                            (G_TYPE_STRING, mq_library_get_path (self)),
                                            (G_TYPE_POINTER, copy)),
                          error);
}
