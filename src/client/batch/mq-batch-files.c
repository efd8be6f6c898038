/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of an item's folder, see mq-batch-files.h. */
#include "client/batch/mq-batch-files.h"

#include "client/run/mq-output.h"
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
#define BUFFER (1024 * 1024)

/* @path: (inout): of a file, which becomes `NAME-2.SUFFIX` and so on until there is none */
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

static DexFuture *
copy_fiber (const char *version_dir, guint n_pictures, const char *folder)
{
  g_autofd int dir = -1;
  GError *error = NULL;

  if (g_mkdir_with_parents (folder, 0755) != 0)
    mq_files_fail (&error, errno, N_ ("Could not write “%s”"), folder);
  else if ((dir = mq_files_open_dir (folder, &error)) >= 0)
    mq_output_copy_version (version_dir, n_pictures, TRUE, dir, &error);

  return error == NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* @folder: gets its files, and is made if it is not there. Returns: (transfer full): resolves to
 * %TRUE; rejects with %MQ_ERROR_NO_SPACE … */
DexFuture *
mq_batch_files_copy (MqVersion *version, const char *folder)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, copy_fiber,
                              (G_TYPE_STRING, mq_version_get_dir (version)),
                              (G_TYPE_UINT, mq_version_get_n_pictures (version)),
                              (G_TYPE_STRING, folder));
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

/* Returns: (transfer full): resolves to the SHA-256 of each file, by its path below @folder
 * (JSON_TYPE_OBJECT) */
DexFuture *
mq_batch_files_sum (const char *folder)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, sum_fiber,
                              (G_TYPE_STRING, folder));
}
