/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements of PostgreSQL, see mq-database.h. The first step runs the statement, prepared at the
 * server under a name made of its text, and libpq holds all of its rows. */
#include "service/store/mq-postgres-private.h"

#include "common/base/mq-error.h"

#include <stdlib.h>
#include <string.h>

#define MAX_PARAMETERS 16

/* Types of the system table pg_type. */
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_TEXT 25
#define OID_FLOAT8 701

typedef struct
{
  Oid type; /* 0: not bound, which is NULL */
  char *text;
  GBytes *bytes;
} Value;

typedef struct
{
  MqStatement parent;
  char *sql; /* with $1 for ?1 */
  Value values[MAX_PARAMETERS];
  int n_values;
  gboolean is_wrong; /* a parameter that is not there was bound */
  PGresult *result;
  int row;
} Statement;

static Statement *
cast (MqStatement *statement)
{
  return (Statement *)statement;
}

/* Outside of strings and names, ? is always a parameter. */
static char *
translate (const char *sql)
{
  char *text = g_strdup (sql);
  char quote = '\0';

  for (char *c = text; *c != '\0'; c++)
    if (quote != '\0')
      quote = *c == quote ? '\0' : quote;
    else if (*c == '\'' || *c == '"')
      quote = *c;
    else if (*c == '?')
      *c = '$';

  return text;
}

static int
count_parameters (const char *sql)
{
  int most = 0;

  for (const char *c = strchr (sql, '$'); c != NULL; c = strchr (c + 1, '$'))
    most = MAX (most, atoi (c + 1));

  return most;
}

static MqStatement *
prepare (MqDatabase *database, const char *sql, GError **error)
{
  Statement *self = g_new0 (Statement, 1);

  self->parent.db = database;
  self->sql = translate (sql);
  self->n_values = count_parameters (self->sql);
  g_assert (self->n_values <= MAX_PARAMETERS);
  return &self->parent;
}

static void
reset (MqStatement *statement)
{
  Statement *self = cast (statement);

  for (int i = 0; i < MAX_PARAMETERS; i++)
    {
      g_clear_pointer (&self->values[i].text, g_free);
      g_clear_pointer (&self->values[i].bytes, g_bytes_unref);
      self->values[i].type = 0;
    }
  self->is_wrong = FALSE;
  g_clear_pointer (&self->result, PQclear);
}

static void
release (MqStatement *statement)
{
  Statement *self = cast (statement);

  reset (statement);
  g_free (self->sql);
  g_free (self);
}

/* Returns: (nullable): the parameter; a statement with a wrong one fails at its step */
static Value *
get_value (MqStatement *statement, int parameter, Oid type)
{
  Statement *self = cast (statement);

  self->is_wrong = self->is_wrong || parameter < 1 || parameter > self->n_values;
  if (self->is_wrong)
    return NULL;

  g_clear_pointer (&self->values[parameter - 1].text, g_free);
  g_clear_pointer (&self->values[parameter - 1].bytes, g_bytes_unref);
  self->values[parameter - 1].type = type;
  return &self->values[parameter - 1];
}

static void
bind_int64 (MqStatement *statement, int parameter, gint64 number)
{
  Value *value = get_value (statement, parameter, OID_INT8);

  if (value != NULL)
    value->text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static void
bind_double (MqStatement *statement, int parameter, double number)
{
  Value *value = get_value (statement, parameter, OID_FLOAT8);
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (value != NULL)
    value->text = g_strdup (g_ascii_dtostr (text, sizeof text, number));
}

static void
bind_text (MqStatement *statement, int parameter, const char *text)
{
  Value *value = get_value (statement, parameter, OID_TEXT);

  if (value != NULL)
    value->text = g_strdup (text);
}

static void
bind_bytes (MqStatement *statement, int parameter, GBytes *bytes)
{
  Value *value = get_value (statement, parameter, OID_BYTEA);

  if (value != NULL && bytes != NULL)
    value->bytes = g_bytes_ref (bytes);
}

/* The same text with other types is another statement. */
static char *
make_name (Statement *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *)self->sql, -1);
  for (int i = 0; i < self->n_values; i++)
    g_checksum_update (sum, (const guchar *)&self->values[i].type, sizeof self->values[i].type);

  return g_strndup (g_checksum_get_string (sum), 40);
}

static gboolean
prepare_at_server (MqPostgres *db, Statement *self, const char *name, GError **error)
{
  Oid types[MAX_PARAMETERS];

  if (g_hash_table_contains (db->prepared, name))
    return TRUE;

  for (int i = 0; i < self->n_values; i++)
    types[i] = self->values[i].type;

  if (!mq_postgres_check (db, PQprepare (db->connection, name, self->sql, self->n_values, types),
                          NULL, error))
    return FALSE;

  g_hash_table_add (db->prepared, g_strdup (name));
  return TRUE;
}

static gboolean
execute_once (MqPostgres *db, Statement *self, GError **error)
{
  const char *values[MAX_PARAMETERS];
  int lengths[MAX_PARAMETERS];
  int formats[MAX_PARAMETERS];
  g_autofree char *name = make_name (self);

  if (!prepare_at_server (db, self, name, error))
    return FALSE;

  for (int i = 0; i < self->n_values; i++)
    {
      const Value *value = &self->values[i];
      gsize size = 0;

      values[i] = value->bytes != NULL ? g_bytes_get_data (value->bytes, &size) : value->text;
      if (value->bytes != NULL && values[i] == NULL)
        values[i] = ""; /* bytes of no length have no address, and NULL is another value */
      lengths[i] = (int)size;
      formats[i] = value->bytes != NULL;
    }

  return mq_postgres_check (
      db, PQexecPrepared (db->connection, name, self->n_values, values, lengths, formats, 0),
      &self->result, error);
}

/* A statement outside of a transaction whose connection is found dead is tried once more. One that
 * writes may have been done: all such statements of the service may be done twice. */
static gboolean
execute (MqPostgres *db, Statement *self, GError **error)
{
  g_autoptr (GError) first = NULL;

  mq_postgres_revive (db);
  if (execute_once (db, self, &first))
    return TRUE;

  if (db->in_transaction || !g_error_matches (first, MQ_ERROR, MQ_ERROR_UNREACHABLE))
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }

  mq_postgres_revive (db);
  return execute_once (db, self, error);
}

static gboolean
step (MqStatement *statement, gboolean *has_row, GError **error)
{
  Statement *self = cast (statement);

  *has_row = FALSE;
  if (self->is_wrong)
    return mq_fail (error, MQ_ERROR_FAILED, "A statement has no such parameter");

  if (self->result != NULL)
    self->row++;
  else if (!execute (MQ_POSTGRES (statement->db), self, error))
    return FALSE;
  else
    self->row = 0;

  *has_row = self->row < PQntuples (self->result);
  return TRUE;
}

static gboolean
is_null (MqStatement *statement, int column)
{
  Statement *self = cast (statement);

  return PQgetisnull (self->result, self->row, column) != 0;
}

static const char *
get_text (MqStatement *statement, int column)
{
  Statement *self = cast (statement);

  return is_null (statement, column) ? NULL : PQgetvalue (self->result, self->row, column);
}

static gint64
get_int64 (MqStatement *statement, int column)
{
  const char *text = get_text (statement, column);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static double
get_double (MqStatement *statement, int column)
{
  const char *text = get_text (statement, column);

  return text != NULL ? g_ascii_strtod (text, NULL) : 0;
}

static GBytes *
dup_bytes (MqStatement *statement, int column)
{
  gsize length;
  guchar *bytes = PQunescapeBytea ((const guchar *)get_text (statement, column), &length);

  return g_bytes_new_with_free_func (bytes, length, PQfreemem, bytes);
}

void
mq_postgres_statement_class_init (MqDatabaseClass *klass)
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
