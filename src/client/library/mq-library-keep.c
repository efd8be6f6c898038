/* Keeping a version on disk, see mq-library-keep.h. A version is written to a temporary folder,
 * synced, renamed to its number and then recorded. The rename and the row happen under the
 * database's write lock, so that whoever holds that lock sees no version between the two, unless
 * its maker crashed. */
#define _GNU_SOURCE /* renameat2() */

#include "client/library/mq-library-keep.h"

#include "client/library/mq-files.h"
#include "client/library/mq-library-rows.h"
#include "common/mq-error.h"
#include "common/mq-json.h"
#include "common/mq-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_BLEND ((guint64)2 << 30)
#define MAX_PICTURE ((guint64)64 << 20)
#define MAX_RECORD (256 * 1024)
/* A session without a version is somebody's run at work, or a crash's leftover after this long. */
#define STALE_SECONDS (7 * 24 * 3600)

static gboolean
write_json (int dir, const char *name, JsonObject *object, GError **error)
{
  g_autofree char *text = mq_json_object_to_string (object, TRUE);

  return mq_files_write (dir, name, text, strlen (text), error);
}

/* A folder tells by itself what it is, so that it can be recorded after a crash. */
static gboolean
write_record (int dir, MqVersionDraft *draft, gint64 created, GError **error)
{
  g_autoptr (JsonObject) record = json_object_new ();

  json_object_set_int_member (record, "parent", draft->parent);
  json_object_set_string_member (record, "summary", draft->summary != NULL ? draft->summary : "");
  json_object_set_string_member (record, "instruction",
                                 draft->instruction != NULL ? draft->instruction : "");
  json_object_set_int_member (record, "pictures",
                              draft->pictures != NULL ? g_strv_length (draft->pictures) : 0);
  json_object_set_int_member (record, "created", created);
  return write_json (dir, "version.json", record, error);
}

static gboolean
is_png (int dir, const char *name, GError **error)
{
  static const guint8 magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autofd int fd = openat (dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  guint8 start[sizeof magic];

  if (fd >= 0 && read (fd, start, sizeof start) == sizeof start
      && memcmp (start, magic, sizeof magic) == 0)
    return TRUE;

  g_set_error (error, MQ_ERROR, MQ_ERROR_FAILED, "The picture “%s” is no PNG", name);
  return FALSE;
}

static gboolean
copy_pictures (int from, int to, GStrv pictures, GError **error)
{
  g_autofd int renders = -1;

  if (mkdirat (to, "renders", 0755) != 0)
    return mq_files_fail (error, errno, "make the folder", "renders");

  renders = openat (to, "renders", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (renders < 0)
    return mq_files_fail (error, errno, "open the folder", "renders");

  for (guint i = 0; pictures != NULL && pictures[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("render_%u.png", i + 1);

      if (!mq_files_copy (from, pictures[i], renders, name, MAX_PICTURE, error)
          || !is_png (renders, name, error))
        return FALSE;
    }

  return mq_files_sync_dir (renders, "renders", error);
}

static gboolean
fill (int to, MqVersionDraft *draft, gint64 created, GError **error)
{
  g_autofd int from = mq_files_open_dir (draft->from_dir, error);

  return from >= 0 && mq_files_write (to, "script.py", draft->script, strlen (draft->script), error)
         && (draft->blend == NULL
             || mq_files_copy (from, draft->blend, to, "scene.blend", MAX_BLEND, error))
         && (draft->report == NULL || write_json (to, "report.json", draft->report, error))
         && (draft->plan == NULL || write_json (to, "plan.json", draft->plan, error))
         && copy_pictures (from, to, draft->pictures, error)
         && write_record (to, draft, created, error) && mq_files_sync_dir (to, "version", error);
}

/* Renames to the first number that neither the table nor the disk has; both under the write
 * lock. */
static gboolean
place (MqSqlite *db, const char *session, int versions, const char *temp, guint *number,
       GError **error)
{
  if (!mq_library_rows_next_number (db, session, number, error))
    return FALSE;

  for (;; ++*number)
    {
      char name[16];

      g_snprintf (name, sizeof name, "%u", *number);
      if (renameat2 (AT_FDCWD, temp, versions, name, RENAME_NOREPLACE) == 0)
        return TRUE;
      if (errno == EINVAL && faccessat (versions, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0
          && renameat (AT_FDCWD, temp, versions, name) == 0)
        return TRUE; /* a file system without RENAME_NOREPLACE */
      if (errno != EEXIST && errno != ENOTEMPTY)
        return mq_files_fail (error, errno, "place the version", name);
    }
}

static MqVersion *
place_and_record (MqSqlite *db, const char *session, const char *versions_dir, const char *temp,
                  MqVersionDraft *draft, gint64 created, GError **error)
{
  g_autofd int versions = mq_files_open_dir (versions_dir, error);
  g_autoptr (MqTransaction) transaction = versions >= 0 ? mq_sqlite_begin (db, error) : NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autofree char *dir = NULL;
  guint number;

  if (transaction == NULL || !place (db, session, versions, temp, &number, error))
    return NULL;

  dir = g_strdup_printf ("%s/%u", versions_dir, number);
  version = mq_version_new (dir, number, draft->parent, draft->summary, draft->instruction,
                            draft->pictures != NULL ? g_strv_length (draft->pictures) : 0, created);

  if (mq_files_sync_dir (versions, versions_dir, error)
      && mq_library_rows_add_version (db, session, version, error)
      && mq_transaction_commit (g_steal_pointer (&transaction), error))
    return g_steal_pointer (&version);

  /* Not recorded: take it back, so that it is not found as a leftover. */
  if (g_rename (dir, temp) != 0)
    g_warning ("A version that could not be recorded is left in %s", dir);
  return NULL;
}

/**
 * mq_library_keep:
 * @db: the library's database
 * @library_dir: the library's folder
 * @session: a session that is in it
 * @draft: what to keep
 * @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY, %MQ_ERROR_FAILED; then nothing was kept
 *
 * Returns: (transfer full) (nullable): the version, safe on the disk
 */
MqVersion *
mq_library_keep (MqSqlite *db, const char *library_dir, const char *session, MqVersionDraft *draft,
                 GError **error)
{
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  g_autofree char *versions_dir = g_build_filename (library_dir, "sessions", session, "versions",
                                                    NULL);
  g_autofree char *temp = NULL;
  g_autofd int temp_fd = -1;
  gint64 created = g_get_real_time () / G_USEC_PER_SEC;
  MqVersion *version = NULL;

  if (!mq_paths_make_private (versions_dir, error)
      || (temp_fd = mq_files_make_temp (temp_parent, "version", &temp, error)) < 0)
    return NULL;

  if (fill (temp_fd, draft, created, error))
    version = place_and_record (db, session, versions_dir, temp, draft, created, error);

  if (version == NULL)
    mq_files_remove_tree (AT_FDCWD, temp);

  return version;
}

/* A version that its maker had no time to record. What is no whole version is left alone. */
static gboolean
adopt (MqSqlite *db, const char *session, int versions, const char *versions_dir, const char *name,
       guint number, GError **error)
{
  g_autofree char *record_name = g_build_filename (name, "version.json", NULL);
  g_autofree char *dir = g_build_filename (versions_dir, name, NULL);
  g_autoptr (GBytes) bytes = mq_files_read (versions, record_name, MAX_RECORD, NULL);
  g_autoptr (JsonObject) record = NULL;
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

  version = mq_version_new (dir, number, parent, mq_json_get_string (record, "summary", ""),
                            mq_json_get_string (record, "instruction", ""), n_pictures,
                            mq_json_get_int (record, "created", 0));
  g_info ("Recording a version that a crash left unrecorded: %s", dir);
  return mq_library_rows_add_version (db, session, version, error);
}

static gboolean
recover_session (MqSqlite *db, const char *library_dir, const char *session, GError **error)
{
  g_autofree char *versions_dir = g_build_filename (library_dir, "sessions", session, "versions",
                                                    NULL);
  g_autoptr (GDir) dir = g_dir_open (versions_dir, 0, NULL);
  g_autofd int versions = dir != NULL ? mq_files_open_dir (versions_dir, NULL) : -1;
  const char *name;

  while (versions >= 0 && (name = g_dir_read_name (dir)) != NULL)
    {
      gboolean known = FALSE;
      guint64 number;

      if (!g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT, &number, NULL))
        continue;

      if (!mq_library_rows_has_version (db, session, number, &known, error)
          || (!known && !adopt (db, session, versions, versions_dir, name, number, error)))
        return FALSE;
    }

  return TRUE;
}

/**
 * mq_library_recover:
 * @db: the library's database
 * @library_dir: the library's folder
 * @error: return location
 *
 * Puts in order what crashes left: removes temporary folders whose makers are gone, records
 * versions that were placed but not recorded, forgets sessions that never got a version. Folders
 * that it does not know are left alone.
 *
 * Returns: whether it could
 */
gboolean
mq_library_recover (MqSqlite *db, const char *library_dir, GError **error)
{
  g_autofree char *temp_parent = g_build_filename (library_dir, "tmp", NULL);
  g_autoptr (MqTransaction) transaction = NULL;
  g_autoptr (GPtrArray) sessions = NULL;

  mq_files_sweep_temp (temp_parent, "");

  if (!(transaction = mq_sqlite_begin (db, error))
      || !(sessions = mq_library_rows_load (db, library_dir, error)))
    return FALSE;

  for (guint i = 0; i < sessions->len; i++)
    if (!recover_session (db, library_dir, mq_session_get_id (sessions->pdata[i]), error))
      return FALSE;

  return mq_library_rows_remove_stale (db, g_get_real_time () / G_USEC_PER_SEC - STALE_SECONDS,
                                       error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}
