/* The rows of a session's log: messages, events, runs; see mq-library-rows.h. Times are Unix
 * seconds; times of events are microseconds. */
#include "client/library/mq-files.h"
#include "client/library/mq-library-event.h"
#include "client/library/mq-library-rows.h"
#include "common/mq-json.h"

/* Per session; of more events, only the newest are loaded. */
#define MAX_EVENTS 50000
#define MAX_EVENTS_BYTES ((gsize)64 << 20)
/* Maximum number of runs without an owner; older ones cannot be resumed. */
#define MAX_OPEN_RUNS 100

gboolean
mq_library_rows_add_message (MqSqlite *db, const char *session, const char *role, const char *text,
                             gint64 time, GError **error)
{
  g_autoptr (MqStatement) row = mq_sqlite_prepare (
      db, "INSERT INTO message (session, role, text, created) VALUES (?1, ?2, ?3, ?4)", error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  mq_statement_bind_text (row, 2, role);
  mq_statement_bind_text (row, 3, text);
  mq_statement_bind_int64 (row, 4, time);
  return mq_statement_run (row, error);
}

JsonArray *
mq_library_rows_load_messages (MqSqlite *db, const char *session, GError **error)
{
  g_autoptr (JsonArray) messages = json_array_new ();
  g_autoptr (MqStatement) rows = mq_sqlite_prepare (
      db, "SELECT role, text, created FROM message WHERE session = ?1 ORDER BY id", error);
  gboolean has_row;

  if (rows == NULL)
    return NULL;

  mq_statement_bind_text (rows, 1, session);
  for (;;)
    {
      JsonObject *message;

      if (!mq_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&messages);

      message = json_object_new ();
      json_object_set_string_member (message, "role", mq_statement_get_text (rows, 0));
      json_object_set_string_member (message, "text", mq_statement_get_text (rows, 1));
      json_object_set_int_member (message, "created", mq_statement_get_int64 (rows, 2));
      json_array_add_object_element (messages, message);
    }
}

gboolean
mq_library_rows_add_event (MqSqlite *db, const char *session, const char *run, MqRunEvent *event,
                           GError **error)
{
  g_autofree char *data = mq_library_event_to_text (event);
  g_autoptr (MqStatement) row = mq_sqlite_prepare (
      db, "INSERT INTO event (session, run, type, data, time) VALUES (?1, ?2, ?3, ?4, ?5)", error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  mq_statement_bind_text (row, 2, run);
  mq_statement_bind_text (row, 3, mq_run_event_get_name (event));
  mq_statement_bind_text (row, 4, data);
  mq_statement_bind_int64 (row, 5, event->time);
  return mq_statement_run (row, error);
}

static MqLibraryEvent *
read_event (MqStatement *row)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (mq_statement_get_text (row, 2), -1, NULL);
  MqLibraryEvent *event;

  if (data == NULL)
    return NULL;

  event = g_new0 (MqLibraryEvent, 1);
  event->id = mq_statement_get_int64 (row, 5);
  event->run = mq_statement_is_null (row, 0) ? NULL : g_strdup (mq_statement_get_text (row, 0));
  event->event = mq_run_event_read (mq_statement_get_text (row, 1), data,
                                    MAX (mq_json_get_int (data, "event", 0), 0));
  event->event->time = mq_statement_get_int64 (row, 3);
  return event;
}

/* Events with an id above @after. Read from the end, so that the limits cut off the oldest. */
GPtrArray *
mq_library_rows_load_events (MqSqlite *db, const char *session, gint64 after, GError **error)
{
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_library_event_free);
  g_autoptr (MqStatement) rows = mq_sqlite_prepare (
      db,
      "SELECT run, type, data, time, length (data), id FROM event WHERE session = ?1 AND id > ?3 "
      "ORDER BY id DESC LIMIT ?2",
      error);
  gboolean has_row = rows != NULL;
  gsize n_bytes = 0;

  if (rows == NULL)
    return NULL;

  mq_statement_bind_text (rows, 1, session);
  mq_statement_bind_int64 (rows, 2, MAX_EVENTS);
  mq_statement_bind_int64 (rows, 3, after);
  while (has_row && n_bytes < MAX_EVENTS_BYTES)
    {
      MqLibraryEvent *event;

      if (!mq_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row)
        break;

      n_bytes += mq_statement_get_int64 (rows, 4);
      if ((event = read_event (rows)) != NULL)
        g_ptr_array_add (events, event);
      else
        g_info ("An event of the session %s cannot be read", session);
    }

  for (guint i = 0; i < events->len / 2; i++)
    {
      gpointer newer = events->pdata[i];

      events->pdata[i] = events->pdata[events->len - 1 - i];
      events->pdata[events->len - 1 - i] = newer;
    }

  return g_steal_pointer (&events);
}

gboolean
mq_library_rows_record_run (MqSqlite *db, const char *session, const char *run, gint64 last_event,
                            MqRunStage stage, const char *owner, GError **error)
{
  g_autoptr (MqStatement) row = mq_sqlite_prepare (
      db,
      "INSERT INTO run (id, session, last_event, ended, created, owner, stage) "
      "VALUES (?1, ?2, ?3, ?4, unixepoch (), ?5, ?6) "
      "ON CONFLICT (id) DO UPDATE SET last_event = excluded.last_event, "
      "ended = excluded.ended, owner = excluded.owner, "
      "stage = excluded.stage",
      error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, run);
  mq_statement_bind_text (row, 2, session);
  mq_statement_bind_int64 (row, 3, last_event);
  mq_statement_bind_int64 (row, 4, stage >= MQ_RUN_STAGE_ENDED);
  mq_statement_bind_text (row, 5, owner);
  mq_statement_bind_int64 (row, 6, stage);
  return mq_statement_run (row, error);
}

JsonArray *
mq_library_rows_load_runs (MqSqlite *db, const char *session, GError **error)
{
  g_autoptr (JsonArray) runs = json_array_new ();
  g_autoptr (MqStatement) rows = mq_sqlite_prepare (
      db, "SELECT id, last_event, ended FROM run WHERE session = ?1 ORDER BY created, rowid",
      error);
  gboolean has_row;

  if (rows == NULL)
    return NULL;

  mq_statement_bind_text (rows, 1, session);
  for (;;)
    {
      JsonObject *run;

      if (!mq_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&runs);

      run = json_object_new ();
      json_object_set_string_member (run, "run", mq_statement_get_text (rows, 0));
      json_object_set_int_member (run, "last_event", mq_statement_get_int64 (rows, 1));
      json_object_set_boolean_member (run, "ended", mq_statement_get_int64 (rows, 2) != 0);
      json_array_add_object_element (runs, run);
    }
}

/* Whether the process that owns a run lives. */
gboolean
mq_library_rows_is_owned (const char *temp_parent, const char *owner)
{
  return owner != NULL && mq_files_is_temp_held (temp_parent, owner);
}

/* Runs that have not ended and have no owner. */
JsonArray *
mq_library_rows_load_open_runs (MqSqlite *db, const char *temp_parent, GError **error)
{
  g_autoptr (JsonArray) runs = json_array_new ();
  g_autoptr (MqStatement) rows
      = mq_sqlite_prepare (db,
                           "SELECT run.id, run.session, run.last_event, run.owner FROM run "
                           "JOIN session ON session.id = run.session "
                           "WHERE NOT run.ended AND session.removed IS NULL "
                           "ORDER BY run.created DESC, run.rowid DESC LIMIT ?1",
                           error);
  gboolean has_row = rows != NULL;

  if (rows == NULL)
    return NULL;

  mq_statement_bind_int64 (rows, 1, MAX_OPEN_RUNS);
  while (has_row)
    {
      JsonObject *run;

      if (!mq_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row || mq_library_rows_is_owned (temp_parent, mq_statement_get_text (rows, 3)))
        continue;

      run = json_object_new ();
      json_object_set_string_member (run, "run", mq_statement_get_text (rows, 0));
      json_object_set_string_member (run, "session", mq_statement_get_text (rows, 1));
      json_object_set_int_member (run, "last_event", mq_statement_get_int64 (rows, 2));
      json_array_add_object_element (runs, run);
    }

  return g_steal_pointer (&runs);
}

/* Under the write lock, so that only one of two callers gets it. */
gboolean
mq_library_rows_take_run (MqSqlite *db, const char *temp_parent, const char *run, const char *owner,
                          gboolean *taken, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_sqlite_begin (db, error);
  g_autoptr (MqStatement) row = NULL;
  g_autoptr (MqStatement) change = NULL;

  if (transaction == NULL
      || !(
          row = mq_sqlite_prepare (db, "SELECT owner FROM run WHERE id = ?1 AND NOT ended", error)))
    return FALSE;

  mq_statement_bind_text (row, 1, run);
  if (!mq_statement_step (row, taken, error))
    return FALSE;
  if (*taken && mq_library_rows_is_owned (temp_parent, mq_statement_get_text (row, 0)))
    *taken = FALSE;
  if (!*taken)
    return TRUE;

  mq_statement_reset (row);
  if (!(change = mq_sqlite_prepare (db, "UPDATE run SET owner = ?2 WHERE id = ?1", error)))
    return FALSE;

  mq_statement_bind_text (change, 1, run);
  mq_statement_bind_text (change, 2, owner);
  return mq_statement_run (change, error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Whether a run of the session has an owner. */
gboolean
mq_library_rows_is_at_work (MqSqlite *db, const char *temp_parent, const char *session,
                            gboolean *at_work, GError **error)
{
  g_autoptr (MqStatement) rows
      = mq_sqlite_prepare (db, "SELECT owner FROM run WHERE session = ?1 AND NOT ended", error);
  gboolean has_row = rows != NULL;

  if (rows == NULL)
    return FALSE;

  *at_work = FALSE;
  mq_statement_bind_text (rows, 1, session);
  while (has_row && !*at_work)
    {
      if (!mq_statement_step (rows, &has_row, error))
        return FALSE;
      if (has_row)
        *at_work = mq_library_rows_is_owned (temp_parent, mq_statement_get_text (rows, 0));
    }

  return TRUE;
}
