/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The scene of a worker: a copy of a version's .blend, or what a script has saved in a Blender of
 * its own. That Blender is killed before anything it wrote is looked at, so that nothing can change
 * it meanwhile. A part of MqWorker. */
#include "client/blender/mq-worker-private.h"

#include "client/blender/mq-disk-use.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>

/* In the script's folder. */
#define BUILT "scene.blend"
/* Bytes of a version's scene. */
#define MAX_SCENE ((guint64)4 << 30)
/* The script's folder: how often it is looked at, and when it is half full; what may be in it
 * however full the disk is, and what must stay free for the other programs, bytes. */
#define WATCH_MS 250
#define CLOSE_WATCH_MS 25
#define ALWAYS_ALLOWED (G_GUINT64_CONSTANT (64) * 1024 * 1024)
#define LEAST_FREE (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define FIBER_STACK (256 * 1024)
/* The kernel ends the processes of a killed sandbox at once; a machine that swaps takes longer. */
#define END_SECONDS 60

/* On a thread of the pool, because removing the file before takes long if it is large. */
static DexFuture *
move_fiber (const char *from_dir, const char *name, const char *run_dir, const char *new_name)
{
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (from_dir, &error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (run_dir, &error) : -1;
  struct stat info;

  if (to < 0)
    return dex_future_new_for_error (error);
  if (fstatat (from, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_PROTOCOL, "%s",
                                  _ ("Blender has not saved the script’s scene"));

  mq_files_remove_tree (to, new_name);
  if (renameat (from, name, to, new_name) != 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, _ ("%s could not be written: %s"),
                                  new_name, g_strerror (errno));
  return dex_future_new_true ();
}

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
  self->draws_slowly = FALSE;
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

  copied = mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, copy_fiber,
                                (G_TYPE_STRING, path), (G_TYPE_STRING, self->run_dir));
  return dex_future_then (copied, copied_cb, g_object_ref (self), g_object_unref);
}

/* On a thread of the pool. Resolves to how long to wait for the next look, ms; rejects when the
 * script has taken too much of the disk. */
static DexFuture *
check_disk (const char *folder, int pid, guint64 limit, guint64 free_before)
{
  g_autofree char *most = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);
  guint64 size = mq_disk_use_measure (folder, pid, free_before);

  if (size == G_MAXUINT64)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_FAILED,
        _ ("Blender was stopped: the script made too many files, or hid some"));
  if (size > limit)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED,
                                  /* Translators: %s is a size such as “4.0 GiB” */
                                  _ ("Blender was stopped: the script wrote more than %s"), most);
  if (size > ALWAYS_ALLOWED && mq_disk_use_get_free (folder) < LEAST_FREE)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_NO_SPACE,
        _ ("Blender was stopped: the script filled the disk. There is no space left for it."));
  return dex_future_new_for_int (size > limit / 2 ? CLOSE_WATCH_MS : WATCH_MS);
}

static DexFuture *
watch_fiber (const char *folder, int pid, guint64 limit, DexFuture *dropped)
{
  guint64 free_before = mq_disk_use_get_free (folder);
  GError *error = NULL;

  while (dex_future_is_pending (dropped))
    {
      int wait = dex_await_int (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0,
                                                     check_disk, (G_TYPE_STRING, folder),
                                                     (G_TYPE_INT, pid), (G_TYPE_UINT64, limit),
                                                     (G_TYPE_UINT64, free_before)),
                                &error);

      if (error != NULL)
        return dex_future_new_for_error (error);

      dex_await (mq_fiber_unless (dropped, dex_timeout_new_msec (wait)), NULL);
    }

  return dex_future_new_true ();
}

/* Awaits. @call: a call of `execute` or `preview`; @instance: the Blender that runs the script;
 * killed when its folder becomes too large. Returns: (transfer full) (nullable): the response */
JsonObject *
mq_worker_run_script (MqWorkerCall *call, MqInstance *instance, JsonObject *params, GError **error)
{
  g_autoptr (DexFuture) ended = dex_future_first (
      dex_ref (call->dropped),
      mq_fiber_spawn_droppable_with (FIBER_STACK, watch_fiber, (G_TYPE_STRING, instance->run_dir),
                                     (G_TYPE_INT, mq_process_get_pid (instance->process)),
                                     (G_TYPE_UINT64, call->worker->settings.limits.folder_bytes)),
      NULL);
  JsonObject *answer = mq_instance_exchange (instance, call->method, params, call->timeout_s, 0,
                                             ended, error);

  if (answer == NULL && !dex_future_is_pending (ended))
    mq_instance_kill (instance);
  return answer;
}

/* Ends the script's Blender. Awaits. */
static gboolean
end_builder (MqWorker *self, MqInstance *builder, GError **error)
{
  mq_worker_drop (self, &self->builder);
  return dex_await (dex_future_first (mq_process_wait_exit (builder->process),
                                      dex_timeout_new_seconds (END_SECONDS), NULL),
                    NULL)
         || mq_fail (error, MQ_ERROR_FAILED, _ ("The script’s Blender could not be ended"));
}

/* Moves a file of the builder to the worker's folder. Awaits. */
gboolean
mq_worker_take_file (MqWorker *self, MqInstance *builder, const char *name, const char *new_name,
                     GError **error)
{
  return dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0, move_fiber,
                                         (G_TYPE_STRING, builder->run_dir), (G_TYPE_STRING, name),
                                         (G_TYPE_STRING, self->run_dir), (G_TYPE_STRING, new_name)),
                    error);
}

/* Makes what the builder saved the worker's scene. Awaits. */
static gboolean
take_scene (MqWorker *self, MqInstance *builder, GError **error)
{
  if (!mq_worker_take_file (self, builder, BUILT, MQ_WORKER_SCENE_FILE, error))
    return FALSE;

  self->scene = MQ_WORKER_SCENE_BUILT;
  self->draws_slowly = FALSE;
  return TRUE;
}

/* Awaits a Blender that has run no script. Returns: (transfer full) (nullable): the worker's
 * builder */
MqInstance *
mq_worker_take_builder (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) builder = NULL;
  g_autoptr (DexFuture) ready = NULL;

  if (!(self->builder = mq_spare_take (self->spare, &ready, error)))
    return NULL;

  builder = g_object_ref (self->builder);
  return dex_await (mq_fiber_unless (call->dropped, g_steal_pointer (&ready)), error)
             ? g_steal_pointer (&builder)
             : NULL;
}

/* Awaits. @call: a call of `execute`; @error: return location; the Blender that failed is then
 * still the worker's builder. Returns: (transfer full) (nullable): the response, as the script's
 * Blender gave it. Unless it has an `error`, the worker's scene is now the script's, and the
 * viewer has not opened it */
JsonObject *
mq_worker_build (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) builder = mq_worker_take_builder (call, error);
  g_autoptr (JsonObject) params = mq_json_copy_object (call->params);
  g_autoptr (JsonObject) answer = NULL;

  if (builder == NULL)
    return NULL;

  mq_worker_emit_replaced (self);
  json_object_set_string_member (params, "save", BUILT);
  if (mq_worker_is_called_off (call, error)
      || !(answer = mq_worker_run_script (call, builder, params, error)))
    return NULL;

  if (!end_builder (self, builder, error)
      || (mq_json_get_object (answer, "error") == NULL && !take_scene (self, builder, error)))
    return NULL;

  mq_worker_await_dying (self);
  return g_steal_pointer (&answer);
}
