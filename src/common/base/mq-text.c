/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Text functions, see mq-text.h. */
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

/* Longer words are not compared: nobody mistypes a word of sixty letters. */
#define MAX_WORD 64
#define MIN_SIDE 0.00005 /* m; what is flat has none */

/**
 * mq_text_distance:
 * @a: a word
 * @b: a word
 *
 * Counts the insertions, deletions, substitutions and swaps of neighbours that turn one word into
 * the other (optimal string alignment; bytes, ASCII case ignored).
 *
 * Returns: the distance; %G_MAXUINT for a word that is longer than 64 bytes
 */
guint
mq_text_distance (const char *a, const char *b)
{
  guint rows[3][MAX_WORD + 1];
  gsize a_length = strlen (a);
  gsize b_length = strlen (b);

  if (a_length > MAX_WORD || b_length > MAX_WORD)
    return G_MAXUINT;

  for (gsize j = 0; j <= b_length; j++)
    rows[0][j] = j;

  for (gsize i = 1; i <= a_length; i++)
    {
      guint *row = rows[i % 3];
      const guint *above = rows[(i + 2) % 3];
      const guint *two_above = rows[(i + 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= b_length; j++)
        {
          char x = g_ascii_tolower (a[i - 1]);
          char y = g_ascii_tolower (b[j - 1]);

          row[j] = above[j - 1] + (x != y);
          row[j] = MIN (row[j], above[j] + 1);
          row[j] = MIN (row[j], row[j - 1] + 1);

          if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
            row[j] = MIN (row[j], two_above[j - 2] + 1);
        }
    }

  return rows[a_length % 3][b_length];
}

/**
 * mq_text_nearest:
 * @word: a word that is not among the candidates
 * @candidates: a NULL-ended list
 *
 * Returns: (nullable): the candidate most similar to @word, if one is similar enough
 */
const char *
mq_text_nearest (const char *word, const char *const *candidates)
{
  const char *nearest = NULL;
  guint limit = MAX (1, strlen (word) / 3) + 1;

  for (gsize i = 0; candidates[i] != NULL; i++)
    {
      guint distance = mq_text_distance (word, candidates[i]);

      if (distance < limit)
        {
          limit = distance;
          nearest = candidates[i];
        }
    }

  return nearest;
}

/**
 * mq_text_fold_name:
 * @name: a name, as somebody writes it
 *
 * Returns: (transfer full): its letters and digits in lower case, for comparisons
 */
char *
mq_text_fold_name (const char *name)
{
  GString *folded = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name) || (guchar)*name >= 0x80)
      g_string_append_c (folded, g_ascii_tolower (*name));

  return g_string_free_and_steal (folded);
}

/**
 * mq_text_clean:
 * @text: (nullable): text from outside; need not be UTF-8
 * @limit: maximum number of bytes to keep
 *
 * Makes text safe for a terminal or a label: valid UTF-8 without control characters (such as escape
 * sequences) except line breaks and tabs, without invisible and reordering characters, cut at
 * @limit with “…”.
 *
 * Returns: (transfer full): the text, empty for NULL
 */
char *
mq_text_clean (const char *text, gsize limit)
{
  GString *clean = g_string_new (NULL);
  gsize seen = text != NULL ? strnlen (text, limit + 1) : 0;
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, seen) : g_strdup ("");

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_control = g_unichar_iscntrl (c) && c != '\n' && c != '\t';
      /* Characters that hide or reorder text: bidi marks, zero-width letters, tags, and Unicode's
       * own line breaks, which only some readers see. */
      gboolean hides = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e)
                       || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
                       || (c >= 0xe0000 && c <= 0xe0fff);

      if (is_control || hides)
        continue;

      if (clean->len + (g_utf8_next_char (p) - p) > limit)
        {
          g_string_append (clean, "…");
          break;
        }

      g_string_append_unichar (clean, c);
    }

  return g_string_free_and_steal (clean);
}

/**
 * mq_text_join_lines:
 * @text: such as an error's message: each of its lines is a sentence without its full stop
 * @limit: as mq_text_clean()
 *
 * Returns: (transfer full): it as one line: “what happened. What to do next”
 */
char *
mq_text_join_lines (const char *text, gsize limit)
{
  g_autofree char *clean = g_strdelimit (mq_text_clean (text, limit), "\t", ' ');
  g_auto (GStrv) lines = g_strsplit (clean, "\n", -1);
  GString *joined = g_string_new (NULL);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_string_append_printf (joined, "%s%s",
                              joined->len == 0                                          ? ""
                              : strchr (".:;,?!", joined->str[joined->len - 1]) != NULL ? " "
                                                                                        : ". ",
                              lines[i]);
  return g_string_free_and_steal (joined);
}

/**
 * mq_text_shorten:
 * @text: UTF-8
 * @chars: how many characters have room
 *
 * Returns: (transfer full): the text; if it is longer, as many whole words as fit and “…”
 */
char *
mq_text_shorten (const char *text, glong chars)
{
  g_autofree char *cut = NULL;
  char *end;

  if (g_utf8_strlen (text, -1) <= chars)
    return g_strdup (text);

  cut = g_utf8_substring (text, 0, chars + 1);
  if ((end = strrchr (cut, ' ')) == NULL || end == cut)
    end = g_utf8_offset_to_pointer (cut, chars);
  *end = '\0';
  return g_strconcat (g_strchomp (cut), "…", NULL);
}

/**
 * mq_text_is_blank:
 * @text: UTF-8
 *
 * Returns: whether no character of it can be seen
 */
gboolean
mq_text_is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isgraph (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

/**
 * mq_text_make_title:
 * @name: an identifier: "front_legs"
 *
 * Returns: (transfer full): its words, the first with a capital: "Front legs"; empty if it has none
 */
char *
mq_text_make_title (const char *name)
{
  g_autofree char *words = g_strstrip (g_strdelimit (g_strdup (name), "_\n\t", ' '));
  const char *rest = *words != '\0' ? g_utf8_next_char (words) : words;
  g_autofree char *first = g_utf8_strup (words, rest - words);

  return g_strconcat (first, rest, NULL);
}

/**
 * mq_text_count_newlines:
 * @from: in a text
 * @to: in the same text, not counted
 */
guint
mq_text_count_newlines (const char *from, const char *to)
{
  guint lines = 0;

  for (const char *p = from; p < to; p++)
    lines += *p == '\n';
  return lines;
}

/**
 * mq_text_count_lines:
 * @text: a text
 *
 * Returns: its lines; the last one need not end with a newline
 */
guint
mq_text_count_lines (const char *text)
{
  gsize length = strlen (text);

  return mq_text_count_newlines (text, text + length) + (length > 0 && text[length - 1] != '\n');
}

/**
 * mq_text_format_time:
 * @seconds: since 1970
 *
 * Returns: (transfer full): that time as ISO 8601
 */
char *
mq_text_format_time (gint64 seconds)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  return g_date_time_format_iso8601 (utc);
}

/**
 * mq_text_format_clock:
 * @seconds: a duration, in seconds
 *
 * Returns: (transfer full): "0:41", or "1:02:03" from an hour on; at most 1000 hours
 */
char *
mq_text_format_clock (double seconds)
{
  guint whole = (guint)CLAMP (seconds, 0, 1000.0 * 3600.0);

  if (whole >= 3600)
    return g_strdup_printf ("%u:%02u:%02u", whole / 3600, whole / 60 % 60, whole % 60);
  return g_strdup_printf ("%u:%02u", whole / 60, whole % 60);
}

/**
 * mq_text_format_cost:
 * @dollars: US dollars
 *
 * Returns: (transfer full): "$0.21"; with one more digit below a cent
 */
char *
mq_text_format_cost (double dollars)
{
  return g_strdup_printf (dollars > 0 && dollars < 0.01 ? "$%.3f" : "$%.2f", dollars);
}

/**
 * mq_text_begin_numbers:
 *
 * From here on, printf() writes numbers of this thread as the user does. The service needs it: what
 * programs read has a decimal point, so its own locale of numbers is that of C.
 *
 * Returns: the locale before, to which the caller returns by uselocale()
 */
locale_t
mq_text_begin_numbers (void)
{
  static gsize users = 0;

  if (g_once_init_enter (&users))
    {
      locale_t all = duplocale (LC_GLOBAL_LOCALE);
      locale_t made = newlocale (LC_NUMERIC_MASK, "", all);

      g_once_init_leave (&users, (gsize)(made != (locale_t)0 ? made : all));
    }

  return uselocale ((locale_t)users);
}

/**
 * mq_text_format_size:
 * @size: width, depth and height, m
 *
 * Returns: (transfer full): "3.8 × 3.8 × 41.4 cm", in the unit that suits it: the largest in which
 *   the shortest side, too, can be read
 */
char *
mq_text_format_size (const double size[3])
{
  double longest = MAX (size[0], MAX (size[1], size[2]));
  double shortest = G_MAXDOUBLE;
  /* Translators: width × depth × height. */
  const char *format = C_ ("size", "%.1f × %.1f × %.1f mm");
  double units = 1000; /* in a metre */
  locale_t before;
  char *text;

  /* The shortest side that is one, m. */
  for (guint axis = 0; axis < 3; axis++)
    if (size[axis] >= MIN_SIDE)
      shortest = MIN (shortest, size[axis]);

  if (longest >= 9.995 || (longest >= 0.9995 && shortest >= 0.05))
    {
      units = 1;
      format = C_ ("size", "%.2f × %.2f × %.2f m");
    }
  else if (longest >= 0.9995 || (longest >= 0.01995 && shortest >= 0.005))
    {
      units = 100;
      format = C_ ("size", "%.1f × %.1f × %.1f cm");
    }

  before = mq_text_begin_numbers ();
  text = g_strdup_printf (format, size[0] * units, size[1] * units, size[2] * units);
  uselocale (before);
  return text;
}

/**
 * mq_text_split_list:
 * @text: names with commas between, perhaps with blanks
 *
 * Returns: (transfer full): the names
 */
GStrv
mq_text_split_list (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (names, parts[i]);

  return g_strv_builder_end (names);
}

/**
 * mq_text_is_same_secret:
 * @a: a secret
 * @b: what somebody gives for it
 *
 * Returns: whether they are equal, without saying by the time it takes how much of them is
 */
gboolean
mq_text_is_same_secret (const char *a, const char *b)
{
  gsize length = strlen (a);
  volatile guchar difference = 0;

  if (strlen (b) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    difference |= (guchar)(a[i] ^ b[i]);

  return difference == 0;
}

/**
 * mq_text_split_csv:
 * @line: of a table, without its newline
 * @separator: between two fields
 *
 * Returns: (transfer full) (nullable): its fields; %NULL: a quote is not closed
 */
GStrv
mq_text_split_csv (const char *line, char separator)
{
  g_autoptr (GStrvBuilder) fields = g_strv_builder_new ();
  g_autoptr (GString) field = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  for (const char *p = line; *p != '\0'; p++)
    {
      if (*p == '"' && is_quoted && p[1] == '"')
        g_string_append_c (field, *p++);
      else if (*p == '"')
        is_quoted = !is_quoted;
      else if (*p == separator && !is_quoted)
        {
          g_strv_builder_add (fields, field->str);
          g_string_truncate (field, 0);
        }
      else
        g_string_append_c (field, *p);
    }

  g_strv_builder_add (fields, field->str);
  return is_quoted ? NULL : g_strv_builder_end (fields);
}
