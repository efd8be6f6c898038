/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelDialect: the request format and events of a family of providers. MqHttpModel does the
 * rest: sending, waiting, retrying and checking. */
#pragma once

#include "service/model-http/mq-answer-builder.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * MqModelLimitName:
 * @MQ_MODEL_LIMIT_COMPLETION: max_completion_tokens, required by OpenAI
 * @MQ_MODEL_LIMIT_PLAIN: max_tokens, supported by the others
 * @MQ_MODEL_LIMIT_NONE: the server accepts neither
 */
typedef enum
{
  MQ_MODEL_LIMIT_COMPLETION,
  MQ_MODEL_LIMIT_PLAIN,
  MQ_MODEL_LIMIT_NONE,
} MqModelLimitName;

/**
 * MqModelOptions:
 * @model: the provider's name of the model
 * @limit: the name of the token limit; OpenAI's dialect only
 * @most_tokens: the maximum tokens of an answer, 0: unknown
 * @unsupported: the #MqModelUnsupported features that the server lacks, or may not be asked for
 *
 * Options of requests to one model, adapted to what its server turned out to support.
 */
typedef struct
{
  const char *model;
  MqModelLimitName limit;
  guint most_tokens;
  guint unsupported;
} MqModelOptions;

/**
 * MqModelDialect:
 * @id: "anthropic", "openai"
 * @path: after the base URL
 * @authorize: adds the key, if not %NULL, and the fixed headers
 * @build: builds the body; sets @used to the #MqModelUnsupported flags it uses. Writes schema and
 *   tools natively
 * @apply: reads an event's data; %FALSE and the failure when it is an error or malformed
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

const MqModelDialect *mq_model_dialect_get (const MqModelProvider *provider);

G_END_DECLS
