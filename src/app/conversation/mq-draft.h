/* MqDraft: what one has written to a conversation and not sent yet. Each conversation keeps its own. */
#pragma once

#include "app/desk/mq-conversation.h"
#include "app/model/mq-attachments.h"

G_BEGIN_DECLS

/* Signal: "restored": words or pictures came back to it that no run came to. */
#define MQ_TYPE_DRAFT (mq_draft_get_type ())
G_DECLARE_FINAL_TYPE (MqDraft, mq_draft, MQ, DRAFT, GObject)

MqDraft *mq_draft_get (MqConversation *conversation);
const char *mq_draft_get_text (MqDraft *self);
void mq_draft_set_text (MqDraft *self, const char *text);
MqAttachments *mq_draft_get_attachments (MqDraft *self);
MqAttachments *mq_draft_take_attachments (MqDraft *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_draft_give_back_attachments (MqDraft *self, MqAttachments *attachments);

G_END_DECLS
