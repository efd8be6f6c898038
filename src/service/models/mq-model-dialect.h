/* A dialect: how a request looks on the wire of a family of providers, and what their events mean. All else (sending, waiting,
 * trying again, checking) is MqHttpModel's. */
#pragma once

#include "service/models/mq-answer-builder.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * MqModelLimitName:
 * @MQ_MODEL_LIMIT_COMPLETION: max_completion_tokens, as OpenAI wants it
 * @MQ_MODEL_LIMIT_PLAIN: max_tokens, as others know it
 * @MQ_MODEL_LIMIT_NONE: the server takes neither
 */
typedef enum
{
  MQ_MODEL_LIMIT_COMPLETION,
  MQ_MODEL_LIMIT_PLAIN,
  MQ_MODEL_LIMIT_NONE,
} MqModelLimitName;

/**
 * MqModelOptions:
 * @model: as the provider calls it
 * @limit: what the limit of tokens is called; of OpenAI's dialect
 * @most_tokens: the most tokens an answer may have here, 0: not known
 * @stream: whether the answer is to come as it is written; of OpenAI's dialect
 * @stream_usage: whether usage is asked for in the stream
 *
 * How this model is to be asked, as far as was found out.
 */
typedef struct
{
  const char *model;
  MqModelLimitName limit;
  guint most_tokens;
  gboolean stream;
  gboolean stream_usage;
} MqModelOptions;

/**
 * MqModelDialect:
 * @id: "anthropic", "openai"
 * @path: after the base URL
 * @authorize: puts the key, NULL for none, and what else is fixed into the headers
 * @build: the body; @used gets #MqModelUnsupported of what it makes use of. A schema or tools in the request are to be written natively
 * @apply: reads the data of an event; FALSE and the failure when it is an error or none of this dialect
 */
typedef struct
{
  const char *id;
  const char *path;
  void (*authorize) (SoupMessageHeaders *headers, const char *key);
  JsonObject *(*build) (MqModelRequest *request, const MqModelOptions *model_options, guint *used);
  gboolean (*apply) (MqAnswerBuilder *builder, const char *data, MqModelFailure *failure);
} MqModelDialect;

extern const MqModelDialect mq_model_dialect_anthropic;
extern const MqModelDialect mq_model_dialect_openai;

G_END_DECLS
