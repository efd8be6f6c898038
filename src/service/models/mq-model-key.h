/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lookup of a provider's key: the environment first, then the keyring. A key is sent only to the
 * address it belongs to. Used by MqModels and the list of models in the settings. */
#pragma once

#include "service/models/mq-model-choice.h"

#include <libdex.h>

G_BEGIN_DECLS

/** MQ_MODEL_KEY_VARIABLE: the key of the provider that the settings choose. */
#define MQ_MODEL_KEY_VARIABLE "MAQUETTE_API_KEY"

DexFuture *mq_model_key_find (const MqModelProvider *provider, const char *base_url,
                              gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_model_key_is_there (const MqModelProvider *provider, const char *base_url,
                                  gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
