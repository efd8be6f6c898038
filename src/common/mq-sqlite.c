/* GError wrapper over SQLite, see mq-sqlite.h. */
#include "common/mq-sqlite-private.h"

#include "common/mq-error.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

/* How long a process waits for another one's write, for a second instance on the same library. */
#define BUSY_TIMEOUT_MS 10000

struct _MqTransaction
{
  MqSqlite *db; /* unowned: lives on the stack of a caller that holds it */
};

typedef struct
{
  MqSqliteFunc func;
  gpointer user_data;
  GDestroyNotify notify;
  DexPromise *promise;
} WriteJob;

G_DEFINE_FINAL_TYPE (MqSqlite, mq_sqlite, G_TYPE_OBJECT)

static gboolean
fail (const char *path, sqlite3 *db, int status, GError **error)
{
  const char *why = db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (status);
  int system_errno = db != NULL ? sqlite3_system_errno (db) : 0;

  switch (status & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE, _ ("No space left on the disk of “%s”"),
                   path);
      break;

    case SQLITE_IOERR:
      if (system_errno == ENOSPC || system_errno == EDQUOT)
        g_set_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE, _ ("No space left on the disk of “%s”"),
                     path);
      else if (system_errno == EROFS || system_errno == EACCES)
        g_set_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY, _ ("“%s” cannot be written: %s"), path,
                     g_strerror (system_errno));
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("Reading or writing “%s” failed: %s"),
                     path, system_errno != 0 ? g_strerror (system_errno) : why);
      break;

    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      g_set_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY, _ ("“%s” cannot be opened for writing: %s"),
                   path, why);
      break;

    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, MQ_ERROR, MQ_ERROR_FAILED,
                   _ ("“%s” is damaged or no SQLite database (%s); move it away to start afresh"),
                   path, why);
      break;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (
          error, G_IO_ERROR, G_IO_ERROR_BUSY,
          _ ("“%s” has been locked by another program for %d s\nClose other Maquette programs and "
             "try again."),
          path, BUSY_TIMEOUT_MS / 1000);
      break;

    case SQLITE_CONSTRAINT:
      g_set_error (error, MQ_ERROR, MQ_ERROR_CONFLICT, _ ("“%s” refused a row: %s"), path, why);
      break;

    default:
      g_set_error (error, MQ_ERROR, MQ_ERROR_FAILED, "“%s”: %s", path, why);
      break;
    }

  return FALSE;
}

gboolean
mq_sqlite_check (MqSqlite *self, int status, GError **error)
{
  switch (status)
    {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return TRUE;
    default:
      return fail (self->path, self->db, status, error);
    }
}

static void
run_job (MqSqlite *self, WriteJob *job)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DexFuture) result = job->func (self, job->user_data);
  const GValue *value = dex_future_get_value (result, &error);

  /* Free the caller's data first, as documented for mq_sqlite_submit(). */
  if (job->notify != NULL)
    job->notify (job->user_data);

  if (value != NULL)
    dex_promise_resolve (job->promise, value);
  else
    dex_promise_reject (job->promise, g_steal_pointer (&error));
}

static void
write_job_free (WriteJob *job)
{
  dex_clear (&job->promise);
  g_free (job);
}

static gpointer
writer_thread (gpointer user_data)
{
  MqSqlite *self = user_data;
  g_autoptr (GAsyncQueue) jobs = g_async_queue_ref (self->jobs);
  WriteJob *job;

  /* Any job may finalize @self, see mq_sqlite_finalize(); then the next job is the last. */
  while ((job = g_async_queue_pop (jobs))->func != NULL)
    {
      run_job (self, job);
      write_job_free (job);
    }

  write_job_free (job);
  return NULL;
}

static void
mq_sqlite_finalize (GObject *object)
{
  MqSqlite *self = MQ_SQLITE (object);
  gboolean on_writer = self->thread != NULL && self->thread == g_thread_self ();
  WriteJob *job;

  /* Run the submitted jobs before closing. A future that the writer thread has just completed may
   * hold the last reference; that thread cannot wait for itself. */
  while (on_writer && (job = g_async_queue_try_pop (self->jobs)) != NULL)
    {
      run_job (self, job);
      write_job_free (job);
    }

  if (self->thread != NULL)
    g_async_queue_push (self->jobs, g_new0 (WriteJob, 1));
  if (on_writer)
    g_thread_unref (self->thread);
  else if (self->thread != NULL)
    g_thread_join (self->thread);

  g_async_queue_unref (self->jobs);
  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->idle);
  sqlite3_close_v2 (self->db);
  g_free (self->path);

  G_OBJECT_CLASS (mq_sqlite_parent_class)->finalize (object);
}

static void
mq_sqlite_class_init (MqSqliteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_sqlite_finalize;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
mq_sqlite_init (MqSqlite *self)
{
  g_mutex_init (&self->lock);
  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
  self->jobs = g_async_queue_new ();
}

static gboolean
query_int64 (MqSqlite *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (MqStatement) statement = mq_sqlite_prepare (self, sql, error);
  gboolean has_row = FALSE;

  if (statement == NULL || !mq_statement_step (statement, &has_row, error))
    return FALSE;

  *value = has_row ? mq_statement_get_int64 (statement, 0) : 0;
  return TRUE;
}

static gboolean
migrate (MqSqlite *self, const char *const *migrations, MqSqliteFlags flags, GError **error)
{
  g_autoptr (MqTransaction) transaction = NULL;
  g_autofree char *set_version = NULL;
  gint64 target = migrations != NULL ? g_strv_length ((char **)migrations) : 0;
  gint64 version;

  if (migrations == NULL)
    return TRUE;

  if (!query_int64 (self, "PRAGMA user_version", &version, error))
    return FALSE;

  if (version < target && (flags & MQ_SQLITE_READ_ONLY) != 0)
    return mq_fail (
        error, MQ_ERROR_READ_ONLY,
        _ ("“%s” was made by an older Maquette and cannot be brought up to date, because it "
           "cannot be written"),
        self->path);

  if (version < target)
    {
      if (!(transaction = mq_sqlite_begin (self, error)))
        return FALSE;

      /* Another process may have migrated it meanwhile. */
      if (!query_int64 (self, "PRAGMA user_version", &version, error))
        return FALSE;
    }

  if (version > target && (flags & MQ_SQLITE_NEWER) == 0)
    return mq_fail (
        error, MQ_ERROR_FAILED,
        _ ("“%s” was made by a newer Maquette (layout %d, this one knows %d); use that one"),
        self->path, (int)version, (int)target);

  if (transaction == NULL)
    return TRUE;

  for (gint64 i = version; i < target; i++)
    if (!mq_sqlite_exec (self, migrations[i], error))
      return FALSE;

  set_version = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, target);
  return mq_sqlite_exec (self, set_version, error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* The first process to open a new file changes its mode for all, and SQLite does not make the
 * others wait (it does not call the busy handler where that could deadlock). */
static gboolean
enter_wal (MqSqlite *self, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + BUSY_TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;

  for (;;)
    {
      g_autoptr (GError) trouble = NULL;

      if (mq_sqlite_exec (self, "PRAGMA journal_mode = WAL", &trouble))
        return TRUE;

      if (!g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_BUSY)
          || g_get_monotonic_time () > deadline)
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }

      g_usleep (5 * G_TIME_SPAN_MILLISECOND);
    }
}

static gboolean
set_up (MqSqlite *self, MqSqliteFlags flags, GError **error)
{
  if (!mq_sqlite_check (self, sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS), error)
      || !mq_sqlite_check (self, sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL),
                           error)
      || !mq_sqlite_exec (self, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", error))
    return FALSE;

  if ((flags & MQ_SQLITE_READ_ONLY) != 0)
    return TRUE;

  return enter_wal (self, error)
         && mq_sqlite_exec (self,
                            (flags & MQ_SQLITE_DURABLE) != 0 ? "PRAGMA synchronous = FULL"
                                                             : "PRAGMA synchronous = NORMAL",
                            error);
}

static gboolean
open_at (MqSqlite *self, const char *name, int open_flags, MqSqliteFlags flags, GError **error)
{
  int status = sqlite3_open_v2 (name, &self->db, open_flags, NULL);
  gint64 tables;

  if (status != SQLITE_OK)
    return fail (self->path, self->db, status, error);

  sqlite3_extended_result_codes (self->db, 1);

  /* The first read opens the file, and so detects a foreign or damaged one. */
  return set_up (self, flags, error)
         && query_int64 (self, "SELECT count(*) FROM sqlite_schema", &tables, error);
}

/**
 * mq_sqlite_open:
 * @path: a file, created if missing (its folder is not)
 * @migrations: (nullable): a NULL-ended list of SQL scripts; the n-th brings layout n to n + 1, all
 *   in one transaction, kept in `user_version`. Tables are to be STRICT
 * @flags: how to open it
 * @error: %MQ_ERROR_READ_ONLY, %MQ_ERROR_NO_SPACE, %MQ_ERROR_FAILED (damaged, of a newer Maquette)
 *
 * Opens a database in WAL mode with foreign keys on. Blocks for a few milliseconds, so call it at
 * start-up.
 *
 * Returns: (transfer full) (nullable): the database
 */
MqSqlite *
mq_sqlite_open (const char *path, const char *const *migrations, MqSqliteFlags flags,
                GError **error)
{
  g_autoptr (MqSqlite) self = NULL;
  gboolean read_only = (flags & MQ_SQLITE_READ_ONLY) != 0;
  int open_flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  g_autoptr (GError) first_error = NULL;
  GStatBuf info;

  g_return_val_if_fail (path != NULL, NULL);

  /* SQLite would wait for whoever writes to a pipe. */
  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("“%s” is not a file"), path);

  self = g_object_new (MQ_TYPE_SQLITE, NULL);
  self->path = g_strdup (path);

  if (!open_at (self, path, open_flags, flags, &first_error))
    {
      g_autofree char *uri = NULL;
      g_autofree char *immutable = NULL;

      /* On a read-only file system, WAL's shared memory cannot be created, and there is no
       * writer. */
      if (!read_only || !g_error_matches (first_error, MQ_ERROR, MQ_ERROR_READ_ONLY)
          || !g_file_test (path, G_FILE_TEST_EXISTS)
          || !(uri = g_filename_to_uri (path, NULL, NULL)))
        {
          g_propagate_error (error, g_steal_pointer (&first_error));
          return NULL;
        }

      immutable = g_strconcat (uri, "?immutable=1", NULL);
      sqlite3_close_v2 (g_steal_pointer (&self->db));
      if (!open_at (self, immutable, open_flags | SQLITE_OPEN_URI, flags, error))
        return NULL;
    }

  if (!migrate (self, migrations, flags, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mq_sqlite_submit:
 * @self: a database
 * @func: the job
 * @user_data: for @func
 * @notify: (nullable): frees @user_data on the writer thread, before the future is complete
 *
 * Runs @func on the writer thread of this database, in the order of submission. Dropping the future
 * does not cancel the job: every submitted job runs, at the latest before the last reference to
 * @self is gone.
 *
 * Returns: (transfer full): resolves or rejects as the future that @func returns
 */
DexFuture *
mq_sqlite_submit (MqSqlite *self, MqSqliteFunc func, gpointer user_data, GDestroyNotify notify)
{
  DexPromise *promise = dex_promise_new ();
  WriteJob *job = g_new0 (WriteJob, 1);

  g_assert (MQ_IS_SQLITE (self) && func != NULL);

  *job = (WriteJob){ func, user_data, notify, dex_ref (promise) };

  g_mutex_lock (&self->lock);
  if (self->thread == NULL)
    self->thread = g_thread_new ("mq-sqlite", writer_thread, self);
  g_async_queue_push (self->jobs, job);
  g_mutex_unlock (&self->lock);

  return DEX_FUTURE (promise);
}

/**
 * mq_sqlite_exec:
 * @self: a database
 * @sql: one or several statements without parameters
 * @error: see mq_sqlite_open()
 *
 * Returns: whether all statements succeeded
 */
gboolean
mq_sqlite_exec (MqSqlite *self, const char *sql, GError **error)
{
  return mq_sqlite_check (self, sqlite3_exec (self->db, sql, NULL, NULL, NULL), error);
}

/**
 * mq_sqlite_get_last_id:
 * @self: a database
 *
 * Returns: the row id of the last insert
 */
gint64
mq_sqlite_get_last_id (MqSqlite *self)
{
  return sqlite3_last_insert_rowid (self->db);
}

/**
 * mq_sqlite_get_changes:
 * @self: a database
 *
 * Returns: the number of rows that the last statement changed
 */
gint64
mq_sqlite_get_changes (MqSqlite *self)
{
  return sqlite3_changes64 (self->db);
}

/**
 * mq_sqlite_begin:
 * @self: a database; it must outlive the transaction
 * @error: return location
 *
 * Starts a transaction that holds the write lock at once (`BEGIN IMMEDIATE`), so that no other
 * process can write between a read and a later write. Use with g_autoptr: leaving the scope without
 * mq_transaction_commit() rolls back.
 *
 * Returns: (transfer full) (nullable): the guard
 */
MqTransaction *
mq_sqlite_begin (MqSqlite *self, GError **error)
{
  MqTransaction *transaction;

  if (!mq_sqlite_run (self, "BEGIN IMMEDIATE", error, ""))
    return NULL;

  transaction = g_new0 (MqTransaction, 1);
  transaction->db = self;
  return transaction;
}

/**
 * mq_transaction_commit:
 * @self: (transfer full): a transaction
 * @error: return location
 *
 * Returns: whether it is committed; if not, it was rolled back
 */
gboolean
mq_transaction_commit (MqTransaction *self, GError **error)
{
  if (!mq_sqlite_run (self->db, "COMMIT", error, ""))
    {
      mq_transaction_rollback (self);
      return FALSE;
    }

  g_free (self);
  return TRUE;
}

/**
 * mq_transaction_rollback:
 * @self: (transfer full): a transaction
 *
 * Undoes all changes since mq_sqlite_begin().
 */
void
mq_transaction_rollback (MqTransaction *self)
{
  /* SQLite may have rolled back by itself, for example on a full disk. */
  if (!sqlite3_get_autocommit (self->db->db))
    sqlite3_exec (self->db->db, "ROLLBACK", NULL, NULL, NULL);

  g_free (self);
}
