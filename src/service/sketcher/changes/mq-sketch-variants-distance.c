/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How much two plans of a kind look different, see mq-sketch-variants-private.h. */
#include "service/sketcher/changes/mq-sketch-variants-private.h"

#include "common/json/mq-json.h"

#include <math.h>

gboolean
mq_variants_is_seed (const MqKindParam *param)
{
  return g_str_equal (param->unit, "seed");
}

gboolean
mq_variants_is_of_whole (const MqKindParam *param)
{
  return g_strv_contains ((const char *const *)param->of, "whole");
}

/* Whether any part that it is a dimension of is there. */
gboolean
mq_variants_param_matters (MqSketchPlan *plan, const MqKindParam *param)
{
  if (param->of[0] == NULL || mq_variants_is_of_whole (param))
    return TRUE;

  for (gsize i = 0; param->of[i] != NULL; i++)
    if (mq_sketch_plan_find_part (plan, param->of[i]) != NULL)
      return TRUE;

  return FALSE;
}

static void
parse_color (const char *color, double rgb[3])
{
  guint value = color != NULL ? (guint)g_ascii_strtoull (color + 1, NULL, 16) : 0;

  for (guint i = 0; i < 3; i++)
    rgb[i] = (value >> (16 - 8 * i) & 0xff) / 255.0;
}

static double
color_distance (const char *a, const char *b)
{
  double x[3], y[3];

  parse_color (a, x);
  parse_color (b, y);
  return sqrt ((pow (x[0] - y[0], 2) + pow (x[1] - y[1], 2) + pow (x[2] - y[2], 2)) / 3);
}

static gboolean
same_json (JsonObject *a, JsonObject *b)
{
  g_autofree char *one = mq_json_object_to_string (a, FALSE);
  g_autofree char *other = mq_json_object_to_string (b, FALSE);

  return g_str_equal (one, other);
}

gboolean
mq_variants_same_colors (JsonArray *a, JsonArray *b)
{
  g_autofree char *one = a != NULL ? mq_json_array_to_string (a, FALSE) : NULL;
  g_autofree char *other = b != NULL ? mq_json_array_to_string (b, FALSE) : NULL;

  return g_strcmp0 (one, other) == 0;
}

/* How much of the plan is of a material: its main one counts most. */
static double
get_weight (MqSketchPlan *plan, const char *material)
{
  guint n = 0;

  for (guint i = 0; i < plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (plan->parts, i);

      if (part->materials->len > 0
          && g_str_equal (g_ptr_array_index (part->materials, 0), material))
        n++;
    }

  return plan->parts->len > 0 ? 6.0 * n / plan->parts->len : 0;
}

static double
materials_distance (MqSketchPlan *a, MqSketchPlan *b)
{
  double sum = 0;

  for (guint i = 0; i < a->materials->len; i++)
    {
      const MqPlanMaterial *mine = g_ptr_array_index (a->materials, i);
      const MqPlanMaterial *other = mq_sketch_plan_find_material (b, mine->id);

      if (other == NULL)
        continue;
      sum += get_weight (a, mine->id)
             * (color_distance (mine->color, other->color)
                + (g_str_equal (mine->finish, other->finish) ? 0 : 0.3)
                + (mq_variants_same_colors (mine->colors, other->colors) ? 0 : 0.3));
    }

  return sum;
}

/* @ratios: (out): of their boxes, as logarithms. Returns: the mean of them */
double
mq_variants_compare_boxes (MqSketchPlan *a, MqSketchPlan *b, double ratios[3])
{
  double mine[3];
  double other[3];
  double mean = 0;

  mq_sketch_plan_get_size (a, NULL, mine);
  mq_sketch_plan_get_size (b, NULL, other);
  for (gsize axis = 0; axis < 3; axis++)
    {
      ratios[axis] = log (MAX (mine[axis], 1e-4) / MAX (other[axis], 1e-4));
      mean += ratios[axis] / 3;
    }

  return mean;
}

/* A size alone does not show in a picture, so what counts is proportions. */
static double
shape_distance (MqSketchPlan *a, MqSketchPlan *b)
{
  double ratios[3];
  double mean = mq_variants_compare_boxes (a, b, ratios);
  double sum = 0.3 * fabs (mean);

  for (gsize axis = 0; axis < 3; axis++)
    sum += 1.5 * fabs (ratios[axis] - mean);
  for (guint i = 0; i < a->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (a->kind->params, i);
      double range = param->max - param->min;

      if (mq_variants_is_seed (param) || range <= 0
          || (!mq_variants_param_matters (a, param) && !mq_variants_param_matters (b, param)))
        continue;
      if (g_str_equal (param->unit, "m") && param->min > 0)
        sum += 0.4 * fabs (log (a->scale * a->values[i] / (b->scale * b->values[i])) - mean);
      else
        sum += 0.5 * fabs (a->values[i] - b->values[i]) / range;
    }

  return sum;
}

double
mq_variants_distance (MqSketchPlan *a, MqSketchPlan *b)
{
  double sum = materials_distance (a, b) + shape_distance (a, b);

  for (guint i = 0; i < a->kind->parts->len; i++)
    {
      const MqKindPart *part = g_ptr_array_index (a->kind->parts, i);

      if ((mq_sketch_plan_find_part (a, part->id) == NULL)
          != (mq_sketch_plan_find_part (b, part->id) == NULL))
        sum += 0.5;
    }

  return sum;
}

gboolean
mq_variants_same_material (const MqPlanMaterial *a, const MqPlanMaterial *b)
{
  return a == b
         || (a != NULL && b != NULL && g_strcmp0 (a->color, b->color) == 0
             && g_str_equal (a->finish, b->finish) && same_json (a->options, b->options)
             && mq_variants_same_colors (a->colors, b->colors));
}
