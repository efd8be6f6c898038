/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqJournal, see mq-journal.h. It writes with one connection and reads with another, each on its
 * own thread, so that a reader never waits for the disk's sync. */
#include "service/store/mq-journal-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-features.h"
#include "common/database/mq-sqlite.h"
#if MQ_HAS_POSTGRES
#include "service/store/mq-postgres.h"
#endif

#include <string.h>

G_DEFINE_FINAL_TYPE (MqJournal, mq_journal, G_TYPE_OBJECT)

typedef struct
{
  char *run;
  MqRow *row; /* or record, never both */
  MqRunRecord *record;
  DexPromise *promise;
  GError *error;
} JournalEntry;

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

static MqJournalGroup *
group_new (void)
{
  MqJournalGroup *self = g_atomic_rc_box_new0 (MqJournalGroup);

  g_mutex_init (&self->lock);
  self->waiting = g_ptr_array_new_with_free_func (journal_entry_free);
  return self;
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
  self->group = group_new ();
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

#define INSERT_ROW(lock)                                                                           \
  "INSERT INTO log (run, seq, kind, key, time, type, body)"                                        \
  " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7"                                                             \
  " WHERE EXISTS (SELECT 1 FROM run WHERE id = ?1 AND node = ?8" lock ")"                          \
  " AND (?2 = 1 OR EXISTS (SELECT 1 FROM log WHERE run = ?1 AND seq = ?2 - 1))"                    \
  " ON CONFLICT DO NOTHING"

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
             || mq_fail (error, MQ_ERROR_CONFLICT, "Another service goes on with run %s", run));
}

static gboolean
insert_record (MqDatabase *db, const char *node, const MqRunRecord *record, GError **error)
{
  if (!mq_database_run (db,
                        "INSERT INTO run (id, time, team, mode, prompt, request, session,"
                        " owner, paid, node) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)"
                        " ON CONFLICT DO NOTHING",
                        error, "slssssssls", record->id, record->time, record->team, record->mode,
                        record->prompt, record->request,
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

  for (guint i = 0; i < entries->len; i++)
    {
      JournalEntry *entry = g_ptr_array_index (entries, i);
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

static gboolean
has_refused (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      JournalEntry *entry = g_ptr_array_index (entries, i);

      if (g_error_matches (entry->error, MQ_ERROR, MQ_ERROR_CONFLICT))
        return TRUE;
    }

  return FALSE;
}

static void
write_alone (MqDatabase *db, const char *node, JournalEntry *entry)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_clear_error (&entry->error);
  g_ptr_array_add (entries, entry);
  if (!write_group (db, node, entries, &error) && entry->error == NULL)
    entry->error = g_steal_pointer (&error);
}

/* PostgreSQL undoes a transaction in which it refused a row, by a foreign key for example. The
 * entries are written one by one then, so that the others are not lost. */
static void
write_entries (MqDatabase *db, const char *node, GPtrArray *entries, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (write_group (db, node, entries, &why))
    return;

  if (!g_error_matches (why, MQ_ERROR, MQ_ERROR_FAILED) || !has_refused (entries))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return;
    }

  for (guint i = 0; i < entries->len; i++)
    write_alone (db, node, g_ptr_array_index (entries, i));
}

/* On the writer thread: commits the entries since the last commit. */
static DexFuture *
flush (MqDatabase *db, gpointer user_data)
{
  MqJournalGroup *group = user_data;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&group->lock);
  entries = group->waiting;
  group->waiting = g_ptr_array_new_with_free_func (journal_entry_free);
  g_mutex_unlock (&group->lock);

  write_entries (db, get_node (group), entries, &error);

  for (guint i = 0; i < entries->len; i++)
    {
      JournalEntry *entry = g_ptr_array_index (entries, i);

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
 * @run: a record; id, time, team, mode, prompt and request are stored
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
