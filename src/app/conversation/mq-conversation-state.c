/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConversationState, see mq-conversation-state.h. */
#include "app/conversation/mq-conversation-state.h"

G_DEFINE_ENUM_TYPE (MqConversationState, mq_conversation_state,
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_WORKING, "working"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_SUSPENDED, "suspended"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_STOPPING, "stopping"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_FAILED, "failed"))

#define STARTING (MQ_CONVERSATION_STARTING + 1)
#define WORKING (MQ_CONVERSATION_WORKING + 1)
#define WAITING (MQ_CONVERSATION_WAITING + 1)
#define SUSPENDED (MQ_CONVERSATION_SUSPENDED + 1)
#define STOPPING (MQ_CONVERSATION_STOPPING + 1)
#define DONE (MQ_CONVERSATION_DONE + 1)
#define FAILED (MQ_CONVERSATION_FAILED + 1)

/* The next state plus one; 0: the change is ignored in this state. */
/* clang-format off */
static const guint8 table[MQ_N_CONVERSATION_STATES][MQ_N_CONVERSATION_CHANGES] = {
  /*                               say       refuse  work     turn     suspend    stop      end   fail */
  [MQ_CONVERSATION_NEW]       = {  STARTING, 0,      WORKING, WAITING, SUSPENDED, 0,        DONE, FAILED },
  [MQ_CONVERSATION_STARTING]  = {  0,        DONE,   WORKING, WAITING, 0,         STOPPING, DONE, FAILED },
  [MQ_CONVERSATION_WORKING]   = {  0,        0,      0,       WAITING, SUSPENDED, STOPPING, DONE, FAILED },
  [MQ_CONVERSATION_WAITING]   = {  STARTING, 0,      WORKING, 0,       SUSPENDED, STOPPING, DONE, FAILED },
  [MQ_CONVERSATION_SUSPENDED] = {  STARTING, 0,      WORKING, WAITING, 0,         STOPPING, DONE, FAILED },
  /* A stopped run that fails is not a failure. */
  [MQ_CONVERSATION_STOPPING]  = {  0,        DONE,   0,       0,       0,         0,        DONE, DONE },
  [MQ_CONVERSATION_DONE]      = {  STARTING, 0,      WORKING, WAITING, SUSPENDED, 0,        0,    FAILED },
  [MQ_CONVERSATION_FAILED]    = {  STARTING, 0,      WORKING, WAITING, SUSPENDED, 0,        DONE, 0 },
};
/* clang-format on */

/* @state: (inout): a state. Returns: whether the state has changed */
gboolean
mq_conversation_state_follow (MqConversationState *state, MqConversationChange change)
{
  guint next;

  g_return_val_if_fail (*state < MQ_N_CONVERSATION_STATES, FALSE);
  g_return_val_if_fail (change < MQ_N_CONVERSATION_CHANGES, FALSE);

  if ((next = table[*state][change]) == 0)
    return FALSE;

  *state = (MqConversationState)(next - 1);
  return TRUE;
}

/**
 * mq_conversation_state_is_busy:
 * @state: a state
 *
 * Returns: whether a run starts, works or stops
 */
gboolean
mq_conversation_state_is_busy (MqConversationState state)
{
  return state == MQ_CONVERSATION_STARTING || state == MQ_CONVERSATION_WORKING
         || state == MQ_CONVERSATION_STOPPING;
}

/**
 * mq_conversation_state_is_turn:
 * @state: a state
 *
 * Returns: whether a run waits for the user
 */
gboolean
mq_conversation_state_is_turn (MqConversationState state)
{
  return state == MQ_CONVERSATION_WAITING || state == MQ_CONVERSATION_SUSPENDED;
}
