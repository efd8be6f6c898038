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

  /* An object is chosen alone; its part is marked beside the code. */
  choose (selection, "Leg 2", NULL, FALSE);
  target = json_array_get_object_element (selection->targets, 0);
  g_assert_cmpstr (mq_json_get_string (target, "part", NULL), ==, "legs");
  g_assert_cmpstr (mq_json_get_string (target, "object", NULL), ==, "Leg 2");
  g_assert_cmpstr (mq_json_get_string (target, "function", NULL), ==, "legs");
  g_assert_true (mq_selection_has_object (selection, "Leg 2"));
  g_assert_false (mq_selection_has_object (selection, "Leg 1"));
  g_assert_true (mq_selection_has (selection, "legs", NULL, TRUE));
  g_assert_false (mq_selection_has_object (selection, "Seat"));

  /* Another in its place; beside it; no longer. */
  choose (selection, NULL, "seat_part", FALSE);
  g_assert_cmpstr (selection->titles, ==, "Seat");
  choose (selection, "Leg 1", NULL, TRUE);
  g_assert_cmpstr (selection->titles, ==, "Seat, Leg 1 (of Legs)");
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

static void
click (MqSelection *selection, const char *object, gboolean adds)
{
  g_autoptr (JsonObject) target = mq_selection_find_clicked (selection, object, adds);

  mq_selection_choose (selection, target, adds);
}

static void
assert_label (MqSelection *selection, const char *object, const char *label, const char *hint)
{
  g_autofree char *other = NULL;
  g_autofree char *named = mq_selection_dup_label (selection, object, &other);

  g_assert_cmpstr (named, ==, label);
  g_assert_cmpstr (other, ==, hint);
}

/* A click takes what was named: the part, then the object of it, then the part again. */
static void
test_click (void)
{
  g_autoptr (MqSelection) selection = g_object_new (MQ_TYPE_SELECTION, NULL);

  set_version (selection, REPORT);
  assert_label (selection, NULL, "", "");
  assert_label (selection, "Leg 2", "Legs", "");
  click (selection, "Leg 2", FALSE);
  g_assert_true (mq_selection_has_object (selection, "Leg 1"));
  assert_label (selection, "Leg 2", "Legs", "Click again for “Leg 2 (of Legs)”");
  assert_label (selection, "Seat", "Seat", "");
  assert_label (selection, NULL, "Legs", "");

  click (selection, "Leg 2", FALSE);
  g_assert_false (mq_selection_has_object (selection, "Leg 1"));
  assert_label (selection, "Leg 2", "Leg 2 (of Legs)", "Click again for “Legs”");
  assert_label (selection, "Leg 1", "Leg 1 (of Legs)", "");
  click (selection, "Leg 2", FALSE);
  g_assert_cmpstr (selection->titles, ==, "Legs");

  /* Beside it: another object of its part, then no longer. */
  click (selection, "Leg 1", FALSE);
  click (selection, "Leg 2", TRUE);
  g_assert_cmpstr (selection->titles, ==, "Leg 1 (of Legs), Leg 2 (of Legs)");
  click (selection, "Seat", TRUE);
  click (selection, "Leg 1", TRUE);
  g_assert_cmpstr (selection->titles, ==, "Leg 2 (of Legs), Seat");
  click (selection, "Leg 2", TRUE);
  click (selection, "Leg 2", TRUE);
  click (selection, "Leg 1", TRUE);
  g_assert_cmpstr (selection->titles, ==, "Seat");

  /* A part of one object, and an object without a part, have nothing in them. */
  click (selection, "Seat", FALSE);
  click (selection, "Seat", FALSE);
  assert_label (selection, "Seat", "Seat", "");
  click (selection, "Lost", FALSE);
  assert_label (selection, "Lost", "Lost", "");
}

/* The part stays chosen in the next version, if that has it. */
static void
test_next_version (void)
{
  g_autoptr (MqSelection) selection = g_object_new (MQ_TYPE_SELECTION, NULL);

  set_version (selection, REPORT);
  choose (selection, NULL, "legs", FALSE);
  choose (selection, "Seat", NULL, TRUE);
  set_version (selection, "{\"objects\":[{\"name\":\"Leg A\",\"part\":\"legs\"}]}");
  g_assert_cmpstr (selection->titles, ==, "Leg A");
  g_assert_true (mq_selection_has_object (selection, "Leg A"));
  /* An object that is not there is no other one. */
  choose (selection, "Leg A", NULL, FALSE);
  set_version (selection, REPORT);
  g_assert_cmpstr (selection->titles, ==, "");
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
  g_autoptr (JsonObject) objects = NULL;
  g_autoptr (JsonArray) one = NULL;
  g_autoptr (JsonArray) many = json_array_new ();
  g_autoptr (JsonArray) cut = NULL;
  g_autoptr (JsonArray) again = NULL;

  g_assert_cmpstr (text, ==,
                   "[{\"part\":\"legs\",\"mark\":{\"number\":1}},{\"part\":\"seat\"},"
                   "{\"part\":\"legs\",\"at_m\":[0,0,2]}]");
  g_assert_false (is_cut);

  /* One object of it takes its place, but not that of another one. */
  g_clear_pointer (&all, json_array_unref);
  g_clear_pointer (&text, g_free);
  objects = mq_json_parse_object ("{\"a\":[{\"part\":\"legs\"},{\"part\":\"seat\"}],"
                                  "\"b\":[{\"part\":\"legs\",\"object\":\"Leg 1\"}],"
                                  "\"c\":[{\"part\":\"legs\",\"object\":\"Leg 2\"}]}",
                                  -1, NULL);
  one = mq_selection_merge (mq_json_get_array (objects, "a"), mq_json_get_array (objects, "b"),
                            &is_cut);
  all = mq_selection_merge (one, mq_json_get_array (objects, "c"), &is_cut);
  text = mq_json_array_to_string (all, FALSE);
  g_assert_cmpstr (text, ==,
                   "[{\"part\":\"seat\"},{\"part\":\"legs\",\"object\":\"Leg 1\"},"
                   "{\"part\":\"legs\",\"object\":\"Leg 2\"}]");

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
  g_test_add_func ("/selection/click", test_click);
  g_test_add_func ("/selection/next-version", test_next_version);
  g_test_add_func ("/selection/merge", test_merge);
  return g_test_run ();
}
