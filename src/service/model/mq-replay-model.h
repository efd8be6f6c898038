/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReplayModel: a model that answers from a transcript, without a network, for tests and bug
 * reports. Each recorded answer is used once, for the first request of the same role and task;
 * the rest of the request may differ. Its parser is strict and has limits, since a transcript may
 * come from anywhere (a bug report). */
#pragma once

#include "service/model/mq-model.h"

G_BEGIN_DECLS

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

#define MQ_TYPE_REPLAY_MODEL (mq_replay_model_get_type ())
G_DECLARE_FINAL_TYPE (MqReplayModel, mq_replay_model, MQ, REPLAY_MODEL, GObject)

MqReplayModel *mq_replay_model_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
