/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTranscript: a run's exchanges with models, one JSON line each, in a file of the service
 * (0600): the request (without keys; each picture once, by its SHA-256), the answer, the
 * duration. Saved by --save-transcript, replayed by --replay. */
#pragma once

#include "service/model/mq-model-answer.h"

#include <libdex.h>

G_BEGIN_DECLS

/** MQ_TRANSCRIPT_MAX_SIZE: bytes of a transcript; a longer one is neither written nor read. */
#define MQ_TRANSCRIPT_MAX_SIZE (64 * 1024 * 1024)

#define MQ_TYPE_TRANSCRIPT (mq_transcript_get_type ())
G_DECLARE_FINAL_TYPE (MqTranscript, mq_transcript, MQ, TRANSCRIPT, GObject)

MqTranscript *mq_transcript_new (const char *path);

/* Each adds one line: {"n", "role", "task", "model", "request", "answer" or "error": {"code",
 * "message"}, "seconds", "time"}; before it, a line {"picture": sha256, "media_type", "data":
 * base64} for each picture new to the file. A worker thread writes in order; a full disk causes
 * one warning and does not fail the run. */
void mq_transcript_add_answer (MqTranscript *self, MqModelRequest *request, MqModelAnswer *answer);
void mq_transcript_add_error (MqTranscript *self, MqModelRequest *request, const char *model,
                              const GError *error, double seconds);
DexFuture *mq_transcript_wait_written (MqTranscript *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
