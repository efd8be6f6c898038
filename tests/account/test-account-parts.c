/* Signing in without a sign-in server: PKCE, addresses, what servers say of themselves, answers
 * with tokens, and the listener that waits for the browser. */
#include "client/account/mq-redirect-listener.h"
#include "client/account/mq-sign-in.h"
#include "common/base/mq-error.h"
#include "common/base/mq-base64url.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "support/mq-test.h"

#include <string.h>

#define ISSUER "https://issuer.example"
#define STATE "a-state-of-this-try"
/* s: only ends a test that hangs */
#define LONG 1800

/* RFC 7636, appendix B */
static void
test_challenge (void)
{
  g_autofree char *challenge
      = mq_sign_in_dup_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_secrets (void)
{
  g_autofree char *one = mq_sign_in_new_secret ();
  g_autofree char *other = mq_sign_in_new_secret ();
  g_autoptr (GBytes) bytes = mq_base64url_decode (one, -1);

  g_assert_cmpuint (strlen (one), ==, 43);
  g_assert_null (strpbrk (one, "+/="));
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 32);
  g_assert_false (mq_text_is_same_secret (one, other));
  g_assert_true (mq_text_is_same_secret (one, one));
  g_assert_false (mq_text_is_same_secret (one, ""));
  g_assert_false (mq_text_is_same_secret ("abc", "abd"));
  g_assert_false (mq_text_is_same_secret ("abc", "abcd"));
}

static MqSignInOffer *
parse_offer (const char *text, const char *service, GError **error)
{
  g_autoptr (JsonObject) metadata = mq_test_parse_json (text);

  return mq_sign_in_offer_parse (metadata, service, error);
}

static void
test_offers (void)
{
  /* The service, its metadata, whether it is to be believed */
  static const struct
  {
    const char *service;
    const char *metadata;
    gboolean is_good;
  } cases[] = {
    { "https://s.example",
      "{'resource': 'https://s.example', 'authorization_servers': ['" ISSUER "']}", TRUE },
    { "https://s.example/", "{'resource': 'maquette', 'authorization_servers': ['" ISSUER "']}",
      TRUE },
    { "http://127.0.0.1:9",
      "{'resource': 'https://s.example', 'authorization_servers': ['http://127.0.0.1:8/o']}",
      TRUE },
    { "https://s.example",
      "{'resource': 'https://other.example', 'authorization_servers': ['" ISSUER "']}", FALSE },
    { "https://s.example",
      "{'resource': 'https://s.example', 'authorization_servers': ['http://issuer.example']}",
      FALSE },
    { "https://s.example",
      "{'resource': 'https://s.example', 'authorization_servers': ['http://127.0.0.1:8']}", FALSE },
    { "https://s.example", "{'authorization_servers': ['" ISSUER "']}", FALSE },
    { "https://s.example", "{'resource': 'two words', 'authorization_servers': ['" ISSUER "']}",
      FALSE },
    { "https://s.example", "{'resource': 'https://s.example', 'authorization_servers': []}",
      FALSE },
    { "https://s.example", "{'resource': 5, 'authorization_servers': 'x'}", FALSE },
    { "https://s.example", "{}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdelimit (g_strdup (cases[i].metadata), "'", '"');
      g_autoptr (GError) error = NULL;
      g_autoptr (MqSignInOffer) offer = parse_offer (text, cases[i].service, &error);

      g_test_message ("%s at %s", cases[i].metadata, cases[i].service);
      g_assert_cmpint (offer != NULL, ==, cases[i].is_good);
      if (offer != NULL)
        g_assert_cmpstr (offer->client_id, ==, "maquette");
      else
        g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
    }
}

static MqSignInServer *
parse_issuer (const char *text, GError **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (JsonObject) metadata = mq_test_parse_json (json);

  return mq_sign_in_server_parse (metadata, ISSUER, error);
}

static void
test_issuers (void)
{
  static const char *const bad[] = {
    "{}",
    "{'issuer': 'https://issuer.example/', 'authorization_endpoint': 'https://issuer.example/a', "
    "'token_endpoint': 'https://issuer.example/t'}",
    "{'issuer': '" ISSUER "', 'authorization_endpoint': 'https://issuer.example/a'}",
    "{'issuer': '" ISSUER "', 'authorization_endpoint': 'javascript:alert(1)', "
    "'token_endpoint': 'https://issuer.example/t'}",
    "{'issuer': '" ISSUER "', 'authorization_endpoint': 'https://issuer.example/a', "
    "'token_endpoint': 'http://issuer.example/t'}",
    "{'issuer': '" ISSUER "', 'authorization_endpoint': 'https://issuer.example/a', "
    "'token_endpoint': 'http://127.0.0.1/t'}",
    "{'issuer': '" ISSUER "', 'authorization_endpoint': 'https://issuer.example/a', "
    "'token_endpoint': 'https://issuer.example/t', 'revocation_endpoint': 'file:///etc/passwd'}",
  };
  g_autoptr (MqSignInServer) good = parse_issuer (
      "{'issuer': '" ISSUER "', 'authorization_endpoint': 'https://issuer.example/a?x=1', "
      "'token_endpoint': 'https://elsewhere.example/t', 'grant_types_supported': []}",
      NULL);
  g_autofree char *url = NULL;
  MqSignInOffer offer = { (char *)ISSUER, (char *)"https://s.example/?a=b&c", (char *)"maquette",
                          (char *)"openid maquette" };

  g_assert_nonnull (good);
  g_assert_null (good->device);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (parse_issuer (bad[i], &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
    }

  url = mq_sign_in_make_url (good, &offer, "http://127.0.0.1:5/callback", "S", "N", "C");
  g_assert_cmpstr (url, ==,
                   "https://issuer.example/a?x=1&response_type=code&client_id=maquette&"
                   "redirect_uri=http%3A%2F%2F127.0.0.1%3A5%2Fcallback&scope=openid+maquette&"
                   "state=S&nonce=N&code_challenge=C&code_challenge_method=S256&"
                   "resource=https%3A%2F%2Fs.example%2F%3Fa%3Db%26c");
}

/* What is sent to providers that want a prompt, and to those that refuse “resource”. */
static void
test_prompts (void)
{
  static const struct
  {
    const char *scope;
    gboolean is_signed_out;
    const char *prompt;
  } cases[] = {
    { "openid maquette", FALSE, "" },
    { "openid offline_access", FALSE, "&prompt=consent" },
    { "openid offline_access", TRUE, "&prompt=login+consent" },
    { "openid", TRUE, "&prompt=login" },
  };
  MqSignInServer server = { .authorization = (char *)"https://issuer.example/a" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqSignInOffer) offer
          = parse_offer ("{\"resource\":\"https://s.example\",\"authorization_servers\":[\"" ISSUER
                         "\"],\"maquette_sends_resource\":false}",
                         "https://s.example", NULL);
      g_autofree char *url = NULL;

      g_set_str (&offer->scope, cases[i].scope);
      offer->is_signed_out = cases[i].is_signed_out;
      url = mq_sign_in_make_url (&server, offer, "http://127.0.0.1:5/callback", "S", "N", "C");
      g_assert_cmpstr (strstr (url, "S256") + strlen ("S256"), ==, cases[i].prompt);
    }
}

static MqTokens *
read_answer (const char *text, GError **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (JsonObject) answer = mq_test_parse_json (json);

  return mq_tokens_new_from_answer (answer, "openid offline_access email maquette", 1000, error);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *answer;
    int code; /* -1: good */
    gint64 expires;
  } cases[] = {
    { "{'access_token': 'a', 'token_type': 'bearer', 'expires_in': 300, 'refresh_token': 'r', "
      "'scope': 'openid maquette'}",
      -1, 1300 },
    { "{'access_token': 'a', 'token_type': 'Bearer'}", -1, 0 },
    { "{'access_token': 'a', 'token_type': 'Bearer', 'expires_in': -5}", -1, 0 },
    { "{'access_token': 'a', 'token_type': 'Bearer', 'expires_in': 'soon'}", -1, 0 },
    { "{'access_token': 'a', 'token_type': 'Bearer', 'expires_in': 99999999999999}", -1, 0 },
    { "{'access_token': 'a', 'token_type': 'Bearer', 'scope': 'openid'}", MQ_ERROR_SIGN_IN, 0 },
    { "{'access_token': 'a', 'token_type': 'Bearer', 'scope': 'maquette'}", -1, 0 },
    { "{'access_token': 'a', 'token_type': 'mac'}", MQ_ERROR_PROTOCOL, 0 },
    { "{'access_token': 'a'}", MQ_ERROR_PROTOCOL, 0 },
    { "{'access_token': '', 'token_type': 'Bearer'}", MQ_ERROR_PROTOCOL, 0 },
    { "{'access_token': 'a\\r\\nX: y', 'token_type': 'Bearer'}", MQ_ERROR_PROTOCOL, 0 },
    { "{'access_token': ['a'], 'token_type': 'Bearer'}", MQ_ERROR_PROTOCOL, 0 },
    { "{'access_token': 'a', 'token_type': 'Bearer', 'refresh_token': 'a b'}", MQ_ERROR_PROTOCOL,
      0 },
    { "{}", MQ_ERROR_PROTOCOL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqTokens) tokens = read_answer (cases[i].answer, &error);

      g_test_message ("%s", cases[i].answer);
      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint (tokens->expires, ==, cases[i].expires);
        }
      else
        {
          g_assert_null (tokens);
          g_assert_error (error, MQ_ERROR, cases[i].code);
        }
    }
}

static gboolean
reads_id_token (const char *claims, const char *nonce, char **account)
{
  g_autofree char *json = g_strdelimit (g_strdup (claims), "'", '"');
  g_autofree char *payload = g_base64_encode ((const guchar *)json, strlen (json));
  g_autofree char *token = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (MqTokens) tokens = g_atomic_rc_box_new0 (MqTokens);
  g_autoptr (GError) error = NULL;
  gboolean good;

  payload[strcspn (payload, "=")] = '\0';
  token = g_strdup_printf ("e30.%s.c2ln", payload);
  json_object_set_string_member (answer, "id_token", token);
  tokens->issuer = g_strdup (ISSUER);
  tokens->client_id = g_strdup ("maquette");
  good = mq_tokens_read_id_token (tokens, answer, nonce, &error);
  *account = g_strdup (tokens->account);
  if (!good)
    g_assert_error (error, MQ_ERROR, MQ_ERROR_SIGN_IN);
  return good;
}

static void
test_id_tokens (void)
{
  static const struct
  {
    const char *claims;
    gboolean is_good;
  } cases[] = {
    { "{'iss': '" ISSUER "', 'aud': 'maquette', 'nonce': 'n', 'preferred_username': 'alice'}",
      TRUE },
    { "{'iss': '" ISSUER "', 'aud': ['x', 'maquette'], 'nonce': 'n', 'sub': 'alice'}", TRUE },
    { "{'iss': '" ISSUER "', 'aud': 'maquette', 'nonce': 'other', 'sub': 'alice'}", FALSE },
    { "{'iss': '" ISSUER "', 'aud': 'maquette', 'sub': 'alice'}", FALSE },
    { "{'iss': 'https://evil.example', 'aud': 'maquette', 'nonce': 'n'}", FALSE },
    { "{'iss': '" ISSUER "', 'aud': 'somebody', 'nonce': 'n'}", FALSE },
    { "[]", FALSE },
    { "nonsense", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *account = NULL;

      g_test_message ("%s", cases[i].claims);
      g_assert_cmpint (reads_id_token (cases[i].claims, "n", &account), ==, cases[i].is_good);
      if (cases[i].is_good)
        g_assert_cmpstr (account, ==, "alice");
    }
}

static void
test_stored (void)
{
#define KNOWN "{\"issuer\": \"" ISSUER "\", \"client_id\": \"maquette\""
  static const char *const bad[] = { "",
                                     "{}",
                                     "[]",
                                     "{\"issuer\": 1}",
                                     "\xff\xfe",
                                     KNOWN "}",
                                     KNOWN ", \"access_token\": \"\"}",
                                     KNOWN ", \"access_token\": \"a b\"}",
                                     KNOWN ", \"access_token\": \"a\", \"refresh_token\": \"a b\"}",
                                     "{\"issuer\": \"" ISSUER "\", \"access_token\": \"a\"}" };
  MqTokens tokens = { (char *)ISSUER,
                      (char *)"maquette",
                      (char *)"https://s.example",
                      (char *)"älice",
                      (char *)"17ab",
                      (char *)"a.b.c",
                      NULL,
                      1234 };
  g_autofree char *text = mq_tokens_to_text (&tokens);
  g_autoptr (MqTokens) again = mq_tokens_new_from_text (text);

  g_assert_nonnull (again);
  g_assert_cmpstr (again->account, ==, "älice");
  g_assert_cmpstr (again->id, ==, "17ab");
  g_assert_cmpstr (again->access, ==, "a.b.c");
  g_assert_null (again->refresh);
  g_assert_cmpint (again->expires, ==, 1234);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (mq_tokens_new_from_text (bad[i]));
}

/* The listener */

static MqRedirectListener *
begin (void)
{
  g_autoptr (GError) error = NULL;
  MqRedirectListener *listener = mq_redirect_listener_new (NULL, STATE, ISSUER, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (mq_redirect_listener_get_uri (listener), "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (mq_redirect_listener_get_uri (listener), "/callback"));
  return listener;
}

static GSocketConnection *
connect_to (MqRedirectListener *listener)
{
  g_autoptr (GUri) uri = g_uri_parse (mq_redirect_listener_get_uri (listener), G_URI_FLAGS_NONE,
                                      NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new ("127.0.0.1",
                                                                  g_uri_get_port (uri));

  return dex_await_object (dex_socket_client_connect (client, address), NULL);
}

static gboolean
write_text (GSocketConnection *stream, const char *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), text,
                                    strlen (text), NULL, NULL, NULL);
}

/* What comes back until the connection is closed. */
static char *
read_reply (GSocketConnection *stream)
{
  GString *reply = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          dex_input_stream_read_bytes (g_io_stream_get_input_stream (G_IO_STREAM (stream)), 4096,
                                       G_PRIORITY_DEFAULT),
          NULL);

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        return g_string_free (reply, FALSE);
      g_string_append_len (reply, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static char *
request (MqRedirectListener *listener, const char *target)
{
  g_autoptr (GSocketConnection) stream = connect_to (listener);
  g_autofree char *text = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", target);

  g_assert_nonnull (stream);
  g_assert_true (write_text (stream, text));
  return read_reply (stream);
}

static void
assert_refused (MqRedirectListener *listener, const char *target)
{
  g_autofree char *reply = request (listener, target);

  g_test_message ("%s", target);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 400 "));
}

static void
test_listener (void)
{
  static const char *const wrong[] = {
    "/",
    "/callback",
    "/callback?code=c",
    "/callback?code=c&state=",
    "/callback?code=c&state=another",
    "/callback?code=c&state=" STATE "x",
    "/callbac?code=c&state=" STATE,
    "/callback/x?code=c&state=" STATE,
    "/favicon.ico",
    "http://127.0.0.1/callback?code=c&state=" STATE,
    "*",
    "",
  };
  g_autoptr (MqRedirectListener) listener = begin ();
  g_autoptr (DexFuture) waiting = mq_redirect_listener_wait (listener, LONG);
  g_autoptr (GError) error = NULL;
  g_autofree char *huge = g_strnfill (200000, 'x');
  g_autoptr (GSocketConnection) silent = connect_to (listener);
  g_autoptr (GSocketConnection) endless = connect_to (listener);
  g_autoptr (GSocketConnection) large = connect_to (listener);
  g_autofree char *reply = NULL;
  g_autofree char *code = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused (listener, wrong[i]);

  /* One that begins and does not end, one that says nothing, and one that says too much */
  g_assert_true (write_text (endless, "GET /callback?code=c&state=" STATE " HTTP/1.1\r\n"));
  write_text (large, "GET /callback?code=");
  write_text (large, huge);
  g_free (read_reply (large));
  g_assert_true (dex_future_is_pending (waiting));

  reply = request (listener,
                   "/callback?state=" STATE "&code=the%2Dcode&iss=https%3A%2F%2Fissuer.example");
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (reply, "close this tab"));
  g_assert_null (strstr (reply, "the-code"));
  code = dex_await_string (dex_ref (waiting), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (code, ==, "the-code");

  /* Closed after one answer */
  g_assert_null (connect_to (listener));
}

/* The second answer comes on a connection that was there before the first one. */
static void
test_two_answers (void)
{
  g_autoptr (MqRedirectListener) listener = begin ();
  g_autoptr (DexFuture) waiting = mq_redirect_listener_wait (listener, LONG);
  g_autoptr (GSocketConnection) other = connect_to (listener);
  g_autofree char *first = request (listener, "/callback?code=one&state=" STATE);
  g_autofree char *second = NULL;
  g_autofree char *code = dex_await_string (dex_ref (waiting), NULL);

  g_assert_true (g_str_has_prefix (first, "HTTP/1.1 200 "));
  g_assert_cmpstr (code, ==, "one");
  write_text (other, "GET /callback?code=two&state=" STATE " HTTP/1.1\r\n\r\n");
  second = read_reply (other);
  g_assert_false (g_str_has_prefix (second, "HTTP/1.1 200 "));
}

/* More connections than are kept that say nothing, as of another user of the computer. */
static void
test_silent_crowd (void)
{
  g_autoptr (MqRedirectListener) listener = begin ();
  g_autoptr (DexFuture) waiting = mq_redirect_listener_wait (listener, LONG);
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *reply = NULL;

  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (crowd, connect_to (listener));
  reply = request (listener, "/callback?code=one&state=" STATE);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 "));
  g_assert_true (dex_await (dex_ref (waiting), NULL));
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *query;
    const char *says;
  } cases[] = {
    { "error=access_denied", "refused in the browser" },
    { "error=invalid_target&error_description=No%20such%1B%5B31m%20thing", "No such[31m thing" },
    { "code=c&iss=https%3A%2F%2Fevil.example", "A different sign-in server" },
    { "code=", "no code" },
    { "code=a%0D%0Ab", "no code" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqRedirectListener) listener = begin ();
      g_autoptr (DexFuture) waiting = mq_redirect_listener_wait (listener, LONG);
      g_autofree char *target = g_strdup_printf ("/callback?%s&state=" STATE, cases[i].query);
      g_autofree char *reply = request (listener, target);
      g_autoptr (GError) error = NULL;
      g_autofree char *code = dex_await_string (dex_ref (waiting), &error);

      g_test_message ("%s", cases[i].query);
      g_assert_nonnull (strstr (reply, "Not Signed In"));
      g_assert_null (code);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_SIGN_IN);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_nobody_answers (void)
{
  g_autoptr (MqRedirectListener) listener = begin ();
  g_autoptr (GError) error = NULL;
  g_autofree char *code = dex_await_string (mq_redirect_listener_wait (listener, 1), &error);

  g_assert_error (error, MQ_ERROR, MQ_ERROR_TIMEOUT);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (connect_to (listener));
}

static void
test_ports (void)
{
  g_autoptr (MqRedirectListener) first = begin ();
  g_autoptr (GUri) uri = g_uri_parse (mq_redirect_listener_get_uri (first), G_URI_FLAGS_NONE, NULL);
  int taken = g_uri_get_port (uri);
  g_autofree char *one = g_strdup_printf ("%d", taken);
  g_autofree char *list = NULL;
  static const char *const bad[] = { "x", "0", "70000", "", "," };
  g_autoptr (GError) error = NULL;
  g_autoptr (MqRedirectListener) second = NULL;
  g_autofree char *free_port = NULL;

  g_assert_null (mq_redirect_listener_new (one, STATE, ISSUER, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CONFLICT);
  g_clear_error (&error);

  {
    g_autoptr (MqRedirectListener) other = begin ();
    g_autoptr (GUri) its = g_uri_parse (mq_redirect_listener_get_uri (other), G_URI_FLAGS_NONE,
                                        NULL);

    free_port = g_strdup_printf ("%d", g_uri_get_port (its));
  }
  list = g_strdup_printf ("%d, %s", taken, free_port);
  second = mq_redirect_listener_new (list, STATE, ISSUER, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (mq_redirect_listener_get_uri (second), free_port));

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("“%s”", bad[i]);
      g_assert_null (mq_redirect_listener_new (bad[i], STATE, ISSUER, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_clear_error (&error);
    }
}

MQ_TEST_PROGRAM (account_parts)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/account/challenge", test_challenge);
  g_test_add_func ("/account/secrets", test_secrets);
  g_test_add_func ("/account/offers", test_offers);
  g_test_add_func ("/account/issuers", test_issuers);
  g_test_add_func ("/account/prompts", test_prompts);
  g_test_add_func ("/account/answers", test_answers);
  g_test_add_func ("/account/id-tokens", test_id_tokens);
  g_test_add_func ("/account/stored", test_stored);
  mq_test_add_fiber ("/account/listener", test_listener);
  mq_test_add_fiber ("/account/two-answers", test_two_answers);
  mq_test_add_fiber ("/account/silent-crowd", test_silent_crowd);
  mq_test_add_fiber ("/account/refusals", test_refusals);
  mq_test_add_fiber ("/account/nobody-answers", test_nobody_answers);
  mq_test_add_fiber ("/account/ports", test_ports);

  return mq_test_run ();
}
