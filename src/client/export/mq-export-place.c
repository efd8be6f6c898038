/* Puts files where the user wants them, see mq-export-place.h. */
#define _GNU_SOURCE
#include "client/export/mq-export-place.h"

#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-files.h"
#include "common/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes. */
#define MAX_FILE ((guint64)8 << 30)

typedef struct
{
  char *from;
  GStrv files;
  char *path;
  char *report;
  gboolean replace;
} Placing;

static void
placing_free (gpointer data)
{
  Placing *placing = data;

  g_free (placing->from);
  g_strfreev (placing->files);
  g_free (placing->path);
  g_free (placing->report);
  g_free (placing);
}

/**
 * mq_export_check_path:
 * @path: the file that the user named
 * @replace: whether a file that exists may be replaced
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it can be written
 */
gboolean
mq_export_check_path (const char *path, gboolean replace, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There is no folder “%s”"), folder);
  if (access (folder, W_OK | X_OK) != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The folder “%s” cannot be written"), folder);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is a folder"), path);
  if (!replace && g_file_test (path, G_FILE_TEST_EXISTS))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” exists already"), path);

  return TRUE;
}

/* Renames the finished ".NAME.part" to @name, unless there is one that may not be replaced. */
static gboolean
settle (int dir, const char *part, const char *name, gboolean replace, GError **error)
{
  int result = replace ? renameat (dir, part, dir, name)
                       : renameat2 (dir, part, dir, name, RENAME_NOREPLACE);

  if (result == 0)
    return TRUE;

  mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);
  unlinkat (dir, part, 0);
  return FALSE;
}

static gboolean
put_file (int from, const char *relative, int dir, const char *name, gboolean replace,
          GError **error)
{
  g_autofree char *part = g_strdup_printf (".%s.part", name);

  unlinkat (dir, part, 0);
  if (mq_files_copy (from, relative, dir, part, MAX_FILE, error))
    return settle (dir, part, name, replace, error);

  unlinkat (dir, part, 0);
  return FALSE;
}

static gboolean
put_text (const char *text, int dir, const char *name, gboolean replace, GError **error)
{
  g_autofree char *part = g_strdup_printf (".%s.part", name);

  unlinkat (dir, part, 0);
  if (mq_files_write (dir, part, text, strlen (text), error))
    return settle (dir, part, name, replace, error);

  unlinkat (dir, part, 0);
  return FALSE;
}

/* A file of ours beside the one that the user named, such as "textures/chair_color.png": its folder
 * is made, and it may be replaced like that one. Blender named it, so it is one name or a folder's.
 */
static gboolean
put_beside (int from, const char *relative, int dir, gboolean replace, GError **error)
{
  const char *slash = strchr (relative, '/');
  g_autofree char *folder = slash != NULL ? g_strndup (relative, slash - relative) : NULL;
  g_autofd int below = -1;

  if (slash == NULL)
    return put_file (from, relative, dir, relative, replace, error);

  if (strchr (slash + 1, '/') != NULL || g_str_has_prefix (relative, "."))
    return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender has named a file “%s”"), relative);

  if (mkdirat (dir, folder, 0755) != 0 && errno != EEXIST)
    return mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), folder);
  if ((below = openat (dir, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), folder);

  return put_file (from, relative, below, slash + 1, replace, error);
}

/* Adds what is in place to @placed. */
static gboolean
place_all (Placing *placing, int from, int dir, const char *name, GPtrArray *placed, GError **error)
{
  g_autofree char *report_name = g_strconcat (name, ".report.json", NULL);

  for (guint i = 1; placing->files[i] != NULL; i++)
    {
      if (!put_beside (from, placing->files[i], dir, placing->replace, error))
        return FALSE;
      g_ptr_array_add (placed, g_strdup (placing->files[i]));
    }

  if (!put_file (from, placing->files[0], dir, name, placing->replace, error))
    return FALSE;
  g_ptr_array_add (placed, g_strdup (name));
  return placing->report == NULL || put_text (placing->report, dir, report_name, TRUE, error);
}

static DexFuture *
place_fiber (gpointer data)
{
  Placing *placing = data;
  g_autofree char *folder = g_path_get_dirname (placing->path);
  g_autofree char *name = g_path_get_basename (placing->path);
  g_autoptr (GPtrArray) placed = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (placing->from, &error);
  g_autofd int dir = from >= 0 ? mq_files_open_dir (folder, &error) : -1;

  if (dir < 0)
    return dex_future_new_for_error (error);

  if (place_all (placing, from, dir, name, placed, &error)
      && mq_files_sync_dir (dir, folder, &error))
    return dex_future_new_true ();

  /* All or nothing, unless there was something before that is lost already. */
  for (guint i = 0; !placing->replace && i < placed->len; i++)
    unlinkat (dir, placed->pdata[i], 0);
  return dex_future_new_for_error (error);
}

/**
 * mq_export_place:
 * @from: the folder that they are in
 * @files: paths below it, the file that the user named first
 * @path: where that one goes; the others go beside it
 * @report: (nullable): what is written beside it
 * @replace: whether files that exist may be replaced
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_files_fail() does
 */
DexFuture *
mq_export_place (const char *from, GStrv files, const char *path, JsonObject *report,
                 gboolean replace)
{
  Placing *placing = g_new0 (Placing, 1);

  placing->from = g_strdup (from);
  placing->files = g_strdupv (files);
  placing->path = g_strdup (path);
  placing->report = report != NULL ? mq_json_object_to_string (report, TRUE) : NULL;
  placing->replace = replace;
  return mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 256 * 1024, place_fiber, placing,
                         placing_free);
}
