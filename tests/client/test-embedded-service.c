/* A service of this user that does not do as it is told: it ends its pipe and goes on, or ends at
 * once, or after each event. The client says so, and nothing of it is left.
 * (tests/cli/test-own-service.c has the real one.) */
#include "client/service/mq-embedded-service.h"
#include "client/service/mq-service-connection.h"
#include "common/base/mq-error.h"
#include "common/base/mq-thread.h"
#include "support/mq-test.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Arguments: --socket PATH --ready-fd N --until-unused */
#define SILENT "eval \"exec $4>&-\"; exec sleep 100000"
#define FAILING "echo 'maquette-service: there is no bed for it' >&2; exit 3"

/* Makes a program, which is the service from now on; returns where its process id will be. */
static char *
make_service (const char *body)
{
  char *pid_file = g_build_filename (mq_test_get_dir (), "pid", NULL);
  g_autofree char *program = g_build_filename (mq_test_get_dir (), "service", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/bash\necho $$ > %s\n%s\n", pid_file, body);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (program, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (program, 0700), ==, 0);
  g_setenv ("MQ_SERVICE", program, TRUE);
  return pid_file;
}

static void
test_silent (void)
{
  g_autofree char *pid_file = make_service (SILENT);
  g_autofree char *pid = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_embedded_service_connect (), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  g_assert_true (g_file_get_contents (pid_file, &pid, NULL, NULL));

  /* It was killed; whoever started it reaps it. */
  while (kill (atoi (pid), 0) == 0)
    dex_await (dex_timeout_new_msec (10), NULL);
  g_assert_cmpint (errno, ==, ESRCH);
}

static void
test_failing (void)
{
  g_autofree char *pid_file = make_service (FAILING);
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_embedded_service_connect (), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, ": there is no bed for it"));
}

/* The lock of its start is there after one. */
static char *
find_lock (void)
{
  g_autofree char *runtime = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "maquette", NULL);
  g_autoptr (GDir) dir = NULL;
  char *path = NULL;
  const char *name;

  g_assert_false (dex_await (mq_embedded_service_connect (), NULL));
  dir = g_dir_open (runtime, 0, NULL);
  while (path == NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".socket.lock"))
      path = g_build_filename (runtime, name, NULL);

  return path;
}

/* Another program was stopped while it started the service. */
static void
test_stopped (void)
{
  g_autofree char *pid_file = make_service (FAILING);
  g_autofree char *path = find_lock ();
  g_autoptr (GSubprocess) holder = mq_test_stop_with_lock (path);
  g_autoptr (GError) error = NULL;

  mq_thread_set_lock_seconds (1);
  g_unlink (pid_file);
  g_assert_false (dex_await (mq_embedded_service_connect (), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_false (g_file_test (pid_file, G_FILE_TEST_EXISTS));
  g_subprocess_force_exit (holder);
}

/* Another program starts the service, and takes its time: who waits for it blocks nothing else. */
static void
test_starting (void)
{
  g_autofree char *pid_file = make_service (FAILING);
  g_autofree char *path = find_lock ();
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (dex_unref);
  g_autofd int lock = -1;

  lock = open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  g_unlink (pid_file);

  for (guint i = 0; i < g_get_num_processors (); i++)
    g_ptr_array_add (waiting, mq_embedded_service_connect ());
  mq_test_await_lockers (path, waiting->len);
  mq_test_use_pool ();
  g_assert_false (g_file_test (pid_file, G_FILE_TEST_EXISTS));

  g_clear_fd (&lock, NULL);
  for (guint i = 0; i < waiting->len; i++)
    g_assert_false (dex_await (dex_ref (waiting->pdata[i]), NULL));
  g_assert_true (g_file_test (pid_file, G_FILE_TEST_EXISTS));
}

#define INSTRUCTION 3 /* the number of this event */

static void
exit_cb (SoupServerMessage *message, gpointer user_data)
{
  _exit (1);
}

/* Answers everything, and a request for events with the next one only, after which it is gone. */
static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer socket_path)
{
  const char *last = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Last-Event-ID");
  int id = last != NULL ? atoi (last) + 1 : 1;
  g_autofree char *event = g_strdup_printf (
      "id: %d\nevent: %s\n\n", id,
      id == INSTRUCTION ? "instruction\ndata: {\"instruction\": 1, \"kind\": \"introspect\"}"
                        : "phase\ndata: {\"phase\": \"create\", \"state\": \"started\"}");
  gboolean is_health = g_str_equal (path, "/v1/health");
  gboolean is_events = g_str_has_suffix (path, "/events");
  const char *answer = is_health ? "{}" : is_events ? event : ":\n\n";

  if (is_events)
    {
      /* Nobody reaches it meanwhile. */
      g_unlink (socket_path);
      g_signal_connect (message, "finished", G_CALLBACK (exit_cb), NULL);
    }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, is_health ? "application/json" : "text/event-stream",
                                    SOUP_MEMORY_COPY, answer, strlen (answer));
}

static int
be_a_service (const char *socket_path, int ready_fd)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (socket_path);
  g_autoptr (GError) error = NULL;

  soup_server_add_handler (server, NULL, on_request, (gpointer)socket_path, NULL);
  soup_server_listen (server, address, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (ready_fd, "ready\n", 6), ==, 6);
  close (ready_fd);
  g_main_loop_run (loop);
  return 0;
}

/* Only an instruction is a step of the run: after any other event, a service that ends again and
 * again is given up. */
static void
test_dying (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *body = g_strdup_printf ("exec %s embedded-service \"$@\"", self);
  g_autofree char *pid_file = make_service (body);
  g_autoptr (MqServiceConnection) connection = mq_service_connection_new ();
  g_autoptr (GError) error = NULL;
  guint n_events = 0;
  MqRunEvent *event;

  dex_await (mq_service_connection_open (connection), &error);
  g_assert_no_error (error);
  mq_service_connection_follow (connection, "r");
  while ((event = dex_await_boxed (mq_service_connection_next_event (connection), &error)) != NULL)
    {
      mq_run_event_unref (event);
      n_events++;
    }

  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (n_events, ==, INSTRUCTION + 3);
  dex_await (mq_service_connection_close (connection), NULL);
}

MQ_TEST_PROGRAM (embedded_service)
{
  if (argc > 4 && g_str_equal (argv[1], "--socket"))
    return be_a_service (argv[2], atoi (argv[4]));

  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/embedded-service/silent", test_silent);
  mq_test_add_fiber ("/embedded-service/failing", test_failing);
  mq_test_add_fiber ("/embedded-service/starting", test_starting);
  mq_test_add_fiber ("/embedded-service/dying", test_dying);
  mq_test_add_fiber ("/embedded-service/stopped", test_stopped);
  return mq_test_run ();
}
