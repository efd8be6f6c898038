/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements of the sketcher's plans, see mq-sketch-requirements.h. Only what the plan gives
 * becomes a requirement: the user heard of the rest already. */
#include "service/sketcher/plan/mq-sketch-requirements.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "service/sketcher/language/mq-words.h"

#include <math.h>
#include <string.h>

/* Largest miss, as a share of the wanted size. */
#define MAX_MISS 0.25

/* Names of sizes along the axes. */
static const char *const sizes[] = { "width", "depth", "height", NULL };
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

/* Whether the plan gives what a row demands. */
static gboolean
is_given (MqSketchPlan *plan, JsonObject *row)
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
    return part != NULL && mq_sketch_plan_get_count (plan, part->kind) == value;

  return part != NULL;
}

/* Whether two rows, or two defects, have the same texts in these members. */
gboolean
mq_sketch_requirements_is_same (JsonObject *a, JsonObject *b, const char *const *keys)
{
  for (gsize i = 0; keys[i] != NULL; i++)
    if (g_strcmp0 (mq_json_get_string (a, keys[i], NULL), mq_json_get_string (b, keys[i], NULL))
        != 0)
      return FALSE;

  return TRUE;
}

/* Adds a row, which is taken, in place of an earlier one about the same, if the plan gives it. */
static gboolean
add_row (MqSketchPlan *plan, JsonObject *row)
{
  static const char *const keys[] = { "what", "of", "axis", NULL };

  if (!is_given (plan, row))
    {
      json_object_unref (row);
      return FALSE;
    }

  for (guint i = plan->requirements->len; i-- > 0;)
    if (mq_sketch_requirements_is_same (row, g_ptr_array_index (plan->requirements, i), keys))
      g_ptr_array_remove_index (plan->requirements, i);
  g_ptr_array_add (plan->requirements, row);
  return TRUE;
}

/* "45 cm" high: the size along the axis, or how high the part reaches. */
static void
add_measure (MqSketchPlan *plan, const char *of, const MqRequestDetail *said)
{
  double value = g_ascii_strtod (said->text, NULL);
  const char *unit = value > 0 ? mq_length_unit_find (said->value / value) : NULL;
  const char *size = said->axis != NULL ? said->axis : "size";
  gboolean is_along_axis = g_strv_contains (sizes, size);
  const MqPlanPart *part = mq_sketch_plan_find_part (plan, of);
  g_autofree char *words = part != NULL
                               ? g_strdup_printf ("%s: %s %s", part->kind->noun, said->text, size)
                               : g_strdup_printf ("%s %s", said->text, size);

  if (unit == NULL)
    return;

  for (gsize axis = 0; axis < G_N_ELEMENTS (axes); axis++)
    {
      if (is_along_axis && !g_str_equal (size, sizes[axis]))
        continue;
      if (add_row (plan, mq_json_new ("words:s what:s of:s axis:s is:s value:d unit:s", words,
                                      "size", of, axes[axis], "equal", value, unit)))
        return;
      if (axis == 2
          && add_row (plan,
                      mq_json_new ("words:s what:s of:s axis:s at:s is:s value:d unit:s", words,
                                   "place", of, axes[axis], "high", "equal", value, unit)))
        return;
    }
}

/* The first part, of those that are meant, that looks as was said. */
static const MqPlanPart *
find_look (MqSketchPlan *plan, const MqRequest *request, const MqRequestDetail *said)
{
  for (guint i = 0; i < plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (plan->parts, i);
      const MqPlanMaterial *material
          = part->materials->len > 0
                ? mq_sketch_plan_find_material (plan, g_ptr_array_index (part->materials, 0))
                : NULL;

      if (material == NULL
          || (request->parts->len > 0
              && !g_ptr_array_find (request->parts, (gpointer)part->kind, NULL)))
        continue;
      if (said->type == MQ_REQUEST_DETAIL_COLOR
              ? material->colors == NULL && g_strcmp0 (material->color, said->color) == 0
              : said->word != NULL && g_strcmp0 (material->finish, said->word->finish) == 0)
        return part;
    }

  return NULL;
}

static void
add_look (MqSketchPlan *plan, const MqRequest *request, const MqRequestDetail *said)
{
  const MqPlanPart *part = find_look (plan, request, said);
  const char *family = strrchr (said->text, ' ');

  if (part == NULL)
    return;
  if (said->type == MQ_REQUEST_DETAIL_COLOR)
    add_row (plan, mq_json_new ("words:s what:s of:s text:s", said->text, "color", part->kind->id,
                                family != NULL ? family + 1 : said->text));
  else
    add_row (plan, mq_json_new ("words:s what:s of:s text:s", said->text, "material",
                                part->kind->id, said->word->finish));
}

/**
 * mq_sketch_requirements_update:
 * @plan: a plan to which @reading was applied
 * @reading: the user's words
 *
 * Adds the requirements in the words, and drops those that the plan no longer gives.
 */
void
mq_sketch_requirements_update (MqSketchPlan *plan, const MqRequestList *reading)
{
  for (guint i = plan->requirements->len; i-- > 0;)
    if (!is_given (plan, g_ptr_array_index (plan->requirements, i)))
      g_ptr_array_remove_index (plan->requirements, i);

  for (guint i = 0; i < reading->requests->len; i++)
    {
      const MqRequest *request = g_ptr_array_index (reading->requests, i);
      const char *of = request->parts->len > 0
                           ? ((const MqKindPart *)g_ptr_array_index (request->parts, 0))->id
                           : "whole";

      for (guint j = 0; j < request->said->len && request->verb != MQ_REQUEST_REMOVE; j++)
        {
          const MqRequestDetail *said = g_ptr_array_index (request->said, j);
          g_autofree char *words = NULL;

          if (said->type == MQ_REQUEST_DETAIL_MEASURE)
            add_measure (plan, of, said);
          else if (said->type == MQ_REQUEST_DETAIL_COUNT && request->parts->len > 0)
            {
              words = g_strdup_printf ("%s %s", said->text, request->text);
              add_row (plan, mq_json_new ("words:s what:s of:s is:s value:i", words, "pieces", of,
                                          "equal", (gint64)said->value));
            }
          else if (said->type == MQ_REQUEST_DETAIL_COLOR || said->type == MQ_REQUEST_DETAIL_FINISH)
            add_look (plan, request, said);
        }
    }
}

/* Tells whether each copy has the part as one object and one piece. */
static gboolean
is_one_piece (MqSketchPlan *thing, const char *of)
{
  const MqPlanPart *part = mq_sketch_plan_find_part (thing, of);

  return part != NULL && mq_sketch_plan_get_count (thing, part->kind) == 1;
}

/* Returns: (transfer full) (nullable): a row of a thing as one of its composition, for all copies;
 * NULL: it cannot be measured there */
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
        return NULL;
      if (thing->copies > 1)
        json_object_set_boolean_member (copy, "each", TRUE);
    }

  return g_steal_pointer (&copy);
}

/**
 * mq_sketch_requirements_add_copies:
 * @thing: a thing of a composition, as many as the user wants
 */
void
mq_sketch_requirements_add_copies (MqSketchPlan *thing)
{
  g_autofree char *name = g_utf8_strdown (thing->name, -1);
  g_autofree char *names = mq_words_plural (name);
  g_autofree char *words = g_strdup_printf ("%u %s", thing->copies,
                                            thing->copies > 1 ? names : name);

  add_row (thing, mq_json_new ("words:s what:s of:s is:s value:i", words, "pieces", "whole",
                               "equal", (gint64)thing->copies));
}

/**
 * mq_sketch_requirements_list:
 * @plan: a plan, or a thing of a composition
 *
 * Returns: (transfer full): its own requirements, about one copy
 */
JsonArray *
mq_sketch_requirements_list (const MqSketchPlan *plan)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < plan->requirements->len; i++)
    json_array_add_object_element (rows,
                                   mq_json_copy_object (g_ptr_array_index (plan->requirements, i)));
  return rows;
}

/**
 * mq_sketch_requirements_to_json:
 * @plan: a plan; of a composition, the requirements of its things, for all their copies
 *
 * Returns: (transfer full): its requirements, as they are measured
 */
JsonArray *
mq_sketch_requirements_to_json (MqSketchPlan *plan)
{
  JsonArray *rows = mq_sketch_requirements_list (plan);

  for (guint i = 0; i < plan->things->len; i++)
    {
      MqSketchPlan *thing = g_ptr_array_index (plan->things, i);

      for (guint j = 0; j < thing->requirements->len; j++)
        {
          JsonObject *row = dup_for_composition (thing, g_ptr_array_index (thing->requirements, j));

          if (row != NULL)
            json_array_add_object_element (rows, row);
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
      for (gsize j = 0; along == NULL && j < G_N_ELEMENTS (axes); j++)
        if (g_str_equal (axis, axes[j]) && g_strcmp0 (param->axis, sizes[j]) == 0)
          along = param;
    }

  return along;
}

/**
 * mq_sketch_requirements_find_param:
 * @row: a row of the report about a requirement
 * @value: (out): the parameter's value that would give what is wanted
 *
 * Returns: (nullable): the parameter that decides the size
 */
const MqKindParam *
mq_sketch_requirements_find_param (MqSketchPlan *plan, JsonObject *row, double *value)
{
  const char *of = mq_json_get_string (row, "of", "");
  const char *axis = mq_json_get_string (row, "axis", "");
  double unit = mq_length_unit_get_metres (mq_json_get_string (row, "unit", ""));
  double wanted = mq_json_get_double (row, "wanted", 0) * unit;
  double found = mq_json_get_double (row, "found", 0) * unit;
  const MqKindParam *decider;

  /* A larger difference does not come from the parameter. */
  if (!(wanted > 0 && found > 0 && fabs (wanted - found) <= MAX_MISS * wanted))
    return NULL;

  decider = find_decider (plan, g_strcmp0 (of, plan->name) == 0 ? "whole" : of, axis, wanted);
  if (decider != NULL)
    *value = mq_sketch_plan_get_value (plan, decider->name) + (wanted - found) / plan->scale;

  for (guint i = 0; decider == NULL && i < plan->things->len; i++)
    decider = mq_sketch_requirements_find_param (g_ptr_array_index (plan->things, i), row, value);

  return decider;
}
