/* Access tokens: what is accepted, and each way of forging one that RFC 8725 names. */
#include "common/base/mq-base64url.h"
#include "common/json/mq-json.h"
#include "service/account/mq-issuer.h"
#include "service/account/mq-token-refusal.h"
#include "support/mq-test.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#define ISSUER "https://id.example.org"
#define AUDIENCE "https://maquette.example.org"
#define NOW 1800000000
#define GOOD_CLAIMS                                                                                \
  "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\",\"exp\":1800000300}"
#define CLAIMS_AND(more)                                                                           \
  "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\",\"exp\":1800000300," more "}"
#define COORDINATE 32

typedef struct
{
  gnutls_privkey_t ec;
  gnutls_privkey_t rsa;
  gnutls_privkey_t ed;
  MqSigningKeys *keys;
} Fixture;

/* @size: bytes to fill up to, with zeros in front; 0: none */
static char *
encode (const gnutls_datum_t *datum, gsize size)
{
  guint8 bytes[1024] = { 0 };
  const unsigned char *start = datum->data;
  gsize length = datum->size;

  while (length > 0 && *start == 0)
    start++, length--;
  size = MAX (size, length);
  g_assert_cmpuint (size, <=, sizeof bytes);
  if (length > 0)
    memcpy (bytes + size - length, start, length);
  return mq_base64url_encode (bytes, size);
}

/* Returns: (nullable): the key; %NULL if @size is 0 and no zero was left out. */
static JsonObject *
make_ec_key (gnutls_privkey_t key, const char *id, gsize size)
{
  gnutls_datum_t x, y;
  gnutls_ecc_curve_t curve;
  g_autofree char *x_text = NULL;
  g_autofree char *y_text = NULL;

  g_assert_cmpint (gnutls_privkey_export_ecc_raw (key, &curve, &x, &y, NULL), ==, 0);
  x_text = encode (&x, size);
  y_text = encode (&y, size);
  gnutls_free (x.data);
  gnutls_free (y.data);
  if (size == 0 && strlen (x_text) == strlen (y_text))
    return NULL;
  return mq_json_new ("kty:s crv:s kid:s alg:s use:s x:s y:s", "EC", "P-256", id, "ES256", "sig",
                      x_text, y_text);
}

static JsonObject *
make_rsa_key (gnutls_privkey_t key, const char *id)
{
  gnutls_datum_t n, e;
  g_autofree char *n_text = NULL;
  g_autofree char *e_text = NULL;

  g_assert_cmpint (gnutls_privkey_export_rsa_raw (key, &n, &e, NULL, NULL, NULL, NULL, NULL, NULL),
                   ==, 0);
  n_text = encode (&n, 0);
  e_text = encode (&e, 0);
  gnutls_free (n.data);
  gnutls_free (e.data);
  return mq_json_new ("kty:s kid:s n:s e:s", "RSA", id, n_text, e_text);
}

static JsonObject *
make_ed_key (gnutls_privkey_t key, const char *id)
{
  gnutls_datum_t x;
  gnutls_ecc_curve_t curve;
  g_autofree char *text = NULL;

  g_assert_cmpint (gnutls_privkey_export_ecc_raw (key, &curve, &x, NULL, NULL), ==, 0);
  text = mq_base64url_encode (x.data, x.size);
  gnutls_free (x.data);
  return mq_json_new ("kty:s crv:s kid:s x:s", "OKP", "Ed25519", id, text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) set = json_object_new ();
  JsonArray *keys = json_array_new ();
  JsonObject *only, *other;

  gnutls_privkey_init (&fixture->ec);
  gnutls_privkey_init (&fixture->rsa);
  gnutls_privkey_init (&fixture->ed);
  g_assert_cmpint (gnutls_privkey_generate (fixture->ed, GNUTLS_PK_EDDSA_ED25519,
                                            GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_ED25519), 0),
                   ==, 0);
  g_assert_cmpint (gnutls_privkey_generate (fixture->ec, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
                   ==, 0);
  g_assert_cmpint (gnutls_privkey_generate (fixture->rsa, GNUTLS_PK_RSA, 2048, 0), ==, 0);
  json_array_add_object_element (keys, make_ec_key (fixture->ec, "ec", COORDINATE));
  json_array_add_object_element (keys, make_rsa_key (fixture->rsa, "rsa"));
  json_array_add_object_element (keys, make_ed_key (fixture->ed, "ed"));
  only = make_rsa_key (fixture->rsa, "rs256");
  json_object_set_string_member (only, "alg", "RS256");
  json_array_add_object_element (keys, only);
  other = make_ec_key (fixture->ec, "other curve", COORDINATE);
  json_object_set_string_member (other, "crv", "secp256k1");
  json_array_add_object_element (keys, other);
  json_array_add_object_element (keys, mq_json_new ("kty:s kid:s k:s", "oct", "oct", "AAAA"));
  json_array_add_object_element (
      keys, mq_json_new ("kty:s kid:s n:s e:s", "RSA", "small", "xjlCRBqkQRbpZRTAAA", "AQAB"));
  json_array_add_string_element (keys, "no key");
  json_object_set_array_member (set, "keys", keys);
  fixture->keys = mq_signing_keys_new (set);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gnutls_privkey_deinit (fixture->ec);
  gnutls_privkey_deinit (fixture->rsa);
  gnutls_privkey_deinit (fixture->ed);
  mq_signing_keys_free (fixture->keys);
}

static char *
sign (gnutls_privkey_t key, const char *header, const char *text)
{
  int kind = gnutls_privkey_get_pk_algorithm (key, NULL);
  gnutls_sign_algorithm_t algorithm = strstr (header, "PS256") != NULL
                                          ? GNUTLS_SIGN_RSA_PSS_RSAE_SHA256
                                      : kind == GNUTLS_PK_RSA ? GNUTLS_SIGN_RSA_SHA256
                                      : kind == GNUTLS_PK_EDDSA_ED25519
                                          ? GNUTLS_SIGN_EDDSA_ED25519
                                          : GNUTLS_SIGN_ECDSA_SECP256R1_SHA256;
  gnutls_datum_t data = { (unsigned char *)text, (unsigned int)strlen (text) };
  gnutls_datum_t signature, r, s;
  guint8 both[2 * COORDINATE] = { 0 };
  char *encoded;

  g_assert_cmpint (gnutls_privkey_sign_data2 (key, algorithm, 0, &data, &signature), ==, 0);
  if (kind != GNUTLS_PK_ECDSA)
    encoded = mq_base64url_encode (signature.data, signature.size);
  else
    {
      gsize r_skip, s_skip;

      g_assert_cmpint (gnutls_decode_rs_value (&signature, &r, &s), ==, 0);
      r_skip = r.size > COORDINATE ? r.size - COORDINATE : 0;
      s_skip = s.size > COORDINATE ? s.size - COORDINATE : 0;
      memcpy (both + COORDINATE - (r.size - r_skip), r.data + r_skip, r.size - r_skip);
      memcpy (both + 2 * COORDINATE - (s.size - s_skip), s.data + s_skip, s.size - s_skip);
      encoded = mq_base64url_encode (both, sizeof both);
      gnutls_free (r.data);
      gnutls_free (s.data);
    }

  gnutls_free (signature.data);
  return encoded;
}

static char *
make_token (gnutls_privkey_t key, const char *header, const char *claims)
{
  g_autofree char *first = mq_base64url_encode (header, strlen (header));
  g_autofree char *second = mq_base64url_encode (claims, strlen (claims));
  g_autofree char *text = g_strdup_printf ("%s.%s", first, second);
  g_autofree char *signature = sign (key, header, text);

  return g_strdup_printf ("%s.%s", text, signature);
}

/* Returns: (nullable): why it was refused. */
static char *
check (Fixture *fixture, const char *token)
{
  static const char *const scopes[] = { "maquette", "api://1/read", NULL };
  static const char *const clients[] = { "desktop", "robot", NULL };
  const MqJwtRules rules = { ISSUER, AUDIENCE, NOW, scopes, clients };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) claims = mq_jwt_verify (token, fixture->keys, &rules, &error);

  if (claims != NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (mq_json_get_string (claims, "sub", NULL), ==, "alice");
      return NULL;
    }

  g_assert_true (error->domain == MQ_TOKEN_REFUSAL);
  return g_strdup_printf ("%s: %s", mq_token_refusal_get_kind (error), error->message);
}

/* A token need not name the only key there is. */
static void
test_only_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) set = json_object_new ();
  JsonArray *keys = json_array_new ();
  JsonObject *key = make_ec_key (fixture->ec, "ec", COORDINATE);
  g_autofree char *token = make_token (fixture->ec, "{\"alg\":\"ES256\"}", GOOD_CLAIMS);
  g_autofree char *other = make_token (fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"other\"}",
                                       GOOD_CLAIMS);
  g_autofree char *facts = mq_jwt_describe (other);
  g_autofree char *why = NULL;
  g_autofree char *refused = NULL;

  json_array_add_object_element (keys, key);
  json_object_set_array_member (set, "keys", keys);
  mq_signing_keys_free (fixture->keys);
  fixture->keys = mq_signing_keys_new (set);
  why = check (fixture, token);
  refused = check (fixture, other);
  g_assert_cmpstr (why, ==, NULL);
  g_assert_nonnull (strstr (refused, "not signed"));
  g_assert_cmpstr (facts, ==, "alg ES256, typ none, kid other, iss " ISSUER);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    gnutls_privkey_t key;
    const char *header;
    const char *claims;
  } cases[] = {
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\",\"typ\":\"at+jwt\"}", GOOD_CLAIMS },
    { fixture->rsa, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"AT+JWT\"}", GOOD_CLAIMS },
    { fixture->rsa, "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", GOOD_CLAIMS },
    { fixture->rsa, "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", GOOD_CLAIMS },
    { fixture->rsa, "{\"alg\":\"RS256\",\"kid\":\"rs256\"}", GOOD_CLAIMS },
    { fixture->ed, "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", GOOD_CLAIMS },
    { fixture->ed, "{\"alg\":\"Ed25519\",\"kid\":\"ed\"}", GOOD_CLAIMS },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\",\"typ\":\"Bearer\"}", GOOD_CLAIMS },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\",\"typ\":\"JWT\"}",
      "{\"iss\":\"" ISSUER "\",\"aud\":[\"other\",\"" AUDIENCE "\"],\"sub\":\"alice\","
      "\"exp\":1800000300,\"nbf\":1799999999}" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
      CLAIMS_AND ("\"scope\":\"openid maquette api://1/read\",\"azp\":\"desktop\"") },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
      CLAIMS_AND ("\"scp\":\"read maquette\",\"azp\":\"robot\",\"client_id\":\"desktop\"") },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
      CLAIMS_AND ("\"scp\":[\"maquette\",\"api://1/read\"],\"typ\":\"Bearer\"") },
    /* Clocks may differ by a minute. */
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
      "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\",\"exp\":1799999941,"
      "\"nbf\":1800000060}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *token = make_token (cases[i].key, cases[i].header, cases[i].claims);
      g_autofree char *why = check (fixture, token);

      g_assert_cmpstr (why, ==, NULL);
    }
}

static void
test_forged (Fixture *fixture, gconstpointer data)
{
  const char *ec = "{\"alg\":\"ES256\",\"kid\":\"ec\"}";
  const struct
  {
    gnutls_privkey_t key;
    const char *header;
    const char *claims;
    const char *why;
  } cases[] = {
    { fixture->ec, "{\"alg\":\"none\",\"kid\":\"ec\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"HS256\",\"kid\":\"oct\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"RS256\",\"kid\":\"ec\"}", GOOD_CLAIMS, "not signed" },
    { fixture->rsa, "{\"alg\":\"ES256\",\"kid\":\"rsa\"}", GOOD_CLAIMS, "not signed" },
    { fixture->rsa, "{\"alg\":\"RS512\",\"kid\":\"rsa\"}", GOOD_CLAIMS, "not signed" },
    { fixture->rsa, "{\"alg\":\"RS256\",\"kid\":\"small\"}", GOOD_CLAIMS, "not signed" },
    { fixture->rsa, "{\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"other\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"other curve\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"ES256\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":7}", GOOD_CLAIMS, "no signed" },
    { fixture->rsa, "{\"alg\":\"PS256\",\"kid\":\"rs256\"}", GOOD_CLAIMS, "not signed" },
    { fixture->rsa, "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", GOOD_CLAIMS, "not signed" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
      "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE
      "\",\"sub\":\"alice\",\"exp\":1800000300,\"nonce\":\"n\"}",
      "an ID token" },
    { fixture->ec, ec, CLAIMS_AND ("\"at_hash\":\"h\""), "id-token: " },
    { fixture->ec, ec, CLAIMS_AND ("\"typ\":\"ID\""), "id-token: " },
    { fixture->ec, ec, CLAIMS_AND ("\"scope\":\"openid\""), "scope: The token lacks" },
    { fixture->ec, ec, CLAIMS_AND ("\"scope\":\"maquette read\""), "“api://1/read”" },
    { fixture->ec, ec, CLAIMS_AND ("\"scope\":\"maquette-more api://1/read\""), "“maquette”" },
    { fixture->ec, ec, CLAIMS_AND ("\"scp\":[\"maquette\"]"), "scope: " },
    { fixture->ec, ec, CLAIMS_AND ("\"scope\":7"), "scope: " },
    { fixture->ec, ec, CLAIMS_AND ("\"azp\":\"someone-else\""),
      "client: The token is of the client “someone-else”" },
    { fixture->ec, ec, CLAIMS_AND ("\"azp\":\"desktop\",\"client_id\":\"other\""), "“other”" },
    { fixture->ec, ec, CLAIMS_AND ("\"azp\":[\"desktop\"]"), "client: " },
    { fixture->ec, "{\"kid\":\"ec\"}", GOOD_CLAIMS, "malformed: This is no signed" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\",\"crit\":[\"exp\"]}", GOOD_CLAIMS,
      "no signed" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\",\"typ\":\"logout+jwt\"}", GOOD_CLAIMS,
      "no signed" },
    { fixture->ec, "[]", GOOD_CLAIMS, "no signed" },
    { fixture->ec, ec, "[]", "no signed" },
    { fixture->ec, ec,
      "{\"iss\":\"https://evil\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\",\"exp\":1800000300}",
      "another issuer" },
    { fixture->ec, ec,
      "{\"iss\":\"" ISSUER "\",\"aud\":\"web\",\"sub\":\"alice\",\"exp\":1800000300}",
      "another service" },
    { fixture->ec, ec, "{\"iss\":\"" ISSUER "\",\"sub\":\"alice\",\"exp\":1800000300}",
      "another service" },
    { fixture->ec, ec, "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"exp\":1800000300}",
      "nobody" },
    { fixture->ec, ec, "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\"}",
      "expired" },
    { fixture->ec, ec,
      "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\",\"exp\":1799999940}",
      "expired" },
    { fixture->ec, ec,
      "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\",\"exp\":1800000300,"
      "\"nbf\":1800000061}",
      "not valid yet" },
    { fixture->ec, ec,
      "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\",\"exp\":1800000300,"
      "\"nbf\":\"1799999999\"}",
      "not valid yet" },
    /* The account before the NUL is another one. */
    { fixture->ec, ec,
      "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"alice\\u0000evil\","
      "\"exp\":1800000300}",
      "no signed" },
    { fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\\u0000x\"}", GOOD_CLAIMS, "no signed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *token = make_token (cases[i].key, cases[i].header, cases[i].claims);
      g_autofree char *why = check (fixture, token);

      g_test_message ("%s: %s", cases[i].header, why);
      g_assert_nonnull (why);
      g_assert_nonnull (strstr (why, cases[i].why));
    }
}

/* No change of a single character is accepted, nor a token that was cut or lengthened. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
  static const char letters[] = "Aa0-_.=/+ \n";
  g_autofree char *token = make_token (fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
                                       GOOD_CLAIMS);
  g_autofree char *long_claims = g_strnfill (MQ_JWT_MAX_BYTES, ' ');
  g_autofree char *long_token = make_token (fixture->ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
                                            long_claims);
  g_autofree char *longer = g_strconcat (token, ".x", NULL);
  g_autofree char *padded = g_strconcat (token, "=", NULL);
  const char *const odd[] = { "", ".", "..", "...", long_token, longer, padded, "a.b.c", NULL };

  for (gsize i = 0; i < strlen (token); i++)
    {
      g_autofree char *cut = g_strndup (token, i);
      g_autofree char *why = check (fixture, cut);

      g_assert_nonnull (why);
      for (gsize j = 0; j < strlen (letters); j++)
        {
          g_autofree char *changed = g_strdup (token);
          g_autofree char *refused = NULL;

          changed[i] = letters[j];
          refused = check (fixture, changed);
          g_assert_true ((refused == NULL) == g_str_equal (changed, token));
        }
    }

  for (gsize i = 0; odd[i] != NULL; i++)
    {
      g_autofree char *why = check (fixture, odd[i]);

      g_assert_nonnull (why);
    }
}

/* One key in 128 has a coordinate that begins with a zero, which some issuers leave out. */
static void
test_short_coordinate (void)
{
  g_autoptr (JsonObject) set = json_object_new ();
  JsonArray *list = json_array_new ();
  JsonObject *jwk = NULL;
  Fixture fixture = { NULL, NULL, NULL };
  g_autofree char *token = NULL;
  g_autofree char *why = NULL;

  while (jwk == NULL)
    {
      if (fixture.ec != NULL)
        gnutls_privkey_deinit (fixture.ec);
      gnutls_privkey_init (&fixture.ec);
      gnutls_privkey_generate (fixture.ec, GNUTLS_PK_ECDSA,
                               GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
      jwk = make_ec_key (fixture.ec, "ec", 0);
    }

  json_array_add_object_element (list, jwk);
  json_object_set_array_member (set, "keys", list);
  fixture.keys = mq_signing_keys_new (set);
  token = make_token (fixture.ec, "{\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD_CLAIMS);
  why = check (&fixture, token);
  g_assert_cmpstr (why, ==, NULL);
  mq_signing_keys_free (fixture.keys);
  gnutls_privkey_deinit (fixture.ec);
}

static void
test_base64url (void)
{
  static const struct
  {
    const char *bytes;
    const char *text;
  } cases[]
      = { { "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" }, { "\xff\xfe", "__4" } };
  const char *const bad[] = { "Z", "Zh", "Zm9", "Zg==", "Z g", "Zm9v\n", "+/8", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = mq_base64url_encode (cases[i].bytes, strlen (cases[i].bytes));
      g_autoptr (GBytes) bytes = mq_base64url_decode (text, -1);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), cases[i].bytes,
                       strlen (cases[i].bytes));
    }
  for (gsize i = 0; bad[i] != NULL; i++)
    g_assert_null (mq_base64url_decode (bad[i], -1));
}

MQ_TEST_PROGRAM (jwt)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/account/base64url", test_base64url);
  g_test_add_func ("/account/jwt/short-coordinate", test_short_coordinate);
  g_test_add ("/account/jwt/good", Fixture, NULL, set_up, test_good, tear_down);
  g_test_add ("/account/jwt/only-key", Fixture, NULL, set_up, test_only_key, tear_down);
  g_test_add ("/account/jwt/forged", Fixture, NULL, set_up, test_forged, tear_down);
  g_test_add ("/account/jwt/changed", Fixture, NULL, set_up, test_changed, tear_down);

  return g_test_run ();
}
