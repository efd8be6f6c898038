/* What is told of a change: piece by piece what the reports of two versions say, and what became of
 * the requirements. */
#include "common/json/mq-json.h"
#include "common/asset/mq-asset-changes.h"
#include "service/plan/mq-requirements.h"
#include "support/mq-test.h"

#include <string.h>

#define PIECE(name, part, hash, min, max, material, color)                                         \
  "{'name': '" name "', 'part': '" part "', 'hash': '" hash "', 'form': '" hash                    \
  "', 'box': {'min': [" min "], 'max': [" max "]}, 'materials': ['" material                       \
  "'], 'colors': ['" color "']}"
#define SEAT PIECE ("Seat", "seat", "1", "-0.17, -0.17, 0.4", "0.17, 0.17, 0.44", "Oak", "#8a5a33")
#define LEG PIECE ("Leg 1", "legs", "2", "0, 0, 0", "0.04, 0.04, 0.4", "Oak", "#8a5a33")
#define LEG_2 PIECE ("Leg 2", "legs", "3", "0.1, 0, 0", "0.14, 0.04, 0.4", "Oak", "#8a5a33")
#define ROD(name, hash, x0, x1)                                                                    \
  PIECE (name, "rods", hash, x0 ", 0, 0", x1 ", 0.1, 0.1", "Oak", "#8a5a33")

#define SAME_BOX "'box': {'min': [0, 0, 0], 'max': [0.2, 0.02, 0.2]}"

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

static JsonObject *
make_report (const char *objects)
{
  g_autofree char *text = g_strdup_printf ("{'objects': [%s]}", objects);

  return parse (text);
}

/* No-break spaces between numbers and units are spaces here. */
static char *
plain (char *text)
{
  g_auto (GStrv) cut = g_strsplit (text != NULL ? text : "", "\xc2\xa0", -1);

  g_free (text);
  return g_strjoinv (" ", cut);
}

static void
test_sentence (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *text;
  } rows[] = {
    { SEAT ", " LEG, SEAT ", " LEG, "" },
    { SEAT ", " LEG,
      SEAT ", " PIECE ("Leg 1", "legs", "9", "0, 0, 0", "0.04, 0.04, 0.4", "Leg, wood", "#111111"),
      "Changed: legs: brown → black; all other parts are the same" },
    { SEAT ", " LEG,
      PIECE ("Seat", "seat", "9", "-0.2, -0.17, 0.4", "0.2, 0.17, 0.44", "Oak", "#8a5a33") ", " LEG,
      "Changed: seat: 34 cm → 40 cm wide; all other parts are the same" },
    { SEAT ", " LEG ", " LEG_2,
      SEAT ", " PIECE ("Leg 1", "legs", "8", "0, 0, 0", "0.04, 0.04, 0.4", "Black",
                       "#111111") ", " PIECE ("Leg 2", "legs", "9", "0.1, 0, 0", "0.14, 0.04, 0.4",
                                              "Black", "#111111"),
      "Changed: legs: Oak (brown) → Black; all other parts are the same" },
    { SEAT ", " LEG ", " LEG_2,
      SEAT ", " LEG
           ", " PIECE ("Leg 2", "legs", "9", "0.1, 0, 0", "0.14, 0.04, 0.4", "Oak", "#111111"),
      "Changed: Leg 2: brown → black; all other parts are the same" },
    { SEAT ", " LEG,
      PIECE ("Seat", "seat", "8", "-0.17, -0.17, 0.4", "0.17, 0.17, 0.44", "Oak",
             "#111111") ", " PIECE ("Leg 1", "legs", "8", "0, 0, 0", "0.04, 0.04, 0.4", "Oak",
                                    "#111111"),
      "Changed: seat, legs: brown → black" },
    { SEAT ", " LEG, SEAT ", " LEG ", " LEG_2,
      "Changed: legs: 1 → 2 pieces; all other parts are the same" },
    { SEAT ", " LEG, SEAT, "Changed: legs: gone; all other parts are the same" },
    { SEAT, SEAT ", " LEG, "Changed: legs: new; all other parts are the same" },
    { LEG, PIECE ("Leg 1", "legs", "7", "0, 0, 0.05", "0.04, 0.04, 0.45", "Oak", "#8a5a33"),
      "Changed: legs: moved 5 cm up" },
    { LEG, PIECE ("Leg 1", "legs", "7", "0, 0, 0", "0.04, 0.04, 0.4", "Oak", "#8a5a33"),
      "Changed: legs: another shape or surface" },
    { SEAT ", " LEG,
      PIECE ("Seat", "seat", "9", "-0.255, -0.255, 0.6", "0.255, 0.255, 0.66", "Oak",
             "#8a5a33") ", " PIECE ("Leg 1", "legs", "9", "0, 0, 0", "0.06, 0.06, 0.6", "Oak",
                                    "#8a5a33"),
      "Changed: everything is 1.5 times as large" },
    { SEAT ", " LEG,
      PIECE ("Seat", "seat", "9", "-0.255, -0.255, 0.6", "0.255, 0.255, 0.66", "Oak",
             "#8a5a33") ", " PIECE ("Leg 1", "legs", "9", "0, 0, 0", "0.06, 0.06, 0.4", "Oak",
                                    "#8a5a33"),
      "Changed: seat: 34 cm → 51 cm wide, 34 cm → 51 cm deep, 4 cm → 6 cm high; legs: 4 cm → 6 cm "
      "wide, 4 cm → 6 cm deep" },
    /* In the same box. */
    { "{'name': 'Brace', 'part': 'braces', 'hash': '1', 'vertices': 8, 'triangles': 12, " SAME_BOX
      ", 'materials': ['Steel'], 'colors': ['#808080']}",
      "{'name': 'Brace', 'part': 'braces', 'hash': '2', 'vertices': 72, 'triangles': 140, " SAME_BOX
      ", 'materials': ['Lacquer'], 'colors': ['#b3201f']}",
      "Changed: braces: another shape, Steel (gray) → Lacquer (red)" },
    /* What stayed is left out, and a color of the same name is compared. */
    { "{'name': 'Door', 'part': 'doors', 'hash': '1', " SAME_BOX
      ", 'materials': ['Fittings', 'Wood'], 'colors': ['#9a9da2', '#b98b5c']}",
      "{'name': 'Door', 'part': 'doors', 'hash': '2', " SAME_BOX
      ", 'materials': ['Door paint', 'Fittings'], 'colors': ['#2f62c4', '#9a9da2']}",
      "Changed: doors: Wood (light brown) → Door paint (blue)" },
    { LEG, PIECE ("Leg 1", "legs", "7", "0, 0, 0", "0.04, 0.04, 0.4", "Oak", "#7d4f2b"),
      "Changed: legs: brown, darker" },
    { LEG, PIECE ("Leg 1", "legs", "7", "0, 0, 0", "0.04, 0.04, 0.4", "Oak", "#95653c"),
      "Changed: legs: brown, lighter" },
    { PIECE ("Top", "top", "7", "0, 0, 0", "1.4, 0.8, 0.004", "Oak", ""),
      PIECE ("Top", "top", "8", "0, 0, 0", "1.381, 0.8, 0.003", "Oak", ""),
      "Changed: top: 1.4 m → 1.381 m wide, 4 mm → 3 mm high" },
    /* The box of several, of which none is like one before. */
    { SEAT ", " ROD ("Rod 1", "1", "-0.5", "-0.3") ", " ROD (
          "Rod 2", "2", "-0.4", "-0.1") ", " ROD ("Rod 3", "3", "-0.3", "-0.2"),
      SEAT ", " ROD ("Bar 1", "4", "-0.4", "-0.3") ", " ROD (
          "Bar 2", "5", "-0.55", "-0.05") ", " ROD ("Bar 3", "6", "-0.3", "-0.2"),
      "Changed: rods: 40 cm → 50 cm wide; all other parts are the same" },
    /* A colon in a name does not end it: the same was done to both. */
    { LEG_2
      ", " PIECE ("Leg: left", "legs", "4", "0, 0, 0", "0.04, 0.04, 0.4", "Oak",
                  "#8a5a33") ", " PIECE ("Arm 1", "arms", "5", "0, 0, 0", "0.04, 0.04, 0.4", "Oak",
                                         "#8a5a33") ", " PIECE ("Arm 2", "arms", "6", "0, 0, 0",
                                                                "0.1, 0.1, 0.1", "Oak", "#8a5a33"),
      LEG_2
      ", " PIECE ("Leg: left", "legs", "7", "0, 0, 0", "0.04, 0.04, 0.42", "Oak",
                  "#8a5a33") ", " PIECE ("Arm 1", "arms", "8", "0, 0, 0", "0.04, 0.04, 0.42", "Oak",
                                         "#8a5a33") ", " PIECE ("Arm 2", "arms", "6", "0, 0, 0",
                                                                "0.1, 0.1, 0.1", "Oak", "#8a5a33"),
      "Changed: Leg: left, Arm 1: 40 cm → 42 cm high" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) before = make_report (rows[i].before);
      g_autoptr (JsonObject) after = make_report (rows[i].after);
      g_autofree char *text = plain (mq_asset_changes_describe (before, after));

      g_assert_cmpstr (text, ==, rows[i].text);
    }

  g_assert_null (mq_asset_changes_describe (NULL, NULL));
}

/* Two rings that change places look the same as a part, but not piece by piece. */
static void
test_swap (void)
{
  g_autoptr (JsonObject) before = make_report (
      PIECE ("Ring 1", "rings", "1", "0, 0, 0", "0.1, 0.1, 0.02", "Red", "#b3201f") ", " PIECE (
          "Ring 2", "rings", "2", "0, 0, 0.02", "0.1, 0.1, 0.04", "Blue", "#1f55c4") ", " SEAT);
  g_autoptr (JsonObject) after = make_report (
      PIECE ("Ring 1", "rings", "3", "0, 0, 0", "0.1, 0.1, 0.02", "Blue", "#1f55c4") ", " PIECE (
          "Ring 2", "rings", "4", "0, 0, 0.02", "0.1, 0.1, 0.04", "Red", "#b3201f") ", " SEAT);
  g_autofree char *said = mq_asset_changes_describe (before, after);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpstr (said, ==,
                   "Changed: Ring 1: Red → Blue; Ring 2: Blue → Red; "
                   "all other parts are the same");
  mq_asset_changes_append_pieces (text, before, after, 12);
  g_assert_cmpstr (text->str, ==,
                   "- rings: Ring 1 (0 0 0)..(0.1 0.1 0.02) Red #b3201f; now Blue #1f55c4\n"
                   "- rings: Ring 2 (0 0 0.02)..(0.1 0.1 0.04) Blue #1f55c4; now Red #b3201f\n");
}

/* A wider seat moves all else when the asset is centred: that is no change of the rest. */
static void
test_centred (void)
{
  g_autoptr (JsonObject) before = make_report (
      SEAT ", " LEG ", " PIECE ("Back", "back", "5", "0, 0, 0.4", "0.1, 0.1, 1", "Oak", "#8a5a33"));
  g_autoptr (JsonObject) after = parse ("{'objects': [" PIECE (
      "Seat", "seat", "9", "-0.2, -0.17, 0.4", "0.2, 0.17, 0.44", "Oak",
      "#8a5a33") ", "
                 "{'name': 'Leg 1', 'part': 'legs', 'hash': '8', 'form': '2', 'box': {'min': "
                 "[-0.03, 0, 0], "
                 "'max': [0.01, 0.04, 0.4]}, 'materials': ['Oak'], 'colors': ['#8a5a33']}, "
                 "{'name': 'Back', 'part': 'back', 'hash': '7', 'form': '5', 'box': {'min': "
                 "[-0.03, 0, 0.4], "
                 "'max': [0.07, 0.1, 1]}, 'materials': ['Oak'], 'colors': ['#8a5a33']}]}");
  g_autofree char *said = plain (mq_asset_changes_describe (before, after));

  g_assert_cmpstr (said, ==, "Changed: seat: 34 cm → 40 cm wide; all other parts are the same");
}

#define PETALS "{'words': '24 yellow petals', 'what': 'pieces', 'of': 'petals', 'value': 24}"
#define YELLOW "{'words': '24 yellow petals', 'what': 'color', 'of': 'petals', 'text': 'yellow'}"
#define STRAIGHT "{'words': 'two straight arms', 'what': 'look'}"
#define HIGH                                                                                       \
  "{'words': '1.4 m high', 'what': 'size', 'of': 'whole', 'axis': 'z', 'value': 1.4, 'unit': 'm'}"

static JsonArray *
change (const char *old, const char *said, const char *dropped)
{
  g_autofree char *text = g_strdup_printf ("{'old': [%s], 'requirements': [%s], 'parts': [{'id': "
                                           "'petals'}], 'dropped': [%s]}",
                                           old, said, dropped);
  g_autoptr (JsonObject) all = parse (text);
  JsonArray *before = mq_json_get_array (all, "old");
  g_autoptr (JsonObject) complete = mq_json_new (
      "requirements:a", mq_requirements_complete (mq_json_get_array (all, "requirements"), before));
  g_autoptr (GString) faults = g_string_new (NULL);
  g_autoptr (JsonArray) added = mq_requirements_read (complete, mq_json_get_array (all, "parts"),
                                                      faults);

  g_assert_cmpstr (faults->str, ==, "");
  return mq_requirements_change (before, added, mq_json_get_array (all, "dropped"));
}

/* @n: which requirement */
static const char *
get (JsonArray *requirements, guint n, const char *member)
{
  return mq_json_get_string (mq_json_element_object (requirements, n), member, "");
}

static void
test_reword (void)
{
  g_autoptr (JsonArray) reworded
      = change (PETALS ", " STRAIGHT,
                "{'n': 1, 'words': '24 dark red petals'}, {'n': 2, 'words': 'three arms'}", "");
  g_autoptr (JsonArray) replaced
      = change (PETALS ", " STRAIGHT,
                "{'n': 2, 'words': 'red', 'what': 'color', 'of': 'petals', 'text': 'red'}", "");
  g_autoptr (JsonArray) shared
      = change (PETALS ", " YELLOW,
                "{'words': 'dark red', 'what': 'color', 'of': 'petals', 'text': 'red'}", "");

  g_assert_cmpuint (json_array_get_length (reworded), ==, 2);
  g_assert_cmpstr (get (reworded, 0, "words"), ==, "24 dark red petals");
  g_assert_cmpstr (get (reworded, 0, "was"), ==, "24 yellow petals");
  g_assert_cmpstr (get (reworded, 0, "what"), ==, "pieces");
  g_assert_cmpfloat (mq_json_get_double (mq_json_element_object (reworded, 0), "value", 0), ==, 24);
  g_assert_cmpstr (get (reworded, 1, "words"), ==, "three arms");
  g_assert_false (json_object_has_member (mq_json_element_object (reworded, 1), "n"));

  g_assert_cmpuint (json_array_get_length (replaced), ==, 2);
  g_assert_cmpstr (get (replaced, 1, "what"), ==, "color");
  g_assert_cmpstr (get (replaced, 1, "was"), ==, "two straight arms");

  /* The words were of two, and one of them is gone. */
  g_assert_cmpuint (json_array_get_length (shared), ==, 2);
  g_assert_cmpstr (get (shared, 0, "words"), ==, "petals: 24");
  g_assert_cmpstr (get (shared, 1, "words"), ==, "dark red");
}

static void
test_told (void)
{
  g_autoptr (JsonObject) old = parse (
      "{'requirements': [" PETALS ", " YELLOW ", " STRAIGHT ", " HIGH
      ", {'words': 'elegant', 'what': 'look'}, {'words': 'L shaped', 'what': "
      "'look', 'seen': {'by': 'plan', 'evidence': ''}}]}");
  g_autoptr (JsonObject) plan = parse (
      "{'requirements': [{'words': 'petals: 24', 'was': '24 yellow petals', 'what': 'pieces', "
      "'of': 'petals', 'value': 24}, {'words': 'red', 'what': 'color', 'of': 'petals', 'text': "
      "'red'}, {'words': 'three arms', 'was': 'two straight arms', 'what': 'look'}, " HIGH "]}");
  g_autoptr (JsonObject) before = parse (
      "{'requirements': [{'words': '1', 'met': true}, {'words': '2', 'met': true}, {'words': '3', "
      "'met': null, 'by': 'eye'}, {'words': '1.4 m high', 'what': 'size', 'of': 'whole', 'axis': "
      "'z', 'wanted': 1.4, 'unit': 'm', 'found': 1.4, 'met': true, 'by': 'measured'}, {'words': "
      "'5', 'met': null, 'by': 'eye'}, {'words': '6', 'met': null, 'by': 'plan'}]}");
  g_autoptr (JsonObject) after = parse (
      "{'requirements': [{'words': '1', 'met': true}, {'words': '2', 'met': true}, {'words': '3', "
      "'met': null, 'by': 'eye'}, {'words': '1.4 m high', 'what': 'size', 'of': 'whole', 'axis': "
      "'z', 'wanted': 1.4, 'unit': 'm', 'found': 1.381, 'met': false, 'by': 'measured'}]}");
  g_autoptr (JsonArray) told = mq_requirements_list_changes (old, before, plan, after, TRUE);
  g_autoptr (JsonArray) nothing = mq_requirements_list_changes (old, before, old, before, FALSE);
  static const char *const wanted[] = {
    "“petals: 24” instead of “24 yellow petals”",
    "“red petals” instead of “yellow petals”",
    "“three arms” instead of “two straight arms”",
    "no longer met: height: 1.4 m (1.4 m → 1.381 m, 0.019 m too little)",
    "no longer required: elegant",
  };

  g_assert_cmpuint (json_array_get_length (nothing), ==, 0);
  g_assert_cmpuint (json_array_get_length (told), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *text = plain (g_strdup (mq_json_element_string (told, i)));

      g_assert_cmpstr (text, ==, wanted[i]);
    }
}

/* @row: a requirement. Returns: "value unit", or how it is judged */
static char *
settle (const char *row, const char *prompt, gboolean *wrong)
{
  g_autofree char *text = g_strdup_printf ("{'rows': [%s]}", row);
  g_autoptr (JsonObject) said = parse (text);
  JsonArray *rows = mq_json_get_array (said, "rows");
  JsonObject *one = mq_json_element_object (rows, 0);
  g_autoptr (GString) faults = g_string_new (NULL);

  mq_requirements_compare_values (rows, faults);
  *wrong = faults->len > 0;
  mq_requirements_settle_values (rows, prompt);
  return g_strdup_printf ("%s %g %s", mq_json_get_string (one, "what", ""),
                          mq_json_get_double (one, "value", 0),
                          mq_json_get_string (one, "unit", ""));
}

/* 45 cm is not 45 m, whichever side is wrong. */
static void
test_other_unit (void)
{
  static const struct
  {
    const char *words;
    const char *value;
    const char *prompt;
    const char *settled; /* NULL: nothing is wrong */
  } rows[] = {
    { "45 cm high", "'value': 45, 'unit': 'm'", "a lamp, 45 cm high", "size 45 cm" },
    { "45 m high", "'value': 45, 'unit': 'cm'", "a lamp, 45 cm high", "size 45 cm" },
    { "45 cm high", "'value': 45, 'unit': 'm'", "a lamp", "look 45 m" },
    { "0.45 m high", "'value': 4.5, 'unit': 'm'", "a lamp 0.45 m high", "size 0.45 m" },
    { "45 cm high", "'value': 0.45, 'unit': 'm'", "", NULL },
    { "45 cm high", "'value': 450, 'unit': 'mm'", "", NULL },
    { "a 2 inch hole", "'value': 50.8, 'unit': 'mm'", "", NULL },
    { "5 cm radius", "'value': 10, 'unit': 'cm'", "", NULL },
    { "10 cm taller", "'value': 1, 'unit': 'm'", "", NULL },
    { "10 cm taller", "'value': 10, 'unit': 'm'", "10 cm taller", "size 10 cm" },
    { "three shelves", "'value': 30, 'unit': 'cm'", "", NULL },
    { "120 x 80 mm", "'value': 80, 'unit': 'mm'", "", NULL },
    { "walls of 3 mm", "'value': 4, 'unit': 'mm'", "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *row = g_strdup_printf ("{'words': '%s', 'what': 'size', 'of': 'whole', "
                                              "'axis': 'z', %s}",
                                              rows[i].words, rows[i].value);
      gboolean wrong;
      g_autofree char *settled = settle (row, rows[i].prompt, &wrong);

      if (wrong != (rows[i].settled != NULL))
        g_error ("“%s” with %s: %s", rows[i].words, rows[i].value, wrong ? "wrong" : "right");
      if (wrong)
        g_assert_cmpstr (settled, ==, rows[i].settled);
    }
}

MQ_TEST_PROGRAM (asset_changes)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/asset-changes/sentence", test_sentence);
  g_test_add_func ("/asset-changes/swap", test_swap);
  g_test_add_func ("/asset-changes/centred", test_centred);
  g_test_add_func ("/asset-changes/reword", test_reword);
  g_test_add_func ("/asset-changes/told", test_told);
  g_test_add_func ("/asset-changes/other-unit", test_other_unit);
  return mq_test_run ();
}
