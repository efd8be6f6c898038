/* mq_rename_ask(): the dialog that renames a session. Used by MqWindow's actions. */
#pragma once

#include "app/workspace/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for a new title of @conversation; a toast reports a failure. @parent: in the window */
void mq_rename_ask (MqConversation *conversation, GtkWidget *parent);

G_END_DECLS
