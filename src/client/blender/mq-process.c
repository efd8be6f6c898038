/* MqProcess: one Blender process, or bubblewrap with Blender inside. Both output streams go to one
 * pipe that is always drained and of which only the end is kept: endless output costs no memory and
 * never reaches the user's terminal. */
#include "client/blender/mq-process.h"

#include "common/mq-fiber.h"

#include <glib/gi18n-lib.h>
#include <gio/gunixinputstream.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LOG_KEPT_BYTES (64 * 1024)
#define LOG_READ_BYTES (16 * 1024)
#define LOG_LINE_CHARS 300

struct _MqProcess
{
  GObject parent_instance;

  GSubprocess *subprocess;
  GPid pid;
  GByteArray *log;
  DexFuture *drained;
  DexFuture *exited;
  gboolean killed;
};

G_DEFINE_FINAL_TYPE (MqProcess, mq_process, G_TYPE_OBJECT)

static void
mq_process_finalize (GObject *object)
{
  MqProcess *self = MQ_PROCESS (object);

  dex_clear (&self->drained);
  dex_clear (&self->exited);
  g_clear_object (&self->subprocess);
  g_byte_array_unref (self->log);

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

/* Runs until all processes that hold the pipe have ended, which is also when the sandbox is
 * empty. */
static DexFuture *
drain_fiber (gpointer data)
{
  MqProcess *self = data;
  g_autoptr (GInputStream) output = g_object_ref (g_subprocess_get_stdout_pipe (self->subprocess));

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = dex_await_boxed (
          dex_input_stream_read_bytes (output, LOG_READ_BYTES, G_PRIORITY_DEFAULT), &error);

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        break;

      g_byte_array_append (self->log, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      if (self->log->len > 2 * LOG_KEPT_BYTES)
        g_byte_array_remove_range (self->log, 0, self->log->len - LOG_KEPT_BYTES);
    }

  return dex_future_new_true ();
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DexPromise) promise = data;

  /* Fails only if cancelled, which never happens. */
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  dex_promise_resolve_boolean (promise, TRUE);
}

/* A new session: Maquette, not bubblewrap, handles a Ctrl+C in the terminal. */
static void
leave_terminal (gpointer user_data)
{
  setsid ();
}

/**
 * mq_process_spawn:
 * @argv: the program's absolute path and its arguments
 * @environment: the program's environment
 * @bridge_fd: (transfer full): inherited as %MQ_PROCESS_BRIDGE_FD, or -1
 * @seccomp_fd: (transfer full): inherited as %MQ_PROCESS_SECCOMP_FD, or -1
 *
 * No other descriptor is inherited; standard input is empty. Call it in the main thread, because
 * bubblewrap's `--die-with-parent` refers to the thread that started it.
 *
 * Returns: (transfer full) (nullable): the process
 */
MqProcess *
mq_process_spawn (const char *const *argv, const char *const *environment, int bridge_fd,
                  int seccomp_fd, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) subprocess = NULL;
  const char *identifier;
  DexPromise *exited;
  MqProcess *self;

  if (bridge_fd >= 0)
    g_subprocess_launcher_take_fd (launcher, bridge_fd, MQ_PROCESS_BRIDGE_FD);
  if (seccomp_fd >= 0)
    g_subprocess_launcher_take_fd (launcher, seccomp_fd, MQ_PROCESS_SECCOMP_FD);
  g_subprocess_launcher_set_environ (launcher, (char **)environment);
  /* Without a sandbox, argv starts with setsid(1), which does it instead. */
  if (seccomp_fd >= 0)
    g_subprocess_launcher_set_child_setup (launcher, leave_terminal, NULL, NULL);

  if (!(subprocess = g_subprocess_launcher_spawnv (launcher, argv, error)))
    return NULL;

  self = g_object_new (MQ_TYPE_PROCESS, NULL);
  self->subprocess = g_steal_pointer (&subprocess);
  /* A process that has already ended has no identifier. */
  if ((identifier = g_subprocess_get_identifier (self->subprocess)) != NULL)
    self->pid = (GPid)g_ascii_strtoll (identifier, NULL, 10);
  self->drained = mq_fiber_spawn (NULL, 0, drain_fiber, g_object_ref (self), g_object_unref);

  exited = dex_promise_new ();
  self->exited = DEX_FUTURE (exited);
  g_subprocess_wait_async (self->subprocess, NULL, waited_cb, dex_ref (exited));
  return self;
}

static gboolean
has_ended (MqProcess *self)
{
  return g_subprocess_get_identifier (self->subprocess) == NULL;
}

/**
 * mq_process_kill:
 * @self: a process
 *
 * Sends SIGKILL without waiting. Killing bubblewrap ends the whole sandbox; without a sandbox, the
 * process leads its own process group, which is killed, too.
 */
void
mq_process_kill (MqProcess *self)
{
  g_return_if_fail (MQ_IS_PROCESS (self));

  /* Nothing holds the log any more: the group is empty, and its number may be reused. */
  if (has_ended (self) && !dex_future_is_pending (self->drained))
    return;

  self->killed = self->killed || !has_ended (self);
  if (self->pid > 0) /* 0 would be our own group */
    kill (-self->pid, SIGKILL);
  g_subprocess_force_exit (self->subprocess);
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

  return dex_future_all (dex_ref (self->exited), dex_ref (self->drained), NULL);
}

/**
 * mq_process_get_pid:
 * @self: a process
 *
 * Returns: the process that was started: bubblewrap's, or Blender's without a sandbox; 0 if it had
 *   ended too early to know
 */
GPid
mq_process_get_pid (MqProcess *self)
{
  g_return_val_if_fail (MQ_IS_PROCESS (self), 0);

  return self->pid;
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

  if (!has_ended (self))
    return 0;
  if (g_subprocess_get_if_signaled (self->subprocess))
    return g_subprocess_get_term_sig (self->subprocess);

  /* Bubblewrap reports its child's signal in its exit status, like a shell. */
  if (g_subprocess_get_exit_status (self->subprocess) > 128)
    return g_subprocess_get_exit_status (self->subprocess) - 128;

  return 0;
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
  if (!has_ended (self))
    return g_strdup (_ ("Blender closed its connection"));

  if ((number = mq_process_get_signal (self)) == SIGKILL)
    return g_strdup (_ ("Blender was killed (signal 9; often the machine had no memory left)"));
  if (number != 0)
    return g_strdup_printf (_ ("Blender crashed (signal %d, %s)"), number, g_strsignal (number));

  return g_strdup_printf (_ ("Blender ended by itself (exit status %d)"),
                          g_subprocess_get_exit_status (self->subprocess));
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
