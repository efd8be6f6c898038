/* Renaming a session: a small dialog. */
#pragma once

#include "app/workspace/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for another title for @conversation. @failed is called with a sentence when it could not be
 * written. */
typedef void (*MqRenameFailed) (GtkWidget *parent, const char *sentence);

void mq_rename_ask (MqConversation *conversation, GtkWidget *parent, MqRenameFailed failed);

G_END_DECLS
