/* MqScriptDraft: a copy of a version's script that one edits, and the run that makes a new version of
 * it. It outlives the view: what one wrote is there when one comes back, also after a failed run. */
#pragma once

#include "app/workspace/mq-conversation.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Properties, all read-only: "running", "message" (what was wrong with the last run, or NULL),
 * "fault-line" (from 1, 0: none). Signal: "made" (MqVersion *). */
#define MQ_TYPE_SCRIPT_DRAFT (mq_script_draft_get_type ())
G_DECLARE_FINAL_TYPE (MqScriptDraft, mq_script_draft, MQ, SCRIPT_DRAFT, GObject)

MqScriptDraft *mq_script_draft_new (MqVersion *version, const char *script);

/* What the conversation says of it where it is not just an edited script. */
void mq_script_draft_set_words (MqScriptDraft *self, const char *words);

/* Keeps it on disk under a name, until it was run or is forgotten. */
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
