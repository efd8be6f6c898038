/* A dataset's options from JSON, and its captions. Its files: tests/blender/test_dataset.py. */
#include "client/dataset/mq-dataset.h"
#include "client/dataset/mq-script-rows.h"
#include "client/library/mq-library-record.h"
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

/* A draft that failed, its repair, which was kept, a change of that, which nobody ran, and in
 * another run a script whose names are wrong. */
static void
test_scripts (void)
{
  static const struct
  {
    const char *run;
    const char *line;
  } lines[] = {
    { "a", "{\"type\":\"message\",\"data\":{\"role\":\"user\",\"text\":\"a cup\",\"id\":\"m\"}}" },
    { "a", "{\"type\":\"team\",\"data\":{\"name\":\"model\",\"title\":\"M\"}}" },
    { "a", "{\"type\":\"plan\",\"data\":{\"plan\":{\"title\":\"Cup\"}}}" },
    { "a", "{\"type\":\"step\",\"data\":{\"step\":1,\"role\":\"writer\",\"state\":\"ended\","
           "\"text\":\"\",\"model\":\"m-1\"}}" },
    { "a", "{\"type\":\"script\",\"data\":{\"script\":\"one\",\"why\":\"first draft\"}}" },
    { "a", "{\"type\":\"result\",\"data\":{\"instruction\":1,\"kind\":\"execute\","
           "\"result\":{\"error\":{\"type\":\"NameError\",\"line\":3}}}}" },
    { "a", "{\"type\":\"script\",\"data\":{\"script\":\"two\",\"why\":\"repair\"}}" },
    { "a", "{\"type\":\"result\",\"data\":{\"instruction\":2,\"kind\":\"execute\","
           "\"result\":{\"seconds\":1}}}" },
    { "a", "{\"type\":\"result\",\"data\":{\"instruction\":3,\"kind\":\"measure\","
           "\"result\":{\"report\":{\"whole\":{}}}}}" },
    { "a", "{\"type\":\"kept\",\"data\":{\"session\":\"s\",\"version\":1,\"folder\":\"/f\","
           "\"pictures\":[\"/f/1.png\"]}}" },
    { "a", "{\"type\":\"message\",\"data\":{\"role\":\"user\",\"text\":\"red\",\"id\":\"n\"}}" },
    { "a", "{\"type\":\"script\",\"data\":{\"script\":\"three\",\"why\":\"refinement\"}}" },
    { "b", "{\"type\":\"message\",\"data\":{\"role\":\"user\",\"text\":\"blue\",\"id\":\"o\"}}" },
    { "b", "{\"type\":\"script\",\"data\":{\"script\":\"/versions/1/script.py\"}}" },
    { "b", "{\"type\":\"script\",\"data\":{\"script\":\"four\",\"why\":\"refinement\"}}" },
    { "b", "{\"type\":\"instruction\",\"data\":{\"instruction\":1,\"kind\":\"check\","
           "\"script\":\"four\"}}" },
    { "b", "{\"type\":\"result\",\"data\":{\"instruction\":1,\"kind\":\"check\","
           "\"result\":{\"findings\":[{\"line\":1}]}}}" },
    { "b", "{\"type\":\"result\",\"data\":{\"instruction\":2,\"kind\":\"execute\","
           "\"error\":{\"code\":\"timeout\",\"message\":\"It took too long\"}}}" },
  };
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_library_event_free);
  g_autoptr (MqSession) session = mq_session_new ("s", "Cup", "a cup", NULL, 1);
  g_autoptr (JsonArray) rows = NULL;
  JsonObject *row;

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      MqLibraryEvent *event = g_new0 (MqLibraryEvent, 1);

      event->run = g_strdup (lines[i].run);
      event->event = mq_library_record_read_line (lines[i].line);
      g_assert_nonnull (event->event);
      g_ptr_array_add (events, event);
    }
  rows = mq_script_rows_make (session, events);
  g_assert_cmpuint (json_array_get_length (rows), ==, 3);

  row = json_array_get_object_element (rows, 0);
  g_assert_cmpstr (mq_json_get_string (row, "script", ""), ==, "one");
  g_assert_cmpstr (mq_json_get_string (row, "prompt", ""), ==, "a cup");
  g_assert_cmpstr (mq_json_get_string (row, "why", ""), ==, "first draft");
  g_assert_cmpstr (mq_json_get_string (row, "team", ""), ==, "model");
  g_assert_cmpstr (mq_json_get_string (row, "model", ""), ==, "m-1");
  g_assert_false (mq_json_get_boolean (row, "ran", TRUE));
  g_assert_cmpint (mq_json_get_int (mq_json_get_object (row, "error"), "line", 0), ==, 3);
  g_assert_false (json_object_has_member (row, "version"));
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (row, "plan"), "title", ""), ==, "Cup");

  row = json_array_get_object_element (rows, 1);
  g_assert_cmpstr (mq_json_get_string (row, "script", ""), ==, "two");
  g_assert_cmpstr (mq_json_get_string (row, "why", ""), ==, "repair");
  g_assert_true (mq_json_get_boolean (row, "ran", FALSE));
  g_assert_true (json_object_has_member (row, "report"));
  g_assert_cmpint (mq_json_get_int (row, "version", 0), ==, 1);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (row, "pictures")), ==, 1);
  g_assert_false (json_object_has_member (row, "before"));

  row = json_array_get_object_element (rows, 2);
  g_assert_cmpstr (mq_json_get_string (row, "script", ""), ==, "four");
  g_assert_cmpstr (mq_json_get_string (row, "run", ""), ==, "b");
  g_assert_cmpstr (mq_json_get_string (row, "prompt", ""), ==, "blue");
  g_assert_cmpstr (mq_json_get_string (row, "before", ""), ==, "two");
  g_assert_false (mq_json_get_boolean (row, "ran", TRUE));
  g_assert_cmpuint (mq_json_length (mq_json_get_array (row, "findings")), ==, 1);
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (row, "error"), "type", ""), ==,
                   "timeout");
  g_assert_false (json_object_has_member (row, "team"));
}

MQ_TEST_PROGRAM (dataset)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/dataset/options", test_options);
  g_test_add_func ("/client/dataset/refused", test_refused);
  g_test_add_func ("/client/dataset/captions", test_captions);
  g_test_add_func ("/client/dataset/scripts", test_scripts);

  return g_test_run ();
}
