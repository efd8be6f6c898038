/* MqSelection: what is chosen of a version, from several views, and of the next version. */
#include "app/model/mq-report-view.h"
#include "app/model/mq-selection.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#define REPORT                                                                                     \
  "{\"objects\":[{\"name\":\"Leg 1\",\"part\":\"legs\"},{\"name\":\"Leg 2\",\"part\":\"legs\"},"   \
  "{\"name\":\"Seat\",\"part\":\"seat_part\"},{\"name\":\"Lost\"}]}"
#define SCRIPT "import bpy\n\ndef legs():\n    pass\n\ndef seat_part():\n    pass\n"

static void
set_version (MqSelection *selection, const char *text)
{
  g_autoptr (JsonObject) report = mq_json_parse_object (text, -1, NULL);
  g_autoptr (MqOutline) outline = mq_outline_new (SCRIPT);

  mq_selection_set_version (selection, report, NULL, outline);
}

static void
choose (MqSelection *selection, const char *object, const char *part, gboolean adds)
{
  g_autoptr (JsonObject) target = object != NULL ? mq_selection_find_object (selection, object)
                                                 : mq_selection_find_part (selection, part, NULL);

  mq_selection_choose (selection, target, adds);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_choose (void)
{
  g_autoptr (MqSelection) selection = g_object_new (MQ_TYPE_SELECTION, NULL);
  JsonObject *target;
  guint n = 0;

  set_version (selection, REPORT);
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (count_cb), &n);

  /* An object stands for its part, in all views. */
  choose (selection, "Leg 2", NULL, FALSE);
  target = json_array_get_object_element (selection->targets, 0);
  g_assert_cmpstr (mq_json_get_string (target, "part", NULL), ==, "legs");
  g_assert_cmpstr (mq_json_get_string (target, "object", NULL), ==, "Leg 2");
  g_assert_cmpstr (mq_json_get_string (target, "function", NULL), ==, "legs");
  g_assert_true (mq_selection_has_object (selection, "Leg 1"));
  g_assert_true (mq_selection_has (selection, "legs", NULL, TRUE));
  g_assert_false (mq_selection_has_object (selection, "Seat"));

  /* Another in its place; beside it; no longer. */
  choose (selection, NULL, "seat_part", FALSE);
  g_assert_cmpstr (selection->titles, ==, "Seat");
  choose (selection, "Leg 1", NULL, TRUE);
  g_assert_cmpstr (selection->titles, ==, "Seat, Legs");
  g_assert_false (mq_selection_has (selection, "seat_part", NULL, TRUE));
  choose (selection, NULL, "legs", TRUE);
  g_assert_cmpstr (selection->titles, ==, "Seat");

  /* An object without a part; nothing. */
  choose (selection, NULL, "Lost", FALSE);
  target = json_array_get_object_element (selection->targets, 0);
  g_assert_null (mq_json_get_string (target, "part", NULL));
  g_assert_cmpstr (mq_json_get_string (target, "object", NULL), ==, "Lost");
  g_assert_true (mq_selection_has (selection, "Lost", NULL, TRUE));
  mq_selection_choose (selection, NULL, FALSE);
  mq_selection_choose (selection, NULL, FALSE);
  g_assert_cmpuint (mq_json_length (selection->targets), ==, 0);
  g_assert_cmpuint (n, ==, 6);
}

/* The part stays chosen in the next version, if that has it. */
static void
test_next_version (void)
{
  g_autoptr (MqSelection) selection = g_object_new (MQ_TYPE_SELECTION, NULL);

  set_version (selection, REPORT);
  choose (selection, "Leg 1", NULL, FALSE);
  choose (selection, "Seat", NULL, TRUE);
  set_version (selection, "{\"objects\":[{\"name\":\"Leg A\",\"part\":\"legs\"}]}");
  g_assert_cmpstr (selection->titles, ==, "Leg A");
  g_assert_true (mq_selection_has_object (selection, "Leg A"));
}

/* A message has a part once, at its newest place; what was drawn there stays. */
static void
test_merge (void)
{
  g_autoptr (JsonObject) old = mq_json_parse_object (
      "{\"a\":[{\"part\":\"legs\",\"at_m\":[0,0,1]},{\"part\":\"legs\",\"mark\":{\"number\":1}},"
      "{\"part\":\"seat\"}],\"b\":[{\"part\":\"legs\",\"at_m\":[0,0,2]}]}",
      -1, NULL);
  gboolean is_cut = TRUE;
  g_autoptr (JsonArray) all = mq_selection_merge (mq_json_get_array (old, "a"),
                                                  mq_json_get_array (old, "b"), &is_cut);
  g_autofree char *text = mq_json_array_to_string (all, FALSE);
  g_autoptr (JsonArray) many = json_array_new ();
  g_autoptr (JsonArray) cut = NULL;
  g_autoptr (JsonArray) again = NULL;

  g_assert_cmpstr (text, ==,
                   "[{\"part\":\"legs\",\"mark\":{\"number\":1}},{\"part\":\"seat\"},"
                   "{\"part\":\"legs\",\"at_m\":[0,0,2]}]");
  g_assert_false (is_cut);

  /* No more than a message may have; what is there already is not left out. */
  for (guint i = 0; i <= MQ_TARGETS_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("Leg %u", i);

      json_array_add_object_element (many, mq_json_new ("object:s", name));
    }
  cut = mq_selection_merge (NULL, many, &is_cut);
  g_assert_cmpuint (json_array_get_length (cut), ==, MQ_TARGETS_MAX);
  g_assert_true (is_cut);
  again = mq_selection_merge (cut, cut, &is_cut);
  g_assert_cmpuint (json_array_get_length (again), ==, MQ_TARGETS_MAX);
  g_assert_false (is_cut);
}

MQ_TEST_PROGRAM (selection)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/selection/choose", test_choose);
  g_test_add_func ("/selection/next-version", test_next_version);
  g_test_add_func ("/selection/merge", test_merge);
  return g_test_run ();
}
