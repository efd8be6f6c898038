/* From what was folded to an answer: tool calls read and checked, the object of the schema dug out; or what is to be said so
 * that the model corrects itself. */
#pragma once

#include "service/models/mq-answer-builder.h"

G_BEGIN_DECLS

/**
 * MqModelReading:
 * @request: what was asked, before anything was put into words
 * @builder: what came
 * @provider: whose answer
 * @model: the model's name, for the answer
 * @tools_in_words: its calls stand in the text
 * @usage: for the answer
 * @seconds: for the answer
 * @may_correct: whether it may be asked once more
 */
typedef struct
{
  MqModelRequest *request;
  MqAnswerBuilder *builder;
  const MqModelProvider *provider;
  const char *model;
  gboolean tools_in_words;
  MqModelUsage usage;
  double seconds;
  gboolean may_correct;
} MqModelReading;

/* NULL and %MQ_MODEL_ERROR_ANSWER; with @correction: what is to be asked instead. */
MqModelAnswer *mq_model_reading_read (const MqModelReading *self, MqModelRequest **correction,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
