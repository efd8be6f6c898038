/* A person at the desk who is killed: makes a chair with armrests, or only opens the desk, and waits
 * for the user's turn. */
#include "app/desk-bench.h"

#include "common/mq-fiber.h"

static DexFuture *
drive (gpointer user_data)
{
  gboolean makes = GPOINTER_TO_INT (user_data);
  g_autoptr (MqDesk) desk = bench_open ();
  g_autoptr (MqConversation) chair = makes ? mq_desk_start_conversation (desk) : NULL;

  if (makes)
    {
      bench_send (chair, "Create a 3D object of a chair");
      bench_send (chair, "add 2 armrests");
    }
  else if (g_list_model_get_n_items (mq_desk_get_conversations (desk)) > 0)
    chair = bench_get_first (desk);
  else
    return dex_future_new_true ();

  while (bench_count_versions (chair) < 2)
    dex_await (dex_timeout_new_msec (10), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&desk));
  return dex_future_new_true ();
}

int
main (int argc, char **argv)
{
  DexFuture *done;

  dex_init ();
  done = mq_fiber_spawn (NULL, 256 * 1024, drive,
                         GINT_TO_POINTER (argc > 1 && g_str_equal (argv[1], "make")), NULL);
  g_assert_true (dex_future_is_resolved (done = mq_test_wait (done)));
  dex_unref (done);
  return 0;
}
