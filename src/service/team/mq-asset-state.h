/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAssetState: the shared state of one asset: message, plan, current script, the results of
 * checking, running and measuring it, and the defects to repair. Owned by the pipeline. A team
 * reads it and writes only its usage and progress to it. */
#pragma once

#include "common/events/mq-message.h"
#include "common/events/mq-picture-role.h"
#include "service/model/mq-transcript.h"

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqAssetStatePicture:
 * @bytes: PNG or JPEG, at most 1,568 px a side
 * @media_type: (transfer none): "image/png" or "image/jpeg"
 * @label: "front, camera 18° above", "the user's picture"; for the model
 * @number: of a picture of the user: its number within the run
 * @role: of a picture of the user: what it shows
 * @is_unread: a drawing whose dimensions were not read yet
 * @tiles: (nullable) (element-type MqAssetStatePicture): of a drawing: parts of it, enlarged
 * @text: (nullable): of a drawing: the words of its file, see mq-png-text.h
 * @landmarks: (nullable): those that were found in a picture of the user, as of
 *   mq_likeness_read_landmarks(); %NULL: nobody has looked for them
 * @has_camera_notice: the user was told that its camera was not found
 */
typedef struct
{
  GBytes *bytes;
  const char *media_type;
  char *label;
  gint64 number;
  MqPictureRole role;
  gboolean is_unread;
  GPtrArray *tiles;
  char *text;
  JsonArray *landmarks;
  gboolean has_camera_notice;
} MqAssetStatePicture;

MqAssetStatePicture *
mq_asset_state_picture_new (GBytes *bytes, const char *label); /* media type from the first bytes */
void mq_asset_state_picture_free (MqAssetStatePicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAssetStatePicture, mq_asset_state_picture_free)

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

#define MQ_TYPE_ASSET_STATE (mq_asset_state_get_type ())
G_DECLARE_FINAL_TYPE (MqAssetState, mq_asset_state, MQ, ASSET_STATE, GObject)

/**
 * MqAssetState:
 * @first_message: the session's first message, empty for a script of the user's own
 * @variant: which of @variants, from 1
 * @variants: how many variants of the message, or of the change, are made; 1: no others
 * @wanted: (nullable): while a message is being understood: what its plan is to have
 * @targets: (nullable): what the first message points at
 * @instruction: (nullable): the message of the current refinement, %NULL before the user's turn
 * @own: (nullable): the user's own requirements of the first message, or of @instruction, in the
 *   plan's form
 * @script: (nullable): the current script
 * @plan: (nullable): named parts with boxes, joins and materials
 * @findings: (nullable): the findings of the check before execution, as in docs/inside/protocol.md
 * @failure: (nullable): the error of the last execution, with type, message, line and traceback;
 *   %NULL when it succeeded
 * @report: (nullable): the measured report of the current script, as in
 *   data/schemas/report.schema.json
 * @base_report: (nullable): the report of the version that a refinement started from; set only
 *   while the refinement is verified
 * @defects: (nullable): the defects to repair, of a critique
 * @known: (nullable): while they are repaired: all defects before it, also those that are only told
 * @careful: the repair is kept only if it looks better, too: it is of minor defects
 * @references: (element-type MqAssetStatePicture): the user's pictures
 * @views: (element-type MqAssetStatePicture): the renders of the asset; empty when it changed since
 * @closeups: (element-type MqAssetStatePicture): close-ups of the defects to repair, as they were
 *   before and as they are now; empty while none are repaired
 * @pictured: the place in @references of the picture in which landmarks are looked for, from 1; 0:
 *   none
 * @besides: (element-type MqAssetStatePicture): each picture that the current asset was compared
 *   with, and the asset from its camera, beside each other
 * @blender_version: (nullable): the client's Blender: "4.3.2"
 * @blender: (nullable): the name of its index, "4.3.2-32f5fdce0a0a", as of mq_knowledge_name();
 * %NULL: not known yet
 * @passages: (nullable): the retrieved passages
 * @attempts: the errors since the script was written, oldest first: [{"stage":
 *   "check"|"run"|"look"|"repair", "text"}]; "repair": what a repair changed, and what that did
 * @kept_report: (nullable): while an instruction is carried out: the report before it
 * @touches: (nullable): the ids of the parts that the instruction may change
 * @chosen: (nullable): the ids of the parts that the user points at, which alone may change
 * @history: the versions of the session, see mq-asset-history.h
 * @version: the number of the version that @script is; 0: of none
 * @restored: (nullable): while an instruction is carried out: parts that are to be as they were:
 *   [{"part", "version"}]
 * @gate: each request to a model passes it; closed while nobody follows the run
 * @transcript: (nullable): the transcript of the run's exchanges
 * @budget: the run's limits
 * @spent: the run's usage so far
 *
 * From @references on for teams that ask models. Set members that are counted or copied with
 * g_set_str(), g_set_object(), mq_json_replace_object() and mq_json_replace_array().
 */
struct _MqAssetState
{
  GObject parent_instance;

  char *first_message;
  guint variant;
  guint variants;
  JsonObject *wanted;
  JsonArray *targets;
  MqMessage *instruction;
  JsonArray *own;
  char *script;
  JsonObject *plan;
  JsonArray *findings;
  JsonObject *failure;
  JsonObject *report;
  JsonObject *base_report;
  JsonArray *defects;
  JsonArray *known;
  gboolean careful;

  GPtrArray *references;
  GPtrArray *views;
  GPtrArray *closeups;
  guint pictured;
  GPtrArray *besides;
  char *blender_version;
  char *blender;
  JsonArray *passages;
  JsonArray *attempts;
  JsonObject *kept_report;
  JsonArray *touches;
  JsonArray *chosen;
  JsonArray *history;
  gint64 version;
  JsonArray *restored;
  MqClientGate *gate;
  MqTranscript *transcript;

  MqBudget budget;
  MqBudget spent;

  /*< private >*/
  JsonObject *usage;     /* of the current step, or NULL */
  gboolean cost_unknown; /* the price of a call in that step is unknown */
};

MqAssetState *mq_asset_state_new (const char *first_message);

/* Adds the team's usage. @model: its name; @usage: of one call. The pipeline takes it after each
 * step (`{"calls", "input", "output", "cached", "cost" unless unknown, "model"}`, NULL when
 * nothing was used) and adds it to the journal. */
void mq_asset_state_spend (MqAssetState *self, const char *model, const MqModelUsage *usage);
JsonObject *mq_asset_state_take_usage (MqAssetState *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_asset_state_count_usage (MqAssetState *self, JsonObject *usage);
gboolean mq_asset_state_check_budget (MqAssetState *self, GError **error);

G_END_DECLS
