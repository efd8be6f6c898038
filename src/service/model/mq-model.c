/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModel, see mq-model.h: the interface's functions. */
#include "service/model/mq-model.h"

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
 * Returns: its abilities, as far as known
 */
MqModelAbilities
mq_model_get_abilities (MqModel *self)
{
  g_return_val_if_fail (MQ_IS_MODEL (self), (MqModelAbilities){ FALSE });

  return MQ_MODEL_GET_IFACE (self)->get_abilities (self);
}

/**
 * mq_model_ask:
 * @request: the request; not changed until the future is resolved
 * @delta: (nullable): called with each new piece of text. A further attempt starts over
 * @retry: (nullable): called before each further attempt, with its reason
 * @user_data: for @delta and @retry
 * @destroy: (nullable): frees @user_data, on the main thread
 *
 * Returns: (transfer full): resolves to a #MqModelAnswer; rejects with %MQ_MODEL_ERROR. Dropping it
 *   closes the connection at once
 */
DexFuture *
mq_model_ask (MqModel *self, MqModelRequest *request, MqModelDelta delta, MqModelRetryFunc retry,
              gpointer user_data, GDestroyNotify destroy)
{
  g_return_val_if_fail (MQ_IS_MODEL (self), NULL);
  g_return_val_if_fail (MQ_IS_MODEL_REQUEST (request), NULL);

  return MQ_MODEL_GET_IFACE (self)->ask (self, request, delta, retry, user_data, destroy);
}
