/* A test's journal, see test-store.h. In PostgreSQL each name is a schema of its own. */
#include "service/test-store.h"

#include "common/base/mq-features.h"
#include "support/mq-test.h"
#if MQ_HAS_POSTGRES
#include "service/store/mq-postgres.h"
#endif

/**
 * test_store_is_shared:
 *
 * Returns: whether the store is PostgreSQL
 */
gboolean
test_store_is_shared (void)
{
  return g_getenv ("MQ_TEST_POSTGRES") != NULL;
}

#if MQ_HAS_POSTGRES
static char *
make_schema (const char *name, GError **error)
{
  const char *uri = g_getenv ("MQ_TEST_POSTGRES");
  g_autofree char *schema = g_strcanon (g_strdup (name), G_CSET_a_2_z G_CSET_DIGITS, '_');
  g_autofree char *sql = g_strdup_printf ("SET client_min_messages = warning;"
                                          "CREATE SCHEMA IF NOT EXISTS %s",
                                          schema);
  g_autoptr (MqDatabase) db = mq_postgres_open (uri, NULL, error);

  if (db == NULL || !mq_database_exec (db, sql, error))
    return NULL;

  return g_strdup_printf ("%s options='-csearch_path=%s'", uri, schema);
}
#endif

/**
 * test_store_try_open:
 * @name: of the journal, or the path of its file; two that open the same one share it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the journal
 */
MqJournal *
test_store_try_open (const char *name, GError **error)
{
  g_autofree char *path = g_path_is_absolute (name)
                              ? g_strdup (name)
                              : g_build_filename (mq_test_get_dir (), name, NULL);

#if MQ_HAS_POSTGRES
  if (test_store_is_shared ())
    {
      g_autofree char *uri = make_schema (name, error);

      return uri != NULL ? mq_journal_open_shared (uri, error) : NULL;
    }
#endif

  return mq_journal_open (path, error);
}

/**
 * test_store_open:
 * @name: as for test_store_try_open()
 *
 * Returns: (transfer full): the journal
 */
MqJournal *
test_store_open (const char *name)
{
  g_autoptr (GError) error = NULL;
  MqJournal *journal = test_store_try_open (name, &error);

  g_assert_no_error (error);
  return journal;
}
