/* MqAssetState: the shared code context. What every role of a team reads: the user's words, the plan, the
 * script as it stands, what checking, running and measuring said of it, and the defects to mend.
 * Owned by the pipeline; a team reads it and answers. It writes to it only what it used up and what it says meanwhile. */
#pragma once

#include "service/models/mq-transcript.h"

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_ASSET_STATE (mq_asset_state_get_type ())
G_DECLARE_FINAL_TYPE (MqAssetState, mq_asset_state, MQ, ASSET_STATE, GObject)

MqAssetState *mq_asset_state_new (const char *prompt);

const char *mq_asset_state_get_prompt (MqAssetState *self);
/* The instruction at work in the user-guided phase; NULL before. */
const char *mq_asset_state_get_instruction (MqAssetState *self);
void mq_asset_state_set_instruction (MqAssetState *self, const char *instruction);
JsonObject *mq_asset_state_get_plan (MqAssetState *self);
void mq_asset_state_set_plan (MqAssetState *self, JsonObject *plan);
const char *mq_asset_state_get_script (MqAssetState *self);
void mq_asset_state_set_script (MqAssetState *self, const char *script);
/* Findings of the check before a run (array), or NULL. */
JsonArray *mq_asset_state_get_findings (MqAssetState *self);
void mq_asset_state_set_findings (MqAssetState *self, JsonArray *findings);
/* The error of the last execution (see docs/protocol.md, execute), or NULL when it ran. */
JsonObject *mq_asset_state_get_failure (MqAssetState *self);
void mq_asset_state_set_failure (MqAssetState *self, JsonObject *failure);
/* The measured report, or NULL. */
JsonObject *mq_asset_state_get_report (MqAssetState *self);
void mq_asset_state_set_report (MqAssetState *self, JsonObject *report);
/* The report of the version a refinement started from, or NULL. */
JsonObject *mq_asset_state_get_base_report (MqAssetState *self);
void mq_asset_state_set_base_report (MqAssetState *self, JsonObject *report);
/* Defects that the critique named and that a repair is to mend, or NULL. */
JsonArray *mq_asset_state_get_defects (MqAssetState *self);
void mq_asset_state_set_defects (MqAssetState *self, JsonArray *defects);

/* For teams that ask models. */

/**
 * MqAssetStatePicture:
 * @bytes: PNG or JPEG, at most 1,568 px a side
 * @media_type: (transfer none): "image/png" or "image/jpeg"
 * @label: "front, camera 18° above", "the user's picture"; for the model
 */
typedef struct
{
  GBytes *bytes;
  const char *media_type;
  char *label;
} MqAssetStatePicture;

MqAssetStatePicture *
mq_asset_state_picture_new (GBytes *bytes, const char *label); /* type by its first bytes */
void mq_asset_state_picture_free (MqAssetStatePicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAssetStatePicture, mq_asset_state_picture_free)

/* What the user gave as a picture, with the prompt or an instruction (MqAssetStatePicture); never NULL. */
GPtrArray *mq_asset_state_get_references (MqAssetState *self);
/* What the asset looks like now, labelled views (MqAssetStatePicture); empty until it was looked at. */
GPtrArray *mq_asset_state_get_views (MqAssetState *self);
void mq_asset_state_set_views (MqAssetState *self, GPtrArray *views);

/* The Blender at the client's: "4.3.2", and "4.3.2-32f5fdce0a0a" under which knowledge knows it (NULL: not
 * known yet). */
const char *mq_asset_state_get_blender_version (MqAssetState *self);
const char *mq_asset_state_get_blender (MqAssetState *self);
void mq_asset_state_set_blender (MqAssetState *self, const char *version, const char *blender);

/* What was looked up for the plan (array of passages, see mq-knowledge.h), or NULL. */
JsonArray *mq_asset_state_get_passages (MqAssetState *self);
void mq_asset_state_set_passages (MqAssetState *self, JsonArray *passages);

/* Faults that were met since the script was written, oldest first: [{"stage": "check"|"run"|"look", "text"}]; never NULL. */
JsonArray *mq_asset_state_get_attempts (MqAssetState *self);
void mq_asset_state_add_attempt (MqAssetState *self, const char *stage, const char *text);
void mq_asset_state_clear_attempts (MqAssetState *self);

/* While an instruction of the user's is worked in: the report before it, and the parts it may touch (ids); NULL else.
 * (base_report above is set only while a refinement is verified.) */
JsonObject *mq_asset_state_get_kept_report (MqAssetState *self);
JsonArray *mq_asset_state_get_touches (MqAssetState *self);
void mq_asset_state_set_change (MqAssetState *self, JsonObject *kept_report, JsonArray *touches);

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
void mq_asset_state_spend (MqAssetState *self, const char *model, const MqModelUsage *usage);
JsonObject *mq_asset_state_take_usage (MqAssetState *self) G_GNUC_WARN_UNUSED_RESULT;
/* Of a step that is played again: counts towards what is spent. */
void mq_asset_state_count_usage (MqAssetState *self, JsonObject *usage);
const MqBudget *mq_asset_state_get_spent (MqAssetState *self);
const MqBudget *mq_asset_state_get_budget (MqAssetState *self);
void mq_asset_state_set_budget (MqAssetState *self, const MqBudget *budget);
void mq_asset_state_count_seconds (MqAssetState *self, double seconds);
/* Asked by the team before each call: FALSE and MQ_ERROR_BUDGET when one is reached, with a sentence that says which. */
gboolean mq_asset_state_check_budget (MqAssetState *self, GError **error);

/* Where exchanges with models are written down, or NULL. */
MqTranscript *mq_asset_state_get_transcript (MqAssetState *self);
void mq_asset_state_set_transcript (MqAssetState *self, MqTranscript *transcript);

/* The team says what a model is writing; signal "stream" (const char *text). Nothing depends on it. */
void mq_asset_state_stream (MqAssetState *self, const char *text);
/* The team says that a model is asked again; signal "retry". Nothing depends on it. */
void
mq_asset_state_retry (MqAssetState *self, const GError *why, guint attempt, guint milliseconds);

G_END_DECLS
