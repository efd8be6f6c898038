/* MqModel: something that answers, see mq-model.h. Only the dispatch. */
#include "service/models/mq-model.h"

G_DEFINE_INTERFACE (MqModel, mq_model, G_TYPE_OBJECT)

static void
mq_model_default_init (MqModelInterface *iface)
{
}

/**
 * mq_model_get_name:
 *
 * Returns: (transfer none): as in the settings, "ollama:qwen3:32b"
 */
const char *
mq_model_get_name (MqModel *self)
{
  g_return_val_if_fail (MQ_IS_MODEL (self), NULL);

  return MQ_MODEL_GET_IFACE (self)->get_name (self);
}

/**
 * mq_model_get_abilities:
 *
 * Returns: what it can do, as far as is known by now
 */
MqModelAbilities
mq_model_get_abilities (MqModel *self)
{
  g_return_val_if_fail (MQ_IS_MODEL (self), (MqModelAbilities){ FALSE });

  return MQ_MODEL_GET_IFACE (self)->get_abilities (self);
}

/**
 * mq_model_ask:
 * @request: what is said to it; not changed until the future is resolved
 * @delta: (nullable): hears what it writes, as it comes. A try that is made again begins anew
 * @retry: (nullable): hears when the model is asked again, and why
 * @user_data: for @delta and @retry
 * @destroy: (nullable): frees @user_data, on the main thread
 *
 * Returns: (transfer full): resolves to a #MqModelAnswer; rejects with %MQ_MODEL_ERROR. Dropping it ends the exchange at once
 */
DexFuture *
mq_model_ask (MqModel *self, MqModelRequest *request, MqModelDelta delta, MqModelRetryFunc retry,
              gpointer user_data, GDestroyNotify destroy)
{
  g_return_val_if_fail (MQ_IS_MODEL (self), NULL);
  g_return_val_if_fail (MQ_IS_MODEL_REQUEST (request), NULL);

  return MQ_MODEL_GET_IFACE (self)->ask (self, request, delta, retry, user_data, destroy);
}
