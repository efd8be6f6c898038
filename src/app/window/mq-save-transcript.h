/* Saving what the last run of a session and language models said to each other. */
#pragma once

#include "app/window/mq-window.h"

G_BEGIN_DECLS

/* Loads it, asks where to, and writes it, readable by its owner only; the window says how that went. */
void mq_save_transcript (MqConversation *conversation, MqWindow *window);

G_END_DECLS
