/* Runs at the conversations, with the real service and the real library; Blender is played. */
#include "app/workspace-bench.h"

#include "app/conversation/mq-conversation-private.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <glib/gstdio.h>
#include <string.h>

/* From the first words to a tree of versions, all in one session; and all of it again when it is
 * read back. */
static void
test_tree (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *thumbnail = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  bench_forget_all ();
  conversations = bench_open ();
  g_assert_true (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
  chair = bench_make_chair (conversations);
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);
  g_assert_true (mq_conversation_get_current_version (chair) == bench_get_version (chair, 1));
  thumbnail = mq_conversation_dup_thumbnail (chair);
  g_assert_nonnull (thumbnail);
  g_assert_true (mq_conversation_get_unread (chair));
  bench_expect_status (chair, "Create a 3D object of a chair");

  bench_send (chair, "add 2 armrests");
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_WORKING);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);
  g_assert_cmpuint (bench_get_parent (chair, 2), ==, 1);

  mq_conversation_set_current_version (chair, bench_get_version (chair, 1));
  bench_send (chair, "make it taller");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 3);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 1);
  g_assert_true (mq_conversation_get_current_version (chair) == bench_get_version (chair, 3));

  version = dex_await_object (
      mq_conversation_run_script (chair, "import bpy\n", bench_get_version (chair, 2), NULL),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mq_version_get_number (version), ==, 4);
  g_assert_cmpuint (bench_get_parent (chair, 4), ==, 2);
  g_assert_cmpuint (mq_conversation_get_fault_line (chair), ==, 0);

  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  dex_await (mq_conversation_finish (chair), &error);
  g_assert_no_error (error);
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  bench_expect_status (chair, "4 versions");

  /* The sketcher can only change what it planned. */
  mq_conversation_set_current_version (chair, bench_get_version (chair, 3));
  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 5), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)), ==,
                    1);

  before = bench_describe (chair);
  g_clear_object (&chair);
  g_clear_object (&version);
  bench_close (g_steal_pointer (&conversations));
  bench_wait_children (0);

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  bench_wait_followed (chair);
  after = bench_describe (chair);
  g_assert_cmpstr (after, ==, before);

  /* Nothing but the service waits with it, and it can be gone on with all the same. */
  bench_wait_children (1);
  bench_send (chair, "make it taller");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 6), ==, 5);
  dex_await (mq_conversation_finish (chair), &error);
  g_assert_no_error (error);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

static void
assert_current (MqConversation *conversation, guint number)
{
  g_assert_true (mq_conversation_get_current_version (conversation)
                 == bench_get_version (conversation, number));
}

/* Undo needs no run: the version is current at once, also after a start, and the next change starts
 * from it. */
static void
test_undo (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  bench_forget_all ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  bench_send (chair, "add 2 armrests");

  /* Not while a run works. */
  dex_await (mq_conversation_step (chair, MQ_VERSION_STEP_UNDO, 0), &error);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CONFLICT);
  g_clear_error (&error);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);

  dex_await (mq_conversation_send (chair, mq_message_new ("Undo that.", NULL)), &error);
  g_assert_no_error (error);
  assert_current (chair, 1);
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);
  g_assert_cmpuint (bench_count_notices (chair, "current"), ==, 1);
  dex_await (mq_conversation_step (chair, MQ_VERSION_STEP_UNDO, 0), &error);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  dex_await (mq_conversation_send (chair, mq_message_new ("go back to version 7", NULL)), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bench_count_notices (chair, "no-version"), ==, 1);

  dex_await (mq_conversation_step (chair, MQ_VERSION_STEP_REDO, 0), &error);
  g_assert_no_error (error);
  assert_current (chair, 2);
  dex_await (mq_conversation_step (chair, MQ_VERSION_STEP_UNDO, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bench_count_notices (chair, "current"), ==, 2); /* the last two are one line */
  assert_current (chair, 1);

  before = bench_describe (chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  assert_current (chair, 1);
  dex_await (mq_conversation_load (chair), &error);
  g_assert_no_error (error);
  after = bench_describe (chair);
  g_assert_cmpstr (after, ==, before);

  dex_await (mq_conversation_send (chair, mq_message_new ("redo", NULL)), &error);
  assert_current (chair, 2);
  dex_await (mq_conversation_send (chair, mq_message_new ("go back to 1", NULL)), &error);
  bench_send (chair, "make it taller");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 1);
  assert_current (chair, 3);
  dex_await (mq_conversation_finish (chair), &error);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* After a script of the user's own, words change it as they change any version. */
static void
test_own_script (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autofree char *path = NULL;
  g_autofree char *script = NULL;
  g_autofree char *timeline = NULL;
  g_autoptr (GError) error = NULL;

  bench_forget_all ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  dex_await (mq_conversation_finish (chair), NULL);
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  path = g_build_filename (mq_version_get_dir (bench_get_version (chair, 1)), "script.py", NULL);
  g_assert_true (g_file_get_contents (path, &script, NULL, NULL));
  version = dex_await_object (
      mq_conversation_run_script (chair, script, bench_get_version (chair, 1), NULL), &error);
  g_assert_no_error (error);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);

  /* The run that made it, and one that goes on from it later. */
  bench_send (chair, "make it wider");
  while (bench_count_versions (chair) < 3 && bench_count_notices (chair, "refused") == 0)
    dex_await (dex_timeout_new_msec (20), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  mq_conversation_set_current_version (chair, version);
  bench_send (chair, "make it taller");
  while (bench_count_versions (chair) < 4 && bench_count_notices (chair, "refused") == 0)
    dex_await (dex_timeout_new_msec (20), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  timeline = bench_describe (chair);
  g_test_message ("%s", timeline);
  g_assert_cmpuint (bench_count_versions (chair), ==, 4);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 2);
  g_assert_cmpuint (bench_get_parent (chair, 4), ==, 2);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* What is said while a run works waits for its turn. */
static void
test_queue (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;

  bench_forget_all ();
  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);

  /* Three at once, the first of which starts the run. */
  dex_future_disown (
      mq_conversation_send (chair, mq_message_new ("Create a 3D object of a chair", NULL)));
  dex_future_disown (mq_conversation_send (chair, mq_message_new ("add 2 armrests", NULL)));
  bench_send (chair, "make it taller");
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_WORKING);
  while (bench_count_versions (chair) < 3)
    dex_await (dex_timeout_new_msec (20), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 2);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 3);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* A title that the user gives in the middle of a run stays, whatever the next plan says; and a copy
 * of the session has it, too. */
static void
test_title (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqConversation) copy = NULL;
  g_autoptr (GError) error = NULL;
  const char *id;

  bench_forget_all ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  g_assert_cmpstr (mq_conversation_get_title (chair), ==, "Chair");
  g_assert_true (dex_await (mq_conversation_rename (chair, "Aunt Mary's"), NULL));
  bench_send (chair, "add 2 armrests");
  /* The run waited for it. */
  g_assert_cmpuint (mq_timeline_get_n_queued (mq_conversation_get_timeline (chair)), ==, 0);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);
  g_assert_cmpstr (mq_conversation_get_title (chair), ==, "Aunt Mary's");

  copy = dex_await_object (mq_conversation_list_duplicate (conversations, chair), &error);
  g_assert_no_error (error);
  id = mq_session_get_id (mq_conversation_get_session (copy));
  g_assert_true (mq_conversation_list_find (conversations, id) == copy && copy != chair);
  g_assert_cmpstr (mq_conversation_get_title (copy), ==, "Aunt Mary's (copy)");
  g_assert_nonnull (mq_conversation_get_current_version (copy));

  g_clear_object (&chair);
  g_clear_object (&copy);
  bench_close (g_steal_pointer (&conversations));
}

static void
take_text (MqConversation *conversation, const MqMessage *message, char **returned)
{
  g_set_str (returned, message->text);
}

/* What the service refuses is the user's again, and the run waits still. */
static void
test_refused (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autofree char *too_long = g_strnfill (10001, 'a');

  bench_forget_all ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *returned = NULL;
      gulong handler = g_signal_connect (chair, "returned", G_CALLBACK (take_text), &returned);

      bench_send (chair, too_long);
      while (bench_count_notices (chair, "not-taken") <= i)
        dex_await (dex_timeout_new_msec (5), NULL);
      g_assert_cmpstr (returned, ==, too_long);
      g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_WAITING);
      g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 1);
      g_signal_handler_disconnect (chair, handler);
    }

  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 2);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* Stopped at every moment, and at once: nothing goes on, nothing typed is lost, and what one says
 * next goes on. */
static void
test_stop (void)
{
  for (guint moment = 0; moment <= BENCH_N_MOMENTS; moment++)
    {
      g_autoptr (MqConversationList) conversations = NULL;
      g_autoptr (MqConversation) chair = NULL;
      g_autofree char *returned = NULL;
      g_autoptr (JsonArray) unsent = NULL;
      /* The version is kept, and says itself that its pictures were stopped. */
      gboolean is_final = moment < BENCH_N_MOMENTS && moment % (BENCH_N_MOMENTS / 2) == 4;
      guint n_messages;

      bench_forget_all ();
      conversations = bench_open ();
      chair = mq_conversation_list_start (conversations);
      g_signal_connect (chair, "returned", G_CALLBACK (take_text), &returned);
      if (moment < BENCH_N_MOMENTS)
        bench_reach_moment (chair, moment);
      else
        {
          bench_send (chair, "Create a 3D object of a chair");
          bench_send (chair, "add 2 armrests");
        }

      g_assert_true (dex_await (mq_conversation_stop (chair), NULL));
      g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
      bench_wait_children (1); /* the service */
      g_assert_cmpuint (bench_count_notices (chair, "stopped"), ==, is_final ? 0 : 1);
      g_assert_cmpuint (bench_count_versions (chair), ==,
                        (moment >= BENCH_N_MOMENTS / 2 && moment < BENCH_N_MOMENTS) + is_final);
      /* What was not taken up is the user's again. */
      if (moment < BENCH_N_MOMENTS / 2)
        g_assert_cmpstr (returned, ==, "add 2 armrests");
      else if (moment < BENCH_N_MOMENTS)
        g_assert_null (returned);
      g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)),
                        ==, 1);

      /* What one sees is what is recorded, but for the last moment; and it does not begin again. */
      n_messages = bench_count (chair, MQ_TYPE_MESSAGE_ITEM);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
      conversations = bench_open ();
      chair = bench_get_first (conversations);
      g_assert_true (dex_await (mq_conversation_load (chair), NULL));
      g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, n_messages);
      g_assert_cmpuint (bench_count_notices (chair, "stopped"), ==, is_final ? 0 : 1);
      g_assert_cmpuint (bench_count_notices (chair, "cancelled"), ==, 0);
      unsent = dex_await_boxed (mq_library_load_unsent (mq_workspace_get_library (
                                    mq_conversation_list_get_workspace (conversations))),
                                NULL);
      g_assert_cmpuint (json_array_get_length (unsent), ==, 0);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
    }
}

static void
take_pictures (MqConversation *conversation, const MqMessage *message, GStrv *returned)
{
  g_strfreev (*returned);
  *returned = g_strdupv (message->pictures);
}

/* With what was not taken up its picture comes back, although whoever sent it has deleted it. */
static void
test_stop_with_picture (void)
{
  g_autofree char *dir = mq_test_make_dir ("sent");
  g_autofree char *path = g_build_filename (dir, "chair.png", NULL);
  const char *const pictures[] = { path, NULL };
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_auto (GStrv) returned = NULL;
  g_autofree char *contents = NULL;

  g_assert_true (g_file_set_contents (path, "\211PNG\r\n\032\n a chair", -1, NULL));
  bench_forget_all ();
  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);
  g_signal_connect (chair, "returned", G_CALLBACK (take_pictures), &returned);
  bench_hold ("execute");
  bench_send (chair, "Create a 3D object of a chair");
  bench_wait_activity (chair, "Running the script");
  g_assert_true (
      dex_await (mq_conversation_send (chair, mq_message_new ("like this", pictures)), NULL));
  g_assert_cmpint (g_unlink (path), ==, 0);

  g_assert_true (dex_await (mq_conversation_stop (chair), NULL));
  g_assert_nonnull (returned);
  g_assert_cmpuint (g_strv_length (returned), ==, 1);
  g_assert_true (g_file_get_contents (returned[0], &contents, NULL, NULL));
  g_assert_true (g_str_has_suffix (contents, " a chair"));

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* @name: a code or a level */
static MqNoticeItem *
find_notice (MqConversation *conversation, const char *name)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      if (MQ_IS_NOTICE_ITEM (item)
          && (g_str_equal (MQ_NOTICE_ITEM (item)->code, name)
              || g_str_equal (MQ_NOTICE_ITEM (item)->level, name)))
        return MQ_NOTICE_ITEM (item); /* the list holds it */
    }

  return NULL;
}

/* A picture for a team that does not support any is left out with a word; pictures alone are
 * refused in words that a person understands, by no name that a person did not give. */
static void
test_picture_not_sent (void)
{
  g_autofree char *dir = mq_test_make_dir ("unseen");
  g_autofree char *path = g_build_filename (dir, "44fcaf3c-142c-4a69-9d55-d3a2a1a1cd4e.png", NULL);
  const char *const pictures[] = { path, NULL };
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqConversation) alone = NULL;
  g_autofree char *title = NULL;

  g_assert_true (g_file_set_contents (path, "\211PNG\r\n\032\n a chair", -1, NULL));
  bench_forget_all ();
  conversations = bench_open ();
  alone = mq_conversation_list_start (conversations);
  dex_await (mq_conversation_send (alone, mq_message_new ("", pictures)), NULL);
  bench_wait_state (alone, MQ_CONVERSATION_FAILED);
  g_object_get (alone, "title", &title, NULL);
  g_assert_cmpstr (title, ==, "From a picture");
  g_assert_true (g_str_has_prefix (find_notice (alone, "error")->text,
                                   "The built-in sketcher does not support pictures."));

  chair = mq_conversation_list_start (conversations);
  g_assert_true (dex_await (
      mq_conversation_send (chair, mq_message_new ("Create a 3D object of a chair", pictures)),
      NULL));
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpstr (find_notice (chair, "pictures-not-sent")->text, ==,
                   "The picture was not sent, only the words were");
  g_assert_cmpstr (find_notice (chair, "pictures-not-sent")->level, ==, "warning");

  g_clear_object (&alone);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* One own script after the other: what was promised of the first is let go of. */
static void
test_scripts (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;

  bench_forget_all ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  for (guint number = 2; number < 5; number++)
    {
      g_autoptr (MqVersion) version = NULL;
      g_autoptr (GError) error = NULL;

      version = dex_await_object (
          mq_conversation_run_script (chair, "import bpy\n", bench_get_version (chair, 1), NULL),
          &error);
      g_assert_no_error (error);
      g_assert_cmpuint (mq_version_get_number (version), ==, number);
      bench_wait_state (chair, MQ_CONVERSATION_WAITING);
    }

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* What Blender is at is not waited for: here that takes longer than any test may. */
static void
test_stop_at_once (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;

  bench_forget_all ();
  bench_hold ("check");
  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);
  bench_send (chair, "Create a 3D object of a chair");
  bench_wait_activity (chair, "Checking the script against this Blender");

  g_assert_true (dex_await (mq_conversation_stop (chair), NULL));
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  bench_wait_children (1); /* the service */

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  bench_wait_children (0);
}

static guint
count_steps (MqConversation *conversation, const char *role)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);
      GListModel *steps = MQ_IS_PHASE_ITEM (item) ? G_LIST_MODEL (MQ_PHASE_ITEM (item)->steps)
                                                  : NULL;

      for (guint j = 0; steps != NULL && j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr (MqStepItem) step = g_list_model_get_item (steps, j);

          n += g_str_equal (step->role, role);
        }
    }

  return n;
}

/* Stop is not the end: what there was, the plan and the script, is gone on from, also after a
 * restart. */
static void
test_try_again (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;

  bench_forget_all ();
  bench_hold ("execute");
  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);
  bench_send (chair, "Create a 3D object of a chair");
  bench_wait_activity (chair, "Running the script");
  g_assert_true (dex_await (mq_conversation_stop (chair), NULL));
  g_assert_cmpuint (count_steps (chair, "planner"), ==, 1);
  g_assert_cmpuint (count_steps (chair, "writer"), ==, 1);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  bench_release ();
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  g_assert_true (dex_await (mq_conversation_try_again (chair), NULL));
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);
  g_assert_cmpuint (count_steps (chair, "planner"), ==, 1);
  g_assert_cmpuint (count_steps (chair, "writer"), ==, 1);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 2);
  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 2), ==, 1);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* The service dies in the middle: the user sees a note at most. */
static void
test_service_killed (void)
{
  for (guint moment = 0; moment < BENCH_N_MOMENTS; moment++)
    {
      g_autoptr (MqConversationList) conversations = NULL;
      g_autoptr (MqConversation) chair = NULL;

      bench_forget_all ();
      conversations = bench_open ();
      chair = mq_conversation_list_start (conversations);
      bench_reach_moment (chair, moment);
      bench_signal_children ("maquette-service", SIGKILL);
      bench_release ();
      while (bench_count_versions (chair) < 2)
        dex_await (dex_timeout_new_msec (20), NULL);
      bench_wait_state (chair, MQ_CONVERSATION_WAITING);
      g_assert_cmpuint (bench_count_versions (chair), ==, 2);

      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
    }
}

static guint
count_unsent (MqConversationList *conversations)
{
  g_autoptr (JsonArray) unsent = dex_await_boxed (
      mq_library_load_unsent (
          mq_workspace_get_library (mq_conversation_list_get_workspace (conversations))),
      NULL);

  g_assert_nonnull (unsent);
  return json_array_get_length (unsent);
}

/* A service that does not answer keeps nobody from stopping, nothing said is lost, and it ends the
 * run when it answers. */
static void
test_stop_hanging (void)
{
  for (guint early = 0; early < 2; early++)
    {
      g_autoptr (MqConversationList) conversations = NULL;
      g_autoptr (MqConversation) chair = NULL;

      bench_forget_all ();
      bench_hold ("execute");
      conversations = bench_open ();
      chair = mq_conversation_list_start (conversations);
      dex_await (mq_workspace_wait_runs (mq_conversation_list_get_workspace (conversations)), NULL);
      if (early)
        g_assert_cmpuint (bench_signal_children ("maquette-service", SIGSTOP), ==, 1);
      bench_send (chair, "Create a 3D object of a chair");
      if (!early)
        {
          bench_wait_activity (chair, "Running the script");
          g_assert_cmpuint (bench_signal_children ("maquette-service", SIGSTOP), ==, 1);
        }
      g_assert_true (dex_await (mq_conversation_stop (chair), NULL));
      g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
      g_assert_cmpuint (bench_count_notices (chair, "stopped"), ==, 1);
      bench_signal_children ("maquette-service", SIGCONT);
      bench_release ();
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));

      conversations = bench_open ();
      chair = bench_get_first (conversations);
      g_assert_true (dex_await (mq_conversation_load (chair), NULL));
      g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 1);
      g_assert_cmpuint (bench_count_notices (chair, "stopped"), ==, 1);
      dex_await (mq_workspace_wait_runs (mq_conversation_list_get_workspace (conversations)), NULL);
      while (count_unsent (conversations) > 0)
        dex_await (dex_timeout_new_msec (20), NULL);
      g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
      bench_check_record (conversations, chair);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
    }
}

/* As when the run has waited for too long. */
static void
stop_blender (MqConversation *conversation)
{
  g_assert_cmpint (mq_conversation_get_state (conversation), ==, MQ_CONVERSATION_WAITING);
  mq_run_stop_blender (mq_open_run_get_run (conversation->run));
}

/* One that waits long has no Blender, until something is said. */
static void
test_park (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;

  bench_forget_all ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  g_assert_cmpuint (bench_count_children (), >, 0);

  /* Said in the middle of it. */
  stop_blender (chair);
  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 2), ==, 1);

  stop_blender (chair);
  bench_wait_children (1); /* the service */
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_WAITING);

  /* “Try Again” of something else does not touch it. */
  g_assert_true (
      dex_await (mq_workspace_open (mq_conversation_list_get_workspace (conversations)), NULL));
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_WAITING);
  mq_conversation_set_current_version (chair, bench_get_version (chair, 1));
  bench_send (chair, "make it taller");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 1);

  stop_blender (chair);
  g_assert_true (dex_await (mq_conversation_finish (chair), NULL));
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  bench_wait_children (1); /* the service */

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  bench_wait_children (0);
}

/* Its service has lost it: what was kept is there, and one goes on from it. */
static void
test_journal_lost (void)
{
  static const char *const steps[] = { "check", "final", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (MqConversationList) conversations = NULL;
      g_autoptr (MqConversation) chair = NULL;
      g_autofree char *journal = g_build_filename (g_getenv ("XDG_STATE_HOME"), "maquette", NULL);

      bench_forget_all ();
      conversations = bench_open ();
      chair = mq_conversation_list_start (conversations);
      if (steps[i] != NULL)
        bench_hold (steps[i]);
      bench_send (chair, "Create a 3D object of a chair");
      while (bench_count (chair, MQ_TYPE_PHASE_ITEM) == 0)
        dex_await (dex_timeout_new_msec (10), NULL);
      if (steps[i] == NULL)
        bench_wait_state (chair, MQ_CONVERSATION_WAITING);
      else
        bench_wait_activity (chair, i == 0 ? "Checking the script against this Blender"
                                           : "Rendering pictures");
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
      if (steps[i] != NULL)
        bench_release ();

      mq_test_remove_tree (journal);
      conversations = bench_open ();
      chair = bench_get_first (conversations);
      if (bench_count_versions (chair) == 0)
        {
          g_assert_true (dex_await (mq_conversation_load (chair), NULL));
          g_assert_cmpuint (bench_count_notices (chair, "interrupted"), ==, 1);
          bench_send (chair, "Create a 3D object of a chair");
        }
      else
        bench_send (chair, "add 2 armrests");
      bench_wait_state (chair, MQ_CONVERSATION_WAITING);
      g_assert_cmpuint (bench_count_versions (chair), >, 0);

      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
    }
}

/* Let go of at every moment, and gone on with at the next start, as if nothing had been. */
static void
test_resume (void)
{
  g_autofree char *whole = NULL;

  for (guint moment = 0; moment < BENCH_N_MOMENTS; moment++)
    {
      g_autoptr (MqConversationList) conversations = NULL;
      g_autoptr (MqConversation) chair = NULL;
      g_autofree char *timeline = NULL;

      bench_forget_all ();
      conversations = bench_open ();
      chair = mq_conversation_list_start (conversations);
      bench_reach_moment (chair, moment);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
      bench_wait_children (0);
      bench_release ();

      conversations = bench_open ();
      chair = bench_get_first (conversations);
      dex_await (mq_conversation_load (chair), NULL);
      while (bench_count_versions (chair) < 2)
        dex_await (dex_timeout_new_msec (20), NULL);
      bench_wait_followed (chair);
      timeline = bench_describe (chair);
      g_test_message ("Moment %u: %s", moment, timeline);
      g_assert_cmpuint (bench_count_versions (chair), ==, 2);
      g_assert_cmpuint (bench_get_parent (chair, 2), ==, 1);
      if (whole == NULL)
        whole = g_steal_pointer (&timeline);
      else
        g_assert_cmpstr (timeline, ==, whole);

      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
    }
}

MQ_TEST_PROGRAM (workspace_runs)
{
  mq_test_init (&argc, &argv);
  bench_write_config (BENCH_QUICK);
  mq_test_add_fiber ("/workspace/runs/tree", test_tree);
  mq_test_add_fiber ("/workspace/runs/undo", test_undo);
  mq_test_add_fiber ("/workspace/runs/own-script", test_own_script);
  mq_test_add_fiber ("/workspace/runs/queue", test_queue);
  mq_test_add_fiber ("/workspace/runs/title", test_title);
  mq_test_add_fiber ("/workspace/runs/refused", test_refused);
  mq_test_add_fiber ("/workspace/runs/stop", test_stop);
  mq_test_add_fiber ("/workspace/runs/stop-with-picture", test_stop_with_picture);
  mq_test_add_fiber ("/workspace/runs/picture-not-sent", test_picture_not_sent);
  mq_test_add_fiber ("/workspace/runs/stop-at-once", test_stop_at_once);
  mq_test_add_fiber ("/workspace/runs/try-again", test_try_again);
  mq_test_add_fiber ("/workspace/runs/stop-hanging", test_stop_hanging);
  mq_test_add_fiber ("/workspace/runs/scripts", test_scripts);
  mq_test_add_fiber ("/workspace/runs/service-killed", test_service_killed);
  mq_test_add_fiber ("/workspace/runs/park", test_park);
  mq_test_add_fiber ("/workspace/runs/journal-lost", test_journal_lost);
  mq_test_add_fiber ("/workspace/runs/resume", test_resume);
  return mq_test_run ();
}
