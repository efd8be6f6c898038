/* What a look shows beside the six views: chosen from plan, report and defects, asked for by the
 * pipeline, and shown to the verifier. */
#include "common/json/mq-json.h"
#include "service/fake-client.h"
#include "service/team/mq-look-choice.h"
#include "service/test-store.h"
#include "service/thinking-team.h"
#include "support/mq-test.h"

#include <string.h>

static JsonArray *
parse_array (const char *text)
{
  g_autofree char *holder = g_strdup_printf ("{\"list\": %s}", text);
  g_autoptr (JsonObject) object = mq_test_parse_json (holder);

  return json_array_ref (mq_json_get_array (object, "list"));
}

#define BOX(name, part, x0, y0, z0, x1, y1, z1)                                                    \
  "{\"name\": \"" name "\", \"part\": \"" part "\", \"box\": {\"min\": [" #x0 "," #y0 "," #z0      \
  "], \"max\": [" #x1 "," #y1 "," #z1 "]}}"
#define REPORT(objects) "{\"objects\": [" objects "]}"
#define CRATE BOX ("Crate", "crate", 0, 0, 0, 1, 1, 1)
#define BALL BOX ("Ball", "ball", 0.2, 0.2, 0.2, 0.5, 0.5, 0.5)
#define CUBE BOX ("Cube", "cube", 0.6, 0.6, 0.1, 0.8, 0.8, 0.3)

static void
test_inside (void)
{
  static const struct
  {
    const char *plan;
    const char *report;
    const char *how;
  } cases[] = {
    { "{}", REPORT (CRATE), NULL },
    { "{}", REPORT (CRATE "," BALL), "section" },
    { "{}", REPORT (CRATE "," BALL "," CUBE), "apart" },
    /* Its own part hides nothing, and what sticks out is seen. */
    { "{}", REPORT (CRATE "," BOX ("Slat", "crate", 0.2, 0.2, 0.2, 0.5, 0.5, 0.5)), NULL },
    { "{}", REPORT (CRATE "," BOX ("Pin", "pin", 0.2, 0.2, 0.2, 0.5, 0.5, 1.2)), NULL },
    /* A frame round spindles is open. */
    { "{}",
      REPORT (BOX ("Frame", "frame", 0, 0, 0, 1, 0.04, 1) "," BOX ("Spindle", "spindles", 0.3, 0.01,
                                                                   0.1, 0.33, 0.03, 0.9)),
      NULL },
    { "{\"requirements\": [{\"words\": \"2 mm walls\", \"what\": \"wall\", \"of\": \"pot\"}]}",
      REPORT (CRATE), "section" },
    { "{\"requirements\": [{\"words\": \"red\", \"what\": \"color\", \"of\": \"pot\"}]}",
      REPORT (CRATE), NULL },
    { "{\"parts\": [{\"id\": \"lid\", \"joins\": [\"pot\"], \"join_kinds\": {\"pot\": {\"kind\": "
      "\"fits\", \"m\": 0.0003}}}]}",
      REPORT (CRATE "," BALL "," CUBE), "section" },
    { "{\"parts\": [{\"id\": \"lid\", \"joins\": [\"pot\"], \"join_kinds\": {\"pot\": {\"kind\": "
      "\"rests\"}}}]}",
      REPORT (CRATE), NULL },
  };

  g_assert_null (mq_look_choose_inside (NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) plan = mq_test_parse_json (cases[i].plan);
      g_autoptr (JsonObject) report = mq_test_parse_json (cases[i].report);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (mq_look_choose_inside (plan, report), ==, cases[i].how);
    }
}

/* What is thinner than a fifth of its width is a panel, however it stands, and hides nothing. */
static void
test_panels (void)
{
  static const struct
  {
    double thick;
    const char *how;
  } cases[] = { { 0.1, NULL }, { 0.19, NULL }, { 0.21, "section" }, { 1, "section" } };
  g_autoptr (JsonObject) plan = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint thin = 0; thin < 3; thin++)
      for (guint next = 1; next <= 2; next++)
        {
          double side[3] = { 10, 10, 10 };
          g_autofree char *text = NULL;
          g_autoptr (JsonObject) report = NULL;

          side[thin] = cases[i].thick;
          side[(thin + next) % 3] = 1;
          text = g_strdup_printf (
              REPORT ("{\"name\": \"Panel\", \"part\": \"panel\", \"box\": {\"min\": [0, 0, 0], "
                      "\"max\": [%g, %g, %g]}}, {\"name\": \"Pin\", \"part\": \"pin\", \"box\": "
                      "{\"min\": [0.02, 0.02, 0.02], \"max\": [0.05, 0.05, 0.05]}}"),
              side[0], side[1], side[2]);
          report = mq_test_parse_json (text);
          g_test_message ("%s", text);
          g_assert_cmpstr (mq_look_choose_inside (plan, report), ==, cases[i].how);
        }
}

/* Those that were seen first; each place once; none of the whole; four at most. */
static void
test_closeups (void)
{
  static const struct
  {
    const char *defects;
    const char *closeups;
  } cases[] = {
    { "[]", "[]" },
    { "[{\"source\": \"seen\", \"part\": \"ball\"}]",
      "[{\"label\":\"Ball\",\"objects\":[\"Ball\"]}]" },
    { "[{\"source\": \"seen\", \"part\": \"legs\"}]",
      "[{\"label\":\"Leg 1 and Leg 2\",\"objects\":[\"Leg 1\",\"Leg 2\"]}]" },
    { "[{\"source\": \"seen\", \"part\": \"whole\"}, {\"source\": \"seen\", \"part\": \"gone\"}]",
      "[]" },
    { "[{\"source\": \"measured\", \"part\": \"ball\", \"facts\": {\"objects\": [\"Ball\"], "
      "\"other\": \"Crate\"}}, {\"source\": \"seen\", \"part\": \"crate\"}]",
      "[{\"label\":\"Crate\",\"objects\":[\"Crate\"]},{\"label\":\"Ball and Crate\",\"objects\":["
      "\"Ball\",\"Crate\"]}]" },
    { "[{\"source\": \"seen\", \"part\": \"ball\"}, {\"source\": \"seen\", \"part\": \"ball\"}]",
      "[{\"label\":\"Ball\",\"objects\":[\"Ball\"]}]" },
    /* A requirement's words are no object. */
    { "[{\"source\": \"measured\", \"code\": \"unmet\", \"part\": \"cube\", \"facts\": "
      "{\"objects\": [], \"other\": \"a red cube\"}}]",
      "[{\"label\":\"Cube\",\"objects\":[\"Cube\"]}]" },
  };
  g_autoptr (JsonObject) report = mq_test_parse_json (REPORT (CRATE "," BALL "," CUBE "," BOX (
      "Leg 1", "legs", 0, 0, 0, 1, 1, 1) "," BOX ("Leg 2", "legs", 0, 0, 0, 1, 1, 1)));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonArray) defects = parse_array (cases[i].defects);
      g_autoptr (JsonArray) closeups = mq_look_list_closeups (defects, report);
      g_autofree char *text = mq_json_array_to_string (closeups, FALSE);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (text, ==, cases[i].closeups);
    }
}

static void
test_motion (void)
{
  g_autoptr (JsonObject) moving = mq_test_parse_json ("{\"whole\": {\"moving\": 1}}");
  g_autoptr (JsonObject) still = mq_test_parse_json ("{\"whole\": {\"moving\": 0}}");

  g_assert_true (mq_look_has_motion (moving));
  g_assert_false (mq_look_has_motion (still));
  g_assert_false (mq_look_has_motion (NULL));
}

/* Many parts drawn apart are too small to be seen: a cut shows them. */
static void
test_many_parts (void)
{
  static const guint n_parts[] = { 8, 9 };
  static const char *const how[] = { "apart", "section" };

  for (gsize i = 0; i < G_N_ELEMENTS (n_parts); i++)
    {
      g_autoptr (GString) text = g_string_new ("{\"objects\": [" CRATE "," BALL "," CUBE);
      g_autoptr (JsonObject) report = NULL;

      for (guint part = 3; part < n_parts[i]; part++)
        g_string_append_printf (text, ",{\"name\": \"%u\", \"part\": \"part%u\"}", part, part);
      g_string_append (text, "]}");
      report = mq_test_parse_json (text->str);
      g_assert_cmpstr (mq_look_choose_inside (NULL, report), ==, how[i]);
    }
}

static void
test_many_closeups (void)
{
  g_autoptr (GString) objects = g_string_new ("{\"objects\": [");
  g_autoptr (JsonArray) defects = json_array_new ();
  g_autoptr (JsonArray) closeups = NULL;
  g_autoptr (JsonObject) report = NULL;

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *part = g_strdup_printf ("part%u", i);

      g_string_append_printf (objects, "%s{\"name\": \"%s\", \"part\": \"%s\"}", i > 0 ? ", " : "",
                              part, part);
      json_array_add_object_element (defects, mq_json_new ("source:s part:s", "seen", part));
    }
  g_string_append (objects, "]}");
  report = mq_test_parse_json (objects->str);
  closeups = mq_look_list_closeups (defects, report);
  g_assert_cmpuint (json_array_get_length (closeups), ==, MQ_LOOK_MAX_CLOSEUPS);
}

#define PLAN(color) "{\"materials\": [{\"id\": \"oak\", \"color\": \"" color "\"}]}"
#define SEAT(material)                                                                             \
  "{\"objects\": [{\"name\": \"Seat\", \"part\": \"seat\", \"materials\": [\"" material "\"]}]}"

static void
test_materials (void)
{
  static const struct
  {
    const char *defect; /* (nullable) */
    const char *before; /* (nullable): the plan before a change */
    const char *plan;
    const char *kept; /* (nullable): the report before it */
    gboolean about;
  } cases[] = {
    { NULL, NULL, PLAN ("#aa0000"), NULL, FALSE },
    { "material", NULL, PLAN ("#aa0000"), NULL, TRUE },
    { "bare", NULL, PLAN ("#aa0000"), NULL, TRUE },
    { "no-picture", NULL, PLAN ("#aa0000"), NULL, TRUE },
    { "shape", NULL, PLAN ("#aa0000"), NULL, FALSE },
    { NULL, PLAN ("#aa0000"), PLAN ("#aa0000"), SEAT ("Oak"), FALSE },
    { NULL, PLAN ("#0000aa"), PLAN ("#aa0000"), SEAT ("Oak"), TRUE },
    { NULL, NULL, PLAN ("#aa0000"), SEAT ("Pine"), TRUE },
    /* What is repaired is about a shape, whatever the change was. */
    { "shape", PLAN ("#0000aa"), PLAN ("#aa0000"), SEAT ("Oak"), FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqAssetState) asset = mq_asset_state_new ("a seat");

      g_test_message ("%" G_GSIZE_FORMAT, i);
      asset->plan = mq_test_parse_json (cases[i].plan);
      asset->report = mq_test_parse_json (SEAT ("Oak"));
      asset->version = 1;
      if (cases[i].kept != NULL)
        asset->kept_report = mq_test_parse_json (cases[i].kept);
      if (cases[i].before != NULL)
        json_array_add_object_element (
            asset->history,
            mq_json_new ("version:i plan:o", 1, mq_test_parse_json (cases[i].before)));
      if (cases[i].defect != NULL)
        {
          asset->defects = json_array_new ();
          json_array_add_object_element (asset->defects,
                                         mq_json_new ("code:s source:s", cases[i].defect, "seen"));
        }
      g_assert_true (mq_look_is_about_materials (asset) == cases[i].about);
    }
}

#define HASHED(hash, top)                                                                          \
  "{\"objects\": [{\"name\": \"Seat\", \"part\": \"seat\", \"materials\": [\"Oak\"], \"hash\": "   \
  "\"" hash "\", \"triangles\": 12, \"box\": {\"min\": [0, 0, 0], \"max\": [1, 1, " top "]}}]}"

/* A material that keeps its name. */
static void
test_recolored (void)
{
  g_autoptr (MqAssetState) asset = mq_asset_state_new ("a seat");

  asset->kept_report = mq_test_parse_json (HASHED ("aa", "1"));
  asset->report = mq_test_parse_json (HASHED ("bb", "1"));
  g_assert_true (mq_look_is_about_materials (asset));
  json_object_unref (asset->report);
  asset->report = mq_test_parse_json (HASHED ("bb", "2"));
  g_assert_false (mq_look_is_about_materials (asset));
  json_object_unref (asset->report);
  asset->report = mq_test_parse_json (HASHED ("aa", "1"));
  g_assert_false (mq_look_is_about_materials (asset));
}

static void
test_required_color (void)
{
  g_autoptr (MqAssetState) asset = mq_asset_state_new ("a red seat");

  asset->plan = mq_test_parse_json (
      "{\"requirements\": [{\"words\": \"red\", \"what\": \"color\", \"of\": "
      "\"seat\"}, {\"words\": \"wide\", \"what\": \"size\", \"of\": \"seat\"}, {\"words\": "
      "\"of oak\", \"what\": \"material\", \"of\": \"seat\"}]}");
  asset->defects = parse_array ("[{\"code\": \"unmet\", \"facts\": {\"other\": \"wide\"}}]");
  g_assert_false (mq_look_is_about_materials (asset));
  mq_json_replace_array (&asset->defects, NULL);
  asset->defects = parse_array ("[{\"code\": \"unmet\", \"facts\": {\"other\": \"red\"}}]");
  g_assert_true (mq_look_is_about_materials (asset));
  mq_json_replace_array (&asset->defects, NULL);
  asset->defects = parse_array ("[{\"code\": \"unmet\", \"facts\": {\"other\": \"wide\"}}, "
                                "{\"code\": \"unmet\", \"facts\": {\"other\": \"of oak\"}}]");
  g_assert_true (mq_look_is_about_materials (asset));
}

static FakeClient *
play (const char *prompt, MqTeam **team)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("look-%u.db", number++);
  g_autofree char *request = g_strdup_printf ("{\"prompt\": \"%s\", \"interactive\": false}",
                                              prompt);
  g_autoptr (MqJournal) journal = test_store_open (name);
  g_autoptr (MqTeams) teams = NULL;
  g_autoptr (MqServiceSettings) settings = NULL;
  g_autoptr (MqRuns) runs = NULL;
  FakeClient *client;

  *team = test_thinking_team_new ();
  teams = mq_teams_new (*team);
  settings = mq_service_settings_new (NULL, teams, &mq_run_default_limits);
  runs = mq_runs_new (journal, settings);
  client = fake_client_new (runs);
  fake_client_start (client, request);
  fake_client_follow (client);
  return client;
}

/* The instructions `render` of mode `look`, in their order. */
static JsonArray *
list_looks (FakeClient *client)
{
  JsonArray *looks = json_array_new ();

  for (guint i = 0; i < fake_client_count (client, "instruction"); i++)
    {
      g_autoptr (JsonObject) instruction = fake_client_find (client, "instruction", i);

      if (g_strcmp0 (mq_json_get_string (instruction, "mode", NULL), "look") == 0)
        json_array_add_object_element (looks, g_steal_pointer (&instruction));
    }

  return looks;
}

/* Before the repair from where the seat is seen best, after it from the same place. */
static void
test_before_and_after (void)
{
  g_autoptr (MqTeam) team = NULL;
  g_autoptr (FakeClient) client = play ("defect", &team);
  g_autoptr (JsonArray) looks = list_looks (client);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpuint (json_array_get_length (looks), ==, 3);
  g_assert_null (mq_json_get_array (mq_json_element_object (looks, 0), "closeups"));
  g_assert_false (mq_json_get_boolean (mq_json_element_object (looks, 1), "views", TRUE));
  g_assert_true (mq_json_get_boolean (mq_json_element_object (looks, 2), "views", TRUE));
  before = mq_json_array_to_string (
      mq_json_get_array (mq_json_element_object (looks, 1), "closeups"), FALSE);
  after = mq_json_array_to_string (
      mq_json_get_array (mq_json_element_object (looks, 2), "closeups"), FALSE);
  g_assert_cmpstr (before, ==, "[{\"label\":\"before: Seat\",\"objects\":[\"Seat\"]}]");
  g_assert_cmpstr (after, ==, "[{\"label\":\"after: Seat\",\"camera\":[[320,30,1,2,3,0.5]]}]");
  g_assert_cmpuint (test_thinking_team_get_closeups (TEST_THINKING_TEAM (team)), ==, 2);
}

/* Each round has its own: those of an earlier round are not shown again. */
static void
test_two_rounds (void)
{
  g_autoptr (MqTeam) team = NULL;
  g_autoptr (FakeClient) client = play ("defect defect named", &team);
  g_autoptr (JsonArray) looks = list_looks (client);

  g_assert_cmpuint (json_array_get_length (looks), ==, 5);
  g_assert_cmpuint (test_thinking_team_get_closeups (TEST_THINKING_TEAM (team)), ==, 2);
}

static void
test_blind (void)
{
  g_autoptr (MqTeam) team = NULL;
  g_autoptr (FakeClient) client = play ("defect blind", &team);

  g_assert_cmpuint (client->looks, ==, 0);
  g_assert_cmpuint (test_thinking_team_get_closeups (TEST_THINKING_TEAM (team)), ==, 0);
}

MQ_TEST_PROGRAM (look)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/look/inside", test_inside);
  g_test_add_func ("/look/panels", test_panels);
  g_test_add_func ("/look/motion", test_motion);
  g_test_add_func ("/look/many-parts", test_many_parts);
  g_test_add_func ("/look/closeups", test_closeups);
  g_test_add_func ("/look/many-closeups", test_many_closeups);
  g_test_add_func ("/look/materials", test_materials);
  g_test_add_func ("/look/recolored", test_recolored);
  g_test_add_func ("/look/required-color", test_required_color);
  mq_test_add_fiber ("/look/before-and-after", test_before_and_after);
  mq_test_add_fiber ("/look/two-rounds", test_two_rounds);
  mq_test_add_fiber ("/look/blind", test_blind);

  return mq_test_run ();
}
