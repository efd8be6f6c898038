/* Every change in every state of a conversation, pair by pair. */
#include "app/conversation/mq-conversation-state.h"
#include "support/mq-test.h"

/* What follows, a column a change, in the order of MqConversationChange: say, refuse, work, turn,
 * suspend, stop, end, fail. N new, B beginning, W working, T the user's turn, S suspended, X
 * stopping, D done, F failed; a dot: nothing. */
static const char *const expected[MQ_N_CONVERSATION_STATES] = {
  [MQ_CONVERSATION_NEW] = "B.WTS.DF",       [MQ_CONVERSATION_STARTING] = ".DWT.XDF",
  [MQ_CONVERSATION_WORKING] = "...TSXDF",   [MQ_CONVERSATION_WAITING] = "B.W.SXDF",
  [MQ_CONVERSATION_SUSPENDED] = "B.WT.XDF", [MQ_CONVERSATION_STOPPING] = ".D....DD",
  [MQ_CONVERSATION_DONE] = "B.WTS..F",      [MQ_CONVERSATION_FAILED] = "B.WTS.D.",
};

static void
test_pairs (void)
{
  static const char letters[] = "NBWTSXDF";

  for (guint from = 0; from < MQ_N_CONVERSATION_STATES; from++)
    for (guint change = 0; change < MQ_N_CONVERSATION_CHANGES; change++)
      {
        MqConversationState state = (MqConversationState)from;
        gboolean changed = mq_conversation_state_follow (&state, (MqConversationChange)change);

        g_test_message ("state %u, change %u", from, change);
        g_assert_cmpint (changed ? letters[state] : '.', ==, expected[from][change]);
        if (!changed)
          g_assert_cmpuint (state, ==, from);
      }
}

/* Each state but the first can be come to, and none is the end. */
static void
test_reach (void)
{
  for (guint to = 0; to < MQ_N_CONVERSATION_STATES; to++)
    {
      guint in = 0;
      guint out = 0;

      for (guint from = 0; from < MQ_N_CONVERSATION_STATES; from++)
        for (guint change = 0; change < MQ_N_CONVERSATION_CHANGES; change++)
          {
            MqConversationState state = (MqConversationState)from;

            if (!mq_conversation_state_follow (&state, (MqConversationChange)change))
              continue;

            in += state == to;
            out += from == to;
          }

      g_assert_cmpuint (out, >, 0);
      if (to == MQ_CONVERSATION_NEW)
        g_assert_cmpuint (in, ==, 0);
      else
        g_assert_cmpuint (in, >, 0);
      g_assert_false (mq_conversation_state_is_busy ((MqConversationState)to)
                      && mq_conversation_state_is_turn ((MqConversationState)to));
    }
}

MQ_TEST_PROGRAM (conversation_state)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conversation-state/pairs", test_pairs);
  g_test_add_func ("/conversation-state/reach", test_reach);
  return g_test_run ();
}
