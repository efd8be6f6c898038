/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's tables, see mq-library-private.h. Times are Unix seconds. */
#include "client/library/mq-library-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* If the clock was set back by at most this much, new rows keep increasing times, so that they sort
 * as newest. */
#define MAX_STEP_BACK (24 * 3600)

/* Bounds of what is read: the file may be a stranger's. */
#define MAX_NUMBER 1000000                        /* of a version */
#define MAX_TIME G_GINT64_CONSTANT (253402300799) /* the last second of the year 9999 */

/* The layout of the database. Changes to it are appended; a released one never changes. */
const char *const mq_library_migrations[] = {
  /* updated: time of the last version or message. removed: time when it was moved to the trash.
   * purged: its files are being deleted. document: its row in `found`, NULL if that has to be
   * (re)built. recorded: its folder has the record of a run. failed: its last run failed. */
  "CREATE TABLE session ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  title TEXT NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  base TEXT,"
  "  created INTEGER NOT NULL,"
  "  updated INTEGER NOT NULL DEFAULT 0,"
  "  removed INTEGER,"
  "  purged INTEGER NOT NULL DEFAULT 0,"
  "  document INTEGER,"
  "  recorded INTEGER NOT NULL DEFAULT 0,"
  "  failed INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE INDEX session_created ON session (created);"
  "CREATE INDEX session_updated ON session (updated);"
  "CREATE INDEX session_removed ON session (removed) WHERE removed IS NOT NULL;"
  "CREATE INDEX session_document ON session (document);"
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
  /* Messages that no service has received yet. */
  "CREATE TABLE unsent ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  data TEXT NOT NULL"
  ") STRICT;"
  "CREATE VIRTUAL TABLE found USING fts5 (title, said, code, tokenize = 'ascii', detail = "
  "'column')",

  /* favorite: the user wants it at the top. */
  "ALTER TABLE session ADD COLUMN favorite INTEGER NOT NULL DEFAULT 0",

  /* Sessions that are kept at a shared service, too. place: the service and the account. revision
   * and title: those there, as far as this library has seen. changed: counts the changes here,
   * sent: of these, how many are there. */
  "CREATE TABLE kept ("
  "  place TEXT NOT NULL,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  revision INTEGER NOT NULL DEFAULT 0,"
  "  title TEXT NOT NULL DEFAULT '',"
  "  changed INTEGER NOT NULL DEFAULT 1,"
  "  sent INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (place, session)"
  ") STRICT;"
  "CREATE INDEX kept_session ON kept (session);"
  "CREATE TRIGGER session_changed AFTER UPDATE OF updated ON session BEGIN "
  "UPDATE kept SET changed = changed + 1 WHERE session = new.id; END",

  /* current: the version that the user went back to since the last one was made; 0: the last one.
   */
  "ALTER TABLE session ADD COLUMN current INTEGER NOT NULL DEFAULT 0;"
  "CREATE TRIGGER version_added AFTER INSERT ON version BEGIN "
  "UPDATE session SET current = 0 WHERE id = new.session; END",

  /* batch: the item of a batch that it was imported from, see mq_session_get_batch(). */
  "ALTER TABLE session ADD COLUMN batch TEXT",
  NULL,
};

/* @row: (transfer full) (nullable): a statement with its parameters; %NULL if that failed;
 * @number: (out): the first column of the first row; 0 without one. Returns: whether it
 * succeeded */
gboolean
mq_library_rows_read_number (MqStatement *row, gint64 *number, GError **error)
{
  g_autoptr (MqStatement) owned = row;
  gboolean has_row;

  if (row == NULL || !mq_statement_step (row, &has_row, error))
    return FALSE;

  *number = has_row ? mq_statement_get_int64 (row, 0) : 0;
  return TRUE;
}

/* Gets the time for a new row. While the clock is slightly behind the newest row because it was
 * set back, the time advances in steps of a second, so that new rows never sort below old ones.
 * @time: (out): Unix time in seconds. Returns: whether it succeeded */
gboolean
mq_library_rows_get_time (MqDatabase *db, gint64 *time, GError **error)
{
  gint64 newest;

  if (!mq_library_rows_read_number (
          mq_database_prepare (db, "SELECT max (updated) FROM session", error), &newest, error))
    return FALSE;

  *time = g_get_real_time () / G_USEC_PER_SEC;
  if (newest > *time && newest - *time <= MAX_STEP_BACK)
    *time = newest + 1;

  return TRUE;
}

static gint64
get_clamped (MqStatement *row, int column, gint64 least, gint64 most)
{
  return CLAMP (mq_statement_get_int64 (row, column), least, most);
}

static void
set_batch (MqSession *session, const char *text)
{
  g_autoptr (JsonObject) batch = text != NULL ? mq_json_parse_object (text, -1, NULL) : NULL;

  mq_session_set_batch (session, batch);
}

static gboolean
load_sessions (MqDatabase *db, GPtrArray *sessions, GHashTable *by_id, GHashTable *current,
               GError **error)
{
  g_autoptr (MqStatement) rows = mq_database_prepare (
      db,
      "SELECT id, title, prompt, base, created, updated, failed, favorite, "
      "current, batch FROM session WHERE removed IS NULL ORDER BY updated DESC, rowid DESC",
      error);
  gboolean good = rows != NULL, has_row;

  while (good && (good = mq_statement_step (rows, &has_row, error)) && has_row)
    {
      MqSession *session;

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
      set_batch (session, mq_statement_get_text (rows, 9));
      g_hash_table_insert (current, session,
                           GUINT_TO_POINTER (get_clamped (rows, 8, 0, MAX_NUMBER)));
      g_ptr_array_add (sessions, session);
      g_hash_table_insert (by_id, (gpointer)mq_session_get_id (session), session);
    }

  return good;
}

static gboolean
load_versions (MqDatabase *db, const char *dir, GHashTable *by_id, GError **error)
{
  g_autoptr (MqStatement) rows = mq_database_prepare (
      db,
      "SELECT session, number, parent, summary, instruction, pictures, created FROM version "
      "ORDER BY session, number",
      error);
  gboolean good = rows != NULL, has_row;

  while (good && (good = mq_statement_step (rows, &has_row, error)) && has_row)
    {
      g_autofree char *version_dir = NULL;
      MqSession *session;
      gint64 number;

      /* A version of a removed session. */
      session = g_hash_table_lookup (by_id, mq_statement_get_text (rows, 0));
      if (session == NULL)
        continue;

      number = mq_statement_get_int64 (rows, 1);
      if (number < 1 || number > MAX_NUMBER)
        {
          g_message ("A version of the session %s is not shown: its number is not valid",
                     mq_session_get_id (session));
          continue;
        }

      version_dir = g_strdup_printf ("%s/sessions/%s/versions/%" G_GINT64_FORMAT, dir,
                                     mq_session_get_id (session), number);
      mq_session_take_version (
          session, mq_version_new (version_dir, number, get_clamped (rows, 2, 0, number - 1),
                                   mq_statement_get_text (rows, 3), mq_statement_get_text (rows, 4),
                                   get_clamped (rows, 5, 0, MQ_LIBRARY_MAX_RENDERS),
                                   get_clamped (rows, 6, 0, MAX_TIME)));
    }

  return good;
}

/* Loads all sessions in two queries, whatever their number, without opening their files.
 * Returns: (transfer full) (nullable): the sessions (#MqSession) that are not removed, newest
 * first */
GPtrArray *
mq_library_rows_load (MqDatabase *db, const char *dir, GError **error)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) current = g_hash_table_new (NULL, NULL);

  if (!load_sessions (db, sessions, by_id, current, error)
      || !load_versions (db, dir, by_id, error))
    return NULL;

  for (guint i = 0; i < sessions->len; i++)
    mq_session_set_current (sessions->pdata[i],
                            GPOINTER_TO_UINT (g_hash_table_lookup (current, sessions->pdata[i])));
  return g_steal_pointer (&sessions);
}

/* @error: %MQ_ERROR_NOT_FOUND if it was purged, perhaps by another process. Returns: whether it
 * exists; a removed session still does */
gboolean
mq_library_rows_has_session (MqDatabase *db, const char *session, GError **error)
{
  gint64 exists;

  return mq_library_rows_read_number (
             mq_database_query (db, "SELECT 1 FROM session WHERE id = ?1 AND NOT purged", error,
                                "s", session),
             &exists, error)
         && (exists != 0
             || mq_fail (error, MQ_ERROR_NOT_FOUND, _ ("The session %s was deleted"), session));
}

gboolean
mq_library_rows_add_session (MqDatabase *db, MqSession *session, GError **error)
{
  JsonObject *batch = mq_session_get_batch (session);
  g_autofree char *text = batch != NULL ? mq_json_object_to_string (batch, FALSE) : NULL;

  return mq_database_run (db,
                          "INSERT INTO session (id, title, prompt, base, created, updated, batch) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                          error, "sssslls", mq_session_get_id (session),
                          mq_session_get_title (session), mq_session_get_prompt (session),
                          mq_session_get_base (session), mq_session_get_created (session),
                          mq_session_get_updated (session), text);
}

gboolean
mq_library_rows_touch (MqDatabase *db, const char *session, gint64 time, GError **error)
{
  return mq_database_run (db, "UPDATE session SET updated = ?2 WHERE id = ?1", error, "sl", session,
                          time);
}

/* The valid ids returned by a query with one numeric parameter: files are deleted by them. */
GStrv
mq_library_rows_list_ids (MqDatabase *db, const char *sql, gint64 number, GError **error)
{
  g_autoptr (MqStatement) rows = mq_database_query (db, sql, error, "l", number);
  g_auto (GStrv) all = rows != NULL ? mq_statement_list_texts (rows, error) : NULL;
  g_autoptr (GStrvBuilder) valid = g_strv_builder_new ();

  if (all == NULL)
    return NULL;

  for (guint i = 0; all[i] != NULL; i++)
    if (mq_session_is_id (all[i]))
      g_strv_builder_add (valid, all[i]);
  return g_strv_builder_end (valid);
}

GStrv
mq_library_rows_list_purged (MqDatabase *db, GError **error)
{
  return mq_library_rows_list_ids (
      db, "SELECT id FROM session WHERE removed IS NOT NULL AND purged AND removed >= ?1",
      G_MININT64, error);
}

gboolean
mq_library_rows_add_version (MqDatabase *db, const char *session, MqVersion *version,
                             GError **error)
{
  return mq_database_run (
      db,
      "INSERT INTO version (session, number, parent, summary, instruction, pictures, created) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      error, "siissil", session, mq_version_get_number (version), mq_version_get_parent (version),
      mq_version_get_summary (version), mq_version_get_instruction (version),
      mq_version_get_n_pictures (version), mq_version_get_created (version));
}
