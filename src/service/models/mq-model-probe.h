/* "Try it": a small real call or two that find out whether a model answers, and what it can do: look at a picture, call a
 * tool, hold to a schema. */
#pragma once

#include "service/models/mq-model-memory.h"
#include "service/models/mq-model.h"

G_BEGIN_DECLS

/* Resolves to a JsonObject (JSON_TYPE_OBJECT) as of `POST /v1/models/try` in docs/protocol.md; never
 * rejects. */
DexFuture *mq_model_probe (MqModel *model) G_GNUC_WARN_UNUSED_RESULT;
/* What such an object says. */
MqModelFindings mq_model_probe_read (JsonObject *result);

/* A PNG of one colour (0xRRGGBB), 64 by 64; tests look at it. */
GBytes *mq_model_probe_paint (guint32 colour) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
