/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled shaders, see mq-shader-cache.h. A database of Mesa's lies at GPU/DRIVER/maquette.foz,
 * with its index beside it:
 * https://docs.mesa3d.org/envvars.html#envvar-MESA_DISK_CACHE_READ_ONLY_FOZ_DBS */
#include "client/sandbox/mq-shader-cache.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#define DEPTH 2 /* folders above a database */
#define MAX_FILES 8
#define MAX_BYTES (64 * 1024 * 1024)
/* Then a driver or a Blender that was replaced is noticed. */
#define MAX_AGE (7 * G_TIME_SPAN_DAY)
#define FOLDER "shaders"
#define TEMP_PREFIX "new-shaders"

/* Returns: (transfer full): `$XDG_CACHE_HOME/maquette/shaders`, which need not exist */
char *
mq_shader_cache_get_folder (void)
{
  return mq_paths_get_cache (FOLDER);
}

static void
list_below (const char *folder, const char *relative, guint depth, GStrvBuilder *found)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (relative, name, NULL);

      if (depth > 0)
        list_below (folder, below, depth - 1, found);
      else if (g_str_has_suffix (name, ".foz"))
        g_strv_builder_add (found, below);
    }
}

static gboolean
is_fresh (const char *folder)
{
  GStatBuf facts;

  return g_stat (folder, &facts) == 0
         && ABS (g_get_real_time () - facts.st_mtime * G_USEC_PER_SEC) < MAX_AGE;
}

/**
 * mq_shader_cache_list:
 *
 * Returns: (transfer full): the files that are kept and not older than a week, relative to
 * mq_shader_cache_get_folder()
 */
char **
mq_shader_cache_list (void)
{
  g_autofree char *folder = mq_shader_cache_get_folder ();
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();

  if (is_fresh (folder))
    list_below (folder, "", DEPTH, found);
  return g_strv_builder_end (found);
}

static DexFuture *
keep_fiber (const char *run_dir, JsonArray *files)
{
  g_autofree char *home = mq_paths_get_cache (NULL);
  g_autofree char *folder = mq_shader_cache_get_folder ();
  g_auto (GStrv) names = mq_json_to_strings (files);
  g_autofree char *temp = NULL;
  g_autofd int lock = -1;
  g_autofd int source = -1;
  GError *error = NULL;

  if (!mq_paths_make_private (home, &error))
    return dex_future_new_for_error (error);

  mq_files_sweep_temp (home, TEMP_PREFIX);
  if ((lock = mq_files_make_temp (home, TEMP_PREFIX, &temp, &error)) < 0)
    return dex_future_new_for_error (error);

  if (!is_fresh (folder))
    mq_files_remove_tree (AT_FDCWD, folder);
  source = mq_files_open_dir (run_dir, &error);
  for (guint i = 0; error == NULL && names[i] != NULL && i < MAX_FILES; i++)
    {
      g_autofree char *name = g_path_get_basename (names[i]);
      g_autofree char *place = g_path_get_dirname (names[i]);
      g_autofree char *target = NULL;
      g_autofd int dir = -1;

      if (!g_str_has_prefix (place, FOLDER "/") || strstr (place, "..") != NULL)
        {
          mq_fail (&error, MQ_ERROR_PROTOCOL, "“%s” is no file of compiled shaders", names[i]);
          break;
        }

      target = g_build_filename (temp, place + strlen (FOLDER), NULL);
      if (mq_paths_make_private (target, &error) && (dir = mq_files_open_dir (target, &error)) >= 0)
        mq_files_copy (source, names[i], dir, name, MAX_BYTES, &error);
    }

  /* If another Blender has just kept its own, they are the same. */
  if (error != NULL || g_rename (temp, folder) != 0)
    mq_files_remove_tree (AT_FDCWD, temp);
  return error == NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/**
 * mq_shader_cache_keep:
 * @run_dir: the run folder of a Blender that has not run a script yet
 * @files: what it says that it has compiled, `shaders/GPU/DRIVER/NAME` relative to @run_dir
 *
 * Keeps them, unless something is kept that is not older than a week.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_shader_cache_keep (const char *run_dir, JsonArray *files)
{
  return mq_fiber_spawn_on_thread (keep_fiber, (G_TYPE_STRING, run_dir), (JSON_TYPE_ARRAY, files));
}
