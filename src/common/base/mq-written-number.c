/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people write them, see mq-written-number.h. A regular expression reads a number with
 * its unit; the code puts those together that are one: “1' 6"”, “8 ± 0.1 mm”. */
#include "common/base/mq-written-number.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SPACE "[ \\x{a0}\\x{2009}\\x{202f}]"
#define VULGAR "[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
#define SLASHED "(?<above>[0-9]++)[/⁄](?<below>[1-9][0-9]*+)(?![/⁄])"
/* The first 21 are 0 to 20, the others tens. */
#define CARDINALS                                                                                  \
  "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|" \
  "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
#define CARDINAL "(?:" CARDINALS ")(?:(?<=ty)[ -](?:" CARDINALS "))?(?: hundred)?[ -]"
/* “A chest with four feet”: no length. */
#define NO_SIDE                                                                                    \
  "(?!\\s+(?:tall|high|wide|deep|long|thick|across|by|x|in\\s+(?:height|width|depth|length)|"      \
  "(?:and\\s+)?(?:[0-9]+|" CARDINALS ")[ -]inch(?:es)?)\\b)"

/* Words need a unit, and so does a space between thousands. */
static const char form[]
    = "(?:(?<must>(?<words>" CARDINAL "and[ -](?:an?[ -]|" CARDINAL ")(?:half|quarters?)[ -]"
      "|(?:one[ -])?half[ -](?:of[ -])?(?:an?[ -])?"
      "|(?:(?:one|three)[ -])?quarters?[ -](?:of[ -])?(?:an?[ -])?"
      "|" CARDINAL "(?!feet\\b" NO_SIDE "|(?<=one.)foot\\b" NO_SIDE "))(?!in\\b)"
      "|(?<spaced>(?<digits>[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?)))"
      "|" SLASHED "|(?<vulgar>" VULGAR ")"
      "|(?<digits>[1-9][0-9]{0,2}(?:[\\x{a0}\\x{2009}\\x{202f}'’][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?"
      "|(?:[0-9]++|(?=[.][0-9]))(?:[.,][0-9]++)*+)(?<power>e[+-]?[0-9]{1,2}(?![\\p{L}0-9]))?"
      "(?:(?:" SPACE "|-)" SLASHED "|" SPACE "?(?<vulgar>" VULGAR ")"
      "|(?<must> and a (?<words>half|quarter)))?)"
      /* The unit; none is the “in” of “4 in a row” and “number 7 in black metal”. */
      "(?:(?:" SPACE "*|-?)(?:(?<mm>mm|millim(?:et(?:er|re)|ètre)s?|milímetros?|毫米)"
      "|(?<cm>cm|[cz]entim(?:et(?:er|re)|ètre)s?|centímetros?|厘米)"
      "|(?<m>m|m(?:et(?:er|re)|ètre|etro)s?|米)"
      "|(?<in>in(?!\\s+(?:an?|the|all|one|each|my|total|rows?|front|black|white|gr[ae]y|red|orange|"
      "yellow|green|blue|brown|pink|purple|gold|silver|brass|copper|steel|iron|metal|wood|oak|pine|"
      "stone|glass|plastic|different)\\b)|inch(?:es)?|zoll|pouces?|pulgadas?|英寸)"
      "|(?<thou>thou)|(?<ft>ft|foot|feet|fuß|pieds?|英尺)"
      "|(?<deg>deg(?:rees?)?|grad|degrés?|grados?|度|°))"
      "(?<of_area>²|³|[23]\\b)?(?!(?!x\\s?[0-9])\\p{Latin}|_|[0-9](?![0-9]\\b))"
      "|(?<mark>(?<in>\"|″|”|'')|(?<ft>'(?!s\\b)|′|’(?!s\\b)))|(?(<must>)(?!)))";

/* The bytes that a number is looked for in, and a quote round it. */
#define MAX_BYTES 200

static const struct
{
  const char *name;
  double metres;
} units[] = { { "mm", 0.001 },  { "cm", 0.01 }, { "m", 1 },   { "in", 0.0254 },
              { "ft", 0.3048 }, { "deg", 0 },   { "thou", 0 } };

static double
find_metres (const char *unit)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (units) && !g_str_equal (units[i].name, unit))
    i++;
  return i < G_N_ELEMENTS (units) ? units[i].metres : 0;
}

/* Returns: the bytes of whole characters there, %MAX_BYTES at most */
static gsize
measure (const char *at)
{
  gsize length = strnlen (at, MAX_BYTES);

  while (length > 0 && ((guchar)at[length] & 0xc0) == 0x80)
    length--;
  return length;
}

static const char *
skip_spaces (const char *at)
{
  while (*at != '\0' && *at != '\n' && g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

/* Whether a mark after a number closes what is quoted, as in “a sign "24"”; it is no unit then. In
 * “"18" high"”, the end does. */
static gboolean
closes_quote (const char *text, const char *mark)
{
  gunichar c = g_utf8_get_char (mark);
  const char *quotes = c == 0x201d ? "“”" : c == 0x2019 ? "‘’" : c == '"' ? "\"" : "'";
  const char *begin = mark - text > MAX_BYTES ? g_utf8_find_prev_char (text, mark - MAX_BYTES)
                                              : text;
  g_autofree char *head = g_strndup (begin, (gsize)(mark - begin));
  g_autofree char *tail = g_strndup (mark, measure (mark));
  g_autofree char *opened = g_strdup_printf ("(?:^|[\\s(])[%s][^%s]*$", quotes, quotes);
  g_autofree char *goes_on = g_strdup_printf (
      "^.(?:[^%s]|(?<=[0-9])[%s])*[^\\s0-9%s][%s](?!\\p{L})", quotes, quotes, quotes, quotes);

  return g_regex_match_simple (opened, head, 0, 0) && !g_regex_match_simple (goes_on, tail, 0, 0);
}

/* @run: digits with “,” and “.”. Returns: which of the two its writer has before decimals; 0:
 * either, as in “1,200”, or it is no number, as “1.2.3” */
static char
find_mark (const char *run, gboolean *is_number)
{
  const char *comma = strrchr (run, ',');
  const char *point = strrchr (run, '.');
  const char *last = comma != NULL && (point == NULL || comma > point) ? comma : point;

  *is_number = g_regex_match_simple ("^(\\d*[.,]?\\d+|\\d{1,3}(,\\d{3})+(\\.\\d+)?|"
                                     "\\d{1,3}(\\.\\d{3})+(,\\d+)?)$",
                                     run, 0, 0);
  if (last == NULL || !*is_number)
    return '\0';
  if (comma != NULL && point != NULL)
    return *last;
  if (strchr (run, *last) != last)
    return *last == ',' ? '.' : ',';
  return strlen (last) == 4 && last > run && last <= run + 3 && *run != '0' ? '\0' : *last;
}

/* Returns: what the numbers of a text have before decimals, ',' or '.', where one
 * of them shows it and none another one; else 0 */
static char
find_text_mark (const char *text)
{
  char found = '\0';

  for (const char *p = text; *(p += strcspn (p, "0123456789")) != '\0';)
    {
      gsize length = strspn (p, "0123456789.,");
      g_autofree char *run = g_strndup (p, length);
      gboolean is_number;
      char mark;

      while (strchr (".,", run[strlen (run) - 1]) != NULL)
        run[strlen (run) - 1] = '\0';
      mark = find_mark (run, &is_number);
      if (mark != '\0' && found != '\0' && mark != found)
        return '\0';
      found = mark != '\0' ? mark : found;
      p += length;
    }

  return found;
}

static double
convert (const char *run, char mark)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (; *run != '\0'; run++)
    if (*run == mark || g_ascii_isdigit (*run))
      g_string_append_c (plain, *run == mark ? '.' : *run);
  return g_ascii_strtod (plain->str, NULL);
}

/* @said: digits, perhaps with what stands between thousands; @mark: before decimals, 0: not known
 */
static void
read_digits (const char *said, char mark, MqWrittenNumber *number)
{
  g_autoptr (GString) run = g_string_new (NULL);
  const char *decimals;
  gboolean is_number;
  char own;

  for (; *said != '\0'; said++)
    if (g_ascii_isdigit (*said) || *said == '.' || *said == ',')
      g_string_append_c (run, *said);
  own = find_mark (run->str, &is_number);
  decimals = strpbrk (run->str, ".,");
  if (is_number && own == '\0' && mark == '\0' && decimals != NULL)
    {
      number->is_doubtful = *decimals == ',';
      number->other = convert (run->str, *decimals == ',' ? ',' : '\0');
    }
  own = own != '\0' ? own : mark != '\0' ? mark : '.';
  number->kind = is_number ? MQ_WRITTEN_PLAIN : MQ_WRITTEN_OTHER;
  number->value = is_number ? convert (run->str, own) : NAN;
  decimals = strchr (run->str, own);
  number->place = decimals != NULL ? pow (10, -(double)strlen (decimals + 1)) : 1;
}

/* "twenty-five", "two and a half", "three quarters of an" */
static double
read_words (const char *said)
{
  g_autofree char *lower = g_ascii_strdown (said, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " -", -1);
  g_auto (GStrv) cardinals = g_strsplit (CARDINALS, "|", -1);
  double whole = 0;
  double value = 0;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      for (gsize j = 0; cardinals[j] != NULL; j++)
        if (g_str_equal (words[i], cardinals[j]))
          value += j <= 20 ? (double)j : 10 * ((double)j - 18);
      if (g_str_equal (words[i], "hundred"))
        value *= 100;
      else if (g_str_equal (words[i], "half") || g_str_has_prefix (words[i], "quarter"))
        value = MAX (value, 1) / (*words[i] == 'h' ? 2 : 4);
      else if (g_str_equal (words[i], "and"))
        {
          whole = value;
          value = 0;
        }
    }

  return whole + value;
}

/* Returns: (transfer full) (nullable): a group that is there. @start: (out): where it begins */
static char *
dup_group (GMatchInfo *match, const char *name, int *start)
{
  *start = -1;
  return g_match_info_fetch_named_pos (match, name, start, NULL) && *start >= 0
             ? g_match_info_fetch_named (match, name)
             : NULL;
}

static void
scale (MqWrittenNumber *self, double factor)
{
  self->value *= factor;
  self->place *= factor;
  self->other *= factor;
}

/* Reads a number with its unit. Returns: (nullable): where it ends */
static const char *
read_one (const char *text, const char *at, char mark, MqWrittenNumber *number)
{
  static GRegex *regex = NULL;
  static gsize once = 0;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *digits = NULL, *words = NULL, *power = NULL, *vulgar = NULL, *above = NULL,
                  *below = NULL, *spaced = NULL, *of_area = NULL, *sign = NULL;
  int start, end;

  if (g_once_init_enter (&once))
    {
      regex = g_regex_new (form, G_REGEX_CASELESS | G_REGEX_DUPNAMES | G_REGEX_OPTIMIZE, 0, NULL);
      g_once_init_leave (&once, 1);
    }
  *number = (MqWrittenNumber){ .unit = "", .place = 1, .off = NAN, .other = NAN };
  if (!g_regex_match_full (regex, at, (gssize)measure (at), 0, G_REGEX_MATCH_ANCHORED, &match,
                           NULL))
    return NULL;

  if ((digits = dup_group (match, "digits", &start)) != NULL)
    read_digits (digits, mark, number);
  if ((words = dup_group (match, "words", &start)) != NULL)
    {
      number->value += read_words (words);
      number->place = NAN;
    }
  if ((vulgar = dup_group (match, "vulgar", &start)) != NULL)
    {
      /* ½ is 1⁄2. */
      above = g_utf8_normalize (vulgar, -1, G_NORMALIZE_ALL);
      below = g_strdup (g_utf8_next_char (above + 1));
    }
  else if ((above = dup_group (match, "above", &start)) != NULL)
    below = dup_group (match, "below", &start);
  if (below != NULL)
    {
      number->place = 1 / g_ascii_strtod (below, NULL);
      number->value += g_ascii_strtod (above, NULL) * number->place;
    }
  /* “4 200 mm legs” may be four. */
  g_match_info_fetch_pos (match, 0, NULL, &end);
  if ((spaced = dup_group (match, "spaced", &start)) != NULL
      && g_regex_match_simple ("^ \\p{L}*[^s\\W]s\\b", at + end, 0, 0))
    {
      number->is_doubtful = TRUE;
      number->other = fmod (number->value, 1000);
    }

  if ((sign = dup_group (match, "mark", &start)) != NULL && closes_quote (text, at + start))
    end = start;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_match_info_fetch_named_pos (match, units[i].name, &start, NULL) && start >= 0
        && start < end)
      number->unit = units[i].name;
  if ((of_area = dup_group (match, "of_area", &start)) != NULL)
    {
      number->kind = MQ_WRITTEN_OTHER;
      number->unit = "";
    }
  if ((power = dup_group (match, "power", &start)) != NULL)
    scale (number, pow (10, g_ascii_strtod (power + 1, NULL)));
  if (g_str_equal (number->unit, "thou"))
    {
      scale (number, 0.001);
      number->unit = "in";
    }
  return at + end;
}

/* The second part of “1' 6"”, “1 m 20 cm”, “5'11”, “1m80”. Returns: where it ends, else @end */
static const char *
add_second (const char *text, const char *end, char mark, MqWrittenNumber *number)
{
  gboolean is_feet = g_str_equal (number->unit, "ft");
  double most = is_feet ? 12 : 100;
  const char *p = end + (*end == '.' && g_ascii_isalpha (end[-1]));
  const char *next;
  MqWrittenNumber second;

  if ((!is_feet && !g_str_equal (number->unit, "m")) || number->value != floor (number->value)
      || isfinite (number->other))
    return end;
  p = skip_spaces (p);
  if (is_feet && (*p == '-' || g_str_has_prefix (p, "and ")))
    p += *p == '-' ? 1 : 4;
  if ((next = read_one (text, p, mark, &second)) == NULL || second.kind != MQ_WRITTEN_PLAIN
      || second.is_doubtful || !(second.value < most)
      || (*second.unit == '\0' ? p != end || (!is_feet && next != end + 2)
                               : !g_str_equal (second.unit, is_feet ? "in" : "cm")))
    return end;

  number->value = number->value * most + second.value;
  number->unit = is_feet ? "in" : "cm";
  number->place = second.place;
  return next;
}

/* Takes what follows ±, or ends a range: “2-3 legs”, “40 to 45 cm”; not “10-5”, “2026-11-28”, “from
 * 40 to 45 cm”. Returns: where it ends, else @end */
static const char *
add_span (const char *text, const char *end, char mark, MqWrittenNumber *number)
{
  static const char *const words[] = { "±", "+/-", "+-", "-", "–", "…", "..", "to ", "and " };
  const char *p = skip_spaces (end);
  double metres = find_metres (number->unit);
  gsize start = number->start;
  const char *next;
  MqWrittenNumber other;
  double own;
  gsize i = 0;

  while (i < G_N_ELEMENTS (words) && !g_str_has_prefix (p, words[i]))
    i++;
  /* “between 40 and 45 cm” */
  if (i == G_N_ELEMENTS (words) || number->kind == MQ_WRITTEN_OTHER
      || (*words[i] == 'a'
          && (start < 8 || g_ascii_strncasecmp (text + start - 8, "between ", 8) != 0)))
    return end;
  p = skip_spaces (p + strlen (words[i]));
  if (g_ascii_isalpha (*p) || (next = read_one (text, p, mark, &other)) == NULL
      || other.kind != MQ_WRITTEN_PLAIN
      || (*number->unit == '\0' && strncmp (next - MIN (next - text, 4), "thou", 4) == 0))
    return end;

  if (i < 3)
    {
      own = find_metres (other.unit);
      number->off = metres > 0 && own > 0 ? other.value * own / metres : other.value;
      number->unit = *number->unit == '\0' ? other.unit : number->unit;
      return next;
    }

  if (!(number->value < other.value) || number->is_doubtful || other.is_doubtful
      || (*next == '-' && g_ascii_isdigit (next[1]))
      || (*number->unit != '\0' && !g_str_equal (number->unit, other.unit))
      || (*other.unit == '\0' && (i > 4 || p != end + strlen (words[i])))
      || (start > 0 && text[start - 1] == '-')
      || (start >= 5 && g_ascii_strncasecmp (text + start - 5, "from ", 5) == 0))
    return end;
  number->kind = MQ_WRITTEN_RANGE;
  number->off = (other.value - number->value) / 2;
  number->value += number->off;
  number->place = other.place;
  number->unit = other.unit;
  return next;
}

/* Returns: whether a number begins there; at the beginning of a text it may have a sign */
static gboolean
read_number (const char *text, const char *at, char mark, MqWrittenNumber *number)
{
  gunichar c = g_utf8_get_char (at);
  gboolean is_letter = (c == 'R' || c == 'M') && g_ascii_isdigit (at[1]);
  gboolean is_diameter = c == 0xd8 || c == 0xf8 || c == 0x2300 || c == 0x2205;
  gboolean is_signed = (c == '-' || c == '+' || c == 0x2212) && at == skip_spaces (text);
  const char *digits = is_diameter ? skip_spaces (g_utf8_next_char (at))
                       : is_signed ? g_utf8_next_char (at)
                                   : at + is_letter;
  const char *before = at > text ? g_utf8_prev_char (at) : NULL;
  gunichar last = before != NULL ? g_utf8_get_char (before) : ' ';
  gboolean follows_digit = before != NULL && before > text && g_ascii_isdigit (before[-1]);
  gboolean may_begin;
  const char *end;

  if (is_diameter || is_signed)
    may_begin = g_ascii_isdigit (*digits) || (is_signed && *digits == '.');
  else
    may_begin = g_ascii_isalnum (*at) || c == '.' || g_unichar_type (c) == G_UNICODE_OTHER_NUMBER;
  /* The 2 of “v4.2” is none. */
  if (last != '\0' && strchr (".,/", (int)MIN (last, 127)) != NULL && follows_digit)
    may_begin = FALSE;
  /* Not in a word, but after the x of “60x40” and “2cmx3cm”. Chinese has no space before it. */
  else if (last == '_' || (g_unichar_isalnum (last) && last < 0x2e80))
    may_begin &= (last == 'x' || last == 'X') && before > text && g_ascii_isdigit (*at)
                 && (!g_ascii_isalpha (before[-1]) || strchr ("mntMNT", before[-1]) != NULL);
  if (!may_begin || (end = read_one (text, digits, mark, number)) == NULL)
    return FALSE;

  number->start = (gsize)(at - text);
  if (number->kind != MQ_WRITTEN_OTHER && (is_letter || is_diameter))
    number->kind = is_diameter ? MQ_WRITTEN_DIAMETER
                   : c == 'R'  ? MQ_WRITTEN_RADIUS
                               : MQ_WRITTEN_THREAD;
  if (number->kind == MQ_WRITTEN_PLAIN)
    end = add_second (text, end, mark, number);
  end = add_span (text, end, mark, number);
  /* “6 ft. tall”: no sentence ends there. */
  end += g_ascii_isalpha (end[-1]) && g_str_has_prefix (end, ". ") && g_ascii_islower (end[2]);
  number->end = (gsize)(end - text);
  number->value *= is_signed && c != '+' ? -1 : 1;
  number->metres = isfinite (number->value) ? number->value * find_metres (number->unit) : 0;
  return TRUE;
}

/* @from: 0, or where to go on after @number; @context: (nullable): whose numbers tell what stands
 * before decimals, if not @text. Returns: whether there is one; the first may have a sign */
gboolean
mq_written_number_find (const char *text, gsize from, const char *context, MqWrittenNumber *number)
{
  char mark = from > 0 ? number->mark : find_text_mark (context != NULL ? context : text);

  for (const char *p = text + from; *p != '\0'; p = g_utf8_next_char (p))
    if (read_number (text, p, mark, number))
      {
        number->mark = mark;
        return TRUE;
      }

  return FALSE;
}

/* @context: (nullable): as of the other; @is_plain: it may have no unit; @error:
 * %MQ_ERROR_BAD_INPUT. Returns: whether @text is one number, which cannot mean two */
gboolean
mq_written_number_take (const char *text, const char *context, gboolean is_plain,
                        MqWrittenNumber *number, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *begin = skip_spaces (g_strchomp (valid));
  char mark = context != NULL ? find_text_mark (context) : '\0';
  g_autofree char *doubt = NULL;

  *number = (MqWrittenNumber){ .unit = "" };
  if (!read_number (begin, begin, mark, number) || begin[number->end] != '\0'
      || !isfinite (number->value) || number->kind == MQ_WRITTEN_OTHER)
    {
      number->is_doubtful = FALSE;
      return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%.40s” is not a number"), text);
    }
  if (is_plain
      && (number->kind != MQ_WRITTEN_PLAIN || *number->unit != '\0' || isfinite (number->off)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("“%.40s” is more than a number; a unit has no place here"), text);

  doubt = number->is_doubtful ? mq_written_number_describe_doubt (begin) : NULL;
  return doubt == NULL || mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", doubt);
}

/* Returns: (transfer full) (nullable): that the first number of a text can mean two, for the user;
 * %NULL: it cannot */
char *
mq_written_number_describe_doubt (const char *text)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  MqWrittenNumber number;
  g_autofree char *said = NULL;
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (!mq_written_number_find (text, 0, NULL, &number) || !number.is_doubtful)
    return NULL;

  said = g_strndup (text + number.start, number.end - number.start);
  /* In every language with a point: “1,234” would be in doubt again. */
  g_ascii_formatd (digits, sizeof digits, "%.10g", number.value);
  one = g_strchomp (g_strconcat (digits, " ", number.unit, NULL));
  g_ascii_formatd (digits, sizeof digits, "%.10g", number.other);
  other = g_strchomp (g_strconcat (digits, " ", number.unit, NULL));
  /* Translators: a number that the user wrote, and two that it can be: 1200 mm and 1.2 mm. */
  return g_strdup_printf (_ ("“%s” can be %s or %s: write one of these"), said, one, other);
}

/* @unit: "mm" …, or "". Returns: (transfer full): as the user writes it, for a field: “6,6 mm”;
 * with a point where a comma could stand between thousands: “12.125 mm” */
char *
mq_written_number_format (double value, const char *unit)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  locale_t before = mq_text_begin_numbers ();
  g_autofree char *text = g_strchomp (g_strdup_printf ("%.10g %s", value, unit));
  MqWrittenNumber number;

  uselocale (before);
  if (!mq_written_number_find (text, 0, NULL, &number) || !number.is_doubtful)
    return g_steal_pointer (&text);

  g_ascii_formatd (digits, sizeof digits, "%.10g", value);
  return g_strchomp (g_strconcat (digits, " ", unit, NULL));
}
