/* Runs at the desk, with the real service and the real library; Blender is played. */
#include "app/desk-bench.h"

#include "common/mq-error.h"

static guint
get_parent (MqConversation *conversation, guint number)
{
  return mq_version_get_parent (bench_get_version (conversation, number));
}

static guint
count_versions (MqConversation *conversation)
{
  return g_list_model_get_n_items (mq_conversation_get_versions (conversation));
}

/* From the first words to a tree of versions, all in one session. */
static void
test_tree (void)
{
  g_autoptr (MqDesk) desk = bench_open ();
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_desk_is_ready (desk));
  chair = bench_make_chair (desk);
  g_assert_cmpuint (count_versions (chair), ==, 1);
  g_assert_true (mq_conversation_get_head (chair) == bench_get_version (chair, 1));
  g_assert_nonnull (mq_conversation_get_thumbnail (chair));
  g_assert_true (mq_conversation_get_unread (chair));
  g_assert_cmpstr (mq_conversation_get_status (chair), ==, "Waiting for you");

  bench_send (chair, "add 2 armrests");
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_WORKING);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (count_versions (chair), ==, 2);
  g_assert_cmpuint (get_parent (chair, 2), ==, 1);

  mq_conversation_set_head (chair, bench_get_version (chair, 1));
  bench_send (chair, "make it taller");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (count_versions (chair), ==, 3);
  g_assert_cmpuint (get_parent (chair, 3), ==, 1);
  g_assert_true (mq_conversation_get_head (chair) == bench_get_version (chair, 3));

  version = dex_await_object (
      mq_conversation_run_script (chair, "import bpy\n", bench_get_version (chair, 2)), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mq_version_get_number (version), ==, 4);
  g_assert_cmpuint (get_parent (chair, 4), ==, 2);
  g_assert_cmpuint (mq_conversation_get_fault_line (chair), ==, 0);

  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  dex_await (mq_conversation_finish (chair), &error);
  g_assert_no_error (error);
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  g_assert_cmpstr (mq_conversation_get_status (chair), ==, "4 versions");

  /* The sketcher can only change what it planned. */
  mq_conversation_set_head (chair, bench_get_version (chair, 3));
  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (get_parent (chair, 5), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (mq_desk_get_conversations (desk)), ==, 1);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&desk));
}

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);
  bench_write_config (BENCH_QUICK);
  mq_test_add_fiber ("/desk/runs/tree", test_tree);
  return mq_test_run ();
}
