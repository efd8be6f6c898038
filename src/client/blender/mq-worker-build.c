/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a script in a Blender of its own and takes the scene that it saved. That Blender is killed
 * before anything it wrote is looked at, so that nothing can change it meanwhile. A part of
 * MqWorker. */
#include "client/blender/mq-worker-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "client/blender/mq-files-measure.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* In the script's folder. */
#define BUILT "scene.blend"
/* The script's folder: how often it is looked at, what may be in it however full the disk is, and
 * what must stay free for the other programs, bytes. */
#define WATCH_MS 250
#define ALWAYS_ALLOWED (G_GUINT64_CONSTANT (64) * 1024 * 1024)
#define LEAST_FREE (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define FIBER_STACK (256 * 1024)
/* The kernel ends the processes of a killed sandbox at once; a machine that swaps takes longer. */
#define END_SECONDS 60

typedef struct
{
  char *from_dir;
  char *run_dir;
} BuiltScene;

static void
built_scene_free (gpointer data)
{
  BuiltScene *scene = data;

  g_free (scene->from_dir);
  g_free (scene->run_dir);
  g_free (scene);
}

static gboolean
move_scene (BuiltScene *scene, GError **error)
{
  g_autofd int from = mq_files_open_dir (scene->from_dir, error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (scene->run_dir, error) : -1;
  struct stat info;

  if (to < 0)
    return FALSE;

  if (fstatat (from, BUILT, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode))
    return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender has not saved the script’s scene"));

  mq_files_remove_tree (to, MQ_WORKER_SCENE_FILE);
  if (renameat (from, BUILT, to, MQ_WORKER_SCENE_FILE) != 0)
    return mq_fail (error, MQ_ERROR_FAILED, _ ("%s could not be written: %s"), MQ_WORKER_SCENE_FILE,
                    g_strerror (errno));
  return TRUE;
}

/* On a thread of the pool, because removing the file before takes long if it is large. */
static DexFuture *
move_fiber (gpointer data)
{
  GError *error = NULL;

  return move_scene (data, &error) ? dex_future_new_true () : dex_future_new_for_error (error);
}

typedef struct
{
  char *folder;
  guint64 limit;
} FolderWatch;

static void
folder_watch_free (gpointer data)
{
  FolderWatch *watch = data;

  g_free (watch->folder);
  g_free (watch);
}

/* On a thread of the pool. Rejects when the folder has become too large. */
static DexFuture *
check_folder (gpointer data)
{
  FolderWatch *watch = data;
  g_autofree char *limit = g_format_size_full (watch->limit, G_FORMAT_SIZE_IEC_UNITS);
  guint64 size = mq_files_measure (watch->folder);
  struct statvfs disk;

  if (size == G_MAXUINT64)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED,
                                  _ ("Blender was stopped: the script made too many files"));
  if (size > watch->limit)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED,
                                  /* Translators: %s is a size such as “4.0 GiB” */
                                  _ ("Blender was stopped: the script wrote more than %s"), limit);
  if (size > ALWAYS_ALLOWED && statvfs (watch->folder, &disk) == 0
      && (guint64)disk.f_bavail * disk.f_frsize < LEAST_FREE)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_NO_SPACE,
        _ ("Blender was stopped: the script filled the disk. There is no space left for it."));
  return dex_future_new_true ();
}

static DexFuture *
watch_fiber (gpointer data, DexFuture *dropped)
{
  FolderWatch *watch = data;
  GError *error = NULL;

  while (dex_future_is_pending (dropped))
    {
      if (!dex_await (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 0, check_folder,
                                      watch, NULL),
                      &error))
        return dex_future_new_for_error (error);

      dex_await (mq_fiber_unless (dropped, dex_timeout_new_msec (WATCH_MS)), NULL);
    }

  return dex_future_new_true ();
}

/**
 * mq_worker_run_script:
 * @call: a call of `execute` or `preview`
 * @instance: the Blender that runs the script; killed when its folder becomes too large
 * @params: the arguments
 * @error: return location
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the response
 */
JsonObject *
mq_worker_run_script (MqWorkerCall *call, MqInstance *instance, JsonObject *params, GError **error)
{
  g_autoptr (DexFuture) ended = NULL;
  FolderWatch *watch = g_new0 (FolderWatch, 1);
  JsonObject *answer;

  watch->folder = g_strdup (instance->run_dir);
  watch->limit = call->worker->settings.limits.folder_bytes;
  ended = dex_future_first (
      dex_ref (call->dropped),
      mq_fiber_spawn_droppable (FIBER_STACK, watch_fiber, watch, folder_watch_free), NULL);

  answer = mq_instance_exchange (instance, call->method, params, call->timeout_s, 1, ended, error);
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

/* Makes what the builder saved the worker's scene. Awaits. */
static gboolean
take_scene (MqWorker *self, MqInstance *builder, GError **error)
{
  BuiltScene *scene = g_new0 (BuiltScene, 1);

  scene->from_dir = g_strdup (builder->run_dir);
  scene->run_dir = g_strdup (self->run_dir);
  if (!dex_await (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 0, move_fiber, scene,
                                  built_scene_free),
                  error))
    return FALSE;

  self->scene = MQ_WORKER_SCENE_BUILT;
  return TRUE;
}

/**
 * mq_worker_build:
 * @call: a call of `execute`
 * @error: return location; the Blender that failed is then still the worker's builder
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the response, as the script's Blender gave it. Unless it has
 *   an `error`, the worker's scene is now the script's, and the viewer has not opened it
 */
JsonObject *
mq_worker_build (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  g_autoptr (MqInstance) builder = NULL;
  g_autoptr (JsonObject) params = mq_json_copy_object (call->params);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (DexFuture) ready = NULL;

  if (!(self->builder = mq_spare_take (self->spare, &ready, error)))
    return NULL;

  builder = g_object_ref (self->builder);
  if (!dex_await (mq_fiber_unless (call->dropped, g_steal_pointer (&ready)), error))
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
