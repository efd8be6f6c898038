/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqUnsentMessage: the text and pictures that the user has not sent yet. Each conversation has one.
 * Used by MqComposer. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "app/model/mq-attachments.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "attachments-replaced": the pictures are another object: sent, or returned unsent.
 * "targets-changed": the message points at something else. "requirements-changed". */
#define MQ_TYPE_UNSENT_MESSAGE (mq_unsent_message_get_type ())
G_DECLARE_FINAL_TYPE (MqUnsentMessage, mq_unsent_message, MQ, UNSENT_MESSAGE, GObject)

MqUnsentMessage *mq_unsent_message_get (MqConversation *conversation);
GtkTextBuffer *mq_unsent_message_get_buffer (MqUnsentMessage *self);
char *mq_unsent_message_dup_text (MqUnsentMessage *self) G_GNUC_WARN_UNUSED_RESULT;
MqAttachments *mq_unsent_message_get_attachments (MqUnsentMessage *self);
JsonArray *mq_unsent_message_get_targets (MqUnsentMessage *self);
void mq_unsent_message_set_targets (MqUnsentMessage *self, JsonArray *targets);
JsonArray *mq_unsent_message_get_requirements (MqUnsentMessage *self);
void mq_unsent_message_set_requirements (MqUnsentMessage *self, JsonArray *requirements);
void mq_unsent_message_send (MqUnsentMessage *self, guint variants, gboolean with_pictures);

G_END_DECLS
