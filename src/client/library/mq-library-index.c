/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index, see mq-library-index.h. A document is stored as lists of distinct words. The
 * document of a session without one is built from the tables and the scripts, a batch at a time; so
 * a damaged index costs nothing but that work. */
#include "client/library/mq-library-index.h"
#include "client/library/mq-library-record.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-index-words.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* The library's tables. Times are Unix seconds. */

/* If the clock was set back by at most this much, new rows keep increasing times, so that they sort
 * as newest. */
#define MAX_STEP_BACK (24 * 3600)
#define MAX_SCRIPT (1024 * 1024)
/* Sessions whose documents are built in one batch, and scripts read per session, newest first. */
#define BATCH 16
#define MAX_SCRIPTS 50

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
                          mq_session_get_title (session), mq_session_get_first_message (session),
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

static const char *const columns[] = {
  [MQ_INDEX_TITLE] = "title",
  [MQ_INDEX_SAID] = "said",
  [MQ_INDEX_CODE] = "code",
};

static gboolean
change (MqDatabase *db, const char *session, MqIndexField field, const char *text, GError **error)
{
  g_autoptr (GHashTable) words = mq_index_words_new ();
  g_autofree char *sql = NULL;
  g_autofree char *joined = NULL;
  gint64 document;

  /* 0: the document is still to be built. */
  if (!mq_library_rows_read_number (
          mq_database_query (db, "SELECT document FROM session WHERE id = ?1", error, "s", session),
          &document, error))
    return FALSE;
  if (document == 0)
    return TRUE;

  if (field == MQ_INDEX_TITLE)
    mq_index_words_add (words, text);
  else
    {
      g_autofree char *query = g_strdup_printf ("SELECT %s FROM found WHERE rowid = ?1",
                                                columns[field]);
      g_autoptr (MqStatement) row = mq_database_query (db, query, error, "l", document);
      gboolean has_row;
      guint n_before;

      if (row == NULL || !mq_statement_step (row, &has_row, error))
        return FALSE;

      if (has_row && !mq_statement_is_null (row, 0))
        mq_index_words_add_joined (words, mq_statement_get_text (row, 0));
      n_before = g_hash_table_size (words);
      mq_index_words_add (words, text);
      if (g_hash_table_size (words) == n_before)
        return TRUE;
    }

  sql = g_strdup_printf ("UPDATE found SET %s = ?2 WHERE rowid = ?1", columns[field]);
  joined = mq_index_words_join (words);
  return mq_database_run (db, sql, error, "ls", document, joined);
}

/* Ends the savepoint of a change. A damaged index must not lose the user's data: the document is
 * then rebuilt later. @trouble: (transfer full) (nullable): why the change failed */
static gboolean
end_change (MqDatabase *db, const char *session, GError *trouble, GError **error)
{
  g_autoptr (GError) owned = trouble;

  if (trouble == NULL)
    return mq_database_exec (db, "RELEASE document", error);

  if (!g_error_matches (trouble, MQ_ERROR, MQ_ERROR_FAILED))
    return mq_fail_with (error, &owned);

  g_info ("The search index has to be rebuilt: %s", trouble->message);
  return mq_database_exec (db, "ROLLBACK TO document; RELEASE document", error)
         && mq_database_run (db, "UPDATE session SET document = NULL WHERE id = ?1", error, "s",
                             session);
}

/* @db: the library's database, in a transaction; @text: the text to index; a title replaces the
 * one before. Returns: whether the transaction may continue */
gboolean
mq_library_index_add (MqDatabase *db, const char *session, MqIndexField field, const char *text,
                      GError **error)
{
  GError *trouble = NULL;

  if (!mq_database_exec (db, "SAVEPOINT document", error))
    return FALSE;

  change (db, session, field, text, &trouble);
  return end_change (db, session, trouble, error);
}

/* Building documents. */

/* Returns the words (GHashTable) of each #MqIndexField. */
static GPtrArray *
document_new (const char *title, const char *first_message)
{
  GPtrArray *document = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    g_ptr_array_add (document, mq_index_words_new ());

  mq_index_words_add (document->pdata[MQ_INDEX_TITLE], title);
  mq_index_words_add (document->pdata[MQ_INDEX_SAID], first_message);
  return document;
}

static gboolean
write_document (MqDatabase *db, const char *session, GPtrArray *document, GError **error)
{
  g_autoptr (MqStatement) row = mq_database_prepare (
      db, "INSERT INTO found (title, said, code) VALUES (?1, ?2, ?3)", error);

  if (row == NULL)
    return FALSE;

  for (guint i = 0; i < document->len; i++)
    {
      g_autofree char *text = mq_index_words_join (document->pdata[i]);

      mq_statement_bind_text (row, i + 1, text);
    }

  return mq_statement_run (row, error)
         && mq_database_run (db, "UPDATE session SET document = last_insert_rowid () WHERE id = ?1",
                             error, "s", session);
}

static gboolean
read_said (MqDatabase *db, const char *library_dir, const char *session, GPtrArray *document,
           GError **error)
{
  g_autoptr (MqStatement) rows = mq_database_query (
      db, "SELECT instruction FROM version WHERE session = ?1", error, "s", session);
  g_auto (GStrv) instructions = rows != NULL ? mq_statement_list_texts (rows, error) : NULL;
  /* Skips sessions that cannot be read. */
  g_autoptr (GPtrArray) events = mq_library_record_load (library_dir, session, NULL);

  if (instructions == NULL)
    return FALSE;

  for (guint i = 0; instructions[i] != NULL; i++)
    mq_index_words_add (document->pdata[MQ_INDEX_SAID], instructions[i]);

  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      MqRunEvent *event = ((MqLibraryEvent *)events->pdata[i])->event;

      if (event->kind == MQ_EVENT_MESSAGE && event->message.role == MQ_SPEAKER_USER)
        mq_index_words_add (document->pdata[MQ_INDEX_SAID], event->message.value->text);
    }

  return TRUE;
}

/* @db: the library's database, in a transaction. Returns: whether the transaction may continue */
gboolean
mq_library_index_begin (MqDatabase *db, const char *session, const char *title,
                        const char *first_message, GError **error)
{
  g_autoptr (GPtrArray) document = document_new (title, first_message);
  GError *trouble = NULL;

  if (!mq_database_exec (db, "SAVEPOINT document", error))
    return FALSE;

  write_document (db, session, document, &trouble);
  return end_change (db, session, trouble, error);
}

static gboolean
fill (MqDatabase *db, const char *library_dir, gboolean *more, GError **error)
{
  g_autofree char *path = g_build_filename (library_dir, "sessions", NULL);
  g_autofd int sessions = mq_files_open_dir (path, NULL);
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) documents
      = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (MqStatement) rows = NULL;
  gboolean good, has_row;

  if (transaction == NULL
      || !(rows = mq_database_query (db,
                                     "SELECT id, title, prompt FROM session "
                                     "WHERE document IS NULL AND NOT purged "
                                     /* as mq_session_is_id(): its folder is read */
                                     "AND id <> '' AND id NOT GLOB '*[^0-9a-z]*' LIMIT ?1",
                                     error, "i", BATCH)))
    return FALSE;

  while ((good = mq_statement_step (rows, &has_row, error)) && has_row)
    {
      g_ptr_array_add (ids, mq_statement_dup_text (rows, 0));
      g_ptr_array_add (documents, document_new (mq_statement_get_text (rows, 1),
                                                mq_statement_get_text (rows, 2)));
    }
  if (!good)
    return FALSE;

  mq_statement_reset (rows);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (MqStatement) numbers = NULL;
      g_auto (GStrv) scripts = NULL;

      if (!read_said (db, library_dir, ids->pdata[i], documents->pdata[i], error))
        return FALSE;
      if (sessions >= 0
          && (!(numbers = mq_database_query (
                    db,
                    "SELECT CAST (number AS INTEGER) FROM version WHERE session = ?1 ORDER "
                    "BY number DESC LIMIT ?2",
                    error, "si", ids->pdata[i], MAX_SCRIPTS))
              || !(scripts = mq_statement_list_texts (numbers, error))))
        return FALSE;

      for (guint j = 0; scripts != NULL && scripts[j] != NULL; j++)
        {
          g_autofree char *script = g_build_filename (ids->pdata[i], "versions", scripts[j],
                                                      "script.py", NULL);
          /* A missing script is simply not indexed. */
          g_autoptr (GBytes) code = mq_files_read (sessions, script, MAX_SCRIPT, NULL);

          if (code != NULL)
            mq_index_words_add (g_ptr_array_index ((GPtrArray *)documents->pdata[i], MQ_INDEX_CODE),
                                g_bytes_get_data (code, NULL));
        }

      if (!write_document (db, ids->pdata[i], documents->pdata[i], error))
        return FALSE;
    }

  *more = ids->len == BATCH;
  return mq_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
start_afresh (MqDatabase *db, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);

  return transaction != NULL
         && mq_database_exec (db,
                              "DROP TABLE found; "
                              "CREATE VIRTUAL TABLE found USING fts5 (title, said, code, "
                              "tokenize = 'ascii', detail = 'column'); "
                              "UPDATE session SET document = NULL",
                              error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Builds a batch of missing documents. Rebuilds the whole index if it is damaged. @more: (out):
 * whether documents are still missing. Returns: whether it succeeded */
gboolean
mq_library_index_fill (MqDatabase *db, const char *library_dir, gboolean *more, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  if (fill (db, library_dir, more, &trouble))
    return TRUE;

  if (!g_error_matches (trouble, MQ_ERROR, MQ_ERROR_FAILED))
    return mq_fail_with (error, &trouble);

  g_info ("The search index is rebuilt: %s", trouble->message);
  return start_afresh (db, error) && fill (db, library_dir, more, error);
}

/* Rebuilds all documents, after a search found damage. Takes seconds for thousands of sessions.
 * Returns: whether it succeeded */
gboolean
mq_library_index_repair (MqDatabase *db, const char *library_dir, GError **error)
{
  gboolean more = TRUE;

  if (!start_afresh (db, error))
    return FALSE;

  while (more)
    if (!fill (db, library_dir, &more, error))
      return FALSE;

  return TRUE;
}
