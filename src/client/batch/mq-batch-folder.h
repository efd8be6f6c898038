/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchFolder: the folder of a batch on disk: its items, what was tried, and the tables of that.
 * Several programs, also on other computers, may work in one. docs/using/batch.md describes the
 * files. */
#pragma once

#include "client/batch/mq-batch-item.h"

G_BEGIN_DECLS

/**
 * MqBatchStatus:
 * @MQ_BATCH_WAITING: not tried yet
 * @MQ_BATCH_DONE: its folder is in place
 * @MQ_BATCH_FAILED: there is no asset
 * @MQ_BATCH_REFUSED: it cannot be made as it was asked for
 * @MQ_BATCH_CUT: it was stopped before it was done
 * @MQ_BATCH_MISSING: a line says that it was done, and its folder is gone
 */
typedef enum
{
  MQ_BATCH_WAITING,
  MQ_BATCH_DONE,
  MQ_BATCH_FAILED,
  MQ_BATCH_REFUSED,
  MQ_BATCH_CUT,
  MQ_BATCH_MISSING,
} MqBatchStatus;

const char *mq_batch_status_to_string (MqBatchStatus status);
double mq_batch_attempt_get_amount (JsonObject *attempt, const char *member);

#define MQ_TYPE_BATCH_FOLDER (mq_batch_folder_get_type ())
G_DECLARE_FINAL_TYPE (MqBatchFolder, mq_batch_folder, MQ, BATCH_FOLDER, GObject)

MqBatchFolder *
mq_batch_folder_open (const char *path, gboolean create, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_batch_folder_get_path (MqBatchFolder *self);
JsonObject *mq_batch_folder_get_about (MqBatchFolder *self);

/* The items, which are written once. */
GPtrArray *
mq_batch_folder_load_items (MqBatchFolder *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_batch_folder_set_items (MqBatchFolder *self, JsonObject *about, GPtrArray *items,
                                    GError **error);

/* Attempts. */
gboolean mq_batch_folder_load_states (MqBatchFolder *self, GError **error);
MqBatchStatus mq_batch_folder_get_status (MqBatchFolder *self, const char *id);
guint mq_batch_folder_get_attempts (MqBatchFolder *self, const char *id);
GPtrArray *mq_batch_folder_list_attempts (MqBatchFolder *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_batch_folder_has_item (MqBatchFolder *self, const char *id);

/* One item while it is made. */
gboolean mq_batch_folder_claim (MqBatchFolder *self, const char *id, GError **error);
void mq_batch_folder_renew (MqBatchFolder *self, const char *id);
void mq_batch_folder_release (MqBatchFolder *self, const char *id);
gboolean mq_batch_folder_is_claimed (MqBatchFolder *self, const char *id);
char *mq_batch_folder_begin_item (MqBatchFolder *self, const char *id,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mq_batch_folder_put_item (MqBatchFolder *self, const char *id, JsonObject *attempt, GError **error);
void mq_batch_folder_discard_item (MqBatchFolder *self, const char *id);
gboolean mq_batch_folder_add_attempt (MqBatchFolder *self, JsonObject *attempt, GError **error);
gboolean mq_batch_folder_write_tables (MqBatchFolder *self, GPtrArray *items, GError **error);

G_END_DECLS
