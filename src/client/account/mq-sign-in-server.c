/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery, see mq-sign-in-server.h. */
#include "client/account/mq-sign-in-server.h"

#include "common/http/mq-http-json.h"
#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DOCUMENT (64 * 1024) /* bytes */
#define DOCUMENT_SECONDS 30
#define FIBER_STACK (256 * 1024)
#define MAX_TEXT 2048

static MqSignInOffer *
mq_sign_in_offer_copy (MqSignInOffer *self)
{
  MqSignInOffer *copy = g_new0 (MqSignInOffer, 1);

  copy->issuer = g_strdup (self->issuer);
  copy->resource = g_strdup (self->resource);
  copy->client_id = g_strdup (self->client_id);
  copy->scope = g_strdup (self->scope);
  copy->is_signed_out = self->is_signed_out;
  return copy;
}

void
mq_sign_in_offer_free (MqSignInOffer *self)
{
  g_free (self->issuer);
  g_free (self->resource);
  g_free (self->client_id);
  g_free (self->scope);
  g_free (self);
}

void
mq_sign_in_server_free (MqSignInServer *self)
{
  g_free (self->issuer);
  g_free (self->authorization);
  g_free (self->token);
  g_free (self->device);
  g_free (self->revocation);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (MqSignInOffer, mq_sign_in_offer, mq_sign_in_offer_copy, mq_sign_in_offer_free)

/* Whoever is asked over https sends nobody to an address on this computer. */
static gboolean
may_refer (const char *from, const char *to)
{
  return strlen (to) <= MAX_TEXT && mq_http_is_safe_url (to)
         && (g_str_has_prefix (to, "https://") || g_str_has_prefix (from, "http://"));
}

static gboolean
is_word (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  gboolean good = length > 0 && length <= MAX_TEXT;

  for (gsize i = 0; good && i < length; i++)
    good = g_ascii_isgraph (text[i]) && text[i] != '"' && text[i] != '\\';

  return good;
}

/* RFC 9728, section 3.3: a service that asks for tokens for another one could use them there. A
 * service on this computer may stand for one with another name: behind a tunnel, or in a test. */
static gboolean
is_resource_of (const char *resource, const char *service)
{
  g_autofree char *named = mq_keyring_dup_origin (resource);
  g_autofree char *origin = mq_keyring_dup_origin (service);

  return named == NULL || g_str_has_prefix (service, "http://") || g_strcmp0 (named, origin) == 0;
}

static char *
join_scopes (JsonArray *scopes)
{
  GString *scope = g_string_new (NULL);

  for (guint i = 0; i < mq_json_length (scopes); i++)
    {
      const char *word = mq_json_element_string (scopes, i);

      if (is_word (word) && scope->len + strlen (word) < MAX_TEXT)
        g_string_append_printf (scope, "%s%s", scope->len > 0 ? " " : "", word);
    }

  return g_string_free (scope, FALSE);
}

/* @metadata: the service's protected resource metadata (RFC 9728); @error: %MQ_ERROR_PROTOCOL.
 * Returns: (transfer full) (nullable): what is in it */
MqSignInOffer *
mq_sign_in_offer_parse (JsonObject *metadata, const char *service, GError **error)
{
  g_autoptr (MqSignInOffer) self = g_new0 (MqSignInOffer, 1);
  JsonArray *servers = mq_json_get_array (metadata, "authorization_servers");

  if (mq_json_length (servers) > 0)
    self->issuer = g_strdup (mq_json_element_string (servers, 0));
  self->resource = g_strdup (mq_json_get_string (metadata, "resource", NULL));
  self->client_id = g_strdup (mq_json_get_string (metadata, "maquette_client_id", "maquette"));
  self->scope = join_scopes (mq_json_get_array (metadata, "scopes_supported"));
  if (*self->scope == '\0')
    g_set_str (&self->scope, "openid");

  if (self->issuer == NULL || !may_refer (service, self->issuer))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The service at %s names no sign-in server that can be used"), service);
  if (!is_word (self->resource) || !is_word (self->client_id))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The service at %s does not say how to sign in"), service);
  if (!is_resource_of (self->resource, service))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The service at %s wants access to another one: %s"), service,
                         self->resource);

  /* Some sign-in servers refuse the parameter. */
  if (!mq_json_get_boolean (metadata, "maquette_sends_resource", TRUE))
    g_clear_pointer (&self->resource, g_free);
  return g_steal_pointer (&self);
}

/* Reads a member that has to be an address the issuer may refer to. */
static gboolean
read_url (JsonObject *metadata, const char *member, const char *issuer, gboolean is_needed,
          char **url, GError **error)
{
  const char *text = mq_json_get_string (metadata, member, NULL);

  *url = g_strdup (text);
  if (text == NULL ? !is_needed : may_refer (issuer, text))
    return TRUE;

  return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("The sign-in server %s has no usable “%s”"), issuer,
                  member);
}

/* Lists of what the server supports are not looked at: Glewlwyd's, for one, are incomplete.
 * @metadata: OpenID Connect discovery's answer; @issuer: who was asked; @error:
 * %MQ_ERROR_PROTOCOL. Returns: (transfer full) (nullable): what is in it */
MqSignInServer *
mq_sign_in_server_parse (JsonObject *metadata, const char *issuer, GError **error)
{
  g_autoptr (MqSignInServer) self = g_new0 (MqSignInServer, 1);
  const char *name = mq_json_get_string (metadata, "issuer", "");

  /* RFC 8414, section 3.3 */
  if (!g_str_equal (name, issuer))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The sign-in server %s says that it is another one"), issuer);

  self->issuer = g_strdup (issuer);
  if (!read_url (metadata, "authorization_endpoint", issuer, TRUE, &self->authorization, error)
      || !read_url (metadata, "token_endpoint", issuer, TRUE, &self->token, error)
      || !read_url (metadata, "device_authorization_endpoint", issuer, FALSE, &self->device, error)
      || !read_url (metadata, "revocation_endpoint", issuer, FALSE, &self->revocation, error))
    return NULL;

  return g_steal_pointer (&self);
}

static char *
make_well_known (const char *base, const char *name)
{
  gsize length = strlen (base);

  while (length > 0 && base[length - 1] == '/')
    length--;

  return g_strdup_printf ("%.*s/.well-known/%s", (int)length, base, name);
}

static DexFuture *
fetch_fiber (const char *service, DexFuture *dropped)
{
  g_autofree char *url = make_well_known (service, "oauth-protected-resource");
  GError *error = NULL;
  g_autoptr (JsonObject) metadata = dex_await_boxed (
      mq_fiber_unless (dropped, mq_http_json_get (url, MAX_DOCUMENT, DOCUMENT_SECONDS)), &error);
  MqSignInOffer *offer;

  if (metadata == NULL)
    return dex_future_new_for_error (error);

  offer = mq_sign_in_offer_parse (metadata, service, &error);
  return offer != NULL ? dex_future_new_take_boxed (MQ_TYPE_SIGN_IN_OFFER, offer)
                       : dex_future_new_for_error (error);
}

/**
 * mq_sign_in_offer_fetch:
 * @service: a service's address
 *
 * Returns: (transfer full): resolves to a MQ_TYPE_SIGN_IN_OFFER; rejects with %MQ_ERROR_NOT_FOUND
 *   if the service has no accounts, %MQ_ERROR_UNREACHABLE, %MQ_ERROR_PROTOCOL
 */
DexFuture *
mq_sign_in_offer_fetch (const char *service)
{
  return mq_fiber_spawn_droppable_with (FIBER_STACK, fetch_fiber, (G_TYPE_STRING, service));
}

/* Awaits. @issuer: a sign-in server's name, an address; @dropped: (nullable): rejects when
 * nobody waits for the answer any more; @error: %MQ_ERROR_UNREACHABLE, %MQ_ERROR_PROTOCOL.
 * Returns: (transfer full) (nullable): the server */
MqSignInServer *
mq_sign_in_server_discover (const char *issuer, DexFuture *dropped, GError **error)
{
  g_autofree char *url = make_well_known (issuer, "openid-configuration");
  DexFuture *asking = mq_http_json_get (url, MAX_DOCUMENT, DOCUMENT_SECONDS);
  g_autoptr (GError) why = NULL;
  g_autoptr (JsonObject) metadata
      = dex_await_boxed (dropped != NULL ? mq_fiber_unless (dropped, asking) : asking, &why);

  if (metadata != NULL)
    return mq_sign_in_server_parse (metadata, issuer, error);

  /* Not to be mistaken for a service without accounts. */
  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    why->code = MQ_ERROR_PROTOCOL;
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}
