/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Choice of the model: resolves a model reference from the settings (file, then environment) to
 * a provider, an address and the provider's name of the model; and its key: the environment's
 * first, then the keyring's. A key is sent only to the address it belongs to. Used by MqModels. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/model-http/mq-model-provider.h"

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqModelChoice:
 * @provider: a preset
 * @base_url: the server's address, never empty
 * @model: the provider's name of the model
 *
 * A model with the address it is reached at.
 */
typedef struct
{
  const MqModelProvider *provider;
  char *base_url;
  char *model;
} MqModelChoice;

MqModelChoice *
mq_model_choice_new (const MqModelProvider *provider, const char *base_url, const char *model);
void mq_model_choice_free (MqModelChoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelChoice, mq_model_choice_free)
char *mq_model_choice_dup_name (const MqModelChoice *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_model_choice_is_here (const MqModelChoice *self);

/**
 * MqModelSettings:
 * @model: (nullable): the reference of the default model; %NULL: none is configured
 * @one_for_all: whether the environment set @model, which overrides the file's models of single
 *   roles
 * @provider: (nullable): the provider of references that name none
 * @base_url: (nullable): replaces @provider's own address
 * @ca_file: (nullable): certificates that are trusted beside the system's, model.ca_file, or
 *   SSL_CERT_FILE as other programs read it
 * @effort: "quick", "normal", "thorough"
 *
 * The settings of file and environment combined.
 */
typedef struct
{
  char *model;
  gboolean one_for_all;
  const MqModelProvider *provider;
  char *base_url;
  char *ca_file;
  char *effort;
} MqModelSettings;

MqModelSettings *mq_model_settings_new (MqConfig *config, JsonObject *variables,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_model_settings_free (MqModelSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelSettings, mq_model_settings_free)

const char *
mq_model_settings_get_base_url (const MqModelSettings *self, const MqModelProvider *provider);
MqModelChoice *mq_model_settings_choose (const MqModelSettings *self, const char *reference,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** MQ_MODEL_KEY_VARIABLE: the key of the provider that the settings choose. */
#define MQ_MODEL_KEY_VARIABLE "MAQUETTE_API_KEY"

DexFuture *mq_model_key_find (const MqModelProvider *provider, const char *base_url,
                              gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_model_key_is_there (const MqModelProvider *provider, const char *base_url,
                                  gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
