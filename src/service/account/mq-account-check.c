/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the account of a request, see mq-account-check.h. */
#include "service/account/mq-account-check.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-secret-file.h"
#include "service/account/mq-account.h"
#include "service/account/mq-token-introspection.h"
#include "service/account/mq-issuer.h"
#include "service/account/mq-jwt.h"
#include "service/account/mq-rate-limit.h"
#include "service/account/mq-token-refusal.h"
#include "service/metrics/mq-metrics.h"

#include <string.h>

#define INTROSPECTION_VARIABLE "MAQUETTE_INTROSPECTION_SECRET"
#define METADATA "/.well-known/oauth-protected-resource"

/* Bytes of a request whose token is not known yet: it may have been made a moment ago. */
#define MAX_UNKNOWN_BODY (64 * 1024)

struct _MqAccountCheck
{
  MqIssuer *issuer;
  char *audience;
  char *client_id;
  char *scope;
  gboolean wants_resource; /* programs name the audience when they sign in */
  MqRateLimit *rate_limit;
  MqTokenIntrospection *introspection; /* NULL: only signed tokens are accepted */
  MqMachineTokens *machine_tokens;     /* NULL: there are none */
};

/* @clients: (nullable): the setting. Our own programs are always taken. */
static void
restrict_tokens (MqAccountCheck *self, const char *clients)
{
  g_autofree char *all = clients != NULL ? g_strconcat (clients, ",", self->client_id, NULL) : NULL;

  mq_issuer_restrict (self->issuer, self->scope, all);
}

/* Returns: (transfer full) (nullable): the service's secret at the issuer */
static char *
load_secret (MqConfig *config, GError **error)
{
  const char *path = mq_config_get_string (config, MQ_CONFIG_SERVICE_INTROSPECTION_SECRET);
  const char *variable = g_getenv (INTROSPECTION_VARIABLE);

  if (path != NULL)
    return mq_secret_file_read (path, error);
  if (variable != NULL && *variable != '\0')
    return g_strdup (variable);

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                       "“service.introspection_url” needs “service.introspection_secret” "
                       "or " INTROSPECTION_VARIABLE);
}

static gboolean
load_introspection (MqAccountCheck *self, MqConfig *config, GError **error)
{
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVICE_INTROSPECTION_URL);
  const char *client = mq_config_get_string (config, MQ_CONFIG_SERVICE_INTROSPECTION_CLIENT);
  const char *clients = mq_config_get_string (config, MQ_CONFIG_SERVICE_CLIENTS);
  g_autofree char *all = g_strconcat (self->client_id, ",", clients, NULL);
  g_auto (GStrv) list = mq_text_split_list (all);
  g_autofree char *secret = NULL;

  if (url == NULL)
    return TRUE;
  if (!mq_http_is_safe_url (url))
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "service.introspection_url: “%s” is neither an https address nor one of this computer",
        url);
  if (!(secret = load_secret (config, error)))
    return FALSE;

  self->introspection = mq_token_introspection_new (self->issuer, url,
                                                    client != NULL ? client : self->client_id,
                                                    secret, (const char *const *)list);
  explicit_bzero (secret, strlen (secret));
  return TRUE;
}

/**
 * mq_account_check_load:
 * @config: the service's settings
 * @check: (out) (nullable): %NULL if they name no issuer: the service has no accounts
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether the settings are in order
 */
gboolean
mq_account_check_load (MqConfig *config, MqAccountCheck **check, GError **error)
{
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVICE_ISSUER);
  const char *audience = mq_config_get_string (config, MQ_CONFIG_SERVICE_AUDIENCE);
  MqIssuer *issuer;

  *check = NULL;
  if (url == NULL)
    return TRUE;
  if (!(issuer = mq_issuer_new (url, audience, error)))
    return FALSE;

  *check = g_new0 (MqAccountCheck, 1);
  (*check)->issuer = issuer;
  (*check)->audience = g_strdup (audience);
  (*check)->client_id = g_strdup (mq_config_get_string (config, MQ_CONFIG_SERVICE_CLIENT_ID));
  (*check)->scope = g_strdup (mq_config_get_string (config, MQ_CONFIG_SERVICE_SCOPE));
  (*check)->wants_resource = mq_config_get_boolean (config, MQ_CONFIG_SERVICE_RESOURCE);
  restrict_tokens (*check, mq_config_get_string (config, MQ_CONFIG_SERVICE_CLIENTS));
  (*check)->rate_limit = mq_rate_limit_new (
      (guint)mq_config_get_int (config, MQ_CONFIG_SERVICE_REQUESTS_PER_MINUTE));
  if (load_introspection (*check, config, error))
    return TRUE;

  g_clear_pointer (check, mq_account_check_free);
  return FALSE;
}

void
mq_account_check_free (MqAccountCheck *self)
{
  g_object_unref (self->issuer);
  g_clear_object (&self->introspection);
  g_clear_object (&self->machine_tokens);
  g_free (self->audience);
  g_free (self->client_id);
  g_free (self->scope);
  mq_rate_limit_free (self->rate_limit);
  g_free (self);
}

/**
 * mq_account_check_set_machine_tokens:
 * @self: a check
 * @tokens: are accepted, too, from now on
 */
void
mq_account_check_set_machine_tokens (MqAccountCheck *self, MqMachineTokens *tokens)
{
  g_set_object (&self->machine_tokens, tokens);
}

/**
 * mq_account_check_describe:
 * @self: a check
 *
 * Returns: (transfer full): how programs sign in: the metadata of RFC 9728, and as which client
 */
JsonObject *
mq_account_check_describe (MqAccountCheck *self)
{
  const char *const issuers[] = { mq_issuer_get_url (self->issuer), NULL };
  const char *const methods[] = { "header", NULL };
  g_auto (GStrv) scopes = g_strsplit (self->scope, " ", -1);

  return mq_json_new ("resource:s authorization_servers:a scopes_supported:a "
                      "bearer_methods_supported:a maquette_client_id:s"
                      " maquette_sends_resource:b",
                      self->audience, mq_json_from_strings (issuers, -1),
                      mq_json_from_strings ((const char *const *)scopes, -1),
                      mq_json_from_strings (methods, -1), self->client_id, self->wants_resource);
}

/* RFC 9728, 5.1: where a program reads how to sign in. @fault: (nullable): of its token */
static void
set_challenge (MqAccountCheck *self, SoupServerMessage *message, const char *fault)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GUri) uri = g_uri_parse (self->audience, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) metadata = NULL;
  g_autofree char *place = NULL;
  g_autofree char *challenge = NULL;

  if (uri != NULL && g_uri_get_host (uri) != NULL)
    {
      metadata = soup_uri_copy (uri, SOUP_URI_PATH, METADATA, SOUP_URI_QUERY, NULL, SOUP_URI_NONE);
      place = g_uri_to_string (metadata);
    }

  challenge = g_strdup_printf (
      "Bearer%s%s%s%s%s", fault != NULL ? " " : "", fault != NULL ? fault : "",
      place != NULL ? (fault != NULL ? ", resource_metadata=\"" : " resource_metadata=\"") : "",
      place != NULL ? place : "", place != NULL ? "\"" : "");
  soup_message_headers_replace (headers, "WWW-Authenticate", challenge);
}

/* Returns: (nullable): what stands behind “Bearer”. */
static const char *
get_token (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *header = soup_message_headers_get_one (headers, "Authorization");

  return header != NULL && g_ascii_strncasecmp (header, "Bearer ", strlen ("Bearer ")) == 0
             ? header + strlen ("Bearer ")
             : NULL;
}

/* Whoever runs the service has to know why people who have signed in are turned away. @why:
 * (transfer full) */
static void
refuse (MqAccountCheck *self, SoupServerMessage *message, const char *token, GError *why,
        GError **error)
{
  const char *kind = mq_token_refusal_get_kind (why);
  g_autofree char *facts = mq_machine_token_is (token) ? mq_machine_token_describe (token)
                                                       : mq_jwt_describe (token);

  g_message ("A token was refused: %s (%s, %s)", why->message, kind, facts);
  mq_metrics_add (MQ_METRIC_REFUSED_TOKENS, 1, kind);
  if (g_error_matches (why, MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_SCOPE))
    {
      /* RFC 6750, 3.1: this is not an invalid token, and the program may ask for another scope. */
      g_autofree char *fault = g_strdup_printf ("error=\"insufficient_scope\", scope=\"%s\"",
                                                self->scope);

      set_challenge (self, message, fault);
      g_propagate_error (error, why);
      return;
    }

  set_challenge (self, message, "error=\"invalid_token\"");
  mq_fail (error, MQ_ERROR_SIGN_IN, "%s", why->message);
  g_error_free (why);
}

/* @account: (transfer full) */
static DexFuture *
take_request (MqAccountCheck *check, SoupServerMessage *message, MqAccount *account)
{
  guint seconds = mq_rate_limit_take (check->rate_limit, account->id, g_get_monotonic_time ());
  g_autofree char *wait = g_strdup_printf ("%u", seconds);

  if (seconds == 0)
    return dex_future_new_take_object (account);

  g_object_unref (account);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                wait);
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_QUOTA,
                                "This account sends more requests than this service takes");
}

/* Whether the issuer is asked about the token: it is no signed one that could be checked here. */
static gboolean
is_opaque (MqAccountCheck *self, const char *token)
{
  g_autofree char *key = self->introspection != NULL ? mq_jwt_dup_key_id (token) : NULL;

  return self->introspection != NULL && key == NULL;
}

/* Awaits.
 *
 * Returns: (transfer full) (nullable): whose the token is */
static MqAccount *
find_account (MqAccountCheck *self, const char *token, GError **error)
{
  g_autoptr (JsonObject) claims = NULL;

  if (self->machine_tokens != NULL && mq_machine_token_is (token))
    return dex_await_object (mq_machine_tokens_find (self->machine_tokens, token), error);

  claims = dex_await_boxed (is_opaque (self, token)
                                ? mq_token_introspection_verify (self->introspection, token)
                                : mq_issuer_verify (self->issuer, token),
                            error);
  return claims != NULL ? mq_account_new_from_claims (claims) : NULL;
}

static DexFuture *
find_fiber (MqAccountCheck *check, SoupServerMessage *message)
{
  const char *token = get_token (message);
  GError *error = NULL;
  GError *why = NULL;
  MqAccount *account;

  if (token == NULL)
    {
      set_challenge (check, message, NULL);
      return dex_future_new_reject (MQ_ERROR, MQ_ERROR_SIGN_IN, "The request has no access token");
    }

  if ((account = find_account (check, token, &why)))
    return take_request (check, message, account);
  if (why->domain != MQ_TOKEN_REFUSAL)
    return dex_future_new_for_error (why);

  refuse (check, message, token, why, &error);
  return dex_future_new_for_error (error);
}

/**
 * mq_account_check_is_ready:
 * @check: a #MqAccountCheck
 *
 * Answers at once.
 *
 * Returns: whether tokens can be checked
 */
gboolean
mq_account_check_is_ready (gpointer check)
{
  MqAccountCheck *self = check;

  /* A provider of opaque tokens need not have keys. */
  return mq_issuer_is_ready (self->issuer) || self->introspection != NULL;
}

/* A token that is not known may still be a new one: its request is let in as long as it is small,
 * and the database or the issuer decides. */
static gboolean
check_size (SoupServerMessage *message, gboolean is_known, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return is_known
         || (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CHUNKED
             && soup_message_headers_get_content_length (headers) <= MAX_UNKNOWN_BODY)
         || mq_token_refuse (error, MQ_TOKEN_REFUSAL_UNKNOWN,
                             "This service does not know the token");
}

static gboolean
may_accept (MqAccountCheck *self, SoupServerMessage *message, const char *token, GError **error)
{
  if (self->machine_tokens != NULL && mq_machine_token_is (token))
    return check_size (message, mq_machine_tokens_has (self->machine_tokens, token), error);
  if (is_opaque (self, token))
    return check_size (message, mq_token_introspection_has (self->introspection, token), error);

  return mq_issuer_may_accept (self->issuer, token, error);
}

/**
 * mq_account_check_may_enter:
 * @message: a request, of which only the headers are there
 * @check: a #MqAccountCheck
 * @error: %MQ_ERROR_SIGN_IN, %MQ_TOKEN_REFUSAL_SCOPE
 *
 * Returns: %FALSE if mq_account_check_find() would surely reject it: its body need not be read.
 *   WWW-Authenticate is set then
 */
gboolean
mq_account_check_may_enter (SoupServerMessage *message, gpointer check, GError **error)
{
  MqAccountCheck *self = check;
  const char *token = get_token (message);
  GError *why = NULL;

  if (token == NULL)
    {
      set_challenge (self, message, NULL);
      return mq_fail (error, MQ_ERROR_SIGN_IN, "The request has no access token");
    }
  if (may_accept (self, message, token, &why))
    return TRUE;

  refuse (self, message, token, why, error);
  return FALSE;
}

/**
 * mq_account_check_find:
 * @message: a request
 * @check: a #MqAccountCheck, which must outlive the request
 *
 * Returns: (transfer full): resolves to a #MqAccount; rejects with %MQ_ERROR_SIGN_IN or
 *   %MQ_TOKEN_REFUSAL_SCOPE, and says in WWW-Authenticate where to read how to sign in; with
 *   %MQ_ERROR_QUOTA for too many requests, and says in Retry-After how long to wait; with
 *   %MQ_ERROR_UNREACHABLE while the issuer cannot be asked for its keys
 */
DexFuture *
mq_account_check_find (SoupServerMessage *message, gpointer check)
{
  return mq_fiber_spawn_with (NULL, 256 * 1024, find_fiber, (G_TYPE_POINTER, check),
                              (SOUP_TYPE_SERVER_MESSAGE, message));
}
