/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatch: makes the items of a batch that are not there yet, several at once, within limits, until
 * all are tried or it is told to stop. */
#pragma once

#include "client/batch/mq-batch-folder.h"
#include "client/batch/mq-batch-maker.h"

G_BEGIN_DECLS

/**
 * MqBatchLimits:
 * @jobs: items that are made at once
 * @gpus: graphics cards that the jobs share, one for each; 0: as the settings say
 * @shard: which part of the items this program makes, from 0
 * @n_shards: number of parts; 1: all
 * @retries: how often an item is tried again after what may pass
 * @retry_failed: whether items that failed in an earlier run are tried again
 * @time_left: seconds after which the program has to be over; 0: no limit
 * @cost: US dollars for models; 0: no limit
 * @tokens: of models; 0: no limit
 * @disk: bytes that the items may take; 0: no limit
 * @wait: seconds that a provider or a shared service may be away before the batch ends
 *
 * What a batch may do and use. Cost, tokens and disk count this run of the program only.
 */
typedef struct
{
  guint jobs;
  guint gpus;
  guint shard;
  guint n_shards;
  guint retries;
  gboolean retry_failed;
  double time_left;
  double cost;
  gint64 tokens;
  guint64 disk;
  double wait;
} MqBatchLimits;

/**
 * MqBatchProgress:
 * @total: items of this part
 * @done: in place, those of earlier runs included
 * @failed: without an asset
 * @refused: not as they can be made
 * @missing: made by earlier runs, and gone when this run began
 * @working: being made here
 * @elsewhere: being made by other programs
 * @made: in this run
 * @tried: in this run, to their end
 * @seconds: since this run began
 * @cost: US dollars, of this run
 * @tokens: of this run
 */
typedef struct
{
  guint total;
  guint done;
  guint failed;
  guint refused;
  guint missing;
  guint working;
  guint elsewhere;
  guint made;
  guint tried;
  double seconds;
  double cost;
  gint64 tokens;
} MqBatchProgress;

#define MQ_TYPE_BATCH (mq_batch_get_type ())
G_DECLARE_FINAL_TYPE (MqBatch, mq_batch, MQ, BATCH, GObject)

MqBatch *mq_batch_new (MqBatchFolder *folder, GPtrArray *items, const MqBatchTools *tools,
                       const MqBatchLimits *limits);
DexFuture *mq_batch_perform (MqBatch *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_batch_stop (MqBatch *self, gboolean at_once);
void mq_batch_get_progress (MqBatch *self, MqBatchProgress *progress);
double mq_batch_get_seconds_left (MqBatch *self);
const GError *mq_batch_get_cause (MqBatch *self);
const char *mq_batch_get_why (MqBatch *self);

/* Signal: "attempt" (JsonObject *attempt): a line of the manifest was written. */

G_END_DECLS
