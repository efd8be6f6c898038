/* Errors of models, see mq-model-error.h. */
#include "service/models/mq-model-error.h"

G_DEFINE_QUARK (mq - model - error - quark, mq_model_error)

static const char *const codes[] = {
  [MQ_MODEL_ERROR_KEY] = "key",
  [MQ_MODEL_ERROR_PAYMENT] = "payment",
  [MQ_MODEL_ERROR_NOT_FOUND] = "not-found",
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
