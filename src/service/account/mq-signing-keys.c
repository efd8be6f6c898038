/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of an issuer, see mq-signing-keys.h. GnuTLS verifies. */
#include "service/account/mq-signing-keys.h"

#include "common/base/mq-base64url.h"
#include "common/json/mq-json.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>

#define MAX_KEYS 50
#define MIN_RSA_BITS 2048   /* RFC 7518, 3.3 */
#define MAX_RSA_BITS 16384  /* slower ones would only keep the service busy */
#define COORDINATE_BYTES 32 /* of P-256 (RFC 7518, 6.2.1.2) */

struct _MqSigningKeys
{
  GHashTable *keys; /* id → SigningKey */
};

typedef struct
{
  gnutls_pubkey_t key;
  gboolean is_rsa;
} SigningKey;

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

static SigningKey *
signing_key_new (JsonObject *jwk)
{
  const char *type = mq_json_get_string (jwk, "kty", "");
  const char *algorithm = mq_json_get_string (jwk, "alg", NULL);
  SigningKey *self = g_new0 (SigningKey, 1);

  self->is_rsa = g_str_equal (type, "RSA");
  if (gnutls_pubkey_init (&self->key) != GNUTLS_E_SUCCESS)
    self->key = NULL;
  else if (g_str_equal (mq_json_get_string (jwk, "use", "sig"), "sig")
           && (algorithm == NULL || g_str_equal (algorithm, self->is_rsa ? "RS256" : "ES256"))
           && (self->is_rsa ? import_rsa (self->key, jwk)
                            : g_str_equal (type, "EC")
                                  && g_str_equal (mq_json_get_string (jwk, "crv", ""), "P-256")
                                  && import_ec (self->key, jwk)))
    return self;

  signing_key_free (self);
  return NULL;
}

/**
 * mq_signing_keys_new:
 * @set: a JWK Set. Keys without an id, for other purposes or of other types are left out
 *
 * Returns: (transfer full): its keys
 */
MqSigningKeys *
mq_signing_keys_new (JsonObject *set)
{
  MqSigningKeys *self = g_new0 (MqSigningKeys, 1);
  JsonArray *keys = mq_json_get_array (set, "keys");

  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, signing_key_free);
  for (guint i = 0; i < MIN (mq_json_length (keys), MAX_KEYS); i++)
    {
      JsonObject *jwk = mq_json_element_object (keys, i);
      const char *id = mq_json_get_string (jwk, "kid", NULL);
      SigningKey *key = id != NULL ? signing_key_new (jwk) : NULL;

      if (key != NULL)
        g_hash_table_replace (self->keys, g_strdup (id), key);
    }

  return self;
}

void
mq_signing_keys_free (MqSigningKeys *self)
{
  g_hash_table_unref (self->keys);
  g_free (self);
}

guint
mq_signing_keys_get_n (MqSigningKeys *self)
{
  return g_hash_table_size (self->keys);
}

gboolean
mq_signing_keys_has (MqSigningKeys *self, const char *id)
{
  return g_hash_table_contains (self->keys, id);
}

/* A signature of a JWT is r and s, one after the other (RFC 7518, 3.4); GnuTLS takes DER. */
static gboolean
verify_ec (gnutls_pubkey_t key, const gnutls_datum_t *data, const gnutls_datum_t *signature)
{
  gnutls_datum_t r = { signature->data, COORDINATE_BYTES };
  gnutls_datum_t s = { signature->data + COORDINATE_BYTES, COORDINATE_BYTES };
  gnutls_datum_t der = { NULL, 0 };
  gboolean is_valid;

  if (signature->size != 2 * COORDINATE_BYTES
      || gnutls_encode_rs_value (&der, &r, &s) != GNUTLS_E_SUCCESS)
    return FALSE;

  is_valid = gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256, 0, data, &der)
             >= 0;
  gnutls_free (der.data);
  return is_valid;
}

/**
 * mq_signing_keys_verify:
 * @id: of the key
 * @algorithm: what the token says it was signed with
 * @data: what was signed
 * @signature: the signature
 *
 * Returns: whether the key is there, is one for @algorithm, and has signed @data
 */
gboolean
mq_signing_keys_verify (MqSigningKeys *self, const char *id, const char *algorithm, GBytes *data,
                        GBytes *signature)
{
  SigningKey *key = g_hash_table_lookup (self->keys, id);
  gnutls_datum_t signed_data = to_datum (data);
  gnutls_datum_t signature_data = to_datum (signature);

  if (key == NULL || !g_str_equal (algorithm, key->is_rsa ? "RS256" : "ES256"))
    return FALSE;
  if (!key->is_rsa)
    return verify_ec (key->key, &signed_data, &signature_data);

  return gnutls_pubkey_verify_data2 (key->key, GNUTLS_SIGN_RSA_SHA256, 0, &signed_data,
                                     &signature_data)
         >= 0;
}
