/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovery of the library when it is opened, and purging of removed sessions; see
 * mq-library-private.h. Leftovers of crashes are found by their traces (temporary folders whose
 * owners have ended, marked rows), so that no tree has to be walked. */
#include "client/library/mq-library-private.h"

#include "common/base/mq-files.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MAX_RECORD (256 * 1024)
#define MAX_SCRIPT (1024 * 1024)
#define MAX_MARK 64
/* An empty session may belong to a run that is still working; after this time it is a crash's
 * leftover. */
#define STALE_SECONDS (7 * 24 * 3600)
#define IS_EMPTY                                                                                   \
  "NOT recorded AND NOT EXISTS (SELECT 1 FROM version WHERE version.session = session.id) "        \
  "AND NOT EXISTS (SELECT 1 FROM unsent WHERE unsent.session = session.id)"

/* Records a version that its process did not record. An incomplete version is left alone. */
static gboolean
adopt (MqDatabase *db, const char *session, int versions, const char *versions_dir,
       const char *name, guint number, GError **error)
{
  g_autofree char *record_name = g_build_filename (name, "version.json", NULL);
  g_autofree char *dir = g_build_filename (versions_dir, name, NULL);
  g_autoptr (GBytes) bytes = mq_files_read (versions, record_name, MAX_RECORD, NULL);
  g_autoptr (JsonObject) record = NULL;
  g_autofree char *script_name = NULL;
  g_autoptr (GBytes) script = NULL;
  g_autoptr (MqVersion) version = NULL;
  gint64 parent, n_pictures;

  if (bytes == NULL
      || !(record = mq_json_parse_object (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                          NULL)))
    return TRUE;

  parent = mq_json_get_int (record, "parent", -1);
  n_pictures = mq_json_get_int (record, "pictures", -1);
  if (parent < 0 || parent >= number || n_pictures < 0 || n_pictures > 100)
    return TRUE;

  script_name = g_build_filename (name, "script.py", NULL);
  script = mq_files_read (versions, script_name, MAX_SCRIPT, NULL);
  version = mq_version_new (dir, number, parent, mq_json_get_string (record, "summary", ""),
                            mq_json_get_string (record, "instruction", ""), n_pictures,
                            mq_json_get_int (record, "created", 0));
  g_info ("Recording a version that a crash left unrecorded: %s", dir);
  return mq_library_record_version (db, session, version,
                                    script != NULL ? g_bytes_get_data (script, NULL) : "", error);
}

static gboolean
recover_session (MqDatabase *db, const char *library_dir, const char *session, GError **error)
{
  g_autofree char *versions_dir = g_build_filename (library_dir, "sessions", session, "versions",
                                                    NULL);
  g_autoptr (GDir) dir = g_dir_open (versions_dir, 0, NULL);
  g_autofd int versions = dir != NULL ? mq_files_open_dir (versions_dir, NULL) : -1;
  const char *name;

  while (versions >= 0 && (name = g_dir_read_name (dir)) != NULL)
    {
      gint64 is_known;
      guint64 number;

      if (!g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT, &number, NULL))
        continue;

      if (!mq_library_rows_read_number (
              mq_database_query (db, "SELECT 1 FROM version WHERE session = ?1 AND number = ?2",
                                 error, "sl", session, (gint64)number),
              &is_known, error)
          || (is_known == 0 && !adopt (db, session, versions, versions_dir, name, number, error)))
        return FALSE;
    }

  return TRUE;
}

/* Removes its rows. */
static gboolean
drop (MqDatabase *db, const char *session, GError **error)
{
  return mq_library_index_forget (db, session, error)
         && mq_database_run (db, "DELETE FROM session WHERE id = ?1", error, "s", session);
}

/* Recovery after crashes. */

typedef struct
{
  MqDatabase *db;
  const char *library_dir;
  gboolean is_import; /* whether a session without a row is what a crash left of it */
} LibraryPlace;

/* A version whose process died while saving it: it may be in place, but not recorded. Its temporary
 * folder is removed after this check. */
static gboolean
settle (int temp, gpointer user_data)
{
  LibraryPlace *place = user_data;
  g_autoptr (GBytes) mark = mq_files_read (temp, MQ_LIBRARY_MARK, MAX_MARK, NULL);
  g_autofree char *session = mark != NULL ? mq_session_normalise_id (g_bytes_get_data (mark, NULL))
                                          : NULL;
  g_autoptr (MqTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  if (session == NULL)
    return TRUE;

  if ((transaction = mq_database_begin (place->db, &error)))
    {
      if (!mq_library_rows_has_session (place->db, session, &error))
        {
          gboolean is_gone = g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
          g_autofree char *dir = g_build_filename (place->library_dir, "sessions", session, NULL);

          if (is_gone && place->is_import)
            mq_files_remove_tree (AT_FDCWD, dir);
          return is_gone;
        }

      if (recover_session (place->db, place->library_dir, session, &error)
          && mq_transaction_commit (g_steal_pointer (&transaction), &error))
        return TRUE;
    }

  g_warning ("What a crash left in the session %s could not be recorded: %s", session,
             error->message);
  return FALSE;
}

/* Empty sessions: their run failed at once or was killed. */
static gboolean
drop_stale (MqDatabase *db, const char *library_dir, GError **error)
{
  g_auto (GStrv) stale
      = mq_library_rows_list_ids (db, "SELECT id FROM session WHERE created < ?1 AND " IS_EMPTY,
                                  g_get_real_time () / G_USEC_PER_SEC - STALE_SECONDS, error);
  gboolean dropped;

  for (guint i = 0; stale != NULL && stale[i] != NULL; i++)
    if (!mq_library_discard (db, library_dir, stale[i], &dropped, error))
      return FALSE;

  return stale != NULL;
}

/* Recovers from crashes: removes temporary folders whose owners have ended, and records versions
 * that are in place but not recorded. Unknown folders are left alone. */
void
mq_library_recover (MqDatabase *db, const char *library_dir)
{
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  LibraryPlace place = { db, library_dir, FALSE };

  mq_files_each_dead_temp (temp_parent, MQ_LIBRARY_VERSION_PREFIX, settle, &place);
  place.is_import = TRUE;
  mq_files_each_dead_temp (temp_parent, MQ_LIBRARY_IMPORT_PREFIX, settle, &place);
}

/* Cleans up what need not be done before the library is shown: removes remaining leftovers,
 * completes interrupted deletions, and deletes empty sessions. Returns: whether it succeeded */
gboolean
mq_library_sweep (MqDatabase *db, const char *library_dir, GError **error)
{
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  g_auto (GStrv) purged = mq_library_rows_list_purged (db, error);

  mq_files_sweep_temp (temp_parent, "run-");
  for (guint i = 0; purged != NULL && purged[i] != NULL; i++)
    if (!mq_library_purge (db, library_dir, purged[i], error))
      return FALSE;

  return purged != NULL && drop_stale (db, library_dir, error);
}

/* Deletes a session that has neither versions nor a record. @dropped: (out): whether it was
 * deleted. Returns: whether it succeeded */
gboolean
mq_library_discard (MqDatabase *db, const char *library_dir, const char *session, gboolean *dropped,
                    GError **error)
{
  g_autofree char *dir = g_build_filename (library_dir, "sessions", session, NULL);
  g_autofree char *versions = g_build_filename (dir, "versions", NULL);
  g_autofree char *pictures = g_build_filename (dir, "pictures", NULL);
  g_autofree char *runs = g_build_filename (dir, MQ_LIBRARY_RUNS_DIR, NULL);
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
  gint64 is_empty;

  if (transaction == NULL
      || !mq_library_rows_read_number (
          mq_database_query (db, "SELECT 1 FROM session WHERE id = ?1 AND " IS_EMPTY, error, "s",
                             session),
          &is_empty, error))
    return FALSE;
  if (!(*dropped = is_empty != 0))
    return TRUE;

  if (!drop (db, session, error) || !mq_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;

  /* Unknown files stay. */
  mq_files_remove_tree (AT_FDCWD, pictures);
  mq_files_remove_tree (AT_FDCWD, runs);
  if (g_rmdir (versions) == 0 || errno == ENOENT)
    g_rmdir (dir);
  return TRUE;
}

/* Deletes a session and its files permanently: marks it, then deletes the files, then the rows,
 * so that mq_library_sweep() can complete an interrupted deletion and no session is listed with
 * half its files. Returns: whether it is deleted */
gboolean
mq_library_purge (MqDatabase *db, const char *library_dir, const char *session, GError **error)
{
  g_autofree char *dir = g_build_filename (library_dir, "sessions", session, NULL);
  g_autoptr (MqTransaction) transaction = NULL;

  /* After this, the session cannot be restored. */
  if (!mq_database_run (db,
                        "UPDATE session SET purged = 1, removed = coalesce (removed, unixepoch ()) "
                        "WHERE id = ?1",
                        error, "s", session))
    return FALSE;

  mq_files_remove_tree (AT_FDCWD, dir);
  if (g_file_test (dir, G_FILE_TEST_IS_DIR))
    return mq_fail (error, MQ_ERROR_FAILED, _ ("The folder “%s” could not be deleted"), dir);

  return (transaction = mq_database_begin (db, error)) && drop (db, session, error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}
