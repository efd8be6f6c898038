/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds requirements that cannot be met together, or are not what the user meant: two that
 * contradict each other, a planned box of another size, a length in another unit. See
 * mq-requirements.h. */
#include "service/plan/mq-requirements.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"

#include <math.h>
#include <string.h>

/* Lengths that are the same: the planner rounds. */
#define SAME 0.005
/* How far a planned box may be from a required size, as a share. */
#define NEAR 0.03
#define MAX_WORDS 200 /* bytes */

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

/* Whether no number fits both. */
static gboolean
exclude_each_other (JsonObject *a, JsonObject *b)
{
  const char *one = mq_json_get_string (a, "is", "equal");
  const char *other = mq_json_get_string (b, "is", "equal");
  double x;
  double y;

  if (!get_number (a, &x) || !get_number (b, &y) || is_about (x, y, SAME))
    return FALSE;

  if (g_str_equal (one, "equal") && g_str_equal (other, "equal"))
    return TRUE;
  if (g_str_equal (one, other))
    return FALSE;

  return x < y ? !g_str_equal (one, "at_least") && !g_str_equal (other, "at_most")
               : !g_str_equal (one, "at_most") && !g_str_equal (other, "at_least");
}

/* Whether a wall is as thick as the thing is wide or deep: a solid bar, or an upright panel. */
static gboolean
is_solid (JsonArray *requirements, JsonObject *wall)
{
  double x;
  double y;

  for (guint i = 0; i < json_array_get_length (requirements); i++)
    {
      JsonObject *one = mq_json_element_object (requirements, i);

      if (g_str_equal (mq_json_get_string (one, "what", ""), "size")
          && same_member (wall, one, "of")
          && !g_str_equal (mq_json_get_string (one, "axis", ""), "z") && get_number (wall, &x)
          && get_number (one, &y) && is_about (x, y, SAME))
        return TRUE;
    }

  return FALSE;
}

/* Whether a wall leaves nothing of the thing, or a piece is larger than all. */
static gboolean
is_too_large (JsonArray *requirements, JsonObject *inner, JsonObject *outer)
{
  const char *what = mq_json_get_string (inner, "what", "");
  gboolean wall = g_str_equal (what, "wall");
  gboolean thickness = wall || g_str_equal (what, "floor");
  double x;
  double y;

  if (!g_str_equal (mq_json_get_string (outer, "what", ""), "size")
      || g_str_equal (mq_json_get_string (outer, "is", "equal"), "at_least")
      || g_str_equal (mq_json_get_string (inner, "is", "equal"), "at_most")
      || !get_number (inner, &x) || !get_number (outer, &y))
    return FALSE;

  if (thickness)
    return same_member (inner, outer, "of") && x > y * (wall ? 0.5 : 1 + SAME)
           && g_str_equal (mq_json_get_string (outer, "axis", ""), "z") != wall
           && !(wall && is_solid (requirements, inner));

  return g_str_equal (what, "size") && same_member (inner, outer, "axis")
         && g_str_equal (mq_json_get_string (outer, "of", ""), "whole")
         && !g_str_equal (mq_json_get_string (inner, "of", ""), "whole") && x > y * (1 + SAME);
}

/**
 * mq_requirements_find_contradictions:
 * @requirements: read ones
 * @parts: the plan's parts
 * @faults: gets a line for each pair that cannot both hold
 */
void
mq_requirements_find_contradictions (JsonArray *requirements, JsonArray *parts, GString *faults)
{
  guint n = json_array_get_length (requirements);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        JsonObject *a = mq_json_element_object (requirements, i);
        JsonObject *b = mq_json_element_object (requirements, j);

        if ((i < j && mq_requirements_are_same (a, b) && !mq_requirements_are_several (a)
             && exclude_each_other (a, b))
            || (i != j && is_too_large (requirements, a, b)))
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

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      double min[3];
      double max[3];

      if ((!g_str_equal (of, "whole") && !g_str_equal (mq_json_get_string (part, "id", ""), of))
          || !mq_json_get_vector (part, "min", min) || !mq_json_get_vector (part, "max", max))
        continue;
      for (guint axis = 0; axis < 3; axis++)
        {
          low[axis] = any ? MIN (low[axis], min[axis]) : min[axis];
          high[axis] = any ? MAX (high[axis], max[axis]) : max[axis];
        }
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

/* Sides and upper ends of the plan's boxes, and of all together, in m. */
static GArray *
list_sides (JsonArray *parts)
{
  GArray *sides = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < mq_json_length (parts); i++)
    add_sides (sides, parts, mq_json_get_string (mq_json_element_object (parts, i), "id", ""));
  add_sides (sides, parts, "whole");
  return sides;
}

static gboolean
is_among (GArray *sides, double length, double share)
{
  for (guint i = 0; i < sides->len; i++)
    if (is_about (g_array_index (sides, double, i), length, share))
      return TRUE;

  return FALSE;
}

static gboolean
is_required (JsonArray *requirements, double length)
{
  for (guint i = 0; i < json_array_get_length (requirements); i++)
    {
      double metres;

      if (mq_requirement_get_metres (mq_json_element_object (requirements, i), &metres)
          && is_about (metres, length, SAME))
        return TRUE;
    }

  return FALSE;
}

/* Whether one of the plan's lengths is this one with another unit: 45 cm as 45 m, or 0.45 mm. One
 * that the words have as well is meant: a radius of 8 mm in a plate of 80 mm. */
static double
find_misread (JsonArray *requirements, GArray *sides, GArray *said, double length)
{
  static const double factors[] = { 10, 100, 1000, 0.1, 0.01, 0.001, 25.4, 39.37, 3.2808 };

  /* An inch's factor is odd, and lies near some side of many a plan. */
  for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
    if (!is_among (said, length * factors[i], NEAR)
        && (is_among (sides, length * factors[i], i < 6 ? NEAR : SAME)
            || is_required (requirements, length * factors[i])))
      return length * factors[i];

  return 0;
}

/* Whether the words or the text of a requirement have a length, in whatever unit: “5 cm radius” of
 * one about a diameter. */
static gboolean
is_mentioned (JsonArray *requirements, double length)
{
  static const char *const members[] = { "words", "text" };

  for (guint i = 0; i < 2 * json_array_get_length (requirements); i++)
    {
      JsonObject *one = mq_json_element_object (requirements, i / 2);
      g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GArray) lengths
          = mq_requirements_read_lengths (mq_json_get_string (one, members[i % 2], ""), said);

      if (is_among (lengths, length, SAME))
        return TRUE;
    }

  return FALSE;
}

static void
compare_length (double length, const char *said, GArray *all_said, JsonArray *requirements,
                GArray *sides, GString *faults)
{
  double misread;

  /* The value of a row that mentions it is compared with the words of that row. */
  if (is_required (requirements, length) || is_among (sides, length, NEAR)
      || is_mentioned (requirements, length))
    return;

  misread = find_misread (requirements, sides, all_said, length);
  if (misread > 0)
    g_string_append_printf (faults,
                            "- the user's words say “%s” (%.4g m): no requirement and no box has "
                            "it; the plan has %.4g m: is that it, in another unit?\n",
                            said, length, misread);
  else
    g_string_append_printf (
        faults, "- the user's words say “%s”: no requirement and no box of the plan has it\n",
        said);
}

/* A required size of a planned box; of one end of it, nothing is planned. */
static void
compare_box (JsonObject *requirement, JsonArray *parts, GString *faults)
{
  const char *of = mq_json_get_string (requirement, "of", "");
  const char *axis = mq_json_get_string (requirement, "axis", "x");
  guint index = (guint)(*axis - 'x');
  double metres;
  double min[3];
  double max[3];

  if (!g_str_equal (mq_json_get_string (requirement, "what", ""), "size")
      || !g_str_equal (mq_json_get_string (requirement, "is", "equal"), "equal")
      || mq_json_get_boolean (requirement, "each", FALSE)
      || json_object_has_member (requirement, "at") || index > 2
      || !mq_requirement_get_metres (requirement, &metres) || !get_box (parts, of, min, max)
      || is_about (max[index] - min[index], metres, NEAR))
    return;

  g_string_append_printf (faults, "- the box of %s is %.6g m along %s, but “%.*s” wants %.6g m\n",
                          of, max[index] - min[index], axis, MAX_WORDS,
                          mq_json_get_string (requirement, "words", ""), metres);
}

/**
 * mq_requirements_compare_words:
 * @requirements: read ones
 * @parts: a model's parts, with `min` and `max` in m
 * @words: what the user wrote
 * @faults: gets a line for each length of @words that the plan does not have, for each box that has
 *   another size than a requirement, and for each value that is not what its words say
 */
void
mq_requirements_compare_words (JsonArray *requirements, JsonArray *parts, const char *words,
                               GString *faults)
{
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) lengths = mq_requirements_read_lengths (words, said);
  g_autoptr (GArray) sides = list_sides (parts);

  for (guint i = 0; i < lengths->len; i++)
    if (g_ptr_array_index (said, i) != NULL)
      compare_length (g_array_index (lengths, double, i), g_ptr_array_index (said, i), lengths,
                      requirements, sides, faults);

  for (guint i = 0; i < json_array_get_length (requirements); i++)
    compare_box (mq_json_element_object (requirements, i), parts, faults);
  mq_requirements_compare_values (requirements, faults);
}
