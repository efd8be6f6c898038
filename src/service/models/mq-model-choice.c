/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Choice of the model and lookup of its key, see mq-model-choice.h. */
#include "service/models/mq-model-choice.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "common/secrets/mq-keyring.h"
#include "common/secrets/mq-secret.h"
#include "common/secrets/mq-memory-keys.h"
#include "service/model/mq-model-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_REFERENCE 300

/* @model: the provider's name of the model. Returns: (transfer full): a choice */
MqModelChoice *
mq_model_choice_new (const MqModelProvider *provider, const char *base_url, const char *model)
{
  MqModelChoice *self = g_new0 (MqModelChoice, 1);

  self->provider = provider;
  self->base_url = g_strdup (base_url);
  self->model = g_strdup (model);
  return self;
}

void
mq_model_choice_free (MqModelChoice *self)
{
  g_free (self->base_url);
  g_free (self->model);
  g_free (self);
}

/* Returns: (transfer full): its reference in the settings: "ollama:qwen3:32b" */
char *
mq_model_choice_dup_name (const MqModelChoice *self)
{
  return g_strconcat (self->provider->id, ":", self->model, NULL);
}

/* Returns: whether its address is this computer's */
gboolean
mq_model_choice_is_here (const MqModelChoice *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->base_url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && mq_http_is_loopback (uri);
}

void
mq_model_settings_free (MqModelSettings *self)
{
  g_free (self->model);
  g_free (self->base_url);
  g_free (self->ca_file);
  g_free (self->effort);
  g_free (self);
}

/* The provider before the colon. `llama3:8b` names none. */
static const MqModelProvider *
get_prefix (const char *reference, const char **model)
{
  const char *colon = reference != NULL ? strchr (reference, ':') : NULL;
  g_autofree char *prefix = colon != NULL ? g_strndup (reference, colon - reference) : NULL;
  const MqModelProvider *provider = mq_model_provider_find (prefix);

  if (model != NULL)
    *model = provider != NULL ? colon + 1 : reference;
  return provider;
}

/* An empty variable counts as unset. */
static gboolean
read_variable (JsonObject *variables, const char *variable, MqConfigKey key, const char **value,
               GError **error)
{
  const char *text = variables != NULL ? mq_json_get_string (variables, variable, NULL)
                                       : g_getenv (variable);
  g_autofree char *why_not = NULL;
  double number;

  *value = NULL;
  if (text == NULL || *text == '\0')
    return TRUE;

  if (!g_utf8_validate (text, -1, NULL))
    why_not = g_strdup (_ ("it is not text in UTF-8"));
  else if (mq_config_key_read (key, text, TRUE, &number, &why_not))
    {
      *value = text;
      return TRUE;
    }

  /* Translators: an environment variable, and its problem */
  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("%s: %s"), variable, why_not);
}

static const MqModelProvider *
find_provider (const char *named, const char *reference, const char *base_url)
{
  const MqModelProvider *provider = mq_model_provider_find (named);

  if (provider == NULL)
    provider = get_prefix (reference, NULL);
  if (provider == NULL && base_url != NULL)
    provider = mq_model_provider_find ("custom");

  return provider;
}

/* The environment overrides the file: MAQUETTE_MODEL, MAQUETTE_PROVIDER, MAQUETTE_BASE_URL,
 * MAQUETTE_EFFORT. The file's address is never used for another provider than the file's.
 * @variables: (nullable): the client's environment variables; %NULL: use this process's; @error:
 * %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): the settings */
MqModelSettings *
mq_model_settings_new (MqConfig *config, JsonObject *variables, GError **error)
{
  g_autoptr (MqModelSettings) self = g_new0 (MqModelSettings, 1);
  const char *file_model = mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT);
  const char *file_url = mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL);
  const MqModelProvider *file_provider = find_provider (
      mq_config_get_string (config, MQ_CONFIG_MODEL_PROVIDER), file_model, file_url);
  const char *model, *named, *url, *effort, *ca_file;

  if (!read_variable (variables, "MAQUETTE_MODEL", MQ_CONFIG_MODEL_DEFAULT, &model, error)
      || !read_variable (variables, "MAQUETTE_PROVIDER", MQ_CONFIG_MODEL_PROVIDER, &named, error)
      || !read_variable (variables, "MAQUETTE_BASE_URL", MQ_CONFIG_MODEL_BASE_URL, &url, error)
      || !read_variable (variables, "SSL_CERT_FILE", MQ_CONFIG_MODEL_CA_FILE, &ca_file, error)
      || !read_variable (variables, "MAQUETTE_EFFORT", MQ_CONFIG_MODEL_EFFORT, &effort, error))
    return NULL;

  self->one_for_all = model != NULL;
  self->model = g_strdup (model != NULL ? model : file_model);
  if (!(self->provider = find_provider (named, model, NULL)))
    self->provider = file_provider != NULL ? file_provider : find_provider (NULL, NULL, url);
  if (url != NULL || (file_url != NULL && self->provider == file_provider))
    self->base_url = g_strdup (url != NULL ? url : file_url);
  if (mq_config_get_string (config, MQ_CONFIG_MODEL_CA_FILE) != NULL)
    ca_file = mq_config_get_string (config, MQ_CONFIG_MODEL_CA_FILE);
  else if (ca_file != NULL && !g_file_test (ca_file, G_FILE_TEST_IS_REGULAR))
    ca_file = NULL; /* of another program's sandbox */
  self->ca_file = g_strdup (ca_file);
  self->effort = g_strdup (effort != NULL ? effort
                                          : mq_config_get_string (config, MQ_CONFIG_MODEL_EFFORT));

  return g_steal_pointer (&self);
}

/* @provider: any preset. Returns: (transfer none) (nullable): the provider's address; %NULL when
 * the user has to set one */
const char *
mq_model_settings_get_base_url (const MqModelSettings *self, const MqModelProvider *provider)
{
  return self->base_url != NULL && provider == self->provider ? self->base_url : provider->base_url;
}

/* @reference: "PRESET:MODEL" or "MODEL"; @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full)
 * (nullable): the chosen model */
MqModelChoice *
mq_model_settings_choose (const MqModelSettings *self, const char *reference, GError **error)
{
  const char *model = NULL;
  const MqModelProvider *provider = get_prefix (reference, &model);
  g_autofree char *clean = mq_text_clean (reference, 100);
  const char *base_url;

  if (strlen (reference) > MAX_REFERENCE || *model == '\0')
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not the name of a model"), clean);

  if (provider == NULL && (provider = self->provider) == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("The provider of the model “%s” is missing\nSet model.provider, or "
                            "write PROVIDER:MODEL, "
                            "for example “ollama:%s”"),
                         clean, clean);

  if ((base_url = mq_model_settings_get_base_url (self, provider)) == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("The model “%s” has no address\nSet model.base_url"), clean);

  return mq_model_choice_new (provider, base_url, model);
}

/* A vendor's variable is used only for the vendor's address or a server on this computer. */
static gboolean
is_for_variable (const MqModelProvider *provider, const char *base_url, gboolean is_default)
{
  const MqModelChoice place = { provider, (char *)base_url, NULL };
  g_autofree char *origin = mq_keyring_dup_origin (base_url);
  g_autofree char *own = mq_keyring_dup_origin (provider->base_url);

  return provider->key_variable != NULL && origin != NULL
         && (own != NULL ? g_str_equal (origin, own) || mq_model_choice_is_here (&place)
                         : is_default);
}

/* Returns TRUE when the variable is set; @found is then its value or an error. */
static gboolean
read_key_variable (const char *variable, DexFuture **found)
{
  const char *text = mq_memory_keys_find_variable (variable);
  g_autofree char *key = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (key == NULL || *key == '\0')
    return FALSE;

  *found = mq_secret_check_key (key, NULL)
               ? dex_future_new_for_string (key)
               : dex_future_new_reject (MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY,
                                        _ ("%s does not contain a valid key"), variable);
  return TRUE;
}

/* Without a keyring service there is no key. */
static DexFuture *
no_keyring (DexFuture *failed, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (failed, &error);
  g_debug ("%s", error->message);
  return dex_future_new_for_string (NULL);
}

/* @base_url: the address the key would be sent to; @is_default: whether MAQUETTE_API_KEY applies
 * to it. Returns: (transfer full): resolves to the key, %NULL when there is none */
DexFuture *
mq_model_key_find (const MqModelProvider *provider, const char *base_url, gboolean is_default)
{
  DexFuture *found = NULL;

  if (is_default && read_key_variable (MQ_MODEL_KEY_VARIABLE, &found))
    return found;
  if (is_for_variable (provider, base_url, is_default)
      && read_key_variable (provider->key_variable, &found))
    return found;

  return dex_future_catch (mq_keyring_look_up (provider->id, base_url), no_keyring, NULL, NULL);
}

static DexFuture *
not_there (DexFuture *failed, gpointer user_data)
{
  return dex_future_new_for_boolean (FALSE);
}

static gboolean
is_set (const char *variable)
{
  const char *text = mq_memory_keys_find_variable (variable);

  return text != NULL && text[strspn (text, " \t\r\n")] != '\0';
}

/* @base_url: the address the key would be sent to; @is_default: whether MAQUETTE_API_KEY applies
 * to it. Returns: (transfer full): resolves to whether mq_model_key_find() would find one */
DexFuture *
mq_model_key_is_there (const MqModelProvider *provider, const char *base_url, gboolean is_default)
{
  if ((is_default && is_set (MQ_MODEL_KEY_VARIABLE))
      || (is_for_variable (provider, base_url, is_default) && is_set (provider->key_variable)))
    return dex_future_new_true ();

  return dex_future_catch (mq_keyring_has (provider->id, base_url), not_there, NULL, NULL);
}
