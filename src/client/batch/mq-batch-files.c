/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of an item's folder, see mq-batch-files.h. */
#include "client/batch/mq-batch-files.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define STACK (256 * 1024)
#define MAX_FILE ((guint64)4 << 30)
#define BUFFER (1024 * 1024)

/**
 * mq_batch_files_choose_name:
 * @path: (inout): of a file, which becomes `NAME-2.SUFFIX` and so on until there is none
 */
void
mq_batch_files_choose_name (char **path)
{
  g_autofree char *wanted = g_strdup (*path);
  const char *dot = strrchr (wanted, '.');

  for (guint i = 2; dot != NULL && g_file_test (*path, G_FILE_TEST_EXISTS); i++)
    {
      g_free (*path);
      *path = g_strdup_printf ("%.*s-%u%s", (int)(dot - wanted), wanted, i, dot);
    }
}

static gboolean
copy_version (MqVersion *version, const char *folder, GError **error)
{
  static const char *const files[] = { "script.py", "scene.blend", "report.json", "plan.json" };
  g_autofd int from = mq_files_open_dir (mq_version_get_dir (version), error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (folder, error) : -1;

  if (to < 0)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (mq_files_is_regular (from, files[i])
        && !mq_files_copy (from, files[i], to, files[i], MAX_FILE, error))
      return FALSE;

  for (guint i = 1; i <= mq_version_get_n_pictures (version); i++)
    {
      g_autofree char *name = g_strdup_printf ("render_%u.png", i);
      g_autofree char *relative = g_build_filename ("renders", name, NULL);

      if (!mq_files_copy (from, relative, to, name, MAX_FILE, error))
        return FALSE;
    }

  return TRUE;
}

static DexFuture *
copy_fiber (MqVersion *version, const char *folder)
{
  GError *error = NULL;

  return copy_version (version, folder, &error) ? dex_future_new_true ()
                                                : dex_future_new_for_error (error);
}

/**
 * mq_batch_files_copy:
 * @version: a version
 * @folder: an empty folder
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NO_SPACE …
 */
DexFuture *
mq_batch_files_copy (MqVersion *version, const char *folder)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, copy_fiber,
                              (MQ_TYPE_VERSION, version), (G_TYPE_STRING, folder));
}

static DexFuture *
copy_others_fiber (GListModel *versions, MqVersion *version, const char *folder)
{
  GError *error = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) other = g_list_model_get_item (versions, i);
      g_autofree char *below = g_strdup_printf ("%s/variants/%u", folder,
                                                mq_version_get_number (other));

      if (other == version)
        continue;
      if (g_mkdir_with_parents (below, 0755) != 0)
        {
          mq_files_fail (&error, errno, N_ ("Could not write “%s”"), below);
          return dex_future_new_for_error (error);
        }
      if (!copy_version (other, below, &error))
        return dex_future_new_for_error (error);
    }

  return dex_future_new_true ();
}

/**
 * mq_batch_files_copy_others:
 * @versions: of a session with variants
 * @version: the best one
 * @folder: the item's
 *
 * Copies the others to `variants/N`.
 *
 * Returns: (transfer full): as mq_batch_files_copy()
 */
DexFuture *
mq_batch_files_copy_others (GListModel *versions, MqVersion *version, const char *folder)
{
  return mq_fiber_spawn_with (NULL, STACK, copy_others_fiber, (G_TYPE_LIST_MODEL, versions),
                              (MQ_TYPE_VERSION, version), (G_TYPE_STRING, folder));
}

static char *
sum_file (const char *path, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  g_autofree guchar *buffer = g_malloc (BUFFER);
  gssize got;

  if (fd < 0)
    return mq_files_fail (error, errno, N_ ("Could not read “%s”"), path), NULL;

  while ((got = read (fd, buffer, BUFFER)) > 0)
    g_checksum_update (sum, buffer, got);
  if (got < 0)
    return mq_files_fail (error, errno, N_ ("Could not read “%s”"), path), NULL;

  return g_strdup (g_checksum_get_string (sum));
}

/* @relative: of the folder whose files are added; "": @folder itself */
static gboolean
add_sums (JsonObject *sums, const char *folder, const char *relative, GError **error)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort_values (names, (GCompareFunc)g_strcmp0);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *below = *relative != '\0'
                                   ? g_build_filename (relative, names->pdata[i], NULL)
                                   : g_strdup (names->pdata[i]);
      g_autofree char *file = g_build_filename (folder, below, NULL);
      g_autofree char *sum = NULL;

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        {
          if (!add_sums (sums, folder, below, error))
            return FALSE;
          continue;
        }
      if (!(sum = sum_file (file, error)))
        return FALSE;
      json_object_set_string_member (sums, below, sum);
    }

  return TRUE;
}

static DexFuture *
sum_fiber (const char *folder)
{
  g_autoptr (JsonObject) sums = json_object_new ();
  GError *error = NULL;

  return add_sums (sums, folder, "", &error)
             ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&sums))
             : dex_future_new_for_error (error);
}

/**
 * mq_batch_files_sum:
 * @folder: an item's
 *
 * Returns: (transfer full): resolves to the SHA-256 of each file, by its path below @folder
 *   (JSON_TYPE_OBJECT)
 */
DexFuture *
mq_batch_files_sum (const char *folder)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, sum_fiber,
                              (G_TYPE_STRING, folder));
}
