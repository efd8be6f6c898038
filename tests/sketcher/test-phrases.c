/* What the sketcher says, read aloud: the title, what it understood, and what it did, for prompts
 * and instructions over the kinds that come with the program. */
#include "service/sketcher/kinds/mq-kind-catalogue.h"
#include "service/sketcher/language/mq-phrases.h"
#include "service/sketcher/mq-sketch-planner.h"
#include "service/sketcher/language/mq-words.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>

static MqKindCatalogue *
load_catalogue (void)
{
  const char *const folders[] = { MQ_SOURCE_ROOT "/data/sketcher", NULL };
  g_autoptr (GError) error = NULL;
  MqKindCatalogue *catalogue = mq_kind_catalogue_new (folders, &error);

  g_assert_no_error (error);
  return catalogue;
}

static char *
join (GPtrArray *texts)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " · " : "",
                            (char *)g_ptr_array_index (texts, i));
  return g_string_free_and_steal (g_steal_pointer (&joined));
}

static void
test_plurals (void)
{
  static const char *const rows[][2] = {
    { "armrest", "armrests" },  { "leaf pad", "leaf pads" },
    { "leaf", "leaves" },       { "branch", "branches" },
    { "books", "books" },       { "foot", "feet" },
    { "glass", "glasses" },     { "body", "bodies" },
    { "key", "keys" },          { "box", "boxes" },
    { "Legs", "Legs" },         { "Leg", "legs" },
    { "scissors", "scissors" }, { "", "s" },
  };

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *plural = mq_words_plural (rows[i][0]);

      g_assert_cmpstr (plural, ==, rows[i][1]);
    }
}

static void
test_singulars (void)
{
  static const char *const rows[][2] = {
    { "Legs", "leg" },    { "feet", "foot" },     { "vies", "vie" },      { "leaves", "leaf" },
    { "glass", "glass" }, { "glasses", "glass" }, { "benches", "bench" }, { "bushes", "bush" },
    { "boxes", "box" },   { "bodies", "body" },   { "ties", "tie" },      { "gas", "gas" },
    { "bus", "bus" },     { "axis", "axis" },     { "ÄPFEL", "äpfel" },   { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *singular = mq_words_singular (rows[i][0]);

      g_assert_cmpstr (singular, ==, rows[i][1]);
    }
}

static void
test_articles (void)
{
  static const char *const rows[][2] = {
    { "chair", "a chair" },
    { "oak tree", "an oak tree" },
    { "books", "books" },
    { "oak trees", "oak trees" },
    { "stack of books", "a stack of books" },
    { "stacks of hay", "stacks of hay" },
    { "chair with arms", "a chair with arms" },
    { "lamps (old)", "lamps (old)" },
    { "L bracket", "an L bracket" },
    { "U bracket", "a U bracket" },
    { "L shaped", "L shaped" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *noun = mq_words_add_article (rows[i][0]);

      g_assert_cmpstr (noun, ==, rows[i][1]);
    }
}

static void
test_lists (void)
{
  static const char *const items[] = { "a", "b", "c", NULL };
  g_autofree char *three = mq_words_list (items);
  g_autofree char *two = mq_words_list (items + 1);
  g_autofree char *one = mq_words_list (items + 2);
  g_autofree char *none = mq_words_list (items + 3);
  g_autofree char *three_in_english = mq_words_join ((GStrv)items);
  g_autofree char *two_in_english = mq_words_join ((GStrv)items + 1);
  g_autofree char *one_in_english = mq_words_join ((GStrv)items + 2);
  g_autofree char *none_in_english = mq_words_join ((GStrv)items + 3);
  g_autofree char *sentence = mq_words_begin_sentence ("ähnlich");
  g_autofree char *empty = mq_words_begin_sentence ("");

  g_assert_cmpstr (three, ==, "a, b and c");
  g_assert_cmpstr (two, ==, "b and c");
  g_assert_cmpstr (one, ==, "c");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (three_in_english, ==, "a, b and c");
  g_assert_cmpstr (two_in_english, ==, "b and c");
  g_assert_cmpstr (one_in_english, ==, "c");
  g_assert_cmpstr (none_in_english, ==, "");
  g_assert_cmpstr (sentence, ==, "Ähnlich");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_prompts (void)
{
  static const struct
  {
    const char *prompt;
    const char *title;
    const char *understood;
  } rows[] = {
    { "Create a 3D object of a chair", "Chair", "chair" },
    { "Create a 3D object of a chair with green cushion", "Chair with green cushion",
      "chair · green cushion" },
    { "create a 3D object of a stylish Chinese lantern with red silk material, golden trim, and "
      "intricate carved wooden frame",
      "Lantern with red silk material",
      "lantern · stylish · red silk material · golden trim · intricate" },
    { "create a 3D object of a cartoon blue fish with streamlined body, large expressive eyes, "
      "flowing tail fins, and shimmering scales with subtle iridescent highlights",
      "Blue fish with streamlined body",
      "fish · cartoon · scales, skin and fins blue · streamlined body · large expressive eyes · "
      "flowing tail fins · shimmering scales · subtle iridescent highlights" },
    { "create a 3D object of a crystal sword with translucent blue blade, silver hilt with "
      "gemstone decorations",
      "Sword with translucent blue blade",
      "sword · translucent blue blade · silver hilt · gemstones" },
    /* Another name of the kind is what the user calls it. */
    { "a spaceship with 3 red fins", "Spaceship with 3 red fins", "spaceship · 3 red fins" },
    { "an L-shaped bracket with four 4 mm holes", "L bracket with four 4 mm holes",
      "bracket · L shaped · four 4 mm holes" },
    { "a bracket to print, 60 mm wide, with four screw holes, 5 mm",
      "Bracket with four 5 mm screw holes", "bracket · 60 mm wide · four 5 mm screw holes" },
    { "a plate with four 4 mm holes, 3 mm thick", "Mounting plate with four 4 mm holes",
      "plate · four 4 mm holes · 3 mm thick" },
    { "a wardrobe with two drawers", "Wardrobe with 2 drawers", "wardrobe · 2 drawers" },
    { "a box with a lid, 120 x 80 x 60 mm, walls 2.5 mm", "Box with lid with 2.5 mm walls",
      "box with lid (from “box with a lid”) · 120 mm wide · 80 mm deep · 60 mm tall · "
      "2.5 mm walls" },
    { "a chair, 90 cm tall, red legs", "Chair with red legs", "chair · 90 cm tall · red legs" },
    { "a chair, red, 90 cm tall, legs 4 cm", "Red chair with 4 cm legs",
      "chair · 90 cm tall · wooden frame red · 4 cm legs" },
    { "a bookshelf with books", "Bookshelf with books", "bookshelf · with books" },
    { "a white sideboard", "Sideboard", "sideboard · white" },
    { "a dark oak wardrobe", "Dark oak wardrobe", "wardrobe · wood and top dark oak" },
    { "two candles on a table", "2 candles and table", "candle · 2 candles · table" },
    { "a shelf with 2 shelves", "Shelf with 2 shelves", "shelf · 2 shelves" },
    { "two wardrobes", "2 wardrobes", "2 wardrobes" },
    { "three white candles", "3 white candles", "candle · 3 white candles" },
    { "a flower with 5 petals", "Flower", "flower" },
    { "a mushroom with 5 red spots", "Mushroom with 5 red spots", "mushroom · 5 red spots" },
    { "a mushroom with 5 gills", "Mushroom", "mushroom" },
    { "a tree with more leaves", "Tree with more leaves", "tree · more leaves" },
    { "a train with 8 wheels", "Train", "train" },
    { "a sofa with 4 seats", "Sofa with 4 seats", "sofa · 4 seats" },
    { "a sword with 3 gems", "Sword with 3 gems", "sword · 3 gems" },
    { "a stack of 7 books", "Stack of 7 books", "book · stack · 7 books" },
    { "a wine glass half full of white wine", "Wine glass", "wine glass · half full · white wine" },
    { "a greek urn", "Urn", "urn · greek" },
    { "a draughts board", "Draughts board", "draughts board" },
    /* A number that is a name, a callout, and a size that is a length. */
    { "a 608 bearing", "Bearing", "bearing · 608" },
    { "three 608 bearings", "3 bearings", "3 bearings · bearing: 608" },
    { "an M6x20 bolt", "Bolt", "bolt · M6 · 20 mm long" },
    { "a bolt M5 × 12 mm", "Bolt", "bolt · M5 · 12 mm long" },
    { "an M8x1.25 bolt", "Bolt with 1.25 mm pitch", "bolt · M8 · 1.25 mm pitch" },
    { "an M8 x 1 x 40 mm bolt", "Bolt with 1 mm pitch", "bolt · M8 · 1 mm pitch · 40 mm long" },
    { "a plate with four M4 holes", "Mounting plate with four 4.5 mm holes",
      "plate · four 4.5 mm holes" },
    { "a plate with four M3 countersunk holes", "Mounting plate with four 3.4 mm holes",
      "plate · countersunk · four 3.4 mm holes" },
    { "a bracket with two holes for M5 screws", "Bracket with two 5.5 mm holes",
      "bracket · two 5.5 mm holes" },
    { "a 30 cm ruler", "Ruler", "ruler · 30 cm long" },
    { "a green apple", "Apple", "green apple" },
    { "a japanese kettle", "Iron kettle", "kettle · japanese" },
    { "a wooden train", "Wooden train", "wooden train" },
    { "a steel cabinet", "Steel cabinet", "cabinet · wood steel" },
    { "a wooden umbrella", "Wooden umbrella", "umbrella · handle wooden" },
    { "a brass lamp", "Brass table lamp", "lamp · body brass" },
    { "a copper floor lamp", "Copper floor lamp", "floor lamp · stand copper" },
    { "a blue lamp", "Blue table lamp", "lamp · shade and body blue" },
    { "a lamp", "Table lamp", "lamp" },
    { "a bright lamp", "Table lamp", "lamp · bright" },
    { "a bright red desk lamp", "Bright red desk lamp", "desk lamp · enamel bright red" },
    { "a kitchen cabinet", "Cabinet", "cabinet" },
    { "a chair with wheels", "Office chair", "office chair (from “chair with wheels”)" },
    { "an armchair with brass legs", "Armchair with brass legs", "armchair · brass legs" },
    { "a pickup with red wheels", "Pickup truck with red wheels", "pickup · red wheels" },
    { "a 5 m tall red and blue chair with 12 legs", "Red and blue chair with 6 legs",
      "chair · 5 m tall · wooden frame red and blue · 6 legs" },
    { "a chair with 2 armrests and no slats", "Chair with 2 armrests",
      "chair · 2 armrests · no slats" },
    { "a house with a red roof and blue door", "House with red roof and blue door",
      "house · red roof · blue door" },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i].prompt, 1, &error);
      g_autofree char *understood = NULL;

      g_assert_no_error (error);
      understood = join (plan->understood);
      g_assert_cmpstr (plan->title, ==, rows[i].title);
      g_assert_cmpuint (g_utf8_strlen (plan->title, -1), <=, 40);
      g_assert_cmpstr (understood, ==, rows[i].understood);
    }
}

static void
test_instructions (void)
{
  static const struct
  {
    const char *instruction;
    const char *summary;
    const char *not_done;
  } rows[] = {
    { "make it 10 cm taller", "10 cm taller", "" },
    { "make it 5 cm narrower", "5 cm narrower", "" },
    { "add 2 armrests on the chair", "Added 2 armrests", "" },
    { "add a red cushion and 2 armrests", "Added red cushion and 2 armrests", "" },
    { "change the texture to wooden with dark brown color", "Wooden frame dark brown", "" },
    { "make it darker", "Wooden frame darker", "" },
    { "make the seat thicker", "Seat thicker", "" },
    { "make the legs glow", "Legs glowing", "" },
    { "remove the slats and add a cushion", "Added cushion, removed slats", "" },
    { "change the chair color to red and add a cushion", "Added cushion, wooden frame red", "" },
    { "back paint this blue", "Wooden frame blue", "" },
    { "add a leg", "5 legs", "" },
    { "one leg less", "3 legs", "" },
    { "two more legs", "6 legs", "" },
    { "two legs more", "6 legs", "" },
    { "fewer slats", "4 slats", "" },
    { "make it 12 legs", "6 legs", "12 legs: 6 is as far as it goes" },
    { "make the seat 30 cm thick", "Seat 6 cm thick",
      "Seat 30 cm thick: 6 cm is as far as it goes" },
    { "make the armrests red", "", "No armrests here yet; say “add armrests” first" },
    { "add 2 wings", "", "“2 wings”" },
    /* What is said of an unknown noun is of nothing else. */
    { "make the wings red", "", "“wings red”" },
    { "paint the antenna blue", "", "“antenna blue”" },
    { "make the wings 2 cm longer", "", "“wings 2 cm”" },
    { "make the wings bigger", "", "“wings bigger”" },
    { "make the legs blue and the wings red", "Legs blue", "“wings red”" },
    { "make the wings red and the legs blue", "Legs blue", "“wings red”" },
    { "chamfer the seat by 5 mm", "", "“chamfer 5 mm”" },
    { "bevel the edges by 2 mm", "", "“bevel” · “edges 2 mm”" },
    { "move it 10 cm up", "", "“move 10 cm”" },
    { "make it a foo red", "Wooden frame red", "“foo”" },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue ();
  g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, "a chair", 1, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqRefinement) refinement
          = mq_sketch_planner_refine (catalogue, plan, rows[i].instruction, NULL, NULL, 1);
      g_autofree char *not_done = g_strjoinv (" · ", refinement->not_done);

      g_assert_cmpstr (refinement->summary, ==, rows[i].summary);
      g_assert_cmpstr (not_done, ==, rows[i].not_done);
    }
}

/* The words that a thing carries: of a message, of an instruction, and of others none. */
static void
test_letters (void)
{
  static const struct
  {
    const char *prompt;
    const char *instruction; /* NULL: the prompt alone */
    const char *letters;
    gboolean is_read; /* they are the user's */
  } rows[] = {
    { "a keyring", NULL, "HOME", FALSE },
    { "a red keyring with the text Anna", NULL, "Anna", TRUE },
    { "a keyring that says \"Fish and Chips\" in blue", NULL, "Fish and Chips", TRUE },
    { "a name plate with the name Dr. Jürgen Müller, 20 cm wide", NULL, "Dr. Jürgen Müller", TRUE },
    { "a name plate for Анна", NULL, "Анна", TRUE },
    { "a stamp saying «Спасибо»", NULL, "Спасибо", TRUE },
    { "a keyring with 「東京」", NULL, "東京", TRUE },
    { "a keyring with the text it's mine", NULL, "it's mine", TRUE },
    { "a keyring", "make it say “BOB” and make it blue", "BOB", TRUE },
    { "a keyring", "change the text to Bob's keys", "Bob's keys", TRUE },
    { "a keyring with the text Anna", "make it 4 mm thick", "Anna", FALSE },
    { "a chair with the text Anna", NULL, "", FALSE },
    { "a table for Anna", NULL, "", FALSE },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i].prompt, 1, &error);
      g_autoptr (MqRefinement) refinement = NULL;
      g_autofree char *understood = NULL;
      g_autofree char *said = g_strdup_printf ("text “%s”", rows[i].letters);
      g_autoptr (JsonObject) json = NULL;
      g_autoptr (MqSketchPlan) read = NULL;
      MqSketchPlan *made = plan;

      g_assert_no_error (error);
      if (rows[i].instruction != NULL)
        {
          refinement = mq_sketch_planner_refine (catalogue, plan, rows[i].instruction, NULL, NULL,
                                                 1);
          g_assert_nonnull (refinement->plan);
          made = refinement->plan;
        }
      understood = join (made->understood);
      g_assert_cmpint (strstr (understood, said) != NULL, ==, rows[i].is_read);
      g_assert_cmpstr (mq_sketch_plan_get_letters (made), ==, rows[i].letters);
      g_assert_true (made->not_understood->len == 0 || made->kind->lettering == NULL);
      /* A later change goes on with them. */
      json = mq_sketch_plan_to_json (made);
      read = mq_sketch_plan_from_json (catalogue, json, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (mq_sketch_plan_get_letters (read), ==, rows[i].letters);
    }
}

/* What is being done is told as a sentence, while it is done. */
/* Several things: how many of a kind go, how they stand, and how many kinds there may be. */
/* What is not made is named. */
static void
test_left_out (void)
{
  static const struct
  {
    const char *prompt;
    const char *left_out;
  } rows[] = {
    { "a bracket with two holes in each leg, 5 mm", "“each leg”" },
    { "a bracket for printing, ready to print", "" },
    { "a hook that I can 3D print", "" },
    { "a chair with a wing", "“wing”" },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i].prompt, 1, &error);
      g_autofree char *left_out = NULL;

      g_assert_no_error (error);
      left_out = join (plan->not_understood);
      g_assert_cmpstr (left_out, ==, rows[i].left_out);
    }
}

static void
test_things (void)
{
  static const struct
  {
    const char *prompt;
    const char *instruction; /* NULL: the prompt alone */
    const char *summary;
    const char *not_done;
    const char *things; /* with their numbers */
  } rows[] = {
    { "three chairs and a table", "remove a chair", "Removed chair", "", "2 Chair, 1 Table" },
    { "three chairs and a table", "remove two chairs", "Removed 2 chairs", "", "1 Chair, 1 Table" },
    { "three chairs and a table", "remove the chairs", "Removed 3 chairs", "", "1 Table" },
    { "three stools and a table", "stack the stools", "On each other", "", "3 Stool, 1 Table" },
    { "a chair, a table, a mug, a vase, a house, a tree, a fish, a car and a duck", NULL, "",
      "duck: at most 8 different things",
      "1 Chair, 1 Table, 1 Mug, 1 Vase, 1 House, 1 Tree, 1 Fish, 1 Car" },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i].prompt, 1, &error);
      g_autoptr (MqRefinement) refinement = NULL;
      g_autofree char *not_done = NULL;
      MqSketchPlan *made = plan;
      g_autoptr (GString) things = g_string_new (NULL);

      g_assert_no_error (error);
      if (rows[i].instruction != NULL)
        {
          refinement = mq_sketch_planner_refine (catalogue, plan, rows[i].instruction, NULL, NULL,
                                                 1);
          made = refinement->plan;
          not_done = g_strjoinv (" · ", refinement->not_done);
          g_assert_cmpstr (refinement->summary, ==, rows[i].summary);
        }
      else
        not_done = join (plan->not_understood);
      g_assert_cmpstr (not_done, ==, rows[i].not_done);
      /* What is left out of a prompt is a requirement that is not met. */
      if (rows[i].instruction == NULL)
        {
          JsonObject *last = g_ptr_array_index (plan->requirements, plan->requirements->len - 1);

          g_assert_nonnull (strstr (mq_json_get_string (last, "words", ""), "duck"));
        }
      for (guint j = 0; j < made->things->len; j++)
        {
          const MqSketchPlan *thing = made->things->pdata[j];

          g_string_append_printf (things, "%s%u %s", j > 0 ? ", " : "", thing->copies,
                                  thing->kind->title);
        }
      g_assert_cmpstr (things->str, ==, rows[i].things);
    }
}

static void
test_announcements (void)
{
  static const struct
  {
    const char *prompt;
    const char *instruction; /* NULL: the prompt is announced */
    const char *announcement;
  } rows[] = {
    { "a fir tree", NULL, "Making a fir tree" },
    { "a chair", NULL, "Making a chair" },
    { "a chair with 2 armrests and a green cushion", NULL,
      "Making a chair: 2 armrests, green cushion" },
    { "an armchair with brass legs", NULL, "Making an armchair: brass legs" },
    { "a spaceship", NULL, "Making a spaceship" },
    { "a stack of books", NULL, "Making a stack of books" },
    { "a table and 2 chairs", NULL, "Making table, 2 chairs" },
    { "a chair", "make it 10 cm taller", "Making it 10 cm taller" },
    { "a chair", "make the seat 2 cm thicker", "Making the seat 2 cm thicker" },
    { "a chair", "make the pad green", "Making the pad green" },
    { "a chair", "add 2 armrests and make it bigger", "Adding 2 armrests, making it bigger" },
    { "a chair", "remove the slats", "Removing slats" },
    { "a chair", "make it 5 legs", "Giving it 5 legs" },
    { "a chair", "make it darker", "Making the wooden frame darker" },
    { "a chair", "back paint this blue", "Making the wooden frame blue" },
    { "a chair", "back paint this", "Making the wooden frame painted" },
    { "a wall clock", "make it show 3:15", "Making it show 3:15" },
    { "a car", "make it a pickup", "Making it a pickup" },
  };
  g_autoptr (MqKindCatalogue) catalogue = load_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, rows[i].prompt, 1, NULL);
      g_autofree char *announcement = mq_sketch_planner_announce (plan);

      if (rows[i].instruction != NULL)
        {
          g_autoptr (MqRefinement) refinement
              = mq_sketch_planner_refine (catalogue, plan, rows[i].instruction, NULL, NULL, 1);

          g_set_str (&announcement, refinement->announcement);
        }
      g_assert_cmpstr (announcement, ==, rows[i].announcement);
    }
}

/* A title is short whatever is asked for, and valid UTF-8. */
static void
test_long_titles (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GPtrArray) phrases = mq_phrases_new ();
      g_autofree char *title = NULL;
      g_autofree char *summary = NULL;
      g_auto (GStrv) items = NULL;

      for (int i = g_rand_int_range (rand, 0, 80); i > 0; i--)
        {
          g_autofree char *key = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 20));
          g_autofree char *name = g_strnfill (g_rand_int_range (rand, 0, 30), 'a');
          MqPhrase *phrase = mq_phrases_add (
              phrases, (MqPhraseType)g_rand_int_range (rand, 0, MQ_PHRASE_WORDS + 1), key, name);

          mq_phrase_inflect (phrase);
          phrase->number = (guint)g_rand_int_range (rand, 0, 3);
          mq_phrase_qualify (phrase, "übergrün", "");
        }
      title = mq_phrases_entitle (phrases, "Chair", round % 2);
      summary = mq_phrases_sum_up (phrases);
      items = mq_phrases_list_understood (phrases);
      g_assert_cmpint (g_utf8_strlen (title, -1), <=, 40);
      g_assert_true (g_utf8_validate (title, -1, NULL));
      g_assert_true (g_utf8_validate (summary, -1, NULL));
      g_assert_cmpuint (g_strv_length (items), <=, 60);
    }
}

MQ_TEST_PROGRAM (phrases)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketcher/phrases/plurals", test_plurals);
  g_test_add_func ("/sketcher/phrases/singulars", test_singulars);
  g_test_add_func ("/sketcher/phrases/articles", test_articles);
  g_test_add_func ("/sketcher/phrases/lists", test_lists);
  g_test_add_func ("/sketcher/phrases/prompts", test_prompts);
  g_test_add_func ("/sketcher/phrases/instructions", test_instructions);
  g_test_add_func ("/sketcher/phrases/letters", test_letters);
  g_test_add_func ("/sketcher/phrases/left-out", test_left_out);
  g_test_add_func ("/sketcher/phrases/things", test_things);
  g_test_add_func ("/sketcher/phrases/announcements", test_announcements);
  g_test_add_func ("/sketcher/phrases/long-titles", test_long_titles);
  return g_test_run ();
}
