/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that the files share that read a batch's input. */
#pragma once

#include "client/batch/mq-batch-item.h"

G_BEGIN_DECLS

/* The JSON of a line, with an `id`. */
gboolean mq_batch_item_check (JsonObject *json, GError **error);

/* Returns: (transfer full) (nullable): the item that a row of a table is. */
JsonObject *
mq_batch_csv_read (GStrv header, const char *line, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_batch_csv_is_header (const char *line);

G_END_DECLS
