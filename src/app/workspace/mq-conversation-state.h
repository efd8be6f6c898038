/* What a conversation is at. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_CONVERSATION_NEW,     /* nothing said yet */
  MQ_CONVERSATION_WORKING, /* a run is at work */
  MQ_CONVERSATION_WAITING, /* a run waits for the user: refine or finish */
  MQ_CONVERSATION_DONE,    /* no run; what one says next starts one from the chosen version */
  MQ_CONVERSATION_FAILED,  /* as DONE; the last run failed */
} MqConversationState;

#define MQ_TYPE_CONVERSATION_STATE (mq_conversation_state_get_type ())
GType mq_conversation_state_get_type (void);

G_END_DECLS
