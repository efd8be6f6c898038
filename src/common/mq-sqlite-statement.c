/* Prepared statements: their parameters and columns, see mq-sqlite.h. */
#include "common/mq-sqlite-private.h"

/* More than the library and the journal have together. */
#define MAX_IDLE 128

struct _MqStatement
{
  MqSqlite *db; /* unowned: it outlives the statement */
  sqlite3_stmt *stmt;
  int bind_status; /* of the first bind that failed */
};

/**
 * mq_sqlite_prepare:
 * @self: a database; it must outlive the statement
 * @sql: one statement
 * @error: return location
 *
 * Parsing costs more than most statements do, so the database keeps those that were freed, and
 * gives them out again for the same text.
 *
 * Returns: (transfer full) (nullable): the statement
 */
MqStatement *
mq_sqlite_prepare (MqSqlite *self, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  MqStatement *statement;

  if (!g_hash_table_steal_extended (self->idle, sql, NULL, (gpointer *)&stmt)
      && !mq_sqlite_check (
          self, sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL),
          error))
    return NULL;

  statement = g_new0 (MqStatement, 1);
  statement->db = self;
  statement->stmt = stmt;
  return statement;
}

/**
 * mq_statement_free:
 * @self: (transfer full): a statement
 *
 * Ends its reading, and gives it back to the database.
 */
void
mq_statement_free (MqStatement *self)
{
  GHashTable *idle = self->db->idle;
  const char *sql = sqlite3_sql (self->stmt);

  mq_statement_reset (self);
  if (g_hash_table_size (idle) < MAX_IDLE && !g_hash_table_contains (idle, sql))
    g_hash_table_insert (idle, (gpointer)sql, self->stmt);
  else
    sqlite3_finalize (self->stmt);
  g_free (self);
}

static void
note_bind (MqStatement *self, int status)
{
  if (self->bind_status == SQLITE_OK)
    self->bind_status = status;
}

/**
 * mq_statement_bind_int64:
 * @self: a statement
 * @parameter: from 1
 * @value: a number
 */
void
mq_statement_bind_int64 (MqStatement *self, int parameter, gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->stmt, parameter, value));
}

/**
 * mq_statement_bind_double:
 * @self: a statement
 * @parameter: from 1
 * @value: a number
 */
void
mq_statement_bind_double (MqStatement *self, int parameter, double value)
{
  note_bind (self, sqlite3_bind_double (self->stmt, parameter, value));
}

/**
 * mq_statement_bind_text:
 * @self: a statement
 * @parameter: from 1
 * @value: (nullable): UTF-8, copied; NULL binds NULL
 */
void
mq_statement_bind_text (MqStatement *self, int parameter, const char *value)
{
  note_bind (self, sqlite3_bind_text (self->stmt, parameter, value, -1, SQLITE_TRANSIENT));
}

/**
 * mq_statement_bind_bytes:
 * @self: a statement
 * @parameter: from 1
 * @value: (nullable): bytes, copied; NULL binds NULL
 */
void
mq_statement_bind_bytes (MqStatement *self, int parameter, GBytes *value)
{
  gsize size = 0;
  const void *data = value != NULL ? g_bytes_get_data (value, &size) : NULL;

  if (value != NULL && size == 0)
    note_bind (self, sqlite3_bind_zeroblob (self->stmt, parameter, 0));
  else
    note_bind (self, sqlite3_bind_blob64 (self->stmt, parameter, data, size, SQLITE_TRANSIENT));
}

/**
 * mq_statement_step:
 * @self: a statement
 * @has_row: (out): whether there is a row
 * @error: return location
 *
 * Returns: whether it succeeded
 */
gboolean
mq_statement_step (MqStatement *self, gboolean *has_row, GError **error)
{
  int status = self->bind_status != SQLITE_OK ? self->bind_status : sqlite3_step (self->stmt);

  *has_row = status == SQLITE_ROW;
  return mq_sqlite_check (self->db, status, error);
}

/**
 * mq_statement_run:
 * @self: a statement whose rows are ignored
 * @error: return location
 *
 * Runs it to its end and resets it, so that it may be bound and run again.
 *
 * Returns: whether it succeeded
 */
gboolean
mq_statement_run (MqStatement *self, GError **error)
{
  gboolean has_row = TRUE;
  gboolean ok = TRUE;

  while (ok && has_row)
    ok = mq_statement_step (self, &has_row, error);

  mq_statement_reset (self);
  return ok;
}

static MqStatement *
prepare_with (MqSqlite *self, const char *sql, GError **error, const char *types, va_list *values)
{
  MqStatement *statement = mq_sqlite_prepare (self, sql, error);

  for (int i = 0; statement != NULL && types[i] != '\0'; i++)
    if (types[i] == 's')
      mq_statement_bind_text (statement, i + 1, va_arg (*values, const char *));
    else if (types[i] == 'l')
      mq_statement_bind_int64 (statement, i + 1, va_arg (*values, gint64));
    else
      mq_statement_bind_int64 (statement, i + 1, va_arg (*values, int));

  return statement;
}

/**
 * mq_sqlite_query:
 * @self: a database
 * @sql: one statement
 * @error: return location
 * @types: of each parameter, from 1: `s` UTF-8 (%NULL binds NULL), `i` an int, `l` a gint64
 * @...: a value for each parameter
 *
 * Returns: (transfer full) (nullable): the prepared statement with its parameters bound, for
 *   mq_statement_step()
 */
MqStatement *
mq_sqlite_query (MqSqlite *self, const char *sql, GError **error, const char *types, ...)
{
  MqStatement *statement;
  va_list values;

  va_start (values, types);
  statement = prepare_with (self, sql, error, types, &values);
  va_end (values);
  return statement;
}

/**
 * mq_sqlite_run:
 * @self: a database
 * @sql: one statement, whose rows nobody needs
 * @error: return location
 * @types: as for mq_sqlite_query()
 * @...: a value for each parameter
 *
 * Returns: whether it succeeded
 */
gboolean
mq_sqlite_run (MqSqlite *self, const char *sql, GError **error, const char *types, ...)
{
  g_autoptr (MqStatement) statement = NULL;
  va_list values;

  va_start (values, types);
  statement = prepare_with (self, sql, error, types, &values);
  va_end (values);
  return statement != NULL && mq_statement_run (statement, error);
}

/**
 * mq_statement_list_texts:
 * @self: a statement with its parameters
 * @error: as of mq_statement_step()
 *
 * Returns: (transfer full) (nullable): the first column of all rows
 */
GStrv
mq_statement_list_texts (MqStatement *self, GError **error)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  gboolean has_row = TRUE;

  while (mq_statement_step (self, &has_row, error))
    {
      if (!has_row)
        return g_strv_builder_end (texts);
      g_strv_builder_add (texts, mq_statement_get_text (self, 0));
    }

  return NULL;
}

/**
 * mq_statement_reset:
 * @self: a statement
 *
 * Resets it and clears its parameters.
 */
void
mq_statement_reset (MqStatement *self)
{
  sqlite3_reset (self->stmt);
  sqlite3_clear_bindings (self->stmt);
  self->bind_status = SQLITE_OK;
}

/**
 * mq_statement_is_null:
 * @self: a statement at a row
 * @column: from 0
 *
 * Returns: whether it is NULL
 */
gboolean
mq_statement_is_null (MqStatement *self, int column)
{
  return sqlite3_column_type (self->stmt, column) == SQLITE_NULL;
}

/**
 * mq_statement_get_int64:
 * @self: a statement at a row
 * @column: from 0
 *
 * Returns: the number
 */
gint64
mq_statement_get_int64 (MqStatement *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

/**
 * mq_statement_get_double:
 * @self: a statement at a row
 * @column: from 0
 *
 * Returns: the number
 */
double
mq_statement_get_double (MqStatement *self, int column)
{
  return sqlite3_column_double (self->stmt, column);
}

/**
 * mq_statement_get_text:
 * @self: a statement at a row
 * @column: from 0
 *
 * Returns: (nullable): the text, valid until the next step
 */
const char *
mq_statement_get_text (MqStatement *self, int column)
{
  return (const char *)sqlite3_column_text (self->stmt, column);
}

/**
 * mq_statement_dup_text:
 * @self: a statement at a row
 * @column: from 0
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
mq_statement_dup_text (MqStatement *self, int column)
{
  return g_strdup (mq_statement_get_text (self, column));
}

/**
 * mq_statement_dup_bytes:
 * @self: a statement at a row
 * @column: from 0
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
mq_statement_dup_bytes (MqStatement *self, int column)
{
  const void *data;

  if (mq_statement_is_null (self, column))
    return NULL;

  data = sqlite3_column_blob (self->stmt, column);
  return g_bytes_new (data, sqlite3_column_bytes (self->stmt, column));
}
