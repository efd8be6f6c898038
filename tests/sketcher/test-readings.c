/* Prompts and instructions against what they are to be read as: readings.json and compounds.json,
 * over the kinds in kinds/. `--print` writes what is read now, for adding to the table. */
#include "common/json/mq-json.h"
#include "service/sketcher/kinds/mq-kind-catalogue.h"
#include "service/sketcher/requests/mq-request-list.h"
#include "service/sketcher/mq-sketch-planner.h"

#include "reading-text.h"
#include "support/mq-test.h"

#include <string.h>

#define HERE MQ_SOURCE_ROOT "/tests/sketcher"

/* @own: (nullable): a folder of kinds beside the built-in ones */
static MqKindCatalogue *
load_catalogue (const char *own)
{
  const char *const folders[] = { MQ_SOURCE_ROOT "/data/sketcher", own, NULL };
  g_autoptr (GError) error = NULL;
  MqKindCatalogue *catalogue = mq_kind_catalogue_new (folders, &error);

  g_assert_no_error (error);
  return catalogue;
}

static JsonObject *
load_table (const char *name)
{
  g_autofree char *path = g_build_filename (HERE, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *table;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  table = mq_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  return table;
}

static GStrv
read_entry (MqKindCatalogue *catalogue, JsonObject *entry)
{
  const char *text = mq_json_get_string (entry, "text", "");
  const char *id = mq_json_get_string (entry, "kind", "");
  MqKind *kind = mq_kind_catalogue_lookup (catalogue, id);
  gboolean instruction = mq_json_get_boolean (entry, "instruction", FALSE);
  g_autoptr (MqRequestList) reading = NULL;

  g_assert_nonnull (kind);
  if (!instruction)
    {
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, text, 1, NULL);

      g_assert_nonnull (plan);
      /* “Two chairs” are a composition. */
      g_assert_true (plan->kind == kind || plan->things->len > 0);
    }
  reading = mq_request_list_parse (catalogue->lexicon, kind, text, instruction, NULL);
  return describe_reading (reading);
}

static void
test_table (void)
{
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue (HERE "/kinds");
  g_autoptr (JsonObject) table = load_table ("readings.json");
  JsonArray *entries = mq_json_get_array (table, "readings");

  g_assert_cmpuint (json_array_get_length (entries), >=, 120);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = mq_json_element_object (entries, i);
      JsonArray *expected = mq_json_get_array (entry, "expect");
      g_auto (GStrv) lines = read_entry (catalogue, entry);
      guint count = json_array_get_length (expected);
      gboolean same = g_strv_length (lines) == count;

      for (guint j = 0; same && j < count; j++)
        same = g_strcmp0 (lines[j], mq_json_element_string (expected, j)) == 0;
      if (!same)
        {
          g_autofree char *got = g_strjoinv ("\n  ", lines);

          g_test_message ("“%s” was read as\n  %s", mq_json_get_string (entry, "text", ""), got);
          g_test_fail ();
        }
    }
}

/* The titles of what a prompt makes: "House, Tree". */
static char *
list_titles (MqSketchPlan *plan)
{
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < plan->things->len; i++)
    g_strv_builder_add (titles, ((MqSketchPlan *)plan->things->pdata[i])->kind->title);
  if (plan->things->len == 0)
    g_strv_builder_add (titles, plan->kind->title);
  list = g_strv_builder_end (titles);
  return g_strjoinv (", ", list);
}

/* The last noun counts: compounds of unknown nouns are refused by name, their reverse is made. */
static void
test_compounds (void)
{
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue (NULL);
  g_autoptr (JsonObject) table = load_table ("compounds.json");
  JsonObjectIter iter;
  const char *text;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, mq_json_get_object (table, "refused"));
  while (json_object_iter_next_ordered (&iter, &text, &node))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, text, 1, &error);
      g_autofree char *made = plan != NULL ? list_titles (plan) : NULL;
      g_autofree char *quoted = g_strdup_printf ("“%s”", json_node_get_string (node));

      if (plan != NULL || (!g_str_equal (quoted, "“”") && strstr (error->message, quoted) == NULL))
        {
          g_test_message ("“%s”: %s", text, made != NULL ? made : error->message);
          g_test_fail ();
        }
    }

  json_object_iter_init_ordered (&iter, mq_json_get_object (table, "made"));
  while (json_object_iter_next_ordered (&iter, &text, &node))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, text, 1, &error);
      g_autofree char *made = plan != NULL ? list_titles (plan) : NULL;
      g_auto (GStrv) wanted = mq_json_to_strings (json_node_get_array (node));
      g_autofree char *joined = g_strjoinv (", ", wanted);

      if (g_strcmp0 (made, joined) != 0)
        {
          g_test_message ("“%s”: %s", text, made != NULL ? made : error->message);
          g_test_fail ();
        }
    }
}

/* What people ask for first is made as what they mean, or refused: never as something else. */
static void
test_first_words (void)
{
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue (NULL);
  g_autoptr (JsonObject) table = load_table ("first-words.json");
  JsonObjectIter categories;
  JsonNode *category;

  json_object_iter_init (&categories, mq_json_get_object (table, "prompts"));
  while (json_object_iter_next (&categories, NULL, &category))
    {
      JsonObjectIter prompts;
      const char *text;
      JsonNode *node;

      json_object_iter_init (&prompts, json_node_get_object (category));
      while (json_object_iter_next (&prompts, &text, &node))
        {
          g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, text, 1, NULL);
          g_auto (GStrv) wanted = mq_json_to_strings (json_node_get_array (node));
          const char *made = plan == NULL            ? NULL
                             : plan->things->len > 0 ? "several"
                                                     : plan->kind->id;

          if (made != NULL ? !g_strv_contains ((const char *const *)wanted, made)
                           : wanted[0] != NULL)
            {
              g_test_message ("“%s”: %s", text, made != NULL ? made : "refused");
              g_test_fail ();
            }
        }
    }
}

/* Sizes as people write them: those that are measured, and what is named because it is in doubt or
 * nothing uses it. */
static void
test_numbers (void)
{
  static const char *const rows[][3] = {
    { "a wooden stool 18 1/2\" high", "whole z 18.5 in", "" },
    { "a wooden stool 18-1/2 inches high", "whole z 18.5 in", "" },
    { "a wooden stool 18½ in high", "whole z 18.5 in", "" },
    { "a wooden stool 1' 6\" high", "whole z 18 in", "" },
    { "a wooden stool 1 ft 6 in high", "whole z 18 in", "" },
    { "a wooden stool 1'6\" high and 3/4\" thick seat", "whole z 18 in",
      "Seat 3/4\" thick: 2.5 cm is as far as it goes" },
    { "a wooden stool 45,5 cm high", "whole z 45.5 cm", "" },
    { "a wooden table 1.2m x 0.8m x 75cm", "whole x 1.2 m|whole y 0.8 m|whole z 75 cm", "" },
    { "a wooden table 4' x 2'6\" x 29 1/4\"", "whole x 4 ft|whole y 30 in|whole z 29.25 in", "" },
    { "a bookshelf 6 foot tall and two and a half feet wide", "whole z 6 ft|whole x 2.5 ft", "" },
    { "a bookshelf half a metre wide", "whole x 0.5 m", "" },
    { "a wooden table 1,200 mm wide", "",
      "“1,200 mm” can be 1200 mm or 1.2 mm: write one of these" },
    { "a wooden table 1,200 mm wide and 75.5 cm high", "whole x 1200 mm|whole z 75.5 cm", "" },
    { "a wooden table 1 200 mm wide", "whole x 1200 mm", "" },
    { "a wooden table 1.200,5 mm wide", "whole x 1200.5 mm", "" },
    { "a stool, 40-50 cm high", "whole z 45 cm", "" },
    { "a stool of 2x4", "", "“2 x 4”" },
    { "a stool with M6 screws", "", "“M6 screws”" },
    { "a stool with 2-3 legs", "", "“2-3”" },
    { "a stool 4 in a row", "", "4 of it: only one is made at a time|“row”" },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i][0], 1, NULL);
      g_autoptr (GString) sizes = g_string_new (NULL);
      g_autofree char *unmade = NULL;

      g_assert_nonnull (plan);
      for (guint j = 0; j < plan->requirements->len; j++)
        {
          JsonObject *row = g_ptr_array_index (plan->requirements, j);

          if (g_str_equal (mq_json_get_string (row, "what", ""), "size"))
            g_string_append_printf (
                sizes, "%s%s %s %.10g %s", sizes->len > 0 ? "|" : "",
                mq_json_get_string (row, "of", ""), mq_json_get_string (row, "axis", ""),
                mq_json_get_double (row, "value", 0), mq_json_get_string (row, "unit", ""));
        }
      unmade = g_strjoinv ("|", (GStrv)plan->not_understood->pdata);
      if (g_str_equal (sizes->str, rows[i][1]) && g_str_equal (unmade, rows[i][2]))
        continue;
      g_test_message ("“%s” was read as “%s”, without “%s”", rows[i][0], sizes->str, unmade);
      g_test_fail ();
    }
}

/* What a kind's parameters measure becomes requirements, each of the part that has it. */
static void
test_measured (void)
{
  static const char *const rows[][2] = {
    { "a plate 100 x 60 x 5 mm with four 4 mm holes 8 mm from the edges, corners rounded 6 mm",
      "size whole 100 mm|size whole 60 mm|size whole 5 mm|hole_diameter whole 4 mm|holes whole 4 |"
      "edge_distance whole 8 mm|fillet_radius whole 6 mm" },
    { "a spacer 20 mm long with a 5 mm hole", "size whole 20 mm|hole_diameter whole 5 mm" },
    { "a gear with 24 teeth and a 6 mm bore, 12 mm thick",
      "teeth whole 24 |hole_diameter whole 6 mm|look whole 0 " },
    { "a bracket 5 mm thick", "wall body 5 mm" },
    { "a bracket of 3 mm steel with 2 holes", "wall body 3 mm|material body 0 |holes whole 2 " },
    { "a wooden stool of 40 cm", "material legs 0 |size whole 40 cm" },
    /* A number beyond what the kind can make is not measured, but told. */
    { "a plate with a 90 mm hole", "look whole 0 " },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i][0], 1, NULL);
      g_autoptr (GString) all = g_string_new (NULL);

      g_assert_nonnull (plan);
      for (guint j = 0; j < plan->requirements->len; j++)
        {
          JsonObject *row = g_ptr_array_index (plan->requirements, j);

          g_string_append_printf (
              all, "%s%s %s %.10g %s", j > 0 ? "|" : "", mq_json_get_string (row, "what", ""),
              mq_json_get_string (row, "of", ""), mq_json_get_double (row, "value", 0),
              mq_json_get_string (row, "unit", ""));
        }
      g_assert_cmpstr (all->str, ==, rows[i][1]);
    }
}

/* Whatever a person types: no crash, no endless loop, and every word is accounted for or ignored.
 */
static void
test_noise (void)
{
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue (HERE "/kinds");
  MqLexicon *lexicon = catalogue->lexicon;
  GPtrArray *kinds = mq_kind_catalogue_get_kinds (catalogue);
  static const char *const words[]
      = { "add",   "no",      "2",      "m",       "red",   "and",    ",",    "the",
          "more",  "glowing", "legs",   "with",    "twice", "as",     "tall", "half",
          "chair", ".",       "%",      "without", "of",    "dark",   "silk", "seat",
          "-",     "40cm",    "2x",     "\"",      "ü",     "blade",  "less", "make",
          "color", "wheels",  "bigger", "height",  "10",    "remove", "in",   "\xff" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 4000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      MqKind *kind = g_ptr_array_index (kinds, g_rand_int_range (rand, 0, (int)kinds->len));
      g_autoptr (MqRequestList) reading = NULL;
      g_auto (GStrv) lines = NULL;

      for (int i = g_rand_int_range (rand, 0, 14); i > 0; i--)
        g_string_append_printf (text, "%s ",
                                words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      reading = mq_request_list_parse (lexicon, kind, text->str, round % 2, NULL);
      lines = describe_reading (reading);
      g_assert_cmpuint (g_strv_length (lines), <=, 64);
    }
}

static int
print_table (void)
{
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue (HERE "/kinds");
  g_autoptr (JsonObject) table = load_table ("readings.json");
  JsonArray *entries = mq_json_get_array (table, "readings");

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = mq_json_element_object (entries, i);
      g_auto (GStrv) lines = read_entry (catalogue, entry);
      g_autofree char *got = g_strjoinv ("\n  ", lines);

      g_print ("%s%s | %s\n  %s\n", mq_json_get_string (entry, "kind", ""),
               mq_json_get_boolean (entry, "instruction", FALSE) ? "!" : "",
               mq_json_get_string (entry, "text", ""), got);
    }

  return 0;
}

MQ_TEST_PROGRAM (readings)
{
  if (argc > 1 && g_str_equal (argv[1], "--print"))
    return print_table ();

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketcher/readings/table", test_table);
  g_test_add_func ("/sketcher/readings/compounds", test_compounds);
  g_test_add_func ("/sketcher/readings/first-words", test_first_words);
  g_test_add_func ("/sketcher/readings/numbers", test_numbers);
  g_test_add_func ("/sketcher/readings/measured", test_measured);
  g_test_add_func ("/sketcher/readings/noise", test_noise);
  return g_test_run ();
}
