/* Keys that are in memory only: the service of this user gets them over its socket, and they are
 * neither among its arguments nor in its environment. */
#include "client/service/mq-service-connection.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"
#include "support/mq-test.h"

#include <string.h>

#define KEY "sk-kept-0123456789"
#define VARIABLE "sk-variable-0123456789"
#define HOME "https://api.anthropic.com/v1"

static gboolean
has_key (JsonObject *models, const char *provider)
{
  JsonArray *providers = mq_json_get_array (models, "providers");

  for (guint i = 0; i < json_array_get_length (providers); i++)
    {
      JsonObject *each = mq_json_element_object (providers, i);

      if (g_str_equal (mq_json_get_string (each, "name", ""), provider))
        return mq_json_get_boolean (each, "has_key", FALSE);
    }

  g_assert_not_reached ();
}

/* NULs become blanks. */
static char *
read_process (GPid pid, const char *what)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int)pid, what);
  char *text = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0')
      text[i] = ' ';
  return text;
}

static void
assert_keys (MqServiceConnection *link, gboolean there)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) models = dex_await_boxed (mq_service_connection_get (link, "/v1/models"),
                                                   &error);
  g_autofree char *arguments = read_process (mq_service_connection_get_pid (link), "cmdline");
  g_autofree char *environment = read_process (mq_service_connection_get_pid (link), "environ");

  g_assert_no_error (error);
  g_assert_nonnull (strstr (arguments, "--socket"));
  g_assert_null (strstr (arguments, KEY));
  g_assert_null (strstr (environment, KEY));
  g_assert_null (strstr (environment, VARIABLE));
  g_assert_cmpint (has_key (models, "anthropic"), ==, there);
  g_assert_true (has_key (models, "openrouter"));
  g_assert_false (has_key (models, "openai"));
}

/* A key of the environment is there from the start; one that is kept later goes to the same
 * service. */
static void
test_handed_on (void)
{
  g_autoptr (MqServiceConnection) link = mq_service_connection_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) sent = NULL;

  g_assert_true (dex_await (mq_service_connection_open (link), &error));
  assert_keys (link, FALSE);
  mq_keyring_keep ("anthropic", HOME, KEY);
  sent = dex_await_boxed (mq_service_connection_send_keys (link), &error);
  g_assert_no_error (error);
  assert_keys (link, TRUE);
  mq_keyring_keep ("anthropic", HOME, NULL);
  g_clear_pointer (&sent, json_object_unref);
  sent = dex_await_boxed (mq_service_connection_send_keys (link), &error);
  g_assert_no_error (error);
  assert_keys (link, FALSE);
  g_assert_true (dex_await (mq_service_connection_close (link), &error));
}

MQ_TEST_PROGRAM (session_keys)
{
  static const char *const variables[] = { "MAQUETTE_API_KEY", "ANTHROPIC_API_KEY",
                                           "OPENAI_API_KEY", "MAQUETTE_MODEL",
                                           "MAQUETTE_PROVIDER" };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_setenv ("OPENROUTER_API_KEY", VARIABLE, TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/session-keys/handed-on", test_handed_on);
  return mq_test_run ();
}
