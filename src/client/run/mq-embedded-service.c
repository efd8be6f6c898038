/* MqEmbeddedService: a maquette-service of one's own, see mq-embedded-service.h. */
#include "client/run/mq-embedded-service.h"

#include "client/library/mq-files.h"
#include "client/run/mq-http.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-keyring.h"
#include "common/mq-paths.h"
#include "common/mq-text.h"

#include <glib/gi18n-lib.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define START_SECONDS 30
#define STOP_SECONDS 5
#define LOG_TAIL 2000

/* The child's numbers of its two pipes. */
#define READY_FD 3
#define PARENT_FD 4

struct _MqEmbeddedService
{
  GObject parent_instance;

  char *config_file;
  char *replay;
  char *dir;
  int dir_fd; /* holds its lock */
  GSubprocess *process;
  DexFuture *starting;
  int life_fd; /* closing it ends the service */
};

G_DEFINE_FINAL_TYPE (MqEmbeddedService, mq_embedded_service, G_TYPE_OBJECT)

static char *
file_in (MqEmbeddedService *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

static void
remove_dir (MqEmbeddedService *self)
{
  g_autofree char *socket = NULL;
  g_autofree char *log = NULL;

  if (self->dir == NULL)
    return;

  socket = file_in (self, "service.socket");
  log = file_in (self, "service.log");
  g_unlink (socket);
  g_unlink (log);
  g_rmdir (self->dir);
  g_clear_fd (&self->dir_fd, NULL);
  g_clear_pointer (&self->dir, g_free);
}

static void
mq_embedded_service_finalize (GObject *object)
{
  MqEmbeddedService *self = MQ_EMBEDDED_SERVICE (object);

  g_clear_fd (&self->life_fd, NULL);
  g_clear_object (&self->process);
  dex_clear (&self->starting);
  remove_dir (self);
  g_free (self->config_file);
  g_free (self->replay);

  G_OBJECT_CLASS (mq_embedded_service_parent_class)->finalize (object);
}

static void
mq_embedded_service_class_init (MqEmbeddedServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_embedded_service_finalize;
}

static void
mq_embedded_service_init (MqEmbeddedService *self)
{
  self->life_fd = -1;
  self->dir_fd = -1;
}

/**
 * mq_embedded_service_new:
 * @config_file: (nullable): the settings it reads, NULL for the usual file
 *
 * Returns: (transfer full): a service that is not started yet
 */
MqEmbeddedService *
mq_embedded_service_new (const char *config_file)
{
  MqEmbeddedService *self = g_object_new (MQ_TYPE_EMBEDDED_SERVICE, NULL);

  self->config_file = g_strdup (config_file);
  return self;
}

/**
 * mq_embedded_service_set_replay:
 * @self: a service that is not started yet
 * @file: (nullable): a transcript that answers instead of any model
 */
void
mq_embedded_service_set_replay (MqEmbeddedService *self, const char *file)
{
  g_return_if_fail (MQ_IS_EMBEDDED_SERVICE (self));

  g_set_str (&self->replay, file);
}

/**
 * mq_embedded_service_get_pid:
 * @self: a service
 *
 * Returns: its process, 0 when none runs
 */
GPid
mq_embedded_service_get_pid (MqEmbeddedService *self)
{
  const char *id;

  g_return_val_if_fail (MQ_IS_EMBEDDED_SERVICE (self), 0);

  id = self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;
  return id != NULL ? (GPid)g_ascii_strtoll (id, NULL, 10) : 0;
}

/* What a program left that was killed is swept; those of the living are locked. */
static gboolean
make_dir (MqEmbeddedService *self, GError **error)
{
  g_autofree char *home = mq_paths_make_runtime_home ();

  if (home != NULL)
    {
      mq_files_sweep_temp (home, "service-");
      self->dir_fd = mq_files_make_temp (home, "service", &self->dir, NULL);
    }

  if (self->dir_fd < 0)
    self->dir_fd = mq_files_make_temp ("/tmp", "maquette-service", &self->dir, error);

  return self->dir_fd >= 0;
}

/**
 * mq_embedded_service_dup_log:
 * @self: a service
 *
 * Returns: (transfer full): the end of what it wrote to standard error since it was last started,
 *   for a message; may be empty
 */
char *
mq_embedded_service_dup_log (MqEmbeddedService *self)
{
  g_autofree char *path = self->dir != NULL ? file_in (self, "service.log") : NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (path == NULL || !g_file_get_contents (path, &text, &length, NULL))
    return g_strdup ("");

  return mq_text_clean (length > LOG_TAIL ? text + length - LOG_TAIL : text, LOG_TAIL);
}

/* A session of its own: a Ctrl+C on the terminal is for us to deal with. One that hangs does not
 * see its pipe closed: it is killed with the thread that started it, which is the main one. */
static void
in_child (gpointer user_data)
{
  setsid ();
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
make_pipe (int *reading, int *writing, GError **error)
{
  int fds[2];

  if (!g_unix_open_pipe (fds, O_CLOEXEC, error))
    return FALSE;

  *reading = fds[0];
  *writing = fds[1];
  return TRUE;
}

/* Gives the reading end of the pipe on which readiness is said, or -1. */
static int
spawn (MqEmbeddedService *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *program = mq_paths_find_service (error);
  g_autofree char *socket = NULL;
  g_autofree char *log = NULL;
  g_autofree char *keys = mq_keyring_dup_kept ();
  g_autofd int ready = -1;
  g_autofd int ready_child = -1;
  g_autofd int life_child = -1;
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) args = NULL;

  if (program == NULL || (self->dir == NULL && !make_dir (self, error)))
    return -1;

  g_clear_fd (&self->life_fd, NULL);
  if (!make_pipe (&ready, &ready_child, error) || !make_pipe (&life_child, &self->life_fd, error))
    return -1;

  socket = file_in (self, "service.socket");
  log = file_in (self, "service.log");
  g_unlink (socket);

  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_subprocess_launcher_set_child_setup (launcher, in_child, NULL, NULL);
  /* Never as arguments: those everybody sees. */
  if (keys != NULL)
    g_subprocess_launcher_setenv (launcher, MQ_KEYRING_VARIABLE, keys, TRUE);
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&ready_child), READY_FD);
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&life_child), PARENT_FD);

  g_strv_builder_add_many (argv, program, "--socket", socket, "--ready-fd", G_STRINGIFY (READY_FD),
                           "--parent-fd", G_STRINGIFY (PARENT_FD), NULL);
  if (self->config_file != NULL)
    g_strv_builder_add_many (argv, "--config", self->config_file, NULL);
  if (self->replay != NULL)
    g_strv_builder_add_many (argv, "--replay", self->replay, NULL);
  args = g_strv_builder_end (argv);

  /* It was given up because it did not answer; it may still be there. */
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *)args, error);
  return self->process != NULL ? g_steal_fd (&ready) : -1;
}

/* Waits until it is gone; one that was told to end and does not is killed. In a fiber. */
static gboolean
see_off (GSubprocess *process, GError **error)
{
  if (dex_await (mq_http_with_timeout (dex_subprocess_wait_check (process), STOP_SECONDS), error))
    return TRUE;

  g_subprocess_force_exit (process);
  dex_await (dex_subprocess_wait_check (process), NULL);
  return FALSE;
}

/* A setting that the service does not take is the user's to correct, and it says which. */
static DexFuture *
say_ended (MqEmbeddedService *self, GSubprocess *process)
{
  static const char prefix[] = "maquette-service: ";
  g_autofree char *log = NULL;
  const char *text;

  see_off (process, NULL);
  log = mq_embedded_service_dup_log (self);
  text = g_strstrip (log);
  if (g_str_has_prefix (text, prefix))
    text += strlen (prefix);

  if (g_subprocess_get_if_exited (process)
      && g_subprocess_get_exit_status (process) == MQ_EXIT_BAD_SETTINGS)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s", text);

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE, "%s%s%s",
                                _ ("The agent service ended while it was starting"),
                                *text != '\0' ? ": " : "", text);
}

static DexFuture *
start_fiber (gpointer user_data)
{
  MqEmbeddedService *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) ready = NULL;
  g_autoptr (GBytes) said = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *socket = NULL;
  int fd = spawn (self, &error);

  if (fd < 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE,
                                  _ ("The agent service could not be started: %s"), error->message);

  process = g_object_ref (self->process);

  /* Its death closes the pipe. */
  ready = g_unix_input_stream_new (fd, TRUE);
  said = dex_await_boxed (
      mq_http_with_timeout (dex_input_stream_read_bytes (ready, 16, G_PRIORITY_DEFAULT),
                            START_SECONDS),
      &error);

  if (said != NULL && g_bytes_get_size (said) == 0)
    return say_ended (self, process);

  if (said == NULL)
    {
      g_autofree char *log = mq_embedded_service_dup_log (self);

      g_subprocess_force_exit (process);
      return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE, "%s%s%s",
                                    _ ("The agent service did not get ready in time"),
                                    *log != '\0' ? ": " : "", g_strstrip (log));
    }

  socket = file_in (self, "service.socket");
  return dex_future_new_take_object (mq_service_client_new_for_socket (socket));
}

/**
 * mq_embedded_service_start:
 * @self: a service that does not run: a new one, or one that died
 *
 * Returns: (transfer full): resolves to an #MqServiceClient when it listens; rejects with
 *   %MQ_ERROR_UNREACHABLE, or %MQ_ERROR_BAD_INPUT when the settings are wrong
 */
DexFuture *
mq_embedded_service_start (MqEmbeddedService *self)
{
  dex_return_error_if_fail (MQ_IS_EMBEDDED_SERVICE (self));

  dex_clear (&self->starting);
  self->starting = mq_fiber_spawn (NULL, 0, start_fiber, g_object_ref (self), g_object_unref);
  return dex_ref (self->starting);
}

static DexFuture *
stop_fiber (gpointer user_data)
{
  MqEmbeddedService *self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_fd (&self->life_fd, NULL);
  /* One that is only starting ends, too; its fiber sees that first. */
  if (self->starting != NULL)
    dex_await (mq_http_with_timeout (dex_ref (self->starting), STOP_SECONDS), NULL);
  if (self->process != NULL && !see_off (self->process, &error))
    {
      g_autofree char *log = mq_embedded_service_dup_log (self);

      g_debug ("The agent service ended badly: %s\n%s", error->message, log);
    }

  g_clear_object (&self->process);
  remove_dir (self);
  return dex_future_new_true ();
}

/**
 * mq_embedded_service_stop:
 * @self: a service
 *
 * Ends it and waits until it is gone.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_embedded_service_stop (MqEmbeddedService *self)
{
  dex_return_error_if_fail (MQ_IS_EMBEDDED_SERVICE (self));

  return mq_fiber_spawn (NULL, 0, stop_fiber, g_object_ref (self), g_object_unref);
}
