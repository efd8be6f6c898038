/* MqSidebar: the list of sessions, with its search. */
#pragma once

#include "app/desk/mq-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "desk" (MqDesk), "selected" (MqConversation, both ways). */
#define MQ_TYPE_SIDEBAR (mq_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (MqSidebar, mq_sidebar, MQ, SIDEBAR, AdwBin)

G_END_DECLS
