/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepared statements: their parameters and columns, see mq-database.h. */
#include "common/database/mq-database.h"

static MqDatabaseClass *
get_class (MqStatement *self)
{
  return MQ_DATABASE_GET_CLASS (self->db);
}

/**
 * mq_database_prepare:
 * @self: a database; it must outlive the statement
 * @sql: one statement
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the statement
 */
MqStatement *
mq_database_prepare (MqDatabase *self, const char *sql, GError **error)
{
  return MQ_DATABASE_GET_CLASS (self)->prepare (self, sql, error);
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
  get_class (self)->release (self);
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
  get_class (self)->bind_int64 (self, parameter, value);
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
  get_class (self)->bind_double (self, parameter, value);
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
  get_class (self)->bind_text (self, parameter, value);
}

/* @parameter: from 1; @value: (nullable): bytes, copied; NULL binds NULL */
void
mq_statement_bind_bytes (MqStatement *self, int parameter, GBytes *value)
{
  get_class (self)->bind_bytes (self, parameter, value);
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
  return get_class (self)->step (self, has_row, error);
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
prepare_with (MqDatabase *self, const char *sql, GError **error, const char *types, va_list *values)
{
  MqStatement *statement = mq_database_prepare (self, sql, error);

  for (int i = 0; statement != NULL && types[i] != '\0'; i++)
    if (types[i] == 's')
      mq_statement_bind_text (statement, i + 1, va_arg (*values, const char *));
    else if (types[i] == 'l')
      mq_statement_bind_int64 (statement, i + 1, va_arg (*values, gint64));
    else if (types[i] == 'b')
      mq_statement_bind_bytes (statement, i + 1, va_arg (*values, GBytes *));
    else
      mq_statement_bind_int64 (statement, i + 1, va_arg (*values, int));

  return statement;
}

/**
 * mq_database_query:
 * @self: a database
 * @sql: one statement
 * @error: return location
 * @types: of each parameter, from 1: `s` UTF-8 (%NULL binds NULL), `i` an int, `l` a gint64, `b` a
 * #GBytes
 * @...: a value for each parameter
 *
 * Returns: (transfer full) (nullable): the prepared statement with its parameters bound, for
 *   mq_statement_step()
 */
MqStatement *
mq_database_query (MqDatabase *self, const char *sql, GError **error, const char *types, ...)
{
  MqStatement *statement;
  va_list values;

  va_start (values, types);
  statement = prepare_with (self, sql, error, types, &values);
  va_end (values);
  return statement;
}

/**
 * mq_database_run:
 * @self: a database
 * @sql: one statement, whose rows nobody needs
 * @error: return location
 * @types: as for mq_database_query()
 * @...: a value for each parameter
 *
 * Returns: whether it succeeded
 */
gboolean
mq_database_run (MqDatabase *self, const char *sql, GError **error, const char *types, ...)
{
  g_autoptr (MqStatement) statement = NULL;
  va_list values;

  va_start (values, types);
  statement = prepare_with (self, sql, error, types, &values);
  va_end (values);
  return statement != NULL && mq_statement_run (statement, error);
}

/**
 * mq_database_get_number:
 * @self: a database
 * @sql: one statement, which is run to its end
 * @number: (inout): the first column of its row; unchanged without one
 * @error: return location
 * @types: as for mq_database_query()
 * @...: a value for each
 *
 * Returns: whether it was run
 */
gboolean
mq_database_get_number (MqDatabase *self, const char *sql, gint64 *number, GError **error,
                        const char *types, ...)
{
  g_autoptr (MqStatement) statement = NULL;
  gboolean has_row = FALSE;
  va_list values;

  va_start (values, types);
  statement = prepare_with (self, sql, error, types, &values);
  va_end (values);

  while (statement != NULL && mq_statement_step (statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;
      *number = mq_statement_get_int64 (statement, 0);
    }

  return FALSE;
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
  get_class (self)->reset (self);
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
  return get_class (self)->is_null (self, column);
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
  return get_class (self)->get_int64 (self, column);
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
  return get_class (self)->get_double (self, column);
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
  return get_class (self)->get_text (self, column);
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
  return mq_statement_is_null (self, column) ? NULL : get_class (self)->dup_bytes (self, column);
}
