/* MqAssetState: the shared state of one asset: prompt, plan, current script, the results of
 * checking, running and measuring it, and the defects to repair. Owned by the pipeline. A team
 * reads it and writes only its usage and progress to it. */
#pragma once

#include "service/models/mq-transcript.h"

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_ASSET_STATE (mq_asset_state_get_type ())
G_DECLARE_FINAL_TYPE (MqAssetState, mq_asset_state, MQ, ASSET_STATE, GObject)

MqAssetState *mq_asset_state_new (const char *prompt);

const char *mq_asset_state_get_prompt (MqAssetState *self);
const char *mq_asset_state_get_instruction (MqAssetState *self);
void mq_asset_state_set_instruction (MqAssetState *self, const char *instruction);
JsonObject *mq_asset_state_get_plan (MqAssetState *self);
void mq_asset_state_set_plan (MqAssetState *self, JsonObject *plan);
const char *mq_asset_state_get_script (MqAssetState *self);
void mq_asset_state_set_script (MqAssetState *self, const char *script);
JsonArray *mq_asset_state_get_findings (MqAssetState *self);
void mq_asset_state_set_findings (MqAssetState *self, JsonArray *findings);
JsonObject *mq_asset_state_get_failure (MqAssetState *self);
void mq_asset_state_set_failure (MqAssetState *self, JsonObject *failure);
JsonObject *mq_asset_state_get_report (MqAssetState *self);
void mq_asset_state_set_report (MqAssetState *self, JsonObject *report);
JsonObject *mq_asset_state_get_base_report (MqAssetState *self);
void mq_asset_state_set_base_report (MqAssetState *self, JsonObject *report);
JsonArray *mq_asset_state_get_defects (MqAssetState *self);
void mq_asset_state_set_defects (MqAssetState *self, JsonArray *defects);

/* The rest is for teams that ask models. */

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
mq_asset_state_picture_new (GBytes *bytes, const char *label); /* media type from the first bytes */
void mq_asset_state_picture_free (MqAssetStatePicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAssetStatePicture, mq_asset_state_picture_free)

GPtrArray *mq_asset_state_get_references (MqAssetState *self);
GPtrArray *mq_asset_state_get_views (MqAssetState *self);
void mq_asset_state_set_views (MqAssetState *self, GPtrArray *views);

/* The client's Blender: "4.3.2", and its id in the knowledge index, "4.3.2-32f5fdce0a0a" (NULL:
 * not known yet). */
const char *mq_asset_state_get_blender_version (MqAssetState *self);
const char *mq_asset_state_get_blender (MqAssetState *self);
void mq_asset_state_set_blender (MqAssetState *self, const char *version, const char *blender);

JsonArray *mq_asset_state_get_passages (MqAssetState *self);
void mq_asset_state_set_passages (MqAssetState *self, JsonArray *passages);

/* Errors since the script was written, oldest first: [{"stage": "check"|"run"|"look", "text"}];
 * never NULL. */
JsonArray *mq_asset_state_get_attempts (MqAssetState *self);
void mq_asset_state_add_attempt (MqAssetState *self, const char *stage, const char *text);
void mq_asset_state_clear_attempts (MqAssetState *self);

/* While an instruction is carried out: the report before it, and the parts it may change (ids);
 * otherwise NULL. (base_report above is set only while a refinement is verified.) */
JsonObject *mq_asset_state_get_kept_report (MqAssetState *self);
JsonArray *mq_asset_state_get_touches (MqAssetState *self);
void mq_asset_state_set_change (MqAssetState *self, JsonObject *kept_report, JsonArray *touches);

/**
 * MqBudget:
 * @calls: requests to models
 * @tokens: input and output tokens
 * @cost: US dollars
 * @seconds: wall-clock time of the team's and Blender's work, without the user's turns
 *
 * Limits or usage of a run. As a limit, 0 means unlimited.
 */
typedef struct
{
  gint64 calls;
  gint64 tokens;
  double cost;
  gint64 seconds;
} MqBudget;

/* Adds the team's usage. @model: its name; @usage: of one call. The pipeline takes it after each
 * step (`{"calls", "input", "output", "cached", "cost" unless unknown, "model"}`, NULL when
 * nothing was used) and adds it to the journal. */
void mq_asset_state_spend (MqAssetState *self, const char *model, const MqModelUsage *usage);
JsonObject *mq_asset_state_take_usage (MqAssetState *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_asset_state_count_usage (MqAssetState *self, JsonObject *usage);
const MqBudget *mq_asset_state_get_spent (MqAssetState *self);
const MqBudget *mq_asset_state_get_budget (MqAssetState *self);
void mq_asset_state_set_budget (MqAssetState *self, const MqBudget *budget);
void mq_asset_state_count_seconds (MqAssetState *self, double seconds);
gboolean mq_asset_state_check_budget (MqAssetState *self, GError **error);

MqTranscript *mq_asset_state_get_transcript (MqAssetState *self);
void mq_asset_state_set_transcript (MqAssetState *self, MqTranscript *transcript);

void mq_asset_state_stream (MqAssetState *self, const char *text);
void
mq_asset_state_retry (MqAssetState *self, const GError *why, guint attempt, guint milliseconds);

G_END_DECLS
