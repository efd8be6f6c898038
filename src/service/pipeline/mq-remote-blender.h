/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemoteBlender: the steps of a run. Each function reports the start of a step, calls the team or
 * sends an instruction to the client, stores the result in MqAssetState and reports the end. All
 * await, so only the pipeline's fiber may call them. */
#pragma once

#include "service/knowledge/mq-knowledge.h"
#include "service/run/mq-service-run.h"

G_BEGIN_DECLS

/**
 * MqRemoteBlender:
 * @run: (unowned): the run, for events and instructions
 * @asset: plan, script and report so far
 * @own_script: the script is the user's: findings are reported and not repaired
 * @by_hand: the scene is not the script's, but one that the user changed by hand
 * @step: number of the last step
 * @role: whose step it is
 * @since: when it began
 * @seconds: fractions of seconds of steps, not yet counted in the budget
 * @execution: the last instruction that executed the script
 * @scene: the execution whose scene the client has; 0: it may have none
 * @measurement: the last instruction that measured
 * @unmeasured: (nullable): why the last one could not
 * @looked: the team has views of the current asset
 * @closeups: (nullable): what the close-ups before a repair show, with their cameras, so that those
 *   after it can be compared with them
 * @rendering: the last instruction that rendered a preview; 0: none succeeded
 */
typedef struct
{
  MqServiceRun *run;
  MqAssetState *asset;
  gboolean own_script;
  gboolean by_hand;
  gboolean looked;
  gint64 step;
  MqTeamRole role;
  gint64 since;
  double seconds;
  gint64 execution;
  gint64 scene;
  gint64 measurement;
  char *unmeasured;
  gint64 rendering;
  JsonArray *closeups;
} MqRemoteBlender;

JsonObject *mq_remote_blender_call_team (MqRemoteBlender *self, MqTeamRole role, const char *doing,
                                         MqTeamTask task, const char *required,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_remote_blender_attempt (MqRemoteBlender *self, GError **error);
gboolean mq_remote_blender_measure (MqRemoteBlender *self, GError **error);
gboolean mq_remote_blender_compare (MqRemoteBlender *self, GError **error);
gboolean mq_remote_blender_build (MqRemoteBlender *self, GError **error);
gboolean mq_remote_blender_render (MqRemoteBlender *self, MqRenderMode mode, GError **error);
gboolean
mq_remote_blender_introspect (MqRemoteBlender *self, MqKnowledge *knowledge, GError **error);
gboolean mq_remote_blender_look (MqRemoteBlender *self, gboolean sheet, GError **error);
gboolean mq_remote_blender_look_closely (MqRemoteBlender *self, GError **error);
gboolean mq_remote_blender_notice (MqRemoteBlender *self, const char *level, const char *code,
                                   const char *text, JsonArray *items, GError **error);

gboolean mq_remote_blender_is_fault_of_script (const GError *error);
/* Whether the run was stopped or put away. Any other failure leaves what was built. */
gboolean mq_remote_blender_is_stopped (const GError *error);

G_END_DECLS
