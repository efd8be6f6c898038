/* Copies of the journal's database, see mq-journal-backup.h. SQLite makes them (VACUUM INTO): they
 * hold one moment, without what was deleted and without a write-ahead log. */
#include "service/store/mq-journal-backup.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/database/mq-sqlite.h"
#include "service/store/mq-journal-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The text in the first column of the only row of a query. */
static char *
read_text (MqDatabase *db, const char *sql, GError **error)
{
  g_autoptr (MqStatement) statement = mq_database_query (db, sql, error, "");
  gboolean has_row = FALSE;

  if (statement == NULL || !mq_statement_step (statement, &has_row, error))
    return NULL;

  return has_row ? mq_statement_dup_text (statement, 0) : g_strdup ("");
}

/* Whether a database is whole, and a journal. */
static gboolean
check (const char *path, GError **error)
{
  g_autoptr (MqDatabase) db = mq_sqlite_open (path, NULL, MQ_SQLITE_READ_ONLY, error);
  g_autofree char *found = NULL;
  g_autofree char *tables = NULL;
  g_autofree char *stray = NULL;

  if (db == NULL
      || !(tables = read_text (db,
                               "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                               " AND name IN ('run', 'log', 'picture')",
                               error)))
    return FALSE;
  if (!g_str_equal (tables, "3"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is no journal of maquette-service", path);

  if (!(found = read_text (db, "PRAGMA integrity_check (1)", error))
      || !(stray = read_text (db, "SELECT count(*) FROM pragma_foreign_key_check", error)))
    return FALSE;

  return (g_str_equal (found, "ok") && g_str_equal (stray, "0"))
         || mq_fail (error, MQ_ERROR_FAILED, "“%s” is damaged: %s", path, found);
}

static gboolean
sync_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofd int file = open (path, O_RDONLY | O_CLOEXEC);
  g_autofd int dir = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  return (file >= 0 && dir >= 0 && fsync (file) == 0 && fsync (dir) == 0)
         || mq_files_fail (error, errno, "“%s” could not be written", path);
}

/* Makes a checked copy at a place where nothing is. */
static gboolean
copy_database (const char *from, const char *to, GError **error)
{
  g_autoptr (MqDatabase) db = NULL;
  mode_t mask = umask (0077);
  gboolean copied = (db = mq_sqlite_open (from, NULL, MQ_SQLITE_READ_ONLY, error)) != NULL
                    && mq_database_run (db, "VACUUM INTO ?1", error, "s", to);

  umask (mask);
  return copied && check (to, error) && sync_file (to, error);
}

static gboolean
is_there (const char *path)
{
  GStatBuf info;

  return g_lstat (path, &info) == 0;
}

/**
 * mq_journal_backup:
 * @path: the journal, which services may use meanwhile
 * @copy: where nothing is yet
 * @error: %MQ_ERROR_NOT_FOUND, %MQ_ERROR_CONFLICT, %MQ_ERROR_NO_SPACE, %MQ_ERROR_FAILED (damaged)
 *
 * Returns: whether a whole copy is there and on disk; otherwise there is none
 */
gboolean
mq_journal_backup (const char *path, const char *copy, GError **error)
{
  g_autofree char *part = g_strdup_printf ("%s.part-%d", copy, (int)getpid ());
  gboolean ok;

  if (!is_there (path))
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no journal at “%s”", path);
  if (is_there (copy))
    return mq_fail (error, MQ_ERROR_CONFLICT, "“%s” is there already", copy);

  ok = copy_database (path, part, error);
  /* Unlike rename(), it replaces nothing. */
  if (ok && link (part, copy) != 0)
    ok = errno == EEXIST ? mq_fail (error, MQ_ERROR_CONFLICT, "“%s” is there already", copy)
                         : mq_files_fail (error, errno, "“%s” could not be written", copy);
  g_unlink (part);
  return ok && sync_file (copy, error);
}

/**
 * mq_journal_backup_old:
 * @path: the journal, which may be missing
 * @kept: (out) (nullable): the copy, which replaces one of the same layout; %NULL if none is needed
 * @error: as of mq_journal_backup()
 *
 * Copies a journal of an older layout, which opening it will bring up to date: there is no way back
 * but that copy.
 *
 * Returns: whether there is a copy if one is needed
 */
gboolean
mq_journal_backup_old (const char *path, char **kept, GError **error)
{
  g_autoptr (MqDatabase) db = NULL;
  g_autofree char *text = NULL;
  g_autofree char *part = g_strdup_printf ("%s.part-%d", path, (int)getpid ());
  gint64 newest = g_strv_length ((char **)mq_journal_layout);
  gint64 layout;

  *kept = NULL;
  if (!is_there (path))
    return TRUE;
  if (!(db = mq_sqlite_open (path, NULL, MQ_SQLITE_READ_ONLY, error))
      || !(text = read_text (db, "PRAGMA user_version", error)))
    return FALSE;

  layout = g_ascii_strtoll (text, NULL, 10);
  if (layout <= 0 || layout >= newest)
    return TRUE;

  *kept = g_strdup_printf ("%s.layout-%" G_GINT64_FORMAT, path, layout);
  if (copy_database (path, part, error)
      && (g_rename (part, *kept) == 0
          || mq_files_fail (error, errno, "“%s” could not be written", *kept)))
    return sync_file (*kept, error);

  g_unlink (part);
  return FALSE;
}

/* When something in a journal changed last, µs since 1970. */
static gboolean
read_newest (const char *path, gint64 *newest, GError **error)
{
  static const char *const sql[] = { "SELECT coalesce (max (time), 0) FROM run",
                                     "SELECT coalesce (max (time), 0) FROM log" };
  g_autoptr (MqDatabase) db = mq_sqlite_open (path, NULL, MQ_SQLITE_READ_ONLY, error);

  *newest = 0;
  for (guint i = 0; db != NULL && i < G_N_ELEMENTS (sql); i++)
    {
      g_autofree char *text = read_text (db, sql[i], error);

      if (text == NULL)
        return FALSE;
      *newest = MAX (*newest, g_ascii_strtoll (text, NULL, 10));
    }

  return db != NULL;
}

static gboolean
check_newer (const char *path, const char *copy, GError **error)
{
  gint64 newest[2];
  g_autoptr (GDateTime) last = NULL;
  g_autofree char *when = NULL;

  if (!read_newest (path, &newest[0], error) || !read_newest (copy, &newest[1], error))
    return FALSE;
  if (newest[0] <= newest[1])
    return TRUE;

  last = g_date_time_new_from_unix_utc_usec (newest[0]);
  when = g_date_time_format_iso8601 (last);
  return mq_fail (error, MQ_ERROR_CONFLICT,
                  "“%s” has newer data than the backup, until %s; --replace replaces it all the "
                  "same, and keeps it beside",
                  path, when);
}

/* Makes one file of the journal and its log. SQLite does so only for the last connection: while a
 * service has the journal open, it refuses. */
static gboolean
close_journal (const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (MqDatabase) db = mq_sqlite_open (path, NULL, MQ_SQLITE_NONE, error);
  g_autofree char *mode = NULL;

  if (db == NULL || !mq_database_exec (db, "PRAGMA busy_timeout = 0", error))
    return FALSE;

  mode = read_text (db, "PRAGMA journal_mode = DELETE", &why);
  return g_strcmp0 (mode, "delete") == 0
         || mq_fail (error, MQ_ERROR_CONFLICT,
                     "A service uses “%s”; stop it first, also its socket unit", path);
}

/* Root puts back what is of the user as whom the service runs. */
static gboolean
give_to_owner (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  GStatBuf info;

  return geteuid () != 0
         || (g_stat (folder, &info) == 0 && chown (path, info.st_uid, info.st_gid) == 0)
         || mq_files_fail (error, errno, "“%s” could not be given to its owner", path);
}

/* @kept: (out): where the old journal is from now on */
static gboolean
keep_old (const char *path, char **kept, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S%f");

  *kept = g_strdup_printf ("%s.before-%s", path, stamp);
  return g_rename (path, *kept) == 0
         || mq_files_fail (error, errno, "“%s” could not be moved", path);
}

/* Brings a copy to the layout of this version; a newer one is refused. */
static gboolean
migrate (const char *path, GError **error)
{
  MqJournal *journal = mq_journal_open (path, error);

  if (journal == NULL)
    return FALSE;

  g_object_unref (journal);
  return close_journal (path, error);
}

/* The log of a journal that somebody has removed: SQLite would take it for that of the next one. */
static void
drop_stray_log (const char *path)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *stray = g_strconcat (path, suffixes[i], NULL);

      g_unlink (stray);
    }
}

static gboolean
replace (const char *path, const char *part, gboolean replaces_newer, char **kept, GError **error)
{
  if (is_there (path)
      && (!(replaces_newer || check_newer (path, part, error)) || !close_journal (path, error)
          || !keep_old (path, kept, error)))
    return FALSE;

  drop_stray_log (path);
  return g_rename (part, path) == 0
             ? sync_file (path, error)
             : mq_files_fail (error, errno, "“%s” could not be written", path);
}

/**
 * mq_journal_restore:
 * @path: the journal, which no service uses
 * @copy: a copy of mq_journal_backup(), of this version or an older one; it stays
 * @replaces_newer: also a journal with newer data
 * @kept: (out) (nullable): where the old journal is from now on; %NULL: there was none
 * @error: %MQ_ERROR_NOT_FOUND, %MQ_ERROR_BAD_INPUT (no journal), %MQ_ERROR_CONFLICT (in use, or
 * with newer data), %MQ_ERROR_FAILED (damaged, of a newer version)
 *
 * Returns: whether the copy's content is the journal now; otherwise nothing has changed, but for
 *   the name of the old journal if @kept is set
 */
gboolean
mq_journal_restore (const char *path, const char *copy, gboolean replaces_newer, char **kept,
                    GError **error)
{
  g_autofree char *part = g_strdup_printf ("%s.part-%d", path, (int)getpid ());

  *kept = NULL;
  if (!is_there (copy))
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no backup at “%s”", copy);

  if (check (copy, error) && copy_database (copy, part, error) && migrate (part, error)
      && give_to_owner (part, error) && replace (path, part, replaces_newer, kept, error))
    return TRUE;

  g_unlink (part);
  return FALSE;
}
