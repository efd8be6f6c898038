/* At the workspace with the real service, the real library and the real Blender in its sandbox. */
#include "app/workspace-bench.h"

#include "common/base/mq-error.h"

#include <string.h>

static const char faulty[] = "import bpy\n"
                             "bpy.ops.mesh.primitive_cube_add(size=1)\n"
                             "cube = bpy.context.object\n"
                             "cube.location.x = no_such_name\n";

static const char endless[] = "import bpy\n"
                              "while True:\n"
                              "    pass\n";

static const char heavy[] = "import bpy\n"
                            "bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))\n";

static void
stop (MqConversation *conversation)
{
  g_assert_true (dex_await (mq_conversation_stop (conversation), NULL));
  g_assert_cmpint (mq_conversation_get_state (conversation), ==, MQ_CONVERSATION_DONE);
}

/* Until Blender renders the pictures of the version that is being made. */
static void
wait_pictures (MqConversation *conversation)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));

  for (;;)
    {
      g_autoptr (GObject) last = g_list_model_get_item (items,
                                                        g_list_model_get_n_items (items) - 1);

      if (MQ_IS_VERSION_ITEM (last) && MQ_VERSION_ITEM (last)->of > 0)
        return;
      g_assert_true (mq_conversation_state_is_busy (mq_conversation_get_state (conversation)));
      dex_await (dex_timeout_new_msec (5), NULL);
    }
}

static void
test_whole (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (DexFuture) running = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *thumbnail = NULL;

  bench_forget_all ();
  conversations = bench_open ();
  g_assert_null (mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations),
                                            MQ_PROBLEM_SANDBOX));
  chair = bench_make_chair (conversations);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_PHASE_ITEM), ==, 2);
  thumbnail = mq_conversation_dup_thumbnail (chair);
  g_assert_true (g_file_test (thumbnail, G_FILE_TEST_IS_REGULAR));

  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 2), ==, 1);

  mq_conversation_set_current_version (chair, bench_get_version (chair, 1));
  bench_send (chair, "make it taller");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 1);

  /* An own script goes wrong at a line that is known, and costs nothing. */
  version = dex_await_object (
      mq_conversation_run_script (chair, faulty, bench_get_version (chair, 2), NULL), &error);
  g_assert_null (version);
  g_assert_nonnull (strstr (error->message, "no_such_name"));
  g_clear_error (&error);
  g_assert_cmpuint (mq_conversation_get_fault_line (chair), ==, 4);
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_FAILED);
  g_assert_cmpuint (bench_count_versions (chair), ==, 3);

  /* One that never ends is stopped. */
  running = mq_conversation_run_script (chair, endless, bench_get_version (chair, 2), NULL);
  dex_future_disown (dex_ref (running));
  bench_wait_state (chair, MQ_CONVERSATION_WORKING);
  bench_wait_activity (chair, "Running the script");
  stop (chair);
  g_assert_false (dex_await (g_steal_pointer (&running), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  g_clear_error (&error);
  bench_wait_blenders (1); /* the fork server */

  /* So is a rendering, and what was built is kept. */
  running = mq_conversation_run_script (chair, heavy, bench_get_version (chair, 2), NULL);
  dex_future_disown (dex_ref (running));
  bench_wait_state (chair, MQ_CONVERSATION_WORKING);
  wait_pictures (chair);
  stop (chair);
  bench_wait_blenders (1); /* the fork server */
  g_assert_cmpuint (bench_count_versions (chair), ==, 4);

  /* And one goes on from where one was. */
  mq_conversation_set_current_version (chair, bench_get_version (chair, 3));
  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 5), ==, 3);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  /* What waits for the next workspace has no forks. */
  bench_wait_children (1);
  bench_wait_blenders (1);
}

static gsize
get_picture_size (MqConversation *conversation)
{
  g_autofree char *path = mq_version_get_picture (bench_get_version (conversation, 1), 0);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return length;
}

/* Let go of while it renders: what was lost with the folder is made again. */
static void
test_resume (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (JsonObject) files = NULL;
  gsize whole;

  bench_forget_all ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  whole = get_picture_size (chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  bench_forget_all ();
  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);
  bench_send (chair, "Create a 3D object of a chair");
  bench_wait_activity (chair, "Rendering pictures");
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);
  files = dex_await_boxed (mq_version_load (bench_get_version (chair, 1)), NULL);
  g_assert_true (json_object_has_member (files, "report"));
  g_assert_cmpuint (mq_version_get_n_pictures (bench_get_version (chair, 1)), ==, 1);
  /* Of the chair, and not of nothing; the same script gives the same picture. */
  g_assert_cmpuint (get_picture_size (chair), ==, whole);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

MQ_TEST_PROGRAM (workspace_blender)
{
  mq_test_init (&argc, &argv);
  bench_write_config (BENCH_REAL);
  mq_test_add_fiber ("/workspace/blender/whole", test_whole);
  mq_test_add_fiber ("/workspace/blender/resume", test_resume);
  return mq_test_run ();
}
