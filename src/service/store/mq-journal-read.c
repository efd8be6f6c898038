/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqJournal: reads and prunes the log, see mq-journal.h. */
#include "service/store/mq-journal-query.h"

#include "common/base/mq-error.h"

#include <string.h>

#define MAX_OPEN_RUNS 1000

/* clang-format off */
#define RECORD_COLUMNS                                                                            \
  "SELECT run.id, run.time, run.team, run.mode, run.prompt, run.request, session, recorded,"      \
  " (SELECT max(key) FROM"                                                                        \
  "  (SELECT coalesce(max(key), 0) AS key FROM log"                                               \
  "   WHERE log.run = run.id AND kind = 1 AND key > 0 UNION ALL"                                  \
  "   SELECT coalesce(max(key), 0) FROM log"                                                      \
  "   WHERE log.run = run.id AND kind = 8 AND key > 0) AS lasts),"                                \
  " coalesce(last.type, ''), coalesce(last.time, run.time),"                                      \
  " (SELECT count(*) FROM log WHERE log.run = run.id AND kind = 1 AND type = 'version'),"         \
  " owner, paid, node, lead"                                                                      \
  " FROM run LEFT JOIN log AS last ON last.run = run.id AND last.kind = 1 AND last.key ="         \
  " (SELECT max(key) FROM log WHERE log.run = run.id AND kind = 1 AND key > 0)"
/* clang-format on */

static gpointer
read_record (MqStatement *statement)
{
  MqRunRecord *record = g_new0 (MqRunRecord, 1);

  record->id = mq_statement_dup_text (statement, 0);
  record->time = mq_statement_get_int64 (statement, 1);
  record->team = mq_statement_dup_text (statement, 2);
  record->mode = mq_statement_dup_text (statement, 3);
  record->prompt = mq_statement_dup_text (statement, 4);
  record->request = mq_statement_dup_text (statement, 5);
  record->session = mq_statement_dup_text (statement, 6);
  record->recorded = mq_statement_get_int64 (statement, 7) != 0;
  record->last_event = mq_statement_get_int64 (statement, 8);
  record->last_type = mq_statement_dup_text (statement, 9);
  record->last_time = mq_statement_get_int64 (statement, 10);
  record->versions = mq_statement_get_int64 (statement, 11);
  record->owner = mq_statement_dup_text (statement, 12);
  record->paid_day = mq_statement_get_int64 (statement, 13);
  record->node = mq_statement_dup_text (statement, 14);
  record->lead = mq_statement_dup_text (statement, 15);
  return record;
}

static DexFuture *
check (MqDatabase *db, gpointer data)
{
  GError *error = NULL;
  gint64 one = 0;

  return mq_database_get_number (db, "SELECT 1", &one, &error, "")
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

/**
 * mq_journal_check:
 *
 * Returns: (transfer full): resolves to %TRUE when the database answers
 */
DexFuture *
mq_journal_check (MqJournal *self)
{
  g_assert (MQ_IS_JOURNAL (self));

  return mq_database_submit (mq_journal_get_reader (self), check, NULL, NULL);
}

static DexFuture *
find_run (const char *run, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (MqStatement) statement = mq_database_query (db, RECORD_COLUMNS " WHERE run.id = ?1",
                                                         &error, "s", run);
  gboolean has_row = FALSE;

  if (statement == NULL || !mq_statement_step (statement, &has_row, &error))
    return dex_future_new_for_error (error);

  if (!has_row)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "There is no run “%s”", run);

  return dex_future_new_take_boxed (MQ_TYPE_RUN_RECORD, read_record (statement));
}

static DexFuture *
prune (const char *run, MqDatabase *db)
{
  /* A version leaves only that there was one. */
  static const char *const statements[] = {
    "DELETE FROM picture WHERE run = ?1",
    "DELETE FROM log WHERE run = ?1 AND NOT (kind = 1 AND (type = 'version' OR key ="
    " (SELECT max(key) FROM log WHERE run = ?1 AND kind = 1)))",
    "UPDATE log SET body = '{}' WHERE run = ?1",
    "UPDATE run SET recorded = 1, request = '{}' WHERE id = ?1",
  };
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

  for (gsize i = 0; transaction != NULL && i < G_N_ELEMENTS (statements); i++)
    if (!mq_database_run (db, statements[i], &error, "s", run))
      return dex_future_new_for_error (error);

  if (transaction == NULL || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

#define ROW_COLUMNS "SELECT seq, kind, key, time, type, body FROM log WHERE run = ?1"

/* @statement: (transfer full) (nullable): a query of rows. Reads a page of them. */
static DexFuture *
read_page (MqStatement *statement, GError *error)
{
  g_autoptr (MqStatement) owned = statement;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_row_free);
  gboolean has_row = FALSE;
  gsize bytes = 0;

  while (statement != NULL && bytes < MQ_JOURNAL_PAGE_BYTES
         && mq_statement_step (statement, &has_row, &error) && has_row)
    {
      MqRow *row = g_new0 (MqRow, 1);

      row->seq = mq_statement_get_int64 (statement, 0);
      row->kind = (MqRowKind)mq_statement_get_int64 (statement, 1);
      row->key = mq_statement_get_int64 (statement, 2);
      row->time = mq_statement_get_int64 (statement, 3);
      row->type = mq_statement_dup_text (statement, 4);
      row->body = mq_statement_dup_text (statement, 5);
      bytes += strlen (row->body) + sizeof *row;
      g_ptr_array_add (rows, row);
    }

  if (error != NULL)
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&rows));
}

static DexFuture *
read_rows (const char *run, gint64 seq, MqDatabase *db)
{
  GError *error = NULL;
  MqStatement *statement = mq_database_query (db, ROW_COLUMNS " AND seq > ?2 ORDER BY seq LIMIT ?3",
                                              &error, "sli", run, seq, MQ_JOURNAL_PAGE);

  return read_page (statement, error);
}

static DexFuture *
read_events (const char *run, gint64 event, gint64 last, MqDatabase *db)
{
  GError *error = NULL;
  MqStatement *statement = mq_database_query (db,
                                              ROW_COLUMNS
                                              " AND kind IN (1, 8) AND key > ?2 AND key <= ?4"
                                              " AND key > 0 ORDER BY key LIMIT ?3",
                                              &error, "slil", run, event, MQ_JOURNAL_PAGE, last);

  return read_page (statement, error);
}

/**
 * mq_journal_find_run:
 * @run: an id
 *
 * Returns: (transfer full): resolves to a #MqRunRecord; rejects with %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_journal_find_run (MqJournal *self, const char *run)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  return mq_journal_read (self, find_run, (G_TYPE_STRING, run));
}

/**
 * mq_journal_list_sessions:
 * @owner: the account of the runs, "" for those without one
 * @limit: the maximum number of sessions
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqRunRecord, latest first
 */
DexFuture *
mq_journal_list_sessions (MqJournal *self, const char *owner, guint limit)
{
  g_assert (MQ_IS_JOURNAL (self) && owner != NULL);

  return mq_journal_list (self, read_record, (GDestroyNotify)mq_run_record_free,
                          RECORD_COLUMNS " WHERE owner = ?1"
                                         " AND EXISTS (SELECT 1 FROM log WHERE log.run = run.id"
                                         " AND kind = 1 AND type = 'version')"
                                         " ORDER BY run.time DESC, run.id LIMIT ?2",
                          "si", owner, (int)limit);
}

/**
 * mq_journal_list_open:
 * @owner: the account of the runs, "" for those without one
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqRunRecord, oldest first: runs of a
 *   session that no client has the record of yet
 */
DexFuture *
mq_journal_list_open (MqJournal *self, const char *owner)
{
  g_assert (MQ_IS_JOURNAL (self) && owner != NULL);

  return mq_journal_list (self, read_record, (GDestroyNotify)mq_run_record_free,
                          RECORD_COLUMNS " WHERE session <> '' AND recorded = 0 AND owner = ?1"
                                         " ORDER BY run.time, run.id LIMIT ?2",
                          "si", owner, MAX_OPEN_RUNS);
}

/**
 * mq_journal_list_ids:
 * @owner: the account of the runs
 *
 * Returns: (transfer full): resolves to a #GStrv with the ids of all its runs, oldest first
 */
DexFuture *
mq_journal_list_ids (MqJournal *self, const char *owner)
{
  g_assert (MQ_IS_JOURNAL (self) && owner != NULL);

  return mq_journal_list_texts (self, "SELECT id FROM run WHERE owner = ?1 ORDER BY time, id", "s",
                                owner);
}

/**
 * mq_journal_prune:
 * @run: the id of a run that is over, whose record a client has
 *
 * Returns: (transfer full): resolves to %TRUE when what nobody needs any more is gone
 */
DexFuture *
mq_journal_prune (MqJournal *self, const char *run)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  return mq_journal_write (self, prune, (G_TYPE_STRING, run));
}

static DexFuture *
delete_old (gint64 before, MqDatabase *db)
{
  static const char *const deletions[] = {
    "DELETE FROM picture WHERE run = ?1",
    "DELETE FROM log WHERE run = ?1",
    "DELETE FROM run WHERE id = ?1",
  };
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);
  g_autoptr (MqStatement) statement = NULL;
  g_auto (GStrv) ids = NULL;

  /* In the same order at each node, so that none waits for another one in a circle. */
  if (transaction == NULL
      || !(statement = mq_database_query (
               db,
               "SELECT id FROM run WHERE recorded = 0 AND EXISTS (SELECT 1 FROM log"
               " WHERE log.run = run.id AND kind = 1 AND key > 0 AND type IN ('done', 'failed')"
               " AND log.time < ?1) ORDER BY id LIMIT 100",
               &error, "l", before))
      || !(ids = mq_statement_list_texts (statement, &error)))
    return dex_future_new_for_error (error);

  for (gsize i = 0; ids[i] != NULL; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (deletions); k++)
      if (!mq_database_run (db, deletions[k], &error, "s", ids[i]))
        return dex_future_new_for_error (error);

  if (!mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (G_TYPE_STRV, g_steal_pointer (&ids));
}

/**
 * mq_journal_delete_old:
 * @before: microseconds since 1970
 *
 * Deletes runs that were over before @before and that no client has recorded, with their logs and
 * pictures: some of them, so that others can write between two calls.
 *
 * Returns: (transfer full): resolves to a #GStrv with their ids, empty when none is left
 */
DexFuture *
mq_journal_delete_old (MqJournal *self, gint64 before)
{
  g_assert (MQ_IS_JOURNAL (self));

  return mq_journal_write (self, delete_old, (G_TYPE_INT64, before));
}

/**
 * mq_journal_read_rows:
 * @run: an id
 * @seq: the last known row, 0 to start
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqRow, empty at the end
 */
DexFuture *
mq_journal_read_rows (MqJournal *self, const char *run, gint64 seq)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  return mq_journal_read (self, read_rows, (G_TYPE_STRING, run), (G_TYPE_INT64, seq));
}

/**
 * mq_journal_read_events:
 * @run: an id
 * @event: the last known event, 0 to start
 * @last: the last event to read
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqRow, empty at the end
 */
DexFuture *
mq_journal_read_events (MqJournal *self, const char *run, gint64 event, gint64 last)
{
  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  return mq_journal_read (self, read_events, (G_TYPE_STRING, run), (G_TYPE_INT64, event),
                          (G_TYPE_INT64, last));
}
