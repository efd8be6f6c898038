/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal functions of MqRemoteBlender. mq-remote-blender.c: steps and calls of the team;
 * -script: checking, running, rendering and measuring a script; -look: requests for teams
 * that use models. */
#pragma once

#include "service/pipeline/mq-remote-blender.h"

G_BEGIN_DECLS

/* A step of a run that is under way. */
typedef struct
{
  MqTeamRole role;
  gint64 number;
  gint64 since;
} MqStep;

gboolean mq_remote_blender_begin_step (MqRemoteBlender *self, MqStep *step, MqTeamRole role,
                                       const char *text, GError **error);
gboolean mq_remote_blender_end_step (MqRemoteBlender *self, const MqStep *step, MqEventState state,
                                     const char *text, GError **error);
gboolean mq_remote_blender_end_measuring (MqRemoteBlender *self, const MqStep *step,
                                          const char *text, guint faults, GError **error);
/* Ends the step as failed and sets @error to @fault (transfer full), unless the run has to end. */
gboolean mq_remote_blender_fail_step (MqRemoteBlender *self, const MqStep *step, GError *fault,
                                      GError **error);
/* Sends an instruction to the client and awaits its result. The client's errors become
 * MQ_HTTP_PROBLEM_ERROR. */
MqRunEvent *mq_remote_blender_make_instruction (MqInstructionKind kind) G_GNUC_WARN_UNUSED_RESULT;
/* @event: transfer full. */
JsonObject *
mq_remote_blender_instruct (MqRemoteBlender *self, MqRunEvent *event, gint64 *instruction,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the error of an instruction ends the run, even if the instruction was optional. */
gboolean mq_remote_blender_is_fatal (const GError *fault);

G_END_DECLS
