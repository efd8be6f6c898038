/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept sessions, see mq-journal-sessions.h. Each function is one statement or one transaction. */
#include "service/store/mq-journal-sessions.h"

#include "common/base/mq-error.h"
#include "service/store/mq-journal-query.h"

#define COLUMNS "SELECT owner, id, title, versions, revision, time, bytes FROM session"
#define ITS_RUNS "(SELECT id FROM run WHERE owner = ?1 AND session = ?2)"

/* Returns: (transfer full): a copy */
static MqSessionRecord *
session_record_copy (const MqSessionRecord *self)
{
  MqSessionRecord *copy = g_new (MqSessionRecord, 1);

  *copy = *self;
  copy->owner = g_strdup (self->owner);
  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  return copy;
}

G_DEFINE_BOXED_TYPE (MqSessionRecord, mq_session_record, session_record_copy,
                     mq_session_record_free)

void
mq_session_record_free (MqSessionRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->owner);
  g_free (self->id);
  g_free (self->title);
  g_free (self);
}

static DexFuture *
not_found (const char *session)
{
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "There is no session “%s” here",
                                session);
}

static gpointer
read_record (MqStatement *statement)
{
  MqSessionRecord *record = g_new0 (MqSessionRecord, 1);

  record->owner = mq_statement_dup_text (statement, 0);
  record->id = mq_statement_dup_text (statement, 1);
  record->title = mq_statement_dup_text (statement, 2);
  record->versions = mq_statement_get_int64 (statement, 3);
  record->revision = mq_statement_get_int64 (statement, 4);
  record->time = mq_statement_get_int64 (statement, 5);
  record->bytes = mq_statement_get_int64 (statement, 6);
  return record;
}

/**
 * mq_journal_list_kept:
 * @owner: id of an account
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqSessionRecord, latest first
 */
DexFuture *
mq_journal_list_kept (MqJournal *self, const char *owner)
{
  return mq_journal_list (self, read_record, (GDestroyNotify)mq_session_record_free,
                          COLUMNS " WHERE owner = ?1 ORDER BY time DESC, id", "s", owner);
}

/**
 * mq_journal_list_kept_page:
 * @owner: id of an account
 * @after: the last session of the page before, "" for the first page
 * @limit: how many at most
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqSessionRecord in the order of their ids,
 *   which does not change while pages are read
 */
DexFuture *
mq_journal_list_kept_page (MqJournal *self, const char *owner, const char *after, gint64 limit)
{
  return mq_journal_list (self, read_record, (GDestroyNotify)mq_session_record_free,
                          COLUMNS " WHERE owner = ?1 AND id > ?2 ORDER BY id LIMIT ?3", "ssl",
                          owner, after, limit);
}

static DexFuture *
find_kept (const char *owner, const char *session, MqDatabase *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement = mq_database_query (
      db, COLUMNS " WHERE owner = ?1 AND id = ?2", &error, "ss", owner, session);
  gboolean has_row = FALSE;

  if (statement == NULL || !mq_statement_step (statement, &has_row, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return has_row ? dex_future_new_take_boxed (MQ_TYPE_SESSION_RECORD, read_record (statement))
                 : not_found (session);
}

/**
 * mq_journal_find_kept:
 * @owner: id of an account
 * @session: an id, perhaps from outside
 *
 * Returns: (transfer full): resolves to a #MqSessionRecord; rejects with %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_journal_find_kept (MqJournal *self, const char *owner, const char *session)
{
  return mq_journal_read (self, find_kept, (G_TYPE_STRING, owner), (G_TYPE_STRING, session));
}

static DexFuture *
read_kept (const char *owner, const char *session, MqDatabase *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement = mq_database_query (
      db, "SELECT data FROM session WHERE owner = ?1 AND id = ?2", &error, "ss", owner, session);
  gboolean has_row = FALSE;

  if (statement == NULL || !mq_statement_step (statement, &has_row, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return has_row ? dex_future_new_take_boxed (G_TYPE_BYTES, mq_statement_dup_bytes (statement, 0))
                 : not_found (session);
}

/**
 * mq_journal_read_kept:
 * @owner: id of an account
 * @session: an id, perhaps from outside
 *
 * Returns: (transfer full): resolves to the #GBytes of its file; rejects with %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_journal_read_kept (MqJournal *self, const char *owner, const char *session)
{
  return mq_journal_read (self, read_kept, (G_TYPE_STRING, owner), (G_TYPE_STRING, session));
}

static DexFuture *
keep_session (const MqSessionRecord *record, GBytes *file, gint64 most, MqDatabase *db)
{
  /* The first file is inserted; a later one replaces that of the revision before, and no other. */
  const char *sql
      = record->revision == 1
            ? "INSERT INTO session (owner, id, title, versions, revision, time, bytes, data)"
              " VALUES (?1, ?2, '', ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING"
            : "UPDATE session SET versions = ?3, revision = ?4, time = ?5, bytes = ?6, data = ?7"
              " WHERE owner = ?1 AND id = ?2 AND revision = ?4 - 1";
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);
  gint64 others = 0;

  if (transaction == NULL
      || !mq_database_get_number (
          db, "SELECT coalesce (sum (bytes), 0) FROM session WHERE owner = ?1 AND id <> ?2",
          &others, &error, "ss", record->owner, record->id))
    return dex_future_new_for_error (error);

  if (others + record->bytes > most)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NO_SPACE,
                                  "The sessions of an account have at most %" G_GINT64_FORMAT
                                  " MB together; delete some of them here",
                                  most / 1000000);

  if (!mq_database_run (db, sql, &error, "ssllllb", record->owner, record->id, record->versions,
                        record->revision, record->time, record->bytes, file))
    return dex_future_new_for_error (error);
  if (mq_database_get_changes (db) == 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT,
                                  "The session has changed at the service; get it first");
  if (!mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/**
 * mq_journal_keep_session:
 * @session: with the revision that this file becomes: 1, or one more than that which its sender got
 * @file: the file
 * @most: bytes that all sessions of the account may have together
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk; rejects with %MQ_ERROR_CONFLICT
 * if the session has another revision, with %MQ_ERROR_NO_SPACE
 */
DexFuture *
mq_journal_keep_session (MqJournal *self, const MqSessionRecord *session, GBytes *file, gint64 most)
{
  return mq_journal_write (self, keep_session, (MQ_TYPE_SESSION_RECORD, session),
                           (G_TYPE_BYTES, file), (G_TYPE_INT64, most));
}

static DexFuture *
rename_session (const char *owner, const char *session, const char *title, MqDatabase *db)
{
  GError *error = NULL;

  if (!mq_database_run (db, "UPDATE session SET title = ?3 WHERE owner = ?1 AND id = ?2", &error,
                        "sss", owner, session, title))
    return dex_future_new_for_error (error);

  return mq_database_get_changes (db) > 0 ? dex_future_new_true () : not_found (session);
}

/**
 * mq_journal_rename_session:
 * @owner: id of an account
 * @session: an id, perhaps from outside
 * @title: its new title
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_journal_rename_session (MqJournal *self, const char *owner, const char *session,
                           const char *title)
{
  return mq_journal_write (self, rename_session, (G_TYPE_STRING, owner), (G_TYPE_STRING, session),
                           (G_TYPE_STRING, title));
}

static DexFuture *
delete_session (const char *owner, const char *session, MqDatabase *db)
{
  static const char *const statements[] = {
    "DELETE FROM picture WHERE run IN " ITS_RUNS,
    "DELETE FROM log WHERE run IN " ITS_RUNS,
    "DELETE FROM run WHERE owner = ?1 AND session = ?2",
    "DELETE FROM session WHERE owner = ?1 AND id = ?2",
  };
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);
  gint64 n = 0;

  for (gsize i = 0; transaction != NULL && i < G_N_ELEMENTS (statements); i++)
    {
      if (!mq_database_run (db, statements[i], &error, "ss", owner, session))
        return dex_future_new_for_error (error);
      n += mq_database_get_changes (db);
    }

  if (transaction == NULL || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return n > 0 ? dex_future_new_true () : not_found (session);
}

/**
 * mq_journal_list_session_ids:
 * @owner: id of an account
 * @session: an id, perhaps from outside
 *
 * Returns: (transfer full): resolves to a #GStrv with the ids of the session's runs
 */
DexFuture *
mq_journal_list_session_ids (MqJournal *self, const char *owner, const char *session)
{
  return mq_journal_list_texts (self, "SELECT id FROM run WHERE owner = ?1 AND session = ?2", "ss",
                                owner, session);
}

/**
 * mq_journal_delete_session:
 * @owner: id of an account
 * @session: an id, perhaps from outside, of which no run is in memory
 *
 * Deletes the session's file and its runs with their logs and pictures.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_journal_delete_session (MqJournal *self, const char *owner, const char *session)
{
  return mq_journal_write (self, delete_session, (G_TYPE_STRING, owner), (G_TYPE_STRING, session));
}
