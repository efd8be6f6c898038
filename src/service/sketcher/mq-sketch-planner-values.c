/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans with values that a program gives by the names of the kind's parameters, as batches do. */
#include "service/sketcher/mq-sketch-planner.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/json/mq-json-schema.h"

#include <glib/gi18n.h>
#include <math.h>

static gboolean
fail_unknown (MqKind *kind, const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < kind->params->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((MqKindParam *)kind->params->pdata[i])->name);

  /* Translators: the kind “chair” has no “WIDTH”; names of parameters follow. */
  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” has no parameter “%s”. It has: %s"), kind->id,
                  name, names->str);
}

static gboolean
set_value (MqSketchPlan *plan, const char *name, JsonNode *node, GError **error)
{
  const MqKindParam *param = mq_kind_find (plan->kind->params, name);
  double value;

  if (param == NULL)
    return fail_unknown (plan->kind, name, error);
  if (!mq_json_schema_is_of_type (node, "number"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The value of “%s” is not a number"), name);

  value = json_node_get_double (node);
  if (!isfinite (value) || value < param->min || value > param->max)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    /* Translators: a parameter, a number, and the range that it may be in. */
                    _ ("“%s” is %g; it can be from %g to %g"), name, value, param->min, param->max);

  mq_sketch_plan_set_value (plan, name, value);
  return TRUE;
}

static void
set_seed (MqSketchPlan *plan, gint64 seed)
{
  for (guint i = 0; i < plan->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (plan->kind->params, i);
      gint64 n = (gint64)(param->max - param->min) + 1;

      if (g_str_equal (param->unit, "seed"))
        mq_sketch_plan_set_value (plan, param->name, param->min + (double)(((seed % n) + n) % n));
    }
}

/* @plan: a plan of one thing; one of several has no parameters; @values: (nullable): numbers by
 * the names of the kind's parameters; lengths in m, angles in deg; @seed: (nullable): what the
 * kind's seed becomes, if it has one; @error: %MQ_ERROR_BAD_INPUT: no such parameter, or not in
 * its range. Returns: whether the plan has these values */
gboolean
mq_sketch_planner_set_values (MqSketchPlan *plan, JsonObject *values, const gint64 *seed,
                              GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (seed != NULL)
    {
      set_seed (plan, *seed);
      for (guint i = 0; i < plan->things->len; i++)
        set_seed (g_ptr_array_index (plan->things, i), *seed);
    }
  if (values == NULL)
    return TRUE;

  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!set_value (plan, name, node, error))
      return FALSE;

  return TRUE;
}

/* Returns: (transfer full): `[{"name", "value", "min", "max", "unit"}]` */
JsonArray *
mq_sketch_planner_list_params (MqKind *kind)
{
  JsonArray *params = json_array_new ();

  for (guint i = 0; i < kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (kind->params, i);

      json_array_add_object_element (params, mq_json_new ("name:s value:d min:d max:d unit:s",
                                                          param->name, param->value, param->min,
                                                          param->max, param->unit));
    }
  return params;
}
