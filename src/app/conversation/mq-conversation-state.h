/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConversationState: the states of a conversation and the table of allowed transitions.
 * MqConversation changes the state through it; the window reads the state. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_CONVERSATION_NEW,       /* no message yet */
  MQ_CONVERSATION_STARTING,  /* a message was sent, and no service has accepted it yet */
  MQ_CONVERSATION_WORKING,   /* a run works */
  MQ_CONVERSATION_WAITING,   /* a run waits for the user: refine or finish */
  MQ_CONVERSATION_SUSPENDED, /* as WAITING, but we are not attached to the run */
  MQ_CONVERSATION_STOPPING,  /* the user stopped the run */
  MQ_CONVERSATION_DONE,      /* no run; the next message starts one from the chosen version */
  MQ_CONVERSATION_FAILED,    /* as DONE; the last run failed */

  MQ_N_CONVERSATION_STATES
} MqConversationState;

/* The changes of state, the columns of the table. */
typedef enum
{
  MQ_CONVERSATION_SAY,     /* the user sends a message */
  MQ_CONVERSATION_REFUSE,  /* no run can start */
  MQ_CONVERSATION_WORK,    /* the run works */
  MQ_CONVERSATION_TURN,    /* the run waits for the user */
  MQ_CONVERSATION_SUSPEND, /* the run waits, and we are not attached to it */
  MQ_CONVERSATION_STOP,    /* the user stops the run */
  MQ_CONVERSATION_END,     /* the run is over */
  MQ_CONVERSATION_FAIL,    /* the run has failed */

  MQ_N_CONVERSATION_CHANGES
} MqConversationChange;

#define MQ_TYPE_CONVERSATION_STATE (mq_conversation_state_get_type ())
GType mq_conversation_state_get_type (void);

gboolean mq_conversation_state_follow (MqConversationState *state, MqConversationChange change);
gboolean mq_conversation_state_is_busy (MqConversationState state);
gboolean mq_conversation_state_is_turn (MqConversationState state);

G_END_DECLS
