/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements of the sketcher's plans, see mq-sketch-requirements.h: what a plan gives, rows of a
 * composition, and parameters that decide a size. mq-sketch-said.c makes the rows. */
#include "service/sketcher/plan/mq-sketch-requirements.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Largest miss, as a share of the wanted size. */
#define MAX_MISS 0.25

/* Names of sizes along an axis. */
static const char *const sizes[] = { "width", "depth", "height", "length", NULL };
static const char *const axes[] = { "x", "y", "z" };

static gboolean
is_near (double a, double b)
{
  return fabs (a - b) <= MAX (0.0005, 0.002 * fabs (b));
}

static gboolean
get_box (MqSketchPlan *plan, const char *of, double min[3], double max[3])
{
  const MqPlanPart *part = mq_sketch_plan_find_part (plan, of);

  if (g_str_equal (of, "whole"))
    return mq_sketch_plan_get_whole_box (plan, min, max);
  if (part == NULL)
    return FALSE;

  mq_sketch_plan_get_box (plan, part->kind, min, max);
  return TRUE;
}

/* @plan: a plan, or a thing of a composition. Returns: whether the boxes and numbers of the plan
 * are as the row demands */
gboolean
mq_sketch_requirements_is_given (MqSketchPlan *plan, JsonObject *row)
{
  const char *what = mq_json_get_string (row, "what", "");
  const char *of = mq_json_get_string (row, "of", "");
  const char *axis = mq_json_get_string (row, "axis", "");
  double value = mq_json_get_double (row, "value", 0);
  double metres = value * mq_length_unit_get_metres (mq_json_get_string (row, "unit", ""));
  double min[3];
  double max[3];
  gsize at = *axis >= 'x' && *axis <= 'z' ? (gsize)(*axis - 'x') : 0;
  const MqPlanPart *part = mq_sketch_plan_find_part (plan, of);

  if (g_str_equal (what, "size"))
    return get_box (plan, of, min, max) && is_near (max[at] - min[at], metres);
  if (g_str_equal (what, "place"))
    return get_box (plan, of, min, max) && is_near (max[at], metres);
  if (g_str_equal (what, "pieces") && g_str_equal (of, "whole"))
    return plan->copies == value;
  if (g_str_equal (what, "pieces"))
    return part != NULL
           && (g_str_equal (mq_json_get_string (row, "is", ""), "at_least")
                   ? mq_sketch_plan_get_count (plan, part->kind) >= value
                   : mq_sketch_plan_get_count (plan, part->kind) == value);

  return part != NULL || g_str_equal (of, "whole");
}

/* Tells whether each copy has the part as one object and one piece. */
static gboolean
is_one_piece (MqSketchPlan *thing, const char *of)
{
  const MqPlanPart *part = mq_sketch_plan_find_part (thing, of);

  return part != NULL && mq_sketch_plan_get_count (thing, part->kind) == 1;
}

/* Returns: (transfer full): a row of a thing as one of its composition, for all copies; what cannot
 * be measured there says so */
static JsonObject *
dup_for_composition (MqSketchPlan *thing, JsonObject *row)
{
  const char *what = mq_json_get_string (row, "what", "");
  const char *of = mq_json_get_string (row, "of", "");
  gboolean is_whole = g_str_equal (of, "whole");
  gboolean is_on_ground = thing->place != MQ_PLAN_ON && !thing->is_piled;
  gboolean is_upright = g_strcmp0 (mq_json_get_string (row, "axis", NULL), "z") == 0;
  gboolean is_count = g_str_equal (what, "pieces");
  g_autofree char *name = g_utf8_strdown (thing->name, -1);
  g_autofree char *words = g_strdup_printf ("%s: %s", name, mq_json_get_string (row, "words", ""));
  g_autoptr (JsonObject) copy = mq_json_copy_object (row);

  if (is_whole)
    json_object_set_string_member (copy, "of", thing->name);
  if (!is_whole || !is_count)
    json_object_set_string_member (copy, "words", words);
  if (is_count && !is_whole)
    json_object_set_int_member (copy, "value", thing->copies * mq_json_get_int (row, "value", 0));
  else if (g_str_equal (what, "size") || g_str_equal (what, "place"))
    {
      /* Things that stand around another one are turned. */
      if ((!is_upright && thing->place == MQ_PLAN_AROUND)
          || (g_str_equal (what, "place") && !is_on_ground)
          || (!is_whole && thing->copies > 1 && !is_one_piece (thing, of)))
        {
          const char *own = is_whole ? thing->name : of;

          return mq_sketch_requirements_new_open (words, own,
                                                  _ ("it is turned or moved where it stands"));
        }
      if (thing->copies > 1)
        json_object_set_boolean_member (copy, "each", TRUE);
    }

  return g_steal_pointer (&copy);
}

/* @plan: a plan, or a thing of a composition. Returns: (transfer full): its own requirements,
 * about one copy */
JsonArray *
mq_sketch_requirements_list (const MqSketchPlan *plan)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < plan->requirements->len; i++)
    json_array_add_object_element (rows,
                                   mq_json_copy_object (g_ptr_array_index (plan->requirements, i)));
  return rows;
}

/* @plan: a plan; of a composition, the requirements of its things, for all their copies.
 * Returns: (transfer full): its requirements, as they are measured */
JsonArray *
mq_sketch_requirements_to_json (MqSketchPlan *plan)
{
  JsonArray *rows = mq_sketch_requirements_list (plan);

  for (guint i = 0; i < plan->things->len; i++)
    {
      MqSketchPlan *thing = g_ptr_array_index (plan->things, i);

      for (guint j = 0; j < thing->requirements->len; j++)
        {
          json_array_add_object_element (
              rows, dup_for_composition (thing, g_ptr_array_index (thing->requirements, j)));
        }
    }

  return rows;
}

/* The parameter that has the wanted value; else one of the part along the row's axis, which moves
 * the part's end: a stool's legs are as high as its seat allows. */
static const MqKindParam *
find_decider (MqSketchPlan *plan, const char *of, const char *axis, double wanted)
{
  const MqKindParam *along = NULL;

  for (guint i = 0; i < plan->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (plan->kind->params, i);

      if (!g_str_equal (param->unit, "m") || !g_strv_contains ((const char *const *)param->of, of))
        continue;
      if (is_near (plan->values[i] * plan->scale, wanted))
        return param;
      if (along == NULL && *axis != '\0' && param->axis != NULL
          && g_strv_contains (sizes, param->axis)
          && g_str_equal (axis, axes[mq_sketch_plan_find_axis (plan, param->axis)]))
        along = param;
    }

  return along;
}

/* The name of a thing of a composition, or of the plan of one, in rows and fixes. */
static const char *
get_name (MqSketchPlan *plan)
{
  return plan->name != NULL && *plan->name != '\0' ? plan->name : "whole";
}

/* Whether a size of the whole is the only length that is wanted, so that scaling gives it. */
static gboolean
is_only_size (MqSketchPlan *plan, const char *what)
{
  guint count = 0;

  for (guint i = 0; i < plan->requirements->len; i++)
    {
      JsonObject *row = g_ptr_array_index (plan->requirements, i);

      count += mq_json_get_string (row, "unit", NULL) != NULL;
    }

  return count == 1 && g_str_equal (what, "size");
}

/**
 * mq_sketch_requirements_new_fix:
 * @row: a row of the report about a requirement that is missed
 *
 * Returns: (transfer full) (nullable): the value of a parameter, or the scale, that would give what
 *   is wanted
 */
JsonObject *
mq_sketch_requirements_new_fix (MqSketchPlan *plan, JsonObject *row)
{
  const char *of = mq_json_get_string (row, "of", "");
  const char *axis = mq_json_get_string (row, "axis", "");
  double unit = mq_length_unit_get_metres (mq_json_get_string (row, "unit", ""));
  double wanted = mq_json_get_double (row, "wanted", 0) * unit;
  double found = mq_json_get_double (row, "found", 0) * unit;
  gboolean is_whole = g_str_equal (of, get_name (plan));
  gboolean is_scaled = is_whole && is_only_size (plan, mq_json_get_string (row, "what", ""));
  const MqKindParam *decider;
  double value = 0;
  JsonObject *fix = NULL;

  /* A larger difference does not come from the parameter. */
  if (!(wanted > 0 && found > 0 && fabs (wanted - found) <= MAX_MISS * wanted))
    return NULL;

  for (guint i = 0; fix == NULL && i < plan->things->len; i++)
    fix = mq_sketch_requirements_new_fix (g_ptr_array_index (plan->things, i), row);
  if (fix != NULL || plan->things->len > 0)
    return fix;

  decider = is_scaled && plan->kind->keeps_proportions
                ? NULL
                : find_decider (plan, is_whole ? "whole" : of, axis, wanted);
  if (decider != NULL)
    value = mq_sketch_plan_get_value (plan, decider->name) + (wanted - found) / plan->scale;
  /* Beyond its range a parameter repairs nothing. */
  if (decider != NULL && value >= decider->min && value <= decider->max)
    return mq_json_new ("do:s name:s value:d", "set", decider->name, value);

  return is_scaled ? mq_json_new ("do:s thing:s value:d", "scale", get_name (plan),
                                  rint (plan->scale * wanted / found * 1e5) / 1e5)
                   : NULL;
}
