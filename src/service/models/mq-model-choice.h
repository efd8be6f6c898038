/* Which model is meant: the settings (file, then environment) and a role, to a provider, an address and a model's name. */
#pragma once

#include "common/mq-config.h"
#include "service/models/mq-model-provider.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqModelChoice:
 * @provider: of the table
 * @base_url: where it is asked, never empty
 * @model: as the provider calls it
 *
 * A model that can be asked.
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
/* "anthropic:claude-…": as in the settings. */
char *mq_model_choice_dup_name (const MqModelChoice *self) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it runs on this computer: what is sent to it leaves it not. */
gboolean mq_model_choice_is_here (const MqModelChoice *self);

/**
 * MqModelSettings:
 * @model: (nullable): the reference of the model for all roles; %NULL: none is configured
 * @one_for_all: the environment named it, so that the file's roles do not count
 * @provider: (nullable): of references that name none
 * @base_url: (nullable): instead of @provider's own
 * @effort: "quick", "normal", "thorough"
 *
 * What file and environment say together.
 */
typedef struct
{
  char *model;
  gboolean one_for_all;
  const MqModelProvider *provider;
  char *base_url;
  char *effort;
} MqModelSettings;

/* NULL and MQ_ERROR_BAD_INPUT when a variable of the environment is wrong. */
MqModelSettings *mq_model_settings_new (MqConfig *config, JsonObject *variables,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_model_settings_free (MqModelSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelSettings, mq_model_settings_free)

/* Where @provider is asked: at the address of the settings when it is theirs, else at its own. NULL: nowhere yet. */
const char *
mq_model_settings_get_base_url (const MqModelSettings *self, const MqModelProvider *provider);
/* @reference: "PRESET:MODEL" or "MODEL". NULL and MQ_ERROR_BAD_INPUT when it cannot be told whose model that is, or where. */
MqModelChoice *mq_model_settings_choose (const MqModelSettings *self, const char *reference,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
