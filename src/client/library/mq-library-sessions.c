/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions and operations on a whole session: create, rename, remove, restore, purge,
 * search. A part of MqLibrary, see mq-library.h. */
#include "client/library/mq-library-index.h"
#include "client/library/mq-library-keep.h"
#include "client/library/mq-library-private.h"
#include "client/library/mq-library-rows.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* @work: with what is said in it and was not sent yet, if anything */
static gboolean
create_session (MqDatabase *db, MqLibraryWork *work, gint64 *time, GError **error)
{
  MqSession *session = work->new_session;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);

  if (transaction == NULL || !mq_library_rows_get_time (db, time, error))
    return FALSE;

  mq_session_set_updated (session, *time);
  return mq_library_rows_add_session (db, session, error)
         && mq_library_index_begin (db, mq_session_get_id (session), mq_session_get_title (session),
                                    mq_session_get_prompt (session), error)
         && (work->key == NULL
             || mq_library_rows_add_unsent (db, mq_session_get_id (session), work->key, work->text,
                                            error))
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* No other code has the session yet. */
static DexFuture *
do_create_session (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  gint64 time;

  return mq_library_done (create_session (db, work, &time, &error), &error);
}

static DexFuture *
note_session (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;
  MqLibrary *self = pair[0];

  mq_library_insert (self, pair[1]);
  return dex_future_new_for_object (pair[1]);
}

/**
 * mq_library_create_session:
 * @self: a library
 * @title: for the user
 * @prompt: the user's words
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
mq_library_create_session (MqLibrary *self, const char *title, const char *prompt, const char *base,
                           const char *unsent, JsonObject *data)
{
  g_autofree char *id = mq_session_make_id ();
  g_autoptr (MqSession) session = NULL;
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (title != NULL && prompt != NULL);

  session = mq_session_new (id, title, prompt, base, g_get_real_time () / G_USEC_PER_SEC);
  mq_session_set_made_here (session);
  work = mq_library_work_new (self, NULL);
  work->new_session = g_object_ref (session);
  if (unsent != NULL)
    {
      work->key = g_strdup (unsent);
      work->text = mq_json_object_to_string (data, FALSE);
    }
  return dex_future_then (mq_library_write (self, do_create_session, work), note_session,
                          mq_library_pair_new (self, session), mq_library_pair_free);
}

static gboolean
set_title (MqDatabase *db, const char *session, const char *title, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);

  return transaction != NULL && mq_library_rows_set_title (db, session, title, error)
         && mq_library_index_set_title (db, session, title, error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

static DexFuture *
do_rename_session (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;

  return mq_library_done (set_title (db, work->session, work->text, &error), &error);
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
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (title != NULL);

  work = mq_library_work_new (self, session);
  work->text = g_strdup (title);
  if (!mq_library_is_read_only (self))
    mq_session_set_title (session, title);
  return mq_library_write (self, do_rename_session, work);
}

static DexFuture *
do_set_favorite (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;

  return mq_library_done (mq_library_rows_set_favorite (db, work->session, work->flag, &error),
                          &error);
}

/**
 * mq_library_set_favorite:
 * @self: a library
 * @session: one of its sessions
 * @favorite: whether it is a favorite of the user
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_set_favorite (MqLibrary *self, MqSession *session, gboolean favorite)
{
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  work = mq_library_work_new (self, session);
  work->flag = favorite;
  if (!mq_library_is_read_only (self))
    mq_session_set_favorite (session, favorite);
  return mq_library_write (self, do_set_favorite, work);
}

static DexFuture *
do_discard_session (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  gboolean dropped;
  GError *error = NULL;

  if (!mq_library_discard (db, work->path, work->session, &dropped, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_boolean (dropped);
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

  return dex_future_then (
      mq_library_write (self, do_discard_session, mq_library_work_new (self, session)),
      forget_session, mq_library_pair_new (self, session), mq_library_pair_free);
}

static DexFuture *
do_remove_session (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;

  return mq_library_done (
      mq_library_rows_remove (db, work->session, g_get_real_time () / G_USEC_PER_SEC, &error),
      &error);
}

/* If the write failed, the session is listed again. */
static DexFuture *
note_removed (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;
  MqLibrary *self = pair[0];

  g_hash_table_remove (self->removed, mq_session_get_id (pair[1]));
  if (dex_future_is_rejected (future))
    mq_library_insert (self, pair[1]);

  return dex_ref (future);
}

static DexFuture *
take_away (MqLibrary *self, MqSession *session, MqDatabaseFunc func)
{
  if (!mq_library_is_read_only (self))
    {
      g_hash_table_add (self->removed, g_strdup (mq_session_get_id (session)));
      take_out (self, session);
    }

  return dex_future_finally (mq_library_write (self, func, mq_library_work_new (self, session)),
                             note_removed, mq_library_pair_new (self, session),
                             mq_library_pair_free);
}

/**
 * mq_library_remove_session:
 * @self: a library
 * @session: one of its sessions
 *
 * Removes a session from the list at once, and from search results. Its files stay; until it is
 * purged, mq_library_restore_session() restores it.
 *
 * Returns: (transfer full): resolves to %TRUE when that is on disk; if it rejects, the session is
 *   listed again
 */
DexFuture *
mq_library_remove_session (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (MQ_IS_SESSION (session));

  return take_away (self, session, do_remove_session);
}

static DexFuture *
do_restore_session (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  gboolean restored;
  GError *error = NULL;

  if (!mq_library_rows_restore (db, work->session, &restored, &error))
    return dex_future_new_for_error (error);

  return restored
             ? dex_future_new_true ()
             : dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                      _ ("The session %s was deleted and cannot be brought back"),
                                      work->session);
}

static DexFuture *
note_restored (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;

  mq_library_insert (pair[0], pair[1]);
  return dex_ref (future);
}

/**
 * mq_library_restore_session:
 * @self: a library
 * @session: a removed session
 *
 * Returns: (transfer full): resolves to %TRUE when it is listed again, in order; rejects with
 *   %MQ_ERROR_NOT_FOUND if it was purged
 */
DexFuture *
mq_library_restore_session (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (MQ_IS_SESSION (session));

  return dex_future_then (
      mq_library_write (self, do_restore_session, mq_library_work_new (self, session)),
      note_restored, mq_library_pair_new (self, session), mq_library_pair_free);
}

static DexFuture *
do_purge_session (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;

  return mq_library_done (mq_library_purge (db, work->path, work->session, &error), &error);
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

  return take_away (self, session, do_purge_session);
}

static DexFuture *
do_purge_removed (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  g_auto (GStrv) removed = mq_library_rows_list_removed (
      db, g_get_real_time () / G_USEC_PER_SEC - work->number, &error);
  gint64 n_purged = 0;

  if (removed == NULL)
    return dex_future_new_for_error (error);

  for (guint i = 0; removed[i] != NULL; i++)
    {
      if (!mq_library_purge (db, work->path, removed[i], &error))
        return dex_future_new_for_error (error);
      n_purged++;
    }

  return dex_future_new_for_int64 (n_purged);
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
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (older_than_s >= 0);

  work = mq_library_work_new (self, NULL);
  work->number = older_than_s;
  return mq_library_write (self, do_purge_removed, work);
}

static DexFuture *
do_search (MqDatabase *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  GStrv ids = mq_library_index_search (db, work->text, &error);

  /* A damaged index is no loss: it is rebuilt from other data. */
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED) && work->flag)
    {
      g_message ("What a search finds is made anew: %s", error->message);
      g_clear_error (&error);
      if (mq_library_index_repair (db, work->path, &error))
        ids = mq_library_index_search (db, work->text, &error);
    }

  return mq_library_answer (G_TYPE_STRV, ids, error);
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
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (words != NULL);

  if (self->db == NULL)
    return dex_future_new_take_boxed (G_TYPE_STRV, g_new0 (char *, 1));

  work = mq_library_work_new (self, NULL);
  work->text = g_strdup (words);
  work->flag = !mq_library_is_read_only (self);
  return mq_library_read (self, do_search, work);
}
