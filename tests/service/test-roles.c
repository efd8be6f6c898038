/* The roles of the model team, each against answers that are written down beforehand: what it makes
 * of a good answer, of a thin or useless one, and of one that measuring contradicts. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "service/model/mq-model-error.h"
#include "service/roles/mq-agents.h"
#include "service/team/mq-asset-history.h"
#include "service/roles/mq-model-team.h"
#include "service/roles/mq-role.h"
#include "support/mq-test.h"

#include <libintl.h>
#include <string.h>

static const char *const script = "\"\"\"Stool.\"\"\"\n\nimport bpy\n\n# Parameters\nASSET = "
                                  "\"Stool\"\nSEED = 1\n\n\n# Parts\n\n"
                                  "def legs(wood_look):\n    return [box(\"Leg 1\", (0.1, 0.1, "
                                  "0.4), (0, 0, 0.2), wood_look, \"legs\")]\n\n\n"
                                  "def seat(wood_look):\n    return [box(\"Seat\", (0.4, 0.4, "
                                  "0.05), (0, 0, 0.425), wood_look, \"seat\")]\n\n\n"
                                  "def build():\n    start(ASSET)\n    oak = wood(\"Oak\", "
                                  "\"#886644\")\n    return legs(oak) + seat(oak)\n";

static const char *const plan = "{\"seen\": \"\", \"title\": \"Stool\", \"about\": \"A stool\", "
                                "\"style\": \"plain\", \"notes\": \"\", \"grounded\": true, "
                                "\"parts\": [{\"id\": \"legs\", \"name\": \"Leg\", \"purpose\": "
                                "\"carry\", \"count\": 3, \"min\": [-0.2, -0.2, 0], "
                                "\"max\": [0.2, 0.2, 0.4], \"materials\": [\"oak\"], \"joins\": "
                                "[\"seat\", \"nothing\"]}, {\"id\": \"seat\", \"name\": "
                                "\"Seat\", \"purpose\": \"sit on\", \"count\": 1, \"min\": [-0.2, "
                                "-0.2, 0.4], \"max\": [0.2, 0.2, 0.45], \"materials\": "
                                "[\"oak\"], \"joins\": [\"legs\"]}], \"materials\": [{\"id\": "
                                "\"oak\", \"label\": \"Oak\", \"finish\": \"wood\", \"color\": "
                                "\"#886644\"}], \"params\": [], \"must_haves\": [\"three legs\", "
                                "\"a round seat\", \"stands\"]}";

/* Leg and seat touch, nothing is wrong; %s: floating, %s: penetrations, %s: the seat's hash. */
#define REPORT                                                                                     \
  "{\"schema\": 1, \"objects\": [{\"name\": \"Leg 1\", \"part\": \"legs\", \"hash\": \"1\", "      \
  "\"dimensions_m\": [0.1, 0.1, "                                                                  \
  "0.4], \"triangles\": 12, \"materials\": [\"Oak\"], \"box\": {\"min\": [0, 0, 0], \"max\": "     \
  "[0.1, 0.1, 0.4]}}, {\"name\": "                                                                 \
  "\"Seat\", \"part\": \"seat\", \"hash\": \"%s\", \"dimensions_m\": [0.4, 0.4, 0.05], "           \
  "\"triangles\": 12, \"materials\": "                                                             \
  "[\"Oak\"], \"box\": {\"min\": [0, 0, 0.4], \"max\": [0.4, 0.4, 0.45]}}], \"whole\": "           \
  "{\"dimensions_m\": [0.4, 0.4, "                                                                 \
  "0.45], \"ground_gap_m\": 0, \"objects\": 2, \"triangles\": 24}, \"contacts\": [[\"Leg 1\", "    \
  "\"Seat\"]], \"floating\": "                                                                     \
  "[%s], \"penetrations\": [%s], \"without_material\": [], \"empty\": [], \"truncated\": false}"

#define SEAT_FLOATS                                                                                \
  "{\"objects\": [\"Seat\"], \"parts\": [\"seat\"], \"nearest\": \"Leg 1\", \"gap_m\": 0.012, "    \
  "\"move_m\": [0, 0, -0.012]}"

static JsonObject *
make_report (const char *hash, const char *floating, const char *penetrations)
{
  g_autofree char *text = g_strdup_printf (REPORT, hash, floating, penetrations);

  return mq_test_parse_json (text);
}

/* Answers in order: role, task, "text" or "json", what is said; …, NULL. */
static MqTeam *
make_team (const char *const *answers)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "answers.jsonl", NULL);
  g_autofree char *cache = mq_test_make_dir ("knowledge");
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (MqConfig) config = mq_config_new ();
  g_autoptr (MqModels) models = NULL;
  g_autoptr (MqKnowledge) knowledge = mq_knowledge_new (cache, MQ_TEST_DATA "/knowledge");
  g_autoptr (GError) error = NULL;
  MqTeam *team;

  for (gsize i = 0; answers[i] != NULL; i += 4)
    {
      g_autoptr (JsonObject) line
          = mq_test_parse_json ("{\"n\": 1, \"model\": \"test\", \"request\": {}, \"seconds\": 1}");
      JsonObject *answer = mq_test_parse_json (
          "{\"model\": \"test\", \"stop\": \"end\", \"usage\": {\"input\": 100, \"output\": 20, "
          "\"cached\": 0}, \"seconds\": 1}");
      g_autofree char *text = NULL;

      json_object_set_string_member (line, "role", answers[i]);
      json_object_set_string_member (line, "task", answers[i + 1]);
      json_object_set_string_member (answer, "text", answers[i + 3]);
      if (g_str_equal (answers[i + 2], "json"))
        json_object_set_object_member (answer, "object", mq_test_parse_json (answers[i + 3]));
      if (g_str_equal (answers[i + 2], "cut"))
        json_object_set_string_member (answer, "stop", "length");
      json_object_set_object_member (line, "answer", answer);
      text = mq_json_object_to_string (line, FALSE);
      g_string_append_printf (lines, "%s\n", text);
    }

  g_assert_true (g_file_set_contents (path, lines->str, -1, NULL));
  models = mq_models_new (config, NULL, path, &error);
  g_assert_no_error (error);
  team = mq_model_team_new (models, knowledge, MQ_TEST_DATA "/agents",
                            MQ_TEST_DATA "/sketcher/library", &error);
  g_assert_no_error (error);
  return team;
}

static MqAssetState *
make_draft (gboolean planned)
{
  MqAssetState *asset = mq_asset_state_new ("a stool");

  if (planned)
    {
      static const char *const answers[] = { "planner", "plan", "json", NULL, NULL };
      const char *with_plan[] = { answers[0], answers[1], answers[2], plan, NULL };
      g_autoptr (MqTeam) team = make_team (with_plan);
      g_autoptr (JsonObject) answer = dex_await_boxed (mq_team_ask (team, MQ_TEAM_PLAN, asset),
                                                       NULL);
      g_autoptr (JsonObject) usage = mq_asset_state_take_usage (asset);

      mq_json_replace_object (&asset->plan, mq_json_get_object (answer, "plan"));
      g_set_str (&asset->script, script);
    }

  return asset;
}

static JsonObject *
ask (MqTeam *team, MqAssetState *asset, MqTeamTask task)
{
  g_autoptr (GError) error = NULL;
  JsonObject *answer = dex_await_boxed (mq_team_ask (team, task, asset), &error);

  g_assert_no_error (error);
  return answer;
}

static void
test_plan (void)
{
  const char *const answers[] = { "planner", "plan", "json", "{\"parts\": [], \"must_haves\": []}",
                                  "planner", "plan", "json", plan,
                                  NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (FALSE);
  g_autoptr (JsonObject) answer = ask (team, asset, MQ_TEAM_PLAN);
  JsonObject *made = mq_json_get_object (answer, "plan");
  JsonArray *parts = mq_json_get_array (made, "parts");
  JsonObject *legs = mq_json_element_object (parts, 0);
  g_autoptr (JsonObject) usage = mq_asset_state_take_usage (asset);

  /* The thin one was sent back, once. */
  g_assert_cmpint (mq_json_get_int (usage, "calls", 0), ==, 2);
  g_assert_cmpint (asset->spent.tokens, ==, 240);
  g_assert_false (json_object_has_member (usage, "cost"));
  g_assert_cmpuint (json_array_get_length (parts), ==, 2);
  g_assert_cmpstr (mq_json_get_string (legs, "function", ""), ==, "legs");
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (legs, "joins")), ==, 1);
  g_assert_nonnull (mq_json_get_object (legs, "box"));
  g_assert_cmpstr (mq_json_get_string (made, "team", ""), ==, "model");
}

/* More effort repairs more often. */
static void
test_rounds (void)
{
  const char *const answers[] = { "planner", "plan", "json", plan, NULL };
  static const char *const efforts[] = { "quick", "normal", "thorough" };
  static const guint rounds[] = { 1, 3, 4 };

  for (gsize i = 0; i < G_N_ELEMENTS (efforts); i++)
    {
      g_autoptr (MqTeam) team = NULL;

      g_setenv ("MAQUETTE_EFFORT", efforts[i], TRUE);
      team = make_team (answers);
      g_assert_cmpuint (MQ_TEAM_GET_IFACE (team)->adjust_rounds (team, 3), ==, rounds[i]);
    }
  g_unsetenv ("MAQUETTE_EFFORT");
}

/* A variant is told by what its plan is about; without variants, by its title and size. */
static void
test_plan_of_a_variant (void)
{
  const char *const answers[] = { "planner", "plan", "json", plan, NULL };

  for (guint variants = 1; variants <= 4; variants += 3)
    {
      g_autoptr (MqTeam) team = make_team (answers);
      g_autoptr (MqAssetState) asset = make_draft (FALSE);
      g_autoptr (JsonObject) answer = NULL;
      JsonObject *made;

      asset->variants = variants;
      answer = ask (team, asset, MQ_TEAM_PLAN);
      made = mq_json_get_object (answer, "plan");
      g_assert_cmpstr (mq_json_get_string (made, "summary", NULL), ==,
                       variants > 1 ? mq_json_get_string (made, "about", "") : NULL);
    }
}

static void
test_thin_plan (void)
{
  const char *const answers[]
      = { "planner", "plan",    "json", "{\"parts\": 5}", "planner",         "plan", "json",
          "{}",      "planner", "plan", "json",           "{\"parts\": []}", NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (FALSE);
  g_autoptr (JsonObject) answer = ask (team, asset, MQ_TEAM_PLAN);
  JsonObject *made = mq_json_get_object (answer, "plan");
  JsonArray *requirements = mq_json_get_array (made, "requirements");

  /* After three of them the writer goes on with the user's words alone. */
  g_assert_cmpuint (mq_json_length (mq_json_get_array (made, "parts")), ==, 0);
  g_assert_cmpuint (mq_json_length (requirements), ==, 1);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (requirements, 0), "words", ""), ==,
                   asset->first_message);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (answer, "notices")), ==, 1);
}

/* Of more than two parts, every second one joins another. */
static void
test_unjoined_plan (void)
{
  static const struct
  {
    guint n_parts, n_joins;
    gboolean is_refused;
  } cases[] = { { 2, 0, FALSE }, { 3, 0, TRUE }, { 3, 1, FALSE }, { 4, 1, TRUE }, { 4, 2, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text
          = g_string_new ("{\"must_haves\": [\"a\", \"b\", \"c\"], \"parts\": [");
      g_autoptr (MqTeam) team = NULL;
      g_autoptr (MqAssetState) asset = make_draft (FALSE);
      g_autoptr (JsonObject) answer = NULL;

      for (guint n = 0; n < cases[i].n_parts; n++)
        g_string_append_printf (text,
                                "%s{\"id\": \"p%u\", \"min\": [0, 0, 0], \"max\": [1, 1, 1], "
                                "\"joins\": [%s]}",
                                n > 0 ? ", " : "", n, n < cases[i].n_joins ? "\"p2\"" : "");
      g_string_append (text, "]}");
      team = make_team ((const char *[]){ "planner", "plan", "json", text->str, "planner", "plan",
                                          "json", text->str, "planner", "plan", "json", text->str,
                                          NULL });
      answer = ask (team, asset, MQ_TEAM_PLAN);
      g_assert_cmpint (
          g_str_equal (mq_json_get_string (answer, "detail", ""), "- most parts join nothing\n"),
          ==, cases[i].is_refused);
    }
}

/* A plan that has another length than the user's words is sent back, once. */
static void
test_misread_plan (void)
{
  g_autofree char *wrong = g_strdup_printf (
      "%.*s, \"requirements\": [{\"words\": \"45 cm high\", \"what\": \"size\", \"of\": \"whole\", "
      "\"axis\": \"z\", \"value\": 45, \"unit\": \"m\"}, {\"words\": \"three legs\", \"what\": "
      "\"pieces\", \"of\": \"LEGS\", \"value\": 3}, {\"words\": \"plain\", \"what\": \"look\"}]}",
      (int)strlen (plan) - 1, plan);
  g_auto (GStrv) halves = g_strsplit (wrong, "\"unit\": \"m\"", 2);
  g_autofree char *right = g_strjoinv ("\"unit\": \"cm\"", halves);
  const char *const answers[] = { "planner", "plan", "json", wrong, "planner",
                                  "plan",    "json", right,  NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (FALSE);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) usage = NULL;
  JsonArray *requirements;

  g_set_str (&asset->first_message, "a stool, 45 cm high, with three legs");
  answer = ask (team, asset, MQ_TEAM_PLAN);
  usage = mq_asset_state_take_usage (asset);
  requirements = mq_json_get_array (mq_json_get_object (answer, "plan"), "requirements");
  g_assert_cmpint (mq_json_get_int (usage, "calls", 0), ==, 2);
  g_assert_cmpuint (mq_json_length (requirements), ==, 3);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (requirements, 0), "unit", ""), ==,
                   "cm");
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (requirements, 1), "of", ""), ==,
                   "legs");
}

static void
test_write (void)
{
  g_autofree char *fenced = g_strdup_printf ("Here it is.\n```python\n%s```\n", script);
  const char *const answers[] = { "writer", "write", "text", "I would rather not.",
                                  "writer", "write", "text", fenced,
                                  NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) answer = ask (team, asset, MQ_TEAM_WRITE);
  const char *written = mq_json_get_string (answer, "script", "");

  g_assert_true (g_str_has_prefix (written, "\"\"\"Stool."));
  g_assert_nonnull (strstr (written, "\n# Library\n"));
  g_assert_nonnull (strstr (written, "def wood("));
  g_assert_cmpint (asset->spent.calls, ==, 3); /* the plan's, and two */
}

/* An answer that was cut is written again in groups of parts, joined by what the plan says. */
static void
test_write_cut (void)
{
  static const char parts[] = "```python\ndef legs(materials):\n    return [box(\"Leg 1\", (0.1, "
                              "0.1, 0.4), (0, 0, 0.2), materials[\"oak\"], "
                              "\"legs\")]\n\n\ndef seat(materials):\n    return [box(\"Seat\", "
                              "(0.4, 0.4, 0.05), (0, 0, 0.425), "
                              "materials[\"oak\"], \"seat\")]\n```\n";
  const char *const answers[] = { "writer", "write",   "cut",  "```python\ndef legs(",
                                  "writer", "write 1", "text", parts,
                                  NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) params = mq_test_parse_json (
      "{\"params\": [{\"name\": \"SEED\", \"value\": 1.6, \"min\": 0, \"max\": 9.4, \"unit\": "
      "\"seed\", \"about\": \"varies\"}, {\"name\": \"legs\", \"value\": 3}, {\"name\": \"LEGS\", "
      "\"value\": 3.2, \"min\": 1.7, \"max\": 6, \"unit\": \"count\", \"about\": \"how\\nmany\"}, "
      "{\"name\": \"WIDTH\", \"value\": 0.45, \"min\": 0.3, \"max\": 0.6, \"unit\": \"m\", "
      "\"about\": \"wide\"}]}");
  g_autoptr (JsonObject) answer = NULL;
  const char *written;

  json_object_set_array_member (asset->plan, "params",
                                json_array_ref (mq_json_get_array (params, "params")));
  answer = ask (team, asset, MQ_TEAM_WRITE);
  written = mq_json_get_string (answer, "script", "");
  /* Counts are whole, and what is no name of a parameter is none. */
  g_assert_nonnull (strstr (written, "\nSEED = 2  # 0..9: varies\nLEGS = 3  # 2..6: how many\n"
                                     "WIDTH = 0.45  # m, 0.3..0.6: wide\n"));
  g_assert_nonnull (strstr (written, "OAK_COLOR = \"#886644\"  # Oak\n"
                                     "OAK_FINISH = \"wood\"  # wood | metal | "));
  g_assert_nonnull (strstr (written, "\"oak\": finishes[OAK_FINISH](\"Oak\", OAK_COLOR)"));
  g_assert_nonnull (strstr (written, "def metal("));
  g_assert_nonnull (strstr (written, "objects += legs(materials)\n    objects += seat(materials)"));
  g_assert_nonnull (strstr (written, "def box("));
}

/* Groups that cannot be used, or are not there, are no script. */
static void
test_write_useless (void)
{
  static const char *const parts[] = { "I would rather not.", "```python\ndef legs(:\n```\n",
                                       NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *const answers[] = { "writer",
                                      "write",
                                      "cut",
                                      "```python\ndef legs(",
                                      parts[i] != NULL ? "writer" : NULL,
                                      "write 1",
                                      "text",
                                      parts[i],
                                      NULL };
      g_autoptr (MqTeam) team = make_team (answers);
      g_autoptr (MqAssetState) asset = make_draft (TRUE);
      g_autoptr (GError) error = NULL;

      g_assert_null (dex_await_boxed (mq_team_ask (team, MQ_TEAM_WRITE, asset), &error));
      g_assert_nonnull (error);
      if (parts[i] != NULL)
        g_assert_nonnull (strstr (error->message, "A part of the script is in an unusable form"));
    }
}

static void
test_repair (void)
{
  const char *const answers[]
      = { "debugger",
          "repair",
          "text",
          "No idea.",
          "debugger",
          "repair",
          "text",
          "The name is wrong.\n```python\ndef legs(wood_look):\n    return []\n# remove: seat\n```",
          NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) failure = mq_test_parse_json (
      "{\"type\": \"NameError\", \"message\": \"name 'x' is not defined\", \"line\": 14}");
  g_autoptr (JsonObject) answer = NULL;
  const char *mended;

  mq_json_replace_object (&asset->failure, failure);
  answer = ask (team, asset, MQ_TEAM_REPAIR);
  mended = mq_json_get_string (answer, "script", "");
  g_assert_nonnull (strstr (mended, "def legs(wood_look):\n    return set_part([], \"legs\")"));
  g_assert_null (strstr (mended, "def seat"));
  g_assert_nonnull (strstr (mended, "def build"));
}

/* A bracket error in one function, answered by that function alone; first by what stands there. */
static void
test_repair_broken (void)
{
  const char *const answers[] = { "debugger",
                                  "repair",
                                  "text",
                                  "```python\nSEED = 1\n```",
                                  "debugger",
                                  "repair",
                                  "text",
                                  "```python\ndef legs(oak):\n    return [box(\"Leg\", (1, 1, 1), "
                                  "(0, 0, 0), oak, \"legs\")]\n```",
                                  NULL };
  static const char broken[]
      = "import bpy\n\nSEED = 1\n\n\ndef legs(oak):\n    return [box(\"Leg\", (1, 1, 1), (0, 0, 0, "
        "oak, "
        "\"legs\")]\n\n\ndef seat(oak):\n    return []  # kept\n\n\ndef build():\n"
        "    return legs(None) + seat(None)\n\n\nbuild()\n";
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) failure
      = mq_test_parse_json ("{\"type\": \"SyntaxError\", \"message\": \"(\"}");
  g_autoptr (JsonObject) answer = NULL;
  const char *mended;

  g_set_str (&asset->script, broken);
  mq_json_replace_object (&asset->failure, failure);
  answer = ask (team, asset, MQ_TEAM_REPAIR);
  mended = mq_json_get_string (answer, "script", "");
  g_assert_nonnull (strstr (mended, "(0, 0, 0), oak, \"legs\")]"));
  g_assert_nonnull (strstr (mended, "# kept"));
  g_assert_nonnull (strstr (mended, "\n\n\nbuild()\n"));
  g_assert_null (strstr (mended, "(0, 0, 0, oak"));
  g_assert_null (strstr (mended, "__main__"));
}

static void
add_view (MqAssetState *asset)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x89PNG", 4);

  g_ptr_array_add (asset->views, mq_asset_state_picture_new (bytes, "front"));
}

static void
test_critique (void)
{
  /* The seat is said to float and to hang in the leg; measuring knows better. The colour is a
   * matter of looking. */
  static const char said[] = "{\"overall\": \"fine\", \"must_haves\": [{\"check\": \"three legs\", "
                             "\"met\": true, \"evidence\": \"view 1\"}], "
                             "\"defects\": [{\"part\": \"seat\", \"what\": \"floats\", "
                             "\"evidence\": \"view 2\", \"about\": \"contact\", "
                             "\"severity\": \"severe\", \"fix\": \"lower\"}, {\"part\": \"legs\", "
                             "\"what\": \"runs through\", \"evidence\": \"\", "
                             "\"about\": \"overlap\", \"severity\": \"severe\", \"fix\": "
                             "\"shorten\"}, {\"part\": \"seat\", \"what\": \"too dark\", "
                             "\"evidence\": \"view 1\", \"about\": \"material\", \"severity\": "
                             "\"minor\", \"fix\": \"lighten\"}]}";
  const char *const answers[] = { "critic", "judge", "json", said, NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) report = make_report ("2", "", "");
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *defects;

  mq_json_replace_object (&asset->report, report);
  add_view (asset);
  answer = ask (team, asset, MQ_TEAM_CRITIQUE);
  defects = mq_json_get_array (answer, "defects");
  g_assert_cmpuint (json_array_get_length (defects), ==, 1);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (defects, 0), "what", ""), ==,
                   "too dark");
  g_assert_nonnull (strstr (mq_json_get_string (answer, "detail", ""), "dropped"));
}

/* The critic hears what measuring found, and that it found nothing only where that is so. */
static void
test_critic_hears_faults (void)
{
  static const char said[]
      = "{\"overall\": \"fine\", \"must_haves\": [{\"check\": \"three legs\", \"met\": true, "
        "\"evidence\": \"view 1\"}], \"defects\": []}";
  const char *const answers[] = { "critic", "judge", "json", said, NULL };
  const char *const floating[] = { "", SEAT_FLOATS };

  for (gsize i = 0; i < G_N_ELEMENTS (floating); i++)
    {
      g_autoptr (MqTeam) team = make_team (answers);
      g_autoptr (MqAssetState) asset = make_draft (TRUE);
      g_autoptr (JsonObject) report = make_report ("2", floating[i], "");
      g_autoptr (JsonObject) answer = NULL;
      g_autofree char *path = g_strdup_printf ("%s/heard-%u.ndjson", mq_test_get_dir (), (guint)i);
      g_autofree char *heard = NULL;

      mq_json_replace_object (&asset->report, report);
      asset->transcript = mq_transcript_new (path);
      add_view (asset);
      answer = ask (team, asset, MQ_TEAM_CRITIQUE);
      g_assert_true (dex_await (mq_transcript_wait_written (asset->transcript), NULL));
      g_assert_true (g_file_get_contents (path, &heard, NULL, NULL));
      g_assert_true ((strstr (heard, "Faults found by measuring: none") != NULL) == (i == 0));
      g_assert_true ((strstr (heard, "Faults found by measuring (they are mended") != NULL)
                     == (i == 1));
    }
}

/* What eyes say against a number that was measured is told, but no debugger is called for it; what
 * nothing measured, or another thing of what was, is as severe as they say. */
static void
test_critique_unsure (void)
{
  static const char said[]
      = "{\"overall\": \"\", \"must_haves\": [], \"defects\": ["
        "{\"n\": 1, \"part\": \"legs\", \"what\": \"only two legs\", \"evidence\": \"view 1\", "
        "\"about\": \"missing\", \"severity\": \"severe\", \"fix\": \"add one\"}, "
        "{\"n\": 2, \"part\": \"seat\", \"what\": \"no cushion\", \"evidence\": \"view 1\", "
        "\"about\": \"missing\", \"severity\": \"severe\", \"fix\": \"add it\"}, "
        "{\"n\": 1, \"part\": \"legs\", \"what\": \"flat boards\", \"evidence\": \"view 1\", "
        "\"about\": \"shape\", \"severity\": \"severe\", \"fix\": \"turn them\"}, "
        "{\"n\": 3, \"part\": \"seat\", \"what\": \"a blue dot\", \"evidence\": \"view 1\", "
        "\"about\": \"size\", \"severity\": \"severe\", \"fix\": \"larger\"}]}";
  static const char *const severities[] = { "minor", "severe", "severe", "severe" };
  const char *const answers[] = { "critic", "judge", "json", said, NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) report = make_report ("2", "", "");
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *rows = json_array_new ();
  JsonArray *defects;

  json_array_add_object_element (rows, mq_json_new ("n:l what:s of:s met:b by:s", (gint64)1,
                                                    "pieces", "legs", TRUE, "measured"));
  json_array_add_object_element (rows, mq_json_new ("n:l what:s of:s met:b by:s", (gint64)3,
                                                    "color", "seat", TRUE, "measured"));
  json_array_add_object_element (
      rows, mq_json_new ("n:l what:s of:s met:b by:s", (gint64)2, "look", "seat", TRUE, "eye"));
  json_object_set_array_member (report, "requirements", rows);
  mq_json_replace_object (&asset->report, report);
  add_view (asset);
  answer = ask (team, asset, MQ_TEAM_CRITIQUE);
  defects = mq_json_get_array (answer, "defects");
  g_assert_cmpuint (json_array_get_length (defects), ==, G_N_ELEMENTS (severities));
  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    g_assert_cmpstr (mq_json_get_string (mq_json_element_object (defects, i), "severity", ""), ==,
                     severities[i]);
}

/* Without a picture no model is asked (there is no answer here), and what was seen of the asset
 * before does not hold: nothing is met by eye. */
static void
test_critique_blind (void)
{
  const char *const answers[] = { NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) report = make_report ("2", "", "");
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonArray) rows = NULL;
  JsonArray *requirements = mq_json_get_array (asset->plan, "requirements");

  json_object_set_object_member (mq_json_element_object (requirements, 0), "seen",
                                 mq_json_new ("met:b evidence:s", TRUE, "view 1"));
  mq_json_replace_object (&asset->report, report);
  answer = ask (team, asset, MQ_TEAM_CRITIQUE);
  g_assert_cmpint (mq_json_length (mq_json_get_array (answer, "defects")), ==, 0);
  rows = mq_requirement_list_rows (mq_json_get_object (answer, "plan"), asset->report);
  g_assert_cmpuint (json_array_get_length (rows), >, 0);
  g_assert_cmpuint (mq_requirement_count_met (rows), ==, 0);
  g_assert_cmpstr (mq_json_get_string (answer, "text", ""), ==,
                   "Measured no fault; the pictures were not judged; 3 requirements not measured");
}

static void
set_instruction (MqAssetState *asset, const char *words)
{
  g_clear_pointer (&asset->instruction, mq_message_free);
  asset->instruction = mq_message_new (words, NULL);
}

static void
test_critique_measured (void)
{
  const char *const answers[] = { "critic", "judge change", "json",
                                  "{\"overall\": \"\", \"must_haves\": [], \"defects\": []}",
                                  NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) report = make_report ("2", SEAT_FLOATS, "");
  g_autoptr (JsonObject) kept = make_report ("1", "", "");
  g_autoptr (JsonArray) touches = json_array_new ();
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *defects;

  json_array_add_string_element (touches, "legs");
  set_instruction (asset, "longer legs");
  mq_json_replace_object (&asset->kept_report, kept);
  mq_json_replace_array (&asset->touches, touches);
  mq_json_replace_object (&asset->report, report);
  add_view (asset);
  answer = ask (team, asset, MQ_TEAM_CRITIQUE);
  defects = mq_json_get_array (answer, "defects");
  g_assert_cmpuint (json_array_get_length (defects), ==, 2);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (defects, 0), "code", ""), ==,
                   "floating");
  g_assert_nonnull (
      strstr (mq_json_get_string (mq_json_element_object (defects, 0), "fix", ""), "-0.0120"));
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (defects, 1), "code", ""), ==,
                   "stray");
}

/* What a model is told is English whatever its user's language is; what a client needs to say it in
 * that language is beside it. */
static void
test_measured_language (void)
{
  g_autoptr (JsonObject) given = mq_test_parse_json (plan);
  g_autoptr (JsonObject) report = make_report (
      "2", SEAT_FLOATS,
      "{\"objects\": [\"Leg 1\", \"Seat\"], \"parts\": [\"legs\", \"seat\"], \"depth_m\": 0.03}");
  g_autoptr (JsonArray) defects = NULL;
  JsonObject *floats;
  JsonObject *facts;

  if (!mq_test_speak_german (TRUE))
    return;
  g_assert_cmpstr (gettext ("Stopped"), ==, "Angehalten");
  defects = mq_measured_defects_find (given, report);
  mq_test_speak_german (FALSE);

  g_assert_cmpuint (json_array_get_length (defects), ==, 2);
  floats = mq_json_element_object (defects, 0);
  facts = mq_json_get_object (floats, "facts");
  g_assert_cmpstr (mq_json_get_string (floats, "what", ""), ==, "Seat floats, 12.0 mm from Leg 1");
  g_assert_cmpstr (mq_json_get_string (floats, "evidence", ""), ==, "measured");
  g_assert_cmpstr (mq_json_element_string (mq_json_get_array (facts, "objects"), 0), ==, "Seat");
  g_assert_cmpstr (mq_json_get_string (facts, "other", ""), ==, "Leg 1");
  g_assert_cmpfloat_with_epsilon (mq_json_get_double (facts, "mm", 0), 12, 1e-6);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (defects, 1), "what", ""), ==,
                   "Leg 1 and Seat run 30.0 mm into each other");
}

/* What is let in too deep is pulled back, not out; what is let in too little has a depth, no gap.
 */
static void
test_measured_depth (void)
{
  g_autoptr (JsonObject) given = mq_test_parse_json (plan);
  g_autoptr (JsonObject) report = make_report (
      "2", "",
      "{\"objects\": [\"Leg 1\", \"Seat\"], \"parts\": [\"legs\", \"seat\"], \"depth_m\": 0.003, "
      "\"kind\": \"let_in\", \"most_m\": 0.001}");
  g_autoptr (JsonArray) defects = mq_measured_defects_find (given, report);
  JsonObject *deep = mq_json_find (defects, "code", "penetration");

  g_assert_cmpstr (
      mq_json_get_string (deep, "fix", ""), ==,
      "shorten one, so that it does not come out at the other side: it is to be let in "
      "by about 0.0010 m");
}

static void
test_measured_shallow (void)
{
  g_autoptr (JsonObject) given = mq_test_parse_json (plan);
  g_autoptr (JsonObject) report = mq_test_parse_json (
      "{\"loose\": [{\"objects\": [\"Leg 1\", \"Seat\"], \"parts\": [\"legs\", \"seat\"], "
      "\"kind\": "
      "\"let_in\", \"gap_m\": -0.257, \"wanted_m\": -0.75}]}");
  g_autoptr (JsonArray) defects = mq_measured_defects_find (given, report);
  JsonObject *shallow = mq_json_find (defects, "code", "shallow");

  g_assert_cmpstr (mq_json_get_string (shallow, "what", ""), ==,
                   "Leg 1 is let in 257.0 of 750.0 mm planned into Seat");
  g_assert_cmpstr (mq_json_get_string (shallow, "fix", ""), ==,
                   "lengthen it by 0.4930 m, further into Seat");
}

/* What was measured is verified by measuring: no model is asked. */
static void
test_verify_measured (void)
{
  const char *const none[] = { NULL };
  g_autoptr (MqTeam) team = make_team (none);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) before = make_report ("2", SEAT_FLOATS, "");
  g_autoptr (JsonObject) after = make_report ("3", "", "");
  g_autoptr (JsonArray) defects = mq_measured_defects_find (asset->plan, before);
  g_autoptr (JsonObject) good = NULL;
  g_autoptr (JsonObject) bad = NULL;
  g_autoptr (JsonArray) nothing = json_array_new ();

  mq_json_replace_array (&asset->defects, defects);
  mq_json_replace_object (&asset->report, after);
  good = ask (team, asset, MQ_TEAM_VERIFY);
  g_assert_cmpstr (mq_json_get_string (good, "verdict", ""), ==, "better");
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (good, "fixed")), ==, 1);
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (good, "left")), ==, 0);

  mq_json_replace_array (&asset->defects, nothing);
  mq_json_replace_object (&asset->report, before);
  bad = ask (team, asset, MQ_TEAM_VERIFY);
  g_assert_cmpstr (mq_json_get_string (bad, "verdict", ""), ==, "worse");
}

/* Seven legs, less or more, from @first on, run into the seat, each by another depth. */
static JsonObject *
make_overlaps (const char *hash, guint first, guint n)
{
  g_autoptr (GString) pairs = g_string_new (NULL);

  for (guint i = first; i < first + n; i++)
    g_string_append_printf (pairs,
                            "%s{\"objects\": [\"Leg %u\", \"Seat\"], \"parts\": [\"legs\", "
                            "\"seat\"], \"depth_m\": %ue-3, \"kind\": \"rests\", \"most_m\": "
                            "0.003}",
                            i > first ? ", " : "", i, 20 + 10 * i);
  return make_report (hash, "", pairs->str);
}

/* @n_withdrawn: of those that are gone, measured another way */
static void
verify_overlaps (guint first, guint left, guint n_withdrawn, const char *floating,
                 const char *verdict, const char *text)
{
  const char *const none[] = { NULL };
  g_autoptr (MqTeam) team = make_team (none);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) before = make_overlaps ("2", 1, 7);
  g_autoptr (JsonArray) defects = mq_measured_defects_find (asset->plan, before);
  g_autoptr (JsonObject) after = make_overlaps ("3", first, left);
  g_autoptr (JsonObject) other = make_report ("3", floating, "");
  g_autoptr (JsonArray) again = json_array_new ();
  g_autoptr (JsonObject) answer = NULL;

  for (guint i = 0; i < n_withdrawn; i++)
    json_array_add_object_element (
        again,
        mq_json_new ("id:s withdrawn:b",
                     mq_json_get_string (mq_json_element_object (defects, i), "id", ""), TRUE));
  json_object_set_array_member (after, "again", json_array_ref (again));
  json_object_set_array_member (after, "floating",
                                json_array_ref (mq_json_get_array (other, "floating")));
  g_assert_cmpuint (json_array_get_length (defects), ==, 7);
  mq_json_replace_array (&asset->defects, defects);
  mq_json_replace_object (&asset->report, after);
  answer = ask (team, asset, MQ_TEAM_VERIFY);
  g_assert_cmpstr (mq_json_get_string (answer, "verdict", ""), ==, verdict);
  g_assert_cmpstr (mq_json_get_string (answer, "text", ""), ==, text);
}

/* Of seven faults of one part each counts, also under other names; what is new weighs against what
 * is gone. */
static void
test_verify_counts (void)
{
  verify_overlaps (3, 5, 0, "", "better", "Repaired 2 of 7 defects");
  verify_overlaps (11, 5, 0, "", "better", "Repaired 2 of 7 defects");
  verify_overlaps (3, 5, 0, SEAT_FLOATS, "better", "Repaired 2 of 7 defects; 1 is new");
  verify_overlaps (2, 6, 0, SEAT_FLOATS, "same", "Repaired 1 of 7 defects; 1 is new");
  verify_overlaps (1, 7, 0, SEAT_FLOATS, "worse", "Repaired 0 of 7 defects; 1 is new");
  verify_overlaps (1, 8, 0, "", "worse", "Repaired 0 of 7 defects; 1 is new");
  verify_overlaps (1, 0, 0, "", "better", "Repaired 7 defects");
  verify_overlaps (7, 1, 0, "", "better", "Repaired 6 of 7 defects");
}

/* A fault that was none, measured another way, is gone, and nobody repaired it. */
static void
test_verify_withdrawn (void)
{
  verify_overlaps (1, 0, 7, "", "better", "7 measured faults are not faults, measured another way");
  verify_overlaps (3, 5, 2, "", "better",
                   "Repaired 0 of 5 defects; 2 were not faults, measured another way");
  verify_overlaps (3, 5, 1, "", "better",
                   "Repaired 1 of 6 defects; 1 was not a fault, measured another way");
  verify_overlaps (1, 0, 1, "", "better",
                   "Repaired 6 defects; 1 was not a fault, measured another way");
  verify_overlaps (1, 0, 7, SEAT_FLOATS, "better",
                   "Repaired 0 defects; 1 is new; 7 were not faults, measured another way");
}

static void
test_verify_seen (void)
{
  const char *const answers[]
      = { "verifier", "verify", "json",
          "{\"defects\": [{\"what\": \"too dark\", \"fixed\": false, \"evidence\": \"view 1\"}], "
          "\"overall\": \"same\", \"why\": \"\"}",
          NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) report = make_report ("2", "", "");
  g_autoptr (JsonObject) defect = mq_test_parse_json (
      "{\"source\": \"seen\", \"part\": \"seat\", \"code\": \"material\", \"severity\": "
      "\"severe\", \"what\": \"too dark\", \"evidence\": \"\", \"fix\": \"\"}");
  g_autoptr (JsonArray) defects = json_array_new ();
  g_autoptr (JsonObject) answer = NULL;

  json_array_add_object_element (defects, json_object_ref (defect));
  mq_json_replace_array (&asset->defects, defects);
  mq_json_replace_object (&asset->report, report);
  answer = ask (team, asset, MQ_TEAM_VERIFY);
  g_assert_cmpstr (mq_json_get_string (answer, "verdict", ""), ==, "same");
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (answer, "defects")), ==, 1);
}

/* @is_text: models also send several names in one text */
static void
refine (gboolean is_text)
{
  static const char saying[] = "```json\n{\"summary\": \"Added a cushion\", \"touches\": "
                               "%s, \"parts\": [{\"id\": \"cushion\", \"name\": "
                               "\"Cushion\", \"purpose\": \"soft\", \"count\": 1, \"min\": [-0.2, "
                               "-0.2, 0.45], \"max\": [0.2, 0.2, 0.5], "
                               "\"materials\": [], \"joins\": [\"seat\"]}], \"remove_parts\": [], "
                               "\"must_haves\": [\"a cushion\"]}\n```\n"
                               "```python\ndef cushion_part():\n    return []\n```\n";
  const char *touches = is_text ? "\"cushion, seat\"" : "[\"cushion\"]";
  g_autofree char *said = g_strdup_printf (saying, touches);
  const char *const answers[] = { "refiner", "refine", "text", "Sure!", "refiner",
                                  "refine",  "text",   said,   NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) report = make_report ("2", "", "");
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *made;

  mq_json_replace_object (&asset->report, report);
  set_instruction (asset, "add a cushion");
  answer = ask (team, asset, MQ_TEAM_REFINE);
  made = mq_json_get_object (answer, "plan");
  g_assert_cmpstr (mq_json_get_string (answer, "summary", ""), ==, "Added a cushion");
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (answer, "touches")), ==,
                    is_text ? 2 : 1);
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (made, "parts")), ==, 3);
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (made, "requirements")), ==, 4);
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (asset->plan, "parts")), ==, 2);
  g_assert_nonnull (strstr (mq_json_get_string (answer, "script", ""), "def cushion_part():"));
}

static void
test_refine (void)
{
  refine (FALSE);
  refine (TRUE);
}

/* What of several wishes was not done is said, whether a model lists it or says it in a text. */
static void
test_refine_in_part (void)
{
  static const struct
  {
    const char *not_done;
    const char *items;
  } cases[] = { { "[]", NULL },
                { "\"\"", NULL },
                { "[\"two arms\"]", "two arms" },
                { "[\"two arms\", \"a bell\"]", "two arms|a bell" },
                { "\"a bell\"", "a bell" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = g_strdup_printf (
          "```json\n{\"summary\": \"Higher\", \"touches\": [\"seat\"], \"not_done\": %s}\n```\n"
          "```python\ndef helper():\n    return []\n```\n",
          cases[i].not_done);
      const char *const answers[] = { "refiner", "refine", "text", said, NULL };
      g_autoptr (MqTeam) team = make_team (answers);
      g_autoptr (MqAssetState) asset = make_draft (TRUE);
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GString) items = g_string_new (NULL);
      JsonObject *notice;
      JsonArray *left;

      set_instruction (asset, "higher, with two arms and a bell");
      answer = ask (team, asset, MQ_TEAM_REFINE);
      notice = mq_json_find (mq_json_get_array (answer, "notices"), "code", "in-part");
      left = mq_json_get_array (notice, "items");
      for (guint j = 0; j < mq_json_length (left); j++)
        g_string_append_printf (items, "%s%s", j > 0 ? "|" : "", mq_json_element_string (left, j));
      g_assert_true ((notice != NULL) == (cases[i].items != NULL));
      g_assert_cmpstr (items->str, ==, cases[i].items != NULL ? cases[i].items : "");
    }
}

static void
test_refuse (void)
{
  const char *const answers[] = { "refiner", "refine", "text",
                                  "```json\n{\"refuse\": \"A stool cannot sing.\"}\n```\n", NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) answer = NULL;

  set_instruction (asset, "let it sing");
  answer = ask (team, asset, MQ_TEAM_REFINE);
  g_assert_true (mq_json_get_boolean (answer, "refused", FALSE));
  g_assert_cmpstr (mq_json_get_string (answer, "text", ""), ==, "A stool cannot sing.");
}

/* It can be right already: nothing is changed, and that is no refusal. */
static void
test_already_so (void)
{
  const char *const answers[] = { "refiner", "refine", "text",
                                  "```json\n{\"already\": \"The stool has three legs.\"}\n```\n",
                                  NULL };
  g_autoptr (MqTeam) team = make_team (answers);
  g_autoptr (MqAssetState) asset = make_draft (TRUE);
  g_autoptr (JsonObject) answer = NULL;

  set_instruction (asset, "give it three legs");
  answer = ask (team, asset, MQ_TEAM_REFINE);
  g_assert_true (mq_json_get_boolean (answer, "refused", FALSE));
  g_assert_cmpstr (mq_json_get_string (answer, "outcome", ""), ==, "already-so");
}

static JsonObject *
make_entry (gint64 version, gint64 parent, const char *text, JsonObject *asset_plan)
{
  return mq_json_new ("version:l parent:l instruction:s summary:s script:s plan:o", version, parent,
                      "x", "y", text, json_object_ref (asset_plan));
}

/* The second version has another leg: "restore" puts the first one's back, "go_back" takes the
 * whole first version. */
static void
test_earlier_versions (void)
{
  static const char *const said[] = {
    "```json\n{\"summary\": \"As before\", \"restore\": [{\"part\": \"legs\", \"version\": "
    "1}]}\n```\n",
    "```json\n{\"summary\": \"As before\", \"go_back\": 1}\n```\n",
  };
  g_auto (GStrv) halves = g_strsplit (script, "\"Leg 1\"", 2);
  g_autofree char *changed = g_strjoinv ("\"Leg A\"", halves);

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      const char *const answers[] = { "refiner", "refine", "text", said[i], NULL };
      g_autoptr (MqTeam) team = make_team (answers);
      g_autoptr (MqAssetState) asset = make_draft (TRUE);
      g_autoptr (JsonObject) answer = NULL;

      mq_asset_history_add (asset->history, make_entry (1, 0, script, asset->plan));
      mq_asset_history_add (asset->history, make_entry (2, 1, changed, asset->plan));
      asset->version = 2;
      g_set_str (&asset->script, changed);
      set_instruction (asset, "undo that");
      answer = ask (team, asset, MQ_TEAM_REFINE);
      g_assert_cmpstr (mq_json_get_string (answer, "script", ""), ==, script);
      g_assert_cmpint (mq_json_get_object (answer, "base") != NULL, ==, i == 1);
      g_assert_cmpuint (mq_json_length (mq_json_get_array (answer, "restored")), ==, i == 0);
      g_assert_cmpuint (mq_json_length (mq_json_get_array (answer, "touches")), ==, i == 0);
    }
}

static void
test_budget (void)
{
  const char *const answers[] = { "planner", "plan", "json", "{}", "planner",
                                  "plan",    "json", plan,   NULL };
  const MqBudget budgets[] = { { .calls = 1 }, { .tokens = 100 } };

  for (gsize i = 0; i < G_N_ELEMENTS (budgets); i++)
    {
      g_autoptr (MqTeam) team = make_team (answers);
      g_autoptr (MqAssetState) asset = make_draft (FALSE);
      g_autoptr (GError) error = NULL;

      asset->budget = budgets[i];
      g_assert_null (dex_await_boxed (mq_team_ask (team, MQ_TEAM_PLAN, asset), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BUDGET);
      g_assert_cmpint (asset->spent.calls, ==, 1);
    }
}

static void
append_row (GString *text, guint n, guint first)
{
  g_string_append_printf (text,
                          "%s{\"words\": \"%u\", \"what\": \"size\", \"of\": \"p%u\", \"axis\": "
                          "\"x\", \"value\": %u, \"unit\": \"mm\", \"view\": \"front\", \"place\": "
                          "\"below\", \"reading\": \"%s\", \"why\": \"faint\"}",
                          n > first ? ", " : "", n, n, n, n % 2 == 0 ? "certain" : "doubtful");
}

/* A drawing is read twice: the second look strikes rows and adds some, up to the most of a plan. */
static void
test_read (void)
{
  g_autoptr (GString) first = g_string_new ("{\"requirements\": [");
  g_autoptr (GString) second = g_string_new ("{\"strike\": [{\"n\": 1}], \"requirements\": [");
  g_autoptr (MqTeam) team = NULL;
  g_autoptr (MqAssetState) asset = make_draft (FALSE);
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *rows;
  JsonObject *row;

  for (guint n = 1; n <= MQ_REQUIREMENT_MAX; n++)
    append_row (first, n, 1);
  for (guint n = 101; n <= 102; n++)
    append_row (second, n, 101);
  g_string_append (first, "]}");
  g_string_append (second, "]}");
  team = make_team ((const char *[]){ "reader", "read", "json", first->str, "reader", "read",
                                      "json", second->str, NULL });
  answer = ask (team, asset, MQ_TEAM_READ);
  rows = mq_json_get_array (answer, "requirements");
  g_assert_cmpuint (mq_json_length (rows), ==, MQ_REQUIREMENT_MAX);
  row = mq_json_element_object (rows, 0);
  g_assert_cmpstr (mq_json_get_string (row, "words", ""), ==, "2");
  g_assert_cmpstr (mq_json_get_string (row, "source", ""), ==, "front, below");
  g_assert_false (json_object_has_member (row, "doubt"));
  row = mq_json_element_object (rows, MQ_REQUIREMENT_MAX - 1);
  g_assert_cmpstr (mq_json_get_string (row, "words", ""), ==, "101");
  g_assert_cmpstr (mq_json_get_string (row, "doubt", ""), ==, "faint");
}

/* Functions for exact things, joints, plants and buildings are told of where words name them. */
static void
test_special_toolkit (void)
{
  static const struct
  {
    const char *about;
    const char *has; /* functions, from that of exact things to that of buildings */
  } cases[] = {
    { "a chair with 4 legs, 45 cm high", "" },
    { "a texture of pine, screening, ten million", "" },
    { "Plate 120x80mm", "involute_gear" },
    { "1. a lid that fits [clearance lid box = 0.3 cm]", "involute_gear add_joints" },
    { "Two Gears; leaves on a branch", "involute_gear leaf_blade" },
    { "a Castle on a rock with trees", "leaf_blade crenels" },
    { "bushing: rests in the housing", "involute_gear" },
    { "stem ×1: carries the bowl of a goblet", "" },
    { "leaf ×2: of the butt hinge", "involute_gear add_joints" },
    { "stem ×1; leaves ×8", "leaf_blade" },
    { "door ×2: of the cupboard", "add_joints" },
  };
  static const char *const functions[] = { "involute_gear", "add_joints", "leaf_blade", "crenels" };
  g_autoptr (MqPythonLibrary) library = mq_python_library_new ();
  g_autoptr (MqAgents) agents = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_python_library_load (library, MQ_TEST_DATA "/sketcher/library", &error));
  agents = mq_agents_new (MQ_TEST_DATA "/agents", library, 0.0003, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (agents->introduction, "sphere(name"));
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    g_assert_null (strstr (agents->introduction, functions[i]));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *special = mq_toolkit_dup_special (agents->toolkit, cases[i].about);
      g_autoptr (GString) has = g_string_new (NULL);

      for (gsize j = 0; special != NULL && j < G_N_ELEMENTS (functions); j++)
        if (strstr (special, functions[j]) != NULL)
          g_string_append_printf (has, "%s%s", has->len > 0 ? " " : "", functions[j]);
      g_assert_cmpstr (has->str, ==, cases[i].has);
      g_assert_true ((special == NULL) == (*cases[i].has == '\0'));
    }
}

/* A planner may ask for each kind of requirement, and for no other. */
static void
test_requirement_kinds (void)
{
  g_autoptr (MqPythonLibrary) library = mq_python_library_new ();
  g_autoptr (MqAgents) agents = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *schema = NULL;
  g_autofree char *kinds = mq_requirement_join_kinds ("\",\"");
  g_autofree char *wanted = g_strdup_printf ("\"what\":{\"type\":\"string\",\"enum\":[\"%s\"]}",
                                             kinds);

  g_assert_true (mq_python_library_load (library, MQ_TEST_DATA "/sketcher/library", &error));
  agents = mq_agents_new (MQ_TEST_DATA "/agents", library, 0.0003, &error);
  g_assert_no_error (error);
  /* The gap of each fit is the printer's. */
  g_assert_nonnull (strstr (g_hash_table_lookup (agents->texts, "planner"),
                            "printed fits: press 0.075, snug 0.15, loose 0.6 mm"));
  g_assert_nonnull (strstr (g_hash_table_lookup (agents->texts, "refiner"), "snug 0.15"));
  schema = mq_json_object_to_string (g_hash_table_lookup (agents->schemas, "planner"), FALSE);
  /* Each is explained where it is offered. */
  for (const MqRequirementKind *kind = mq_requirement_kinds; kind->what != NULL; kind++)
    {
      g_autofree char *pattern = g_strdup_printf ("\\b%s\\b", kind->what);

      if (!g_regex_match_simple (pattern, mq_requirement_hints, 0, 0))
        g_error ("the planner's prompt says nothing of %s", kind->what);
    }
  g_assert_nonnull (strstr (schema, wanted));
}

/* How two parts join is said at the one that has it, whichever is listed first. */
static void
test_join_kinds (void)
{
  static const struct
  {
    const char *first;  /* how the first joins the second; NULL: bare */
    const char *second; /* how the second joins the first */
    const char *told;
  } cases[] = {
    { NULL, "let_in", "- mast ×1  none: \n- base ×1  none; joins mast: let in 20 mm: \n" },
    { "let_in", NULL, "- mast ×1  none; joins base: let in 20 mm: \n- base ×1  none: \n" },
    { "rests", "hangs", "- mast ×1  none: \n- base ×1  none; joins mast: hangs from: \n" },
    { NULL, "rests", "- mast ×1  none; joins base: \n- base ×1  none: \n" },
    { "through", "let_in", "- mast ×1  none; joins base: through: \n- base ×1  none: \n" },
    { NULL, NULL, "- mast ×1  none; joins base: \n- base ×1  none: \n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) planned = mq_test_parse_json (
          "{\"parts\": [{\"id\": \"mast\", \"joins\": [\"base\"], \"join_kinds\": {}}, {\"id\": "
          "\"base\", \"joins\": [\"mast\"], \"join_kinds\": {}}], \"requirements\": []}");
      JsonArray *parts = mq_json_get_array (planned, "parts");
      g_autofree char *told = NULL;

      for (guint j = 0; j < 2; j++)
        if ((j == 0 ? cases[i].first : cases[i].second) != NULL)
          json_object_set_object_member (
              mq_json_get_object (mq_json_element_object (parts, j), "join_kinds"),
              j == 0 ? "base" : "mast",
              mq_json_new ("kind:s m:d", j == 0 ? cases[i].first : cases[i].second, 0.02));
      told = mq_role_context_list_parts (planned);
      if (strstr (told, cases[i].told) == NULL)
        g_error ("“%s” is not in “%s”", cases[i].told, told);
    }
}

MQ_TEST_PROGRAM (roles)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/roles/plan", test_plan);
  mq_test_add_fiber ("/roles/plan-of-a-variant", test_plan_of_a_variant);
  mq_test_add_fiber ("/roles/thin-plan", test_thin_plan);
  mq_test_add_fiber ("/roles/write", test_write);
  mq_test_add_fiber ("/roles/write-cut", test_write_cut);
  mq_test_add_fiber ("/roles/write-useless", test_write_useless);
  mq_test_add_fiber ("/roles/repair", test_repair);
  mq_test_add_fiber ("/roles/repair-broken", test_repair_broken);
  mq_test_add_fiber ("/roles/critique", test_critique);
  mq_test_add_fiber ("/roles/critic-hears-faults", test_critic_hears_faults);
  mq_test_add_fiber ("/roles/critique-unsure", test_critique_unsure);
  mq_test_add_fiber ("/roles/critique-blind", test_critique_blind);
  mq_test_add_fiber ("/roles/critique-measured", test_critique_measured);
  mq_test_add_fiber ("/roles/measured-language", test_measured_language);
  mq_test_add_fiber ("/roles/measured-depth", test_measured_depth);
  mq_test_add_fiber ("/roles/measured-shallow", test_measured_shallow);
  mq_test_add_fiber ("/roles/verify-measured", test_verify_measured);
  mq_test_add_fiber ("/roles/verify-counts", test_verify_counts);
  mq_test_add_fiber ("/roles/verify-withdrawn", test_verify_withdrawn);
  mq_test_add_fiber ("/roles/verify-seen", test_verify_seen);
  g_test_add_func ("/roles/rounds", test_rounds);
  mq_test_add_fiber ("/roles/refine", test_refine);
  mq_test_add_fiber ("/roles/refine-in-part", test_refine_in_part);
  mq_test_add_fiber ("/roles/refuse", test_refuse);
  g_test_add_func ("/roles/join-kinds", test_join_kinds);
  g_test_add_func ("/roles/requirement-kinds", test_requirement_kinds);
  mq_test_add_fiber ("/roles/unjoined-plan", test_unjoined_plan);
  mq_test_add_fiber ("/roles/misread-plan", test_misread_plan);
  mq_test_add_fiber ("/roles/already-so", test_already_so);
  mq_test_add_fiber ("/roles/earlier-versions", test_earlier_versions);
  mq_test_add_fiber ("/roles/read", test_read);
  mq_test_add_fiber ("/roles/budget", test_budget);
  g_test_add_func ("/roles/special-toolkit", test_special_toolkit);
  return mq_test_run ();
}
