/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a version, or a picture, on disk, see mq-library-keep.h. A version is written to a
 * temporary folder, synced, renamed to its number and then recorded. The rename and the row happen
 * under the database's write lock, so that no other lock holder sees a version between the two,
 * unless its process crashed. Then the temporary folder still exists and names the session to
 * check. */
#include "client/library/mq-library-index.h"
#include "client/library/mq-library-keep.h"
#include "client/library/mq-library-record.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-picture-sniff.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Recovery of the library when it is opened, and purging of removed sessions. Leftovers of crashes
 * are found by their traces (temporary folders whose owners have ended, marked rows), so that no
 * tree has to be walked. */

#define MAX_RECORD (256 * 1024)
#define MAX_SCRIPT (1024 * 1024)
#define MAX_MARK 64
/* An empty session may belong to a run that is still working; after this time it is a crash's
 * leftover. */
#define STALE_SECONDS (7 * 24 * 3600)
#define IS_EMPTY                                                                                   \
  "NOT recorded AND NOT EXISTS (SELECT 1 FROM version WHERE version.session = session.id) "        \
  "AND NOT EXISTS (SELECT 1 FROM unsent WHERE unsent.session = session.id)"
#define MAX_BLEND ((guint64)2 << 30)
#define MAX_PICTURE ((guint64)64 << 20)
/* Pictures that the user added to messages: bytes of one, and their number. */
#define MAX_ADDED ((guint64)20 << 20)
#define MAX_PICTURES 10000
#define COPY "picture"

typedef struct
{
  MqDatabase *db;
  const char *library_dir;
  gboolean is_import; /* whether a session without a row is what a crash left of it */
} LibraryPlace;

/* Records the versions that their process did not record. An incomplete version is left alone. */
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
      g_autofree char *path = g_build_filename (versions_dir, name, NULL);
      g_autofree char *record_name = g_build_filename (name, "version.json", NULL);
      g_autofree char *script_name = g_build_filename (name, "script.py", NULL);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (JsonObject) record = NULL;
      g_autoptr (GBytes) script = NULL;
      g_autoptr (MqVersion) version = NULL;
      gint64 is_known, parent = -1, n_pictures = -1, created = 0;
      const char *summary = "", *instruction = "";
      guint64 number;

      if (!g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT, &number, NULL))
        continue;

      if (!mq_library_rows_read_number (
              mq_database_query (db, "SELECT 1 FROM version WHERE session = ?1 AND number = ?2",
                                 error, "sl", session, (gint64)number),
              &is_known, error))
        return FALSE;
      if (is_known != 0 || !(bytes = mq_files_read (versions, record_name, MAX_RECORD, NULL))
          || !(record = mq_json_parse_object (g_bytes_get_data (bytes, NULL),
                                              g_bytes_get_size (bytes), NULL)))
        continue;

      mq_json_read (record, "parent:l pictures:l summary:s instruction:s created:l", &parent,
                    &n_pictures, &summary, &instruction, &created);
      if (parent < 0 || parent >= (gint64)number || n_pictures < 0 || n_pictures > 100)
        continue;

      script = mq_files_read (versions, script_name, MAX_SCRIPT, NULL);
      version = mq_version_new (path, number, parent, summary, instruction, n_pictures, created);
      g_info ("Recording a version that a crash left unrecorded: %s", path);
      if (!mq_library_record_version (db, session, version,
                                      script != NULL ? g_bytes_get_data (script, NULL) : "", error))
        return FALSE;
    }

  return TRUE;
}

/* Removes its rows. */
static gboolean
drop (MqDatabase *db, const char *session, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  /* Removes the session's document. One that cannot be removed is never found again, as no session
   * refers to it. */
  if (!mq_database_run (
          db, "DELETE FROM found WHERE rowid = (SELECT document FROM session WHERE id = ?1)",
          &trouble, "s", session)
      && !g_error_matches (trouble, MQ_ERROR, MQ_ERROR_FAILED))
    return mq_fail_with (error, &trouble);

  return mq_database_run (db, "DELETE FROM session WHERE id = ?1", error, "s", session);
}

/* Recovery after crashes. */

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
  g_auto (GStrv) stale = NULL;
  gboolean dropped;

  mq_files_sweep_temp (temp_parent, "run-");
  for (guint i = 0; purged != NULL && purged[i] != NULL; i++)
    if (!mq_library_purge (db, library_dir, purged[i], error))
      return FALSE;

  if (purged == NULL)
    return FALSE;

  /* Empty sessions: their run failed at once or was killed. */
  stale = mq_library_rows_list_ids (db, "SELECT id FROM session WHERE created < ?1 AND " IS_EMPTY,
                                    g_get_real_time () / G_USEC_PER_SEC - STALE_SECONDS, error);
  for (guint i = 0; stale != NULL && stale[i] != NULL; i++)
    if (!mq_library_discard (db, library_dir, stale[i], &dropped, error))
      return FALSE;

  return stale != NULL;
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

static gboolean
write_json (int dir, const char *name, JsonObject *object, GError **error)
{
  g_autofree char *text = mq_json_object_to_string (object, TRUE);

  return mq_files_write (dir, name, text, strlen (text), error);
}

static MqVersion *
make_version (const char *dir, guint number, MqVersionDraft *draft, gint64 created)
{
  return mq_version_new (dir, number, draft->parent, draft->summary, draft->instruction,
                         draft->pictures != NULL ? g_strv_length (draft->pictures) : 0, created);
}

static JsonObject *
make_record (MqVersion *version)
{
  return mq_json_new ("parent:i summary:s instruction:s pictures:i created:l",
                      mq_version_get_parent (version), mq_version_get_summary (version),
                      mq_version_get_instruction (version), mq_version_get_n_pictures (version),
                      mq_version_get_created (version));
}

/* Writes `version.json`, the copy of its row, so that it can be recorded after a crash. @dir:
 * the folder of a version that is not recorded yet; @error: see mq_files_fail(). Returns:
 * whether it is on disk */
gboolean
mq_library_write_version (int dir, MqVersion *version, GError **error)
{
  g_autoptr (JsonObject) record = make_record (version);

  return write_json (dir, "version.json", record, error);
}

/* Returns: (nullable): its format by content, not by its name, such as "image/png" */
static const char *
sniff_picture (int dir, const char *name)
{
  g_autofd int fd = openat (dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  guint8 start[12] = { 0 };
  const char *mime = NULL;
  guint width, height;
  gssize length;

  if (fd >= 0 && (length = read (fd, start, sizeof start)) > 0)
    mq_picture_sniff (start, (gsize)length, &mime, &width, &height);
  return mime;
}

/* @n_before: pictures that are there. Without @is_new, the files of a call that did not end well
 * are replaced: no row counts them. */
static gboolean
copy_renders (int from, int dir, GStrv pictures, guint n_before, gboolean is_new, GError **error)
{
  g_autofd int renders = openat (dir, "renders", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (renders < 0)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), "renders");

  for (guint i = 0; pictures != NULL && pictures[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("render_%u.png", n_before + i + 1);

      if (!(is_new
                ? mq_files_copy (from, pictures[i], renders, name, MAX_PICTURE, error)
                : mq_files_put_copy (from, pictures[i], renders, name, MAX_PICTURE, TRUE, error)))
        return FALSE;
      if (g_strcmp0 (sniff_picture (renders, name), "image/png") != 0)
        return mq_fail (error, MQ_ERROR_FAILED, _ ("The picture “%s” is not a PNG"), name);
    }

  return mq_files_sync_dir (renders, "renders", error);
}

/* A picture of the kind @type that the version can do without. */
static void
copy_extra (int from, const char *file, int to, const char *name, const char *type)
{
  g_autoptr (GError) error = NULL;

  if (!mq_files_copy (from, file, to, name, MAX_PICTURE, &error))
    g_debug ("A version is kept without %s: %s", name, error->message);
  else if (g_strcmp0 (sniff_picture (to, name), type) != 0)
    unlinkat (to, name, 0);
}

/* Copies the file that the script of a version loads. */
static gboolean
copy_meshes (const char *path, int to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofd int from = mq_files_open_dir (folder, error);

  return from >= 0 && mq_files_copy (from, name, to, MQ_VERSION_MESHES, MAX_BLEND, error);
}

static gboolean
fill (int to, MqVersionDraft *draft, gint64 created, GError **error)
{
  static const char *const likeness[] = { MQ_VERSION_LIKENESS_PICTURE,
                                          MQ_VERSION_LIKENESS_VERSION };
  g_autofd int from = mq_files_open_dir (draft->from_dir, error);
  g_autoptr (MqVersion) version = make_version (NULL, 0, draft, created);

  if (from < 0)
    return FALSE;

  for (gsize i = 0; draft->likeness != NULL && i < G_N_ELEMENTS (likeness); i++)
    {
      g_autofree char *file = g_build_filename (draft->likeness, likeness[i], NULL);

      copy_extra (from, file, to, likeness[i], "image/jpeg");
    }
  if (draft->far_poses != NULL)
    copy_extra (from, draft->far_poses, to, MQ_VERSION_FAR_POSES, "image/jpeg");
  if (draft->preview != NULL)
    copy_extra (from, draft->preview, to, MQ_VERSION_PREVIEW, "image/png");

  if (!mq_files_write (to, "script.py", draft->script, strlen (draft->script), error)
      || (draft->blend != NULL
          && !mq_files_copy (from, draft->blend, to, "scene.blend", MAX_BLEND, error))
      || (draft->meshes != NULL && !copy_meshes (draft->meshes, to, error))
      || (draft->report != NULL && !write_json (to, "report.json", draft->report, error))
      || (draft->plan != NULL && !write_json (to, "plan.json", draft->plan, error)))
    return FALSE;
  if (mkdirat (to, "renders", 0755) != 0)
    return mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), "renders");

  return copy_renders (from, to, draft->pictures, 0, TRUE, error)
         && mq_library_write_version (to, version, error)
         && mq_files_sync_dir (to, "version", error);
}

/* Renames it to the first number from there on that is above those in the table and not on disk.
 * @db: the library's database, with a transaction; @temp: the path of a complete version;
 * @number: (inout): the lowest number that it may get; its number; @error: see mq_files_fail().
 * Returns: whether it is in place */
gboolean
mq_library_add_version (MqDatabase *db, const char *session, int versions, const char *temp,
                        guint *number, GError **error)
{
  gint64 last;

  if (!mq_library_rows_read_number (
          mq_database_query (db, "SELECT max (number) FROM version WHERE session = ?1", error, "s",
                             session),
          &last, error))
    return FALSE;

  for (*number = MAX (*number, last + 1);; ++*number)
    {
      char name[16];

      g_snprintf (name, sizeof name, "%u", *number);
      if (renameat2 (AT_FDCWD, temp, versions, name, RENAME_NOREPLACE) == 0)
        return TRUE;
      if (errno == EINVAL && faccessat (versions, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0
          && renameat (AT_FDCWD, temp, versions, name) == 0)
        return TRUE; /* a file system without RENAME_NOREPLACE */
      if (errno != EEXIST && errno != ENOTEMPTY)
        return mq_files_fail (error, errno, N_ ("Could not place the version “%s”"), name);
    }
}

/* @db: the library's database, with a transaction; @version: one that is in place. Returns:
 * whether it has its row and its words in the search index */
gboolean
mq_library_record_version (MqDatabase *db, const char *session, MqVersion *version,
                           const char *script, GError **error)
{
  return mq_database_run (db,
                          "INSERT INTO version (session, number, parent, summary, instruction, "
                          "pictures, created) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                          error, "siissil", session, mq_version_get_number (version),
                          mq_version_get_parent (version), mq_version_get_summary (version),
                          mq_version_get_instruction (version), mq_version_get_n_pictures (version),
                          mq_version_get_created (version))
         && mq_library_index_add (db, session, MQ_INDEX_SAID, mq_version_get_instruction (version),
                                  error)
         && mq_library_index_add (db, session, MQ_INDEX_CODE, script, error);
}

static MqVersion *
place_and_record (MqDatabase *db, const char *session, const char *versions_dir, const char *temp,
                  MqVersionDraft *draft, gint64 created, GError **error)
{
  g_autofd int versions = -1;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
  g_autoptr (MqVersion) version = NULL;
  g_autofree char *dir = NULL;
  guint number = draft->number;

  /* Another process may have purged the session. */
  if (transaction == NULL || !mq_library_rows_has_session (db, session, error)
      || !mq_paths_make_private (versions_dir, error)
      || (versions = mq_files_open_dir (versions_dir, error)) < 0
      || !mq_library_add_version (db, session, versions, temp, &number, error))
    return NULL;

  dir = g_strdup_printf ("%s/%u", versions_dir, number);
  version = make_version (dir, number, draft, created);

  if (mq_files_sync_dir (versions, versions_dir, error)
      && mq_library_record_version (db, session, version, draft->script, error)
      && mq_library_rows_touch (db, session, created, error)
      && mq_transaction_commit (g_steal_pointer (&transaction), error))
    return g_steal_pointer (&version);

  /* Not recorded: rename it back, so that it is not taken for a leftover. */
  if (g_rename (dir, temp) != 0)
    g_warning ("A version that could not be recorded is left in %s", dir);
  return NULL;
}

/* @session: one of its sessions; @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY,
 * %MQ_ERROR_NOT_FOUND (the session is gone), %MQ_ERROR_FAILED; then nothing was saved. Returns:
 * (transfer full) (nullable): the version, safe on disk */
MqVersion *
mq_library_keep (MqDatabase *db, const char *library_dir, const char *session,
                 MqVersionDraft *draft, GError **error)
{
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  g_autofree char *versions_dir = g_build_filename (library_dir, "sessions", session, "versions",
                                                    NULL);
  g_autofree char *temp = NULL;
  g_autofree char *temp_version = NULL;
  g_autofd int temp_fd = -1;
  g_autofd int version_fd = -1;
  gint64 created;
  MqVersion *version = NULL;

  if (!mq_library_rows_get_time (db, &created, error)
      || (temp_fd = mq_files_make_temp (temp_parent, MQ_LIBRARY_VERSION_PREFIX, &temp, error)) < 0)
    return NULL;

  temp_version = g_build_filename (temp, MQ_LIBRARY_VERSION_DIR, NULL);
  if (mq_files_write (temp_fd, MQ_LIBRARY_MARK, session, strlen (session), error)
      && mq_files_sync_dir (temp_fd, "version", error))
    {
      if (mkdirat (temp_fd, MQ_LIBRARY_VERSION_DIR, 0700) != 0
          || (version_fd = openat (temp_fd, MQ_LIBRARY_VERSION_DIR,
                                   O_RDONLY | O_DIRECTORY | O_CLOEXEC))
                 < 0)
        mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), MQ_LIBRARY_VERSION_DIR);
      else if (fill (version_fd, draft, created, error))
        version = place_and_record (db, session, versions_dir, temp_version, draft, created, error);
    }

  mq_files_remove_tree (AT_FDCWD, temp);
  return version;
}

/* Adds pictures to those that the version has. @version: one of its versions; @pictures: paths
 * below it, of PNGs; @error: %MQ_ERROR_BAD_INPUT if it would have too many; otherwise as
 * mq_files_fail(). Returns: the number of pictures that it has then; 0 on error, and then
 * nothing was added */
guint
mq_library_keep_renders (MqDatabase *db, const char *session, MqVersion *version,
                         const char *from_dir, GStrv pictures, GError **error)
{
  g_autofd int from = mq_files_open_dir (from_dir, error);
  g_autofd int dir = from >= 0 ? mq_files_open_dir (mq_version_get_dir (version), error) : -1;
  g_autoptr (MqTransaction) transaction = dir >= 0 ? mq_database_begin (db, error) : NULL;
  g_autoptr (MqVersion) more = NULL;
  g_autoptr (JsonObject) record = NULL;
  g_autofree char *text = NULL;
  guint number = mq_version_get_number (version);
  gint64 n_before, now;
  guint n_pictures;

  if (transaction == NULL || !mq_library_rows_has_session (db, session, error)
      || !mq_library_rows_read_number (
          mq_database_query (db, "SELECT pictures FROM version WHERE session = ?1 AND number = ?2",
                             error, "si", session, number),
          &n_before, error))
    return 0;

  n_pictures = (guint)n_before + g_strv_length (pictures);
  if (n_pictures > MQ_LIBRARY_MAX_RENDERS)
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, _ ("A version has %d pictures at most"),
                   MQ_LIBRARY_MAX_RENDERS);
      return 0;
    }

  more = mq_version_new (NULL, 0, mq_version_get_parent (version), mq_version_get_summary (version),
                         mq_version_get_instruction (version), n_pictures,
                         mq_version_get_created (version));
  record = make_record (more);
  text = mq_json_object_to_string (record, TRUE);
  if (!copy_renders (from, dir, pictures, (guint)n_before, FALSE, error)
      || !mq_files_put (dir, "version.json", text, strlen (text), TRUE, error)
      || !mq_database_run (db,
                           "UPDATE version SET pictures = ?3 WHERE session = ?1 AND number = ?2",
                           error, "sii", session, number, n_pictures)
      || !mq_library_rows_get_time (db, &now, error)
      || !mq_library_rows_touch (db, session, now, error)
      || !mq_transaction_commit (g_steal_pointer (&transaction), error))
    return 0;

  unlinkat (dir, MQ_VERSION_PREVIEW, 0);
  return n_pictures;
}

/* Pictures that the user added to a message: copied into the session's folder, completely or not at
 * all. */

/* @session_dir: a session's folder, under the database's write lock, so that two callers get two
 * numbers; @from: the path of a complete picture; @error: see mq_files_fail();
 * %MQ_ERROR_BAD_INPUT if there are too many. Returns: (transfer full) (nullable): its path in
 * the session */
char *
mq_library_place_picture (const char *session_dir, const char *from, const char *extension,
                          GError **error)
{
  g_autofree char *pictures = g_build_filename (session_dir, "pictures", NULL);
  g_autoptr (GDir) list = NULL;
  g_autofree char *name = NULL;
  g_autofd int dir = -1;
  const char *other;
  guint last = 0;

  if (!mq_paths_make_private (pictures, error) || (dir = mq_files_open_dir (pictures, error)) < 0)
    return NULL;

  /* The highest number in use, of any format. */
  list = g_dir_open (pictures, 0, NULL);
  while (list != NULL && (other = g_dir_read_name (list)) != NULL)
    last = MAX (last, MIN (g_ascii_strtoull (other, NULL, 10), MAX_PICTURES));
  if (last >= MAX_PICTURES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("A conversation holds %d pictures at most"),
                         MAX_PICTURES);

  name = g_strdup_printf ("%u.%s", last + 1, extension);
  if (renameat (AT_FDCWD, from, dir, name) != 0)
    {
      mq_files_fail (error, errno, N_ ("Could not place the picture “%s”"), name);
      return NULL;
    }

  return mq_files_sync_dir (dir, pictures, error) ? g_build_filename (pictures, name, NULL) : NULL;
}

/* @session: one of its sessions; @path: PNG, JPEG or WebP, at most 20 MiB; @error:
 * %MQ_ERROR_BAD_INPUT if it is not a picture; otherwise as mq_files_fail(). Returns: (transfer
 * full) (nullable): the path of the copy, safe on disk */
char *
mq_library_keep_picture (MqDatabase *db, const char *library_dir, const char *session,
                         const char *path, GError **error)
{
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  g_autofree char *session_dir = g_build_filename (library_dir, "sessions", session, NULL);
  g_autofree char *temp = NULL;
  g_autofree char *real = NULL;
  g_autofd int temp_fd = mq_files_make_temp (temp_parent, "run", &temp, error);
  char *kept = NULL;

  if (temp_fd < 0)
    return NULL;

  /* The user chose the path, so links in it are followed. */
  if ((real = realpath (path, NULL)) == NULL)
    mq_files_fail (error, errno, N_ ("Could not open “%s”"), path);
  else
    {
      g_autofree char *parent = g_path_get_dirname (real);
      g_autofree char *name = g_path_get_basename (real);
      g_autofd int dir = mq_files_open_dir (parent, error);
      gboolean is_copied = dir >= 0 && mq_files_copy (dir, name, temp_fd, COPY, MAX_ADDED, error);
      const char *mime = is_copied ? sniff_picture (temp_fd, COPY) : NULL;

      if (mime != NULL)
        {
          const char *extension = g_str_equal (mime, "image/jpeg") ? "jpg" : strchr (mime, '/') + 1;
          g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
          g_autofree char *from = g_build_filename (temp, COPY, NULL);

          if (transaction != NULL && mq_library_rows_has_session (db, session, error))
            kept = mq_library_place_picture (session_dir, from, extension, error);
        }
      else if (is_copied)
        mq_fail (error, MQ_ERROR_BAD_INPUT,
                 _ ("“%s” is not a picture: PNG, JPEG and WebP can be read"), path);
    }

  mq_files_remove_tree (AT_FDCWD, temp);
  return kept;
}
