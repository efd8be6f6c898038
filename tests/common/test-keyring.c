/* Keys in a real keyring, when MQ_TEST_KEYRING says that there is one (tests/support/with-keyring),
 * and what is said where there is none. */
#include "common/base/mq-error.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/secrets/mq-secret.h"
#include "support/mq-test.h"

#include <signal.h>
#include <string.h>

#define HOME "https://api.example.com/v1"
#define OTHER "https://elsewhere.example.com/v1"

static void
test_origins (void)
{
  static const char *const origins[][2] = {
    { "https://api.example.com/v1", "https://api.example.com" },
    { "https://API.example.com:443", "https://api.example.com" },
    { "https://example.com:80", "https://example.com:80" },
    { "http://example.com:443", "http://example.com:443" },
    { "https://api.example.com:8443/v1", "https://api.example.com:8443" },
    { "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434" },
    { "http://example.com:80/", "http://example.com" },
    { "http://[::1]:8080/v1", "http://[::1]:8080" },
    { "ftp://example.com", NULL },
    { "example.com", NULL },
    { "", NULL },
    { "http://", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      g_autofree char *origin = mq_keyring_dup_origin (origins[i][0]);

      g_assert_cmpstr (origin, ==, origins[i][1]);
    }

  g_assert_null (mq_keyring_dup_origin (NULL));
}

/* A key may go over TLS, or to this computer. */
static void
test_safe (void)
{
  static const char *const good[] = { "https://example.com",       "https://10.0.0.1:80/a",
                                      "http://localhost:11434/v1", "http://LocalHost",
                                      "http://127.0.0.1",          "http://127.9.9.9:5",
                                      "http://[::1]:8080/" };
  static const char *const bad[] = { "http://example.com",
                                     "http://10.0.0.1",
                                     "http://localhost.example.com",
                                     "http://example.com/localhost",
                                     "http://localhost@example.com",
                                     "ftp://localhost",
                                     "https://",
                                     "https:///v1",
                                     "localhost",
                                     "" };
  /* As a user types them. */
  static const char *const typed[][2] = {
    { " localhost:11434 ", "http://localhost:11434" },
    { "127.0.0.1", "http://127.0.0.1" },
    { "[::1]:5/v1", "http://[::1]:5/v1" },
    { "192.168.0.5:80", "http://192.168.0.5:80" },
    { "192.168.0.5", "https://192.168.0.5" },
    { "169.254.1.1:5", "http://169.254.1.1:5" },
    { "8.8.8.8:5", "https://8.8.8.8:5" },
    { "gpu:5000/v1", "http://gpu:5000/v1" },
    { "gpu", "https://gpu" },
    { "gpu.local:5", "http://gpu.local:5" },
    { "gpu.home.arpa:5", "http://gpu.home.arpa:5" },
    { "gpu.local", "https://gpu.local" },
    { "example.com:5", "https://example.com:5" },
    { "local.example.com:5", "https://local.example.com:5" },
    { "http://example.com", "http://example.com" },
    { "a b", "https://a b" },
    { " ", "" },
  };
  g_autoptr (GError) untrusted = g_error_new (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "bad");
  g_autoptr (GError) other = g_error_new (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, "bad");
  g_autofree char *advised = mq_http_describe_error (untrusted);
  g_autofree char *plain = mq_http_describe_error (other);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    if (!mq_http_is_safe_url (good[i]))
      g_error ("%s is not safe", good[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    if (mq_http_is_safe_url (bad[i]))
      g_error ("%s is safe", bad[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *url = mq_http_complete_url (typed[i][0]);

      g_assert_cmpstr (url, ==, typed[i][1]);
    }

  g_assert_true (g_str_has_prefix (advised, "bad\nIts certificate is not trusted. "));
  g_assert_cmpstr (plain, ==, "bad");
}

static void
test_keys (void)
{
  static const char *const bad[]
      = { "", "two words", "line\n", "a\r\nX-Evil: 1", "schlüssel", "\t" };
  g_autofree char *long_one = g_strnfill (4097, 'a');

  g_assert_true (mq_secret_check_key ("sk-ant-api03_A.b/c+d=", NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mq_secret_check_key (bad[i], &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_true (*bad[i] == '\0' || strstr (error->message, bad[i]) == NULL);
    }
  g_assert_false (mq_secret_check_key (long_one, NULL));
}

static char *
look_up (const char *provider, const char *base_url)
{
  g_autoptr (DexFuture) done = mq_test_wait (mq_keyring_look_up (provider, base_url, TRUE));
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (done, &error);

  g_assert_no_error (error);
  return g_value_dup_string (value);
}

static void
assert_key (const char *provider, const char *base_url, const char *key)
{
  g_autofree char *found = look_up (provider, base_url);

  g_assert_cmpstr (found, ==, key);
}

/* A key goes to the provider and the origin that it was stored for, and nowhere else. */
static void
test_keyring (void)
{
  assert_key ("one", HOME, NULL);
  mq_test_expect (mq_keyring_clear ("one", HOME));

  mq_test_expect (mq_keyring_store ("one", HOME, "first"));
  mq_test_expect (mq_keyring_store ("one", HOME, "second"));
  mq_test_expect (mq_keyring_store ("one", OTHER, "third"));
  assert_key ("one", HOME, "second");
  assert_key ("one", "https://api.example.com/another/path", "second");
  assert_key ("one", OTHER, "third");
  assert_key ("two", HOME, NULL);
  assert_key ("one", "http://api.example.com/v1", NULL);

  mq_test_expect (mq_keyring_clear ("one", HOME));
  assert_key ("one", HOME, NULL);
  assert_key ("one", OTHER, "third");
  g_error_free (
      mq_test_expect_error (mq_keyring_store ("one", HOME, "a b"), MQ_ERROR, MQ_ERROR_BAD_INPUT));
}

static void
assert_has (const char *provider, const char *base_url, gboolean has)
{
  g_autoptr (DexFuture) done = mq_test_wait (mq_keyring_has (provider, base_url));
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (done, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_value_get_boolean (value), ==, has);
}

static void
test_has (void)
{
  assert_has ("four", HOME, FALSE);
  mq_test_expect (mq_keyring_store ("four", HOME, "key"));
  assert_has ("four", HOME, TRUE);
  assert_has ("four", OTHER, FALSE);
  mq_keyring_keep ("five", HOME, "key");
  assert_has ("five", HOME, TRUE);
  mq_keyring_keep ("five", HOME, NULL);
  assert_has ("five", HOME, FALSE);
}

/* The keyring's program is stopped, and then not. */
static void
test_stopped (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "GetConnectionUnixProcessID", g_variant_new ("(s)", "org.freedesktop.secrets"), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint32 pid;

  mq_test_expect (mq_keyring_store ("six", HOME, "key"));
  g_variant_get (answer, "(u)", &pid);
  mq_secret_set_patience (1);
  g_assert_cmpint (kill ((pid_t)pid, SIGSTOP), ==, 0);
  error = mq_test_expect_error (mq_keyring_look_up ("six", HOME, TRUE), MQ_ERROR, MQ_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "does not answer"));
  g_error_free (
      mq_test_expect_error (mq_keyring_store ("six", HOME, "new"), MQ_ERROR, MQ_ERROR_NO_KEYRING));

  g_assert_cmpint (kill ((pid_t)pid, SIGCONT), ==, 0);
  mq_secret_set_patience (300);
  g_free (look_up ("six", HOME));
}

static void
test_no_keyring (void)
{
  g_error_free (
      mq_test_expect_error (mq_keyring_store ("one", HOME, "key"), MQ_ERROR, MQ_ERROR_NO_KEYRING));
  g_error_free (
      mq_test_expect_error (mq_keyring_look_up ("one", HOME, TRUE), MQ_ERROR, MQ_ERROR_NO_KEYRING));
  g_error_free (mq_test_expect_error (mq_keyring_has ("one", HOME), MQ_ERROR, MQ_ERROR_NO_KEYRING));
  g_error_free (
      mq_test_expect_error (mq_keyring_clear ("one", HOME), MQ_ERROR, MQ_ERROR_NO_KEYRING));
}

/* What is kept here goes along to the service; what a client lends is there until it leaves. */
static void
test_kept (void)
{
  g_autoptr (JsonObject) none = mq_memory_keys_collect ();
  g_autoptr (JsonObject) kept = NULL;
  g_autoptr (JsonObject) lent
      = mq_json_parse_object ("{\"places\": {\"two https://api.example.com\": \"lent\"},"
                              " \"variables\": {\"OPENAI_API_KEY\": \"from-client\"}}",
                              -1, NULL);
  g_autoptr (JsonObject) bad
      = mq_json_parse_object ("{\"places\": {\"two https://api.example.com\": \"a b\"}}", -1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (json_object_get_size (mq_json_get_object (none, "places")), ==, 0);
  mq_keyring_keep ("one", HOME, "old");
  mq_keyring_keep ("one", HOME, "kept");
  assert_key ("one", "https://api.example.com", "kept");
  kept = mq_memory_keys_collect ();
  g_assert_cmpstr (
      mq_json_get_string (mq_json_get_object (kept, "places"), "one https://api.example.com", NULL),
      ==, "kept");
  mq_keyring_keep ("one", HOME, NULL);
  g_assert_null (mq_memory_keys_find_place ("one https://api.example.com"));

  g_assert_true (mq_memory_keys_hold ("client", lent, &error));
  g_assert_no_error (error);
  assert_key ("two", HOME, "lent");
  g_assert_cmpstr (mq_memory_keys_find_variable ("OPENAI_API_KEY"), ==, "from-client");
  g_assert_false (mq_memory_keys_hold ("client", bad, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_null (strstr (error->message, "a b"));
  g_assert_null (mq_memory_keys_find_place ("two https://api.example.com"));
  mq_memory_keys_drop ("client");
  g_assert_null (mq_memory_keys_find_variable ("OPENAI_API_KEY"));
}

/* No child gets a key; the service gets those of this process. */
static void
test_variables (void)
{
  static const char *const names[] = { "MAQUETTE_ACCESS_TOKEN", "OTHER_API_KEY", "MAQUETTE_API_KEY",
                                       "VLLM_API_KEY" };
  g_autoptr (JsonObject) keys = NULL;
  g_auto (GStrv) lent = NULL;
  JsonObject *variables;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_setenv (names[i], "secret", TRUE);
  g_setenv ("API_KEY_FILE", "/a", TRUE);
  g_setenv ("GEMINI_API_KEY", "\xff", TRUE);
  lent = mq_memory_keys_dup_environ ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_null (g_environ_getenv (lent, names[i]));
  g_assert_cmpstr (g_environ_getenv (lent, "API_KEY_FILE"), ==, "/a");

  keys = mq_memory_keys_collect ();
  variables = mq_json_get_object (keys, "variables");
  g_assert_cmpuint (json_object_get_size (variables), ==, 2);
  g_assert_cmpstr (mq_json_get_string (variables, "MAQUETTE_API_KEY", ""), ==, "secret");
  g_assert_cmpstr (mq_json_get_string (variables, "VLLM_API_KEY", ""), ==, "secret");
  g_assert_cmpstr (mq_memory_keys_find_variable ("OTHER_API_KEY"), ==, "secret");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);
  g_unsetenv ("API_KEY_FILE");
  g_unsetenv ("GEMINI_API_KEY");
}

/* A client lends 64 keys at most, all or none; what is blank is no key. */
static void
test_lent (void)
{
  g_autoptr (JsonObject) keys = json_object_new ();
  g_autoptr (JsonObject) wrong = mq_json_parse_object ("{\"variables\": {\"OPENAI_API_KEY\": 5}}",
                                                       -1, NULL);
  g_autoptr (JsonObject) blank = mq_json_parse_object (
      "{\"variables\": {\"OPENAI_API_KEY\": \" \\t\\r\\n\", \"A\": \" b\"}}", -1, NULL);
  JsonObject *places = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_object_member (keys, "places", places);
  for (guint i = 0; i < 64; i++)
    {
      g_autofree char *place = g_strdup_printf ("p%u", i);

      json_object_set_string_member (places, place, "lent");
    }
  g_assert_true (mq_memory_keys_hold ("client", keys, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mq_memory_keys_find_place ("p63"), ==, "lent");
  json_object_set_string_member (places, "p64", "lent");
  g_assert_false (mq_memory_keys_hold ("client", keys, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (mq_memory_keys_find_place ("p0"));
  g_assert_false (mq_memory_keys_hold ("client", wrong, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);

  g_assert_true (mq_memory_keys_hold ("client", blank, NULL));
  g_assert_null (mq_memory_keys_find_variable ("OPENAI_API_KEY"));
  g_assert_cmpstr (mq_memory_keys_find_variable ("A"), ==, " b");
  mq_memory_keys_drop ("client");
}

MQ_TEST_PROGRAM (keyring)
{
  mq_test_init (&argc, &argv);
  for (const char *const *name = (const char *[]){ "MAQUETTE_API_KEY", "ANTHROPIC_API_KEY",
                                                   "OPENAI_API_KEY", "OPENROUTER_API_KEY", NULL };
       *name != NULL; name++)
    g_unsetenv (*name);
  g_test_add_func ("/keyring/origins", test_origins);
  g_test_add_func ("/keyring/safe", test_safe);
  g_test_add_func ("/keyring/keys", test_keys);
  g_test_add_func ("/keyring/kept", test_kept);
  g_test_add_func ("/keyring/variables", test_variables);
  g_test_add_func ("/keyring/lent", test_lent);
  if (g_getenv ("MQ_KEYRING_DIR") != NULL)
    {
      g_test_add_func ("/keyring/store", test_keyring);
      g_test_add_func ("/keyring/has", test_has);
      g_test_add_func ("/keyring/stopped", test_stopped);
    }
  else
    g_test_add_func ("/keyring/none", test_no_keyring);
  return mq_test_run ();
}
