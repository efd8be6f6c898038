/* The rows of a session's record: events of runs that are over, and what was not sent yet; see
 * mq-library-rows.h. Times of events are microseconds. */
#include "client/library/mq-library-rows.h"
#include "common/mq-json.h"

/* Per session; of more events, only the newest are loaded. */
#define MAX_EVENTS 50000
#define MAX_EVENTS_BYTES ((gsize)64 << 20)

gboolean
mq_library_rows_add_event (MqSqlite *db, const char *session, const char *run, const char *type,
                           const char *data, gint64 time, GError **error)
{
  return mq_sqlite_run (
      db, "INSERT INTO event (session, run, type, data, time) VALUES (?1, ?2, ?3, ?4, ?5)", error,
      "ssssl", session, run, type, data, time);
}

static MqLibraryEvent *
read_event (MqStatement *row)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (mq_statement_get_text (row, 2), -1, NULL);
  MqLibraryEvent *event;

  if (data == NULL)
    return NULL;

  event = g_new0 (MqLibraryEvent, 1);
  event->run = mq_statement_is_null (row, 0) ? NULL : g_strdup (mq_statement_get_text (row, 0));
  event->event = mq_run_event_read (mq_statement_get_text (row, 1), data,
                                    MAX (mq_json_get_int (data, "event", 0), 0));
  event->event->time = mq_statement_get_int64 (row, 3);
  return event;
}

/* Read from the end, so that the limits cut off the oldest. */
GPtrArray *
mq_library_rows_load_events (MqSqlite *db, const char *session, GError **error)
{
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_library_event_free);
  g_autoptr (MqStatement) rows
      = mq_sqlite_query (db,
                         "SELECT run, type, data, time, length (data) FROM event WHERE session = "
                         "?1 ORDER BY id DESC LIMIT ?2",
                         error, "si", session, MAX_EVENTS);
  gboolean has_row = rows != NULL;
  gsize n_bytes = 0;

  if (rows == NULL)
    return NULL;

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
mq_library_rows_add_unsent (MqSqlite *db, const char *session, const char *id, const char *data,
                            GError **error)
{
  return mq_sqlite_run (db, "INSERT OR REPLACE INTO unsent (id, session, data) VALUES (?1, ?2, ?3)",
                        error, "sss", id, session, data);
}

gboolean
mq_library_rows_drop_unsent (MqSqlite *db, const char *id, GError **error)
{
  return mq_sqlite_run (db, "DELETE FROM unsent WHERE id = ?1", error, "s", id);
}

/* Forgets what there is of a run, recorded and not sent, and notes how it ended. */
gboolean
mq_library_rows_begin_record (MqSqlite *db, const char *session, const char *run, gboolean failed,
                              GError **error)
{
  return mq_sqlite_run (db, "DELETE FROM event WHERE run = ?1", error, "s", run)
         && mq_library_rows_drop_unsent (db, run, error)
         && mq_sqlite_run (db,
                           failed ? "UPDATE session SET failed = 1 WHERE id = ?1"
                                  : "UPDATE session SET failed = 0 WHERE id = ?1",
                           error, "s", session);
}

/* Objects with `id`, `session` and what was given, oldest first. */
JsonArray *
mq_library_rows_load_unsent (MqSqlite *db, GError **error)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (MqStatement) rows
      = mq_sqlite_prepare (db, "SELECT id, session, data FROM unsent ORDER BY rowid", error);
  gboolean has_row = rows != NULL;

  while (has_row)
    {
      JsonObject *data;

      if (!mq_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row || !(data = mq_json_parse_object (mq_statement_get_text (rows, 2), -1, NULL)))
        continue;

      mq_json_add (data, "id:s session:s", mq_statement_get_text (rows, 0),
                   mq_statement_get_text (rows, 1));
      json_array_add_object_element (list, data);
    }

  return rows != NULL ? g_steal_pointer (&list) : NULL;
}
