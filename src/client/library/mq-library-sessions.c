/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions and operations on a whole session: create, rename, remove, restore, purge,
 * search. A part of MqLibrary, see mq-library.h. */
#include "client/library/mq-library-private.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* @unsent: (nullable): the id of what is said in it and was not sent yet */
static gboolean
create_session (MqDatabase *db, MqSession *session, const char *unsent, const char *data,
                GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
  gint64 time;

  if (transaction == NULL || !mq_library_rows_get_time (db, &time, error))
    return FALSE;

  mq_session_set_updated (session, time);
  return mq_library_rows_add_session (db, session, error)
         && mq_library_index_begin (db, mq_session_get_id (session), mq_session_get_title (session),
                                    mq_session_get_prompt (session), error)
         && (unsent == NULL
             || mq_database_run (db, MQ_LIBRARY_ADD_UNSENT, error, "sss", unsent,
                                 mq_session_get_id (session), data))
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* No other code has the session yet. */
static DexFuture *
do_create_session (MqSession *session, const char *unsent, const char *data, MqDatabase *db)
{
  GError *error = NULL;

  return mq_library_done (create_session (db, session, unsent, data, &error), &error);
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
  g_autofree char *text = NULL;
  g_autoptr (MqSession) session = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (title != NULL && prompt != NULL);

  session = mq_session_new (id, title, prompt, base, g_get_real_time () / G_USEC_PER_SEC);
  mq_session_set_made_here (session);
  if (unsent != NULL)
    text = mq_json_object_to_string (data, FALSE);
  return dex_future_then (mq_library_write (self, do_create_session, (MQ_TYPE_SESSION, session),
                                            (G_TYPE_STRING, unsent), (G_TYPE_STRING, text)),
                          note_session, mq_library_pair_new (self, session), mq_library_pair_free);
}

static gboolean
set_title (MqDatabase *db, const char *session, const char *title, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);

  return transaction != NULL
         && mq_database_run (db, "UPDATE session SET title = ?2 WHERE id = ?1", error, "ss",
                             session, title)
         && mq_library_index_add (db, session, MQ_INDEX_TITLE, title, error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

static DexFuture *
do_rename_session (const char *session, const char *title, MqDatabase *db)
{
  GError *error = NULL;

  return mq_library_done (set_title (db, session, title, &error), &error);
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
                          forget_session, mq_library_pair_new (self, session),
                          mq_library_pair_free);
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

/* @written: (transfer full): resolves when that is on disk */
static DexFuture *
take_away (MqLibrary *self, MqSession *session, DexFuture *written)
{
  if (self->read_only == NULL)
    {
      g_hash_table_add (self->removed, g_strdup (mq_session_get_id (session)));
      take_out (self, session);
    }

  return dex_future_finally (written, note_removed, mq_library_pair_new (self, session),
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

  mq_library_insert (pair[0], pair[1]);
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
      note_restored, mq_library_pair_new (self, session), mq_library_pair_free);
}

static DexFuture *
do_purge_session (const char *path, const char *session, MqDatabase *db)
{
  GError *error = NULL;

  return mq_library_done (mq_library_purge (db, path, session, &error), &error);
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

static DexFuture *
do_search (const char *path, const char *words, gboolean can_repair, MqDatabase *db)
{
  GError *error = NULL;
  GStrv ids = mq_library_index_search (db, words, &error);

  /* A damaged index is no loss: it is rebuilt from other data. */
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED) && can_repair)
    {
      g_message ("What a search finds is made anew: %s", error->message);
      g_clear_error (&error);
      if (mq_library_index_repair (db, path, &error))
        ids = mq_library_index_search (db, words, &error);
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
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (words != NULL);

  if (self->db == NULL)
    return dex_future_new_take_boxed (G_TYPE_STRV, g_new0 (char *, 1));

  return mq_library_read (self, do_search, (G_TYPE_STRING, self->path), (G_TYPE_STRING, words),
                          (G_TYPE_BOOLEAN, self->read_only == NULL));
}
