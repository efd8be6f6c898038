/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The issuer of access tokens, see mq-issuer.h: OpenID Connect Discovery 1.0, and its JWK Set. */
#include "service/account/mq-issuer.h"

#include "common/base/mq-base64url.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http-json.h"
#include "common/http/mq-http.h"
#include "common/http/mq-oauth-scope.h"
#include "common/json/mq-json.h"
#include "service/account/mq-token-refusal.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <math.h>
#include <string.h>

/* seconds after which the keys are fetched again, so that one that the issuer took back is not
 * trusted for ever */
#define MQ_ISSUER_MAX_AGE 3600

/* seconds between two fetches for keys that are not there */
#define MQ_ISSUER_PAUSE 60

/* seconds by which the clocks of service and issuer may differ */
#define MQ_JWT_CLOCK_SKEW 60

#define MAX_KEYS 50
#define MIN_RSA_BITS 2048   /* RFC 7518, 3.3 */
#define MAX_RSA_BITS 16384  /* slower ones would only keep the service busy */
#define COORDINATE_BYTES 32 /* of P-256 (RFC 7518, 6.2.1.2) */
/* Characters of what a log says of a token. */
#define MAX_FACT 200
#define FIBER_STACK (256 * 1024)
#define MAX_DOCUMENT (256 * 1024) /* bytes */
#define TIMEOUT 10                /* s, for the headers and then for the body */
#define NO_TOKEN "The request has no valid access token"
#define RETRY 5 /* s between tries while there are no keys */
#define WELL_KNOWN ".well-known/openid-configuration"

struct _MqSigningKeys
{
  GHashTable *keys; /* id → SigningKey */
};

typedef enum
{
  KEY_RSA,
  KEY_P256,
  KEY_ED25519,
} KeyKind;

/* RFC 7518, 3.1; RFC 8037, 3.1; RFC 9864, 2.2. */
static const struct
{
  const char *name;
  KeyKind kind;
  gnutls_sign_algorithm_t algorithm;
} algorithms[] = {
  { "RS256", KEY_RSA, GNUTLS_SIGN_RSA_SHA256 },
  { "PS256", KEY_RSA, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256 },
  { "ES256", KEY_P256, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256 },
  { "EdDSA", KEY_ED25519, GNUTLS_SIGN_EDDSA_ED25519 },
  { "Ed25519", KEY_ED25519, GNUTLS_SIGN_EDDSA_ED25519 },
};

typedef struct
{
  gnutls_pubkey_t key;
  KeyKind kind;
  const char *algorithm; /* (nullable): the only one that it is for, of the table */
} SigningKey;

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

static void
signing_key_free (gpointer data)
{
  SigningKey *self = data;

  gnutls_pubkey_deinit (self->key);
  g_free (self);
}

static GBytes *
get_bytes (JsonObject *object, const char *member)
{
  const char *text = mq_json_get_string (object, member, NULL);

  return text != NULL ? mq_base64url_decode (text, -1) : NULL;
}

static gnutls_datum_t
to_datum (GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  return (gnutls_datum_t){ (unsigned char *)data, (unsigned int)size };
}

static gboolean
import_ec (gnutls_pubkey_t key, JsonObject *jwk)
{
  g_autoptr (GBytes) x = get_bytes (jwk, "x");
  g_autoptr (GBytes) y = get_bytes (jwk, "y");
  gnutls_datum_t datums[2];

  /* All octets should be there, but Rhonabwy, and with it Glewlwyd, leaves out zeros in front. */
  if (x == NULL || y == NULL || g_bytes_get_size (x) > COORDINATE_BYTES
      || g_bytes_get_size (y) > COORDINATE_BYTES)
    return FALSE;

  datums[0] = to_datum (x);
  datums[1] = to_datum (y);
  return gnutls_pubkey_import_ecc_raw (key, GNUTLS_ECC_CURVE_SECP256R1, &datums[0], &datums[1])
         == GNUTLS_E_SUCCESS;
}

static gboolean
import_rsa (gnutls_pubkey_t key, JsonObject *jwk)
{
  g_autoptr (GBytes) n = get_bytes (jwk, "n");
  g_autoptr (GBytes) e = get_bytes (jwk, "e");
  gnutls_datum_t datums[2];
  unsigned int bits = 0;

  if (n == NULL || e == NULL || g_bytes_get_size (n) > MAX_RSA_BITS / 8)
    return FALSE;

  datums[0] = to_datum (n);
  datums[1] = to_datum (e);
  return gnutls_pubkey_import_rsa_raw (key, &datums[0], &datums[1]) == GNUTLS_E_SUCCESS
         && gnutls_pubkey_get_pk_algorithm (key, &bits) == GNUTLS_PK_RSA && bits >= MIN_RSA_BITS;
}

static gboolean
import_ed25519 (gnutls_pubkey_t key, JsonObject *jwk)
{
  g_autoptr (GBytes) x = get_bytes (jwk, "x");
  gnutls_datum_t datum;

  if (x == NULL || g_bytes_get_size (x) != COORDINATE_BYTES)
    return FALSE;

  datum = to_datum (x);
  return gnutls_pubkey_import_ecc_raw (key, GNUTLS_ECC_CURVE_ED25519, &datum, NULL)
         == GNUTLS_E_SUCCESS;
}

static gboolean
import (SigningKey *self, JsonObject *jwk)
{
  static const struct
  {
    const char *type;
    const char *curve;
    KeyKind kind;
    gboolean (*import) (gnutls_pubkey_t key, JsonObject *jwk);
  } kinds[] = {
    { "RSA", "", KEY_RSA, import_rsa },
    { "EC", "P-256", KEY_P256, import_ec },
    { "OKP", "Ed25519", KEY_ED25519, import_ed25519 },
  };
  const char *type = mq_json_get_string (jwk, "kty", "");
  const char *curve = mq_json_get_string (jwk, "crv", "");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (type, kinds[i].type)
        && (*kinds[i].curve == '\0' || g_str_equal (curve, kinds[i].curve)))
      {
        self->kind = kinds[i].kind;
        return kinds[i].import (self->key, jwk);
      }

  return FALSE;
}

/* @set: a JWK Set. Keys for other purposes or of other types are left out. Returns: (transfer
 * full): its keys */
MqSigningKeys *
mq_signing_keys_new (JsonObject *set)
{
  MqSigningKeys *self = g_new0 (MqSigningKeys, 1);
  JsonArray *keys = mq_json_get_array (set, "keys");

  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, signing_key_free);
  for (guint i = 0; i < MIN (mq_json_length (keys), MAX_KEYS); i++)
    {
      JsonObject *jwk = mq_json_element_object (keys, i);
      const char *algorithm = mq_json_get_string (jwk, "alg", NULL);
      SigningKey *key = g_new0 (SigningKey, 1);
      gboolean is_good = gnutls_pubkey_init (&key->key) == GNUTLS_E_SUCCESS;

      if (!is_good)
        key->key = NULL;
      else
        is_good = jwk != NULL && g_str_equal (mq_json_get_string (jwk, "use", "sig"), "sig")
                  && import (key, jwk);

      /* A key that names no algorithm is for all that its kind can. */
      for (gsize j = 0; algorithm != NULL && j < G_N_ELEMENTS (algorithms); j++)
        if (algorithms[j].kind == key->kind && g_str_equal (algorithms[j].name, algorithm))
          key->algorithm = algorithms[j].name;
      if (is_good && (algorithm == NULL || key->algorithm != NULL))
        g_hash_table_replace (self->keys, g_strdup (mq_json_get_string (jwk, "kid", "")), key);
      else
        signing_key_free (key);
    }

  return self;
}

void
mq_signing_keys_free (MqSigningKeys *self)
{
  g_hash_table_unref (self->keys);
  g_free (self);
}

/* A token that names no key is of the only one. */
static SigningKey *
find (MqSigningKeys *self, const char *id)
{
  GHashTableIter iter;
  gpointer only = NULL;

  if (*id != '\0' || g_hash_table_size (self->keys) != 1)
    return g_hash_table_lookup (self->keys, id);

  g_hash_table_iter_init (&iter, self->keys);
  g_hash_table_iter_next (&iter, NULL, &only);
  return only;
}

/* @id: of a key; "": the token names none. Returns: whether that key is there */
gboolean
mq_signing_keys_has (MqSigningKeys *self, const char *id)
{
  return find (self, id) != NULL;
}

/* @id: of the key; "": the token names none; @algorithm: what the token says it was signed with;
 * @data: what was signed. Returns: whether the key is there, is one for @algorithm, and has
 * signed @data */
static gboolean
signing_keys_verify (MqSigningKeys *self, const char *id, const char *algorithm, GBytes *data,
                     GBytes *signature)
{
  SigningKey *key = find (self, id);
  gnutls_datum_t signed_data = to_datum (data);
  gnutls_datum_t signature_data = to_datum (signature);
  gsize i = 0;

  while (i < G_N_ELEMENTS (algorithms) && !g_str_equal (algorithms[i].name, algorithm))
    i++;
  if (key == NULL || i == G_N_ELEMENTS (algorithms) || algorithms[i].kind != key->kind
      || (key->algorithm != NULL && !g_str_equal (key->algorithm, algorithm)))
    return FALSE;
  if (key->kind == KEY_P256)
    {
      gnutls_datum_t r = { signature_data.data, COORDINATE_BYTES };
      gnutls_datum_t s = { signature_data.data + COORDINATE_BYTES, COORDINATE_BYTES };
      gnutls_datum_t der = { NULL, 0 };
      gboolean is_valid;

      /* A signature of a JWT is r and s, one after the other (RFC 7518, 3.4); GnuTLS takes DER. */
      if (signature_data.size != 2 * COORDINATE_BYTES
          || gnutls_encode_rs_value (&der, &r, &s) != GNUTLS_E_SUCCESS)
        return FALSE;

      is_valid = gnutls_pubkey_verify_data2 (key->key, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256, 0,
                                             &signed_data, &der)
                 >= 0;
      gnutls_free (der.data);
      return is_valid;
    }

  return gnutls_pubkey_verify_data2 (key->key, algorithms[i].algorithm, 0, &signed_data,
                                     &signature_data)
         >= 0;
}

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

/* Returns: (nullable): the header of a token that can be checked. */
static JsonObject *
read_header (const char *token, const char **end)
{
  /* The last two are of issuers that do not know RFC 9068, and older ones of Keycloak. */
  static const char *const types[] = { "at+jwt", "application/at+jwt", "JWT", "Bearer" };
  g_autoptr (JsonObject) header = NULL;
  const char *type;

  if (strlen (token) > MQ_JWT_MAX_BYTES || !(header = read_part (token, end)))
    return NULL;

  /* A verifier must understand every critical header (RFC 7515, 4.1.11), and this one knows
   * none. */
  if (json_object_has_member (header, "crit") || mq_json_get_string (header, "alg", NULL) == NULL)
    return NULL;
  if (json_object_has_member (header, "kid") && mq_json_get_string (header, "kid", NULL) == NULL)
    return NULL;

  type = mq_json_get_string (header, "typ", "JWT");
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (type, types[i]) == 0)
      return g_steal_pointer (&header);

  return NULL;
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
  g_autofree char *clean = value != NULL
                               ? g_strdelimit (mq_text_clean (value, MAX_FACT), "\n\t", ' ')
                               : NULL;

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

/* A list with blanks between (RFC 9068), or an array. */
static gboolean
has_word (JsonObject *claims, const char *claim, const char *word)
{
  return mq_oauth_scope_has (mq_json_get_string (claims, claim, ""), word)
         || mq_json_contains (mq_json_get_array (claims, claim), word);
}

/* @claims: what the issuer says of a token; @rules: what it must say; @error: %MQ_TOKEN_REFUSAL.
 * Returns: whether the token is accepted */
static gboolean
jwt_check_claims (JsonObject *claims, const MqJwtRules *rules, GError **error)
{
  static const char *const members[] = { "azp", "client_id" };
  gboolean has_scopes = json_object_has_member (claims, "scope")
                        || json_object_has_member (claims, "scp");
  const char *subject = mq_json_get_string (claims, "sub", "");

  if (g_strcmp0 (mq_json_get_string (claims, "iss", NULL), rules->issuer) != 0)
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_ISSUER, "The token is of another issuer");
  if (g_strcmp0 (mq_json_get_string (claims, "aud", NULL), rules->audience) != 0
      && !mq_json_contains (mq_json_get_array (claims, "aud"), rules->audience))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_AUDIENCE,
                            "The token is meant for another service");
  /* OpenID Connect Core 1.0, 2: an ID token tells who somebody is, not what a program may do.
   * Keycloak names the type in the claims. */
  if (json_object_has_member (claims, "nonce") || json_object_has_member (claims, "at_hash")
      || g_ascii_strcasecmp (mq_json_get_string (claims, "typ", ""), "ID") == 0)
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

  /* A token that says nothing of scopes was given by an issuer that has none. */
  for (gsize i = 0; has_scopes && rules->scopes != NULL && rules->scopes[i] != NULL; i++)
    {
      const char *scope = rules->scopes[i];
      /* Entra leaves out whose scope it is: “api://ID/name” is “name” in `scp`. The audience says
       * so. */
      const char *slash = strstr (scope, "://") != NULL ? strrchr (scope, '/') : NULL;

      if (!has_word (claims, "scope", scope) && !has_word (claims, "scp", scope)
          && (slash == NULL || !has_word (claims, "scp", slash + 1)))
        return mq_token_refuse (error, MQ_TOKEN_REFUSAL_SCOPE, "The token lacks the scope “%s”",
                                scope);
    }

  for (gsize i = 0; rules->clients != NULL && i < G_N_ELEMENTS (members); i++)
    {
      const char *client = mq_json_get_string (claims, members[i], "");
      g_autofree char *clean = mq_text_clean (client, MAX_FACT);

      if (json_object_has_member (claims, members[i]) && !g_strv_contains (rules->clients, client))
        return mq_token_refuse (error, MQ_TOKEN_REFUSAL_CLIENT,
                                "The token is of the client “%s”, which this service does not take",
                                clean);
    }

  return TRUE;
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
  if (!signing_keys_verify (keys, key, mq_json_get_string (header, "alg", ""), data, signature))
    {
      mq_token_refuse (error,
                       mq_signing_keys_has (keys, key) ? MQ_TOKEN_REFUSAL_SIGNATURE
                                                       : MQ_TOKEN_REFUSAL_KEY,
                       "The token is not signed by its issuer");
      return NULL;
    }

  return jwt_check_claims (claims, rules, error) ? g_steal_pointer (&claims) : NULL;
}

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
  if (g_hash_table_size (keys->keys) == 0)
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

  return jwt_check_claims (claims, &rules, error);
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

  /* The keys are fetched if that can help. */
  if (self->keys == NULL)
    {
      if (self->fetching == NULL && !is_past (self->fetched, RETRY))
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE,
                                      "The sign-in server cannot be asked just now");
      if (!dex_await (start_fetch (self), &error))
        return dex_future_new_for_error (error);
    }
  else if (mq_signing_keys_has (self->keys, key))
    {
      /* While it is asked, and when it does not answer, the old ones do. */
      if (self->fetching == NULL && is_past (self->fetched, MQ_ISSUER_MAX_AGE))
        dex_future_disown (start_fetch (self));
    }
  else if (self->fetching != NULL || is_past (self->missed, MQ_ISSUER_PAUSE))
    {
      self->missed = g_get_monotonic_time ();
      dex_await (start_fetch (self), NULL);
    }

  if (!(claims = check_token (self, token, &error)))
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
