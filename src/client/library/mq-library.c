/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLibrary, see mq-library.h: opening, the list of sessions and its refresh, and the folders of
 * workers. Only the database's writer thread accesses the disk; the list changes on the caller's
 * thread afterwards. */
#include "client/library/mq-library.h"

#include "client/library/mq-library-index.h"
#include "client/library/mq-library-keep.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-index-words.h"
#include "common/base/mq-paths.h"
#include "common/database/mq-sqlite.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FOUND 1000
/* Bounds of what is read: the file may be a stranger's. */
#define MAX_NUMBER 1000000                        /* of a version */
#define MAX_TIME G_GINT64_CONSTANT (253402300799) /* the last second of the year 9999 */

struct _MqLibrary
{
  GObject parent_instance;

  char *path;
  MqDatabase *db;    /* NULL: there is no library, and none can be created */
  GError *read_only; /* NULL: it is writable */
  GListStore *sessions;
  GHashTable *removed;   /* ids that are out of the list, but not yet removed on disk */
  GHashTable *work_dirs; /* path → descriptor + 1, which holds the folder's lock */
};

/* The list of sessions and operations on a whole session: create, rename, remove, restore, purge,
 * search. */

static DexFuture *
library_done (gboolean good, GError **error)
{
  return good ? dex_future_new_true () : dex_future_new_for_error (g_steal_pointer (error));
}

static DexFuture *
library_answer (GType boxed, gpointer value, GError *error)
{
  return value != NULL ? dex_future_new_take_boxed (boxed, value)
                       : dex_future_new_for_error (error);
}

/* No other code has the session yet. @unsent: (nullable): the id of what is said in it and was not
 * sent yet */
static DexFuture *
do_create_session (MqSession *session, const char *unsent, const char *data, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);
  gint64 time;

  if (transaction == NULL || !mq_library_rows_get_time (db, &time, &error))
    return dex_future_new_for_error (error);

  mq_session_set_updated (session, time);
  return library_done (mq_library_rows_add_session (db, session, &error)
                           && mq_library_index_begin (
                               db, mq_session_get_id (session), mq_session_get_title (session),
                               mq_session_get_first_message (session), &error)
                           && (unsent == NULL
                               || mq_database_run (db, MQ_LIBRARY_ADD_UNSENT, &error, "sss", unsent,
                                                   mq_session_get_id (session), data))
                           && mq_transaction_commit (g_steal_pointer (&transaction), &error),
                       &error);
}

/**
 * mq_library_find_session:
 * @self: a library
 * @id: as the user typed it, see mq_session_normalise_id()
 *
 * Returns: (transfer none) (nullable): the session
 */
MqSession *
mq_library_find_session (MqLibrary *self, const char *id)
{
  g_autofree char *normal = mq_session_normalise_id (id);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sessions));

  for (guint i = 0; normal != NULL && i < n; i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

      if (g_str_equal (mq_session_get_id (session), normal))
        return session; /* the list holds it */
    }

  return NULL;
}

/* At its sorted position; before sessions with the same time. */
static void
library_insert (MqLibrary *self, MqSession *session)
{
  GListModel *list = G_LIST_MODEL (self->sessions);
  gint64 updated = mq_session_get_updated (session);
  guint place = 0;

  if (mq_library_find_session (self, mq_session_get_id (session)) != NULL)
    return;

  for (; place < g_list_model_get_n_items (list); place++)
    {
      g_autoptr (MqSession) other = g_list_model_get_item (list, place);

      if (mq_session_get_updated (other) <= updated)
        break;
    }

  g_list_store_insert (self->sessions, place, session);
}

static DexFuture *
note_session (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;
  MqLibrary *self = pair[0];

  library_insert (self, pair[1]);
  return dex_future_new_for_object (pair[1]);
}

static gpointer *
library_pair_new (gpointer a, gpointer b)
{
  gpointer *pair = g_new (gpointer, 2);

  pair[0] = g_object_ref (a);
  pair[1] = g_object_ref (b);
  return pair;
}

static void
library_pair_free (gpointer data)
{
  gpointer *pair = data;

  g_object_unref (pair[0]);
  g_object_unref (pair[1]);
  g_free (pair);
}

/**
 * mq_library_create_session:
 * @self: a library
 * @title: for the user
 * @first_message: the user's words
 * @base: (nullable): "ID/N", the version it is based on
 * @unsent: (nullable): the id of what is to be sent
 * @data: (nullable): what it takes to send it, see mq_library_add_unsent()
 *
 * Creates a session, and with @unsent the row that sends it; both are on disk, or neither.
 * Listeners of the list may see the session before the caller does, see mq_session_is_made_here().
 *
 * Returns: (transfer full): resolves to a new #MqSession, first in the list
 */
DexFuture *
mq_library_create_session (MqLibrary *self, const char *title, const char *first_message,
                           const char *base, const char *unsent, JsonObject *data)
{
  g_autofree char *id = mq_session_make_id ();
  g_autofree char *text = NULL;
  g_autoptr (MqSession) session = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (title != NULL && first_message != NULL);

  session = mq_session_new (id, title, first_message, base, g_get_real_time () / G_USEC_PER_SEC);
  mq_session_set_made_here (session);
  if (unsent != NULL)
    text = mq_json_object_to_string (data, FALSE);
  return dex_future_then (mq_library_write (self, do_create_session, (MQ_TYPE_SESSION, session),
                                            (G_TYPE_STRING, unsent), (G_TYPE_STRING, text)),
                          note_session, library_pair_new (self, session), library_pair_free);
}

static DexFuture *
do_rename_session (const char *session, const char *title, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

  return library_done (transaction != NULL
                           && mq_database_run (db, "UPDATE session SET title = ?2 WHERE id = ?1",
                                               &error, "ss", session, title)
                           && mq_library_index_add (db, session, MQ_INDEX_TITLE, title, &error)
                           && mq_transaction_commit (g_steal_pointer (&transaction), &error),
                       &error);
}

/**
 * mq_library_rename_session:
 * @self: a library
 * @session: one of its sessions
 * @title: the new title
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_rename_session (MqLibrary *self, MqSession *session, const char *title)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (title != NULL);

  if (self->read_only == NULL)
    mq_session_set_title (session, title);
  return mq_library_write (self, do_rename_session, (G_TYPE_STRING, mq_session_get_id (session)),
                           (G_TYPE_STRING, title));
}

/**
 * mq_library_set_favorite:
 * @self: a library
 * @session: one of its sessions
 * @favorite: whether it is a favorite of the user
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_library_set_favorite (MqLibrary *self, MqSession *session, gboolean favorite)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  if (self->read_only == NULL)
    mq_session_set_favorite (session, favorite);
  return mq_library_execute (self, "UPDATE session SET favorite = ?2 WHERE id = ?1", "si",
                             mq_session_get_id (session), favorite);
}

/**
 * mq_library_set_current_version:
 * @self: a library
 * @session: one of its sessions
 * @number: of one of its versions
 *
 * Makes it the one that the next change starts from, until a version is made.
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_library_set_current_version (MqLibrary *self, MqSession *session, guint number)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  mq_session_set_current (session, number);
  return mq_library_execute (self, "UPDATE session SET current = ?2 WHERE id = ?1", "si",
                             mq_session_get_id (session), number);
}

static DexFuture *
do_discard_session (const char *path, const char *session, MqDatabase *db)
{
  gboolean dropped;
  GError *error = NULL;

  return mq_library_discard (db, path, session, &dropped, &error)
             ? dex_future_new_for_boolean (dropped)
             : dex_future_new_for_error (error);
}

static void
take_out (MqLibrary *self, MqSession *session)
{
  guint position;

  if (g_list_store_find (self->sessions, session, &position))
    g_list_store_remove (self->sessions, position);
}

static DexFuture *
forget_session (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;

  if (g_value_get_boolean (dex_future_get_value (future, NULL)))
    take_out (pair[0], pair[1]);

  return dex_future_new_true ();
}

/**
 * mq_library_discard_session:
 * @self: a library
 * @session: one of its sessions
 *
 * Deletes an empty session; one that has a version or an event is kept.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_discard_session (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return dex_future_then (mq_library_write (self, do_discard_session, (G_TYPE_STRING, self->path),
                                            (G_TYPE_STRING, mq_session_get_id (session))),
                          forget_session, library_pair_new (self, session), library_pair_free);
}

/* If the write failed, the session is listed again. */
static DexFuture *
note_removed (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;
  MqLibrary *self = pair[0];

  g_hash_table_remove (self->removed, mq_session_get_id (pair[1]));
  if (dex_future_is_rejected (future))
    library_insert (self, pair[1]);

  return dex_ref (future);
}

/* @written: (transfer full): resolves when that is on disk */
static DexFuture *
take_away (MqLibrary *self, MqSession *session, DexFuture *written)
{
  if (self->read_only == NULL)
    {
      g_hash_table_add (self->removed, g_strdup (mq_session_get_id (session)));
      take_out (self, session);
    }

  return dex_future_finally (written, note_removed, library_pair_new (self, session),
                             library_pair_free);
}

/**
 * mq_library_remove_session:
 * @self: a library
 * @session: one of its sessions
 *
 * Removes a session from the list at once, and from search results. Its files stay; until it is
 * purged, mq_library_restore_session() restores it.
 *
 * Returns: (transfer full): resolves once that is on disk; if it rejects, the session is listed
 *   again
 */
DexFuture *
mq_library_remove_session (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (MQ_IS_SESSION (session));

  return take_away (
      self, session,
      mq_library_execute (self, "UPDATE session SET removed = coalesce (removed, ?2) WHERE id = ?1",
                          "sl", mq_session_get_id (session), g_get_real_time () / G_USEC_PER_SEC));
}

static DexFuture *
note_restored (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;

  if (g_value_get_int64 (dex_future_get_value (future, NULL)) == 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  _ ("The session %s was deleted and cannot be brought back"),
                                  mq_session_get_id (pair[1]));

  library_insert (pair[0], pair[1]);
  return dex_ref (future);
}

/**
 * mq_library_restore_session:
 * @self: a library
 * @session: a removed session
 *
 * Returns: (transfer full): resolves when it is listed again, in order; rejects with
 *   %MQ_ERROR_NOT_FOUND if it was purged
 */
DexFuture *
mq_library_restore_session (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (MQ_IS_SESSION (session));

  return dex_future_then (
      mq_library_execute (self, "UPDATE session SET removed = NULL WHERE id = ?1 AND NOT purged",
                          "s", mq_session_get_id (session)),
      note_restored, library_pair_new (self, session), library_pair_free);
}

static DexFuture *
do_purge_session (const char *path, const char *session, MqDatabase *db)
{
  GError *error = NULL;

  return library_done (mq_library_purge (db, path, session, &error), &error);
}

/**
 * mq_library_purge_session:
 * @self: a library
 * @session: a session
 *
 * Deletes a session and its files permanently. After a crash, the next mq_library_open() completes
 * it.
 *
 * Returns: (transfer full): resolves to %TRUE when it is deleted
 */
DexFuture *
mq_library_purge_session (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (MQ_IS_SESSION (session));

  return take_away (self, session,
                    mq_library_write (self, do_purge_session, (G_TYPE_STRING, self->path),
                                      (G_TYPE_STRING, mq_session_get_id (session))));
}

static DexFuture *
do_purge_removed (const char *path, gint64 before, MqDatabase *db)
{
  GError *error = NULL;
  g_auto (GStrv) removed = mq_library_rows_list_ids (
      db, "SELECT id FROM session WHERE removed IS NOT NULL AND removed <= ?1", before, &error);

  for (guint i = 0; removed != NULL && removed[i] != NULL; i++)
    if (!mq_library_purge (db, path, removed[i], &error))
      break;

  return error == NULL ? dex_future_new_for_int64 (g_strv_length (removed))
                       : dex_future_new_for_error (error);
}

/**
 * mq_library_purge_removed:
 * @self: a library
 * @older_than_s: minimum seconds since the removal, 0 for all
 *
 * Purges removed sessions.
 *
 * Returns: (transfer full): resolves to the number of purged sessions (an int64)
 */
DexFuture *
mq_library_purge_removed (MqLibrary *self, gint64 older_than_s)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (older_than_s >= 0);

  return mq_library_write (self, do_purge_removed, (G_TYPE_STRING, self->path),
                           (G_TYPE_INT64, g_get_real_time () / G_USEC_PER_SEC - older_than_s));
}

/* Returns: (transfer full) (nullable): ids of sessions, best first */
static GStrv
library_index_search (MqDatabase *db, const char *words, GError **error)
{
  g_autofree char *query = mq_index_words_make_query (words);
  g_autoptr (MqStatement) rows = NULL;

  if (query == NULL)
    return g_new0 (char *, 1);

  rows = mq_database_query (
      db,
      "SELECT session.id FROM found JOIN session ON session.document = found.rowid "
      "WHERE found MATCH ?1 AND session.removed IS NULL "
      "ORDER BY bm25 (found, 8.0, 4.0, 1.0), session.updated DESC LIMIT ?2",
      error, "si", query, MAX_FOUND);
  return rows != NULL ? mq_statement_list_texts (rows, error) : NULL;
}

static DexFuture *
do_search (const char *path, const char *words, gboolean can_repair, MqDatabase *db)
{
  GError *error = NULL;
  GStrv ids = library_index_search (db, words, &error);

  /* A damaged index is no loss: it is rebuilt from other data. */
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED) && can_repair)
    {
      g_message ("The search index is rebuilt: %s", error->message);
      g_clear_error (&error);
      if (mq_library_index_repair (db, path, &error))
        ids = library_index_search (db, words, &error);
    }

  return library_answer (G_TYPE_STRV, ids, error);
}

/**
 * mq_library_search:
 * @self: a library
 * @words: the user's input, any text
 *
 * Searches titles, the user's messages and scripts for sessions that contain all the words; the
 * last one is a prefix unless a blank follows it. Names in code are found by their parts: "leg
 * count" finds `LEG_COUNT` and `legCount`.
 *
 * Returns: (transfer full): resolves to a #GStrv of session ids, best first; empty if @words has no
 *   word
 */
DexFuture *
mq_library_search (MqLibrary *self, const char *words)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (words != NULL);

  if (self->db == NULL)
    return dex_future_new_take_boxed (G_TYPE_STRV, g_new0 (char *, 1));

  return mq_library_read (self, do_search, (G_TYPE_STRING, self->path), (G_TYPE_STRING, words),
                          (G_TYPE_BOOLEAN, self->read_only == NULL));
}

G_DEFINE_FINAL_TYPE (MqLibrary, mq_library, G_TYPE_OBJECT)

DexFuture *
mq_library_reject (MqLibrary *self)
{
  g_autoptr (GError) error = NULL;

  mq_library_check_writable (self, &error);
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_READ_ONLY, "%s", error->message);
}

static void
close_work_dir (gpointer data)
{
  g_close (GPOINTER_TO_INT (data) - 1, NULL);
}

static void
mq_library_finalize (GObject *object)
{
  MqLibrary *self = MQ_LIBRARY (object);

  g_clear_object (&self->db);
  g_object_unref (self->sessions);
  g_hash_table_unref (self->removed);
  g_hash_table_unref (self->work_dirs);
  g_clear_error (&self->read_only);
  g_free (self->path);

  G_OBJECT_CLASS (mq_library_parent_class)->finalize (object);
}

static void
mq_library_class_init (MqLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_library_finalize;
}

static void
mq_library_init (MqLibrary *self)
{
  self->sessions = g_list_store_new (MQ_TYPE_SESSION);
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->work_dirs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_work_dir);
}

static gboolean
is_link (const char *path)
{
  struct stat info;

  return lstat (path, &info) == 0 && S_ISLNK (info.st_mode);
}

/* SQLite takes an empty file for a new database. One that lost its content, as after a power cut,
 * is told from it by the sessions beside it. */
static gboolean
has_lost_database (const char *path, const char *database)
{
  g_autofree char *log = g_strconcat (database, "-wal", NULL);
  g_autofree char *folder = g_build_filename (path, "sessions", NULL);
  g_autoptr (GDir) sessions = NULL;
  struct stat info;

  if (stat (database, &info) != 0 || info.st_size > 0
      || (stat (log, &info) == 0 && info.st_size > 0))
    return FALSE;

  sessions = g_dir_open (folder, 0, NULL);
  return sessions != NULL && g_dir_read_name (sessions) != NULL;
}

/* Migrates an older database first, if possible. */
static gboolean
open_for_reading (MqLibrary *self, const char *database, GError **error)
{
  static const MqSqliteFlags flags = MQ_SQLITE_READ_ONLY | MQ_SQLITE_NEWER;
  g_autoptr (GError) older = NULL;
  g_autoptr (MqDatabase) writable = NULL;
  g_clear_object (&self->db);
  /* A library that was never made is empty; one that cannot be read, or whose disk is not there, is
   * not. */
  if (access (database, R_OK) != 0)
    {
      int failure = errno;

      if (failure == ENOENT && !is_link (self->path) && !is_link (database))
        return TRUE;

      return mq_fail (error, MQ_ERROR_READ_ONLY,
                      _ ("The library “%s” cannot be read: %s\n"
                         "Make its folder and the file library.db readable, or set XDG_DATA_HOME "
                         "to another folder."),
                      self->path, g_strerror (failure));
    }

  if ((self->db = mq_sqlite_open (database, mq_library_migrations, flags, &older)) != NULL)
    return TRUE;

  if (g_error_matches (older, MQ_ERROR, MQ_ERROR_READ_ONLY)
      && (writable = mq_sqlite_open (database, mq_library_migrations, MQ_SQLITE_DURABLE, NULL)))
    self->db = mq_sqlite_open (database, mq_library_migrations, flags, NULL);

  if (self->db == NULL)
    g_propagate_error (error, g_steal_pointer (&older));
  return self->db != NULL;
}

static gint64
get_clamped (MqStatement *row, int column, gint64 least, gint64 most)
{
  return CLAMP (mq_statement_get_int64 (row, column), least, most);
}

/* Loads all sessions in two queries, whatever their number, without opening their files.
 * Returns: (transfer full) (nullable): the sessions (#MqSession) that are not removed, newest
 * first */
static GPtrArray *
library_rows_load (MqDatabase *db, const char *dir, GError **error)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) current = g_hash_table_new (NULL, NULL);
  g_autoptr (MqStatement) rows = mq_database_prepare (
      db,
      "SELECT id, title, prompt, base, created, updated, failed, favorite, "
      "current, batch FROM session WHERE removed IS NULL ORDER BY updated DESC, rowid DESC",
      error);
  g_autoptr (MqStatement) versions = NULL;
  gboolean good = rows != NULL, has_row;

  while (good && (good = mq_statement_step (rows, &has_row, error)) && has_row)
    {
      MqSession *session;
      const char *text;
      g_autoptr (JsonObject) batch = NULL;

      if (!mq_session_is_id (mq_statement_get_text (rows, 0)))
        {
          g_message ("A session of the library is not shown: its id is not valid");
          continue;
        }

      session = mq_session_new (mq_statement_get_text (rows, 0), mq_statement_get_text (rows, 1),
                                mq_statement_get_text (rows, 2), mq_statement_get_text (rows, 3),
                                get_clamped (rows, 4, 0, MAX_TIME));
      mq_session_set_updated (session, get_clamped (rows, 5, 0, MAX_TIME));
      mq_session_set_failed (session, mq_statement_get_int64 (rows, 6) != 0);
      mq_session_set_favorite (session, mq_statement_get_int64 (rows, 7) != 0);

      text = mq_statement_get_text (rows, 9);
      batch = text != NULL ? mq_json_parse_object (text, -1, NULL) : NULL;
      mq_session_set_batch (session, batch);
      g_hash_table_insert (current, session,
                           GUINT_TO_POINTER (get_clamped (rows, 8, 0, MAX_NUMBER)));
      g_ptr_array_add (sessions, session);
      g_hash_table_insert (by_id, (gpointer)mq_session_get_id (session), session);
    }
  if (!good)
    return NULL;

  versions = mq_database_prepare (
      db,
      "SELECT session, number, parent, summary, instruction, pictures, created FROM version "
      "ORDER BY session, number",
      error);
  good = versions != NULL;
  while (good && (good = mq_statement_step (versions, &has_row, error)) && has_row)
    {
      g_autofree char *version_dir = NULL;
      MqSession *session = g_hash_table_lookup (by_id, mq_statement_get_text (versions, 0));
      gint64 number;

      /* A version of a removed session. */
      if (session == NULL)
        continue;

      number = mq_statement_get_int64 (versions, 1);
      if (number < 1 || number > MAX_NUMBER)
        {
          g_message ("A version of the session %s is not shown: its number is not valid",
                     mq_session_get_id (session));
          continue;
        }

      version_dir = g_strdup_printf ("%s/sessions/%s/versions/%" G_GINT64_FORMAT, dir,
                                     mq_session_get_id (session), number);
      mq_session_take_version (
          session,
          mq_version_new (version_dir, number, get_clamped (versions, 2, 0, number - 1),
                          mq_statement_get_text (versions, 3), mq_statement_get_text (versions, 4),
                          get_clamped (versions, 5, 0, MQ_LIBRARY_MAX_RENDERS),
                          get_clamped (versions, 6, 0, MAX_TIME)));
    }
  if (!good)
    return NULL;

  for (guint i = 0; i < sessions->len; i++)
    mq_session_set_current (sessions->pdata[i],
                            GPOINTER_TO_UINT (g_hash_table_lookup (current, sessions->pdata[i])));
  return g_steal_pointer (&sessions);
}

static DexFuture *
open_fiber (const char *path, gboolean for_reading)
{
  g_autoptr (MqLibrary) self = g_object_new (MQ_TYPE_LIBRARY, NULL);
  g_autofree char *database = g_build_filename (path, "library.db", NULL);
  g_autofree char *temp = g_build_filename (path, "tmp", NULL);
  GError *error = NULL;
  g_autoptr (GPtrArray) sessions = NULL;

  self->path = g_strdup (path);

  if (has_lost_database (path, database))
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_FAILED,
        _ ("“%s” is damaged or not an SQLite database (%s); move it away to start afresh"),
        database, "0 B");

  if (for_reading)
    g_set_error (&self->read_only, MQ_ERROR, MQ_ERROR_READ_ONLY,
                 _ ("The library “%s” was opened for reading"), self->path);
  else if (mq_paths_make_private (path, &self->read_only)
           && mq_paths_make_private (temp, &self->read_only)
           && (self->db = mq_sqlite_open (database, mq_library_migrations, MQ_SQLITE_DURABLE,
                                          &self->read_only)))
    mq_library_recover (self->db, self->path);
  else if (!g_error_matches (self->read_only, MQ_ERROR, MQ_ERROR_READ_ONLY)
           && !g_error_matches (self->read_only, MQ_ERROR, MQ_ERROR_FAILED))
    return dex_future_new_for_error (g_steal_pointer (&self->read_only));

  if (self->read_only != NULL && !open_for_reading (self, database, &error))
    return dex_future_new_for_error (error);

  if (self->db != NULL)
    {
      if (!(sessions = library_rows_load (self->db, self->path, &error)))
        return dex_future_new_for_error (error);

      g_list_store_splice (self->sessions, 0, 0, sessions->pdata, sessions->len);
    }

  return dex_future_new_take_object (g_steal_pointer (&self));
}

/* Remaining work on the caller's thread: small batches, so that it blocks nothing, and only while
 * the library is open. */

static DexFuture *
do_fill (const char *path, MqDatabase *db)
{
  gboolean more = FALSE;
  GError *error = NULL;

  return mq_library_index_fill (db, path, &more, &error) ? dex_future_new_for_boolean (more)
                                                         : dex_future_new_for_error (error);
}

static DexFuture *
do_tidy (const char *path, MqDatabase *db)
{
  GError *error = NULL;

  return library_done (mq_library_sweep (db, path, &error), &error);
}

static void fill_index (MqLibrary *self);

static DexFuture *
index_filled (DexFuture *future, gpointer user_data)
{
  GWeakRef *reference = user_data;
  g_autoptr (MqLibrary) self = g_weak_ref_get (reference);
  g_autoptr (GError) error = NULL;
  const GValue *more = dex_future_get_value (future, &error);

  if (more == NULL)
    g_message ("The library could not be put in order: %s", error->message);
  else if (self != NULL && g_value_get_boolean (more))
    fill_index (self);

  return dex_future_new_true ();
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Builds a batch of the search index, and repeats until it is complete. */
static void
fill_index (MqLibrary *self)
{
  GWeakRef *reference = g_new0 (GWeakRef, 1);

  g_weak_ref_init (reference, self);
  dex_future_disown (
      dex_future_finally (mq_library_write (self, do_fill, (G_TYPE_STRING, self->path)),
                          index_filled, reference, free_weak_ref));
}

static DexFuture *
opened (DexFuture *future, gpointer user_data)
{
  MqLibrary *self = g_value_get_object (dex_future_get_value (future, NULL));

  if (self->read_only == NULL)
    {
      dex_future_disown (mq_library_write (self, do_tidy, (G_TYPE_STRING, self->path)));
      fill_index (self);
    }

  return dex_ref (future);
}

/**
 * mq_library_open:
 * @path: (nullable): its folder, NULL for `$XDG_DATA_HOME/maquette`
 * @for_reading: %TRUE: never writes, so that a read-only library can be opened; a missing library
 *   is then empty
 *
 * Opens the library, creating it if missing, and recovers from a crash. One that cannot be written,
 * because of its disk or because a newer Maquette made it, is opened read-only: see
 * mq_library_is_read_only().
 *
 * Returns: (transfer full): resolves to an #MqLibrary; rejects with %MQ_ERROR_NO_SPACE,
 *   %MQ_ERROR_FAILED (damaged), %MQ_ERROR_READ_ONLY (cannot be read either)
 */
DexFuture *
mq_library_open (const char *path, gboolean for_reading)
{
  g_autofree char *usual = path == NULL ? mq_paths_get_data_home () : NULL;

  return dex_future_then (mq_fiber_spawn_on_thread (open_fiber,
                                                    (G_TYPE_STRING, path != NULL ? path : usual),
                                                    (G_TYPE_BOOLEAN, for_reading)),
                          opened, NULL, NULL);
}

/**
 * mq_library_is_read_only:
 * @self: a library
 *
 * Returns: whether it is read-only; then all functions that write reject with %MQ_ERROR_READ_ONLY
 */
gboolean
mq_library_is_read_only (MqLibrary *self)
{
  g_return_val_if_fail (MQ_IS_LIBRARY (self), TRUE);

  return self->read_only != NULL;
}

/**
 * mq_library_check_writable:
 * @self: a library
 * @error: the reason: %MQ_ERROR_READ_ONLY, %MQ_ERROR_FAILED (of a newer Maquette)
 *
 * Returns: whether it can be written
 */
gboolean
mq_library_check_writable (MqLibrary *self, GError **error)
{
  g_return_val_if_fail (MQ_IS_LIBRARY (self), FALSE);

  if (self->read_only != NULL)
    g_propagate_error (error, g_error_copy (self->read_only));

  return self->read_only == NULL;
}

/**
 * mq_library_get_database:
 * @self: a library
 *
 * Its database, for tables of others in it; to be written only after mq_library_check_writable().
 *
 * Returns: (transfer none) (nullable): the database; %NULL if there is no library
 */
MqDatabase *
mq_library_get_database (MqLibrary *self)
{
  g_return_val_if_fail (MQ_IS_LIBRARY (self), NULL);

  return self->db;
}

/**
 * mq_library_get_path:
 * @self: a library
 *
 * Returns: its folder
 */
const char *
mq_library_get_path (MqLibrary *self)
{
  g_return_val_if_fail (MQ_IS_LIBRARY (self), NULL);

  return self->path;
}

/**
 * mq_library_get_sessions:
 * @self: a library
 *
 * They are sorted by "updated" as it was when they were loaded or created. A changed session keeps
 * its position until mq_library_refresh(), so a view that needs the current order sorts by
 * "updated" itself.
 *
 * Returns: (transfer none): a list of #MqSession, newest first, including those without versions
 */
GListModel *
mq_library_get_sessions (MqLibrary *self)
{
  g_return_val_if_fail (MQ_IS_LIBRARY (self), NULL);

  return G_LIST_MODEL (self->sessions);
}

static DexFuture *
do_load (const char *path, MqDatabase *db)
{
  GError *error = NULL;
  GPtrArray *sessions = library_rows_load (db, path, &error);

  return library_answer (G_TYPE_PTR_ARRAY, sessions, error);
}

/* Known sessions keep their objects, so that views need not rebuild. */
static void
merge_session (MqSession *known, MqSession *read)
{
  guint n_known = g_list_model_get_n_items (mq_session_get_versions (known));
  guint n_read = g_list_model_get_n_items (mq_session_get_versions (read));

  mq_session_set_title (known, mq_session_get_title (read));
  mq_session_set_updated (known, mq_session_get_updated (read));
  mq_session_set_failed (known, mq_session_get_failed (read));
  mq_session_set_favorite (known, mq_session_is_favorite (read));
  for (guint i = 0; i < MIN (n_known, n_read); i++)
    {
      g_autoptr (MqVersion) ours = g_list_model_get_item (mq_session_get_versions (known), i);
      g_autoptr (MqVersion) theirs = g_list_model_get_item (mq_session_get_versions (read), i);

      if (mq_version_get_number (ours) == mq_version_get_number (theirs))
        mq_version_set_n_pictures (
            ours, MAX (mq_version_get_n_pictures (ours), mq_version_get_n_pictures (theirs)));
    }
  for (guint i = n_known; i < n_read; i++)
    mq_session_take_version (known, g_list_model_get_item (mq_session_get_versions (read), i));
  if (n_read >= n_known && n_read > 0)
    mq_session_set_current (known, mq_version_get_number (mq_session_get_current_version (read)));
}

static DexFuture *
merge (DexFuture *future, gpointer user_data)
{
  MqLibrary *self = user_data;
  GPtrArray *read = g_value_get_boxed (dex_future_get_value (future, NULL));
  GListModel *list = G_LIST_MODEL (self->sessions);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                        g_object_unref);
  guint n = g_list_model_get_n_items (list);
  guint start = 0;
  guint end = 0;

  for (guint i = 0; i < n; i++)
    {
      MqSession *session = g_list_model_get_item (list, i);

      g_hash_table_insert (by_id, (gpointer)mq_session_get_id (session), session);
    }

  for (guint i = 0; i < read->len; i++)
    {
      const char *id = mq_session_get_id (read->pdata[i]);
      MqSession *known = g_hash_table_lookup (by_id, id);

      if (g_hash_table_contains (self->removed, id))
        continue;

      if (known != NULL)
        merge_session (known, read->pdata[i]);
      g_ptr_array_add (sessions, g_object_ref (known != NULL ? known : read->pdata[i]));
    }

  /* Emits only the difference, so that views keep the other rows. */
  for (; start < MIN (n, sessions->len); start++)
    {
      g_autoptr (MqSession) old = g_list_model_get_item (list, start);

      if (old != sessions->pdata[start])
        break;
    }

  for (; end < MIN (n, sessions->len) - start; end++)
    {
      g_autoptr (MqSession) old = g_list_model_get_item (list, n - 1 - end);

      if (old != sessions->pdata[sessions->len - 1 - end])
        break;
    }

  if (start + end < MAX (n, sessions->len))
    g_list_store_splice (self->sessions, start, n - start - end, sessions->pdata + start,
                         sessions->len - start - end);
  return dex_future_new_true ();
}

/**
 * mq_library_refresh:
 * @self: a library
 *
 * Reloads the list, to include changes by other processes.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_refresh (MqLibrary *self)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  if (self->db == NULL)
    return dex_future_new_true ();

  return dex_future_then (mq_library_read (self, do_load, (G_TYPE_STRING, self->path)), merge,
                          g_object_ref (self), g_object_unref);
}

static DexFuture *
do_make_work_dir (const char *library_dir, MqDatabase *db)
{
  g_autofree char *temp = g_build_filename (library_dir, "tmp", NULL);
  g_autofree char *path = NULL;
  GError *error = NULL;
  int fd = mq_files_make_temp (temp, "run", &path, &error);

  return fd >= 0 ? dex_future_new_take_string (g_strdup_printf ("%d %s", fd, path))
                 : dex_future_new_for_error (error);
}

static DexFuture *
note_work_dir (DexFuture *future, gpointer user_data)
{
  MqLibrary *self = user_data;
  const char *made = g_value_get_string (dex_future_get_value (future, NULL));
  char *path;
  int fd = g_ascii_strtoll (made, &path, 10);

  path++;
  g_hash_table_insert (self->work_dirs, g_strdup (path), GINT_TO_POINTER (fd + 1));
  return dex_future_new_for_string (path);
}

/**
 * mq_library_make_work_dir:
 * @self: a library
 *
 * Creates a folder (0700) on the library's file system, for a worker. If this process crashes, the
 * next one removes it.
 *
 * Returns: (transfer full): resolves to its path (a string)
 */
DexFuture *
mq_library_make_work_dir (MqLibrary *self)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return dex_future_then (mq_library_write (self, do_make_work_dir, (G_TYPE_STRING, self->path)),
                          note_work_dir, g_object_ref (self), g_object_unref);
}

static DexFuture *
do_remove_work_dir (const char *path, MqDatabase *db)
{
  mq_files_remove_tree (AT_FDCWD, path);
  return dex_future_new_true ();
}

/**
 * mq_library_remove_work_dir:
 * @self: a library
 * @path: a result of mq_library_make_work_dir()
 *
 * Returns: (transfer full): resolves to %TRUE when it is removed
 */
DexFuture *
mq_library_remove_work_dir (MqLibrary *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (g_hash_table_contains (self->work_dirs, path));

  g_hash_table_remove (self->work_dirs, path);
  return mq_library_write (self, do_remove_work_dir, (G_TYPE_STRING, path));
}
