/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens, see mq-jwt.h. Nothing of a token is believed before its signature is checked,
 * except which key and which algorithm it names. */
#include "service/account/mq-jwt.h"

#include "common/base/mq-base64url.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

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

/**
 * mq_jwt_dup_key_id:
 * @token: a token, from outside
 *
 * Returns: (transfer full) (nullable): the id of the key that it says it is signed with, "" if it
 *   names none; %NULL if it cannot be checked
 */
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

/**
 * mq_jwt_describe:
 * @token: a token, from outside
 *
 * Returns: (transfer full): for the log, whom an administrator of the issuer has to ask about it:
 *   algorithm, type, key and issuer as it says, nothing else of it
 */
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

static gboolean
check_claims (JsonObject *claims, const MqJwtRules *rules, GError **error)
{
  const char *subject = mq_json_get_string (claims, "sub", "");

  if (g_strcmp0 (mq_json_get_string (claims, "iss", NULL), rules->issuer) != 0)
    return mq_fail (error, MQ_ERROR_SIGN_IN, "The token is of another issuer");
  if (!is_for (claims, rules->audience))
    return mq_fail (error, MQ_ERROR_SIGN_IN, "The token is meant for another service");
  /* OpenID Connect Core 1.0, 2: who somebody is, not what a program may do. */
  if (json_object_has_member (claims, "nonce") || json_object_has_member (claims, "at_hash"))
    return mq_fail (error, MQ_ERROR_SIGN_IN, "This is an ID token, no access token");
  if (*subject == '\0')
    return mq_fail (error, MQ_ERROR_SIGN_IN, "The token names nobody");
  if (mq_json_get_double (claims, "exp", 0) <= rules->now - MQ_JWT_CLOCK_SKEW)
    return mq_fail (error, MQ_ERROR_SIGN_IN, "The token has expired");

  /* A value that is no number counts as one that is still to come. */
  return !json_object_has_member (claims, "nbf")
         || mq_json_get_double (claims, "nbf", INFINITY) <= rules->now + MQ_JWT_CLOCK_SKEW
         || mq_fail (error, MQ_ERROR_SIGN_IN, "The token is not valid yet");
}

/**
 * mq_jwt_verify:
 * @token: a token, from outside
 * @keys: the issuer's keys
 * @rules: what it must say
 * @error: %MQ_ERROR_SIGN_IN
 *
 * Returns: (transfer full) (nullable): its claims
 */
JsonObject *
mq_jwt_verify (const char *token, MqSigningKeys *keys, const MqJwtRules *rules, GError **error)
{
  const char *header_end = NULL;
  const char *claims_end = NULL;
  g_autoptr (JsonObject) header = read_header (token, &header_end);
  g_autoptr (JsonObject) claims = header != NULL ? read_part (header_end + 1, &claims_end) : NULL;
  g_autoptr (GBytes) signature = claims != NULL ? mq_base64url_decode (claims_end + 1, -1) : NULL;
  g_autoptr (GBytes) data = NULL;

  if (signature == NULL)
    return mq_fail_null (error, MQ_ERROR_SIGN_IN, "This is no signed access token");

  data = g_bytes_new_static (token, (gsize)(claims_end - token));
  if (!mq_signing_keys_verify (keys, mq_json_get_string (header, "kid", ""),
                               mq_json_get_string (header, "alg", ""), data, signature))
    return mq_fail_null (error, MQ_ERROR_SIGN_IN, "The token is not signed by its issuer");

  return check_claims (claims, rules, error) ? g_steal_pointer (&claims) : NULL;
}
