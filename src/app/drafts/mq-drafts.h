/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDrafts: unsent messages and edited scripts, saved so that they survive a crash: one small JSON
 * file each in $XDG_STATE_HOME/maquette/drafts, and the pictures of the messages. The files are
 * validated as untrusted input. No GTK. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_DRAFTS_MAX 100                     /* files; the oldest is removed */
#define MQ_DRAFTS_MAX_BYTES (4 * 1024 * 1024) /* of one file */
#define MQ_DRAFTS_MAX_NAME 80

#define MQ_TYPE_DRAFTS (mq_drafts_get_type ())
G_DECLARE_FINAL_TYPE (MqDrafts, mq_drafts, MQ, DRAFTS, GObject)

/**
 * MqDraftsDescribe:
 * @owner: the owner of the draft
 *
 * Returns: (transfer full) (nullable): the current draft; %NULL: remove it
 */
typedef JsonObject *(*MqDraftsDescribe) (gpointer owner);

MqDrafts *mq_drafts_new (const char *folder);

void mq_drafts_touch (MqDrafts *self, const char *name, GObject *owner, MqDraftsDescribe describe);
void mq_drafts_drop (MqDrafts *self, const char *name);
DexFuture *mq_drafts_load (MqDrafts *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void mq_drafts_add_restoring (MqDrafts *self, DexFuture *restoring);
DexFuture *mq_drafts_flush (MqDrafts *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_drafts_forget (MqDrafts *self, const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_drafts_open_pictures (MqDrafts *self) G_GNUC_WARN_UNUSED_RESULT;

char *mq_drafts_name_message (const char *session) G_GNUC_WARN_UNUSED_RESULT;
char *mq_drafts_claim_new (MqDrafts *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_drafts_release_new (MqDrafts *self, const char *name);
char *mq_drafts_name_script (const char *session, guint version) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
