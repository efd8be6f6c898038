/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReadyWorker, see mq-ready-worker.h. It holds one worker with its folder for some minutes. */
#include "client/executor/mq-ready-worker.h"

#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-fiber.h"

/* For someone who begins to write and is called away. */
#define IDLE_SECONDS 600
struct _MqReadyWorker
{
  GObject parent_instance;

  MqLibrary *library;
  DexFuture *making; /* (nullable): while the folder is made */
  MqWorker *worker;  /* (nullable) */
  char *work_dir;    /* of @worker */
  MqWorkerSettings settings;
  guint idle_source;
};

G_DEFINE_FINAL_TYPE (MqReadyWorker, mq_ready_worker, G_TYPE_OBJECT)

static void
mq_ready_worker_finalize (GObject *object)
{
  MqReadyWorker *self = MQ_READY_WORKER (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);
  dex_clear (&self->making);
  g_clear_object (&self->worker);
  g_clear_object (&self->settings.blender);
  g_free (self->work_dir);
  g_object_unref (self->library);

  G_OBJECT_CLASS (mq_ready_worker_parent_class)->finalize (object);
}

static void
mq_ready_worker_class_init (MqReadyWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_ready_worker_finalize;
}

static void
mq_ready_worker_init (MqReadyWorker *self)
{
}

/**
 * mq_ready_worker_new:
 * @library: where the worker's folder is made
 *
 * Returns: (transfer full): an object without a worker
 */
MqReadyWorker *
mq_ready_worker_new (MqLibrary *library)
{
  MqReadyWorker *self = g_object_new (MQ_TYPE_READY_WORKER, NULL);

  self->library = g_object_ref (library);
  return self;
}

static gboolean
are_equal (const MqWorkerSettings *a, const MqWorkerSettings *b)
{
  return a->blender == b->blender && a->sandboxed == b->sandboxed && a->gpu == b->gpu
         && a->gpu_card == b->gpu_card && a->limits.cpu_seconds == b->limits.cpu_seconds
         && a->limits.memory_bytes == b->limits.memory_bytes
         && a->limits.folder_bytes == b->limits.folder_bytes;
}

static gboolean
on_idle (gpointer user_data)
{
  MqReadyWorker *self = user_data;

  self->idle_source = 0;
  dex_future_disown (mq_ready_worker_stop (self));
  return G_SOURCE_REMOVE;
}

static DexFuture *
make_fiber (MqReadyWorker *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *work_dir = dex_await_string (mq_library_make_work_dir (self->library), &error);

  if (work_dir == NULL)
    g_info ("No Blender is started beforehand: %s", error->message);
  else if (self->making == NULL || self->worker != NULL)
    {
      /* Meanwhile a run wanted it, and has made its own. */
      dex_await (mq_library_remove_work_dir (self->library, work_dir), NULL);
      return dex_future_new_true ();
    }
  else
    {
      self->worker = mq_worker_new (&self->settings, work_dir, TRUE);
      self->work_dir = g_steal_pointer (&work_dir);
      /* Whatever fails here is reported by the run. */
      dex_future_disown (mq_worker_start (self->worker));
      dex_future_disown (mq_worker_warm_up (self->worker));
      self->idle_source = g_timeout_add_seconds (IDLE_SECONDS, on_idle, self);
    }

  dex_clear (&self->making);
  return dex_future_new_true ();
}

/**
 * mq_ready_worker_prepare:
 * @self: a ready worker
 * @blender: the Blender to run
 * @config: the settings
 *
 * Starts a worker in the background, unless one is there or the settings do not want it.
 *
 * Returns: (transfer full): resolves to %TRUE when it is there, or will not be
 */
DexFuture *
mq_ready_worker_prepare (MqReadyWorker *self, MqBlender *blender, MqConfig *config)
{
  dex_return_error_if_fail (MQ_IS_READY_WORKER (self));

  if (self->making != NULL)
    return dex_ref (self->making);
  if (self->worker != NULL || !mq_worker_settings_want_spare (config))
    return dex_future_new_true ();

  g_clear_object (&self->settings.blender);
  self->settings = mq_worker_settings_read (blender, config);
  g_object_ref (self->settings.blender);
  self->making = mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, make_fiber,
                                      (MQ_TYPE_READY_WORKER, self));
  return dex_ref (self->making);
}

/**
 * mq_ready_worker_take:
 * @self: a ready worker
 * @blender: the Blender to run
 * @config: the settings
 * @work_dir: (out) (transfer full): the worker's folder, of mq_library_make_work_dir()
 *
 * Returns: (transfer full) (nullable): the worker, possibly still starting; %NULL if none with
 *   these settings is there
 */
MqWorker *
mq_ready_worker_take (MqReadyWorker *self, MqBlender *blender, MqConfig *config, char **work_dir)
{
  const MqWorkerSettings wanted = mq_worker_settings_read (blender, config);

  g_return_val_if_fail (MQ_IS_READY_WORKER (self), NULL);

  /* One that is not there in time is not needed any more. */
  dex_clear (&self->making);
  if (self->worker == NULL)
    return NULL;

  if (!are_equal (&self->settings, &wanted))
    {
      dex_future_disown (mq_ready_worker_stop (self));
      return NULL;
    }

  g_clear_handle_id (&self->idle_source, g_source_remove);
  *work_dir = g_steal_pointer (&self->work_dir);
  return g_steal_pointer (&self->worker);
}

static DexFuture *
stop_fiber (MqLibrary *library, MqWorker *worker, const char *work_dir)
{
  dex_await (mq_worker_stop (worker), NULL);
  dex_await (mq_library_remove_work_dir (library, work_dir), NULL);
  return dex_future_new_true ();
}

/**
 * mq_ready_worker_stop:
 * @self: a ready worker
 *
 * Returns: (transfer full): resolves when its worker has ended and its folder is removed
 */
DexFuture *
mq_ready_worker_stop (MqReadyWorker *self)
{
  g_autoptr (MqWorker) worker = NULL;
  g_autofree char *work_dir = NULL;

  dex_return_error_if_fail (MQ_IS_READY_WORKER (self));

  g_clear_handle_id (&self->idle_source, g_source_remove);
  dex_clear (&self->making);
  if (self->worker == NULL)
    return dex_future_new_true ();

  worker = g_steal_pointer (&self->worker);
  work_dir = g_steal_pointer (&self->work_dir);
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, stop_fiber, (MQ_TYPE_LIBRARY, self->library),
                              (MQ_TYPE_WORKER, worker), (G_TYPE_STRING, work_dir));
}
