/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExecutor: carries out a run's instructions with a worker, and remembers their results, of which
 * versions are made. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "client/live/mq-hand-edit.h"
#include "common/settings/mq-config.h"
#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

/** MQ_EXECUTOR_REFERENCE: in the worker's folder, the user's picture to compare with. */
#define MQ_EXECUTOR_REFERENCE "reference.png"

/* px of a render at the scale 1.0 */
#define MQ_EXECUTOR_RENDER_WIDTH 1920
#define MQ_EXECUTOR_RENDER_HEIGHT 1080
/* s of processor time to measure a version */
#define MQ_EXECUTOR_MEASURE_SECONDS 180

#define MQ_TYPE_EXECUTOR (mq_executor_get_type ())
G_DECLARE_FINAL_TYPE (MqExecutor, mq_executor, MQ, EXECUTOR, GObject)

MqExecutor *mq_executor_new (void);
void
mq_executor_set_worker (MqExecutor *self, MqWorker *worker, const char *work_dir, MqConfig *config);
void mq_executor_set_meshes (MqExecutor *self, const char *path);
void mq_executor_set_hand_edit (MqExecutor *self, MqHandEdit *hand_edit);
void mq_executor_set_cameras (MqExecutor *self, JsonArray *cameras);
DexFuture *mq_executor_render_again (MqExecutor *self, guint number) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *
mq_executor_take_cameras (MqExecutor *self, JsonObject *rendering) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_executor_execute (MqExecutor *self, MqRunEvent *instruction) G_GNUC_WARN_UNUSED_RESULT;
MqVersionDraft *mq_executor_make_version_draft (MqExecutor *self, MqRunEvent *version,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

char *mq_executor_draw_far_poses (MqExecutor *self, MqRunEvent *made) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_executor_write_model (MqExecutor *self) G_GNUC_WARN_UNUSED_RESULT;
MqVersionDraft *
mq_executor_make_draft (MqExecutor *self, JsonObject *rendering) G_GNUC_WARN_UNUSED_RESULT;

/* For a run that is resumed after its worker and its folder were lost: */
void mq_executor_record (MqExecutor *self, MqRunEvent *instruction);
DexFuture *mq_executor_replay (MqExecutor *self, MqRunEvent *instruction) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_executor_rebuild (MqExecutor *self, MqRunEvent *version) G_GNUC_WARN_UNUSED_RESULT;

MqVersionDraft *
mq_executor_make_finals_draft (MqExecutor *self, gint64 *number) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_executor_continue_finals (MqExecutor *self, gint64 number, JsonObject *kept);
guint mq_executor_get_n_kept (MqExecutor *self);

void mq_executor_discard_before (MqExecutor *self, MqRunEvent *version);

int mq_executor_scale_render (int full, double scale);

G_END_DECLS
