/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSqlite, see mq-sqlite.h: opening, migrations, errors and statements. */
#include "common/database/mq-sqlite.h"

#include "common/base/mq-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

struct _MqSqlite
{
  MqDatabase parent_instance;

  char *path;
  sqlite3 *db;
  GHashTable *idle; /* SQL text → sqlite3_stmt: prepared, and not in use */
};

/* Prepared statements of SQLite: their parameters and columns. */

/* More than the library and the journal have together. */
#define MAX_IDLE 128

typedef struct
{
  MqStatement parent;
  sqlite3_stmt *stmt;
  int bind_status; /* of the first bind that failed */
} Statement;

static Statement *
cast (MqStatement *statement)
{
  return (Statement *)statement;
}

/* How long a process waits for another one's write, for a second instance on the same library. */
#define BUSY_TIMEOUT_MS 10000

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
      g_set_error (
          error, MQ_ERROR, MQ_ERROR_FAILED,
          _ ("“%s” is damaged or not an SQLite database (%s); move it away to start afresh"), path,
          why);
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

static gboolean
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

/* Parsing costs more than most statements do, so the database keeps those that were freed, and
 * gives them out again for the same text. */
static MqStatement *
prepare (MqDatabase *database, const char *sql, GError **error)
{
  MqSqlite *self = MQ_SQLITE (database);
  sqlite3_stmt *stmt = NULL;
  Statement *statement;

  if (!g_hash_table_steal_extended (self->idle, sql, NULL, (gpointer *)&stmt)
      && !mq_sqlite_check (
          self, sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL),
          error))
    return NULL;

  statement = g_new0 (Statement, 1);
  statement->parent.db = database;
  statement->stmt = stmt;
  return &statement->parent;
}

static void
reset (MqStatement *statement)
{
  Statement *self = cast (statement);

  sqlite3_reset (self->stmt);
  sqlite3_clear_bindings (self->stmt);
  self->bind_status = SQLITE_OK;
}

static void
release (MqStatement *statement)
{
  Statement *self = cast (statement);
  GHashTable *idle = MQ_SQLITE (statement->db)->idle;
  const char *sql = sqlite3_sql (self->stmt);

  reset (statement);
  if (g_hash_table_size (idle) < MAX_IDLE && !g_hash_table_contains (idle, sql))
    g_hash_table_insert (idle, (gpointer)sql, self->stmt);
  else
    sqlite3_finalize (self->stmt);
  g_free (self);
}

static void
note_bind (Statement *self, int status)
{
  if (self->bind_status == SQLITE_OK)
    self->bind_status = status;
}

static void
bind_int64 (MqStatement *statement, int parameter, gint64 value)
{
  Statement *self = cast (statement);

  note_bind (self, sqlite3_bind_int64 (self->stmt, parameter, value));
}

static void
bind_double (MqStatement *statement, int parameter, double value)
{
  Statement *self = cast (statement);

  note_bind (self, sqlite3_bind_double (self->stmt, parameter, value));
}

static void
bind_text (MqStatement *statement, int parameter, const char *value)
{
  Statement *self = cast (statement);

  note_bind (self, sqlite3_bind_text (self->stmt, parameter, value, -1, SQLITE_TRANSIENT));
}

static void
bind_bytes (MqStatement *statement, int parameter, GBytes *value)
{
  Statement *self = cast (statement);
  gsize size = 0;
  const void *data = value != NULL ? g_bytes_get_data (value, &size) : NULL;

  if (value != NULL && size == 0)
    note_bind (self, sqlite3_bind_zeroblob (self->stmt, parameter, 0));
  else
    note_bind (self, sqlite3_bind_blob64 (self->stmt, parameter, data, size, SQLITE_TRANSIENT));
}

static gboolean
step (MqStatement *statement, gboolean *has_row, GError **error)
{
  Statement *self = cast (statement);
  int status = self->bind_status != SQLITE_OK ? self->bind_status : sqlite3_step (self->stmt);

  *has_row = status == SQLITE_ROW;
  return mq_sqlite_check (MQ_SQLITE (statement->db), status, error);
}

static gboolean
is_null (MqStatement *statement, int column)
{
  return sqlite3_column_type (cast (statement)->stmt, column) == SQLITE_NULL;
}

static gint64
get_int64 (MqStatement *statement, int column)
{
  return sqlite3_column_int64 (cast (statement)->stmt, column);
}

static double
get_double (MqStatement *statement, int column)
{
  return sqlite3_column_double (cast (statement)->stmt, column);
}

static const char *
get_text (MqStatement *statement, int column)
{
  return (const char *)sqlite3_column_text (cast (statement)->stmt, column);
}

static GBytes *
dup_bytes (MqStatement *statement, int column)
{
  sqlite3_stmt *stmt = cast (statement)->stmt;
  const void *data = sqlite3_column_blob (stmt, column);

  return g_bytes_new (data, sqlite3_column_bytes (stmt, column));
}

G_DEFINE_FINAL_TYPE (MqSqlite, mq_sqlite, MQ_TYPE_DATABASE)

static void
mq_sqlite_finalize (GObject *object)
{
  MqSqlite *self = MQ_SQLITE (object);

  g_hash_table_unref (self->idle);
  sqlite3_close_v2 (self->db);
  g_free (self->path);

  G_OBJECT_CLASS (mq_sqlite_parent_class)->finalize (object);
}

static gboolean
exec (MqDatabase *database, const char *sql, GError **error)
{
  MqSqlite *self = MQ_SQLITE (database);

  return mq_sqlite_check (self, sqlite3_exec (self->db, sql, NULL, NULL, NULL), error);
}

static gint64
get_changes (MqDatabase *database)
{
  return sqlite3_changes64 (MQ_SQLITE (database)->db);
}

static gboolean
begin (MqDatabase *database, GError **error)
{
  return mq_database_run (database, "BEGIN IMMEDIATE", error, "");
}

static gboolean
commit (MqDatabase *database, GError **error)
{
  return mq_database_run (database, "COMMIT", error, "");
}

/* SQLite may have rolled back by itself, for example on a full disk. */
static void
rollback (MqDatabase *database)
{
  MqSqlite *self = MQ_SQLITE (database);

  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

static void
mq_sqlite_class_init (MqSqliteClass *klass)
{
  MqDatabaseClass *database_class = MQ_DATABASE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mq_sqlite_finalize;
  database_class->exec = exec;
  database_class->get_changes = get_changes;
  database_class->begin = begin;
  database_class->commit = commit;
  database_class->rollback = rollback;
  database_class->prepare = prepare;
  database_class->release = release;
  database_class->bind_int64 = bind_int64;
  database_class->bind_double = bind_double;
  database_class->bind_text = bind_text;
  database_class->bind_bytes = bind_bytes;
  database_class->step = step;
  database_class->reset = reset;
  database_class->is_null = is_null;
  database_class->get_int64 = get_int64;
  database_class->get_double = get_double;
  database_class->get_text = get_text;
  database_class->dup_bytes = dup_bytes;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
mq_sqlite_init (MqSqlite *self)
{
  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
}

static gboolean
migrate (MqSqlite *sqlite, const char *const *migrations, MqSqliteFlags flags, GError **error)
{
  MqDatabase *self = MQ_DATABASE (sqlite);
  g_autoptr (MqTransaction) transaction = NULL;
  g_autofree char *set_version = NULL;
  gint64 target = migrations != NULL ? g_strv_length ((char **)migrations) : 0;
  gint64 version = 0;

  if (migrations == NULL)
    return TRUE;

  if (!mq_database_get_number (self, "PRAGMA user_version", &version, error, ""))
    return FALSE;

  if (version < target && (flags & MQ_SQLITE_READ_ONLY) != 0)
    return mq_fail (
        error, MQ_ERROR_READ_ONLY,
        _ ("“%s” was made by an older Maquette and cannot be brought up to date, because it "
           "cannot be written"),
        sqlite->path);

  if (version < target)
    {
      if (!(transaction = mq_database_begin (self, error)))
        return FALSE;

      /* Another process may have migrated it meanwhile. */
      if (!mq_database_get_number (self, "PRAGMA user_version", &version, error, ""))
        return FALSE;
    }

  if (version > target && (flags & MQ_SQLITE_NEWER) == 0)
    return mq_fail (
        error, MQ_ERROR_FAILED,
        _ ("“%s” was made by a newer Maquette (layout %d, this one knows %d); use that one"),
        sqlite->path, (int)version, (int)target);

  if (transaction == NULL)
    return TRUE;

  for (gint64 i = version; i < target; i++)
    if (!mq_database_exec (self, migrations[i], error))
      return FALSE;

  set_version = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, target);
  return mq_database_exec (self, set_version, error)
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

      if (mq_database_exec (MQ_DATABASE (self), "PRAGMA journal_mode = WAL", &trouble))
        return TRUE;

      if (!g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_BUSY)
          || g_get_monotonic_time () > deadline)
        return mq_fail_with (error, &trouble);

      g_usleep (5 * G_TIME_SPAN_MILLISECOND);
    }
}

static gboolean
set_up (MqSqlite *self, MqSqliteFlags flags, GError **error)
{
  if (!mq_sqlite_check (self, sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS), error)
      || !mq_sqlite_check (self, sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL),
                           error)
      || !mq_database_exec (MQ_DATABASE (self),
                            "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", error))
    return FALSE;

  if ((flags & MQ_SQLITE_READ_ONLY) != 0)
    return TRUE;

  return enter_wal (self, error)
         && mq_database_exec (MQ_DATABASE (self),
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
         && mq_database_get_number (MQ_DATABASE (self), "SELECT count(*) FROM sqlite_schema",
                                    &tables, error, "");
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
MqDatabase *
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
        return mq_fail_null_with (error, &first_error);

      immutable = g_strconcat (uri, "?immutable=1", NULL);
      sqlite3_close_v2 (g_steal_pointer (&self->db));
      if (!open_at (self, immutable, open_flags | SQLITE_OPEN_URI, flags, error))
        return NULL;
    }

  if (!migrate (self, migrations, flags, error))
    return NULL;

  return MQ_DATABASE (g_steal_pointer (&self));
}
