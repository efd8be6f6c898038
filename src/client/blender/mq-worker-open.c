/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The scene of a worker that runs no script: a copy of a version's .blend. A part of MqWorker. */
#include "client/blender/mq-worker-private.h"

#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"

#include <glib/gstdio.h>

/* Bytes. */
#define MAX_SCENE ((guint64)4 << 30)

/* On a thread of the pool. */
static DexFuture *
copy_fiber (const char *path, const char *run_dir)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (folder, &error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (run_dir, &error) : -1;

  if (to < 0)
    return dex_future_new_for_error (error);

  mq_files_remove_tree (to, MQ_WORKER_SCENE_FILE);
  return mq_files_copy (from, name, to, MQ_WORKER_SCENE_FILE, MAX_SCENE, &error)
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

static DexFuture *
copied_cb (DexFuture *future, gpointer data)
{
  MqWorker *self = data;

  self->scene = MQ_WORKER_SCENE_BUILT;
  return dex_ref (future);
}

/**
 * mq_worker_open:
 * @self: a worker that is not busy
 * @path: a .blend
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_files_fail() does
 */
DexFuture *
mq_worker_open (MqWorker *self, const char *path)
{
  DexFuture *copied;

  dex_return_error_if_fail (MQ_IS_WORKER (self) && !self->busy);
  dex_return_error_if_fail (self->scene != MQ_WORKER_SCENE_PREVIEWED);

  copied = mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 256 * 1024, copy_fiber,
                                (G_TYPE_STRING, path), (G_TYPE_STRING, self->run_dir));
  return dex_future_then (copied, copied_cb, g_object_ref (self), g_object_unref);
}
