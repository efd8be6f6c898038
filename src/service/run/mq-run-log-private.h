/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal functions of MqRunLog. mq-run-log.c reads the log; mq-run-log-write.c writes it;
 * mq-run-log-state.c has the queries. */
#pragma once

#include "service/run/mq-run-log.h"

G_BEGIN_DECLS

/* A row that is being written. */
typedef struct
{
  MqRunLog *log;
  MqRow row;
  DexPromise *promise;
  GError *error;
  gboolean done;
} MqLogAppend;

void mq_run_log_note_id (MqRunLog *self, const char *body);
void mq_run_log_absorb (MqRunLog *self, const MqRow *row);
gboolean mq_run_log_read_rows (MqRunLog *self, gboolean own, gint64 *time, GError **error);
gboolean mq_run_log_has_sent (MqRunLog *self, const MqRow *row);
DexFuture *mq_run_log_append_event (MqRunLog *self, MqRowKind kind, const char *type,
                                    JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
