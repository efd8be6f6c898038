/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements of a plan, see mq-requirements.h. Everything of a model's answer that can be read is
 * read; what cannot is a fault that names the requirement. */
#include "service/plan/mq-requirements.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-written-number.h"
#include "common/json/mq-json.h"
#include "service/plan/mq-plan-parts.h"

#include <math.h>
#include <string.h>

#define MIN_LATER_WORD 4 /* bytes; “of” and “in” are no parts */
#define MAX_NAMED 30     /* parts in a sentence */
/* Lengths that are the same: the planner rounds. */
#define SAME 0.005
/* How far a planned box may be from a required size, as a share. */
#define NEAR 0.03
#define MAX_WORDS 200 /* bytes */

static const char *const axes[] = { "x", "y", "z", NULL };
static const char *const compared[] = { "equal", "at_least", "at_most", NULL };

static gboolean
same_member (JsonObject *a, JsonObject *b, const char *key)
{
  return g_str_equal (mq_json_get_string (a, key, ""), mq_json_get_string (b, key, ""));
}

/* The number that is wanted, in m for lengths. */
static gboolean
get_number (JsonObject *requirement, double *number)
{
  if (mq_requirement_get_metres (requirement, number))
    return TRUE;

  *number = mq_json_get_double (requirement, "value", NAN);
  return isfinite (*number);
}

static gboolean
is_about (double a, double b, double share)
{
  return fabs (a - b) <= share * MAX (fabs (a), fabs (b));
}

/**
 * mq_requirements_find_contradictions:
 * @requirements: read ones
 * @faults: gets a line for each pair that cannot both hold
 */
void
mq_requirements_find_contradictions (JsonArray *requirements, GString *faults)
{
  guint n = json_array_get_length (requirements);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        JsonObject *a = mq_json_element_object (requirements, i);
        JsonObject *b = mq_json_element_object (requirements, j);
        const char *what = mq_json_get_string (a, "what", "");
        const char *one = mq_json_get_string (a, "is", "equal");
        const char *other = mq_json_get_string (b, "is", "equal");
        gboolean wall = g_str_equal (what, "wall");
        gboolean exclusive = FALSE;
        double x;
        double y;
        double side;

        if (i == j || !get_number (a, &x) || !get_number (b, &y))
          continue;

        /* Whether a wall leaves nothing of the thing, or a piece is larger than all. */
        if (g_str_equal (mq_json_get_string (b, "what", ""), "size")
            && !g_str_equal (other, "at_least") && !g_str_equal (one, "at_most"))
          {
            if (wall || g_str_equal (what, "floor"))
              exclusive = same_member (a, b, "of") && x > y * (wall ? 0.5 : 1 + SAME)
                          && g_str_equal (mq_json_get_string (b, "axis", ""), "z") != wall;
            else
              exclusive = g_str_equal (what, "size") && same_member (a, b, "axis")
                          && g_str_equal (mq_json_get_string (b, "of", ""), "whole")
                          && !g_str_equal (mq_json_get_string (a, "of", ""), "whole")
                          && x > y * (1 + SAME);
          }

        /* A wall may be as thick as the thing is wide or deep: a solid bar, or an upright panel. */
        for (guint k = 0; exclusive && wall && k < n; k++)
          {
            JsonObject *size = mq_json_element_object (requirements, k);

            exclusive = !g_str_equal (mq_json_get_string (size, "what", ""), "size")
                        || !same_member (a, size, "of")
                        || g_str_equal (mq_json_get_string (size, "axis", ""), "z")
                        || !get_number (size, &side) || !is_about (x, side, SAME);
          }

        /* Whether no number fits both. */
        if (i < j && mq_requirements_are_same (a, b) && !mq_requirements_are_several (a)
            && !is_about (x, y, SAME))
          {
            const char *smaller = x < y ? one : other;
            const char *larger = x < y ? other : one;

            if (g_str_equal (one, other))
              exclusive |= g_str_equal (one, "equal");
            else
              exclusive |= !g_str_equal (smaller, "at_least") && !g_str_equal (larger, "at_most");
          }
        if (exclusive)
          g_string_append_printf (faults, "- these two contradict each other: “%.*s” and “%.*s”\n",
                                  MAX_WORDS, mq_json_get_string (a, "words", ""), MAX_WORDS,
                                  mq_json_get_string (b, "words", ""));
      }
}

/* The planned box of a part, or of "whole". */
static gboolean
get_box (JsonArray *parts, const char *of, double low[3], double high[3])
{
  gboolean any = FALSE;

  MQ_JSON_EACH (parts, i, part)
    {
      double min[3];
      double max[3];

      if ((!g_str_equal (of, "whole") && !g_str_equal (mq_json_get_string (part, "id", ""), of))
          || !mq_json_get_vector (part, "min", min) || !mq_json_get_vector (part, "max", max))
        continue;
      mq_json_grow_box (low, high, min, max, !any);
      any = TRUE;
    }

  return any;
}

static void
add_sides (GArray *sides, JsonArray *parts, const char *of)
{
  double low[3];
  double high[3];

  for (guint axis = 0; get_box (parts, of, low, high) && axis < 3; axis++)
    {
      double side = high[axis] - low[axis];

      g_array_append_val (sides, side);
      g_array_append_val (sides, high[axis]);
    }
}

/* Lengths in words, and whether a requirement's value is what its words say: 45 cm is not 45 m,
 * whichever of the two is wrong. */

/* @words: what a user wrote. Returns: (transfer full) (element-type MqWrittenNumber): the lengths
 * in it; a number without a unit, as in “120 x 80 mm”, has that of the next one, and no end */
static GArray *
read_lengths (const char *words)
{
  GArray *lengths = g_array_new (FALSE, FALSE, sizeof (MqWrittenNumber));
  guint first = 0; /* without a unit so far */
  MqWrittenNumber number;

  for (gsize at = 0; mq_written_number_find (words, at, NULL, &number); at = number.end)
    {
      gboolean is_plain = number.kind == MQ_WRITTEN_PLAIN || number.kind == MQ_WRITTEN_RANGE;

      if (number.metres == 0 && (*number.unit != '\0' || !is_plain || !isfinite (number.value)))
        continue;
      g_array_append_val (lengths, number);
      for (; *number.unit != '\0' && first + 1 < lengths->len; first++)
        {
          MqWrittenNumber *bare = &g_array_index (lengths, MqWrittenNumber, first);

          bare->unit = number.unit;
          bare->metres = bare->value * mq_length_unit_get_metres (number.unit);
          bare->end = 0;
        }
      first += *number.unit != '\0';
    }

  g_array_set_size (lengths, first);
  return lengths;
}

/* Whether a length that is written can be meant by one in m. */
static gboolean
is_length (const MqWrittenNumber *said, double metres, double share)
{
  double unit = mq_length_unit_get_metres (said->unit);

  return is_about (metres, unit * said->value, share)
         || is_about (metres, unit * said->other, share)
         || fabs (metres - unit * said->value) <= unit * said->off * (1 + SAME);
}

static gboolean
is_said (GArray *lengths, double metres, double share)
{
  for (guint i = 0; i < lengths->len; i++)
    if (is_length (&g_array_index (lengths, MqWrittenNumber, i), metres, share))
      return TRUE;

  return FALSE;
}

/* Whether one of the plan's lengths is this one with another unit: 45 cm as 45 m, or 0.45 mm. One
 * that the words have as well is meant: a radius of 8 mm in a plate of 80 mm. */
static double
find_misread (JsonArray *requirements, GArray *sides, GArray *said, double length)
{
  static const double factors[] = { 10, 100, 1000, 0.1, 0.01, 0.001, 25.4, 39.37, 3.2808 };

  for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      double other = length * factors[i];
      /* An inch's factor is odd, and lies near some side of many a plan. */
      double share = i < 6 ? NEAR : SAME;
      gboolean found = FALSE;
      double metres;

      if (is_said (said, other, NEAR))
        continue;
      for (guint j = 0; j < sides->len; j++)
        found |= is_about (g_array_index (sides, double, j), other, share);
      MQ_JSON_EACH (requirements, j, requirement)
        found |= mq_requirement_get_metres (requirement, &metres) && is_about (metres, other, SAME);
      if (found)
        return other;
    }

  return 0;
}

/* Whether a requirement or a box has the length, or the words or the text of a requirement mention
 * it, in whatever unit: “5 cm radius” of one about a diameter. */
static gboolean
is_planned (const MqWrittenNumber *said, JsonArray *requirements, GArray *sides)
{
  double length = said->metres;
  double metres;

  MQ_JSON_EACH (requirements, i, one)
    {
      g_autoptr (GArray) words = read_lengths (mq_json_get_string (one, "words", ""));
      g_autoptr (GArray) text = read_lengths (mq_json_get_string (one, "text", ""));

      /* The value of a row that mentions it is compared with the words of that row. */
      if ((mq_requirement_get_metres (one, &metres) && is_length (said, metres, SAME))
          || is_said (words, length, SAME) || is_said (text, length, SAME))
        return TRUE;
    }
  for (guint i = 0; i < sides->len; i++)
    if (is_length (said, g_array_index (sides, double, i), NEAR))
      return TRUE;

  return FALSE;
}

/**
 * mq_requirements_compare_words:
 * @requirements: read ones
 * @plan: a model's, with `parts` that have `min` and `max` in m, and `cannot`, sentences
 * @words: what the user wrote
 * @faults: gets a line for each length of @words that the plan does not have, for each box that has
 *   another size than a requirement, and for each value that is not what its words say
 */
void
mq_requirements_compare_words (JsonArray *requirements, JsonObject *plan, const char *words,
                               GString *faults)
{
  JsonArray *parts = mq_json_get_array (plan, "parts");
  JsonArray *cannot = mq_json_get_array (plan, "cannot");
  g_autoptr (GArray) said = read_lengths (words);
  g_autoptr (GArray) sides = g_array_new (FALSE, FALSE, sizeof (double));

  /* Sides and upper ends of the plan's boxes, and of all together, in m. */
  MQ_JSON_EACH (parts, i, part)
    add_sides (sides, parts, mq_json_get_string (part, "id", ""));
  add_sides (sides, parts, "whole");

  MQ_EACH_VALUE (said, i, const MqWrittenNumber, length)
    {
      int n_bytes = (int)(length->end - length->start);
      gboolean is_refused = FALSE;
      double misread;

      /* The plan may say of a length why it cannot be had. */
      for (guint j = 0; j < mq_json_length (cannot) && !is_refused; j++)
        {
          const char *why = mq_json_element_string (cannot, j);
          g_autoptr (GArray) lengths = read_lengths (why != NULL ? why : "");

          is_refused = is_said (lengths, length->metres, SAME);
        }
      if (is_refused || length->end == 0 || is_planned (length, requirements, sides))
        continue;

      misread = find_misread (requirements, sides, said, length->metres);
      if (misread > 0)
        g_string_append_printf (
            faults,
            "- the user's words say “%.*s” (%.4g m): no requirement and no box has "
            "it; the plan has %.4g m: is that it, in another unit?\n",
            n_bytes, words + length->start, length->metres, misread);
      else
        g_string_append_printf (
            faults, "- the user's words say “%.*s”: no requirement and no box of the plan has it\n",
            n_bytes, words + length->start);
    }

  /* Required sizes of planned boxes; of one end of a box, nothing is planned. */
  MQ_JSON_EACH (requirements, i, one)
    {
      const char *of = mq_json_get_string (one, "of", "");
      const char *axis = mq_json_get_string (one, "axis", "x");
      guint index = (guint)(*axis - 'x');
      double metres;
      double min[3];
      double max[3];

      if (!g_str_equal (mq_json_get_string (one, "what", ""), "size")
          || !g_str_equal (mq_json_get_string (one, "is", "equal"), "equal")
          || mq_json_get_boolean (one, "each", FALSE) || json_object_has_member (one, "at")
          || index > 2 || !mq_requirement_get_metres (one, &metres)
          || !get_box (parts, of, min, max) || is_about (max[index] - min[index], metres, NEAR))
        continue;

      g_string_append_printf (
          faults, "- the box of %s is %.6g m along %s, but “%.*s” wants %.6g m\n", of,
          max[index] - min[index], axis, MAX_WORDS, mq_json_get_string (one, "words", ""), metres);
    }
  mq_requirements_compare_values (requirements, faults);
}

/* @slip: (out): the length that the words of a requirement say, where its value is that in another
 * unit. Returns: whether there is one */
static gboolean
find_slip (JsonObject *requirement, MqWrittenNumber *slip)
{
  static const double factors[] = { 10, 100, 1000, 25.4, 2.54, 39.37, 12, 30.48, 304.8, 3.2808 };
  const char *words = mq_json_get_string (requirement, "words", "");
  g_autoptr (GArray) lengths = read_lengths (words);
  gboolean relative = g_regex_match_simple (
      "\\b(by|more|less|(tall|long|wid|thick|high|low|deep|short|narrow|thinn|larg|bigg|small|"
      "clos|near|farth|furth)er)\\b",
      words, G_REGEX_CASELESS, 0);
  gboolean found = FALSE;
  double value;

  if (!mq_requirement_get_metres (requirement, &value) || value == 0)
    return FALSE;

  value = fabs (value);
  MQ_EACH_VALUE (lengths, i, const MqWrittenNumber, length)
    {
      gboolean same_number = is_about (length->value, mq_json_get_double (requirement, "value", 0),
                                       SAME);

      /* A radius is half of the diameter that is measured. */
      if (is_length (length, value, SAME) || is_length (length, value / 2, SAME)
          || is_length (length, 2 * value, SAME))
        return FALSE;
      if (found || length->end == 0 || (relative && !same_number))
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (factors) && !found; j++)
        found = is_about (value, length->metres * factors[j], SAME)
                || is_about (value * factors[j], length->metres, SAME);
      if (found)
        *slip = *length;
    }

  return found;
}

/**
 * mq_requirements_compare_values:
 * @requirements: read ones
 * @faults: gets a line for each value that is what its words say, but in another unit
 */
void
mq_requirements_compare_values (JsonArray *requirements, GString *faults)
{
  MQ_JSON_EACH (requirements, i, one)
    {
      const char *words = mq_json_get_string (one, "words", "");
      MqWrittenNumber said;

      if (find_slip (one, &said))
        g_string_append_printf (
            faults, "- requirement “%.*s”: its words say %.*s, its value is %g %s; one is wrong\n",
            MAX_WORDS, words, (int)(said.end - said.start), words + said.start,
            mq_json_get_double (one, "value", 0), mq_json_get_string (one, "unit", ""));
    }
}

/**
 * mq_requirements_settle_values:
 * @requirements: read ones; changed in place
 * @text: what the user wrote
 *
 * Where a value is still not what its words say, the user's words decide. If they have neither, it
 * is judged by eye: a wrong number is not measured.
 */
void
mq_requirements_settle_values (JsonArray *requirements, const char *text)
{
  g_autoptr (GArray) lengths = read_lengths (text);

  MQ_JSON_EACH (requirements, i, one)
    {
      g_autofree char *label = NULL;
      MqWrittenNumber slip;
      double value;

      if (!find_slip (one, &slip) || !mq_requirement_get_metres (one, &value))
        continue;
      if (is_said (lengths, slip.metres, SAME))
        mq_json_add (one, "value:d unit:s", slip.value, slip.unit);
      else if (is_said (lengths, fabs (value), SAME))
        {
          label = mq_requirement_label_in_english (one);
          json_object_set_string_member (one, "words", label);
        }
      else
        json_object_set_string_member (one, "what", "look");
    }
}

/* Reads what a requirement is about, or what to: "whole", a part's id, or the name of an object,
 * which has that of its part: "Leg 1" of `legs`, "Shelf 1" of `shelves`, "Right thigh" of `thighs`.
 * Several neighbours have commas between them. @parts: (nullable): NULL: there are none yet, and
 * any name is one. Returns: (transfer full) (nullable): NULL: one of them is no part */
static char *
read_subject (JsonObject *said, const char *key, JsonArray *parts)
{
  g_auto (GStrv) names = g_strsplit (mq_json_get_string (said, key, ""), ",", 0);
  g_autoptr (GString) read = g_string_new (NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      const char *name = g_strstrip (names[i]);
      g_auto (GStrv) words = g_strsplit (name, " ", 0);
      JsonObject *part = mq_plan_parts_find (parts, name);
      gboolean is_known = parts == NULL || part != NULL;

      if (part != NULL)
        name = mq_json_get_string (part, "id", "");
      else if (parts != NULL && g_ascii_strcasecmp (name, "whole") == 0)
        {
          name = "whole";
          is_known = TRUE;
        }

      for (guint j = 0; words[j] != NULL && !is_known; j++)
        {
          gsize length = strlen (words[j]);
          gsize stem = length - 1;

          if (length < (j > 0 ? MIN_LATER_WORD : 2))
            continue;
          if (j == 0)
            stem = length > 5 ? length - 2 : MIN (length, 3);
          MQ_JSON_EACH (parts, k, one)
            is_known |= g_ascii_strncasecmp (mq_json_get_string (one, "id", ""), words[j], stem)
                        == 0;
        }
      if (!is_known)
        return NULL;
      g_string_append_printf (read, "%s%s", i > 0 ? ", " : "", name);
    }

  return read->len > 0 ? g_string_free (g_steal_pointer (&read), FALSE) : NULL;
}

static void
add_fault (GString *faults, const char *words, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
add_fault (GString *faults, const char *words, const char *format, ...)
{
  va_list arguments;

  g_string_append_printf (faults, "- requirement “%.*s”: ", MAX_WORDS, words);
  va_start (arguments, format);
  g_string_append_vprintf (faults, format, arguments);
  va_end (arguments);
  g_string_append_c (faults, '\n');
}

static void
add_no_part (GString *faults, const char *words, const char *key, const char *name,
             JsonArray *parts)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < MIN (mq_json_length (parts), MAX_NAMED); i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? ", " : "",
                            mq_json_get_string (mq_json_element_object (parts, i), "id", ""));
  add_fault (faults, words,
             "`%s` names no part: “%.60s”. A part's id (%s), whole, or the name of an object that "
             "has its part's name in it",
             key, name, ids->str);
}

/* A member with one of a few values; absent when it has another. */
static const char *
copy_choice (JsonObject *said, const char *key, const char *const *choices, JsonObject *read)
{
  g_autofree char *value = g_ascii_strdown (mq_json_get_string (said, key, ""), -1);

  for (gsize i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], value))
      {
        json_object_set_string_member (read, key, choices[i]);
        return choices[i];
      }

  return NULL;
}

/* A look keeps the number, the text and the tolerance that it was given with: for
 * who writes and who judges. */
static JsonObject *
judged_by_eye (JsonObject *said, const char *words, const char *of, const char *to)
{
  static const char *const units[] = { "mm", "cm", "m", "in", "ft", "deg", NULL };
  const char *text = mq_json_get_string (said, "text", "");
  double value = mq_json_get_double (said, "value", NAN);
  double tolerance = mq_json_get_double (said, "tolerance", NAN);
  JsonObject *read = mq_json_new ("words:s what:s of:s? to:s?", words, "look", of, to);

  if (*text != '\0')
    json_object_set_string_member (read, "text", text);
  if (!isfinite (value))
    return read;

  json_object_set_double_member (read, "value", value);
  if (isfinite (tolerance) && tolerance > 0)
    json_object_set_double_member (read, "tolerance", tolerance);
  copy_choice (said, "unit", units, read);
  copy_choice (said, "is", compared, read);
  copy_choice (said, "axis", axes, read);
  return read;
}

/* Returns: (transfer full): the requirement; by eye, when it cannot be measured as it is */
static JsonObject *
read_one (JsonObject *said, JsonArray *parts, GString *faults)
{
  static const char *const ends[] = { "low", "middle", "high", NULL };
  const char *words = mq_json_get_string (said, "words", "");
  g_autofree char *what = g_ascii_strdown (mq_json_get_string (said, "what", "look"), -1);
  const MqRequirementKind *kind = mq_requirement_find_kind (what);
  g_autofree char *of = read_subject (said, "of", parts);
  g_autofree char *to = read_subject (said, "to", parts);
  g_autoptr (JsonObject) read = mq_json_new ("words:s what:s of:s?", words, what, of);
  g_autofree char *fault = NULL;

  if (g_str_equal (what, "look"))
    return judged_by_eye (said, words, of, to);
  if (kind != NULL && of == NULL)
    {
      add_no_part (faults, words, "of", mq_json_get_string (said, "of", ""), parts);
      return judged_by_eye (said, words, NULL, to);
    }

  mq_json_add (read, "to:s?", to);
  if (mq_json_get_boolean (said, "each", FALSE))
    json_object_set_boolean_member (read, "each", TRUE);
  copy_choice (said, "is", compared, read);
  copy_choice (said, "at", ends, read);
  copy_choice (said, "to_axis", axes, read);
  copy_choice (said, "axis", axes, read);
  if (kind != NULL)
    {
      double value = mq_json_get_double (said, "value", NAN);
      double tolerance = mq_json_get_double (said, "tolerance", 0);

      /* Copies a number with its unit, or a text: a row without a fault. */
      if (kind->value == MQ_REQUIREMENT_VALUE_TEXT)
        json_object_set_string_member (read, "text", mq_json_get_string (said, "text", ""));
      if (kind->value != MQ_REQUIREMENT_VALUE_TEXT && kind->value != MQ_REQUIREMENT_VALUE_NONE
          && isfinite (value))
        {
          json_object_set_double_member (read, "value", value);
          if (kind->value == MQ_REQUIREMENT_VALUE_LENGTH)
            json_object_set_string_member (read, "unit", mq_json_get_string (said, "unit", ""));
          else if (kind->value == MQ_REQUIREMENT_VALUE_ANGLE)
            json_object_set_string_member (read, "unit", "deg");
          if (isfinite (tolerance) && tolerance > 0)
            json_object_set_double_member (read, "tolerance", tolerance);
        }
    }

  if ((fault = mq_requirement_find_fault (read, FALSE)) != NULL)
    add_fault (faults, words, "%s", fault);
  else if (to == NULL && kind->needs_other)
    add_no_part (faults, words, "to", mq_json_get_string (said, "to", ""), parts);
  else
    {
      mq_requirement_set_tolerance (read);
      return g_steal_pointer (&read);
    }

  return judged_by_eye (said, words, of, to);
}

/**
 * mq_requirements_read:
 * @said: a model's answer, with `requirements`, or `must_haves` as in earlier transcripts
 * @parts: the plan's parts
 * @faults: gets a line for each requirement that is wrong
 *
 * Returns: (transfer full): the requirements in the plan's form; those that are wrong are judged by
 *   eye
 */
JsonArray *
mq_requirements_read (JsonObject *said, JsonArray *parts, GString *faults)
{
  g_autoptr (JsonArray) named = mq_requirement_list (said);
  JsonArray *read = json_array_new ();

  for (guint i = 0; i < json_array_get_length (named) && i < MQ_REQUIREMENT_MAX; i++)
    {
      JsonObject *one = mq_json_element_object (named, i);
      const char *plain = mq_json_element_string (named, i);
      gint64 n = mq_json_get_int (one, "n", 0);

      if (one != NULL)
        {
          JsonObject *requirement = read_one (one, parts, faults);

          /* The one whose place it takes, for mq_requirements_change(). */
          if (n > 0)
            json_object_set_int_member (requirement, "n", n);
          json_array_add_object_element (read, requirement);
        }
      else if (plain != NULL)
        json_array_add_object_element (read, judged_by_eye (NULL, plain, NULL, NULL));
    }

  return read;
}

/**
 * mq_requirements_read_own:
 * @rows: (nullable): the user's own, which mq_own_requirements_check() passed
 *
 * Returns: (transfer full): the requirements in the plan's form; each has a `source`, which says
 *   that it is the user's, and where it stands
 */
JsonArray *
mq_requirements_read_own (JsonArray *rows)
{
  g_autoptr (GString) faults = g_string_new (NULL);
  JsonArray *own = json_array_new ();

  MQ_JSON_EACH (rows, i, one)
    {
      g_autoptr (JsonObject) row = mq_json_copy_object (one);
      JsonObject *read;

      if (*mq_json_get_string (row, "of", "") == '\0')
        json_object_set_string_member (row, "of", "whole");
      read = read_one (row, NULL, faults);
      json_object_set_string_member (read, "source", mq_json_get_string (row, "source", ""));
      json_array_add_object_element (own, read);
    }

  return own;
}

/* Returns: whether two requirements are about the same measure of the same thing */
gboolean
mq_requirements_are_same (JsonObject *a, JsonObject *b)
{
  static const char *const members[] = { "what", "of", "to", "axis", "at", "to_axis" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (!g_str_equal (mq_json_get_string (a, members[i], ""),
                      mq_json_get_string (b, members[i], "")))
      return FALSE;

  return !mq_requirement_is_by_eye (a)
         && mq_json_get_boolean (a, "each", FALSE) == mq_json_get_boolean (b, "each", FALSE);
}

/* Returns: whether a thing can have several of such a measure, as a plate has holes of two sizes */
gboolean
mq_requirements_are_several (JsonObject *requirement)
{
  const MqRequirementKind *kind
      = mq_requirement_find_kind (mq_json_get_string (requirement, "what", ""));

  return kind != NULL && kind->is_several;
}

/**
 * mq_requirements_append:
 * @requirements: a plan's
 *
 * Writes them for a model, numbered from 1: "1. 120 mm wide [size plate x = 120 ± 0.24 mm]".
 */
void
mq_requirements_append (GString *text, JsonArray *requirements)
{
  static const char *const members[] = { "at", "axis", "to", "to_axis" };

  MQ_JSON_EACH (requirements, i, one)
    {
      const char *unit = mq_requirement_get_unit (one);
      const char *is = mq_json_get_string (one, "is", "equal");
      const char *of = mq_json_get_string (one, "of", "");
      double value = mq_json_get_double (one, "value", NAN);
      double tolerance = mq_json_get_double (one, "tolerance", 0);
      g_autofree char *wanted = mq_requirement_format_number (value);
      const char *sign = "=";

      g_string_append_printf (text, "%u. %s", i + 1, mq_json_get_string (one, "words", ""));
      /* One that is judged by eye may say no more than its words. */
      if (mq_requirement_is_by_eye (one) && !json_object_has_member (one, "value")
          && !json_object_has_member (one, "text"))
        {
          g_string_append_c (text, '\n');
          continue;
        }

      g_string_append_printf (text, " [%s%s%s%s", mq_json_get_string (one, "what", ""),
                              *of != '\0' ? " " : "", of,
                              mq_json_get_boolean (one, "each", FALSE) ? " each" : "");
      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        if (mq_json_get_string (one, members[j], NULL) != NULL)
          g_string_append_printf (text, " %s%s", g_str_equal (members[j], "to") ? "to " : "",
                                  mq_json_get_string (one, members[j], ""));
      if (g_str_equal (is, "at_least"))
        sign = "≥";
      else if (g_str_equal (is, "at_most"))
        sign = "≤";
      if (isfinite (value))
        g_string_append_printf (text, " %s %s", sign, wanted);
      if (isfinite (value) && tolerance > 0)
        g_string_append_printf (text, " ± %g", tolerance);
      if (isfinite (value) && *unit != '\0')
        g_string_append_printf (text, " %s", unit);
      if (mq_json_get_string (one, "text", NULL) != NULL)
        g_string_append_printf (text, " = %s", mq_json_get_string (one, "text", ""));
      g_string_append (text, "]\n");
    }
}

/**
 * mq_requirements_append_results:
 * @report: (nullable): a report
 *
 * Writes for a model what was measured, by the numbers of mq_requirements_append().
 */
void
mq_requirements_append_results (GString *text, JsonObject *report)
{
  JsonArray *rows = mq_json_get_array (report, "requirements");
  gboolean headed = FALSE;

  MQ_JSON_EACH (rows, i, row)
    {
      double found = mq_json_get_double (row, "found", NAN);
      g_autofree char *value = mq_requirement_format_number (found);

      if (mq_requirement_get_state (row) == MQ_REQUIREMENT_OPEN)
        continue;
      if (!headed)
        g_string_append (text, "Requirements, measured:\n");
      headed = TRUE;
      g_string_append_printf (text, "%u:", i + 1);
      if (isfinite (found))
        g_string_append_printf (text, " %s", value);
      g_string_append (text, mq_requirement_get_state (row) == MQ_REQUIREMENT_MET ? " met\n"
                                                                                  : " not met\n");
    }
}
