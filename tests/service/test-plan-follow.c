/* A plan that follows the user's own script, and the words for what the script changed. */
#include "common/json/mq-json.h"
#include "service/pipeline/mq-plan-follow.h"
#include "support/mq-test.h"

#include <string.h>

#define BASE_PLAN                                                                                  \
  "{\"params\": [{\"name\": \"SEAT_WIDTH\", \"value\": 0.45}, {\"name\": \"LEG_COUNT\", "          \
  "\"value\": 4}], "                                                                               \
  "\"materials\": [{\"id\": \"oak\", \"color\": \"#000000\"}], "                                   \
  "\"parts\": [{\"id\": \"seat\", \"joins\": [\"legs\", \"back\"]}, {\"id\": \"legs\"}, "          \
  "{\"id\": \"back\", \"joins\": [\"seat\"]}]}"

static void
test_script_changes (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *words;
  } cases[] = {
    { "A = 1\n", "A = 1\n", "The same script, run again" },
    { "A = 1\n", "A = 2\nB = 3\n", "Edited script" },
    { "A = 1\nx()\n", "A = 2\ny()\n", "Edited script" },
    { "A = 1\n", "A = 1  # deg, 0..2\n", "Edited script" },
    { "A = 1  # deg, 0..9: x\n", "A = 2  # deg, 0..9: x\n", "A 2 deg" },
    { "W = 1.125  # m, 0..9\n", "W = 0.017 # m, 0..9\n", "W 1.7 cm" },
    { "OAK_COLOR = \"#000000\"\n", "OAK_COLOR = '#ff0000' # wood\n", "Oak color red" },
    { "LID = True\n", "LID = False\n", "Lid off" },
    { "BACK = 'a'  # a | b\n", "BACK = 'b'  # a | b\n", "Back b" },
    { "DRAWERS_COUNT = 1\n", "DRAWERS_COUNT = 2\n", "Drawers 2" },
    { "A = 1\nA = 2\n", "A = 1\nA = 3\n", "Edited script" },
    { "A=1\nB=1\nC=1\nD=1\nE=1\nF=1\n", "A=2\nB=2\nC=2\nD=2\nE=2\nF=2\n",
      "A 2, b 2, c 2, d 2 and 2 more values" },
  };
  g_autoptr (JsonObject) plan = mq_json_parse_object (BASE_PLAN, -1, NULL);
  g_autoptr (JsonObject) report = mq_json_parse_object (
      "{\"objects\": [{\"part\": \"seat\"}], \"truncated\": true}", -1, NULL);
  g_autoptr (JsonObject) colored = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = mq_script_changes_describe (cases[i].before, cases[i].after);

      g_assert_cmpstr (words, ==, cases[i].words);
    }

  /* A report that was cut short says nothing of what is missing. */
  colored = mq_plan_follow_script (
      plan, "OAK_COLOR='#FF0000'\nOAK_FINISH='metal'\nSEAT_WIDTH=inf\nLEG_COUNT=0x10\n", report);
  text = mq_json_object_to_string (colored, FALSE);
  g_assert_nonnull (strstr (text, "\"#FF0000\",\"finish\":\"metal\""));
  g_assert_nonnull (strstr (text, "\"value\":0.45"));
  g_assert_nonnull (strstr (text, "\"id\":\"back\""));
}

#define MODEL_PLAN                                                                                 \
  "{\"params\": [{\"name\": \"A\", \"value\": 1, \"min\": 0, \"max\": 2, \"unit\": \"m\", "        \
  "\"about\": \"a\"}, {\"name\": \"GONE\", \"value\": 3}], \"materials\": [], "                    \
  "\"parts\": [{\"id\": \"seat\", \"name\": \"Seat\", \"function\": \"seat\", \"joins\": "         \
  "[\"arms\"]}, "                                                                                  \
  "{\"id\": \"arms\", \"name\": \"Arm\", \"function\": \"arms\", \"joins\": []}]}"
#define MODEL_SCRIPT                                                                               \
  "A = 5  # m, 0..9: a\nCOUNT = 3  # 1..6: how many\nRATIO = 0.5  # 0..1: how much\n"              \
  "TURN = -4  # deg, -9..9: turn\nSEED = 7  # 0..999: varies\nPLAIN = 2\nSUM = A + 1  # 0..9: "    \
  "no number\nBAD = 1  # 9..2: no range\n\n\ndef seat():\n    pass\n\n\ndef rope():\n    pass\n"
#define MODEL_REPORT                                                                               \
  "{\"objects\": [{\"part\": \"seat\", \"box\": {\"min\": [0, 0, 0], \"max\": [1, 1, 1]}}, "       \
  "{\"part\": "                                                                                    \
  "\"Arm\", \"box\": {\"min\": [0, 0, 0], \"max\": [1, 1, 1]}}, {\"part\": \"rope\", \"box\": "    \
  "{\"min\": "                                                                                     \
  "[0, 0, 0], \"max\": [1, 2, 3]}}, {\"part\": \"rope\", \"box\": {\"min\": [-1, 0, 0], \"max\": " \
  "[0, "                                                                                           \
  "1, 1]}}, {\"part\": \"lamp\", \"box\": null}, {\"part\": \"ghost\", \"hidden\": true, "         \
  "\"box\": "                                                                                      \
  "{\"min\": [0, 0, 0], \"max\": [1, 1, 1]}}]}"

/* A plan of the model team has the script's parameters, and the parts that were built. */
static void
test_plan_follows_script (void)
{
  g_autoptr (JsonObject) plan = mq_json_parse_object (MODEL_PLAN, -1, NULL);
  g_autoptr (JsonObject) report = mq_json_parse_object (MODEL_REPORT, -1, NULL);
  g_autoptr (JsonObject) now = mq_plan_follow_script (plan, MODEL_SCRIPT, report);
  g_autoptr (JsonObject) again = mq_plan_follow_script (now, MODEL_SCRIPT, report);
  g_autoptr (JsonObject) left = mq_plan_without_removed (plan, "\ndef seat():\n\ndef arms():\n",
                                                         "\ndef seat():\n");
  g_autoptr (JsonObject) kept = mq_plan_without_removed (plan, "", "\ndef seat():\n");
  g_autofree char *text = mq_json_object_to_string (now, FALSE);
  g_autofree char *twice = mq_json_object_to_string (again, FALSE);
  g_autofree char *seat = mq_json_object_to_string (left, FALSE);

  g_assert_cmpstr (
      text, ==,
      "{\"params\":[{\"name\":\"A\",\"value\":5.0,\"min\":0.0,\"max\":9.0,\"unit\":\"m\",\"about\":"
      "\"a\"},{\"name\":\"COUNT\",\"value\":3.0,\"min\":1.0,\"max\":6.0,\"unit\":\"count\","
      "\"about\":\"how many\"},{\"name\":\"RATIO\",\"value\":0.5,\"min\":0.0,\"max\":1.0,"
      "\"unit\":\"ratio\",\"about\":\"how much\"},{\"name\":\"TURN\",\"value\":-4.0,\"min\":-9.0,"
      "\"max\":9.0,\"unit\":\"deg\",\"about\":\"turn\"},{\"name\":\"SEED\",\"value\":7.0,\"min\":"
      "0.0,\"max\":999.0,\"unit\":\"seed\",\"about\":\"varies\"}],\"materials\":[],\"parts\":[{"
      "\"id\":\"seat\",\"name\":\"Seat\",\"function\":\"seat\",\"joins\":[\"arms\"],\"box\":{"
      "\"min\":[0.0,0.0,0.0],\"max\":[1.0,1.0,1.0]},\"count\":1},{\"id\":\"arms\",\"name\":\"Arm\","
      "\"function\":\"arms\",\"joins\":[]},{\"id\":\"rope\",\"name\":\"Rope\",\"purpose\":\"\","
      "\"function\":\"rope\",\"count\":2,\"box\":{\"min\":[-1.0,0.0,0.0],\"max\":[1.0,2.0,3.0]},"
      "\"materials\":[],\"joins\":[],\"effect\":false,\"adjust\":[]}],\"box\":{\"min\":[-1.0,0.0,0."
      "0],"
      "\"max\":[1.0,2.0,3.0]}}");
  g_assert_cmpstr (twice, ==, text);
  g_assert_nonnull (strstr (seat, "\"id\":\"seat\""));
  g_assert_null (strstr (seat, "arms"));
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (kept, "parts")), ==, 2);
}

/* A part without an object is gone, also from what joins it; unless the report says less than there
 * is, or nothing of the plan. */
static void
test_plan_without_vanished (void)
{
  static const struct
  {
    const char *report;
    const char *parts; /* those that are left, each with its joins */
  } cases[] = {
    { "{\"objects\": [{\"part\": \"seat\"}, {\"part\": \"back\"}]}", "seat(back) back(seat)" },
    { "{\"objects\": [{\"part\": \"legs\"}]}", "legs()" },
    { "{\"objects\": [{\"part\": \"seat\"}], \"truncated\": true}",
      "seat(legs back) legs() back(seat)" },
    { "{\"objects\": [{\"part\": \"other\"}]}", "seat(legs back) legs() back(seat)" },
    { "{\"objects\": []}", "seat(legs back) legs() back(seat)" },
  };
  g_autoptr (JsonObject) plan = mq_json_parse_object (BASE_PLAN, -1, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) report = mq_json_parse_object (cases[i].report, -1, NULL);
      g_autoptr (JsonObject) left = mq_plan_without_vanished (plan, report);
      JsonArray *parts = mq_json_get_array (left, "parts");
      g_autoptr (GString) shown = g_string_new (NULL);

      for (guint j = 0; j < json_array_get_length (parts); j++)
        {
          JsonObject *part = mq_json_element_object (parts, j);
          JsonArray *joins = mq_json_get_array (part, "joins");
          g_auto (GStrv) ids = joins != NULL ? mq_json_to_strings (joins) : NULL;
          g_autofree char *joined = ids != NULL ? g_strjoinv (" ", ids) : g_strdup ("");

          g_string_append_printf (shown, "%s%s(%s)", j > 0 ? " " : "",
                                  mq_json_get_string (part, "id", ""), joined);
        }
      g_test_message ("%s", cases[i].report);
      g_assert_cmpstr (shown->str, ==, cases[i].parts);
    }
}

/* The words of a user are no name; a plan's own title is. */
static void
test_plan_without_title (void)
{
  static const char *const parts[] = { "", "{\"id\": \"seat\", \"name\": \"Seat\"}" };
  static const char *const titles[] = { "Art deco fan lamp", "a lamp with a fan-shaped…" };
  g_autoptr (JsonObject) report = mq_json_parse_object (MODEL_REPORT, -1, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"title\": \"a lamp with a fan-shaped…\", "
                                               "\"parts\": [%s]}",
                                               parts[i]);
      g_autoptr (JsonObject) plan = mq_json_parse_object (text, -1, NULL);
      g_autoptr (JsonObject) now
          = mq_plan_follow_script (plan, "ASSET = \"Art deco fan lamp\"  # name\n", report);
      g_autoptr (JsonObject) unnamed = mq_plan_follow_script (plan, "ASSET = \"Asset\"\n", report);

      g_assert_cmpstr (mq_json_get_string (now, "title", NULL), ==, titles[i]);
      g_assert_cmpstr (mq_json_get_string (unnamed, "title", NULL), ==, titles[1]);
    }
}

/* Of the sketcher's plan only values are taken over: its parameters and parts are its kind's. */
static void
test_plan_of_kind (void)
{
  g_autoptr (JsonObject) plan = mq_json_parse_object (
      "{\"kind\": \"chair\", \"params\": [{\"name\": \"A\", \"value\": 1, \"min\": 0}, {\"name\": "
      "\"GONE\", \"value\": 3}], \"parts\": []}",
      -1, NULL);
  g_autoptr (JsonObject) report = mq_json_parse_object (MODEL_REPORT, -1, NULL);
  g_autoptr (JsonObject) now = mq_plan_follow_script (plan, MODEL_SCRIPT, report);
  g_autofree char *text = mq_json_object_to_string (now, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"kind\":\"chair\",\"params\":[{\"name\":\"A\",\"value\":5.0,\"min\":0},"
                   "{\"name\":\"GONE\",\"value\":3}],\"parts\":[]}");
}

MQ_TEST_PROGRAM (plan_follow)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-follow/script-changes", test_script_changes);
  g_test_add_func ("/plan-follow/plan-follows-script", test_plan_follows_script);
  g_test_add_func ("/plan-follow/plan-without-vanished", test_plan_without_vanished);
  g_test_add_func ("/plan-follow/plan-of-kind", test_plan_of_kind);
  g_test_add_func ("/plan-follow/plan-without-title", test_plan_without_title);

  return g_test_run ();
}
