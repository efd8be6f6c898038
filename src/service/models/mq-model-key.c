/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lookup of providers' keys, see mq-model-key.h. */
#include "service/models/mq-model-key.h"

#include "common/secrets/mq-keyring.h"
#include "common/secrets/mq-memory-keys.h"
#include "service/model/mq-model-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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
read_variable (const char *variable, DexFuture **found)
{
  const char *text = mq_memory_keys_find_variable (variable);
  g_autofree char *key = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (key == NULL || *key == '\0')
    return FALSE;

  *found = mq_keyring_check_key (key, NULL)
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

/**
 * mq_model_key_find:
 * @provider: the key's provider
 * @base_url: the address the key would be sent to
 * @is_default: whether MAQUETTE_API_KEY applies to it
 *
 * Returns: (transfer full): resolves to the key, %NULL when there is none
 */
DexFuture *
mq_model_key_find (const MqModelProvider *provider, const char *base_url, gboolean is_default)
{
  DexFuture *found = NULL;

  if (is_default && read_variable (MQ_MODEL_KEY_VARIABLE, &found))
    return found;
  if (is_for_variable (provider, base_url, is_default)
      && read_variable (provider->key_variable, &found))
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

/**
 * mq_model_key_is_there:
 * @provider: the key's provider
 * @base_url: the address the key would be sent to
 * @is_default: whether MAQUETTE_API_KEY applies to it
 *
 * Returns: (transfer full): resolves to whether mq_model_key_find() would find one
 */
DexFuture *
mq_model_key_is_there (const MqModelProvider *provider, const char *base_url, gboolean is_default)
{
  if ((is_default && is_set (MQ_MODEL_KEY_VARIABLE))
      || (is_for_variable (provider, base_url, is_default) && is_set (provider->key_variable)))
    return dex_future_new_true ();

  return dex_future_catch (mq_keyring_has (provider->id, base_url), not_there, NULL, NULL);
}
