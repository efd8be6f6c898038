/* MqConversation: a session with what happens in it: its timeline, its run if there is one, what is
 * queued. The window shows it; whatever it does, the CLI could too. No GTK. */
#pragma once

#include "app/workspace/mq-conversation-state.h"
#include "app/workspace/mq-drafts.h"
#include "app/model/mq-timeline.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/* Properties, all notify: "session" (MqSession, NULL until the first message), "title", "state",
 * "status" (one line for the sidebar: "Ready", "2 versions"), "thumbnail" (path of the
 * latest render, NULL: none), "versions" (GListModel of MqVersion), "current-version" (MqVersion that the next
 * words go on from), "unread" (something ended since it was last shown), "n-queued", "updated",
 * "has-transcript" (the last run asked a model). */
#define MQ_TYPE_CONVERSATION (mq_conversation_get_type ())
G_DECLARE_FINAL_TYPE (MqConversation, mq_conversation, MQ, CONVERSATION, GObject)

MqSession *mq_conversation_get_session (MqConversation *self);
const char *mq_conversation_get_title (MqConversation *self);
MqConversationState mq_conversation_get_state (MqConversation *self);
const char *mq_conversation_get_status (MqConversation *self);
const char *mq_conversation_get_thumbnail (MqConversation *self);
gint64 mq_conversation_get_updated (MqConversation *self); /* Unix s: for the order and the day */
MqTimeline *mq_conversation_get_timeline (MqConversation *self);
GListModel *mq_conversation_get_versions (MqConversation *self);
MqVersion *mq_conversation_get_current_version (MqConversation *self);
void mq_conversation_set_current_version (MqConversation *self,
                                          MqVersion *version); /* "Continue from this version" */
gboolean mq_conversation_get_unread (MqConversation *self);
void mq_conversation_set_unread (MqConversation *self, gboolean unread);

/* Where what one writes in it is kept until it is sent or run; NULL when the workspace is gone. */
MqDrafts *mq_conversation_get_drafts (MqConversation *self);

/* Fills the timeline from the library, once; resolves to TRUE. */
DexFuture *mq_conversation_load (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

/* Says something: starts a run, refines the one that waits, or is queued. Troubles become notices in
 * the timeline and the state; the future resolves when it has been taken. @pictures: paths. */
DexFuture *mq_conversation_send (MqConversation *self, const char *text,
                                 const char *const *pictures) G_GNUC_WARN_UNUSED_RESULT;
/* Says the user's last words once more, after a run that failed. */
DexFuture *mq_conversation_try_again (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
/* Lets the run that there is use up more: MQ_TIMELINE_RAISE times as much as before. */
DexFuture *mq_conversation_raise_budget (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
/* Runs the user's own script as a new version that goes on from @base (nullable). Resolves to the
 * MqVersion; rejects with what was wrong; see mq_conversation_get_fault_line(). */
DexFuture *mq_conversation_run_script (MqConversation *self, const char *script, MqVersion *base,
                                       const char *words) G_GNUC_WARN_UNUSED_RESULT;
/* The line (from 1, 0: none) at which the last script of the user's went wrong. */
guint mq_conversation_get_fault_line (MqConversation *self);
/* Stops model, script and render; resolves when all is quiet. What was kept stays. */
DexFuture *mq_conversation_stop (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_finish (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_conversation_rename (MqConversation *self, const char *title) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_conversation_has_transcript (MqConversation *self);
/* Resolves to a GBytes: what its last run and models said to each other, JSON a line. */
DexFuture *mq_conversation_load_transcript (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signals: "announce" (const char *sentence, gboolean assertive): for screen readers; "ended"
 * (MqConversationState): a run came to the user's turn, ended or failed: for a notification;
 * "returned" (const char *text, GStrv pictures): what a run was told and did not come to before it
 * ended or was stopped is the composer's again. The paths are the library's; they are %NULL when the
 * sender has the pictures still. */

G_END_DECLS
