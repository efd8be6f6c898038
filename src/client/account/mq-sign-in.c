/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchanges with a sign-in server, see mq-sign-in.h. */
#include "client/account/mq-sign-in.h"

#include "client/account/mq-redirect-listener.h"
#include "common/base/mq-base64url.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http-json.h"
#include "common/http/mq-http.h"
#include "common/http/mq-oauth-scope.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Descriptions of a shared service and its sign-in server: MqSignInOffer is the service's
 * protected resource metadata (RFC 9728), MqSignInServer the addresses that OpenID Connect
 * discovery finds. */

#define MAX_DOCUMENT (64 * 1024) /* bytes */
#define DOCUMENT_SECONDS 30
#define MAX_TEXT 2048
/* How long a sign-in in the browser may take. */
#define SIGN_IN_SECONDS 300
#define MAX_WORDS 300
#define SECRET_BYTES 32
#define MAX_DEVICE_SECONDS 1800
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

static MqSignInOffer *
sign_in_offer_ref (MqSignInOffer *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
offer_clear (gpointer data)
{
  MqSignInOffer *self = data;

  g_free (self->issuer);
  g_free (self->resource);
  g_free (self->client_id);
  g_free (self->scope);
}

void
mq_sign_in_offer_unref (MqSignInOffer *self)
{
  g_atomic_rc_box_release_full (self, offer_clear);
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

G_DEFINE_BOXED_TYPE (MqSignInOffer, mq_sign_in_offer, sign_in_offer_ref, mq_sign_in_offer_unref)

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
  return mq_oauth_is_value (text, MAX_TEXT) && strpbrk (text, "\"\\") == NULL;
}

/* @metadata: the service's protected resource metadata (RFC 9728); @error: %MQ_ERROR_PROTOCOL.
 * Returns: (transfer full) (nullable): what is in it */
MqSignInOffer *
mq_sign_in_offer_parse (JsonObject *metadata, const char *service, GError **error)
{
  g_autoptr (MqSignInOffer) self = g_atomic_rc_box_new0 (MqSignInOffer);
  JsonArray *servers = mq_json_get_array (metadata, "authorization_servers");
  JsonArray *scopes = mq_json_get_array (metadata, "scopes_supported");
  g_autoptr (GString) scope = g_string_new (NULL);
  g_autofree char *named = NULL;
  g_autofree char *origin = NULL;

  if (mq_json_length (servers) > 0)
    self->issuer = g_strdup (mq_json_element_string (servers, 0));
  self->resource = g_strdup (mq_json_get_string (metadata, "resource", NULL));
  self->client_id = g_strdup (mq_json_get_string (metadata, "maquette_client_id", "maquette"));
  MQ_JSON_EACH_STRING (scopes, i, word)
    {
      if (is_word (word) && scope->len + strlen (word) < MAX_TEXT)
        g_string_append_printf (scope, "%s%s", scope->len > 0 ? " " : "", word);
    }
  self->scope = g_strdup (scope->len > 0 ? scope->str : "openid");

  if (self->issuer == NULL || !may_refer (service, self->issuer))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The service at %s names no usable sign-in server"), service);
  if (!is_word (self->resource) || !is_word (self->client_id))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The service at %s does not say how to sign in"), service);

  /* RFC 9728, section 3.3: a service that asks for tokens for another one could use them there. A
   * service on this computer may stand for one with another name: behind a tunnel, or in a test. */
  named = mq_keyring_dup_origin (self->resource);
  origin = mq_keyring_dup_origin (service);
  if (named != NULL && !g_str_has_prefix (service, "http://") && g_strcmp0 (named, origin) != 0)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The service at %s asks for access to another service: %s"), service,
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
                         _ ("The sign-in server %s gives another address as its own"), issuer);

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
  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, fetch_fiber, (G_TYPE_STRING, service));
}

/* Awaits. @issuer: a sign-in server's name, an address; @dropped: (nullable): rejects when
 * nobody waits for the answer any more; @error: %MQ_ERROR_UNREACHABLE, %MQ_ERROR_PROTOCOL.
 * Returns: (transfer full) (nullable): the server */
static MqSignInServer *
sign_in_server_discover (const char *issuer, DexFuture *dropped, GError **error)
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
  return mq_fail_null_with (error, &why);
}

/* Returns: (transfer full): 32 bytes of the kernel's random numbers in base64url, without
 * padding: a verifier, a state, a nonce */
char *
mq_sign_in_new_secret (void)
{
  return mq_base64url_random (SECRET_BYTES);
}

/* Proves with PKCE (RFC 7636), by S256, that who redeems a code is who asked for it. @verifier:
 * from mq_sign_in_new_secret(). Returns: (transfer full): its SHA-256 in base64url */
char *
mq_sign_in_dup_challenge (const char *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guchar digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *)verifier, -1);
  g_checksum_get_digest (sum, digest, &length);
  return mq_base64url_encode (digest, length);
}

static void
append_parameter (GString *url, const char *name, const char *value)
{
  g_autofree char *text = value != NULL ? soup_form_encode (name, value, NULL) : NULL;

  if (text != NULL)
    g_string_append_printf (url, "&%s", text);
}

/* @offer: what the service asks for; @redirect: where the browser is to come back to; @state: of
 * this try; @nonce: of this try; @challenge: the hash of this try's verifier. Returns: (transfer
 * full): the address to open in the browser */
char *
mq_sign_in_make_url (const MqSignInServer *issuer, const MqSignInOffer *offer, const char *redirect,
                     const char *state, const char *nonce, const char *challenge)
{
  GString *url = g_string_new (issuer->authorization);
  g_autofree char *query = soup_form_encode ("response_type", "code", "client_id", offer->client_id,
                                             "redirect_uri", redirect, "scope", offer->scope,
                                             "state", state, "nonce", nonce, "code_challenge",
                                             challenge, "code_challenge_method", "S256", NULL);
  g_autofree char *prompt = NULL;
  const char *words[3] = { NULL };
  guint n = 0;

  /* OpenID Connect Core 1.0, 11: refresh tokens for offline access need the person's consent each
   * time. The browser's session at the sign-in server outlives a sign-out here. Some servers refuse
   * “select_account”; all know “login”. */
  if (offer->is_signed_out)
    words[n++] = "login";
  if (mq_oauth_scope_has (offer->scope, "offline_access"))
    words[n++] = "consent";
  prompt = g_strjoinv (" ", (char **)words);

  g_string_append_printf (url, "%s%s", strchr (url->str, '?') != NULL ? "&" : "?", query);
  append_parameter (url, "resource", offer->resource);
  append_parameter (url, "prompt", *prompt != '\0' ? prompt : NULL);
  return g_string_free_and_steal (url);
}

/* The server's own words, for the user to pass on. */
static char *
describe (JsonObject *answer)
{
  JsonObject *body = mq_json_get_object (answer, "body");
  const char *name = mq_json_get_string (body, "error", NULL);
  g_autofree char *status = g_strdup_printf (_ ("status %d"),
                                             (int)mq_json_get_int (answer, "status", 0));

  return mq_text_clean (
      mq_json_get_string (body, "error_description", name != NULL ? name : status), MAX_WORDS);
}

static const char *
get_error (JsonObject *answer)
{
  return mq_json_get_string (mq_json_get_object (answer, "body"), "error", "");
}

static gboolean
is_good (JsonObject *answer)
{
  return mq_json_get_int (answer, "status", 0) == 200
         && mq_json_get_object (answer, "body") != NULL;
}

/* Returns: (transfer full) (nullable): the tokens of a good answer */
static MqTokens *
read_tokens (const MqSignInOffer *offer, JsonObject *answer, const char *nonce, GError **error)
{
  g_autoptr (MqTokens) tokens = NULL;
  g_autofree char *words = describe (answer);

  if (!is_good (answer))
    return mq_fail_null (error, MQ_ERROR_SIGN_IN,
                         _ ("The sign-in server did not complete the sign-in: %s\nTry again"),
                         words);

  tokens = mq_tokens_new_from_answer (mq_json_get_object (answer, "body"), offer->scope,
                                      g_get_real_time () / G_USEC_PER_SEC, error);
  if (tokens == NULL)
    return NULL;

  tokens->issuer = g_strdup (offer->issuer);
  tokens->client_id = g_strdup (offer->client_id);
  tokens->resource = g_strdup (offer->resource);
  return mq_tokens_read_id_token (tokens, mq_json_get_object (answer, "body"), nonce, error)
             ? g_steal_pointer (&tokens)
             : NULL;
}

/* Awaits. State, nonce and verifier are of this try alone, so that no other one's answer fits.
 * Returns: (transfer full) (nullable): the tokens */
MqTokens *
mq_sign_in_with_browser (const MqSignInOffer *offer, const char *ports, MqSignInOpenFunc open,
                         gpointer user_data, DexFuture *dropped, GError **error)
{
  g_autofree char *state = mq_sign_in_new_secret ();
  g_autofree char *nonce = mq_sign_in_new_secret ();
  g_autofree char *verifier = mq_sign_in_new_secret ();
  g_autofree char *challenge = mq_sign_in_dup_challenge (verifier);
  g_autoptr (MqRedirectListener) listener = NULL;
  g_autoptr (MqSignInServer) issuer = sign_in_server_discover (offer->issuer, dropped, error);
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *url = NULL;
  g_autofree char *code = NULL;
  g_autoptr (DexFuture) waiting = NULL;
  const char *redirect;

  if (issuer == NULL
      || !(listener = mq_redirect_listener_new (ports, state, issuer->issuer, error)))
    return NULL;

  redirect = mq_redirect_listener_get_uri (listener);
  waiting = mq_redirect_listener_wait (listener, SIGN_IN_SECONDS);
  url = mq_sign_in_make_url (issuer, offer, redirect, state, nonce, challenge);
  open (url, user_data);
  code = dex_await_string (mq_fiber_unless (dropped, g_steal_pointer (&waiting)), error);
  if (code == NULL)
    return NULL;

  form = mq_http_json_form ("grant_type", "authorization_code", "code", code, "redirect_uri",
                            redirect, "client_id", offer->client_id, "code_verifier", verifier,
                            "resource", offer->resource, NULL);
  answer = dex_await_boxed (
      mq_fiber_unless (dropped, mq_http_json_post (issuer->token, form, NULL)), error);
  if (answer == NULL)
    return NULL;

  return read_tokens (offer, answer, mq_oauth_scope_has (offer->scope, "openid") ? nonce : NULL,
                      error);
}

/* Awaits. Asks until the user has said yes or no. */
static JsonObject *
poll (const MqSignInOffer *offer, MqSignInServer *issuer, JsonObject *device, DexFuture *dropped,
      GError **error)
{
  g_autoptr (GHashTable) form = mq_http_json_form (
      "grant_type", DEVICE_GRANT, "device_code", mq_json_get_string (device, "device_code", NULL),
      "client_id", offer->client_id, "resource", offer->resource, NULL);
  gint64 seconds = CLAMP (mq_json_get_int (device, "expires_in", MAX_DEVICE_SECONDS), 1,
                          MAX_DEVICE_SECONDS);
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  gint64 interval = CLAMP (mq_json_get_int (device, "interval", 5), 1, 60);

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) why = NULL;

      if (!dex_await (mq_fiber_unless (dropped, dex_timeout_new_seconds ((int)interval)), &why)
          && !dex_future_is_pending (dropped))
        return mq_fail_null_with (error, &why);

      g_clear_error (&why);
      answer = dex_await_boxed (
          mq_fiber_unless (dropped, mq_http_json_post (issuer->token, form, NULL)), &why);

      /* A server that is away for a moment counts as one that asks to slow down. */
      if (answer == NULL && !g_error_matches (why, MQ_ERROR, MQ_ERROR_UNREACHABLE))
        return mq_fail_null_with (error, &why);
      if (answer == NULL || g_str_equal (get_error (answer), "slow_down"))
        interval += 5;
      else if (g_str_equal (get_error (answer), "access_denied"))
        return mq_fail_null (error, MQ_ERROR_SIGN_IN, "%s",
                             _ ("Signing in was refused in the browser\nTry again, and allow "
                                "Maquette to use the account"));
      else if (g_str_equal (get_error (answer), "expired_token"))
        break;
      else if (!g_str_equal (get_error (answer), "authorization_pending"))
        return g_steal_pointer (&answer);
    }

  return mq_fail_null (error, MQ_ERROR_TIMEOUT, "%s",
                       _ ("Nobody signed in while the code was valid\nTry again"));
}

/* Awaits. @offer: what the service asks for; @show: shows the user what to type where;
 * @user_data: for @show; @dropped: rejects when nobody waits for the sign-in any more; @error:
 * as of mq_sign_in_with_browser(). Returns: (transfer full) (nullable): the tokens */
MqTokens *
mq_sign_in_with_device (const MqSignInOffer *offer, MqSignInDeviceFunc show, gpointer user_data,
                        DexFuture *dropped, GError **error)
{
  g_autoptr (MqSignInServer) issuer = sign_in_server_discover (offer->issuer, dropped, error);
  /* Glewlwyd requires the grant type. */
  g_autoptr (GHashTable) form = mq_http_json_form ("client_id", offer->client_id, "grant_type",
                                                   "device_authorization", "scope", offer->scope,
                                                   "resource", offer->resource, NULL);
  g_autoptr (JsonObject) begun = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *url = NULL;
  g_autofree char *code = NULL;
  g_autofree char *whole = NULL;
  JsonObject *device;
  const char *text;

  if (issuer == NULL)
    return NULL;
  if (issuer->device == NULL)
    return mq_fail_null (error, MQ_ERROR_SIGN_IN,
                         _ ("The sign-in server %s needs a browser on this computer"),
                         issuer->issuer);

  begun = dex_await_boxed (
      mq_fiber_unless (dropped, mq_http_json_post (issuer->device, form, NULL)), error);
  if (begun == NULL)
    return NULL;

  device = mq_json_get_object (begun, "body");
  text = mq_json_get_string (device, "verification_uri", NULL);
  if (!is_good (begun) || text == NULL || !mq_http_is_safe_url (text)
      || mq_json_get_string (device, "user_code", NULL) == NULL
      || mq_json_get_string (device, "device_code", NULL) == NULL)
    {
      g_autofree char *why = describe (begun);

      return mq_fail_null (error, MQ_ERROR_SIGN_IN,
                           _ ("The sign-in server cannot sign in without a browser: %s"), why);
    }

  url = mq_text_clean (text, MAX_WORDS);
  code = mq_text_clean (mq_json_get_string (device, "user_code", NULL), MAX_WORDS);
  /* RFC 8628, 3.3.1: an address that has the code already. */
  text = mq_json_get_string (device, "verification_uri_complete", NULL);
  if (text != NULL && mq_http_is_safe_url (text))
    whole = mq_text_clean (text, MAX_WORDS);
  show (url, code, whole, user_data);
  if (!(answer = poll (offer, issuer, device, dropped, error)))
    return NULL;

  /* This grant has no nonce: nothing comes back through a browser. */
  return read_tokens (offer, answer, NULL, error);
}

static gpointer
fail_expired (GError **error)
{
  return mq_fail_null (error, MQ_ERROR_SIGN_IN, "%s", _ ("Sign in again: the sign-in has expired"));
}

/* Asks the server that gave them, whatever the service says by now. Awaits. @tokens: tokens
 * whose access token has expired; @error: %MQ_ERROR_SIGN_IN if they are refused,
 * %MQ_ERROR_UNREACHABLE, %MQ_ERROR_PROTOCOL. Returns: (transfer full) (nullable): the new tokens */
MqTokens *
mq_sign_in_renew (const MqTokens *tokens, GError **error)
{
  g_autoptr (MqSignInServer) issuer = NULL;
  g_autoptr (MqTokens) renewed = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GHashTable) form
      = mq_http_json_form ("grant_type", "refresh_token", "client_id", tokens->client_id,
                           "refresh_token", tokens->refresh, "resource", tokens->resource, NULL);
  gint64 status;

  if (tokens->refresh == NULL)
    return fail_expired (error);

  if (!(issuer = sign_in_server_discover (tokens->issuer, NULL, error))
      || !(answer = dex_await_boxed (mq_http_json_post (issuer->token, form, NULL), error)))
    return NULL;

  /* Glewlwyd refuses with an empty body, so only the status counts. */
  status = mq_json_get_int (answer, "status", 0);
  if (status == 400 || status == 401 || status == 403)
    return fail_expired (error);
  if (!is_good (answer))
    return mq_fail_null (error, MQ_ERROR_UNREACHABLE,
                         _ ("The sign-in server %s is not working at the moment: status %d"),
                         tokens->issuer, (int)status);

  renewed = mq_tokens_new_from_answer (mq_json_get_object (answer, "body"), "",
                                       g_get_real_time () / G_USEC_PER_SEC, error);
  if (renewed == NULL)
    return NULL;

  renewed->issuer = g_strdup (tokens->issuer);
  renewed->client_id = g_strdup (tokens->client_id);
  renewed->resource = g_strdup (tokens->resource);
  renewed->account = g_strdup (tokens->account);
  renewed->id = g_strdup (tokens->id);
  if (renewed->refresh == NULL)
    renewed->refresh = g_strdup (tokens->refresh);
  return g_steal_pointer (&renewed);
}

/* Awaits. @tokens: tokens that are not to be used any more; @error: %MQ_ERROR_UNREACHABLE,
 * %MQ_ERROR_PROTOCOL, %MQ_ERROR_FAILED. Returns: whether the sign-in server has ended them */
gboolean
mq_sign_in_revoke (const MqTokens *tokens, GError **error)
{
  g_autoptr (MqSignInServer) issuer = sign_in_server_discover (tokens->issuer, NULL, error);
  g_autoptr (GHashTable) form = mq_http_json_form (
      "token", tokens->refresh != NULL ? tokens->refresh : tokens->access, "token_type_hint",
      tokens->refresh != NULL ? "refresh_token" : "access_token", "client_id", tokens->client_id,
      NULL);
  g_autofree char *header = g_strconcat ("Bearer ", tokens->access, NULL);
  gint64 status = 401;

  if (issuer == NULL)
    return FALSE;
  if (issuer->revocation == NULL)
    return mq_fail (error, MQ_ERROR_PROTOCOL,
                    _ ("The sign-in server %s does not support signing out"), issuer->issuer);

  /* A public client sends its id (RFC 7009); Glewlwyd wants the access token instead. */
  for (guint i = 0; i < 2 && status == 401; i++)
    {
      g_autoptr (JsonObject) answer = dex_await_boxed (
          mq_http_json_post (issuer->revocation, form, i > 0 ? header : NULL), error);

      if (answer == NULL)
        return FALSE;
      status = mq_json_get_int (answer, "status", 0);
    }

  return status == 200
         || mq_fail (error, MQ_ERROR_FAILED,
                     _ ("The sign-in server %s did not sign you out: status %d"), issuer->issuer,
                     (int)status);
}
