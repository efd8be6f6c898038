/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunStream: the text that a model writes during a step, for the clients that follow the run.
 * Only the last pieces are remembered, in memory; each has its position between two events of the
 * log. */
#pragma once

#include "service/run/mq-run-log.h"

G_BEGIN_DECLS

/** MQ_RUN_STREAM_INTERVAL_MS: pieces come at most ten a second. */
#define MQ_RUN_STREAM_INTERVAL_MS 110
/** MQ_RUN_STREAM_MAX_BYTES: of a piece; of longer text the latest is kept. */
#define MQ_RUN_STREAM_MAX_BYTES (16 * 1024)
/** MQ_RUN_STREAM_MEMORY: pieces that wait for a slow client; older ones are dropped. */
#define MQ_RUN_STREAM_MEMORY 16

/**
 * MqRunFragment:
 * @number: number within the run, from 1
 * @event: number of the event before it
 * @body: data of the event `stream`, JSON text
 */
typedef struct
{
  gint64 number;
  gint64 event;
  char *body;
} MqRunFragment;

typedef struct _MqRunStream MqRunStream;

MqRunStream *mq_run_stream_new (MqRunLog *log);
void mq_run_stream_free (MqRunStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunStream, mq_run_stream_free)

void mq_run_stream_begin (MqRunStream *self, gint64 step);
void mq_run_stream_add (MqRunStream *self, const char *text, gboolean is_thought);
void
mq_run_stream_add_retry (MqRunStream *self, const GError *why, guint attempt, guint milliseconds);
void mq_run_stream_end (MqRunStream *self);

gint64 mq_run_stream_get_last (MqRunStream *self);
const MqRunFragment *mq_run_stream_find (MqRunStream *self, gint64 number, gint64 event);

G_END_DECLS
