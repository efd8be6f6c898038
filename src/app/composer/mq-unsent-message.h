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
 * "targets-changed": the message points at something else. */
#define MQ_TYPE_UNSENT_MESSAGE (mq_unsent_message_get_type ())
G_DECLARE_FINAL_TYPE (MqUnsentMessage, mq_unsent_message, MQ, UNSENT_MESSAGE, GObject)

struct _MqUnsentMessage
{
  GObject parent_instance;

  /* Read only */
  GtkTextBuffer *buffer;
  MqAttachments *attachments; /* replaced when they are sent */
  JsonArray *targets;         /* NULL: none */

  /* Private */
  MqConversation *conversation; /* weak; it owns this object */
  MqDrafts *drafts;             /* NULL: kept in memory only */
  gulong attachments_handler;
  GPtrArray *outgoing;   /* of Outgoing, oldest first */
  char *name;            /* on disk; NULL: not saved at present */
  gboolean is_restoring; /* nothing is saved before the saved message is read */
};

MqUnsentMessage *mq_unsent_message_get (MqConversation *conversation);
char *mq_unsent_message_dup_text (MqUnsentMessage *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_unsent_message_set_targets (MqUnsentMessage *self, JsonArray *targets);
void mq_unsent_message_send (MqUnsentMessage *self, guint variants, gboolean with_pictures);

G_END_DECLS
