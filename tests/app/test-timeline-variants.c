/* Variants in the timeline. No display. */
#include "app/timeline/mq-timeline.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

static void
hear (MqTimeline *timeline, const char *run, const char *type, const char *json, gboolean is_ours)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (json, -1, NULL);
  g_autoptr (MqRunEvent) event = mq_run_event_read (type, data, 1);

  g_assert_true (mq_timeline_add_variant_event (timeline, run, event) == is_ours);
}

/* Runs of one set are one item, below one message, in whatever order their events come; others are
 * none of its business, and what a hostile record says does no harm. */
static void
test_variants (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  MqVariantsItem *item;
  const MqVariantFacts *facts;

  hear (timeline, "a", "step", "{\"step\": 1, \"role\": \"planner\", \"state\": \"started\"}",
        FALSE);
  hear (timeline, "a", "message",
        "{\"role\": \"user\", \"text\": \"a chair\", \"variant\": 1, \"variants\": 2, "
        "\"set\": \"s\"}",
        TRUE);
  hear (timeline, "b", "message",
        "{\"role\": \"user\", \"text\": \"a chair\", \"variant\": 2, \"variants\": 2, "
        "\"set\": \"s\"}",
        TRUE);
  hear (timeline, "b", "kept", "{\"version\": 1}", TRUE);
  hear (timeline, "a", "kept", "{\"version\": 2}", TRUE);
  hear (timeline, "b", "ended", "{\"how\": \"done\"}", TRUE);
  hear (timeline, "c", "message", "{\"role\": \"user\", \"text\": \"more\"}", FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 2);
  g_assert_cmpstr (mq_timeline_get_last_message (timeline)->message->text, ==, "a chair");

  item = mq_timeline_find_variants (timeline, 2);
  g_assert_nonnull (item);
  g_assert_true (item == mq_timeline_get_last_variants (timeline));
  g_assert_null (mq_timeline_find_variants (timeline, 3));
  facts = item->facts->pdata[1];
  g_assert_cmpuint (facts->version, ==, 1);
  g_assert_false (mq_variants_item_is_over (item));
  hear (timeline, "a", "ended", "{\"how\": \"done\"}", TRUE);
  g_assert_true (mq_variants_item_is_over (item));

  hear (timeline, "d", "message",
        "{\"text\": \"x\", \"variant\": 900, \"variants\": 4000000, \"set\": \"t\"}", TRUE);
  hear (timeline, "e", "message",
        "{\"text\": \"x\", \"variant\": 5, \"variants\": 5, \"set\": \"s\"}", TRUE);
  hear (timeline, "e", "kept", "{\"version\": 9}", TRUE);
  g_assert_null (mq_timeline_find_variants (timeline, 9));
  item = mq_timeline_get_last_variants (timeline);
  g_assert_cmpuint (item->facts->len, ==, 6);
  /* Of those that have not begun, none will. */
  g_assert_false (mq_variants_item_is_over (item));
  hear (timeline, "d", "ended", "{\"how\": \"lost\"}", TRUE);
  mq_timeline_stop_variants (timeline);
  g_assert_true (mq_variants_item_is_over (item));
}

MQ_TEST_PROGRAM (timeline_variants)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/variants", test_variants);
  return g_test_run ();
}
