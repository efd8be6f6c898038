/* MqConversationState: the states of a conversation and the table of allowed transitions.
 * MqConversation changes the state through it; the window reads the state. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_CONVERSATION_NEW,       /* nothing was said yet */
  MQ_CONVERSATION_STARTING,  /* something was said, and no service has it yet */
  MQ_CONVERSATION_WORKING,   /* a run is at work */
  MQ_CONVERSATION_WAITING,   /* a run waits for the user: refine or finish */
  MQ_CONVERSATION_SUSPENDED, /* as WAITING, and nobody here follows the run */
  MQ_CONVERSATION_STOPPING,  /* the user stopped the run */
  MQ_CONVERSATION_DONE,      /* no run; what is said next starts one from the chosen version */
  MQ_CONVERSATION_FAILED,    /* as DONE; the last run failed */

  MQ_N_CONVERSATION_STATES
} MqConversationState;

/* What happens to a conversation. */
typedef enum
{
  MQ_CONVERSATION_SAY,     /* the user begins a run */
  MQ_CONVERSATION_REFUSE,  /* that cannot be */
  MQ_CONVERSATION_WORK,    /* its run works on something */
  MQ_CONVERSATION_TURN,    /* its run waits for the user */
  MQ_CONVERSATION_SUSPEND, /* its run, which waits, is not followed any more, or not yet */
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
