/* A worker that is started before there is a run: who gets it, and that nothing of one that nobody
 * takes is left. Blender is played. */
#include "client/executor/mq-ready-worker.h"
#include "client/executor/mq-worker-settings.h"

#include "client/blender/mq-blender.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

static MqBlender *blender;

static MqConfig *
make_config (const char *text)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "config.yaml", NULL);
  g_autoptr (GError) error = NULL;
  MqConfig *config;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  config = mq_config_load (path, &error);
  g_assert_no_error (error);
  return config;
}

static MqLibrary *
open_library (void)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "library", NULL);
  g_autoptr (GError) error = NULL;
  MqLibrary *library = dex_await_object (mq_library_open (path, FALSE), &error);

  g_assert_no_error (error);
  return library;
}

static void
test_taken (void)
{
  g_autoptr (MqLibrary) library = open_library ();
  g_autoptr (MqReadyWorker) ready = mq_ready_worker_new (library);
  g_autoptr (MqConfig) config = make_config ("blender: {spare: \"on\", sandbox: false}\n");
  g_autoptr (MqWorker) worker = NULL;
  g_autoptr (JsonObject) hello = NULL;
  g_autofree char *work_dir = NULL;
  g_autofree char *none = NULL;

  g_assert_null (mq_ready_worker_take (ready, blender, config, &none));
  dex_future_disown (mq_ready_worker_prepare (ready, blender, config));
  g_assert_true (dex_await (mq_ready_worker_prepare (ready, blender, config), NULL));
  worker = mq_ready_worker_take (ready, blender, config, &work_dir);
  g_assert_nonnull (worker);
  g_assert_true (g_file_test (work_dir, G_FILE_TEST_IS_DIR));
  hello = dex_await_boxed (mq_worker_start (worker), NULL);
  g_assert_nonnull (hello);

  /* One for one run. */
  g_assert_null (mq_ready_worker_take (ready, blender, config, &none));
  g_assert_true (dex_await (mq_worker_stop (worker), NULL));
  g_assert_true (dex_await (mq_library_remove_work_dir (library, work_dir), NULL));
}

/* With other settings, or none wanted, a run starts its own; what waited is gone. */
static void
test_not_taken (void)
{
  g_autoptr (MqLibrary) library = open_library ();
  g_autoptr (MqReadyWorker) ready = mq_ready_worker_new (library);
  g_autoptr (MqConfig) config = make_config ("blender: {spare: \"on\", sandbox: false}\n");
  g_autoptr (MqConfig) other
      = make_config ("blender: {spare: \"on\", sandbox: false}\nlimits: {memory_gib: 3}\n");
  g_autoptr (MqConfig) off = make_config ("blender: {spare: \"off\", sandbox: false}\n");
  g_autoptr (MqWorker) worker = NULL;
  g_autofree char *temp = g_build_filename (mq_test_get_dir (), "library", "tmp", NULL);
  g_autofree char *work_dir = NULL;
  g_autofree char *none = NULL;

  g_assert_true (dex_await (mq_ready_worker_prepare (ready, blender, off), NULL));
  g_assert_false (mq_worker_settings_want_spare (off));

  g_assert_true (dex_await (mq_ready_worker_prepare (ready, blender, config), NULL));
  worker = mq_ready_worker_take (ready, blender, config, &work_dir);
  g_assert_nonnull (worker);
  g_assert_true (dex_await (mq_worker_stop (worker), NULL));
  g_assert_true (dex_await (mq_library_remove_work_dir (library, work_dir), NULL));

  g_assert_true (dex_await (mq_ready_worker_prepare (ready, blender, config), NULL));
  g_assert_null (mq_ready_worker_take (ready, blender, other, &none));
  g_assert_true (dex_await (mq_ready_worker_stop (ready), NULL));
  for (;;)
    {
      g_autoptr (GDir) dir = g_dir_open (temp, 0, NULL);

      if (g_dir_read_name (dir) == NULL)
        break;
      dex_await (dex_timeout_new_msec (5), NULL);
    }
}

/* One that a run did not get in time does not go on. */
static void
test_late (void)
{
  g_autoptr (MqLibrary) library = open_library ();
  g_autoptr (MqReadyWorker) ready = mq_ready_worker_new (library);
  g_autoptr (MqConfig) config = make_config ("blender: {spare: \"on\", sandbox: false}\n");
  g_autofree char *temp = g_build_filename (mq_test_get_dir (), "library", "tmp", NULL);
  g_autoptr (DexFuture) preparing = mq_ready_worker_prepare (ready, blender, config);
  g_autofree char *none = NULL;
  g_autoptr (GDir) dir = NULL;

  g_assert_null (mq_ready_worker_take (ready, blender, config, &none));
  g_assert_true (dex_await (dex_ref (preparing), NULL));
  g_assert_null (mq_ready_worker_take (ready, blender, config, &none));
  dir = g_dir_open (temp, 0, NULL);
  g_assert_null (dir != NULL ? g_dir_read_name (dir) : NULL);
}

MQ_TEST_PROGRAM (ready_worker)
{
  int status;

  mq_test_init (&argc, &argv);
  blender = mq_blender_new_for_version_text (g_getenv ("MQ_TEST_FAKE_BLENDER"), "Blender 4.3.2");
  mq_test_add_fiber ("/ready-worker/taken", test_taken);
  mq_test_add_fiber ("/ready-worker/not-taken", test_not_taken);
  mq_test_add_fiber ("/ready-worker/late", test_late);
  status = mq_test_run ();
  g_clear_object (&blender);
  return status;
}
