/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConversation: a session, its timeline, its open run and the queued messages. The window shows
 * it. No GTK. */
#pragma once

#include "app/conversation/mq-conversation-state.h"
#include "app/conversation/mq-outbox.h"
#include "app/drafts/mq-drafts.h"
#include "app/timeline/mq-timeline.h"
#include "app/workspace/mq-workspace.h"
#include "client/intake/mq-taken-model.h"
#include "client/library/mq-library.h"
#include "client/session/mq-version-step.h"

G_BEGIN_DECLS

/* Properties, all notify: "session" (MqSession, NULL until the first message), "title", "favorite",
 * "state", "status" (one line for the sidebar: "Ready", "2 versions"), "thumbnail" (path of the
 * latest render, NULL: none), "current-version" (the MqVersion that the next message changes),
 * "draft-version" (what a run has of the first version, until that is kept or the run is over),
 * "set-size" (sessions of its set, 0: it belongs to none), "updated" (Unix s), "unread" (something
 * ended since it was last shown), "has-transcript" (the last run asked a model). */
#define MQ_TYPE_CONVERSATION (mq_conversation_get_type ())
G_DECLARE_FINAL_TYPE (MqConversation, mq_conversation, MQ, CONVERSATION, GObject)

MqSession *mq_conversation_get_session (MqConversation *self);
const char *mq_conversation_get_title (MqConversation *self);
MqConversationState mq_conversation_get_state (MqConversation *self);
char *mq_conversation_dup_thumbnail (MqConversation *self);
gint64 mq_conversation_get_updated (MqConversation *self); /* Unix s, of the last change */
MqTimeline *mq_conversation_get_timeline (MqConversation *self);
MqOutbox *mq_conversation_get_outbox (MqConversation *self); /* what no service has yet */
GListModel *mq_conversation_get_versions (MqConversation *self);
MqVersion *mq_conversation_get_current_version (MqConversation *self);
MqVersion *mq_conversation_get_draft_version (MqConversation *self);
void mq_conversation_set_current_version (MqConversation *self,
                                          MqVersion *version); /* "Continue from this version" */
/* Undo, redo or a version with a number: makes another version the current one, without a run.
 * Rejects with MQ_ERROR_NOT_FOUND when there is none, and with MQ_ERROR_CONFLICT while a run works.
 */
DexFuture *mq_conversation_step (MqConversation *self, MqVersionStepKind kind,
                                 guint number) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_conversation_measure_again (MqConversation *self, MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_conversation_get_unread (MqConversation *self);
void mq_conversation_set_unread (MqConversation *self, gboolean unread);

void mq_conversation_prepare_run (MqConversation *self);

/* Where unsent text is saved; NULL when the workspace is gone. */
MqDrafts *mq_conversation_get_drafts (MqConversation *self);

/* Fills the timeline from the library once; resolves to TRUE. */
DexFuture *mq_conversation_load (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

/* Sends a message, which it takes: starts a run, refines the run that waits, or queues the message.
 * Errors become notices in the timeline. Resolves when a run has accepted the message. */
DexFuture *
mq_conversation_send (MqConversation *self, MqMessage *message) G_GNUC_WARN_UNUSED_RESULT;
/* Sends the user's last message again, after a run that failed. */
DexFuture *mq_conversation_try_again (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same, when the user has signed in at the service. */
void mq_conversation_try_later (MqConversation *self);
/* The version that a message changed, for the same or other words; NULL: it began something new. */
MqVersion *
mq_conversation_find_base (MqConversation *self, MqMessageItem *message) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_conversation_can_edit (MqConversation *self, MqMessageItem *message);
gboolean mq_conversation_can_regenerate (MqConversation *self, MqMessageItem *message);
/* Makes another version of the same words, from the same version. */
DexFuture *
mq_conversation_regenerate (MqConversation *self, MqMessageItem *message) G_GNUC_WARN_UNUSED_RESULT;
/* Makes the object of the first message without what the team cannot do: the notice `not-included`
 * asks for it. */
DexFuture *mq_conversation_confirm (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
/* Answers a question of the run: the requirements that are wanted. */
DexFuture *mq_conversation_answer (MqConversation *self, gint64 question,
                                   JsonArray *requirements) G_GNUC_WARN_UNUSED_RESULT;
/* Multiplies the budget of the run by MQ_TIMELINE_RAISE. */
DexFuture *mq_conversation_raise_budget (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
/* Runs the user's own script as a new version based on @base (nullable). Resolves to the MqVersion;
 * rejects with the error of the script, see mq_conversation_get_fault_line(). */
DexFuture *mq_conversation_run_script (MqConversation *self, const char *script, MqVersion *base,
                                       const char *words) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_begin_with_model (MqConversation *self, MqTakenModel *model,
                                             const char *words) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_take_from_blender (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
/* The faulty line (from 1, 0: none) of the user's last script. */
guint mq_conversation_get_fault_line (MqConversation *self);
/* Stops model, script and render; resolves when the run has stopped. Saved versions stay. */
DexFuture *mq_conversation_stop (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_finish (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_conversation_is_favorite (MqConversation *self);
guint mq_conversation_get_set_size (MqConversation *self);
void mq_conversation_set_set_size (MqConversation *self, guint size);
DexFuture *
mq_conversation_set_favorite (MqConversation *self, gboolean favorite) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_conversation_rename (MqConversation *self, const char *title) G_GNUC_WARN_UNUSED_RESULT;

/* Makes a file of @version while the user goes on, and shows it in the timeline. @job: an MqExport
 * or an MqFilm, which was not begun; @path: its file. Resolves to TRUE when the file is there. */
DexFuture *mq_conversation_make_file (MqConversation *self, MqVersion *version, MqFileKind kind,
                                      GObject *job, const char *path) G_GNUC_WARN_UNUSED_RESULT;
void mq_conversation_cancel_files (MqConversation *self);

gboolean mq_conversation_has_transcript (MqConversation *self);
/* Resolves to a GBytes: the requests and answers of the last run's models, one JSON object a
 * line. */
DexFuture *mq_conversation_load_transcript (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

/* For MqConversationList. */
MqConversation *mq_conversation_new (MqWorkspace *workspace, MqSession *session);
gboolean mq_conversation_is_asking (MqConversation *self);
gboolean mq_conversation_is_working (MqConversation *self);
gboolean mq_conversation_has_run (MqConversation *self);
void mq_conversation_handle_run (MqConversation *self, const char *run, const char *state);
void mq_conversation_expect_resend (MqConversation *self, JsonObject *unsent);
void mq_conversation_resend (MqConversation *self, JsonObject *unsent);
void mq_conversation_load_runs (MqConversation *self, const char *const *runs);
void mq_conversation_send_refused (MqConversation *self);
DexFuture *mq_conversation_leave (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_finish_waiting (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signals: "announce" (const char *sentence, gboolean assertive): for screen readers; "sent": a
 * message goes to a run, so it belongs in the list; "refused": no run took its first message, so it
 * does not; "ended" (MqConversationState): a run waits for the user, ended or failed: for a
 * notification; "notification" (const char *sentence): a run asks, or an export or a film is there
 * or failed; "returned" (MqMessage *): a message that the run did not handle, for the composer. Its
 * pictures are paths in the library; none if the sender still has them. */

G_END_DECLS
