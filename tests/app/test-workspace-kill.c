/* The whole process is killed, at seeded moments and more than once; nothing that was finished is
 * lost and nothing is kept twice. */
#include "app/workspace-bench.h"

#include <signal.h>

#define ROUNDS 14
#define KILLS 3

/* Resolves when the driver is gone, by itself or killed after @ms. */
static void
drive (const char *what, guint ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) driver = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                                     MQ_TEST_WORKSPACE_DRIVER, what, NULL);

  g_assert_no_error (error);
  dex_await (dex_timeout_new_msec (ms), NULL);
  g_subprocess_send_signal (driver, SIGKILL);
  dex_await (dex_subprocess_wait_check (driver), NULL);
}

static void
check_round (guint round, char **whole)
{
  g_autoptr (MqConversationList) conversations = bench_open ();
  g_autoptr (MqConversation) chair = NULL;
  g_autofree char *timeline = NULL;

  /* Killed before it had said anything. */
  if (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)) == 0)
    {
      bench_close (g_steal_pointer (&conversations));
      return;
    }

  g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)), ==,
                    1);
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));

  /* Killed before the service had it: it is asked for now. Killed before the second words were
   * said, perhaps. */
  while (mq_conversation_get_state (chair) != MQ_CONVERSATION_WAITING
         || bench_count_versions (chair) == 0)
    dex_await (dex_timeout_new_msec (10), NULL);
  if (bench_count (chair, MQ_TYPE_MESSAGE_ITEM) == 1)
    bench_send (chair, "add 2 armrests");

  while (bench_count_versions (chair) < 2)
    dex_await (dex_timeout_new_msec (10), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);

  timeline = bench_describe (chair);
  g_test_message ("Round %u: %s", round, timeline);
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);
  g_assert_cmpuint (bench_get_parent (chair, 2), ==, 1);
  if (*whole == NULL)
    *whole = g_steal_pointer (&timeline);
  else
    g_assert_cmpstr (timeline, ==, *whole);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

static void
test_kill (void)
{
  g_autofree char *whole = NULL;

  g_setenv ("MQ_QUICK_DELAY", "0.05", TRUE);
  for (guint round = 0; round < ROUNDS; round++)
    {
      guint kills = g_test_rand_int_range (1, KILLS + 1);

      bench_forget_all ();
      for (guint i = 0; i < kills; i++)
        drive (i == 0 ? "make" : "go on", g_test_rand_int_range (50, 1400));
      check_round (round, &whole);
    }
}

MQ_TEST_PROGRAM (workspace_kill)
{
  mq_test_init (&argc, &argv);
  bench_write_config (BENCH_QUICK);
  mq_test_add_fiber ("/workspace/kill", test_kill);
  return mq_test_run ();
}
