/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchMaker: makes one item of a batch after the other, or several at once: its runs, its
 * exports, and the files of its folder. */
#pragma once

#include "client/blender/mq-blender.h"
#include "client/executor/mq-blender-job.h"
#include "client/executor/mq-ready-worker.h"
#include "client/library/mq-library.h"
#include "client/service/mq-service-connection.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

/**
 * MqBatchTools:
 * @library: a library of the batch's own, in which an item is a session while it is made
 * @config: the settings
 * @blender: carries out the instructions
 * @connection: to the service, open as long as the batch works
 * @server: (nullable): the address of a shared service
 * @team: (nullable): for items that do not name one
 * @input_dir: what paths of pictures and scripts are relative to
 *
 * What items are made with.
 */
typedef struct
{
  MqLibrary *library;
  MqConfig *config;
  MqBlender *blender;
  MqServiceConnection *connection;
  char *server;
  char *team;
  char *input_dir;
} MqBatchTools;

#define MQ_TYPE_BATCH_MAKER (mq_batch_maker_get_type ())
G_DECLARE_FINAL_TYPE (MqBatchMaker, mq_batch_maker, MQ, BATCH_MAKER, GObject)

MqBatchMaker *mq_batch_maker_new (const MqBatchTools *tools);
DexFuture *
mq_batch_maker_load_params (MqBatchMaker *self, const char *kind) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_batch_maker_check (MqBatchMaker *self, JsonObject *item,
                                 MqBlenderJob **checker) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_batch_maker_make (MqBatchMaker *self, JsonObject *item, MqConfig *config,
                                MqReadyWorker *ready, gboolean prepares, const char *folder,
                                JsonObject *facts) G_GNUC_WARN_UNUSED_RESULT;
void mq_batch_maker_stop (MqBatchMaker *self);

G_END_DECLS
