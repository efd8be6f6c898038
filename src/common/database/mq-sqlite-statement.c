/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepared statements of SQLite: their parameters and columns, see mq-database.h. */
#include "common/database/mq-sqlite-private.h"

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

void
mq_sqlite_statement_class_init (MqDatabaseClass *klass)
{
  klass->prepare = prepare;
  klass->release = release;
  klass->bind_int64 = bind_int64;
  klass->bind_double = bind_double;
  klass->bind_text = bind_text;
  klass->bind_bytes = bind_bytes;
  klass->step = step;
  klass->reset = reset;
  klass->is_null = is_null;
  klass->get_int64 = get_int64;
  klass->get_double = get_double;
  klass->get_text = get_text;
  klass->dup_bytes = dup_bytes;
}
