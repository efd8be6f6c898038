/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of models, see mq-model-error.h. */
#include "service/model/mq-model-error.h"

typedef struct
{
  MqModelUsage usage;
  JsonArray *rejected;
} MqModelErrorPrivate;

static void
mq_model_error_private_init (MqModelErrorPrivate *priv)
{
}

static void
mq_model_error_private_copy (const MqModelErrorPrivate *from, MqModelErrorPrivate *to)
{
  to->usage = from->usage;
  to->rejected = from->rejected != NULL ? json_array_ref (from->rejected) : NULL;
}

static void
mq_model_error_private_clear (MqModelErrorPrivate *priv)
{
  g_clear_pointer (&priv->rejected, json_array_unref);
}

G_DEFINE_EXTENDED_ERROR (MqModelError, mq_model_error)

static const char *const codes[] = {
  [MQ_MODEL_ERROR_KEY] = "key",
  [MQ_MODEL_ERROR_PAYMENT] = "payment",
  [MQ_MODEL_ERROR_NOT_FOUND] = "not-found",
  [MQ_MODEL_ERROR_ADDRESS] = "address",
  [MQ_MODEL_ERROR_BUSY] = "busy",
  [MQ_MODEL_ERROR_UNREACHABLE] = "unreachable",
  [MQ_MODEL_ERROR_CUT] = "cut",
  [MQ_MODEL_ERROR_REFUSED] = "refused",
  [MQ_MODEL_ERROR_CONTEXT] = "context",
  [MQ_MODEL_ERROR_ANSWER] = "answer",
  [MQ_MODEL_ERROR_REQUEST] = "request",
  [MQ_MODEL_ERROR_NO_MODEL] = "no-model",
};

/**
 * mq_model_error_to_code:
 * @code: an #MqModelError
 *
 * Returns: (transfer none): its stable name
 */
const char *
mq_model_error_to_code (int code)
{
  g_return_val_if_fail (code >= 0 && code < (int)G_N_ELEMENTS (codes), "request");

  return codes[code];
}

/**
 * mq_model_error_from_code:
 * @code: (nullable): a stable name
 *
 * Returns: the code of %MQ_MODEL_ERROR; %MQ_MODEL_ERROR_REQUEST for an unknown name
 */
int
mq_model_error_from_code (const char *code)
{
  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i], code))
      return (int)i;

  return MQ_MODEL_ERROR_REQUEST;
}

/**
 * mq_model_error_set_spent:
 * @error: a %MQ_MODEL_ERROR
 * @usage: what the request used up until it failed
 * @rejected: (nullable): the answers that could not be used: `[{"text", "problem"}]`
 */
void
mq_model_error_set_spent (GError *error, const MqModelUsage *usage, JsonArray *rejected)
{
  MqModelErrorPrivate *priv = mq_model_error_get_private (error);

  g_return_if_fail (priv != NULL);

  priv->usage = *usage;
  if (rejected != NULL)
    json_array_ref (rejected);
  g_clear_pointer (&priv->rejected, json_array_unref);
  priv->rejected = rejected;
}

/**
 * mq_model_error_get_usage:
 *
 * Returns: (nullable): what the request used up until it failed; %NULL when nothing
 */
const MqModelUsage *
mq_model_error_get_usage (const GError *error)
{
  const MqModelErrorPrivate *priv = error->domain == MQ_MODEL_ERROR
                                        ? mq_model_error_get_private (error)
                                        : NULL;

  return priv != NULL && priv->usage.calls > 0 ? &priv->usage : NULL;
}

/* Returns: (nullable): the answers that could not be used */
JsonArray *
mq_model_error_get_rejected (const GError *error)
{
  return error->domain == MQ_MODEL_ERROR ? mq_model_error_get_private (error)->rejected : NULL;
}
