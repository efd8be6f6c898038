/* MqTeam: who thinks. The pipeline knows only this interface; the sketcher answers by itself, a
 * model-backed team asks models. Every answer is a JSON object, so that it can be journaled and a run
 * played again after a crash without asking twice. */
#pragma once

#include "service/team/mq-asset-state.h"

#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_TEAM (mq_team_get_type ())
G_DECLARE_INTERFACE (MqTeam, mq_team, MQ, TEAM, GObject)

/**
 * MqLook:
 * @MQ_LOOK_NONE: none
 * @MQ_LOOK_SHEET: all views on one picture
 * @MQ_LOOK_VIEWS: each view by itself, larger
 *
 * Pictures that a team wants of what stands there. The numbers are journaled.
 */
typedef enum
{
  MQ_LOOK_NONE = 0,
  MQ_LOOK_SHEET = 1,
  MQ_LOOK_VIEWS = 2,
} MqLook;

/**
 * MqTeamInterface:
 * @get_id: "sketcher", "model"
 * @get_label: for people: "Built-in sketcher (no AI model)"
 * @describe: (optional) → `{"title": "Built-in sketcher", "kinds": ["Chair", …], "sees": false}`: the titles of what it can
 *   make, none when it tries anything; whether it looks at pictures. At once
 * @understand: (optional) prompt → `{"known": true, "kind": "chair" or null, "text": sentences, "understood": [phrases], "ignored":
 *   [phrases], "nearest": [kinds]}`: what it would make of it, without beginning anything; quick, as it is asked while one types
 * @plan: draft's prompt → `{"plan": {…}, "text": "…", "notices": [{"level", "code", "text", "items"}]}`
 * @write: plan → `{"script": "…", "text": "112 lines"}`
 * @repair: findings, failure or defects of the draft → `{"script": "…", "plan": {…} or absent, "text": "…"}`
 * @critique: report (and plan) → `{"defects": [{"part", "object", "what", "evidence", "severity": "severe"|"minor", "fix": {…}}], "text": "…"}`
 * @verify: report after a repair of the draft's defects, or after a refinement (base_report set) →
 *   `{"verdict": "better"|"same"|"worse", "fixed": [what], "left": [what], "changed": [object names], "text": "…"}`
 * @refine: instruction → `{"script", "plan", "touches": [part ids], "summary": "…", "text": "…", "notices": […]}`,
 *   or `{"refused": true, "text": "…", "notices": […]}` when nothing of it can be done
 * @retrieve: (optional) plan → `{"passages": […], "text": "Looked up 9 things for Blender 4.3.2"}`; asks no model. A team that has it
 *   wants the Blender at hand introspected first
 * @rewrite: (optional) after the last repair failed: → `{"script", "text"}`, a fresh approach for the part at fault, once
 * @wants_look: (optional) which views of the draft @critique and @verify want: labelled pictures of what stands there now
 * @adjust_rounds: (optional) rounds of automatic refinement, from what the settings say
 *
 * An answer may have `"detail"`: the whole of what was said, for those who open the step.
 * @critique's defects: severity `severe` is mended; `minor` is told, unless the team says otherwise by @adjust_rounds. @verify may add
 * `"defects"`: what is left as defects of the same shape, so that the next round needs no critique.
 *
 * Each resolves to a `JsonObject` (JSON_TYPE_OBJECT), or rejects: %MQ_ERROR_UNKNOWN_KIND when the prompt names nothing the
 * team can make, %MQ_ERROR_FAILED when it has no further answer, %MQ_ERROR_BUDGET, or a %MQ_MODEL_ERROR. The sketcher's answer is a
 * function of the draft; a model's is not, so answers are journaled and never asked for twice.
 */
struct _MqTeamInterface
{
  GTypeInterface parent_iface;

  const char *(*get_id) (MqTeam *self);
  const char *(*get_label) (MqTeam *self);
  JsonObject *(*describe) (MqTeam *self);
  DexFuture *(*understand) (MqTeam *self, const char *prompt);
  DexFuture *(*plan) (MqTeam *self, MqAssetState *asset);
  DexFuture *(*write) (MqTeam *self, MqAssetState *asset);
  DexFuture *(*repair) (MqTeam *self, MqAssetState *asset);
  DexFuture *(*critique) (MqTeam *self, MqAssetState *asset);
  DexFuture *(*verify) (MqTeam *self, MqAssetState *asset);
  DexFuture *(*refine) (MqTeam *self, MqAssetState *asset);
  DexFuture *(*retrieve) (MqTeam *self, MqAssetState *asset);
  DexFuture *(*rewrite) (MqTeam *self, MqAssetState *asset);
  MqLook (*wants_look) (MqTeam *self, MqAssetState *asset);
  guint (*adjust_rounds) (MqTeam *self, guint rounds);
};

const char *mq_team_get_id (MqTeam *self);
const char *mq_team_get_label (MqTeam *self);
JsonObject *mq_team_describe (MqTeam *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_understand (MqTeam *self, const char *prompt) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_plan (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_write (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_repair (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_critique (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_verify (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_refine (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_team_can_retrieve (MqTeam *self);
DexFuture *mq_team_retrieve (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_team_can_rewrite (MqTeam *self);
DexFuture *mq_team_rewrite (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
MqLook mq_team_wants_look (MqTeam *self, MqAssetState *asset);
guint mq_team_adjust_rounds (MqTeam *self, guint rounds);

G_END_DECLS
