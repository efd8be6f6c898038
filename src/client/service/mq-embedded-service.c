/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The agent service of this user, see mq-embedded-service.h. Its socket is in the runtime folder,
 * with a lock and a log beside it. */
#include "client/service/mq-embedded-service.h"

#include "client/service/mq-run-settings.h"
#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/base/mq-text.h"
#include "common/base/mq-thread.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define START_SECONDS 30
/* How often a service is started that something kills meanwhile, such as the end of another job. */
#define MAX_STARTS 3
/* A service that works answers at once; one that hangs is given up after this time. */
#define HEALTH_SECONDS 10
#define LOG_TAIL 2000
#define LOG_PREFIX "maquette-service: "

/* The child's file descriptors: of the pipe on which it reports that it listens; of one's own
 * service, of the pipe that this process holds open as long as it lives. */
#define READY_FD 3
#define LIFE_FD 4

#define OWN_PREFIX "own-service"
#define END_SECONDS 10

/* The service that no other program shares: its folder, and its process since its last start. */
static char *own_folder;         /* (nullable) */
static int own_lock = -1;        /* of the folder: whoever finds it free removes the folder */
static GSubprocess *own_process; /* (nullable) */
static GStrv own_kinds;          /* (nullable): folders of kinds */
static int own_life = -1;        /* the pipe whose end is the end of @own_process */

/**
 * mq_embedded_service_use_own:
 * @error: %MQ_ERROR_UNREACHABLE, %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY
 *
 * Has the service of this program start with a socket and a journal of its own. When one of several
 * jobs of a cluster ends, with all that it has started, the others keep theirs.
 *
 * Returns: whether there is a folder for it
 */
gboolean
mq_embedded_service_use_own (GError **error)
{
  g_autofree char *home = NULL;

  if (own_folder != NULL)
    return TRUE;
  /* A disk of this computer: homes of a cluster are on the network. */
  if (!(home = mq_paths_make_runtime_home (error)))
    return FALSE;

  mq_files_sweep_temp (home, OWN_PREFIX);
  own_lock = mq_files_make_temp (home, OWN_PREFIX, &own_folder, error);
  return own_lock >= 0;
}

void
mq_embedded_service_set_kinds (const char *const *folders)
{
  g_strfreev (own_kinds);
  own_kinds = g_strdupv ((GStrv)folders);
}

static DexFuture *
leave_fiber (gpointer data)
{
  g_clear_fd (&own_life, NULL);
  if (own_process != NULL)
    dex_await (mq_http_with_timeout (dex_subprocess_wait_check (own_process), END_SECONDS), NULL);
  g_clear_object (&own_process);
  mq_files_remove_tree (AT_FDCWD, own_folder);
  g_clear_fd (&own_lock, NULL);
  g_clear_pointer (&own_folder, g_free);
  return dex_future_new_true ();
}

/**
 * mq_embedded_service_leave_own:
 *
 * Call it when nobody is registered any more. The folder of a program that was killed is removed by
 * the next one that has a service of its own.
 *
 * Returns: (transfer full): resolves to %TRUE when the service of this program alone, if it has
 * one, has ended, and its folder is gone
 */
DexFuture *
mq_embedded_service_leave_own (void)
{
  return own_folder != NULL ? mq_fiber_spawn (NULL, MQ_FIBER_STACK, leave_fiber, NULL, NULL)
                            : dex_future_new_true ();
}

/* The name hashes the state folder and the program’s file, so that two state folders or two builds
 * get separate services. */
static char *
dup_base_path (GError **error)
{
  g_autofree char *home = mq_paths_make_runtime_home (error);
  g_autofree char *state = mq_paths_get_state_home ();
  g_autofree char *program = mq_paths_find_service (error);
  const char *data = g_getenv ("MQ_DATA_DIR");
  g_autofree char *whole = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;

  if (home == NULL || program == NULL)
    return NULL;

  if (own_folder != NULL)
    return g_build_filename (own_folder, "service", NULL);

  whole = g_strjoin ("\n", state, program, MQ_VERSION, data != NULL ? data : "", NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
  name = g_strdup_printf ("service-%.12s", hash);
  return g_build_filename (home, name, NULL);
}

/**
 * mq_embedded_service_dup_log:
 *
 * Returns: (transfer full): the end of the service's standard error since its last start
 */
char *
mq_embedded_service_dup_log (void)
{
  g_autofree char *base = dup_base_path (NULL);
  g_autofree char *path = base != NULL ? g_strconcat (base, ".log", NULL) : NULL;
  g_autofd int fd = path != NULL ? open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
  char text[LOG_TAIL + 1];
  struct stat info;
  gssize length;

  if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    return g_strdup ("");

  length = pread (fd, text, LOG_TAIL, MAX (0, info.st_size - LOG_TAIL));
  text[MAX (length, 0)] = '\0';
  return mq_text_clean (text, LOG_TAIL);
}

/* In a session of its own, the service does not get the Ctrl+C that a terminal sends to the
 * client. */
static void
in_child (gpointer user_data)
{
  setsid ();
}

/* Returns the reading end of the pipe on which the service reports that it listens, or -1. */
static int
spawn (const char *base, GSubprocess **process, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *program = mq_paths_find_service (error);
  g_autofree char *socket = g_strconcat (base, ".socket", NULL);
  g_autofree char *log = g_strconcat (base, ".log", NULL);
  g_auto (GStrv) variables = mq_memory_keys_dup_environ ();
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autofd int ready = -1;
  g_autofd int ready_child = -1;
  int fds[2], life[2];

  if (program == NULL || !g_unix_open_pipe (fds, O_CLOEXEC, error))
    return -1;

  ready = fds[0];
  ready_child = fds[1];
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_subprocess_launcher_set_child_setup (launcher, in_child, NULL, NULL);
  g_subprocess_launcher_set_cwd (launcher, "/");
  g_subprocess_launcher_set_environ (launcher, variables);
  for (gsize i = 0; mq_run_settings_variables[i] != NULL; i++)
    g_subprocess_launcher_unsetenv (launcher, mq_run_settings_variables[i]);
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&ready_child), READY_FD);
  /* Nobody else has its runs: it ends with this process, however that ends. */
  if (own_folder != NULL)
    {
      if (!g_unix_open_pipe (life, O_CLOEXEC, error))
        return -1;
      g_subprocess_launcher_take_fd (launcher, life[0], LIFE_FD);
      g_clear_fd (&own_life, NULL);
      own_life = life[1];
    }

  g_strv_builder_add_many (arguments, program, "--socket", socket, "--ready-fd",
                           G_STRINGIFY (READY_FD), "--until-unused", NULL);
  if (own_folder != NULL)
    g_strv_builder_add_many (arguments, "--data", own_folder, "--parent-fd", G_STRINGIFY (LIFE_FD),
                             NULL);
  for (gsize i = 0; own_folder != NULL && own_kinds != NULL && own_kinds[i] != NULL; i++)
    g_strv_builder_add_many (arguments, "--kinds", own_kinds[i], NULL);
  argv = g_strv_builder_end (arguments);
  *process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, error);
  if (own_folder != NULL)
    g_set_object (&own_process, *process);
  return *process != NULL ? g_steal_fd (&ready) : -1;
}

/* Awaits. @was_killed: (out): whether it is the signal of somebody else that has ended the service.
 *
 * Returns: (transfer full) (nullable): the pipe, to be kept open until we are registered */
static GInputStream *
start (const char *base, gboolean *was_killed, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GInputStream) ready = NULL;
  g_autoptr (GBytes) said = NULL;
  g_autofree char *log = NULL;
  const char *words;
  int fd = spawn (base, &process, &why);

  *was_killed = FALSE;
  if (fd < 0)
    return mq_fail_null (error, MQ_ERROR_UNREACHABLE,
                         _ ("The agent service could not be started: %s"), why->message);

  /* If the service ends, the read returns nothing, because that closes the pipe. */
  ready = g_unix_input_stream_new (fd, TRUE);
  said = dex_await_boxed (
      mq_http_with_timeout (dex_input_stream_read_bytes (ready, 16, G_PRIORITY_DEFAULT),
                            START_SECONDS),
      NULL);
  if (said != NULL && g_bytes_get_size (said) > 0)
    return g_steal_pointer (&ready);

  /* One that has closed the pipe is about to end. */
  if (said != NULL)
    dex_await (mq_http_with_timeout (dex_subprocess_wait_check (process), END_SECONDS), NULL);
  *was_killed = said != NULL && g_subprocess_get_identifier (process) == NULL
                && g_subprocess_get_if_signaled (process)
                && g_subprocess_get_term_sig (process) == SIGKILL;
  g_subprocess_force_exit (process);
  /* The service's last message, without its name: the caller's sentence names it. */
  log = mq_embedded_service_dup_log ();
  words = g_strstrip (log);
  if (g_str_has_prefix (words, LOG_PREFIX))
    words += strlen (LOG_PREFIX);
  return mq_fail_null (error, MQ_ERROR_UNREACHABLE, "%s%s%s",
                       said != NULL ? _ ("The agent service ended while it was starting")
                                    : _ ("The agent service did not get ready in time"),
                       *words != '\0' ? ": " : "", words);
}

/* Awaits. @is_silent: (out) (optional): whether a service listens but does not answer */
static MqServiceClient *
reach (const char *base, gboolean *is_silent)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *socket = g_strconcat (base, ".socket", NULL);
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_socket (socket);
  g_autoptr (JsonObject) health = dex_await_boxed (
      mq_http_with_timeout (mq_service_client_get (client, "/v1/health"), HEALTH_SECONDS), &error);

  if (is_silent != NULL)
    *is_silent = g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT);
  if (health == NULL)
    return NULL;

  mq_service_client_set_pid (client, (GPid)mq_json_get_int (health, "pid", 0));
  return g_steal_pointer (&client);
}

/* Starts the service, again if something kills it meanwhile. Awaits. Returns: (transfer full)
 * (nullable) */
static MqServiceClient *
start_and_reach (const char *base, GError **error)
{
  gboolean again = TRUE;

  for (guint i = 0; again && i < MAX_STARTS; i++)
    {
      g_autoptr (GInputStream) pipe = NULL;
      MqServiceClient *client;

      g_clear_error (error);
      pipe = start (base, &again, error);
      if (pipe == NULL)
        continue;
      if ((client = reach (base, NULL)) != NULL)
        {
          g_object_set_data_full (G_OBJECT (client), "mq-start-pipe", g_steal_pointer (&pipe),
                                  g_object_unref);
          return client;
        }
      mq_fail (error, MQ_ERROR_UNREACHABLE, "%s",
               _ ("The agent service did not get ready in time"));
      again = TRUE;
    }

  return NULL;
}

/* Kills a service that listens but does not answer: no client could work, and none could start
 * another one. Its runs are in its journal. */
static void
kill_silent (const char *base)
{
  g_autofree char *path = g_strconcat (base, ".socket", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GCredentials) peer = NULL;
  pid_t pid;

  if (socket == NULL)
    return;

  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_connect (socket, address, NULL, NULL)
      || !(peer = g_socket_get_credentials (socket, NULL))
      || g_credentials_get_unix_user (peer, NULL) != geteuid ())
    return;

  pid = g_credentials_get_unix_pid (peer, NULL);
  if (pid > 1)
    {
      g_message ("The agent service (process %d) does not answer; it is restarted", (int)pid);
      kill (pid, SIGKILL);
    }
}

static DexFuture *
connect_fiber (gpointer user_data)
{
  GError *error = NULL;
  g_autofree char *base = dup_base_path (&error);
  g_autofree char *path = NULL;
  g_autofd int lock = -1;
  g_autoptr (GError) why = NULL;
  MqServiceClient *client;
  gboolean is_silent;

  if (base == NULL)
    return dex_future_new_for_error (error);

  if ((client = reach (base, NULL)) != NULL)
    return dex_future_new_take_object (client);

  /* One client starts the service; the lock is held for one start at most. */
  path = g_strconcat (base, ".socket.lock", NULL);
  lock = dex_await_int (mq_thread_lock_file (path), &why);
  if (why != NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE,
                                  _ ("The agent service could not be started: %s"), why->message);

  /* Another client has started the service meanwhile. */
  if ((client = reach (base, &is_silent)) != NULL)
    return dex_future_new_take_object (client);

  if (is_silent)
    kill_silent (base);
  /* Our service may fail to start because another one listens by now, whose starter was killed:
   * that one is used. */
  if ((client = start_and_reach (base, &why)) != NULL || (client = reach (base, NULL)) != NULL)
    return dex_future_new_take_object (client);
  return dex_future_new_for_error (g_steal_pointer (&why));
}

/* Connects to the service of this user, or starts it. It ends when no client is registered, so
 * register at once (mq_service_client_register()). Returns: (transfer full): resolves to an
 * #MqServiceClient; rejects with %MQ_ERROR_UNREACHABLE */
DexFuture *
mq_embedded_service_connect (void)
{
  return mq_fiber_spawn (NULL, MQ_FIBER_STACK, connect_fiber, NULL, NULL);
}
