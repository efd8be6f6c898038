/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReplayModel: a model that answers from a transcript, without a network, for tests and bug
 * reports. Each recorded answer is used once, for the first request of the same role and task;
 * the rest of the request may differ. */
#pragma once

#include "service/model/mq-model.h"

G_BEGIN_DECLS

#define MQ_TYPE_REPLAY_MODEL (mq_replay_model_get_type ())
G_DECLARE_FINAL_TYPE (MqReplayModel, mq_replay_model, MQ, REPLAY_MODEL, GObject)

MqReplayModel *mq_replay_model_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
