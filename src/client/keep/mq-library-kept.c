/* The rows of sessions that are kept at a shared service, too, see mq-library-kept.h. */
#include "client/keep/mq-library-kept.h"

#include "client/library/mq-library-private.h"
#include "common/database/mq-sqlite.h"

typedef struct
{
  char *place;
  char *session; /* (nullable) */
  MqKeptState state;
} KeptJob;

static void
kept_job_free (gpointer data)
{
  KeptJob *job = data;

  g_free (job->place);
  g_free (job->session);
  g_free (job->state.title);
  g_free (job);
}

static KeptJob *
kept_job_new (const char *place, const char *session)
{
  KeptJob *job = g_new0 (KeptJob, 1);

  job->place = g_strdup (place);
  job->session = g_strdup (session);
  return job;
}

void
mq_kept_state_free (MqKeptState *self)
{
  g_free (self->session);
  g_free (self->title);
  g_free (self);
}

static DexFuture *
write_row (MqLibrary *self, MqDatabaseFunc func, KeptJob *job)
{
  g_autoptr (GError) error = NULL;

  if (mq_library_check_writable (self, &error))
    return mq_database_submit (self->db, func, job, kept_job_free);

  kept_job_free (job);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
do_begin (MqDatabase *db, gpointer data)
{
  KeptJob *job = data;
  GError *error = NULL;

  return mq_library_done (
      mq_database_run (db,
                       "INSERT INTO kept (place, session) SELECT ?1, id FROM session WHERE id = ?2 "
                       "ON CONFLICT DO NOTHING",
                       &error, "ss", job->place, job->session),
      &error);
}

/**
 * mq_library_begin_keeping:
 * @self: a library
 * @place: a service and an account
 * @session: the id of a session
 *
 * Notes that the session is to be kept there, if that is not noted yet.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_begin_keeping (MqLibrary *self, const char *place, const char *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return write_row (self, do_begin, kept_job_new (place, session));
}

static DexFuture *
do_list (MqDatabase *db, gpointer data)
{
  KeptJob *job = data;
  g_autoptr (GPtrArray) states
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_kept_state_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) rows
      = mq_database_query (db,
                           "SELECT session, revision, title, changed, sent FROM kept "
                           "WHERE place = ?1 ORDER BY session",
                           &error, "s", job->place);
  gboolean has_row = FALSE;

  while (rows != NULL && mq_statement_step (rows, &has_row, &error) && has_row)
    {
      MqKeptState *state = g_new0 (MqKeptState, 1);

      state->session = mq_statement_dup_text (rows, 0);
      state->revision = mq_statement_get_int64 (rows, 1);
      state->title = mq_statement_dup_text (rows, 2);
      state->changed = mq_statement_get_int64 (rows, 3);
      state->sent = mq_statement_get_int64 (rows, 4);
      g_ptr_array_add (states, state);
    }

  return mq_library_answer (G_TYPE_PTR_ARRAY, error == NULL ? g_steal_pointer (&states) : NULL,
                            g_steal_pointer (&error));
}

/**
 * mq_library_list_kept:
 * @self: a library
 * @place: a service and an account
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqKeptState
 */
DexFuture *
mq_library_list_kept (MqLibrary *self, const char *place)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return write_row (self, do_list, kept_job_new (place, NULL));
}

static DexFuture *
do_note (MqDatabase *db, gpointer data)
{
  KeptJob *job = data;
  GError *error = NULL;

  return mq_library_done (
      mq_database_run (
          db,
          "UPDATE kept SET revision = ?3, title = ?4, sent = ?5 WHERE place = ?1 AND session = ?2",
          &error, "sslsl", job->place, job->session, job->state.revision, job->state.title,
          job->state.sent),
      &error);
}

/**
 * mq_library_note_kept:
 * @self: a library
 * @place: a service and an account
 * @state: what is there now; `changed` is not written, as the session may have changed meanwhile
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_note_kept (MqLibrary *self, const char *place, const MqKeptState *state)
{
  KeptJob *job;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  job = kept_job_new (place, state->session);
  job->state.revision = state->revision;
  job->state.title = g_strdup (state->title);
  job->state.sent = state->sent;
  return write_row (self, do_note, job);
}

static DexFuture *
do_stop (MqDatabase *db, gpointer data)
{
  KeptJob *job = data;
  GError *error = NULL;

  return mq_library_done (
      job->session != NULL
          ? mq_database_run (db, "DELETE FROM kept WHERE place = ?1 AND session = ?2", &error, "ss",
                             job->place, job->session)
          : mq_database_run (db, "DELETE FROM kept WHERE place = ?1", &error, "s", job->place),
      &error);
}

/**
 * mq_library_stop_keeping:
 * @self: a library
 * @place: a service and an account
 * @session: (nullable): the id of a session, %NULL: all of them
 *
 * Forgets that the session is kept there. The session stays.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_stop_keeping (MqLibrary *self, const char *place, const char *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return write_row (self, do_stop, kept_job_new (place, session));
}
