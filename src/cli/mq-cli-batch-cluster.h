/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches on a cluster at the command line: --sbatch and --submit, status, cancel. */
#pragma once

#include "client/batch/mq-batch-slurm.h"
#include "cli/mq-cli-options.h"

G_BEGIN_DECLS

/* These await. */
gboolean mq_cli_batch_print_script (MqCliOptions *options, MqBatchSlurm *slurm, GStrv arguments,
                                    gboolean submit, GError **error);
gboolean mq_cli_batch_print_status (const char *path, gboolean json, GError **error);
gboolean mq_cli_batch_cancel (const char *path, GError **error);

G_END_DECLS
