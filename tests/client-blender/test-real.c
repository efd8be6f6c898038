/* The worker with the real Blender in its sandbox: each step of a run, and Blender killed at each
 * of them; what comes out must be as if nothing had happened. */
#include "client/blender/mq-worker-private.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "worker-fixture.h"
#include "process-list.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <utime.h>

#define CUBE                                                                                       \
  "import bpy\n"                                                                                   \
  "bpy.ops.mesh.primitive_cube_add(size=2)\n"                                                      \
  "bpy.context.object.name = 'Cube'\n"

#define TIMEOUT_S 600

static char *blender;

static WorkerFixture *
new_desk (void)
{
  return worker_fixture_new (blender, TRUE, NULL);
}

/* Blender itself: a fork, or the last in the chain bubblewrap, its first process, Blender. */
static GPid
get_blender_pid (WorkerFixture *fixture)
{
  GPid pid = mq_worker_get_pid (fixture->worker);
  GPid inside = process_list_find_innermost (pid);

  return inside != 0 ? inside : pid;
}

static JsonObject *
measure (WorkerFixture *fixture)
{
  g_autoptr (JsonObject) answer = worker_fixture_call (fixture, "measure", TIMEOUT_S);

  return json_object_ref (mq_json_get_object (answer, "report"));
}

static void
expect_cube (WorkerFixture *fixture)
{
  g_autoptr (JsonObject) report = measure (fixture);
  g_autofree char *text = mq_json_object_to_string (report, FALSE);
  JsonArray *objects = mq_json_get_array (report, "objects");

  if (objects == NULL || json_array_get_length (objects) != 1)
    g_error ("one object was expected: %s", text);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (objects, 0), "name", NULL), ==,
                   "Cube");
}

static DexFuture *
start_render_within (WorkerFixture *fixture, const char *mode, guint num_images, guint width,
                     guint timeout_s)
{
  g_autoptr (JsonObject) params = json_object_new ();

  json_object_set_string_member (params, "mode", mode);
  json_object_set_string_member (params, "engine", "auto");
  json_object_set_string_member (params, "folder", "renders");
  json_object_set_int_member (params, "num_images", num_images);
  json_object_set_int_member (params, "width", width);
  json_object_set_int_member (params, "height", width * 9 / 16);
  json_object_set_boolean_member (params, "gpu", FALSE);
  return mq_worker_call (fixture->worker, "render", params, timeout_s);
}

static DexFuture *
start_render (WorkerFixture *fixture, const char *mode, guint num_images, guint width)
{
  return start_render_within (fixture, mode, num_images, width, TIMEOUT_S);
}

static void
expect_images (WorkerFixture *fixture, JsonObject *answer, guint count)
{
  JsonArray *images = mq_json_get_array (answer, "images");

  g_assert_nonnull (images);
  g_assert_cmpuint (json_array_get_length (images), ==, count);
  for (guint i = 0; i < count; i++)
    g_assert_true (worker_fixture_has_file (
        fixture, mq_json_get_string (mq_json_element_object (images, i), "file", "missing")));
}

static void
test_hello (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) hello = dex_await_boxed (mq_worker_start (fixture->worker), &error);

  g_assert_no_error (error);
  g_assert_cmpint (mq_json_get_int (hello, "protocol", 0), ==, 1);
  g_assert_true (mq_json_get_boolean (hello, "background", FALSE));
  g_assert_nonnull (mq_json_get_string (mq_json_get_object (hello, "blender"), "version", NULL));
  g_assert_false (worker_fixture_has_file (fixture, "token"));
}

static void
test_steps (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (JsonObject) params = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) executed = NULL;
  g_autoptr (JsonObject) previewed = NULL;
  g_autoptr (JsonObject) rendered = NULL;
  g_autoptr (JsonObject) again = NULL;
  GPid pid;

  json_object_set_string_member (params, "script", CUBE "print('one')");
  json_object_set_string_member (params, "save", "scene.blend");
  executed = dex_await_boxed (mq_worker_call (fixture->worker, "execute", params, TIMEOUT_S),
                              &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_get_string (executed, "stdout", NULL), ==, "one\n");
  g_assert_true (worker_fixture_has_file (fixture, "scene.blend"));
  pid = get_blender_pid (fixture);

  expect_cube (fixture);
  previewed = dex_await_boxed (start_render (fixture, "preview", 1, 128), &error);
  g_assert_no_error (error);
  expect_images (fixture, previewed, 1);
  fixture->progress = 0;
  rendered = dex_await_boxed (start_render (fixture, "final", 2, 128), &error);
  g_assert_no_error (error);
  expect_images (fixture, rendered, 2);
  g_assert_cmpuint (fixture->progress, ==, 2);

  /* Another viewer where there are forks, and nothing left over from before. */
  again = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
  expect_cube (fixture);
  g_assert_null (mq_fork_server_get_refusal ());
  g_assert_cmpint (get_blender_pid (fixture), !=, pid);
  g_assert_cmpint (process_list_count (fixture->run_dir), ==, 1);
  g_assert_cmpuint (fixture->replaced, ==, 0);

  /* One for the scenes of one version, and another one for the next version's. */
  for (guint version = 1; version <= 2; version++)
    {
      mq_worker_set_version (fixture->worker, version);
      pid = get_blender_pid (fixture);
      json_object_unref (worker_fixture_execute (fixture, CUBE, TIMEOUT_S));
      expect_cube (fixture);
      g_assert_cmpint (get_blender_pid (fixture), !=, pid);
      pid = get_blender_pid (fixture);
      json_object_unref (worker_fixture_execute (fixture, CUBE, TIMEOUT_S));
      expect_cube (fixture);
      g_assert_cmpint (get_blender_pid (fixture), ==, pid);
    }
}

/* Blender's API is read by a fork of its own, while the viewer draws its first picture. */
static void
test_introspect (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (DexFuture) drawn = mq_worker_warm_up (fixture->worker);
  g_autofree char *other = g_build_filename (fixture->run_dir, "script-1", NULL);
  g_autoptr (JsonObject) params = mq_json_new ("file:s", "api.json.gz");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer
      = dex_await_boxed (mq_worker_call (fixture->worker, "introspect", params, TIMEOUT_S), &error);

  g_assert_no_error (error);
  g_assert_cmpint (mq_json_get_int (answer, "entries", 0), >, 1000);
  g_assert_true (worker_fixture_has_file (fixture, "api.json.gz"));
  g_assert_cmpint (process_list_count (other), ==, 1);
}

static void
test_script_errors_are_answers (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, "x = 1\nraise ValueError('no')",
                                                          TIMEOUT_S);
  JsonObject *error = mq_json_get_object (answer, "error");

  g_assert_cmpstr (mq_json_get_string (error, "type", NULL), ==, "ValueError");
  g_assert_cmpint (mq_json_get_int (error, "line", 0), ==, 2);
  worker_fixture_expect (mq_worker_call (fixture->worker, "dance", NULL, TIMEOUT_S),
                         MQ_ERROR_FAILED, "dance");
}

static void
test_killed_before_hello (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  DexFuture *start = mq_worker_start (fixture->worker);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) hello = NULL;

  while (mq_worker_get_pid (fixture->worker) == 0 || get_blender_pid (fixture) == 0)
    dex_await (dex_timeout_new_msec (1), NULL);
  worker_fixture_kill_blender (fixture);

  hello = dex_await_boxed (start, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mq_json_get_int (hello, "protocol", 0), ==, 1);
  /* A fork that has run nothing is replaced without a word. */
  g_assert_cmpuint (fixture->replaced, ==, 0);
}

static void
wait_for_file (WorkerFixture *fixture, const char *name)
{
  while (!worker_fixture_has_file (fixture, name))
    dex_await (dex_timeout_new_msec (5), NULL);
}

/* A script that waits until the test has killed its first Blender. */
#define KILL_ME CUBE "import time; open('began', 'w').close(); time.sleep(5)\n"

static void
test_killed_during_execute (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = NULL;
  DexFuture *call = worker_fixture_start_execute (fixture, KILL_ME, TIMEOUT_S);

  wait_for_file (fixture, "script-1/began");
  worker_fixture_kill_blender (fixture);
  answer = dex_await_boxed (call, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->replaced, ==, 1);
  expect_cube (fixture);
}

/* A fork is the first process of its namespace, which signals do not end. */
static void
test_aborts (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();

  worker_fixture_expect (
      worker_fixture_start_execute (fixture, "import ctypes\nctypes.CDLL(None).abort()", TIMEOUT_S),
      MQ_ERROR_WORKER_LOST, "signal 6");
}

static void
test_killed_between (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
  GPid pid = get_blender_pid (fixture);

  worker_fixture_kill_blender (fixture);
  expect_cube (fixture);
  g_assert_cmpint (get_blender_pid (fixture), !=, pid);
  g_assert_cmpuint (fixture->replaced, ==, 1);
}

static void
test_killed_during_render (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = NULL;
  DexFuture *call = start_render (fixture, "final", 3, 160);

  /* After the first picture, before the last. */
  while (fixture->progress == 0)
    dex_await (dex_timeout_new_msec (1), NULL);
  worker_fixture_kill_blender (fixture);

  answer = dex_await_boxed (call, &error);
  g_assert_no_error (error);
  expect_images (fixture, answer, 3);
  g_assert_cmpuint (fixture->replaced, ==, 1);
  g_assert_cmpuint (fixture->progress, >=, 4);
}

static void
test_dropped_during_render (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
  DexFuture *call = start_render (fixture, "final", 10, 1920);

  dex_await (dex_timeout_new_msec (300), NULL);
  dex_unref (call);
  worker_fixture_expect_no_process (fixture);
  expect_cube (fixture);
}

/* The server dies, and with it the script's Blender: only the step in hand is repeated. */
static void
test_fork_server_dies (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
  g_autoptr (DexFuture) call = start_render (fixture, "preview", 1, 320);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;
  GPid server;

  while (mq_worker_get_pid (fixture->worker) == 0)
    dex_await (dex_timeout_new_msec (10), NULL);
  server = process_list_get_parent (mq_worker_get_pid (fixture->worker));
  g_assert_cmpint (server, >, 1);
  kill (server, SIGKILL);

  answer = dex_await_boxed (g_steal_pointer (&call), &error);
  g_assert_no_error (error);
  expect_images (fixture, answer, 1);
  g_assert_cmpuint (fixture->replaced, ==, 1);
  expect_cube (fixture);
  /* In a fork of another server. */
  g_assert_cmpint (process_list_count (fixture->run_dir), ==, 1);
  g_assert_null (mq_fork_server_get_refusal ());
}

static GPid
wait_for_server (WorkerFixture *fixture)
{
  while (mq_worker_get_pid (fixture->worker) == 0)
    dex_await (dex_timeout_new_msec (10), NULL);
  return process_list_get_parent (mq_worker_get_pid (fixture->worker));
}

/* Who is hit, and what comes of a script that waits for ever: one whose server is killed is
 * repeated, and the second time takes too long; a stopped server does not keep it alive. */
static void
hit (const char *who, int number)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (GError) error = NULL;
  DexFuture *call = worker_fixture_start_execute (
      fixture, "import time; open('began', 'w').close(); time.sleep(100000)", 2);
  GPid server, inside, target;

  wait_for_file (fixture, "script-1/began");
  server = wait_for_server (fixture);
  inside = process_list_get_parent (server);
  target = g_str_equal (who, "child")    ? mq_worker_get_pid (fixture->worker)
           : g_str_equal (who, "server") ? server
           : g_str_equal (who, "inside") ? inside
                                         : process_list_get_parent (inside);
  g_test_message ("%s %d gets %s", who, target, g_strsignal (number));
  g_assert_cmpint (kill (target, number), ==, 0);
  g_assert_false (dex_await (call, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_TIMEOUT);

  /* The next step works, in a fork. */
  json_object_unref (worker_fixture_execute (fixture, CUBE, TIMEOUT_S));
  expect_cube (fixture);
  g_assert_cmpint (process_list_count (fixture->run_dir), ==, 1);
  g_assert_null (mq_fork_server_get_refusal ());
  kill (target, SIGCONT);
}

static void
test_server_gets_signals (void)
{
  static const char *const whom[] = { "child", "server", "inside", "bubblewrap" };

  for (gsize i = 0; i < G_N_ELEMENTS (whom); i++)
    {
      hit (whom[i], SIGSTOP);
      hit (whom[i], SIGKILL);
    }
}

/* What is stopped while pictures are drawn or a scene is measured costs that step at most. */
static void
test_steps_are_stopped (void)
{
  for (guint i = 0; i < 4; i++)
    {
      gboolean renders = i / 2, is_server = i % 2;
      g_autoptr (WorkerFixture) fixture = new_desk ();
      g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
      g_autoptr (GError) error = NULL;
      GPid server = wait_for_server (fixture);
      GPid target = is_server ? server : mq_worker_get_pid (fixture->worker);
      DexFuture *call = renders ? start_render_within (fixture, "final", 3, 160, 2)
                                : mq_worker_call (fixture->worker, "measure", NULL, 2);

      while (renders && fixture->progress == 0)
        dex_await (dex_timeout_new_msec (1), NULL);
      g_test_message ("%s: %s", renders ? "render" : "measure", is_server ? "server" : "child");
      g_assert_cmpint (kill (target, SIGSTOP), ==, 0);
      if (!dex_await (call, &error))
        g_assert_error (error, MQ_ERROR, MQ_ERROR_TIMEOUT);
      kill (target, SIGCONT);
      expect_cube (fixture);
      g_assert_null (mq_fork_server_get_refusal ());
    }
}

/* A server that stops while nobody waits for it: the next step ends it. */
static void
test_server_stops_between (void)
{
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
  GPid server = wait_for_server (fixture);

  kill (server, SIGSTOP);
  worker_fixture_kill_blender (fixture);
  expect_cube (fixture);
  g_assert_cmpint (wait_for_server (fixture), !=, server);
  g_assert_null (mq_fork_server_get_refusal ());
}

/* What a server's children would inherit: another one forks then, and the step goes on. */
static void
test_server_is_changed (void)
{
  const struct rlimit small = { 65536, 65536 };
  g_autoptr (WorkerFixture) fixture = new_desk ();
  g_autoptr (WorkerFixture) other = new_desk ();
  GPid server;

  g_assert_true (dex_await (mq_worker_start (fixture->worker), NULL));
  server = wait_for_server (fixture);
  g_assert_cmpint (prlimit (server, RLIMIT_MEMLOCK, &small, NULL), ==, 0);

  g_assert_true (dex_await (mq_worker_start (other->worker), NULL));
  g_assert_cmpint (wait_for_server (other), !=, server);
  g_assert_cmpint (process_list_count (other->run_dir), ==, 1);
  g_assert_cmpuint (other->replaced, ==, 0);
  /* What it has forked before is not touched. */
  json_object_unref (worker_fixture_execute (fixture, CUBE, TIMEOUT_S));
  g_assert_cmpuint (fixture->replaced, ==, 0);
  g_assert_null (mq_fork_server_get_refusal ());
}

/* Each script has the threads of its limit, whatever others take. (For root there is no limit.) */
static void
test_threads_are_its_own (void)
{
  const char *const hoard
      = "import threading, time\n"
        "stop = threading.Event()\n"
        "try:\n"
        "  for _ in range(400): threading.Thread(target=stop.wait, daemon=True).start()\n"
        "except RuntimeError: pass\n"
        "open('began', 'w').close()\n"
        "time.sleep(100000)\n";
  MqSandboxLimits few = mq_sandbox_default_limits;
  g_autoptr (WorkerFixture) greedy = NULL, other = NULL;
  g_autoptr (JsonObject) answer = NULL;
  DexFuture *call;

  few.processes = 200;
  greedy = worker_fixture_new (blender, TRUE, &few);
  other = worker_fixture_new (blender, TRUE, &few);
  call = worker_fixture_start_execute (greedy, hoard, TIMEOUT_S);
  wait_for_file (greedy, "script-1/began");
  answer = worker_fixture_execute (other,
                                   "import threading\n"
                                   "for _ in range(50): threading.Thread(target=print).start()\n",
                                   TIMEOUT_S);
  g_assert_null (mq_json_get_object (answer, "error"));
  dex_unref (call);
}

/* The server of an add-on that was replaced meanwhile forks no more, and ends with its children. */
static void
test_addon_changes (void)
{
  g_autofree char *copy = worker_fixture_copy_bridge ();
  g_autofree char *more = g_build_filename (copy, "more.py", NULL);
  WorkerFixture *fixtures[3];
  GPid servers[3];

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      if (i == 2)
        g_assert_true (g_file_set_contents (more, "", 0, NULL));
      fixtures[i] = new_desk ();
      g_assert_true (dex_await (mq_worker_start (fixtures[i]->worker), NULL));
      servers[i] = process_list_get_parent (mq_worker_get_pid (fixtures[i]->worker));
    }

  g_assert_cmpint (servers[0], ==, servers[1]);
  g_assert_cmpint (servers[1], !=, servers[2]);
  g_assert_cmpint (kill (servers[0], 0), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (fixtures); i++)
    worker_fixture_free (fixtures[i]);
  while (kill (servers[0], 0) == 0)
    dex_await (dex_timeout_new_msec (10), NULL);
  g_assert_cmpint (kill (servers[2], 0), ==, 0);
  g_assert_null (mq_fork_server_get_refusal ());
  g_unsetenv ("MQ_BRIDGE_DIR");
}

/* Where no server starts, Blenders are started, and nobody hears of it. The last test: this program
 * does not fork again. */
static void
test_no_fork_server (void)
{
  g_autofree char *copy = worker_fixture_copy_bridge ();
  g_autofree char *server = g_build_filename (copy, "fork_server.py", NULL);

  g_assert_cmpint (g_unlink (server), ==, 0);
  mq_fork_server_refuse (NULL);

  {
    g_autoptr (WorkerFixture) fixture = new_desk ();
    g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);

    GPid viewer = get_blender_pid (fixture);
    g_autoptr (JsonObject) again = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);

    expect_cube (fixture);
    g_assert_cmpint (get_blender_pid (fixture), ==, viewer);
    g_assert_cmpuint (fixture->replaced, ==, 0);
    g_assert_cmpint (process_list_count (fixture->run_dir), ==, 2);
    while (strstr (mq_fork_server_get_refusal (), "maquette_bridge.fork_server") == NULL)
      dex_await (dex_timeout_new_msec (10), NULL);
  }
  g_unsetenv ("MQ_BRIDGE_DIR");
}

/* The whole client dies: bubblewrap goes with it, and Blender with bubblewrap. */
static void
test_client_dies (void)
{
  g_autofree char *run_dir = mq_test_make_dir ("orphan");
  g_autoptr (GSubprocess) client = NULL;
  g_autoptr (GError) error = NULL;

  client = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "/proc/self/exe",
                             "--be-a-client", run_dir, NULL);
  g_assert_no_error (error);
  /* The client, and Blender. */
  while (process_list_count (run_dir) < 2)
    dex_await (dex_timeout_new_msec (10), NULL);

  g_subprocess_force_exit (client);
  g_assert_true (process_list_wait_gone (run_dir, 600));
}

/* `--be-a-client DIR`: a client that hangs in an endless script until it is killed. */
G_NORETURN static void
be_a_client (const char *run_dir)
{
  g_autoptr (GListModel) found = NULL;
  g_autoptr (MqBlender) blenders = NULL;
  g_autoptr (MqWorker) worker = NULL;
  g_autoptr (DexFuture) search = NULL;
  MqWorkerSettings settings = { .sandboxed = TRUE, .limits = mq_sandbox_default_limits };

  dex_init ();
  search = mq_test_wait (mq_blender_find (NULL));
  found = g_value_dup_object (dex_future_get_value (search, NULL));
  blenders = g_list_model_get_item (found, 0);
  settings.blender = blenders;
  worker = mq_worker_new (&settings, run_dir, TRUE);
  dex_future_disown (mq_worker_start (worker));
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_limits (void)
{
  const MqSandboxLimits small = {
    .cpu_seconds = 2,
    .memory_bytes = G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024,
    .file_bytes = 16 * 1024 * 1024,
    .processes = 512,
    .folder_bytes = 64 * 1024 * 1024,
  };
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (blender, TRUE, &small);
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, "while True: pass", TIMEOUT_S);
  g_autoptr (JsonObject) inside = NULL;

  /* The limit on processor time of one call, as an answer rather than a dead Blender. */
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (answer, "error"), "type", NULL), ==,
                   "TimeoutError");

  inside = worker_fixture_execute (
      fixture,
      "import os, resource as r\n"
      "print(r.getrlimit(r.RLIMIT_AS)[1] >> 30, r.getrlimit(r.RLIMIT_FSIZE)[1] >> 20,"
      " r.getrlimit(r.RLIMIT_NPROC)[1], r.getrlimit(r.RLIMIT_CORE)[1], os.getuid(),"
      /* Blender 5.2 sets these two by itself. */
      " os.uname().nodename, sorted(set(os.environ) - {'OCIO', 'SYCL_UR_USE_LEVEL_ZERO_V2'}))",
      TIMEOUT_S);
  g_assert_cmpstr (
      mq_json_get_string (inside, "stdout", NULL), ==,
      /* Nobody: a user namespace of its own, which names no user. */
      "4 16 512 0 65534 maquette ['HOME', 'LANG', "
      "'MALLOC_ARENA_MAX', 'MESA_DISK_CACHE_READ_ONLY_FOZ_DBS', 'MESA_DISK_CACHE_SINGLE_FILE', "
      "'MESA_SHADER_CACHE_DIR', 'PATH', 'TMPDIR']\n");
}

static void
test_unconfined (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (blender, FALSE, NULL);
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);

  expect_cube (fixture);
  worker_fixture_expect (worker_fixture_start_execute (fixture, "import time; time.sleep(600)", 1),
                         MQ_ERROR_TIMEOUT, NULL);
  expect_cube (fixture);
}

/* Other tests share what is kept. */
static void
leave_shared_cache (void)
{
  g_autofree char *shared = mq_paths_get_cache (NULL);

  if (g_file_test (shared, G_FILE_TEST_IS_SYMLINK))
    g_assert_cmpint (g_unlink (shared), ==, 0);
}

static gint64
get_size (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  GStatBuf facts;

  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  return facts.st_size;
}

/* A script cannot change what the viewer says of shaders, or put some there. */
static const char planting[] = "import os\n"
                               "from maquette_bridge.render import shaders\n"
                               "def planted(folder, shown):\n"
                               "    os.makedirs(folder + '/0/evil')\n"
                               "    open(folder + '/0/evil/maquette.foz', 'w').write('evil')\n"
                               "    return {'files': [shown + '/0/evil/maquette.foz']}\n"
                               "shaders.warm_up = planted\n"
                               "planted('shaders', 'shaders')\n";

/* What is compiled before a script runs is kept, and nothing else ever is. */
static void
test_warm_up (void)
{
  g_autofree char *folder = mq_shader_cache_get_folder ();
  g_auto (GStrv) kept = NULL;

  leave_shared_cache ();
  {
    g_autoptr (WorkerFixture) fixture = new_desk ();
    g_autoptr (JsonObject) done = worker_fixture_execute (fixture, planting, TIMEOUT_S);
    g_autoptr (JsonObject) told = dex_await_boxed (mq_worker_warm_up (fixture->worker), NULL);
    g_autofree char *files = mq_json_object_to_string (told, FALSE);

    g_assert_null (strstr (files, "evil"));
    g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  }

  {
    g_autoptr (WorkerFixture) fixture = new_desk ();
    g_autoptr (JsonObject) told = dex_await_boxed (mq_worker_warm_up (fixture->worker), NULL);
    g_autoptr (JsonObject) cube = NULL;

    g_assert_nonnull (told);
    kept = mq_shader_cache_list ();
    g_assert_cmpuint (g_strv_length (kept), >=, 2);
    /* Nothing of it is in the asset. */
    cube = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
    expect_cube (fixture);
  }

  {
    g_autoptr (WorkerFixture) fixture = new_desk ();
    g_autoptr (JsonObject) told = worker_fixture_call (fixture, "warm_up", TIMEOUT_S);
    JsonArray *files = mq_json_get_array (told, "files");
    gint64 kept_size = 0;
    gint64 new_size = 0;

    /* It was found: only a few are compiled again. */
    for (guint i = 0; kept[i] != NULL; i++)
      kept_size += get_size (folder, kept[i]);
    for (guint i = 0; i < mq_json_length (files); i++)
      new_size += get_size (fixture->run_dir, mq_json_element_string (files, i));
    g_assert_cmpint (new_size, <, kept_size / 4);
  }
}

static void
keep_planted (const char *file)
{
  g_autofree char *run_dir = mq_test_make_dir ("planted");
  g_autofree char *below = g_build_filename (run_dir, file, NULL);
  g_autofree char *place = g_path_get_dirname (below);
  g_autoptr (JsonArray) files = json_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (place, 0700), ==, 0);
  g_assert_true (g_file_set_contents (below, "shader", -1, NULL));
  json_array_add_string_element (files, file);
  g_assert_true (dex_await (mq_shader_cache_keep (run_dir, files), &error));
  g_assert_no_error (error);
}

/* What is kept stays for a week. */
static void
test_shaders_age (void)
{
  g_autofree char *folder = mq_shader_cache_get_folder ();
  const struct utimbuf last_month = { .modtime = time (NULL) - 30 * 24 * 3600 };
  g_auto (GStrv) first = NULL;
  g_auto (GStrv) second = NULL;
  g_auto (GStrv) old = NULL;
  g_auto (GStrv) third = NULL;

  leave_shared_cache ();
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    g_assert_cmpint (g_utime (folder, (struct utimbuf *)&last_month), ==, 0);
  keep_planted ("shaders/gpu/driver/one.foz");
  first = mq_shader_cache_list ();
  g_assert_cmpuint (g_strv_length (first), ==, 1);
  g_assert_cmpstr (first[0], ==, "gpu/driver/one.foz");

  keep_planted ("shaders/gpu/driver/two.foz");
  second = mq_shader_cache_list ();
  g_assert_true (g_strv_equal ((const char *const *)second, (const char *const *)first));

  g_assert_cmpint (g_utime (folder, (struct utimbuf *)&last_month), ==, 0);
  old = mq_shader_cache_list ();
  g_assert_cmpuint (g_strv_length (old), ==, 0);
  keep_planted ("shaders/gpu/driver/two.foz");
  third = mq_shader_cache_list ();
  g_assert_cmpstr (third[0], ==, "gpu/driver/two.foz");
  g_assert_null (third[1]);
}

MQ_TEST_PROGRAM (real)
{
  if (argc == 3 && g_str_equal (argv[1], "--be-a-client"))
    be_a_client (argv[2]);

  mq_test_init (&argc, &argv);
  blender = g_getenv ("MQ_BLENDER") != NULL ? g_strdup (g_getenv ("MQ_BLENDER"))
                                            : g_find_program_in_path ("blender");
  g_assert_nonnull (blender);

  mq_test_add_fiber ("/real/hello", test_hello);
  mq_test_add_fiber ("/real/steps", test_steps);
  mq_test_add_fiber ("/real/introspect", test_introspect);
  mq_test_add_fiber ("/real/warm-up", test_warm_up);
  mq_test_add_fiber ("/real/shaders-age", test_shaders_age);
  mq_test_add_fiber ("/real/script-errors-are-answers", test_script_errors_are_answers);
  mq_test_add_fiber ("/real/killed-before-hello", test_killed_before_hello);
  mq_test_add_fiber ("/real/killed-during-execute", test_killed_during_execute);
  mq_test_add_fiber ("/real/aborts", test_aborts);
  mq_test_add_fiber ("/real/killed-between", test_killed_between);
  mq_test_add_fiber ("/real/killed-during-render", test_killed_during_render);
  mq_test_add_fiber ("/real/fork-server-dies", test_fork_server_dies);
  mq_test_add_fiber ("/real/server-gets-signals", test_server_gets_signals);
  mq_test_add_fiber ("/real/server-stops-between", test_server_stops_between);
  mq_test_add_fiber ("/real/steps-are-stopped", test_steps_are_stopped);
  mq_test_add_fiber ("/real/server-is-changed", test_server_is_changed);
  mq_test_add_fiber ("/real/threads-are-its-own", test_threads_are_its_own);
  mq_test_add_fiber ("/real/addon-changes", test_addon_changes);
  mq_test_add_fiber ("/real/dropped-during-render", test_dropped_during_render);
  mq_test_add_fiber ("/real/client-dies", test_client_dies);
  mq_test_add_fiber ("/real/limits", test_limits);
  mq_test_add_fiber ("/real/unconfined", test_unconfined);
  mq_test_add_fiber ("/real/no-fork-server", test_no_fork_server);

  return mq_test_run ();
}
