/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about what the user pointed at or drew on: what changes, what follows, and what is said. */
#include "common/json/mq-json.h"
#include "service/sketcher/kinds/mq-kind-catalogue.h"
#include "service/sketcher/mq-sketch-planner.h"
#include "service/sketcher/script/mq-script-generator.h"
#include "support/mq-test.h"

#include <string.h>

#define DATA MQ_SOURCE_ROOT "/data/sketcher"
#define ARROW(part, to)                                                                            \
  "[{\"part\": \"" part "\", \"at_m\": [0, 0, 0.44], \"mark\": {\"kind\": \"arrow\", "             \
  "\"number\": 1, \"to_m\": " to ", \"length_m\": 0.12}}]"
#define SIZE(part, to, metres)                                                                     \
  "[{\"part\": \"" part "\", \"at_m\": [0, 0, 0.44], \"mark\": {\"kind\": \"size\", "              \
  "\"to_m\": " to ", \"size_m\": " metres "}}]"
#define STROKE(part, stroke)                                                                       \
  "[{\"part\": \"" part "\", \"mark\": {\"kind\": \"" stroke "\", \"number\": 1}}]"

static MqKindCatalogue *catalogue;

typedef struct
{
  const char *prompt;
  const char *words;
  const char *targets; /* the names of parts with spaces, or JSON */
  const char *summary;
  const char *touches;
  const char *not_done; /* NULL: nothing */
} Row;

/* What was measured of the chair, as far as targets are found in it. */
static const char report_text[]
    = "{\"objects\": [{\"name\": \"Left runner\", \"part\": \"legs\", \"bounds\": 0,"
      " \"box\": {\"min\": [0, 0, 0], \"max\": [0.1, 0.1, 0.4]}},"
      " {\"name\": \"Pad\", \"part\": \"pad\","
      " \"box\": {\"min\": [-0.2, -0.2, 0.44], \"max\": [0.2, 0.2, 0.49]}}]}";

static JsonArray *
new_targets (const char *text)
{
  g_autofree char *json = NULL;
  g_autoptr (JsonObject) parsed = NULL;
  g_autoptr (GError) error = NULL;

  if (*text == '[')
    json = g_strdup_printf ("{\"targets\": %s}", text);
  else
    {
      g_auto (GStrv) names = g_strsplit (text, " ", -1);
      g_autofree char *joined = g_strjoinv ("\"}, {\"part\": \"", names);

      json = g_strdup_printf ("{\"targets\": [{\"part\": \"%s\"}]}", joined);
    }
  parsed = mq_json_parse_object (json, -1, &error);
  g_assert_no_error (error);
  return json_array_ref (mq_json_get_array (parsed, "targets"));
}

static MqRefinement *
refine (MqSketchPlan *plan, const char *words, const char *targets)
{
  g_autoptr (JsonArray) pointed = targets != NULL ? new_targets (targets) : NULL;
  g_autoptr (JsonObject) report = mq_json_parse_object (report_text, -1, NULL);

  return mq_sketch_planner_refine (catalogue, plan, words, pointed, report, 1);
}

static void
check (const Row *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      const Row *row = &rows[i];
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, row->prompt, 1, NULL);
      g_autoptr (MqRefinement) refinement = refine (plan, row->words, row->targets);
      g_autofree char *touches = refinement->plan != NULL ? g_strjoinv (" ", refinement->touches)
                                                          : g_strdup ("");
      g_autofree char *not_done = g_strjoinv ("; ", refinement->not_done);

      if (g_strcmp0 (refinement->summary, row->summary) == 0 && g_str_equal (touches, row->touches)
          && g_strcmp0 (not_done, row->not_done != NULL ? row->not_done : "") == 0)
        continue;
      g_test_message ("%s / %s / %s: “%s”, touches “%s”, not done “%s”", row->prompt, row->words,
                      row->targets, refinement->summary, touches, not_done);
      g_test_fail ();
    }
}

static void
test_words (void)
{
  static const Row rows[] = {
    /* Sizes, colours, materials, numbers; with and without a word for it. */
    { "a chair", "thicker", "legs", "Legs thicker", "legs", NULL },
    { "a chair", "make these much thicker", "Leg", "Legs thicker", "legs", NULL },
    { "a chair", "make it thicker", "Legs", "Legs thicker", "legs", NULL },
    { "a chair", "5 cm thick", "legs", "Legs 5 cm thick", "legs", NULL },
    { "a chair", "wider", "seat", "Seat wider", "seat", NULL },
    { "a chair", "bigger", "seat", "Seat bigger", "seat", NULL },
    { "a chair", "red", "seat", "Seat red", "seat", NULL },
    { "a chair", "darker", "legs", "Legs darker", "legs", NULL },
    { "a chair", "make this of metal", "legs", "Legs metal", "legs", NULL },
    { "a chair", "make them wooden and shiny", "pad", "Pad wooden and shiny", "pad", NULL },
    { "a chair", "remove this", "slats", "Removed slats", "slats", NULL },
    { "a chair", "delete", "pad", "Removed pad", "pad", NULL },
    { "a chair", "two more of these", "slats", "8 slats", "slats", NULL },
    { "a chair", "another one", "slats", "7 slats", "slats", NULL },
    { "a chair", "remove one of them", "slats", "5 slats", "slats", NULL },
    { "a chair", "only three of these", "slats", "3 slats", "slats", NULL },
    { "a table", "two more of these", "legs", "6 legs", "legs", NULL },
    { "a table", "thicker", "top", "Top thicker", "top", NULL },
    { "a table", "longer", "top", "Top longer", "top", NULL },
    { "a floor lamp", "thicker", "pole", "Pole thicker", "pole", NULL },
    { "a floor lamp", "bigger", "shade", "Shade bigger", "shade", NULL },
    { "a table lamp", "light blue", "shade", "Shade light blue", "shade", NULL },
    { "a bookshelf", "thicker", "shelves", "Shelves thicker", "shelves", NULL },
    { "a bookshelf", "remove these", "books", "Removed books", "books", NULL },
    { "a vase", "taller", "body", "Body taller", "body trim", NULL },
    { "a sword", "of gold", "guard", "Guard gold", "guard", NULL },
    { "a mug", "thicker", "handle", "Handle thicker", "handle", NULL },
    { "a bed", "higher", "headboard", "Headboard higher", "headboard", NULL },
    { "a bottle", "get rid of it", "cork", "Removed cork", "cork", NULL },
    { "a house", "black", "chimney", "Chimney black", "chimney", NULL },
    /* A number after “these” is no number of theirs. */
    { "a windmill", "make these two red", "sail_cloths cap", "Sail cloths red, cap red",
      "cap sail_cloths", NULL },
    { "a chair", "these 2 thicker", "legs", "Legs thicker", "legs", NULL },
    { "a chair", "make these 2 cm thick", "slats", "Slats 2 cm thick", "slats", NULL },
    { "a chair", "both red", "seat back", "Seat red, backrest red", "seat back", NULL },
    /* Another part's look. */
    { "a windmill", "swap the colours of these two", "sail_cloths cap",
      "Swap the colors of the sail cloth and the cap", "cap sail_cloths", NULL },
    { "a sofa with wooden legs", "I want the arms in the same material as this", "legs",
      "Arms in the material of the legs", "arms", NULL },
    { "a sofa with wooden legs", "in the colour of the legs", "arms",
      "Arms in the color of the legs", "arms", NULL },
    { "a chair", "swap the materials of the pad and the seat", "legs",
      "Swap the materials of the pad and the seat", "seat pad", NULL },
    { "a chair", "swap the materials of the armrests and the seat", "legs", "", "",
      "“armrest”: there is no such part" },
    { "a chair", "the same color as the pad", "seat", "Seat in the color of the pad", "seat",
      NULL },
    /* One object of several that are made alike is not changed with the others. */
    { "a robot", "this one red", "[{\"part\": \"eyes\", \"object\": \"Eye 2\"}]", "", "",
      "Only this eye: the eyes change together; say “the eyes” to change all of them" },
    { "a robot", "make this eye red", "[{\"object\": \"Eye 2\"}]", "", "",
      "Only this eye: the eyes change together; say “the eyes” to change all of them" },
    { "a robot", "make this red", "[{\"part\": \"eyes\", \"object\": \"Eye 2\"}]", "", "",
      "Only this eye: the eyes change together; say “the eyes” to change all of them" },
    { "a robot", "paint the eye red", "[{\"part\": \"eyes\", \"object\": \"Eye 2\"}]", "", "",
      "Only this eye: the eyes change together; say “the eyes” to change all of them" },
    { "a robot", "the eyes red", "[{\"part\": \"eyes\", \"object\": \"Eye 2\"}]", "Eyes red",
      "eyes", NULL },
    { "a robot", "make these red", "[{\"part\": \"eyes\", \"object\": \"Eye 2\"}]", "Eyes red",
      "eyes", NULL },
    { "a robot", "the body as red as this", "[{\"part\": \"eyes\", \"object\": \"Eye 2\"}]",
      "Body red", "body", "eye: you pointed at it, but your words name the body" },
    { "a chair", "two more of this", "[{\"part\": \"slats\", \"object\": \"Slat 2\"}]", "8 slats",
      "slats", NULL },
    { "a lighthouse", "take this away", "[{\"part\": \"windows\", \"object\": \"Window 1\"}]", "",
      "",
      "Only this window: the windows change together; say “the windows” to change all of them" },
    { "a robot", "the eyes red", "[{\"object\": \"Eye 2\"}]", "Eyes red", "eyes", NULL },
    { "a robot", "red", "[{\"object\": \"Eye 2\"}]", "Eyes red", "eyes", NULL },
    { "a robot", "make this red", "[{\"object\": \"Head\"}]", "Head red", "head", NULL },
    { "a chair", "remove these", "[{\"object\": \"Slat 2\"}]", "Removed slats", "slats", NULL },
    /* Taken away. */
    { "a lighthouse", "take this away", "windows", "Removed windows", "windows", NULL },
    { "a wide bookshelf with a library ladder", "I don't need it", "ladder", "Removed ladder",
      "ladder", NULL },
    /* Words that name another part win; what shares its colour stays as it is. */
    { "a rowing boat", "make the benches blue", "oars", "Benches blue", "benches",
      "oar: you pointed at it, but your words name the benches" },
    /* What is around it follows. */
    { "a table lamp", "shorter", "shade", "Shade shorter", "body socket bulb shade shade_trim",
      NULL },
    /* Places, in the view that it was pointed at in. */
    { "a chair", "a bit to the left", "pad", "Pad 2.4 cm to the left", "pad", NULL },
    { "a chair", "move this 5 cm up", "pad", "Pad 5 cm up", "pad", NULL },
    { "a chair", "move it back by 3 cm", "seat", "Seat 3 cm to the back", "seat", NULL },
    /* Several at once: each changes, a size that they share once. */
    { "a chair", "higher", "slats back", "Backrest higher", "back slats", NULL },
    { "a chair", "red", "legs pad", "Legs red, pad red", "legs pad", NULL },
    /* What cannot change alone takes others along, which the answer lists. */
    { "a chair", "higher", "back", "Backrest higher", "back slats", NULL },
    { "a chair", "taller", "legs", "Legs taller", "legs aprons stretchers seat back slats pad",
      NULL },
    /* By an object, a function or a place alone. */
    { "a chair", "thicker", "[{\"object\": \"Left runner\"}]", "Legs thicker", "legs", NULL },
    { "a chair", "thicker", "[{\"object\": \"Leg 3\"}]", "Legs thicker", "legs", NULL },
    { "a chair", "red", "[{\"function\": \"backrest\"}]", "Backrest red", "back", NULL },
    { "a chair", "red", "[{\"box_m\": [[-1, -1, 0.42], [1, 1, 0.6]]}]", "Pad red", "pad", NULL },
    { "a table and 4 chairs", "red", "chair_legs", "Legs red", "chair_legs", NULL },
    { "a table and 4 chairs", "red", "[{\"object\": \"Table Leg 1\"}]", "Legs red", "table_legs",
      NULL },
  };

  check (rows, G_N_ELEMENTS (rows));
}

/* Words that name a part say what is meant; what was not understood is quoted, as ever. */
static void
test_other_words (void)
{
  static const Row rows[] = {
    { "a chair", "make the legs thicker", "legs", "Legs thicker", "legs", NULL },
    { "a chair", "make the wood darker", "legs", "Legs darker", "legs", NULL },
    { "a chair", "make the seat red", "legs", "Seat red", "seat",
      "leg: you pointed at it, but your words name the seat" },
    { "a chair", "make this red and the seat blue", "legs", "Legs red, seat blue", "legs seat",
      NULL },
    { "a chair", "add armrests", "legs", "Added armrests", "armrests",
      "leg: you pointed at it, but your words name the armrests" },
    { "a chair", "red", "wings", "", "", "“wings”: there is no such part" },
    { "a chair", "make the seat red", "wings", "Seat red", "seat",
      "“wings”: there is no such part" },
    { "a chair", "red", "wings legs", "Legs red", "legs", "“wings”: there is no such part" },
    { "a chair", "smooth", "seat", "", "", "“smooth”" },
    { "a chair", "modern", "legs", "", "", "“modern”" },
    { "a chair", "remove the flumph", "legs", "", "", "“flumph”" },
    { "a chair", "remove this", "legs", "", "", "Removing legs: nothing would hold the stretcher" },
    { "a chair", "make the left one red", "legs", "Legs red", "legs", "“left”" },
    { "a chair", "make this one red and these ones thicker", "legs", "Leg thicker, red", "legs",
      NULL },
  };

  check (rows, G_N_ELEMENTS (rows));
}

static void
test_drawings (void)
{
  static const Row rows[] = {
    { "a chair", "higher", STROKE ("Backrest", "circle"), "Backrest higher", "back slats", NULL },
    { "a chair", "red", STROKE ("Backrest", "box"), "Backrest red", "back", NULL },
    { "a chair", "", ARROW ("seat", "[0, 0, 0.32]"), "Seat 12 cm along -z", "seat", NULL },
    { "a chair", "put it here", ARROW ("pad", "[0, -0.12, 0.44]"), "Pad 12 cm along -y", "pad",
      NULL },
    { "a chair", "move this", ARROW ("pad", "[0.12, 0, 0.45]"), "Pad 12 cm along +x", "pad", NULL },
    { "a chair", "longer", ARROW ("seat", "[0, -0.12, 0.44]"), "Seat 12 cm deeper", "seat", NULL },
    { "a chair", "shorter", ARROW ("seat", "[0, 0.12, 0.44]"), "Seat 12 cm shallower", "seat",
      NULL },
    { "a chair", "red", ARROW ("seat", "[0, 0, 0.32]"), "Seat red", "seat", NULL },
    { "a chair", "remove this", ARROW ("slats", "[0, 0, 0.32]"), "Removed slats", "slats", NULL },
    { "a chair", "", SIZE ("seat", "[0.2, 0, 0.44]", "0.5"), "Seat 50 cm wide", "seat", NULL },
    { "a chair", "this long: 12 cm", SIZE ("slats", "[0, 0, 0.6]", "0.12"), "Slats 12 cm high",
      "slats", NULL },
    { "a chair", "",
      "[{\"part\": \"legs\", \"mark\": {\"kind\": \"text\", \"text\": \"thicker\"}},"
      " {\"part\": \"pad\", \"mark\": {\"kind\": \"text\", \"text\": \"green\"}}]",
      "Legs thicker, pad green", "legs pad", NULL },
    /* A drawing says more than a click on the same part. */
    { "a chair", "",
      "[{\"part\": \"seat\"}, {\"part\": \"seat\", \"at_m\": [0, 0, 0],"
      " \"mark\": {\"kind\": \"size\", \"to_m\": [1, 0, 0], \"size_m\": 0.5}}]",
      "Seat 50 cm wide", "seat", NULL },
    /* Written at a circle or beside an arrow; a size of everything is in the words. */
    { "a chair", "",
      "[{\"part\": \"legs\", \"mark\": {\"kind\": \"circle\", \"text\": \"thicker\"}},"
      " {\"part\": \"pad\", \"mark\": {\"kind\": \"arrow\", \"text\": \"green\"}},"
      " {\"box_m\": [[-1, -1, 0], [1, 1, 1]], \"at_m\": [0, 0, 0],"
      " \"mark\": {\"kind\": \"size\", \"to_m\": [0, 0, 1], \"size_m\": 0.5}}]",
      "Legs thicker, pad green", "legs pad", NULL },
    /* Nothing to go by. */
    { "a chair", "", "[{\"part\": \"seat\", \"mark\": {\"kind\": \"arrow\"}}]", "", "", NULL },
  };

  check (rows, G_N_ELEMENTS (rows));
}

/* One text at several parts is the same as the words about all of them, not once for each. */
static void
test_round_several (void)
{
  g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, "a chair", 1, NULL);
  g_autoptr (MqRefinement) said = refine (plan, "higher", "back slats");
  g_autoptr (MqRefinement) drawn
      = refine (plan, "",
                "[{\"part\": \"back\", \"mark\": {\"kind\": \"circle\", \"text\": \"higher\"}},"
                " {\"part\": \"slats\", \"mark\": {\"kind\": \"circle\", \"text\": \"higher\"}}]");

  g_assert_cmpstr (drawn->summary, ==, said->summary);
  g_assert_cmpfloat_with_epsilon (mq_sketch_plan_get_value (drawn->plan, "BACK_HEIGHT"),
                                  mq_sketch_plan_get_value (said->plan, "BACK_HEIGHT"), 1e-9);
}

/* The end that an arrow points from stays, and the drawn size is a requirement. */
static void
test_numbers (void)
{
  g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, "a chair", 1, NULL);
  const MqKindPart *seat = mq_kind_find (plan->kind->parts, "seat");
  g_autoptr (MqRefinement) longer = refine (plan, "longer", ARROW ("seat", "[0, -0.12, 0.44]"));
  g_autoptr (MqRefinement) wide = refine (plan, "", SIZE ("seat", "[0.2, 0, 0.44]", "0.5"));
  g_autoptr (MqRefinement) back = refine (
      plan, "5 cm to the left", "[{\"part\": \"pad\", \"camera\": \"back, camera 18° above\"}]");
  double min[3], max[3], low[3], high[3];
  JsonObject *row;

  mq_sketch_plan_get_box (plan, seat, min, max);
  mq_sketch_plan_get_box (longer->plan, seat, low, high);
  g_assert_cmpfloat_with_epsilon (low[1], min[1] - 0.12, 1e-4);
  g_assert_cmpfloat_with_epsilon (high[1], max[1], 1e-6);
  g_assert_cmpstr (longer->plan->instructions->pdata[0], ==, "seat: longer");
  mq_sketch_plan_get_box (wide->plan, seat, low, high);
  g_assert_cmpfloat_with_epsilon (high[0] - low[0], 0.5, 1e-4);
  g_assert_cmpuint (wide->plan->requirements->len, ==, 1);
  row = g_ptr_array_index (wide->plan->requirements, 0);
  g_assert_cmpstr (mq_json_get_string (row, "what", NULL), ==, "size");
  g_assert_cmpstr (mq_json_get_string (row, "of", NULL), ==, "seat");
  g_assert_cmpfloat_with_epsilon (mq_json_get_double (row, "value", 0), 50, 1e-6);
  mq_sketch_plan_get_box (plan, mq_kind_find (plan->kind->parts, "pad"), min, max);
  mq_sketch_plan_get_box (back->plan, mq_kind_find (plan->kind->parts, "pad"), low, high);
  g_assert_cmpfloat_with_epsilon (low[0], min[0] + 0.05, 1e-6);
}

/* A material's name has the finish that was asked for, once. */
static void
test_materials (void)
{
  static const char *const cases[][2] = {
    { "a wooden stool", "(\"Wood\", TIMBER_COLOR)" },
    { "a metal stool", "(\"Metal\", TIMBER_COLOR)" },
    { "a metal stool", "(\"Foot ring\", RING_COLOR)" },
    { "a copper mug", "(\"Glaze, copper\", GLAZE_COLOR)" },
    { "a chair with metal legs", "(\"Leg, metal\", LEGS_COLOR)" },
    { "a chair with metal legs", "(\"Wooden frame\", FRAME_COLOR)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, cases[i][0], 1, NULL);
      g_autofree char *script = mq_script_generator_write (catalogue, plan);

      if (strstr (script, cases[i][1]) == NULL)
        g_error ("%s: no %s", cases[i][0], cases[i][1]);
    }
}

/* How far a door opens is a matter of its joint only, and yet changes the doors. */
static void
test_joints (void)
{
  g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, "a cabinet", 1, NULL);
  g_autoptr (GHashTable) old = mq_script_generator_fingerprints (catalogue, plan);
  g_autoptr (GHashTable) new = NULL;
  GHashTableIter iter;
  gpointer id;
  gpointer print;

  mq_sketch_plan_set_value (plan, "DOOR_ANGLE", 90);
  new = mq_script_generator_fingerprints (catalogue, plan);
  g_assert_true (g_hash_table_contains (old, "doors"));
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, &id, &print))
    g_assert_true (g_str_equal (g_hash_table_lookup (new, id), print)
                   == !g_str_equal (id, "doors"));
}

/* A copy says the same, also of things that stand on each other. */
static void
test_copy (void)
{
  g_autoptr (MqSketchPlan) plan
      = mq_sketch_planner_plan (catalogue, "three stools on each other and a table", 1, NULL);
  g_autoptr (MqSketchPlan) copy = mq_sketch_plan_copy (plan);
  g_autoptr (JsonObject) json = mq_sketch_plan_to_json (plan);
  g_autoptr (JsonObject) copied = mq_sketch_plan_to_json (copy);
  g_autofree char *text = mq_json_object_to_string (json, FALSE);
  g_autofree char *again = mq_json_object_to_string (copied, FALSE);

  g_assert_nonnull (strstr (text, "\"piled\":true"));
  g_assert_cmpstr (again, ==, text);
}

/* Whatever a part's name can be said with, can be said of it when it was pointed at; and no more
 * than this part, and what follows it, changes. */
static void
test_all_kinds (void)
{
  static const char *const words[] = { "thicker", "bigger", "red", "wider" };
  static const char *const kinds[] = { "chair", "table", "table_lamp", "bookshelf",
                                       "bed",   "car",   "house",      "windmill" };
  guint n_checked = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      MqKind *kind = mq_kind_catalogue_lookup (catalogue, kinds[i]);
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, kind->words[0], 1, NULL);

      for (guint j = 0; j < plan->parts->len; j++)
        for (gsize k = 0; k < G_N_ELEMENTS (words); k++)
          {
            const MqKindPart *part = ((MqPlanPart *)g_ptr_array_index (plan->parts, j))->kind;
            g_autofree char *named = g_strdup_printf ("make the %s %s", part->words[0], words[k]);
            g_autoptr (MqRefinement) by_name = refine (plan, named, NULL);
            g_autoptr (MqRefinement) pointed = refine (plan, words[k], part->id);

            if (part->words[0] == NULL || by_name->plan == NULL || by_name->not_done[0] != NULL)
              continue;
            n_checked++;
            if (pointed->plan != NULL && pointed->not_done[0] == NULL
                && g_strv_contains ((const char *const *)pointed->touches, part->id)
                && g_strv_length (pointed->touches) == g_strv_length (pointed->follows) + 1
                && (g_strv_length (pointed->follows) == 0 || !g_str_equal (words[k], "red")))
              continue;
            g_test_message ("%s, %s, %s: %s; %s", kind->id, part->id, words[k], pointed->summary,
                            pointed->not_done[0]);
            g_test_fail ();
          }
    }
  g_assert_cmpuint (n_checked, >, 100);
}

MQ_TEST_PROGRAM (targets)
{
  const char *const folders[] = { DATA, NULL };
  int failed;

  g_test_init (&argc, &argv, NULL);
  catalogue = mq_kind_catalogue_new (folders, NULL);
  g_test_add_func ("/sketcher/targets/words", test_words);
  g_test_add_func ("/sketcher/targets/other-words", test_other_words);
  g_test_add_func ("/sketcher/targets/drawings", test_drawings);
  g_test_add_func ("/sketcher/targets/numbers", test_numbers);
  g_test_add_func ("/sketcher/targets/round-several", test_round_several);
  g_test_add_func ("/sketcher/targets/joints", test_joints);
  g_test_add_func ("/sketcher/targets/materials", test_materials);
  g_test_add_func ("/sketcher/targets/copy", test_copy);
  g_test_add_func ("/sketcher/targets/all-kinds", test_all_kinds);
  failed = g_test_run ();
  mq_kind_catalogue_free (catalogue);
  return failed;
}
