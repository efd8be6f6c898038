/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches on a cluster with Slurm: the script of an array job, and what became of the jobs. */
#pragma once

#include "client/batch/mq-batch-folder.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqBatchSlurm:
 * @command: the command line that makes the batch, without `--shard` and `--time-left`
 * @folder: absolute path of the batch's folder
 * @name: of the job
 * @tasks: of the array
 * @minutes: that a task may take before it is started again; 0: the partition's limit
 * @jobs: items that a task makes at once, each with two cores and 2 GiB
 * @partition: (nullable)
 * @gpus: (nullable): of a task, as `--gpus-per-task`
 * @options: (nullable): further options of sbatch
 *
 * An array job.
 */
typedef struct
{
  GStrv command;
  const char *folder;
  const char *name;
  guint tasks;
  guint minutes;
  guint jobs;
  const char *partition;
  const char *gpus;
  GStrv options;
} MqBatchSlurm;

char *mq_batch_slurm_make_script (const MqBatchSlurm *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_batch_slurm_submit (const char *script) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_batch_slurm_list (MqBatchFolder *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_batch_slurm_cancel (MqBatchFolder *folder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
