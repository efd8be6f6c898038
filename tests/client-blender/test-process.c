/* A process: its end, the last of its output, and that nothing of it stays. */
#include "client/sandbox/mq-process.h"
#include "support/mq-test.h"

static MqProcess *
spawn (const char *script)
{
  const char *const argv[] = { "/bin/sh", "-c", script, NULL };
  const char *const environment[] = { "PATH=/usr/bin:/bin", NULL };
  GError *error = NULL;
  MqProcess *process = mq_process_spawn (argv, environment, NULL, 0, &error);

  g_assert_no_error (error);
  return process;
}

/* With it its log of 64 KiB would stay. */
static void
assert_freed (MqProcess *process)
{
  gpointer there = process;

  g_object_add_weak_pointer (G_OBJECT (process), &there);
  g_object_unref (process);
  while (there != NULL && g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (there);
}

static void
ends_by_itself (void)
{
  MqProcess *process = spawn ("echo one; echo two; exit 3");
  g_autofree char *log = NULL;
  g_autofree char *end = NULL;

  mq_test_expect (mq_process_wait_exit (process));
  log = mq_process_dup_log (process, 1);
  end = mq_process_dup_end (process);
  g_assert_cmpstr (log, ==, "two");
  g_assert_cmpstr (end, ==, "Blender ended by itself (exit status 3)");
  assert_freed (process);
}

static void
is_killed (void)
{
  MqProcess *process = spawn ("sleep 1000 & sleep 1000");

  mq_process_kill (process);
  mq_test_expect (mq_process_wait_exit (process));
  g_assert_cmpint (mq_process_get_signal (process), ==, 9);
  assert_freed (process);
}

static void
count (gpointer n_kills)
{
  (*(guint *)n_kills)++;
}

static void
forget (gpointer n_kills)
{
  *(guint *)n_kills = 0;
}

/* A process that somebody else has started: what has ended is not killed, since its number may be
 * another's. */
static void
is_left_alone (void)
{
  g_autoptr (GInputStream) output = g_memory_input_stream_new ();
  DexPromise *exited = dex_promise_new ();
  guint n_kills = 0;
  MqProcess *process = mq_process_new (output, dex_ref (DEX_FUTURE (exited)), count, &n_kills,
                                       forget);

  mq_process_kill (process);
  g_assert_cmpuint (n_kills, ==, 1);
  dex_promise_resolve_int (exited, 0);
  mq_test_expect (mq_process_wait_exit (process));
  mq_process_kill (process);
  g_assert_cmpuint (n_kills, ==, 1);
  dex_unref (exited);
  assert_freed (process);
  g_assert_cmpuint (n_kills, ==, 0);
}

MQ_TEST_PROGRAM (process)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/process/ends", ends_by_itself);
  g_test_add_func ("/process/killed", is_killed);
  g_test_add_func ("/process/left-alone", is_left_alone);

  return mq_test_run ();
}
