/* A key that is kept in this process, where there is no keyring: the service of our own has it, and nobody sees it among its
 * arguments. */
#include "client/run/mq-embedded-service.h"
#include "common/mq-json.h"
#include "common/mq-keyring.h"
#include "support/mq-test.h"

#include <string.h>

#define KEY "sk-kept-0123456789"
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
read_arguments (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", (int)pid);
  char *text = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0')
      text[i] = ' ';
  return text;
}

static void
assert_keys (gboolean there)
{
  g_autoptr (MqEmbeddedService) service = mq_embedded_service_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqServiceClient) client = dex_await_object (mq_embedded_service_start (service),
                                                         &error);
  g_autoptr (JsonObject) models = NULL;
  g_autofree char *arguments = NULL;

  g_assert_no_error (error);
  arguments = read_arguments (mq_embedded_service_get_pid (service));
  g_assert_nonnull (strstr (arguments, "--socket"));
  g_assert_null (strstr (arguments, KEY));

  models = dex_await_boxed (mq_service_client_get (client, "/v1/models"), &error);
  g_assert_no_error (error);
  g_assert_cmpint (has_key (models, "anthropic"), ==, there);
  g_assert_false (has_key (models, "openai"));
  g_assert_true (dex_await (mq_embedded_service_stop (service), &error));
}

static void
test_handed_on (void)
{
  assert_keys (FALSE);
  mq_keyring_keep ("anthropic", HOME, KEY);
  assert_keys (TRUE);
  mq_keyring_keep ("anthropic", HOME, NULL);
  assert_keys (FALSE);
}

int
main (int argc, char *argv[])
{
  static const char *const variables[] = { "MAQUETTE_API_KEY", "ANTHROPIC_API_KEY",
                                           "OPENAI_API_KEY", "MAQUETTE_MODEL",
                                           "MAQUETTE_PROVIDER" };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/session-keys/handed-on", test_handed_on);
  return mq_test_run ();
}
