/* MqModel: something that answers. Over HTTP at a provider (mq-http-model.h), or from a transcript
 * (mq-replay-model.h). */
#pragma once

#include "service/models/mq-model-answer.h"
#include "service/models/mq-model-error.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqModelAbilities:
 * @pictures: it looks at pictures
 * @tools: it calls tools
 * @schema: its provider holds answers to a JSON schema; where not, the schema is put into words and the answer checked
 */
typedef struct
{
  gboolean pictures;
  gboolean tools;
  gboolean schema;
} MqModelAbilities;

/* What arrives while it answers; on the main thread. */
typedef void (*MqModelDelta) (const char *text, gpointer user_data);

/**
 * MqModelRetryFunc:
 * @why: what was wrong with the try before: a %MQ_MODEL_ERROR
 * @attempt: number of the try that follows, from 2
 * @milliseconds: until then; 0: at once
 * @user_data: as given
 *
 * The model is asked again, and what it wrote before does not count any more. On the main thread.
 */
typedef void (*MqModelRetryFunc) (const GError *why, guint attempt, guint milliseconds,
                                  gpointer user_data);

#define MQ_TYPE_MODEL (mq_model_get_type ())
G_DECLARE_INTERFACE (MqModel, mq_model, MQ, MODEL, GObject)

/**
 * MqModelInterface:
 * @get_name: "anthropic:claude-…", as in the settings
 * @get_abilities: what it can do, as configured or as found out
 * @ask: resolves to a #MqModelAnswer, rejects with %MQ_MODEL_ERROR. Dropping the future closes the connection at once. Busy
 *   providers are asked again (capped exponential back-off with jitter, Retry-After), cut streams once more; an answer that is
 *   not of the schema is asked for once more with what is wrong with it. @usage of what failed counts in the answer's
 */
struct _MqModelInterface
{
  GTypeInterface parent_iface;

  const char *(*get_name) (MqModel *self);
  MqModelAbilities (*get_abilities) (MqModel *self);
  DexFuture *(*ask) (MqModel *self, MqModelRequest *request, MqModelDelta delta,
                     MqModelRetryFunc retry, gpointer user_data, GDestroyNotify destroy);
};

const char *mq_model_get_name (MqModel *self);
MqModelAbilities mq_model_get_abilities (MqModel *self);
DexFuture *
mq_model_ask (MqModel *self, MqModelRequest *request, MqModelDelta delta, MqModelRetryFunc retry,
              gpointer user_data, GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
