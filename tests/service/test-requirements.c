/* Requirements as a model writes them, what is wrong with them, and what a report says of them;
 * joins, ids, versions of a script, and changes that only move everything. */
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "service/pipeline/mq-plan-follow.h"
#include "common/script/mq-script.h"
#include "common/asset/mq-measured-defects.h"
#include "service/plan/mq-plan-parts.h"
#include "common/asset/mq-report.h"
#include "service/plan/mq-requirements.h"
#include "support/mq-test.h"

#include <string.h>

static const char parts[]
    = "\"parts\": [{\"id\": \"plate\", \"min\": [-0.06, -0.04, 0], \"max\": [0.06, 0.04, 0.006]}, "
      "{\"id\": \"pins\", \"min\": [-0.05, -0.03, 0.006], \"max\": [0.05, 0.03, 0.02]}]";

/* @rows: the requirements, JSON. @faults: (out): all that is wrong with them */
static JsonArray *
read_rows (const char *rows, const char *words, char **faults)
{
  g_autofree char *text = g_strdup_printf ("{%s, \"requirements\": [%s]}", parts, rows);
  g_autoptr (JsonObject) said = mq_test_parse_json (text);
  JsonArray *planned = mq_json_get_array (said, "parts");
  g_autoptr (GString) wrong = g_string_new (NULL);
  JsonArray *read = mq_requirements_read (said, planned, wrong);

  mq_requirements_find_contradictions (read, wrong);
  mq_requirements_compare_words (read, said, words, wrong);
  *faults = g_strdup (wrong->str);
  return read;
}

static void
test_read (void)
{
  g_autofree char *faults = NULL;
  g_autoptr (JsonArray) read = read_rows ("{\"words\": \"120 mm wide\", \"what\": \"Size\", "
                                          "\"of\": \"PLATE\", \"axis\": \"x\", \"value\": "
                                          "120, \"unit\": \"mm\", \"is\": \"equal\"}, {\"words\": "
                                          "\"4 pins\", \"what\": \"pieces\", \"of\": "
                                          "\"pins\", \"value\": 4}, {\"words\": \"each pin 14 "
                                          "mm\", \"what\": \"size\", \"of\": \"Pin 1\", "
                                          "\"axis\": \"z\", \"value\": 14, \"unit\": \"mm\"}, "
                                          "{\"words\": \"free of each other\", \"what\": "
                                          "\"no_overlap\", \"of\": \"pins\"}, "
                                          "{\"words\": \"elegant\", \"what\": \"look\"}",
                                          "a plate 120 mm wide with 4 pins of 14 mm", &faults);
  JsonObject *first = mq_json_element_object (read, 0);
  double metres;

  g_assert_cmpstr (faults, ==, "");
  g_assert_cmpuint (json_array_get_length (read), ==, 5);
  g_assert_cmpstr (mq_json_get_string (first, "what", ""), ==, "size");
  g_assert_cmpstr (mq_json_get_string (first, "of", ""), ==, "plate");
  g_assert_true (mq_requirement_get_metres (first, &metres));
  g_assert_cmpfloat_with_epsilon (metres, 0.12, 1e-12);
  g_assert_true (mq_requirement_is_by_eye (mq_json_element_object (read, 4)));
}

/* How exact a number is meant is told by how it is written. */
static void
test_tolerances (void)
{
  static const struct
  {
    const char *words;
    const char *form;
    double tolerance; /* 0: none of its own */
  } rows[] = {
    { "walls 4 mm thick", "\"what\": \"floor\", \"value\": 4, \"unit\": \"mm\"", 0.05 },
    { "4.0 mm thick", "\"what\": \"floor\", \"value\": 4, \"unit\": \"mm\"", 0.02 },
    { "4,0 mm dick", "\"what\": \"floor\", \"value\": 4, \"unit\": \"mm\"", 0.02 },
    { "45 cm long", "\"what\": \"longest\", \"value\": 45, \"unit\": \"cm\"", 0.09 },
    { "1,200 mm long", "\"what\": \"longest\", \"value\": 1200, \"unit\": \"mm\"", 2.4 },
    { "2 m long", "\"what\": \"longest\", \"value\": 2, \"unit\": \"m\"", 0.004 },
    { "35 mm wide", "\"what\": \"longest\", \"value\": 35, \"unit\": \"mm\"", 0.175 },
    { "35.0 mm wide", "\"what\": \"longest\", \"value\": 35, \"unit\": \"mm\"", 0.035 },
    { "120 x 80 mm", "\"what\": \"longest\", \"value\": 120, \"unit\": \"mm\"", 0.24 },
    { "4 legs, about 2 inches thick", "\"what\": \"floor\", \"value\": 2, \"unit\": \"in\"", 0.2 },
    { "about 2 inches", "\"what\": \"floor\", \"value\": 50.8, \"unit\": \"mm\"", 5.08 },
    { "about two inches", "\"what\": \"floor\", \"value\": 2, \"unit\": \"in\"", 0.2 },
    { "ungefähr 30 cm", "\"what\": \"longest\", \"value\": 30, \"unit\": \"cm\"", 3 },
    { "环 约30厘米", "\"what\": \"longest\", \"value\": 30, \"unit\": \"cm\"", 3 },
    { "~8 mm holes", "\"what\": \"hole_diameter\", \"value\": 8, \"unit\": \"mm\"", 0.8 },
    { "8 ± 0.1 mm holes", "\"what\": \"hole_diameter\", \"value\": 8, \"unit\": \"mm\"", 0.1 },
    { "8 mm +/- 0.1 mm", "\"what\": \"hole_diameter\", \"value\": 8, \"unit\": \"mm\"", 0.1 },
    { "handles at 30°", "\"what\": \"angle\", \"value\": 30", 0.05 },
    { "leaning about 30 degrees", "\"what\": \"angle\", \"value\": 30", 3 },
    { "about 20 pins", "\"what\": \"pieces\", \"value\": 20", 2 },
    { "20 pins about the rim", "\"what\": \"pieces\", \"value\": 20", 0 },
    { "half as wide as high", "\"what\": \"longest\", \"value\": 120, \"unit\": \"mm\"", 0 },
    { "a wall of 4 mm", "\"what\": \"wall\", \"value\": 4, \"unit\": \"mm\"", 0 },
    { "about 4 mm", "\"what\": \"wall\", \"value\": 4, \"unit\": \"mm\"", 0.4 },
    { "4 mm", "\"what\": \"floor\", \"tolerance\": 1, \"value\": 4, \"unit\": \"mm\"", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"words\": \"%s\", \"of\": \"plate\", %s}",
                                               rows[i].words, rows[i].form);
      g_autofree char *faults = NULL;
      g_autoptr (JsonArray) read = read_rows (text, "", &faults);
      g_autoptr (GString) told = g_string_new (NULL);
      double tolerance = mq_json_get_double (mq_json_element_object (read, 0), "tolerance", 0);

      g_test_message ("%s", rows[i].words);
      g_assert_cmpfloat_with_epsilon (tolerance, rows[i].tolerance, 1e-6);
      mq_requirements_append (told, read);
      g_assert_true ((strstr (told->str, " ± ") != NULL && strstr (told->str, " = ") != NULL)
                     == (tolerance > 0 || strstr (rows[i].words, " ± ") != NULL));
    }
}

/* Objects are called by one of their part. */
static void
test_object_names (void)
{
  g_autoptr (JsonObject) said = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"shelves\"}, {\"id\": \"feet\"}], \"requirements\": ["
      "{\"words\": \"black\", \"what\": \"color\", \"of\": \"Shelf 4\", \"text\": \"black\"}, "
      "{\"words\": \"blue\", \"what\": \"color\", \"of\": \"Upper shelf\", \"text\": \"blue\"}, "
      "{\"words\": \"red\", \"what\": \"color\", \"of\": \"Drawer 1\", \"text\": \"red\"}]}");
  g_autoptr (GString) wrong = g_string_new (NULL);
  g_autoptr (JsonArray) read = mq_requirements_read (said, mq_json_get_array (said, "parts"),
                                                     wrong);

  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (read, 0), "of", ""), ==, "Shelf 4");
  g_assert_null (strstr (wrong->str, "Shelf"));
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (read, 1), "of", ""), ==,
                   "Upper shelf");
  g_assert_null (strstr (wrong->str, "Upper"));
  g_assert_nonnull (strstr (wrong->str, "names no part: “Drawer 1”. A part's id (shelves, feet), "
                                        "whole, or the name of an object"));
}

/* A number that cannot be had is not asked for again; any other is. */
static void
test_refused_numbers (void)
{
  g_autoptr (JsonObject) said = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"bars\", \"min\": [0, 0, 0], \"max\": [1, 0.02, 0.9]}], "
      "\"requirements\": [], \"cannot\": [\"Gaps of 80 mm do not fit between nine bars.\"]}");
  g_autoptr (GString) faults = g_string_new (NULL);
  g_autoptr (JsonArray) read = json_array_new ();

  mq_requirements_compare_words (read, said, "a gate 1 m wide with gaps of 80 mm", faults);
  g_assert_cmpstr (faults->str, ==, "");
  mq_requirements_compare_words (read, said, "a gate 1 m wide with gaps of 85 mm", faults);
  g_assert_nonnull (strstr (faults->str, "“85 mm”"));
}

/* A piece may have several neighbours, each of which is named. */
static void
test_neighbours (void)
{
  g_autofree char *faults = NULL;
  g_autoptr (JsonArray) read = read_rows (
      "{\"words\": \"a\", \"what\": \"touches\", \"of\": \"pins\", \"to\": \"PLATE,Pin 1\"}, "
      "{\"words\": \"b\", \"what\": \"touches\", \"of\": \"pins\", \"to\": \"plate, lid\"}",
      "", &faults);

  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (read, 0), "to", ""), ==,
                   "plate, Pin 1");
  g_assert_true (mq_requirement_is_by_eye (mq_json_element_object (read, 1)));
  g_assert_nonnull (strstr (faults, "`to` names no part: “plate, lid”"));
}

/* What is wrong is said in words, and the requirement is judged by eye. */
static void
test_wrong (void)
{
  static const char *const rows[][2] = {
    { "{\"words\": \"w\", \"what\": \"size\", \"of\": \"lid\", \"axis\": \"x\", \"value\": 1, "
      "\"unit\": "
      "\"mm\"}",
      "names no part" },
    { "{\"words\": \"w\", \"what\": \"beauty\", \"of\": \"plate\"}", "no kind" },
    { "{\"words\": \"w\", \"what\": \"size\", \"of\": \"plate\", \"value\": 1, \"unit\": \"mm\"}",
      "axis" },
    { "{\"words\": \"w\", \"what\": \"place\", \"of\": \"plate\", \"axis\": \"x\", \"value\": 1, "
      "\"unit\": \"mm\"}",
      "needs an `at`: low, middle or high" },
    { "{\"words\": \"w\", \"what\": \"wall\", \"of\": \"plate\", \"value\": -2, \"unit\": \"mm\"}",
      "negative" },
    { "{\"words\": \"w\", \"what\": \"wall\", \"of\": \"plate\", \"value\": 2}", "unit" },
    { "{\"words\": \"w\", \"what\": \"longest\", \"of\": \"plate\", \"value\": 1e300, \"unit\": "
      "\"m\"}",
      "more than any" },
    { "{\"words\": \"w\", \"what\": \"holes\", \"of\": \"plate\", \"value\": 2.5}",
      "whole number" },
    { "{\"words\": \"w\", \"what\": \"clearance\", \"of\": \"plate\", \"value\": 1, \"unit\": "
      "\"mm\"}",
      "`to` names no part" },
    { "{\"words\": \"w\", \"what\": \"color\", \"of\": \"plate\"}", "`text`" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *faults = NULL;
      g_autoptr (JsonArray) read = read_rows (rows[i][0], "", &faults);

      if (strstr (faults, rows[i][1]) == NULL)
        g_error ("“%s” is not in “%s”", rows[i][1], faults);
      g_assert_true (g_str_has_prefix (faults, "- requirement “w”: "));
      g_assert_true (mq_requirement_is_by_eye (mq_json_element_object (read, 0)));
    }
}

#define WALL(value, unit)                                                                          \
  "{\"words\": \"a\", \"what\": \"wall\", \"of\": \"plate\", \"value\": " value                    \
  ", \"unit\": \"" unit "\"}"
#define SIZE(axis, mm)                                                                             \
  "{\"words\": \"b\", \"what\": \"size\", \"of\": \"plate\", \"axis\": \"" axis                    \
  "\", \"value\": " mm ", \"unit\": \"mm\"}"

static void
test_contradictions (void)
{
  static const struct
  {
    const char *rows;
    gboolean wrong;
  } cases[] = {
    { "{\"words\": \"a\", \"what\": \"pieces\", \"of\": \"pins\", \"value\": 4}, {\"words\": "
      "\"b\", "
      "\"what\": \"pieces\", \"of\": \"pins\", \"value\": 0}",
      TRUE },
    { "{\"words\": \"a\", \"what\": \"wall\", \"of\": \"plate\", \"value\": 5, \"unit\": \"cm\"}, "
      "{\"words\": \"b\", \"what\": \"size\", \"of\": \"plate\", \"axis\": \"y\", \"value\": 80, "
      "\"unit\": "
      "\"mm\"}",
      TRUE },
    { "{\"words\": \"a\", \"what\": \"longest\", \"of\": \"pins\", \"is\": \"at_least\", "
      "\"value\": 20, "
      "\"unit\": \"mm\"}, {\"words\": \"b\", \"what\": \"longest\", \"of\": \"pins\", \"is\": "
      "\"at_most\", "
      "\"value\": 10, \"unit\": \"mm\"}",
      TRUE },
    { "{\"words\": \"a\", \"what\": \"longest\", \"of\": \"pins\", \"is\": \"at_least\", "
      "\"value\": 10, "
      "\"unit\": \"mm\"}, {\"words\": \"b\", \"what\": \"longest\", \"of\": \"pins\", \"is\": "
      "\"at_most\", "
      "\"value\": 2, \"unit\": \"cm\"}",
      FALSE },
    { "{\"words\": \"a\", \"what\": \"longest\", \"of\": \"pins\", \"value\": 1, \"unit\": "
      "\"in\"}, "
      "{\"words\": \"b\", \"what\": \"longest\", \"of\": \"pins\", \"value\": 25.4, \"unit\": "
      "\"mm\"}",
      FALSE },
    /* A wall as thick as the thing is a solid bar, or an upright panel. */
    { WALL ("8", "cm") ", " SIZE ("y", "80"), FALSE },
    { WALL ("80", "mm") ", " SIZE ("x", "120") ", " SIZE ("y", "80"), FALSE },
    { WALL ("6", "mm") ", " SIZE ("y", "6") ", " SIZE ("x", "8") ", " SIZE ("z", "90"), FALSE },
    { WALL ("81", "mm") ", " SIZE ("x", "120") ", " SIZE ("y", "80"), TRUE },
    { WALL ("60", "mm") ", " SIZE ("x", "119") ", " SIZE ("z", "60"), TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *faults = NULL;
      g_autoptr (JsonArray) read = read_rows (cases[i].rows, "", &faults);

      g_assert_cmpint (strstr (faults, "contradict") != NULL, ==, cases[i].wrong);
    }
}

/* Lengths of the user's words that the plan does not have, or has in another unit. */
static void
test_words (void)
{
  static const char *const cases[][2] = {
    { "a plate 120 mm wide, 80 mm deep, 6 mm thick", "" },
    { "a plate, 12 cm wide", "" },
    { "a plate, 4 in a row", "" },
    { "a plate, 1/4 inch thick", "“1/4 inch”" },
    { "a plate 4 23/32 inches wide", "" },
    { "a plate 6 23/32 inches wide", "“6 23/32 inches”" },
    { "a plate 4 23/32\" wide and 8 cm deep", "" },
    { "a plate 0,12 m wide", "" },
    { "a plate 12,5 cm wide", "“12,5 cm”" },
    { "a plate 1' wide", "“1'”" },
    { "a plate half a foot wide", "“half a foot”" },
    { "a plate 100-130 mm wide", "" },
    { "a plate 1,200 mm wide", "“1,200 mm”" },
    { "a plate with two feet", "" },
    { "a plate, number 7 in black metal", "" },
    { "a plate 120 x 80 mm with 8 mm pins and 12 mm pins", "no requirement" },
    { "a plate 120 mm wide with a 1.2 mm hole", "no requirement" },
    { "a plate with pins of 4.8 mm", "no requirement" },
    { "a plate 12 m wide", "the plan has 0.12 m" },
    { "a plate with a 33 mm hole", "no requirement" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *faults = NULL;
      g_autoptr (JsonArray) read = read_rows ("{\"words\": \"x\", \"what\": \"look\"}", cases[i][0],
                                              &faults);

      g_assert_nonnull (read);
      if (*cases[i][1] == '\0')
        g_assert_cmpstr (faults, ==, "");
      else if (strstr (faults, cases[i][1]) == NULL)
        g_error ("“%s” is not in “%s”", cases[i][1], faults);
    }
}

/* What a row mentions is in the plan, however many other numbers are ten times as large; a part of
 * a number is no mention. */
static void
test_mentions (void)
{
  static const char *const cases[][3] = {
    { "gear teeth of module 2 mm", "module 2 mm", "" },
    { "gear teeth of module 2 mm", "module 2mm", "" },
    { "gear teeth of module 2 mm", "module 0.2 cm", "" },
    { "pins of radius 1.2 m", "1.2 m", "" },
    { "gear teeth of module 2 mm", "a bore of 12 mm", "the plan has 0.02 m" },
    { "gear teeth of module 2 mm", "the style of 1930", "the plan has 0.02 m" },
    { "a groove of 7 mm", "a bore of 17 mm", "no requirement" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *row = g_strdup_printf (
          "{\"words\": \"smooth\", \"what\": \"look\"}, {\"words\": \"%s\", \"what\": \"look\"}",
          cases[i][1]);
      g_autofree char *faults = NULL;
      g_autoptr (JsonArray) read = read_rows (row, cases[i][0], &faults);

      g_assert_nonnull (read);
      if (*cases[i][2] == '\0')
        g_assert_cmpstr (faults, ==, "");
      else if (strstr (faults, cases[i][2]) == NULL)
        g_error ("“%s” is not in “%s”", cases[i][2], faults);
    }
}

/* A planned box that has another size than a requirement. */
static void
test_box (void)
{
  g_autofree char *faults = NULL;
  g_autoptr (JsonArray) read
      = read_rows ("{\"words\": \"15 cm\", \"what\": \"size\", \"of\": \"plate\", \"axis\": \"x\", "
                   "\"value\": 15, \"unit\": \"cm\"}",
                   "", &faults);

  g_assert_nonnull (read);
  g_assert_nonnull (strstr (faults, "the box of plate is 0.12 m along x"));
}

static void
test_change (void)
{
  g_autofree char *faults = NULL;
  g_autoptr (JsonArray) old = read_rows ("{\"words\": \"120 mm\", \"what\": \"size\", \"of\": "
                                         "\"plate\", \"axis\": \"x\", \"value\": 120, "
                                         "\"unit\": \"mm\"}, {\"words\": \"elegant\", \"what\": "
                                         "\"look\"}, {\"words\": \"plain\", \"what\": "
                                         "\"look\"}",
                                         "", &faults);
  g_autofree char *more = NULL;
  g_autoptr (JsonArray) added = read_rows ("{\"words\": \"130 mm\", \"what\": \"size\", \"of\": "
                                           "\"plate\", \"axis\": \"x\", \"value\": 130, "
                                           "\"unit\": \"mm\"}",
                                           "", &more);
  g_autoptr (JsonArray) dropped = json_array_new ();
  g_autoptr (JsonArray) changed = NULL;

  json_array_add_int_element (dropped, 3);
  changed = mq_requirements_change (old, added, dropped);
  g_assert_cmpuint (json_array_get_length (changed), ==, 2);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (changed, 0), "words", ""), ==,
                   "elegant");
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (changed, 1), "words", ""), ==,
                   "130 mm");
}

/* A missed row is a severe defect with its numbers; met and open ones are none. */
static void
test_defects (void)
{
  g_autoptr (JsonObject) plan = mq_test_parse_json ("{\"parts\": [{\"id\": \"plate\"}]}");
  g_autoptr (JsonObject) report = mq_test_parse_json (
      "{\"objects\": [{\"name\": \"Plate\", \"part\": \"plate\"}], \"requirements\": [{\"words\": "
      "\"120 "
      "mm wide\", \"what\": \"size\", \"of\": \"plate\", \"wanted\": 120, \"unit\": \"mm\", "
      "\"found\": "
      "123.1, \"met\": false, \"by\": \"measured\", \"how\": \"extent along x\", \"objects\": "
      "[\"Plate\"], \"fix\": \"make it 3.1 mm shorter along x\"}, {\"words\": \"a\", \"what\": "
      "\"holes\", \"of\": \"plate\", \"met\": null}, {\"words\": \"b\", \"what\": \"holes\", "
      "\"of\": "
      "\"plate\", \"met\": true}, 5, {\"met\": \"no\"}]}");
  g_autoptr (JsonArray) defects = mq_measured_defects_find (plan, report);
  JsonObject *defect = mq_json_element_object (defects, 0);
  JsonArray *rows = mq_json_get_array (report, "requirements");
  g_autofree char *said = mq_requirement_describe (mq_json_element_object (rows, 0));

  g_assert_cmpuint (json_array_get_length (defects), ==, 1);
  g_assert_cmpstr (mq_json_get_string (defect, "code", ""), ==, "unmet");
  g_assert_cmpstr (mq_json_get_string (defect, "part", ""), ==, "plate");
  g_assert_cmpstr (mq_json_get_string (defect, "fix", ""), ==, "make it 3.1 mm shorter along x");
  g_assert_nonnull (strstr (mq_json_get_string (defect, "what", ""), "found 123.1 mm"));
  g_assert_nonnull (strstr (said, "123.1"));
  g_assert_nonnull (strstr (said, "3.1"));
  g_assert_cmpuint (mq_requirement_count_met (rows), ==, 1);
}

/* A plan of an earlier program has must-haves; what a critic saw of a requirement is its row. */
static void
test_rows (void)
{
  g_autoptr (JsonObject) old = mq_test_parse_json ("{\"must_haves\": [\"round\", \"red\"]}");
  g_autoptr (JsonObject) plan = mq_test_parse_json (
      "{\"requirements\": [{\"words\": \"round\", \"what\": \"look\", \"seen\": {\"met\": true, "
      "\"evidence\": \"view 1\"}}, {\"words\": \"red\", \"what\": \"look\"}]}");
  g_autoptr (JsonArray) of_old = mq_requirement_list_rows (old, NULL);
  g_autoptr (JsonArray) rows = mq_requirement_list_rows (plan, NULL);

  g_assert_cmpuint (json_array_get_length (of_old), ==, 2);
  g_assert_cmpint (mq_requirement_get_state (mq_json_element_object (of_old, 0)), ==,
                   MQ_REQUIREMENT_OPEN);
  g_assert_cmpint (mq_requirement_get_state (mq_json_element_object (rows, 0)), ==,
                   MQ_REQUIREMENT_MET);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (rows, 0), "by", ""), ==, "eye");
  g_assert_cmpint (mq_requirement_get_state (mq_json_element_object (rows, 1)), ==,
                   MQ_REQUIREMENT_OPEN);
}

static void
test_joins (void)
{
  g_autoptr (JsonObject) plan = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"seat\"}, {\"id\": \"axle\"}, {\"id\": "
      "\"lid\"}, {\"id\": \"door\"}]}");
  g_autoptr (JsonObject) said = mq_test_parse_json (
      "{\"joins\": [\"Seat: let in 20 mm\", \"axle: through\", \"lid: clearance 0.3 mm\", "
      "\"door\", \"nothing\"]}");
  g_autoptr (JsonObject) part = mq_json_new ("id:s", "body");
  JsonObject *kinds;
  g_autofree char *seat = NULL;

  mq_plan_joins_read (said, mq_json_get_array (plan, "parts"), TRUE, part);
  kinds = mq_json_get_object (part, "join_kinds");
  seat = mq_plan_joins_describe (part, "seat");
  g_assert_cmpuint (mq_json_length (mq_json_get_array (part, "joins")), ==, 4);
  g_assert_cmpfloat_with_epsilon (mq_json_get_double (mq_json_get_object (kinds, "seat"), "m", 0),
                                  0.02, 1e-12);
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (kinds, "axle"), "kind", ""), ==,
                   "through");
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (kinds, "lid"), "kind", ""), ==, "fits");
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (kinds, "door"), "kind", ""), ==,
                   "rests");
  g_assert_cmpstr (seat, ==, "seat: let in 20 mm");
}

/* What is loose: in another part, or where there is none, such as the air. */
static void
test_loose_joins (void)
{
  static const struct
  {
    const char *said;
    const char *other; /* NULL: none is read */
    const char *kind;
    const char *told;
  } rows[] = {
    { "water: free in", "water", "free", "water: free in" },
    { "Water: swims in it", "water", "free", "water: free in" },
    { "air: free in", "fish", "free", "air: free in" },
    { "free in air", "fish", "free", "air: free in" },
    { "air: flies", "fish", "free", "air: free in" },
    { "hook: hangs from", "hook", "hangs", "hook: hangs from" },
    { "ceiling: hangs from", "fish", "hangs", "above: hangs from" },
    { "water: lies on", "water", "lies", "water: lies on" },
    { "ground: lies on", NULL, NULL, NULL },
    { "fish", NULL, NULL, NULL },
    { "freezer", NULL, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) plan = mq_test_parse_json (
          "{\"parts\": [{\"id\": \"water\"}, {\"id\": \"hook\"}, {\"id\": \"fish\"}]}");
      g_autoptr (JsonObject) said = mq_json_new ("joins:a",
                                                 mq_json_from_strings (&rows[i].said, 1));
      g_autoptr (JsonObject) part = mq_json_new ("id:s", "fish");
      JsonArray *joins;
      g_autofree char *told = NULL;

      g_test_message ("%s", rows[i].said);
      mq_plan_joins_read (said, mq_json_get_array (plan, "parts"), TRUE, part);
      joins = mq_json_get_array (part, "joins");
      g_assert_cmpuint (mq_json_length (joins), ==, rows[i].other != NULL ? 1 : 0);
      if (rows[i].other == NULL)
        continue;

      g_assert_cmpstr (mq_json_element_string (joins, 0), ==, rows[i].other);
      g_assert_cmpstr (
          mq_json_get_string (
              mq_json_get_object (mq_json_get_object (part, "join_kinds"), rows[i].other), "kind",
              ""),
          ==, rows[i].kind);
      told = mq_plan_joins_describe (part, rows[i].other);
      g_assert_cmpstr (told, ==, rows[i].told);
    }
}

#define LIBRARY MQ_TEST_DATA "/sketcher/library"

static MqPythonLibrary *
load_library (void)
{
  MqPythonLibrary *library = mq_python_library_new ();
  g_autoptr (GError) error = NULL;

  mq_python_library_load (library, LIBRARY, &error);
  g_assert_no_error (error);
  return library;
}

/* What is judged by eye keeps what was said of it, for who writes and who judges. */
static void
test_look (void)
{
  g_autoptr (JsonObject) said = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"dial\"}], \"requirements\": [{\"words\": \"an inscription 4 mm "
      "deep\", \"what\": \"look\", \"of\": \"dial\", \"text\": \"ANNO 1901\", \"value\": 4, "
      "\"unit\": \"mm\", \"tolerance\": 0.5}, {\"words\": \"it shines\", \"what\": \"look\"}, "
      "{\"words\": \"with a name\", \"what\": \"look\", \"of\": \"dial\", \"text\": \"XII\"}]}");
  JsonArray *planned = mq_json_get_array (said, "parts");
  g_autoptr (GString) faults = g_string_new (NULL);
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (JsonArray) read = mq_requirements_read (said, planned, faults);

  g_assert_cmpstr (faults->str, ==, "");
  mq_requirements_append (told, read);
  g_assert_cmpstr (told->str, ==,
                   "1. an inscription 4 mm deep [look dial = 4 ± 0.5 mm = ANNO 1901]\n"
                   "2. it shines\n3. with a name [look dial = XII]\n");

  /* The number that stands there is not asked for again. */
  mq_requirements_compare_words (read, said, "a dial with letters 4 mm deep", faults);
  g_assert_cmpstr (faults->str, ==, "");
}

/* What is asked and found has the digits that were written, and a volume its unit. */
static void
test_digits (void)
{
  g_autoptr (JsonObject) plan = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"ramp_part\", \"called\": \"ramp\"}], \"requirements\": [{\"words\": "
      "\"a\", \"what\": \"size\", \"of\": \"ramp_part\", \"axis\": \"y\", \"value\": 0.539891, "
      "\"unit\": \"m\"}, {\"words\": \"b\", \"what\": \"volume\", \"of\": \"whole\", \"value\": "
      "123.37}, {\"words\": \"c\", \"what\": \"ratio\", \"of\": \"whole\", \"axis\": \"z\", "
      "\"to\": "
      "\"ramp_part\", \"to_axis\": \"x\", \"is\": \"at_least\", \"value\": 2.5}]}");
  g_autoptr (JsonObject) report = mq_test_parse_json (
      "{\"objects\": [], \"requirements\": [{\"words\": \"a\", \"what\": \"size\", \"of\": "
      "\"ramp_part\", \"axis\": \"y\", \"wanted\": 0.539891, \"found\": 0.53, \"unit\": \"m\", "
      "\"met\": false, \"how\": \"x\"}, {\"words\": \"b\", \"what\": \"volume\", \"of\": "
      "\"whole\", "
      "\"wanted\": 123.37, \"found\": 122.93, \"met\": false, \"how\": \"x\"}, {\"words\": \"c\", "
      "\"what\": \"ratio\", \"of\": \"whole\", \"met\": true}]}");
  g_autoptr (JsonArray) defects = mq_measured_defects_find (plan, report);
  g_autoptr (JsonArray) rows = mq_requirement_list_rows (plan, report);
  g_autoptr (GString) told = g_string_new (NULL);
  g_autofree char *label = mq_requirement_label (mq_json_element_object (rows, 0));
  JsonObject *first;

  g_assert_nonnull (g_strrstr (label, "ramp, depth: 0.539891"));
  mq_requirements_append (told, mq_json_get_array (plan, "requirements"));
  g_assert_cmpstr (told->str, ==,
                   "1. a [size ramp_part y = 0.539891 m]\n2. b [volume whole = 123.37 cm³]\n"
                   "3. c [ratio whole z to ramp_part x ≥ 2.5]\n");
  g_string_truncate (told, 0);
  mq_requirements_append_results (told, NULL);
  g_assert_cmpstr (told->str, ==, "");
  mq_requirements_append_results (told, report);
  g_assert_cmpstr (told->str, ==,
                   "Requirements, measured:\n1: 0.53 not met\n2: 122.93 not met\n3: met\n");
  first = mq_json_find (defects, "what", "Not met: a (found 0.53 m, wanted 0.539891 m; x)");
  g_assert_nonnull (first);
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (first, "facts"), "called", ""), ==,
                   "ramp");
  g_assert_nonnull (
      mq_json_find (defects, "what", "Not met: b (found 122.93 cm³, wanted 123.37 cm³; x)"));
}

#define ROW(members) "{\"what\": \"size\", \"of\": \"seat\", \"axis\": \"x\"" members "}"

/* The same measure of the same thing, whatever is asked of it; what is judged by eye is never. */
static void
test_same (void)
{
  static const struct
  {
    const char *a, *b;
    gboolean are_same;
  } cases[] = {
    { ROW (""), ROW (", \"value\": 4, \"words\": \"4 m\""), TRUE },
    { ROW (", \"each\": true"), ROW (", \"each\": true"), TRUE },
    { ROW (", \"each\": true"), ROW (""), FALSE },
    { ROW (", \"to\": \"leg\""), ROW (""), FALSE },
    { ROW (", \"to\": \"leg\""), ROW (", \"to\": \"arm\""), FALSE },
    { ROW (", \"to_axis\": \"x\""), ROW (", \"to_axis\": \"y\""), FALSE },
    { ROW (", \"at\": \"top\""), ROW (", \"at\": \"bottom\""), FALSE },
    { ROW (""), "{\"what\": \"size\", \"of\": \"seat\", \"axis\": \"y\"}", FALSE },
    { ROW (""), "{\"what\": \"size\", \"of\": \"leg\", \"axis\": \"x\"}", FALSE },
    { ROW (""), "{\"what\": \"wall\", \"of\": \"seat\", \"axis\": \"x\"}", FALSE },
    { "{\"what\": \"look\"}", "{\"what\": \"look\"}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) a = mq_test_parse_json (cases[i].a);
      g_autoptr (JsonObject) b = mq_test_parse_json (cases[i].b);

      g_test_message ("%s %s", cases[i].a, cases[i].b);
      g_assert_cmpint (mq_requirements_are_same (a, b), ==, cases[i].are_same);
      g_assert_cmpint (mq_requirements_are_same (b, a), ==, cases[i].are_same);
    }
}

/* What a person said stays; what a model saw is forgotten, in each row, and not in the plan that is
 * copied. */
static void
test_forget_seen (void)
{
  g_autoptr (JsonObject) plan = mq_test_parse_json (
      "{\"requirements\": [{\"words\": \"a\", \"seen\": {\"met\": true}}, {\"words\": \"b\", "
      "\"seen\": {\"met\": true, \"by\": \"user\"}}, {\"words\": \"c\"}, {\"words\": \"d\", "
      "\"seen\": {\"met\": false}}]}");
  g_autofree char *before = mq_json_object_to_string (plan, FALSE);
  g_autoptr (JsonObject) copy = mq_requirements_forget_seen (plan);
  g_autofree char *text = mq_json_object_to_string (copy, FALSE);
  g_autofree char *after = mq_json_object_to_string (plan, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"requirements\":[{\"words\":\"a\"},{\"words\":\"b\",\"seen\":{\"met\":true,"
                   "\"by\":\"user\"}},{\"words\":\"c\"},{\"words\":\"d\"}]}");
  g_assert_cmpstr (after, ==, before);
}

/* A part that is called like a function of the toolkit keeps its id; one that would be called like
 * the function that makes all, or like the whole, gets another one, everywhere. */
static void
test_names (void)
{
  g_autoptr (JsonObject) said = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"box\", \"joins\": []}, {\"id\": \"build\", \"joins\": []}, {\"id\": "
      "\"Pot\", \"joins\": [\"box: through\", \"build: through\", \"air: free in\", \"nothing\"]}, "
      "{\"id\": \"pot\", \"joins\": []}], \"requirements\": "
      "[{\"words\": \"x\", \"of\": \"box\"}, {\"words\": \"y\", \"of\": \"build\"}]}");
  g_autoptr (JsonObject) settled = mq_plan_names_settle (said);
  g_autoptr (GString) faults = g_string_new (NULL);
  JsonArray *named = mq_json_get_array (settled, "parts");
  JsonArray *asked = mq_json_get_array (settled, "requirements");
  JsonArray *joins;

  g_assert_cmpuint (json_array_get_length (named), ==, 3);
  g_assert_false (json_object_has_member (mq_json_find (named, "id", "box"), "called"));
  g_assert_cmpstr (mq_json_get_string (mq_json_find (named, "id", "build_part"), "name", ""), ==,
                   "Build");
  g_assert_cmpstr (mq_json_get_string (mq_json_find (named, "id", "build_part"), "called", ""), ==,
                   "build");
  mq_plan_names_find_twice (mq_json_get_array (said, "parts"), faults);
  g_assert_cmpstr (faults->str, ==, "- two parts have the id “pot”\n");
  joins = mq_json_get_array (mq_json_find (named, "id", "Pot"), "joins");
  g_assert_cmpstr (mq_json_element_string (joins, 0), ==, "box: through");
  g_assert_cmpstr (mq_json_element_string (joins, 1), ==, "build_part: through");
  g_assert_cmpuint (mq_json_length (joins), ==, 3);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (asked, 0), "of", ""), ==, "box");
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (asked, 1), "of", ""), ==,
                   "build_part");
}

/* Spaces, underscores and case make no other part. */
static void
test_spellings (void)
{
  g_autoptr (JsonObject) said = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"drip_tray\"}, {\"id\": \"Drip tray\"}, {\"id\": \"cup\", \"joins\": "
      "[\"drip tray: let in 2 mm\"]}], \"requirements\": [{\"words\": \"x\", \"what\": \"flat\", "
      "\"of\": \"drip tray\", \"value\": 0, \"unit\": \"mm\"}]}");
  g_autoptr (JsonObject) settled = mq_plan_names_settle (said);
  g_autoptr (GString) faults = g_string_new (NULL);
  JsonArray *named = mq_json_get_array (settled, "parts");
  g_autoptr (JsonArray) read = mq_requirements_read (settled, named, faults);

  g_assert_cmpstr (faults->str, ==, "");
  g_assert_cmpuint (json_array_get_length (named), ==, 2);
  g_assert_cmpstr (
      mq_json_element_string (mq_json_get_array (mq_json_find (named, "id", "cup"), "joins"), 0),
      ==, "drip_tray: let in 2 mm");
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (read, 0), "of", ""), ==,
                   "drip_tray");
  mq_plan_names_find_twice (mq_json_get_array (said, "parts"), faults);
  g_assert_cmpstr (faults->str, ==, "- two parts have the id “Drip tray”\n");
}

/* With a part goes what was required of it, also of a part that the plan has no longer. */
static void
test_removed_part (void)
{
  g_autoptr (JsonObject) plan = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"seat\", \"function\": \"seat\"}, {\"id\": "
      "\"arms\", \"function\": \"arms\"}], "
      "\"requirements\": [{\"words\": \"a\", \"of\": \"seat\"}, "
      "{\"words\": \"b\", \"of\": \"arms\"}, "
      "{\"words\": \"c\", \"of\": \"seat\", \"to\": \"rope\"}, {\"words\": "
      "\"d\", \"of\": \"whole\"}]}");
  g_autoptr (JsonObject) left = mq_plan_without_removed (
      plan, "\ndef seat():\n\ndef arms():\n\ndef rope():\n", "\ndef seat():\n");
  JsonArray *requirements = mq_json_get_array (left, "requirements");

  g_assert_cmpuint (json_array_get_length (requirements), ==, 2);
  g_assert_nonnull (mq_json_find (requirements, "words", "a"));
  g_assert_nonnull (mq_json_find (requirements, "words", "d"));
}

static gboolean
restore (MqScript *script, const char *before, const char *part, gint64 version, GError **error)
{
  return mq_script_restore (script, before, (const char *const[]){ part, NULL }, version, error);
}

/* The pillow follows the mattress that it lies on, and gets no parameter of its own. */
static void
test_restore_follows (void)
{
  static const char before[] = "\"\"\"T\"\"\"\n\nTHICK = 1\n\n\ndef top():\n    return THICK\n\n\n"
                               "def mattress(m):\n    return top()\n\n\n"
                               "def pillow(m):\n    return top()\n";
  g_autoptr (MqScript) script
      = mq_script_new ("\"\"\"T\"\"\"\n\nTHICK = 2\n\n\ndef top():\n    return THICK\n\n\n"
                       "def mattress(m):\n    return top()\n\n\n"
                       "def pillow(m):\n    return top() * 2\n",
                       NULL);
  g_autoptr (GError) error = NULL;
  const char *text;

  g_assert_true (restore (script, before, "pillow", 1, &error));
  g_assert_no_error (error);
  text = mq_script_get_text (script);
  g_assert_nonnull (strstr (text, "def pillow(m):\n    return top()\n"));
  g_assert_nonnull (strstr (text, "\nTHICK = 2\n"));
  g_assert_null (strstr (text, "THICK_V1"));
}

/* A part that is the same, but not what it uses; and two that come back together. */
static void
test_restore_together (void)
{
  static const char before[] = "\"\"\"T\"\"\"\n\nTALL = 1\n\n\n"
                               "def at(z):\n    return TALL * z\n\n\n"
                               "def shade(m):\n    return TALL\n\n\n"
                               "def holder(m):\n    return at(1)\n";
  static const char after[] = "\"\"\"T\"\"\"\n\nTALL = 2\n\n\n"
                              "def at(z):\n    return TALL * z\n\n\n"
                              "def shade(m):\n    return TALL\n\n\n"
                              "def holder(m):\n    return at(1)\n";
  g_autoptr (MqScript) one = mq_script_new (after, NULL);
  g_autoptr (MqScript) both = mq_script_new (after, NULL);

  g_assert_true (restore (one, before, "shade", 1, NULL));
  g_assert_nonnull (strstr (mq_script_get_text (one), "\nTALL = 2\n"));
  g_assert_nonnull (strstr (mq_script_get_text (one), "\nTALL_V1 = 1\n"));
  g_assert_nonnull (strstr (mq_script_get_text (one), "def shade(m):\n    return TALL_V1\n"));

  g_assert_true (
      mq_script_restore (both, before, (const char *const[]){ "shade", "holder", NULL }, 1, NULL));
  g_assert_nonnull (strstr (mq_script_get_text (both), "\nTALL = 1\n"));
  g_assert_null (strstr (mq_script_get_text (both), "TALL_V1"));
}

static const char then[]
    = "\"\"\"T\"\"\"\n\nWIDTH = 1\nDEPTH = 2\n\n\ndef taper(x):\n    return x\n\n\n"
      "def arms(m):\n    return taper(WIDTH + DEPTH)\n\n\n"
      "def seat(m):\n    return taper(WIDTH)\n\n\n"
      "def build():\n    return arms(1) + seat(1)\n";
static const char now[]
    = "\"\"\"T\"\"\"\n\nWIDTH = 5\nDEPTH = 3\n\n\ndef taper(x):\n    return x * 2\n\n\n"
      "def arms(m):\n    return DEPTH\n\n\n"
      "def seat(m):\n    return taper(WIDTH)\n\n\n"
      "def build():\n    return arms(1) + seat(1)\n";

static void
test_compare (void)
{
  g_autoptr (MqPythonLibrary) library = load_library ();
  g_autofree char *said = mq_script_describe_difference (then, now, library);
  g_autofree char *replaced = mq_script_dup_replaced (then, now, library);
  g_autofree char *colors = NULL;

  g_assert_cmpstr (said, ==, "WIDTH 1 → 5; DEPTH 2 → 3; changed taper(); changed arms()");
  g_assert_nonnull (strstr (replaced, "return taper(WIDTH + DEPTH)"));
  g_assert_null (strstr (replaced, "def seat"));

  /* A "#" in quotes of either kind begins no comment. */
  colors = mq_script_describe_difference ("TOP = \"#aaaaaa\"  # top; finish: wood\n",
                                          "TOP = '#bbbbbb'  # top; finish: wood\n", library);
  g_assert_cmpstr (colors, ==, "TOP \"#aaaaaa\" → '#bbbbbb'");
}

/* What the seat uses, too, stays as it is: the arms get copies. What only they use is put back. */
static void
test_restore (void)
{
  g_autoptr (MqScript) script = mq_script_new (now, NULL);
  g_autoptr (GError) error = NULL;
  const char *text;

  g_assert_true (restore (script, then, "arms", 2, &error));
  g_assert_no_error (error);
  text = mq_script_get_text (script);
  g_assert_nonnull (strstr (text, "return taper_v2(WIDTH_V2 + DEPTH)"));
  g_assert_nonnull (strstr (text, "def taper(x):\n    return x * 2\n"));
  g_assert_nonnull (strstr (text, "def taper_v2(x):\n    return x\n"));
  g_assert_nonnull (strstr (text, "\nWIDTH = 5\n"));
  g_assert_nonnull (strstr (text, "\nWIDTH_V2 = 1\n"));
  g_assert_nonnull (strstr (text, "\nDEPTH = 2\n"));
  g_assert_false (restore (script, then, "nothing", 2, &error));
  g_assert_nonnull (error);
}

#define OBJECT                                                                                     \
  "{\"name\": \"%s\", \"part\": \"%s\", \"hash\": \"%s\", \"form\": \"%s\", \"box\": {\"min\": "   \
  "[%s, 0, 0], \"max\": [1, 1, 1]}}"

static JsonObject *
make_report (const char *seat_hash, const char *seat_x, const char *leg_hash, const char *leg_x)
{
  g_autofree char *text = g_strdup_printf (
      "{\"objects\": [" OBJECT ", " OBJECT ", " OBJECT "]}", "Bed", "bed", leg_hash, leg_hash, "0",
      "Seat", "seat", seat_hash, "form", seat_x, "Leg", "legs", leg_hash, "leg", leg_x);

  return mq_test_parse_json (text);
}

/* Lengthening the bed moves all others alike: that is no change of them; another way, it is. */
static void
test_translation (void)
{
  g_autoptr (JsonObject) before = make_report ("1", "0.1", "1", "0.2");
  g_autoptr (JsonObject) alike = make_report ("2", "0.15", "2", "0.25");
  g_autoptr (JsonObject) apart = make_report ("2", "0.15", "2", "0.26");
  g_autoptr (JsonArray) touches = json_array_new ();
  g_auto (GStrv) none = NULL;
  g_auto (GStrv) two = NULL;

  json_array_add_string_element (touches, "bed");
  none = mq_report_list_unintended_changes (before, alike, touches);
  two = mq_report_list_unintended_changes (before, apart, touches);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpuint (g_strv_length (two), ==, 2);
}

#define DRAWER(hash, height, vertices)                                                             \
  "{\"name\": \"Drawer\", \"part\": \"drawer\", \"hash\": \"" hash "\", \"form\": \"" hash         \
  "\", \"box\": {\"min\": [0, 0, " height "]}, \"dimensions_m\": [1, 1, 0.1], \"triangles\": 12, " \
  "\"vertices\": " vertices ", \"materials\": [\"Oak\"]}"
#define TOP(material)                                                                              \
  "{\"name\": \"Top\", \"part\": \"top\", \"hash\": \"t\", \"materials\": [\"" material "\"]}"

/* A part that is back is not as it was: but where only the oak of all has another colour. */
static void
test_restored_material (void)
{
  static const struct
  {
    const char *objects;
    guint differ;
  } cases[] = {
    { DRAWER ("a", "0", "8") ", " TOP ("Oak"), 0 },
    { DRAWER ("b", "0", "8") ", " TOP ("Oak"), 0 },
    { DRAWER ("b", "0.5", "8") ", " TOP ("Oak"), 0 },
    { DRAWER ("b", "0", "8") ", " TOP ("Steel"), 1 },
    { DRAWER ("b", "0", "9") ", " TOP ("Oak"), 1 },
  };
  g_autoptr (JsonObject) was = mq_test_parse_json ("{\"objects\": [" DRAWER ("a", "0", "8") "]}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"objects\": [%s]}", cases[i].objects);
      g_autoptr (JsonObject) report = mq_test_parse_json (text);
      g_auto (GStrv) differ = mq_report_list_differences (was, report, "drawer");

      g_assert_cmpuint (g_strv_length (differ), ==, cases[i].differ);
    }
}

MQ_TEST_PROGRAM (requirements)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/requirements/removed-part", test_removed_part);
  g_test_add_func ("/requirements/object-names", test_object_names);
  g_test_add_func ("/requirements/refused-numbers", test_refused_numbers);
  g_test_add_func ("/requirements/read", test_read);
  g_test_add_func ("/requirements/tolerances", test_tolerances);
  g_test_add_func ("/requirements/neighbours", test_neighbours);
  g_test_add_func ("/requirements/wrong", test_wrong);
  g_test_add_func ("/requirements/contradictions", test_contradictions);
  g_test_add_func ("/requirements/words", test_words);
  g_test_add_func ("/requirements/mentions", test_mentions);
  g_test_add_func ("/requirements/box", test_box);
  g_test_add_func ("/requirements/change", test_change);
  g_test_add_func ("/requirements/defects", test_defects);
  g_test_add_func ("/requirements/rows", test_rows);
  g_test_add_func ("/requirements/joins", test_joins);
  g_test_add_func ("/requirements/loose-joins", test_loose_joins);
  g_test_add_func ("/requirements/digits", test_digits);
  g_test_add_func ("/requirements/same", test_same);
  g_test_add_func ("/requirements/forget-seen", test_forget_seen);
  g_test_add_func ("/requirements/names", test_names);
  g_test_add_func ("/requirements/spellings", test_spellings);
  g_test_add_func ("/requirements/compare", test_compare);
  g_test_add_func ("/requirements/restore", test_restore);
  g_test_add_func ("/requirements/restore-follows", test_restore_follows);
  g_test_add_func ("/requirements/restore-together", test_restore_together);
  g_test_add_func ("/requirements/translation", test_translation);
  g_test_add_func ("/requirements/restored-material", test_restored_material);
  g_test_add_func ("/requirements/look", test_look);
  return mq_test_run ();
}
