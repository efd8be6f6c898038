/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The copy of an old journal, see mq-journal-copy.h. SQLite writes one itself; pg_dump writes that
 * of PostgreSQL. */
#include "service/store/mq-journal-copy.h"

#include "common/base/mq-error.h"
#include "common/base/mq-features.h"
#include "common/base/mq-files.h"
#include "common/database/mq-sqlite.h"
#include "service/store/mq-journal.h"
#if MQ_HAS_POSTGRES
#include "service/store/mq-postgres.h"
#endif

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/**
 * mq_journal_read_layout:
 * @path: the journal if it is a file, which may be missing
 * @uri: (nullable): the journal in PostgreSQL, as for mq_postgres_open()
 * @layout: (out): 0 if there are no tables yet
 * @newest: (out): the layout of this version
 * @error: %MQ_ERROR_UNREACHABLE, %MQ_ERROR_BAD_INPUT if there are no tables and none can be made,
 * or as of mq_sqlite_open()
 *
 * Changes nothing. Blocks.
 *
 * Returns: whether the journal could be read
 */
gboolean
mq_journal_read_layout (const char *path, const char *uri, gint64 *layout, gint64 *newest,
                        GError **error)
{
  g_autoptr (MqDatabase) db = NULL;

  *layout = 0;
  *newest = (gint64)g_strv_length ((char **)mq_journal_layout);
#if MQ_HAS_POSTGRES
  if (uri != NULL)
    {
      gint64 may = 0;

      if (!(db = mq_postgres_open (uri, NULL, error))
          || !mq_database_get_number (
              db, "SELECT count (*) FROM pg_class WHERE oid = to_regclass ('layout')", layout,
              error, ""))
        return FALSE;
      if (*layout != 0)
        return mq_database_get_number (db, "SELECT coalesce (max (version), 0) FROM layout", layout,
                                       error, "");

      return mq_database_get_number (
                 db, "SELECT count (*) WHERE has_schema_privilege (current_schema (), 'CREATE')",
                 &may, error, "")
             && (may > 0
                 || mq_fail (error, MQ_ERROR_BAD_INPUT,
                             "The role in “service.database” may not make tables there; let it own "
                             "the database"));
    }
#endif
  return !g_file_test (path, G_FILE_TEST_EXISTS)
         || ((db = mq_sqlite_open (path, NULL, MQ_SQLITE_READ_ONLY, error)) != NULL
             && mq_database_get_number (db, "PRAGMA user_version", layout, error, ""));
}

/**
 * mq_journal_copy_old:
 * @path: the journal if it is a file, which may be missing; the copy is beside it
 * @uri: (nullable): the journal in PostgreSQL, as for mq_postgres_open()
 * @copy: (out) (nullable): the copy, which replaces one of the same layout; %NULL if the journal is
 *   up to date
 * @error: why there is none
 *
 * Blocks.
 *
 * Returns: whether there is a copy if one is needed
 */
gboolean
mq_journal_copy_old (const char *path, const char *uri, char **copy, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  mode_t mask;
  gint64 layout;
  gint64 newest;
  gboolean ok = FALSE;

  *copy = NULL;
  if (!mq_journal_read_layout (path, uri, &layout, &newest, error))
    return FALSE;
  if (layout <= 0 || layout >= newest)
    return TRUE;

  g_message ("The journal is copied before it is brought up to date; a large one takes minutes");
  *copy = g_strdup_printf ("%s.layout-%d%s", path, (int)layout, uri != NULL ? ".dump" : "");
  g_unlink (part);
  mask = umask (0077);
  if (uri != NULL)
    {
      g_autofree char *message = NULL;
      g_autoptr (GSubprocess) process = g_subprocess_new (
          G_SUBPROCESS_FLAGS_STDERR_PIPE, error, "pg_dump", "--format=custom", "--no-owner",
          "--lock-wait-timeout=60s", "--exclude-table-data=*.node", "--exclude-table-data=*.client",
          "--file", part, "--dbname", uri, NULL);

      if (process != NULL
          && g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &message, error))
        ok = g_subprocess_get_successful (process)
             || mq_fail (error, MQ_ERROR_FAILED, "pg_dump failed: %.*s",
                         (int)strcspn (message, "\n"), message);
    }
  else
    {
      g_autoptr (MqDatabase) db = mq_sqlite_open (path, NULL, MQ_SQLITE_READ_ONLY, error);
      g_autofd int fd = -1;

      if (db != NULL && mq_database_run (db, "VACUUM INTO ?1", error, "s", part))
        ok = ((fd = open (part, O_RDONLY | O_CLOEXEC)) >= 0 && fsync (fd) == 0)
             || mq_files_fail (error, errno, "“%s” could not be written", part);
    }
  umask (mask);
  if (ok && g_rename (part, *copy) != 0)
    ok = mq_files_fail (error, errno, "“%s” could not be written", *copy);
  if (!ok)
    g_unlink (part);
  return ok;
}
