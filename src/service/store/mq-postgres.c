/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPostgres, see mq-postgres.h: the connection, errors, the layout and the statements.
 * libpq blocks, but only the thread of the database. */
#include "service/store/mq-postgres.h"

#include "common/base/mq-error.h"

#include <gio/gio.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

struct _MqPostgres
{
  MqDatabase parent_instance;

  PGconn *connection;
  GHashTable *prepared; /* set of the names of statements that the server has */
  gint64 changes;
  gboolean in_transaction;
  gint64 next_try; /* monotonic, µs: when to connect again; 0: the server is not known to be away */
};

/* Statements of PostgreSQL. The first step runs the statement, prepared at the server under a name
 * made of its text, and libpq holds all of its rows. */

#define MAX_PARAMETERS 16

/* Types of the system table pg_type. */
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_TEXT 25
#define OID_FLOAT8 701
/* SQLSTATE codes and classes, of the appendix “Error Codes” of PostgreSQL's manual. */
#define CLASS_CONSTRAINT "23"
#define CLASS_CONNECTION "08"
#define CLASS_INTERVENTION "57"
#define CLASS_ROLLBACK "40"   /* of a deadlock, for example */
#define IDLE_TOO_LONG "25P03" /* in a transaction; the server closes the connection */
#define CLASS_RESOURCES "53"
#define DISK_FULL "53100"
/* s: a job waits so long for a server that restarts; the last attempt may take `connect_timeout`.
 * While the server is known to be away, statements fail at once, and one in a second tries to
 * connect. */
#define RECONNECT_SECONDS 2
/* Any number: the programs that may change the layout take the same lock. */
#define LAYOUT_LOCK "7205759"

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

static MqStatement *
prepare (MqDatabase *database, const char *sql, GError **error)
{
  Statement *self = g_new0 (Statement, 1);
  char quote = '\0';

  self->parent.db = database;
  self->sql = g_strdup (sql);

  /* Outside of strings and names, ? is always a parameter. */
  for (char *c = self->sql; *c != '\0'; c++)
    if (quote != '\0')
      quote = *c == quote ? '\0' : quote;
    else if (*c == '\'' || *c == '"')
      quote = *c;
    else if (*c == '?')
      *c = '$';

  for (const char *c = strchr (self->sql, '$'); c != NULL; c = strchr (c + 1, '$'))
    self->n_values = MAX (self->n_values, atoi (c + 1));
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

static gboolean
postgres_check (MqPostgres *self, PGresult *result, PGresult **kept, GError **error);

static gboolean
execute_once (MqPostgres *db, Statement *self, GError **error)
{
  Oid types[MAX_PARAMETERS];
  const char *values[MAX_PARAMETERS];
  int lengths[MAX_PARAMETERS];
  int formats[MAX_PARAMETERS];
  g_autofree char *name = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  /* The same text with other types is another statement. */
  g_checksum_update (sum, (const guchar *)self->sql, -1);
  for (int i = 0; i < self->n_values; i++)
    {
      types[i] = self->values[i].type;
      g_checksum_update (sum, (const guchar *)&types[i], sizeof types[i]);
    }

  name = g_strndup (g_checksum_get_string (sum), 40);
  if (!g_hash_table_contains (db->prepared, name))
    {
      if (!postgres_check (db, PQprepare (db->connection, name, self->sql, self->n_values, types),
                           NULL, error))
        return FALSE;

      g_hash_table_add (db->prepared, g_strdup (name));
    }

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

  return postgres_check (
      db, PQexecPrepared (db->connection, name, self->n_values, values, lengths, formats, 0),
      &self->result, error);
}

static void postgres_revive (MqPostgres *self);

static gboolean
step (MqStatement *statement, gboolean *has_row, GError **error)
{
  Statement *self = cast (statement);
  MqPostgres *db = MQ_POSTGRES (statement->db);
  g_autoptr (GError) fault = NULL;

  *has_row = FALSE;
  if (self->is_wrong)
    return mq_fail (error, MQ_ERROR_FAILED, "A statement has no such parameter");

  if (self->result == NULL)
    {
      self->row = -1;
      postgres_revive (db);
      if (!execute_once (db, self, &fault))
        {
          /* Outside of a transaction, a statement whose connection is found dead is tried once
           * more. One that writes may have been done: all such statements of the service may be
           * done twice. */
          if (db->in_transaction || !g_error_matches (fault, MQ_ERROR, MQ_ERROR_UNREACHABLE))
            return mq_fail_with (error, &fault);

          postgres_revive (db);
          if (!execute_once (db, self, error))
            return FALSE;
        }
    }

  self->row++;
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

G_DEFINE_FINAL_TYPE (MqPostgres, mq_postgres, MQ_TYPE_DATABASE)

static void
mq_postgres_finalize (GObject *object)
{
  MqPostgres *self = MQ_POSTGRES (object);

  g_clear_pointer (&self->prepared, g_hash_table_unref);
  g_clear_pointer (&self->connection, PQfinish);

  G_OBJECT_CLASS (mq_postgres_parent_class)->finalize (object);
}

static gboolean
is_class (const char *state, const char *class)
{
  return state != NULL && strncmp (state, class, 2) == 0;
}

/* Keeps only the first line of a message: the others may quote a row. */
static gboolean
fail (MqPostgres *self, PGresult *result, GError **error)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const char *primary = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  const char *all = PQerrorMessage (self->connection);
  g_autofree char *message = primary != NULL ? g_strdup (primary)
                                             : g_strndup (all, strcspn (all, "\n"));

  /* A server that stops says so before it closes the connection. Without a code, libpq could not
   * send the statement, and does not always note that the connection is gone. */
  if (PQstatus (self->connection) != CONNECTION_OK || state == NULL
      || is_class (state, CLASS_CONNECTION) || is_class (state, CLASS_INTERVENTION)
      || g_strcmp0 (state, IDLE_TOO_LONG) == 0)
    g_set_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE, "The database cannot be reached: %s",
                 message);
  else if (is_class (state, CLASS_ROLLBACK))
    g_set_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE, "The database gave way to another node: %s",
                 message);
  else if (is_class (state, CLASS_CONSTRAINT))
    g_set_error (error, MQ_ERROR, MQ_ERROR_CONFLICT, "The database refused a row: %s", message);
  else if (g_strcmp0 (state, DISK_FULL) == 0)
    g_set_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE, "No space left for the database");
  else if (is_class (state, CLASS_RESOURCES))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "The database is busy: %s", message);
  else
    g_set_error (error, MQ_ERROR, MQ_ERROR_FAILED, "The database reports: %s", message);

  return FALSE;
}

/* @result: (transfer full): of a statement */
static gboolean
postgres_check (MqPostgres *self, PGresult *result, PGresult **kept, GError **error)
{
  ExecStatusType status = PQresultStatus (result);
  gboolean ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

  if (ok)
    self->changes = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
  else
    fail (self, result, error);

  if (ok && kept != NULL)
    *kept = result;
  else
    PQclear (result);

  return ok;
}

/* A node that sleeps in the middle of a transaction holds no lock longer than a node without life
 * is taken for alive; and the server notices a node whose machine is gone. */
static gboolean
set_up (MqPostgres *self, GError **error)
{
  return postgres_check (self,
                         PQexec (self->connection, "SET idle_in_transaction_session_timeout = '4s';"
                                                   "SET tcp_keepalives_idle = 5;"
                                                   "SET tcp_keepalives_interval = 2;"
                                                   "SET tcp_keepalives_count = 2"),
                         NULL, error);
}

/* Between transactions, a connection that was lost is made again. */
static void
postgres_revive (MqPostgres *self)
{
  gint64 began = g_get_monotonic_time ();

  if (self->in_transaction || PQstatus (self->connection) == CONNECTION_OK
      || began < self->next_try)
    return;

  do
    {
      /* A new connection knows none of the prepared statements. */
      PQreset (self->connection);
      g_hash_table_remove_all (self->prepared);
      self->in_transaction = FALSE;
      if (PQstatus (self->connection) == CONNECTION_OK)
        set_up (self, NULL);

      if (PQstatus (self->connection) == CONNECTION_OK)
        {
          self->next_try = 0;
          return;
        }
      if (self->next_try == 0)
        g_usleep (200 * G_TIME_SPAN_MILLISECOND);
    }
  while (self->next_try == 0
         && g_get_monotonic_time () < began + RECONNECT_SECONDS * G_TIME_SPAN_SECOND);

  self->next_try = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
}

static gboolean
exec (MqDatabase *database, const char *sql, GError **error)
{
  MqPostgres *self = MQ_POSTGRES (database);

  return postgres_check (self, PQexec (self->connection, sql), NULL, error);
}

static gint64
get_changes (MqDatabase *database)
{
  return MQ_POSTGRES (database)->changes;
}

/* The server may have ended an idle connection, which only the next statement shows. */
static gboolean
begin (MqDatabase *database, GError **error)
{
  MqPostgres *self = MQ_POSTGRES (database);

  postgres_revive (self);
  if (!exec (database, "BEGIN", NULL))
    {
      postgres_revive (self);
      if (!exec (database, "BEGIN", error))
        return FALSE;
    }

  self->in_transaction = TRUE;
  return TRUE;
}

/* After an error inside, COMMIT succeeds and rolls back. */
static gboolean
commit (MqDatabase *database, GError **error)
{
  MqPostgres *self = MQ_POSTGRES (database);
  gboolean is_sound = PQtransactionStatus (self->connection) == PQTRANS_INTRANS;

  if (!exec (database, "COMMIT", error))
    return FALSE;

  self->in_transaction = FALSE;
  return is_sound || mq_fail (error, MQ_ERROR_FAILED, "The database undid a change");
}

static void
rollback (MqDatabase *database)
{
  MqPostgres *self = MQ_POSTGRES (database);

  if (self->in_transaction && PQstatus (self->connection) == CONNECTION_OK)
    exec (database, "ROLLBACK", NULL);
  self->in_transaction = FALSE;
}

static void
mq_postgres_class_init (MqPostgresClass *klass)
{
  MqDatabaseClass *database_class = MQ_DATABASE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mq_postgres_finalize;
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
mq_postgres_init (MqPostgres *self)
{
  self->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* If several nodes start at once, one makes the layout. */
static gboolean
migrate (MqDatabase *db, const char *const *migrations, GError **error)
{
  gint64 target = g_strv_length ((char **)migrations);
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
  gint64 version = 0;

  if (transaction == NULL
      || !mq_database_exec (db,
                            "SET LOCAL client_min_messages = warning;"
                            "SELECT pg_advisory_xact_lock (" LAYOUT_LOCK ");"
                            "CREATE TABLE IF NOT EXISTS layout (version BIGINT NOT NULL)",
                            error)
      || !mq_database_get_number (db, "SELECT coalesce (max (version), 0) FROM layout", &version,
                                  error, ""))
    return FALSE;

  if (version > target)
    return mq_fail (error, MQ_ERROR_FAILED,
                    "The database was made by a newer Maquette (layout %d, this one knows %d); "
                    "use that one",
                    (int)version, (int)target);

  for (gint64 i = version; i < target; i++)
    {
      g_autoptr (GString) sql = g_string_new (migrations[i]);

      g_string_replace (sql, "INTEGER", "BIGINT", 0);
      g_string_replace (sql, "BLOB", "BYTEA", 0);
      g_string_replace (sql, ") STRICT", ")", 0);
      if (!mq_database_exec (db, sql->str, error))
        return FALSE;
    }

  return (version == target
          || mq_database_run (db, "INSERT INTO layout (version) VALUES (?1)", error, "l", target))
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* @uri: a connection URI or keywords, as for libpq; @error: %MQ_ERROR_BAD_INPUT. Returns:
 * whether libpq understands it, and it contains no password: that is a secret, which libpq takes
 * from its own password file or from `PGPASSWORD` */
gboolean
mq_postgres_check_uri (const char *uri, GError **error)
{
  char *why = NULL;
  PQconninfoOption *options = PQconninfoParse (uri, &why);
  gboolean has_password = FALSE;

  if (options == NULL)
    {
      g_autofree char *line = g_strndup (why != NULL ? why : "",
                                         strcspn (why != NULL ? why : "", "\n"));

      PQfreemem (why);
      return mq_fail (error, MQ_ERROR_BAD_INPUT,
                      "“service.database” is not a PostgreSQL address: %s", line);
    }

  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    has_password = has_password
                   || (option->val != NULL && strstr (option->keyword, "password") != NULL
                       && strstr (option->keyword, "passfile") == NULL);
  PQconninfoFree (options);

  return !has_password
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "“service.database” contains a password; put it into libpq's password file "
                     "(PGPASSFILE)");
}

static void
ignore_notice (void *data, const PGresult *result)
{
}

/* Connects to a server, and blocks until it answers. A server that is gone without a word is
 * noticed within ten seconds, also by a connection that only listens; the system would wait for
 * hours. The address may set other times. */
PGconn *
mq_postgres_connect (const char *uri)
{
  static const char *const settings[][2] = {
    { "connect_timeout", "3" },     { "keepalives_idle", "5" },
    { "keepalives_interval", "2" }, { "keepalives_count", "2" },
    { "tcp_user_timeout", "9000" }, { "dbname", NULL },
    { "client_encoding", "UTF8" },  { "fallback_application_name", "maquette" },
  };
  const char *keywords[G_N_ELEMENTS (settings) + 1] = { NULL };
  const char *values[G_N_ELEMENTS (settings) + 1] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      keywords[i] = settings[i][0];
      values[i] = settings[i][1] != NULL ? settings[i][1] : uri;
    }

  return PQconnectdbParams (keywords, values, 1);
}

/* Blocks until the server answers. @uri: a connection URI or keywords, as for libpq;
 * @migrations: (nullable): as for mq_sqlite_open(); %NULL: the layout is there; @error:
 * %MQ_ERROR_UNREACHABLE, %MQ_ERROR_FAILED (of a newer Maquette). Returns: (transfer full)
 * (nullable): the database */
MqDatabase *
mq_postgres_open (const char *uri, const char *const *migrations, GError **error)
{
  g_autoptr (MqPostgres) self = g_object_new (MQ_TYPE_POSTGRES, NULL);

  self->connection = mq_postgres_connect (uri);
  if (PQstatus (self->connection) != CONNECTION_OK)
    {
      fail (self, NULL, error);
      return NULL;
    }

  PQsetNoticeReceiver (self->connection, ignore_notice, NULL);
  if (!set_up (self, error))
    return NULL;

  if (migrations != NULL && !migrate (MQ_DATABASE (self), migrations, error))
    return NULL;

  return MQ_DATABASE (g_steal_pointer (&self));
}
