/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProcess: one Blender with the sandbox around it, whoever started it. Both output streams go to
 * one pipe that is always drained and of which only the end is kept: endless output costs no memory
 * and never reaches the user's terminal. */
#include "client/sandbox/mq-process.h"

#include "common/base/mq-fiber.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* From the end of all processes until whoever started them says how they ended. */
#define STATUS_SECONDS 5
#define LOG_KEPT_BYTES (64 * 1024)
#define LOG_READ_BYTES (16 * 1024)
#define LOG_LINE_CHARS 300

struct _MqProcess
{
  GObject parent_instance;

  GInputStream *output;
  GByteArray *log;
  /* Promises, because a fiber or a callback that holds the process and is held by it would never be
   * freed. */
  DexPromise *drained;
  DexPromise *exited;
  int status; /* once it has ended */
  gboolean has_ended;
  gboolean killed;

  GPid pid; /* of a child */
  MqProcessKill kill;
  gpointer data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (MqProcess, mq_process, G_TYPE_OBJECT)

static void
mq_process_finalize (GObject *object)
{
  MqProcess *self = MQ_PROCESS (object);

  dex_clear (&self->drained);
  dex_clear (&self->exited);
  g_clear_object (&self->output);
  g_byte_array_unref (self->log);
  self->destroy (self->data);

  G_OBJECT_CLASS (mq_process_parent_class)->finalize (object);
}

static void
mq_process_class_init (MqProcessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_process_finalize;
}

static void
mq_process_init (MqProcess *self)
{
  self->log = g_byte_array_new ();
}

static void
note_end (MqProcess *self, int status)
{
  if (self->has_ended)
    return;

  self->status = status;
  self->has_ended = TRUE;
  dex_promise_resolve_boolean (self->exited, TRUE);
}

/* Runs until all processes that hold the pipe have ended, which is also when the sandbox is empty.
 * A portal that hangs does not say so. */
static DexFuture *
drain_fiber (MqProcess *self)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = dex_await_boxed (
          dex_input_stream_read_bytes (self->output, LOG_READ_BYTES, G_PRIORITY_DEFAULT), &error);

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        break;

      g_byte_array_append (self->log, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      if (self->log->len > 2 * LOG_KEPT_BYTES)
        g_byte_array_remove_range (self->log, 0, self->log->len - LOG_KEPT_BYTES);
    }

  dex_promise_resolve_boolean (self->drained, TRUE);
  dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->exited)),
                               dex_timeout_new_seconds (STATUS_SECONDS), NULL),
             NULL);
  note_end (self, SIGKILL);
  return dex_future_new_true ();
}

static DexFuture *
ended_cb (DexFuture *exited, gpointer data)
{
  MqProcess *self = data;
  const GValue *status = dex_future_get_value (exited, NULL);

  note_end (self, status != NULL ? g_value_get_int (status) : 0);
  return dex_future_new_true ();
}

/* For a process that somebody else has started. @output: both output streams; @exited: (transfer
 * full): resolves to the status of wait(2), an int; @kill: kills it; @data: for @kill; @destroy:
 * frees @data. Returns: (transfer full): the process */
MqProcess *
mq_process_new (GInputStream *output, DexFuture *exited, MqProcessKill kill, gpointer data,
                GDestroyNotify destroy)
{
  MqProcess *self = g_object_new (MQ_TYPE_PROCESS, NULL);

  self->output = g_object_ref (output);
  self->kill = kill;
  self->data = data;
  self->destroy = destroy;
  self->drained = dex_promise_new ();
  self->exited = dex_promise_new ();
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, drain_fiber, (MQ_TYPE_PROCESS, self)));
  dex_future_disown (dex_future_finally (exited, ended_cb, g_object_ref (self), g_object_unref));
  return self;
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DexPromise) promise = data;

  /* Fails only if cancelled, which never happens. */
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  dex_promise_resolve_int (promise, g_subprocess_get_status (G_SUBPROCESS (source)));
}

/* A session of its own: Maquette handles a Ctrl+C in the terminal, and there is a group to kill. */
static void
leave_terminal (gpointer user_data)
{
  setsid ();
}

/* Killing bubblewrap ends the whole sandbox; without a sandbox, its group has what it started. */
static void
kill_child (gpointer subprocess)
{
  GPid group = GPOINTER_TO_INT (g_object_get_data (subprocess, "group"));

  if (group > 0) /* 0 would be our own group */
    kill (-group, SIGKILL);
  g_subprocess_force_exit (subprocess);
}

/* No other descriptor is inherited; standard input is empty. Call it in the main thread, because
 * “die with parent” of bubblewrap and of the launcher refers to the thread that started it.
 * Returns: (transfer full) (nullable): the process */
MqProcess *
mq_process_spawn (const char *const *argv, const char *const *environment, const MqProcessFd *fds,
                  guint n_fds, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) subprocess = NULL;
  const char *identifier;
  DexPromise *exited;
  MqProcess *self;
  GPid pid = 0;

  for (guint i = 0; i < n_fds; i++)
    g_subprocess_launcher_take_fd (launcher, fds[i].fd, fds[i].target);
  g_subprocess_launcher_set_environ (launcher, (char **)environment);
  g_subprocess_launcher_set_child_setup (launcher, leave_terminal, NULL, NULL);

  if (!(subprocess = g_subprocess_launcher_spawnv (launcher, argv, error)))
    return NULL;

  /* A process that has already ended has no identifier. */
  if ((identifier = g_subprocess_get_identifier (subprocess)) != NULL)
    pid = (GPid)g_ascii_strtoll (identifier, NULL, 10);
  g_object_set_data (G_OBJECT (subprocess), "group", GINT_TO_POINTER (pid));

  exited = dex_promise_new ();
  g_subprocess_wait_async (subprocess, NULL, waited_cb, dex_ref (exited));
  self = mq_process_new (g_subprocess_get_stdout_pipe (subprocess), DEX_FUTURE (exited), kill_child,
                         g_object_ref (subprocess), g_object_unref);
  self->pid = pid;
  return self;
}

/**
 * mq_process_kill:
 * @self: a process
 *
 * Sends SIGKILL to it and to all that it has started, without waiting.
 */
void
mq_process_kill (MqProcess *self)
{
  g_return_if_fail (MQ_IS_PROCESS (self));

  /* Nothing holds the log any more: the group is empty, and its number may be reused. */
  if (self->has_ended && !dex_future_is_pending (DEX_FUTURE (self->drained)))
    return;

  self->killed = self->killed || !self->has_ended;
  self->kill (self->data);
}

/**
 * mq_process_wait_exit:
 * @self: a process
 *
 * Returns: (transfer full): resolves when it is reaped and all its processes have ended
 */
DexFuture *
mq_process_wait_exit (MqProcess *self)
{
  g_return_val_if_fail (MQ_IS_PROCESS (self), NULL);

  return dex_future_all (dex_ref (DEX_FUTURE (self->exited)), dex_ref (DEX_FUTURE (self->drained)),
                         NULL);
}

/**
 * mq_process_get_pid:
 * @self: a process
 *
 * Returns: the child that was started: bubblewrap, or Blender without a sandbox; 0 if it had ended
 *   too early to know, or is not ours (in a Flatpak)
 */
GPid
mq_process_get_pid (MqProcess *self)
{
  g_return_val_if_fail (MQ_IS_PROCESS (self), 0);

  return self->pid;
}

/**
 * mq_process_set_pid:
 * @self: a process that was not spawned by mq_process_spawn()
 * @pid: the process, once it is known
 */
void
mq_process_set_pid (MqProcess *self, GPid pid)
{
  g_return_if_fail (MQ_IS_PROCESS (self));

  self->pid = pid;
}

/**
 * mq_process_get_signal:
 * @self: a process
 *
 * Returns: the signal that ended it; 0 if it runs or ended by itself
 */
int
mq_process_get_signal (MqProcess *self)
{
  g_return_val_if_fail (MQ_IS_PROCESS (self), 0);

  if (!self->has_ended)
    return 0;
  if (WIFSIGNALED (self->status))
    return WTERMSIG (self->status);

  /* Bubblewrap and the launcher report their child's signal in their exit status, like a shell. */
  return MAX (WEXITSTATUS (self->status) - 128, 0);
}

/**
 * mq_process_dup_end:
 * @self: a process
 *
 * Returns: (transfer full): how it ended, for the user: a sentence without its full stop
 */
char *
mq_process_dup_end (MqProcess *self)
{
  int number;

  g_return_val_if_fail (MQ_IS_PROCESS (self), NULL);

  if (self->killed)
    return g_strdup (_ ("Blender did not answer and was stopped"));
  if (!self->has_ended)
    return g_strdup (_ ("Blender closed its connection"));

  if ((number = mq_process_get_signal (self)) == SIGKILL)
    return g_strdup (
        _ ("Blender was killed (signal 9; often because the machine ran out of memory)"));
  if (number != 0)
    return g_strdup_printf (_ ("Blender crashed (signal %d, %s)"), number, g_strsignal (number));

  return g_strdup_printf (_ ("Blender ended by itself (exit status %d)"),
                          WEXITSTATUS (self->status));
}

/**
 * mq_process_dup_log:
 * @self: a process
 * @lines: maximum number of lines
 *
 * Returns: (transfer full): the last lines of its output, valid UTF-8 without control characters,
 *   long lines cut
 */
char *
mq_process_dup_log (MqProcess *self, guint lines)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  const char *start;
  guint column = 0;
  guint seen = 0;

  g_return_val_if_fail (MQ_IS_PROCESS (self), NULL);

  if (self->log->len == 0)
    return g_strdup ("");

  valid = g_utf8_make_valid ((const char *)self->log->data, self->log->len);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      column = c == '\n' ? 0 : column + 1;
      if (column <= LOG_LINE_CHARS)
        g_string_append_unichar (text, c != '\n' && g_unichar_iscntrl (c) ? ' ' : c);
    }
  g_strchomp (text->str);

  for (start = text->str + strlen (text->str); start > text->str; start--)
    if (start[-1] == '\n' && ++seen >= lines)
      break;

  return g_strdup (start);
}
