/* MqDiff: lines, numbers, hunks, and what a person hears of it. */
#include "app/model/mq-diff.h"
#include "common/base/mq-error.h"
#include "mutation.h"
#include "support/mq-test.h"

#include <git2.h>
#include <string.h>

static char *
describe (MqDiff *diff)
{
  static const char marks[] = " +-@";
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diff->lines)); i++)
    {
      g_autoptr (MqDiffLine) line = g_list_model_get_item (G_LIST_MODEL (diff->lines), i);

      g_string_append_printf (text, "%c%u,%u %s\n", marks[line->kind], line->old_line,
                              line->new_line, line->text);
    }

  return g_string_free (text, FALSE);
}

static void
check (const char *before, const char *after, const char *expected, const char *summary)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqDiff) diff = mq_diff_new (before, after, &error);
  g_autofree char *said = NULL;
  g_autofree char *words = NULL;

  g_assert_no_error (error);
  said = describe (diff);
  words = mq_diff_dup_summary (diff);
  g_assert_cmpstr (said, ==, expected);
  g_assert_cmpstr (words, ==, summary);
}

static void
test_lines (void)
{
  check ("", "", "", "No lines differ");
  check ("a\n", "a\n", "", "No lines differ");
  check ("", "a\nb\n", "@0,1 \n+0,1 a\n+0,2 b\n", "2 lines added");
  check ("a\n", "", "@1,0 \n-1,0 a\n", "1 line removed");
  check ("a\nb\nc\n", "a\nB\nc\n", "@1,1 \n 1,1 a\n-2,0 b\n+0,2 B\n 3,3 c\n",
         "1 line added, 1 removed");
  /* No newline at the end, and the other kind of newline. */
  check ("a", "a\nb", "@1,1 \n-1,0 a\n+0,1 a\n+0,2 b\n", "2 lines added, 1 removed");
  check ("a\r\nb\r\n", "a\r\nc\r\n", "@1,1 \n 1,1 a\n-2,0 b\n+0,2 c\n", "1 line added, 1 removed");
  check ("a\xff\n", "b\xfe\n", "@1,1 \n-1,0 a\xef\xbf\xbd\n+0,1 b\xef\xbf\xbd\n",
         "1 line added, 1 removed");
}

static void
test_functions (void)
{
  static const char before[] = "import bpy\n\ndef cushion():\n    a = 1\n    b = 2\n    c = 3\n    "
                               "d = 4\n    e = 5\n    f = 6\n"
                               "    g = 7\n\ndef front_legs():\n    a = 1\n    b = 2\n    c = 3\n";
  static const char after[]
      = "import bpy\n\ndef cushion():\n    a = 0\n    b = 2\n    c = 3\n    d = 4\n    e = 5\n    "
        "f = 6\n"
        "    g = 7\n\ndef front_legs():\n    a = 1\n    b = 2\n    c = 3\n    d = 4\n";

  check (before, after,
         "@1,1 Cushion\n 1,1 import bpy\n 2,2 \n 3,3 def cushion():\n-4,0     a = 1\n+0,4     a = "
         "0\n 5,5     b = 2\n"
         " 6,6     c = 3\n 7,7     d = 4\n@13,13 Front legs\n 13,13     a = 1\n 14,14     b = 2\n "
         "15,15     c = 3\n"
         "+0,16     d = 4\n",
         "2 lines added, 1 removed, in Cushion and Front legs");
}

/* The functions that the service adds from its toolkit are counted apart. */
static void
test_toolkit (void)
{
  static const char before[] = "def legs():\n    pass\n\n\n# Library\n\ndef box():\n    pass\n\n\n"
                               "def build():\n    legs()\n";
  static const char with_tube[]
      = "def legs():\n    pass\n\n\n# Library\n\ndef box():\n    pass\n\n\n"
        "def tube():\n    pass\n\n\ndef build():\n    legs()\n";
  static const char changed[]
      = "def legs():\n    return 1\n\n\n# Library\n\ndef tube():\n    pass\n\n\n"
        "def build():\n    arms()\n";
  static const struct
  {
    const char *after;
    const char *summary;
  } cases[] = {
    { with_tube, "Toolkit: 4 lines" },
    { changed, "2 lines added, 2 removed, in Legs and Build · Toolkit: 2 lines" },
    { "def legs():\n    pass\n\n\ndef build():\n    legs()\n",
      "1 line removed · Toolkit: 5 lines" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqDiff) diff = mq_diff_new (before, cases[i].after, NULL);
      g_autofree char *summary = mq_diff_dup_summary (diff);

      g_assert_cmpstr (summary, ==, cases[i].summary);
    }
}

static void
test_many (void)
{
  static const char *const summaries[] = {
    [2] = "3 lines added, 3 removed, in Part 0, Part 1 and Part 2",
    [3] = "4 lines added, 4 removed, in Part 0, Part 1, Part 2 and 1 more",
    [4] = "5 lines added, 5 removed, in Part 0, Part 1, Part 2 and 2 more",
  };
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (summaries); i++)
    {
      g_autoptr (MqDiff) diff = NULL;
      g_autofree char *summary = NULL;

      g_string_append_printf (before, "def part_%u():\n    return %u\n", i, i);
      g_string_append_printf (after, "def part_%u():\n    return -%u\n", i, i);
      diff = mq_diff_new (before->str, after->str, NULL);
      summary = mq_diff_dup_summary (diff);
      g_assert_cmpuint (diff->n_added, ==, i + 1);
      g_assert_cmpuint (diff->n_removed, ==, i + 1);
      if (summaries[i] != NULL)
        g_assert_cmpstr (summary, ==, summaries[i]);
    }
}

static void
test_too_large (void)
{
  g_autofree char *large = g_strnfill (9 * 1024 * 1024, 'x');
  g_autofree char *many = g_strnfill (450 * 1024, '\n');
  g_autoptr (GError) error = NULL;

  g_assert_null (mq_diff_new (large, "", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (mq_diff_new ("", many, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
}

/* Both sides of what is shown are lines of both scripts, with the numbers that they have there. */
static void
check_side (const char *text, MqDiff *diff, MqDiffKind own)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diff->lines)); i++)
    {
      g_autoptr (MqDiffLine) line = g_list_model_get_item (G_LIST_MODEL (diff->lines), i);
      MqDiffKind kind = line->kind;
      guint number = own == MQ_DIFF_ADDED ? line->new_line : line->old_line;

      if (kind != MQ_DIFF_CONTEXT && kind != own)
        continue;
      g_assert_true (number >= 1 && number <= n);
      g_strdelimit (lines[number - 1], "\r", '\0');
      if (g_utf8_validate (lines[number - 1], -1, NULL) && strchr (line->text, '\r') == NULL)
        g_assert_cmpstr (line->text, ==, lines[number - 1]);
    }
}

static void
hold (const char *data, gsize length, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqDiff) diff = mq_diff_new (user_data, data, &error);
  g_autofree char *summary = NULL;

  g_assert_no_error (error);
  summary = mq_diff_dup_summary (diff);
  g_assert_true (g_utf8_validate (summary, -1, NULL));
  check_side (user_data, diff, MQ_DIFF_REMOVED);
  check_side (data, diff, MQ_DIFF_ADDED);
}

static void
test_mutations (void)
{
  static char sample[] = "def a():\n    x = 1\n    y = 2\n\n\ndef b():\n    return 3\n\nQ = 4\nW = "
                         "5\nE = 6\nR = 7\nT = 8\n";
  const char *const samples[] = { sample, NULL };

  /* Held, so that it is not begun and ended five thousand times. */
  git_libgit2_init ();
  mutation_run (samples, 5000, 5, "\n\r\td =:()", hold, sample);
  g_assert_cmpint (git_libgit2_shutdown (), ==, 0);
}

MQ_TEST_PROGRAM (diff)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/diff/lines", test_lines);
  g_test_add_func ("/diff/functions", test_functions);
  g_test_add_func ("/diff/toolkit", test_toolkit);
  g_test_add_func ("/diff/many", test_many);
  g_test_add_func ("/diff/too-large", test_too_large);
  g_test_add_func ("/diff/mutations", test_mutations);
  return mq_test_run ();
}
