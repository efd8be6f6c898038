/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReadyWorker: a worker that is started before there is a run, while the user writes: its
 * Blenders are then there when the run needs them. Used by the window. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

#define MQ_TYPE_READY_WORKER (mq_ready_worker_get_type ())
G_DECLARE_FINAL_TYPE (MqReadyWorker, mq_ready_worker, MQ, READY_WORKER, GObject)

MqReadyWorker *mq_ready_worker_new (MqLibrary *library);
DexFuture *mq_ready_worker_prepare (MqReadyWorker *self, MqBlender *blender,
                                    MqConfig *config) G_GNUC_WARN_UNUSED_RESULT;
MqWorker *mq_ready_worker_take (MqReadyWorker *self, MqBlender *blender, MqConfig *config,
                                char **work_dir) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_ready_worker_stop (MqReadyWorker *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
