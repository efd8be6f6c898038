/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The issuer of access tokens, see mq-issuer.h: OpenID Connect Discovery 1.0, and its JWK Set. */
#include "service/account/mq-issuer.h"

#include "common/http/mq-http-json.h"
#include "common/http/mq-http.h"
#include "common/http/mq-oauth-scope.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "service/account/mq-jwt.h"
#include "service/account/mq-token-refusal.h"

#include <string.h>

#define FIBER_STACK (256 * 1024)
#define MAX_DOCUMENT (256 * 1024) /* bytes */
#define TIMEOUT 10                /* s, for the headers and then for the body */
#define NO_TOKEN "The request has no valid access token"
#define RETRY 5 /* s between tries while there are no keys */
#define WELL_KNOWN ".well-known/openid-configuration"

struct _MqIssuer
{
  GObject parent_instance;

  char *url;
  char *audience;
  GStrv scopes;
  GStrv clients;
  MqSigningKeys *keys; /* NULL: not fetched yet */
  DexFuture *fetching; /* NULL: not now */
  gint64 fetched;      /* monotonic time, µs, of the last try */
  gint64 missed;       /* as before, of the last try for a key that was not there; 0: none */
};

G_DEFINE_FINAL_TYPE (MqIssuer, mq_issuer, G_TYPE_OBJECT)

static void
mq_issuer_finalize (GObject *object)
{
  MqIssuer *self = MQ_ISSUER (object);

  g_free (self->url);
  g_free (self->audience);
  g_strfreev (self->scopes);
  g_strfreev (self->clients);
  g_clear_pointer (&self->keys, mq_signing_keys_free);
  dex_clear (&self->fetching);

  G_OBJECT_CLASS (mq_issuer_parent_class)->finalize (object);
}

static void
mq_issuer_class_init (MqIssuerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_issuer_finalize;
}

static void
mq_issuer_init (MqIssuer *self)
{
}

/**
 * mq_issuer_new:
 * @url: the issuer, as its tokens name it
 * @audience: whom tokens must be meant for
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): the issuer
 */
MqIssuer *
mq_issuer_new (const char *url, const char *audience, GError **error)
{
  MqIssuer *self;

  /* Anybody on the way could put in keys of their own. */
  if (!mq_http_is_safe_url (url))
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        "service.issuer: “%s” is neither an https address nor one of this computer", url);
  if (audience == NULL || *audience == '\0')
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "service.audience: name what the issuer’s tokens are meant for");

  self = g_object_new (MQ_TYPE_ISSUER, NULL);
  self->url = g_strdup (url);
  self->audience = g_strdup (audience);
  return self;
}

/* Restricts which of its tokens are accepted. @scope: what programs ask for, separated by
 * blanks; tokens that say what they allow must allow it; @clients: (nullable): the programs to
 * which tokens may have been given, with commas between; %NULL: any. */
void
mq_issuer_restrict (MqIssuer *self, const char *scope, const char *clients)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);
  g_autoptr (GStrvBuilder) scopes = g_strv_builder_new ();

  g_return_if_fail (MQ_IS_ISSUER (self));

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !mq_oauth_scope_is_of_openid (words[i]))
      g_strv_builder_add (scopes, words[i]);

  g_strfreev (self->scopes);
  self->scopes = g_strv_builder_end (scopes);
  g_strfreev (self->clients);
  self->clients = clients != NULL ? mq_text_split_list (clients) : NULL;
}

const char *
mq_issuer_get_url (MqIssuer *self)
{
  g_return_val_if_fail (MQ_IS_ISSUER (self), NULL);

  return self->url;
}

const char *
mq_issuer_get_audience (MqIssuer *self)
{
  g_return_val_if_fail (MQ_IS_ISSUER (self), NULL);

  return self->audience;
}

/* Awaits. */
static JsonObject *
get_document (const char *url, GError **error)
{
  return dex_await_boxed (mq_http_json_get (url, MAX_DOCUMENT, TIMEOUT), error);
}

/**
 * mq_issuer_fetch_keys:
 * @self: an issuer
 * @error: %MQ_ERROR_UNREACHABLE; %MQ_ERROR_PROTOCOL for an answer that makes no sense;
 *   %MQ_ERROR_BAD_INPUT, %MQ_ERROR_NOT_FOUND if it is not the issuer of the settings, or has no
 * keys
 *
 * Awaits.
 *
 * Returns: whether it has keys that can be used
 */
gboolean
mq_issuer_fetch_keys (MqIssuer *self, GError **error)
{
  const char *name;
  gboolean has_slash = g_str_has_suffix (self->url, "/");
  g_autofree char *url = g_strconcat (self->url, has_slash ? "" : "/", WELL_KNOWN, NULL);
  g_autoptr (JsonObject) about = get_document (url, error);
  g_autoptr (JsonObject) set = NULL;
  g_autoptr (MqSigningKeys) keys = NULL;

  if (about == NULL)
    return FALSE;

  /* OpenID Connect Discovery 1.0, 4.3: otherwise one issuer could speak for another. */
  name = mq_json_get_string (about, "issuer", "");
  if (!g_str_equal (name, self->url))
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "It calls itself “%.200s”; “service.issuer” has to be exactly that, and is “%s”", name,
        self->url);
  if (!(set = get_document (mq_json_get_string (about, "jwks_uri", ""), error)))
    return FALSE;

  keys = mq_signing_keys_new (set);
  if (mq_signing_keys_get_n (keys) == 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The sign-in server has no keys that can be used");

  g_clear_pointer (&self->keys, mq_signing_keys_free);
  self->keys = g_steal_pointer (&keys);
  return TRUE;
}

static DexFuture *
fetch_fiber (MqIssuer *self)
{
  g_autoptr (GError) error = NULL;
  gboolean is_fetched = mq_issuer_fetch_keys (self, &error);

  self->fetched = g_get_monotonic_time ();
  dex_clear (&self->fetching);
  if (is_fetched)
    return dex_future_new_true ();

  g_warning ("%s: %s", self->url, error->message);
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE,
                                "The sign-in server cannot be asked just now");
}

/* One fetch for all who wait. */
static DexFuture *
start_fetch (MqIssuer *self)
{
  if (self->fetching == NULL)
    self->fetching = mq_fiber_spawn_with (NULL, FIBER_STACK, fetch_fiber, (MQ_TYPE_ISSUER, self));

  return dex_ref (self->fetching);
}

static gboolean
is_past (gint64 time, gint64 seconds)
{
  return time == 0 || g_get_monotonic_time () - time >= seconds * G_USEC_PER_SEC;
}

/* Fetches the keys if that can help with @key. Awaits. */
static gboolean
prepare_keys (MqIssuer *self, const char *key, GError **error)
{
  if (self->keys == NULL)
    return (self->fetching == NULL && !is_past (self->fetched, RETRY))
               ? mq_fail (error, MQ_ERROR_UNREACHABLE,
                          "The sign-in server cannot be asked just now")
               : dex_await (start_fetch (self), error);

  if (mq_signing_keys_has (self->keys, key))
    {
      /* While it is asked, and when it does not answer, the old ones do. */
      if (self->fetching == NULL && is_past (self->fetched, MQ_ISSUER_MAX_AGE))
        dex_future_disown (start_fetch (self));
      return TRUE;
    }

  if (self->fetching == NULL && !is_past (self->missed, MQ_ISSUER_PAUSE))
    return TRUE;

  self->missed = g_get_monotonic_time ();
  dex_await (start_fetch (self), NULL);
  return TRUE;
}

static MqJwtRules
make_rules (MqIssuer *self)
{
  return (MqJwtRules){ self->url, self->audience, g_get_real_time () / G_USEC_PER_SEC,
                       (const char *const *)self->scopes, (const char *const *)self->clients };
}

static JsonObject *
check_token (MqIssuer *self, const char *token, GError **error)
{
  const MqJwtRules rules = make_rules (self);

  return mq_jwt_verify (token, self->keys, &rules, error);
}

/* @claims: what it says of a token; @error: %MQ_TOKEN_REFUSAL. Returns: whether the token is
 * accepted */
gboolean
mq_issuer_check_claims (MqIssuer *self, JsonObject *claims, GError **error)
{
  const MqJwtRules rules = make_rules (self);

  return mq_jwt_check_claims (claims, &rules, error);
}

/* Answers at once, and has the keys fetched if they are not there. Returns: whether its keys are
 * known */
gboolean
mq_issuer_is_ready (MqIssuer *self)
{
  g_return_val_if_fail (MQ_IS_ISSUER (self), FALSE);

  if (self->keys == NULL && self->fetching == NULL && is_past (self->fetched, RETRY))
    dex_future_disown (start_fetch (self));
  return self->keys != NULL;
}

/* Answers at once, with the keys that are there. @token: an access token, from outside; @error:
 * %MQ_TOKEN_REFUSAL. Returns: %FALSE if mq_issuer_verify() would surely reject the token */
gboolean
mq_issuer_may_accept (MqIssuer *self, const char *token, GError **error)
{
  g_autofree char *key = mq_jwt_dup_key_id (token);
  g_autoptr (JsonObject) claims = NULL;

  g_return_val_if_fail (MQ_IS_ISSUER (self), FALSE);

  if (key == NULL)
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_MALFORMED, NO_TOKEN);
  if (self->keys == NULL)
    return TRUE;
  if (!mq_signing_keys_has (self->keys, key))
    return self->fetching != NULL || is_past (self->missed, MQ_ISSUER_PAUSE)
           || mq_token_refuse (error, MQ_TOKEN_REFUSAL_KEY, "The issuer has no key of that name");

  claims = check_token (self, token, error);
  return claims != NULL;
}

static DexFuture *
verify_fiber (MqIssuer *self, const char *token)
{
  g_autofree char *key = mq_jwt_dup_key_id (token);
  GError *error = NULL;
  JsonObject *claims = NULL;

  if (key == NULL)
    return dex_future_new_reject (MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_MALFORMED, NO_TOKEN);
  if (!prepare_keys (self, key, &error) || !(claims = check_token (self, token, &error)))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, claims);
}

/* @token: an access token, from outside. Returns: (transfer full): resolves to its claims, a
 * JSON_TYPE_OBJECT; rejects with %MQ_TOKEN_REFUSAL, or %MQ_ERROR_UNREACHABLE while the issuer's
 * keys are not known */
DexFuture *
mq_issuer_verify (MqIssuer *self, const char *token)
{
  return mq_fiber_spawn_with (NULL, FIBER_STACK, verify_fiber, (MQ_TYPE_ISSUER, self),
                              (G_TYPE_STRING, token));
}
