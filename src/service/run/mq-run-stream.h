/* MqRunStream: what a model writes while a step is under way, on its way to whoever listens at the moment.
 * Kept nowhere but in a short memory; each piece has its place between two events of the log. */
#pragma once

#include "service/run/mq-run-log.h"

G_BEGIN_DECLS

/** MQ_RUN_STREAM_INTERVAL_MS: pieces come at most ten a second. */
#define MQ_RUN_STREAM_INTERVAL_MS 110
/** MQ_RUN_STREAM_MAX_BYTES: of a piece; of what comes faster the latest counts. */
#define MQ_RUN_STREAM_MAX_BYTES (16 * 1024)
/** MQ_RUN_STREAM_MEMORY: pieces that wait for a slow listener; older ones are dropped. */
#define MQ_RUN_STREAM_MEMORY 16

/**
 * MqRunFragment:
 * @number: counts them within the run, from 1
 * @event: the event after which it came
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
void mq_run_stream_add (MqRunStream *self, const char *text);
void
mq_run_stream_add_retry (MqRunStream *self, const GError *why, guint attempt, guint milliseconds);
void mq_run_stream_end (MqRunStream *self);

gint64 mq_run_stream_get_last (MqRunStream *self);
const MqRunFragment *mq_run_stream_find (MqRunStream *self, gint64 number, gint64 event);

G_END_DECLS
