/* Text functions: words, untrusted text, titles, lines and costs. */
#include "common/base/mq-text.h"
#include "common/foreign/mq-file-kind.h"
#include "support/mq-test.h"

#include <string.h>

static void
check (char *text, const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_words_and_untrusted_text (void)
{
  static const char *const words[] = { "chair", "table", "lantern", NULL };
  g_autofree char *clean = mq_text_clean ("a\x1b[31mred\x07\r\n\tok\xff\xe2\x80\xae!", 100);
  g_autofree char *cut = mq_text_clean ("ééé", 5);
  g_autofree char *none = mq_text_clean (NULL, 5);

  g_assert_cmpstr (clean, ==, "a[31mred\n\tok\xef\xbf\xbd!");
  g_assert_cmpstr (cut, ==, "éé…");
  g_assert_cmpstr (none, ==, "");
  check (mq_text_join_lines ("LEGS goes from 3 to 6\nTry 4.\n\n  Or\t5", 100),
         "LEGS goes from 3 to 6. Try 4. Or 5");
  g_assert_cmpuint (mq_text_distance ("kitten", "sitting"), ==, 3);
  g_assert_cmpuint (mq_text_distance ("ab", "ba"), ==, 1);
  g_assert_cmpuint (mq_text_distance ("", "abc"), ==, 3);
  g_assert_cmpstr (mq_text_nearest ("chiar", words), ==, "chair");
  g_assert_cmpstr (mq_text_nearest ("lanterns", words), ==, "lantern");
  g_assert_null (mq_text_nearest ("zebra", words));
}

static void
test_titles (void)
{
  check (mq_text_make_title ("front_legs"), "Front legs");
  check (mq_text_make_title ("_éclair\tbox\n"), "Éclair box");
  check (mq_text_make_title ("__"), "");
  check (mq_text_make_title (""), "");
  check (mq_text_shorten ("an art deco lamp", 16), "an art deco lamp");
  check (mq_text_shorten ("an art deco table lamp with a fan-shaped shade", 30),
         "an art deco table lamp with a…");
  check (mq_text_shorten ("an art deco lamp", 11), "an art deco…");
  check (mq_text_shorten ("ééééé", 3), "ééé…");
}

static void
test_lines (void)
{
  const char *text = "one\ntwo\nthree";

  g_assert_cmpuint (mq_text_count_lines (""), ==, 0);
  g_assert_cmpuint (mq_text_count_lines ("\n"), ==, 1);
  g_assert_cmpuint (mq_text_count_lines ("one\ntwo\n"), ==, 2);
  g_assert_cmpuint (mq_text_count_lines (text), ==, 3);
  g_assert_cmpuint (mq_text_count_newlines (text, text + 5), ==, 1);
}

static void
test_blank (void)
{
  g_assert_true (mq_text_is_blank (""));
  g_assert_true (mq_text_is_blank (" \t\n\xc2\xa0\xe2\x80\x8b"));
  g_assert_false (mq_text_is_blank ("  é "));
}

static void
test_costs (void)
{
  check (mq_text_format_cost (0), "$0.00");
  check (mq_text_format_cost (0.004), "$0.004");
  check (mq_text_format_cost (0.034), "$0.03");
  check (mq_text_format_cost (12.5), "$12.50");
}

static void
test_clock (void)
{
  check (mq_text_format_clock (0), "0:00");
  check (mq_text_format_clock (41.9), "0:41");
  check (mq_text_format_clock (600), "10:00");
  check (mq_text_format_clock (3723), "1:02:03");
  check (mq_text_format_clock (-5), "0:00");
  check (mq_text_format_clock (G_MAXDOUBLE), "1000:00:00");
}

/* In the largest unit in which the shortest side can be read. */
static void
test_sizes (void)
{
  static const struct
  {
    double size[3];
    const char *text;
  } rows[] = {
    { { 0.038, 0.038, 0.414 }, "3.8 × 3.8 × 41.4 cm" },
    { { 1.5, 0.85, 0.75 }, "1.50 × 0.85 × 0.75 m" },
    { { 1.2, 0.8, 0.004 }, "120.0 × 80.0 × 0.4 cm" },
    { { 0.12, 0.08, 0.004 }, "120.0 × 80.0 × 4.0 mm" },
    { { 2, 0.9, 0.04 }, "200.0 × 90.0 × 4.0 cm" },
    { { 30, 20, 0.02 }, "30.00 × 20.00 × 0.02 m" },
    { { 1.2, 0.8, 0 }, "1.20 × 0.80 × 0.00 m" },
    { { 0.012, 0.002, 0.001 }, "12.0 × 2.0 × 1.0 mm" },
    { { 0, 0, 0 }, "0.0 × 0.0 × 0.0 mm" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mq_text_format_size (rows[i].size);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* The first bytes of a text may end within a character, and have no other fault. */
static void
test_kinds_of_files (void)
{
  static const struct
  {
    const char *head;
    MqFileKind kind;
  } rows[] = {
    { "as\tis\n", MQ_FILE_TEXT },
    { "as is …", MQ_FILE_TEXT },
    { "as is \xe2\x80", MQ_FILE_TEXT },
    { "as is \xff", MQ_FILE_TEXT },
    { "as is \xff"
      "12345",
      MQ_FILE_UNKNOWN },
    { "as\x01is", MQ_FILE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = strlen (rows[i].head);
      const char *format;

      g_assert_cmpint (
          mq_file_kind_find ("x", (const guint8 *)rows[i].head, length, length, &format), ==,
          rows[i].kind);
      g_assert_null (format);
    }
}

/* A drawing is known by its first lines, whatever the code page of its words is. */
static void
test_drawings (void)
{
  static const char *const heads[] = { "  0\r\nSECTION\r\n  1\r\n\xd8 38 mm and more\r\n",
                                       "0\nSECTION\n  1\n\xd8 38 mm and more",
                                       "999\nby hand\n  0\nSECTION\n",
                                       "AutoCAD Binary DXF\r\n\x1a" };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      gsize length = strlen (heads[i]);
      const char *format;

      g_assert_cmpint (mq_file_kind_find ("x", (const guint8 *)heads[i], length, length, &format),
                       ==, MQ_FILE_DRAWING);
      g_assert_cmpstr (format, ==, i == 3 ? "binary DXF" : "DXF");
    }
}

MQ_TEST_PROGRAM (text)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/text/words-and-untrusted-text", test_words_and_untrusted_text);
  g_test_add_func ("/text/drawings", test_drawings);
  g_test_add_func ("/text/titles", test_titles);
  g_test_add_func ("/text/lines", test_lines);
  g_test_add_func ("/text/blank", test_blank);
  g_test_add_func ("/text/clock", test_clock);
  g_test_add_func ("/text/costs", test_costs);
  g_test_add_func ("/text/sizes", test_sizes);
  g_test_add_func ("/text/kinds-of-files", test_kinds_of_files);

  return mq_test_run ();
}
