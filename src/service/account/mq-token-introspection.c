/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Token introspection, see mq-token-introspection.h. */
#include "service/account/mq-token-introspection.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/http/mq-http-json.h"
#include "common/json/mq-json.h"
#include "service/account/mq-jwt.h"
#include "service/account/mq-token-refusal.h"

#include <libsoup/soup.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
/* Seconds. A token may be valid a moment later, and one that is tried again and again costs the
 * issuer little. */
#define REFUSED_SECONDS 5
/* Seconds for which a token that was valid may send a large body. */
#define KNOWN_SECONDS 3600
/* Strangers may send any number of tokens. */
#define MAX_ANSWERS 4096
#define MAX_ASKED 32

/* The answer of the issuer about a token. */
typedef struct
{
  JsonObject *claims; /* NULL: it was refused */
  GError *refusal;
  gint64 time; /* monotonic, µs */
} Answer;

struct _MqTokenIntrospection
{
  GObject parent_instance;

  MqIssuer *issuer;
  char *url;
  char *authorization;
  GStrv clients;       /* whose tokens are taken although they name no audience */
  GHashTable *answers; /* hash of the token → Answer */
  guint n_asked;
};

G_DEFINE_FINAL_TYPE (MqTokenIntrospection, mq_token_introspection, G_TYPE_OBJECT)

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->claims, json_object_unref);
  g_clear_error (&self->refusal);
  g_free (self);
}

static void
mq_token_introspection_finalize (GObject *object)
{
  MqTokenIntrospection *self = MQ_TOKEN_INTROSPECTION (object);

  g_clear_object (&self->issuer);
  g_free (self->url);
  g_free (self->authorization);
  g_strfreev (self->clients);
  g_hash_table_unref (self->answers);

  G_OBJECT_CLASS (mq_token_introspection_parent_class)->finalize (object);
}

static void
mq_token_introspection_class_init (MqTokenIntrospectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_token_introspection_finalize;
}

static void
mq_token_introspection_init (MqTokenIntrospection *self)
{
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
}

/* RFC 6749, 2.3.1: both are encoded as in a form. */
static char *
make_authorization (const char *client, const char *secret)
{
  g_autofree char *name = g_uri_escape_string (client, NULL, FALSE);
  g_autofree char *password = g_uri_escape_string (secret, NULL, FALSE);
  g_autofree char *both = g_strconcat (name, ":", password, NULL);
  g_autofree char *text = g_base64_encode ((const guchar *)both, strlen (both));

  return g_strconcat ("Basic ", text, NULL);
}

/* @issuer: whose tokens they are; @client: the service as a client of the issuer; @clients:
 * (array zero-terminated=1): clients whose tokens are taken if the issuer names no audience.
 * Returns: (transfer full): the introspection */
MqTokenIntrospection *
mq_token_introspection_new (MqIssuer *issuer, const char *url, const char *client,
                            const char *secret, const char *const *clients)
{
  MqTokenIntrospection *self = g_object_new (MQ_TYPE_TOKEN_INTROSPECTION, NULL);

  self->issuer = g_object_ref (issuer);
  self->url = g_strdup (url);
  self->authorization = make_authorization (client, secret);
  self->clients = g_strdupv ((GStrv)clients);
  return self;
}

static gboolean
is_older (const Answer *answer, gint64 seconds)
{
  return g_get_monotonic_time () - answer->time >= seconds * G_USEC_PER_SEC;
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer user_data)
{
  const Answer *answer = value;

  return is_older (answer, answer->claims != NULL ? KNOWN_SECONDS : REFUSED_SECONDS);
}

/* Returns: (transfer none) (nullable): an answer that still counts */
static const Answer *
find_answer (MqTokenIntrospection *self, const char *hash)
{
  const Answer *answer = g_hash_table_lookup (self->answers, hash);

  return answer != NULL
                 && !is_older (answer, answer->claims != NULL ? MQ_TOKEN_INTROSPECTION_SECONDS
                                                              : REFUSED_SECONDS)
             ? answer
             : NULL;
}

/* @refusal: (nullable): why @claims do not count */
static void
note_answer (MqTokenIntrospection *self, const char *hash, JsonObject *claims,
             const GError *refusal)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->claims = refusal == NULL ? json_object_ref (claims) : NULL;
  answer->refusal = refusal != NULL ? g_error_copy (refusal) : NULL;
  answer->time = g_get_monotonic_time ();
  if (g_hash_table_size (self->answers) >= MAX_ANSWERS)
    g_hash_table_foreach_remove (self->answers, is_forgotten, NULL);
  if (g_hash_table_size (self->answers) >= MAX_ANSWERS)
    g_hash_table_remove_all (self->answers);
  g_hash_table_insert (self->answers, g_strdup (hash), answer);
}

/* Answers at once. @token: from outside. Returns: whether it was valid within the last hour */
gboolean
mq_token_introspection_has (MqTokenIntrospection *self, const char *token)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  const Answer *answer = g_hash_table_lookup (self->answers, hash);

  return answer != NULL && answer->claims != NULL && !is_older (answer, KNOWN_SECONDS);
}

/* Fills in what an issuer may leave out (RFC 7662, 2.2). A token without an audience is for its
 * client, so only our own clients' are taken. */
static gboolean
complete_claims (MqTokenIntrospection *self, JsonObject *claims, GError **error)
{
  const char *client = mq_json_get_string (claims, "client_id", "");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (!json_object_has_member (claims, "iss"))
    mq_json_add (claims, "iss:s", mq_issuer_get_url (self->issuer));
  if (!json_object_has_member (claims, "exp"))
    mq_json_add (claims, "exp:l", now + MQ_TOKEN_INTROSPECTION_SECONDS);
  if (json_object_has_member (claims, "aud"))
    return TRUE;

  if (!g_strv_contains ((const char *const *)self->clients, client))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_AUDIENCE,
                            "The token is meant for another service");

  mq_json_add (claims, "aud:s", mq_issuer_get_audience (self->issuer));
  return TRUE;
}

/* @claims: what the issuer has said */
static gboolean
check_answer (MqTokenIntrospection *self, JsonObject *claims, GError **error)
{
  const char *use = mq_json_get_string (claims, "token_use", "access_token");

  if (!mq_json_get_boolean (claims, "active", FALSE))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_INACTIVE,
                            "The sign-in server says that the token is not valid");
  if (!g_str_equal (use, "access_token"))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_MALFORMED, "This is no access token");

  return complete_claims (self, claims, error)
         && mq_issuer_check_claims (self->issuer, claims, error);
}

static gboolean
fail_unreachable (GError **error)
{
  return mq_fail (error, MQ_ERROR_UNREACHABLE, "The sign-in server cannot be asked just now");
}

/* Awaits.
 *
 * Returns: (transfer full) (nullable): what the issuer says of the token */
static JsonObject *
ask (MqTokenIntrospection *self, const char *token, GError **error)
{
  g_autoptr (GHashTable) form = mq_http_json_form ("token", token, "token_type_hint",
                                                   "access_token", NULL);
  g_autoptr (GError) why = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonObject *body;

  if (self->n_asked >= MAX_ASKED)
    {
      fail_unreachable (error);
      return NULL;
    }

  self->n_asked++;
  reply = dex_await_boxed (mq_http_json_post (self->url, form, self->authorization), &why);
  self->n_asked--;
  body = mq_json_get_object (reply, "body");
  if (reply != NULL && body != NULL && mq_json_get_int (reply, "status", 0) == SOUP_STATUS_OK)
    return json_object_ref (body);

  if (why != NULL)
    g_warning ("%s: %s", self->url, why->message);
  else
    g_warning ("%s: status %d, instead of what a token is", self->url,
               (int)mq_json_get_int (reply, "status", 0));
  fail_unreachable (error);
  return NULL;
}

static DexFuture *
verify_fiber (MqTokenIntrospection *self, const char *token)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  const Answer *answer = find_answer (self, hash);
  g_autoptr (JsonObject) claims = NULL;
  GError *error = NULL;

  if (answer != NULL && answer->refusal != NULL)
    return dex_future_new_for_error (g_error_copy (answer->refusal));
  if (answer != NULL)
    claims = json_object_ref (answer->claims);
  else if (!(claims = ask (self, token, &error)))
    return dex_future_new_for_error (error);

  check_answer (self, claims, &error);
  if (answer == NULL)
    note_answer (self, hash, claims, error);
  if (error != NULL)
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&claims));
}

/* @token: an access token, from outside. Returns: (transfer full): resolves to what the issuer
 * says of it, a JSON_TYPE_OBJECT; rejects with %MQ_TOKEN_REFUSAL, or %MQ_ERROR_UNREACHABLE while
 * the issuer cannot be asked */
DexFuture *
mq_token_introspection_verify (MqTokenIntrospection *self, const char *token)
{
  if (strlen (token) > MQ_JWT_MAX_BYTES)
    return dex_future_new_reject (MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_MALFORMED,
                                  "The request has no valid access token");

  return mq_fiber_spawn_with (NULL, FIBER_STACK, verify_fiber, (MQ_TYPE_TOKEN_INTROSPECTION, self),
                              (G_TYPE_STRING, token));
}
