/* What the timeline offers after a run that failed, and until when. No display. */
#include "app/add-message.h"
#include "timeline-support.h"

/* A way out is offered until something is said, or the run is over. */
static void
test_ways_out (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (MqNoticeItem) failed = NULL;
  MqNoticeItem *reached;

  g_assert_null (mq_timeline_get_last_message (timeline));
  add_message (timeline, NULL, "user", "a chair", NULL, FALSE, 1);
  timeline_feed (timeline, "notice",
                 "{\"level\": \"warning\", \"code\": \"budget-reached\", \"text\": \"Used up\"}",
                 NULL);
  reached = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0);
  g_assert_null (reached->next);
  add_message (timeline, NULL, "user", "taller", NULL, TRUE, 2);
  g_assert_true (reached->open);
  g_assert_cmpstr (mq_timeline_get_last_message (timeline)->message->text, ==, "taller");

  mq_timeline_remove_queued (timeline);
  timeline_feed (timeline, "failed",
                 "{\"type\": \"https://maquette.invalid/problems/model-key\", \"detail\": \"No\", "
                 "\"next\": \"Put in another key.\"}",
                 NULL);
  /* A further try takes it out of the list. */
  failed = g_object_ref (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 1));
  g_assert_cmpstr (failed->code, ==, "model-key");
  g_assert_false (reached->open);
  g_assert_true (failed->open);
  g_assert_cmpstr (mq_timeline_get_last_message (timeline)->message->text, ==, "a chair");

  add_message (timeline, NULL, "user", "a chair", NULL, FALSE, 3);
  g_assert_false (failed->open);
}

/* A row shows a notice when it is added, so the notice must be complete by then. */
static void
note_no_model (GListModel *items, guint position, guint n_removed, guint n_added,
               gboolean *no_model)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      if (MQ_IS_NOTICE_ITEM (item))
        *no_model = MQ_NOTICE_ITEM (item)->no_model;
    }
}

/* A change that a team without a model refuses is one card; steps between versions are one line. */
static void
test_one_card (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  MqNoticeItem *refused, *current;
  gboolean shown = FALSE;

  add_message (timeline, "1", "user", "undo the cushion", NULL, FALSE, 1);
  timeline_feed (timeline, "refinement", "{\"id\": \"1\", \"text\": \"undo the cushion\"}", NULL);
  timeline_feed (timeline, "step",
                 "{\"step\": 1, \"role\": \"refiner\", \"state\": \"failed\", \"text\": \"No\"}",
                 NULL);
  g_signal_connect (timeline, "items-changed", G_CALLBACK (note_no_model), &shown);
  timeline_feed (timeline, "refused", "{\"text\": \"Cannot\", \"items\": [\"“undo”\"]}", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 2);
  refused = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0);
  g_assert_cmpstr (refused->code, ==, "refused");
  g_assert_cmpstr (refused->items[0], ==, "“undo”");
  g_assert_true (refused->no_model);
  g_assert_true (shown);
  mq_timeline_offer_version (timeline, 4);
  g_assert_cmpuint (refused->version, ==, 4);

  timeline_feed (timeline, "current", "{\"version\": 4, \"from\": 5}", NULL);
  timeline_feed (timeline, "current", "{\"version\": 3, \"from\": 4}", NULL);
  g_assert_false (refused->open);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 3);
  current = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 1);
  g_assert_cmpstr (current->text, ==, "Back to version 3");
  g_assert_cmpuint (current->version, ==, 4);
}

/* The script of a failed run, or of a change that was not made, is offered unless a version has it.
 */
static void
test_draft (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GListModel) versions = timeline_make_versions (1);
  const char *failed
      = "{\"type\": \"https://maquette.invalid/problems/timeout\", \"detail\": \"x\"}";

  timeline_feed (timeline, "script", "{\"script\": \"a\"}", NULL);
  g_assert_null (mq_timeline_find_failure (timeline));
  timeline_feed (timeline, "script", "{\"script\": \"b\"}", NULL);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_cmpstr (mq_timeline_find_failure (timeline)->draft, ==, "b");
  add_message (timeline, NULL, "user", "again", NULL, FALSE, 1);
  g_assert_null (mq_timeline_find_failure (timeline));

  timeline_feed (timeline, "script", "{\"script\": \"c\"}", NULL);
  timeline_feed (timeline, "kept", "{\"version\": 1, \"pictures\": [\"/v/1.png\"]}", versions);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_null (mq_timeline_find_failure (timeline));

  /* What a refinement builds first is kept. */
  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "instruction", "{\"kind\": \"execute\", \"script\": \"c\"}", NULL);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_null (mq_timeline_find_failure (timeline));

  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "script", "{\"script\": \"d\"}", NULL);
  timeline_feed (timeline, "refused", "{\"text\": \"It came out worse\", \"items\": [\"a\"]}",
                 NULL);
  g_assert_cmpstr (mq_timeline_find_failure (timeline)->draft, ==, "d");
  timeline_feed (timeline, "refinement", "{\"text\": \"red\"}", NULL);
  timeline_feed (timeline, "refused", "{\"text\": \"No\", \"items\": []}", NULL);
  g_assert_null (mq_timeline_find_failure (timeline));
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_null (mq_timeline_find_failure (timeline));

  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "script", "{\"script\": \"e\"}", NULL);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_cmpstr (mq_timeline_find_failure (timeline)->draft, ==, "e");

  /* Not only when the service says that it failed. */
  timeline_feed (timeline, "script", "{\"script\": \"f\"}", NULL);
  mq_timeline_fail_run (timeline, "failed", "The version could not be kept", NULL, 2);
  g_assert_cmpstr (mq_timeline_find_failure (timeline)->draft, ==, "f");
}

/* What still runs when its phase ends was stopped, and fails with a phase that fails. */
static void
test_running_steps (void)
{
  for (guint failed = 0; failed < 2; failed++)
    {
      g_autoptr (MqTimeline) timeline = mq_timeline_new ();
      MqPhaseItem *phase;

      timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
      timeline_feed (timeline, "step",
                     "{\"step\": 1, \"role\": \"writer\", \"state\": \"started\"}", NULL);
      timeline_feed (timeline, "step",
                     "{\"step\": 2, \"role\": \"critic\", \"state\": \"started\"}", NULL);
      phase = timeline_find (timeline, MQ_TYPE_PHASE_ITEM, 0);
      if (failed)
        mq_timeline_fail_run (timeline, "failed", "No", NULL, 2);
      else
        timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"ended\"}", NULL);
      g_assert_cmpint (phase->state, ==, failed ? MQ_STEP_FAILED : MQ_STEP_DONE);
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (MqStepItem) step = g_list_model_get_item (G_LIST_MODEL (phase->steps), i);

          g_assert_cmpint (step->state, ==, failed ? MQ_STEP_FAILED : MQ_STEP_STOPPED);
        }
    }
}

/* The question and the message that it is about go, and nothing else. */
static void
test_remove_question (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();

  mq_timeline_add_notice (timeline, "info", "alone", "No message before it", NULL, 1);
  mq_timeline_remove_question (timeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 1);

  add_message (timeline, "a", "user", "in red", NULL, FALSE, 2);
  mq_timeline_remove_question (timeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 2);

  mq_timeline_add_notice (timeline, "info", "plain", "Without the picture?", NULL, 3);
  add_message (timeline, "b", "user", "later", NULL, TRUE, 4);
  mq_timeline_remove_question (timeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 2);
  g_assert_nonnull (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0));
  g_assert_cmpstr (mq_timeline_get_last_message (timeline)->message->text, ==, "later");
}

/* A conversation that begins with the question is empty after it. */
static void
test_remove_only_question (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();

  add_message (timeline, "a", "user", "in red", NULL, FALSE, 1);
  mq_timeline_add_notice (timeline, "info", "plain", "Without the picture?", NULL, 2);
  mq_timeline_remove_question (timeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 0);
}

static void
count_cb (MqTimelineItem *item, guint *n)
{
  ++*n;
}

/* A file stands above queued messages, tells nothing more when it has ended, and is cancelled with
 * its conversation. */
static void
test_file (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GListModel) versions = timeline_make_versions (1);
  g_autoptr (MqVersion) version = g_list_model_get_item (versions, 0);
  g_autoptr (GObject) queued = NULL;
  MqFileItem *item;
  guint n = 0;

  add_message (timeline, "m", "user", "Later", NULL, TRUE, 1);
  item = mq_timeline_add_file (timeline, "/tmp/chair.glb", version, FALSE, 2);
  g_assert_true (timeline_find (timeline, MQ_TYPE_FILE_ITEM, 0) == item);
  queued = g_list_model_get_item (G_LIST_MODEL (timeline), 1);
  g_assert_true (MQ_IS_MESSAGE_ITEM (queued));

  g_signal_connect (item, "changed", G_CALLBACK (count_cb), &n);
  mq_file_item_set_progress (item, "Writing", 0.5, 3);
  g_assert_cmpstr (item->text, ==, "Writing");
  g_assert_cmpuint (n, ==, 1);
  mq_timeline_cancel_files (timeline);
  g_assert_true (g_cancellable_is_cancelled (item->cancellable));
  mq_file_item_end (item, MQ_STEP_STOPPED, NULL, "Cancelled");
  mq_file_item_set_progress (item, "Writing", 0.6, 2);
  g_assert_cmpstr (item->text, ==, "Cancelled");
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (item->path, ==, "/tmp/chair.glb");
}

/* The line where the user's script failed is said, and kept for its editor. */
static void
test_fault_line (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  const char *failed = "{\"type\": \"https://maquette.invalid/problems/script-failed\","
                       " \"detail\": \"NameError: x\", \"next\": \"Fix the line\"}";
  MqNoticeItem *failure;

  timeline_feed (timeline, "script", "{\"script\": \"a\"}", NULL);
  timeline_feed (timeline, "result",
                 "{\"kind\": \"check\", \"result\": {\"findings\": ["
                 "{\"line\": 3, \"severity\": \"warning\", \"what\": \"x\"}]}}",
                 NULL);
  timeline_feed (timeline, "result",
                 "{\"kind\": \"execute\", \"result\": {\"error\": {\"type\": \"NameError\","
                 " \"message\": \"x\", \"traceback\": [{\"line\": 9}, {\"line\": 7}]}}}",
                 NULL);
  timeline_feed (timeline, "failed", failed, NULL);
  failure = mq_timeline_find_failure (timeline);
  g_assert_nonnull (failure);
  g_assert_cmpuint (failure->line, ==, 7);
  g_assert_cmpstr (failure->next, ==, "Fix line 7, then run again.");
}

/* The same words, sent again after they failed, stand there once; what failed is one line. */
static void
test_attempts (void)
{
  static const char *const failures[] = { "The model refused the key", "The model is busy",
                                          "The model is busy" };
  static const char *const picture[] = { "/p.png", NULL };
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  MqTimelineItem *line;
  MqTimelineItem *words;

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      add_message (timeline, NULL, "user", "a chair", NULL, FALSE, i);
      timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
      mq_timeline_end_run (timeline, TRUE, i);
      mq_timeline_add_notice (timeline, "error", "failed", failures[i], NULL, i);
    }
  add_message (timeline, NULL, "user", "a chair", NULL, FALSE, 9);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 2);
  line = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  g_assert_cmpuint (MQ_NOTICE_ITEM (line)->attempts, ==, 3);
  g_assert_cmpstr (MQ_NOTICE_ITEM (line)->text, ==, "3 earlier attempts");
  g_assert_cmpuint (g_strv_length (MQ_NOTICE_ITEM (line)->items), ==, 2);
  words = g_list_model_get_item (G_LIST_MODEL (timeline), 1);
  g_assert_cmpstr (MQ_MESSAGE_ITEM (words)->message->text, ==, "a chair");
  g_object_unref (line);
  g_object_unref (words);

  /* Other words, other pictures, and the same words after a version are something else. */
  mq_timeline_add_notice (timeline, "error", "failed", "Gone", NULL, 9);
  add_message (timeline, NULL, "user", "a table", NULL, FALSE, 9);
  mq_timeline_add_notice (timeline, "error", "failed", "Gone", NULL, 9);
  add_message (timeline, NULL, "user", "a table", picture, FALSE, 9);
  mq_timeline_add_notice (timeline, "info", "note", "Made", NULL, 9);
  add_message (timeline, NULL, "user", "a table", picture, FALSE, 9);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 8);
}

MQ_TEST_PROGRAM (timeline_endings)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/ways-out", test_ways_out);
  g_test_add_func ("/timeline/one-card", test_one_card);
  g_test_add_func ("/timeline/draft", test_draft);
  g_test_add_func ("/timeline/running-steps", test_running_steps);
  g_test_add_func ("/timeline/remove-question", test_remove_question);
  g_test_add_func ("/timeline/remove-only-question", test_remove_only_question);
  g_test_add_func ("/timeline/file", test_file);
  g_test_add_func ("/timeline/attempts", test_attempts);
  g_test_add_func ("/timeline/fault-line", test_fault_line);
  return g_test_run ();
}
