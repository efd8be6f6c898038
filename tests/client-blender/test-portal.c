/* The sandbox of Flatpak's portal, with a stand-in for the portal on a bus of its own: it starts
 * the real launcher. The real portal is asked by ./dev test flatpak. */
#include "client/sandbox/mq-sandbox-private.h"
#include "common/base/mq-paths.h"
#include "support/mq-test.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PORTAL "org.freedesktop.portal.Flatpak"
#define PORTAL_PATH "/org/freedesktop/portal/Flatpak"

typedef enum
{
  ANSWERS,
  REFUSES,
  TELLS_THE_EXIT_FIRST,
  KEEPS_THE_EXIT,
} Manner;

static const char xml[]
    = "<node><interface name='" PORTAL "'>"
      "<method name='Spawn'><arg type='ay' direction='in'/><arg type='aay' direction='in'/>"
      "<arg type='a{uh}' direction='in'/><arg type='a{ss}' direction='in'/>"
      "<arg type='u' direction='in'/><arg type='a{sv}' direction='in'/>"
      "<arg type='u' direction='out'/></method>"
      "<method name='SpawnSignal'><arg type='u' direction='in'/><arg type='u' direction='in'/>"
      "<arg type='b' direction='in'/></method>"
      "<signal name='SpawnExited'><arg type='u'/><arg type='u'/></signal></interface></node>";

static Manner manner;
static guint signals_sent;
static guint32 last_flags;
static char *last_variables;
static char *run_dir;

static void
tell_exit (GDBusConnection *bus, guint32 pid, int status)
{
  g_dbus_connection_emit_signal (bus, NULL, PORTAL_PATH, PORTAL, "SpawnExited",
                                 g_variant_new ("(uu)", pid, (guint32)status), NULL);
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusConnection *bus = g_object_get_data (source, "bus");

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (manner != KEEPS_THE_EXIT)
    tell_exit (bus, GPOINTER_TO_UINT (data), g_subprocess_get_status (G_SUBPROCESS (source)));
}

static GSubprocess *
start (GVariant *parameters, GUnixFDList *list)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GVariant) fds = g_variant_get_child_value (parameters, 2);
  g_autoptr (GVariant) variables = g_variant_get_child_value (parameters, 3);
  g_autoptr (GVariant) words = g_variant_get_child_value (parameters, 1);
  g_autofree const char **argv = g_variant_get_bytestring_array (words, NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *subprocess;
  const char *value;
  char *name;
  guint32 target;
  gint32 index;

  for (gsize i = 0; i < g_variant_n_children (variables); i++)
    {
      g_variant_get_child (variables, i, "{s&s}", &name, &value);
      g_subprocess_launcher_setenv (launcher, name, value, TRUE);
      g_free (name);
    }
  for (gsize i = 0; i < g_variant_n_children (fds); i++)
    {
      g_variant_get_child (fds, i, "{uh}", &target, &index);
      g_subprocess_launcher_take_fd (launcher, g_unix_fd_list_get (list, index, NULL), (int)target);
    }

  subprocess = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return subprocess;
}

static void
spawn (GDBusConnection *bus, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  GUnixFDList *list
      = g_dbus_message_get_unix_fd_list (g_dbus_method_invocation_get_message (invocation));
  g_autoptr (GVariant) variables = g_variant_get_child_value (parameters, 3);
  g_autoptr (GSubprocess) subprocess = NULL;
  static guint32 pid = 1000;

  pid++;
  g_free (last_variables);
  last_variables = g_variant_print (variables, FALSE);
  g_variant_get_child (parameters, 4, "u", &last_flags);
  if (manner == REFUSES)
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                                             "not today");
      return;
    }

  subprocess = start (parameters, list);
  if (manner == TELLS_THE_EXIT_FIRST)
    {
      g_subprocess_wait (subprocess, NULL, NULL);
      tell_exit (bus, pid, g_subprocess_get_status (subprocess));
    }
  else
    {
      g_object_set_data_full (G_OBJECT (subprocess), "bus", g_object_ref (bus), g_object_unref);
      g_subprocess_wait_async (subprocess, NULL, waited_cb, GUINT_TO_POINTER (pid));
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", pid));
}

/* Signals are counted and not sent: what dies, dies by the life line. */
static void
call_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  if (g_str_equal (method, "Spawn"))
    {
      spawn (bus, parameters, invocation);
      return;
    }

  signals_sent++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GDBusConnection *
serve (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) owned = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, PORTAL_PATH, node->interfaces[0], &vtable, NULL, NULL,
                                     &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", PORTAL, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return bus;
}

/* A Python program in the sandbox; *@ret_bridge is our end of its descriptor 3. */
static MqProcess *
run_program (const char *program, int *ret_bridge)
{
  const char *const command[] = { "/usr/bin/python3", "-c", program, NULL };
  const MqSandboxSpec spec = {
    .blender = "/usr/bin/python3",
    .bridge_dir = "/usr/share",
    .run_dir = run_dir,
    .limits = &mq_sandbox_default_limits,
  };
  g_autofree char *launcher = mq_paths_find_launcher (NULL);
  g_autoptr (GError) error = NULL;
  MqProcess *process;
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC | O_NONBLOCK), ==, 0);
  process = mq_portal_spawn (
      &spec, mq_sandbox_dup_launcher_argv (MQ_SANDBOX_PORTAL, &spec, launcher, command),
      "CANARY=secret", ends[1], mq_seccomp_open_filter (NULL), &error);
  g_assert_no_error (error);
  if (ret_bridge != NULL)
    *ret_bridge = ends[0];
  else
    close (ends[0]);
  return process;
}

static void
expect_log (MqProcess *process, const char *words)
{
  g_autofree char *log = mq_process_dup_log (process, 20);

  if (strstr (log, words) == NULL)
    g_error ("“%s” does not say “%s”", log, words);
}

/* Awaits. */
static void
wait_for_log (MqProcess *process, const char *words)
{
  for (;;)
    {
      g_autofree char *log = mq_process_dup_log (process, 20);

      if (strstr (log, words) != NULL)
        return;
      dex_await (dex_timeout_new_msec (10), NULL);
    }
}

static void
test_runs (void)
{
  int bridge;
  char text[16] = "";
  g_autoptr (MqProcess) process
      = run_program ("import os, sys\nos.write(3, b'hi')\nprint('CANARY' in os.environ, "
                     "os.getcwd() == os.environ['HOME'], flush=True)\nsys.exit(7)",
                     &bridge);
  g_autofree char *end = NULL;

  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  g_assert_cmpint (read (bridge, text, sizeof text - 1), ==, 2);
  close (bridge);
  g_assert_cmpstr (text, ==, "hi");
  expect_log (process, "False True");
  end = mq_process_dup_end (process);
  g_assert_nonnull (strstr (end, "7"));
  g_assert_cmpint (mq_process_get_signal (process), ==, 0);

  /* A sandbox without a network, watched; the variable is the sandbox's own. */
  g_assert_cmpuint (last_flags, ==, 4 | 8 | 16);
  g_assert_nonnull (strstr (last_variables, "secret"));
}

static void
test_killed (void)
{
  int bridge;
  char text;
  g_autoptr (MqProcess) process
      = run_program ("import os, time\nos.write(3, b'x')\nwhile True: time.sleep(1000)", &bridge);

  /* Not by a read that blocks: the portal is in this loop, too. */
  while (read (bridge, &text, 1) != 1)
    dex_await (dex_timeout_new_msec (5), NULL);
  close (bridge);
  signals_sent = 0;
  mq_process_kill (process);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  g_assert_cmpint (mq_process_get_signal (process), ==, SIGKILL);
  g_assert_cmpuint (signals_sent, ==, 1);
}

static void
test_killed_before_the_answer (void)
{
  g_autoptr (MqProcess) process = run_program ("import time\nwhile True: time.sleep(1000)", NULL);

  mq_process_kill (process);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  g_assert_cmpint (mq_process_get_signal (process), ==, SIGKILL);
}

static void
test_exit_before_the_answer (void)
{
  g_autoptr (MqProcess) process = NULL;

  manner = TELLS_THE_EXIT_FIRST;
  process = run_program ("import os\nos.abort()", NULL);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  manner = ANSWERS;
  g_assert_cmpint (mq_process_get_signal (process), ==, SIGABRT);
}

/* A portal that hangs: the processes are gone, and nobody says so. */
static void
test_exit_is_kept (void)
{
  g_autoptr (MqProcess) process = NULL;

  manner = KEEPS_THE_EXIT;
  process = run_program ("print('ready', flush=True)\nimport time\ntime.sleep(1000)", NULL);
  wait_for_log (process, "ready");
  mq_process_kill (process);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  manner = ANSWERS;
  g_assert_cmpint (mq_process_get_signal (process), ==, SIGKILL);
}

static void
test_refused (void)
{
  g_autoptr (MqProcess) process = NULL;

  manner = REFUSES;
  process = run_program ("pass", NULL);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  manner = ANSWERS;
  expect_log (process, "portal did not start Blender");
  expect_log (process, "not today");
}

static gpointer portal_bus;

static void
test_portal_is_gone (void)
{
  g_autoptr (MqProcess) process = NULL;

  g_dbus_connection_close_sync (portal_bus, NULL, NULL);
  process = run_program ("pass", NULL);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  expect_log (process, "portal did not start Blender");
}

/* Blender does not stay when nobody can tell of its end. */
static void
test_bus_is_gone (void)
{
  g_autoptr (GDBusConnection) shared = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusConnection) portal = serve ();
  g_autoptr (MqProcess) process
      = run_program ("print('ready', flush=True)\nimport time\ntime.sleep(1000)", NULL);

  wait_for_log (process, "ready");
  g_dbus_connection_set_exit_on_close (shared, FALSE);
  g_dbus_connection_close_sync (shared, NULL, NULL);
  g_assert_true (dex_await (mq_process_wait_exit (process), NULL));
  g_assert_cmpint (mq_process_get_signal (process), ==, SIGKILL);
}

MQ_TEST_PROGRAM (portal)
{
  mq_test_init (&argc, &argv);
  portal_bus = serve ();
  run_dir = mq_test_make_dir ("run");

  mq_test_add_fiber ("/portal/runs", test_runs);
  mq_test_add_fiber ("/portal/killed", test_killed);
  mq_test_add_fiber ("/portal/killed-before-the-answer", test_killed_before_the_answer);
  mq_test_add_fiber ("/portal/exit-before-the-answer", test_exit_before_the_answer);
  mq_test_add_fiber ("/portal/refused", test_refused);
  mq_test_add_fiber ("/portal/exit-is-kept", test_exit_is_kept);
  mq_test_add_fiber ("/portal/gone", test_portal_is_gone);
  mq_test_add_fiber ("/portal/bus-is-gone", test_bus_is_gone);

  return mq_test_run ();
}
