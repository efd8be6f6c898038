/* The sketcher as a team: plans, scripts, refinements, critique and repair over the kinds in
 * kinds/, with reports as Blender would give them. */
#include "common/base/mq-error.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "service/sketcher/language/mq-translated-phrases.h"
#include "service/sketcher/script/mq-script-generator.h"
#include "service/sketcher/mq-sketch-critic.h"
#include "service/sketcher/plan/mq-sketch-requirements.h"
#include "service/sketcher/mq-sketch-planner.h"
#include "service/sketcher/mq-sketcher-team.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define HERE MQ_SOURCE_ROOT "/tests/sketcher"
#define DATA MQ_SOURCE_ROOT "/data/sketcher"

static MqTeam *
new_team (void)
{
  const char *const folders[] = { DATA, HERE "/kinds", NULL };
  g_autoptr (GError) error = NULL;
  MqTeam *team = mq_sketcher_team_new (folders, 0, &error);

  g_assert_no_error (error);
  return team;
}

static JsonObject *
take (DexFuture *future, GError **error)
{
  g_autoptr (DexFuture) answer = future;
  const GValue *value;

  while (dex_future_is_pending (answer))
    g_main_context_iteration (NULL, TRUE);

  value = dex_future_get_value (answer, error);
  return value != NULL ? json_object_ref (g_value_get_boxed (value)) : NULL;
}

static MqAssetState *
draft_of (MqTeam *team, const char *prompt)
{
  MqAssetState *asset = mq_asset_state_new (prompt);
  g_autoptr (JsonObject) plan = take (mq_team_ask (team, MQ_TEAM_PLAN, asset), NULL);
  g_autoptr (JsonObject) script = NULL;

  g_assert_nonnull (plan);
  mq_json_replace_object (&asset->plan, mq_json_get_object (plan, "plan"));
  script = take (mq_team_ask (team, MQ_TEAM_WRITE, asset), NULL);
  g_set_str (&asset->script, mq_json_get_string (script, "script", NULL));
  return asset;
}

static JsonObject *
refine (MqTeam *team, MqAssetState *asset, const char *instruction)
{
  g_clear_pointer (&asset->instruction, mq_message_free);
  asset->instruction = mq_message_new (instruction, NULL);
  return take (mq_team_ask (team, MQ_TEAM_REFINE, asset), NULL);
}

static GStrv
suggest (MqTeam *team, MqAssetState *asset)
{
  g_autoptr (JsonObject) answer = take (mq_team_suggest (team, asset), NULL);

  return mq_json_to_strings (mq_json_get_array (answer, "changes"));
}

static JsonObject *
find_in (JsonObject *plan, const char *list, const char *key, const char *id)
{
  JsonArray *array = mq_json_get_array (plan, list);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (mq_json_get_string (mq_json_element_object (array, i), key, NULL), id) == 0)
      return mq_json_element_object (array, i);

  return NULL;
}

static double
value_of (JsonObject *plan, const char *name)
{
  return mq_json_get_double (find_in (plan, "params", "name", name), "value", -1);
}

static gboolean
list_has (JsonArray *array, const char *text)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_strcmp0 (mq_json_element_string (array, i), text) == 0)
      return TRUE;

  return FALSE;
}

static void
test_plan (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset
      = draft_of (team, "a simple chair with 6 legs, a 40 cm high seat and armrests, no dragons");
  JsonObject *plan = asset->plan;
  const char *script = asset->script;

  g_assert_cmpstr (mq_team_get_id (team), ==, "sketcher");
  g_assert_cmpfloat (value_of (plan, "LEG_COUNT"), ==, 6);
  g_assert_nonnull (find_in (plan, "parts", "id", "armrests"));
  g_assert_null (find_in (plan, "parts", "id", "slats"));
  g_assert_true (list_has (mq_json_get_array (plan, "not_understood"), "“dragons”"));
  g_assert_nonnull (strstr (script, "LEG_COUNT = 6  # 3..6"));
  g_assert_nonnull (strstr (script, "(no AI model)"));
  g_assert_nonnull (strstr (script, "objects += make_armrests(frame_material)"));
  g_assert_null (strstr (script, "SLAT_COUNT"));
  g_assert_null (strstr (script, "def make_slats"));
  g_assert_null (strstr (script, "def lathe"));
  g_assert_true (g_str_has_suffix (script, "if __name__ == \"__main__\":\n    build()\n"));
}

/* The gap of the user's printer takes the place of what a kind has, as far as its range goes. A
 * lid's thread is wider by it on both sides; the flanks of a nut are apart by half of it. */
static void
test_clearance (void)
{
  static const struct
  {
    const char *prompt;
    double clearance, expected;
  } cases[] = {
    { "a hinge", 0, 0.0003 },
    { "a hinge", 0.0004, 0.0004 },
    { "a hinge", 0.001, 0.0006 },
    { "a lid for a jar", 0.0004, 0.0008 },
    { "a box with a lid", 0.00035, 0.00035 },
    { "a box with a loose lid", 0.00015, 0.0003 },
    { "a box with a lid that fits loosely", 0, 0.0004 },
    { "a box with a lid that fits loosely", 0.00025, 0.0005 },
    { "a box with a lid that fits loosely", 0.0004, 0.0006 },
    { "a box with a snug lid", 0.0003, 0.00015 },
    { "a box with a tight lid", 0, 0.0001 },
    { "a box with a press fit lid", 0.0004, 0.0001 },
    { "a box with a lid with 0.15 mm clearance", 0, 0.00015 },
    { "a hinge with a clearance of 0.25 mm", 0.0004, 0.00025 },
    { "an M8 nut", 0.0002, 0.0001 },
    { "an M8 bolt with a nut that fits loosely", 0, 0.00015 },
    { "an M8 bolt with a nut that fits loosely", 0.0001, 0.0001 },
    { "an M8 bolt with a nut that fits loosely", 0.0003, 0.00015 },
    { "an M8 bolt with a snug nut", 0.0002, 0.00005 },
  };
  const char *const folders[] = { DATA, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqTeam) team = mq_sketcher_team_new (folders, cases[i].clearance, NULL);
      g_autoptr (MqAssetState) asset = draft_of (team, cases[i].prompt);

      g_test_message ("%s, %g", cases[i].prompt, cases[i].clearance);
      g_assert_cmpfloat_with_epsilon (value_of (asset->plan, "CLEARANCE"), cases[i].expected, 1e-9);
    }
}

/* The gap of a fit is in the plan twice: as the join of the part, and as what the words demand. */
static void
test_fit (void)
{
  static const struct
  {
    const char *prompt, *part, *to;
    double clearance, gap; /* mm */
    const char *words;
  } cases[] = {
    { "a box with a lid", "lid", "body", 0.3, 0.3, NULL },
    { "a box with a lid that fits loosely, 80 x 50 x 40 mm", "lid", "body", 0.3, 0.6,
      "fits: loosely" },
    { "a box with a snug lid", "lid", "body", 0.3, 0.15, "lid: snug" },
    { "a box with a lid with 0.15 mm clearance", "lid", "body", 0.3, 0.15, "clearance: 0.15 mm" },
    { "a bolt with a nut", "nut", "bolt", 0.3, 0.15, NULL },
    { "an M8 bolt with a nut that fits loosely", "nut", "bolt", 0.08, 0.08, "fits: loosely" },
    { "an M8 bolt with a nut that fits loosely", "nut", "bolt", 0.12, 0.12, "fits: loosely" },
    { "an M10 bolt with a tight nut", "nut", "bolt", 0.2, 0.05, "nut: tight" },
  };
  const char *const folders[] = { DATA, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqTeam) team = mq_sketcher_team_new (folders, cases[i].clearance / 1000, NULL);
      g_autoptr (MqAssetState) asset = draft_of (team, cases[i].prompt);
      JsonObject *part = mq_json_find (mq_json_get_array (asset->plan, "parts"), "id",
                                       cases[i].part);
      JsonObject *how = mq_json_get_object (mq_json_get_object (part, "join_kinds"), cases[i].to);
      JsonObject *row = mq_json_find (mq_json_get_array (asset->plan, "requirements"), "what",
                                      "clearance");

      g_test_message ("%s, %g", cases[i].prompt, cases[i].clearance);
      g_assert_cmpstr (mq_json_get_string (how, "kind", ""), ==, "fits");
      g_assert_cmpfloat_with_epsilon (mq_json_get_double (how, "m", 0), cases[i].gap / 1000, 1e-9);
      g_assert_cmpstr (mq_json_get_string (row, "words", NULL), ==, cases[i].words);
      if (row != NULL)
        g_assert_cmpfloat_with_epsilon (mq_json_get_double (row, "value", 0), cases[i].gap, 1e-6);
    }
}

static void
test_out_of_range (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a chair with 12 legs and a 30 cm thick seat");
  g_autoptr (MqAssetState) giant = draft_of (team, "a 5 m tall chair");
  JsonObject *plan = asset->plan;

  g_assert_cmpfloat (value_of (plan, "LEG_COUNT"), ==, 6);
  g_assert_cmpfloat (value_of (plan, "SEAT_THICKNESS"), ==, 0.08);
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (plan, "not_understood")), ==, 2);
  g_assert_cmpfloat (mq_json_get_double (giant->plan, "scale", 0), >, 5);
  g_assert_nonnull (strstr (giant->script, "scale_all(objects, SCALE)"));
}

static double
get_side (JsonObject *plan, gsize axis)
{
  double min[3] = { 0 };
  double max[3] = { 0 };

  g_assert_true (mq_json_get_box (plan, min, max));
  return max[axis] - min[axis];
}

/* A fish keeps its shape: one size of the whole sizes all of it, a second one is its own. */
static void
test_proportions (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) fish = draft_of (team, "a 1 m long fish");
  g_autoptr (MqAssetState) broad = draft_of (team, "a fish, 1 m long and 0.5 m wide");
  g_autoptr (MqAssetState) chair = draft_of (team,
                                             "a chair, 50 cm wide, with a seat of 50 x 40 cm");
  g_autoptr (MqAssetState) bench = draft_of (team, "a 1.76 m wide chair");

  /* 1 m from its mouth to the tips of its tail, not of its body. */
  g_assert_cmpfloat_with_epsilon (get_side (fish->plan, 0), 1, 0.001);
  g_assert_cmpfloat (value_of (fish->plan, "LENGTH"), ==, 0.4);
  g_assert_cmpfloat_with_epsilon (get_side (broad->plan, 1), 0.5, 0.001);
  g_assert_cmpfloat (mq_json_get_double (chair->plan, "scale", 1), ==, 1);
  g_assert_cmpfloat (value_of (chair->plan, "SEAT_WIDTH"), ==, 0.5);
  g_assert_cmpfloat (mq_json_get_double (bench->plan, "scale", 1), ==, 4);
}

static void
test_unknown_kind (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = mq_asset_state_new ("a red chiar made of glass");
  g_autoptr (GError) error = NULL;

  g_assert_null (take (mq_team_ask (team, MQ_TEAM_PLAN, asset), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND);
  g_assert_cmpstr (error->message, ==,
                   "The built-in sketcher does not know “chiar”. Nearest: chair.");
}

/* Who writes another language is told so; who writes English is not. */
static void
test_other_language (void)
{
  static const struct
  {
    const char *prompt;
    gboolean told;
  } prompts[] = {
    { "eine Wendeltreppe mit Geländer", TRUE },
    { "un taburete con tres patas", TRUE },
    { "一把椅子", TRUE },
    { "стул", TRUE },
    { "tabouret rouge", TRUE },
    { "a xylophone", FALSE },
    { "hello", FALSE },
  };
  g_autoptr (MqTeam) team = new_team ();

  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (MqAssetState) asset = mq_asset_state_new (prompts[i].prompt);
      g_autoptr (GError) error = NULL;

      g_assert_null (take (mq_team_ask (team, MQ_TEAM_PLAN, asset), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND);
      g_test_message ("%s", error->message);
      g_assert_cmpint (strstr (error->message, "It only reads English") != NULL, ==,
                       prompts[i].told);
    }
}

/* The targets of the message reach the thread of the sketcher, and bound the change. */
static void
test_targets (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a chair");
  g_autoptr (JsonArray) targets = json_array_new ();
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *touches;

  json_array_add_object_element (targets, mq_target_new ("legs", NULL, NULL));
  asset->instruction = mq_message_new ("red", NULL);
  mq_message_set_targets (asset->instruction, targets);
  answer = take (mq_team_ask (team, MQ_TEAM_REFINE, asset), NULL);
  touches = mq_json_get_array (answer, "touches");
  g_assert_cmpuint (mq_json_length (touches), ==, 1);
  g_assert_cmpstr (mq_json_element_string (touches, 0), ==, "legs");
  g_assert_cmpstr (mq_json_get_string (answer, "text", NULL), ==, "Legs red");
}

/* What is refined, what it does to the plan, and which parts it touches. */
static void
test_refinements (void)
{
  static const struct
  {
    const char *prompt;
    const char *instruction;
    const char *touches;
    const char *in_script;
  } rows[] = {
    { "a chair", "add 2 armrests on the chair", "armrests", "make_armrests(frame_material)" },
    { "a chair", "make the seat red", "seat", "SEAT_COLOR = \"#c1272d\"" },
    { "a chair", "make the legs glow", "legs", "glow=2.5" },
    { "a chair", "make the back 20 % taller", "back", "BACK_HEIGHT = 0.54" },
    { "a chair", "make it bigger", "legs seat back slats", "SCALE = 1.3" },
    { "a chair", "make it 6 legs", "legs", "LEG_COUNT = 6" },
    { "a chair", "add a leg", "legs", "LEG_COUNT = 5" },
    { "a chair", "remove the slats", "slats", "objects += make_back(frame_material)" },
    { "a chair", "replace the wooden legs with metal legs", "legs", "LEGS_FINISH = \"metal\"" },
    { "a chair", "make the seat thicker", "legs seat", "SEAT_THICKNESS = 0.056" },
    { "a chair with a cushion", "make the cushion twice as big", "cushion",
      "resize(cushion_objects, x=2, y=2, z=2)" },
    { "a chair with a cushion", "remove the cushion", "cushion", "def build" },
    { "a chair", "change the chair color to red and add a cushion", "legs seat back slats cushion",
      "FRAME_COLOR = \"#c1272d\"" },
    { "a chair", "change the texture to wooden with dark brown color", "legs seat back slats",
      "FRAME_COLOR = \"#57351f\"" },
    { "a lantern", "add a small golden tassel hanging from the bottom", "tassel", "make_tassel(" },
    { "a lantern", "make the red silk material more translucent and glowing", "panels",
      "translucency=0.6, glow=2.5" },
    { "a fish", "add small bubbles around the fish", "bubbles", "make_bubbles(" },
    { "a fish", "make the scales more metallic and reflective", "body scales", "metallic=0.9" },
    { "a skateboard", "add a cool graphic design pattern on the deck", "deck", "graphic(\"Deck\"" },
    { "a skateboard", "make the wheels glow with neon colors", "wheels", "TYRE_COLORS = [" },
    { "a bonsai", "add small cherry blossoms on the branches", "blossoms", "make_blossoms(" },
    { "a bonsai", "make the ceramic pot more ornate with traditional patterns", "relief",
      "make_relief(" },
    { "a sword", "add lightning effects around the blade", "lightning", "make_lightning(" },
    { "a seaplane", "remove the floats", "wheels gear floats", "landing_gear(" },
    { "a round table", "remove the pedestal", "top legs aprons round_top pedestal", "table_top(" },
    { "a round table with 3 legs", "remove the legs", "round_legs pedestal", "pedestal(" },
    { "a sword", "make the gemstones pulse with different colors", "gems", "pulse=2" },
  };
  g_autoptr (MqTeam) team = new_team ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqAssetState) asset = draft_of (team, rows[i].prompt);
      g_autoptr (JsonObject) answer = refine (team, asset, rows[i].instruction);
      g_auto (GStrv) expected = g_strsplit (rows[i].touches, " ", -1);
      JsonArray *touches = mq_json_get_array (answer, "touches");
      const char *script = mq_json_get_string (answer, "script", "");
      gboolean good = touches != NULL && json_array_get_length (touches) == g_strv_length (expected)
                      && strstr (script, rows[i].in_script) != NULL;

      for (gsize j = 0; good && expected[j] != NULL; j++)
        good = list_has (touches, expected[j]);
      if (!good)
        {
          g_autofree char *got = mq_json_object_to_string (answer, TRUE);

          g_test_message ("%s / %s: %s", rows[i].prompt, rows[i].instruction, got);
          g_test_fail ();
        }
    }
}

static void
test_refused (void)
{
  static const char *const impossible[] = {
    "make it fly", "add a dragon", "remove the seat", "make the armrests red", "", "remove it"
  };
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a chair");
  g_autoptr (MqAssetState) own = mq_asset_state_new ("");
  g_autoptr (JsonObject) answer = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_autoptr (JsonObject) refused = refine (team, asset, impossible[i]);

      g_assert_true (mq_json_get_boolean (refused, "refused", FALSE));
      g_assert_nonnull (strstr (mq_json_get_string (refused, "text", ""), "armrest"));
    }

  g_set_str (&own->script, "print('mine')");
  answer = refine (team, own, "make it red");
  g_assert_true (mq_json_get_boolean (answer, "refused", FALSE));
  g_assert_nonnull (strstr (mq_json_get_string (answer, "text", ""), "model"));
}

/* The same words give the same bytes; functions of parts that are not touched stay as they are. */
static void
test_deterministic (void)
{
  g_autoptr (MqTeam) first = new_team ();
  g_autoptr (MqTeam) second = new_team ();
  g_autoptr (MqAssetState) a = draft_of (first, "a red chair with armrests");
  g_autoptr (MqAssetState) b = draft_of (second, "a red chair with armrests");
  g_autoptr (JsonObject) answer = refine (first, a, "make the seat blue");
  g_auto (GStrv) before = NULL;
  const char *script;

  g_assert_cmpstr (a->script, ==, b->script);
  script = mq_json_get_string (answer, "script", "");
  before = g_strsplit (strstr (a->script, "# Parts"), "def build", 2);
  g_assert_nonnull (strstr (script, before[0]));
}

static void
add_object (JsonArray *objects, const char *name, const char *part, const double box[6])
{
  g_autofree char *text = g_strdup_printf (
      "{\"name\": \"%s\", \"part\": \"%s\", \"hash\": \"%s\", \"box\": {\"min\": [%f, %f, %f], "
      "\"max\": [%f, %f, %f]}}",
      name, part, name, box[0], box[1], box[2], box[3], box[4], box[5]);

  json_array_add_object_element (objects, mq_json_parse_object (text, -1, NULL));
}

/* What kinds/faulty leaves: see its parts.py. */
static JsonObject *
faulty_report (void)
{
  JsonObject *report = mq_json_parse_object (
      "{\"floating\": [{\"objects\": [\"Lamp\"], \"parts\": [\"lamp\"], \"nearest\": \"Seat\", "
      "\"gap_m\": 0.012, \"move_m\": [0, 0, -0.012]}], \"penetrations\": []}",
      -1, NULL);
  JsonObject *copy = mq_json_copy_object (report);
  JsonArray *objects = json_array_new ();

  json_object_unref (report);
  add_object (objects, "Leg 1", "legs", (double[]){ -0.5, -0.2, 0, -0.46, -0.16, 0.4 });
  add_object (objects, "Leg 2", "legs", (double[]){ 0.46, -0.2, -0.006, 0.5, -0.16, 0.4 });
  add_object (objects, "Leg 3", "legs", (double[]){ -0.5, 0.16, 0, -0.46, 0.2, 0.4 });
  add_object (objects, "Seat", "seat", (double[]){ -0.5, -0.2, 0.4, 0.5, 0.2, 0.44 });
  add_object (objects, "Lamp", "lamp", (double[]){ -0.05, -0.05, 0.452, 0.05, 0.05, 0.552 });
  add_object (objects, "Rail", "rail", (double[]){ -0.33, 0.16, 0.44, 0.33, 0.2, 0.5 });
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("Knob %d", i + 1);
      double x = -0.43 + 0.2 * i;

      add_object (objects, name, "knobs",
                  (double[]){ x - 0.02, -0.2, 0.44, x + 0.02, -0.16, 0.46 });
    }
  json_object_set_array_member (copy, "objects", objects);
  return copy;
}

static void
test_mending (void)
{
  static const char *const expected[]
      = { "Leg 4 is missing", "Lamp floats", "Rail does not fill its planned place",
          "Knob 3 is one too many", "Leg 2 is sunk into the ground" };
  static const char *const lines[]
      = { "legs_objects.append(duplicate(legs_objects[0], x=0.96, y=0.36))",
          "move(lamp_objects[0], z=-0.012)",
          "fit(rail_objects, (-0.5, 0.16, 0.44), (0.5, 0.2, 0.5))",
          "remove(knobs_objects.pop(2))",
          "move(legs_objects[1], z=0.006)",
          "# Lamp floats: 12.0 mm away from Seat, as measured" };
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a faulty bench");
  g_autoptr (JsonObject) report = faulty_report ();
  g_autoptr (JsonObject) critique = NULL;
  g_autoptr (JsonObject) repair = NULL;
  JsonArray *defects;
  const char *script;

  mq_json_replace_object (&asset->report, report);
  critique = take (mq_team_ask (team, MQ_TEAM_CRITIQUE, asset), NULL);
  defects = mq_json_get_array (critique, "defects");
  g_assert_cmpuint (json_array_get_length (defects), ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < json_array_get_length (defects); j++)
        found |= g_str_equal (mq_json_get_string (mq_json_element_object (defects, j), "what", ""),
                              expected[i]);
      g_test_message ("%s", expected[i]);
      g_assert_true (found);
    }

  mq_json_replace_array (&asset->defects, defects);
  repair = take (mq_team_ask (team, MQ_TEAM_REPAIR, asset), NULL);
  script = mq_json_get_string (repair, "script", "");
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("%s", lines[i]);
      g_assert_nonnull (strstr (script, lines[i]));
    }

  /* The plan keeps its adjustments on the way through JSON. */
  mq_json_replace_object (&asset->plan, mq_json_get_object (repair, "plan"));
  {
    g_autoptr (JsonObject) again = take (mq_team_ask (team, MQ_TEAM_WRITE, asset), NULL);

    g_assert_cmpstr (mq_json_get_string (again, "script", ""), ==, script);
  }
}

/* Of equal objects, the one outside the box is too many, however little; else the last. */
static void
test_surplus (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a faulty bench");
  g_autoptr (JsonObject) report = mq_json_parse_object ("{}", -1, NULL);
  g_autoptr (JsonObject) critique = NULL;
  JsonArray *objects = json_array_new ();

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("Knob %d", i + 1);
      double x = i == 1 ? 0 : -0.35 + 0.05 * i;

      add_object (objects, name, "knobs",
                  (double[]){ x - 0.02, -0.2, 0.44, x + 0.02, -0.16, 0.46 });
    }
  json_object_set_array_member (report, "objects", objects);
  mq_json_replace_object (&asset->report, report);
  critique = take (mq_team_ask (team, MQ_TEAM_CRITIQUE, asset), NULL);
  g_assert_cmpstr (
      mq_json_get_string (mq_json_find (mq_json_get_array (critique, "defects"), "code", "surplus"),
                          "what", ""),
      ==, "Knob 2 is one too many");
}

static void
test_verdict (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a faulty bench");
  g_autoptr (JsonObject) report = faulty_report ();
  g_autoptr (JsonObject) critique = NULL;
  g_autoptr (JsonObject) same = NULL;
  g_autoptr (JsonObject) better = NULL;
  g_autoptr (JsonObject) closed = mq_json_copy_object (report);

  mq_json_replace_object (&asset->report, report);
  critique = take (mq_team_ask (team, MQ_TEAM_CRITIQUE, asset), NULL);
  mq_json_replace_array (&asset->defects, mq_json_get_array (critique, "defects"));
  same = take (mq_team_ask (team, MQ_TEAM_VERIFY, asset), NULL);
  g_assert_cmpstr (mq_json_get_string (same, "verdict", ""), ==, "same");

  json_object_set_array_member (closed, "floating", json_array_new ());
  mq_json_replace_object (&asset->report, closed);
  better = take (mq_team_ask (team, MQ_TEAM_VERIFY, asset), NULL);
  g_assert_cmpstr (mq_json_get_string (better, "verdict", ""), ==, "better");
  g_assert_true (list_has (mq_json_get_array (better, "fixed"), "Lamp floats"));
}

/* @inner: what it calls, where it fails */
static JsonObject *
failure_in (const char *function, const char *inner)
{
  g_autofree char *text = g_strdup_printf (
      "{\"type\": \"TypeError\", \"message\": \"no\", \"line\": 3, \"traceback\": [{\"line\": 9, "
      "\"function\": \"build\", \"text\": \"\"}, {\"line\": 5, \"function\": \"%s\", \"text\": "
      "\"\"}, {\"line\": 3, \"function\": \"%s\", \"text\": \"\"}]}",
      function, inner);

  return mq_json_parse_object (text, -1, NULL);
}

static void
test_failing_part (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a faulty bench with a broken part");
  /* Of two parts, it is the one that uses the other. */
  JsonObject *optional[] = { failure_in ("make_broken", "box"),
                             failure_in ("make_broken", "make_seat") };
  g_autoptr (JsonObject) needed = failure_in ("make_seat", "box");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (asset->script, "make_broken"));
  for (gsize i = 0; i < G_N_ELEMENTS (optional); i++)
    {
      g_autoptr (JsonObject) repair = NULL;

      mq_json_replace_object (&asset->failure, optional[i]);
      repair = take (mq_team_ask (team, MQ_TEAM_REPAIR, asset), &error);
      g_assert_no_error (error);
      g_assert_null (strstr (mq_json_get_string (repair, "script", ""), "make_broken"));
      g_assert_nonnull (strstr (mq_json_get_string (repair, "text", ""), "Broken"));
      json_object_unref (optional[i]);
    }

  mq_json_replace_object (&asset->failure, needed);
  g_assert_null (take (mq_team_ask (team, MQ_TEAM_REPAIR, asset), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "make_seat"));
}

/* A plan that came from outside with anything in it: refused or brought into range, never a crash.
 */
static void
test_hostile_plans (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a chair with a cushion");
  g_autofree char *text = mq_json_object_to_string (asset->plan, FALSE);
  gsize length = strlen (text);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  static const char *const evil[] = { "\\\"", "\\n", "null", "-1e300", "[]", "{}", "import os" };

  for (guint i = 0; i < 1500; i++)
    {
      gsize at = (gsize)g_rand_int_range (rand, 0, (int)length);
      gsize cut = (gsize)g_rand_int_range (rand, 0, 12);
      const char *put = evil[g_rand_int_range (rand, 0, G_N_ELEMENTS (evil))];
      g_autofree char *changed = g_strdup_printf ("%.*s%s%s", (int)at, text, put,
                                                  text + MIN (length, at + cut));
      g_autoptr (JsonObject) plan = mq_json_parse_object (changed, -1, NULL);
      g_autoptr (JsonObject) answer = NULL;

      if (plan == NULL)
        continue;
      mq_json_replace_object (&asset->plan, plan);
      answer = take (mq_team_ask (team, MQ_TEAM_WRITE, asset), NULL);
      if (answer != NULL)
        g_assert_null (strstr (mq_json_get_string (answer, "script", ""), "\nimport os"));
    }
}

/* A label of a plan is cut in the script's lines. */
static void
test_long_label (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a chair");
  JsonArray *materials = mq_json_get_array (asset->plan, "materials");
  g_autofree char *label = g_strnfill (70, 'x');
  g_autofree char *longest = g_strnfill (53, 'x');
  g_autofree char *longer = g_strnfill (54, 'x');
  g_autoptr (JsonObject) answer = NULL;
  const char *written;

  json_object_set_string_member (mq_json_element_object (materials, 0), "label", label);
  answer = take (mq_team_ask (team, MQ_TEAM_WRITE, asset), NULL);
  written = mq_json_get_string (answer, "script", "");
  g_assert_nonnull (strstr (written, longest));
  g_assert_null (strstr (written, longer));
}

/* Each mistake is named with file and key, and the other kinds are there all the same. */
static void
test_broken_kinds (void)
{
  static const struct
  {
    const char *json;
    const char *python;
    const char *says;
  } rows[] = {
    { "{", "", "kind.json" },
    { "{}", "", "id" },
    { "{\"id\": \"other\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"]}", "", "folder" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"colour\": 1}",
      "", "colour" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": []}",
      "", "parts" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"params\": "
      "[{\"name\": \"W\", \"default\": 9, \"min\": 0, \"max\": 1}]}",
      "", "default" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": "
      "[{\"id\": \"p\", \"box\": [\"X\", 1, 1]}]}",
      "def p():\n    return []\n", "“X” is not a parameter" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": "
      "[{\"id\": \"p\", \"box\": [1, 1, 1]}]}",
      "def q():\n    return []\n", "not in parts.py" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": "
      "[{\"id\": \"p\", \"box\": [1, 1, 1]}]}",
      "import os\n\ndef p():\n    return []\n", "may not be imported" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": "
      "[{\"id\": \"p\", \"box\": [1, 1, 1]}]}",
      "def p():\n    return [HEIGHT]\n", "HEIGHT" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": "
      "[{\"id\": \"p\", \"box\": [1, 1, 1]}]}",
      "def p():\n    return nowhere()\n", "nowhere" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": "
      "[{\"id\": \"p\", \"box\": [1, 1, 1]}]}",
      "def p():\n    return []\n\ndef box():\n    return 1\n", "library" },
    /* Fails in the middle only. */
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"params\": "
      "[{\"name\": \"W\", \"default\": 1, \"min\": 0, \"max\": 2}], \"parts\": "
      "[{\"id\": \"p\", \"count\": \"2 / (W - 1)\", \"box\": [1, 1, 1]}]}",
      "def p():\n    return []\n", "parts[0].count" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"materials\": "
      "[{\"id\": \"m\", \"words\": [\"m\"], \"finish\": \"wood\", \"color\": \"#aabbcc\", "
      "\"colors\": "
      "[\"#aabbcc\", \"blue\"]}], \"parts\": [{\"id\": \"p\", \"materials\": [\"m\"], \"box\": [1, "
      "1, 1]}]}",
      "def p(m):\n    return []\n", "colors" },
    { "{\"id\": \"mine\", \"title\": \"T\", \"about\": \"a\", \"words\": [\"w\"], \"parts\": "
      "[{\"id\": \"p\", \"box\": [1, 1, 1]}, {\"id\": \"p\", "
      "\"box\": [1, 1, 1]}]}",
      "def p():\n    return []\n", "“p” appears twice" },
    { "{\"id\": \"mine\", \"title\": \"T\\n'''\", \"about\": \"a\", \"words\": [\"w\"]}", "",
      "title" },
  };
  g_autofree char *folder = g_dir_make_tmp ("mq-sketcher-XXXXXX", NULL);
  g_autofree char *mine = g_build_filename (folder, "mine", NULL);
  g_autofree char *json = g_build_filename (mine, "kind.json", NULL);
  g_autofree char *python = g_build_filename (mine, "parts.py", NULL);
  const char *const folders[] = { DATA, folder, NULL };

  g_assert_cmpint (g_mkdir (mine, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqKindCatalogue) catalogue = NULL;
      GPtrArray *problems;

      g_assert_true (g_file_set_contents (json, rows[i].json, -1, NULL));
      g_assert_true (g_file_set_contents (python, rows[i].python, -1, NULL));
      catalogue = mq_kind_catalogue_new (folders, NULL);
      problems = mq_kind_catalogue_get_problems (catalogue);
      g_assert_cmpuint (problems->len, >=, 1);
      g_test_message ("%s", (char *)g_ptr_array_index (problems, 0));
      g_assert_true (g_str_has_prefix (g_ptr_array_index (problems, 0), "mine/"));
      g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), rows[i].says));
      g_assert_nonnull (mq_kind_catalogue_lookup (catalogue, "chair"));
      g_assert_null (mq_kind_catalogue_lookup (catalogue, "mine"));
    }

  g_remove (json);
  g_remove (python);
  g_rmdir (mine);
  g_rmdir (folder);
}

/* What it suggests is a few changes, each of which it then makes, in words that fit. */
static void
test_suggestions (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (JsonObject) list = take (mq_team_list_kinds (team), NULL);
  JsonArray *all = mq_json_get_array (list, "kinds");
  g_autoptr (MqAssetState) chair = draft_of (team, "a chair with armrests");
  g_auto (GStrv) wanted = suggest (team, chair);

  g_assert_true (g_strv_contains ((const char *const *)wanted, "Add a cushion"));
  g_assert_false (g_strv_contains ((const char *const *)wanted, "Add armrests"));

  for (guint i = 0; i < mq_json_length (all); i++)
    {
      g_autoptr (MqAssetState) asset = draft_of (team, mq_json_element_string (all, i));
      g_auto (GStrv) words = suggest (team, asset);
      g_autofree char *joined = g_strjoinv (", ", words);

      g_test_message ("%s: %s", mq_json_element_string (all, i), joined);
      g_assert_cmpuint (g_strv_length (words), >=, 2);
      g_assert_cmpuint (g_strv_length (words), <=, 4);
      for (guint j = 0; words[j] != NULL; j++)
        {
          g_autoptr (JsonObject) answer = refine (team, asset, words[j]);

          g_assert_false (mq_json_get_boolean (answer, "refused", FALSE));
        }
    }
}

/* A refusal names only parts that can be added. */
static void
test_refused_parts (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (JsonObject) list = take (mq_team_list_kinds (team), NULL);
  JsonArray *all = mq_json_get_array (list, "kinds");
  guint n_named = 0;

  for (guint i = 0; i < mq_json_length (all); i++)
    {
      g_autoptr (MqAssetState) asset = draft_of (team, mq_json_element_string (all, i));
      g_autoptr (JsonObject) refused = refine (team, asset, "recite a poem about turnips");
      const char *parts = strstr (mq_json_get_string (refused, "text", ""), "or add: ");
      g_auto (GStrv) names = g_strsplit_set (parts != NULL ? parts + strlen ("or add: ") : "", ",.",
                                             -1);

      for (guint j = 0; names[j] != NULL; j++)
        if (*g_strstrip (names[j]) != '\0')
          {
            g_autofree char *words = g_strconcat ("add ", names[j], NULL);
            g_autoptr (JsonObject) answer = refine (team, asset, words);

            g_test_message ("%s: %s", mq_json_element_string (all, i), words);
            g_assert_false (mq_json_get_boolean (answer, "refused", FALSE));
            n_named++;
          }
    }
  g_assert_cmpuint (n_named, >, 20);
}

/* The window's suggestions are done in each of its languages, whatever that of the service is;
 * words around them are not of theirs. */
static void
test_translated_suggestions (void)
{
  static const struct
  {
    const char *words;
    const char *english;
  } cases[] = {
    { "Mach es höher", "Make it taller" },
    { " mach es HÖHER. ", "Make it taller" },
    { "Hazlo más alto", "Make it taller" },
    { "Rends-le bleu foncé", "Make it dark blue" },
    { "加一个坐垫", "Add a cushion" },
    { "Make it taller", "Make it taller" },
    { "Mach es höher, bitte", "Mach es höher, bitte" },
  };
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = draft_of (team, "a stool");
  g_autoptr (JsonObject) answer = refine (team, asset, "Mach es höher");
  g_autoptr (JsonObject) other = refine (team, asset, "Mach es schief");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (mq_translated_phrases_read (cases[i].words), ==, cases[i].english);
  g_assert_false (mq_json_get_boolean (answer, "refused", FALSE));
  g_assert_true (mq_json_get_boolean (other, "refused", FALSE));
}

static gboolean
is_suggested (MqTeam *team, const char *prompt, const char *words)
{
  g_autoptr (MqAssetState) asset = draft_of (team, prompt);
  g_auto (GStrv) suggestions = suggest (team, asset);
  g_autofree char *joined = g_strjoinv (", ", suggestions);

  g_test_message ("%s: %s", prompt, joined);
  return g_strv_contains ((const char *const *)suggestions, words);
}

/* Each kind that comes with the program has suggestions of its own. All of them are read whole, and
 * each changes the kind, or a variant of it: the snow of a fir is none of a broadleaf tree. */
static void
test_own_suggestions (void)
{
  const char *const folders[] = { DATA, NULL };
  g_autoptr (MqKindCatalogue) catalogue = mq_kind_catalogue_new (folders, NULL);
  g_autoptr (MqTeam) team = mq_sketcher_team_new (folders, 0, NULL);

  g_assert_cmpuint (mq_kind_catalogue_get_kinds (catalogue)->len, >=, 46);
  for (guint i = 0; i < mq_kind_catalogue_get_kinds (catalogue)->len; i++)
    {
      const MqKind *kind = g_ptr_array_index (mq_kind_catalogue_get_kinds (catalogue), i);
      gboolean is_tree = g_str_equal (kind->id, "tree");
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, kind->words[0], 1, NULL);

      g_assert_cmpuint (g_strv_length ((GStrv)kind->suggestions), >=, 4);
      for (gsize j = 0; kind->suggestions[j] != NULL; j++)
        {
          g_autoptr (MqRefinement) refinement
              = mq_sketch_planner_refine (catalogue, plan, kind->suggestions[j], NULL, NULL, 1);

          g_test_message ("%s: %s: %s", kind->id, kind->suggestions[j], refinement->summary);
          if (refinement->plan == NULL || refinement->not_done[0] != NULL
              || refinement->touches[0] == NULL
              || (!is_tree && !is_suggested (team, kind->words[0], kind->suggestions[j]) && j < 4))
            {
              g_test_message ("%s: not possible: %s", kind->id, kind->suggestions[j]);
              g_test_fail ();
            }
        }
    }

  g_assert_false (is_suggested (team, "a chair", "Add a cushion"));
  g_assert_false (is_suggested (team, "a chair", "Add finials"));
  g_assert_true (is_suggested (team, "a tree", "Add fruit"));
  g_assert_false (is_suggested (team, "a tree", "Add snow"));
  g_assert_true (is_suggested (team, "a fir tree", "Add snow"));
  g_assert_false (is_suggested (team, "a fir tree", "Add fruit"));
  g_assert_false (is_suggested (team, "a fir tree", "Add a swing"));
  g_assert_false (is_suggested (team, "a snowy fir tree", "Add snow"));
}

static void
test_understanding (void)
{
  static const char *const impossible[] = {
    "{\"parameters\": {\"SEAT_HEIGHT\": 9}}",
    "{\"parameters\": {\"SEAT_HEIGHT\": \"high\"}}",
    "{\"parameters\": {\"HUMPS\": 2}}",
  };
  g_autoptr (JsonObject) wanted = NULL;
  g_autoptr (JsonObject) planned = NULL;
  JsonArray *values;
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (JsonObject) about = mq_team_describe (team);
  g_autoptr (JsonObject) list = take (mq_team_list_kinds (team), NULL);
  g_autoptr (JsonObject) known = take (
      mq_team_understand (team, "a chair with two armrests and rocket boosters", NULL), NULL);
  g_autoptr (JsonObject) rocking = take (mq_team_understand (team, "a wooden rocking chair", NULL),
                                         NULL);
  g_autoptr (JsonObject) unknown = take (mq_team_understand (team, "Create a xylophone", NULL),
                                         NULL);
  g_autoptr (JsonObject) nothing = take (mq_team_understand (team, "red", NULL), NULL);

  g_assert_cmpstr (mq_json_get_string (about, "name", NULL), ==, "sketcher");
  g_assert_cmpstr (mq_json_get_string (about, "title", NULL), ==, "Built-in sketcher");
  g_assert_true (list_has (mq_json_get_array (list, "kinds"), "Chair"));
  g_assert_true (list_has (
      mq_json_get_array (mq_json_find (mq_json_get_array (list, "families"), "name", "furniture"),
                         "kinds"),
      "Chair"));
  g_assert_false (mq_json_get_boolean (about, "sees", TRUE));

  g_assert_true (mq_json_get_boolean (known, "known", FALSE));
  g_assert_cmpstr (mq_json_get_string (known, "kind", NULL), ==, "chair");
  g_assert_cmpstr (mq_json_get_string (known, "text", ""), ==,
                   "Making a chair: 2 armrests. Not included: “rocket "
                   "boosters”.");
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (known, "understood")), >, 0);
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (known, "ignored")), >, 0);
  g_test_message ("%s", mq_json_get_string (known, "text", ""));

  /* A plan with values of its own, that a run can begin with. */
  wanted = mq_json_parse_object ("{\"parameters\": {\"SEAT_HEIGHT\": 0.51}, \"seed\": 1003}", -1,
                                 NULL);
  planned = take (mq_team_understand (team, "a chair", wanted), NULL);
  values = mq_json_get_array (mq_json_get_object (planned, "plan"), "params");
  g_assert_cmpfloat (mq_json_get_double (mq_json_find (values, "name", "SEAT_HEIGHT"), "value", 0),
                     ==, 0.51);
  g_assert_cmpfloat (mq_json_get_double (mq_json_find (mq_json_get_array (planned, "parameters"),
                                                       "name", "SEAT_HEIGHT"),
                                         "max", 0),
                     ==, 0.6);
  for (gsize i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_autoptr (JsonObject) refused = mq_json_parse_object (impossible[i], -1, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (take (mq_team_understand (team, "a chair", refused), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
    }

  /* Words beside it need no question; which kind of it does. */
  g_assert_null (mq_json_get_string (known, "why", NULL));
  g_assert_cmpstr (mq_json_get_string (rocking, "title", NULL), ==, "Chair");
  g_assert_cmpstr (mq_json_get_string (rocking, "why", NULL), ==,
                   "The built-in sketcher makes no rocking chairs.");

  g_assert_false (mq_json_get_boolean (unknown, "known", TRUE));
  g_assert_cmpstr (mq_json_get_string (unknown, "text", NULL), ==,
                   "The built-in sketcher does not know “xylophone”.");
  g_test_message ("%u near", json_array_get_length (mq_json_get_array (unknown, "nearest")));

  g_assert_false (mq_json_get_boolean (nothing, "known", TRUE));
  g_test_message ("%s", mq_json_get_string (nothing, "text", ""));
}

/* A size that no parameter has is had by scaling all; what is so already is no repair. */
static void
test_scaled_repair (void)
{
  const char *folders[] = { MQ_SOURCE_ROOT "/data/sketcher", NULL };
  g_autoptr (MqKindCatalogue) catalogue = mq_kind_catalogue_new (folders, NULL);
  g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, "a chair", 1, NULL);
  static const struct
  {
    const char *thing;
    double value, scale;
    guint n;
  } rows[] = {
    { "whole", 2, 2, 1 }, { "whole", 2, 2, 0 }, { "Table", 3, 2, 0 }, { "whole", 1000, 100, 1 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"defects\": [{\"what\": \"too small\", \"fix\": {\"do\": \"scale\", "
          "\"thing\": \"%s\", \"value\": %g}}]}",
          rows[i].thing, rows[i].value);
      g_autoptr (JsonObject) found = mq_json_parse_object (text, -1, NULL);
      g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);

      g_assert_cmpuint (mq_sketch_critic_repair (plan, mq_json_get_array (found, "defects"), said),
                        ==, rows[i].n);
      g_assert_cmpuint (said->len, ==, rows[i].n);
      g_assert_cmpfloat (plan->scale, ==, rows[i].scale);
    }
}

/* What would give a missed size: a parameter, or the scale where nothing else is wanted. */
static void
test_fixes (void)
{
  static const struct
  {
    const char *prompt;
    const char *row;
    const char *fix; /* NULL: there is none */
  } rows[] = {
    { "a 1 m long fish",
      "\"of\": \"whole\", \"axis\": \"x\", \"wanted\": 100, \"found\": 98, \"unit\": \"cm\"",
      "scale" },
    { "a fish, 1 m long and 0.5 m wide",
      "\"of\": \"whole\", \"axis\": \"x\", \"wanted\": 100, \"found\": 98, \"unit\": \"cm\"",
      "set" },
    { "a 1 m long fish",
      "\"of\": \"eyes\", \"axis\": \"x\", \"wanted\": 100, \"found\": 98, \"unit\": \"cm\"", NULL },
    { "a chair, 50 cm wide",
      "\"of\": \"seat\", \"axis\": \"x\", \"wanted\": 50, \"found\": 49, \"unit\": \"cm\"", "set" },
    /* More than a tenth is another fault. */
    { "a chair, 50 cm wide",
      "\"of\": \"seat\", \"axis\": \"x\", \"wanted\": 50, \"found\": 5, \"unit\": \"cm\"", NULL },
    { "a chair, 50 cm wide",
      "\"of\": \"seat\", \"axis\": \"x\", \"wanted\": 50, \"found\": 0, \"unit\": \"cm\"", NULL },
  };
  const char *const folders[] = { DATA, NULL };
  g_autoptr (MqKindCatalogue) catalogue = mq_kind_catalogue_new (folders, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i].prompt, 1, NULL);
      g_autofree char *text = g_strdup_printf ("{\"what\": \"size\", %s}", rows[i].row);
      g_autoptr (JsonObject) row = mq_json_parse_object (text, -1, NULL);
      g_autoptr (JsonObject) fix = mq_sketch_requirements_new_fix (plan, row);

      g_test_message ("%s: %s", rows[i].prompt, rows[i].row);
      g_assert_cmpstr (mq_json_get_string (fix, "do", NULL), ==, rows[i].fix);
    }
}

/* The user's own sizes are made, of the whole and of a part. */
static void
test_own_sizes (void)
{
  g_autoptr (MqTeam) team = new_team ();
  g_autoptr (MqAssetState) asset = mq_asset_state_new ("a chair");
  g_autoptr (JsonObject) own = mq_json_parse_object (
      "{\"rows\": [{\"words\": \"width\", \"what\": \"size\", \"of\": \"whole\", \"axis\": \"x\", "
      "\"value\": 60, \"unit\": \"cm\"}, {\"words\": \"seat depth\", \"what\": \"size\", \"of\": "
      "\"seat\", \"axis\": \"y\", \"value\": 42, \"unit\": \"cm\"}, {\"words\": \"height\", "
      "\"what\": \"size\", \"of\": \"whole\", \"axis\": \"z\", \"is\": \"at_most\", \"value\": 3, "
      "\"unit\": \"m\"}]}",
      -1, NULL);
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *plan;

  asset->own = json_array_ref (mq_json_get_array (own, "rows"));
  answer = take (mq_team_ask (team, MQ_TEAM_PLAN, asset), NULL);
  plan = mq_json_get_object (answer, "plan");
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (plan, "not_understood")), ==, 0);
  g_assert_cmpfloat_with_epsilon (get_side (plan, 0), 0.6, 0.001);
  g_assert_cmpfloat (value_of (plan, "SEAT_DEPTH"), ==, 0.42);
  g_assert_cmpfloat (get_side (plan, 2), <, 1.2);
}

/* No script makes what was changed by hand: each such object is told of, once. */
static void
test_by_hand (void)
{
  static const char *const rows[][2] = {
    { "{\"object\": \"Leg 1\"}, {\"object\": \"Leg 1\"}", "Leg 1" },
    { "{\"object\": \"Leg 1\"}, {\"object\": \"Seat\"}", "Leg 1, Seat" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqTeam) team = new_team ();
      g_autoptr (MqAssetState) asset = draft_of (team, "a chair");
      g_autofree char *text = g_strdup_printf ("{\"objects\": [], \"by_hand\": [%s]}", rows[i][0]);
      g_autoptr (JsonObject) report = mq_json_parse_object (text, -1, NULL);
      g_autoptr (JsonObject) answer = NULL;
      JsonArray *notices;
      JsonObject *lost;
      g_auto (GStrv) names = NULL;
      g_autofree char *joined = NULL;

      mq_json_replace_object (&asset->report, report);
      answer = refine (team, asset, "make it red");
      notices = mq_json_get_array (answer, "notices");
      lost = mq_json_find (notices, "code", "by-hand");
      names = lost != NULL ? mq_json_to_strings (mq_json_get_array (lost, "items")) : NULL;
      joined = names != NULL ? g_strjoinv (", ", names) : g_strdup ("");
      g_assert_cmpstr (joined, ==, rows[i][1]);
    }
}

/* A change keeps what the user wants to be looked at, and drops what nothing measured. */
static void
test_open_rows (void)
{
  const char *folders[] = { MQ_SOURCE_ROOT "/data/sketcher", NULL };
  g_autoptr (MqKindCatalogue) catalogue = mq_kind_catalogue_new (folders, NULL);
  g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, "a chair", 1, NULL);
  g_autoptr (MqRefinement) refinement = NULL;

  g_ptr_array_add (plan->requirements,
                   mq_json_new ("words:s what:s of:s", "like new", "look", "whole"));
  g_ptr_array_add (plan->requirements,
                   mq_json_new ("words:s what:s of:s seen:o", "thicker", "look", "whole",
                                mq_json_new ("by:s evidence:s", "plan", "nothing measures it")));
  refinement = mq_sketch_planner_refine (catalogue, plan, "make it red", NULL, NULL, 1);
  g_assert_cmpuint (refinement->plan->requirements->len, ==, 2);
  g_assert_cmpstr (mq_json_get_string (refinement->plan->requirements->pdata[0], "words", ""), ==,
                   "like new");
  g_assert_cmpstr (mq_json_get_string (refinement->plan->requirements->pdata[1], "what", ""), ==,
                   "color");
}

MQ_TEST_PROGRAM (team)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/sketcher/team/plan", test_plan);
  g_test_add_func ("/sketcher/team/clearance", test_clearance);
  g_test_add_func ("/sketcher/team/fit", test_fit);
  g_test_add_func ("/sketcher/team/out-of-range", test_out_of_range);
  g_test_add_func ("/sketcher/team/proportions", test_proportions);
  g_test_add_func ("/sketcher/team/unknown-kind", test_unknown_kind);
  g_test_add_func ("/team/other-language", test_other_language);
  g_test_add_func ("/sketcher/team/understanding", test_understanding);
  g_test_add_func ("/sketcher/team/suggestions", test_suggestions);
  g_test_add_func ("/sketcher/team/translated-suggestions", test_translated_suggestions);
  g_test_add_func ("/sketcher/team/own-suggestions", test_own_suggestions);
  g_test_add_func ("/sketcher/team/refinements", test_refinements);
  g_test_add_func ("/sketcher/team/targets", test_targets);
  g_test_add_func ("/sketcher/team/refused", test_refused);
  g_test_add_func ("/sketcher/team/refused-parts", test_refused_parts);
  g_test_add_func ("/sketcher/team/deterministic", test_deterministic);
  g_test_add_func ("/sketcher/team/mending", test_mending);
  g_test_add_func ("/sketcher/team/surplus", test_surplus);
  g_test_add_func ("/sketcher/team/verdict", test_verdict);
  g_test_add_func ("/sketcher/team/scaled-repair", test_scaled_repair);
  g_test_add_func ("/sketcher/team/fixes", test_fixes);
  g_test_add_func ("/sketcher/team/own-sizes", test_own_sizes);
  g_test_add_func ("/sketcher/team/by-hand", test_by_hand);
  g_test_add_func ("/sketcher/team/open-rows", test_open_rows);
  g_test_add_func ("/sketcher/team/failing-part", test_failing_part);
  g_test_add_func ("/sketcher/team/hostile-plans", test_hostile_plans);
  g_test_add_func ("/sketcher/team/long-label", test_long_label);
  g_test_add_func ("/sketcher/team/broken-kinds", test_broken_kinds);
  return g_test_run ();
}
