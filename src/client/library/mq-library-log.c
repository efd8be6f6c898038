/* The log of a session: messages, events, and the stages of its runs. A part of MqLibrary, see
 * mq-library.h. */
#include "client/library/mq-library-index.h"
#include "client/library/mq-library-private.h"
#include "client/library/mq-library-rows.h"
#include "common/mq-json.h"

/* A message is indexed for the search, and moves its session to the top. */
static gboolean
note_said (MqSqlite *db, const char *session, const char *role, const char *text, gint64 *time,
           GError **error)
{
  return mq_library_rows_get_time (db, time, error)
         && mq_library_rows_touch (db, session, *time, error)
         && (g_strcmp0 (role, "user") != 0
             || mq_library_index_add (db, session, MQ_INDEX_SAID, text, error));
}

static gboolean
add_message (MqSqlite *db, const char *session, const char *role, const char *text, gint64 *time,
             GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_sqlite_begin (db, error);

  return transaction != NULL && mq_library_rows_has_session (db, session, error)
         && note_said (db, session, role, text, time, error)
         && mq_library_rows_add_message (db, session, role, text, *time, error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

static DexFuture *
do_add_message (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  gint64 time;

  return add_message (db, work->session, work->key, work->text, &time, &error)
             ? dex_future_new_for_int64 (time)
             : dex_future_new_for_error (error);
}

/* 0: no message was added. */
static DexFuture *
note_time (DexFuture *future, gpointer user_data)
{
  gint64 time = g_value_get_int64 (dex_future_get_value (future, NULL));

  if (time != 0)
    mq_session_set_updated (user_data, time);

  return dex_future_new_true ();
}

/**
 * mq_library_add_message:
 * @self: a library
 * @session: one of its sessions
 * @role: "user", "team" or "notice"
 * @text: the message's text
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_add_message (MqLibrary *self, MqSession *session, const char *role, const char *text)
{
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (role != NULL && text != NULL);

  work = mq_library_work_new (self, session);
  work->key = g_strdup (role);
  work->text = g_strdup (text);
  return dex_future_then (mq_library_write (self, do_add_message, work), note_time,
                          g_object_ref (session), g_object_unref);
}

static DexFuture *
do_load_messages (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  JsonArray *messages = mq_library_rows_load_messages (db, work->session, &error);

  return mq_library_answer (JSON_TYPE_ARRAY, messages, error);
}

/**
 * mq_library_load_messages:
 * @self: a library
 * @session: one of its sessions
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_ARRAY of `{"role", "text", "created"}`, oldest
 *   first
 */
DexFuture *
mq_library_load_messages (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return mq_library_read (self, do_load_messages, mq_library_work_new (self, session));
}

static gboolean
note_message (MqSqlite *db, const char *session, MqRunEvent *event, gint64 *time, GError **error)
{
  const MqMessageEvent *message = &event->message;

  return note_said (db, session, message->role == MQ_SPEAKER_USER ? "user" : "team",
                    message->text != NULL ? message->text : "", time, error);
}

static gboolean
add_events (MqSqlite *db, MqLibraryWork *work, gint64 *time, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_sqlite_begin (db, error);

  if (transaction == NULL || !mq_library_rows_has_session (db, work->session, error))
    return FALSE;

  for (guint i = 0; i < work->events->len; i++)
    {
      MqRunEvent *event = work->events->pdata[i];

      if (!mq_library_rows_add_event (db, work->session, work->key, event, error))
        return FALSE;

      if (event->kind == MQ_EVENT_MESSAGE && !note_message (db, work->session, event, time, error))
        return FALSE;
    }

  return mq_transaction_commit (g_steal_pointer (&transaction), error);
}

static DexFuture *
do_add_events (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  gint64 time = 0;

  return add_events (db, work, &time, &error) ? dex_future_new_for_int64 (time)
                                              : dex_future_new_for_error (error);
}

/**
 * mq_library_add_events:
 * @self: a library
 * @session: one of its sessions
 * @run: (nullable): their run's id
 * @events: (transfer full) (element-type MqRunEvent): the events in order; with
 *   mq_run_event_unref() as its free function, and not changed afterwards
 *
 * Saves all events or none. If an event's data is larger than %MQ_LIBRARY_MAX_EVENT, its long texts
 * are cut and a member `cut` (true) is added.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NO_SPACE,
 *   %MQ_ERROR_READ_ONLY, %MQ_ERROR_NOT_FOUND (the session was deleted) or %MQ_ERROR_FAILED
 */
DexFuture *
mq_library_add_events (MqLibrary *self, MqSession *session, const char *run, GPtrArray *events)
{
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (events != NULL);

  work = mq_library_work_new (self, session);
  work->key = g_strdup (run);
  work->events = events;
  return dex_future_then (mq_library_write (self, do_add_events, work), note_time,
                          g_object_ref (session), g_object_unref);
}

static DexFuture *
do_load_events (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  GPtrArray *events = mq_library_rows_load_events (db, work->session, work->number, &error);

  return mq_library_answer (G_TYPE_PTR_ARRAY, events, error);
}

/**
 * mq_library_load_events:
 * @self: a library
 * @session: one of its sessions
 *
 * Returns: (transfer full): resolves to a G_TYPE_PTR_ARRAY of #MqLibraryEvent, oldest first; only
 *   the newest, if there are very many
 */
DexFuture *
mq_library_load_events (MqLibrary *self, MqSession *session)
{
  return mq_library_load_events_after (self, session, 0);
}

/**
 * mq_library_load_events_after:
 * @self: a library
 * @session: one of its sessions
 * @id: id of the last event that the caller has
 *
 * Returns: (transfer full): as mq_library_load_events(), only later events
 */
DexFuture *
mq_library_load_events_after (MqLibrary *self, MqSession *session, gint64 id)
{
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  work = mq_library_work_new (self, session);
  work->number = id;
  return mq_library_read (self, do_load_events, work);
}

static DexFuture *
do_note_run (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;

  return mq_library_done (mq_library_rows_record_run (db, work->session, work->key, work->number,
                                                      work->stage, work->owner, &error),
                          &error);
}

/**
 * mq_library_record_run:
 * @self: a library
 * @session: one of its sessions
 * @run: the run's id at the service
 * @last_event: the last event that was handled
 * @stage: its stage; a run that has not ended can be resumed
 * @work_dir: (nullable): its folder, from mq_library_make_work_dir(); while it exists and its owner
 *   lives, the run is owned
 *
 * Records a run's stage, so that it can be resumed after a crash.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_record_run (MqLibrary *self, MqSession *session, const char *run, gint64 last_event,
                       MqRunStage stage, const char *work_dir)
{
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (run != NULL);

  work = mq_library_work_new (self, session);
  work->key = g_strdup (run);
  work->number = last_event;
  work->stage = stage;
  work->owner = work_dir != NULL ? g_path_get_basename (work_dir) : NULL;
  return mq_library_write (self, do_note_run, work);
}

static DexFuture *
do_load_runs (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  GError *error = NULL;
  JsonArray *runs = mq_library_rows_load_runs (db, work->session, &error);

  return mq_library_answer (JSON_TYPE_ARRAY, runs, error);
}

/**
 * mq_library_load_runs:
 * @self: a library
 * @session: one of its sessions
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_ARRAY of `{"run", "last_event", "ended"}`,
 *   oldest first
 */
DexFuture *
mq_library_load_runs (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return mq_library_read (self, do_load_runs, mq_library_work_new (self, session));
}

static DexFuture *
do_load_open_runs (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  g_autofree char *temp = g_build_filename (work->path, "tmp", NULL);
  GError *error = NULL;
  JsonArray *runs = mq_library_rows_load_open_runs (db, temp, &error);

  return mq_library_answer (JSON_TYPE_ARRAY, runs, error);
}

/**
 * mq_library_load_open_runs:
 * @self: a library
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_ARRAY of `{"session", "run", "last_event"}` of
 *   the runs that have not ended and have no owner, newest first. Call mq_library_take_run() to
 *   resume one
 */
DexFuture *
mq_library_load_open_runs (MqLibrary *self)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  if (self->db == NULL)
    return dex_future_new_take_boxed (JSON_TYPE_ARRAY, json_array_new ());

  return mq_library_read (self, do_load_open_runs, mq_library_work_new (self, NULL));
}

static DexFuture *
do_take_run (MqSqlite *db, gpointer user_data)
{
  MqLibraryWork *work = user_data;
  g_autofree char *temp = g_build_filename (work->path, "tmp", NULL);
  gboolean taken;
  GError *error = NULL;

  if (!mq_library_rows_take_run (db, temp, work->key, work->owner, &taken, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_boolean (taken);
}

/**
 * mq_library_take_run:
 * @self: a library
 * @run: a run without an owner
 * @work_dir: a folder of mq_library_make_work_dir() for it
 *
 * Takes ownership of a run, so that only one of two processes resumes it.
 *
 * Returns: (transfer full): resolves to whether this process owns it now (a boolean)
 */
DexFuture *
mq_library_take_run (MqLibrary *self, const char *run, const char *work_dir)
{
  MqLibraryWork *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (run != NULL && work_dir != NULL);

  work = mq_library_work_new (self, NULL);
  work->key = g_strdup (run);
  work->owner = g_path_get_basename (work_dir);
  return mq_library_write (self, do_take_run, work);
}
