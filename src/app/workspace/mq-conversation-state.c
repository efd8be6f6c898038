/* What a conversation is at, as a GType for bindings. */
#include "app/workspace/mq-conversation-state.h"

G_DEFINE_ENUM_TYPE (MqConversationState, mq_conversation_state,
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_WORKING, "working"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (MQ_CONVERSATION_FAILED, "failed"))
