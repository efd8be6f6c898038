/* Lookup of a provider's key: the environment first, then the keyring. A key is sent only to the
 * address it belongs to. Used by MqModels and the list of models in the settings. */
#pragma once

#include "service/models/mq-model-choice.h"

#include <libdex.h>

G_BEGIN_DECLS

/** MQ_MODEL_KEY_VARIABLE: the key of the provider that the settings choose. */
#define MQ_MODEL_KEY_VARIABLE "MAQUETTE_API_KEY"

/* @is_default: whether this is the settings' own provider and address. Resolves to a string,
 * NULL when there is no key; rejects with %MQ_MODEL_ERROR_KEY when a variable's value cannot be
 * a key. */
DexFuture *mq_model_key_find (const MqModelProvider *provider, const char *base_url,
                              gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to whether there is a key; never prompts the user and never rejects. */
DexFuture *mq_model_key_is_there (const MqModelProvider *provider, const char *base_url,
                                  gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
