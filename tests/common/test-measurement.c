/* Faults of a measured report: which count, which are new, and what a team is told of them; and
 * what else is read out of a report. */
#include "common/json/mq-json.h"
#include "common/asset/mq-defect-closeup.h"
#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-report.h"
#include "support/mq-test.h"

#define FLOATS(name)                                                                               \
  "{'objects': ['" name "'], 'parts': ['" name "'], 'nearest': 'Seat', 'gap_m': 0.004}"
#define DEEP "{'objects': ['Leg 1', 'Seat'], 'parts': ['legs', 'seat'], 'depth_m': 0.02}"

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

static void
test_new_faults (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *codes; /* of the new faults, in this order */
  } rows[] = {
    { "{}", "{}", "" },
    { "{}", "{'floating': [" FLOATS ("Back") "]}", "floating" },
    { "{'floating': [" FLOATS ("Back") "]}", "{}", "" },
    { "{'floating': [" FLOATS ("Back") "]}", "{'floating': [" FLOATS ("Back") "]}", "" },
    { "{'floating': [" FLOATS ("Back") "]}",
      "{'floating': [" FLOATS ("Back") ", " FLOATS ("Arm") "], 'penetrations': [" DEEP "]}",
      "floating penetration" },
    /* One for another is no worse. */
    { "{'floating': [" FLOATS ("Back") "]}", "{'penetrations': [" DEEP "]}", "" },
    { "{}", "{'empty': ['Arm'], 'without_material': ['Back', 'Seat']}", "empty bare bare" },
    { "{}", "{'flipped': ['Arm']}", "flipped" },
    { "{}",
      "{'joint_faults': [{'joint': 'Door', 'words': 'Door: it meets the body.'}, {'joint': "
      "'Lid', 'words': 'Lid: it meets the rim.'}, 3]}",
      "joint joint" },
    { "{}", "{'missing_pictures': ['Wood (oak.jpg)', 'Stone']}", "no-picture no-picture" },
    { "{}", "{'loose_pieces': [{'object': 'Table', 'nearest': 'Table', 'gap_m': 0.05}, 3]}",
      "loose-piece" },
    /* What nobody sees is no fault. */
    { "{}", "{'notes': [{'fault': 'loose', 'objects': ['Leg', 'Seat'], 'm': 0.0001}]}", "" },
    /* Into the ground, and off it if it stood there. */
    { "{}", "{'whole': {'ground_gap_m': -0.01}}", "sunken" },
    { "{}", "{'whole': {'ground_gap_m': 0.01}}", "above-ground" },
    { "{'whole': {'ground_gap_m': 0.5}}", "{'whole': {'ground_gap_m': 0.6}}", "" },
    { "{}", "{'whole': {'ground_gap_m': 0.003}}", "" },
    /* An effect touches nothing. */
    { "{}", "{'floating': [" FLOATS ("smoke") "]}", "" },
    /* Half of the truth is none. */
    { "{}", "{'truncated': true, 'floating': [" FLOATS ("Back") "]}", "" },
    { "{'truncated': true}", "{'floating': [" FLOATS ("Back") "]}", "" },
    /* Reports are of an untrusted process. */
    { "{'floating': 3}", "{'floating': [3, {'objects': 7}, null], 'empty': [{}]}",
      "floating empty" },
  };
  g_autoptr (JsonObject) plan = parse ("{'parts': [{'id': 'smoke', 'effect': true}]}");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) before = parse (rows[i].before);
      g_autoptr (JsonObject) after = parse (rows[i].after);
      g_autoptr (JsonArray) faults = mq_measurement_list_new_faults (plan, before, after);
      g_autoptr (GString) codes = g_string_new (NULL);

      for (guint j = 0; j < mq_json_length (faults); j++)
        g_string_append_printf (
            codes, "%s%s", j > 0 ? " " : "",
            mq_json_get_string (mq_json_element_object (faults, j), "code", "?"));
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (codes->str, ==, rows[i].codes);
    }
}

static void
test_sunken (void)
{
  static const struct
  {
    const char *plan;
    double gap;
    gboolean is_sunken;
  } rows[] = {
    { "{'grounded': true}", -0.003, FALSE },
    { "{'grounded': true}", -0.01, TRUE },
    { "{'grounded': true, 'box': {'min': [0, 0, -0.2]}}", -0.2, TRUE },
    /* A hanging lantern with a tassel, and one without that sank. */
    { "{'grounded': false, 'box': {'min': [0, 0, -0.15]}}", -0.1503, FALSE },
    { "{'grounded': false, 'box': {'min': [0, 0, 0]}}", -0.15, TRUE },
    { "{'grounded': false, 'box': {'min': 'low'}}", -0.15, TRUE },
    /* A program's plan has no boxes. */
    { "{'grounded': false}", -0.15, FALSE },
    { "{}", -0.15, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) plan = parse (rows[i].plan);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (mq_measurement_is_sunken (plan, rows[i].gap), ==, rows[i].is_sunken);
    }
}

/* Who is loose comes first, whoever says it; smoke is free. */
static void
test_joins (void)
{
  g_autoptr (JsonObject) plan = parse (
      "{'parts': [{'id': 'water', 'joins': ['fish', 'tank', 'lamp'], "
      "'join_kinds': {'fish': {'kind': 'rests', 'm': 0}, 'tank': {'kind': 'let_in', 'm': 0.01}}}, "
      "{'id': 'fish', 'joins': ['water'], 'join_kinds': {'water': {'kind': 'free', 'm': 0}}}, "
      "{'id': 'bird', 'joins': ['bird'], 'join_kinds': {'bird': {'kind': 'free', 'm': 0}}}, "
      "{'id': 'tank'}, {'id': 'lamp'}, {'id': 'smoke', 'effect': true, 'joins': ['lamp']}]}");
  g_autoptr (JsonArray) joins = mq_measurement_list_joins (plan);
  g_autofree char *text = mq_json_array_to_string (joins, FALSE);

  g_assert_cmpstr (text, ==,
                   "[[\"fish\",\"water\",\"free\",0.0],[\"water\",\"tank\",\"let_in\",0.01],"
                   "[\"water\",\"lamp\"],[\"bird\",\"bird\",\"free\",0.0],"
                   "[\"smoke\",\"smoke\",\"free\",0.0],[\"smoke\",\"lamp\"]]");
}

static void
test_missing (void)
{
  g_autoptr (JsonObject) report = parse ("{'floating': [" FLOATS ("Back") "]}");
  g_autoptr (JsonArray) first = mq_measurement_list_new_faults (NULL, NULL, report);
  g_autoptr (JsonArray) second = mq_measurement_list_new_faults (NULL, report, NULL);

  g_assert_cmpuint (json_array_get_length (first), ==, 0);
  g_assert_cmpuint (json_array_get_length (second), ==, 0);
  g_assert_cmpuint (mq_measurement_count_faults (report), ==, 1);
}

/* With what is loose and not met; what stands above the ground may. */
static void
test_count (void)
{
  g_autoptr (JsonObject) report = parse (
      "{'whole': {'ground_gap_m': 0.5}, 'loose': [1, 2], 'requirements': [{'met': false}, {'met': "
      "true}, {}, {'met': false}], 'empty': ['A'], 'floating': [" FLOATS ("Back") "]}");
  g_autoptr (GString) text = g_string_new ("{'empty': [");
  g_autoptr (JsonObject) many = NULL;

  g_assert_cmpuint (mq_measurement_count_faults (report), ==, 6);
  for (guint i = 0; i < 1001; i++)
    g_string_append_printf (text, "%s'%u'", i > 0 ? ", " : "", i);
  g_string_append (text, "], 'loose': [1]}");
  many = parse (text->str);
  g_assert_cmpuint (mq_measurement_count_faults (many), ==, 1000);
}

/* The last of those that are disputed, without those that are left or are about no objects. */
static void
test_disputed (void)
{
  g_autoptr (GString) text = g_string_new ("{'disputed': [");
  g_autoptr (JsonObject) some = parse (
      "{'disputed': [{'id': 'a', 'code': 'floating', 'objects': ['Arm']}, {'id': 'b', 'objects': "
      "['Leg'], 'left': true}, {'id': 'c'}, {'id': 'd', 'code': 'overlap', 'objects': ['Leg', "
      "'Seat']}]}");
  g_autoptr (JsonObject) left = parse ("{'disputed': [{'objects': ['Leg'], 'left': true}]}");
  g_autoptr (JsonArray) rows = mq_measurement_list_disputed (some);
  g_autofree char *told = mq_json_array_to_string (rows, FALSE);
  g_autoptr (JsonObject) many = NULL;
  g_autoptr (JsonArray) last = NULL;

  g_assert_cmpstr (told, ==,
                   "[{\"id\":\"a\",\"code\":\"floating\",\"objects\":[\"Arm\"]},"
                   "{\"id\":\"d\",\"code\":\"overlap\",\"objects\":[\"Leg\",\"Seat\"]}]");
  g_assert_null (mq_measurement_list_disputed (left));
  g_assert_null (mq_measurement_list_disputed (NULL));

  for (guint i = 0; i < 21; i++)
    g_string_append_printf (text, "%s{'id': '%u', 'objects': ['Leg']}", i > 0 ? ", " : "", i);
  g_string_append (text, "]}");
  many = parse (text->str);
  last = mq_measurement_list_disputed (many);
  g_assert_cmpuint (json_array_get_length (last), ==, 20);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (last, 0), "id", ""), ==, "1");
}

/* Objects by name and part, and two that are in each other. */
#define OBJECT(name, part, side)                                                                   \
  "{'name': '" name "', 'part': '" part "', 'dimensions_m': [0.01, " side ", 0.02]}"
#define PAIR(one, other, parts, rest)                                                              \
  "{'objects': ['" one "', '" other "'], 'parts': [" parts "], " rest "}"
#define LEG_SEAT "'legs', 'seat'"

/* Each kind of defect with its number, and with what puts it right. */
static void
test_defects (void)
{
  static const struct
  {
    const char *plan; /* NULL: none */
    const char *report;
    const char *defects; /* "code part severity: what → fix", and a newline */
  } cases[] = {
    { NULL, "{}", "" },
    { NULL, "{'empty': ['A', 'B', 'C', 'D', 'E']}",
      "empty whole severe: Without any surface: A, B, C, D … → give them faces, or do not make "
      "them\n" },
    { NULL, "{'without_material': ['A', 'B', 'C', 'D']}",
      "bare whole severe: Without material: A, B, C, D → put a material on every object\n" },
    { "{'grounded': true}", "{'whole': {'ground_gap_m': 0.01}}",
      "above-ground whole severe: It stands 10.0 mm above the ground → lower everything by 0.0100 "
      "m\n" },
    { "{'grounded': true}", "{'whole': {'ground_gap_m': 0.003}}", "" },
    { "{'grounded': false}", "{'whole': {'ground_gap_m': 0.01}}", "" },
    { NULL, "{'whole': {'ground_gap_m': 0.01}}", "" },
    { NULL, "{'whole': {'ground_gap_m': -0.01}}",
      "sunken whole severe: It reaches 10.0 mm below the ground → raise what is lowest by 0.0100 "
      "m, "
      "with all that joins it\n" },
    { "{'parts': [{'id': 'table_top'}, {'id': 'legs'}, {'id': ''}, {'id': 'arm', 'name': 'Left "
      "arm'}, {'id': 'Rim'}]}",
      "{'objects': [{'part': 'Table top'}, {'part': 'rim'}]}",
      "missing legs severe: legs is missing → make objects with obj[\"part\"] = \"legs\" in its "
      "function, and call it in build()\n"
      "missing arm severe: Left arm is missing → make objects with obj[\"part\"] = \"arm\" in its "
      "function, and call it in build()\n" },
    { NULL,
      "{'floating': [{'objects': ['A', 'B'], 'parts': ['legs'], 'nearest': 'Seat', 'gap_m': 0.02, "
      "'move_m': [0, 0, 1]}, {'objects': ['C'], 'parts': ['legs'], 'nearest': 'Seat', 'gap_m': "
      "0.02}]}",
      "floating legs severe: A, B, C float, 20.0 mm from Seat → move A, B by (0.0000, 0.0000, "
      "1.0000) m, or extend it, so that it meets Seat; move C by (0.0000, 0.0000, 0.0000) m, or "
      "extend it, so that it meets Seat\n" },
    { NULL,
      "{'loose_pieces': [{'object': 'A', 'part': 'legs', 'nearest': 'Seat', 'gap_m': 0.05}, "
      "{'object': 'B', 'part': 'legs', 'nearest': 'Seat', 'gap_m': 0.051}, {'object': 'C', "
      "'nearest': 'Seat', 'gap_m': 0.05}]}",
      "loose-piece legs severe: 2 pieces hold on to nothing, 50.0 mm from Seat: A, B → move it by "
      "(0.0000, 0.0000, 0.0000) m, or extend it, so that it meets Seat\n"
      "loose-piece whole severe: A piece of C is attached to nothing, 50.0 mm from Seat → move it "
      "by (0.0000, 0.0000, 0.0000) m, or extend it, so that it meets Seat\n" },
    { NULL,
      "{'loose': [" PAIR ("Pin", "Seat", "'pins', 'seat'",
                          "'gap_m': -0.002, 'wanted_m': -0.005") "]"
                                                                 "}",
      "shallow pins severe: Pin is let in 2.0 of 5.0 mm planned into Seat → lengthen it by 0.0030 "
      "m, further into Seat\n" },
    { NULL,
      "{'loose': [" PAIR ("Pin", "Seat", "'pins', 'seat'",
                          "'gap_m': -0.002, 'wanted_m': -0.005") ", " PAIR ("Peg", "Seat",
                                                                            "'pins', "
                                                                            "'seat'",
                                                                            "'gap_m': "
                                                                            "-0.002, "
                                                                            "'wanted_m': "
                                                                            "-0.005") ", "
                                                                                      "{'"
                                                                                      "ob"
                                                                                      "je"
                                                                                      "ct"
                                                                                      "s'"
                                                                                      ": "
                                                                                      "['"
                                                                                      "Se"
                                                                                      "at"
                                                                                      "']"
                                                                                      "}]"
                                                                                      "}",
      "shallow pins severe: 2 joints of pins and seat are let in 2.0 of 5.0 mm planned: Pin, Seat, "
      "Peg → lengthen it by 0.0030 m, further into Seat\n" },
    { NULL,
      "{'penetrations': [" PAIR ("A", "Seat", LEG_SEAT,
                                 "'depth_m': 0.01, 'kind': 'let_in', "
                                 "'most_m': 0.004") "]}",
      "penetration legs severe: A and Seat run 10.0 mm into each other → shorten one, so that it "
      "does not come out at the other side: it is to be let in by about 0.0040 m\n" },
    { NULL,
      "{'penetrations': [" PAIR ("A", "Seat", LEG_SEAT,
                                 "'depth_m': 0.01, 'kind': 'hinged', "
                                 "'most_m': 0.004") "]}",
      "penetration legs severe: A and Seat run 10.0 mm into each other → shorten one by about "
      "0.0060 m: it is to be let in by at most 0.0040 m\n" },
    { NULL,
      "{'penetrations': [" PAIR ("A", "Seat", LEG_SEAT,
                                 "'depth_m': 0.01, 'kind': 'rests', "
                                 "'way_out': {'object': 'A'}") "]}",
      "penetration legs severe: A and Seat run 10.0 mm into each other → cut one back by about "
      "0.0100 m so that they only touch, and leave them where they stand, unless one is let into "
      "the other on purpose\n" },
    { NULL,
      "{'penetrations': [" PAIR ("A", "Seat", LEG_SEAT,
                                 "'depth_m': 0.01, 'kind': 'rests', 'way_out': {'object': 'A', "
                                 "'move_m': [0, 0, 0.01], 'runs_into': ['Rim']}") "]}",
      "penetration legs severe: A and Seat run 10.0 mm into each other → cut A back by about "
      "0.0100 "
      "m where it runs into Seat, unless it is let in on purpose; do not move it, which would "
      "drive "
      "it into Rim\n" },
    { NULL,
      "{'penetrations': [" PAIR ("A", "Seat", LEG_SEAT,
                                 "'depth_m': 0.01, 'kind': 'rests', 'way_out': {'object': 'A', "
                                 "'move_m': [0, 0, 0.01]}") ", " PAIR ("B", "Seat", LEG_SEAT,
                                                                       "'depth_m': 0.0102, 'kind': "
                                                                       "'rests', 'way_out': "
                                                                       "{'object': 'B', 'move_m': "
                                                                       "[0, 0, 0.01]}") "]}",
      "penetration legs severe: 2 pairs of legs and seat run 10.0 mm into each other: A, Seat, B → "
      "move A by (0.0000, 0.0000, 0.0100) m, or shorten it by as much, so that they only touch, "
      "unless one is let into the other on purpose; move B by (0.0000, 0.0000, 0.0100) m, or "
      "shorten it by as much, so that they only touch, unless one is let into the other on "
      "purpose\n" },
    { "{'joints': [{'name': 'Lid', 'kind': 'hinge', 'child': 'lid', 'parent': 'box'}, {'name': "
      "'Rail'}, {'name': 'Bolt'}]}",
      "{'joints': [{'name': 'Bolt', 'child': 'bolt'}], 'joint_faults': [{'joint': 'Bolt', 'words': "
      "'it meets', 'fix': 'turn it'}, {'joint': 'Rail', 'words': 'no axis'}]}",
      "joint bolt severe: it meets → turn it\n"
      "joint whole severe: no axis → \n"
      "no-joint lid severe: The joint “Lid” is missing → add a row with this name to JOINTS: hinge "
      "of lid on box\n" },
    { "{'parts': [{'id': 'legs'}]}",
      "{'objects': [{'name': 'Leg 1', 'part': 'legs'}], 'requirements': [{'words': 'a', 'of': 'Leg "
      "1', 'met': false, 'how': 'h', 'fix': 'f'}, {'words': 'b', 'of': 'door', 'met': false, "
      "'how': "
      "'h'}, {'words': 'c', 'met': true}, {'words': 'd', 'met': false, 'by': 'eye'}, {'words': "
      "'e', "
      "'of': 'legs', 'met': false, 'by': 'measured', 'how': 'h'}]}",
      "unmet legs severe: Not met: a (h) → f\n"
      "unmet whole severe: Not met: b (h) → \n"
      "unmet legs severe: Not met: e (h) → \n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) plan = cases[i].plan != NULL ? parse (cases[i].plan) : NULL;
      g_autoptr (JsonObject) report = parse (cases[i].report);
      g_autoptr (JsonArray) defects = mq_measured_defects_find (plan, report);
      g_autoptr (GString) text = g_string_new (NULL);

      MQ_JSON_EACH (defects, j, defect)
        g_string_append_printf (
            text, "%s %s %s: %s → %s\n", mq_json_get_string (defect, "code", ""),
            mq_json_get_string (defect, "part", ""), mq_json_get_string (defect, "severity", ""),
            mq_json_get_string (defect, "what", ""), mq_json_get_string (defect, "fix", ""));
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (text->str, ==, cases[i].defects);
    }
}

/* An overlap that no join explains is severe from a share of the smaller object on, unless both are
 * of one part; of small ones six are told, and of all defects twenty. */
static void
test_severity (void)
{
  g_autoptr (JsonObject) report = parse ("{'objects': [" OBJECT ("Leg", "legs", "0.1") ", " OBJECT (
      "Seat", "seat",
      "0.5") "], "
             "'penetrations': [" PAIR ("Leg", "Seat", LEG_SEAT, "'depth_m': 0.0121") ", " PAIR (
                 "Seat", "Leg", "'seat', 'legs'",
                 "'depth_m': 0.0119") ", " PAIR ("Seat", "Leg",
                                                 "'legs', "
                                                 "'legs'",
                                                 "'depth_m': 0.09") "]}");
  g_autoptr (JsonArray) defects = mq_measured_defects_find (NULL, report);
  g_autoptr (GString) many = g_string_new ("{'penetrations': [");
  g_autoptr (GString) parts = g_string_new ("{'parts': [");
  g_autoptr (JsonObject) many_report = NULL;
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonArray) small = NULL;
  g_autoptr (JsonArray) missing = NULL;

  g_assert_cmpuint (json_array_get_length (defects), ==, 3);
  g_assert_true (mq_defect_is_severe (mq_json_element_object (defects, 0)));
  g_assert_false (mq_defect_is_severe (mq_json_element_object (defects, 1)));
  g_assert_false (mq_defect_is_severe (mq_json_element_object (defects, 2)));

  for (guint i = 0; i < 21; i++)
    {
      g_string_append_printf (many,
                              "%s{'objects': ['A', 'B'], 'parts': ['p%u', 'p%u'], 'depth_m': "
                              "0.01%s}",
                              i > 0 ? ", " : "", i, i, i > 6 && i < 9 ? ", 'kind': 'fits'" : "");
      g_string_append_printf (parts, "%s{'id': 'p%u'}", i > 0 ? ", " : "", i);
    }
  g_string_append (many, "]}");
  g_string_append (parts, "]}");
  many_report = parse (many->str);
  plan = parse (parts->str);
  small = mq_measured_defects_find (NULL, many_report);
  missing = mq_measured_defects_find (plan, many_report);
  g_assert_cmpuint (json_array_get_length (small), ==, 6 + 2);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (small, 5), "part", ""), ==, "p5");
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (small, 6), "part", ""), ==, "p7");
  g_assert_cmpuint (json_array_get_length (missing), ==, 20);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (missing, 19), "code", ""), ==,
                   "missing");
}

/* The facts from which a client makes its own sentence. */
static void
test_defect_facts (void)
{
  g_autoptr (GString) text = g_string_new ("{'floating': [{'objects': [");
  g_autoptr (JsonObject) report = parse (
      "{'whole': {'ground_gap_m': -0.01}, 'floating': [{'objects': ['A', 7], 'parts': ['legs'], "
      "'nearest': 'Seat', 'gap_m': 0.02}], 'requirements': [{'words': 'w', 'what': 'size', 'axis': "
      "'x', 'wanted': 4, 'found': 5, 'unit': 'mm', 'met': false, 'objects': ['A'], 'by': "
      "'measured'}]}");
  static const char *const facts[]
      = { "{\"objects\":[\"A\"],\"more\":false,\"mm\":20.0,\"other\":\"Seat\"}",
          "{\"objects\":[],\"more\":false,\"mm\":10.0}",
          "{\"objects\":[\"A\"],\"more\":false,\"other\":\"w\",\"what\":\"size\",\"axis\":\"x\","
          "\"wanted\":4,\"found\":5,\"unit\":\"mm\",\"met\":false}" };
  g_autoptr (JsonArray) defects = mq_measured_defects_find (NULL, report);
  g_autoptr (JsonArray) none = json_array_new ();
  g_autoptr (JsonObject) many_report = NULL;
  g_autoptr (JsonArray) many = NULL;
  JsonObject *of_many;

  g_assert_cmpuint (json_array_get_length (defects), ==, G_N_ELEMENTS (facts));
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);
      g_autofree char *said = mq_json_object_to_string (mq_json_get_object (defect, "facts"),
                                                        FALSE);

      g_assert_cmpstr (said, ==, facts[i]);
      g_assert_true (mq_measured_defects_include (defect));
    }

  for (guint i = 0; i < 21; i++)
    g_string_append_printf (text, "%s'%u'", i > 0 ? ", " : "", i);
  g_string_append (text, "], 'parts': ['legs'], 'gap_m': 1}]}");
  many_report = parse (text->str);
  many = mq_measured_defects_find (NULL, many_report);
  of_many = mq_json_get_object (mq_json_element_object (many, 0), "facts");
  g_assert_cmpuint (mq_json_length (mq_json_get_array (of_many, "objects")), ==, 20);
  g_assert_true (mq_json_get_boolean (of_many, "more", FALSE));

  /* A critic found what does not say that it was measured. */
  g_assert_false (mq_measured_defects_need_critic (NULL));
  g_assert_false (mq_measured_defects_need_critic (none));
  g_assert_false (mq_measured_defects_need_critic (defects));
  json_array_add_object_element (defects, json_object_new ());
  g_assert_true (mq_measured_defects_need_critic (defects));
  json_array_add_object_element (none, json_object_new ());
  g_assert_true (mq_measured_defects_need_critic (none));
}

/* A critic's words are contradicted by measurements of what they are about. */
static void
test_contradicted (void)
{
  static const struct
  {
    const char *about;
    const char *part;
    const char *report;
    gboolean is_contradicted;
  } cases[] = {
    { "overlap", "legs", "{}", TRUE },
    { "overlap", "legs", "{'truncated': true}", FALSE },
    { "overlap", "legs", "{'penetrations': [{'parts': ['legs', 'seat']}]}", FALSE },
    { "overlap", "back", "{'penetrations': [{'parts': ['legs', 'seat']}]}", TRUE },
    { "overlap", "whole", "{'penetrations': [{'parts': ['legs', 'seat']}]}", FALSE },
    { "contact", "legs", "{}", FALSE },
    { "contact", "seat", "{}", TRUE },
    { "contact", "seat", "{'floating': [{'parts': ['seat']}]}", FALSE },
    { "contact", "seat", "{'floating': [{'parts': ['legs']}]}", TRUE },
    { "contact", "seat", "{'loose_pieces': [{}]}", FALSE },
    { "contact", "legs",
      "{'objects': [{'name': 'L', 'part': 'legs'}, {'name': 'S', 'part': 'seat'}], 'contacts': "
      "[['L', "
      "'S']]}",
      TRUE },
    { "contact", "legs",
      "{'objects': [{'name': 'L', 'part': 'legs'}, {'name': 'S', 'part': 'seat'}], 'contacts': "
      "[['S', 'S'], ['S', 'L', 'S'], ['L', 'L']]}",
      FALSE },
    { "shape", "seat", "{}", FALSE },
  };
  g_autoptr (JsonObject) plan
      = parse ("{'parts': [{'id': 'legs', 'joins': ['seat']}, {'id': 'seat'}]}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) report = parse (cases[i].report);
      g_autoptr (JsonObject) defect = mq_json_new ("about:s part:s", cases[i].about, cases[i].part);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (mq_measured_defects_contradict (defect, plan, report), ==,
                       cases[i].is_contradicted);
    }
}

/* Which defects are gone, left and new, and how much better it is: a severe one weighs five. Some
 * are the same by their id, others by their kind and part; of what is not met, by its words, too.
 */
static void
test_changes (void)
{
  static const struct
  {
    const char *before;
    const char *now;
    const char *codes; /* of those gone, left and new */
    int weight;
  } cases[] = {
    { "[]", "[]", "||", 0 },
    { "[{'code': 'a'}]", "[]", "a||", 5 },
    { "[]", "[{'code': 'a'}, {'code': 'b', 'severity': 'minor'}]", "||ab", -6 },
    { "[{'id': '1', 'code': 'a', 'part': 'p'}]", "[{'id': '1', 'code': 'b', 'part': 'q'}]", "|a|",
      0 },
    { "[{'code': 'a', 'part': 'p'}]", "[{'code': 'a', 'part': 'q'}]", "a||a", 0 },
    { "[{'code': 'a', 'part': 'p'}]", "[{'code': 'b', 'part': 'p'}]", "a||b", 0 },
    /* The second of two is the same, whichever comes first. */
    { "[{'code': 'a', 'id': '1', 'severity': 'minor'}, {'code': 'a', 'id': '2'}]",
      "[{'code': 'a', 'id': '2'}]", "a|a|", 1 },
    { "[{'code': 'a', 'part': 'p'}, {'code': 'b', 'part': 'p'}]", "[{'code': 'b', 'part': 'p'}]",
      "a|b|", 5 },
    { "[{'code': 'unmet', 'facts': {'other': 'x'}}]",
      "[{'code': 'unmet', 'facts': {'other': 'y'}}]", "unmet||unmet", 0 },
    { "[{'code': 'unmet', 'facts': {'other': 'x'}}]",
      "[{'code': 'unmet', 'facts': {'other': 'x'}}]", "|unmet|", 0 },
    { "[{'code': 'a', 'facts': {'other': 'x'}}]", "[{'code': 'a', 'facts': {'other': 'y'}}]", "|a|",
      0 },
    { "[{'code': 'a', 'severity': 'minor', 'facts': {'count': 5}}]",
      "[{'code': 'a', 'severity': 'minor', 'facts': {'count': 2}}]", "|a|", 3 },
    { "[{'code': 'a'}, {'code': 'b', 'facts': {'count': 3}}]", "[{'code': 'a'}, {'code': 'b'}]",
      "|ab|", 10 },
    { "[{'code': 'a', 'facts': {'count': 3}}]", "[]", "a||", 15 },
    { "[{'code': 'a', 'facts': {'count': -3}}]", "[]", "a||", 5 },
    { "[{'code': 'a', 'facts': {'count': 20000}}]", "[]", "a||", 50000 },
  };
  g_autofree char *of_one = mq_defect_dup_id ("unmet", "legs", NULL, "4 mm");
  g_autofree char *of_other = mq_defect_dup_id ("unmet", "legs", NULL, "5 mm");
  g_autofree char *of_none = mq_defect_dup_id ("unmet", "legs", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'before': %s, 'now': %s}", cases[i].before,
                                               cases[i].now);
      g_autoptr (JsonObject) both = parse (text);
      g_auto (MqDefectChanges) changes = { 0 };
      g_autoptr (GString) codes = g_string_new (NULL);
      JsonArray *lists[3];

      mq_defect_changes_find (&changes, mq_json_get_array (both, "before"),
                              mq_json_get_array (both, "now"));
      lists[0] = changes.gone;
      lists[1] = changes.left;
      lists[2] = changes.fresh;
      for (guint j = 0; j < 3; j++)
        {
          g_string_append (codes, j > 0 ? "|" : "");
          MQ_JSON_EACH (lists[j], k, defect)
            g_string_append (codes, mq_json_get_string (defect, "code", ""));
        }
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (codes->str, ==, cases[i].codes);
      g_assert_cmpint (mq_defect_changes_weigh (&changes), ==, cases[i].weight);
    }

  g_assert_cmpstr (of_one, !=, of_other);
  g_assert_cmpstr (of_one, !=, of_none);
}

/* The objects that a defect names, each once and if it is there; else all of its part. */
static void
test_closeup (void)
{
  static const struct
  {
    const char *defect;
    const char *label; /* NULL: nothing to look at */
    guint n;
  } cases[] = {
    { "{'part': 'legs', 'facts': {'objects': ['L1', 'gone', 'L1', 7]}}", "L1", 1 },
    { "{'part': 'legs', 'object': 'Seat', 'facts': {'objects': ['L1']}}", "L1 and Seat", 2 },
    { "{'part': 'legs', 'object': 'L2', 'facts': {'objects': ['L1'], 'other': 'Seat'}}", "legs",
      3 },
    { "{'part': 'legs'}", "L1 and L2", 2 },
    { "{'part': 'seat', 'facts': {'objects': ['gone'], 'other': 'gone'}}", "Seat", 1 },
    { "{'part': 'pins'}", "pins", 20 },
    { "{'part': 'back'}", "A very long name of an object that is cu", 1 },
    { "{'part': 'arms'}", NULL, 0 },
    { "{}", NULL, 0 },
  };
  g_autoptr (JsonObject) report = parse (
      "{'objects': [{'name': 'L1', 'part': 'legs'}, {'name': 'Seat', 'part': 'seat'}, 7, "
      "{'name': 'L2', 'part': 'legs'}, {'name': 'A very long name of an object that is "
      "cut off', 'part': 'back'}]}");
  JsonArray *objects = mq_json_get_array (report, "objects");

  for (guint i = 0; i < 21; i++)
    {
      g_autofree char *name = g_strdup_printf ("Pin %u", i);

      json_array_add_object_element (objects, mq_json_new ("name:s part:s", name, "pins"));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) defect = parse (cases[i].defect);
      g_autoptr (JsonObject) closeup = mq_defect_closeup_make (defect, objects);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_true ((closeup == NULL) == (cases[i].label == NULL));
      g_assert_cmpstr (mq_json_get_string (closeup, "label", NULL), ==, cases[i].label);
      g_assert_cmpuint (mq_json_length (mq_json_get_array (closeup, "objects")), ==, cases[i].n);
    }
}

/* Sizes, parts and names of a report, and whether anything that is seen differs. */
static void
test_report (void)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean is_same;
  } cases[] = {
    { "{'whole': {'hash': 'a'}}", "{'whole': {'hash': 'a'}}", TRUE },
    { "{'whole': {'hash': 'a'}}", "{'whole': {'hash': 'b'}}", FALSE },
    { "{}", "{}", FALSE },
    { "{'whole': {'hash': 'a'}, 'joints': [{'name': 'Lid'}]}",
      "{'whole': {'hash': 'a'}, 'joints': [{'name': 'Rail'}]}", FALSE },
    { "{'whole': {'hash': 'a'}, 'joints': [{'name': 'Lid'}]}",
      "{'whole': {'hash': 'a'}, 'joints': [{'name': 'Lid'}]}", TRUE },
    { "{'whole': {'hash': 'a'}, 'joints': [{'name': 'Lid'}]}", "{'whole': {'hash': 'a'}}", FALSE },
  };
  g_autoptr (JsonObject) report = parse (
      "{'whole': {'dimensions_m': [0.44, 0.54, 0.94]}, 'objects': [7, {'name': 'A', 'part': "
      "'table_top'}, {'name': 'B', 'part': 'legs'}, {'name': 'C'}]}");
  g_autoptr (JsonObject) flat = parse ("{'whole': {'dimensions_m': [1, 2]}}");
  g_autofree char *size = mq_report_describe_size (report);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) one = parse (cases[i].one);
      g_autoptr (JsonObject) other = parse (cases[i].other);

      g_assert_cmpint (mq_report_is_unchanged (one, other), ==, cases[i].is_same);
    }

  g_assert_cmpstr (size, ==, "44.0 × 54.0 × 94.0 cm");
  g_assert_null (mq_report_describe_size (flat));
  g_assert_null (mq_report_describe_size (NULL));
  g_assert_cmpstr (mq_report_get_part (report, "B"), ==, "legs");
  g_assert_cmpstr (mq_report_get_part (report, "C"), ==, "?");
  g_assert_cmpstr (mq_report_get_part (report, "D"), ==, "?");
  g_assert_cmpstr (mq_report_find_part (report, "Table Top"), ==, "table_top");
  g_assert_cmpstr (mq_report_find_part (report, "LEGS"), ==, "legs");
  g_assert_null (mq_report_find_part (report, "leg"));
  g_assert_null (mq_report_find_part (report, " - "));
  g_assert_null (mq_report_find_part (NULL, "legs"));

  /* A part that was painted alone says its own name. */
  g_assert_cmpstr (mq_report_skip_own_name ("Back, wood", "back"), ==, "wood");
  g_assert_cmpstr (mq_report_skip_own_name ("Back, wood", "Backrest"), ==, "wood");
  g_assert_cmpstr (mq_report_skip_own_name ("Back, wood", "Bac"), ==, "Back, wood");
  g_assert_cmpstr (mq_report_skip_own_name ("Back,wood", "Back"), ==, "Back,wood");
  g_assert_cmpstr (mq_report_skip_own_name (", wood", "Back"), ==, ", wood");
  g_assert_cmpstr (mq_report_skip_own_name ("Wood", "Wood"), ==, "Wood");
}

MQ_TEST_PROGRAM (measurement)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/common/measurement/new-faults", test_new_faults);
  g_test_add_func ("/common/measurement/sunken", test_sunken);
  g_test_add_func ("/common/measurement/joins", test_joins);
  g_test_add_func ("/common/measurement/missing", test_missing);
  g_test_add_func ("/common/measurement/count", test_count);
  g_test_add_func ("/common/measurement/disputed", test_disputed);
  g_test_add_func ("/common/measurement/defects", test_defects);
  g_test_add_func ("/common/measurement/severity", test_severity);
  g_test_add_func ("/common/measurement/defect-facts", test_defect_facts);
  g_test_add_func ("/common/measurement/contradicted", test_contradicted);
  g_test_add_func ("/common/measurement/changes", test_changes);
  g_test_add_func ("/common/measurement/closeup", test_closeup);
  g_test_add_func ("/common/measurement/report", test_report);

  return mq_test_run ();
}
