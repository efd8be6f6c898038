/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a version, or a picture, on disk, see mq-library-private.h. A version is written to a
 * temporary folder, synced, renamed to its number and then recorded. The rename and the row happen
 * under the database's write lock, so that no other lock holder sees a version between the two,
 * unless its process crashed. Then the temporary folder still exists and names the session to
 * check. */
#include "client/library/mq-library-private.h"

#include "common/base/mq-files.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "common/asset/mq-picture-sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BLEND ((guint64)2 << 30)
#define MAX_PICTURE ((guint64)64 << 20)
/* Pictures that the user added to messages: bytes of one, and their number. */
#define MAX_ADDED ((guint64)20 << 20)
#define MAX_PICTURES 10000
#define COPY "picture"

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

static gboolean
copy_pictures (int from, int to, GStrv pictures, GError **error)
{
  g_autofd int renders = -1;

  if (mkdirat (to, "renders", 0755) != 0)
    return mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), "renders");

  renders = openat (to, "renders", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (renders < 0)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), "renders");

  for (guint i = 0; pictures != NULL && pictures[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("render_%u.png", i + 1);

      if (!mq_files_copy (from, pictures[i], renders, name, MAX_PICTURE, error))
        return FALSE;
      if (g_strcmp0 (sniff_picture (renders, name), "image/png") != 0)
        return mq_fail (error, MQ_ERROR_FAILED, _ ("The picture “%s” is no PNG"), name);
    }

  return mq_files_sync_dir (renders, "renders", error);
}

static gboolean
fill (int to, MqVersionDraft *draft, gint64 created, GError **error)
{
  g_autofd int from = mq_files_open_dir (draft->from_dir, error);
  g_autoptr (MqVersion) version = make_version (NULL, 0, draft, created);

  return from >= 0 && mq_files_write (to, "script.py", draft->script, strlen (draft->script), error)
         && (draft->blend == NULL
             || mq_files_copy (from, draft->blend, to, "scene.blend", MAX_BLEND, error))
         && (draft->report == NULL || write_json (to, "report.json", draft->report, error))
         && (draft->plan == NULL || write_json (to, "plan.json", draft->plan, error))
         && copy_pictures (from, to, draft->pictures, error)
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
  return mq_library_rows_add_version (db, session, version, error)
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

static int
make_version_dir (int temp, const char *session, GError **error)
{
  int dir;

  if (!mq_files_write (temp, MQ_LIBRARY_MARK, session, strlen (session), error)
      || !mq_files_sync_dir (temp, "version", error))
    return -1;

  if (mkdirat (temp, MQ_LIBRARY_VERSION_DIR, 0700) != 0
      || (dir = openat (temp, MQ_LIBRARY_VERSION_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
    {
      mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), MQ_LIBRARY_VERSION_DIR);
      return -1;
    }

  return dir;
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
  if ((version_fd = make_version_dir (temp_fd, session, error)) >= 0
      && fill (version_fd, draft, created, error))
    version = place_and_record (db, session, versions_dir, temp_version, draft, created, error);

  mq_files_remove_tree (AT_FDCWD, temp);
  return version;
}

/* The files of a call that did not end well are replaced: no row counts them. */
static gboolean
copy_renders (int from, int dir, GStrv pictures, guint n_before, GError **error)
{
  g_autofd int renders = openat (dir, "renders", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (renders < 0)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), "renders");

  for (guint i = 0; pictures[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("render_%u.png", n_before + i + 1);

      if (!mq_files_put_copy (from, pictures[i], renders, name, MAX_PICTURE, TRUE, error))
        return FALSE;
      if (g_strcmp0 (sniff_picture (renders, name), "image/png") != 0)
        return mq_fail (error, MQ_ERROR_FAILED, _ ("The picture “%s” is no PNG"), name);
    }

  return mq_files_sync_dir (renders, "renders", error);
}

/* Writes `version.json` again, with more pictures. */
static gboolean
rewrite_version (int dir, MqVersion *version, guint n_pictures, GError **error)
{
  g_autoptr (MqVersion) more = mq_version_new (
      NULL, 0, mq_version_get_parent (version), mq_version_get_summary (version),
      mq_version_get_instruction (version), n_pictures, mq_version_get_created (version));
  g_autoptr (JsonObject) record = make_record (more);
  g_autofree char *text = mq_json_object_to_string (record, TRUE);

  return mq_files_put (dir, "version.json", text, strlen (text), TRUE, error);
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

  return copy_renders (from, dir, pictures, (guint)n_before, error)
                 && rewrite_version (dir, version, n_pictures, error)
                 && mq_database_run (
                     db, "UPDATE version SET pictures = ?3 WHERE session = ?1 AND number = ?2",
                     error, "sii", session, number, n_pictures)
                 && mq_library_rows_get_time (db, &now, error)
                 && mq_library_rows_touch (db, session, now, error)
                 && mq_transaction_commit (g_steal_pointer (&transaction), error)
             ? n_pictures
             : 0;
}

/* Pictures that the user added to a message: copied into the session's folder, completely or not at
 * all. */

/* The highest number in use, of any format. */
static guint
find_last (const char *pictures)
{
  g_autoptr (GDir) dir = g_dir_open (pictures, 0, NULL);
  const char *name;
  guint last = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    last = MAX (last, MIN (g_ascii_strtoull (name, NULL, 10), MAX_PICTURES));

  return last;
}

/* @session_dir: a session's folder, under the database's write lock, so that two callers get two
 * numbers; @from: the path of a complete picture; @error: see mq_files_fail();
 * %MQ_ERROR_BAD_INPUT if there are too many. Returns: (transfer full) (nullable): its path in
 * the session */
char *
mq_library_place_picture (const char *session_dir, const char *from, const char *extension,
                          GError **error)
{
  g_autofree char *pictures = g_build_filename (session_dir, "pictures", NULL);
  g_autofree char *name = NULL;
  g_autofd int dir = -1;
  guint last;

  if (!mq_paths_make_private (pictures, error) || (dir = mq_files_open_dir (pictures, error)) < 0)
    return NULL;

  if ((last = find_last (pictures)) >= MAX_PICTURES)
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

static char *
place_copy (MqDatabase *db, const char *session, const char *session_dir, const char *temp,
            const char *extension, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);
  g_autofree char *from = g_build_filename (temp, COPY, NULL);

  return transaction != NULL && mq_library_rows_has_session (db, session, error)
             ? mq_library_place_picture (session_dir, from, extension, error)
             : NULL;
}

static gboolean
copy_added (const char *path, int temp, GError **error)
{
  /* The user chose the path, so links in it are followed. */
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *parent = real != NULL ? g_path_get_dirname (real) : NULL;
  g_autofree char *name = real != NULL ? g_path_get_basename (real) : NULL;
  g_autofd int dir = -1;

  if (real == NULL)
    return mq_files_fail (error, errno, N_ ("Could not open “%s”"), path);

  return (dir = mq_files_open_dir (parent, error)) >= 0
         && mq_files_copy (dir, name, temp, COPY, MAX_ADDED, error);
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
  g_autofd int temp_fd = mq_files_make_temp (temp_parent, "run", &temp, error);
  const char *mime;
  char *kept = NULL;

  if (temp_fd < 0)
    return NULL;

  if (copy_added (path, temp_fd, error))
    {
      if ((mime = sniff_picture (temp_fd, COPY)) != NULL)
        kept = place_copy (db, session, session_dir, temp,
                           g_str_equal (mime, "image/jpeg") ? "jpg" : strchr (mime, '/') + 1,
                           error);
      else
        g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                     _ ("“%s” is no picture: PNG, JPEG and WebP can be read"), path);
    }

  mq_files_remove_tree (AT_FDCWD, temp);
  return kept;
}
