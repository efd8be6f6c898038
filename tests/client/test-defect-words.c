/* Sentences for defects: one of each kind, from the facts of a notice. */
#include "client/run/mq-defect-words.h"
#include "support/mq-test.h"

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

#define TWO "'objects': ['Leg', 'Seat'], 'mm': 12.04"

static void
test_sentences (void)
{
  static const struct
  {
    const char *facts;
    const char *words; /* NULL: the service's own */
  } cases[] = {
    { "{'code': 'floating', 'objects': ['Leg', 'Arm'], 'mm': 4, 'other': 'Seat'}",
      "Leg, Arm floats, 4.0 mm from Seat" },
    { "{'code': 'floating', 'objects': ['Leg'], 'more': true, 'mm': 4}",
      "Leg … floats, 4.0 mm from ?" },
    { "{'code': 'loose-piece', 'objects': ['Leg'], 'mm': 4, 'other': 'Leg'}",
      "A piece of Leg is attached to nothing, 4.0 mm from the rest of it" },
    { "{'code': 'loose-piece', 'objects': ['Leg', 'Arm'], 'mm': 4, 'other': 'Seat'}",
      "A piece of Leg, Arm is attached to nothing, 4.0 mm from Seat" },
    { "{'code': 'penetration', " TWO "}", "Leg and Seat run 12.0 mm into each other" },
    { "{'code': 'penetration', 'count': 2, " TWO "}",
      "2 pairs run 12.0 mm into each other: Leg, Seat" },
    { "{'code': 'sunken', 'mm': 3}", "It reaches 3.0 mm below the ground" },
    { "{'code': 'above-ground', 'mm': 3}", "It stands 3.0 mm above the ground" },
    { "{'code': 'missing', 'other': 'Left arm'}", "Left arm is missing" },
    { "{'code': 'missing', 'text': 'The arm is missing'}", "The arm is missing" },
    { "{'code': 'bare', " TWO "}", "Without material: Leg, Seat" },
    { "{'code': 'no-picture', 'objects': ['Wood (oak.jpg)']}",
      "A picture file is not there: Wood (oak.jpg)" },
    { "{'code': 'flipped', " TWO "}", "Faces look inside out: Leg, Seat" },
    { "{'code': 'joint', 'other': 'Door: it meets the wall'}", "Door: it meets the wall" },
    { "{'code': 'no-joint', 'other': 'Door'}", "The joint “Door” is missing" },
    { "{'code': 'empty', " TWO "}", "Without any surface: Leg, Seat" },
    { "{'code': 'stray', " TWO "}", "Changed although it was not asked for: Leg, Seat" },
    { "{'code': 'unmet', 'other': 'two arms'}", "Not met: two arms" },
    { "{'code': 'unmet', 'other': 'two arms', 'met': false, 'what': 'pieces', 'of': 'arms', "
      "'wanted': 2, 'found': 1}",
      "Not met: arms: 2 (1, 1 too little)" },
    { "{'code': 'unmet', 'other': 'two arms', 'met': false, 'by': 'eye'}",
      "Not met: two arms (judged by eye)" },
    { "{'code': 'no-change'}", "The change made no difference: everything is as it was" },
    { "{'code': 'not-restored', " TWO "}", "Not as it was before: Leg, Seat" },
    { "{'code': 'shallow', " TWO "}", "Leg is let into Seat by only 12.0 mm" },
    { "{'code': 'shallow', 'count': 3, " TWO "}",
      "3 joints are let in by only 12.0 mm: Leg, Seat" },
    { "{'code': 'loose', " TWO "}", "Leg does not reach Seat, by 12.0 mm" },
    { "{'code': 'loose', 'count': 3, " TWO "}", "3 joints are open by 12.0 mm: Leg, Seat" },
    { "{'code': 'fit', 'wanted_mm': 0.4, " TWO "}",
      "The gap of Leg and Seat is 12.04 mm instead of 0.40 mm" },
    { "{'code': 'fit', 'wanted_mm': 0.4, 'count': 3, " TWO "}",
      "3 gaps are 12.04 mm instead of 0.40 mm: Leg, Seat" },
    { "{'code': 'smell', 'text': 'It smells'}", "It smells" },
    { "{'code': 'smell'}", NULL },
    { "{'code': 'smell', 'left': 'on purpose'}", NULL },
    /* Why it is left, or the same length in another way. */
    { "{'code': 'sunken', 'mm': 3, 'left': 'a cellar', 'again_mm': 4}",
      "It reaches 3.0 mm below the ground (a cellar)" },
    { "{'code': 'sunken', 'mm': 3, 'again_mm': 4.04}",
      "It reaches 3.0 mm below the ground (4.0 mm, measured another way)" },
    /* Names come from scripts. */
    { "{'code': 'penetration', 'objects': [7, 'Se\\u0007at'], 'mm': 'x', 'count': -3}",
      " and Seat run 0.0 mm into each other" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) facts = parse (cases[i].facts);
      g_autofree char *words = mq_defect_words_make (facts);

      g_test_message ("%s", cases[i].facts);
      g_assert_cmpstr (words, ==, cases[i].words);
    }

  g_assert_null (mq_defect_words_make (NULL));
}

/* The first of the problems that other values bring, and how many they are. */
static void
test_compare (void)
{
  static const struct
  {
    const char *after;
    const char *words;
  } cases[] = {
    { "{}", NULL },
    { "{'flipped': ['Arm']}", "1 new problem: Faces look inside out: Arm" },
    { "{'empty': ['Leg'], 'flipped': ['Arm']}", "2 new problems: Without any surface: Leg …" },
  };
  g_autoptr (JsonObject) before = parse ("{}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) after = parse (cases[i].after);
      g_autofree char *words = mq_defect_words_compare (NULL, before, after);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

MQ_TEST_PROGRAM (defect_words)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/defect-words/sentences", test_sentences);
  g_test_add_func ("/defect-words/compare", test_compare);
  return mq_test_run ();
}
