/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Stops or finishes the runs of a conversation. */
#include "app/conversation/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/base/mq-fiber.h"

/* Stops a waiting run that this program is not attached to. */
static DexFuture *
stop_suspended_fiber (MqConversation *self)
{
  dex_await (mq_conversation_attach (self), NULL);
  if (self->run != NULL)
    {
      mq_run_cancel (self->run);
      return dex_ref (self->going);
    }

  mq_conversation_change (self, MQ_CONVERSATION_END);
  return dex_future_new_true ();
}

/**
 * mq_conversation_stop:
 * @self: a conversation
 *
 * Stops model, script and render. Saved versions stay. The signal `returned` returns the messages
 * that the run did not handle.
 *
 * Returns: (transfer full): resolves to %TRUE when the run has stopped
 */
DexFuture *
mq_conversation_stop (MqConversation *self)
{
  gboolean is_suspended;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  /* One that was started for a next run does not go on, either. */
  if (self->workspace != NULL && self->workspace->ready_worker != NULL)
    mq_workspace_add_ending (self->workspace, mq_ready_worker_stop (self->workspace->ready_worker));

  is_suspended = self->state == MQ_CONVERSATION_SUSPENDED;
  mq_conversation_change (self, MQ_CONVERSATION_STOP);
  if (self->run == NULL && is_suspended)
    return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, stop_suspended_fiber,
                                (MQ_TYPE_CONVERSATION, self));
  if (self->variants != NULL)
    {
      mq_variants_cancel (self->variants);
      return dex_ref (self->going);
    }
  if (self->run == NULL)
    return dex_future_new_true ();

  mq_run_cancel (self->run);
  return dex_ref (self->going);
}

static DexFuture *
finish_fiber (MqConversation *self)
{
  GError *error = NULL;

  if (self->run == NULL && self->run_id != NULL)
    dex_await (mq_conversation_attach (self), NULL);
  if (self->run == NULL)
    return dex_future_new_true ();

  if (!dex_await (mq_run_finish (self->run), &error))
    return dex_future_new_for_error (error);

  return self->going != NULL ? dex_ref (self->going) : dex_future_new_true ();
}

/**
 * mq_conversation_finish:
 * @self: a conversation
 *
 * Ends the run when it has handled all messages.
 *
 * Returns: (transfer full): resolves to %TRUE when it has ended
 */
DexFuture *
mq_conversation_finish (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, finish_fiber,
                              (MQ_TYPE_CONVERSATION, self));
}
