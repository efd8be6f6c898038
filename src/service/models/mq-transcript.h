/* MqTranscript: the exchanges of a run with models, a JSON line each, in a file of the service's (0600): what was asked (without
 * keys; pictures once, by their SHA-256), what came, how long it took. Saved by --save-transcript, answered from by --replay. */
#pragma once

#include "service/models/mq-model-answer.h"

#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_TRANSCRIPT (mq_transcript_get_type ())
G_DECLARE_FINAL_TYPE (MqTranscript, mq_transcript, MQ, TRANSCRIPT, GObject)

/* Appends to @path; made when the first exchange is added. */
MqTranscript *mq_transcript_new (const char *path);
const char *mq_transcript_get_path (MqTranscript *self);

/* Each puts one line: {"n", "role", "task", "model", "request", "answer" or "error": {"code", "message"}, "seconds", "time"}; before it, a
 * line {"picture": sha256, "media_type", "data": base64} for each picture that the file does not have yet. Written on a
 * worker thread, in order; a disk that is full is warned of once and costs the run nothing. */
void mq_transcript_add_answer (MqTranscript *self, MqModelRequest *request, MqModelAnswer *answer);
void mq_transcript_add_error (MqTranscript *self, MqModelRequest *request, const char *model,
                              const GError *error, double seconds);
/* Resolves to TRUE when all that was added so far is in the file: before it is read. */
DexFuture *mq_transcript_wait_written (MqTranscript *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
