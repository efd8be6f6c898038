/* What may come between the steps of others: each such moment is met on purpose. Whatever it is, a
 * session has one conversation, and that is in the list once. */
#include "app/workspace-bench.h"

static MqConversationList *
begin (const char *delay)
{
  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  g_setenv ("MQ_QUICK_DELAY", delay, TRUE);
  return bench_open ();
}

static guint
count (MqConversationList *conversations, MqConversation *conversation)
{
  GListModel *list = mq_conversation_list_get_model (conversations);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (list, i);

      n += item == conversation;
    }

  return n;
}

/* It is the only one, and stays so when the library is read again. */
static void
expect_alone (MqConversationList *conversations, MqConversation *conversation)
{
  GListModel *list = mq_conversation_list_get_model (conversations);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (count (conversations, conversation), ==, 1);
      g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
      g_assert_true (dex_await (mq_conversation_list_refresh (conversations), NULL));
    }
}

/* The library's list has the session before its run has said so to the conversation. */
static void
test_new_session (void)
{
  g_autoptr (MqConversationList) conversations = begin ("0");
  g_autoptr (MqConversation) chair = mq_conversation_list_start (conversations);
  GListModel *sessions = mq_library_get_sessions (
      mq_workspace_get_library (mq_conversation_list_get_workspace (conversations)));
  gulong handler = g_signal_connect_swapped (sessions, "items-changed",
                                             G_CALLBACK (mq_conversation_list_fill), conversations);

  bench_send (chair, "Create a 3D object of a chair");
  g_signal_handler_disconnect (sessions, handler);
  g_assert_nonnull (mq_conversation_get_session (chair));
  expect_alone (conversations, chair);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  expect_alone (conversations, chair);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* Undo while the run of what was taken out is still being stopped. */
static void
test_undo_at_once (void)
{
  g_autoptr (MqConversationList) conversations = begin ("0.1");
  g_autoptr (MqConversation) chair = mq_conversation_list_start (conversations);
  g_autoptr (DexFuture) removal = NULL;

  bench_send (chair, "Create a 3D object of a chair");
  removal = mq_conversation_list_remove (conversations, chair);
  g_assert_cmpuint (count (conversations, chair), ==, 0);
  g_assert_true (dex_await (mq_conversation_list_restore (conversations, chair), NULL));
  g_assert_cmpuint (count (conversations, chair), ==, 1);
  g_assert_true (dex_await (dex_ref (removal), NULL));
  expect_alone (conversations, chair);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  conversations = bench_open ();
  g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)), ==,
                    1);
  bench_close (g_steal_pointer (&conversations));
}

/* Both at once: what is brought back is not deleted, whichever comes first. */
static void
test_undo_and_purge (void)
{
  g_autoptr (MqConversationList) conversations = begin ("0");
  g_autoptr (MqConversation) chair = bench_make_chair (conversations);
  g_autoptr (DexFuture) back = NULL;
  g_autoptr (DexFuture) gone = NULL;

  g_assert_true (dex_await (mq_conversation_list_remove (conversations, chair), NULL));
  back = mq_conversation_list_restore (conversations, chair);
  gone = mq_conversation_list_purge (conversations, chair);
  g_assert_true (dex_await (dex_ref (back), NULL));
  g_assert_true (dex_await (dex_ref (gone), NULL));
  expect_alone (conversations, chair);
  g_assert_true (
      g_file_test (mq_version_get_dir (bench_get_version (chair, 1)), G_FILE_TEST_IS_DIR));

  /* Too late. */
  g_assert_true (dex_await (mq_conversation_list_remove (conversations, chair), NULL));
  dex_clear (&back);
  dex_clear (&gone);
  gone = mq_conversation_list_purge (conversations, chair);
  g_assert_true (dex_await (dex_ref (gone), NULL));
  g_assert_false (dex_await (mq_conversation_list_restore (conversations, chair), NULL));
  g_assert_true (dex_await (mq_conversation_list_refresh (conversations), NULL));
  g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)), ==,
                    0);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* A run that waits, and that nobody has looked at since the start, ends with its session. */
static void
test_remove_suspended (void)
{
  g_autoptr (MqConversationList) conversations = begin ("0");
  g_autoptr (MqConversation) chair = bench_make_chair (conversations);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  while (mq_conversation_get_state (chair) != MQ_CONVERSATION_SUSPENDED)
    dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_true (dex_await (mq_conversation_list_remove (conversations, chair), NULL));
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  g_assert_true (dex_await (mq_conversation_list_restore (conversations, chair), NULL));
  expect_alone (conversations, chair);
  before = bench_describe (chair);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  dex_await (mq_workspace_wait_runs (mq_conversation_list_get_workspace (conversations)), NULL);
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  after = bench_describe (chair);
  g_assert_cmpstr (after, ==, before);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* Words to a workspace that is still opening, and taken out before a run had them. */
static void
test_early_undo (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (DexFuture) opening = NULL;
  g_autoptr (DexFuture) sending = NULL;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  opening = mq_workspace_open (mq_conversation_list_get_workspace (conversations));
  chair = mq_conversation_list_start (conversations);
  sending = mq_conversation_send (chair, mq_message_new ("Create a 3D object of a chair", NULL));
  while (count (conversations, chair) == 0)
    dex_await (dex_timeout_new_msec (1), NULL);

  g_assert_true (dex_await (mq_conversation_list_remove (conversations, chair), NULL));
  g_assert_false (dex_await (dex_ref (sending), NULL));
  g_assert_true (dex_await (mq_conversation_list_restore (conversations, chair), NULL));
  g_assert_cmpuint (count (conversations, chair), ==, 1);
  bench_send (chair, "Create a 3D object of a chair");
  expect_alone (conversations, chair);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  expect_alone (conversations, chair);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

MQ_TEST_PROGRAM (workspace_races)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/workspace/races/new-session", test_new_session);
  mq_test_add_fiber ("/workspace/races/undo-at-once", test_undo_at_once);
  mq_test_add_fiber ("/workspace/races/undo-and-purge", test_undo_and_purge);
  mq_test_add_fiber ("/workspace/races/remove-suspended", test_remove_suspended);
  mq_test_add_fiber ("/workspace/races/early-undo", test_early_undo);
  return mq_test_run ();
}
