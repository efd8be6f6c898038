/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of sessions that are kept at a shared service, too, see mq-library-remote.h. */
#include "client/remote/mq-library-remote.h"

#include "client/library/mq-library-private.h"

void
mq_remote_state_free (MqRemoteState *self)
{
  g_free (self->session);
  g_free (self->title);
  g_free (self);
}

/**
 * mq_library_begin_keeping:
 * @self: a library
 * @place: a service and an account
 * @session: the id of a session
 *
 * Notes that the session is to be kept there, if that is not noted yet.
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_library_begin_keeping (MqLibrary *self, const char *place, const char *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return mq_library_execute (self,
                             "INSERT INTO kept (place, session) SELECT ?1, id FROM session "
                             "WHERE id = ?2 ON CONFLICT DO NOTHING",
                             "ss", place, session);
}

static gpointer
read_state (MqStatement *row)
{
  MqRemoteState *state = g_new0 (MqRemoteState, 1);

  state->session = mq_statement_dup_text (row, 0);
  state->revision = mq_statement_get_int64 (row, 1);
  state->title = mq_statement_dup_text (row, 2);
  state->changed = mq_statement_get_int64 (row, 3);
  state->sent = mq_statement_get_int64 (row, 4);
  return state;
}

/**
 * mq_library_list_remote:
 * @self: a library
 * @place: a service and an account
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqRemoteState
 */
DexFuture *
mq_library_list_remote (MqLibrary *self, const char *place)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return self->read_only == NULL
             ? mq_database_list (self->db, read_state, (GDestroyNotify)mq_remote_state_free,
                                 "SELECT session, revision, title, changed, sent FROM kept"
                                 " WHERE place = ?1 ORDER BY session",
                                 "s", place)
             : mq_library_reject (self);
}

/**
 * mq_library_note_remote:
 * @self: a library
 * @place: a service and an account
 * @state: what is there now; `changed` is not written, as the session may have changed meanwhile
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_library_note_remote (MqLibrary *self, const char *place, const MqRemoteState *state)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return mq_library_execute (
      self,
      "UPDATE kept SET revision = ?3, title = ?4, sent = ?5 WHERE place = ?1 AND session = ?2",
      "sslsl", place, state->session, state->revision, state->title, state->sent);
}

/**
 * mq_library_stop_keeping:
 * @self: a library
 * @place: a service and an account
 * @session: (nullable): the id of a session, %NULL: all of them
 *
 * Forgets that the session is kept there. The session stays.
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_library_stop_keeping (MqLibrary *self, const char *place, const char *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return mq_library_execute (
      self, "DELETE FROM kept WHERE place = ?1 AND coalesce (?2, session) = session", "ss", place,
      session);
}
