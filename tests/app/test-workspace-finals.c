/* The final pictures of a run: stopped while they are rendered, shown again after a restart, and
 * not kept. The quick Blender waits before a picture. */
#include "app/workspace-bench.h"

#define FIVE_PICTURES                                                                              \
  "render: {num_images: 5, resolution_scale: 0.1}\n"                                               \
  "blender: {sandbox: off, executable: " MQ_TEST_QUICK_BLENDER "}\n"

/* Returns: (transfer none): the last item of a version */
static MqVersionItem *
find_item (MqConversation *conversation)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));

  for (guint i = g_list_model_get_n_items (items); i > 0; i--)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i - 1);

      if (MQ_IS_VERSION_ITEM (item))
        return MQ_VERSION_ITEM (item); /* the list holds it */
    }

  return NULL;
}

static const char *
find_notice (MqConversation *conversation, const char *code)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      if (MQ_IS_NOTICE_ITEM (item) && g_str_equal (MQ_NOTICE_ITEM (item)->code, code))
        return MQ_NOTICE_ITEM (item)->text; /* the list holds it */
    }

  return NULL;
}

static MqConversationList *
begin (const char *step)
{
  bench_forget_all ();
  if (step != NULL)
    bench_hold (step);
  return bench_open ();
}

static MqConversation *
start (MqConversationList *conversations)
{
  MqConversation *chair = mq_conversation_list_start (conversations);

  bench_send (chair, "Create a 3D object of a chair");
  return chair;
}

static void
wait_done (MqConversation *conversation, guint done)
{
  while (find_item (conversation) == NULL || find_item (conversation)->done != done)
    dex_await (dex_timeout_new_msec (5), NULL);
}

static void
check_pictures (MqVersionItem *item, guint n)
{
  g_assert_cmpuint (g_strv_length (item->pictures), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_true (g_file_test (item->pictures[i], G_FILE_TEST_IS_REGULAR));
}

/* One card says it, live and from the record, and no “Stopped”. */
static void
check_stopped (MqConversationList *conversations, MqConversation *chair, const char *text,
               guint n_pictures)
{
  MqVersionItem *item = find_item (chair);

  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);
  g_assert_true (item->version == bench_get_version (chair, 1));
  check_pictures (item, n_pictures);
  g_assert_cmpstr (find_notice (chair, "render-failed"), ==, text);
  g_assert_cmpuint (bench_count_notices (chair, "render-failed"), ==, 1);
  g_assert_cmpuint (bench_count_notices (chair, "stopped"), ==, 0);
  bench_check_record (conversations, chair);
}

/* Stops, and looks at it again after a restart. */
static void
stop (MqConversationList *conversations, MqConversation *chair, const char *text, guint n_pictures)
{
  g_assert_true (dex_await (mq_conversation_stop (chair), NULL));
  check_stopped (conversations, chair, text, n_pictures);
  bench_wait_children (1); /* the service */
  g_object_unref (chair);
  bench_close (conversations);

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  check_stopped (conversations, chair, text, n_pictures);
  g_object_unref (chair);
  bench_close (conversations);
}

static void
test_stop_with_pictures (void)
{
  MqConversationList *conversations = begin ("picture-3");
  MqConversation *chair = start (conversations);

  wait_done (chair, 2);
  stop (conversations, chair, "2 of 5 pictures are rendered. You stopped it.", 2);
}

/* The version has its preview. */
static void
test_stop_before_pictures (void)
{
  MqConversationList *conversations = begin ("final");
  MqConversation *chair = start (conversations);

  bench_wait_held ("final");
  stop (conversations, chair,
        "The version is complete; only its pictures are missing. You stopped it.", 1);
}

/* What waits for its turn has rendered nothing, not even what another rendering left. */
static void
test_stop_in_queue (void)
{
  MqConversationList *conversations = begin ("picture-3");
  g_autoptr (MqConversation) first = start (conversations);
  MqConversation *second;

  wait_done (first, 2);
  second = start (conversations);
  while (find_notice (second, "render-waiting") == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);

  g_assert_true (dex_await (mq_conversation_stop (second), NULL));
  g_assert_cmpuint (bench_count_versions (second), ==, 1);
  g_assert_cmpuint (g_strv_length (find_item (second)->pictures), ==, 1);
  g_assert_cmpstr (find_notice (second, "render-failed"), ==,
                   "The version is complete; only its pictures are missing. You stopped it.");

  g_assert_cmpint (mq_conversation_get_state (first), ==, MQ_CONVERSATION_WORKING);
  bench_release ();
  bench_wait_state (first, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (g_strv_length (find_item (first)->pictures), ==, 5);
  g_object_unref (second);
  bench_close (conversations);
}

/* What waits for its turn makes room for the next change. */
static void
test_change_in_queue (void)
{
  MqConversationList *conversations = begin ("picture-3");
  g_autoptr (MqConversation) first = start (conversations);
  g_autoptr (MqConversation) second = NULL;

  wait_done (first, 2);
  second = start (conversations);
  while (find_notice (second, "render-waiting") == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpuint (bench_count_versions (second), ==, 1);

  bench_send (second, "add 2 armrests");
  while (bench_count_versions (second) < 2)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpint (mq_conversation_get_state (first), ==, MQ_CONVERSATION_WORKING);

  bench_release ();
  bench_wait_state (first, MQ_CONVERSATION_WAITING);
  bench_wait_state (second, MQ_CONVERSATION_WAITING);
  for (guint i = 1; i <= 2; i++)
    {
      g_autoptr (MqVersion) version = g_object_ref (bench_get_version (second, i));

      while (mq_version_get_n_pictures (version) < 5)
        dex_await (dex_timeout_new_msec (5), NULL);
    }
  g_clear_object (&first);
  g_clear_object (&second);
  bench_close (conversations);
}

/* Of a change, too; and the one that is queued behind it is not begun. */
static void
test_stop_change (void)
{
  MqConversationList *conversations = begin (NULL);
  g_autoptr (MqConversation) chair = bench_make_chair (conversations);

  bench_hold ("picture-4");
  bench_send (chair, "add 2 armrests");
  wait_done (chair, 3);
  bench_send (chair, "make it taller");
  g_assert_true (dex_await (mq_conversation_stop (chair), NULL));
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);
  g_assert_cmpstr (find_notice (chair, "render-failed"), ==,
                   "3 of 5 pictures are rendered. You stopped it.");
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 2);
  bench_check_record (conversations, chair);
  g_clear_object (&chair);
  bench_close (conversations);

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 2);
  g_clear_object (&chair);
  bench_close (conversations);
}

/* Closed while pictures are rendered, and opened again: the card and the list show the preview
 * until the pictures come. It goes when the run is over. */
static void
test_reopened (void)
{
  MqConversationList *conversations = begin ("final");
  g_autoptr (MqConversation) chair = start (conversations);
  g_autofree char *preview = NULL;

  bench_wait_held ("final");
  g_clear_object (&chair);
  bench_close (conversations);

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  bench_wait_state (chair, MQ_CONVERSATION_WORKING);
  while ((preview = mq_conversation_dup_thumbnail (chair)) == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_true (g_file_test (preview, G_FILE_TEST_IS_REGULAR));
  while (find_item (chair) == NULL || find_item (chair)->version == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpstr (find_item (chair)->pictures[0], ==, preview);

  bench_release ();
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (g_strv_length (find_item (chair)->pictures), ==, 5);
  g_assert_true (dex_await (mq_conversation_finish (chair), NULL));
  bench_wait_state (chair, MQ_CONVERSATION_DONE);
  g_assert_false (g_file_test (preview, G_FILE_TEST_EXISTS));
  g_clear_object (&chair);
  bench_close (conversations);
}

/* Closed after three pictures of five, and opened again: only the other two are drawn. */
static void
test_continued (void)
{
  MqConversationList *conversations = begin ("picture-4");
  g_autofree char *drawn = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "drawn", NULL);
  g_autofree char *text = NULL;
  g_autofree char *progress = NULL;
  g_auto (GStrv) finals = NULL;
  g_autoptr (MqConversation) chair = NULL;

  g_setenv ("MQ_QUICK_DRAWN", drawn, TRUE);
  chair = start (conversations);
  wait_done (chair, 3);
  g_clear_object (&chair);
  bench_close (conversations);

  bench_hold ("picture-5");
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  bench_wait_held ("picture-5");
  wait_done (chair, 4);
  g_assert_cmpuint (find_item (chair)->of, ==, 5);
  g_assert_cmpuint (g_strv_length (find_item (chair)->pictures), ==, 4);
  progress = mq_version_item_describe_progress (find_item (chair));
  g_assert_cmpstr (progress, ==, "Rendering picture 5 of 5");
  g_assert_cmpstr (find_notice (chair, "pictures-kept"), ==,
                   "3 of 5 pictures were drawn before; the rest is drawn now");

  bench_release ();
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_unsetenv ("MQ_QUICK_DRAWN");
  check_pictures (find_item (chair), 5);
  g_assert_true (g_file_get_contents (drawn, &text, NULL, NULL));
  finals = g_strsplit (text, " final", -1);
  g_assert_cmpuint (g_strv_length (finals) - 1, ==, 5);
  g_clear_object (&chair);
  bench_close (conversations);
}

static void
check_not_kept (MqConversation *chair)
{
  const char *text = find_notice (chair, "failed");
  const char *script = mq_timeline_find_failure (mq_conversation_get_timeline (chair))->draft;

  g_assert_true (g_str_has_prefix (text, "The version could not be kept: "));
  g_assert_nonnull (script);
  g_assert_nonnull (strstr (script, "import bpy"));
  g_assert_cmpuint (bench_count_notices (chair, "failed"), ==, 1);
  g_assert_cmpuint (bench_count_versions (chair), ==, 0);
}

/* A version that cannot be kept, as on a full disk: its script is offered, also later. */
static void
test_not_kept (void)
{
  MqConversationList *conversations = begin ("measure");
  g_autoptr (MqConversation) chair = start (conversations);
  g_autofree char *in_the_way = NULL;

  bench_wait_held ("measure");
  in_the_way = g_build_filename (g_getenv ("XDG_DATA_HOME"), "maquette", "sessions",
                                 mq_session_get_id (mq_conversation_get_session (chair)),
                                 "versions", NULL);
  g_assert_true (g_file_set_contents (in_the_way, "", 0, NULL));
  bench_release ();
  bench_wait_state (chair, MQ_CONVERSATION_FAILED);
  check_not_kept (chair);
  bench_wait_children (1); /* the service */
  g_clear_object (&chair);
  bench_close (conversations);

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  check_not_kept (chair);
  g_clear_object (&chair);
  bench_close (conversations);
}

MQ_TEST_PROGRAM (workspace_finals)
{
  mq_test_init (&argc, &argv);
  bench_write_config (FIVE_PICTURES);
  mq_test_add_fiber ("/workspace/finals/stop-with-pictures", test_stop_with_pictures);
  mq_test_add_fiber ("/workspace/finals/stop-before-pictures", test_stop_before_pictures);
  mq_test_add_fiber ("/workspace/finals/stop-in-queue", test_stop_in_queue);
  mq_test_add_fiber ("/workspace/finals/change-in-queue", test_change_in_queue);
  mq_test_add_fiber ("/workspace/finals/stop-change", test_stop_change);
  mq_test_add_fiber ("/workspace/finals/reopened", test_reopened);
  mq_test_add_fiber ("/workspace/finals/continued", test_continued);
  mq_test_add_fiber ("/workspace/finals/not-kept", test_not_kept);
  return mq_test_run ();
}
