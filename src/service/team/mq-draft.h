/* MqDraft: the shared code context. What every role of a team reads: the user's words, the plan, the
 * script as it stands, what checking, running and measuring said of it, and the defects to mend.
 * Owned by the pipeline; a team reads it and answers, it never writes to it. */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_DRAFT (mq_draft_get_type ())
G_DECLARE_FINAL_TYPE (MqDraft, mq_draft, MQ, DRAFT, GObject)

MqDraft *mq_draft_new (const char *prompt);

const char *mq_draft_get_prompt (MqDraft *self);
/* The instruction at work in the user-guided phase; NULL before. */
const char *mq_draft_get_instruction (MqDraft *self);
void mq_draft_set_instruction (MqDraft *self, const char *instruction);
JsonObject *mq_draft_get_plan (MqDraft *self);
void mq_draft_set_plan (MqDraft *self, JsonObject *plan);
const char *mq_draft_get_script (MqDraft *self);
void mq_draft_set_script (MqDraft *self, const char *script);
/* Findings of the check before a run (array), or NULL. */
JsonArray *mq_draft_get_findings (MqDraft *self);
void mq_draft_set_findings (MqDraft *self, JsonArray *findings);
/* The error of the last execution (see docs/protocol.md, execute), or NULL when it ran. */
JsonObject *mq_draft_get_failure (MqDraft *self);
void mq_draft_set_failure (MqDraft *self, JsonObject *failure);
/* The measured report, or NULL. */
JsonObject *mq_draft_get_report (MqDraft *self);
void mq_draft_set_report (MqDraft *self, JsonObject *report);
/* The report of the version a refinement started from, or NULL. */
JsonObject *mq_draft_get_base_report (MqDraft *self);
void mq_draft_set_base_report (MqDraft *self, JsonObject *report);
/* Defects that the critique named and that a repair is to mend, or NULL. */
JsonArray *mq_draft_get_defects (MqDraft *self);
void mq_draft_set_defects (MqDraft *self, JsonArray *defects);

G_END_DECLS
