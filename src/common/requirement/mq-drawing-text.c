/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a drawing's file, see mq-drawing-text.h. A file may have its numbers as lines, and
 * only a title as words: it tells nothing then, see has_sizes(). */
#include "common/requirement/mq-drawing-text.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_LINE 100 /* bytes that are told of a line */
#define MAX_LINES 30
/* Characters of a line that is a dimension, not a note. */
#define MAX_DIMENSION 24

/* The sign of a diameter or, not within a word, of a radius; a number; and a fraction of it, or
 * behind it. */
#define NUMBER                                                                                     \
  "(?:([ØøΦφ∅⌀])|(?<!\\p{L})([Rr]))?[ \\t]*(?<![0-9])([0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"           \
  "(?:/([0-9]+)|[ \\t]+([0-9]+)/([0-9]+))?"

/* @sign: 'O' of a diameter, 'R' of a radius, 0: none; @top, @below: of its fraction; 0: none */
typedef struct
{
  char sign;
  double value;
  double top;
  double below;
} Printed;

static double
read_group (GMatchInfo *match, int group)
{
  g_autofree char *digits = g_match_info_fetch (match, group);

  return digits != NULL ? g_ascii_strtod (g_strdelimit (digits, ",", '.'), NULL) : 0;
}

/* Returns: (transfer full) (element-type Printed) */
static GArray *
find_numbers (const char *text)
{
  static GRegex *regex;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Printed));
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *simple = NULL;
  int at;

  /* "½" is "1/2", and "2½" is "2 1/2"; letters of any width and style are plain ones. */
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (g_unichar_type (g_utf8_get_char (c)) == G_UNICODE_OTHER_NUMBER)
        g_string_append_c (plain, ' ');
      g_string_append_unichar (plain, g_utf8_get_char (c));
    }
  simple = g_utf8_normalize (plain->str, -1, G_NORMALIZE_NFKC);
  g_string_assign (plain, simple != NULL ? simple : "");
  g_string_replace (plain, "\342\201\204", "/", 0);

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex,
                               g_regex_new (NUMBER, G_REGEX_OPTIMIZE, G_REGEX_MATCH_DEFAULT, NULL));
  for (g_regex_match (regex, plain->str, G_REGEX_MATCH_DEFAULT, &match);
       g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      double first = read_group (match, 3);
      gboolean is_mixed = g_match_info_fetch_pos (match, 6, &at, NULL) && at >= 0;
      double below = read_group (match, is_mixed ? 6 : 4);
      double top = is_mixed ? read_group (match, 5) : first;
      Printed number = { 0, first, below > 0 ? top : 0, below };

      if (below > 0)
        number.value = (is_mixed ? first : 0) + top / below;
      if (g_match_info_fetch_pos (match, 1, &at, NULL) && at >= 0)
        number.sign = 'O';
      else if (g_match_info_fetch_pos (match, 2, &at, NULL) && at >= 0)
        number.sign = 'R';
      g_array_append_val (found, number);
    }

  return found;
}

/* Returns: (transfer full) (element-type GArray): the numbers of each row's words */
static GPtrArray *
find_read (JsonArray *rows)
{
  GPtrArray *read = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_ptr_array_add (
        read, find_numbers (mq_json_get_string (mq_json_element_object (rows, i), "words", "")));
  return read;
}

/* @value: NAN: any; @sign: 0: any */
static guint
count (GArray *numbers, double value, char sign)
{
  guint n = 0;

  MQ_EACH_VALUE (numbers, i, const Printed, each)
    n += (isnan (value) || fabs (each->value - value) <= 1e-6 * value)
         && (sign == 0 || sign == each->sign);
  return n;
}

/* Whether each number of a row is printed, with its sign, unless the signs are lines. Above and
 * below of a fraction may be words of their own. */
static gboolean
are_printed (GArray *printed, GArray *numbers)
{
  MQ_EACH_VALUE (numbers, i, const Printed, number)
    {
      char sign = count (printed, NAN, number->sign) > 0 ? number->sign : 0;

      if (count (printed, number->value, sign) == 0
          && (number->below <= 0 || count (printed, number->top, 0) == 0
              || count (printed, number->below, 0) == 0))
        return FALSE;
    }

  return TRUE;
}

/* Whether the file has its numbers as words: at least half of the rows are among them. */
static gboolean
has_sizes (GArray *printed, GPtrArray *read)
{
  guint n = 0;
  guint found = 0;

  MQ_EACH (read, i, GArray, numbers)
    {
      n += numbers->len > 0;
      found += numbers->len > 0 && are_printed (printed, numbers);
    }

  return n > 0 && 2 * found >= n;
}

/* Whether the line has a number that is in no row. @only_signed: of a diameter or a radius */
static gboolean
is_left (const char *line, GPtrArray *read, gboolean only_signed)
{
  g_autoptr (GArray) numbers = find_numbers (line);

  MQ_EACH_VALUE (numbers, i, const Printed, number)
    {
      guint n = 0;

      for (guint j = 0; j < read->len; j++)
        n += count (read->pdata[j], number->value, 0);
      if (n == 0 && (!only_signed || number->sign != 0))
        return TRUE;
    }

  return FALSE;
}

/**
 * mq_drawing_text_append:
 * @text: for the model that reads the drawing again
 * @words: the words of the drawing's file, line by line
 * @rows: what was read
 *
 * Names the rows that are not in the file, and the lines of the file that are in no row.
 */
void
mq_drawing_text_append (GString *text, const char *words, JsonArray *rows)
{
  g_autoptr (GArray) printed = find_numbers (words);
  g_autoptr (GPtrArray) read = find_read (rows);
  g_auto (GStrv) lines = g_strsplit (words, "\n", -1);
  guint n = 0;

  if (!has_sizes (printed, read))
    return;

  for (guint i = 0; i < read->len; i++)
    if (!are_printed (printed, read->pdata[i]))
      g_string_append_printf (text, "- row %u: its words are not in the text of the file\n", i + 1);
  for (gsize i = 0; lines[i] != NULL && n < MAX_LINES; i++)
    {
      g_autofree char *line = mq_text_clean (lines[i], MAX_LINE);

      if (is_left (line, read, FALSE))
        g_string_append_printf (text, "%s> %s\n",
                                n++ == 0 ? "In the text of the file, and in no row:\n" : "", line);
    }
}

/**
 * mq_drawing_text_doubt:
 * @words: the words of the drawing's file, line by line
 * @rows: what was read; each that the file does not have gets `doubt`, if it has none
 *
 * Adds rows in doubt for diameters and radii that nobody has read. One that was read as something
 * else is in doubt, too: its number is in more rows than the file has it.
 */
void
mq_drawing_text_doubt (const char *words, JsonArray *rows)
{
  g_autoptr (GArray) printed = find_numbers (words);
  g_autoptr (GPtrArray) read = find_read (rows);
  g_auto (GStrv) lines = g_strsplit (words, "\n", -1);
  guint n = read->len;

  if (!has_sizes (printed, read))
    return;

  /* A line that is the dimension of something round and that no row has. */
  for (gsize i = 0; lines[i] != NULL; i++)
    if (read->len < MQ_REQUIREMENT_MAX && g_utf8_strlen (lines[i], -1) <= MAX_DIMENSION
        && is_left (lines[i], read, TRUE))
      {
        json_array_add_object_element (
            rows, mq_json_new ("words:s what:s of:s source:s doubt:s", lines[i], "look", "whole",
                               _ ("text of the file"), _ ("not in any other row")));
        g_ptr_array_add (read, find_numbers (lines[i]));
      }

  for (guint i = 0; i < n; i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      double value = mq_json_get_double (row, "value", NAN);
      guint n_rows = 0;

      if (json_object_has_member (row, "doubt"))
        continue;

      for (guint j = 0; j < read->len; j++)
        n_rows += mq_json_get_double (mq_json_element_object (rows, j), "value", NAN) == value
                  && are_printed (printed, read->pdata[j]);
      if (!are_printed (printed, read->pdata[i]))
        json_object_set_string_member (row, "doubt", _ ("not in the text of the file"));
      else if (read->len > n && isfinite (value) && n_rows > count (printed, value, 0))
        json_object_set_string_member (row, "doubt", _ ("in more rows than in the file"));
    }
}
