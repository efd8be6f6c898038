/* Hostile scripts, run through the real Blender in its sandbox: each file of hostile/ once. After
 * each the host is looked at: a secret, a place outside, listeners, the process list; and the
 * worker must still work.
 *
 * The first line of a file says what becomes of it: “tried” (it came to its end and nothing
 * worked), “answer” (whatever Blender answers), “memory” (MemoryError, or lost for it), “disk” (it
 * was stopped for it), “timeout”, “lost”, “protocol”. */
#include "client/blender/mq-worker-private.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "worker-fixture.h"
#include "process-list.h"
#include "support/mq-test.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define SECRET "the user's private words"
#define TIMEOUT_S 600
#define SHORT_TIMEOUT_S 4

static const MqSandboxLimits limits = {
  .cpu_seconds = 60,
  .memory_bytes = G_GUINT64_CONSTANT (3) * 1024 * 1024 * 1024,
  .file_bytes = 64 * 1024 * 1024,
  .processes = 512,
  .folder_bytes = 400 * 1024 * 1024,
};

/* What a script must not reach. */
static char *secret;
static char *outside;
static char *unix_path;
static char *abstract;
static GSocketListener *listener;
static guint16 port;
static guint connections;

static WorkerFixture *fixture;

static void accept_next (void);

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept_finish (listener, result,
                                                                              NULL, NULL);

  if (connection != NULL)
    {
      connections++;
      accept_next ();
    }
}

static void
accept_next (void)
{
  g_socket_listener_accept_async (listener, NULL, accepted_cb, NULL);
}

static void
listen_at (GSocketAddress *address)
{
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
lay_bait (void)
{
  g_autoptr (GSocketAddress) by_path = NULL;
  g_autoptr (GSocketAddress) by_name = NULL;

  secret = g_build_filename (g_get_home_dir (), "secret", NULL);
  outside = g_build_filename (g_get_home_dir (), "outside", NULL);
  unix_path = g_build_filename (g_get_home_dir (), "socket", NULL);
  abstract = g_strdup_printf ("maquette-test-%08x", g_random_int ());
  g_assert_true (g_file_set_contents (secret, SECRET, -1, NULL));

  listener = g_socket_listener_new ();
  port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  by_path = g_unix_socket_address_new (unix_path);
  by_name = g_unix_socket_address_new_with_type (abstract, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
  listen_at (by_path);
  listen_at (by_name);
  accept_next ();
}

static char *
dup_script (const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autoptr (GString) script = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  script = g_string_new (text);
  g_string_replace (script, "@SECRET@", secret, 0);
  g_string_replace (script, "@OUTSIDE@", outside, 0);
  g_string_replace (script, "@HOME@", g_get_home_dir (), 0);
  g_string_replace (script, "@RUN@", fixture->run_dir, 0);
  g_string_replace (script, "@SOCKET@", unix_path, 0);
  g_string_replace (script, "@ABSTRACT@", abstract, 0);
  g_string_replace (script, "@PORT@", number, 0);
  return g_string_free (g_steal_pointer (&script), FALSE);
}

static void
expect_host_unharmed (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (secret, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, SECRET);
  g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (connections, ==, 0);
}

static void
expect_worker_usable (void)
{
  g_autoptr (JsonObject) answer = worker_fixture_execute (
      fixture,
      "import bpy, json, os, sys\nbpy.ops.mesh.primitive_cube_add()\nprint(len(bpy.data.objects))",
      TIMEOUT_S);

  if (mq_json_get_object (answer, "error") != NULL)
    g_error ("not usable after it: %s", mq_json_object_to_string (answer, TRUE));
  g_assert_cmpstr (mq_json_get_string (answer, "stdout", NULL), ==, "1\n");
}

static void
expect_answer (JsonObject *answer, gboolean tried)
{
  const char *output = mq_json_get_string (answer, "stdout", "");

  g_test_message ("%.2000s", output);
  g_assert_null (strstr (output, "ESCAPED"));
  g_assert_null (strstr (output, SECRET));
  if (tried && strstr (output, "TRIED") == NULL)
    g_error ("it did not come to its end: %s", mq_json_object_to_string (answer, TRUE));
}

static void
run_hostile (const char *path)
{
  g_autofree char *script = dup_script (path);
  const char *wanted = script + strlen ("# expect: ");
  gboolean endless = g_str_has_prefix (wanted, "timeout");
  g_autoptr (JsonObject) measured = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = dex_await_boxed (
      worker_fixture_start_execute (fixture, script, endless ? SHORT_TIMEOUT_S : TIMEOUT_S),
      &error);

  if (error != NULL)
    g_test_message ("%s", error->message);

  if (g_str_has_prefix (wanted, "tried") || g_str_has_prefix (wanted, "answer"))
    {
      g_assert_no_error (error);
      expect_answer (answer, g_str_has_prefix (wanted, "tried"));
    }
  else if (g_str_has_prefix (wanted, "memory"))
    {
      if (answer != NULL)
        g_assert_cmpstr (mq_json_get_string (mq_json_get_object (answer, "error"), "type", NULL),
                         ==, "MemoryError");
      else
        g_assert_error (error, MQ_ERROR, MQ_ERROR_WORKER_LOST);
    }
  else if (g_str_has_prefix (wanted, "disk"))
    {
      g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
      g_assert_true (strstr (error->message, "wrote more than 400.0") != NULL
                     || strstr (error->message, "hid some") != NULL);
    }
  else if (endless)
    g_assert_error (error, MQ_ERROR, MQ_ERROR_TIMEOUT);
  else if (g_str_has_prefix (wanted, "lost"))
    g_assert_error (error, MQ_ERROR, MQ_ERROR_WORKER_LOST);
  else if (g_str_has_prefix (wanted, "protocol"))
    g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
  else
    g_error ("%s does not say what to expect", path);

  expect_host_unharmed ();
  /* The worker still answers, and of the script's Blender nobody stayed behind. */
  measured = worker_fixture_call (fixture, "measure", TIMEOUT_S);
  g_assert_nonnull (mq_json_get_object (measured, "report"));
  worker_fixture_expect_processes (fixture, 2);
}

static DexFuture *
hostile_fiber (gpointer path)
{
  run_hostile (path);
  return dex_future_new_true ();
}

static void
test_hostile (gconstpointer path)
{
  mq_test_expect (dex_scheduler_spawn (NULL, 256 * 1024, hostile_fiber, (gpointer)path, NULL));
}

static void
test_set_up (void)
{
  g_autofree char *program = g_find_program_in_path ("blender");
  const char *blender = g_getenv ("MQ_BLENDER") ?: program;

  g_assert_nonnull (blender);
  fixture = worker_fixture_new (blender, TRUE, &limits);
  expect_worker_usable ();
  /* In forks, unless this run is about Blenders that are started. */
  g_assert_true (mq_fork_server_get_refusal () == NULL);
  g_assert_cmpint (process_list_count (fixture->run_dir), ==,
                   g_strcmp0 (g_getenv ("MQ_FORK_SERVER"), "off") == 0 ? 2 : 1);
}

static void
test_tear_down (void)
{
  expect_worker_usable ();
  worker_fixture_free (fixture);
}

/* Forks that are no first process find their parent: none is made then, and the reason is told. */
static void
test_probe_finds_parent (void)
{
  g_autofree char *program = g_find_program_in_path ("blender");
  const char *real = g_getenv ("MQ_BLENDER") ?: program;
  g_autofree char *folder = g_path_get_dirname (real);
  g_autofree char *base = g_path_get_basename (real);
  /* Another name of it, which has not passed yet. */
  g_autofree char *blender = g_strconcat (folder, "//", base, NULL);
  g_autofree char *copy = worker_fixture_copy_bridge ();
  g_autofree char *path = g_build_filename (copy, "fork_server.py", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, "self._library.mq_fork_child_fork()",
                                      "ctypes.PyDLL(None).fork()", 0),
                    ==, 1);
  g_assert_cmpuint (g_string_replace (changed, "            in_child()\n",
                                      "            in_child()\n"
                                      "            ctypes.CDLL(None).unshare(0x10000000)\n",
                                      0),
                    ==, 1);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));

  fixture = worker_fixture_new (blender, TRUE, &limits);
  expect_worker_usable ();
  g_assert_cmpint (process_list_count (fixture->run_dir), ==, 2);
  g_assert_nonnull (strstr (mq_fork_server_get_refusal (), "act on the parent"));
  worker_fixture_free (fixture);
  g_unsetenv ("MQ_BRIDGE_DIR");
}

/* As on a kernel without it: whoever asks is told that there is no such call. */
static void
leave_landlock_out (void)
{
  struct sock_filter code[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (code), code };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
  g_assert_cmpint (syscall (SYS_landlock_create_ruleset, NULL, 0, 1), ==, -1);
}

MQ_TEST_PROGRAM (hostile)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (argc > 1 && g_str_equal (argv[1], "--start"))
    g_setenv ("MQ_FORK_SERVER", "off", TRUE);
  if (argc > 1 && g_str_equal (argv[1], "--without-landlock"))
    leave_landlock_out ();
  mq_test_init (&argc, &argv);
  g_setenv ("MQ_CANARY", SECRET, TRUE);
  lay_bait ();

  dir = g_dir_open (g_getenv ("MQ_TEST_HOSTILE"), 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".py"))
      g_ptr_array_add (paths, g_build_filename (g_getenv ("MQ_TEST_HOSTILE"), name, NULL));
  g_ptr_array_sort_values (paths, (GCompareFunc)strcmp);

  mq_test_add_fiber ("/hostile/set-up", test_set_up);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *base = g_path_get_basename (g_ptr_array_index (paths, i));
      g_autofree char *test = g_strdup_printf ("/hostile/%.*s", (int)strlen (base) - 3, base);

      g_test_add_data_func (test, g_ptr_array_index (paths, i), test_hostile);
    }
  mq_test_add_fiber ("/hostile/tear-down", test_tear_down);
  /* The last one: this program does not fork again. */
  if (g_getenv ("MQ_FORK_SERVER") == NULL)
    mq_test_add_fiber ("/hostile/probe-finds-parent", test_probe_finds_parent);

  return mq_test_run ();
}
