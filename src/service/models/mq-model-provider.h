/* Who answers: the providers we know by name, as presets: dialect, address, where a key comes from. What is not in the
 * table is `custom`: any server that speaks OpenAI's chat completions, by its base URL. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqModelProvider:
 * @id: in the settings and before the colon of a model's name: "anthropic"
 * @title: for people
 * @dialect: "anthropic" or "openai"
 * @base_url: (nullable): up to and with the version; %NULL: has to be given
 * @key_variable: (nullable): the environment variable a key is looked for in
 * @needs_key: it answers nobody without one
 * @local: it runs on this machine; nothing leaves it, nothing costs
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *dialect;
  const char *base_url;
  const char *key_variable;
  gboolean needs_key;
  gboolean local;
} MqModelProvider;

const MqModelProvider *mq_model_providers_get (gsize *n_providers);
const MqModelProvider *mq_model_provider_find (const char *id);

G_END_DECLS
