/* Where a provider's key comes from: the environment, then the keyring. A key is given to the place it belongs to, and to no
 * other. */
#pragma once

#include "service/models/mq-model-choice.h"

#include <libdex.h>

G_BEGIN_DECLS

/** MQ_MODEL_KEY_VARIABLE: the key of the settings' own provider, whichever that is. */
#define MQ_MODEL_KEY_VARIABLE "MAQUETTE_API_KEY"

/* @is_default: whether this is the settings' own provider and address. Resolves to a string, NULL when there is no key; rejects with
 * %MQ_MODEL_ERROR_KEY when a variable holds what cannot be one. */
DexFuture *mq_model_key_find (const MqModelProvider *provider, const char *base_url,
                              gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to whether there is one; asks the user nothing, and never rejects. */
DexFuture *mq_model_key_is_there (const MqModelProvider *provider, const char *base_url,
                                  gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
