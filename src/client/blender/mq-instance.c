/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqInstance: one running Blender: its process, its bridge, the proof of its sandbox, the `hello`,
 * and the description of its end. See mq-worker-private.h. */
#include "client/blender/mq-worker-private.h"

#include "client/sandbox/mq-process-tree.h"
#include "client/sandbox/mq-scope.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROTOCOL_VERSION 1
#define GONE_TIMEOUT_S 2
/* Shares of a processor: less is no work, but a loop that waits. A graphics card may draw. */
#define LEAST_WORK 0.05
#define LEAST_TO_DRAW 0.01
#define LOG_LINES 8
#define TOKEN_BYTES 32

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
  g_clear_pointer (&self->pool, g_free);
  dex_clear (&self->born);
  g_clear_object (&self->settings.blender);

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

/* Writes a new secret to a file that only the user can read. It removes, and does not follow,
 * whatever a script left under that name. */
static char *
write_token (const char *run_dir, GError **error)
{
  g_autofree char *path = g_build_filename (run_dir, MQ_INSTANCE_TOKEN_FILE, NULL);
  guint8 random[TOKEN_BYTES];
  g_autoptr (GString) token = g_string_new (NULL);
  gssize written = -1;
  int fd;

  if (getrandom (random, sizeof random, 0) != sizeof random)
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("The kernel gave no random numbers"));
  for (gsize i = 0; i < sizeof random; i++)
    g_string_append_printf (token, "%02x", random[i]);

  g_unlink (path);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0)
    {
      written = write (fd, token->str, token->len);
      if (close (fd) != 0)
        written = -1;
    }

  if (written != (gssize)token->len)
    {
      int failure = errno;

      return mq_fail_null (error, failure == ENOSPC ? MQ_ERROR_NO_SPACE : MQ_ERROR_FAILED,
                           _ ("%s could not be written: %s"), path, g_strerror (failure));
    }

  return g_string_free (g_steal_pointer (&token), FALSE);
}

static char **
dup_command (MqInstance *self, const MqSandboxSpec *spec, MqSandboxKind kind)
{
  const char *run_dir = mq_sandbox_get_run_dir (kind, spec);
  g_autofree char *first = self->probe != NULL ? mq_probe_dup_program (self->probe) : NULL;
  g_autofree char *program = g_build_filename (mq_sandbox_get_bridge_dir (kind, spec), "worker.py",
                                               NULL);
  g_autofree char *token = g_build_filename (run_dir, MQ_INSTANCE_TOKEN_FILE, NULL);
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();

  g_strv_builder_add_many (command, spec->blender, MQ_SANDBOX_BLENDER_FLAGS, NULL);
  if (first != NULL)
    g_strv_builder_add_many (command, "--python-expr", first, NULL);
  g_strv_builder_add_many (command, "--python", program, "--", "--fd",
                           G_STRINGIFY (MQ_PROCESS_BRIDGE_FD), "--run-dir", run_dir, "--token-file",
                           token, NULL);
  return g_strv_builder_end (command);
}

/* Returns our end of a new socket pair; the other end is *@ret_theirs. */
static GSocketConnection *
connect_pair (int *ret_theirs, GError **error)
{
  g_autoptr (GSocket) ours = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "socketpair: %s",
                   g_strerror (errno));
      return NULL;
    }

  if (!(ours = g_socket_new_from_fd (ends[0], error)))
    {
      close (ends[0]);
      close (ends[1]);
      return NULL;
    }

  *ret_theirs = ends[1];
  return g_socket_connection_factory_create_connection (ours);
}

/* A fork, or NULL where it cannot be had. */
static MqProcess *
fork_blender (MqInstance *self, const MqSandboxSpec *spec, int bridge_fd)
{
  g_autofree char *probe = self->probe != NULL ? mq_probe_dup_program (self->probe) : NULL;

  return mq_fork_server_fork (spec, probe, bridge_fd, &self->born);
}

static MqProcess *
start_blender (MqInstance *self, const MqSandboxSpec *spec, MqSandboxKind kind, int bridge_fd,
               GError **error)
{
  g_auto (GStrv) command = dup_command (self, spec, kind);
  g_autofree char *canary = self->probe != NULL ? mq_probe_dup_variable (self->probe) : NULL;

  return mq_sandbox_spawn (kind, spec, (const char *const *)command, canary, bridge_fd, error);
}

/* Starts the process, with its end of the bridge. @may_fork: whether it may be a fork */
static gboolean
launch (MqInstance *self, gboolean may_fork, GError **error)
{
  MqSandboxKind kind = mq_sandbox_choose (self->settings.sandboxed);
  /* A driver of a graphics card is not known to survive a fork. */
  gboolean forks = may_fork && kind == MQ_SANDBOX_BUBBLEWRAP && !self->settings.gpu;
  g_autofree char *bridge_dir = mq_sandbox_dup_bridge_dir (error);
  g_autofree char *cache = g_build_filename (self->run_dir, ".cache", NULL);
  g_auto (GStrv) shaders = mq_shader_cache_list ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofd int theirs = -1;
  const MqSandboxSpec spec = {
    .blender = mq_blender_get_path (self->settings.blender),
    .bridge_dir = bridge_dir,
    .run_dir = self->run_dir,
    .gpu = self->settings.gpu,
    .gpu_card = self->settings.gpu_card,
    .shaders = (const char *const *)shaders,
    .limits = &self->settings.limits,
    .pool = forks ? self->pool : NULL,
  };

  g_clear_object (&self->process);
  g_clear_object (&self->bridge);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->probe, mq_probe_free);
  if (bridge_dir == NULL
      || (self->settings.sandboxed && !mq_probe_is_proven (spec.blender, forks)
          && !(self->probe = mq_probe_new (&spec, error)))
      || !(self->token = write_token (self->run_dir, error))
      || !(connection = connect_pair (&theirs, error)))
    return FALSE;

  self->has_shaders = *shaders != NULL;
  self->is_forked = forks;
  /* A viewer before this one may have left shaders there, and it had opened a script's file. A fork
   * leaves links, over which bubblewrap mounts nothing. */
  mq_files_remove_tree (AT_FDCWD, cache);
  if (forks && !(self->process = fork_blender (self, &spec, theirs)))
    return launch (self, FALSE, error);
  if (!forks && !(self->process = start_blender (self, &spec, kind, g_steal_fd (&theirs), error)))
    return FALSE;

  self->bridge = mq_bridge_new (connection);
  g_signal_connect_object (self->bridge, "notification", G_CALLBACK (on_notification), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

/* Starts Blender, which begins with the probe of its sandbox unless it has passed before. Does
 * not wait. @settings: what to start; @run_dir: the only folder that it can write to; @pool: the
 * folder that has the run folders of all Blenders; @error: %MQ_ERROR_NO_BLENDER,
 * %MQ_ERROR_NO_SPACE …. Returns: (transfer full): the instance; call mq_instance_handshake() next,
 * after which it has its bridge */
MqInstance *
mq_instance_launch (const MqWorkerSettings *settings, const char *run_dir, const char *pool,
                    GError **error)
{
  g_autoptr (MqInstance) self = g_object_new (MQ_TYPE_INSTANCE, NULL);

  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->run_dir = g_strdup (run_dir);
  self->pool = g_strdup (pool);
  return launch (self, TRUE, error) ? g_steal_pointer (&self) : NULL;
}

/* Awaits the number of a fork, and its control group. */
static gboolean
await_fork (MqInstance *self, DexFuture *dropped, GError **error)
{
  g_autoptr (MqScope) scope = mq_scope_new (&self->settings.limits);
  g_autoptr (GError) failure = NULL;
  int pid = dex_await_int (
      mq_fiber_unless (
          dropped, dex_future_first (g_steal_pointer (&self->born),
                                     dex_timeout_new_seconds (MQ_INSTANCE_START_TIMEOUT_S), NULL)),
      &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  mq_process_set_pid (self->process, pid);
  if (scope != NULL)
    dex_await (mq_scope_enclose_process (g_steal_pointer (&scope), pid), NULL);
  return TRUE;
}

static JsonObject *
send_hello (MqInstance *self, DexFuture *dropped, GError **error)
{
  g_autoptr (JsonObject) params = mq_json_new ("protocol:i token:s", PROTOCOL_VERSION, self->token);
  g_autoptr (GError) failure = NULL;
  JsonObject *hello = mq_instance_exchange (self, "hello", params, MQ_INSTANCE_START_TIMEOUT_S, 0,
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

/* Awaits. Returns: (transfer full) (nullable): the answer to `hello`, of a Blender whose sandbox
 * holds */
static JsonObject *
greet (MqInstance *self, DexFuture *dropped, GError **error)
{
  g_autofree char *token = g_build_filename (self->run_dir, MQ_INSTANCE_TOKEN_FILE, NULL);
  gboolean is_forked = self->born != NULL;
  g_autoptr (JsonObject) hello = NULL;
  g_autoptr (MqProbe) probe = NULL;

  if (!is_forked || await_fork (self, dropped, error))
    hello = send_hello (self, dropped, error);
  /* Only the first message needs it. */
  g_unlink (token);
  probe = g_steal_pointer (&self->probe);
  if (hello == NULL || (probe != NULL && !mq_probe_check_result (probe, is_forked, error)))
    return NULL;
  return g_steal_pointer (&hello);
}

/* Awaits the answer to `hello`, before which the probe has ended. A fork that does not answer has
 * run nothing, and a Blender is started instead. @dropped: ends the wait; @error:
 * %MQ_ERROR_NO_BLENDER if the sandbox does not hold or the bridge has another version; otherwise as
 * for [method@Mq.Instance.exchange]. Returns: (transfer full) (nullable): the `hello` result */
JsonObject *
mq_instance_handshake (MqInstance *self, DexFuture *dropped, GError **error)
{
  gboolean is_forked = self->born != NULL;
  gboolean is_first = is_forked && self->probe != NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (JsonObject) hello = greet (self, dropped, &failure);

  if (hello == NULL && is_forked && !self->is_killed && dex_future_is_pending (dropped))
    {
      g_autofree char *log = mq_process_dup_log (self->process, LOG_LINES);
      g_autofree char *why = g_strdup_printf ("%s %s", failure->message, log);

      /* One that has forked before was killed by somebody. */
      if (is_first)
        mq_fork_server_refuse (g_strchomp (why));
      mq_process_kill (self->process);
      g_clear_error (&failure);
      if (launch (self, FALSE, &failure))
        hello = greet (self, dropped, &failure);
    }

  if (hello == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  if (mq_json_get_int (hello, "protocol", 0) != PROTOCOL_VERSION)
    return mq_fail_null (
        error, MQ_ERROR_NO_BLENDER,
        _ ("Maquette’s add-on in Blender uses protocol %d, this program protocol %d. Install both "
           "from the same release."),
        (int)mq_json_get_int (hello, "protocol", 0), PROTOCOL_VERSION);

  return g_steal_pointer (&hello);
}

/* On a busy machine a step takes longer, but no more work: it may use as much of the processors as
 * a free machine would have let it use in @timeout_s; pictures are drawn by all of them. What does
 * nothing is given up, unless it is held up: then it gets the time once more. @began: processor
 * time when the step began; @before: (inout): when it was looked at last */
static gboolean
may_go_on (MqInstance *self, double began, double *before, guint timeout_s, gboolean draws)
{
  GPid pid = mq_process_get_pid (self->process);
  double now = mq_process_tree_get_cpu (pid);
  gboolean works = now - *before > (draws ? LEAST_TO_DRAW : LEAST_WORK) * timeout_s;
  gboolean was_held_up = self->held_up;
  guint processors = draws ? g_get_num_processors () : 1;

  *before = now;
  self->held_up = !works && mq_process_tree_is_held_up (pid);
  return now - began < (double)timeout_s * processors && (works || (self->held_up && !was_held_up));
}

/* Sends a request and awaits the response. Returns: (transfer full) (nullable): the result */
JsonObject *
mq_instance_exchange (MqInstance *self, const char *method, JsonObject *params, guint timeout_s,
                      guint steps, DexFuture *dropped, GError **error)
{
  g_autoptr (DexFuture) answer = mq_bridge_call (self->bridge, method, params);

  for (guint left = steps; dex_future_is_pending (answer); left = MAX (left, 1) - 1)
    {
      double began = mq_process_tree_get_cpu (mq_process_get_pid (self->process)), before = began;
      g_autoptr (GError) fault = NULL;

      self->held_up = FALSE;
      dex_clear (&self->progressed);
      self->progressed = dex_promise_new ();
      while (!dex_await (
          dex_future_first (dex_ref (answer), dex_timeout_new_seconds ((int)timeout_s),
                            dex_ref (dropped),
                            left > 1 ? dex_ref (DEX_FUTURE (self->progressed)) : NULL, NULL),
          &fault))
        {
          if (!g_error_matches (fault, DEX_ERROR, DEX_ERROR_TIMED_OUT)
              || !may_go_on (self, began, &before, timeout_s, steps > 0))
            {
              g_propagate_error (error, g_steal_pointer (&fault));
              return NULL;
            }
          g_clear_error (&fault);
        }
    }

  return dex_await_boxed (g_steal_pointer (&answer), error);
}

/* Kills it without waiting, so that it works in dispose, too. Rejects pending requests with
 * %MQ_ERROR_WORKER_LOST. */
void
mq_instance_kill (MqInstance *self)
{
  g_return_if_fail (MQ_IS_INSTANCE (self));

  self->is_killed = TRUE;
  /* Kill first: closing the bridge would make Blender exit by itself, without its children. */
  if (self->process != NULL)
    mq_process_kill (self->process);
  if (self->bridge != NULL)
    mq_bridge_close (self->bridge);
  g_clear_pointer (&self->probe, mq_probe_free);
}

/* Awaits its end for a short time: it is imminent after a kill, or when the connection broke. */
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

/* Returns: (transfer full): details for the user: whether memory was short, and the last lines
 * of its output; empty if unknown */
char *
mq_instance_dup_last_output (MqInstance *self)
{
  g_autofree char *log = NULL;
  g_autofree char *limit = NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  int number;

  g_return_val_if_fail (MQ_IS_INSTANCE (self), NULL);

  log = mq_process_dup_log (self->process, LOG_LINES);
  limit = g_format_size_full (self->settings.limits.memory_bytes, G_FORMAT_SIZE_IEC_UNITS);
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
