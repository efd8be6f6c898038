/* MqDropArea: lets one drop pictures anywhere on what it holds; says so while one does. */
#pragma once

#include "app/conversation/mq-conversation-view.h"

G_BEGIN_DECLS

/* Properties: "content" (GtkWidget that it holds), "target" (MqConversationView that gets the
 * pictures). */
#define MQ_TYPE_DROP_AREA (mq_drop_area_get_type ())
G_DECLARE_FINAL_TYPE (MqDropArea, mq_drop_area, MQ, DROP_AREA, AdwBin)

G_END_DECLS
