/* Numbers as people write them: spellings, each with what it means. */
#include "common/base/mq-written-number.h"
#include "support/mq-test.h"

#include <math.h>
#include <string.h>

#define NNBSP "\u202f"
#define NBSP "\u00a0"

/* @value: in @unit; NAN: there is no number; 0 in @other: there is no doubt. @rest: what stands
 * behind it */
typedef struct
{
  const char *text;
  double value;
  const char *unit;
  double off;
  double other;
  const char *rest;
} Spelling;

static const Spelling spellings[] = {
  /* Feet and inches */
  { "1' 6\" high", 18, "in", 0, 0, " high" },
  { "1'6\"", 18, "in", 0, 0, "" },
  { "1’ 6”", 18, "in", 0, 0, "" },
  { "1′6″", 18, "in", 0, 0, "" },
  { "5'-3 1/2\"", 63.5, "in", 0, 0, "" },
  { "5'11", 71, "in", 0, 0, "" },
  { "1 ft 6 in high", 18, "in", 0, 0, " high" },
  { "2 ft. 6 in.", 30, "in", 0, 0, "." },
  { "6 ft. tall", 6, "ft", 0, 0, " tall" },
  { "two feet wide", 2, "ft", 0, 0, " wide" },
  { "6 foot tall", 6, "ft", 0, 0, " tall" },
  { "6-foot", 6, "ft", 0, 0, "" },
  { "6 feet and 2 inches", 74, "in", 0, 0, "" },
  { "2.5 ft 6 in", 2.5, "ft", 0, 0, " 6 in" },
  { "6 ft 12 in", 6, "ft", 0, 0, " 12 in" },
  { "4' x 2'6\"", 4, "ft", 0, 0, " x 2'6\"" },
  { "4'x2'6\"", 4, "ft", 0, 0, "x2'6\"" },
  { "2 ft", 2, "ft", 0, 0, "" },
  { "6''", 6, "in", 0, 0, "" },
  { "18\" wide", 18, "in", 0, 0, " wide" },
  { "60 thou", 0.06, "in", 0, 0, "" },
  { "12 Zoll", 12, "in", 0, 0, "" },
  /* Fractions */
  { "18½ in high", 18.5, "in", 0, 0, " high" },
  { "18 ½\"", 18.5, "in", 0, 0, "" },
  { "18 1/2\" high", 18.5, "in", 0, 0, " high" },
  { "18-1/2 inches", 18.5, "in", 0, 0, "" },
  { "3/4\" thick", 0.75, "in", 0, 0, " thick" },
  { "¾ inch", 0.75, "in", 0, 0, "" },
  { "29 1/4\"", 29.25, "in", 0, 0, "" },
  { "1⁄4 in", 0.25, "in", 0, 0, "" },
  { "1/2", 0.5, "", 0, 0, "" },
  { "1/2/2026", 1, "", 0, 0, "/2/2026" },
  /* Words */
  { "two and a half feet", 2.5, "ft", 0, 0, "" },
  { "two-and-a-half feet", 2.5, "ft", 0, 0, "" },
  { "half a metre wide", 0.5, "m", 0, 0, " wide" },
  { "half an inch", 0.5, "in", 0, 0, "" },
  { "three quarters of an inch", 0.75, "in", 0, 0, "" },
  { "one and three quarters inches", 1.75, "in", 0, 0, "" },
  { "twenty-five centimeters", 25, "cm", 0, 0, "" },
  { "two hundred mm", 200, "mm", 0, 0, "" },
  { "2 and a half metres", 2.5, "m", 0, 0, "" },
  { "two feet six inches wide", 30, "in", 0, 0, " wide" },
  { "four feet and two arms", NAN, "", 0, 0, NULL },
  { "four feet", NAN, "", 0, 0, NULL },
  { "one in the middle", NAN, "", 0, 0, NULL },
  { "half as tall", NAN, "", 0, 0, NULL },
  { "two legs", NAN, "", 0, 0, NULL },
  /* Decimals and thousands */
  { "45,5 cm", 45.5, "cm", 0, 0, "" },
  { "1,2 m", 1.2, "m", 0, 0, "" },
  { "1.2m x 0.8m", 1.2, "m", 0, 0, " x 0.8m" },
  { ".5 m", 0.5, "m", 0, 0, "" },
  { "0,125 mm", 0.125, "mm", 0, 0, "" },
  { "1,200 mm", 1200, "mm", 0, 1.2, "" },
  { "12,500", 12500, "", 0, 12.5, "" },
  { "1,200 mm, 4.5 cm", 1200, "mm", 0, 0, ", 4.5 cm" },
  { "1,200 mm, 4,5 cm", 1.2, "mm", 0, 0, ", 4,5 cm" },
  { "1.200 mm, 4,5 cm", 1200, "mm", 0, 0, ", 4,5 cm" },
  { "1.200 m", 1.2, "m", 0, 0, "" },
  { "1.200,50 mm", 1200.5, "mm", 0, 0, "" },
  { "1,200.50 mm", 1200.5, "mm", 0, 0, "" },
  { "1,200,000", 1200000, "", 0, 0, "" },
  { "1 200 mm", 1200, "mm", 0, 0, "" },
  { "1" NBSP "200 mm", 1200, "mm", 0, 0, "" },
  { "1" NNBSP "200,5" NNBSP "mm", 1200.5, "mm", 0, 0, "" },
  { "1'200 mm", 1200, "mm", 0, 0, "" },
  { "4 200 mm legs", 4200, "mm", 0, 200, " legs" },
  { "4 200 legs", 4, "", 0, 0, " 200 legs" },
  { "1e3", 1000, "", 0, 0, "" },
  { "1.5e-3 m", 0.0015, "m", 0, 0, "" },
  /* Metres */
  { "1 m 20 cm", 120, "cm", 0, 0, "" },
  { "1m80", 180, "cm", 0, 0, "" },
  { "30 cm 5 cm", 30, "cm", 0, 0, " 5 cm" },
  { "45cm high", 45, "cm", 0, 0, " high" },
  { "45 centimètres", 45, "cm", 0, 0, "" },
  { "30厘米宽", 30, "cm", 0, 0, "宽" },
  { "60x40 cm", 60, "", 0, 0, "x40 cm" },
  { "60cmx40cm", 60, "cm", 0, 0, "x40cm" },
  { "2x4", 2, "", 0, 0, "x4" },
  { "30°", 30, "deg", 0, 0, "" },
  { "45 degrees", 45, "deg", 0, 0, "" },
  /* Drawings, tolerances, ranges */
  { "Ø35", 35, "", 0, 0, "" },
  { "⌀ 12.5 mm", 12.5, "mm", 0, 0, "" },
  { "R5", 5, "", 0, 0, "" },
  { "M6", 6, "", 0, 0, "" },
  { "8 ± 0.1 mm", 8, "mm", 0.1, 0, "" },
  { "8 mm +/- 0.1 mm", 8, "mm", 0.1, 0, "" },
  { "2 cm ± 1 mm", 2, "cm", 0.1, 0, "" },
  { "40-45 cm", 42.5, "cm", 2.5, 0, "" },
  { "40–50 cm", 45, "cm", 5, 0, "" },
  { "40 to 50 cm", 45, "cm", 5, 0, "" },
  { "2-3 legs", 2.5, "", 0.5, 0, " legs" },
  { "10-5", 10, "", 0, 0, "-5" },
  /* What is no unit */
  { "4 in a row", 4, "", 0, 0, " in a row" },
  { "40 cm³", 40, "", 0, 0, "" },
  { "5 metal legs", 5, "", 0, 0, " metal legs" },
  { "80's style", 80, "", 0, 0, "'s style" },
  { "0x10", 0, "", 0, 0, "x10" },
  { "inf", NAN, "", 0, 0, NULL },
  { "nan", NAN, "", 0, 0, NULL },
  { "1.2.3", NAN, "", 0, 0, "" },
  { "10,20,30", NAN, "", 0, 0, "" },
};

static gboolean
read_first (const char *text, MqWrittenNumber *number)
{
  return mq_written_number_find (text, 0, NULL, number) && number->start == 0;
}

static void
test_spellings (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (spellings), >=, 80);
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      const Spelling *row = &spellings[i];
      MqWrittenNumber number = { .unit = "?", .end = 0 };
      gboolean found = read_first (row->text, &number);

      if (found != (row->rest != NULL)
          || (found
              && (!g_str_equal (number.unit, row->unit)
                  || !g_str_equal (row->text + number.end, row->rest)
                  || isnan (number.value) != isnan (row->value)
                  || fabs (number.value - row->value) > 1e-9
                  || fabs ((isnan (number.off) ? 0 : number.off) - row->off) > 1e-9
                  || number.is_doubtful != (row->other != 0)
                  || (row->other != 0 && fabs (number.other - row->other) > 1e-9))))
        {
          g_test_message ("“%s” was read as %g %s ± %g, or %g (%s), before “%s”", row->text,
                          number.value, number.unit, number.off, number.other,
                          number.is_doubtful ? "doubtful" : "certain",
                          found ? row->text + number.end : "no number");
          g_test_fail ();
        }
    }
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *text;
    MqWrittenKind kind;
  } rows[] = {
    { "45 cm", MQ_WRITTEN_PLAIN },   { "Ø35", MQ_WRITTEN_DIAMETER }, { "R5", MQ_WRITTEN_RADIUS },
    { "M6", MQ_WRITTEN_THREAD },     { "M6x20", MQ_WRITTEN_THREAD }, { "2-3", MQ_WRITTEN_RANGE },
    { "8 ± 0.1", MQ_WRITTEN_PLAIN }, { "1.2.3", MQ_WRITTEN_OTHER },  { "4 m²", MQ_WRITTEN_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MqWrittenNumber number;

      g_assert_true (read_first (rows[i].text, &number));
      g_assert_cmpint (number.kind, ==, rows[i].kind);
    }
}

/* All numbers of a text, one after the other, and which of its marks are units. */
static void
test_texts (void)
{
  static const char *const rows[][2] = {
    { "a table 4' x 2'6\" x 29 1/4\"", "4 ft|30 in|29.25 in" },
    { "a stool 1'6\" high and 3/4\" thick seat", "18 in|0.75 in" },
    { "a bookshelf 6 foot tall and two and a half feet wide", "6 ft|2.5 ft" },
    { "a 50x45x90 cm chair", "50|45|90 cm" },
    { "2cmx3cm", "2 cm|3 cm" },
    { "a sign that reads \"OPEN 24\", 8\" wide", "24|8 in" },
    { "\"a stool 18\" high\"", "18 in" },
    { "a sign “24” 8” high", "24|8 in" },
    { "from 40 to 45 cm", "40|45 cm" },
    { "between 40 and 45 cm", "42.5 cm" },
    { "40 and 45 cm", "40|45 cm" },
    { "3d, A4, abc12, v4.2", "3" },
    { "environ 30 cm et 4 pieds", "30 cm|4 ft" },
    { "2026-11-28", "2026|11|28" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) told = g_string_new (NULL);
      MqWrittenNumber number;

      for (gsize at = 0; mq_written_number_find (rows[i][0], at, NULL, &number); at = number.end)
        g_string_append_printf (told, "%s%g%s%s", told->len > 0 ? "|" : "", number.value,
                                *number.unit != '\0' ? " " : "", number.unit);
      g_assert_cmpstr (told->str, ==, rows[i][1]);
    }
}

/* What stands alone, in a table or an entry: a number and nothing else. */
static void
test_take (void)
{
  static const char *const wrong[] = { "",    "mm",  "inf",   "nan",   "-inf",  "0x10",
                                       "12O", "4 5", "1e999", "1.2.3", "12 px", NULL };
  g_autoptr (GError) error = NULL;
  MqWrittenNumber number;

  for (gsize i = 0; wrong[i] != NULL; i++)
    if (mq_written_number_take (wrong[i], NULL, FALSE, &number, NULL))
      g_error ("“%s” was taken as %g", wrong[i], number.value);

  g_assert_true (mq_written_number_take (" -4,5 mm ", NULL, FALSE, &number, NULL));
  g_assert_cmpfloat (number.value, ==, -4.5);
  g_assert_true (mq_written_number_take ("−4", NULL, TRUE, &number, NULL));
  g_assert_cmpfloat (number.value, ==, -4);
  g_assert_true (mq_written_number_take ("-.5", NULL, TRUE, &number, NULL));
  g_assert_cmpfloat (number.value, ==, -0.5);
  g_assert_true (mq_written_number_take ("+.5 mm", NULL, FALSE, &number, NULL));
  g_assert_cmpfloat (number.value, ==, 0.5);
  g_assert_true (mq_written_number_take ("1,200", "4.5", TRUE, &number, NULL));
  g_assert_cmpfloat (number.value, ==, 1200);
  g_assert_true (mq_written_number_take ("1,200", "4,5", TRUE, &number, NULL));
  g_assert_cmpfloat (number.value, ==, 1.2);
  g_assert_false (mq_written_number_take ("4 mm", NULL, TRUE, &number, NULL));
  g_assert_false (mq_written_number_take ("4-5", NULL, TRUE, &number, NULL));
  g_assert_false (mq_written_number_take ("1,200 mm", NULL, FALSE, &number, &error));
  g_assert_true (number.is_doubtful);
  g_assert_cmpstr (error->message, ==, "“1,200 mm” can be 1200 mm or 1.2 mm: write one of these");
}

/* For a field, whose text is read again. */
static void
test_format (void)
{
  static const struct
  {
    double value;
    const char *unit;
    const char *text;
  } cases[] = { { 6.6, "mm", "6.6 mm" },
                { 12.125, "mm", "12.125 mm" },
                { 40, "", "40" },
                { 1200, "cm", "1200 cm" },
                { 90, "deg", "90 deg" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = mq_written_number_format (cases[i].value, cases[i].unit);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

MQ_TEST_PROGRAM (written_number)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/written-number/spellings", test_spellings);
  g_test_add_func ("/written-number/kinds", test_kinds);
  g_test_add_func ("/written-number/texts", test_texts);
  g_test_add_func ("/written-number/take", test_take);
  g_test_add_func ("/written-number/format", test_format);
  return mq_test_run ();
}
