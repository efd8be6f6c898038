/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves files where the user wants them, see mq-export-files.h. */
#include "client/export/mq-export-files.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes. */
#define MAX_FILE ((guint64)8 << 30)
/* Folders for files beside the one that the user named, and what those end in. */
static const struct
{
  const char *name;
  const char *suffixes[3];
} folders[] = {
  { "textures", { ".png" } },
  { "meshes", { ".obj", ".stl" } },
};

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
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” already exists"), path);

  return TRUE;
}

/* Tells whether @relative may stand beside @main, our file: "chair.mtl" and
 * "textures/chair_color.png" beside "chair.obj". Blender names them, and it opened what a script
 * made: nothing else may appear in the user's folder. */
static gboolean
belongs_to (const char *main, const char *relative)
{
  g_autofree char *stem = g_strndup (main, strrchr (main, '.') - main);
  g_autofree char *materials = g_strconcat (stem, ".mtl", NULL);
  const char *slash = strchr (relative, '/');
  const char *dot = strrchr (relative, '.');

  if (slash == NULL || dot == NULL)
    return g_str_equal (relative, materials);

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *start = g_strconcat (folders[i].name, "/", stem, "_", NULL);

      if (g_str_has_prefix (relative, start) && g_strv_contains (folders[i].suffixes, dot))
        return strchr (slash + 1, '/') == NULL;
    }

  return FALSE;
}

static gboolean
save_beside (int from, const char *relative, int dir, gboolean replace, GError **error)
{
  const char *slash = strchr (relative, '/');
  g_autofree char *name = NULL;
  g_autofd int folder = -1;

  if (slash == NULL)
    return mq_files_put_copy (from, relative, dir, relative, MAX_FILE, replace, error);

  name = g_strndup (relative, slash - relative);
  if (mkdirat (dir, name, 0755) != 0 && errno != EEXIST)
    return mq_files_fail (error, errno, N_ ("Could not make the folder “%s”"), name);
  if ((folder = openat (dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), name);

  return mq_files_put_copy (from, relative, folder, slash + 1, MAX_FILE, replace, error);
}

/* Adds the paths of what is saved to @saved. */
static gboolean
save_all (GStrv files, const char *report, gboolean replace, int from, int dir, const char *name,
          GPtrArray *saved, GError **error)
{
  g_autofree char *report_name = g_strconcat (name, ".report.json", NULL);

  for (guint i = 1; files[i] != NULL; i++)
    {
      const char *file = files[i];

      if (!belongs_to (files[0], file))
        return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender has named a file “%s”"), file);
      if (!save_beside (from, file, dir, replace, error))
        return FALSE;
      g_ptr_array_add (saved, g_strdup (file));
    }

  if (!mq_files_put_copy (from, files[0], dir, name, MAX_FILE, replace, error))
    return FALSE;

  g_ptr_array_add (saved, g_strdup (name));
  return report == NULL || mq_files_put (dir, report_name, report, strlen (report), TRUE, error);
}

static DexFuture *
save_fiber (const char *source, GStrv files, const char *path, const char *report, gboolean replace)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (source, &error);
  g_autofd int dir = from >= 0 ? mq_files_open_dir (folder, &error) : -1;

  if (dir < 0)
    return dex_future_new_for_error (error);

  if (save_all (files, report, replace, from, dir, name, saved, &error)
      && mq_files_sync_dir (dir, folder, &error))
    return dex_future_new_true ();

  /* All or nothing, unless files that were there before are replaced already. */
  for (guint i = 0; !replace && i < saved->len; i++)
    unlinkat (dir, saved->pdata[i], 0);
  return dex_future_new_for_error (error);
}

/**
 * mq_export_save_files:
 * @from: the folder that they are in
 * @files: paths below it: first, with a suffix, the one that becomes @path; the others go beside
 * it, under names that begin like its own
 * @path: the file that the user named
 * @report: (nullable): what is written beside it
 * @replace: whether files that exist may be replaced
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_files_fail() does, and with
 *   %MQ_ERROR_PROTOCOL for a name that Blender may not choose
 */
DexFuture *
mq_export_save_files (const char *from, GStrv files, const char *path, JsonObject *report,
                      gboolean replace)
{
  g_autofree char *text = report != NULL ? mq_json_object_to_string (report, TRUE) : NULL;

  return mq_fiber_spawn_on_thread (save_fiber, (G_TYPE_STRING, from), (G_TYPE_STRV, files),
                                   (G_TYPE_STRING, path), (G_TYPE_STRING, text),
                                   (G_TYPE_BOOLEAN, replace));
}
