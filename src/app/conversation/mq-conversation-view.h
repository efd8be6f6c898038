/* MqConversationView: a conversation with its composer. */
#pragma once

#include "app/desk/mq-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "desk", "conversation". Signal: "version-activated" (MqVersion *): show it in the review. */
#define MQ_TYPE_CONVERSATION_VIEW (mq_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (MqConversationView, mq_conversation_view, MQ, CONVERSATION_VIEW, AdwBin)

G_END_DECLS
