/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorker, see mq-worker.h. Completes a step even if Blender hangs, crashes or is taken over by
 * its script. One call runs at a time, in a fiber that counts its losses; only mq_worker_drop()
 * kills. */
#include "client/blender/mq-worker-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <fcntl.h>

#define FIBER_STACK (256 * 1024)
/* A worker that is idle for so long waits for a model or for the user, who may send a script;
 * between the steps of a run it is not, and pictures have the processors to themselves. */
#define IDLE_S 1

G_DEFINE_FINAL_TYPE (MqWorker, mq_worker, G_TYPE_OBJECT)

static MqWorkerSettings *
worker_settings_copy (MqWorkerSettings *self)
{
  MqWorkerSettings *copy = g_memdup2 (self, sizeof *self);

  g_object_ref (copy->blender);
  return copy;
}

static void
worker_settings_free (MqWorkerSettings *self)
{
  g_object_unref (self->blender);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (MqWorkerSettings, mq_worker_settings, worker_settings_copy,
                     worker_settings_free)

enum
{
  SIGNAL_PROGRESS,
  SIGNAL_REPLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Whether a call must stop, and why. */
gboolean
mq_worker_is_called_off (MqWorkerCall *call, GError **error)
{
  if (dex_future_is_pending (call->dropped) && call->worker->stops == call->stops)
    return FALSE;

  g_set_error_literal (error, MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Blender was stopped"));
  return TRUE;
}

/* Kills @instance, the viewer or the builder. Never waits, so that it works in dispose, too. */
void
mq_worker_drop (MqWorker *self, MqInstance **instance)
{
  if (*instance == NULL)
    return;

  if (instance == &self->viewer && self->scene == MQ_WORKER_SCENE_OPEN)
    self->scene = MQ_WORKER_SCENE_BUILT;
  g_signal_handlers_disconnect_by_data ((*instance)->bridge, self);
  mq_instance_kill (*instance);
  g_ptr_array_add (self->dying, g_steal_pointer (instance));
}

static DexFuture *
remove_folder (const char *folder)
{
  mq_files_remove_tree (AT_FDCWD, folder);
  return dex_future_new_true ();
}

/* Awaits the end of what was killed, and removes the folders of scripts. */
void
mq_worker_await_dying (MqWorker *self)
{
  while (self->dying->len > 0)
    {
      g_autoptr (MqInstance) instance = g_object_ref (self->dying->pdata[0]);

      mq_instance_await_exit (instance);
      if (!g_str_equal (instance->run_dir, self->run_dir))
        dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0, remove_folder,
                                        (G_TYPE_STRING, instance->run_dir)),
                   NULL);
      g_ptr_array_remove (self->dying, instance);
    }
}

/* Reports that a Blender has replaced the one that was lost. */
void
mq_worker_emit_replaced (MqWorker *self)
{
  g_autofree char *lost = g_steal_pointer (&self->lost);

  if (lost != NULL)
    g_signal_emit (self, signals[SIGNAL_REPLACED], 0, lost);
}

static void
mq_worker_dispose (GObject *object)
{
  MqWorker *self = MQ_WORKER (object);

  g_clear_handle_id (&self->spare_source, g_source_remove);
  mq_worker_drop (self, &self->viewer);
  mq_worker_drop (self, &self->builder);
  g_clear_object (&self->spare);
  g_clear_object (&self->settings.blender);
  g_clear_pointer (&self->hello, json_object_unref);
  g_clear_pointer (&self->lost, g_free);
  dex_clear (&self->warming);
  g_clear_pointer (&self->dying, g_ptr_array_unref);
  g_clear_pointer (&self->run_dir, g_free);
  g_clear_pointer (&self->pool, g_free);

  G_OBJECT_CLASS (mq_worker_parent_class)->dispose (object);
}

static void
mq_worker_class_init (MqWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_worker_dispose;

  /**
   * MqWorker::progress:
   * @params: (type JsonObject): as the bridge sent it, see docs/bridge.md
   */
  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", MQ_TYPE_WORKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);

  /**
   * MqWorker::replaced:
   * @why: what happened to the previous Blender, to follow “Blender …”
   */
  signals[SIGNAL_REPLACED] = g_signal_new ("replaced", MQ_TYPE_WORKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mq_worker_init (MqWorker *self)
{
  g_queue_init (&self->waiting);
  self->dying = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mq_worker_new:
 * @settings: the Blender to run, and how
 * @run_dir: an existing 0700 folder: results are there, and what a script can write to is below it
 * @keeps_spare: whether a Blender for the next script is started before it is needed
 *
 * Does not start Blender yet. Main thread only.
 *
 * Returns: (transfer full): the worker
 */
MqWorker *
mq_worker_new (const MqWorkerSettings *settings, const char *run_dir, gboolean keeps_spare)
{
  MqWorker *self;

  g_return_val_if_fail (MQ_IS_BLENDER (settings->blender), NULL);
  g_return_val_if_fail (run_dir != NULL, NULL);

  self = g_object_new (MQ_TYPE_WORKER, NULL);
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->run_dir = g_canonicalize_filename (run_dir, NULL);
  self->keeps_spare = keeps_spare;
  self->pool = g_path_get_dirname (self->run_dir);
  self->spare = mq_spare_new (&self->settings, self->run_dir, self->pool);
  return self;
}

/**
 * mq_worker_get_pid:
 * @self: a worker
 *
 * Returns: the process to look for in a process list: bubblewrap's, or Blender's without a sandbox;
 *   while a script runs, that of its Blender; 0 if none runs
 */
GPid
mq_worker_get_pid (MqWorker *self)
{
  MqInstance *instance;

  g_return_val_if_fail (MQ_IS_WORKER (self), 0);

  instance = self->builder != NULL ? self->builder : self->viewer;
  return instance != NULL ? mq_process_get_pid (instance->process) : 0;
}

/**
 * mq_worker_get_fork_refusal:
 *
 * Returns: (nullable): why this program starts each Blender instead of forking it; %NULL if it
 *   forks, or has not needed one
 */
const char *
mq_worker_get_fork_refusal (void)
{
  return mq_fork_server_get_refusal ();
}

static JsonObject *
carry_out (MqWorkerCall *call, GError **error)
{
  MqWorker *self = call->worker;
  guint losses = 0;

  /* A viewer that ended between two calls is not counted as a loss. */
  if (!mq_worker_is_called_off (call, NULL) && self->viewer != NULL
      && mq_bridge_is_closed (self->viewer->bridge))
    mq_worker_lose (self, &self->viewer, NULL);

  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      JsonObject *answer;
      GError *verdict;

      if (mq_worker_is_called_off (call, error))
        return NULL;

      if ((answer = mq_worker_try (call, &failure)) != NULL)
        return answer;

      if ((verdict = mq_worker_judge (call, g_steal_pointer (&failure), &losses)) != NULL)
        {
          g_propagate_error (error, verdict);
          return NULL;
        }
    }
}

static gboolean
prepare_spare (gpointer user_data)
{
  MqWorker *self = user_data;

  self->spare_source = 0;
  mq_spare_prepare (self->spare);
  return G_SOURCE_REMOVE;
}

/* Awaits its turn: a start before a first picture that waits, too. A dropped call gets its turn,
 * too, and passes it on. */
static void
take_turn (MqWorker *self, gboolean first)
{
  DexPromise *turn;

  g_clear_handle_id (&self->spare_source, g_source_remove);
  if (!self->busy)
    {
      self->busy = TRUE;
      return;
    }

  turn = dex_promise_new ();
  if (first)
    g_queue_push_head (&self->waiting, turn);
  else
    g_queue_push_tail (&self->waiting, turn);
  dex_await (DEX_FUTURE (turn), NULL);
}

static void
give_turn (MqWorker *self)
{
  DexPromise *next = g_queue_pop_head (&self->waiting);

  if (next != NULL)
    dex_promise_resolve_boolean (next, TRUE);
  else
    {
      self->busy = FALSE;
      /* Not after mq_worker_stop(), or an error. */
      if (self->keeps_spare && self->viewer != NULL)
        self->spare_source = g_timeout_add_seconds (IDLE_S, prepare_spare, self);
    }
}

static DexFuture *
call_fiber (MqWorker *self, const char *method, JsonObject *params, guint timeout_s, guint stops,
            DexFuture *dropped)
{
  MqWorkerCall call = { self, method, params, timeout_s, stops, dropped };
  JsonObject *answer;
  GError *error = NULL;

  take_turn (self, method == NULL);
  answer = carry_out (&call, &error);
  give_turn (self);

  return answer != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer)
                        : dex_future_new_for_error (error);
}

/* The viewer draws when it has started, but has no turn then: meanwhile a script can be checked and
 * run. */
static DexFuture *
warm_up_fiber (MqWorker *self, JsonObject *params, guint stops, DexFuture *dropped)
{
  MqWorkerCall call = { self, NULL, params, MQ_INSTANCE_START_TIMEOUT_S, stops, dropped };
  g_autoptr (JsonObject) hello = NULL;
  DexFuture *drawn = NULL;
  GError *error = NULL;

  take_turn (self, FALSE);
  hello = carry_out (&call, &error);
  if (hello != NULL && mq_worker_await_warm_up (&call, &error)
      && !mq_worker_is_called_off (&call, &error))
    drawn = mq_worker_draw_first (self);
  give_turn (self);

  return drawn != NULL ? mq_fiber_unless (dropped, drawn) : dex_future_new_for_error (error);
}

static DexFuture *
spawn_call (MqWorker *self, const char *method, JsonObject *params, guint timeout_s)
{
  g_autoptr (JsonObject) own = params != NULL ? mq_json_copy_object (params) : json_object_new ();

  if (g_strcmp0 (method, "execute") == 0 && !json_object_has_member (own, "cpu_s"))
    json_object_set_int_member (own, "cpu_s", self->settings.limits.cpu_seconds);

  return mq_fiber_spawn_droppable_with (FIBER_STACK, call_fiber, (MQ_TYPE_WORKER, self),
                                        (G_TYPE_STRING, method), (JSON_TYPE_OBJECT, own),
                                        (G_TYPE_UINT, timeout_s), (G_TYPE_UINT, self->stops));
}

/**
 * mq_worker_start:
 * @self: a worker
 *
 * Starts Blender, proves the sandbox and sends `hello`, unless it runs already; then it does not
 * wait for other calls. Optional: a call starts it, too.
 *
 * Returns: (transfer full): resolves to the `hello` result (`JSON_TYPE_OBJECT`); rejects with
 *   %MQ_ERROR_NO_BLENDER
 */
DexFuture *
mq_worker_start (MqWorker *self)
{
  dex_return_error_if_fail (MQ_IS_WORKER (self));

  if (self->keeps_spare)
    mq_spare_prepare (self->spare);
  /* A run whose Blender still draws its first picture is planned meanwhile. */
  if (self->hello != NULL && self->viewer != NULL && !mq_bridge_is_closed (self->viewer->bridge))
    return dex_future_new_take_boxed (JSON_TYPE_OBJECT, json_object_ref (self->hello));

  return spawn_call (self, NULL, NULL, MQ_INSTANCE_START_TIMEOUT_S);
}

/**
 * mq_worker_call:
 * @self: a worker
 * @method: a method of docs/bridge.md
 * @params: (nullable) (transfer none): its arguments; `cpu_s` of `execute` is added if it is
 *   missing
 * @timeout_s: processor time of the method itself, seconds, and how long it may do nothing; of one
 *   picture for `render`; excludes the start of Blender
 *
 * Calls a method of the bridge. Calls run one after the other.
 *
 * Returns: (transfer full): resolves to the result (`JSON_TYPE_OBJECT`); for the errors see
 *   mq-worker.h. Dropping it kills Blender at once.
 */
DexFuture *
mq_worker_call (MqWorker *self, const char *method, JsonObject *params, guint timeout_s)
{
  dex_return_error_if_fail (MQ_IS_WORKER (self));
  dex_return_error_if_fail (method != NULL);
  dex_return_error_if_fail (timeout_s > 0 && timeout_s <= G_MAXINT);

  return spawn_call (self, method, params, timeout_s);
}

/**
 * mq_worker_warm_up:
 * @self: a worker that was started
 *
 * Draws a first picture of nothing while the team plans, and compiles the shaders that are not kept
 * yet. Optional: without it, the first preview takes longer.
 *
 * Returns: (transfer full): resolves when it has; calls that need the same Blender wait for it, but
 *   a script is checked and run meanwhile
 */
DexFuture *
mq_worker_warm_up (MqWorker *self)
{
  g_autoptr (JsonObject) params = NULL;

  dex_return_error_if_fail (MQ_IS_WORKER (self));

  params = json_object_new ();
  return mq_fiber_spawn_droppable_with (FIBER_STACK, warm_up_fiber, (MQ_TYPE_WORKER, self),
                                        (JSON_TYPE_OBJECT, params), (G_TYPE_UINT, self->stops));
}

void
mq_worker_set_version (MqWorker *self, guint number)
{
  g_return_if_fail (MQ_IS_WORKER (self));

  self->version = number;
}

void
mq_worker_end_spares (MqWorker *self)
{
  g_return_if_fail (MQ_IS_WORKER (self));

  self->keeps_spare = FALSE;
  g_clear_handle_id (&self->spare_source, g_source_remove);
}

/**
 * mq_worker_stop:
 * @self: a worker
 *
 * Kills Blender and rejects running and waiting calls with %MQ_ERROR_CANCELLED. A later call starts
 * another Blender.
 *
 * Returns: (transfer full): resolves when all its processes have ended
 */
DexFuture *
mq_worker_stop (MqWorker *self)
{
  g_autoptr (GPtrArray) ends = NULL;

  dex_return_error_if_fail (MQ_IS_WORKER (self));

  self->stops++;
  g_clear_handle_id (&self->spare_source, g_source_remove);
  mq_worker_drop (self, &self->viewer);
  mq_worker_drop (self, &self->builder);

  ends = g_ptr_array_new_with_free_func (dex_unref);
  g_ptr_array_add (ends, mq_spare_stop (self->spare));
  for (guint i = 0; i < self->dying->len; i++)
    {
      MqInstance *instance = self->dying->pdata[i];

      g_ptr_array_add (ends, mq_process_wait_exit (instance->process));
    }

  return mq_fiber_forget_error (
      dex_future_allv ((DexFuture *const *)(gpointer)ends->pdata, ends->len));
}
