/* config.yaml: each error names file, line and key; noise never crashes it. */
#include "common/settings/mq-config.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <string.h>

static void
test_all_keys (void)
{
  static const char text[] = "# a comment\n"
                             "blender:\n"
                             "  headless_rendering: false\n"
                             "  gpu_rendering: yes\n"
                             "  executable: /opt/blender/blender\n"
                             "  sandbox: off\n"
                             "render: { num_images: 10, resolution_scale: 0.1, engine: cycles }\n"
                             "server:\n"
                             "  url: https://example.org/maquette\n"
                             "model:\n"
                             "  default: \"4\"\n"
                             "  provider: ollama\n"
                             "  base_url: http://localhost:8199/v1\n"
                             "  roles:\n"
                             "    planner: large\n"
                             "    critic:\n"
                             "  effort: thorough\n"
                             "  pictures: true\n"
                             "  tools: no\n"
                             "  schema: auto\n"
                             "  prices:\n"
                             "    claude-3.5: 3.00  15.00 0.30\n"
                             "    qwen3:32b: '0 0'\n"
                             "limits: {calls: 0, tokens: 1000000000, cost: 1.5, minutes: 5, "
                             "repairs: 0, rounds: 10, idle_minutes: 1440, script_seconds: 1,\n"
                             "  memory_gib: 16}\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (MqConfig) config = mq_config_parse ("config.yaml", text, strlen (text), &error);
  MqConfigPrice price;

  g_assert_no_error (error);
  g_assert_false (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_HEADLESS_RENDERING));
  g_assert_true (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_GPU_RENDERING));
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_BLENDER_EXECUTABLE), ==,
                   "/opt/blender/blender");
  g_assert_false (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_SANDBOX));
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_RENDER_NUM_IMAGES), ==, 10);
  g_assert_cmpfloat (mq_config_get_double (config, MQ_CONFIG_RENDER_RESOLUTION_SCALE), ==, 0.1);
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_RENDER_ENGINE), ==, "cycles");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_SERVER_URL), ==,
                   "https://example.org/maquette");
  g_assert_cmpstr (mq_config_get_role_model (config, "planner"), ==, "large");
  g_assert_null (mq_config_get_role_model (config, "critic"));
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT), ==, "4");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_PROVIDER), ==, "ollama");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_EFFORT), ==, "thorough");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_PICTURES), ==, "yes");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_TOOLS), ==, "no");
  g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_SCHEMA), ==, "auto");
  g_assert_true (mq_config_get_price (config, "claude-3.5", &price));
  g_assert_cmpfloat (price.input, ==, 3);
  g_assert_cmpfloat (price.output, ==, 15);
  g_assert_cmpfloat (price.cached, ==, 0.3);
  g_assert_true (mq_config_get_price (config, "qwen3:32b", &price));
  g_assert_cmpfloat (price.cached, ==, 0);
  g_assert_false (mq_config_get_price (config, "other", &price));
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_CALLS), ==, 0);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_TOKENS), ==, 1000000000);
  g_assert_cmpfloat (mq_config_get_double (config, MQ_CONFIG_LIMITS_COST), ==, 1.5);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_REPAIRS), ==, 0);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_MEMORY_GIB), ==, 16);
}

static void
test_defaults (void)
{
  static const char *const texts[] = { "",          "# nothing\n",  "---\n",
                                       "render:\n", "render: {}\n", "render:\n  num_images:\n",
                                       "~\n" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MqConfig) missing = mq_config_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_null (mq_config_get_path (missing));

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MqConfig) config = mq_config_parse ("c", texts[i], strlen (texts[i]), &error);

      g_assert_no_error (error);
      g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_RENDER_NUM_IMAGES), ==, 5);
      g_assert_cmpfloat (mq_config_get_double (config, MQ_CONFIG_RENDER_RESOLUTION_SCALE), ==, 1.0);
      g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_RENDER_ENGINE), ==, "auto");
      g_assert_true (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_SANDBOX));
      g_assert_true (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_HEADLESS_RENDERING));
      g_assert_null (mq_config_get_string (config, MQ_CONFIG_SERVER_URL));
      g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_IDLE_MINUTES), ==, 3);
    }
}

/* Each names its line, its key, and what is right. */
static const struct
{
  const char *text;
  const char *line;
  const char *says[3];
} faults[] = {
  { "render:\n  num_images: 11\n", "line 2", { "render.num_images", "from 1 to 10", "11" } },
  { "render:\n  num_images: 0\n", "line 2", { "render.num_images" } },
  { "render:\n  num_images: 2.5\n", "line 2", { "render.num_images", "whole number" } },
  { "render:\n  num_images: five\n", "line 2", { "render.num_images", "five" } },
  { "render:\n  num_images: '5'\n", "line 2", { "render.num_images" } },
  { "render:\n  num_images: 99999999999999999999\n", "line 2", { "render.num_images" } },
  { "render:\n  num_images: [5]\n", "line 2", { "render.num_images", "whole number" } },
  { "render:\n  num_images: {a: 1}\n", "line 2", { "render.num_images", "whole number" } },
  { "render:\n  resolution_scale: 0\n", "line 2", { "render.resolution_scale", "from 0.1 to 1" } },
  { "render:\n  resolution_scale: nan\n", "line 2", { "render.resolution_scale" } },
  { "render:\n  resolution_scale: .inf\n", "line 2", { "render.resolution_scale" } },
  { "render:\n  resolution_scale: 1e400\n", "line 2", { "render.resolution_scale" } },
  { "render:\n  engine: povray\n",
    "line 2",
    { "render.engine", "auto, cycles, eevee, workbench" } },
  { "\n\nrender:\n  num_image: 5\n", "line 4", { "render.num_image", "render.num_images" } },
  { "num_images: 5\n", "line 1", { "num_images", "render.num_images" } },
  { "rendr:\n  num_images: 5\n", "line 1", { "rendr", "render" } },
  { "zebra: 1\n",
    "line 1",
    { "zebra", "the keys are blender, render, print, server, model, limits, service" } },
  { "model:\n  name: a\n",
    "line 2",
    { "model.name", "the keys of “model.” are default, provider, base_url, ", "roles, prices" } },
  { "zebra:\n", "line 1", { "zebra" } },
  { "render.num_images: 5\n", "line 1", { "render.num_images" } },
  { "render: 5\n", "line 1", { "render", "group" } },
  { "render: [1, 2]\n", "line 1", { "render", "group" } },
  { "render:\n  num_images: 5\n  num_images: 6\n", "line 3", { "num_images", "twice" } },
  { "render: {}\nrender: {}\n", "line 2", { "render", "twice" } },
  { "blender:\n  gpu_rendering: maybe\n", "line 2", { "blender.gpu_rendering", "true or false" } },
  { "blender:\n  gpu_rendering: \"true\"\n", "line 2", { "blender.gpu_rendering" } },
  { "blender:\n  executable: 5\n", "line 2", { "blender.executable", "text" } },
  { "server:\n  url: ftp://example.org\n", "line 2", { "server.url", "http://" } },
  { "server:\n  url: 'javascript:alert(1)'\n", "line 2", { "server.url" } },
  { "model:\n  roles:\n    planner: [a]\n", "line 3", { "model.roles.planner" } },
  { "model:\n  provider: some\n", "line 2", { "model.provider", "anthropic, openai" } },
  { "model:\n  effort: yes\n",
    "line 2",
    { "model.effort", "quick, normal, thorough, small-steps" } },
  { "model:\n  pictures: maybe\n", "line 2", { "model.pictures", "auto, yes, no" } },
  { "model:\n  base_url: http://me:hush@localhost/v1\n",
    "line 2",
    { "model.base_url", "without a user" } },
  { "model:\n  base_url: http://hush@localhost:99999\n", "line 2", { "without a user" } },
  { "model:\n  base_url: http://localhost/v1?key=hush\n", "line 2", { "without a query" } },
  { "model:\n  base_url: http://localhost:99999/v1\n", "line 2", { "port", "localhost:99999" } },
  { "model:\n  base_url: http://localhost:x\n", "line 2", { "port", "localhost:x" } },
  { "model:\n  base_url: http://\n", "line 2", { "names a computer" } },
  { "server:\n  url: http://\n", "line 2", { "names a computer" } },
  { "server:\n  url: 'https:///v1'\n", "line 2", { "names a computer" } },
  { "model:\n  prices: 3\n", "line 2", { "model.prices", "group" } },
  { "model:\n  prices:\n    a.b: 3\n", "line 3", { "model.prices.a.b", "million" } },
  { "model:\n  prices:\n    a: 3 -1\n", "line 3", { "model.prices.a" } },
  { "model:\n  prices:\n    a: 1 2 3 4\n", "line 3", { "model.prices.a" } },
  { "model:\n  key: abc\n", "line 2", { "model.key", "keyring", "MAQUETTE_API_KEY" } },
  { "model:\n  api_key:\n", "line 2", { "model.api_key", "keyring" } },
  { "model:\n  Token: abc\n", "line 2", { "model.Token", "keyring" } },
  { "api_key: abc\n", "line 1", { "api_key", "keyring" } },
  { "limits:\n  tokens: 1000000001\n", "line 2", { "limits.tokens", "from 0 to 1000000000" } },
  { "limits:\n  repairs: 11\n", "line 2", { "limits.repairs", "from 0 to 10" } },
  { "limits:\n  rounds: -1\n", "line 2", { "limits.rounds" } },
  { "render:\n\tnum_images: 5\n", "line 2", { "not YAML" } },
  { "render: {num_images: 5\n", "line 2", { "not YAML" } },
  { "\n\nrender: \"five\n", "line 4", { "not YAML" } },
  { "}\n", "line 1", { "not YAML" } },
  { "render: &a {num_images: 5}\n", "line 1", { "anchors" } },
  { "render: *a\n", "line 1", { "aliases" } },
  { "render: !!python/object:os.system {}\n", "line 1", { "tags" } },
  { "render:\n  engine: !x auto\n", "line 2", { "tags" } },
  { "- render\n", "line 1", { "keys were expected" } },
  { "hello\n", "line 1", { "keys were expected" } },
  { "---\nrender: {}\n---\nrender: {}\n", "line 3", { "one document" } },
  { "? [a, b]\n: 1\n", "line 1", { "key" } },
  { "server:\n  url: \"http://a/\\0b\"\n", "line 2", { "NUL" } },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqConfig) config = mq_config_parse ("/home/me/config.yaml", faults[i].text,
                                                     strlen (faults[i].text), &error);

      g_test_message ("%s → %s", faults[i].text, error != NULL ? error->message : "no error");
      g_assert_null (config);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, "/home/me/config.yaml"));
      g_assert_nonnull (strstr (error->message, faults[i].line));
      g_assert_null (strstr (error->message, "hush"));
      for (gsize j = 0; j < G_N_ELEMENTS (faults[i].says) && faults[i].says[j] != NULL; j++)
        g_assert_nonnull (strstr (error->message, faults[i].says[j]));
    }
}

static void
test_files (void)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "some.yaml", NULL);
  g_autofree char *large = g_strnfill (65537, ' ');
  g_autoptr (GError) error = NULL;
  g_autoptr (MqConfig) config = NULL;

  g_assert_null (mq_config_load (path, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "some.yaml"));
  g_clear_error (&error);

  g_assert_null (mq_config_load (mq_test_get_dir (), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, large, -1, NULL));
  g_assert_null (mq_config_load (path, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "limits: {rounds: 1}\n", -1, NULL));
  config = mq_config_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_config_get_path (config), ==, path);
  g_assert_cmpint (mq_config_get_int (config, MQ_CONFIG_LIMITS_ROUNDS), ==, 1);
}

/* The faults and the whole good file, changed at random: an error or a config, never a crash. */
static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8208);

  for (guint round = 0; round < 20000; round++)
    {
      const char *from = faults[g_rand_int_range (random, 0, G_N_ELEMENTS (faults))].text;
      g_autoptr (GByteArray) text = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (MqConfig) config = NULL;
      int changes = g_rand_int_range (random, 1, 5);

      g_byte_array_append (text, (const guint8 *)from, strlen (from));
      for (int i = 0; i < changes && text->len > 0; i++)
        {
          guint at = g_rand_int_range (random, 0, text->len);

          if (g_rand_boolean (random))
            text->data[at] = g_rand_int_range (random, 0, 256);
          else if (g_rand_boolean (random))
            g_byte_array_remove_index (text, at);
          else
            g_byte_array_append (text, (const guint8 *)from, at % (strlen (from) + 1));
        }

      config = mq_config_parse ("noise", (const char *)text->data, text->len, &error);
      g_assert_true ((config != NULL) == (error == NULL));
      if (error != NULL)
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

MQ_TEST_PROGRAM (config)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/config/all-keys", test_all_keys);
  g_test_add_func ("/config/defaults", test_defaults);
  g_test_add_func ("/config/faults", test_faults);
  g_test_add_func ("/config/files", test_files);
  g_test_add_func ("/config/noise", test_noise);
  return mq_test_run ();
}
