/* Measured reports in words. */
#include "app/model/mq-report-view.h"
#include "common/json/mq-json.h"
#include "mutation.h"
#include "support/mq-test.h"

static char *
read_text (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static JsonObject *
read_json (const char *name)
{
  g_autofree char *text = read_text (name);

  return mq_test_parse_json (text);
}

static char *
describe (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      MqPartRow *row = rows->pdata[i];
      GStrv faults = row->faults;
      g_autofree char *joined = faults != NULL ? g_strjoinv ("; ", faults) : NULL;

      g_string_append_printf (text, "%s “%s” %s [%s] %u\n", row->part, row->title, row->facts,
                              joined, row->line);
    }

  return g_string_free (text, FALSE);
}

static void
check_strv (GStrv list, const char *expected)
{
  g_autofree char *joined = g_strjoinv ("\n", list);

  g_assert_cmpstr (joined, ==, expected);
  g_strfreev (list);
}

static void
test_sound (void)
{
  g_autoptr (JsonObject) report = read_json ("chair-3.report.json");
  g_autoptr (JsonObject) plan = read_json ("chair.plan.json");
  g_autoptr (MqOutline) outline = mq_outline_new ("def legs():\n  pass\ndef backrest():\n  pass\n");
  g_autoptr (GPtrArray) rows = mq_report_view_list_parts (report, plan, outline);
  g_autofree char *said = describe (rows);
  g_autofree char *facts = mq_report_view_dup_facts (report);
  g_autofree char *counts = mq_report_view_dup_counts (report);

  g_assert_cmpstr (said, ==,
                   "legs “Legs” 4 objects · 45.1 × 46.8 × 41.4 cm [(null)] 1\n"
                   "aprons “Aprons” 4 objects · 44.4 × 42.4 × 6.2 cm [(null)] 0\n"
                   "stretchers “Stretchers” 3 objects · 43.4 × 40.8 × 2.2 cm [(null)] 0\n"
                   "seat “Seat” 47.4 × 44.2 × 2.6 cm [(null)] 0\n"
                   "back “Backrest” 47.0 × 15.4 × 54.5 cm [(null)] 3\n"
                   "slats “Slats” 6 objects · 2.8 × 6.9 × 29.1 cm each [(null)] 0\n"
                   "pad “Pad” 46.8 × 40.0 × 5.1 cm [(null)] 0\n"
                   "armrests “Armrests” 2 objects · 8.5 × 40.7 × 23.9 cm each [(null)] 0\n");
  g_assert_cmpstr (facts, ==, "22 objects · 20504 triangles · 55.7 × 55.8 × 95.9 cm");
  g_assert_cmpstr (counts, ==, "22 objects · 20504 triangles");
}

/* One that moves says so. */
static void
test_moving (void)
{
  static const char *const whole[]
      = { "{\"whole\": {\"objects\": 3, \"triangles\": 36, \"moving\": 1}}",
          "{\"whole\": {\"objects\": 3, \"triangles\": 36, \"moving\": 2}}" };
  static const char *const said[] = { "3 objects · 36 triangles · 1 moving part",
                                      "3 objects · 36 triangles · 2 moving parts" };

  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      g_autoptr (JsonObject) report = mq_json_parse_object (whole[i], -1, NULL);
      g_autofree char *counts = mq_report_view_dup_counts (report);

      g_assert_cmpstr (counts, ==, said[i]);
    }
}

/* A small one with every fault. */
static const char faulty[]
    = "{\"objects\": ["
      "{\"name\": \"Seat\", \"part\": \"seat\", \"box\": {\"min\": [0, 0, 0.4], \"max\": [0.4, "
      "0.4, 0.43]},"
      " \"dimensions_m\": [0.4, 0.4, 0.03], \"materials\": [\"Oak\"], \"hash\": \"a\", "
      "\"non_manifold_edges\": 0},"
      "{\"name\": \"Arm 1\", \"part\": \"front_arms\", \"box\": {\"min\": [0, 0, 0.434], \"max\": "
      "[0.1, 0.1, 0.5]},"
      " \"dimensions_m\": [0.1, 0.1, 0.066], \"materials\": [], \"hash\": \"b\", "
      "\"non_manifold_edges\": 2},"
      "{\"name\": \"Arm 2\", \"part\": \"front_arms\", \"box\": {\"min\": [0.3, 0, 0.434], "
      "\"max\": [0.4, 0.1, 0.5]},"
      " \"dimensions_m\": [0.1, 0.1, 0.066], \"materials\": [], \"hash\": \"c\", "
      "\"non_manifold_edges\": 1},"
      "{\"name\": \"Ghost\", \"part\": \"ghost\", \"hidden\": true, \"box\": null, "
      "\"dimensions_m\": null, \"materials\": [],"
      " \"hash\": \"d\"},"
      "{\"name\": \"Leg\", \"part\": \"legs\", \"box\": {\"min\": [0, 0, 0], \"max\": [2, 0.04, "
      "0.42]},"
      " \"dimensions_m\": [2, 0.04, 0.42], \"materials\": [\"Oak\"], \"hash\": \"e\"}],"
      "\"whole\": {\"objects\": 1, \"triangles\": 1, \"dimensions_m\": [0.004, 0.002, 0.001]},"
      "\"floating\": [{\"objects\": [\"Arm 1\"], \"parts\": [\"front_arms\"], \"nearest\": "
      "\"Seat\", \"gap_m\": 0.004}],"
      "\"loose_pieces\": [{\"object\": \"Seat\", \"part\": \"seat\", \"nearest\": \"Seat\", "
      "\"gap_m\": 0.056}, {\"object\": 3}],"
      "\"penetrations\": [{\"objects\": [\"Leg\", \"Seat\"], \"parts\": [\"legs\", \"seat\"], "
      "\"depth_m\": 0.025},"
      " {\"objects\": [\"Arm 1\", \"Arm 2\"], \"parts\": [\"front_arms\", \"front_arms\"], "
      "\"depth_m\": 1.5}],"
      "\"without_material\": [\"Arm 1\", \"Arm 2\", \"nobody\"], \"hidden\": [\"Ghost\"], "
      "\"flipped\": [\"Seat\"], \"empty\": [\"Leg\"]}";

static void
test_faults (void)
{
  g_autoptr (JsonObject) report = mq_test_parse_json (faulty);
  g_autoptr (GPtrArray) rows = mq_report_view_list_parts (report, NULL, NULL);
  g_autofree char *said = describe (rows);
  g_autofree char *facts = mq_report_view_dup_facts (report);

  g_assert_cmpstr (
      said, ==,
      "seat “Seat” 40.0 × 40.0 × 3.0 cm [A piece is attached to nothing, 5.6 cm from the rest; "
      "Runs "
      "2.5 cm into Leg; 1 object has faces that look "
      "inside "
      "out] 0\n"
      "front_arms “Front arms” 2 objects · 10.0 × 10.0 × 6.6 cm each [Not attached: 4 mm from "
      "Seat; Its "
      "pieces run 1.50 m into each other; 2 objects have faces without a material; 3 edges are "
      "loose or "
      "join more than two faces] 0\n"
      "ghost “Ghost” (null) [1 object is hidden and not rendered] 0\n"
      "legs “Leg” 200.0 × 4.0 × 42.0 cm [Runs 2.5 cm into Seat; 1 object has no surface] 0\n");
  g_assert_cmpstr (facts, ==, "1 object · 1 triangle · 4.0 × 2.0 × 1.0 mm");
}

/* Bubbles hang in the air: that is what they are for. */
static void
test_effects (void)
{
  g_autoptr (JsonObject) report = mq_test_parse_json (faulty);
  g_autoptr (JsonObject) plan = mq_test_parse_json (
      "{\"parts\": [{\"id\": \"front_arms\", \"effect\": true},"
      " {\"id\": \"legs\", \"effect\": true}, {\"id\": \"seat\", \"effect\": 3}]}");
  g_autoptr (GPtrArray) rows = mq_report_view_list_parts (report, plan, NULL);
  g_autofree char *said = describe (rows);

  g_assert_null (strstr (said, "Not attached"));
  g_assert_null (strstr (said, "run 1.50 m"));
  g_assert_null (strstr (said, "Runs 2.5 cm"));
  g_assert_nonnull (strstr (said, "faces without a material"));
}

static void
test_changes (void)
{
  g_autoptr (JsonObject) first = read_json ("chair-1.report.json");
  g_autoptr (JsonObject) second = read_json ("chair-2.report.json");
  g_autoptr (JsonObject) third = read_json ("chair-3.report.json");

  check_strv (mq_report_view_dup_changes (first, first, TRUE), "");
  check_strv (mq_report_view_dup_changes (first, second, TRUE),
              "Overall: 8.3 cm wider\nArmrests: added");
  check_strv (mq_report_view_dup_changes (second, third, TRUE),
              "Wooden frame: looks different, on 7 parts");
  check_strv (mq_report_view_dup_changes (second, first, TRUE),
              "Overall: 8.3 cm narrower\nArmrests: removed");
  check_strv (mq_report_view_dup_changes (NULL, first, TRUE), "");
  check_strv (mq_report_view_dup_changes (first, NULL, TRUE), "");
}

static JsonObject *
make_report (const char *objects)
{
  g_autofree char *text = g_strdup_printf ("{\"objects\": [%s]}", objects);

  return mq_test_parse_json (text);
}

static void
test_values (void)
{
  static const char *const scripts[] = {
    "SEAT_WIDTH = 0.45  # m, 0.3..0.7: across\nRAKE = 11.0  # deg, 0..20: how far\nCOLOR = "
    "\"#9a6238\"  # wood\n"
    "SEED = 7  # 0..9: grain\nOLD = 1  # 0..9: gone\n",
    "SEAT_WIDTH = 0.5  # m, 0.3..0.7: across\nRAKE = 12.5  # deg, 0..20: how far\nCOLOR = "
    "\"#50331d\"  # wood\n"
    "SEED = 7  # 0..9: grain\nNEW = 2  # 0..9: come\n",
  };
  g_autoptr (JsonObject) before = read_json ("chair-1.report.json");
  g_autoptr (JsonObject) after = read_json ("chair-2.report.json");
  g_autoptr (GListModel) values = mq_compared_values_list (before, after, scripts[0], scripts[1]);
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (values); i++)
    {
      g_autoptr (MqComparedValue) value = g_list_model_get_item (values, i);

      g_string_append_printf (said, "%s: %s > %s", value->title,
                              value->before != NULL ? value->before : "-",
                              value->after != NULL ? value->after : "-");
      if (value->before_color != NULL || value->after_color != NULL)
        g_string_append_printf (said, ", %s > %s",
                                value->before_color != NULL ? value->before_color : "-",
                                value->after_color != NULL ? value->after_color : "-");
      g_string_append_c (said, '\n');
    }

  g_assert_cmpstr (said->str, ==,
                   "Width: 47.4 cm > 55.7 cm\n"
                   "Depth: 55.8 cm > 55.8 cm\n"
                   "Height: 95.9 cm > 95.9 cm\n"
                   "Objects: 20 > 22\n"
                   "Triangles: 17592 > 20504\n"
                   "Armrests: - > 55.7 × 40.7 × 23.9 cm\n"
                   "Seat width: 45.0 cm > 50.0 cm\n"
                   "Rake: 11° > 12.5°\n"
                   "Color: brown > dark brown, #9a6238 > #50331d\n"
                   "New: - > 2\n"
                   "Old: 1 > -\n");
}

/* Lengths at the ends of each unit, as they are rounded. */
static void
test_lengths (void)
{
  static const struct
  {
    double metres;
    const char *words;
  } cases[] = {
    { 0, "0.0 mm" },       { 0.00094, "0.9 mm" }, { 0.00096, "1 mm" },
    { 0.0199, "20 mm" },   { 0.01996, "2.0 cm" }, { -0.02, "2.0 cm" },
    { 0.9994, "99.9 cm" }, { 0.9996, "1.00 m" },  { 12.344, "12.34 m" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = mq_report_view_dup_length (cases[i].metres);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

#define OBJECT(name, part, min, max, material, hash)                                               \
  "{\"name\":\"" name "\",\"part\":\"" part "\",\"box\":{\"min\":" min ",\"max\":" max             \
  "},\"dimensions_m\":[1,1,1],\"materials\":[" material "],\"hash\":\"" hash "\"}"

static void
test_changes_named (void)
{
  g_autoptr (JsonObject) before
      = make_report (OBJECT ("A", "a", "[0,0,0]", "[1,1,0.1]", "\"Oak\"", "1") "," OBJECT (
          "B", "b", "[0,0,0]", "[1,1,1]", "\"Oak\"",
          "2") "," OBJECT ("B 2", "b", "[0,0,0]", "[1,1,1]", "\"Oak\"",
                           "3") "," OBJECT ("C", "c", "[0,0,0]", "[1,1,1]", "", "4"));
  g_autoptr (JsonObject) after = make_report (
      OBJECT ("A", "a", "[0,0,0]", "[1,1,0.104]", "\"Oak\"",
              "5") "," OBJECT ("B", "b", "[0.5,0,0]", "[1.5,1,1]", "\"Ash\",\"Linen\"",
                               "6") "," OBJECT ("C", "c", "[0,0,0]", "[1,1,1]", "", "7"));

  check_strv (mq_report_view_dup_changes (before, after, TRUE),
              "A: 4 mm thicker\n"
              "B: now 1 instead of 2, moved by 50.0 cm, Ash, Linen instead of Oak\n"
              "C: looks different");
}

/* A back that is painted alone is still of wood, and has one name everywhere. */
static void
test_changes_of_one_part (void)
{
#define BACK(material, hash) OBJECT ("Backrest", "back", "[0,0,0]", "[1,1,1]", material, hash)
  g_autoptr (JsonObject) before = make_report (BACK ("\"Wooden frame\"", "1"));
  g_autoptr (JsonObject) blue = make_report (BACK ("\"Backrest, wood\"", "2"));
  g_autoptr (JsonObject) leather = make_report (BACK ("\"Backrest, leather\"", "3"));
#undef BACK

  check_strv (mq_report_view_dup_changes (before, blue, TRUE), "Backrest: looks different");
  check_strv (mq_report_view_dup_changes (before, blue, FALSE), "");
  check_strv (mq_report_view_dup_changes (blue, before, TRUE), "Backrest: looks different");
  check_strv (mq_report_view_dup_changes (blue, leather, TRUE),
              "Backrest: leather instead of wood");
}

/* Whatever is said of an asset, words come out. */
static void
hold_object (JsonObject *report, JsonObject *plan)
{
  g_autoptr (GPtrArray) rows = mq_report_view_list_parts (report, plan, NULL);
  g_autofree char *said = describe (rows);
  g_autofree char *facts = mq_report_view_dup_facts (report);
  g_auto (GStrv) changes = mq_report_view_dup_changes (report, plan, TRUE);
  g_auto (GStrv) back = mq_report_view_dup_changes (plan, report, TRUE);
  g_autoptr (GListModel) values = mq_compared_values_list (report, plan, said, facts);

  g_assert_true (g_utf8_validate (said, -1, NULL));
  g_assert_true (facts == NULL || g_utf8_validate (facts, -1, NULL));
}

static void
hold (const char *data, gsize length, gpointer user_data)
{
  g_autoptr (JsonObject) report = mq_json_parse_object (data, length, NULL);

  if (report == NULL)
    return;

  (*(guint *)user_data)++;
  hold_object (report, report);
}

static void
test_mutations (void)
{
  g_autofree char *plan = read_text ("chair.plan.json");
  const char *const samples[] = { faulty, plan, NULL };
  guint n_parsed = 0;

  mutation_run (samples, 6000, 4, "0123456789.-eE,\"[]{}:null", hold, &n_parsed);
  g_assert_cmpuint (n_parsed, >, 200);
}

static void
test_hostile (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"objects\": 3, \"whole\": [], \"floating\": {}, \"penetrations\": \"x\"}",
    "{\"objects\": [1, null, \"x\", [], {}, {\"name\": 3, \"part\": null, \"materials\": [1, null, "
    "{}]}]}",
    "{\"objects\": [{\"name\": \"a\", \"part\": \"\", \"box\": {\"min\": [1e308, -1e308, 1], "
    "\"max\": [1, 2]},"
    " \"non_manifold_edges\": 9223372036854775807}, {\"name\": \"b\", \"part\": \"\","
    " \"non_manifold_edges\": 9223372036854775807}]}",
    "{\"objects\": [{\"name\": \"a\", \"part\": \"<b>\\u202ex\\u0007\", \"dimensions_m\": [1, "
    "\"2\", 3]}]}",
    "{\"whole\": {\"objects\": -4, \"triangles\": 1e300, \"dimensions_m\": [-1, -2, null]}}",
    "{\"floating\": [{\"parts\": [3, \"p\"], \"nearest\": 3, \"gap_m\": -1e308}, 4]}",
    "{\"penetrations\": [{\"parts\": [\"a\"]}, {\"parts\": [\"a\", 3]}, {\"parts\": [1, 2], "
    "\"depth_m\": {}}]}",
    "{\"parts\": [{\"id\": \"x\", \"function\": 4}, {}, 3, {\"id\": \"x\", \"function\": \"f\"}]}",
  };

  hold_object (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autoptr (JsonObject) report = mq_test_parse_json (texts[i]);
        g_autoptr (JsonObject) plan = mq_test_parse_json (texts[j]);

        hold_object (report, plan);
      }
}

MQ_TEST_PROGRAM (report)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/report/sound", test_sound);
  g_test_add_func ("/report/moving", test_moving);
  g_test_add_func ("/report/faults", test_faults);
  g_test_add_func ("/report/effects", test_effects);
  g_test_add_func ("/report/changes", test_changes);
  g_test_add_func ("/report/changes-named", test_changes_named);
  g_test_add_func ("/report/changes-of-one-part", test_changes_of_one_part);
  g_test_add_func ("/report/values", test_values);
  g_test_add_func ("/report/lengths", test_lengths);
  g_test_add_func ("/report/mutations", test_mutations);
  g_test_add_func ("/report/hostile", test_hostile);
  return mq_test_run ();
}
