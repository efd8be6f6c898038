/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Transcript parser: reads the exchanges with models that MqTranscript wrote, in order. It is
 * strict and has limits, since a transcript may come from anywhere (a bug report). Used by
 * MqReplayModel. */
#pragma once

#include "service/model/mq-model-answer.h"

G_BEGIN_DECLS

/** MQ_TRANSCRIPT_MAX_SIZE: bytes of a transcript; a longer one is neither written nor read. */
#define MQ_TRANSCRIPT_MAX_SIZE (64 * 1024 * 1024)

/**
 * MqExchangeRecord:
 * @role: the role that asked
 * @task: the role's task
 * @with_pictures: whether pictures were sent
 * @with_tools: whether tools were offered
 * @answer: (nullable): the answer; or
 * @error: (nullable): the error, of %MQ_MODEL_ERROR
 *
 * One recorded exchange.
 */
typedef struct
{
  char *role;
  char *task;
  gboolean with_pictures;
  gboolean with_tools;
  MqModelAnswer *answer;
  GError *error;
} MqExchangeRecord;

GPtrArray *mq_transcript_parse (const char *name, const char *text, gsize length,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mq_transcript_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
