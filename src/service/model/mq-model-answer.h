/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelAnswer: a model's complete answer: text, tool calls, the object when a schema was
 * requested, token usage and the reason the model stopped. Immutable; roles read it, transcripts
 * store it. */
#pragma once

#include "service/model/mq-model-request.h"
#include "service/model/mq-model-error.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_MODEL_STOP_END,    /* the answer is complete */
  MQ_MODEL_STOP_TOOLS,  /* the model wants tools called */
  MQ_MODEL_STOP_LENGTH, /* the token limit was reached, so the answer is cut off */
} MqModelStop;

#define MQ_TYPE_MODEL_ANSWER (mq_model_answer_get_type ())
G_DECLARE_FINAL_TYPE (MqModelAnswer, mq_model_answer, MQ, MODEL_ANSWER, GObject)

/**
 * MqModelAnswer:
 * @model: the name of the model that answered
 * @text: empty when it only calls tools
 * @thoughts: (nullable): what it thought, where its server gives that
 * @calls: (element-type MqModelPart): the tool calls, often none
 * @object: (nullable): the answer as an object that follows the requested schema
 * @stop: why the model stopped
 * @usage: tokens and cost, failed attempts included
 * @seconds: from the request to the end of the answer
 * @rejected: (nullable): earlier answers that could not be used: `[{"text", "problem"}]`
 */
struct _MqModelAnswer
{
  GObject parent_instance;

  char *model;
  char *text;
  char *thoughts;
  GPtrArray *calls;
  JsonObject *object;
  MqModelStop stop;
  MqModelUsage usage;
  double seconds;
  JsonArray *rejected;
};

MqModelAnswer *
mq_model_answer_new (const char *model, const char *text, GPtrArray *calls, JsonObject *object,
                     MqModelStop stop, const MqModelUsage *usage, double seconds);

JsonObject *mq_model_usage_to_json (const MqModelUsage *usage) G_GNUC_WARN_UNUSED_RESULT;
MqModelUsage mq_model_usage_from_json (JsonObject *json);

JsonObject *mq_model_answer_to_json (MqModelAnswer *self) G_GNUC_WARN_UNUSED_RESULT;
MqModelAnswer *
mq_model_answer_from_json (JsonObject *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
