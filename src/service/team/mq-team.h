/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTeam: the interface of a team, which plans, writes and repairs an asset. Implemented by the
 * sketcher without a model and by the model team; the pipeline knows only this interface.
 * Answers are JSON objects, so that the journal can replay them after a crash. */
#pragma once

#include "common/script/mq-python-library.h"
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
 * Renders that a team needs of the current asset. The journal stores the numbers.
 */
typedef enum
{
  MQ_LOOK_NONE = 0,
  MQ_LOOK_SHEET = 1,
  MQ_LOOK_VIEWS = 2,
} MqLook;

/**
 * MqTeamTask:
 * @MQ_TEAM_PLAN: message → `{"plan": {…}, "text": "…", "notices": [{"level", "code", "text",
 *   "items"}]}`
 * @MQ_TEAM_WRITE: plan → `{"script": "…", "text": "112 lines"}`
 * @MQ_TEAM_REPAIR: findings, failure or defects → `{"script": "…", "plan": {…} or absent,
 *   "text": "…"}`
 * @MQ_TEAM_CRITIQUE: report (and plan) → `{"defects": [{"part", "object", "what", "evidence",
 *   "severity": "severe"|"minor", "fix": {…}}], "text": "…"}`
 * @MQ_TEAM_VERIFY: report after a repair of defects, or after a refinement (base_report set) →
 *   `{"verdict": "better"|"same"|"worse", "fixed": [what], "left": [what], "changed": [object
 *   names], "text": "…"}`
 * @MQ_TEAM_REFINE: instruction, plan, script and report → `{"script", "plan", "touches": [part
 *   ids], "summary": "…", "text": "…", "notices": […]}`, or `{"refused": true, "text": "…",
 *   "notices": […]}` when nothing of it can be done
 * @MQ_TEAM_RETRIEVE: (optional) plan → `{"passages": […], "text": "Looked up 9 things for Blender
 *   4.3.2"}`; asks no model. A team that does it needs an introspection of the client's Blender
 *   first
 * @MQ_TEAM_REWRITE: (optional) after the last repair failed: → `{"script", "text"}`, a new approach
 *   for the faulty part, once
 * @MQ_TEAM_LOCATE: (optional) picture of the user, report → `{"landmarks": […], "text": "Found 9
 *   landmarks in the picture"}`, as of mq_likeness_read_landmarks()
 * @MQ_TEAM_READ: (optional) drawings among the user's pictures → `{"requirements": [as a message
 *   has them; with `doubt`, why, where it is not certain], "unused": [words], "text": "…"}`
 *
 * What a team is asked for: the members of the asset's state that it reads, and its answer.
 *
 * An answer may have `"detail"`: its full text, shown when the user opens the step. A critique's
 * defects: severity `severe` is repaired; `minor` is reported, unless the team's rounds of
 * adjustment change that. A verdict may add `"defects"`: the remaining defects in the same form, so
 * that the next round needs no critique.
 */
typedef enum
{
  MQ_TEAM_PLAN,
  MQ_TEAM_WRITE,
  MQ_TEAM_REPAIR,
  MQ_TEAM_CRITIQUE,
  MQ_TEAM_VERIFY,
  MQ_TEAM_REFINE,
  MQ_TEAM_RETRIEVE,
  MQ_TEAM_REWRITE,
  MQ_TEAM_LOCATE,
  MQ_TEAM_READ,
} MqTeamTask;

/**
 * MqTeamInterface:
 * @get_id: "sketcher", "model"
 * @get_label: the name for the user: "Built-in sketcher (no AI model)"
 * @describe: (optional) → `{"title": "Built-in sketcher", "sees": false}`; whether it accepts
 *   pictures. Synchronous
 * @list_kinds: (optional) → `{"kinds": ["Chair", …], "families": [{"name", "kinds"}], "problems"}`:
 *   the titles of the kinds it makes; without it, it accepts any message
 * @understand: (optional) message → `{"known": true, "kind": "chair" or null, "text": sentences,
 *   "understood": [phrases], "ignored": [phrases], "nearest": [kinds]}`: how the team understands a
 *   message, without starting a run; fast, as it is called while the user types. A team may heed
 *   what is wanted, `{"parameters": {name: number}, "seed"}`: then it adds `"plan"`, as of
 *   %MQ_TEAM_PLAN, with these values, and the kind's `"parameters"`: `[{"name", "value", "min",
 *   "max", "unit"}]`
 * @ask: does a task
 * @can: (optional) whether it does an optional task; without it, it does none
 * @wants_look: (optional) which labelled renders of the current asset a critique and a verdict need
 * @adjust_rounds: (optional) rounds of automatic refinement, from the settings' rounds
 * @suggest: (optional) → `{"changes": [words]}`: changes of the current asset that the user may
 * want, in words that @ask understands
 *
 * @list_kinds, @understand, @ask and @suggest resolve to a `JsonObject` (JSON_TYPE_OBJECT), or
 * reject: %MQ_ERROR_UNKNOWN_KIND when the team cannot make what the message names, %MQ_ERROR_FAILED
 * when it has no further answer, %MQ_ERROR_BUDGET, or a %MQ_MODEL_ERROR. The sketcher's answer is a
 * function of the state; a model's is not, so answers are journaled and never requested twice.
 */
struct _MqTeamInterface
{
  GTypeInterface parent_iface;

  const char *(*get_id) (MqTeam *self);
  const char *(*get_label) (MqTeam *self);
  JsonObject *(*describe) (MqTeam *self);
  DexFuture *(*list_kinds) (MqTeam *self);
  DexFuture *(*understand) (MqTeam *self, const char *text, JsonObject *wanted);
  DexFuture *(*ask) (MqTeam *self, MqTeamTask task, MqAssetState *asset);
  gboolean (*can) (MqTeam *self, MqTeamTask task);
  MqLook (*wants_look) (MqTeam *self, MqAssetState *asset);
  guint (*adjust_rounds) (MqTeam *self, guint rounds);
  DexFuture *(*suggest) (MqTeam *self, MqAssetState *asset);
};

const char *mq_team_get_id (MqTeam *self);
const char *mq_team_get_label (MqTeam *self);
JsonObject *mq_team_describe (MqTeam *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_team_list_kinds (MqTeam *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_team_sees (MqTeam *self);
DexFuture *
mq_team_understand (MqTeam *self, const char *text, JsonObject *wanted) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_team_ask (MqTeam *self, MqTeamTask task, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_team_can (MqTeam *self, MqTeamTask task);
DexFuture *mq_team_suggest (MqTeam *self, MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
char *mq_team_count_lines (const char *text, MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
