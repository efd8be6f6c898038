/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqJournal, see mq-journal.h. It writes with one connection and reads with another, each on its
 * own thread, so that a reader never waits for the disk's sync. */
#include "service/store/mq-journal.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-features.h"
#include "common/database/mq-sqlite.h"
#include "service/store/mq-journal-query.h"
#include "service/store/mq-postgres.h"
#if MQ_HAS_POSTGRES
#include "service/store/mq-postgres-listener.h"
#endif

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
#define ROW_COLUMNS "SELECT seq, kind, key, time, type, body FROM log WHERE run = ?1"
#define INSERT_ROW(lock)                                                                           \
  "INSERT INTO log (run, seq, kind, key, time, type, body)"                                        \
  " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7"                                                             \
  " WHERE EXISTS (SELECT 1 FROM run WHERE id = ?1 AND node = ?8" lock ")"                          \
  " AND (?2 = 1 OR EXISTS (SELECT 1 FROM log WHERE run = ?1 AND seq = ?2 - 1))"                    \
  " ON CONFLICT DO NOTHING"

/* Entries that wait for the next commit; shared with the writer thread. */
typedef struct
{
  GMutex lock;
  GPtrArray *waiting; /* of JournalEntry */
  char *node;         /* that writes; NULL: the journal is a file. Set before the first entry */
} MqJournalGroup;

struct _MqJournal
{
  GObject parent_instance;

  GThread *owner;
  MqDatabase *writer;
  MqDatabase *reader;
  MqJournalGroup *group;
  char *uri; /* of PostgreSQL; NULL: a file */
};

typedef struct
{
  char *run;
  MqRow *row; /* or record, never both */
  MqRunRecord *record;
  DexPromise *promise;
  GError *error;
} JournalEntry;

G_DEFINE_BOXED_TYPE (MqRow, mq_row, mq_row_copy, mq_row_free)
G_DEFINE_BOXED_TYPE (MqRunRecord, mq_run_record, mq_run_record_copy, mq_run_record_free)

/**
 * mq_row_copy:
 *
 * Returns: (transfer full): a copy
 */
MqRow *
mq_row_copy (const MqRow *self)
{
  MqRow *copy = g_new (MqRow, 1);

  *copy = *self;
  copy->type = g_strdup (self->type);
  copy->body = g_strdup (self->body);
  return copy;
}

/**
 * mq_row_free:
 * @self: (transfer full) (nullable): a row
 */
void
mq_row_free (MqRow *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->body);
  g_free (self);
}

/**
 * mq_run_record_copy:
 *
 * Returns: (transfer full): a copy
 */
MqRunRecord *
mq_run_record_copy (const MqRunRecord *self)
{
  MqRunRecord *copy = g_new (MqRunRecord, 1);

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->team = g_strdup (self->team);
  copy->mode = g_strdup (self->mode);
  copy->text = g_strdup (self->text);
  copy->request = g_strdup (self->request);
  copy->owner = g_strdup (self->owner);
  copy->node = g_strdup (self->node);
  copy->lead = g_strdup (self->lead);
  copy->session = g_strdup (self->session);
  copy->rows = self->rows != NULL ? g_ptr_array_ref (self->rows) : NULL;
  copy->last_type = g_strdup (self->last_type);
  return copy;
}

void
mq_run_record_free (MqRunRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->team);
  g_free (self->mode);
  g_free (self->text);
  g_free (self->request);
  g_free (self->owner);
  g_free (self->node);
  g_free (self->lead);
  g_free (self->session);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->last_type);
  g_free (self);
}

/* clang-format on */

static gpointer
read_record (MqStatement *statement)
{
  MqRunRecord *record = g_new0 (MqRunRecord, 1);

  record->id = mq_statement_dup_text (statement, 0);
  record->time = mq_statement_get_int64 (statement, 1);
  record->team = mq_statement_dup_text (statement, 2);
  record->mode = mq_statement_dup_text (statement, 3);
  record->text = mq_statement_dup_text (statement, 4);
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

/* clang-format off */
const char *const mq_journal_layout[] = {
  "CREATE TABLE run ("
  "  id TEXT PRIMARY KEY,"
  "  time INTEGER NOT NULL,"
  "  team TEXT NOT NULL,"
  "  mode TEXT NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  request TEXT NOT NULL,"
  "  session TEXT NOT NULL DEFAULT '',"
  "  recorded INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE INDEX run_open ON run (time) WHERE session <> '' AND recorded = 0;"
  /* A node may add a row while another one deletes the run. */
  "CREATE TABLE log ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  seq INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  key INTEGER NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  type TEXT NOT NULL,"
  "  body TEXT NOT NULL,"
  "  PRIMARY KEY (run, seq)) STRICT;"
  /* The same event, result or answer twice means that a second service works on the run. A query
   * uses it only when it says `key > 0`. */
  "CREATE UNIQUE INDEX log_key ON log (run, kind, key) WHERE key > 0;"
  "CREATE INDEX log_version ON log (run) WHERE kind = 1 AND type = 'version';"
  "CREATE TABLE picture ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  instruction INTEGER NOT NULL,"
  "  number INTEGER NOT NULL,"
  "  data BLOB NOT NULL,"
  "  PRIMARY KEY (run, instruction, number)) STRICT;",

  /* Accounts of a shared service. `paid` is the day whose quota the run has used. */
  "ALTER TABLE run ADD COLUMN owner TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE run ADD COLUMN paid INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX run_owner ON run (owner, time);"
  "CREATE TABLE account ("
  "  id TEXT PRIMARY KEY,"
  "  name TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  seen INTEGER NOT NULL) STRICT;"
  "CREATE TABLE acceptance ("
  "  account TEXT NOT NULL,"
  "  version TEXT NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  PRIMARY KEY (account, version)) STRICT;"
  "CREATE TABLE use ("
  "  account TEXT NOT NULL,"
  "  day INTEGER NOT NULL,"
  "  runs INTEGER NOT NULL CHECK (runs >= 0),"
  "  PRIMARY KEY (account, day)) STRICT;",

  /* Services that share a database. `node` has the run, and `lead` is its leading client, for the
   * lists of the other nodes. */
  "ALTER TABLE run ADD COLUMN node TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE run ADD COLUMN lead TEXT NOT NULL DEFAULT '';"
  "CREATE INDEX run_node ON run (node) WHERE node <> '';"
  "CREATE TABLE node ("
  "  id TEXT PRIMARY KEY,"
  "  url TEXT NOT NULL,"
  "  until INTEGER NOT NULL) STRICT;"
  "CREATE TABLE client ("
  "  owner TEXT NOT NULL,"
  "  id TEXT NOT NULL,"
  "  node TEXT NOT NULL,"
  "  PRIMARY KEY (owner, id, node)) STRICT;",

  /* Sessions that accounts keep here. The file is the last column, so that lists do not read it. */
  "CREATE TABLE session ("
  "  owner TEXT NOT NULL,"
  "  id TEXT NOT NULL,"
  "  title TEXT NOT NULL,"
  "  versions INTEGER NOT NULL,"
  "  revision INTEGER NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  bytes INTEGER NOT NULL,"
  "  data BLOB NOT NULL,"
  "  PRIMARY KEY (owner, id)) STRICT;",

  /* A quota that the administrator gave to an account (-1: no limit), and what models cost it in a
   * month (12 * year + month of the year, from 0), in millionths of a US dollar. */
  "CREATE TABLE account_quota ("
  "  account TEXT PRIMARY KEY,"
  "  runs INTEGER NOT NULL) STRICT;"
  "CREATE TABLE account_cost ("
  "  account TEXT NOT NULL,"
  "  month INTEGER NOT NULL,"
  "  cost INTEGER NOT NULL,"
  "  PRIMARY KEY (account, month)) STRICT;",

  /* Accounts that the administrator has blocked, and those that the services are to delete. */
  "CREATE TABLE account_block ("
  "  account TEXT PRIMARY KEY,"
  "  time INTEGER NOT NULL) STRICT;"
  "CREATE TABLE account_deletion ("
  "  account TEXT PRIMARY KEY,"
  "  time INTEGER NOT NULL) STRICT;",

  /* Tokens for machines: hashes of them, the first digits of which are the id. */
  "CREATE TABLE account_token ("
  "  id TEXT PRIMARY KEY,"
  "  hash TEXT NOT NULL,"
  "  account TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  expires INTEGER NOT NULL,"
  "  revoked INTEGER NOT NULL DEFAULT 0) STRICT;",
  NULL,
};
/* clang-format on */

G_DEFINE_FINAL_TYPE (MqJournal, mq_journal, G_TYPE_OBJECT)

static void
journal_entry_free (gpointer data)
{
  JournalEntry *self = data;

  g_free (self->run);
  mq_row_free (self->row);
  mq_run_record_free (self->record);
  dex_clear (&self->promise);
  g_clear_error (&self->error);
  g_free (self);
}

static void
group_clear (gpointer data)
{
  MqJournalGroup *self = data;

  g_ptr_array_unref (self->waiting);
  g_free (self->node);
  g_mutex_clear (&self->lock);
}

static void
group_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, group_clear);
}

static gboolean
unref_cb (gpointer user_data)
{
  g_object_unref (user_data);
  return G_SOURCE_REMOVE;
}

/* Closing a database waits for its thread. The last reference to the journal may be dropped on
 * that very thread, while it resolves a future; then the thread that opened the journal closes
 * it. */
static void
drop_database (MqJournal *self, MqDatabase **database)
{
  if (g_thread_self () == self->owner)
    g_clear_object (database);
  else if (*database != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT, unref_cb, g_steal_pointer (database), NULL);
}

static void
mq_journal_finalize (GObject *object)
{
  MqJournal *self = MQ_JOURNAL (object);

  drop_database (self, &self->reader);
  drop_database (self, &self->writer);
  g_clear_pointer (&self->group, group_unref);
  g_free (self->uri);

  G_OBJECT_CLASS (mq_journal_parent_class)->finalize (object);
}

static void
mq_journal_class_init (MqJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_journal_finalize;
}

static void
mq_journal_init (MqJournal *self)
{
  self->owner = g_thread_self ();
  self->group = g_atomic_rc_box_new0 (MqJournalGroup);
  g_mutex_init (&self->group->lock);
  self->group->waiting = g_ptr_array_new_with_free_func (journal_entry_free);
}

#if !MQ_HAS_POSTGRES
static gboolean
fail_store (GError **error)
{
  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "This Maquette was built without PostgreSQL (“service.database”)");
}
#endif

/**
 * mq_journal_check_uri:
 * @uri: for mq_journal_open_shared()
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it can be used; the server is not asked
 */
gboolean
mq_journal_check_uri (const char *uri, GError **error)
{
#if MQ_HAS_POSTGRES
  return mq_postgres_check_uri (uri, error);
#else
  return fail_store (error);
#endif
}

/**
 * mq_journal_open_shared:
 * @uri: address of a PostgreSQL server, as for mq_postgres_open()
 * @error: as of mq_postgres_open()
 *
 * Opens the journal of a service with several nodes.
 *
 * Returns: (transfer full) (nullable): the journal
 */
MqJournal *
mq_journal_open_shared (const char *uri, GError **error)
{
#if MQ_HAS_POSTGRES
  g_autoptr (MqJournal) self = g_object_new (MQ_TYPE_JOURNAL, NULL);

  if (!(self->writer = mq_postgres_open (uri, mq_journal_layout, error))
      || !(self->reader = mq_postgres_open (uri, NULL, error)))
    return NULL;

  self->uri = g_strdup (uri);

  return g_steal_pointer (&self);
#else
  fail_store (error);
  return NULL;
#endif
}

/**
 * mq_journal_open:
 * @path: a file, created when missing; its folder must exist
 * @error: as of mq_sqlite_open()
 *
 * Opens or creates the journal. Several services may open the same file.
 *
 * Returns: (transfer full) (nullable): the journal
 */
MqJournal *
mq_journal_open (const char *path, GError **error)
{
  g_autoptr (MqJournal) self = g_object_new (MQ_TYPE_JOURNAL, NULL);

  /* Deleted rows are overwritten: an account's data are to be gone, not only unlinked. */
  if (!(self->writer = mq_sqlite_open (path, mq_journal_layout, MQ_SQLITE_DURABLE, error))
      || !mq_database_exec (self->writer, "PRAGMA secure_delete = ON", error))
    return NULL;

  if (!(self->reader = mq_sqlite_open (path, mq_journal_layout, MQ_SQLITE_READ_ONLY, error)))
    return NULL;

  return g_steal_pointer (&self);
}

/* No row follows one that is missing, because it could not be written: clients would find a gap
 * between the numbers of events. Of several nodes, none can claim the run before the row is there
 * or refused, so that the log that it loads is whole. */
static gboolean
insert_row (MqDatabase *db, const char *node, const char *run, const MqRow *row, GError **error)
{
  return mq_database_run (db, *node != '\0' ? INSERT_ROW (" FOR SHARE") : INSERT_ROW (""), error,
                          "slillsss", run, row->seq, (int)row->kind, row->key, row->time, row->type,
                          row->body, node)
         && (mq_database_get_changes (db) > 0
             || mq_fail (error, MQ_ERROR_CONFLICT, "Another service continues run %s", run));
}

static gboolean
insert_record (MqDatabase *db, const char *node, const MqRunRecord *record, GError **error)
{
  if (!mq_database_run (db,
                        "INSERT INTO run (id, time, team, mode, prompt, request, session,"
                        " owner, paid, node) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)"
                        " ON CONFLICT DO NOTHING",
                        error, "slssssssls", record->id, record->time, record->team, record->mode,
                        record->text, record->request,
                        record->session != NULL ? record->session : "",
                        record->owner != NULL ? record->owner : "", record->paid_day, node))
    return FALSE;

  if (mq_database_get_changes (db) == 0)
    return mq_fail (error, MQ_ERROR_CONFLICT, "There is a run %s already", record->id);

  for (guint i = 0; record->rows != NULL && i < record->rows->len; i++)
    if (!insert_row (db, node, record->id, record->rows->pdata[i], error))
      return FALSE;

  return TRUE;
}

static const char *
get_node (MqJournalGroup *group)
{
  return group->node != NULL ? group->node : "";
}

/**
 * mq_journal_insert_run:
 * @db: the database of the journal, in a transaction
 * @run: as for mq_journal_add_run()
 * @error: %MQ_ERROR_CONFLICT
 *
 * Returns: whether the run and its first rows are inserted
 */
gboolean
mq_journal_insert_run (MqJournal *self, MqDatabase *db, const MqRunRecord *run, GError **error)
{
  return insert_record (db, get_node (self->group), run, error);
}

/* A row whose place is taken, or whose run another node has, fails alone; any other error fails the
 * whole group. */
static gboolean
write_group (MqDatabase *db, const char *node, GPtrArray *entries, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);

  if (transaction == NULL)
    return FALSE;

  MQ_EACH (entries, i, JournalEntry, entry)
    {
      gboolean ok = entry->record != NULL
                        ? insert_record (db, node, entry->record, &entry->error)
                        : insert_row (db, node, entry->run, entry->row, &entry->error);

      if (!ok && !g_error_matches (entry->error, MQ_ERROR, MQ_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_error_copy (entry->error));
          return FALSE;
        }
    }

  return mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* On the writer thread: commits the entries since the last commit. */
static DexFuture *
flush (MqDatabase *db, gpointer user_data)
{
  MqJournalGroup *group = user_data;
  const char *node = get_node (group);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_refused = FALSE;

  g_mutex_lock (&group->lock);
  entries = group->waiting;
  group->waiting = g_ptr_array_new_with_free_func (journal_entry_free);
  g_mutex_unlock (&group->lock);

  write_group (db, node, entries, &error);

  /* PostgreSQL undoes a transaction in which it refused a row, by a foreign key for example. The
   * entries are written one by one then, so that the others are not lost. */
  for (guint i = 0; i < entries->len; i++)
    is_refused |= g_error_matches (((JournalEntry *)g_ptr_array_index (entries, i))->error,
                                   MQ_ERROR, MQ_ERROR_CONFLICT);
  is_refused &= g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED);
  if (is_refused)
    g_clear_error (&error);

  MQ_EACH (entries, i, JournalEntry, entry)
    {
      if (is_refused)
        {
          g_autoptr (GPtrArray) alone = g_ptr_array_new ();
          g_autoptr (GError) fault = NULL;

          g_ptr_array_add (alone, entry);
          g_clear_error (&entry->error);
          if (!write_group (db, node, alone, &fault) && entry->error == NULL)
            entry->error = g_steal_pointer (&fault);
        }
      if (entry->error != NULL)
        dex_promise_reject (entry->promise, g_steal_pointer (&entry->error));
      else if (error != NULL)
        dex_promise_reject (entry->promise, g_error_copy (error));
      else
        dex_promise_resolve_boolean (entry->promise, TRUE);
    }

  return dex_future_new_true ();
}

static DexFuture *
append_entry (MqJournal *self, JournalEntry *entry)
{
  DexFuture *future;
  gboolean first;

  entry->promise = dex_promise_new ();
  future = DEX_FUTURE (dex_ref (entry->promise));

  g_mutex_lock (&self->group->lock);
  first = self->group->waiting->len == 0;
  g_ptr_array_add (self->group->waiting, entry);
  g_mutex_unlock (&self->group->lock);

  if (first)
    dex_future_disown (mq_database_submit (self->writer, flush,
                                           g_atomic_rc_box_acquire (self->group), group_unref));

  return future;
}

/**
 * mq_journal_add_run:
 * @run: a record; id, time, team, mode, text and request are stored
 *
 * Returns: (transfer full): resolves to %TRUE when the run is on disk
 */
DexFuture *
mq_journal_add_run (MqJournal *self, const MqRunRecord *run)
{
  JournalEntry *entry = g_new0 (JournalEntry, 1);

  g_assert (MQ_IS_JOURNAL (self) && run != NULL);

  entry->record = mq_run_record_copy (run);
  return append_entry (self, entry);
}

/**
 * mq_journal_append:
 * @run: the id of an added run
 * @row: the entry
 *
 * Returns: (transfer full): resolves to %TRUE when the row is on disk; rejects with
 *   %MQ_ERROR_CONFLICT when its place in the log is taken, or the row before it is missing.
 *   Dropping the future does not undo it.
 */
DexFuture *
mq_journal_append (MqJournal *self, const char *run, const MqRow *row)
{
  JournalEntry *entry = g_new0 (JournalEntry, 1);

  g_assert (MQ_IS_JOURNAL (self) && run != NULL && row != NULL);

  entry->run = g_strdup (run);
  entry->row = mq_row_copy (row);
  return append_entry (self, entry);
}

/* From now on, it adds to the logs of the runs that this node has, and to no others. */
void
mq_journal_set_node (MqJournal *self, const char *node)
{
  if (self->group->node == NULL)
    self->group->node = g_strdup (node);
}

/**
 * mq_journal_listen:
 * @channel: a name, of NOTIFY
 * @func: called on the main loop with each message (the signal “heard” of #MqPostgresListener)
 * @user_data: for @func
 * @error: %MQ_ERROR_UNREACHABLE
 *
 * Returns: (transfer full) (nullable): keep it as long as @func is to be called
 */
GObject *
mq_journal_listen (MqJournal *self, const char *channel, GCallback func, gpointer user_data,
                   GError **error)
{
#if MQ_HAS_POSTGRES
  MqPostgresListener *listener = mq_postgres_listener_new (self->uri, channel, error);

  if (listener == NULL)
    return NULL;

  g_signal_connect (listener, "heard", func, user_data);
  return G_OBJECT (listener);
#else
  g_assert_not_reached ();
#endif
}

/* Returns: the connection for changes */
MqDatabase *
mq_journal_get_writer (MqJournal *self)
{
  g_assert (MQ_IS_JOURNAL (self));

  return self->writer;
}

/* Returns: the connection for what is only read */
MqDatabase *
mq_journal_get_reader (MqJournal *self)
{
  g_assert (MQ_IS_JOURNAL (self));

  return self->reader;
}
