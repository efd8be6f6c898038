/* What the workspace asks of the service beside the runs, while that service is ended and started
 * again because a setting or a key changed: whoever asked gets the answer, from whichever service
 * is there by then. */
#include "app/workspace-bench.h"

#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"
#include "support/fake-model.h"

#define ANY "{'models':['tiny'],'exchanges':[{'times':0,'object':{'colour':'red'}}]}"
#define ANY_WITH_KEY                                                                               \
  "{'key':'sk-test','models':['tiny'],'exchanges':[{'times':0,'object':{'colour':'red'}}]}"

static MqConversationList *
begin (void)
{
  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  return bench_open ();
}

static DexFuture *
try_model (MqConversationList *conversations, MqFakeModel *fake)
{
  return mq_workspace_test_model (mq_conversation_list_get_workspace (conversations), "custom",
                                  mq_fake_model_get_url (fake), "tiny");
}

static void
expect_answer (DexFuture *asked)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = dex_await_boxed (asked, &error);

  g_assert_no_error (error);
  g_assert_true (mq_json_get_boolean (answer, "ok", FALSE));
}

static void
expect_some_answer (DexFuture *asked)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = dex_await_boxed (asked, &error);

  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

/* A moment later or earlier: each place where it may come is met in many rounds. */
static void
test_renewed_at_any_time (void)
{
  g_autoptr (MqFakeModel) fake = mq_fake_model_new_for_text (ANY);
  g_autoptr (MqConversationList) conversations = begin ();

  for (guint i = 0; i < 24; i++)
    {
      DexFuture *first = try_model (conversations, fake);
      DexFuture *second;

      dex_await (dex_timeout_new_msec (i * 5), NULL);
      dex_future_disown (
          mq_workspace_send_keys (mq_conversation_list_get_workspace (conversations)));
      second = mq_workspace_list_models (mq_conversation_list_get_workspace (conversations));
      if (i % 3 == 0)
        dex_future_disown (
            mq_workspace_send_keys (mq_conversation_list_get_workspace (conversations)));
      expect_answer (first);
      expect_some_answer (second);
    }

  bench_close (g_steal_pointer (&conversations));
}

/* With a keyring: the service that is asked next has the key that was just stored. */
static void
test_new_key (void)
{
  g_autoptr (MqFakeModel) fake = mq_fake_model_new_for_text (ANY_WITH_KEY);
  g_autoptr (MqConversationList) conversations = begin ();
  const char *url = mq_fake_model_get_url (fake);

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GError) error = NULL;
      DexFuture *shown;

      dex_await (mq_keyring_store ("custom", url, "sk-test"), &error);
      g_assert_no_error (error);
      dex_future_disown (
          mq_workspace_send_keys (mq_conversation_list_get_workspace (conversations)));
      shown = mq_workspace_list_models (mq_conversation_list_get_workspace (conversations));
      dex_future_disown (mq_keyring_has ("custom", url));
      dex_await (dex_timeout_new_msec (i * 50), NULL);
      expect_answer (try_model (conversations, fake));
      expect_some_answer (shown);
      dex_await (mq_keyring_clear ("custom", url), &error);
      g_assert_no_error (error);
    }

  bench_close (g_steal_pointer (&conversations));
}

MQ_TEST_PROGRAM (workspace_questions)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/workspace/questions/renewed-at-any-time", test_renewed_at_any_time);
  mq_test_add_fiber ("/workspace/questions/new-key", test_new_key);
  return mq_test_run ();
}
