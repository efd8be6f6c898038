/* MqUnsentMessage: the text and pictures that the user has not sent yet. Each conversation has one.
 * Used by MqComposer. */
#pragma once

#include "app/workspace/mq-conversation.h"
#include "app/model/mq-attachments.h"

G_BEGIN_DECLS

/* Signal: "restored": the text or pictures were changed from outside the composer: loaded from
 * disk, or returned unsent. */
#define MQ_TYPE_UNSENT_MESSAGE (mq_unsent_message_get_type ())
G_DECLARE_FINAL_TYPE (MqUnsentMessage, mq_unsent_message, MQ, UNSENT_MESSAGE, GObject)

MqUnsentMessage *mq_unsent_message_get (MqConversation *conversation);
const char *mq_unsent_message_get_text (MqUnsentMessage *self);
void mq_unsent_message_set_text (MqUnsentMessage *self, const char *text);
MqAttachments *mq_unsent_message_get_attachments (MqUnsentMessage *self);
MqAttachments *
mq_unsent_message_steal_attachments (MqUnsentMessage *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_unsent_message_restore_attachments (MqUnsentMessage *self, MqAttachments *attachments);

G_END_DECLS
