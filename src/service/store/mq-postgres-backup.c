/* Copies of a shared journal, see mq-postgres-backup.h: pg_dump makes them, in its custom format,
 * and pg_restore puts them back in one transaction. */
#include "service/store/mq-postgres-backup.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "service/store/mq-journal-private.h"
#include "service/store/mq-journal-query.h"
#include "service/store/mq-postgres.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
is_there (const char *path)
{
  GStatBuf info;

  return g_lstat (path, &info) == 0;
}

static gboolean
run (const char *const *argv, GError **error)
{
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_PIPE, error);
  g_autofree char *message = NULL;

  if (process == NULL
      || !g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &message, error))
    return FALSE;

  return g_subprocess_get_successful (process)
         || mq_fail (error, MQ_ERROR_FAILED, "%s failed: %.*s", argv[0],
                     (int)strcspn (message, "\n"), message);
}

/* A whole dump that is on disk, at a place where nothing is. */
static gboolean
dump (const char *uri, const char *path, GError **error)
{
  g_autofree char *database = g_strconcat ("--dbname=", uri, NULL);
  g_autofree char *file = g_strconcat ("--file=", path, NULL);
  /* Who was there at that moment is nothing to go back to. */
  const char *const make[] = { "pg_dump",
                               "--format=custom",
                               "--no-owner",
                               "--exclude-table-data=*.node",
                               "--exclude-table-data=*.client",
                               file,
                               database,
                               NULL };
  const char *const check[] = { "pg_restore", "--file=/dev/null", path, NULL };
  mode_t mask = umask (0077);
  gboolean ok = run (make, error);

  umask (mask);
  return ok && run (check, error);
}

/**
 * mq_postgres_backup:
 * @uri: as for mq_postgres_open(); nodes may use it meanwhile
 * @copy: where nothing is yet
 * @error: %MQ_ERROR_CONFLICT, %MQ_ERROR_FAILED
 *
 * Returns: whether a whole copy is there; otherwise there is none
 */
gboolean
mq_postgres_backup (const char *uri, const char *copy, GError **error)
{
  g_autofree char *part = g_strdup_printf ("%s.part-%d", copy, (int)getpid ());
  gboolean ok;

  if (is_there (copy))
    return mq_fail (error, MQ_ERROR_CONFLICT, "“%s” is there already", copy);

  ok = dump (uri, part, error);
  /* Unlike rename(), it replaces nothing. */
  if (ok && link (part, copy) != 0)
    ok = errno == EEXIST ? mq_fail (error, MQ_ERROR_CONFLICT, "“%s” is there already", copy)
                         : mq_files_fail (error, errno, "“%s” could not be written", copy);
  g_unlink (part);
  return ok;
}

/* @layout: (out): 0 if there are no tables yet */
static gboolean
read_layout (const char *uri, gint64 *layout, GError **error)
{
  *layout = 0;
#ifdef MQ_HAS_POSTGRES
  {
    g_autoptr (MqDatabase) db = mq_postgres_open (uri, NULL, error);
    g_autoptr (MqStatement) statement = NULL;
    gboolean has_row;

    if (db == NULL
        || !(statement = mq_database_query (db, "SELECT to_regclass ('layout')", error, ""))
        || !mq_statement_step (statement, &has_row, error))
      return FALSE;
    if (mq_statement_is_null (statement, 0))
      return TRUE;

    g_clear_pointer (&statement, mq_statement_free);
    if (!(statement = mq_database_query (db, "SELECT coalesce (max (version), 0) FROM layout",
                                         error, ""))
        || !mq_statement_step (statement, &has_row, error))
      return FALSE;

    *layout = mq_statement_get_int64 (statement, 0);
  }
#endif
  return TRUE;
}

/**
 * mq_postgres_backup_old:
 * @uri: as for mq_postgres_open()
 * @folder: for the copy
 * @kept: (out) (nullable): the copy, which replaces one of the same layout; %NULL if none is needed
 * @error: as of mq_postgres_backup()
 *
 * Copies a database of an older layout, which opening it will bring up to date.
 *
 * Returns: whether there is a copy if one is needed
 */
gboolean
mq_postgres_backup_old (const char *uri, const char *folder, char **kept, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *part = NULL;
  gint64 layout;

  *kept = NULL;
  if (!read_layout (uri, &layout, error))
    return FALSE;
  if (layout <= 0 || layout >= (gint64)g_strv_length ((char **)mq_journal_layout))
    return TRUE;

  path = g_strdup_printf ("%s/database.layout-%" G_GINT64_FORMAT ".dump", folder, layout);
  part = g_strdup_printf ("%s.part-%d", path, (int)getpid ());
  if (dump (uri, part, error)
      && (g_rename (part, path) == 0
          || mq_files_fail (error, errno, "“%s” could not be written", path)))
    {
      *kept = g_steal_pointer (&path);
      return TRUE;
    }

  g_unlink (part);
  return FALSE;
}

/* Whether no node runs, and nothing would be replaced without a word. Awaits. */
static gboolean
may_restore (const char *uri, gboolean replaces, gint64 *runs, GError **error)
{
  g_autoptr (MqJournal) journal = mq_journal_open_shared (uri, error);
  g_autoptr (GError) why = NULL;
  gint64 nodes = 0;

  if (journal == NULL)
    return FALSE;

  nodes = dex_await_int64 (
      mq_journal_read_number (journal, "SELECT count(*) FROM node WHERE until > " MQ_POSTGRES_NOW,
                              ""),
      &why);
  if (why == NULL)
    *runs = dex_await_int64 (mq_journal_read_number (journal, "SELECT count(*) FROM run", ""),
                             &why);
  if (why != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }

  if (nodes > 0)
    return mq_fail (error, MQ_ERROR_CONFLICT, "%d nodes use the database; stop them first",
                    (int)nodes);

  return *runs == 0 || replaces
         || mq_fail (error, MQ_ERROR_CONFLICT,
                     "The database has runs already; --replace replaces them, and keeps them in a "
                     "file");
}

/**
 * mq_postgres_restore:
 * @uri: as for mq_postgres_open(); no node uses it
 * @copy: a copy of mq_postgres_backup(); it stays
 * @replaces: also a database that has runs
 * @kept: (out) (nullable): where what was there is from now on; %NULL: there was nothing
 * @error: %MQ_ERROR_NOT_FOUND, %MQ_ERROR_CONFLICT (in use, or with runs), %MQ_ERROR_FAILED
 *
 * Awaits.
 *
 * Returns: whether the copy's content is the journal now; otherwise the database is unchanged
 */
gboolean
mq_postgres_restore (const char *uri, const char *copy, gboolean replaces, char **kept,
                     GError **error)
{
  g_autofree char *database = g_strconcat ("--dbname=", uri, NULL);
  const char *const argv[]
      = { "pg_restore",      "--clean", "--if-exists", "--no-owner", "--single-transaction",
          "--exit-on-error", database,  copy,          NULL };
  gint64 runs = 0;

  *kept = NULL;
  if (!is_there (copy))
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no backup at “%s”", copy);

  if (!may_restore (uri, replaces, &runs, error))
    return FALSE;

  if (runs > 0)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S%f");
      g_autofree char *before = g_strdup_printf ("%s.before-%s", copy, stamp);

      if (!mq_postgres_backup (uri, before, error))
        return FALSE;
      *kept = g_steal_pointer (&before);
    }

  return run (argv, error);
}
