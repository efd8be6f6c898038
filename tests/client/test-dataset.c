/* A dataset's options from JSON, and its captions. Its files: tests/blender/test_dataset.py. */
#include "client/dataset/mq-dataset.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>

static MqDatasetOptions *
read_options (const char *text, GError **error)
{
  g_autoptr (JsonObject) object = mq_json_parse_object (text, -1, NULL);

  return mq_dataset_options_new_from_json (object, error);
}

static void
test_options (void)
{
  g_autoptr (MqDatasetOptions) usual = read_options ("{}", NULL);
  g_autoptr (MqDatasetOptions) square = read_options ("{\"size\": 300}", NULL);
  g_autoptr (MqDatasetOptions) all = read_options (
      "{\"cameras\": 20, \"seed\": 0, \"size\": \"640x480\", \"maps\": [\"part\", \"depth\"], "
      "\"format\": \"png\"}",
      NULL);

  g_assert_nonnull (usual);
  g_assert_cmpint (usual->cameras, ==, 8);
  g_assert_cmpint (usual->width, ==, 512);
  g_assert_cmpuint (g_strv_length (usual->maps), ==, 5);
  g_assert_cmpstr (usual->format, ==, "exr");

  g_assert_nonnull (square);
  g_assert_cmpint (square->width, ==, 300);
  g_assert_cmpint (square->height, ==, 300);

  g_assert_nonnull (all);
  g_assert_cmpint (all->cameras, ==, 20);
  g_assert_cmpint (all->seed, ==, 0);
  g_assert_cmpint (all->width, ==, 640);
  g_assert_cmpint (all->height, ==, 480);
  g_assert_cmpstr (all->maps[1], ==, "depth");
  g_assert_cmpstr (all->format, ==, "png");
}

static void
test_refused (void)
{
  /* The options, and the word that the error names. */
  static const struct
  {
    const char *text;
    const char *told;
  } rows[] = {
    { "{\"camera\": 8}", "\"camera" },
    { "{\"cameras\": \"8\"}", "\"cameras" },
    { "{\"cameras\": 1.5}", "\"cameras" },
    { "{\"cameras\": 0}", "cameras" },
    { "{\"cameras\": 1000}", "cameras" },
    { "{\"seed\": null}", "\"seed" },
    { "{\"seed\": 2147483648}", "seed" },
    { "{\"size\": []}", "\"size" },
    { "{\"size\": \"640x\"}", "“640x”" },
    { "{\"size\": 4294967808}", "pixels" },
    { "{\"maps\": \"part\"}", "\"maps" },
    { "{\"maps\": [\"part\", 3]}", "\"maps" },
    { "{\"maps\": [\"mask\"]}", "“mask”" },
    { "{\"maps\": [\"part\", \"part\"]}", "“part”" },
    { "{\"maps\": []}", "map" },
    { "{\"format\": \"jpeg\"}", "“jpeg”" },
    { "{\"format\": {}}", "\"format" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_options (rows[i].text, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, rows[i].told));
    }
}

static void
test_captions (void)
{
  g_autoptr (JsonObject) plan = mq_json_parse_object (
      "{\"prompt\": \"une chaise\", \"about\": \"a chair!\", \"instructions\": [\"in red\", 7]}",
      -1, NULL);
  g_autoptr (JsonObject) parts = mq_json_parse_object (
      "{\"parts\": [{\"name\": \"arm_rests\", \"objects\": [\"A\", \"B\"], \"materials\": "
      "[\"Oak\", "
      "\"Felt\"], \"box\": {\"min\": [-1, 0, 0], \"max\": [1, 0.5, 0.25]}}, {\"name\": \"seat\", "
      "\"objects\": [\"S\"], \"materials\": [\"Oak\"], \"box\": {\"min\": [0, 0, 0], \"max\": [1, "
      "1, "
      "1.23456]}}]}",
      -1, NULL);
  g_autoptr (JsonObject) planned = mq_dataset_caption_make (plan, "in red", "Chair, red", parts);
  g_autoptr (JsonObject) bare = mq_dataset_caption_make (NULL, "", "Écran", NULL);

  g_assert_cmpstr (mq_json_get_string (planned, "short", ""), ==, "une chaise; in red");
  g_assert_cmpstr (mq_json_get_string (planned, "long", ""), ==,
                   "Une chaise; in red. A chair! Parts: arm rests (2 objects), seat. Materials: "
                   "Felt, Oak. Size: 2 m wide, 1 m deep, 1.23 m high.");

  /* A script of one's own has neither a plan nor an instruction. */
  g_assert_cmpstr (mq_json_get_string (bare, "short", ""), ==, "Écran");
  g_assert_true (g_str_has_prefix (mq_json_get_string (bare, "long", ""), "Écran. "));
}

MQ_TEST_PROGRAM (dataset)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/dataset/options", test_options);
  g_test_add_func ("/client/dataset/refused", test_refused);
  g_test_add_func ("/client/dataset/captions", test_captions);

  return g_test_run ();
}
