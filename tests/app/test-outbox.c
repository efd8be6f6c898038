/* The states of a message between the composer and a service. */
#include "app/conversation/mq-outbox.h"
#include "support/mq-test.h"

static void
add (MqOutbox *outbox, const char *id, MqOutboxState state)
{
  g_autoptr (MqMessage) message = mq_message_new (id, NULL);

  message->id = g_strdup (id);
  mq_outbox_add (outbox, message, state);
}

/* @id: (nullable): of the oldest message in the state */
static void
assert_oldest (MqOutbox *outbox, MqOutboxState state, const char *id)
{
  const MqMessage *found = mq_outbox_find (outbox, state);

  g_assert_cmpstr (found != NULL ? found->id : NULL, ==, id);
  if (id != NULL)
    g_assert_cmpint (mq_outbox_get_state (outbox, id), ==, state);
}

/* A message has one state at a time, and leaves with the last one. */
static void
test_states (void)
{
  g_autoptr (MqOutbox) outbox = g_object_new (MQ_TYPE_OUTBOX, NULL);

  for (MqOutboxState state = MQ_OUTBOX_WAITING; state <= MQ_OUTBOX_ACCEPTED; state++)
    {
      add (outbox, "chair", state);
      for (MqOutboxState other = MQ_OUTBOX_WAITING; other < MQ_OUTBOX_ACCEPTED; other++)
        assert_oldest (outbox, other, other == state ? "chair" : NULL);
    }

  g_assert_null (mq_outbox_get_message (outbox, "chair"));
  mq_outbox_change (outbox, "chair", MQ_OUTBOX_UNSENT);
  g_assert_cmpint (mq_outbox_get_state (outbox, "chair"), ==, MQ_OUTBOX_ACCEPTED);
}

static void
test_order (void)
{
  g_autoptr (MqOutbox) outbox = g_object_new (MQ_TYPE_OUTBOX, NULL);

  add (outbox, "first", MQ_OUTBOX_WAITING);
  add (outbox, "second", MQ_OUTBOX_WAITING);
  assert_oldest (outbox, MQ_OUTBOX_WAITING, "first");
  mq_outbox_change (outbox, "first", MQ_OUTBOX_UNSENT);
  assert_oldest (outbox, MQ_OUTBOX_WAITING, "second");
  /* Its words stay when it is sent again with the same id. */
  add (outbox, "first", MQ_OUTBOX_WAITING);
  assert_oldest (outbox, MQ_OUTBOX_WAITING, "first");
  g_assert_cmpstr (mq_outbox_get_message (outbox, "first")->text, ==, "first");
}

/* The sender of a queued message waits until the run has it, and not for its answer. */
static void
test_queue (void)
{
  g_autoptr (MqOutbox) outbox = g_object_new (MQ_TYPE_OUTBOX, NULL);
  g_autoptr (DexFuture) taken = NULL;
  g_autoptr (DexFuture) returned = NULL;
  g_autoptr (DexFuture) left = NULL;

  add (outbox, "taken", MQ_OUTBOX_WAITING);
  add (outbox, "returned", MQ_OUTBOX_WAITING);
  add (outbox, "left", MQ_OUTBOX_WAITING);
  taken = mq_outbox_queue (outbox, "taken");
  returned = mq_outbox_queue (outbox, "returned");
  left = mq_outbox_queue (outbox, "left");
  assert_oldest (outbox, MQ_OUTBOX_PENDING, "taken");

  /* Its pictures are being kept. */
  mq_outbox_change (outbox, "taken", MQ_OUTBOX_WAITING);
  g_assert_true (dex_future_is_pending (taken));
  mq_outbox_change (outbox, "taken", MQ_OUTBOX_UNSENT);
  g_assert_true (dex_future_is_resolved (taken));

  mq_outbox_remove (outbox, "returned");
  g_assert_true (dex_future_is_rejected (returned));
  g_clear_object (&outbox);
  g_assert_true (dex_future_is_rejected (left));
}

/* What the user is asked about, or what was refused, outlives its sender. */
static void
test_finish (void)
{
  g_autoptr (MqOutbox) outbox = g_object_new (MQ_TYPE_OUTBOX, NULL);

  for (MqOutboxState state = MQ_OUTBOX_WAITING; state <= MQ_OUTBOX_ACCEPTED; state++)
    {
      gboolean stays = state == MQ_OUTBOX_ASKED || state == MQ_OUTBOX_REFUSED;

      add (outbox, "chair", state);
      mq_outbox_finish (outbox, "chair");
      g_assert_cmpint (mq_outbox_get_state (outbox, "chair"), ==,
                       stays ? state : MQ_OUTBOX_ACCEPTED);
    }

  add (outbox, "table", MQ_OUTBOX_ASKED);
  add (outbox, "lamp", MQ_OUTBOX_REFUSED);
  add (outbox, "house", MQ_OUTBOX_REFUSED);
  mq_outbox_remove_all (outbox, MQ_OUTBOX_REFUSED);
  assert_oldest (outbox, MQ_OUTBOX_REFUSED, NULL);
  assert_oldest (outbox, MQ_OUTBOX_ASKED, "table");
}

MQ_TEST_PROGRAM (outbox)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/outbox/states", test_states);
  g_test_add_func ("/outbox/order", test_order);
  g_test_add_func ("/outbox/queue", test_queue);
  g_test_add_func ("/outbox/finish", test_finish);
  return g_test_run ();
}
