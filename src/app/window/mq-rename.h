/* mq_rename_ask(): the dialog that renames a session. Used by MqWindow's actions. */
#pragma once

#include "app/workspace/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for a new title of @conversation. Calls @failed with an error message if it could not be
 * saved. */
typedef void (*MqRenameFailed) (GtkWidget *parent, const char *sentence);

void mq_rename_ask (MqConversation *conversation, GtkWidget *parent, MqRenameFailed failed);

G_END_DECLS
