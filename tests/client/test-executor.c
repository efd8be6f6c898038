/* The executor's answer when a rendering breaks off: pictures that are done are kept. Blender is
 * played. */
#include "client/executor/mq-executor.h"

#include "client/blender/mq-blender.h"
#include "client/executor/mq-worker-settings.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>

static MqBlender *blender;

/* Renders @n final pictures with a Blender that falls over after @last, and then its successor.
 * Returns: (transfer full): the body for the service */
static JsonObject *
render (const char *folder, int n, const char *last)
{
  static const char text[] = "blender: {sandbox: false}\n";
  g_autoptr (MqConfig) usual = mq_config_parse ("config.yaml", text, strlen (text), NULL);
  g_autoptr (MqConfig) config = mq_config_dup_with (usual, MQ_CONFIG_RENDER_NUM_IMAGES, n, NULL);
  g_autofree char *file = g_build_filename (folder, "last-picture", NULL);
  MqWorkerSettings settings = mq_worker_settings_read (blender, config);
  g_autoptr (MqWorker) worker = mq_worker_new (&settings, folder, FALSE);
  g_autoptr (MqExecutor) executor = mq_executor_new ();
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_INSTRUCTION);
  JsonObject *body;

  g_assert_true (g_file_set_contents (file, last, -1, NULL));
  mq_executor_set_worker (executor, worker, folder, config);
  event->instruction.instruction = 7;
  event->instruction.kind = MQ_INSTRUCTION_RENDER;
  event->instruction.mode = MQ_RENDER_MODE_FINAL;
  body = dex_await_boxed (mq_executor_execute (executor, event), NULL);
  g_assert_true (n > 0 || mq_worker_get_pid (worker) == 0);
  g_assert_true (dex_await (mq_worker_stop (worker), NULL));
  return body;
}

static void
test_some_pictures (void)
{
  g_autofree char *folder = mq_test_make_dir ("some");
  g_autoptr (JsonObject) body = render (folder, 5, "2");
  JsonObject *result = mq_json_get_object (body, "result");
  JsonArray *images = mq_json_get_array (result, "images");

  g_assert_true (mq_json_get_boolean (body, "ok", FALSE));
  g_assert_cmpuint (mq_json_length (images), ==, 2);
  g_assert_cmpint (mq_json_get_int (result, "missing", 0), ==, 3);
  g_assert_cmpuint (strlen (mq_json_get_string (result, "why", "")), >, 10);
  for (guint i = 0; i < 2; i++)
    {
      const char *name = mq_json_get_string (mq_json_element_object (images, i), "file", "");
      g_autofree char *wanted = g_strdup_printf ("renders-7/render_%u.png", i + 1);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpstr (name, ==, wanted);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
}

static void
test_no_picture (void)
{
  g_autofree char *folder = mq_test_make_dir ("none");
  g_autoptr (JsonObject) body = render (folder, 5, "0");
  JsonObject *fault = mq_json_get_object (body, "error");

  g_assert_false (mq_json_get_boolean (body, "ok", TRUE));
  g_assert_cmpstr (mq_json_get_string (fault, "code", NULL), ==, "worker-lost");
}

static void
test_all_pictures (void)
{
  g_autofree char *folder = mq_test_make_dir ("all");
  g_autoptr (JsonObject) body = render (folder, 5, "6");

  g_assert_true (mq_json_get_boolean (body, "ok", FALSE));
  g_assert_false (json_object_has_member (mq_json_get_object (body, "result"), "missing"));
}

/* An older service asks for pictures that nobody wants: no Blender starts for them. */
static void
test_none_wanted (void)
{
  g_autofree char *folder = mq_test_make_dir ("unwanted");
  g_autoptr (JsonObject) body = render (folder, 0, "6");
  JsonArray *images = mq_json_get_array (mq_json_get_object (body, "result"), "images");

  g_assert_true (mq_json_get_boolean (body, "ok", FALSE));
  g_assert_nonnull (images);
  g_assert_cmpuint (mq_json_length (images), ==, 0);
}

MQ_TEST_PROGRAM (executor)
{
  int status;

  mq_test_init (&argc, &argv);
  blender = mq_blender_new_for_version_text (g_getenv ("MQ_TEST_FAKE_BLENDER"), "Blender 4.3.2");
  mq_test_add_fiber ("/executor/some-pictures", test_some_pictures);
  mq_test_add_fiber ("/executor/no-picture", test_no_picture);
  mq_test_add_fiber ("/executor/all-pictures", test_all_pictures);
  mq_test_add_fiber ("/executor/none-wanted", test_none_wanted);
  status = mq_test_run ();
  g_clear_object (&blender);
  return status;
}
