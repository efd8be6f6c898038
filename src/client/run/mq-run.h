/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRun: drives one run: requests it from the service, carries out its instructions, saves the
 * versions. Its signal `event` reports everything that happens. */
#pragma once

#include "client/blender/mq-blender.h"
#include "client/library/mq-library.h"
#include "client/run/mq-run-options.h"
#include "common/settings/mq-config.h"
#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

/* Bytes: the limit of a transcript at the service. */
#define MQ_RUN_MAX_TRANSCRIPT (64 * 1024 * 1024)

#define MQ_TYPE_RUN (mq_run_get_type ())
G_DECLARE_FINAL_TYPE (MqRun, mq_run, MQ, RUN, GObject)

MqRun *mq_run_new (MqLibrary *library, MqConfig *config, MqBlender *blender, MqRunOptions *options);
MqRun *mq_run_new_attached (MqLibrary *library, MqConfig *config, MqBlender *blender,
                            MqSession *session, const char *run, const char *server);
DexFuture *mq_run_wait_begun (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_perform (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_refine (MqRun *self, MqMessage *message) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_run_answer (MqRun *self, gint64 question, JsonArray *requirements) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_raise_budget (MqRun *self, double factor) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_finish (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_load_transcript (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_cancel (MqRun *self);
void mq_run_detach (MqRun *self);
void mq_run_stop_blender (MqRun *self);

gboolean mq_run_team_sees (JsonObject *teams, const char *team);
gboolean mq_run_fail_blind (const char *team, GError **error);

MqSession *mq_run_get_session (MqRun *self);
const char *mq_run_get_id (MqRun *self);
gboolean mq_run_is_leading (MqRun *self);
guint mq_run_get_variant (MqRun *self);
gboolean mq_run_is_guided (MqRun *self);
gboolean mq_run_is_past (MqRun *self, MqRunEvent *event);
gboolean mq_run_is_caught_up (MqRun *self, MqRunEvent *event);

/* Signal: "event" (MqRunEvent *event): every event of docs/inside/protocol.md (also `stream`, which
 * is saved nowhere), and the client's own; see mq-run-event.h. */

G_END_DECLS
