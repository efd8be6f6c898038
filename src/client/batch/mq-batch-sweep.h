/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweeps: one line of a batch that stands for several items, by lists, ranges and distributions of
 * its parameters. docs/using/batch.md describes them. */
#pragma once

#include "client/batch/mq-batch-item.h"

G_BEGIN_DECLS

gboolean mq_batch_sweep_is_one (JsonObject *item);
gboolean mq_batch_sweep_expand (const MqBatchLine *line, JsonArray *params, GPtrArray *items,
                                GError **error);

G_END_DECLS
