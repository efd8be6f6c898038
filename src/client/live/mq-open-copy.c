/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a version in the user's own Blender, see mq-open-copy.h. */
#include "client/live/mq-open-copy.h"

#include "client/blender/mq-blender.h"
#include "common/base/mq-fiber.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/base/mq-paths.h"

#include <errno.h>
#include <glib/gstdio.h>

/* A version is never rewritten, but Blender's Save would rewrite it: Blender gets a copy without
 * write permission, so that Save asks for another name. The copy is renamed into place when
 * complete: an earlier copy is read-only, too, and may be open in Blender.
 *
 * --disable-autoexec: the file comes from a generated script, which is not trusted. What runs is
 * our own open-copy.py. */
static DexFuture *
open_fiber (const char *program, const char *original, const char *name)
{
  g_autofree char *folder = mq_paths_get_cache ("opened");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *partial = g_strdup_printf ("%s.%08x.part", path, g_random_int ());
  g_autoptr (GFile) from = g_file_new_for_path (original);
  g_autoptr (GFile) to = g_file_new_for_path (partial);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto (GStrv) variables = mq_memory_keys_dup_environ ();
  g_autoptr (GBytes) script = g_resource_lookup_data (mq_blender_get_resource (),
                                                      "/maquette/blender/open-copy.py",
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GSubprocess) blender = NULL;
  GError *error = NULL;

  g_assert (script != NULL);
  g_subprocess_launcher_set_environ (launcher, variables);
  if (g_mkdir_with_parents (parent, 0700) != 0
      || (dex_await (dex_file_copy (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, G_PRIORITY_DEFAULT),
                     &error)
          && (g_chmod (partial, 0400) != 0 || g_rename (partial, path) != 0)))
    g_set_error_literal (&error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  if (error != NULL)
    {
      g_unlink (partial);
      return dex_future_new_for_error (error);
    }

  blender = g_subprocess_launcher_spawn (launcher, &error, program, "--disable-autoexec", path,
                                         "--python-expr",
                                         (const char *)g_bytes_get_data (script, NULL), NULL);
  return blender != NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/**
 * mq_open_copy:
 * @blender: the user's Blender, which runs without a sandbox
 * @path: a version's .blend
 * @name: the copy's name
 *
 * Returns: (transfer full): resolves to %TRUE when Blender was started; rejects with an error of
 * #GIOErrorEnum
 */
DexFuture *
mq_open_copy (MqBlender *blender, const char *path, const char *name)
{
  return mq_fiber_spawn_with (NULL, 0, open_fiber, (G_TYPE_STRING, mq_blender_get_path (blender)),
                              (G_TYPE_STRING, path), (G_TYPE_STRING, name));
}
