/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConversationList: the conversations of a process, one for each session of the library, and
 * those that have begun. The application creates it for its windows. No GTK. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "app/workspace/mq-workspace.h"
#include "client/share/mq-share.h"

G_BEGIN_DECLS

#define MQ_TYPE_CONVERSATION_LIST (mq_conversation_list_get_type ())
G_DECLARE_FINAL_TYPE (MqConversationList, mq_conversation_list, MQ, CONVERSATION_LIST, GObject)

/* It takes the workspace, which is not open yet, and leaves all runs when that closes. */
MqConversationList *mq_conversation_list_new (MqWorkspace *workspace);
MqWorkspace *mq_conversation_list_get_workspace (MqConversationList *self);
GListModel *
mq_conversation_list_get_model (MqConversationList *self); /* of MqConversation, newest first */

/* Creates a conversation; its first message adds it to the list. */
MqConversation *mq_conversation_list_start (MqConversationList *self);
MqConversation *mq_conversation_list_find (MqConversationList *self, const char *session);
/* Adds the library's new sessions and drops the deleted ones. */
void mq_conversation_list_fill (MqConversationList *self);
/* Shows changes of other processes in the library; called when a window gets the focus. */
DexFuture *mq_conversation_list_refresh (MqConversationList *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_list_finish_waiting (MqConversationList *self) G_GNUC_WARN_UNUSED_RESULT;

/* remove() takes a conversation out of the list, restore() brings it back. purge() deletes its
 * files, when the toast closes or at the next start. */
DexFuture *mq_conversation_list_remove (MqConversationList *self,
                                        MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_list_restore (MqConversationList *self,
                                         MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_list_purge (MqConversationList *self,
                                       MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_conversation_list_duplicate (MqConversationList *self,
                                           MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
/* Shows what was merged into the library: resolves to the conversation. */
DexFuture *mq_conversation_list_show_merged (MqConversationList *self,
                                             const MqMergeResult *result) G_GNUC_WARN_UNUSED_RESULT;
/* Imports a session from a file (client/share): resolves to an MqMergeResult when it is listed. */
DexFuture *mq_conversation_list_import (MqConversationList *self, const char *path,
                                        const MqShareProgress *progress,
                                        GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Imports the folder of a batch as a set of sessions: resolves to an MqSetResult. */
DexFuture *mq_conversation_list_import_set (MqConversationList *self, const char *path,
                                            const MqShareProgress *progress,
                                            GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Signals: "ended" (MqConversation *): its run waits for the user, ended or failed; "notification"
 * (MqConversation *, const char *sentence): a run asks, or an export or a film is there or failed.
 */

G_END_DECLS
