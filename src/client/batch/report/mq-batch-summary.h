/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchSummary: what has become of the items of a batch: each with the attempt that counts, the
 * sums of all attempts, and the causes of failures. MqBatchReport writes it down. */
#pragma once

#include "client/batch/mq-batch-folder.h"

G_BEGIN_DECLS

/**
 * MqBatchRow:
 * @item: the item
 * @asked: (owned): its JSON
 * @attempt: (owned) (nullable): its last attempt, or the one that made it
 * @status: what has become of it
 * @has_picture: whether the report has a small picture of it
 */
typedef struct
{
  const MqBatchItem *item;
  JsonObject *asked;
  JsonObject *attempt;
  MqBatchStatus status;
  gboolean has_picture;
} MqBatchRow;

/**
 * MqBatchCause:
 * @text: the error, without what differs from item to item
 * @ids: (element-type utf8): the items that it ended
 */
typedef struct
{
  char *text;
  GPtrArray *ids;
} MqBatchCause;

/**
 * MqBatchSummary:
 * @items: (element-type MqBatchItem): as they were asked for
 * @rows: (element-type MqBatchRow): one for each of @items
 * @done: (element-type MqBatchRow): those that are done
 * @tags: (element-type utf8): their names, sorted
 * @parameters: (element-type utf8): the same of the parameters
 * @causes: (element-type MqBatchCause): the most frequent first
 * @versions: (element-type utf8): "Blender 4.3.2"
 * @attempts: how many were made
 * @seconds: the sum of all attempts
 * @busy_seconds: in which at least one was made
 * @tokens: the sum of all attempts
 * @cost: the sum of all attempts
 */
typedef struct
{
  GPtrArray *items;
  GPtrArray *rows;
  GPtrArray *done;
  GPtrArray *tags;
  GPtrArray *parameters;
  GPtrArray *causes;
  GPtrArray *versions;
  guint attempts;
  double seconds;
  double busy_seconds;
  gint64 tokens;
  double cost;
} MqBatchSummary;

MqBatchSummary *
mq_batch_summary_load (MqBatchFolder *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_batch_summary_free (MqBatchSummary *self);
guint mq_batch_summary_count (const MqBatchSummary *self, MqBatchStatus status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqBatchSummary, mq_batch_summary_free)

G_END_DECLS
