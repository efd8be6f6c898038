/* The proof that the sandbox holds: passes where it does, and says what is open where bubblewrap
 * was weakened. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "worker-fixture.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* A bwrap that leaves out some of its options, or adds some: @change is Python on the lists `args`,
 * bubblewrap's own, and `inside`, the launcher's. */
static void
weaken_bwrap (const char *change)
{
  g_autofree char *real = g_find_program_in_path ("bwrap");
  g_autofree char *dir = mq_test_make_dir ("weak");
  g_autofree char *path = g_build_filename (dir, "bwrap", NULL);
  g_autofree char *search = g_strdup_printf ("%s:%s", dir, g_getenv ("PATH"));
  g_autofree char *program
      = g_strdup_printf ("#!/usr/bin/python3\n"
                         "import os, sys\n"
                         "assert sys.argv[1] == '--args' and sys.argv[3] == '--'\n"
                         "args = os.read(int(sys.argv[2]), 1 << 20).decode().split('\\0')[:-1]\n"
                         "inside = sys.argv[4:]\n"
                         "def drop(words, *options):\n"
                         "    for option in options:\n"
                         "        while option in words:\n"
                         "            i = words.index(option)\n"
                         "            del words[i:i + 2]\n"
                         "NO_LANDLOCK = ('--read', '--write', '--device')\n"
                         "%s\n"
                         "os.execv('%s', ['bwrap', *args, '--', *inside])\n",
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

/* One that has not passed yet. */
static char *
dup_another_blender (void)
{
  static guint count;
  g_autofree char *name = g_strdup_printf ("another-%u", ++count);
  g_autofree char *dir = mq_test_make_dir (name);
  g_autofree char *path = g_build_filename (dir, "blender", NULL);
  g_autofree char *program = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (g_getenv ("MQ_TEST_FAKE_BLENDER"), &program, NULL, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (path, program, -1, G_FILE_SET_CONTENTS_NONE, 0755, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static void
test_no_filter (void)
{
  expect_refusal ("drop(args, '--seccomp')", "open sockets (AF_INET)");
  expect_refusal ("drop(args, '--seccomp')", "start processes");
  expect_refusal ("drop(args, '--seccomp')", "sandbox: off");
}

static void
test_no_limit (void)
{
  /* Written memory is not all memory. */
  expect_refusal ("inside = [each.replace('as=', 'data=') for each in inside]",
                  "take memory without limit");
  expect_refusal ("drop(args, '--seccomp')", "take memory of the kernel without limit");
}

/* Over everything that was laid out, the whole machine. */
#define BIND_AROUND                                                                                \
  "around = os.path.dirname(os.path.dirname(args[args.index('--bind') + 1]))\n"                    \
  "i = args.index('--remount-ro')\n"                                                               \
  "args[i:i] = ['--bind', around, around]\n"

static void
test_open_files (void)
{
  expect_refusal (BIND_AROUND "drop(inside, *NO_LANDLOCK)",
                  "read files outside its folder; write files outside its folder");
}

static void
test_open_disks (void)
{
  expect_refusal ("i = args.index('/tmp')\n"
                  "args[i - 2:i + 1] = ['--tmpfs', '/tmp']\n"
                  "drop(inside, *NO_LANDLOCK)",
                  "write more than it may");
}

static void
test_open_users (void)
{
  expect_refusal ("i = args.index('--remount-ro')\n"
                  "args[i:i] = ['--ro-bind', '/etc/passwd', '/etc/passwd']\n"
                  "drop(inside, *NO_LANDLOCK)",
                  "read who uses this machine");
}

/* Landlock's scope and the launcher's filter deny the same. */
static void
test_open_signals (void)
{
  expect_refusal ("inside.remove('--confine'); drop(inside, *NO_LANDLOCK)",
                  "send signals to other processes");
}

static void
test_open_processes (void)
{
  expect_refusal ("args.remove('--unshare-pid')\n"
                  "i = args.index('/proc/self/exe') - 2\n"
                  "args[i:i + 3] = ['--ro-bind', '/proc', '/proc']\n"
                  "while '/proc/' in ' '.join(args):\n"
                  "    i = [k for k, word in enumerate(args) if word.startswith('/proc/')][0]\n"
                  "    del args[i - 1:i + 2]\n"
                  "drop(inside, *NO_LANDLOCK)",
                  "see other processes");
}

/* Each wall of its own: bubblewrap holds without Landlock, as on a kernel that has none, and
 * Landlock holds where bubblewrap leaks files. */
static void
test_second_wall (void)
{
  static const char *const changes[] = { "drop(inside, *NO_LANDLOCK)", BIND_AROUND,
                                         "inside.remove('--confine')" };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = g_strdup (g_getenv ("PATH"));
      g_autofree char *blender = dup_another_blender ();
      g_autoptr (WorkerFixture) fixture = worker_fixture_new (blender, TRUE, NULL);
      g_autoptr (JsonObject) hello = NULL;
      g_autoptr (GError) error = NULL;

      weaken_bwrap (changes[i]);
      hello = dex_await_boxed (mq_worker_start (fixture->worker), &error);
      g_setenv ("PATH", path, TRUE);
      g_assert_no_error (error);
    }
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
  weaken_bwrap ("if '--python-expr' in inside: sys.exit(9)");
  hello = dex_await_boxed (mq_worker_start (other->worker), NULL);
  g_assert_nonnull (hello);
}

/* Where graphics devices are let in another limit holds. */
static void
test_gpu (void)
{
  g_autofree char *path = dup_another_blender ();
  g_autoptr (WorkerFixture) fixture = worker_fixture_new_with_gpu (path);
  g_autoptr (JsonObject) hello = NULL;
  g_autoptr (GError) error = NULL;

  hello = dex_await_boxed (mq_worker_start (fixture->worker), &error);
  g_assert_no_error (error);
}

MQ_TEST_PROGRAM (probe)
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
  mq_test_add_fiber ("/probe/open-disks", test_open_disks);
  mq_test_add_fiber ("/probe/open-users", test_open_users);
  mq_test_add_fiber ("/probe/open-signals", test_open_signals);
  mq_test_add_fiber ("/probe/second-wall", test_second_wall);
  mq_test_add_fiber ("/probe/stopped", test_stopped);
  mq_test_add_fiber ("/probe/gpu", test_gpu);
  mq_test_add_fiber ("/probe/holds", test_holds);

  return mq_test_run ();
}
