/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a batch: read from JSON lines, CSV or a list of messages, and checked before the
 * first one runs. docs/using/batch.md describes the members. */
#pragma once

#include "client/export/mq-export.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_BATCH_MAX_LINE: bytes of one line of the input. */
#define MQ_BATCH_MAX_LINE (1024 * 1024)
/** MQ_BATCH_MAX_ITEMS: items of one batch, those of sweeps included. */
#define MQ_BATCH_MAX_ITEMS 1000000

/**
 * MqBatchItem:
 * @line: of the input, from 1
 * @id: the name of its folder
 * @text: its JSON object on one line, without what a sweep has expanded
 *
 * One asset that a batch makes.
 */
typedef struct
{
  guint line;
  char *id;
  char *text;
} MqBatchItem;

MqBatchItem *mq_batch_item_new (guint line, JsonObject *json) G_GNUC_WARN_UNUSED_RESULT;
void mq_batch_item_free (MqBatchItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqBatchItem, mq_batch_item_free)

JsonObject *mq_batch_item_load (const MqBatchItem *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqExportOptions *mq_batch_item_make_export (JsonNode *wanted, const char *folder,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqBatchLine:
 * @number: of the input, from 1
 * @json: its item, checked; `parameters` may still be those of a sweep
 */
typedef struct
{
  guint number;
  JsonObject *json;
} MqBatchLine;

GPtrArray *mq_batch_lines_read (const char *name, const char *text, gsize length,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
