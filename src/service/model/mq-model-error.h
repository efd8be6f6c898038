/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelError: the error domain of models, the same for every provider. Its codes have stable
 * names for the wire and the journal. An error knows what the failed request used up. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqModelUsage:
 * @input: tokens read, cached ones included
 * @output: tokens written
 * @cached: of @input, read from the provider's cache
 * @cost: US dollars, -1 when the price is unknown
 * @calls: answers that were received, those that could not be used included
 *
 * Usage of one request. Estimated at 4 bytes a token when the provider reports nothing.
 */
typedef struct
{
  gint64 input;
  gint64 output;
  gint64 cached;
  double cost;
  guint calls;
} MqModelUsage;

#define MQ_MODEL_ERROR (mq_model_error_quark ())

/**
 * MqModelError:
 * @MQ_MODEL_ERROR_KEY: 401, 403: no key, or the key is refused
 * @MQ_MODEL_ERROR_PAYMENT: 402, or a 429 because the account has no credit
 * @MQ_MODEL_ERROR_NOT_FOUND: no such model, or no such address
 * @MQ_MODEL_ERROR_ADDRESS: something answers at the address, but no model server
 * @MQ_MODEL_ERROR_BUSY: 429, 5xx, 529, and every further attempt failed the same way
 * @MQ_MODEL_ERROR_UNREACHABLE: no connection, no such host, TLS
 * @MQ_MODEL_ERROR_CUT: the stream ended early, or was silent for too long, more than once
 * @MQ_MODEL_ERROR_REFUSED: the model or its provider refused the content
 * @MQ_MODEL_ERROR_CONTEXT: the request is longer than the model can read
 * @MQ_MODEL_ERROR_ANSWER: the answer does not follow the dialect or the requested schema
 * @MQ_MODEL_ERROR_REQUEST: 400 for another reason; the provider's text is in the message
 * @MQ_MODEL_ERROR_NO_MODEL: no model is configured
 */
typedef enum
{
  MQ_MODEL_ERROR_KEY,
  MQ_MODEL_ERROR_PAYMENT,
  MQ_MODEL_ERROR_NOT_FOUND,
  MQ_MODEL_ERROR_ADDRESS,
  MQ_MODEL_ERROR_BUSY,
  MQ_MODEL_ERROR_UNREACHABLE,
  MQ_MODEL_ERROR_CUT,
  MQ_MODEL_ERROR_REFUSED,
  MQ_MODEL_ERROR_CONTEXT,
  MQ_MODEL_ERROR_ANSWER,
  MQ_MODEL_ERROR_REQUEST,
  MQ_MODEL_ERROR_NO_MODEL,
} MqModelError;

GQuark mq_model_error_quark (void);

const char *mq_model_error_to_code (int code);
int mq_model_error_from_code (const char *code);

void mq_model_error_set_spent (GError *error, const MqModelUsage *usage, JsonArray *rejected);
const MqModelUsage *mq_model_error_get_usage (const GError *error);
JsonArray *mq_model_error_get_rejected (const GError *error);

G_END_DECLS
