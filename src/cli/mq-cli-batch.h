/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines that a batch prints while it works, and at its end. */
#pragma once

#include "client/batch/mq-batch.h"

G_BEGIN_DECLS

void mq_cli_batch_print_attempt (JsonObject *attempt, gboolean at_terminal);
void mq_cli_batch_print_progress (MqBatch *batch, gboolean at_terminal);
gboolean mq_cli_batch_end (MqBatch *batch, MqBatchFolder *folder, gboolean json, GError **error);

G_END_DECLS
