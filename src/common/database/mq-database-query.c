/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Single statements, see mq-database-query.h. */
#include "common/database/mq-database-query.h"

#include <string.h>

#define MAX_VALUES 8

typedef struct
{
  const char *sql;
  const char *types;
  char *texts[MAX_VALUES];    /* of the types s */
  GBytes *bytes[MAX_VALUES];  /* of the types b */
  gint64 numbers[MAX_VALUES]; /* of the others */
  MqRowFunc func;
  GDestroyNotify free_func;
} Query;

/* @sql and @types are literals. */
static Query *
query_new (const char *sql, const char *types, va_list *values)
{
  Query *self = g_new0 (Query, 1);

  g_assert (strlen (types) <= MAX_VALUES);

  self->sql = sql;
  self->types = types;
  for (gsize i = 0; types[i] != '\0'; i++)
    if (types[i] == 's')
      self->texts[i] = g_strdup (va_arg (*values, const char *));
    else if (types[i] == 'b')
      self->bytes[i] = g_bytes_ref (va_arg (*values, GBytes *));
    else
      self->numbers[i] = types[i] == 'l' ? va_arg (*values, gint64) : (gint64)va_arg (*values, int);

  return self;
}

static void
query_free (gpointer data)
{
  Query *self = data;

  for (gsize i = 0; i < MAX_VALUES; i++)
    {
      g_free (self->texts[i]);
      g_clear_pointer (&self->bytes[i], g_bytes_unref);
    }
  g_free (self);
}

static MqStatement *
prepare (MqDatabase *db, Query *query, GError **error)
{
  MqStatement *statement = mq_database_prepare (db, query->sql, error);

  for (int i = 0; statement != NULL && query->types[i] != '\0'; i++)
    if (query->types[i] == 's')
      mq_statement_bind_text (statement, i + 1, query->texts[i]);
    else if (query->types[i] == 'b')
      mq_statement_bind_bytes (statement, i + 1, query->bytes[i]);
    else
      mq_statement_bind_int64 (statement, i + 1, query->numbers[i]);

  return statement;
}

static DexFuture *
run (MqDatabase *db, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement = prepare (db, user_data, &error);

  if (statement == NULL || !mq_statement_run (statement, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_for_int64 (mq_database_get_changes (db));
}

DexFuture *
mq_database_execute (MqDatabase *self, const char *sql, const char *types, ...)
{
  Query *query;
  va_list values;

  va_start (values, types);
  query = query_new (sql, types, &values);
  va_end (values);
  return mq_database_submit (self, run, query, query_free);
}

static DexFuture *
read_number (MqDatabase *db, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement = prepare (db, user_data, &error);
  gboolean has_row = FALSE;

  if (statement == NULL || !mq_statement_step (statement, &has_row, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_for_int64 (has_row ? mq_statement_get_int64 (statement, 0) : 0);
}

DexFuture *
mq_database_read_number (MqDatabase *self, const char *sql, const char *types, ...)
{
  Query *query;
  va_list values;

  va_start (values, types);
  query = query_new (sql, types, &values);
  va_end (values);
  return mq_database_submit (self, read_number, query, query_free);
}

static DexFuture *
list (MqDatabase *db, gpointer user_data)
{
  Query *query = user_data;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (query->free_func);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement = prepare (db, query, &error);
  gboolean has_row = FALSE;

  while (statement != NULL && mq_statement_step (statement, &has_row, &error) && has_row)
    g_ptr_array_add (all, query->func (statement));

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&all));
}

DexFuture *
mq_database_list (MqDatabase *self, MqRowFunc func, GDestroyNotify free_func, const char *sql,
                  const char *types, ...)
{
  Query *query;
  va_list values;

  va_start (values, types);
  query = query_new (sql, types, &values);
  va_end (values);
  query->func = func;
  query->free_func = free_func;
  return mq_database_submit (self, list, query, query_free);
}

static DexFuture *
list_texts (MqDatabase *db, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement = prepare (db, user_data, &error);
  GStrv texts = statement != NULL ? mq_statement_list_texts (statement, &error) : NULL;

  if (texts == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_STRV, texts);
}

DexFuture *
mq_database_list_texts (MqDatabase *self, const char *sql, const char *types, ...)
{
  Query *query;
  va_list values;

  va_start (values, types);
  query = query_new (sql, types, &values);
  va_end (values);
  return mq_database_submit (self, list_texts, query, query_free);
}

static DexFuture *
perform (MqDatabase *self, gpointer call)
{
  return mq_call_perform (call, self);
}

/* Implements mq_database_call(), which also checks the values. @name: of @func; @...: pairs of a
 * #GType and a value, then %G_TYPE_INVALID. Returns: (transfer full): resolves or rejects as the
 * future that @func returns */
DexFuture *
mq_database_call_values (MqDatabase *self, const char *name, GCallback func, ...)
{
  MqCall *call;
  va_list arguments;

  va_start (arguments, func);
  call = mq_call_new (name, func, &arguments);
  va_end (arguments);
  return mq_database_submit (self, perform, call, mq_call_free);
}
