/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqInstance: one running Blender: its process, its bridge, the proof of its sandbox, the `hello`,
 * and the description of its end. See mq-instance.h. */
#include "client/blender/mq-instance.h"

#include "client/blender/mq-launch.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

#define PROTOCOL_VERSION 1
#define GONE_TIMEOUT_S 2
#define LOG_LINES 8

G_DEFINE_FINAL_TYPE (MqInstance, mq_instance, G_TYPE_OBJECT)

static void
mq_instance_dispose (GObject *object)
{
  MqInstance *self = MQ_INSTANCE (object);

  mq_instance_kill (self);
  g_clear_object (&self->bridge);
  g_clear_object (&self->process);
  dex_clear (&self->progressed);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->run_dir, g_free);

  G_OBJECT_CLASS (mq_instance_parent_class)->dispose (object);
}

static void
mq_instance_class_init (MqInstanceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_instance_dispose;
}

static void
mq_instance_init (MqInstance *self)
{
}

static void
on_notification (MqInstance *self, const char *method)
{
  if (g_str_equal (method, "progress") && self->progressed != NULL
      && dex_future_is_pending (DEX_FUTURE (self->progressed)))
    dex_promise_resolve_boolean (self->progressed, TRUE);
}

/**
 * mq_instance_launch:
 * @settings: what to start
 * @run_dir: the only folder that it can write to
 * @error: %MQ_ERROR_NO_BLENDER, %MQ_ERROR_NO_SPACE …
 *
 * Starts Blender, which begins with the probe of its sandbox unless it has passed before. Does not
 * wait.
 *
 * Returns: (transfer full) (nullable): the instance; call mq_instance_handshake() next
 */
MqInstance *
mq_instance_launch (const MqWorkerSettings *settings, const char *run_dir, GError **error)
{
  g_autoptr (MqInstance) self = g_object_new (MQ_TYPE_INSTANCE, NULL);
  g_autofree char *bridge_dir = mq_sandbox_dup_bridge_dir (error);
  g_auto (GStrv) shaders = mq_shader_cache_list ();
  const MqSandboxSpec spec = {
    .blender = mq_blender_get_path (settings->blender),
    .bridge_dir = bridge_dir,
    .run_dir = run_dir,
    .gpu = settings->gpu,
    .shaders = (const char *const *)shaders,
    .limits = &settings->limits,
  };

  if (bridge_dir == NULL)
    return NULL;

  if (settings->sandboxed && !mq_probe_is_proven (spec.blender)
      && !(self->probe = mq_probe_new (&spec, error)))
    return NULL;

  self->process = mq_launch (&spec, settings->sandboxed, self->probe, &self->bridge, &self->token,
                             error);
  if (self->process == NULL)
    return NULL;

  g_signal_connect_object (self->bridge, "notification", G_CALLBACK (on_notification), self,
                           G_CONNECT_SWAPPED);
  self->run_dir = g_strdup (run_dir);
  self->has_shaders = *shaders != NULL;
  self->memory_bytes = settings->limits.memory_bytes;
  return g_steal_pointer (&self);
}

static JsonObject *
send_hello (MqInstance *self, DexFuture *dropped, GError **error)
{
  g_autoptr (JsonObject) params = mq_json_new ("protocol:i token:s", PROTOCOL_VERSION, self->token);
  g_autoptr (GError) failure = NULL;
  JsonObject *hello = mq_instance_exchange (self, "hello", params, MQ_INSTANCE_START_TIMEOUT_S, 1,
                                            dropped, &failure);

  if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_FAILED))
    g_set_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER,
                 _ ("Maquette’s add-on in Blender reported an error: %s"), failure->message);
  else if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    {
      mq_process_kill (self->process);
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_WORKER_LOST,
                           _ ("Blender did not start in time"));
    }
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return hello;
}

/**
 * mq_instance_handshake:
 * @self: an instance that was just launched
 * @dropped: ends the wait
 * @error: %MQ_ERROR_NO_BLENDER if the sandbox does not hold or the bridge has another version;
 *   otherwise as for [method@Mq.Instance.exchange]
 *
 * Awaits the answer to `hello`, before which the probe has ended.
 *
 * Returns: (transfer full) (nullable): the `hello` result
 */
JsonObject *
mq_instance_handshake (MqInstance *self, DexFuture *dropped, GError **error)
{
  g_autoptr (JsonObject) hello = send_hello (self, dropped, error);
  g_autoptr (MqProbe) probe = g_steal_pointer (&self->probe);

  mq_launch_forget (self->run_dir);
  if (hello == NULL || (probe != NULL && !mq_probe_check_result (probe, error)))
    return NULL;

  if (mq_json_get_int (hello, "protocol", 0) != PROTOCOL_VERSION)
    return mq_fail_null (
        error, MQ_ERROR_NO_BLENDER,
        _ ("Maquette’s add-on in Blender uses protocol %d, this program protocol %d. Install both "
           "from the same release."),
        (int)mq_json_get_int (hello, "protocol", 0), PROTOCOL_VERSION);

  return g_steal_pointer (&hello);
}

/**
 * mq_instance_exchange:
 * @self: an instance
 * @method: a method of docs/bridge.md
 * @params: its arguments
 * @timeout_s: wall clock of one step, seconds
 * @steps: steps of the method: the time starts again when the bridge reports one, but the last
 * @dropped: ends the wait
 * @error: %DEX_ERROR_TIMED_OUT if no response came in time; otherwise as for
 *   [method@Mq.Bridge.call]
 *
 * Sends a request and awaits the response.
 *
 * Returns: (transfer full) (nullable): the result
 */
JsonObject *
mq_instance_exchange (MqInstance *self, const char *method, JsonObject *params, guint timeout_s,
                      guint steps, DexFuture *dropped, GError **error)
{
  g_autoptr (DexFuture) answer = mq_bridge_call (self->bridge, method, params);

  for (guint left = steps; dex_future_is_pending (answer); left--)
    {
      dex_clear (&self->progressed);
      self->progressed = dex_promise_new ();
      if (!dex_await (dex_future_first (dex_ref (answer), dex_timeout_new_seconds ((int)timeout_s),
                                        dex_ref (dropped),
                                        left > 1 ? dex_ref (DEX_FUTURE (self->progressed)) : NULL,
                                        NULL),
                      error))
        return NULL;
    }

  return dex_await_boxed (g_steal_pointer (&answer), error);
}

/**
 * mq_instance_kill:
 * @self: an instance
 *
 * Kills it without waiting, so that it works in dispose, too. Rejects pending requests with
 * %MQ_ERROR_WORKER_LOST.
 */
void
mq_instance_kill (MqInstance *self)
{
  g_return_if_fail (MQ_IS_INSTANCE (self));

  /* Kill first: closing the bridge would make Blender exit by itself, without its children. */
  if (self->process != NULL)
    mq_process_kill (self->process);
  if (self->bridge != NULL)
    mq_bridge_close (self->bridge);
  g_clear_pointer (&self->probe, mq_probe_free);
}

/**
 * mq_instance_await_exit:
 * @self: an instance
 *
 * Awaits its end for a short time: it is imminent after a kill, or when the connection broke.
 */
void
mq_instance_await_exit (MqInstance *self)
{
  g_return_if_fail (MQ_IS_INSTANCE (self));

  dex_await (dex_future_first (mq_process_wait_exit (self->process),
                               dex_timeout_new_seconds (GONE_TIMEOUT_S), NULL),
             NULL);
}

static gboolean
ran_out_of_memory (const char *log)
{
  static const char *const signs[] = { "alloc returns null", "bad_alloc", "MemoryError",
                                       "out of memory", "Out of memory" };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (log, signs[i]) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * mq_instance_dup_last_output:
 * @self: an instance that has ended
 *
 * Returns: (transfer full): details for the user: whether memory was short, and the last lines of
 *   its output; empty if unknown
 */
char *
mq_instance_dup_last_output (MqInstance *self)
{
  g_autofree char *log = NULL;
  g_autofree char *limit = NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  int number;

  g_return_val_if_fail (MQ_IS_INSTANCE (self), NULL);

  log = mq_process_dup_log (self->process, LOG_LINES);
  limit = g_format_size_full (self->memory_bytes, G_FORMAT_SIZE_IEC_UNITS);
  number = mq_process_get_signal (self->process);

  if (ran_out_of_memory (log))
    g_string_append_printf (words, _ (" It ran out of memory (the limit is %s)."), limit);
  else if (number == SIGSEGV || number == SIGABRT || number == SIGBUS)
    g_string_append_printf (
        words,
        _ (" If the script builds very much, it may have run out of memory (the limit is %s)."),
        limit);

  if (*log != '\0')
    g_string_append_printf (words, _ ("\nIts last lines:\n%s"), log);

  return g_string_free (g_steal_pointer (&words), FALSE);
}
