/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths in words, and whether a requirement's value is what its words say: 45 cm is not 45 m,
 * whichever of the two is wrong. See mq-requirements.h. */
#include "service/plan/mq-requirements.h"

#include "common/asset/mq-requirement.h"
#include "common/json/mq-json.h"

#include <math.h>
#include <string.h>

/* Lengths that are the same. */
#define SAME 0.005
#define MAX_WORDS 200 /* bytes */

/* A length's unit in m. */
static double
read_unit (const char *unit)
{
  static const struct
  {
    const char *begins;
    double metres;
  } units[] = { { "mm", 0.001 },   { "milli", 0.001 }, { "cm", 0.01 },
                { "centi", 0.01 }, { "in", 0.0254 },   { "\"", 0.0254 },
                { "″", 0.0254 },   { "f", 0.3048 },    { "m", 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_ascii_strncasecmp (unit, units[i].begins, strlen (units[i].begins)) == 0)
      return units[i].metres;

  return 0;
}

/* @words: what a user wrote; @said: (element-type utf8): gets them as they are written; a number
 * without a unit, as in “120 x 80 mm”, has that of the next one, and %NULL here. Returns:
 * (transfer full) (element-type double): the lengths in it, m */
GArray *
mq_requirements_read_lengths (const char *words, GPtrArray *said)
{
  static const char form[]
      = "(?<![\\w.,/])(\\d{1,6}(?:[.,]\\d{1,4})?)(?:[ \\x{a0}-]?"
        "(mm|cm|m|in(?!\\s+(?:an?|the|all|one|each|my|total|rows?|front|black|white|gr[ae]y|red|"
        "orange|yellow|green|blue|brown|pink|purple|gold|silver|brass|copper|steel|iron|metal|"
        "wood|oak|pine|stone|glass|plastic|different)\\b)|ft|millimet(?:er|re)s?|"
        "centimet(?:er|re)s?|met(?:er|re)s?|inch(?:es)?|foot|feet|\"|″)(?![\\w]))?";
  g_autoptr (GRegex) regex = g_regex_new (form, G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GArray *lengths = g_array_new (FALSE, FALSE, sizeof (double));
  guint first = 0; /* without a unit so far */

  for (g_regex_match (regex, words, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *number = g_match_info_fetch (match, 1);
      g_autofree char *unit = g_match_info_fetch (match, 2);
      gboolean has_unit = unit != NULL && *unit != '\0';
      double length = g_ascii_strtod (g_strdelimit (number, ",", '.'), NULL);

      g_array_append_val (lengths, length);
      g_ptr_array_add (said, has_unit ? g_match_info_fetch (match, 0) : NULL);
      for (; has_unit && first < lengths->len; first++)
        g_array_index (lengths, double, first) *= read_unit (unit);
    }

  g_array_set_size (lengths, first);
  return lengths;
}

static gboolean
is_about (double a, double b)
{
  return fabs (a - b) <= SAME * MAX (fabs (a), fabs (b));
}

/* Whether words say a difference, as “10 cm taller” of what is 1 m then. */
static gboolean
is_relative (const char *words)
{
  return g_regex_match_simple (
      "\\b(by|more|less|(tall|long|wid|thick|high|low|deep|short|narrow|thinn|larg|bigg|small|"
      "clos|near|farth|furth)er)\\b",
      words, G_REGEX_CASELESS, 0);
}

/* Whether a value is a length in another unit. */
static gboolean
is_in_other_unit (double value, double length)
{
  static const double factors[] = { 10, 100, 1000, 25.4, 2.54, 39.37, 12, 30.48, 304.8, 3.2808 };

  for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
    if (is_about (value, length * factors[i]) || is_about (value * factors[i], length))
      return TRUE;

  return FALSE;
}

/* The length that the words of a requirement say, m, where its value is that in another unit.
 * @said: (out): as it is written. Returns: 0 where they fit */
static double
find_slip (JsonObject *requirement, char **said)
{
  const char *words = mq_json_get_string (requirement, "words", "");
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) lengths = mq_requirements_read_lengths (words, written);
  gboolean relative = is_relative (words);
  double value;
  double slip = 0;

  if (!mq_requirement_get_metres (requirement, &value) || value == 0)
    return 0;

  for (guint i = 0; i < lengths->len; i++)
    {
      double length = g_array_index (lengths, double, i);
      const char *text = g_ptr_array_index (written, i);
      gboolean same_number = text != NULL
                             && is_about (g_ascii_strtod (text, NULL),
                                          mq_json_get_double (requirement, "value", 0));

      /* A radius is half of the diameter that is measured. */
      if (is_about (fabs (value), length) || is_about (fabs (value), 2 * length)
          || is_about (2 * fabs (value), length))
        return 0;
      if (slip == 0 && text != NULL && is_in_other_unit (fabs (value), length)
          && (same_number || !relative))
        {
          slip = length;
          g_set_str (said, text);
        }
    }

  return slip;
}

/**
 * mq_requirements_compare_values:
 * @requirements: read ones
 * @faults: gets a line for each value that is what its words say, but in another unit
 */
void
mq_requirements_compare_values (JsonArray *requirements, GString *faults)
{
  for (guint i = 0; i < mq_json_length (requirements); i++)
    {
      JsonObject *one = mq_json_element_object (requirements, i);
      g_autofree char *said = NULL;

      if (find_slip (one, &said) > 0)
        g_string_append_printf (
            faults, "- requirement “%.*s”: its words say %s, its value is %g %s; one is wrong\n",
            MAX_WORDS, mq_json_get_string (one, "words", ""), said,
            mq_json_get_double (one, "value", 0), mq_json_get_string (one, "unit", ""));
    }
}

static gboolean
is_said (GArray *lengths, double length)
{
  for (guint i = 0; i < lengths->len; i++)
    if (is_about (g_array_index (lengths, double, i), length))
      return TRUE;

  return FALSE;
}

/* Takes the value of the words: "45 cm" */
static void
take_words (JsonObject *requirement, double metres, const char *said)
{
  double number = g_ascii_strtod (said, NULL);
  const char *unit = number > 0 ? mq_length_unit_find (metres / number) : NULL;

  mq_json_add (requirement, "value:d unit:s", unit != NULL ? number : metres * 1000,
               unit != NULL ? unit : "mm");
}

/**
 * mq_requirements_settle_values:
 * @requirements: read ones; changed in place
 * @prompt: what the user wrote
 *
 * Where a value is still not what its words say, the user's words decide. If they have neither, it
 * is judged by eye: a wrong number is not measured.
 */
void
mq_requirements_settle_values (JsonArray *requirements, const char *prompt)
{
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) lengths = mq_requirements_read_lengths (prompt, written);

  for (guint i = 0; i < mq_json_length (requirements); i++)
    {
      JsonObject *one = mq_json_element_object (requirements, i);
      g_autofree char *said = NULL;
      g_autofree char *label = NULL;
      double slip = find_slip (one, &said);
      double value;

      if (slip == 0 || !mq_requirement_get_metres (one, &value))
        continue;
      if (is_said (lengths, slip))
        take_words (one, slip, said);
      else if (is_said (lengths, fabs (value)))
        {
          label = mq_requirement_label_in_english (one);
          json_object_set_string_member (one, "words", label);
        }
      else
        json_object_set_string_member (one, "what", "look");
    }
}
