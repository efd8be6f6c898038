/* MqDraft: the shared code context. What every role of a team reads: the user's words, the plan, the
 * script as it stands, what checking, running and measuring said of it, and the defects to mend.
 * Owned by the pipeline; a team reads it and answers. It writes to it only what it used up and what it says meanwhile. */
#pragma once

#include "service/models/mq-transcript.h"

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

/* For teams that ask models. */

/**
 * MqDraftPicture:
 * @bytes: PNG or JPEG, at most 1,568 px a side
 * @media_type: (transfer none): "image/png" or "image/jpeg"
 * @label: "front, camera 18° above", "the user's picture"; for the model
 */
typedef struct
{
  GBytes *bytes;
  const char *media_type;
  char *label;
} MqDraftPicture;

MqDraftPicture *
mq_draft_picture_new (GBytes *bytes, const char *label); /* type by its first bytes */
void mq_draft_picture_free (MqDraftPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqDraftPicture, mq_draft_picture_free)

/* What the user gave as a picture, with the prompt or an instruction (MqDraftPicture); never NULL. */
GPtrArray *mq_draft_get_references (MqDraft *self);
/* What the asset looks like now, labelled views (MqDraftPicture); empty until it was looked at. */
GPtrArray *mq_draft_get_views (MqDraft *self);
void mq_draft_set_views (MqDraft *self, GPtrArray *views);

/* The Blender at the client's: "4.3.2", and "4.3.2-32f5fdce0a0a" under which knowledge knows it (NULL: not
 * known yet). */
const char *mq_draft_get_blender_version (MqDraft *self);
const char *mq_draft_get_blender (MqDraft *self);
void mq_draft_set_blender (MqDraft *self, const char *version, const char *blender);

/* What was looked up for the plan (array of passages, see mq-knowledge.h), or NULL. */
JsonArray *mq_draft_get_passages (MqDraft *self);
void mq_draft_set_passages (MqDraft *self, JsonArray *passages);

/* Faults that were met since the script was written, oldest first: [{"stage": "check"|"run"|"look", "text"}]; never NULL. */
JsonArray *mq_draft_get_tries (MqDraft *self);
void mq_draft_add_try (MqDraft *self, const char *stage, const char *text);
void mq_draft_forget_tries (MqDraft *self);

/* While an instruction of the user's is worked in: the report before it, and the parts it may touch (ids); NULL else.
 * (base_report above is set only while a refinement is verified.) */
JsonObject *mq_draft_get_kept_report (MqDraft *self);
JsonArray *mq_draft_get_touches (MqDraft *self);
void mq_draft_set_change (MqDraft *self, JsonObject *kept_report, JsonArray *touches);

/**
 * MqBudget:
 * @calls: of models
 * @tokens: read and written
 * @cost: US dollars
 * @seconds: wall clock of the team's and Blender's work, the user's turns left out
 *
 * What a run may use up, or has used up. As a limit, 0 is none.
 */
typedef struct
{
  gint64 calls;
  gint64 tokens;
  double cost;
  gint64 seconds;
} MqBudget;

/* What the team used up. @model: its name; @usage: of one call. The pipeline takes it out after each step
 * (`{"calls", "input", "output", "cached", "cost" unless unknown, "model"}`, NULL when nothing was) and puts it into the journal. */
void mq_draft_spend (MqDraft *self, const char *model, const MqModelUsage *usage);
JsonObject *mq_draft_take_usage (MqDraft *self) G_GNUC_WARN_UNUSED_RESULT;
/* Of a step that is played again: counts towards what is spent. */
void mq_draft_count_usage (MqDraft *self, JsonObject *usage);
const MqBudget *mq_draft_get_spent (MqDraft *self);
const MqBudget *mq_draft_get_budget (MqDraft *self);
void mq_draft_set_budget (MqDraft *self, const MqBudget *budget);
void mq_draft_count_seconds (MqDraft *self, double seconds);
/* Asked by the team before each call: FALSE and MQ_ERROR_BUDGET when one is reached, with a sentence that says which. */
gboolean mq_draft_check_budget (MqDraft *self, GError **error);

/* Where exchanges with models are written down, or NULL. */
MqTranscript *mq_draft_get_transcript (MqDraft *self);
void mq_draft_set_transcript (MqDraft *self, MqTranscript *transcript);

/* The team says what a model is writing; signal "stream" (const char *text). Nothing depends on it. */
void mq_draft_stream (MqDraft *self, const char *text);
/* The team says that a model is asked again; signal "retry". Nothing depends on it. */
void mq_draft_retry (MqDraft *self, const GError *why, guint attempt, guint milliseconds);

G_END_DECLS
