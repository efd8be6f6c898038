/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys in the system's keyring, see mq-keyring.h. */
#include "common/base/mq-application-id.h"
#include "common/secrets/mq-keyring.h"

#include "common/base/mq-error.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/secrets/mq-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const SecretSchema schema = {
  MQ_APP_ID ".Key",
  SECRET_SCHEMA_NONE,
  { { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "origin", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

/**
 * mq_keyring_dup_origin:
 * @base_url: (nullable): an address
 *
 * Returns: (transfer full) (nullable): its scheme, host and port (the port where it is not the
 * scheme's own)
 */
char *
mq_keyring_dup_origin (const char *base_url)
{
  g_autoptr (GUri) uri = base_url != NULL ? g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL) : NULL;
  gboolean is_tls = uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https");
  g_autofree char *host = NULL;
  int port;

  if (uri == NULL || (!is_tls && !g_str_equal (g_uri_get_scheme (uri), "http"))
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;

  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  port = g_uri_get_port (uri);
  if (strchr (host, ':') != NULL)
    {
      g_autofree char *bare = g_steal_pointer (&host);

      host = g_strdup_printf ("[%s]", bare);
    }

  if (port < 0 || port == (is_tls ? 443 : 80))
    return g_strdup_printf ("%s://%s", g_uri_get_scheme (uri), host);

  return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, port);
}

static char *
name_place (const char *provider, const char *origin)
{
  return g_strconcat (provider, " ", origin, NULL);
}

/**
 * mq_keyring_keep:
 * @provider: a provider's id
 * @base_url: where the key may be sent to
 * @key: (nullable): the key; %NULL removes it
 *
 * Keeps a key in memory until this process ends.
 */
void
mq_keyring_keep (const char *provider, const char *base_url, const char *key)
{
  g_autofree char *origin = mq_keyring_dup_origin (base_url);
  g_autofree char *place = NULL;

  g_return_if_fail (origin != NULL);

  place = name_place (provider, origin);
  mq_memory_keys_set (place, key);
}

static GHashTable *
make_attributes (const char *provider, const char *origin)
{
  return secret_attributes_build (&schema, "provider", provider, "origin", origin, NULL);
}

static DexFuture *
no_address (void)
{
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                _ ("A key belongs to an address that begins with http:// or "
                                   "https://"));
}

/**
 * mq_keyring_store:
 * @provider: a provider's id: "anthropic"
 * @base_url: where the key may be sent to; only its origin counts
 * @key: the key
 *
 * Stores it in the keyring, replacing an earlier key. The user may be asked to unlock the keyring.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_BAD_INPUT or
 * %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_keyring_store (const char *provider, const char *base_url, const char *key)
{
  g_autofree char *origin = mq_keyring_dup_origin (base_url);
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *label = NULL;
  GError *error = NULL;

  if (origin == NULL)
    return no_address ();
  if (!mq_secret_check_key (key, &error))
    return dex_future_new_for_error (error);

  mq_keyring_keep (provider, base_url, NULL);
  attributes = make_attributes (provider, origin);
  /* Translators: how a key is called in the system's keyring; %s is an address */
  label = g_strdup_printf (_ ("Maquette: key for %s"), origin);
  return mq_secret_store (&schema, attributes, label, key);
}

/**
 * mq_keyring_look_up:
 * @provider: a provider's id
 * @base_url: where the key is to be sent to
 * @may_unlock: whether the user may be asked to unlock the keyring
 *
 * Returns: (transfer full): resolves to the key, %NULL if there is none; rejects as
 *   mq_secret_look_up()
 */
DexFuture *
mq_keyring_look_up (const char *provider, const char *base_url, gboolean may_unlock)
{
  g_autofree char *origin = mq_keyring_dup_origin (base_url);
  g_autofree char *place = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  const char *kept;

  if (origin == NULL)
    return no_address ();

  place = name_place (provider, origin);
  if ((kept = mq_memory_keys_find_place (place)) != NULL)
    return dex_future_new_for_string (kept);

  attributes = make_attributes (provider, origin);
  return mq_secret_look_up (&schema, attributes, may_unlock);
}

/**
 * mq_keyring_has:
 * @provider: a provider's id
 * @base_url: where the key is to be sent to
 *
 * Neither reads the key nor unlocks a locked keyring; meant for showing the state.
 *
 * Returns: (transfer full): resolves to whether there is a key; rejects with %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_keyring_has (const char *provider, const char *base_url)
{
  g_autofree char *origin = mq_keyring_dup_origin (base_url);
  g_autofree char *place = NULL;
  g_autoptr (GHashTable) attributes = NULL;

  if (origin == NULL)
    return no_address ();

  place = name_place (provider, origin);
  if (mq_memory_keys_find_place (place) != NULL)
    return dex_future_new_true ();

  attributes = make_attributes (provider, origin);
  return mq_secret_has (&schema, attributes);
}

/**
 * mq_keyring_clear:
 * @provider: a provider's id
 * @base_url: where the key may be sent to
 *
 * Removes it from the keyring and from this process.
 *
 * Returns: (transfer full): resolves to %TRUE, also if there was none; rejects with
 *   %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_keyring_clear (const char *provider, const char *base_url)
{
  g_autofree char *origin = mq_keyring_dup_origin (base_url);
  g_autoptr (GHashTable) attributes = NULL;

  if (origin == NULL)
    return no_address ();

  mq_keyring_keep (provider, base_url, NULL);
  attributes = make_attributes (provider, origin);
  return mq_secret_clear (&schema, attributes);
}
