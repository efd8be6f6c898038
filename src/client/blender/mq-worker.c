/* MqWorker, see mq-worker.h. Completes a step even if Blender hangs, crashes or is taken over by
 * its script. One call runs at a time, in a fiber that counts its losses; only drop_instance()
 * kills. */
#include "client/blender/mq-worker.h"

#include "client/blender/mq-instance.h"
#include "client/blender/mq-shader-cache.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>
#include <signal.h>

#define FIBER_STACK (256 * 1024)
#define WARM_UP "warm_up" /* the bridge's method */
#define WARM_UP_TIMEOUT_S 300

struct _MqWorker
{
  GObject parent_instance;

  MqBlender *blender;
  char *run_dir;
  MqWorkerLimits limits;
  gboolean sandboxed;
  gboolean gpu;

  MqInstance *instance; /* NULL if none runs */
  MqInstance *dying;    /* killed, possibly not ended yet */
  JsonObject *hello;    /* result of the last `hello` */
  char *lost;           /* how the last instance was lost, until another one replaces it */

  JsonObject *scene; /* params of the `execute` that made the current scene */
  guint scene_timeout_s;
  gboolean scene_is_there; /* whether @scene exists in this Blender */

  gboolean has_shaders; /* whether this Blender was given the shaders that are kept */
  gboolean is_used;     /* whether a script may have run */

  GQueue waiting; /* DexPromise, one per waiting call */
  gboolean busy;
  guint stops;
};

G_DEFINE_FINAL_TYPE (MqWorker, mq_worker, G_TYPE_OBJECT)

enum
{
  SIGNAL_PROGRESS,
  SIGNAL_REPLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  MqWorker *worker;
  char *method; /* NULL: only start */
  JsonObject *params;
  guint timeout_s;
  guint stops;
  DexFuture *dropped; /* unowned: rejects when the caller drops the future */
} WorkerCall;

static void
worker_call_free (gpointer data)
{
  WorkerCall *call = data;

  g_object_unref (call->worker);
  g_free (call->method);
  g_clear_pointer (&call->params, json_object_unref);
  g_free (call);
}

/* Whether a call must stop, and why. */
static gboolean
is_called_off (WorkerCall *call, GError **error)
{
  if (dex_future_is_pending (call->dropped) && call->worker->stops == call->stops)
    return FALSE;

  g_set_error_literal (error, MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Blender was stopped"));
  return TRUE;
}

/* Never waits, so that it works in dispose, too. */
static void
drop_instance (MqWorker *self)
{
  if (self->instance == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->instance->bridge, self);
  mq_instance_kill (self->instance);
  g_set_object (&self->dying, self->instance);
  g_clear_object (&self->instance);
  self->scene_is_there = FALSE;
}

static void
mq_worker_dispose (GObject *object)
{
  MqWorker *self = MQ_WORKER (object);

  drop_instance (self);
  g_clear_object (&self->blender);
  g_clear_object (&self->dying);
  g_clear_pointer (&self->hello, json_object_unref);
  g_clear_pointer (&self->scene, json_object_unref);
  g_clear_pointer (&self->lost, g_free);
  g_clear_pointer (&self->run_dir, g_free);

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
}

/**
 * mq_worker_new:
 * @blender: the Blender to run
 * @run_dir: an existing 0700 folder, the only one that Blender can write to
 * @sandboxed: %FALSE only if the configuration has `blender.sandbox: off`
 * @limits: (nullable): [id@mq_worker_default_limits] when %NULL
 *
 * Does not start Blender yet. Main thread only.
 *
 * Returns: (transfer full): the worker
 */
MqWorker *
mq_worker_new (MqBlender *blender, const char *run_dir, gboolean sandboxed,
               const MqWorkerLimits *limits)
{
  MqWorker *self;

  g_return_val_if_fail (MQ_IS_BLENDER (blender), NULL);
  g_return_val_if_fail (run_dir != NULL, NULL);

  self = g_object_new (MQ_TYPE_WORKER, NULL);
  self->blender = g_object_ref (blender);
  self->run_dir = g_canonicalize_filename (run_dir, NULL);
  self->sandboxed = sandboxed;
  self->limits = limits != NULL ? *limits : mq_worker_default_limits;
  return self;
}

/**
 * mq_worker_set_gpu:
 * @self: a worker that is not started yet
 * @gpu: whether graphics devices are available in the sandbox (`blender.gpu_rendering`); off by
 *   default
 */
void
mq_worker_set_gpu (MqWorker *self, gboolean gpu)
{
  g_return_if_fail (MQ_IS_WORKER (self));

  self->gpu = gpu;
}

/**
 * mq_worker_get_pid:
 * @self: a worker
 *
 * Returns: the process to look for in a process list: bubblewrap's, or Blender's without a sandbox;
 *   0 if none runs
 */
GPid
mq_worker_get_pid (MqWorker *self)
{
  g_return_val_if_fail (MQ_IS_WORKER (self), 0);

  return self->instance != NULL ? mq_process_get_pid (self->instance->process) : 0;
}

static void
notified_cb (MqWorker *self, const char *method, JsonObject *params)
{
  if (g_str_equal (method, "progress"))
    g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, params);
}

/* Starts a new Blender and completes its handshake. Awaits. */
static gboolean
start_instance (MqWorker *self, WorkerCall *call, GError **error)
{
  g_autofree char *bridge_dir = mq_sandbox_dup_bridge_dir (error);
  g_autoptr (MqInstance) dying = g_steal_pointer (&self->dying);
  g_autoptr (MqInstance) instance = NULL;
  g_autofree char *lost = NULL;
  g_auto (GStrv) shaders = mq_shader_cache_list ();
  JsonObject *hello;
  const MqSandboxSpec spec = {
    .blender = mq_blender_get_path (self->blender),
    .bridge_dir = bridge_dir,
    .run_dir = self->run_dir,
    .gpu = self->gpu,
    .shaders = (const char *const *)shaders,
    .limits = &self->limits,
  };

  if (bridge_dir == NULL)
    return FALSE;

  /* A killed instance may still be writing to the run folder for an instant. */
  if (dying != NULL)
    mq_instance_await_exit (dying);
  if (is_called_off (call, error))
    return FALSE;

  if (!(self->instance = mq_instance_launch (&spec, self->sandboxed, error)))
    return FALSE;

  self->has_shaders = *shaders != NULL;
  g_signal_connect_swapped (self->instance->bridge, "notification", G_CALLBACK (notified_cb), self);
  instance = g_object_ref (self->instance);
  if (!(hello = mq_instance_handshake (instance, call->dropped, error)))
    return FALSE;

  g_clear_pointer (&self->hello, json_object_unref);
  self->hello = hello;
  if ((lost = g_steal_pointer (&self->lost)) != NULL)
    g_signal_emit (self, signals[SIGNAL_REPLACED], 0, lost);
  return TRUE;
}

static gboolean
is_lost (const GError *error)
{
  return g_error_matches (error, MQ_ERROR, MQ_ERROR_WORKER_LOST);
}

static gboolean
is_timeout (const GError *error)
{
  return g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT);
}

/* Records how the current Blender ended, and drops it. Awaits. */
static void
lose_instance (MqWorker *self, const char *how)
{
  g_autoptr (MqInstance) instance = self->instance != NULL ? g_object_ref (self->instance) : NULL;

  /* The connection ends an instant before the process does. */
  if (how == NULL && instance != NULL)
    mq_instance_await_exit (instance);

  g_free (self->lost);
  self->lost = how == NULL && instance != NULL ? mq_process_dup_end (instance->process)
                                               : g_strdup (how ?: _ ("Blender did not start"));
  drop_instance (self);
}

static gboolean
uses_scene (const char *method)
{
  static const char *const methods[] = { "measure", "render", "save", "export", NULL };

  return g_strv_contains (methods, method);
}

/* Runs the last script again in a new Blender. An instance that does not answer here is lost.
 * Awaits. */
static gboolean
restore_scene (MqWorker *self, WorkerCall *call, MqInstance *instance, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (JsonObject) answer = mq_instance_exchange (
      instance, "execute", self->scene, self->scene_timeout_s, 1, call->dropped, &failure);

  if (is_timeout (failure))
    {
      mq_instance_kill (instance);
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_WORKER_LOST, _ ("Blender did not answer"));
    }
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return self->scene_is_there = answer != NULL;
}

/* Awaits. */
static void
keep_shaders (MqWorker *self, JsonObject *answer)
{
  JsonArray *files = mq_json_get_array (answer, "files");
  g_autoptr (GError) error = NULL;

  if (mq_json_length (files) > 0
      && !dex_await (mq_shader_cache_keep (self->run_dir, files), &error))
    g_info ("Compiled shaders were not kept: %s", error->message);
}

/* One attempt: everything from starting Blender to the response. Awaits. */
static JsonObject *
try_once (MqWorker *self, WorkerCall *call, GError **error)
{
  g_autoptr (MqInstance) instance = NULL;
  gboolean executes = g_strcmp0 (call->method, "execute") == 0;
  gboolean warms_up = g_strcmp0 (call->method, WARM_UP) == 0;
  JsonObject *answer;

  if (self->instance == NULL && !start_instance (self, call, error))
    return NULL;

  /* A handler of "replaced" may stop the worker, or drop the call. */
  if (is_called_off (call, error))
    return NULL;

  if (call->method == NULL)
    return json_object_ref (self->hello);

  /* mq_worker_stop() may run while the fiber waits. */
  instance = g_object_ref (self->instance);
  if (uses_scene (call->method) && self->scene != NULL && !self->scene_is_there
      && !restore_scene (self, call, instance, error))
    return NULL;

  if (executes)
    self->scene_is_there = FALSE;
  self->is_used |= !warms_up;

  answer = mq_instance_exchange (instance, call->method, call->params, call->timeout_s,
                                 MAX (1, mq_json_get_int (call->params, "num_images", 1)),
                                 call->dropped, error);

  if (executes && answer != NULL)
    {
      g_clear_pointer (&self->scene, json_object_unref);
      self->scene = json_object_ref (call->params);
      self->scene_timeout_s = call->timeout_s;
      self->scene_is_there = TRUE;
    }
  if (warms_up && answer != NULL && !self->is_used)
    keep_shaders (self, answer);

  return answer;
}

/* The step of a call, in the user's words. */
static const char *
describe_step (const WorkerCall *call)
{
  static const struct
  {
    const char *method;
    const char *text;
  } steps[] = {
    /* Translators: steps that Blender failed at, in brackets behind a sentence */
    { "introspect", N_ ("reading Blender’s Python API") },
    { "check", N_ ("checking the script") },
    { "execute", N_ ("running the script") },
    { "measure", N_ ("measuring") },
    { "render", N_ ("rendering") },
    { WARM_UP, N_ ("preparing the preview") },
  };

  if (call->method == NULL)
    return _ ("starting");

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (call->method, steps[i].method))
      return _ (steps[i].text);

  return call->method;
}

/* The error for a Blender that was lost twice. */
static GError *
explain_loss (MqWorker *self, WorkerCall *call, MqInstance *instance)
{
  g_autofree char *words = instance != NULL ? mq_instance_dup_last_output (instance)
                                            : g_strdup ("");

  if (self->hello == NULL && self->sandboxed
      && !mq_probe_is_proven (mq_blender_get_path (self->blender)))
    return g_error_new (
        MQ_ERROR, MQ_ERROR_NO_BLENDER,
        /* Translators: how it ended (“Blender crashed …”), and its last lines. */
        _ ("Blender cannot be started in its sandbox on this machine; it was tried twice. %s.%s\n"
           "If user namespaces are switched off here, allow them for bubblewrap (sysctl "
           "kernel.unprivileged_userns_clone, or its AppArmor profile). Or set “blender: sandbox: "
           "off” in config.yaml: scripts then run with all your rights, at your own risk."),
        self->lost, words);

  if (self->hello == NULL)
    return g_error_new (MQ_ERROR, MQ_ERROR_NO_BLENDER,
                        _ ("Blender (%s) could not be started; it was tried twice. %s.%s"),
                        mq_blender_get_path (self->blender), self->lost, words);

  return g_error_new (
      MQ_ERROR, MQ_ERROR_WORKER_LOST,
      /* Translators: a step such as “rendering”; how it ended: “Blender crashed”; its last lines */
      _ ("Blender failed twice at the same step (%s). %s.%s"), describe_step (call), self->lost,
      words);
}

/* After a failed attempt: returns the error for the caller, or NULL if the step is worth repeating
 * in a new Blender. Awaits. */
static GError *
judge (MqWorker *self, WorkerCall *call, GError *error, guint *losses)
{
  g_autoptr (GError) owned = error;
  g_autoptr (MqInstance) instance = self->instance != NULL ? g_object_ref (self->instance) : NULL;

  GError *called_off = NULL;

  /* Either mq_worker_stop(), which already killed Blender, or the caller cancelled it. */
  if (is_called_off (call, &called_off))
    {
      if (self->stops == call->stops)
        drop_instance (self);
      return called_off;
    }

  if (is_timeout (error))
    {
      lose_instance (self, _ ("Blender did not answer in time"));

      /* It would time out again. */
      return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                          /* Translators: %s is a step such as “rendering” */
                          _ ("Blender was stopped: a step took longer than %u s (%s)"),
                          call->timeout_s, describe_step (call));
    }

  if (is_lost (error))
    {
      lose_instance (self, NULL);

      if (is_called_off (call, &called_off))
        return called_off;
      if (instance != NULL && mq_process_get_signal (instance->process) == SIGXCPU)
        return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                            /* Translators: %s is a step such as “running the script” */
                            _ ("Blender was stopped: a step used up its %u s of processor time "
                               "(%s)"),
                            self->limits.cpu_seconds, describe_step (call));
      return ++*losses > 1 ? explain_loss (self, call, instance) : NULL;
    }

  /* An error response leaves Blender's state intact; after any other error it is unknown. */
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED)
      && !g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
      && !g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
    drop_instance (self);

  return g_steal_pointer (&owned);
}

static JsonObject *
carry_out (MqWorker *self, WorkerCall *call, GError **error)
{
  guint losses = 0;

  /* An instance that ended between two calls is not counted as a loss. */
  if (!is_called_off (call, NULL) && self->instance != NULL
      && mq_bridge_is_closed (self->instance->bridge))
    lose_instance (self, NULL);

  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      JsonObject *answer;
      GError *verdict;

      if (is_called_off (call, error))
        return NULL;

      if ((answer = try_once (self, call, &failure)) != NULL)
        return answer;

      if ((verdict = judge (self, call, g_steal_pointer (&failure), &losses)) != NULL)
        {
          g_propagate_error (error, verdict);
          return NULL;
        }
    }
}

/* Awaits its turn. A dropped call gets its turn, too, and passes it on. */
static void
take_turn (MqWorker *self)
{
  DexPromise *turn;

  if (!self->busy)
    {
      self->busy = TRUE;
      return;
    }

  turn = dex_promise_new ();
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
    self->busy = FALSE;
}

static DexFuture *
call_fiber (gpointer data, DexFuture *dropped)
{
  WorkerCall *call = data;
  MqWorker *self = call->worker;
  g_autoptr (JsonObject) answer = NULL;
  GError *error = NULL;

  call->dropped = dropped;
  take_turn (self);
  answer = carry_out (self, call, &error);
  give_turn (self);

  if (answer == NULL)
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&answer));
}

static DexFuture *
spawn_call (MqWorker *self, const char *method, JsonObject *params, guint timeout_s)
{
  WorkerCall *call = g_new0 (WorkerCall, 1);

  call->worker = g_object_ref (self);
  call->method = g_strdup (method);
  call->params = params != NULL ? mq_json_copy_object (params) : json_object_new ();
  call->timeout_s = timeout_s;
  call->stops = self->stops;

  if (g_strcmp0 (method, "execute") == 0 && !json_object_has_member (call->params, "cpu_s"))
    json_object_set_int_member (call->params, "cpu_s", self->limits.cpu_seconds);

  return mq_fiber_spawn_droppable (FIBER_STACK, call_fiber, call, worker_call_free);
}

/**
 * mq_worker_start:
 * @self: a worker
 *
 * Starts Blender, proves the sandbox and sends `hello`, unless it runs already. Optional: a call
 * starts it, too.
 *
 * Returns: (transfer full): resolves to the `hello` result (`JSON_TYPE_OBJECT`); rejects with
 *   %MQ_ERROR_NO_BLENDER
 */
DexFuture *
mq_worker_start (MqWorker *self)
{
  dex_return_error_if_fail (MQ_IS_WORKER (self));

  return spawn_call (self, NULL, NULL, MQ_INSTANCE_START_TIMEOUT_S);
}

/**
 * mq_worker_call:
 * @self: a worker
 * @method: a method of docs/bridge.md
 * @params: (nullable) (transfer none): its arguments; `cpu_s` of `execute` is added if it is
 *   missing
 * @timeout_s: wall clock of the method itself, seconds; of one picture for `render`; excludes the
 *   start of Blender
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
 * Compiles the preview's shaders while the team plans, unless the cache has them. Optional: without it, the first
 * preview takes longer. Without a sandbox, Blender uses the user's own cache.
 *
 * Returns: (transfer full): resolves when it has; other calls wait for it
 */
DexFuture *
mq_worker_warm_up (MqWorker *self)
{
  dex_return_error_if_fail (MQ_IS_WORKER (self));

  return self->sandboxed && !self->has_shaders ? spawn_call (self, WARM_UP, NULL, WARM_UP_TIMEOUT_S)
                                               : dex_future_new_true ();
}

static DexFuture *
forget_error_cb (DexFuture *future, gpointer data)
{
  return dex_future_new_true ();
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
  dex_return_error_if_fail (MQ_IS_WORKER (self));

  self->stops++;
  drop_instance (self);

  if (self->dying == NULL)
    return dex_future_new_true ();

  return dex_future_finally (mq_process_wait_exit (self->dying->process), forget_error_cb, NULL,
                             NULL);
}
