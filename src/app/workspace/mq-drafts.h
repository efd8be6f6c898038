/* MqDrafts: what one has written and neither sent nor run, kept on disk so that it outlives a crash:
 * one small JSON file each below $XDG_STATE_HOME/maquette/drafts, and the pictures that wait with
 * them. Files there are read as if a stranger had written them. No GTK. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_DRAFTS_MAX 100                     /* the oldest goes */
#define MQ_DRAFTS_MAX_BYTES (4 * 1024 * 1024) /* of one file */
#define MQ_DRAFTS_MAX_NAME 80

#define MQ_TYPE_DRAFTS (mq_drafts_get_type ())
G_DECLARE_FINAL_TYPE (MqDrafts, mq_drafts, MQ, DRAFTS, GObject)

/**
 * MqDraftsDescribe:
 * @owner: who keeps the draft
 *
 * Returns: (transfer full) (nullable): the draft as it is now; %NULL: there is none any more
 */
typedef JsonObject *(*MqDraftsDescribe) (gpointer owner);

MqDrafts *mq_drafts_new (const char *folder);

void mq_drafts_touch (MqDrafts *self, const char *name, GObject *owner, MqDraftsDescribe describe);
void mq_drafts_drop (MqDrafts *self, const char *name);
DexFuture *mq_drafts_load (MqDrafts *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_drafts_flush (MqDrafts *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_drafts_forget (MqDrafts *self, const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_drafts_open_pictures (MqDrafts *self) G_GNUC_WARN_UNUSED_RESULT;

char *mq_drafts_name_message (const char *session) G_GNUC_WARN_UNUSED_RESULT;
char *mq_drafts_claim_new (MqDrafts *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_drafts_release_new (MqDrafts *self, const char *name);
char *mq_drafts_name_script (const char *session, guint version) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
