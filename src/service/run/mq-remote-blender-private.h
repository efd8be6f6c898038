/* What the files of MqRemoteBlender share: mq-remote-blender.c has steps and the team's thinking, mq-remote-blender-script.c what the
 * client's Blender does with a script, mq-remote-blender-look.c what a team that asks models wants from it besides. */
#pragma once

#include "service/run/mq-remote-blender.h"

G_BEGIN_DECLS

/* One step of a run, while it lasts. */
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
/* Ends the step as failed and hands @fault (transfer full) on, unless the run is to end anyway. */
gboolean mq_remote_blender_fail_step (MqRemoteBlender *self, const MqStep *step, GError *fault,
                                      GError **error);
/* Has the client carry out an instruction; its own errors come back as MQ_HTTP_PROBLEM_ERROR. */
MqRunEvent *mq_remote_blender_make_instruction (MqInstructionKind kind) G_GNUC_WARN_UNUSED_RESULT;
/* @event: transfer full. */
JsonObject *
mq_remote_blender_instruct (MqRemoteBlender *self, MqRunEvent *event, gint64 *instruction,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the run cannot go on after an instruction failed like that, however dispensable it was. */
gboolean mq_remote_blender_is_fatal (const GError *fault);

G_END_DECLS
