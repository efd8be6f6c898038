/* What a team is told of an asset: earlier versions, what the user points at, what is wrong with a
 * change, and what a run may still cost. */
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/json/mq-json.h"
#include "common/script/mq-python-library.h"
#include "service/team/mq-asset-history.h"
#include "service/team/mq-asset-state.h"
#include "service/team/mq-change-bounds.h"
#include "service/team/mq-change-defects.h"
#include "support/mq-test.h"

#include <string.h>

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

static char *
join (GStrv names)
{
  g_auto (GStrv) owned = names;

  return g_strjoinv (", ", owned);
}

static char *
show (JsonArray *names)
{
  return names != NULL ? mq_json_array_to_string (names, FALSE) : g_strdup ("none");
}

/* The oldest version makes room for the newest. */
static void
test_history_limit (void)
{
  g_autoptr (JsonArray) history = json_array_new ();

  for (gint64 i = 1; i <= MQ_RUN_MAX_HISTORY + 1; i++)
    mq_asset_history_add (history, mq_json_new ("version:l parent:l", i, i - 1));

  g_assert_cmpuint (json_array_get_length (history), ==, MQ_RUN_MAX_HISTORY);
  g_assert_null (mq_asset_history_find (history, 1));
  g_assert_true (mq_asset_history_find (history, 2) == mq_json_element_object (history, 0));
  g_assert_nonnull (mq_asset_history_find (history, MQ_RUN_MAX_HISTORY + 1));
  g_assert_null (mq_asset_history_find (history, MQ_RUN_MAX_HISTORY + 2));
}

#define VERSION_1                                                                                  \
  "{'version': 1, 'parent': 0, 'instruction': '', 'summary': 'A stool', 'script': 'A = 1\\n\\n\\n" \
  "def legs():\\n    return [A]\\n', 'plan': {'requirements': [{'words': 'red', 'what': "          \
  "'look'}]}}"
#define CHANGED                                                                                    \
  "'instruction': 'longer legs', 'summary': 'Longer', 'script': 'A = 2\\n\\n\\ndef legs():\\n    " \
  "return [A]\\n', 'plan': {'requirements': [{'words': 'red', 'what': 'look'}, {'words': "         \
  "'tall', 'what': 'look'}, {'words': 'thin', 'what': 'look'}]}"

static void
test_history_words (void)
{
  static const struct
  {
    const char *newest;
    gboolean with_code;
    const char *text;
  } cases[] = {
    { "{'version': 2, 'parent': 1, " CHANGED "}", FALSE,
      "# History: before this change the asset was version 2\n- version 1; A stool\n- version 2, "
      "from 1: the user said “longer legs”; Longer (A 1 → 2); now required: “tall”, “thin”\n" },
    { "{'version': 2, 'parent': 1, " CHANGED "}", TRUE,
      "# History: the asset is version 2\n- version 1; A stool\n- version 2, from 1: the user said "
      "“longer legs”; Longer; now required: “tall”, “thin”\nWhat version 2 replaced was, in "
      "version 1:\n```python\nA = 1\n```\n" },
    /* It began anew, or what it came from is not known any more. */
    { "{'version': 2, " CHANGED "}", TRUE,
      "# History: the asset is version 2\n- version 1; A stool\n- version 2: the user said “longer "
      "legs”; Longer\n" },
    { "{'version': 2, 'parent': 9, " CHANGED "}", TRUE,
      "# History: the asset is version 2\n- version 1; A stool\n- version 2, from 9: the user said "
      "“longer legs”; Longer\n" },
    /* The asset is at none of them. */
    { "{'version': 3, 'parent': 1, " CHANGED "}", TRUE, "" },
  };
  g_autoptr (MqPythonLibrary) library = mq_python_library_new ();
  g_autoptr (JsonArray) single = json_array_new ();
  g_autofree char *alone = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonArray) history = json_array_new ();
      g_autofree char *text = NULL;

      mq_asset_history_add (history, parse (VERSION_1));
      mq_asset_history_add (history, parse (cases[i].newest));
      text = mq_asset_history_describe (history, 2, library, cases[i].with_code);
      g_assert_cmpstr (text, ==, cases[i].text);
    }

  mq_asset_history_add (single, parse (VERSION_1));
  alone = mq_asset_history_describe (single, 1, library, TRUE);
  g_assert_cmpstr (alone, ==, "");
}

#define OBJECT(name, part, hash, low, high)                                                        \
  "{'name': '" name "', 'part': '" part "', 'hash': '" hash "', 'form': '" hash                    \
  "', 'box': {'min': [0, 0, " low "], 'max': [0.4, 0.4, " high "]}}"
#define SEAT OBJECT ("Seat", "seat", "1", "0.4", "0.45")
#define LEG OBJECT ("Leg 1", "legs", "2", "0", "0.39")
#define REPORT(objects) "{'objects': [" objects "]}"

/* What the user points at names a part of the report, or is gone; a box names all that it meets. */
static void
test_bounds (void)
{
  static const struct
  {
    const char *targets;
    const char *chosen;
    const char *gone;
  } cases[] = {
    { "{'part': 'seat'}", "[\"seat\"]", "" },
    { "{'object': 'Leg 1'}", "[\"legs\"]", "" },
    { "{'function': 'make_seat'}", "[\"seat\"]", "" },
    { "{'object': 'Leg 9'}", "none", "Leg 9" },
    { "{'object': 'Leg 9', 'box_m': [[0, 0, 0], [1, 1, 1]]}", "none", "Leg 9" },
    { "{'part': 'wings'}, {'part': 'seat'}", "[\"seat\"]", "wings" },
    { "{'box_m': [[0, 0, 0.1], [0.1, 0.1, 0.2]]}", "[\"legs\"]", "" },
    { "{'box_m': [[0, 0, 0.1], [0.1, 0.1, 0.4]]}", "[\"seat\",\"legs\"]", "" },
    { "{'box_m': [[0.4, 0.4, 0.39], [1, 1, 0.395]]}", "[\"legs\"]", "" },
    { "{'box_m': [[0.5, 0, 0], [1, 1, 1]]}", "none", "A place" },
    { "{'part': 'seat'}, {'object': 'Seat'}", "[\"seat\"]", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *holder = g_strdup_printf ("{'targets': [%s]}", cases[i].targets);
      g_autoptr (JsonObject) targets = parse (holder);
      g_autoptr (JsonObject) plan = parse ("{'parts': [{'id': 'seat', 'function': 'make_seat'}]}");
      g_autoptr (JsonObject) report = parse (REPORT (SEAT "," LEG));
      g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");
      g_autofree char *gone = NULL;
      g_autofree char *chosen = NULL;

      mq_json_replace_object (&asset->plan, plan);
      mq_json_replace_object (&asset->report, report);
      asset->instruction = mq_message_new ("thinner", NULL);
      mq_message_set_targets (asset->instruction, mq_json_get_array (targets, "targets"));
      gone = join (mq_change_bounds_settle (asset));
      chosen = show (asset->chosen);
      g_test_message ("%s", cases[i].targets);
      g_assert_cmpstr (gone, ==, cases[i].gone);
      g_assert_cmpstr (chosen, ==, cases[i].chosen);
    }
}

/* Where something was chosen, a team changes only that, and what is new. */
static void
test_limits (void)
{
  static const char *const cases[][3] = {
    { "['seat']", "['legs', 'wings', 'whole']", "[\"seat\",\"wings\"]" },
    { "['seat']", "['seat']", "[\"seat\"]" },
    { "['seat']", "[]", "[]" },
    { NULL, "['legs', 'whole']", "[\"legs\",\"whole\"]" },
  };
  g_autoptr (JsonObject) base = parse (REPORT (SEAT "," LEG));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *holder = g_strdup_printf (
          "{'chosen': %s, 'touches': %s}", cases[i][0] != NULL ? cases[i][0] : "0", cases[i][1]);
      g_autoptr (JsonObject) lists = parse (holder);
      g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");
      g_autoptr (JsonArray) limited = NULL;
      g_autofree char *text = NULL;

      mq_json_replace_array (&asset->chosen, mq_json_get_array (lists, "chosen"));
      limited = mq_change_bounds_limit (asset, base, mq_json_get_array (lists, "touches"));
      text = show (limited);
      g_assert_cmpstr (text, ==, cases[i][2]);
    }
}

#define WHOLE "{'objects': [%s], 'whole': {'hash': '%u'}}"

/* What changed unasked, what is not as it was, and what did not change at all. */
static void
test_defects (void)
{
  static const struct
  {
    const char *before, *after, *touches, *restored;
    const char *found; /* codes with their objects */
  } cases[] = {
    { SEAT "," LEG, OBJECT ("Seat", "seat", "9", "0.4", "0.5") "," LEG, "['seat']", "[]", "" },
    { SEAT "," LEG, OBJECT ("Seat", "seat", "9", "0.4", "0.5") "," LEG, "['legs']", "[]",
      "stray Seat" },
    { SEAT, SEAT "," LEG, "['seat']", "[]", "stray Leg 1" },
    { SEAT "," LEG, SEAT "," LEG, "['seat']", "[]", "no-change " },
    { SEAT "," LEG, SEAT "," LEG, "[]", "[]", "" },
    /* The first version had this seat and no legs. */
    { SEAT, SEAT, "['seat']", "[{'part': 'seat', 'version': 1}]", "" },
    { SEAT, OBJECT ("Seat", "seat", "9", "0.4", "0.5"), "['seat']",
      "[{'part': 'seat', 'version': 1}]", "not-restored Seat" },
    { SEAT "," LEG, SEAT "," LEG, "['legs']", "[{'part': 'legs', 'version': 1}]",
      "not-restored Leg 1" },
    { SEAT, OBJECT ("Seat", "seat", "9", "0.4", "0.5"), "['seat']",
      "[{'part': 'seat', 'version': 7}]", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *was = g_strdup_printf (WHOLE, cases[i].before, g_str_hash (cases[i].before));
      g_autofree char *is = g_strdup_printf (WHOLE, cases[i].after, g_str_hash (cases[i].after));
      g_autofree char *holder = g_strdup_printf ("{'touches': %s, 'restored': %s}",
                                                 cases[i].touches, cases[i].restored);
      g_autoptr (JsonObject) lists = parse (holder);
      g_autoptr (JsonObject) before = parse (was);
      g_autoptr (JsonObject) after = parse (is);
      g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");
      g_autoptr (JsonArray) defects = json_array_new ();
      g_autoptr (GString) found = g_string_new (NULL);

      mq_asset_history_add (asset->history, mq_json_new ("version:l parent:l report:o", (gint64)1,
                                                         (gint64)0, parse (REPORT (SEAT))));
      mq_json_replace_object (&asset->kept_report, before);
      mq_json_replace_object (&asset->report, after);
      mq_json_replace_array (&asset->touches, mq_json_get_array (lists, "touches"));
      mq_json_replace_array (&asset->restored, mq_json_get_array (lists, "restored"));
      mq_change_defects_find (defects, asset);
      for (guint j = 0; j < json_array_get_length (defects); j++)
        {
          JsonObject *defect = mq_json_element_object (defects, j);
          JsonArray *objects = mq_json_get_array (mq_json_get_object (defect, "facts"), "objects");
          g_auto (GStrv) names = objects != NULL ? mq_json_to_strings (objects) : NULL;
          g_autofree char *joined = names != NULL ? g_strjoinv (", ", names) : g_strdup ("");

          g_string_append_printf (found, "%s%s %s", j > 0 ? "; " : "",
                                  mq_json_get_string (defect, "code", ""), joined);
        }
      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (found->str, ==, cases[i].found);
    }
}

/* Each limit is used up when it is reached, and 0 is none. */
static void
test_budget (void)
{
  static const struct
  {
    MqBudget most, spent;
    const char *why; /* NULL: a model may be asked */
  } cases[] = {
    { { 0 }, { .calls = 9, .tokens = 9, .cost = 9, .seconds = 9 }, NULL },
    { { .calls = 2 }, { .calls = 1 }, NULL },
    { { .calls = 2 }, { .calls = 2 }, "2 model calls" },
    { { .calls = 1 }, { .calls = 1 }, "1 model call is" },
    { { .tokens = 50 }, { .tokens = 49 }, NULL },
    { { .tokens = 50 }, { .calls = 9, .tokens = 50 }, "50 tokens" },
    { { .cost = 0.5 }, { .tokens = 9, .cost = 0.49 }, NULL },
    { { .cost = 0.5 }, { .tokens = 9, .cost = 0.5 }, "$0.50" },
    { { .seconds = 120 }, { .cost = 9, .seconds = 119 }, NULL },
    { { .seconds = 120 }, { .cost = 9, .seconds = 120 }, "2 minutes" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");
      g_autoptr (GError) error = NULL;

      asset->budget = cases[i].most;
      asset->spent = cases[i].spent;
      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpint (mq_asset_state_check_budget (asset, &error), ==, cases[i].why == NULL);
      if (cases[i].why == NULL)
        continue;
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BUDGET);
      g_assert_nonnull (strstr (error->message, cases[i].why));
    }
}

MQ_TEST_PROGRAM (team_state)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/team-state/history-limit", test_history_limit);
  g_test_add_func ("/team-state/history-words", test_history_words);
  g_test_add_func ("/team-state/bounds", test_bounds);
  g_test_add_func ("/team-state/limits", test_limits);
  g_test_add_func ("/team-state/defects", test_defects);
  g_test_add_func ("/team-state/budget", test_budget);
  return mq_test_run ();
}
