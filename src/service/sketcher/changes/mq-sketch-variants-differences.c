/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How two plans of a kind differ, see mq-sketch-variants-private.h. Nouns and adjectives are the
 * kind's, in English; the words around them are translated. */
#include "service/sketcher/changes/mq-sketch-variants-private.h"

#include "common/json/mq-json.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Phrases that say what differs. */
#define MAX_PHRASES 4

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
static gboolean
param_matters (MqSketchPlan *plan, const MqKindParam *param)
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

static gboolean
same_colors (JsonArray *a, JsonArray *b)
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
                + (same_colors (mine->colors, other->colors) ? 0 : 0.3));
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
          || (!param_matters (a, param) && !param_matters (b, param)))
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
             && same_colors (a->colors, b->colors));
}

static void
say (GPtrArray *phrases, char *phrase)
{
  if (phrases->len < MAX_PHRASES
      && !g_ptr_array_find_with_equal_func (phrases, phrase, g_str_equal, NULL))
    g_ptr_array_add (phrases, phrase);
  else
    g_free (phrase);
}

static void
describe_parts (GPtrArray *phrases, MqSketchPlan *first, MqSketchPlan *plan)
{
  for (guint i = 0; i < plan->kind->parts->len; i++)
    {
      const MqKindPart *part = g_ptr_array_index (plan->kind->parts, i);
      gboolean was = mq_sketch_plan_find_part (first, part->id) != NULL;
      gboolean is = mq_sketch_plan_find_part (plan, part->id) != NULL;
      g_autofree char *name = mq_sketch_plan_get_count (plan, part) == 1
                                  ? g_strdup (part->noun)
                                  : mq_words_plural (part->noun);

      if (is && !was)
        /* Translators: what is different of a variant; %s is a part, in English: “armrests”. */
        say (phrases, g_strdup_printf (_ ("with %s"), name));
      else if (was && !is)
        /* Translators: what is different of a variant; %s is a part, in English: “slats”. */
        say (phrases, g_strdup_printf (_ ("without %s"), name));
    }
}

static void
describe_shape (GPtrArray *phrases, MqSketchPlan *first, MqSketchPlan *plan)
{
  /* Translators: what is different of a variant: smaller or larger from side to side, from front
   * to back, and from the ground to the top. */
  const char *const less[] = { _ ("narrower"), _ ("shallower"), _ ("lower") };
  const char *const more[] = { _ ("wider"), _ ("deeper"), _ ("taller") };
  double before[3];
  double now[3];

  mq_sketch_plan_get_size (first, NULL, before);
  mq_sketch_plan_get_size (plan, NULL, now);
  for (gsize i = 0; i < 3; i++)
    {
      gsize axis = 2 - i;
      double ratio = now[axis] / MAX (before[axis], 1e-4);

      if (ratio > 1.08 || ratio < 0.92)
        say (phrases, g_strdup (ratio > 1 ? more[axis] : less[axis]));
    }
}

static const char *
find_name (MqKindCatalogue *catalogue, const MqPlanMaterial *material)
{
  const char *const *choices = mq_lexicon_get_choices (
      catalogue->lexicon, material->colors != NULL ? "palette" : material->finish);

  for (gsize i = 0; choices != NULL && choices[i] != NULL; i++)
    {
      GPtrArray *words = mq_lexicon_lookup (catalogue->lexicon, choices[i]);

      for (guint j = 0; words != NULL && j < words->len; j++)
        {
          const MqWord *word = g_ptr_array_index (words, j);

          if (word->colors != NULL ? same_colors (word->colors, material->colors)
                                   : g_strcmp0 (word->color, material->color) == 0)
            return word->type == MQ_WORD_PALETTE ? word->name : choices[i];
        }
    }

  return NULL;
}

/* "walnut", not "walnut maple" */
static gboolean
is_finish (MqKindCatalogue *catalogue, const char *label)
{
  GPtrArray *words = mq_lexicon_lookup (catalogue->lexicon, label);

  return words != NULL && ((const MqWord *)g_ptr_array_index (words, 0))->type == MQ_WORD_FINISH;
}

/* "walnut frame"; not "light wood wooden frame", as a name of a wood says it already. */
static char *
describe_material (const char *name, const char *label)
{
  const char *noun = g_str_has_prefix (label, "wooden ") ? label + strlen ("wooden ") : label;

  return g_strdup_printf ("%s %s", name, noun);
}

static void
describe_materials (GPtrArray *phrases, MqKindCatalogue *catalogue, MqSketchPlan *first,
                    MqSketchPlan *plan)
{
  for (guint i = 0; i < plan->materials->len; i++)
    {
      const MqPlanMaterial *material = g_ptr_array_index (plan->materials, i);
      const char *name = find_name (catalogue, material);

      if (name != NULL && mq_sketch_plan_uses_material (plan, material->id, NULL)
          && !mq_variants_same_material (material,
                                         mq_sketch_plan_find_material (first, material->id)))
        say (phrases, is_finish (catalogue, material->label)
                          ? g_strdup (name)
                          : describe_material (name, material->label));
    }
}

/* "8 slats" */
static void
describe_counts (GPtrArray *phrases, MqSketchPlan *first, MqSketchPlan *plan)
{
  for (guint i = 0; i < plan->parts->len; i++)
    {
      const MqKindPart *part = ((MqPlanPart *)g_ptr_array_index (plan->parts, i))->kind;
      guint count = mq_sketch_plan_get_count (plan, part);
      g_autofree char *many = mq_words_plural (part->noun);

      if (count > 1 && count < 40 && mq_sketch_plan_find_part (first, part->id) != NULL
          && count != mq_sketch_plan_get_count (first, part))
        say (phrases, g_strdup_printf ("%u %s", count, many));
    }
}

/* "smaller grip radius": what differs most, where little else does */
static void
describe_values (GPtrArray *phrases, MqSketchPlan *first, MqSketchPlan *plan)
{
  const MqKindParam *most = NULL;
  double farthest = 0;
  double sign = 0;
  g_autofree char *name = NULL;

  for (guint i = 0; i < plan->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (plan->kind->params, i);
      double range = MAX (param->max - param->min, 1e-9);
      double far = (plan->values[i] - first->values[i]) / range;

      if (mq_variants_is_seed (param) || mq_variants_is_of_whole (param)
          || g_str_equal (param->unit, "count") || !param_matters (plan, param)
          || fabs (far) <= farthest)
        continue;
      farthest = fabs (far);
      sign = far;
      most = param;
    }
  if (most == NULL || phrases->len > 2)
    return;

  name = g_strdelimit (g_ascii_strdown (most->name, -1), "_", ' ');
  /* Translators: what is different of a variant; %s is a dimension, in English: “arm height”. */
  say (phrases, g_strdup_printf (sign > 0 ? _ ("larger %s") : _ ("smaller %s"), name));
}

/* "Ladder back, taller, walnut frame" */
char *
mq_variants_describe (MqKindCatalogue *catalogue, MqSketchPlan *first, const char *with,
                      MqSketchPlan *plan, gboolean begin)
{
  g_autoptr (GPtrArray) phrases = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  if (with != NULL)
    say (phrases, g_strdup (with));
  describe_materials (phrases, catalogue, first, plan);
  describe_shape (phrases, first, plan);
  describe_parts (phrases, first, plan);
  describe_counts (phrases, first, plan);
  describe_values (phrases, first, plan);
  g_ptr_array_add (phrases, NULL);
  joined = g_strjoinv (", ", (GStrv)phrases->pdata);
  return begin ? mq_words_begin_sentence (joined) : g_steal_pointer (&joined);
}
