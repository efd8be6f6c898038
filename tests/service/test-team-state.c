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

/* Only versions with a number and a script that fits are taken, the newest ones of them. */
static void
test_history_read (void)
{
  g_autofree char *fitting = g_strnfill (MQ_SCRIPT_MAX_BYTES, '#');
  g_autofree char *large = g_strnfill (MQ_SCRIPT_MAX_BYTES + 1, '#');
  g_autofree char *text = g_strdup_printf (
      "{'history': [{'version': 1}, {'version': 2, 'script': ''}, {'script': 'A = 1'}, {'version': "
      "0, 'script': ''}, 7, {'version': 3, 'script': '%s'}, {'version': 4, 'script': '%s'}]}",
      fitting, large);
  g_autoptr (JsonObject) request = parse (text);
  g_autoptr (JsonArray) history = mq_asset_history_read (request);
  g_autoptr (JsonArray) none = mq_asset_history_read (NULL);

  g_assert_cmpuint (json_array_get_length (history), ==, 2);
  g_assert_true (mq_asset_history_find (history, 2) == mq_json_element_object (history, 0));
  g_assert_nonnull (mq_asset_history_find (history, 3));
  g_assert_cmpuint (json_array_get_length (none), ==, 0);
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
      g_autoptr (JsonObject) plan
          = parse ("{'parts': [{'id': 'seat', 'function': 'make_seat'}, {'id': 'legs'}]}");
      g_autoptr (JsonObject) report = parse (REPORT (SEAT "," LEG));
      g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");
      g_autofree char *before = mq_json_object_to_string (targets, FALSE);
      g_autofree char *after = NULL;
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
      /* The message of the log has them, too. */
      after = mq_json_object_to_string (targets, FALSE);
      g_assert_cmpstr (after, ==, before);
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

/* Targets as a model reads them; of an instruction also what may change. */
static void
test_describe (void)
{
  static const struct
  {
    const char *targets;
    const char *text; /* between the heading and the line about “this” */
  } cases[] = {
    { "{'part': 'seat'}", "- part seat\n" },
    { "{'part': 'seat', 'object': 'Seat\\n1', 'function': 'make_seat'}, {'object': 'Leg'}",
      "- part seat; object Seat 1; function make_seat()\n- object Leg\n" },
    { "{'box_m': [[0, 0.5, 1], [2, 3, 4.25]], 'at_m': [1, 2, 3], 'camera': 'front'}",
      "- box (0, 0.5, 1) to (2, 3, 4.25) m; at (1, 2, 3) m; seen from front\n" },
    { "{'part': 'seat', 'mark': {}}",
      "- part seat; drawn there: a mark\nA picture with red strokes shows where that was drawn on "
      "the last version; the strokes are no part of the asset.\n" },
    { "{'part': 'seat', 'mark': {'kind': 'an arrow', 'to_m': [1, 0, 0], 'length_m': 0.25, 'text': "
      "'30', 'size_m': 0.3}}",
      "- part seat; drawn there: an arrow; to (1, 0, 0) m; long 0.25 m; written there: “30”; "
      "wanted "
      "size 0.3 m\nA picture with red strokes shows where that was drawn on the last version; the "
      "strokes are no part of the asset.\n" },
  };
  static const char *const end
      = "“This” and “it” mean these, and words without an object are about them.\n";
  g_autoptr (MqAssetState) nothing = mq_asset_state_new ("a stool");

  g_assert_null (mq_change_bounds_describe (nothing));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint n_chosen = 0; n_chosen < 3; n_chosen++)
      {
        g_autofree char *holder = g_strdup_printf ("{'targets': [%s]}", cases[i].targets);
        g_autoptr (JsonObject) targets = parse (holder);
        g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");
        static const char *const only[]
            = { "", "Only seat may come out different, and new parts that are asked for; the "
                    "vertices of everything else stay exactly as they are.\n" };
        g_autofree char *wanted = g_strconcat ("# The user points at\n", cases[i].text, end,
                                               only[n_chosen == 2], NULL);
        g_autofree char *text = NULL;

        /* A first message points at things, too, but nothing is there to stay as it is. */
        if (n_chosen == 0)
          asset->targets = json_array_ref (mq_json_get_array (targets, "targets"));
        else
          {
            asset->instruction = mq_message_new ("thinner", NULL);
            mq_message_set_targets (asset->instruction, mq_json_get_array (targets, "targets"));
          }
        if (n_chosen == 2)
          {
            asset->chosen = json_array_new ();
            json_array_add_string_element (asset->chosen, "seat");
          }
        text = mq_change_bounds_describe (asset);
        g_assert_cmpstr (text, ==, wanted);
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

/* Who asks for values as parameters gets a change that cannot be seen. */
static void
test_no_difference (void)
{
  static const struct
  {
    const char *before; /* NULL: no script is known */
    const char *after;
    const char *seat;
    gboolean is_none;
  } cases[] = {
    { "A = 1  # m, 0..2: a\n", "A = 1  # m, 0..2: a\n", "1", TRUE },
    { "A = 1  # m, 0..2: a\n", "A = 2  # m, 0..2: a\n", "1", TRUE },
    { "A = 1  # m, 0..2: a\n", "B = 1  # m, 0..2: a\n", "1", FALSE },
    { "A = 1  # m, 0..2: a\n", "A = 1  # m, 0..2: a\nB = 1  # m, 0..2: b\n", "1", FALSE },
    { "A = 1  # m, 0..2: a\nB = 1  # m, 0..2: b\n", "A = 1  # m, 0..2: a\n", "1", FALSE },
    { "A = 1  # m, 0..2: a\nB = 1  # m, 0..2: b\n", "A = 1  # m, 0..2: a\nC = 1  # m, 0..2: b\n",
      "1", FALSE },
    { "A = 1  # m, 0..2: a\n", "A = 1  # m, 0..2: a\n", "2", FALSE },
    { NULL, "A = 1  # m, 0..2: a\n", "1", TRUE },
  };
  g_autoptr (JsonObject) before = parse ("{'objects': [" SEAT "], 'whole': {'hash': '1'}}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{'objects': [" OBJECT ("Seat", "seat", "%s", "0.4",
                                                     "0.45") "], 'whole': {'hash': '%s'}}",
                             cases[i].seat, cases[i].seat, cases[i].seat);
      g_autoptr (JsonObject) report = parse (text);
      g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");

      asset->version = 1;
      mq_json_replace_object (&asset->report, report);
      g_set_str (&asset->script, cases[i].after);
      if (cases[i].before != NULL)
        mq_asset_history_add (asset->history,
                              mq_json_new ("version:l script:s", (gint64)1, cases[i].before));
      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpint (mq_change_defects_made_no_difference (asset, before), ==, cases[i].is_none);
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

/* A step's usage has its cost while each request's is known; what the run spent goes on. */
static void
test_usage (void)
{
  static const MqModelUsage paid = { .input = 100, .output = 20, .cached = 50, .cost = 0.25 };
  static const MqModelUsage several = { .input = 1, .output = 2, .cost = 0.5, .calls = 3 };
  static const MqModelUsage unknown = { .input = 7, .output = 1, .cost = -1 };
  static const struct
  {
    const MqModelUsage *requests[3];
    const char *usage;
  } steps[] = {
    { { &paid, &several },
      "{'calls':4,'input':101,'output':22,'cached':50,'model':'m','cost':0.75}" },
    { { &unknown, &paid }, "{'calls':2,'input':107,'output':21,'cached':50,'model':'m'}" },
    { { &paid }, "{'calls':1,'input':100,'output':20,'cached':50,'model':'m','cost':0.25}" },
  };
  g_autoptr (MqAssetState) asset = mq_asset_state_new ("a stool");
  g_autoptr (JsonObject) before
      = parse ("{'calls': 2, 'input': 10, 'output': 5, 'cached': 9, 'cost': 1.5}");

  g_assert_null (mq_asset_state_take_usage (asset));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (JsonObject) usage = NULL;
      g_autofree char *text = NULL;

      for (gsize j = 0; steps[i].requests[j] != NULL; j++)
        mq_asset_state_spend (asset, "m", steps[i].requests[j]);
      usage = mq_asset_state_take_usage (asset);
      text = g_strdelimit (mq_json_object_to_string (usage, FALSE), "\"", '\'');
      g_assert_cmpstr (text, ==, steps[i].usage);
      g_assert_null (mq_asset_state_take_usage (asset));
    }
  g_assert_cmpuint (asset->spent.calls, ==, 7);
  g_assert_cmpint (asset->spent.tokens, ==, 371);
  g_assert_cmpfloat (asset->spent.cost, ==, 1.25);

  mq_asset_state_count_usage (asset, before);
  mq_asset_state_count_usage (asset, NULL);
  g_assert_cmpuint (asset->spent.calls, ==, 9);
  g_assert_cmpint (asset->spent.tokens, ==, 386);
  g_assert_cmpfloat (asset->spent.cost, ==, 2.75);
}

/* A picture is told from its first bytes; too few of them are none of a JPEG. */
static void
test_picture_type (void)
{
  static const struct
  {
    const char *bytes;
    gsize size;
    const char *type;
  } cases[] = {
    { "\xff\xd8\xff", 3, "image/jpeg" },
    { "\xff\xd8", 2, "image/png" },
    { "\xff\xd9\xff", 3, "image/png" },
    { "\x89PNG", 4, "image/png" },
    { "", 0, "image/png" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].bytes, cases[i].size);
      MqAssetStatePicture *picture = mq_asset_state_picture_new (bytes, "front");

      g_assert_cmpstr (picture->media_type, ==, cases[i].type);
      g_assert_cmpstr (picture->label, ==, "front");
      mq_asset_state_picture_free (picture);
    }
}

MQ_TEST_PROGRAM (team_state)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/team-state/history-limit", test_history_limit);
  g_test_add_func ("/team-state/history-read", test_history_read);
  g_test_add_func ("/team-state/history-words", test_history_words);
  g_test_add_func ("/team-state/bounds", test_bounds);
  g_test_add_func ("/team-state/limits", test_limits);
  g_test_add_func ("/team-state/describe", test_describe);
  g_test_add_func ("/team-state/defects", test_defects);
  g_test_add_func ("/team-state/no-difference", test_no_difference);
  g_test_add_func ("/team-state/budget", test_budget);
  g_test_add_func ("/team-state/usage", test_usage);
  g_test_add_func ("/team-state/picture-type", test_picture_type);
  return mq_test_run ();
}
