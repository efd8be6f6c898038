/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOutbox: the messages that the user sent in a conversation, until a service has accepted them.
 * Each has one state. */
#pragma once

#include "client/library/mq-library.h"
#include "common/events/mq-message.h"

G_BEGIN_DECLS

/**
 * MqOutboxState:
 * @MQ_OUTBOX_WAITING: the conversation finds out which run takes it
 * @MQ_OUTBOX_PENDING: shown as queued; the run that is being started takes it
 * @MQ_OUTBOX_ASKED: the user is asked whether to make it
 * @MQ_OUTBOX_REFUSED: the service refused it; it is sent again when the user has signed in
 * @MQ_OUTBOX_UNSENT: in the library's table `unsent`, until the service has answered
 * @MQ_OUTBOX_ACCEPTED: it has left the outbox: a service has it, or the composer again
 */
typedef enum
{
  MQ_OUTBOX_WAITING,
  MQ_OUTBOX_PENDING,
  MQ_OUTBOX_ASKED,
  MQ_OUTBOX_REFUSED,
  MQ_OUTBOX_UNSENT,
  MQ_OUTBOX_ACCEPTED,
} MqOutboxState;

#define MQ_TYPE_OUTBOX (mq_outbox_get_type ())
G_DECLARE_FINAL_TYPE (MqOutbox, mq_outbox, MQ, OUTBOX, GObject)

void mq_outbox_add (MqOutbox *self, const MqMessage *message, MqOutboxState state);
void mq_outbox_change (MqOutbox *self, const char *id, MqOutboxState state);
DexFuture *mq_outbox_queue (MqOutbox *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
void mq_outbox_finish (MqOutbox *self, const char *id);
void mq_outbox_remove (MqOutbox *self, const char *id);
void mq_outbox_remove_all (MqOutbox *self, MqOutboxState state);
MqOutboxState mq_outbox_get_state (MqOutbox *self, const char *id);
const MqMessage *mq_outbox_get_message (MqOutbox *self, const char *id);
const MqMessage *mq_outbox_find (MqOutbox *self, MqOutboxState state);
gboolean mq_outbox_has_unsent (MqOutbox *self, MqLibrary *library, MqSession *session);

G_END_DECLS
