/* Which model is meant by file and environment, what it costs and can do, and whose key it gets. */
#include "common/base/mq-error.h"
#include "common/http/mq-http.h"
#include "common/secrets/mq-keyring.h"
#include "service/models/mq-models.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

static void
clear_environment (void)
{
  static const char *const variables[] = {
    "MAQUETTE_MODEL",   "MAQUETTE_PROVIDER", "MAQUETTE_BASE_URL", "MAQUETTE_EFFORT",
    "MAQUETTE_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_API_KEY",    "OPENROUTER_API_KEY",
    "GEMINI_API_KEY",   "MISTRAL_API_KEY",   "VLLM_API_KEY",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
}

/* @environment: "MODEL=x BASE_URL=y": without MAQUETTE_ */
static void
set_environment (const char *environment)
{
  g_auto (GStrv) words = g_strsplit (environment, " ", -1);

  clear_environment ();
  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      g_auto (GStrv) pair = g_strsplit (words[i], "=", 2);
      g_autofree char *variable = g_strconcat ("MAQUETTE_", pair[0], NULL);

      g_setenv (variable, pair[1], TRUE);
    }
}

static MqConfig *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  MqConfig *config = mq_config_parse ("config.yaml", text, strlen (text), &error);

  g_assert_no_error (error);
  return config;
}

static const struct
{
  const char *file;
  const char *environment;
  const char *name;     /* NULL: none is configured */
  const char *base_url; /* what `provider:model` is asked at */
} choices[] = {
  { "", "", NULL, NULL },
  { "model: {provider: ollama}", "", NULL, NULL },
  { "model: {default: 'anthropic:claude-x'}", "", "anthropic:claude-x",
    "https://api.anthropic.com/v1" },
  { "model: {default: 'ollama:llama3:8b'}", "", "ollama:llama3:8b", "http://127.0.0.1:11434/v1" },
  { "model: {default: 'llama3:8b', provider: ollama}", "", "ollama:llama3:8b",
    "http://127.0.0.1:11434/v1" },
  { "model: {default: 'llama3:8b', base_url: 'http://10.0.0.5:8000/v1'}", "", "custom:llama3:8b",
    "http://10.0.0.5:8000/v1" },
  { "model: {default: 'anthropic:c', base_url: 'http://127.0.0.1:9/v1'}", "", "anthropic:c",
    "http://127.0.0.1:9/v1" },
  /* The file's address belongs to the file's provider. */
  { "model: {default: m, provider: ollama, base_url: 'http://10.0.0.5:11434/v1'}",
    "MODEL=anthropic:c", "anthropic:c", "https://api.anthropic.com/v1" },
  { "model: {default: m, provider: ollama, base_url: 'http://10.0.0.5:11434/v1'}",
    "PROVIDER=openai MODEL=g", "openai:g", "https://api.openai.com/v1" },
  { "model: {default: m, provider: ollama, base_url: 'http://10.0.0.5:11434/v1'}", "MODEL=n",
    "ollama:n", "http://10.0.0.5:11434/v1" },
  { "model: {default: m, provider: ollama}", "BASE_URL=http://10.0.0.6:1/v1", "ollama:m",
    "http://10.0.0.6:1/v1" },
  { "", "MODEL=x BASE_URL=http://127.0.0.1:8199/v1", "custom:x", "http://127.0.0.1:8199/v1" },
  { "", "MODEL=x PROVIDER=anthropic BASE_URL=http://127.0.0.1:8199/v1", "anthropic:x",
    "http://127.0.0.1:8199/v1" },
};

static void
test_choices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (MqConfig) config = parse (choices[i].file);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqModels) models = NULL;
      MqModel *model;

      g_test_message ("%s, %s", choices[i].file, choices[i].environment);
      set_environment (choices[i].environment);
      models = mq_models_new (config, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (mq_models_is_configured (models), ==, choices[i].name != NULL);
      model = mq_models_get (models, "planner", &error);
      if (choices[i].name == NULL)
        {
          g_assert_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_NO_MODEL);
          g_assert_null (model);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (mq_model_get_name (model), ==, choices[i].name);
      g_assert_cmpstr (
          mq_model_settings_get_base_url (models->settings, models->settings->provider), ==,
          choices[i].base_url);
    }
}

static void
test_faults (void)
{
  static const struct
  {
    const char *file;
    const char *environment;
    const char *says;
  } faults[] = {
    { "model: {default: 'llama3:8b'}", "", "The provider of the model" },
    { "model: {default: 'custom:x'}", "", "model.base_url" },
    { "model: {default: 'anthropic:'}", "", "not the name" },
    { "", "PROVIDER=zebra", "MAQUETTE_PROVIDER" },
    { "", "BASE_URL=zebra", "MAQUETTE_BASE_URL" },
    { "", "BASE_URL=http://user:secret@host/v1", "MAQUETTE_BASE_URL" },
    { "", "EFFORT=huge", "quick, normal, thorough" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (MqConfig) config = parse (faults[i].file);
      g_autoptr (MqModels) models = NULL;
      g_autoptr (GError) error = NULL;

      set_environment (faults[i].environment);
      models = mq_models_new (config, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_error (models->problem, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_true (mq_models_is_configured (models));
      g_assert_null (mq_models_get (models, "planner", &error));
      g_assert_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_NO_MODEL);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, faults[i].says));
    }
}

/* SSL_CERT_FILE may be of another program's sandbox, and the file's setting comes first. */
static void
test_certificates (void)
{
  static const char *const cases[][3]
      = { { "", "/dev/null/ca.pem", NULL },
          { "", "/proc/self/exe", "/proc/self/exe" },
          { "model: {ca_file: /own.pem}", "/proc/self/exe", "/own.pem" } };

  clear_environment ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqConfig) config = parse (cases[i][0]);
      g_autoptr (MqModels) models = NULL;

      g_setenv ("SSL_CERT_FILE", cases[i][1], TRUE);
      models = mq_models_new (config, NULL, NULL, NULL);
      g_assert_cmpstr (models->settings->ca_file, ==, cases[i][2]);
    }
  g_unsetenv ("SSL_CERT_FILE");
}

static const char *
name_of (MqModels *models, const char *role)
{
  return mq_model_get_name (mq_models_get (models, role, NULL));
}

static void
test_roles (void)
{
  g_autoptr (MqConfig) config = parse ("model:\n"
                                       "  default: anthropic:big\n"
                                       "  roles: {critic: 'ollama:eye:7b', writer: other}\n"
                                       "  effort: quick\n"
                                       "  pictures: no\n");
  g_autoptr (MqModels) models = NULL;
  g_autoptr (MqModels) one = NULL;
  g_autofree char *label = NULL;

  clear_environment ();
  models = mq_models_new (config, NULL, NULL, NULL);
  label = mq_models_dup_label (models);
  g_assert_cmpstr (label, ==, "big by Anthropic");
  g_assert_cmpstr (name_of (models, "planner"), ==, "anthropic:big");
  g_assert_cmpstr (name_of (models, "critic"), ==, "ollama:eye:7b");
  g_assert_cmpstr (name_of (models, "writer"), ==, "anthropic:other");
  g_assert_true (mq_models_get (models, "planner", NULL)
                 == mq_models_get (models, "refiner", NULL));
  g_assert_cmpint (mq_models_get_effort (models), ==, MQ_EFFORT_QUICK);
  g_assert_false (mq_model_get_abilities (mq_models_get (models, "critic", NULL)).pictures);
  g_assert_true (mq_model_get_abilities (mq_models_get (models, "critic", NULL)).tools);

  set_environment ("MODEL=ollama:all EFFORT=thorough");
  one = mq_models_new (config, NULL, NULL, NULL);
  g_assert_cmpstr (name_of (one, "critic"), ==, "ollama:all");
  g_assert_cmpint (mq_models_get_effort (one), ==, MQ_EFFORT_THOROUGH);
}

static void
assert_label (const char *environment, const char *wanted)
{
  g_autoptr (MqConfig) config = mq_config_new ();
  g_autoptr (MqModels) models = NULL;
  g_autofree char *label = NULL;

  set_environment (environment);
  models = mq_models_new (config, NULL, NULL, NULL);
  label = mq_models_dup_label (models);
  g_assert_cmpstr (label, ==, wanted);
}

static void
test_labels (void)
{
  assert_label ("", NULL);
  assert_label ("MODEL=ollama:qwen3:32b", "qwen3:32b on this computer");
  assert_label ("MODEL=openai:g", "g by OpenAI");
  assert_label ("MODEL=q BASE_URL=https://models.example.com:8443/v1",
                "q at https://models.example.com:8443");
  assert_label ("MODEL=anthropic:q BASE_URL=http://localhost:1/v1", "q on this computer");
}

static void
assert_key (const char *id, const char *base_url, gboolean is_default, const char *wanted)
{
  const MqModelProvider *provider = mq_model_provider_find (id);
  g_autoptr (DexFuture) done = mq_test_wait (mq_model_key_find (
      provider, base_url != NULL ? base_url : provider->base_url, is_default, TRUE));
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (done, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (value), ==, wanted);
}

/* A key goes where it belongs, and to no other address. */
static void
test_keys (void)
{
  clear_environment ();
  assert_key ("anthropic", NULL, TRUE, NULL);

  g_setenv ("ANTHROPIC_API_KEY", " vendors-own\n", TRUE);
  assert_key ("anthropic", NULL, FALSE, "vendors-own");
  assert_key ("anthropic", "http://127.0.0.1:99/v1", FALSE, "vendors-own");
  assert_key ("anthropic", "https://evil.example.com/v1", TRUE, NULL);
  assert_key ("anthropic", "http://api.anthropic.com/v1", TRUE, NULL);
  assert_key ("openai", NULL, TRUE, NULL);

  g_setenv ("MAQUETTE_API_KEY", "general", TRUE);
  assert_key ("anthropic", NULL, TRUE, "general");
  assert_key ("anthropic", NULL, FALSE, "vendors-own");
  assert_key ("openai", NULL, FALSE, NULL);
  assert_key ("custom", "https://models.example.com/v1", TRUE, "general");

  assert_key ("custom", "https://evil.example.com/v1", FALSE, NULL);

  clear_environment ();
  mq_keyring_keep ("anthropic", "https://api.anthropic.com/v1", "kept");
  assert_key ("anthropic", NULL, FALSE, "kept");
  assert_key ("anthropic", "https://evil.example.com/v1", TRUE, NULL);
  mq_keyring_keep ("anthropic", "https://api.anthropic.com/v1", NULL);

  g_setenv ("OPENAI_API_KEY", "two words", TRUE);
  g_error_free (mq_test_expect_error (mq_model_key_find (mq_model_provider_find ("openai"),
                                                         "https://api.openai.com/v1", FALSE, TRUE),
                                      MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY));
}

/* The settings' choices are the table's. */
static void
test_providers (void)
{
  g_auto (GStrv) names = g_strsplit (mq_config_key_get_info (MQ_CONFIG_MODEL_PROVIDER)->choices,
                                     "|", -1);
  gsize n;
  const MqModelProvider *providers = mq_model_providers_get (&n);

  g_assert_cmpuint (g_strv_length (names), ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpstr (names[i], ==, providers[i].id);
}

static void
test_memory (void)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "models.json", NULL);
  g_autoptr (MqModelMemory) memory = mq_model_memory_new (path);
  g_autoptr (MqModelMemory) again = NULL;
  g_autoptr (MqModelMemory) broken = NULL;
  g_autoptr (MqModelChoice) choice = mq_model_choice_new (mq_model_provider_find ("ollama"),
                                                          "http://127.0.0.1:11434/v1", "a:b");
  g_autoptr (MqModelChoice) elsewhere = mq_model_choice_new (mq_model_provider_find ("ollama"),
                                                             "http://127.0.0.1:1/v1", "a:b");
  const MqModelFindings known = { MQ_MODEL_ABILITY_YES, MQ_MODEL_ABILITY_NO,
                                  MQ_MODEL_ABILITY_AUTO };

  g_assert_cmpint (mq_model_memory_get (memory, choice).tools, ==, MQ_MODEL_ABILITY_AUTO);
  mq_test_expect (mq_model_memory_put (memory, choice, &known));
  again = mq_model_memory_new (path);
  g_assert_cmpint (mq_model_memory_get (again, choice).pictures, ==, MQ_MODEL_ABILITY_YES);
  g_assert_cmpint (mq_model_memory_get (again, choice).tools, ==, MQ_MODEL_ABILITY_NO);
  g_assert_cmpint (mq_model_memory_get (again, choice).schema, ==, MQ_MODEL_ABILITY_AUTO);
  g_assert_cmpint (mq_model_memory_get (again, elsewhere).pictures, ==, MQ_MODEL_ABILITY_AUTO);

  g_assert_true (g_file_set_contents (path, "[1, 2", -1, NULL));
  broken = mq_model_memory_new (path);
  g_assert_cmpint (mq_model_memory_get (broken, choice).pictures, ==, MQ_MODEL_ABILITY_AUTO);
}

static void
test_server_list (void)
{
  static const char good[]
      = "{\"object\": \"list\", \"data\": [{\"id\": \"b:7b\"}, {\"id\": \"a\"}, "
        "{\"id\": \"\"}, 5, {\"name\": \"c\"}]}";
  static const char *const bad[] = { "", "[]", "<html>", "{\"data\": 5}", "{\"models\": []}" };
  g_auto (GStrv) names = mq_model_list_read (good, strlen (good));

  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "a");
  g_assert_cmpstr (names[1], ==, "b:7b");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (mq_model_list_read (bad[i], strlen (bad[i])));
}

/* What a user types, and the address that is meant. */
static void
test_address (void)
{
  static const char *const addresses[][2] = {
    { "localhost:11434", "http://localhost:11434" },
    { "LocalHost", "http://LocalHost" },
    { " 127.0.0.1:8080/v1 ", "http://127.0.0.1:8080/v1" },
    { "[::1]:8000/v1", "http://[::1]:8000/v1" },
    { "192.168.1.5:11434", "http://192.168.1.5:11434" },
    { "10.0.0.2:80", "http://10.0.0.2:80" },
    { "nas:8080/v1", "http://nas:8080/v1" },
    { "box.local:1234", "http://box.local:1234" },
    { "box.local", "https://box.local" },
    { "192.168.1.5", "https://192.168.1.5" },
    { "8.8.8.8:8080", "https://8.8.8.8:8080" },
    { "models.example.org:8080/v1", "https://models.example.org:8080/v1" },
    { "api.example.org/v1", "https://api.example.org/v1" },
    { "http://api.example.org/v1", "http://api.example.org/v1" },
    { "https://localhost", "https://localhost" },
    { "ftp://localhost", "ftp://localhost" },
    { "", "" },
    { " ", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *complete = mq_http_complete_url (addresses[i][0]);

      g_assert_cmpstr (complete, ==, addresses[i][1]);
    }
}

MQ_TEST_PROGRAM (choice)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/models/choices", test_choices);
  g_test_add_func ("/models/faults", test_faults);
  g_test_add_func ("/models/certificates", test_certificates);
  g_test_add_func ("/models/roles", test_roles);
  g_test_add_func ("/models/labels", test_labels);
  g_test_add_func ("/models/keys", test_keys);
  g_test_add_func ("/models/providers", test_providers);
  g_test_add_func ("/models/memory", test_memory);
  g_test_add_func ("/models/server-list", test_server_list);
  g_test_add_func ("/models/address", test_address);
  return mq_test_run ();
}
