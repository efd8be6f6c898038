/* What counts as a fault of a measured report, and which faults are new. */
#include "common/json/mq-json.h"
#include "common/asset/mq-measurement.h"
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

MQ_TEST_PROGRAM (measurement)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/common/measurement/new-faults", test_new_faults);
  g_test_add_func ("/common/measurement/sunken", test_sunken);
  g_test_add_func ("/common/measurement/joins", test_joins);
  g_test_add_func ("/common/measurement/missing", test_missing);
  g_test_add_func ("/common/measurement/disputed", test_disputed);

  return mq_test_run ();
}
