/* MqReplayModel: a model that answers from a transcript, with no network: for tests and bug reports. Each exchange is given
 * once, to the first request of the same role and task; that the request differs is fine. */
#pragma once

#include "service/models/mq-model.h"

G_BEGIN_DECLS

#define MQ_TYPE_REPLAY_MODEL (mq_replay_model_get_type ())
G_DECLARE_FINAL_TYPE (MqReplayModel, mq_replay_model, MQ, REPLAY_MODEL, GObject)

/* @path: of a transcript. NULL and MQ_ERROR_BAD_INPUT when it cannot be read. */
MqReplayModel *mq_replay_model_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
