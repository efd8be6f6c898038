/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The provider presets, see mq-model-provider.h. */
#include "service/model-http/mq-model-provider.h"

#include <string.h>

/* Addresses and variables are from each vendor's documentation. */
static const MqModelProvider providers[] = {
  { "anthropic", "Anthropic", "anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY",
    "https://console.anthropic.com/settings/keys", TRUE, FALSE },
  { "openai", "OpenAI", "openai", "https://api.openai.com/v1", "OPENAI_API_KEY",
    "https://platform.openai.com/api-keys", TRUE, FALSE },
  { "openrouter", "OpenRouter", "openai", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY",
    "https://openrouter.ai/settings/keys", TRUE, FALSE },
  { "gemini", "Google Gemini", "openai", "https://generativelanguage.googleapis.com/v1beta/openai",
    "GEMINI_API_KEY", "https://aistudio.google.com/apikey", TRUE, FALSE },
  { "ollama", "Ollama", "openai", "http://127.0.0.1:11434/v1", NULL, NULL, FALSE, TRUE },
  { "llamacpp", "llama.cpp", "openai", "http://127.0.0.1:8080/v1", NULL, NULL, FALSE, TRUE },
  { "lmstudio", "LM Studio", "openai", "http://127.0.0.1:1234/v1", NULL, NULL, FALSE, TRUE },
  { "vllm", "vLLM", "openai", "http://127.0.0.1:8000/v1", "VLLM_API_KEY", NULL, FALSE, TRUE },
  { "custom", "OpenAI-compatible server", "openai", NULL, "MAQUETTE_API_KEY", NULL, FALSE, FALSE },
};

/**
 * mq_model_providers_get:
 * @n_providers: (out): their number
 *
 * Returns: (transfer none) (array length=n_providers): all presets, in the order of the settings
 */
const MqModelProvider *
mq_model_providers_get (gsize *n_providers)
{
  *n_providers = G_N_ELEMENTS (providers);
  return providers;
}

/**
 * mq_model_provider_find:
 * @id: (nullable): an id from the settings
 *
 * Returns: (transfer none) (nullable): the preset of that id
 */
const MqModelProvider *
mq_model_provider_find (const char *id)
{
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (providers[i].id, id))
      return &providers[i];

  return NULL;
}

/* The length of an address up to its query, without the endpoint that people paste along. */
static gsize
measure_base (const char *base_url)
{
  static const char *const endpoints[] = { "/chat/completions", "/completions", "/responses",
                                           "/messages",         "/api/chat",    "/api/generate" };
  gsize length = strcspn (base_url, "?#");

  while (length > 0 && base_url[length - 1] == '/')
    length--;
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      gsize n = strlen (endpoints[i]);

      if (length > n && strncmp (base_url + length - n, endpoints[i], n) == 0)
        return length - n;
    }

  /* Azure has a folder of that name. */
  if (length > 10 && strncmp (base_url + length - 10, "/v1/models", 10) == 0)
    length -= strlen ("/models");
  return length;
}

/**
 * mq_model_provider_join:
 * @base_url: an address, as people have it: also that of an endpoint, and with a query
 * @path: "/chat/completions"
 *
 * Returns: (transfer full): the address of @path there, with the query
 */
char *
mq_model_provider_join (const char *base_url, const char *path)
{
  g_autofree char *base = g_strndup (base_url, measure_base (base_url));

  return g_strconcat (base, path, strchr (base_url, '?'), NULL);
}

/**
 * mq_model_provider_lacks_path:
 * @base_url: an address
 *
 * Returns: whether it has no path, where servers that are compatible with OpenAI's have “/v1”
 */
gboolean
mq_model_provider_lacks_path (const char *base_url)
{
  g_autofree char *base = g_strndup (base_url, measure_base (base_url));
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_NONE, NULL);
  const char *path = uri != NULL ? g_uri_get_path (uri) : "/";

  return uri != NULL && (*path == '\0' || g_str_equal (path, "/"));
}
