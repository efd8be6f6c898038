/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index, see mq-library-private.h. A document is stored as lists of distinct words. The
 * document of a session without one is built from the tables and the scripts, a batch at a time; so
 * a damaged index costs nothing but that work. */
#include "client/library/mq-library-private.h"

#include "common/base/mq-index-words.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"

#include <glib/gstdio.h>

#define MAX_SCRIPT (1024 * 1024)
/* Sessions whose documents are built in one batch, and scripts read per session, newest first. */
#define BATCH 16
#define MAX_SCRIPTS 50
#define MAX_FOUND 1000

static const char *const columns[] = {
  [MQ_INDEX_TITLE] = "title",
  [MQ_INDEX_SAID] = "said",
  [MQ_INDEX_CODE] = "code",
};

/* 0: the document is still to be built. */
static gboolean
find_document (MqDatabase *db, const char *session, gint64 *document, GError **error)
{
  return mq_library_rows_read_number (
      mq_database_query (db, "SELECT document FROM session WHERE id = ?1", error, "s", session),
      document, error);
}

static gboolean
read_words (MqDatabase *db, gint64 document, MqIndexField field, GHashTable *words, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM found WHERE rowid = ?1", columns[field]);
  g_autoptr (MqStatement) row = mq_database_query (db, sql, error, "l", document);
  gboolean has_row;

  if (row == NULL || !mq_statement_step (row, &has_row, error))
    return FALSE;

  if (has_row && !mq_statement_is_null (row, 0))
    mq_index_words_add_joined (words, mq_statement_get_text (row, 0));
  return TRUE;
}

static gboolean
write_words (MqDatabase *db, gint64 document, MqIndexField field, GHashTable *words, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE found SET %s = ?2 WHERE rowid = ?1",
                                          columns[field]);
  g_autofree char *text = mq_index_words_join (words);

  return mq_database_run (db, sql, error, "ls", document, text);
}

static gboolean
change (MqDatabase *db, const char *session, MqIndexField field, const char *text, GError **error)
{
  g_autoptr (GHashTable) words = mq_index_words_new ();
  gboolean anew = field == MQ_INDEX_TITLE;
  guint n_before;
  gint64 document;

  if (!find_document (db, session, &document, error))
    return FALSE;
  if (document == 0)
    return TRUE;

  if (!anew && !read_words (db, document, field, words, error))
    return FALSE;

  n_before = g_hash_table_size (words);
  mq_index_words_add (words, text);
  return (!anew && g_hash_table_size (words) == n_before)
         || write_words (db, document, field, words, error);
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
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }

  g_info ("What a search finds is to be made anew: %s", trouble->message);
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

/* Removes the session's document. One that cannot be removed is never found again, as no session
 * refers to it. @db: the library's database, in a transaction. Returns: whether the transaction
 * may continue */
gboolean
mq_library_index_forget (MqDatabase *db, const char *session, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  if (mq_database_run (
          db, "DELETE FROM found WHERE rowid = (SELECT document FROM session WHERE id = ?1)",
          &trouble, "s", session)
      || g_error_matches (trouble, MQ_ERROR, MQ_ERROR_FAILED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/* Building documents. */

/* Returns the words (GHashTable) of each #MqIndexField. */
static GPtrArray *
document_new (const char *title, const char *prompt)
{
  GPtrArray *document = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    g_ptr_array_add (document, mq_index_words_new ());

  mq_index_words_add (document->pdata[MQ_INDEX_TITLE], title);
  mq_index_words_add (document->pdata[MQ_INDEX_SAID], prompt);
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

static gboolean
read_code (MqDatabase *db, int sessions, const char *session, GPtrArray *document, GError **error)
{
  g_autoptr (MqStatement) rows
      = mq_database_query (db,
                           "SELECT CAST (number AS INTEGER) FROM version WHERE session = ?1 ORDER "
                           "BY number DESC LIMIT ?2",
                           error, "si", session, MAX_SCRIPTS);
  g_auto (GStrv) numbers = rows != NULL ? mq_statement_list_texts (rows, error) : NULL;

  for (guint i = 0; numbers != NULL && numbers[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (session, "versions", numbers[i], "script.py", NULL);
      /* A missing script is simply not indexed. */
      g_autoptr (GBytes) script = mq_files_read (sessions, path, MAX_SCRIPT, NULL);

      if (script != NULL)
        mq_index_words_add (document->pdata[MQ_INDEX_CODE], g_bytes_get_data (script, NULL));
    }

  return numbers != NULL;
}

/* @db: the library's database, in a transaction. Returns: whether the transaction may continue */
gboolean
mq_library_index_begin (MqDatabase *db, const char *session, const char *title, const char *prompt,
                        GError **error)
{
  g_autoptr (GPtrArray) document = document_new (title, prompt);
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
    if (!read_said (db, library_dir, ids->pdata[i], documents->pdata[i], error)
        || (sessions >= 0 && !read_code (db, sessions, ids->pdata[i], documents->pdata[i], error))
        || !write_document (db, ids->pdata[i], documents->pdata[i], error))
      return FALSE;

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
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }

  g_info ("What a search finds is made anew: %s", trouble->message);
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

/* Returns: (transfer full) (nullable): ids of sessions, best first */
GStrv
mq_library_index_search (MqDatabase *db, const char *words, GError **error)
{
  g_autofree char *query = mq_index_words_make_query (words);
  g_autoptr (MqStatement) rows = NULL;

  if (query == NULL)
    return g_new0 (char *, 1);

  rows = mq_database_query (
      db,
      "SELECT session.id FROM found JOIN session ON session.document = found.rowid "
      "WHERE found MATCH ?1 AND session.removed IS NULL "
      "ORDER BY bm25 (found, 8.0, 4.0, 1.0), session.updated DESC LIMIT ?2",
      error, "si", query, MAX_FOUND);
  return rows != NULL ? mq_statement_list_texts (rows, error) : NULL;
}
