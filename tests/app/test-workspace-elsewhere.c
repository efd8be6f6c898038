/* What the workspace says of runs that it did not begin, or began in an earlier life; and what is
 * said to it before it is open. A second workspace plays the other process: it has a library and a
 * connection of its own. */
#include "app/workspace-bench.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <string.h>

static void
begin (void)
{
  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
}

/* "Failed" and the wish are there as soon as the list is. */
static void
test_restart (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) lamp = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autofree char *blender = g_build_filename (g_getenv ("XDG_DATA_HOME"), "blender", NULL);
  g_autofree char *config = g_strdup_printf ("render: {num_images: 1, resolution_scale: 0.1}\n"
                                             "blender: {sandbox: off, executable: %s}\n",
                                             blender);
  g_autofree char *text = NULL;
  g_autofree char *failed = NULL;
  gsize length;

  begin ();
  g_assert_true (g_file_get_contents (MQ_TEST_QUICK_BLENDER, &text, &length, NULL));
  g_assert_true (
      g_file_set_contents_full (blender, text, length, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  bench_write_config (config);

  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  g_unlink (blender);
  lamp = mq_conversation_list_start (conversations);
  bench_send (lamp, "Create a 3D object of a table lamp");
  bench_wait_state (lamp, MQ_CONVERSATION_FAILED);
  failed = g_strdup (mq_session_get_id (mq_conversation_get_session (lamp)));
  bench_expect_status (lamp, "Failed");
  g_clear_object (&lamp);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  /* Without a Blender nothing is taken up, and it is said all the same. */
  conversations = bench_open ();
  lamp = g_object_ref (mq_conversation_list_find (conversations, failed));
  bench_expect_status (lamp, "Failed");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqConversation) other
          = g_list_model_get_item (mq_conversation_list_get_model (conversations), i);

      if (other != lamp)
        {
          bench_wait_state (other, MQ_CONVERSATION_WAITING);
          bench_expect_status (other, "Create a 3D object of a chair");
        }
    }

  g_clear_object (&lamp);
  bench_close (g_steal_pointer (&conversations));
}

/* Starts a run in @other that stays at its pictures. Returns: (transfer full): its conversation */
static MqConversation *
start_elsewhere (MqConversationList **other, MqConversationList **conversations)
{
  MqConversation *theirs;

  bench_hold ("final");
  *other = bench_open ();
  *conversations = bench_open ();
  theirs = mq_conversation_list_start (*other);
  bench_send (theirs, "Create a 3D object of a chair");

  return theirs;
}

/* Waits until @workspace follows the pictures of a run that began elsewhere, by itself: nobody asks
 * it to look. Returns: (transfer full): its conversation */
static MqConversation *
wait_followed (MqConversationList *conversations)
{
  MqConversation *ours;

  while (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)) == 0)
    dex_await (dex_timeout_new_msec (5), NULL);
  ours = bench_get_first (conversations);
  bench_wait_state (ours, MQ_CONVERSATION_WORKING);
  bench_wait_activity (ours, "Rendering pictures");
  /* The phase is heard before its instruction, and the leading client keeps nothing until then. */
  bench_wait_held ("final");

  return ours;
}

/* Each sees what the other does while it does it, and can tell the run of either. */
static void
test_follow (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversationList) other = NULL;
  g_autoptr (MqConversation) theirs = NULL;
  g_autoptr (MqConversation) ours = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  begin ();
  theirs = start_elsewhere (&other, &conversations);
  ours = wait_followed (conversations);
  g_assert_cmpint (mq_conversation_get_state (theirs), ==, MQ_CONVERSATION_WORKING);
  bench_release ();
  bench_wait_state (ours, MQ_CONVERSATION_WAITING);
  bench_wait_state (theirs, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count (ours, MQ_TYPE_VERSION_ITEM), ==, 1);
  g_assert_cmpuint (bench_count_versions (ours), ==, 1);

  /* Told here, carried out there. */
  bench_send (ours, "add 2 armrests");
  while (bench_count_versions (ours) < 2 || bench_count_versions (theirs) < 2)
    dex_await (dex_timeout_new_msec (5), NULL);
  bench_wait_state (ours, MQ_CONVERSATION_WAITING);
  bench_wait_state (theirs, MQ_CONVERSATION_WAITING);
  before = bench_describe (ours);
  after = bench_describe (theirs);
  g_assert_cmpstr (before, ==, after);
  g_clear_pointer (&before, g_free);
  g_clear_pointer (&after, g_free);

  /* A run that another one leads goes on when the window here is closed. */
  g_assert_true (dex_await (mq_conversation_list_finish_waiting (conversations), NULL));
  g_assert_cmpint (mq_conversation_get_state (ours), ==, MQ_CONVERSATION_WAITING);

  /* Whoever led it has gone: it goes on here. */
  g_clear_object (&theirs);
  bench_close (g_steal_pointer (&other));
  bench_send (ours, "make it taller");
  while (bench_count_versions (ours) < 3)
    dex_await (dex_timeout_new_msec (5), NULL);
  bench_wait_state (ours, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (ours, 3), ==, 2);
  g_assert_true (dex_await (mq_conversation_finish (ours), NULL));
  g_assert_cmpint (mq_conversation_get_state (ours), ==, MQ_CONVERSATION_DONE);
  bench_expect_status (ours, "3 versions");

  /* What was followed is what one who comes later sees. */
  before = bench_describe (ours);
  g_clear_object (&ours);
  bench_close (g_steal_pointer (&conversations));
  conversations = bench_open ();
  ours = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (ours), NULL));
  after = bench_describe (ours);
  g_assert_cmpstr (after, ==, before);
  bench_check_record (conversations, ours);
  g_clear_object (&ours);
  bench_close (g_steal_pointer (&conversations));
  bench_wait_children (0);
}

/* The lead changes hands in the middle of a step, and one who follows stops the run of another. */
static void
test_hand_over (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversationList) other = NULL;
  g_autoptr (MqConversation) theirs = NULL;
  g_autoptr (MqConversation) ours = NULL;

  begin ();
  theirs = start_elsewhere (&other, &conversations);
  ours = wait_followed (conversations);
  g_clear_object (&theirs);
  bench_close (g_steal_pointer (&other));
  bench_release ();
  bench_wait_state (ours, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (ours), ==, 1);

  other = bench_open ();
  theirs = bench_get_first (other);
  bench_wait_followed (theirs);
  bench_hold ("execute");
  bench_send (theirs, "make it taller");
  bench_wait_state (ours, MQ_CONVERSATION_WORKING);
  g_assert_true (dex_await (mq_conversation_stop (theirs), NULL));
  bench_wait_state (ours, MQ_CONVERSATION_DONE);
  g_assert_cmpuint (bench_count_versions (ours), ==, 1);
  bench_release ();

  g_clear_object (&ours);
  g_clear_object (&theirs);
  bench_close (g_steal_pointer (&conversations));
  bench_close (g_steal_pointer (&other));
}

/* One who follows stops the run of another while its pictures are rendered: the version is kept. */
static void
test_stop_pictures (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversationList) other = NULL;
  g_autoptr (MqConversation) theirs = NULL;
  g_autoptr (MqConversation) ours = NULL;

  begin ();
  theirs = start_elsewhere (&other, &conversations);
  ours = wait_followed (conversations);
  g_assert_true (dex_await (mq_conversation_stop (ours), NULL));
  bench_wait_state (theirs, MQ_CONVERSATION_DONE);
  g_assert_cmpint (mq_conversation_get_state (ours), ==, MQ_CONVERSATION_DONE);
  g_assert_cmpuint (bench_count_versions (ours), ==, 1);
  g_assert_cmpuint (bench_count (ours, MQ_TYPE_VERSION_ITEM), ==, 1);
  g_assert_cmpuint (bench_count_versions (theirs), ==, 1);
  g_assert_cmpuint (bench_count_notices (ours, "stopped"), ==, 0);
  g_assert_cmpuint (bench_count_notices (theirs, "stopped"), ==, 0);
  bench_release ();

  g_clear_object (&ours);
  g_clear_object (&theirs);
  bench_close (g_steal_pointer (&conversations));
  bench_close (g_steal_pointer (&other));
}

/* @out: the file for what it says */
static GSubprocess *
start_cli (const char *const *argv, const char *out)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  GSubprocess *cli;

  g_subprocess_launcher_set_stdout_file_path (launcher, out);
  cli = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return cli;
}

/* A letter for each change and each version that is said, in their order. */
static char *
read_order (const char *out)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GString *order = g_string_new (NULL);

  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_autoptr (JsonObject) event = mq_json_parse_object (*line, -1, NULL);
      const char *name = event != NULL ? mq_json_get_string (event, "event", "") : "";

      if (g_str_equal (name, "kept") || g_str_equal (name, "refinement"))
        g_string_append_c (order, *name);
    }
  return g_string_free_and_steal (order);
}

/* The command line and the window: each follows and tells what the other began. Two changes of the
 * window wait for the first version, and no version is said after the change that follows it. */
static void
test_command_line (void)
{
  static const char *const make[]
      = { MQ_TEST_CLI, "--text", "Create a 3D object of a chair", "--refine", "make it taller",
          "--json",    NULL };
  const char *attach[] = { MQ_TEST_CLI, "--attach", NULL, "--refine", "make it taller", NULL };
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqConversation) second = NULL;
  g_autoptr (GSubprocess) cli = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = mq_test_make_dir ("said");
  g_autofree char *out = g_build_filename (folder, "out", NULL);
  g_autofree char *order = NULL;

  begin ();
  bench_hold ("final");
  conversations = bench_open ();
  cli = start_cli (make, out);
  chair = wait_followed (conversations);
  bench_send (chair, "add 2 armrests");
  bench_send (chair, "paint it red");
  bench_release ();
  g_assert_true (dex_await (dex_subprocess_wait_check (cli), &error));
  bench_wait_state (chair, MQ_CONVERSATION_DONE);
  g_assert_cmpuint (bench_count_versions (chair), ==, 4);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 4);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_VERSION_ITEM), ==, 4);
  bench_check_record (conversations, chair);
  order = read_order (out);
  g_assert_cmpstr (order, ==, "krkrkrk");

  second = mq_conversation_list_start (conversations);
  bench_send (second, "Create a 3D object of a table lamp");
  bench_wait_state (second, MQ_CONVERSATION_WAITING);
  attach[2] = mq_session_get_id (mq_conversation_get_session (second));
  g_clear_object (&cli);
  cli = start_cli (attach, "/dev/null");
  g_assert_true (dex_await (dex_subprocess_wait_check (cli), &error));
  g_assert_no_error (error);
  bench_wait_state (second, MQ_CONVERSATION_DONE);
  g_assert_cmpuint (bench_count_versions (second), ==, 2);
  g_assert_cmpuint (bench_count (second, MQ_TYPE_MESSAGE_ITEM), ==, 2);

  g_clear_object (&chair);
  g_clear_object (&second);
  bench_close (g_steal_pointer (&conversations));
}

static void
take_returned (MqConversation *conversation, const MqMessage *message, char **returned)
{
  g_autofree char *before = g_steal_pointer (returned);

  *returned = before != NULL ? g_strconcat (message->text, "\n", before, NULL)
                             : g_strdup (message->text);
}

/* Words are taken while the workspace opens, in their order, and the run begins when it can. */
static void
test_early (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  DexFuture *first;
  DexFuture *second;

  begin ();
  conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  g_assert_true (mq_workspace_is_opening (mq_conversation_list_get_workspace (conversations)));
  dex_future_disown (mq_workspace_open (mq_conversation_list_get_workspace (conversations)));
  chair = mq_conversation_list_start (conversations);
  first = mq_conversation_send (chair, mq_message_new ("Create a 3D object of a chair", NULL));
  second = mq_conversation_send (chair, mq_message_new ("add 2 armrests", NULL));
  while (bench_count (chair, MQ_TYPE_MESSAGE_ITEM) < 2)
    dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_false (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_STARTING);
  g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)), ==,
                    1);

  g_assert_true (dex_await (first, NULL));
  g_assert_true (dex_await (second, NULL));
  g_assert_false (mq_workspace_is_opening (mq_conversation_list_get_workspace (conversations)));
  while (bench_count_versions (chair) < 2)
    dex_await (dex_timeout_new_msec (20), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 2);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  /* To a run that waits: it takes them up, none is begun anew. */
  conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  dex_future_disown (mq_workspace_open (mq_conversation_list_get_workspace (conversations)));
  while (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)) == 0)
    dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_true (mq_workspace_is_opening (mq_conversation_list_get_workspace (conversations)));
  chair = bench_get_first (conversations);
  bench_send (chair, "make it taller");
  while (bench_count_versions (chair) < 3)
    dex_await (dex_timeout_new_msec (20), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 2);
  g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 3);
  g_assert_cmpuint (bench_count_notices (chair, "interrupted"), ==, 0);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* When nothing can begin, or it was stopped meanwhile, the words are the user's again. */
static void
test_early_returned (void)
{
  for (guint stops = 0; stops < 2; stops++)
    {
      g_autoptr (MqConversationList) conversations = NULL;
      g_autoptr (MqConversation) chair = NULL;
      g_autofree char *returned = NULL;
      g_autoptr (GError) error = NULL;
      DexFuture *sent;
      DexFuture *second;

      begin ();
      if (!stops)
        bench_write_config ("blender: {executable: /nowhere/blender}\n");
      conversations = mq_conversation_list_new (mq_workspace_new (NULL));
      dex_future_disown (mq_workspace_open (mq_conversation_list_get_workspace (conversations)));
      chair = mq_conversation_list_start (conversations);
      g_signal_connect (chair, "returned", G_CALLBACK (take_returned), &returned);
      sent = mq_conversation_send (chair, mq_message_new ("a chair", NULL));
      while (mq_conversation_get_state (chair) != MQ_CONVERSATION_STARTING)
        dex_await (dex_timeout_new_msec (1), NULL);
      second = mq_conversation_send (chair, mq_message_new ("in red", NULL));
      dex_await (dex_timeout_new_msec (1), NULL);
      if (stops)
        dex_await (mq_conversation_stop (chair), NULL);

      /* Whoever sent them has their pictures still. */
      g_assert_false (dex_await (second, NULL));
      g_assert_false (dex_await (sent, &error));
      g_assert_true (
          g_error_matches (error, MQ_ERROR, stops > 0 ? MQ_ERROR_CANCELLED : MQ_ERROR_NO_BLENDER));
      g_assert_cmpstr (returned, ==, "a chair\nin red");
      g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_NEW);
      g_assert_cmpuint (bench_count (chair, MQ_TYPE_MESSAGE_ITEM), ==, 0);
      g_assert_cmpuint (bench_count_notices (chair, "not-taken"), ==, stops ? 0 : 1);
      g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)),
                        ==, 0);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
      bench_wait_children (0);
    }
}

MQ_TEST_PROGRAM (workspace_elsewhere)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/workspace/elsewhere/restart", test_restart);
  mq_test_add_fiber ("/workspace/elsewhere/follow", test_follow);
  mq_test_add_fiber ("/workspace/elsewhere/hand-over", test_hand_over);
  mq_test_add_fiber ("/workspace/elsewhere/stop-pictures", test_stop_pictures);
  mq_test_add_fiber ("/workspace/elsewhere/command-line", test_command_line);
  mq_test_add_fiber ("/workspace/elsewhere/early", test_early);
  mq_test_add_fiber ("/workspace/elsewhere/early-returned", test_early_returned);
  return mq_test_run ();
}
