/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTokens, see mq-tokens.h. */
#include "client/account/mq-tokens.h"

#include "common/base/mq-base64url.h"
#include "common/base/mq-error.h"
#include "common/http/mq-oauth-scope.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TOKEN 16384
#define MAX_NAME 200
#define MAX_SECONDS (G_GINT64_CONSTANT (10) * 365 * 24 * 3600)

static void
wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
tokens_clear (gpointer data)
{
  MqTokens *self = data;

  g_free (self->issuer);
  g_free (self->client_id);
  g_free (self->resource);
  g_free (self->account);
  g_free (self->id);
  wipe (self->access);
  wipe (self->refresh);
}

MqTokens *
mq_tokens_ref (MqTokens *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mq_tokens_unref (MqTokens *self)
{
  g_atomic_rc_box_release_full (self, tokens_clear);
}

G_DEFINE_BOXED_TYPE (MqTokens, mq_tokens, mq_tokens_ref, mq_tokens_unref)

/* @scope: what was asked for; @now: seconds since 1970; @error: %MQ_ERROR_PROTOCOL,
 * %MQ_ERROR_SIGN_IN. Returns: (transfer full) (nullable): the tokens in it, without whom they
 * are for */
MqTokens *
mq_tokens_new_from_answer (JsonObject *answer, const char *scope, gint64 now, GError **error)
{
  g_autoptr (MqTokens) self = g_atomic_rc_box_new0 (MqTokens);
  const char *granted = NULL;
  const char *type = "";
  g_auto (GStrv) given = NULL;
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);
  gint64 seconds = 0;

  mq_json_read (answer, "access_token:S refresh_token:S scope:s token_type:s expires_in:l",
                &self->access, &self->refresh, &granted, &type, &seconds);
  given = granted != NULL ? g_strsplit (granted, " ", -1) : NULL;
  if (!mq_oauth_is_value (self->access, MAX_TOKEN)
      || (self->refresh != NULL && !mq_oauth_is_value (self->refresh, MAX_TOKEN))
      || g_ascii_strcasecmp (type, "bearer") != 0)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "%s",
                         _ ("The sign-in server’s answer has no usable access token"));

  /* Some servers drop what they do not know, and say so only here. */
  for (gsize i = 0; given != NULL && words[i] != NULL; i++)
    if (*words[i] != '\0' && !mq_oauth_scope_is_of_openid (words[i])
        && !g_strv_contains ((const char *const *)given, words[i]))
      return mq_fail_null (error, MQ_ERROR_SIGN_IN,
                           _ ("The sign-in server does not give this account the access that the "
                              "service needs (“%s”)\nAsk the people who run the service, and allow "
                              "Maquette to use the account when the browser asks"),
                           words[i]);

  if (seconds > 0 && seconds <= MAX_SECONDS)
    self->expires = now + seconds;
  return g_steal_pointer (&self);
}

static JsonObject *
parse_claims (const char *token)
{
  g_auto (GStrv) parts = token != NULL ? g_strsplit (token, ".", 4) : NULL;
  g_autoptr (GBytes) payload = NULL;

  if (parts == NULL || g_strv_length (parts) != 3 || strlen (parts[1]) > MAX_TOKEN)
    return NULL;

  payload = mq_base64url_decode (parts[1], -1);
  if (payload == NULL || g_bytes_get_size (payload) == 0)
    return NULL;

  return mq_json_parse_object (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), NULL);
}

/* Sets the account's name and id. The ID token's signature is not checked: the token came from the
 * token endpoint itself, over TLS or from this computer, which OpenID Connect Core 3.1.3.7 (6)
 * allows to rely on. Returns: whether the ID token is for this sign-in; %TRUE if there is none and
 * no nonce */
gboolean
mq_tokens_read_id_token (MqTokens *self, JsonObject *answer, const char *nonce, GError **error)
{
  static const char *const names[] = { "preferred_username", "email", "name", "sub" };
  g_autoptr (JsonObject) claims = parse_claims (mq_json_get_string (answer, "id_token", NULL));
  const char *issuer = mq_json_get_string (claims, "iss", "");
  const char *audience = mq_json_get_string (claims, "aud", NULL);
  const char *subject = mq_json_get_string (claims, "sub", NULL);
  const char *name = NULL;
  gboolean is_ours = nonce == NULL;

  if (claims != NULL && nonce != NULL)
    is_ours = mq_text_is_same_secret (mq_json_get_string (claims, "nonce", ""), nonce);
  if (claims != NULL && !g_str_equal (issuer, self->issuer))
    is_ours = FALSE;
  if (claims != NULL
      && !(audience != NULL
               ? g_str_equal (audience, self->client_id)
               : mq_json_contains (mq_json_get_array (claims, "aud"), self->client_id)))
    is_ours = FALSE;
  if (!is_ours)
    return mq_fail (error, MQ_ERROR_SIGN_IN, "%s",
                    _ ("The sign-in server’s answer belongs to another sign-in\nTry again. If it "
                       "happens again, tell the people who run the service"));

  for (gsize i = 0; name == NULL && i < G_N_ELEMENTS (names); i++)
    name = mq_json_get_string (claims, names[i], NULL);
  g_free (self->account);
  self->account = mq_text_clean (name, MAX_NAME);
  g_clear_pointer (&self->id, g_free);
  if (subject != NULL)
    {
      g_autofree char *both = g_strconcat (issuer, "\n", subject, NULL);

      self->id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
    }

  return TRUE;
}

/* @text: from mq_tokens_to_text(). Returns: (transfer full) (nullable): the tokens; %NULL if the
 * text is damaged */
MqTokens *
mq_tokens_new_from_text (const char *text)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (text, -1, NULL);
  g_autoptr (MqTokens) self = g_atomic_rc_box_new0 (MqTokens);

  self->account = g_strdup ("");
  mq_json_read (json,
                "issuer:S client_id:S resource:S account:S id:S access_token:S refresh_token:S "
                "expires:l",
                &self->issuer, &self->client_id, &self->resource, &self->account, &self->id,
                &self->access, &self->refresh, &self->expires);
  return self->issuer != NULL && self->client_id != NULL
                 && mq_oauth_is_value (self->access, MAX_TOKEN)
                 && (self->refresh == NULL || mq_oauth_is_value (self->refresh, MAX_TOKEN))
             ? g_steal_pointer (&self)
             : NULL;
}

/* Returns: (transfer full): all of them, for the keyring */
char *
mq_tokens_to_text (MqTokens *self)
{
  g_autoptr (JsonObject) json = mq_json_new (
      "issuer:s client_id:s resource:s? account:s id:s? access_token:s refresh_token:s? expires:l",
      self->issuer, self->client_id, self->resource, self->account, self->id, self->access,
      self->refresh, self->expires);

  return mq_json_object_to_string (json, FALSE);
}
