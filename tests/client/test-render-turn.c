/* Turns to render: as many at once as the settings say, the next one when one is free. */
#include "client/executor/mq-render-turn.h"

#include "common/base/mq-error.h"
#include "support/mq-test.h"

static void
test_one_after_the_other (void)
{
  g_autoptr (MqRenderTurn) first = mq_render_turn_try (1);
  g_autoptr (MqRenderTurn) second = NULL;
  g_autoptr (DexFuture) waiting = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (first);
  g_assert_null (mq_render_turn_try (1));

  waiting = mq_render_turn_wait (1);
  dex_await (dex_future_first (dex_ref (waiting), dex_timeout_new_msec (5), NULL), &error);
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TIMED_OUT);
  g_assert_true (dex_future_is_pending (waiting));

  g_clear_pointer (&first, mq_render_turn_free);
  second = dex_await_boxed (g_steal_pointer (&waiting), NULL);
  g_assert_nonnull (second);

  /* It is held by what was awaited, and by nothing else. */
  g_assert_null (mq_render_turn_try (1));
  g_clear_pointer (&second, mq_render_turn_free);
  g_assert_nonnull (second = mq_render_turn_try (1));
}

/* Who does not wait any more does not take the turn either. */
static void
test_dropped (void)
{
  MqRenderTurn *first = mq_render_turn_try (1);
  DexFuture *waiting = mq_render_turn_wait (1);
  g_autoptr (MqRenderTurn) second = NULL;

  dex_await (dex_timeout_new_msec (5), NULL);
  dex_unref (waiting);
  mq_render_turn_free (first);
  dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_nonnull (second = mq_render_turn_try (1));
}

static void
test_two_at_once (void)
{
  g_autoptr (MqRenderTurn) first = mq_render_turn_try (2);
  g_autoptr (MqRenderTurn) second = dex_await_boxed (mq_render_turn_wait (2), NULL);

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_null (mq_render_turn_try (2));
  g_clear_pointer (&first, mq_render_turn_free);
  g_assert_nonnull (first = mq_render_turn_try (2));
}

MQ_TEST_PROGRAM (render_turn)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/render-turn/one-after-the-other", test_one_after_the_other);
  mq_test_add_fiber ("/render-turn/dropped", test_dropped);
  mq_test_add_fiber ("/render-turn/two-at-once", test_two_at_once);
  return mq_test_run ();
}
