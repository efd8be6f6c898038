/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens, see mq-jwt.h. Nothing of a token is believed before its signature is checked,
 * except which key and which algorithm it names. */
#include "service/account/mq-jwt.h"

#include "common/base/mq-base64url.h"
#include "common/base/mq-text.h"
#include "common/http/mq-oauth-scope.h"
#include "common/json/mq-json.h"
#include "service/account/mq-token-refusal.h"

#include <math.h>
#include <string.h>

/* Characters of what a log says of a token. */
#define MAX_FACT 200

/* @end: (out): the dot behind it. Returns: (nullable): an object of JSON. */
static JsonObject *
read_part (const char *start, const char **end)
{
  const char *dot = strchr (start, '.');
  g_autoptr (GBytes) bytes = dot != NULL ? mq_base64url_decode (start, dot - start) : NULL;
  gsize size;
  const char *text;

  if (bytes == NULL)
    return NULL;

  *end = dot;
  text = g_bytes_get_data (bytes, &size);
  if (mq_json_has_nul (text, size))
    return NULL;

  return mq_json_parse_object (text != NULL ? text : "", (gssize)size, NULL);
}

static gboolean
is_access_type (const char *type)
{
  return g_ascii_strcasecmp (type, "at+jwt") == 0
         || g_ascii_strcasecmp (type, "application/at+jwt") == 0
         /* Issuers that do not know RFC 9068, and older ones of Keycloak. */
         || g_ascii_strcasecmp (type, "JWT") == 0 || g_ascii_strcasecmp (type, "Bearer") == 0;
}

/* Returns: (nullable): the header of a token that can be checked. */
static JsonObject *
read_header (const char *token, const char **end)
{
  g_autoptr (JsonObject) header = NULL;

  if (strlen (token) > MQ_JWT_MAX_BYTES || !(header = read_part (token, end)))
    return NULL;

  /* A verifier must understand every critical header (RFC 7515, 4.1.11), and this one knows
   * none. */
  return (!json_object_has_member (header, "kid")
          || mq_json_get_string (header, "kid", NULL) != NULL)
                 && mq_json_get_string (header, "alg", NULL) != NULL
                 && !json_object_has_member (header, "crit")
                 && is_access_type (mq_json_get_string (header, "typ", "JWT"))
             ? g_steal_pointer (&header)
             : NULL;
}

/* @token: a token, from outside. Returns: (transfer full) (nullable): the id of the key that it
 * says it is signed with, "" if it names none; %NULL if it cannot be checked */
char *
mq_jwt_dup_key_id (const char *token)
{
  const char *end;
  g_autoptr (JsonObject) header = read_header (token, &end);

  return header != NULL ? g_strdup (mq_json_get_string (header, "kid", "")) : NULL;
}

static void
append_fact (GString *text, const char *name, JsonObject *part)
{
  const char *value = part != NULL ? mq_json_get_string (part, name, NULL) : NULL;
  g_autofree char *clean = value != NULL ? mq_text_clean (value, MAX_FACT) : NULL;

  g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", name,
                          clean != NULL ? clean : "none");
}

/* @token: a token, from outside. Returns: (transfer full): for the log, whom an administrator of
 * the issuer has to ask about it: algorithm, type, key and issuer as it says, nothing else of it */
char *
mq_jwt_describe (const char *token)
{
  GString *text = g_string_new (NULL);
  const char *end = NULL;
  g_autoptr (JsonObject) header = strlen (token) <= MQ_JWT_MAX_BYTES ? read_part (token, &end)
                                                                     : NULL;
  g_autoptr (JsonObject) claims = header != NULL ? read_part (end + 1, &end) : NULL;

  append_fact (text, "alg", header);
  append_fact (text, "typ", header);
  append_fact (text, "kid", header);
  append_fact (text, "iss", claims);
  return g_string_free (text, FALSE);
}

static gboolean
is_for (JsonObject *claims, const char *audience)
{
  return g_strcmp0 (mq_json_get_string (claims, "aud", NULL), audience) == 0
         || mq_json_contains (mq_json_get_array (claims, "aud"), audience);
}

/* A list with blanks between (RFC 9068), or an array. */
static gboolean
has_word (JsonObject *claims, const char *claim, const char *word)
{
  return mq_oauth_scope_has (mq_json_get_string (claims, claim, ""), word)
         || mq_json_contains (mq_json_get_array (claims, claim), word);
}

/* Entra leaves out whose scope it is: “api://ID/name” is “name” in `scp`. The audience says so. */
static gboolean
has_scope (JsonObject *claims, const char *scope)
{
  const char *slash = strstr (scope, "://") != NULL ? strrchr (scope, '/') : NULL;

  return has_word (claims, "scope", scope) || has_word (claims, "scp", scope)
         || (slash != NULL && has_word (claims, "scp", slash + 1));
}

/* A token that says nothing of scopes was given by an issuer that has none. */
static gboolean
check_scopes (JsonObject *claims, const char *const *scopes, GError **error)
{
  gboolean has_any = json_object_has_member (claims, "scope")
                     || json_object_has_member (claims, "scp");

  for (gsize i = 0; has_any && scopes != NULL && scopes[i] != NULL; i++)
    if (!has_scope (claims, scopes[i]))
      return mq_token_refuse (error, MQ_TOKEN_REFUSAL_SCOPE, "The token lacks the scope “%s”",
                              scopes[i]);

  return TRUE;
}

static gboolean
check_client (JsonObject *claims, const char *const *clients, GError **error)
{
  static const char *const members[] = { "azp", "client_id" };

  for (gsize i = 0; clients != NULL && i < G_N_ELEMENTS (members); i++)
    {
      const char *client = mq_json_get_string (claims, members[i], "");
      g_autofree char *clean = mq_text_clean (client, MAX_FACT);

      if (json_object_has_member (claims, members[i]) && !g_strv_contains (clients, client))
        return mq_token_refuse (error, MQ_TOKEN_REFUSAL_CLIENT,
                                "The token is of the client “%s”, which this service does not take",
                                clean);
    }

  return TRUE;
}

/* OpenID Connect Core 1.0, 2: it tells who somebody is, not what a program may do. Keycloak names
 * the type in the claims. */
static gboolean
is_id_token (JsonObject *claims)
{
  return json_object_has_member (claims, "nonce") || json_object_has_member (claims, "at_hash")
         || g_ascii_strcasecmp (mq_json_get_string (claims, "typ", ""), "ID") == 0;
}

/* @claims: what the issuer says of a token; @rules: what it must say; @error: %MQ_TOKEN_REFUSAL.
 * Returns: whether the token is accepted */
gboolean
mq_jwt_check_claims (JsonObject *claims, const MqJwtRules *rules, GError **error)
{
  const char *subject = mq_json_get_string (claims, "sub", "");

  if (g_strcmp0 (mq_json_get_string (claims, "iss", NULL), rules->issuer) != 0)
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_ISSUER, "The token is of another issuer");
  if (!is_for (claims, rules->audience))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_AUDIENCE,
                            "The token is meant for another service");
  if (is_id_token (claims))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_ID_TOKEN,
                            "This is an ID token, no access token");
  if (*subject == '\0')
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_SUBJECT, "The token names nobody");
  if (mq_json_get_double (claims, "exp", 0) <= rules->now - MQ_JWT_CLOCK_SKEW)
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_EXPIRED, "The token has expired");

  /* A value that is no number counts as one that is still to come. */
  if (json_object_has_member (claims, "nbf")
      && mq_json_get_double (claims, "nbf", INFINITY) > rules->now + MQ_JWT_CLOCK_SKEW)
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_EARLY, "The token is not valid yet");

  return check_scopes (claims, rules->scopes, error)
         && check_client (claims, rules->clients, error);
}

/* @token: a token, from outside; @rules: what it must say; @error: %MQ_TOKEN_REFUSAL. Returns:
 * (transfer full) (nullable): its claims */
JsonObject *
mq_jwt_verify (const char *token, MqSigningKeys *keys, const MqJwtRules *rules, GError **error)
{
  const char *header_end = NULL;
  const char *claims_end = NULL;
  g_autoptr (JsonObject) header = read_header (token, &header_end);
  g_autoptr (JsonObject) claims = header != NULL ? read_part (header_end + 1, &claims_end) : NULL;
  g_autoptr (GBytes) signature = claims != NULL ? mq_base64url_decode (claims_end + 1, -1) : NULL;
  g_autoptr (GBytes) data = NULL;
  const char *key;

  if (signature == NULL)
    {
      mq_token_refuse (error, MQ_TOKEN_REFUSAL_MALFORMED, "This is no signed access token");
      return NULL;
    }

  key = mq_json_get_string (header, "kid", "");
  data = g_bytes_new_static (token, (gsize)(claims_end - token));
  if (!mq_signing_keys_verify (keys, key, mq_json_get_string (header, "alg", ""), data, signature))
    {
      mq_token_refuse (error,
                       mq_signing_keys_has (keys, key) ? MQ_TOKEN_REFUSAL_SIGNATURE
                                                       : MQ_TOKEN_REFUSAL_KEY,
                       "The token is not signed by its issuer");
      return NULL;
    }

  return mq_jwt_check_claims (claims, rules, error) ? g_steal_pointer (&claims) : NULL;
}
