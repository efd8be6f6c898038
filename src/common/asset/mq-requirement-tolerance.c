/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a requirement may be off, by the way the user wrote its number: “4 mm” is more exact than
 * “about 2 inches”. The shares are in requirement_kinds.json. See mq-requirement.h. */
#include "common/asset/mq-requirement.h"

#include "common/json/mq-json.h"

#include <math.h>
#include <string.h>

/* Numbers are the same: a planner rounds what it converts. */
#define SAME 0.001

/* The words before a number that make it rough, and those after it. */
static const char before[]
    = "(?:\\b(?:about|around|approx\\.?|approximately|roughly|circa|ca\\.?|c\\.|nearly|almost|some|"
      "etwa|ungef[äa]hr|rund|zirka|knapp|environ|pr[èe]s de|presque|unos|unas|aproximadamente|"
      "alrededor de|casi)\\s+(?:an?\\s+)?|[~≈∼]\\s?|(?:大约|大概|约)\\s?)$";
static const char after[] = "^(?:\\s?(?:-?ish\\b|or so\\b|oder so\\b)|\\s?左右)";

/* A number as it is written, with its unit. */
typedef struct
{
  double value; /* in m, or as it stands without a unit of length */
  double place; /* the same of one unit of its last place */
  gboolean is_rough;
  double factor; /* metres of its unit, or 1 */
  double off;    /* the same of what stands after ±; NAN: nothing */
} Written;

/* In m, or 1 for what is no length; 0: there is no unit. */
static double
read_unit (const char *unit)
{
  static const struct
  {
    const char *begins;
    double metres;
  } units[] = { { "mm", 0.001 },   { "milli", 0.001 }, { "毫米", 0.001 },  { "cm", 0.01 },
                { "centi", 0.01 }, { "zenti", 0.01 },  { "厘米", 0.01 },   { "in", 0.0254 },
                { "\"", 0.0254 },  { "″", 0.0254 },    { "zoll", 0.0254 }, { "英寸", 0.0254 },
                { "f", 0.3048 },   { "m", 1 },         { "米", 1 },        { "°", 1 },
                { "deg", 1 },      { "grad", 1 },      { "度", 1 } };

  for (gsize i = 0; unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (g_ascii_strncasecmp (unit, units[i].begins, strlen (units[i].begins)) == 0)
      return units[i].metres;

  return 0;
}

/* "4.25": 4.25, and 0.01 as its last place; "1,200", where that is meant by 1200. */
static double
read_number (const char *text, double wanted, double *place)
{
  g_autofree char *plain = g_strdup (text);
  gsize length = strlen (text);
  const char *mark = strpbrk (text, ".,");
  double value = g_ascii_strtod (g_strdelimit (plain, ",", '.'), NULL);

  *place = mark != NULL ? pow (10, -(double)(length - (gsize)(mark - text) - 1)) : 1;
  if (mark != NULL && length - (gsize)(mark - text) == 4
      && fabs (1000 * value - wanted) <= SAME * fabs (wanted))
    {
      *place = 1;
      return 1000 * value;
    }

  return value;
}

/* Finds a number in the user's words that is the wanted value.
 * @factor: metres of the value's unit, or 1 */
static gboolean
find_written (const char *words, double value, double factor, Written *written)
{
  static const char form[]
      = "(?<![a-z0-9_.,/])(\\d{1,7}(?:[.,]\\d{1,6})?)(?!/)(?:[ \\x{a0}-]?(mm|cm|m|in|ft|"
        "millimet(?:er|re)s?|[cz]entimet(?:er|re)s?|met(?:er|re)s?|inch(?:es)?|zoll|foot|feet|\"|″|"
        "°|deg(?:rees?)?|grad|毫米|厘米|米|英寸|度)(?![a-z]))?"
        "(?:\\s?(?:±|\\+/-|\\+-)\\s?(\\d+(?:[.,]\\d+)?)[ \\x{a0}]?(mm|cm|in|m|°|deg)?)?";
  g_autoptr (GRegex) regex = g_regex_new (form, G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, words, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *number = g_match_info_fetch (match, 1);
      g_autofree char *unit = g_match_info_fetch (match, 2);
      g_autofree char *off = g_match_info_fetch (match, 3);
      g_autofree char *off_unit = g_match_info_fetch (match, 4);
      g_autofree char *head = NULL;
      double scale = read_unit (unit);
      double off_scale;
      int start;
      int end;

      /* The 120 of "120 x 80 mm" has the unit of the requirement. */
      scale = scale > 0 ? scale : factor;
      *written = (Written){ .factor = scale, .off = NAN };
      written->value = read_number (number, value * factor / scale, &written->place) * scale;
      written->place *= scale;
      if (fabs (written->value - fabs (value * factor)) > SAME * fabs (value * factor))
        continue;

      if (off != NULL && *off != '\0')
        {
          off_scale = read_unit (off_unit);
          written->off = g_ascii_strtod (g_strdelimit (off, ",", '.'), NULL)
                         * (off_scale > 0 ? off_scale : scale);
        }
      g_match_info_fetch_pos (match, 0, &start, &end);
      head = g_strndup (words, (gsize)start);
      written->is_rough = g_regex_match_simple (before, head, G_REGEX_CASELESS, 0)
                          || g_regex_match_simple (after, words + end, G_REGEX_CASELESS, 0);
      return TRUE;
    }

  return FALSE;
}

/* "about two inches": the number is a word. */
static gboolean
is_roughly_said (const char *words)
{
  return g_regex_match_simple (
             "\\b(?:about|approximately|roughly|etwa|ungef[äa]hr|environ|"
             "aproximadamente)\\s+(?!\\d)(?:an?\\s)?\\w|[大]?约[一二三四五六七八九十两半]",
             words, G_REGEX_CASELESS, 0)
         && !g_regex_match_simple ("\\d", words, 0, 0);
}

static double
get_roughly (const MqRequirementKind *kind, double value)
{
  const MqTolerance *roughly = &mq_tolerances.roughly;
  double share = roughly->share * fabs (value);

  if (kind->value == MQ_REQUIREMENT_VALUE_ANGLE)
    return MAX (share, roughly->degrees);
  if (kind->value == MQ_REQUIREMENT_VALUE_COUNT)
    return MAX (floor (share), roughly->count);
  return share;
}

/* @factor: metres of the number's unit, or 1; the others in m or degrees */
static double
get_written (gboolean is_length, double value, double place, double factor)
{
  const MqTolerance *plain = &mq_tolerances.plain;
  const MqTolerance *written = &mq_tolerances.written;
  double size = fabs (value);
  double share = place < 0.999 * factor ? written->decimal : written->share;
  double least = is_length ? MAX (written->metres, share * size) : written->degrees;
  double most = is_length ? MIN (MAX (plain->metres, plain->share * size), plain->most * size)
                          : plain->degrees;

  return MIN (MAX (written->place * place, least), most);
}

/**
 * mq_requirement_set_tolerance:
 * @requirement: a read one; one with a tolerance of its own keeps it
 *
 * Writes how far its value may be off into it, as the user wrote the number in its words: in the
 * requirement's unit. What the words do not have keeps the bridge's own tolerance.
 */
void
mq_requirement_set_tolerance (JsonObject *requirement)
{
  const char *what = mq_json_get_string (requirement, "what", "");
  const char *words = mq_json_get_string (requirement, "words", "");
  const MqRequirementKind *kind = mq_requirement_find_kind (what);
  double value = mq_json_get_double (requirement, "value", NAN);
  double metres = mq_length_unit_get_metres (mq_json_get_string (requirement, "unit", ""));
  double factor = metres > 0 ? metres : 1;
  gboolean is_length = kind != NULL && kind->value == MQ_REQUIREMENT_VALUE_LENGTH;
  gboolean is_exact = kind != NULL && !kind->is_rough && !kind->is_optional
                      && (is_length || kind->value == MQ_REQUIREMENT_VALUE_ANGLE)
                      && (!json_object_has_member (requirement, "at")
                          || g_str_equal (what, "place"));
  double tolerance = NAN;
  Written written;

  if (kind == NULL || !isfinite (value) || value == 0
      || mq_json_get_double (requirement, "tolerance", 0) > 0)
    return;

  if (find_written (words, value, factor, &written))
    tolerance = isfinite (written.off) ? written.off
                : written.is_rough     ? get_roughly (kind, value) * factor
                : is_exact ? get_written (is_length, value * factor, written.place, written.factor)
                           : NAN;
  else if (is_roughly_said (words))
    tolerance = get_roughly (kind, value) * factor;

  if (isfinite (tolerance) && tolerance > 0)
    json_object_set_double_member (requirement, "tolerance",
                                   round (tolerance / factor * 1e6) / 1e6);
}
