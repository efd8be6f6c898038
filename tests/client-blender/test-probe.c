/* The proof that the sandbox holds: passes where it does, and says what is open where bubblewrap
 * was weakened. */
#include "common/mq-error.h"
#include "common/mq-json.h"
#include "worker-fixture.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* A bwrap that leaves out some of its arguments, or adds some: @change is Python on the list `args`. */
static void
weaken_bwrap (const char *change)
{
  g_autofree char *real = g_find_program_in_path ("bwrap");
  g_autofree char *dir = mq_test_make_dir ("weak");
  g_autofree char *path = g_build_filename (dir, "bwrap", NULL);
  g_autofree char *search = g_strdup_printf ("%s:%s", dir, g_getenv ("PATH"));
  g_autofree char *program
      = g_strdup_printf ("#!/usr/bin/python3\nimport os, sys\nargs = "
                         "sys.argv[1:]\n%s\nos.execv('%s', ['bwrap', *args])\n",
                         change, real);

  g_assert_true (
      g_file_set_contents_full (path, program, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
  g_setenv ("PATH", search, TRUE);
}

static void
expect_refusal (const char *change, const char *words)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, TRUE, NULL);

  weaken_bwrap (change);
  worker_fixture_expect (mq_worker_start (fixture->worker), MQ_ERROR_NO_BLENDER, words);
  worker_fixture_expect_no_process (fixture);
  g_setenv ("PATH", path, TRUE);
}

static void
test_no_filter (void)
{
  expect_refusal ("i = args.index('--seccomp'); del args[i:i + 2]", "open sockets (AF_INET)");
  expect_refusal ("i = args.index('--seccomp'); del args[i:i + 2]", "start processes");
  expect_refusal ("i = args.index('--seccomp'); del args[i:i + 2]", "sandbox: off");
}

static void
test_no_limit (void)
{
  /* Written memory is not all memory. */
  expect_refusal ("args = [each.replace('--as=', '--data=') for each in args]",
                  "take memory without limit");
}

static void
test_open_files (void)
{
  /* Over everything that was laid out, the whole machine. */
  expect_refusal ("i = args.index('--remount-ro')\n"
                  "args[i:i] = ['--bind', os.path.dirname(os.path.dirname("
                  "args[args.index('/app/run') - 1])), os.path.dirname(os.path.dirname("
                  "args[args.index('/app/run') - 1]))]",
                  "read files outside its folder; write files outside its folder");
}

static void
test_open_processes (void)
{
  expect_refusal ("i = args.index('--proc'); args[i] = '--ro-bind'; args.insert(i, '/proc'); "
                  "args[i:i + 2] = ['--ro-bind', '/proc']; args.remove('--unshare-pid')",
                  "see other processes");
}

static void
test_does_not_start (void)
{
  expect_refusal ("args.insert(0, '--no-such-flag')", "cannot be started in its sandbox");
}

static void
test_missing (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autofree char *empty = mq_test_make_dir ("empty");
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, TRUE, NULL);

  g_setenv ("PATH", empty, TRUE);
  worker_fixture_expect (mq_worker_start (fixture->worker), MQ_ERROR_NO_BLENDER,
                         "package bubblewrap");
  g_setenv ("PATH", path, TRUE);
}

static gboolean
has_bait (void)
{
  g_autoptr (GDir) dir = g_dir_open (mq_test_get_dir (), 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, "maquette-probe") != NULL)
      return TRUE;

  return FALSE;
}

static void
test_stopped (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, TRUE, NULL);
  DexFuture *start = mq_worker_start (fixture->worker);

  while (!has_bait ())
    dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_true (dex_await (mq_worker_stop (fixture->worker), NULL));
  worker_fixture_expect (start, MQ_ERROR_CANCELLED, NULL);
  while (has_bait ())
    dex_await (dex_timeout_new_msec (1), NULL);
}

/* Of a program that was killed while it tried. */
static void
test_old_bait_is_removed (void)
{
  g_autofree char *base = mq_test_make_dir (".maquette-probe-old123");
  g_autofree char *secret = g_build_filename (base, "secret", NULL);
  g_autofree char *half = g_build_filename (base, "secret.1A2B3C", NULL);
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, TRUE, NULL);
  g_autofree char *search = g_strdup (g_getenv ("PATH"));

  g_assert_true (g_file_set_contents (secret, "x", -1, NULL));
  g_assert_true (g_file_set_contents (half, "x", -1, NULL));
  weaken_bwrap ("args.insert(0, '--no-such-flag')");
  worker_fixture_expect (mq_worker_start (fixture->worker), MQ_ERROR_NO_BLENDER, NULL);
  g_setenv ("PATH", search, TRUE);
  g_assert_false (has_bait ());
}

static void
test_holds (void)
{
  g_autoptr (WorkerFixture) fixture = worker_fixture_new (NULL, TRUE, NULL);
  g_autoptr (WorkerFixture) other = worker_fixture_new (NULL, TRUE, NULL);
  g_autoptr (JsonObject) answer = worker_fixture_execute (fixture, "open('mark', 'w')", 10);
  g_autoptr (JsonObject) measured = worker_fixture_call (fixture, "measure", 10);
  g_autoptr (JsonObject) hello = NULL;

  g_assert_nonnull (answer);
  g_assert_cmpstr (mq_json_get_string (measured, "scene", NULL), ==, "open('mark', 'w')");

  g_assert_false (has_bait ());

  /* Once a process: a second worker does not pay for it. */
  weaken_bwrap ("if '--python-expr' in args: sys.exit(9)");
  hello = dex_await_boxed (mq_worker_start (other->worker), NULL);
  g_assert_nonnull (hello);
}

/* Where graphics devices are let in another limit holds. */
static void
test_gpu (void)
{
  g_autofree char *program = NULL;
  g_autofree char *dir = mq_test_make_dir ("another");
  g_autofree char *path = g_build_filename (dir, "blender", NULL);
  g_autoptr (WorkerFixture) fixture = NULL;
  g_autoptr (JsonObject) hello = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (g_getenv ("MQ_TEST_FAKE_BLENDER"), &program, NULL, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (path, program, -1, G_FILE_SET_CONTENTS_NONE, 0755, &error);
  g_assert_no_error (error);

  fixture = worker_fixture_new_with_gpu (path);
  hello = dex_await_boxed (mq_worker_start (fixture->worker), &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);

  /* In this order: what has passed once is not tried again. */
  mq_test_add_fiber ("/probe/missing", test_missing);
  mq_test_add_fiber ("/probe/does-not-start", test_does_not_start);
  mq_test_add_fiber ("/probe/old-bait-is-removed", test_old_bait_is_removed);
  mq_test_add_fiber ("/probe/no-filter", test_no_filter);
  mq_test_add_fiber ("/probe/no-limit", test_no_limit);
  mq_test_add_fiber ("/probe/open-files", test_open_files);
  mq_test_add_fiber ("/probe/open-processes", test_open_processes);
  mq_test_add_fiber ("/probe/stopped", test_stopped);
  mq_test_add_fiber ("/probe/gpu", test_gpu);
  mq_test_add_fiber ("/probe/holds", test_holds);

  return mq_test_run ();
}
