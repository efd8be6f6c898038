/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistency check of a kind: references exist, ranges are valid, expressions evaluate at both
 * ends of the ranges, and functions exist and use only available names. */
#include "service/sketcher/kinds/mq-kind.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/script/mq-python-tokens.h"
#include "service/sketcher/kinds/mq-expression.h"
#include "service/sketcher/language/mq-lexicon.h"

#include <math.h>
#include <string.h>

typedef struct
{
  MqKind *kind;
  GError **error;
} Check;

static gboolean G_GNUC_PRINTF (2, 3) fail (Check *check, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (check->error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s/kind.json: %s", check->kind->id,
               what);
  return FALSE;
}

static gboolean
check_params (Check *check)
{
  static const char *const units[] = { "m", "deg", "count", "ratio", "seed", NULL };
  static const char *const axes[] = { "width",     "depth",  "height",   "length",
                                      "thickness", "radius", "diameter", NULL };

  for (guint i = 0; i < check->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (check->kind->params, i);

      if (!mq_python_is_constant (param->name))
        return fail (check, "params[%u].name must be written as SEAT_HEIGHT", i);
      if (mq_kind_find (check->kind->params, param->name) != param)
        return fail (check, "params[%u].name “%s” stands there twice", i, param->name);
      if (g_str_equal (param->name, "SCALE") || g_str_equal (param->name, "ASSET"))
        return fail (check, "params[%u].name %s is the composer's own", i, param->name);
      if (!g_strv_contains (units, param->unit))
        return fail (check, "params[%u].unit “%s” is not one of m, deg, count, ratio, seed", i,
                     param->unit);
      if (param->axis != NULL && !g_strv_contains (axes, param->axis))
        return fail (check, "params[%u].axis “%s” is no axis", i, param->axis);
      if (!(isfinite (param->min) && isfinite (param->max) && param->min <= param->value
            && param->value <= param->max))
        return fail (check, "params[%u]: default must lie between min and max (%s)", i,
                     param->name);
      if ((g_str_equal (param->unit, "count") || g_str_equal (param->unit, "seed"))
          && (param->min != rint (param->min) || param->max != rint (param->max)
              || param->value != rint (param->value)))
        return fail (check, "params[%u]: a count has whole numbers (%s)", i, param->name);
      for (gsize j = 0; param->of[j] != NULL; j++)
        if (!g_str_equal (param->of[j], "whole")
            && mq_kind_find (check->kind->parts, param->of[j]) == NULL)
          return fail (check, "params[%u].of names “%s”, which is no part", i, param->of[j]);
    }

  return TRUE;
}

static gboolean
check_materials (Check *check)
{
  for (guint i = 0; i < check->kind->materials->len; i++)
    {
      const MqKindMaterial *material = g_ptr_array_index (check->kind->materials, i);

      if (!mq_python_is_identifier (material->id))
        return fail (check, "materials[%u].id must be a name such as frame", i);
      if (mq_kind_find (check->kind->materials, material->id) != material)
        return fail (check, "materials[%u].id “%s” stands there twice", i, material->id);
      if (!mq_python_is_identifier (material->finish))
        return fail (check, "materials[%u].finish must name a finish", i);
      if (!mq_lexicon_is_color (material->color))
        return fail (check, "materials[%u].color must be written as #9a6a3f", i);
      for (guint j = 0; material->colors != NULL && j < json_array_get_length (material->colors);
           j++)
        if (!mq_lexicon_is_color (mq_json_element_string (material->colors, j)))
          return fail (check, "materials[%u].colors must be written as #9a6a3f", i);
    }

  return TRUE;
}

static gboolean
check_part_names (Check *check, const char *where, const char *const *ids)
{
  for (gsize i = 0; ids[i] != NULL; i++)
    if (mq_kind_find (check->kind->parts, ids[i]) == NULL)
      return fail (check, "%s names “%s”, which is no part", where, ids[i]);

  return TRUE;
}

static gboolean
check_look (Check *check, const char *where, const MqKindLook *look)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (!check_part_names (check, where, (const char *const *)look->include)
      || !check_part_names (check, where, (const char *const *)look->exclude))
    return FALSE;

  if (look->set != NULL)
    {
      json_object_iter_init (&iter, look->set);
      while (json_object_iter_next (&iter, &key, &node))
        {
          const MqKindParam *param = mq_kind_find (check->kind->params, key);
          double value = mq_json_get_double (look->set, key, NAN);

          if (param == NULL)
            return fail (check, "%s.set names “%s”, which is no parameter", where, key);
          if (!(value >= param->min && value <= param->max))
            return fail (check, "%s.set: %s is outside of its range", where, key);
        }
    }

  if (look->material != NULL)
    {
      json_object_iter_init (&iter, look->material);
      while (json_object_iter_next (&iter, &key, &node))
        {
          JsonObject *change = mq_json_get_object (look->material, key);
          const char *color = mq_json_get_string (change, "color", NULL);

          if (mq_kind_find (check->kind->materials, key) == NULL)
            return fail (check, "%s.material names “%s”, which is no material", where, key);
          if (change == NULL || (color != NULL && !mq_lexicon_is_color (color)))
            return fail (check, "%s.material.%s must be an object with a color such as #9a6a3f",
                         where, key);
        }
    }

  return TRUE;
}

/* Parameters at their defaults, minimum or maximum values. */
typedef struct
{
  MqKind *kind;
  int end;
} Ends;

static gboolean
look_up_end (const char *name, double *value, gpointer data)
{
  Ends *ends = data;
  const MqKindParam *param = mq_kind_find (ends->kind->params, name);

  if (param == NULL)
    return FALSE;

  *value = ends->end < 0 ? param->min : ends->end > 0 ? param->max : param->value;
  return TRUE;
}

static gboolean
check_expression (Check *check, const char *where, const char *text, double *result)
{
  for (int end = -1; end <= 1; end++)
    {
      Ends ends = { check->kind, end };
      g_autoptr (GError) error = NULL;

      if (!mq_expression_evaluate (text, look_up_end, &ends, result, &error))
        return fail (check, "%s: %s", where, error->message);
    }

  return TRUE;
}

static gboolean
check_numbers (Check *check, guint index, const MqKindPart *part)
{
  g_autofree char *count = g_strdup_printf ("parts[%u].count", index);
  g_autofree char *box = g_strdup_printf ("parts[%u].box", index);
  g_autofree char *at = g_strdup_printf ("parts[%u].at", index);
  double value;

  if (!check_expression (check, count, part->count, &value))
    return FALSE;
  if (value > MQ_KIND_MAX_COUNT)
    return fail (check, "%s may come to at most %d", count, MQ_KIND_MAX_COUNT);

  for (gsize axis = 0; axis < 3; axis++)
    {
      double min;
      double max;

      if (!check_expression (check, box, part->box_min[axis], &min)
          || !check_expression (check, box, part->box_max[axis], &max))
        return FALSE;
      if (min > max + 1e-9)
        return fail (check, "%s: min is beyond max on axis %c", box, "xyz"[axis]);
    }

  for (guint i = 0; i < part->at->len; i++)
    {
      GStrv place = g_ptr_array_index (part->at, i);

      for (gsize axis = 0; axis < 3; axis++)
        if (!check_expression (check, at, place[axis], &value))
          return FALSE;
    }

  return TRUE;
}

static gboolean
check_parts (Check *check)
{
  if (check->kind->parts->len == 0)
    return fail (check, "parts must have at least one");

  for (guint i = 0; i < check->kind->parts->len; i++)
    {
      const MqKindPart *part = g_ptr_array_index (check->kind->parts, i);
      g_autofree char *where = g_strdup_printf ("parts[%u]", i);

      if (!mq_python_is_identifier (part->id) || g_str_equal (part->id, "whole"))
        return fail (check, "%s.id must be a name such as seat", where);
      if (mq_kind_find (check->kind->parts, part->id) != part)
        return fail (check, "%s.id “%s” stands there twice", where, part->id);
      if (mq_python_source_lookup (check->kind->source, part->function) == NULL)
        return fail (check, "%s.function “%s” is not in parts.py", where, part->function);
      for (gsize j = 0; part->materials[j] != NULL; j++)
        if (mq_kind_find (check->kind->materials, part->materials[j]) == NULL)
          return fail (check, "%s.materials names “%s”, which is no material", where,
                       part->materials[j]);
      if (!check_part_names (check, where, (const char *const *)part->joins)
          || !check_part_names (check, where, (const char *const *)part->requires)
          || !check_part_names (check, where, (const char *const *)part->replaces)
          || !check_numbers (check, i, part))
        return FALSE;
      for (guint j = 0; j < part->options->len; j++)
        {
          g_autofree char *option = g_strdup_printf ("parts[%u].options[%u]", i, j);

          if (!check_look (check, option, g_ptr_array_index (part->options, j)))
            return FALSE;
        }
    }

  for (guint i = 0; i < check->kind->variants->len; i++)
    {
      g_autofree char *where = g_strdup_printf ("variants[%u]", i);

      if (!check_look (check, where, g_ptr_array_index (check->kind->variants, i)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_source (Check *check)
{
  static const char *const modules[] = { "bpy",      "bmesh",     "mathutils", "math", "random",
                                         "colorsys", "itertools", "functools", NULL };
  GPtrArray *imports = check->kind->source->imports;
  GPtrArray *functions = check->kind->source->functions;

  for (guint i = 0; i < imports->len; i++)
    {
      const MqPythonImport *import = g_ptr_array_index (imports, i);
      g_auto (GStrv) path = g_strsplit (import->module, ".", 2);

      if (!g_strv_contains (modules, path[0]))
        {
          g_set_error (check->error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                       "%s/parts.py: “%s” may not be imported", check->kind->id, import->module);
          return FALSE;
        }
    }

  for (guint i = 0; i < functions->len; i++)
    {
      const MqPythonFunction *function = g_ptr_array_index (functions, i);

      if (g_str_equal (function->name, "build"))
        {
          g_set_error (check->error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                       "%s/parts.py, line %u: build() is the composer's own", check->kind->id,
                       function->line);
          return FALSE;
        }

      for (gsize j = 0; function->uses[j] != NULL; j++)
        if (mq_python_is_constant (function->uses[j]) && strlen (function->uses[j]) > 1
            && !g_str_equal (function->uses[j], "ASSET")
            && mq_kind_find (check->kind->params, function->uses[j]) == NULL)
          {
            g_set_error (check->error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                         "%s/parts.py, line %u: %s() uses %s, which is no parameter of kind.json",
                         check->kind->id, function->line, function->name, function->uses[j]);
            return FALSE;
          }
    }

  return TRUE;
}

/* Checks the consistency of a kind after it is read. */
gboolean
mq_kind_check (MqKind *self, GError **error)
{
  Check check = { self, error };

  return check_params (&check) && check_materials (&check) && check_parts (&check)
         && check_source (&check);
}
