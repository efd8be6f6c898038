/* What needs no run of variants: their ranking, what is known of them by events, and how many are
 * made at once. */
#include "client/variants/mq-variants.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>

#define GIB ((guint64)1 << 30)

static void
test_at_once (void)
{
  static const struct
  {
    guint variants;
    guint cores;
    guint64 free_bytes;
    guint at_once;
  } rows[] = {
    { 4, 1, 16 * GIB, 1 },  { 4, 2, 16 * GIB, 2 }, { 4, 4, 16 * GIB, 4 },  { 4, 8, 16 * GIB, 4 },
    { 4, 64, 64 * GIB, 4 }, { 2, 8, 16 * GIB, 2 }, { 6, 16, 64 * GIB, 6 }, { 4, 8, 5 * GIB, 2 },
    { 4, 8, GIB, 1 },       { 4, 8, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (
        mq_variants_count_at_once (rows[i].variants, rows[i].cores, rows[i].free_bytes), ==,
        rows[i].at_once);
}

static MqVariantFacts *
add (GPtrArray *facts, guint version, int faults, guint missing, guint findings)
{
  MqVariantFacts *each = mq_variant_facts_new (facts->len + 1);

  each->version = version;
  each->faults = faults;
  each->missing = missing;
  each->findings = findings;
  g_ptr_array_add (facts, each);
  return each;
}

/* Faults count first, then wishes, then findings; what is equal stays in its order; what was not
 * measured comes after what was, and what has no version last. */
static void
test_ranking (void)
{
  g_autoptr (GPtrArray) facts
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_variant_facts_free);
  g_autoptr (GPtrArray) ranked = NULL;
  static const guint order[] = { 4, 8, 5, 7, 2, 3, 6, 1 };

  add (facts, 0, 0, 0, 0);
  add (facts, 1, 1, 0, 0);
  add (facts, 2, 3, 0, 0);
  add (facts, 3, 0, 0, 0);
  add (facts, 4, 0, 0, 2);
  add (facts, 5, -1, 0, 0);
  add (facts, 6, 0, 1, 0);
  add (facts, 7, 0, 0, 0);
  ranked = mq_variant_facts_rank (facts);
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpuint (((const MqVariantFacts *)ranked->pdata[i])->variant, ==, order[i]);
}

static void
hear (MqVariantFacts *facts, const char *name, const char *json, gint64 seconds)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (json, -1, NULL);
  g_autoptr (MqRunEvent) event = mq_run_event_read (name, data, 1);

  event->time = seconds * G_USEC_PER_SEC;
  mq_variant_facts_add_event (facts, event);
}

static void
test_events (void)
{
  MqVariantFacts *facts = mq_variant_facts_new (2);

  hear (facts, "began", "{}", 10);
  hear (facts, "step",
        "{\"step\": 1, \"role\": \"planner\", \"state\": \"started\", \"text\": "
        "\"Planning\"}",
        11);
  g_assert_cmpstr (facts->activity, ==, "Planning");
  hear (facts, "notice",
        "{\"code\": \"not-understood\", \"text\": \"\", \"items\": [\"a\", \"b\"]}", 12);
  hear (facts, "result",
        "{\"instruction\": 1, \"kind\": \"check\", \"result\": {\"findings\": "
        "[{}]}}",
        13);
  hear (facts, "step",
        "{\"step\": 2, \"role\": \"blender\", \"state\": \"ended\", \"text\": \"\", "
        "\"faults\": 3}",
        14);
  g_assert_cmpint (facts->faults, ==, 3);
  hear (facts, "notice",
        "{\"code\": \"defects-left\", \"text\": \"\", \"items\": [\"Leg floats\"]}", 15);
  hear (facts, "result",
        "{\"instruction\": 2, \"kind\": \"measure\", \"result\": {\"report\": "
        "{\"whole\": {\"dimensions_m\": [1, 2.5, 3]}}}}",
        16);
  hear (facts, "version",
        "{\"version\": {\"summary\": \"Taller\\nbad\", \"script\": \"\", "
        "\"plan\": null, \"execution\": 1, \"measurement\": 1, \"rendering\": null, "
        "\"suggestions\": [\"Make it\\nred\", \"Add a seat\"]}}",
        17);
  hear (facts, "kept", "{\"version\": 5, \"folder\": \"/f\", \"pictures\": [\"/f/1.png\"]}", 20);
  hear (facts, "ended", "{\"how\": \"done\"}", 30);
  g_assert_cmpuint (facts->missing, ==, 2);
  g_assert_cmpuint (facts->findings, ==, 1);
  g_assert_cmpint (facts->faults, ==, 1);
  g_assert_cmpfloat (facts->size[1], ==, 2.5);
  g_assert_cmpstr (facts->summary, ==, "Taller bad");
  g_assert_cmpuint (g_strv_length (facts->suggestions), ==, 2);
  g_assert_cmpstr (facts->suggestions[0], ==, "Make it red");
  g_assert_cmpuint (facts->version, ==, 5);
  g_assert_cmpstr (facts->picture, ==, "/f/1.png");
  g_assert_cmpfloat (facts->seconds, ==, 10);
  g_assert_null (facts->why);
  g_assert_true (facts->ended);
  mq_variant_facts_free (facts);

  facts = mq_variant_facts_new (1);
  hear (facts, "failed", "{\"detail\": \"No way\"}", 1);
  hear (facts, "ended", "{\"how\": \"failed\"}", 2);
  g_assert_cmpstr (facts->why, ==, "No way");
  mq_variant_facts_free (facts);
}

/* What the team could not make is one line, not a variant that failed. */
static void
test_ways (void)
{
  g_autoptr (GPtrArray) facts
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_variant_facts_free);
  g_autoptr (MqRunEvent) refused = mq_run_event_new (MQ_EVENT_REFUSED);
  g_autofree char *none = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  mq_variant_facts_add_event (add (facts, 0, -1, 0, 0), refused);
  none = mq_variant_facts_describe_ways (facts);
  g_assert_null (none);
  add (facts, 1, 0, 0, 0);
  one = mq_variant_facts_describe_ways (facts);
  g_assert_cmpstr (one, ==, "Only one way to do this");
  add (facts, 2, 0, 0, 0);
  two = mq_variant_facts_describe_ways (facts);
  g_assert_cmpstr (two, ==, "Only 2 ways to do this");
}

MQ_TEST_PROGRAM (variant_facts)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/variants/at-once", test_at_once);
  g_test_add_func ("/variants/ranking", test_ranking);
  g_test_add_func ("/variants/events", test_events);
  g_test_add_func ("/variants/ways", test_ways);
  return g_test_run ();
}
