/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKind, see mq-kind.h: reads a kind's folder, and checks that it fits together. */
#include "service/sketcher/kinds/mq-kind.h"

#include "common/settings/mq-fit.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/script/mq-python-tokens.h"
#include "service/sketcher/kinds/mq-expression.h"
#include "service/sketcher/language/mq-lexicon.h"
#include "service/sketcher/language/mq-words.h"

#include <math.h>
#include <string.h>

/* Consistency check of a kind: references exist, ranges are valid, expressions evaluate at both
 * ends of the ranges, and functions exist and use only available names. */

typedef struct
{
  MqKind *kind;
  GError **error;
} Check;

/* Parameters at their defaults, minimum or maximum values. */
typedef struct
{
  MqKind *kind;
  int end;
} Ends;

/* Position of a value in kind.json, for messages, and the first error. */
typedef struct
{
  MqKind *kind;
  const char *list;
  guint index;
  GError *error;
} ValuePlace;

static gboolean G_GNUC_PRINTF (2, 3) fail_value (Check *check, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  return mq_fail (check->error, MQ_ERROR_BAD_INPUT, "%s/kind.json: %s", check->kind->id, what);
}

static gboolean
check_params (Check *check)
{
  static const char *const units[] = { "m", "deg", "count", "ratio", "seed", NULL };
  static const char *const axes[] = { "width",  "depth",    "height",  "length", "thickness",
                                      "radius", "diameter", "opening", "travel", NULL };

  MQ_EACH (check->kind->params, i, const MqKindParam, param)
    {
      if (!mq_python_is_constant (param->name))
        return fail_value (check, "params[%u].name must be written as SEAT_HEIGHT", i);
      if (mq_kind_find (check->kind->params, param->name) != param)
        return fail_value (check, "params[%u].name “%s” appears twice", i, param->name);
      if (g_str_equal (param->name, "SCALE") || g_str_equal (param->name, "ASSET"))
        return fail_value (check, "params[%u].name %s is the composer's own", i, param->name);
      if (!g_strv_contains (units, param->unit))
        return fail_value (check, "params[%u].unit “%s” is not one of m, deg, count, ratio, seed",
                           i, param->unit);
      if (param->axis != NULL && !g_strv_contains (axes, param->axis))
        return fail_value (check, "params[%u].axis “%s” is not an axis", i, param->axis);
      if (param->measures != NULL && mq_requirement_find_kind (param->measures) == NULL)
        return fail_value (check, "params[%u].measures “%s” is not a kind of requirement", i,
                           param->measures);
      if (!(isfinite (param->min) && isfinite (param->max) && param->min <= param->value
            && param->value <= param->max))
        return fail_value (check, "params[%u]: default must lie between min and max (%s)", i,
                           param->name);
      if ((g_str_equal (param->unit, "count") || g_str_equal (param->unit, "seed"))
          && (param->min != rint (param->min) || param->max != rint (param->max)
              || param->value != rint (param->value)))
        return fail_value (check, "params[%u]: a count has whole numbers (%s)", i, param->name);
      for (gsize j = 0; param->of[j] != NULL; j++)
        if (!g_str_equal (param->of[j], "whole")
            && mq_kind_find (check->kind->parts, param->of[j]) == NULL)
          return fail_value (check, "params[%u].of names “%s”, which is not a part", i,
                             param->of[j]);
    }

  return TRUE;
}

static gboolean
check_materials (Check *check)
{
  MQ_EACH (check->kind->materials, i, const MqKindMaterial, material)
    {
      if (!mq_python_is_identifier (material->id))
        return fail_value (check, "materials[%u].id must be a name such as frame", i);
      if (mq_kind_find (check->kind->materials, material->id) != material)
        return fail_value (check, "materials[%u].id “%s” appears twice", i, material->id);
      if (!mq_python_is_identifier (material->finish))
        return fail_value (check, "materials[%u].finish must name a finish", i);
      if (!mq_lexicon_is_color (material->color))
        return fail_value (check, "materials[%u].color must be written as #9a6a3f", i);
      for (guint j = 0; material->colors != NULL && j < json_array_get_length (material->colors);
           j++)
        if (!mq_lexicon_is_color (mq_json_element_string (material->colors, j)))
          return fail_value (check, "materials[%u].colors must be written as #9a6a3f", i);
    }

  return TRUE;
}

static gboolean
check_part_names (Check *check, const char *where, const char *const *ids)
{
  for (gsize i = 0; ids[i] != NULL; i++)
    if (mq_kind_find (check->kind->parts, ids[i]) == NULL)
      return fail_value (check, "%s names “%s”, which is not a part", where, ids[i]);

  return TRUE;
}

static gboolean
check_look (Check *check, const char *where, const MqKindLook *look)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (!check_part_names (check, where, look->include)
      || !check_part_names (check, where, look->exclude))
    return FALSE;

  if (look->set != NULL)
    {
      json_object_iter_init (&iter, look->set);
      while (json_object_iter_next (&iter, &key, &node))
        {
          const MqKindParam *param = mq_kind_find (check->kind->params, key);
          double value = param != NULL ? mq_kind_look_get_value (look, param) : NAN;

          if (param == NULL)
            return fail_value (check, "%s.set names “%s”, which is not a parameter", where, key);
          if (!(value >= param->min && value <= param->max))
            return fail_value (check, "%s.set: %s is outside of its range", where, key);
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
            return fail_value (check, "%s.material names “%s”, which is not a material", where,
                               key);
          if (change == NULL || (color != NULL && !mq_lexicon_is_color (color)))
            return fail_value (
                check, "%s.material.%s must be an object with a color such as #9a6a3f", where, key);
        }
    }

  return TRUE;
}

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
check_expression (Check *check, guint part, const char *name, const char *text, double *result)
{
  for (int end = -1; end <= 1; end++)
    {
      Ends ends = { check->kind, end };
      g_autoptr (GError) error = NULL;

      if (!mq_expression_evaluate (text, look_up_end, &ends, result, &error))
        return fail_value (check, "parts[%u].%s: %s", part, name, error->message);
    }

  return TRUE;
}

static gboolean
check_parts (Check *check)
{
  double value, min, max;

  if (check->kind->parts->len == 0)
    return fail_value (check, "parts must have at least one");

  MQ_EACH (check->kind->parts, i, const MqKindPart, part)
    {
      g_autofree char *where = g_strdup_printf ("parts[%u]", i);
      const MqKindParam *fit;

      if (!mq_python_is_identifier (part->id) || g_str_equal (part->id, "whole"))
        return fail_value (check, "%s.id must be a name such as seat", where);
      if (mq_kind_find (check->kind->parts, part->id) != part)
        return fail_value (check, "%s.id “%s” appears twice", where, part->id);
      if (mq_python_source_lookup (check->kind->source, part->function) == NULL)
        return fail_value (check, "%s.function “%s” is not in parts.py", where, part->function);
      if (*part->joints != '\0'
          && mq_python_source_lookup (check->kind->source, part->joints) == NULL)
        return fail_value (check, "%s.joints “%s” is not in parts.py", where, part->joints);
      for (gsize j = 0; part->materials[j] != NULL; j++)
        if (mq_kind_find (check->kind->materials, part->materials[j]) == NULL)
          return fail_value (check, "%s.materials names “%s”, which is not a material", where,
                             part->materials[j]);
      fit = part->fits != NULL ? mq_kind_find (check->kind->params, part->fits) : NULL;
      if (part->fits != NULL && (fit == NULL || !(fit->fit > 0) || part->joins[0] == NULL))
        return fail_value (check, "%s.fits “%s” is not a parameter with a fit, or it joins nothing",
                           where, part->fits);
      if (!check_part_names (check, where, part->joins)
          || !check_part_names (check, where, part->requires)
          || !check_part_names (check, where, part->replaces)
          || !check_expression (check, i, "count", part->count, &value))
        return FALSE;
      if (value > MQ_KIND_MAX_COUNT)
        return fail_value (check, "%s.count may come to at most %d", where, MQ_KIND_MAX_COUNT);
      for (gsize axis = 0; axis < 3; axis++)
        {
          if (!check_expression (check, i, "box", part->box_min[axis], &min)
              || !check_expression (check, i, "box", part->box_max[axis], &max))
            return FALSE;
          if (min > max + 1e-9)
            return fail_value (check, "%s.box: min is beyond max on axis %c", where, "xyz"[axis]);
        }
      for (guint j = 0; j < part->at->len; j++)
        for (gsize axis = 0; axis < 3; axis++)
          if (!check_expression (check, i, "at", ((const char **)part->at->pdata[j])[axis], &value))
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

  MQ_EACH (imports, i, const MqPythonImport, import)
    {
      g_auto (GStrv) path = g_strsplit (import->module, ".", 2);

      if (!g_strv_contains (modules, path[0]))
        return mq_fail (check->error, MQ_ERROR_BAD_INPUT, "%s/parts.py: “%s” may not be imported",
                        check->kind->id, import->module);
    }

  MQ_EACH (functions, i, const MqPythonFunction, function)
    {
      if (g_str_equal (function->name, "build"))
        return mq_fail (check->error, MQ_ERROR_BAD_INPUT,
                        "%s/parts.py, line %u: build() is the composer's own", check->kind->id,
                        function->line);

      for (gsize j = 0; function->uses[j] != NULL; j++)
        if (mq_python_is_constant (function->uses[j]) && strlen (function->uses[j]) > 1
            && !g_str_equal (function->uses[j], "ASSET")
            && g_strcmp0 (function->uses[j], check->kind->lettering) != 0
            && mq_kind_find (check->kind->params, function->uses[j]) == NULL)
          return mq_fail (
              check->error, MQ_ERROR_BAD_INPUT,
              "%s/parts.py, line %u: %s() uses %s, which is not a parameter of kind.json",
              check->kind->id, function->line, function->name, function->uses[j]);
    }

  return TRUE;
}

static void
material_free (gpointer data)
{
  MqKindMaterial *material = data;

  g_clear_pointer (&material->extra, json_object_unref);
  g_free (material);
}

static void
part_free (gpointer data)
{
  MqKindPart *part = data;

  g_clear_pointer (&part->at, g_ptr_array_unref);
  g_clear_pointer (&part->options, g_ptr_array_unref);
  g_free (part);
}

void
mq_kind_free (MqKind *self)
{
  g_free (self->id);
  g_free (self->prefix);
  g_clear_pointer (&self->params, g_ptr_array_unref);
  g_clear_pointer (&self->materials, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->variants, g_ptr_array_unref);
  g_clear_pointer (&self->source, mq_python_source_free);
  g_clear_pointer (&self->json, json_object_unref);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  g_clear_pointer (&self->lists, g_ptr_array_unref);
  g_free (self);
}

static void G_GNUC_PRINTF (3, 4) fail (ValuePlace *place, const char *key, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (place->error != NULL)
    return;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  if (place->list != NULL)
    mq_fail (&place->error, MQ_ERROR_BAD_INPUT, "%s/kind.json: %s[%u].%s %s", place->kind->id,
             place->list, place->index, key, what);
  else
    mq_fail (&place->error, MQ_ERROR_BAD_INPUT, "%s/kind.json: %s %s", place->kind->id, key, what);
}

static const char *
read_text (ValuePlace *place, JsonObject *object, const char *key, const char *fallback)
{
  const char *value = mq_json_get_string (object, key, NULL);

  if (value == NULL && (json_object_has_member (object, key) || fallback == NULL))
    fail (place, key, "must be a text");
  else if (value != NULL && strlen (value) > 400)
    fail (place, key, "is longer than 400 bytes");
  else if (value != NULL && strpbrk (value, "\n\r\\\"") != NULL)
    fail (place, key, "may hold no line break, double quote or backslash");

  return value != NULL ? value : fallback;
}

/* An expression, or a plain number. */
static const char *
read_expression_node (ValuePlace *place, JsonNode *node, const char *key)
{
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        return json_node_get_string (node);
      if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return g_string_chunk_insert (
            place->kind->texts,
            g_ascii_formatd (buffer, sizeof buffer, "%.10g", json_node_get_double (node)));
    }

  fail (place, key, "must be a number or an expression");
  return "0";
}

static const char *const *
read_list (ValuePlace *place, JsonObject *object, const char *key, gboolean keys)
{
  JsonArray *array = mq_json_get_array (object, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL && json_object_has_member (object, key))
    fail (place, key, "must be a list of texts");

  MQ_JSON_EACH_STRING (array, i, word)
    {
      if (word == NULL || *word == '\0' || strlen (word) > 80)
        fail (place, key, "must be a list of texts");
      else
        g_strv_builder_take (builder, keys ? mq_words_phrase_key (word) : g_strdup (word));
    }

  g_ptr_array_add (place->kind->lists, g_strv_builder_end (builder));
  return g_ptr_array_index (place->kind->lists, place->kind->lists->len - 1);
}

static double
read_number (ValuePlace *place, JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    {
      fail (place, key, "must be a number");
      return 0;
    }

  return mq_json_get_double (object, key, 0);
}

static void
check_keys (ValuePlace *place, JsonObject *object, const char *const *known)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *member = members; member != NULL; member = member->next)
    if (!g_strv_contains (known, member->data))
      fail (place, member->data, "is not a key that is known here");
}

static gpointer
read_param (ValuePlace *place, JsonObject *object)
{
  static const char *const keys[] = { "name", "default", "min",   "max",      "unit", "about",
                                      "of",   "axis",    "words", "measures", "fit",  NULL };
  MqKindParam *param = g_new0 (MqKindParam, 1);

  check_keys (place, object, keys);
  param->name = read_text (place, object, "name", NULL);
  param->value = read_number (place, object, "default");
  param->min = read_number (place, object, "min");
  param->max = read_number (place, object, "max");
  param->unit = read_text (place, object, "unit", "m");
  param->about = read_text (place, object, "about", "");
  param->axis = json_object_has_member (object, "axis") ? read_text (place, object, "axis", NULL)
                                                        : NULL;
  param->fit = json_object_has_member (object, "fit") ? read_number (place, object, "fit") : 0;
  param->of = read_list (place, object, "of", FALSE);
  param->words = read_list (place, object, "words", TRUE);
  param->measures = json_object_has_member (object, "measures")
                        ? read_text (place, object, "measures", NULL)
                        : NULL;
  return param;
}

static gpointer
read_material (ValuePlace *place, JsonObject *object)
{
  MqKindMaterial *material = g_new0 (MqKindMaterial, 1);
  static const char *const own[] = { "id",    "label",  "words", "finish",
                                     "color", "colors", "main",  NULL };
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  material->id = read_text (place, object, "id", NULL);
  material->label = read_text (place, object, "label", material->id);
  material->words = read_list (place, object, "words", TRUE);
  material->finish = read_text (place, object, "finish", NULL);
  material->color = read_text (place, object, "color", NULL);
  material->main = mq_json_get_boolean (object, "main", FALSE);
  material->colors = mq_json_get_array (object, "colors");

  material->extra = json_object_new ();
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    if (!g_strv_contains (own, key))
      {
        if (!mq_python_is_identifier (key) || !JSON_NODE_HOLDS_VALUE (node))
          fail (place, key, "is handed to the finish and must be a number, truth value or text");
        else
          json_object_set_member (material->extra, key, json_node_copy (node));
      }

  return material;
}

static gpointer
read_look (ValuePlace *place, JsonObject *object)
{
  static const char *const keys[] = { "words", "label", "title",    "include", "exclude",
                                      "set",   "about", "material", NULL };
  MqKindLook *look = g_new0 (MqKindLook, 1);
  JsonArray *words = mq_json_get_array (object, "words");

  check_keys (place, object, keys);
  look->words = read_list (place, object, "words", TRUE);
  if (look->words[0] == NULL)
    fail (place, "words", "must name at least one word");
  else
    look->label = mq_json_element_string (words, 0);
  look->title = json_object_has_member (object, "title") ? read_text (place, object, "title", NULL)
                                                         : NULL;
  look->include = read_list (place, object, "include", FALSE);
  look->exclude = read_list (place, object, "exclude", FALSE);
  look->set = mq_json_get_object (object, "set");
  look->material = mq_json_get_object (object, "material");
  return look;
}

static GPtrArray *read_items (MqKind *self, JsonObject *root, const char *list,
                              gpointer (*read) (ValuePlace *, JsonObject *), GDestroyNotify destroy,
                              const char *outer, guint outer_index, GError **error);

static gpointer
read_part (ValuePlace *place, JsonObject *object)
{
  static const char *const keys[] = {
    "id",       "name",   "words",    "traits",   "function", "materials",     "purpose",
    "count",    "joins",  "requires", "replaces", "box",      "box_tolerance", "at",
    "optional", "needed", "effect",   "options",  "joints",   "fits",          NULL,
  };
  MqKindPart *part = g_new0 (MqKindPart, 1);
  JsonArray *box = mq_json_get_array (object, "box");
  JsonArray *at = mq_json_get_array (object, "at");
  g_autofree char *noun = NULL;

  check_keys (place, object, keys);
  part->id = read_text (place, object, "id", NULL);
  part->name = read_text (place, object, "name", part->id);
  noun = part->name != NULL ? g_utf8_strdown (part->name, -1) : NULL;
  part->noun = noun != NULL ? g_string_chunk_insert (place->kind->texts, noun) : NULL;
  part->words = read_list (place, object, "words", TRUE);
  part->traits = read_list (place, object, "traits", TRUE);
  part->function = read_text (place, object, "function", part->id);
  part->joints = read_text (place, object, "joints", "");
  part->materials = read_list (place, object, "materials", FALSE);
  part->purpose = read_text (place, object, "purpose", "");
  part->count = json_object_has_member (object, "count")
                    ? read_expression_node (place, json_object_get_member (object, "count"),
                                            "count")
                    : "1";
  part->joins = read_list (place, object, "joins", FALSE);
  part->fits = json_object_has_member (object, "fits") ? read_text (place, object, "fits", NULL)
                                                       : NULL;
  part->requires = read_list (place, object, "requires", FALSE);
  part->replaces = read_list (place, object, "replaces", FALSE);
  part->box_tolerance = 0.08;
  mq_json_read (object, "box_tolerance:d optional:b needed:b effect:b", &part->box_tolerance,
                &part->optional, &part->needed, &part->effect);
  if (mq_json_length (box) != 3)
    fail (place, "box",
          "must be three extents, such as [\"WIDTH/2\", \"DEPTH/2\", \"0 .. HEIGHT\"]");
  else
    for (guint i = 0; i < 3; i++)
      {
        /* `LOW .. HIGH`, or `HALF` for as far on both sides of 0. */
        const char *text = read_expression_node (place, json_array_get_element (box, i), "box");
        g_autofree char *mirrored = g_strdup_printf ("-(%s)", text);
        g_auto (GStrv) ends = g_strsplit (text, " .. ", 2);

        part->box_max[i] = ends[1] != NULL ? g_string_chunk_insert (place->kind->texts, ends[1])
                                           : text;
        part->box_min[i] = g_string_chunk_insert (place->kind->texts,
                                                  ends[1] != NULL ? ends[0] : mirrored);
      }

  part->at = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MIN (mq_json_length (at), MQ_KIND_MAX_COUNT); i++)
    {
      JsonNode *node = json_array_get_element (at, i);
      JsonArray *point = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      const char **expressions = g_new0 (const char *, 3);

      if (mq_json_length (point) != 3)
        fail (place, "at", "must be a list of places with three expressions each");
      for (guint axis = 0; place->error == NULL && axis < 3; axis++)
        expressions[axis] = read_expression_node (place, json_array_get_element (point, axis),
                                                  "at");
      g_ptr_array_add (part->at, expressions);
    }

  return part;
}

static GPtrArray *
read_items (MqKind *self, JsonObject *root, const char *list,
            gpointer (*read) (ValuePlace *, JsonObject *), GDestroyNotify destroy,
            const char *outer, guint outer_index, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (destroy);
  JsonArray *array = mq_json_get_array (root, list);
  g_autofree char *name = outer != NULL ? g_strdup_printf ("%s[%u].%s", outer, outer_index, list)
                                        : g_strdup (list);
  ValuePlace place = { .kind = self, .list = name };

  if (array == NULL && json_object_has_member (root, list))
    fail (&place, "", "must be a list");
  else if (mq_json_length (array) > MQ_KIND_MAX_ITEMS)
    fail (&place, "", "may have at most %d entries", MQ_KIND_MAX_ITEMS);

  for (guint i = 0; place.error == NULL && i < mq_json_length (array); i++)
    {
      JsonObject *object = mq_json_element_object (array, i);

      place.index = i;
      if (object == NULL)
        fail (&place, "", "must be an object");
      else
        g_ptr_array_add (items, read (&place, object));
    }

  if (place.error != NULL)
    {
      g_propagate_error (error, place.error);
      return NULL;
    }

  return g_steal_pointer (&items);
}

static gboolean
read_kind (MqKind *self, GError **error)
{
  static const char *const keys[] = {
    "id",          "title",     "group",
    "about",       "words",     "traits",
    "suggestions", "grounded",  "keeps_proportions",
    "alone",       "stands",    "surface",
    "params",      "materials", "parts",
    "variants",    "text",      NULL,
  };
  /* `"text": { "name": "TEXT", "default": "HELLO", "about": "the words on it" }` */
  static const char *const text_keys[] = { "name", "default", "about", NULL };
  JsonObject *root = self->json;
  JsonObject *text = mq_json_get_object (root, "text");
  ValuePlace place = { .kind = self };
  const char *id = read_text (&place, root, "id", NULL);
  JsonArray *parts = mq_json_get_array (root, "parts");

  self->texts = g_string_chunk_new (1024);
  self->lists = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  check_keys (&place, root, keys);
  self->title = read_text (&place, root, "title", NULL);
  self->group = read_text (&place, root, "group", "other");
  self->about = read_text (&place, root, "about", NULL);
  self->words = read_list (&place, root, "words", TRUE);
  self->traits = read_list (&place, root, "traits", TRUE);
  self->grounded = mq_json_get_boolean (root, "grounded", TRUE);
  self->is_alone = mq_json_get_boolean (root, "alone", FALSE);
  self->keeps_proportions = mq_json_get_boolean (root, "keeps_proportions", FALSE);
  self->stands = read_text (&place, root, "stands", "");
  self->surface = read_list (&place, root, "surface", FALSE);
  self->suggestions = read_list (&place, root, "suggestions", FALSE);
  if (text != NULL)
    {
      check_keys (&place, text, text_keys);
      self->lettering = read_text (&place, text, "name", NULL);
      self->letters = read_text (&place, text, "default", NULL);
      self->letters_about = read_text (&place, text, "about", "the words on it");
    }
  if (text == NULL && json_object_has_member (root, "text"))
    fail (&place, "text", "must be an object");
  else if (place.error == NULL && text != NULL && !mq_python_is_constant (self->lettering))
    fail (&place, "text.name", "must be written as TEXT");
  if (place.error == NULL && g_strcmp0 (id, self->id) != 0)
    fail (&place, "id", "must be “%s”, as its folder is called", self->id);
  if (place.error == NULL && self->words[0] == NULL)
    fail (&place, "words", "must name the kind");
  if (place.error != NULL)
    {
      g_propagate_error (error, place.error);
      return FALSE;
    }

  if (!(self->params = read_items (self, root, "params", read_param, g_free, NULL, 0, error))
      || !(self->materials = read_items (self, root, "materials", read_material, material_free,
                                         NULL, 0, error))
      || !(self->parts = read_items (self, root, "parts", read_part, part_free, NULL, 0, error))
      || !(self->variants = read_items (self, root, "variants", read_look, g_free, NULL, 0, error)))
    return FALSE;

  MQ_EACH (self->parts, i, MqKindPart, part)
    if (!(part->options = read_items (self, mq_json_element_object (parts, i), "options", read_look,
                                      g_free, "parts", i, error)))
      return FALSE;

  return TRUE;
}

static char *
load_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (!(text = mq_files_load (path, MQ_PYTHON_SOURCE_MAX_BYTES, &length, error)))
    return NULL;

  if (memchr (text, '\0', length) != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is not text", path);

  return g_steal_pointer (&text);
}

/* A kind of its JSON and its Python, which is taken. */
MqKind *
mq_kind_new (const char *id, JsonObject *json, MqPythonSource *source, GError **error)
{
  g_autoptr (MqKind) self = g_new0 (MqKind, 1);
  Check check = { self, error };
  static gboolean (*const checks[]) (Check *) = { check_params, check_materials, check_parts,
                                                  check_source };

  self->id = g_strdup (id);
  self->json = json_object_ref (json);
  self->source = source;
  if (!read_kind (self, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (!checks[i](&check))
      return NULL;

  return g_steal_pointer (&self);
}

/* Returns: (transfer full): a kind without parameters, materials and parts */
MqKind *
mq_kind_new_empty (const char *id)
{
  MqKind *self = g_new0 (MqKind, 1);
  g_autoptr (GError) error = NULL;

  self->id = g_strdup (id);
  self->json = mq_json_new ("id:s title:s about:s words:a", id, id, id,
                            mq_json_from_strings (&id, 1));
  self->source = mq_python_source_new ("", 0, id, &error);
  if (error == NULL)
    read_kind (self, &error);
  g_assert_no_error (error);
  return self;
}

/* @folder: holds kind.json and parts.py; its name is the kind's id; @error: %MQ_ERROR_BAD_INPUT
 * naming file and key, or an error of reading a file. Returns: (transfer full) (nullable): the
 * kind */
MqKind *
mq_kind_load (const char *folder, GError **error)
{
  g_autofree char *id = g_path_get_basename (folder);
  g_autofree char *text = load_file (folder, "kind.json", error);
  g_autofree char *python = text != NULL ? load_file (folder, "parts.py", error) : NULL;
  g_autofree char *file = g_strconcat (id, "/parts.py", NULL);
  g_autoptr (JsonObject) json = NULL;
  MqPythonSource *source;

  if (python == NULL)
    return NULL;

  if (!(json = mq_json_parse_object (text, -1, error)))
    {
      g_prefix_error (error, "%s/kind.json: ", id);
      return NULL;
    }

  source = mq_python_source_new (python, -1, file, error);
  return source != NULL ? mq_kind_new (id, json, source, error) : NULL;
}

/**
 * mq_kind_look_get_value:
 * @look: a look that sets a parameter
 * @param: the parameter
 *
 * Returns: the value, m; of a fit by its name, so many gaps of the printer, as far as the range
 * goes
 */
double
mq_kind_look_get_value (const MqKindLook *look, const MqKindParam *param)
{
  double gaps = mq_fit_find (mq_json_get_string (look->set, param->name, NULL));

  if (!isnan (gaps) && param->fit > 0)
    return CLAMP (gaps * param->value, param->min, param->max);
  return mq_json_get_double (look->set, param->name, NAN);
}

gpointer
mq_kind_find (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (*(const char **)items->pdata[i], id) == 0)
      return items->pdata[i];

  return NULL;
}

/**
 * mq_kind_has_axis:
 * @axis: "width", "length" and the like
 *
 * Returns: whether a parameter of the whole is along this axis
 */
gboolean
mq_kind_has_axis (const MqKind *self, const char *axis)
{
  MQ_EACH (self->params, i, const MqKindParam, param)
    if (g_strcmp0 (param->axis, axis) == 0 && g_strv_contains (param->of, "whole"))
      return TRUE;

  return FALSE;
}

/**
 * mq_kind_param_is_along:
 * @axis: "width", "length" and the like
 *
 * Returns: whether this is its axis, or one of its words: a spacer's height is its length, too
 */
gboolean
mq_kind_param_is_along (const MqKindParam *param, const char *axis)
{
  return g_strcmp0 (param->axis, axis) == 0
         || (axis != NULL && param->axis != NULL && g_strv_contains (param->words, axis));
}

gboolean
mq_kind_part_is_joined (const MqKindPart *a, const MqKindPart *b)
{
  return g_strv_contains (a->joins, b->id) || g_strv_contains (b->joins, a->id);
}
