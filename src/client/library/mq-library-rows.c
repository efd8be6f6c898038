/* The library's tables, see mq-library-rows.h. Times are Unix seconds. */
#include "client/library/mq-library-rows.h"

const char *const mq_library_migrations[] = {
  "CREATE TABLE session ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  title TEXT NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  base TEXT,"
  "  created INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX session_created ON session (created);"
  "CREATE TABLE version ("
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  number INTEGER NOT NULL CHECK (number > 0),"
  "  parent INTEGER NOT NULL CHECK (parent < number),"
  "  summary TEXT NOT NULL,"
  "  instruction TEXT NOT NULL,"
  "  pictures INTEGER NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  UNIQUE (session, number)"
  ") STRICT;"
  "CREATE TABLE message ("
  "  id INTEGER PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  role TEXT NOT NULL,"
  "  text TEXT NOT NULL,"
  "  created INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX message_session ON message (session, id);"
  "CREATE TABLE run ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  last_event INTEGER NOT NULL,"
  "  ended INTEGER NOT NULL,"
  "  created INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX run_session ON run (session, created)",
  NULL,
};

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
load_versions (MqSqlite *db, const char *dir, MqSession *session, GError **error)
{
  g_autoptr (MqStatement) rows = mq_sqlite_prepare (
      db,
      "SELECT number, parent, summary, instruction, pictures, created FROM version "
      "WHERE session = ?1 ORDER BY number",
      error);
  gboolean has_row;

  if (rows == NULL)
    return FALSE;

  mq_statement_bind_text (rows, 1, mq_session_get_id (session));
  for (;;)
    {
      g_autofree char *version_dir = NULL;
      gint64 number;

      if (!mq_statement_step (rows, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;

      number = mq_statement_get_int64 (rows, 0);
      version_dir = g_strdup_printf ("%s/sessions/%s/versions/%" G_GINT64_FORMAT, dir,
                                     mq_session_get_id (session), number);
      mq_session_take_version (
          session,
          mq_version_new (version_dir, number, mq_statement_get_int64 (rows, 1),
                          mq_statement_get_text (rows, 2), mq_statement_get_text (rows, 3),
                          mq_statement_get_int64 (rows, 4), mq_statement_get_int64 (rows, 5)));
    }
}

/* Newest first. */
GPtrArray *
mq_library_rows_load (MqSqlite *db, const char *dir, GError **error)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (MqStatement) rows = mq_sqlite_prepare (
      db, "SELECT id, title, prompt, base, created FROM session ORDER BY created DESC, rowid DESC",
      error);
  gboolean has_row;

  if (rows == NULL)
    return NULL;

  for (;;)
    {
      MqSession *session;

      if (!mq_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&sessions);

      session = mq_session_new (mq_statement_get_text (rows, 0), mq_statement_get_text (rows, 1),
                                mq_statement_get_text (rows, 2), mq_statement_get_text (rows, 3),
                                mq_statement_get_int64 (rows, 4));
      g_ptr_array_add (sessions, session);
      if (!load_versions (db, dir, session, error))
        return NULL;
    }
}

gboolean
mq_library_rows_add_session (MqSqlite *db, MqSession *session, GError **error)
{
  g_autoptr (MqStatement) row = mq_sqlite_prepare (
      db, "INSERT INTO session (id, title, prompt, base, created) VALUES (?1, ?2, ?3, ?4, ?5)",
      error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, mq_session_get_id (session));
  mq_statement_bind_text (row, 2, mq_session_get_title (session));
  mq_statement_bind_text (row, 3, mq_session_get_prompt (session));
  mq_statement_bind_text (row, 4, mq_session_get_base (session));
  mq_statement_bind_int64 (row, 5, mq_session_get_created (session));
  return mq_statement_run (row, error);
}

gboolean
mq_library_rows_set_title (MqSqlite *db, const char *session, const char *title, GError **error)
{
  g_autoptr (MqStatement) row
      = mq_sqlite_prepare (db, "UPDATE session SET title = ?2 WHERE id = ?1", error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  mq_statement_bind_text (row, 2, title);
  return mq_statement_run (row, error);
}

gboolean
mq_library_rows_remove_if_empty (MqSqlite *db, const char *session, GError **error)
{
  g_autoptr (MqStatement) row
      = mq_sqlite_prepare (db,
                           "DELETE FROM session WHERE id = ?1 AND NOT EXISTS "
                           "(SELECT 1 FROM version WHERE version.session = session.id)",
                           error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  return mq_statement_run (row, error);
}

/* Sessions that never got a version: their run failed or was killed. */
gboolean
mq_library_rows_remove_stale (MqSqlite *db, gint64 before, GError **error)
{
  g_autoptr (MqStatement) row
      = mq_sqlite_prepare (db,
                           "DELETE FROM session WHERE created < ?1 AND NOT EXISTS "
                           "(SELECT 1 FROM version WHERE version.session = session.id)",
                           error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_int64 (row, 1, before);
  return mq_statement_run (row, error);
}

gboolean
mq_library_rows_has_version (MqSqlite *db, const char *session, guint number, gboolean *has,
                             GError **error)
{
  g_autoptr (MqStatement) row
      = mq_sqlite_prepare (db, "SELECT 1 FROM version WHERE session = ?1 AND number = ?2", error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  mq_statement_bind_int64 (row, 2, number);
  return mq_statement_step (row, has, error);
}

gboolean
mq_library_rows_next_number (MqSqlite *db, const char *session, guint *number, GError **error)
{
  g_autoptr (MqStatement) row = mq_sqlite_prepare (
      db, "SELECT coalesce (max (number), 0) + 1 FROM version WHERE session = ?1", error);
  gboolean has_row;

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  if (!mq_statement_step (row, &has_row, error))
    return FALSE;

  *number = mq_statement_get_int64 (row, 0);
  return TRUE;
}

gboolean
mq_library_rows_add_version (MqSqlite *db, const char *session, MqVersion *version, GError **error)
{
  g_autoptr (MqStatement) row = mq_sqlite_prepare (
      db,
      "INSERT INTO version (session, number, parent, summary, instruction, pictures, created) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  mq_statement_bind_int64 (row, 2, mq_version_get_number (version));
  mq_statement_bind_int64 (row, 3, mq_version_get_parent (version));
  mq_statement_bind_text (row, 4, mq_version_get_summary (version));
  mq_statement_bind_text (row, 5, mq_version_get_instruction (version));
  mq_statement_bind_int64 (row, 6, mq_version_get_n_pictures (version));
  mq_statement_bind_int64 (row, 7, mq_version_get_created (version));
  return mq_statement_run (row, error);
}

gboolean
mq_library_rows_add_message (MqSqlite *db, const char *session, const char *role, const char *text,
                             GError **error)
{
  g_autoptr (MqStatement) row = mq_sqlite_prepare (
      db, "INSERT INTO message (session, role, text, created) VALUES (?1, ?2, ?3, ?4)", error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, session);
  mq_statement_bind_text (row, 2, role);
  mq_statement_bind_text (row, 3, text);
  mq_statement_bind_int64 (row, 4, now ());
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
mq_library_rows_note_run (MqSqlite *db, const char *session, const char *run, gint64 last_event,
                          gboolean ended, GError **error)
{
  g_autoptr (MqStatement) row
      = mq_sqlite_prepare (db,
                           "INSERT INTO run (id, session, last_event, ended, created) "
                           "VALUES (?1, ?2, ?3, ?4, ?5) "
                           "ON CONFLICT (id) DO UPDATE SET last_event = excluded.last_event, "
                           "ended = excluded.ended",
                           error);

  if (row == NULL)
    return FALSE;

  mq_statement_bind_text (row, 1, run);
  mq_statement_bind_text (row, 2, session);
  mq_statement_bind_int64 (row, 3, last_event);
  mq_statement_bind_int64 (row, 4, ended);
  mq_statement_bind_int64 (row, 5, now ());
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
