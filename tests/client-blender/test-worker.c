/* The worker against a stand-in for Blender that crashes, hangs and lies on demand: what is
 * repeated, what is not, what is said, and that nothing is left running. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "worker-fixture.h"
#include "process-list.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

/* The run folder, in a script's Blender and in the viewer. */
#define HERE "import os; here = os.getcwd().split('/script-')[0] + '/'\n"

/* Runs its argument in the first Blender only, and leaves a mark of each run. */
#define ONCE(what)                                                                                 \
  HERE "first = not os.path.exists(here + 'ran')\n"                                                \
       "open(here + 'ran', 'a').write('x')\n"                                                      \
       "if first:\n"                                                                               \
       "    " what "\n"

#define MARK(name) HERE "open(here + '" name "', 'a').write('x')\n"

#define CRASH "print('the last words', flush=True); os.kill(os.getpid(), 6)"
#define HANG "import time; time.sleep(600)"
#define STOP "os.kill(os.getpid(), 19)"
/* Works at a quarter of a processor, for longer than a limit of a second. */
#define CRAWL                                                                                      \
  "import time\n"                                                                                  \
  "began = time.process_time()\n"                                                                  \
  "while time.process_time() - began < 0.4:\n"                                                     \
  "    now = time.process_time()\n"                                                                \
  "    while time.process_time() - now < 0.05: pass\n"                                             \
  "    time.sleep(0.15)\n"

static guint
count_runs (WorkerFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->run_dir, "ran", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? strlen (text) : 0;
}

static void
test_start (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) hello = dex_await_boxed (mq_worker_start (fixture->worker), NULL);
  g_autoptr (JsonObject) again = dex_await_boxed (mq_worker_start (fixture->worker), NULL);

  g_assert_cmpstr (mq_json_get_string (hello, "bridge", NULL), ==, "fake");
  g_assert_true (hello == again);
  /* The token was for the first message only. */
  g_assert_false (worker_fixture_has_file (fixture, "token"));
  g_assert_cmpuint (fixture->replaced, ==, 0);
}

/* A start waits for `hello` only, whether or not Blender draws its first picture. */
static void
test_start_while_warming_up (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autofree char *held = g_build_filename (fixture->run_dir, "hold-warm-up", NULL);
  DexFuture *first;
  DexFuture *second;
  DexFuture *warm_up;

  worker_fixture_write_file (fixture, "hold-warm-up", "");
  first = mq_worker_start (fixture->worker);
  warm_up = mq_worker_warm_up (fixture->worker);
  second = mq_worker_start (fixture->worker);
  g_assert_true (dex_await (first, NULL));
  g_assert_true (dex_await (second, NULL));
  g_assert_true (dex_await (mq_worker_start (fixture->worker), NULL));
  g_assert_true (dex_future_is_pending (warm_up));

  g_assert_cmpint (g_unlink (held), ==, 0);
  g_assert_true (dex_await (warm_up, NULL));
}

static gint64
get_pid (JsonObject *answer)
{
  g_assert_cmpint (mq_json_get_int (answer, "pid", 0), >, 0);
  return mq_json_get_int (answer, "pid", 0);
}

/* A script is checked by the Blender that then runs it, and both while the viewer draws its first
 * picture. The viewer opens the scene after that. */
static void
test_script_while_warming_up (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new_with_spare ();
  g_autofree char *held = g_build_filename (fixture->run_dir, "hold-warm-up", NULL);
  g_autofree char *mark = g_build_filename (fixture->run_dir, "mark", NULL);
  g_autofree char *script = g_strdup_printf ("open('%s', 'w').close()", mark);
  g_autoptr (JsonObject) params = mq_json_new ("script:s", script);
  g_autoptr (JsonObject) checked = NULL;
  g_autoptr (JsonObject) executed = NULL;
  DexFuture *warm_up;
  DexFuture *executing;

  worker_fixture_write_file (fixture, "hold-warm-up", "");
  g_assert_true (dex_await (mq_worker_start (fixture->worker), NULL));
  warm_up = mq_worker_warm_up (fixture->worker);
  checked = worker_fixture_call (fixture, "check", 60);
  executing = mq_worker_call (fixture->worker, "execute", params, 60);
  while (!g_file_test (mark, G_FILE_TEST_EXISTS))
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_true (dex_future_is_pending (warm_up));
  g_assert_true (dex_future_is_pending (executing));

  g_assert_cmpint (g_unlink (held), ==, 0);
  g_assert_true (dex_await (warm_up, NULL));
  executed = dex_await_boxed (executing, NULL);
  g_assert_cmpint (get_pid (executed), ==, get_pid (checked));
}

/* Each script has a Blender of its own; another one, which stays, opens what it saved. */
static void
test_fresh_for_every_script (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) one = worker_fixture_execute (fixture, "one = 1", 10);
  g_autoptr (JsonObject) first = worker_fixture_call (fixture, "measure", 10);
  g_autoptr (JsonObject) two = worker_fixture_execute (fixture, "two = 2", 10);
  g_autoptr (JsonObject) second = worker_fixture_call (fixture, "measure", 10);

  g_assert_cmpint (get_pid (one), !=, get_pid (two));
  g_assert_cmpint (get_pid (first), ==, get_pid (second));
  g_assert_cmpint (get_pid (first), !=, get_pid (one));
  g_assert_cmpstr (mq_json_get_string (first, "scene", NULL), ==, "one = 1");
  g_assert_cmpstr (mq_json_get_string (second, "scene", NULL), ==, "two = 2");
  g_assert_cmpint (mq_json_get_int (one, "cpu_s", 0), ==, mq_sandbox_default_limits.cpu_seconds);
  g_assert_cmpint (mq_json_get_int (second, "address_space", 0), ==,
                   mq_sandbox_default_limits.memory_bytes);

  /* Of the scripts' Blenders nothing is left. */
  g_assert_cmpuint (process_list_count (fixture->run_dir), ==, 1);
  g_assert_false (worker_fixture_has_file (fixture, "script-1"));
  g_assert_false (worker_fixture_has_file (fixture, "script-2"));
}

static void
wait_processes (WorkerFixture *fixture, guint count)
{
  while (process_list_count (fixture->run_dir) != count)
    dex_await (dex_timeout_new_msec (5), NULL);
}

/* The Blender of the next script is there before it is asked for, and replaced when it is used up,
 * or lost. */
static void
test_spare (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new_with_spare ();
  g_autoptr (JsonObject) hello = dex_await_boxed (mq_worker_start (fixture->worker), NULL);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;

  g_assert_nonnull (hello);
  wait_processes (fixture, 2);
  first = worker_fixture_execute (fixture, "pass", 10);
  g_assert_true (process_list_count (fixture->run_dir) == 1);
  /* Nobody asks for anything now. */
  wait_processes (fixture, 2);

  second = worker_fixture_execute (fixture, "pass", 10);
  g_assert_cmpint (get_pid (first), !=, get_pid (second));
  g_assert_cmpuint (fixture->replaced, ==, 0);
  wait_processes (fixture, 2);
  g_assert_true (dex_await (mq_worker_stop (fixture->worker), NULL));
  g_assert_cmpuint (process_list_count (fixture->run_dir), ==, 0);
}

/* What differs in the file that was opened is told with what the script printed. */
static void
test_notes (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) noted = worker_fixture_execute (fixture, "# note: one\n# note: two", 10);

  g_assert_cmpstr (mq_json_get_string (noted, "stderr", NULL), ==, "Maquette: one\nMaquette: two");
}

/* What the script's Blender left instead of a scene. */
static void
test_no_scene (void)
{
  static const char *const scripts[] = {
    "del params['save']",
    "import os; os.symlink('/etc/hostname', 'scene.blend')",
    "import os; os.mkfifo('scene.blend')",
    "import os; os.mkdir('scene.blend')",
  };
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, "good = 1", 10);

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (JsonObject) measured = NULL;

      worker_fixture_expect (worker_fixture_start_execute (fixture, scripts[i], 10),
                             MQ_ERROR_PROTOCOL, "not saved");
      measured = worker_fixture_call (fixture, "measure", 10);
      g_assert_cmpstr (mq_json_get_string (measured, "scene", NULL), ==, "good = 1");
    }
}

static void
test_one_after_the_other (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  DexFuture *first = worker_fixture_start_execute (fixture,
                                                   HERE "open(here + 'order', 'a').write('1')", 10);
  DexFuture *second
      = worker_fixture_start_execute (fixture, HERE "open(here + 'order', 'a').write('2')", 10);
  DexFuture *third = worker_fixture_start_execute (fixture,
                                                   HERE "open(here + 'order', 'a').write('3')", 10);
  g_autofree char *path = g_build_filename (fixture->run_dir, "order", NULL);
  g_autofree char *order = NULL;

  g_assert_true (dex_await (third, NULL));
  g_assert_true (dex_await (first, NULL));
  g_assert_true (dex_await (second, NULL));
  g_file_get_contents (path, &order, NULL, NULL);
  g_assert_cmpstr (order, ==, "123");
}

static void
test_error_of_the_bridge (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) one = worker_fixture_call (fixture, "measure", 10);
  g_autoptr (JsonObject) two = NULL;

  worker_fixture_expect (mq_worker_call (fixture->worker, "dance", NULL, 10), MQ_ERROR_FAILED,
                         "no method dance");
  two = worker_fixture_call (fixture, "measure", 10);
  g_assert_cmpint (get_pid (one), ==, get_pid (two));
}

static void
test_crash_at_start (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) hello = NULL;

  worker_fixture_write_file (fixture, "crash-at-start", "1");
  hello = dex_await_boxed (mq_worker_start (fixture->worker), NULL);
  g_assert_nonnull (hello);
  g_assert_cmpuint (fixture->replaced, ==, 1);
}

static void
test_never_starts (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);

  worker_fixture_write_file (fixture, "crash-at-start", "100");
  worker_fixture_expect (mq_worker_start (fixture->worker), MQ_ERROR_NO_BLENDER,
                         "fell over the doorstep");
  worker_fixture_expect (worker_fixture_start_execute (fixture, "pass", 10), MQ_ERROR_NO_BLENDER,
                         "signal 6");
}

static void
test_crash_is_repeated (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, ONCE (CRASH), 10);

  g_assert_nonnull (answer);
  g_assert_cmpuint (fixture->replaced, ==, 1);
  g_assert_cmpuint (count_runs (fixture), ==, 2);
}

static void
test_crash_twice (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) after = NULL;

  worker_fixture_expect (worker_fixture_start_execute (fixture, MARK ("ran") CRASH, 10),
                         MQ_ERROR_WORKER_LOST, "the last words");
  g_assert_cmpuint (count_runs (fixture), ==, 2);
  worker_fixture_expect (worker_fixture_start_execute (fixture, "import os\n" CRASH, 10),
                         MQ_ERROR_WORKER_LOST, "crashed (signal 6");

  after = worker_fixture_execute (fixture, "pass", 10);
  g_assert_nonnull (after);
}

static void
test_ends_by_itself (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);

  worker_fixture_expect (worker_fixture_start_execute (fixture, "import os; os._exit(0)", 10),
                         MQ_ERROR_WORKER_LOST, "ended by itself (exit status 0)");
}

static void
test_memory (void)
{
  const MqSandboxLimits limits = {
    .cpu_seconds = 60,
    .memory_bytes = 512 * 1024 * 1024,
    .file_bytes = 1024 * 1024,
    .processes = 100,
    .folder_bytes = 64 * 1024 * 1024,
  };
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, &limits);

  worker_fixture_expect (worker_fixture_start_execute (fixture, "x = bytearray(1 << 30)", 10),
                         MQ_ERROR_WORKER_LOST, "It ran out of memory (the limit is 512.0");
}

/* Files that take more room than one script may use, though each is small enough. */
static void
test_folder (void)
{
  const MqSandboxLimits limits = {
    .cpu_seconds = 60,
    .memory_bytes = G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024,
    .file_bytes = 1024 * 1024,
    .processes = 100,
    .folder_bytes = 8 * 1024 * 1024,
  };
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, &limits);
  g_autoptr (JsonObject) small = worker_fixture_execute (
      fixture, "import os; os.posix_fallocate(os.open('one', 66, 0o600), 0, 1 << 20)", 10);

  g_assert_nonnull (small);
  worker_fixture_expect (
      worker_fixture_start_execute (fixture,
                                    "import os\nos.makedirs('a/b')\n"
                                    "for i in range(12): os.posix_fallocate(os.open(f'a/b/{i}', "
                                    "66, 0o600), 0, 1 << 20)\n" HANG,
                                    1200),
      MQ_ERROR_FAILED, "wrote more than 8.0");
  worker_fixture_expect (
      worker_fixture_start_execute (
          fixture, "import os\nfor i in range(100): os.mkdir('a'); os.chdir('a')\n" HANG, 1200),
      MQ_ERROR_FAILED, "too many files");
  worker_fixture_expect_processes (fixture, 1);
  g_assert_cmpuint (fixture->replaced, ==, 0);

  /* What they left is removed with the next call. */
  g_clear_pointer (&small, json_object_unref);
  small = worker_fixture_execute (fixture, "pass", 10);
  for (int i = 1; i <= 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("script-%d", i);

      g_assert_false (worker_fixture_has_file (fixture, name));
    }
}

static void
test_time (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) after = NULL;

  worker_fixture_expect (worker_fixture_start_execute (fixture, MARK ("ran") HANG, 1),
                         MQ_ERROR_TIMEOUT, "longer than 1 s");
  /* It would only run into the limit again. */
  g_assert_cmpuint (count_runs (fixture), ==, 1);

  after = worker_fixture_execute (fixture, "pass", 10);
  g_assert_nonnull (after);
  g_assert_cmpuint (fixture->replaced, ==, 1);
}

static void
test_processor_time (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);

  worker_fixture_expect (
      worker_fixture_start_execute (fixture,
                                    "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 9))\n"
                                    "while True: pass",
                                    20),
      MQ_ERROR_TIMEOUT, "processor time");
}

/* A slow machine costs time and nothing else: what works slowly may go on, and what is stopped is
 * done by another Blender. */
static void
test_held_up (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) params = mq_json_new ("fault:s", ONCE (STOP));
  g_autoptr (JsonObject) crawl = mq_json_new ("fault:s", CRAWL);
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, ONCE (STOP), 1);
  g_autoptr (JsonObject) measured = NULL;
  g_autoptr (JsonObject) slowly = NULL;
  g_autofree char *ran = g_build_filename (fixture->run_dir, "ran", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count_runs (fixture), ==, 2);
  g_assert_cmpuint (fixture->replaced, ==, 1);

  g_assert_cmpint (g_unlink (ran), ==, 0);
  measured = dex_await_boxed (mq_worker_call (fixture->worker, "measure", params, 1), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->replaced, ==, 2);

  slowly = dex_await_boxed (mq_worker_call (fixture->worker, "measure", crawl, 1), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->replaced, ==, 2);

  /* It is not the script's fault either if that happens again. */
  worker_fixture_expect (worker_fixture_start_execute (fixture, "import os; " STOP, 1),
                         MQ_ERROR_FAILED, "no time to work");
}

/* What is short on any machine is tried again when it took too long, once. The next step is tried
 * all the same, and so are pictures of another version. */
static void
test_slow_steps (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) once = mq_json_new ("fault:s", ONCE (HANG));
  g_autoptr (JsonObject) always = mq_json_new ("fault:s mode:s", MARK ("ran") HANG, "look");
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, "pass", 10);
  g_autofree char *other = g_build_filename (fixture->run_dir, "other.blend", NULL);
  g_autoptr (JsonObject) measured = NULL;
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (JsonObject) drawn = NULL;
  g_autoptr (GError) error = NULL;

  measured = dex_await_boxed (mq_worker_call (fixture->worker, "measure", once, 1), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_runs (fixture), ==, 2);
  worker_fixture_expect (mq_worker_call (fixture->worker, "render", always, 1), MQ_ERROR_TIMEOUT,
                         "longer than 1 s");
  g_assert_cmpuint (count_runs (fixture), ==, 4);
  again = dex_await_boxed (mq_worker_call (fixture->worker, "measure", once, 10), &error);
  g_assert_no_error (error);

  worker_fixture_write_file (fixture, "other.blend", "another version");
  g_assert_true (dex_await (mq_worker_open (fixture->worker, other), NULL));
  drawn = dex_await_boxed (mq_worker_call (fixture->worker, "render", once, 10), &error);
  g_assert_no_error (error);
}

/* A render that hangs is stopped once: it would only hang again, and so may other pictures of the
 * same scene. Another script has a scene of its own. */
static void
test_hang_while_rendering (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) params = mq_json_new ("fault:s num_images:i", ONCE (HANG), 4);
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, "pass", 10);
  g_autoptr (JsonObject) answer = NULL;

  worker_fixture_expect (mq_worker_call (fixture->worker, "render", params, 1), MQ_ERROR_TIMEOUT,
                         "longer than 1 s (rendering)");
  worker_fixture_expect_no_process (fixture);
  worker_fixture_expect (mq_worker_call (fixture->worker, "render", params, 10), MQ_ERROR_TIMEOUT,
                         "too long with this model");
  answer = dex_await_boxed (mq_worker_call (fixture->worker, "measure", params, 10), NULL);
  g_assert_cmpint (mq_json_get_int (answer, "opened", 0), ==, 1);
  g_clear_pointer (&answer, json_object_unref);

  json_object_unref (g_steal_pointer (&executed));
  executed = worker_fixture_execute (fixture, "pass", 10);
  answer = dex_await_boxed (mq_worker_call (fixture->worker, "render", params, 10), NULL);
  g_assert_cmpint (mq_json_get_int (answer, "opened", 0), ==, 2);
  g_assert_cmpuint (fixture->replaced, ==, 1);
}

/* The time is for one picture. */
static void
test_slow_pictures (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) params = mq_json_new ("slow:b num_images:i", TRUE, 4);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = dex_await_boxed (mq_worker_call (fixture->worker, "render", params, 4), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->progress, ==, 4);
}

static void
test_crash_while_rendering (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) params = json_object_new ();
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, "pass", 10);
  g_autoptr (JsonObject) answer = NULL;

  json_object_set_string_member (params, "fault", ONCE (CRASH));
  answer = dex_await_boxed (mq_worker_call (fixture->worker, "render", params, 10), NULL);
  g_assert_cmpint (mq_json_get_int (answer, "opened", 0), ==, 1);
  g_assert_cmpuint (fixture->progress, ==, 4);
}

static void
test_killed_between_steps (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) executed = worker_fixture_execute (fixture, MARK ("ran"), 10);
  g_autoptr (JsonObject) before = worker_fixture_call (fixture, "measure", 10);
  g_autoptr (JsonObject) after = NULL;

  worker_fixture_kill_blender (fixture);
  after = worker_fixture_call (fixture, "measure", 10);
  g_assert_cmpint (get_pid (after), !=, get_pid (before));
  /* The scene is opened again; its script does not run again. */
  g_assert_cmpstr (mq_json_get_string (after, "scene", NULL), ==, MARK ("ran"));
  g_assert_cmpuint (count_runs (fixture), ==, 1);
  g_assert_cmpuint (fixture->replaced, ==, 1);
}

static void
test_lies (void)
{
  static const char *const scripts[] = {
    "send(b'garbage')",
    "send(b'{\"id\": 77, \"result\": {}}')",
    "bridge.sendall(b'\\xff\\xff\\xff\\xff')",
    "bridge.sendall(b'POST / HTTP/1.1\\r\\n\\r\\n')",
  };
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      worker_fixture_expect (worker_fixture_start_execute (fixture, scripts[i], 10),
                             MQ_ERROR_PROTOCOL, NULL);
      worker_fixture_expect_processes (fixture, 1);
    }
}

static void
test_half_a_frame (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) answer = worker_fixture_execute (
      fixture, ONCE ("bridge.sendall(b'\\0\\0\\1\\0{\"id\"'); os._exit(3)"), 10);

  g_assert_nonnull (answer);
  g_assert_cmpuint (fixture->replaced, ==, 1);
}

static void
test_hangs_up_and_stays (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, ONCE ("bridge.close(); " HANG),
                                                          20);

  g_assert_nonnull (answer);
  g_assert_cmpuint (fixture->replaced, ==, 1);
}

static void
test_chatter (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) answer = worker_fixture_execute (
      fixture, "for i in range(400): print('x' * 100000, flush=True)", 30);

  /* 40 MB of output neither block Blender nor stay here: of the log only the end is kept. */
  g_assert_nonnull (answer);
  worker_fixture_expect (worker_fixture_start_execute (
                             fixture, "import os; print('\\x1b]0;title\\x07' * 9000)\n" CRASH, 10),
                         MQ_ERROR_WORKER_LOST, "the last words");
}

static void
test_dropped (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) first = worker_fixture_execute (fixture, "pass", 10);
  g_autoptr (JsonObject) measured = NULL;
  DexFuture *call = worker_fixture_start_execute (fixture, MARK ("began") HANG, 600);

  while (!worker_fixture_has_file (fixture, "began"))
    dex_await (dex_timeout_new_msec (10), NULL);
  g_assert_cmpuint (process_list_count (fixture->run_dir), >, 0);

  dex_unref (call);
  worker_fixture_expect_processes (fixture, 1);
  measured = worker_fixture_call (fixture, "measure", 10);
  g_assert_cmpstr (mq_json_get_string (measured, "scene", NULL), ==, "pass");
}

static void
test_dropped_while_waiting (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  DexFuture *first = worker_fixture_start_execute (
      fixture, "import time\n" HERE "while not os.path.exists(here + 'go'): time.sleep(0.001)",
      600);
  DexFuture *second = worker_fixture_start_execute (fixture, MARK ("second"), 10);
  DexFuture *third = worker_fixture_start_execute (fixture, MARK ("third"), 10);

  dex_unref (second);
  worker_fixture_write_file (fixture, "go", "");
  g_assert_true (dex_await (first, NULL));
  g_assert_true (dex_await (third, NULL));
  g_assert_false (worker_fixture_has_file (fixture, "second"));
  g_assert_true (worker_fixture_has_file (fixture, "third"));
  g_assert_cmpuint (fixture->replaced, ==, 0);
}

static void
test_stopped (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  DexFuture *running = worker_fixture_start_execute (fixture, MARK ("began") HANG, 600);
  DexFuture *waiting = worker_fixture_start_execute (fixture, "pass", 600);
  g_autoptr (JsonObject) after = NULL;

  while (!worker_fixture_has_file (fixture, "began"))
    dex_await (dex_timeout_new_msec (10), NULL);

  g_assert_true (dex_await (mq_worker_stop (fixture->worker), NULL));
  g_assert_cmpuint (process_list_count (fixture->run_dir), ==, 0);
  worker_fixture_expect (running, MQ_ERROR_CANCELLED, NULL);
  worker_fixture_expect (waiting, MQ_ERROR_CANCELLED, NULL);

  after = worker_fixture_execute (fixture, "pass", 10);
  g_assert_nonnull (after);
}

static void
test_stopped_while_starting (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  DexFuture *start = mq_worker_start (fixture->worker);

  dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_true (dex_await (mq_worker_stop (fixture->worker), NULL));
  worker_fixture_expect (start, MQ_ERROR_CANCELLED, NULL);
}

static void
stop_cb (MqWorker *worker)
{
  dex_future_disown (mq_worker_stop (worker));
}

/* Stopped by whoever hears that another Blender took over. */
static void
test_stopped_when_replaced (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (JsonObject) after = NULL;

  g_signal_connect (fixture->worker, "replaced", G_CALLBACK (stop_cb), NULL);
  worker_fixture_expect (worker_fixture_start_execute (fixture, ONCE (CRASH), 10),
                         MQ_ERROR_CANCELLED, NULL);
  g_assert_cmpuint (mq_worker_get_pid (fixture->worker), ==, 0);

  after = worker_fixture_execute (fixture, "pass", 10);
  g_assert_nonnull (after);
}

/* Dropped, stopped or both, at many moments of its start and its work: nothing of it is left, the
 * next call works, and the main loop comes to rest. */
static void
test_dropped_at_any_moment (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  g_autoptr (JsonObject) after = NULL;
  clock_t used;

  for (int i = 0; i < 60; i++)
    {
      DexFuture *call = worker_fixture_start_execute (fixture, "import time; time.sleep(0.02)", 10);
      DexFuture *next = worker_fixture_start_execute (fixture, "pass", 10);
      int way = g_rand_int_range (rand, 0, 4);
      int ms = g_rand_int_range (rand, 0, 100);

      if (ms > 0)
        dex_await (dex_timeout_new_msec (ms), NULL);
      if (way == 0 && mq_worker_get_pid (fixture->worker) > 0)
        worker_fixture_kill_blender (fixture);
      if (way == 1)
        dex_future_disown (mq_worker_stop (fixture->worker));
      dex_unref (call);
      dex_unref (next);
      if (way == 2)
        g_assert_true (dex_await (mq_worker_stop (fixture->worker), NULL));
    }

  after = worker_fixture_execute (fixture, "pass", 10);
  g_assert_nonnull (after);
  g_assert_true (dex_await (mq_worker_stop (fixture->worker), NULL));
  worker_fixture_expect_no_process (fixture);

  used = clock ();
  dex_await (dex_timeout_new_msec (200), NULL);
  g_assert_cmpfloat ((double)(clock () - used) / CLOCKS_PER_SEC, <, 0.1);
}

/* Without a sandbox what the script started goes with Blender too. */
static void
test_children_go_too (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autofree char *script = g_strdup_printf (
      "import subprocess; subprocess.Popen(['sh', '-c', 'sleep 600; true', '%s'])\n" MARK ("ran"),
      fixture->run_dir);
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, script, 10);

  g_assert_cmpuint (count_runs (fixture), ==, 1);
  worker_fixture_expect_processes (fixture, 1);
}

/* … though Blender itself is gone already. */
static void
test_children_of_the_dead_go_too (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autofree char *script = g_strdup_printf (
      ONCE ("import subprocess; subprocess.Popen(['sh', '-c', 'sleep 600; true', '%s/child']); "
            "os._exit(4)"),
      fixture->run_dir);
  g_autofree char *child = g_build_filename (fixture->run_dir, "child", NULL);
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, script, 10);

  g_assert_nonnull (answer);
  g_assert_cmpuint (process_list_count (child), ==, 0);
}

static void
test_token_is_private_and_not_followed (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);
  g_autofree char *target = g_build_filename (mq_test_get_dir (), "target", NULL);
  g_autofree char *link = g_build_filename (fixture->run_dir, "token", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (link);
  g_autoptr (JsonObject) answer = NULL;

  g_assert_true (g_file_make_symbolic_link (file, target, NULL, NULL));
  answer = worker_fixture_execute (fixture, "pass", 10);
  g_assert_nonnull (answer);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

static void
test_disk_is_read_only (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, FALSE, NULL);

  mq_test_remove_tree (fixture->run_dir);
  worker_fixture_expect (mq_worker_start (fixture->worker), MQ_ERROR_FAILED,
                         "token could not be written");
}

MQ_TEST_PROGRAM (worker)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/worker/start", test_start);
  mq_test_add_fiber ("/worker/start-while-warming-up", test_start_while_warming_up);
  mq_test_add_fiber ("/worker/script-while-warming-up", test_script_while_warming_up);
  mq_test_add_fiber ("/worker/fresh-for-every-script", test_fresh_for_every_script);
  mq_test_add_fiber ("/worker/spare", test_spare);
  mq_test_add_fiber ("/worker/notes", test_notes);
  mq_test_add_fiber ("/worker/no-scene", test_no_scene);
  mq_test_add_fiber ("/worker/one-after-the-other", test_one_after_the_other);
  mq_test_add_fiber ("/worker/error-of-the-bridge", test_error_of_the_bridge);
  mq_test_add_fiber ("/worker/crash-at-start", test_crash_at_start);
  mq_test_add_fiber ("/worker/never-starts", test_never_starts);
  mq_test_add_fiber ("/worker/crash-is-repeated", test_crash_is_repeated);
  mq_test_add_fiber ("/worker/crash-twice", test_crash_twice);
  mq_test_add_fiber ("/worker/ends-by-itself", test_ends_by_itself);
  mq_test_add_fiber ("/worker/memory", test_memory);
  mq_test_add_fiber ("/worker/folder", test_folder);
  mq_test_add_fiber ("/worker/time", test_time);
  mq_test_add_fiber ("/worker/processor-time", test_processor_time);
  mq_test_add_fiber ("/worker/held-up", test_held_up);
  mq_test_add_fiber ("/worker/slow-steps", test_slow_steps);
  mq_test_add_fiber ("/worker/hang-while-rendering", test_hang_while_rendering);
  mq_test_add_fiber ("/worker/slow-pictures", test_slow_pictures);
  mq_test_add_fiber ("/worker/crash-while-rendering", test_crash_while_rendering);
  mq_test_add_fiber ("/worker/stopped-when-replaced", test_stopped_when_replaced);
  mq_test_add_fiber ("/worker/killed-between-steps", test_killed_between_steps);
  mq_test_add_fiber ("/worker/lies", test_lies);
  mq_test_add_fiber ("/worker/half-a-frame", test_half_a_frame);
  mq_test_add_fiber ("/worker/hangs-up-and-stays", test_hangs_up_and_stays);
  mq_test_add_fiber ("/worker/chatter", test_chatter);
  mq_test_add_fiber ("/worker/dropped", test_dropped);
  mq_test_add_fiber ("/worker/dropped-while-waiting", test_dropped_while_waiting);
  mq_test_add_fiber ("/worker/stopped", test_stopped);
  mq_test_add_fiber ("/worker/stopped-while-starting", test_stopped_while_starting);
  mq_test_add_fiber ("/worker/dropped-at-any-moment", test_dropped_at_any_moment);
  mq_test_add_fiber ("/worker/children-go-too", test_children_go_too);
  mq_test_add_fiber ("/worker/children-of-the-dead-go-too", test_children_of_the_dead_go_too);
  mq_test_add_fiber ("/worker/token-is-private-and-not-followed",
                     test_token_is_private_and_not_followed);
  mq_test_add_fiber ("/worker/run-folder-is-gone", test_disk_is_read_only);

  return mq_test_run ();
}
