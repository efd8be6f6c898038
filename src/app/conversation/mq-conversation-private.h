/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instance structure and internal functions of MqConversation. mq-conversation.c: properties;
 * -run: what the user sends, and starting runs of it, undo and redo; -attach: the open run, its
 * events, and those of the record in the library. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "app/timeline/mq-file-jobs.h"
#include "app/conversation/mq-open-run.h"
#include "client/session/mq-version-step.h"

G_BEGIN_DECLS

#define MQ_CONVERSATION_STACK (256 * 1024)

struct _MqConversation
{
  GObject parent_instance;

  /* Borrowed */
  MqWorkspace *workspace; /* NULL when it was closed */

  /* Owned */
  MqSession *session;
  GListModel *versions;
  MqTimeline *timeline;
  MqOutbox *outbox;
  MqOpenRun *run;
  MqFileJobs *jobs;
  MqVersionHistory *history; /* of the events in the timeline */
  MqConversationState state;
  char *title;    /* while there is no session */
  gint64 updated; /* Unix s */
  gboolean unread;
  gboolean asks;    /* its run waits for an answer */
  guint set_size;   /* sessions of its set; 0: it belongs to none */
  gboolean renamed; /* by the user, before there is a session */
  DexFuture *loading;
  MqTakenModel *model; /* its meshes are in use while the run of it lasts */
};

/* mq-conversation.c */
void mq_conversation_set_session (MqConversation *self, MqSession *session);
void mq_conversation_set_title (MqConversation *self, const char *title);
gboolean mq_conversation_change (MqConversation *self, MqConversationChange change);
void mq_conversation_set_draft_version (MqConversation *self, MqVersion *draft);
void mq_conversation_touch (MqConversation *self);
void mq_conversation_update (MqConversation *self);
void mq_conversation_announce (MqConversation *self, const char *sentence, gboolean assertive);
gboolean mq_conversation_take_pose (MqConversation *self, const MqMessage *message);
void mq_conversation_restore_message (MqConversation *self, const MqMessage *message,
                                      gboolean with_pictures);

/* mq-conversation-attach.c */
void mq_conversation_apply (MqConversation *self, const char *run, MqRunEvent *event);
void mq_conversation_handle (MqConversation *self, MqRun *run, MqRunEvent *event);
void mq_conversation_handle_ended (MqConversation *self, const GError *error, gboolean is_message,
                                   MqVariants *variants);
DexFuture *mq_conversation_attach (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

/* mq-conversation-run.c */
void mq_conversation_refine (MqConversation *self, MqMessage *message);
void mq_conversation_restore_queue (MqConversation *self);

G_END_DECLS
