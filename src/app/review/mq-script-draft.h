/* MqScriptDraft: an edited copy of a version's script, and the run that makes a new version of it.
 * It outlives the view, so that edits survive a change of version or a failed run. Used by
 * MqCodeView and MqParametersView. */
#pragma once

#include "app/workspace/mq-conversation.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Properties, all read-only: "running", "message" (error of the last run, or NULL), "fault-line"
 * (from 1, 0: none). Signal: "made" (MqVersion *): the run made this version. */
#define MQ_TYPE_SCRIPT_DRAFT (mq_script_draft_get_type ())
G_DECLARE_FINAL_TYPE (MqScriptDraft, mq_script_draft, MQ, SCRIPT_DRAFT, GObject)

MqScriptDraft *mq_script_draft_new (MqVersion *version, const char *script);

/* Sets the message of the run in the conversation, in place of the one for an edited script. */
void mq_script_draft_set_words (MqScriptDraft *self, const char *words);

/* Saves the draft to disk under @name until it has been run or is discarded. */
void mq_script_draft_keep (MqScriptDraft *self, MqDrafts *drafts, const char *name);
void mq_script_draft_forget (MqScriptDraft *self);
void mq_script_draft_restore (MqScriptDraft *self, const char *text, int line);

MqVersion *mq_script_draft_get_version (MqScriptDraft *self);
GtkSourceBuffer *mq_script_draft_get_buffer (MqScriptDraft *self);
gboolean mq_script_draft_is_changed (MqScriptDraft *self);
gboolean mq_script_draft_is_running (MqScriptDraft *self);
const char *mq_script_draft_get_message (MqScriptDraft *self);
guint mq_script_draft_get_fault_line (MqScriptDraft *self);

void mq_script_draft_run (MqScriptDraft *self, MqConversation *conversation);
void mq_script_draft_stop (MqScriptDraft *self);

G_END_DECLS
