/* MqModelAnswer: a model's complete answer: text, tool calls, the object when a schema was
 * requested, token usage and the reason the model stopped. Immutable; roles read it, transcripts
 * store it. */
#pragma once

#include "service/models/mq-model-request.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_MODEL_STOP_END,    /* the answer is complete */
  MQ_MODEL_STOP_TOOLS,  /* the model wants tools called */
  MQ_MODEL_STOP_LENGTH, /* the token limit was reached, so the answer is cut off */
} MqModelStop;

/**
 * MqModelUsage:
 * @input: tokens read, cached ones included
 * @output: tokens written
 * @cached: of @input, read from the provider's cache
 * @cost: US dollars, -1 when the price is unknown
 *
 * Usage of one answer. Estimated at 4 bytes a token when the provider reports nothing.
 */
typedef struct
{
  gint64 input;
  gint64 output;
  gint64 cached;
  double cost;
} MqModelUsage;

#define MQ_TYPE_MODEL_ANSWER (mq_model_answer_get_type ())
G_DECLARE_FINAL_TYPE (MqModelAnswer, mq_model_answer, MQ, MODEL_ANSWER, GObject)

MqModelAnswer *
mq_model_answer_new (const char *model, const char *text, GPtrArray *calls, JsonObject *object,
                     MqModelStop stop, const MqModelUsage *usage, double seconds);
const char *mq_model_answer_get_model (MqModelAnswer *self);
const char *mq_model_answer_get_text (MqModelAnswer *self);
GPtrArray *mq_model_answer_get_calls (MqModelAnswer *self); /* never NULL */
JsonObject *mq_model_answer_get_object (MqModelAnswer *self);
MqModelStop mq_model_answer_get_stop (MqModelAnswer *self);
const MqModelUsage *mq_model_answer_get_usage (MqModelAnswer *self);
double mq_model_answer_get_seconds (MqModelAnswer *self);

JsonObject *mq_model_answer_to_json (MqModelAnswer *self) G_GNUC_WARN_UNUSED_RESULT;
MqModelAnswer *
mq_model_answer_from_json (JsonObject *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
