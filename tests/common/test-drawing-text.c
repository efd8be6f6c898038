/* What a model read from a drawing beside the words of the drawing's file. */
#include "common/json/mq-json.h"
#include "common/requirement/mq-drawing-text.h"
#include "support/mq-test.h"

#include <string.h>

/* @printed, @read: with “;” between lines, and between rows. Returns: (transfer full): the words of
 * the rows that are in doubt, likewise */
static char *
doubt (const char *printed, const char *read)
{
  g_autofree char *words = g_strdelimit (g_strdup (printed), ";", '\n');
  g_auto (GStrv) texts = g_strsplit (read, ";", -1);
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GString) found = g_string_new (NULL);

  for (gsize i = 0; texts[i] != NULL; i++)
    {
      double value = g_ascii_strtod (texts[i] + strcspn (texts[i], "0123456789"), NULL);

      json_array_add_object_element (
          rows, mq_json_new ("words:s what:s value:d", texts[i], "size", value));
    }
  mq_drawing_text_doubt (words, rows);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (json_object_has_member (row, "doubt"))
        g_string_append_printf (found, "%s%s", found->len > 0 ? ";" : "",
                                mq_json_get_string (row, "words", ""));
    }
  return g_string_free_and_steal (g_steal_pointer (&found));
}

static void
test_doubts (void)
{
  static const struct
  {
    const char *printed;
    const char *read;
    const char *doubted;
  } cases[] = {
    /* As people and models write the same. */
    { "6 × Ø11;PCD 92", "6x ⌀11;6 x ø 11;PCD92", "" },
    { "3 1/2;1 3/4;R1/4 (4)", "3½;1 3/4 in;3.5;R1/4", "" },
    { "1;2;3;Ø6,6", "1/2;3;Ø6.6", "" },
    { "80;50;4x", "80;50.0;4x;four;", "" },
    { ".25;12", "0.25;12", "" },
    { "FOR 6 mm;12", "6;12", "" },
    { "FOR 6 mm;12;80", "12;80", "" },
    { "36;Ø", "36;Ø36", "" },
    { "36;50", "36;Ø36;50", "" },
    /* A number that the file does not have, or has with another sign. */
    { "80;50;40", "80;50;41", "41" },
    { "136;50", "36;50", "36" },
    { "Ø38 H7;36;Ø60", "Ø36 H7;36;Ø60", "Ø36 H7;Ø38 H7" },
    { "Ø38 H7;36;Ø60", "36;36;Ø60", "36;36;Ø38 H7" },
    { "1 1/4;1 3/4;2", "1 1/8;1 3/4;2", "1 1/8" },
    { "R7;4 x R3;40", "R8;R3;40;4", "R8;R7" },
    { "Ø9 x 3;Ø5;80;3", "Ø5;80;Ø5 x 3;3", "Ø5;Ø5 x 3;Ø9 x 3" },
    /* One number of several rows is none, as long as nothing is left. */
    { "5;40;80", "5;5;40;80", "" },
    /* A note and a title are no dimension. */
    { "40;R7;all radii R3 unless noted in a view", "40;R7", "" },
    { "80;50;SCALE 1:2;2026-11-28;A4", "80;50", "" },
    /* The numbers are lines. */
    { "SCALE 1:2;2026-11-28", "80;50;Ø38", "" },
    { "", "80;50", "" },
    { "80;50", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *doubted = doubt (cases[i].printed, cases[i].read);

      g_test_message ("%s: %s", cases[i].printed, cases[i].read);
      g_assert_cmpstr (doubted, ==, cases[i].doubted);
    }
}

/* Words from outside: nothing is endless, or taken for a number that is none. */
static void
test_odd (void)
{
  static const char *const odd[] = { "1/0",   "1/",  "/",   "Ø",
                                     "R",     "..",  ",5",  "1.2.3",
                                     "1e999", "½½½", "1/½", "99999999999999999999999999",
                                     "0/0" };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (odd); j++)
      {
        g_autofree char *printed = g_strconcat (odd[j], ";80;50", NULL);
        g_autofree char *read = g_strconcat (odd[i], ";80;50", NULL);
        g_autofree char *doubted = doubt (printed, read);

        g_test_message ("%s: %s", odd[i], odd[j]);
        if (i == j)
          g_assert_cmpstr (doubted, ==, "");
      }
}

MQ_TEST_PROGRAM (drawing_text)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/drawing-text/doubts", test_doubts);
  g_test_add_func ("/drawing-text/odd", test_odd);

  return mq_test_run ();
}
