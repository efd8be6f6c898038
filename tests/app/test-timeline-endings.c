/* What the timeline offers after a run that failed, and until when. No display. */
#include "timeline-support.h"

/* A way out is offered until something is said, or the run is over. */
static void
test_ways_out (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  MqNoticeItem *reached, *failed;

  g_assert_null (mq_timeline_get_last_message (timeline));
  mq_timeline_add_message (timeline, NULL, "user", "a chair", NULL, FALSE, 1);
  timeline_feed (timeline, "notice",
                 "{\"level\": \"warning\", \"code\": \"budget-reached\", \"text\": \"Used up\"}",
                 NULL);
  reached = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0);
  g_assert_null (reached->next);
  mq_timeline_add_message (timeline, NULL, "user", "taller", NULL, TRUE, 2);
  g_assert_true (reached->open);
  g_assert_cmpstr (mq_timeline_get_last_message (timeline)->text, ==, "taller");

  mq_timeline_remove_queued (timeline);
  timeline_feed (timeline, "failed",
                 "{\"type\": \"https://maquette.invalid/problems/model-key\", \"detail\": \"No\", "
                 "\"next\": \"Put in another key.\"}",
                 NULL);
  failed = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 1);
  g_assert_cmpstr (failed->code, ==, "model-key");
  g_assert_false (reached->open);
  g_assert_true (failed->open);
  g_assert_cmpstr (mq_timeline_get_last_message (timeline)->text, ==, "a chair");

  mq_timeline_add_message (timeline, NULL, "user", "a chair", NULL, FALSE, 3);
  g_assert_false (failed->open);
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
  g_assert_null (mq_timeline_get_draft (timeline));
  timeline_feed (timeline, "script", "{\"script\": \"b\"}", NULL);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_cmpstr (mq_timeline_get_draft (timeline), ==, "b");
  mq_timeline_add_message (timeline, NULL, "user", "again", NULL, FALSE, 1);
  g_assert_null (mq_timeline_get_draft (timeline));

  timeline_feed (timeline, "script", "{\"script\": \"c\"}", NULL);
  timeline_feed (timeline, "kept", "{\"version\": 1, \"pictures\": [\"/v/1.png\"]}", versions);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_null (mq_timeline_get_draft (timeline));

  /* What a refinement builds first is kept. */
  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "instruction", "{\"kind\": \"execute\", \"script\": \"c\"}", NULL);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_null (mq_timeline_get_draft (timeline));

  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "script", "{\"script\": \"d\"}", NULL);
  timeline_feed (timeline, "refused", "{\"text\": \"It came out worse\", \"items\": [\"a\"]}",
                 NULL);
  g_assert_cmpstr (mq_timeline_get_draft (timeline), ==, "d");
  timeline_feed (timeline, "refinement", "{\"text\": \"red\"}", NULL);
  timeline_feed (timeline, "refused", "{\"text\": \"No\", \"items\": []}", NULL);
  g_assert_null (mq_timeline_get_draft (timeline));
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_null (mq_timeline_get_draft (timeline));

  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "script", "{\"script\": \"e\"}", NULL);
  timeline_feed (timeline, "failed", failed, NULL);
  g_assert_cmpstr (mq_timeline_get_draft (timeline), ==, "e");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/ways-out", test_ways_out);
  g_test_add_func ("/timeline/draft", test_draft);
  return g_test_run ();
}
