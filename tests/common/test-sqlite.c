/* The SQLite wrapper: migrations, errors that agree with results, transactions, the writer
 * thread. */
#include "common/base/mq-error.h"
#include "common/database/mq-sqlite.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const first[] = {
  "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size REAL) STRICT",
  NULL,
};
static const char *const second[] = {
  "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size REAL) STRICT",
  "ALTER TABLE thing ADD COLUMN data BLOB",
  NULL,
};
static const char *const broken[] = {
  "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size REAL) STRICT",
  "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; CREATE NONSENSE",
  NULL,
};

static char *
database_path (const char *name)
{
  return g_build_filename (mq_test_get_dir (), name, NULL);
}

static MqDatabase *
open_or_fail (const char *path, const char *const *migrations)
{
  g_autoptr (GError) error = NULL;
  MqDatabase *db = mq_sqlite_open (path, migrations, MQ_SQLITE_NONE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (db);
  return db;
}

static gint64
count (MqDatabase *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) statement = mq_database_prepare (db, sql, &error);
  gboolean has_row;

  g_assert_no_error (error);
  g_assert_true (mq_statement_step (statement, &has_row, &error));
  g_assert_true (has_row);
  return mq_statement_get_int64 (statement, 0);
}

static gboolean
insert (MqDatabase *db, const char *name, GError **error)
{
  g_autoptr (MqStatement) statement
      = mq_database_prepare (db, "INSERT INTO thing (name, size) VALUES (?1, ?2)", error);

  if (statement == NULL)
    return FALSE;

  mq_statement_bind_text (statement, 1, name);
  mq_statement_bind_double (statement, 2, 1.5);
  return mq_statement_run (statement, error);
}

static void
test_migrations (void)
{
  g_autofree char *path = database_path ("migrations.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (MqDatabase) db = open_or_fail (path, first);

  g_assert_true (insert (db, "a", &error));
  g_clear_object (&db);

  /* A migration that fails leaves the layout before it, whole. */
  db = mq_sqlite_open (path, broken, MQ_SQLITE_NONE, &error);
  g_assert_null (db);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_clear_error (&error);

  db = open_or_fail (path, second);
  g_assert_cmpint (count (db, "SELECT count(*) FROM thing WHERE data IS NULL"), ==, 1);
  g_assert_cmpint (count (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), ==, 0);
  g_assert_cmpint (count (db, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (count (db, "PRAGMA foreign_keys"), ==, 1);
  g_clear_object (&db);

  db = mq_sqlite_open (path, first, MQ_SQLITE_NONE, &error);
  g_assert_null (db);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "newer"));
}

static void
test_values (void)
{
  g_autofree char *path = database_path ("values.db");
  g_autoptr (MqDatabase) db = open_or_fail (path, second);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (MqStatement) statement = mq_database_prepare (
      db, "INSERT INTO thing (id, name, size, data) VALUES (?1, ?2, ?3, ?4)", &error);
  gboolean has_row;

  mq_statement_bind_int64 (statement, 1, G_MAXINT64);
  mq_statement_bind_text (statement, 2, "naïve “quotes”'; DROP TABLE thing");
  mq_statement_bind_bytes (statement, 4, bytes);
  g_assert_true (mq_statement_run (statement, &error));
  g_assert_cmpint (mq_database_get_changes (db), ==, 1);

  mq_statement_bind_int64 (statement, 1, 2);
  mq_statement_bind_text (statement, 2, "empty");
  mq_statement_bind_bytes (statement, 4, empty);
  g_assert_true (mq_statement_run (statement, &error));

  /* A parameter that is not there is said at the step. */
  mq_statement_bind_int64 (statement, 9, 1);
  g_assert_false (mq_statement_run (statement, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_clear_pointer (&statement, mq_statement_free);

  statement = mq_database_prepare (db, "SELECT name, size, data FROM thing ORDER BY id DESC",
                                   &error);
  g_assert_true (mq_statement_step (statement, &has_row, &error) && has_row);
  g_assert_cmpstr (mq_statement_get_text (statement, 0), ==, "naïve “quotes”'; DROP TABLE thing");
  g_assert_true (mq_statement_is_null (statement, 1));
  read = mq_statement_dup_bytes (statement, 2);
  g_assert_true (g_bytes_equal (read, bytes));
  g_assert_true (mq_statement_step (statement, &has_row, &error) && has_row);
  g_assert_false (mq_statement_is_null (statement, 2));
  g_assert_true (mq_statement_step (statement, &has_row, &error));
  g_assert_false (has_row);
}

static MqStatement *
find (MqDatabase *db, const char *name)
{
  g_autoptr (GError) error = NULL;
  MqStatement *statement = mq_database_query (
      db, "SELECT name FROM thing WHERE name = ?1 OR ?1 = '*'", &error, "s", name);
  gboolean has_row;

  g_assert_no_error (error);
  g_assert_true (mq_statement_step (statement, &has_row, &error));
  g_assert_true (has_row);
  return statement;
}

/* A statement that is given out again keeps nothing of its last use. */
static void
test_statements (void)
{
  g_autofree char *path = database_path ("statements.db");
  g_autoptr (MqDatabase) db = open_or_fail (path, first);
  MqStatement *one, *two;
  gboolean has_row;

  g_assert_true (insert (db, "chair", NULL));
  g_assert_true (insert (db, "table", NULL));

  one = find (db, "chair");
  two = find (db, "table");
  g_assert_cmpstr (mq_statement_get_text (one, 0), ==, "chair");
  g_assert_cmpstr (mq_statement_get_text (two, 0), ==, "table");
  mq_statement_free (one);
  mq_statement_free (two);

  one = mq_database_prepare (db, "SELECT name FROM thing WHERE name = ?1 OR ?1 = '*'", NULL);
  g_assert_true (mq_statement_step (one, &has_row, NULL));
  g_assert_false (has_row);
  mq_statement_free (one);

  /* One that was left in the middle holds no table. */
  mq_statement_free (find (db, "*"));
  g_assert_true (mq_database_exec (db, "DROP TABLE thing", NULL));
  g_assert_false (insert (db, "chair", NULL));
}

static void
test_transactions (void)
{
  g_autofree char *path = database_path ("transactions.db");
  g_autoptr (MqDatabase) db = open_or_fail (path, first);
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

    g_assert_nonnull (transaction);
    g_assert_true (insert (db, "left", &error));
  }
  g_assert_cmpint (count (db, "SELECT count(*) FROM thing"), ==, 0);

  {
    g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

    g_assert_true (insert (db, "kept", &error));
    g_assert_false (insert (db, "kept", &error));
    g_assert_error (error, MQ_ERROR, MQ_ERROR_CONFLICT);
    g_clear_error (&error);
    g_assert_true (mq_transaction_commit (g_steal_pointer (&transaction), &error));
  }
  g_assert_cmpint (count (db, "SELECT count(*) FROM thing"), ==, 1);
}

static void
test_damaged (void)
{
  g_autofree char *path = database_path ("damaged.db");
  g_autofree char *missing = database_path ("no/such/folder.db");
  g_autofree char *noise = g_strnfill (8192, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, noise, -1, &error));
  g_assert_null (mq_sqlite_open (path, first, MQ_SQLITE_NONE, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "damaged.db"));
  g_clear_error (&error);

  g_assert_null (mq_sqlite_open (missing, first, MQ_SQLITE_NONE, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
  g_clear_error (&error);

  g_assert_null (mq_sqlite_open (missing, first, MQ_SQLITE_READ_ONLY, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
}

static void
test_read_only (void)
{
  g_autofree char *path = database_path ("read-only.db");
  g_autoptr (MqDatabase) db = open_or_fail (path, first);
  g_autoptr (GError) error = NULL;

  g_assert_true (insert (db, "a", &error));
  g_clear_object (&db);

  db = mq_sqlite_open (path, first, MQ_SQLITE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (db, "SELECT count(*) FROM thing"), ==, 1);
  g_assert_false (insert (db, "b", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_clear_object (&db);

  db = mq_sqlite_open (path, second, MQ_SQLITE_READ_ONLY, &error);
  g_assert_null (db);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
}

static void
test_full (void)
{
  g_autofree char *path = database_path ("full.db");
  g_autoptr (MqDatabase) db = open_or_fail (path, first);
  g_autofree char *long_name = g_strnfill (65536, 'n');
  g_autoptr (GError) error = NULL;

  /* What a full disk looks like to SQLite, without a disk to fill. */
  g_assert_true (mq_database_exec (db, "PRAGMA max_page_count = 8", &error));
  g_assert_false (insert (db, long_name, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
}

static DexFuture *
submit_insert (MqDatabase *db, gpointer user_data)
{
  GError *error = NULL;

  if (!insert (db, user_data, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_int64 (count (db, "SELECT last_insert_rowid ()"));
}

static void
test_submit (void)
{
  g_autofree char *path = database_path ("submit.db");
  g_autoptr (MqDatabase) db = open_or_fail (path, first);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 50; i++)
    g_assert_cmpint (
        dex_await_int64 (mq_database_submit (db, submit_insert, g_strdup_printf ("n%u", i), g_free),
                         &error),
        ==, i);

  g_assert_false (
      dex_await (mq_database_submit (db, submit_insert, g_strdup ("n1"), g_free), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CONFLICT);
  g_clear_error (&error);

  /* Dropped futures, and closing at once: what was submitted is written. */
  for (guint i = 51; i <= 100; i++)
    dex_unref (mq_database_submit (db, submit_insert, g_strdup_printf ("n%u", i), g_free));
  g_clear_object (&db);

  db = open_or_fail (path, first);
  g_assert_cmpint (count (db, "SELECT count(*) FROM thing"), ==, 100);
}

static gpointer
open_in_thread (gpointer path)
{
  g_autoptr (MqDatabase) db = open_or_fail (path, second);

  g_assert_cmpint (count (db, "SELECT count(*) FROM thing"), ==, 0);
  return NULL;
}

/* Several programs start at once on a library that is not there yet. */
static void
test_new_for_many (void)
{
  for (guint round = 0; round < 60; round++)
    {
      g_autofree char *name = g_strdup_printf ("many-%u.db", round);
      g_autofree char *path = database_path (name);
      GThread *threads[6];

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("open", open_in_thread, path);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    }
}

MQ_TEST_PROGRAM (sqlite)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/sqlite/migrations", test_migrations);
  g_test_add_func ("/sqlite/new-for-many", test_new_for_many);
  g_test_add_func ("/sqlite/values", test_values);
  g_test_add_func ("/sqlite/statements", test_statements);
  g_test_add_func ("/sqlite/transactions", test_transactions);
  g_test_add_func ("/sqlite/damaged", test_damaged);
  g_test_add_func ("/sqlite/read-only", test_read_only);
  g_test_add_func ("/sqlite/full", test_full);
  mq_test_add_fiber ("/sqlite/submit", test_submit);
  return mq_test_run ();
}
