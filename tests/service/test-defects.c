/* Data of roles that need no model: measured defects, which of them are the same, the colours and
 * joints of a plan, and what a model reads of a report. */
#include "common/json/mq-json.h"
#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "common/asset/mq-verdict.h"
#include "service/pipeline/mq-pipeline-private.h"
#include "service/plan/mq-plan-joints.h"
#include "service/plan/mq-plan-parts.h"
#include "service/roles/mq-role.h"
#include "support/mq-test.h"

#include <string.h>

#define PLAN "{\"parts\": [{\"id\": \"legs\"}, {\"id\": \"seat\"}]}"

/* A report comes from a process that a script may have taken over. */
static void
test_measured_nonsense (void)
{
  static const char *const reports[] = {
    "{\"floating\": [{\"objects\": [1, {}, null], \"parts\": [[]], \"move_m\": [{}, [], \"x\"]}, "
    "7]}",
    "{\"penetrations\": [{\"objects\": [{}, []], \"parts\": [{}, 3], \"depth_m\": 1}], "
    "\"objects\": "
    "[{\"name\": \"a\", \"dimensions_m\": [{}, [], null]}]}",
    "{\"without_material\": [{}], \"empty\": [[], null, 4], \"whole\": {\"dimensions_m\": [{}]}}",
    "{\"contacts\": [1, [{}, []], [\"Seat\"], {}], \"floating\": [{\"parts\": [{}]}], "
    "\"penetrations\": [{\"parts\": [[]]}]}",
  };
  g_autoptr (JsonObject) given = mq_test_parse_json (PLAN);

  for (gsize i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_autoptr (JsonObject) report = mq_test_parse_json (reports[i]);
      g_autoptr (JsonArray) defects = mq_measured_defects_find (given, report);
      static const char *const about[] = { "contact", "overlap" };

      for (gsize j = 0; j < G_N_ELEMENTS (about); j++)
        {
          g_autoptr (JsonObject) defect = json_object_new ();

          json_object_set_string_member (defect, "about", about[j]);
          json_object_set_string_member (defect, "part", "seat");
          mq_measured_defects_contradict (defect, given, report);
        }
      /* Both planned parts are missing, at least. */
      g_assert_cmpuint (json_array_get_length (defects), >=, 2);
    }
}

/* A critic sees a gap: where the part touches all that the plan joins it to, there is none. What
 * lies somewhere need not touch. */
static void
test_contradicted (void)
{
  static const struct
  {
    const char *plan;
    const char *part;
    gboolean contradicted;
  } cases[] = {
    { "{\"parts\": [{\"id\": \"legs\", \"joins\": [\"seat\"]}]}", "legs", TRUE },
    { "{\"parts\": [{\"id\": \"legs\", \"joins\": [\"seat\", \"back\"]}]}", "legs", FALSE },
    { "{\"parts\": [{\"id\": \"legs\", \"joins\": [\"seat\"]}, {\"id\": \"seat\", \"joins\": "
      "[\"back\"]}]}",
      "legs", TRUE },
    { "{\"parts\": [{\"id\": \"seat\", \"joins\": [\"back\"]}]}", "whole", FALSE },
    { "{\"parts\": [{\"id\": \"seat\", \"joins\": [\"back\"], \"join_kinds\": {\"back\": "
      "{\"kind\": "
      "\"lies\"}}}]}",
      "whole", TRUE },
  };
  g_autoptr (JsonObject) report = mq_test_parse_json (
      "{\"objects\": [{\"name\": \"Leg\", \"part\": \"legs\"}, {\"name\": \"Seat\", \"part\": "
      "\"seat\"}], \"contacts\": [[\"Seat\", \"Leg\"]]}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) plan = mq_test_parse_json (cases[i].plan);
      g_autoptr (JsonObject) defect = mq_json_new ("about:s part:s", "contact", cases[i].part);

      g_assert_cmpint (mq_measured_defects_contradict (defect, plan, report), ==,
                       cases[i].contradicted);
    }
}

/* A defect has the same id as long as it is about the same objects, in any order. */
static void
test_ids (void)
{
  static const char *const names[] = { "A", "B", "A", "C" };
  g_autoptr (JsonArray) ab = mq_json_from_strings (names, 2);
  g_autoptr (JsonArray) ba = mq_json_from_strings (names + 1, 2);
  g_autoptr (JsonArray) ac = mq_json_from_strings (names + 2, 2);
  g_autofree char *one = mq_defect_dup_id ("penetration", "legs", ab, NULL);
  g_autofree char *same = mq_defect_dup_id ("penetration", "legs", ba, NULL);
  g_autofree char *other = mq_defect_dup_id ("penetration", "seat", ab, NULL);
  g_autofree char *others = mq_defect_dup_id ("penetration", "legs", ac, NULL);

  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
  g_assert_cmpstr (one, !=, others);
  g_assert_true (g_str_has_prefix (one, "penetration-"));
  g_assert_cmpuint (strlen (one), ==, strlen ("penetration-7c1e"));
}

/* A group of equal faults of which some are gone is better, one that has grown worse. */
static void
test_groups_of_faults (void)
{
  static const struct
  {
    guint before;
    guint now;
    int weight;
  } cases[] = { { 6, 2, 20 }, { 6, 6, 0 }, { 2, 3, -5 }, { 1, 0, 5 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonArray) before = json_array_new ();
      g_autoptr (JsonArray) now = json_array_new ();
      JsonArray *const lists[] = { before, now };
      const guint counts[] = { cases[i].before, cases[i].now };
      g_auto (MqDefectChanges) changes = { 0 };

      for (gsize j = 0; j < G_N_ELEMENTS (lists); j++)
        if (counts[j] > 0)
          json_array_add_object_element (
              lists[j], mq_json_new ("id:s code:s part:s severity:s facts:o", j == 0 ? "a" : "b",
                                     "penetration", "legs", "severe",
                                     mq_json_new ("count:i", (int)counts[j])));
      mq_defect_changes_find (&changes, before, now);
      g_assert_cmpint (mq_defect_changes_weigh (&changes), ==, cases[i].weight);
      g_assert_cmpuint (json_array_get_length (changes.fresh), ==, 0);
    }
}

/* What is disputed and measured again has both values, or says that there is no second one. */
static void
test_second_opinions (void)
{
  static const struct
  {
    const char *again;
    const char *evidence;
  } cases[] = {
    { "", "measured" },
    { "\"by\": \"points inside both\", \"metres\": 0.0118",
      "measured; again, by points inside both: 11.8 mm" },
    { "\"by\": \"\"", "measured; disputed, but there is no second way to measure it" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) given = mq_test_parse_json (PLAN);
      g_autofree char *id = mq_defect_dup_id ("sunken", "whole", NULL, NULL);
      g_autofree char *text = g_strdup_printf (
          "{\"whole\": {\"ground_gap_m\": -0.01}, \"again\": [{\"id\": \"%s\", \"withdrawn\": "
          "false%s%s}, 7, {\"id\": []}]}",
          *cases[i].again != '\0' ? id : "", *cases[i].again != '\0' ? ", " : "", cases[i].again);
      g_autoptr (JsonObject) report = mq_test_parse_json (text);
      g_autoptr (JsonArray) defects = mq_measured_defects_find (given, report);
      JsonObject *sunken = mq_json_find (defects, "code", "sunken");

      g_assert_cmpstr (mq_json_get_string (sunken, "id", ""), ==, id);
      g_assert_cmpstr (mq_json_get_string (sunken, "evidence", ""), ==, cases[i].evidence);
      g_assert_true (json_object_has_member (mq_json_get_object (sunken, "facts"), "again_mm")
                     == (strstr (cases[i].evidence, "11.8 mm") != NULL));
    }
}

/* In an asset that was read in part, what lacks a hold is minor and not sure; all else is severe.
 */
static void
test_unsure (void)
{
  static const char *const unsure[] = { "floating", "loose", NULL };

  for (int cut = 0; cut < 2; cut++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"truncated\": %s, \"whole\": {\"ground_gap_m\": -0.01}, "
          "\"objects\": [{\"name\": \"Seat\", \"part\": \"seat\", \"dimensions_m\": [1, 1, 1]}], "
          "\"floating\": [{\"objects\": [\"Back\"], \"parts\": [\"back\"], \"gap_m\": 0.1, "
          "\"nearest\": \"Seat\"}], \"without_material\": [\"Seat\"], \"flipped\": [\"Seat\"], "
          "\"loose\": [{\"objects\": [\"Arm\", \"Seat\"], \"parts\": [\"arm\", \"seat\"], "
          "\"gap_m\": 0.1, \"kind\": \"rests\"}], \"penetrations\": [{\"objects\": [\"Arm\", "
          "\"Seat\"], \"parts\": [\"arm\", \"seat\"], \"depth_m\": 0.5, \"kind\": \"rests\"}], "
          "\"requirements\": [{\"words\": \"1 m\", \"met\": false}]}",
          cut ? "true" : "false");
      g_autoptr (JsonObject) plan = mq_test_parse_json (PLAN);
      g_autoptr (JsonObject) report = mq_test_parse_json (text);
      g_autoptr (JsonArray) defects = mq_measured_defects_find (plan, report);

      /* Missing, floating, sunken, bare, flipped, unmet, loose and penetration. */
      g_assert_cmpuint (json_array_get_length (defects), ==, 8);
      for (guint i = 0; i < json_array_get_length (defects); i++)
        {
          JsonObject *defect = mq_json_element_object (defects, i);
          gboolean is_sure = !cut
                             || !g_strv_contains (unsure, mq_json_get_string (defect, "code", ""));

          g_assert_cmpint (mq_defect_is_severe (defect), ==, is_sure);
          g_assert_cmpint (mq_json_get_boolean (defect, "sure", TRUE), ==, is_sure);
        }

      /* No debugger gets it, whatever the effort. */
      for (MqMinor minor = MQ_MINOR_REPORT; minor <= MQ_MINOR_AFTER; minor++)
        {
          g_auto (MqDefects) sorted = { 0 };

          mq_defects_sort (&sorted, defects, minor);
          g_assert_cmpuint (json_array_get_length (sorted.to_repair), ==, cut ? 6 : 8);
        }
    }
}

/* What is disputed and left is minor, has the reason, and is no fault of the version; a disputed
 * requirement is open. Without a report nothing is known, and nothing is missing. */
static void
test_left (void)
{
  g_autofree char *id = mq_defect_dup_id ("sunken", "whole", NULL, NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"disputed\": [{\"id\": \"%s\", \"code\": \"sunken\", \"reason\": \"a cellar\", \"left\": "
      "true}, {\"code\": \"unmet\", \"words\": \"5 mm\", \"what\": \"step\", \"reason\": \"a "
      "post\"}]}",
      id);
  g_autoptr (JsonObject) plan = mq_test_parse_json (text);
  g_autoptr (JsonObject) report = mq_test_parse_json (
      "{\"whole\": {\"ground_gap_m\": -0.01}, \"requirements\": [{\"words\": \"5 mm\", \"what\": "
      "\"step\", \"met\": false, \"by\": \"measured\", \"found\": 0, \"unit\": \"mm\"}, "
      "{\"words\": "
      "\"5 mm\", \"what\": \"wall\", \"met\": false, \"by\": \"measured\"}]}");
  JsonArray *rows = mq_json_get_array (report, "requirements");
  g_autoptr (JsonArray) defects = NULL;
  g_autoptr (JsonArray) none = mq_measured_defects_find (plan, NULL);
  g_autoptr (JsonArray) faults = NULL;
  g_autoptr (JsonArray) minor = NULL;
  g_auto (GStrv) detached = NULL;
  g_autofree char *found = NULL;
  MqVerdict verdict;
  JsonObject *left;

  mq_measurement_settle (plan, report);
  defects = mq_measured_defects_find (plan, report);
  left = mq_json_find (defects, "id", id);
  g_assert_false (mq_defect_is_severe (left));
  g_assert_cmpstr (mq_json_get_string (left, "left", ""), ==, "a cellar");
  g_assert_cmpuint (json_array_get_length (defects), ==, 2); /* and the wall */

  found = mq_requirement_describe (mq_json_element_object (rows, 0));
  g_assert_cmpstr (found, ==, "measured 0\xc2\xa0mm, and left as it is: a post");
  mq_verdict_judge (plan, report, rows, NULL, &faults, &minor, &detached);
  verdict = mq_verdict_make (rows, faults, minor, (const char *const *)detached);
  g_assert_cmpuint (verdict.minor, ==, 0);
  g_assert_cmpuint (verdict.left, ==, 1);
  g_assert_cmpint (verdict.faults, ==, 0);
  g_assert_cmpuint (verdict.unseen, ==, 1);
  g_assert_cmpuint (verdict.missed, ==, 1);

  g_assert_cmpuint (json_array_get_length (none), ==, 0);
  g_clear_pointer (&faults, json_array_unref);
  g_clear_pointer (&detached, g_strfreev);
  g_clear_pointer (&minor, json_array_unref);
  mq_verdict_judge (plan, NULL, rows, NULL, &faults, &minor, &detached);
  g_assert_null (faults);
}

/* The pieces of a group lie as they like, and may be one object: that is no difference from the
 * plan. */
static void
test_groups (void)
{
  g_autoptr (JsonObject) given = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"fish\", \"count\": 14, \"box\": {\"min\": [0, 0, 0], \"max\": [0.1, "
      "0.1, 0.1]}}, {\"id\": \"tank\", \"count\": 1, \"box\": {\"min\": [0, 0, 0], \"max\": [0.3, "
      "1, "
      "1]}}]}");
  g_autoptr (JsonObject) report = mq_test_parse_json (
      "{\"objects\": [{\"name\": \"School\", \"part\": \"fish\", \"box\": {\"min\": [0, 0, 0], "
      "\"max\": [1, 1, 1]}}, {\"name\": \"Tank\", \"part\": \"tank\", \"box\": {\"min\": [0, 0, "
      "0], \"max\": [1, 1, 1]}}]}");
  g_autofree char *text = mq_role_context_describe_report (given, report, FALSE, NULL);

  g_assert_nonnull (strstr (text, "1 along x, planned 0.3"));
  g_assert_null (strstr (text, "planned 0.1"));
  g_assert_null (strstr (text, "×14"));
}

/* A colour is read under another name and in another form; what is none is sent back. */
static void
test_colors (void)
{
  static const struct
  {
    const char *said;
    const char *color;
  } cases[] = {
    { "\"color\": \"#8a5a33\"", "#8a5a33" },
    { "\"colour\": \"#8A5A33\"", "#8a5a33" },
    { "\"Color\": \" 8a5a33\"", "#8a5a33" },
    { "\"hex\": \"#fa0\"", "#ffaa00" },
    { "\"base_color\": \"Brown\"", "#6b4226" },
    { "\"color\": \"dark oak\"", "" },
    { "\"color\": 7", "" },
    { "\"finish\": \"wood\"", "" },
  };
  g_autoptr (JsonObject) old = mq_test_parse_json (
      "{\"materials\": [{\"id\": \"oak\", \"finish\": \"wood\", \"color\": \"#886644\"}]}");
  g_autoptr (JsonObject) new_finish
      = mq_test_parse_json ("{\"materials\": [{\"id\": \"oak\", \"finish\": \"painted\"}, 7]}");
  g_autoptr (GString) none = g_string_new (NULL);
  g_autoptr (JsonArray) kept = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"materials\": [{\"id\": \"oak\", %s}]}",
                                               cases[i].said);
      g_autoptr (JsonObject) said = mq_test_parse_json (text);
      g_autoptr (GString) faults = g_string_new (NULL);
      g_autoptr (JsonArray) read = mq_plan_materials_read (mq_json_get_array (said, "materials"),
                                                           NULL, faults);
      JsonObject *material = mq_json_element_object (read, 0);

      g_assert_cmpstr (mq_json_get_string (material, "color", "?"), ==, cases[i].color);
      g_assert_cmpstr (mq_json_get_string (material, "label", "?"), ==, "Oak");
      g_assert_true ((faults->len > 0) == (*cases[i].color == '\0'));
      if (i == 5)
        g_assert_cmpstr (faults->str, ==,
                         "- material \"oak\": \"color\" must be \"#rrggbb\", not \"dark oak\"\n");
    }

  kept = mq_plan_materials_read (mq_json_get_array (new_finish, "materials"),
                                 mq_json_get_array (old, "materials"), none);
  g_assert_cmpuint (json_array_get_length (kept), ==, 1);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (kept, 0), "color", ""), ==,
                   "#886644");
  g_assert_cmpuint (none->len, ==, 0);
}

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

/* An object that has the part's name without what the plan added to it, or a piece's name, is that
 * part; another part's piece is not, nor what only sounds like it. */
static void
test_names_of_parts (void)
{
  g_autoptr (JsonObject) plan = parse (
      "{'parts': [{'id': 'build_part', 'called': 'build'}, {'id': 'thighs'}, {'id': "
      "'drip_tray'}, {'id': 'cup'}, {'id': 'lamp'}, {'id': 'wheels'}]}");
  g_autoptr (JsonObject) report = parse (
      "{'objects': [{'name': 'Build', 'part': 'build'}, {'name': 'Right thigh', 'part': "
      "'right_thigh'}, {'name': 'Tray', 'part': 'Drip tray'}, {'name': 'Cup 2', 'part': "
      "''}, {'name': 'Headlamp', 'part': 'headlamp'}, {'name': 'Wheel 1', 'part': "
      "'wheels'}, {'name': 'Steering wheel', 'part': 'steering_wheel'}], 'floating': "
      "[{'objects': ['Build'], 'parts': ['build', 'headlamp']}]}");
  static const char *const parts[] = { "build_part", "thighs", "drip_tray",     "cup",
                                       "headlamp",   "wheels", "steering_wheel" };
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonArray *named;
  g_autoptr (JsonArray) defects = NULL;
  guint missing = 0;

  mq_measurement_settle (plan, report);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_cmpstr (mq_json_get_string (mq_json_element_object (objects, i), "part", ""), ==,
                     parts[i]);
  named = mq_json_get_array (mq_json_element_object (mq_json_get_array (report, "floating"), 0),
                             "parts");
  g_assert_cmpstr (mq_json_element_string (named, 0), ==, "build_part");
  g_assert_cmpstr (mq_json_element_string (named, 1), ==, "headlamp");

  defects = mq_measured_defects_find (plan, report);
  MQ_JSON_EACH (defects, i, defect)
    if (g_str_equal (mq_json_get_string (defect, "code", ""), "missing"))
      {
        g_assert_cmpstr (mq_json_get_string (defect, "part", ""), ==, "lamp");
        missing++;
      }
  g_assert_cmpuint (missing, ==, 1);
}

/* Equal faults are one line with all that puts them right; another length, or other parts, are not
 * equal. Advice never moves what stands, and spoils nothing. */
static void
test_measured_groups (void)
{
  static const char text[]
      = "{'objects': [{'name': 'Leg 1', 'part': 'legs'}, {'name': 'Seat', 'part': 'seat'}],"
        " 'floating': [{'objects': ['Leg 9'], 'parts': ['legs'], 'nearest': 'Seat',"
        " 'gap_m': 0.02, 'move_m': [0, 0, -0.02], 'to_ground': true}],"
        " 'loose_pieces': [{'object': 'Seat', 'part': 'seat', 'nearest': 'Seat', 'gap_m': 0.056,"
        " 'move_m': [0, 0.04, 0], 'to_ground': false,"
        " 'box': {'min': [0, 0, 0.1], 'max': [0.5, 0.4, 0.12]}}],"
        " 'loose': [{'objects': ['Leg 1', 'Seat'], 'parts': ['legs', 'seat'], 'kind': 'rests',"
        " 'wanted_m': 0, 'gap_m': 0.0004}, {'objects': ['Leg 2', 'Seat'], 'parts': ['legs', "
        "'seat'],"
        " 'kind': 'rests', 'wanted_m': 0, 'gap_m': 0.00041}, {'objects': ['Leg 3', 'Seat'],"
        " 'parts': ['legs', 'seat'], 'kind': 'rests', 'wanted_m': 0, 'gap_m': 0.0004},"
        " {'objects': ['Leg 4', 'Seat'], 'parts': ['legs', 'seat'], 'kind': 'rests', 'wanted_m': 0,"
        " 'gap_m': 0.009, 'way_in': {'object': 'Seat', 'move_m': [0, 0, -0.009]}},"
        " {'objects': ['Leg 9', 'Seat'], 'parts': ['legs', 'seat'], 'kind': 'rests', 'wanted_m': 0,"
        " 'gap_m': 0.02}, {'objects': ['Axle', 'Hub'], 'parts': ['axle', 'hub'], 'kind': 'fits',"
        " 'wanted_m': 0.003, 'gap_m': 0.01, 'way_in': {'object': 'Hub', 'move_m': [0.007, 0, 0]}},"
        " {'objects': ['Lid', 'Tray'], 'parts': ['lid', 'tray'], 'kind': 'fits',"
        " 'wanted_m': 0.003, 'gap_m': 0.02}, {'objects': ['Cap', 'Jar'], 'parts': ['cap', 'jar'],"
        " 'kind': 'fits', 'wanted_m': 0.0004, 'gap_m': 0.00025}, {'objects': ['Pin 1', 'Plate'],"
        " 'parts': ['pins', 'plate'], 'kind': 'fits', 'wanted_m': 0.0002, 'gap_m': 0.0005},"
        " {'objects': ['Pin 2', 'Plate'], 'parts': ['pins', 'plate'], 'kind': 'fits',"
        " 'wanted_m': 0.0002, 'gap_m': 0.0005}],"
        " 'penetrations': [{'objects': ['Leg 5', 'Seat'], 'parts': ['legs', 'seat'],"
        " 'kind': 'rests', 'most_m': 0.003, 'depth_m': 0.01, 'way_out': {'object': 'Seat',"
        " 'move_m': [0, 0, 0.01], 'leaves': ['Leg 1', 'Leg 2']}}]}";
  static const char *const said[][2] = {
    { "Leg 9 floats, 20.0 mm from Seat",
      "move Leg 9 by (0.0000, 0.0000, -0.0200) m, onto the ground" },
    { "A piece of Seat is attached to nothing, 56.0 mm from the rest of it",
      "move the piece from (0.000, 0.000, 0.100) to (0.500, 0.400, 0.120) by "
      "(0.0000, 0.0400, 0.0000) m, or extend it, so that it meets the rest of it" },
    { "3 joints of legs and seat are 0.4 mm apart: Leg 1, Seat, Leg 2, Leg 3",
      "lengthen it by 0.0004 m, so that it reaches Seat; move neither of them" },
    { "Leg 4 is 9.0 mm from where it joins Seat",
      "move Seat by (0.0000, 0.0000, -0.0090) m, or lengthen it by as much, so that it meets Leg "
      "4" },
    { "Axle is 7.0 mm from where it joins Hub",
      "move Hub by (0.0070, 0.0000, 0.0000) m, or lengthen it by as much, so that it meets Axle" },
    { "Lid is 17.0 mm from where it joins Tray",
      "lengthen it by 0.0170 m, so that it reaches Tray; move neither of them" },
    { "The gap of Cap and Jar is 0.25 mm instead of 0.40 mm",
      "make the gap 0.00040 m on all sides; where it is 0.00025 m, it is 0.00015 m too narrow" },
    { "2 gaps of pins and plate are 0.50 mm instead of 0.20 mm: Pin 1, Plate, Pin 2",
      "make the gap 0.00020 m on all sides; where it is 0.00050 m, it is 0.00030 m too wide" },
    { "Leg 5 and Seat run 10.0 mm into each other",
      "cut Seat back by about 0.0100 m where it runs into Leg 5, unless it is let in on purpose; "
      "do not move it, which would part it from Leg 1, Leg 2" },
  };
  g_autoptr (JsonObject) report = parse (text);
  g_autoptr (JsonArray) defects = mq_measured_defects_find (NULL, report);

  g_assert_cmpuint (json_array_get_length (defects), ==, G_N_ELEMENTS (said));
  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      g_assert_cmpstr (mq_json_get_string (defect, "what", ""), ==, said[i][0]);
      g_assert_cmpstr (mq_json_get_string (defect, "fix", ""), ==, said[i][1]);
      g_assert_cmpstr (mq_json_get_string (defect, "severity", ""), ==, "severe");
    }
  g_assert_cmpint (
      mq_json_get_int (mq_json_get_object (mq_json_element_object (defects, 2), "facts"), "count",
                       0),
      ==, 3);
}

#define BOX(low, high) "'box': {'min': [" low "], 'max': [" high "]}"

/* A line a part, each with what differs from the plan, then those that are missing, the
 * requirements, and the pieces of the parts that are asked for. */
static void
test_report_text (void)
{
  static const char heading[]
      = "# Measured\nWhole (x y z) in m: (1 2 3), lowest point z = -0.5, 7 objects\nParts: id "
        "×objects box (m) materials, triangles (closed unless it says open); what differs from the "
        "plan";
  static const char requirements[] = "Requirements, measured:\n1: 3 met\n";
  static const char *const asked[] = { "legs", "lid", NULL };
  g_autoptr (JsonObject) given = parse (
      "{'parts': [{'id': 'legs', 'purpose': 'carry', 'count': 3}, {'id': 'lid', 'purpose': "
      "'close'},"
      " {'id': 'seat', 'purpose': 'sit on', 'count': 1, " BOX ("0, 0, 0", "1, 1, 0.1") "}]}");
  g_autoptr (JsonObject) report = parse (
      "{'whole': {'dimensions_m': [1, 2, 3], 'ground_gap_m': -0.5, 'objects': 7}, 'objects': ["
      "{'name': 'Leg 1', 'part': 'legs', 'triangles': 10, 'open_edges': 2, 'materials': ['Oak', "
      "'Steel'], " BOX (
          "0, 0, 0",
          "1, 1, 1") "}, {'name': 'Leg 2', 'part': 'legs', 'triangles': 5, "
                     "'materials': ['Oak'], " BOX (
                         "-1, 0, 0",
                         "0, 1, 2") "}, {'name': 'Seat', 'part': 'seat', "
                                    "'triangles': 12, 'open_edges': 1, " BOX (
                                        "0, 0, 0",
                                        "1, 1.3, 0.1015") "}, {'name': 'Odd', "
                                                          "'part': 'odd', 'triangles': 1, "
                                                          "'materials': ['A', 'B', 'C', 'D', 'E', "
                                                          "'F', 'G', 'H', 'I', "
                                                          "'J', 'K', 'L', 'M'], " BOX (
                                                              "0, 0, 0",
                                                              "1, 1, 1") "}], 'requirements': "
                                                                         "[{'words': 'x', "
                                                                         "'what': 'pieces', "
                                                                         "'found': 3, 'met': "
                                                                         "true}]}");
  g_autofree char *brief = mq_role_context_describe_report (given, report, FALSE, NULL);
  g_autofree char *judged = mq_role_context_describe_report (given, report, TRUE, asked);
  g_autofree char *none = mq_role_context_describe_report (given, NULL, TRUE, asked);
  g_autofree char *brief_text = g_strconcat (
      heading,
      "\n- legs ×2 (-1 0 0)..(1 1 2) Oak, Steel, 15 triangles, some open; pieces: Leg 1 (0 0 "
      "0)..(1 "
      "1 1), Leg 2 (-1 0 0)..(0 1 2); planned ×3\n- seat ×1 (0 0 0)..(1 1.3 0.1015) none, 12 "
      "triangles, open; 1.3 along y, planned 1\n- odd ×1 (0 0 0)..(1 1 1) A, B, C, D, E, F, G, H, "
      "I, "
      "J, K, L and 1 more, 1 triangles; not in the plan\n- lid is not there: close\n",
      requirements, NULL);
  g_autofree char *judged_text = g_strconcat (
      heading,
      ": what it was to be\n- legs ×2 (-1 0 0)..(1 1 2) Oak, Steel, 15 triangles, some open; "
      "planned "
      "×3: carry\n- seat ×1 (0 0 0)..(1 1.3 0.1015) none, 12 triangles, open; 1.3 along y, planned "
      "1: sit on\n- odd ×1 (0 0 0)..(1 1 1) A, B, C, D, E, F, G, H, I, J, K, L and 1 more, 1 "
      "triangles; not in the plan: \n- lid is not there: close\n",
      requirements,
      "Pieces of the parts in question:\n- legs: Leg 1 (0 0 0)..(1 1 1)\n- legs: Leg 2 (-1 0 "
      "0)..(0 "
      "1 2)\n",
      NULL);

  g_assert_cmpstr (brief, ==, brief_text);
  g_assert_cmpstr (judged, ==, judged_text);
  g_assert_cmpstr (none, ==, "# Measured\n");
}

/* Of many pieces the first are listed, and the others counted. */
static void
test_many_pieces (void)
{
  static const char *const asked[] = { "legs", NULL };
  static const guint n_pieces[] = { 40, 42 };
  static const char *const ends[] = { "- legs: Leg 40 (0 0 0)..(1 1 1)\n",
                                      "- legs: Leg 40 (0 0 0)..(1 1 1)\n- and 2 more\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (n_pieces); i++)
    {
      g_autoptr (GString) objects = g_string_new ("{'objects': [");
      g_autoptr (JsonObject) report = NULL;
      g_autofree char *text = NULL;

      for (guint n = 1; n <= n_pieces[i]; n++)
        g_string_append_printf (
            objects, "%s{'name': 'Leg %u', 'part': 'legs', " BOX ("0, 0, 0", "1, 1, 1") "}",
            n > 1 ? ", " : "", n);
      g_string_append (objects, "]}");
      report = parse (objects->str);
      text = mq_role_context_describe_report (NULL, report, FALSE, asked);
      g_assert_true (g_str_has_suffix (text, ends[i]));
    }
}

/* What is told of an edit: the changed pieces as they were, or that there is none. */
static void
test_before_text (void)
{
  g_autoptr (JsonObject) before = parse (
      "{'objects': [{'name': 'Leg', 'part': 'legs', 'hash': '1', 'materials': ['Oak'], 'colors': "
      "['#8a5a33'], " BOX ("0, 0, 0", "1, 1, 1") "}]}");
  g_autoptr (JsonObject) after = parse (
      "{'objects': [{'name': 'Leg', 'part': 'legs', 'hash': '2', 'materials': ['Oak'], 'colors': "
      "['#8a5a33'], " BOX ("0, 0, 0", "1, 1, 2") "}]}");
  g_autofree char *changed = mq_role_context_describe_before ("Before", before, after, 4);
  g_autofree char *same = mq_role_context_describe_before ("Before", before, before, 4);
  g_autofree char *first = mq_role_context_describe_before ("Before", NULL, after, 4);
  g_autofree char *unmeasured = mq_role_context_describe_before ("Before", before, NULL, 4);

  g_assert_true (g_str_has_prefix (
      changed, "# Before (all other pieces are as they were)\n- legs: Leg (0 0 0)..(1 1 1)"));
  g_assert_cmpstr (same, ==,
                   "# Before (all other pieces are as they were)\nNo piece of it is different.\n");
  g_assert_cmpstr (first, ==, "");
  g_assert_cmpstr (unmeasured, ==, "");
}

#define JOINT(members)                                                                             \
  "{'name': 'Door', 'kind': 'hinge', 'parent': 'frame', 'child': 'door'" members "}"
#define READ(more)                                                                                 \
  "{'name':'Door','kind':'hinge','parent':'frame','child':'door','axis':'','why':''" more "}"

/* What a model writes of a joint, and what is wrong with it. */
static void
test_joints (void)
{
  static const struct
  {
    const char *said;
    const char *read;  /* "": it is left out */
    const char *fault; /* behind its name */
  } cases[] = {
    { JOINT (""), READ (""), "" },
    { JOINT (", 'axis': 'left edge', 'why': 'opens', 'range': [0, 90]"),
      "{'name':'Door','kind':'hinge','parent':'frame','child':'door','axis':'left edge','why':"
      "'opens','range':[0,90]}",
      "" },
    { JOINT (", 'range': [90]"), READ (""), "" },
    { JOINT (", 'follows': 'Gate'"), READ (",'follows':'Gate','ratio':1.0"), "" },
    { JOINT (", 'follows': 'Gate', 'ratio': -2.5"), READ (",'follows':'Gate','ratio':-2.5"), "" },
    { JOINT (", 'ratio': -2.5"), READ (""), "" },
    { "{'name': 'door', 'kind': 'slider', 'parent': 'Frame'}",
      "{'name':'door','kind':'slider','parent':'frame','child':'door','axis':'','why':''}", "" },
    { "{'name': 'a', 'kind': 'fixed', 'parent': 'The frame', 'child': 'door'}",
      "{'name':'a','kind':'fixed','parent':'frame','child':'door','axis':'','why':''}", "" },
    { "{'name': 'a', 'kind': 'closes', 'parent': 'frame', 'child': 'door', 'follows': 'b'}",
      "{'name':'a','kind':'closes','parent':'frame','child':'door','axis':'','why':'','follows':"
      "'b'}",
      "" },
    { "{'name': 'a', 'kind': 'closes', 'parent': 'frame', 'child': 'door'}", "",
      "- the joint \"a\" closes a loop that no joint drives: name that one as its follows\n" },
    { "{'kind': 'hinge', 'parent': 'frame', 'child': 'door'}", "",
      "- the joint \"\" has no name\n" },
    { "{'name': 'a', 'kind': 'wheel', 'parent': 'frame', 'child': 'door'}", "",
      "- the joint \"a\" is a hinge, slider, ball or screw, fixed or closes\n" },
    { "{'name': 'a', 'kind': 'hinge', 'parent': 'wall', 'child': 'door'}", "",
      "- the joint \"a\" has a parent that is no part\n" },
    { "{'name': 'a', 'kind': 'hinge', 'parent': 'frame', 'child': 'wall'}", "",
      "- the joint \"a\" has a child that is no part\n" },
  };
  g_autoptr (JsonObject) plan
      = parse ("{'parts': [{'id': 'frame', 'called': 'The frame'}, {'id': 'door'}]}");
  JsonArray *parts = mq_json_get_array (plan, "parts");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* The one behind it is read, whatever is wrong with it. */
      g_autofree char *text = g_strdup_printf ("{'joints': [%s, " JOINT ("") "]}", cases[i].said);
      g_autoptr (JsonObject) said = parse (text);
      g_autoptr (GString) faults = g_string_new (NULL);
      g_autoptr (JsonArray) joints = mq_plan_joints_read (said, parts, faults);
      g_autofree char *read = g_strdelimit (mq_json_array_to_string (joints, FALSE), "\"", '\'');
      g_autofree char *wanted = g_strdup_printf ("[%s%s" READ ("") "]", cases[i].read,
                                                 *cases[i].read != '\0' ? "," : "");

      g_test_message ("%s", cases[i].said);
      g_assert_cmpstr (read, ==, wanted);
      g_assert_cmpstr (faults->str, ==, cases[i].fault);
    }
}

/* A change keeps the joints that it does not replace, drop, or take a part from; and a model reads
 * them a line each. */
static void
test_changed_joints (void)
{
  g_autoptr (JsonObject) old = parse ("{'joints': [" JOINT (
      ", 'range': [0, 90], 'axis': 'z', 'why': 'opens'") ", {'name': 'Lid', "
                                                         "'kind': 'hinge', 'parent': 'frame', "
                                                         "'child': 'lid'}, {'name': 'Arm', 'kind': "
                                                         "'hinge', "
                                                         "'parent': 'frame', 'child': 'arm'}, "
                                                         "{'name': 'Knob', 'kind': 'ball', "
                                                         "'parent': 'door', "
                                                         "'child': 'knob'}]}");
  g_autoptr (JsonObject) change = parse (
      "{'added': [{'name': 'Lid', 'kind': 'slider', 'parent': 'frame', 'child': 'lid', 'axis': "
      "'x', "
      "'follows': 'Door', 'ratio': 0.5, 'why': 'slides'}, {'name': 'Foot', 'kind': 'fixed', "
      "'parent': 'frame', 'child': 'foot', 'axis': '', 'why': 'stands'}], 'dropped': ['Knob'], "
      "'parts': [{'id': 'frame'}, {'id': 'door'}, {'id': 'lid'}, {'id': 'knob'}]}");
  g_autoptr (JsonArray) joints = mq_plan_joints_change (old, mq_json_get_array (change, "added"),
                                                        mq_json_get_array (change, "dropped"),
                                                        mq_json_get_array (change, "parts"));
  g_autoptr (JsonObject) plan = mq_json_new ("joints:A", joints);
  g_autoptr (GString) text = g_string_new (NULL);

  mq_plan_joints_append (text, NULL);
  g_assert_cmpstr (text->str, ==, "");
  mq_plan_joints_append (text, plan);
  g_assert_cmpstr (
      text->str, ==,
      "Joints: name kind child on parent, axis, range (degrees, of a slider m; free without): why\n"
      "- \"Door\" hinge door on frame, z, [0,90]: opens\n"
      "- \"Lid\" slider lid on frame, x, free, follows \"Door\" ×0.5: slides\n"
      "- \"Foot\" fixed foot on frame, , no range: stands\n");
}

MQ_TEST_PROGRAM (defects)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/defects/nonsense", test_measured_nonsense);
  g_test_add_func ("/defects/names-of-parts", test_names_of_parts);
  g_test_add_func ("/defects/groups", test_measured_groups);
  g_test_add_func ("/defects/contradicted", test_contradicted);
  g_test_add_func ("/defects/ids", test_ids);
  g_test_add_func ("/defects/groups-of-faults", test_groups_of_faults);
  g_test_add_func ("/defects/second-opinions", test_second_opinions);
  g_test_add_func ("/defects/unsure", test_unsure);
  g_test_add_func ("/defects/left", test_left);
  g_test_add_func ("/defects/loose-groups", test_groups);
  g_test_add_func ("/defects/colors", test_colors);
  g_test_add_func ("/defects/joints", test_joints);
  g_test_add_func ("/defects/changed-joints", test_changed_joints);
  g_test_add_func ("/defects/report-text", test_report_text);
  g_test_add_func ("/defects/many-pieces", test_many_pieces);
  g_test_add_func ("/defects/before-text", test_before_text);

  return mq_test_run ();
}
