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

/* @name: (nullable): the JWK's `alg`; a key without one is for all that its kind can */
static gboolean
restrict_to (SigningKey *self, const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].kind == self->kind && g_str_equal (algorithms[i].name, name))
      self->algorithm = algorithms[i].name;

  return name == NULL || self->algorithm != NULL;
}

static SigningKey *
signing_key_new (JsonObject *jwk)
{
  SigningKey *self = g_new0 (SigningKey, 1);

  if (gnutls_pubkey_init (&self->key) != GNUTLS_E_SUCCESS)
    self->key = NULL;
  else if (g_str_equal (mq_json_get_string (jwk, "use", "sig"), "sig") && import (self, jwk)
           && restrict_to (self, mq_json_get_string (jwk, "alg", NULL)))
    return self;

  signing_key_free (self);
  return NULL;
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
      const char *id = mq_json_get_string (jwk, "kid", "");
      SigningKey *key = jwk != NULL ? signing_key_new (jwk) : NULL;

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

/* @id: of the key; "": the token names none; @algorithm: what the token says it was signed with;
 * @data: what was signed. Returns: whether the key is there, is one for @algorithm, and has
 * signed @data */
gboolean
mq_signing_keys_verify (MqSigningKeys *self, const char *id, const char *algorithm, GBytes *data,
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
    return verify_ec (key->key, &signed_data, &signature_data);

  return gnutls_pubkey_verify_data2 (key->key, algorithms[i].algorithm, 0, &signed_data,
                                     &signature_data)
         >= 0;
}
