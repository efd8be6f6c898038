/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON form of MqSketchPlan for the protocol and the journal, with evaluated boxes and
 * descriptions. The parser validates everything against the kind, since the JSON comes from
 * clients. */
#include "service/sketcher/plan/mq-sketch-plan.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/sketcher/plan/mq-sketch-composition.h"
#include "service/sketcher/plan/mq-sketch-requirements.h"

#include <math.h>
#include <string.h>

/* Maximum instructions, adjustments of a part, and materials that are read. */
#define MAX_ENTRIES 200

static JsonArray *
strings_to_json (GPtrArray *strings)
{
  return mq_json_from_strings ((const char *const *)strings->pdata, strings->len);
}

/* A whole number is written as one. */
static void
set_number (JsonObject *object, const char *name, double value)
{
  if (value == rint (value) && fabs (value) < 1e9)
    json_object_set_int_member (object, name, (gint64)value);
  else
    json_object_set_double_member (object, name, rint (value * 1e5) / 1e5);
}

static JsonObject *
box_to_json (const double min[3], const double max[3])
{
  return mq_json_new ("min:a max:a", mq_json_from_vector (min), mq_json_from_vector (max));
}

static void
add_param (JsonArray *array, const char *name, double value, double min, double max,
           const char *unit, const char *about)
{
  JsonObject *object = mq_json_new ("name:s", name);

  set_number (object, "value", value);
  set_number (object, "min", min);
  set_number (object, "max", max);
  mq_json_add (object, "unit:s about:s", unit, about);
  json_array_add_object_element (array, object);
}

static void
add_params (JsonArray *array, MqSketchPlan *self)
{
  MQ_EACH (self->kind->params, i, const MqKindParam, param)
    add_param (array, param->name, self->values[i], param->min, param->max, param->unit,
               param->about);
}

static void
add_materials (JsonArray *array, MqSketchPlan *self)
{
  MQ_EACH (self->materials, i, const MqPlanMaterial, material)
    json_array_add_object_element (
        array, mq_json_new ("id:s label:s base:s part:s? finish:s color:s options:o colors:A?",
                            material->id, material->label, material->base, material->part,
                            material->finish, material->color,
                            mq_json_copy_object (material->options), material->colors));
}

static const char *const adjust_names[] = { "move",  "fit",     "resize",  "remove", "copy",
                                            "shift", "stretch", "thicken", NULL };

/* The boxes of a thing are those of one of its copies, standing at the origin. */
static void
add_parts (JsonArray *array, MqSketchPlan *self)
{
  MQ_EACH (self->parts, i, const MqPlanPart, part)
    {
      const MqKindPart *kind = part->kind;
      JsonArray *adjusts = json_array_new ();
      JsonObject *object;
      double min[3];
      double max[3];

      mq_sketch_plan_get_box (self, kind, min, max);
      object = mq_json_new ("id:s name:s purpose:s function:s count:i box:o", kind->id, kind->name,
                            kind->purpose, kind->function,
                            self->copies * mq_sketch_plan_get_count (self, kind),
                            box_to_json (min, max));
      set_number (object, "tolerance", mq_sketch_plan_get_tolerance (self, kind));
      MQ_EACH (part->adjust, j, const MqPlanAdjust, adjust)
        json_array_add_object_element (
            adjusts, mq_json_new ("do:s object:i x:a y:a why:s", adjust_names[adjust->kind],
                                  adjust->object, mq_json_from_vector (adjust->x),
                                  mq_json_from_vector (adjust->y), adjust->why));
      mq_json_add (object, "materials:a joins:a effect:b adjust:a",
                   strings_to_json (part->materials), mq_json_from_strings (kind->joins, -1),
                   kind->effect, adjusts);
      if (kind->fits != NULL)
        {
          double gap = self->scale * mq_sketch_plan_get_value (self, kind->fits);
          JsonObject *how = json_object_new ();

          for (gsize j = 0; kind->joins[j] != NULL; j++)
            json_object_set_object_member (how, kind->joins[j],
                                           mq_json_new ("kind:s m:d", "fits", gap));
          json_object_set_object_member (object, "join_kinds", how);
        }
      json_array_add_object_element (array, object);
    }
}

static const char *const place_names[] = { "beside", "around", "on", NULL };

/**
 * mq_sketch_plan_to_json:
 *
 * Returns: (transfer full): the plan as JSON
 */
JsonObject *
mq_sketch_plan_to_json (MqSketchPlan *self)
{
  JsonObject *json = mq_json_new (
      "team:s kind:s title:s summary:s? about:s prompt:s letters:s? instructions:a "
      "grounded:b",
      "sketcher", self->kind->id, self->title, self->summary, self->kind->about, self->text,
      self->letters, strings_to_json (self->instructions), self->kind->grounded);
  JsonArray *params = json_array_new ();
  JsonArray *materials = json_array_new ();
  JsonArray *parts = json_array_new ();
  JsonArray *things = self->things->len > 0 ? json_array_new () : NULL;
  double min[3];
  double max[3];

  set_number (json, "scale", self->scale);
  if (mq_sketch_plan_get_whole_box (self, min, max))
    json_object_set_object_member (json, "box", box_to_json (min, max));
  if (things != NULL)
    json_object_set_array_member (json, "things", things);
  MQ_EACH (self->things, i, MqSketchPlan, thing)
    {
      g_autofree char *count = mq_sketch_composition_count_name (thing);
      g_autofree char *about = mq_sketch_composition_count_about (thing);
      JsonObject *row
          = mq_json_new ("id:s kind:s title:s name:s prompt:s letters:s? piled:b place:s at:s? "
                         "requirements:a",
                         thing->kind->prefix, thing->kind->id, thing->title, thing->name,
                         thing->text, thing->letters, thing->is_piled, place_names[thing->place],
                         thing->at, mq_sketch_requirements_list (thing));

      /* A thing without what is in the lists of the whole: its values, materials and parts. */
      set_number (row, "scale", thing->scale);
      json_array_add_object_element (things, row);
      /* The number of copies and the gap are parameters of the script, too. */
      add_param (params, count, thing->copies, 1, MQ_PLAN_MAX_COPIES, "count", about);
    }
  if (things != NULL)
    add_param (params, "GAP", self->gap, 0, 10, "m", "between things");
  MQ_EACH (self->things, i, MqSketchPlan, thing)
    {
      add_params (params, thing);
      add_materials (materials, thing);
      add_parts (parts, thing);
    }
  add_params (params, self);
  add_materials (materials, self);
  add_parts (parts, self);
  mq_json_add (json, "params:a materials:a parts:a requirements:a understood:a not_understood:a",
               params, materials, parts, mq_sketch_requirements_to_json (self),
               strings_to_json (self->understood), strings_to_json (self->not_understood));
  return json;
}

static void
read_strings (JsonObject *object, const char *name, GPtrArray *strings)
{
  JsonArray *array = mq_json_get_array (object, name);

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_ENTRIES); i++)
    {
      const char *text = mq_json_element_string (array, i);

      if (text != NULL && strlen (text) <= 20000)
        g_ptr_array_add (strings, g_strdup (text));
    }
}

static gpointer
fail (GError **error, const char *what)
{
  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "The version's plan cannot be gone on with: %s",
                       what);
}

static gboolean
read_materials (MqSketchPlan *self, MqKindCatalogue *catalogue, JsonObject *json, GError **error)
{
  JsonArray *array = mq_json_get_array (json, "materials");

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_ENTRIES); i++)
    {
      JsonObject *object = mq_json_element_object (array, i);
      const char *id = "", *base = NULL, *finish = "", *color = NULL;
      JsonArray *colors = NULL;
      JsonObject *options = NULL;
      MqPlanMaterial *material;
      JsonObjectIter iter;
      const char *key;
      JsonNode *node;

      mq_json_read (object, "id:s base:s finish:s color:s colors:A options:O", &id, &base, &finish,
                    &color, &colors, &options);
      base = base != NULL ? base : id;
      /* It is another thing's. */
      if (self->kind->prefix != NULL && mq_kind_find (self->kind->materials, base) == NULL)
        continue;
      if (!mq_python_is_identifier (id) || mq_kind_find (self->kind->materials, base) == NULL
          || !mq_lexicon_is_color (color) || !mq_python_is_identifier (finish)
          || mq_python_library_lookup (catalogue->library, finish) == NULL)
        return fail (error, "one of its materials is not the kind's any more") != NULL;

      material = g_new0 (MqPlanMaterial, 1);
      material->id = g_strdup (id);
      material->base = g_strdup (base);
      material->part = g_strdup (mq_json_get_string (object, "part", NULL));
      material->label = g_strdup (mq_json_get_string (object, "label", id));
      material->finish = g_strdup (finish);
      material->color = g_strdup (color);
      material->options = json_object_new ();
      g_ptr_array_add (self->materials, material);

      if (options != NULL)
        {
          json_object_iter_init_ordered (&iter, options);
          while (json_object_iter_next_ordered (&iter, &key, &node))
            if (mq_python_is_identifier (key) && JSON_NODE_HOLDS_VALUE (node))
              json_object_set_member (material->options, key, json_node_copy (node));
        }
      if (colors != NULL)
        {
          material->colors = json_array_new ();
          for (guint j = 0; j < MIN (json_array_get_length (colors), MAX_ENTRIES); j++)
            if (mq_lexicon_is_color (mq_json_element_string (colors, j)))
              json_array_add_string_element (material->colors, mq_json_element_string (colors, j));
        }
    }

  return TRUE;
}

static void
read_corner (JsonObject *object, const char *name, double corner[3])
{
  JsonArray *array = mq_json_get_array (object, name);

  for (guint axis = 0; axis < 3; axis++)
    {
      JsonNode *node = axis < mq_json_length (array) ? json_array_get_element (array, axis) : NULL;
      double value = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 0;

      corner[axis] = isfinite (value) && fabs (value) < 1e6 ? value : 0;
    }
}

/**
 * mq_plan_part_adjust_from_json:
 * @part: a part of a plan
 * @json: (nullable): an adjustment's `do`, `x` and `y`
 * @object: the object that it is of
 * @why: the reason, a comment in the script
 *
 * Returns: whether it is an adjustment, which was added to the part
 */
gboolean
mq_plan_part_adjust_from_json (MqPlanPart *part, JsonObject *json, gint64 object, const char *why)
{
  const char *name = mq_json_get_string (json, "do", "");

  for (guint kind = 0; adjust_names[kind] != NULL; kind++)
    if (g_str_equal (adjust_names[kind], name) && object >= 0 && object < 2 * MQ_KIND_MAX_COUNT)
      {
        MqPlanAdjust *adjust = mq_plan_part_adjust (part, kind, (guint)object, why);

        read_corner (json, "x", adjust->x);
        read_corner (json, "y", adjust->y);
        return TRUE;
      }

  return FALSE;
}

static double
find_value (JsonArray *params, const char *name, double fallback)
{
  return mq_json_get_double (mq_json_find (params, "name", name), "value", fallback);
}

/* A plan, or a thing of one: @lists has the values, materials and parts. */
static MqSketchPlan *
read_plan (MqKindCatalogue *catalogue, MqKind *kind, JsonObject *json, JsonObject *lists,
           GError **error)
{
  g_autoptr (MqSketchPlan) self
      = mq_sketch_plan_new_empty (kind, mq_json_get_string (json, "prompt", ""));
  JsonArray *params = mq_json_get_array (lists, "params");
  JsonArray *parts = mq_json_get_array (lists, "parts");
  double scale = mq_json_get_double (json, "scale", 1);

  g_set_str (&self->title, mq_json_get_string (json, "title", kind->title));
  self->summary = g_strdup (mq_json_get_string (json, "summary", NULL));
  self->letters = g_strdup (mq_json_get_string (json, "letters", NULL));
  self->scale = scale > 0.001 && scale < 1000 ? scale : 1;
  for (guint i = 0; i < kind->params->len; i++)
    {
      const char *name = ((const MqKindParam *)g_ptr_array_index (kind->params, i))->name;

      mq_sketch_plan_set_value (self, name, find_value (params, name, self->values[i]));
    }

  if (kind == catalogue->several)
    return g_steal_pointer (&self);
  if (!read_materials (self, catalogue, lists, error))
    return NULL;

  for (guint i = 0; i < MIN (mq_json_length (parts), MAX_ENTRIES); i++)
    {
      JsonObject *object = mq_json_element_object (parts, i);
      const MqKindPart *kind_part = mq_kind_find (kind->parts,
                                                  mq_json_get_string (object, "id", ""));
      JsonArray *adjusts = mq_json_get_array (object, "adjust");
      MqPlanPart *part;

      /* It is another thing's. */
      if (kind->prefix != NULL && kind_part == NULL)
        continue;
      if (kind_part == NULL || mq_sketch_plan_find_part (self, kind_part->id) != NULL)
        return fail (error, "one of its parts is not the kind's any more");

      part = mq_plan_part_new (kind_part);
      g_ptr_array_add (self->parts, part);
      read_strings (object, "materials", part->materials);
      for (guint j = 0; j < MIN (mq_json_length (adjusts), MAX_ENTRIES); j++)
        {
          JsonObject *adjust = mq_json_element_object (adjusts, j);

          mq_plan_part_adjust_from_json (part, adjust, mq_json_get_int (adjust, "object", 0),
                                         mq_json_get_string (adjust, "why", ""));
        }
      if (part->materials->len != g_strv_length ((GStrv)kind_part->materials))
        return fail (error, "one of its parts has other materials now");
      for (guint j = 0; j < part->materials->len; j++)
        if (mq_sketch_plan_find_material (self, g_ptr_array_index (part->materials, j)) == NULL)
          return fail (error, "a part's material is missing");
    }

  return self->parts->len > 0 ? g_steal_pointer (&self) : fail (error, "it has no parts");
}

/* Rows about parts of the plan, or about the whole. */
static void
read_requirements (MqSketchPlan *self, JsonObject *json)
{
  JsonArray *rows = mq_json_get_array (json, "requirements");

  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_ENTRIES); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      const char *of = mq_json_get_string (row, "of", "");

      if (row != NULL && (g_str_equal (of, "whole") || mq_sketch_plan_find_part (self, of) != NULL))
        g_ptr_array_add (self->requirements, mq_json_copy_object (row));
    }
}

/**
 * mq_sketch_plan_from_json:
 * @json: a plan from mq_sketch_plan_to_json(), possibly of an earlier release
 * @error: %MQ_ERROR_BAD_INPUT when it does not fit the current kind, %MQ_ERROR_UNKNOWN_KIND
 *
 * Returns: (transfer full) (nullable): the plan
 */
MqSketchPlan *
mq_sketch_plan_from_json (MqKindCatalogue *catalogue, JsonObject *json, GError **error)
{
  const char *id = mq_json_get_string (json, "kind", "");
  MqKind *kind = g_str_equal (id, catalogue->several->id)
                     ? catalogue->several
                     : mq_kind_catalogue_lookup (catalogue, id);
  g_autoptr (MqSketchPlan) self = NULL;
  JsonArray *things = mq_json_get_array (json, "things");
  JsonArray *params = mq_json_get_array (json, "params");

  if (g_strcmp0 (mq_json_get_string (json, "team", NULL), "sketcher") != 0)
    return fail (error, "it was not made by the sketcher");
  if (kind == NULL)
    return mq_fail_null (error, MQ_ERROR_UNKNOWN_KIND,
                         "The version is of a kind that the sketcher does not know (any more)");

  if (!(self = read_plan (catalogue, kind, json, json, error)))
    return NULL;
  read_strings (json, "instructions", self->instructions);
  if (kind != catalogue->several)
    {
      read_requirements (self, json);
      return g_steal_pointer (&self);
    }

  for (guint i = 0; i < MIN (mq_json_length (things), MQ_PLAN_MAX_THINGS); i++)
    {
      JsonObject *one = mq_json_element_object (things, i);
      const char *prefix = mq_json_get_string (one, "id", "");
      const char *place = mq_json_get_string (one, "place", "");
      MqKind *own = mq_kind_catalogue_lookup (catalogue, mq_json_get_string (one, "kind", ""));
      g_autofree char *count = NULL;
      MqKind *renamed;
      MqSketchPlan *thing;

      if (own == NULL || !mq_sketch_composition_is_prefix (self, own, prefix))
        return fail (error, "one of its things is of an unknown kind");
      if (!(renamed = mq_kind_catalogue_rename (catalogue, own, prefix, error))
          || !(thing = read_plan (catalogue, renamed, one, json, error)))
        return NULL;

      g_ptr_array_add (self->things, thing);
      thing->name = g_strdup (mq_json_get_string (one, "name", own->title));
      thing->is_piled = mq_json_get_boolean (one, "piled", FALSE);
      count = mq_sketch_composition_count_name (thing);
      thing->copies = (guint)CLAMP (find_value (params, count, 1), 1, MQ_PLAN_MAX_COPIES);
      read_requirements (thing, one);
      for (guint j = 0; place_names[j] != NULL; j++)
        if (g_str_equal (place_names[j], place))
          thing->place = j;
      thing->at = g_strdup (mq_json_get_string (one, "at", NULL));
    }
  if (self->things->len == 0)
    return fail (error, "it has no things");
  self->gap = CLAMP (find_value (params, "GAP", 0), 0, 10);
  return g_steal_pointer (&self);
}

/**
 * mq_sketch_plan_copy:
 *
 * Returns: (transfer full): a copy that may be changed
 */
MqSketchPlan *
mq_sketch_plan_copy (MqSketchPlan *self)
{
  MqSketchPlan *copy = mq_sketch_plan_new_empty (self->kind, self->text);

  g_set_str (&copy->title, self->title);
  copy->summary = g_strdup (self->summary);
  copy->letters = g_strdup (self->letters);
  copy->scale = self->scale;
  copy->gap = self->gap;
  copy->name = g_strdup (self->name);
  copy->copies = self->copies;
  copy->is_piled = self->is_piled;
  copy->place = self->place;
  copy->at = g_strdup (self->at);
  memcpy (copy->values, self->values, self->kind->params->len * sizeof (double));
  for (guint i = 0; i < self->things->len; i++)
    g_ptr_array_add (copy->things, mq_sketch_plan_copy (g_ptr_array_index (self->things, i)));
  mq_sketch_plan_add_strings (copy->instructions, self->instructions->pdata);
  for (guint i = 0; i < self->requirements->len; i++)
    g_ptr_array_add (copy->requirements,
                     mq_json_copy_object (g_ptr_array_index (self->requirements, i)));
  mq_sketch_plan_add_strings (copy->understood, self->understood->pdata);
  mq_sketch_plan_add_strings (copy->not_understood, self->not_understood->pdata);

  for (guint i = 0; i < self->materials->len; i++)
    g_ptr_array_add (copy->materials,
                     mq_plan_material_copy (g_ptr_array_index (self->materials, i)));

  MQ_EACH (self->parts, i, const MqPlanPart, part)
    g_ptr_array_add (copy->parts, mq_plan_part_copy (part, part->kind));

  return copy;
}
