/* JSON form of MqSketchPlan for the protocol and the journal, with evaluated boxes and
 * descriptions. The parser validates everything against the kind, since the JSON comes from
 * clients. */
#include "service/sketcher/mq-sketch-plan-private.h"

#include "common/mq-error.h"
#include "common/mq-json.h"

#include <math.h>
#include <string.h>

/* Maximum instructions, adjustments of a part, and materials that are read. */
#define MAX_ENTRIES 200

static double
rounded (double value)
{
  return rint (value * 1e5) / 1e5;
}

static void
add_strings (JsonBuilder *builder, const char *name, GPtrArray *strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < strings->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (strings, i));
  json_builder_end_array (builder);
}

static void
add_strv (JsonBuilder *builder, const char *name, GStrv strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (gsize i = 0; strings[i] != NULL; i++)
    json_builder_add_string_value (builder, strings[i]);
  json_builder_end_array (builder);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (value == rint (value) && fabs (value) < 1e9)
    json_builder_add_int_value (builder, (gint64)value);
  else
    json_builder_add_double_value (builder, rounded (value));
}

static void
add_corner (JsonBuilder *builder, const char *name, const double corner[3])
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (gsize axis = 0; axis < 3; axis++)
    json_builder_add_double_value (builder, rounded (corner[axis]));
  json_builder_end_array (builder);
}

static void
add_box (JsonBuilder *builder, const double min[3], const double max[3])
{
  json_builder_set_member_name (builder, "box");
  json_builder_begin_object (builder);
  add_corner (builder, "min", min);
  add_corner (builder, "max", max);
  json_builder_end_object (builder);
}

static void
add_params (JsonBuilder *builder, MqSketchPlan *self)
{
  json_builder_set_member_name (builder, "params");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (self->kind->params, i);

      json_builder_begin_object (builder);
      add_string (builder, "name", param->name);
      add_number (builder, "value", self->values[i]);
      add_number (builder, "min", param->min);
      add_number (builder, "max", param->max);
      add_string (builder, "unit", param->unit);
      add_string (builder, "about", param->about);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_materials (JsonBuilder *builder, MqSketchPlan *self)
{
  json_builder_set_member_name (builder, "materials");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->materials->len; i++)
    {
      const MqPlanMaterial *material = g_ptr_array_index (self->materials, i);

      json_builder_begin_object (builder);
      add_string (builder, "id", material->id);
      add_string (builder, "label", material->label);
      add_string (builder, "base", material->base);
      if (material->part != NULL)
        add_string (builder, "part", material->part);
      add_string (builder, "finish", material->finish);
      add_string (builder, "color", material->color);
      json_builder_set_member_name (builder, "options");
      {
        JsonNode *node = json_node_new (JSON_NODE_OBJECT);

        json_node_take_object (node, mq_json_copy_object (material->options));
        json_builder_add_value (builder, node);
      }
      if (material->colors != NULL)
        {
          json_builder_set_member_name (builder, "colors");
          json_builder_begin_array (builder);
          for (guint j = 0; j < json_array_get_length (material->colors); j++)
            json_builder_add_string_value (builder, mq_json_element_string (material->colors, j));
          json_builder_end_array (builder);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static const char *const adjust_names[] = { "move", "fit", "resize", "remove", "copy", NULL };

static void
add_adjust (JsonBuilder *builder, const MqPlanPart *part)
{
  json_builder_set_member_name (builder, "adjust");
  json_builder_begin_array (builder);
  for (guint i = 0; i < part->adjust->len; i++)
    {
      const MqPlanAdjust *adjust = g_ptr_array_index (part->adjust, i);

      json_builder_begin_object (builder);
      add_string (builder, "do", adjust_names[adjust->kind]);
      add_number (builder, "object", adjust->object);
      add_corner (builder, "x", adjust->x);
      add_corner (builder, "y", adjust->y);
      add_string (builder, "why", adjust->why);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_parts (JsonBuilder *builder, MqSketchPlan *self)
{
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (self->parts, i);
      double min[3];
      double max[3];

      mq_sketch_plan_get_box (self, part->kind, min, max);
      json_builder_begin_object (builder);
      add_string (builder, "id", part->kind->id);
      add_string (builder, "name", part->kind->name);
      add_string (builder, "purpose", part->kind->purpose);
      add_string (builder, "function", part->kind->function);
      add_number (builder, "count", mq_sketch_plan_get_count (self, part->kind));
      add_box (builder, min, max);
      add_number (builder, "tolerance", mq_sketch_plan_get_tolerance (self, part->kind));
      add_strings (builder, "materials", part->materials);
      add_strv (builder, "joins", part->kind->joins);
      json_builder_set_member_name (builder, "effect");
      json_builder_add_boolean_value (builder, part->kind->effect);
      add_adjust (builder, part);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * mq_sketch_plan_to_json:
 * @self: a plan
 *
 * Returns: (transfer full): the plan as JSON
 */
JsonObject *
mq_sketch_plan_to_json (MqSketchPlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  double min[3];
  double max[3];

  json_builder_begin_object (builder);
  add_string (builder, "team", "sketcher");
  add_string (builder, "kind", self->kind->id);
  add_string (builder, "title", self->title);
  add_string (builder, "about", self->kind->about);
  add_string (builder, "prompt", self->prompt);
  add_strings (builder, "instructions", self->instructions);
  json_builder_set_member_name (builder, "grounded");
  json_builder_add_boolean_value (builder, self->kind->grounded);
  add_number (builder, "scale", self->scale);
  if (mq_sketch_plan_get_whole_box (self, min, max))
    add_box (builder, min, max);
  add_params (builder, self);
  add_materials (builder, self);
  add_parts (builder, self);
  add_strings (builder, "must_have", self->must_have);
  add_strings (builder, "understood", self->understood);
  add_strings (builder, "not_understood", self->not_understood);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_object_ref (json_node_get_object (root));
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

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "The version's plan cannot be gone on with: %s",
               what);
  return FALSE;
}

static JsonObject *
read_options (JsonObject *options)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (options == NULL)
    return copy;

  json_object_iter_init_ordered (&iter, options);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    if (mq_python_is_identifier (key) && JSON_NODE_HOLDS_VALUE (node))
      json_object_set_member (copy, key, json_node_copy (node));

  return copy;
}

static gboolean
read_materials (MqSketchPlan *self, MqKindCatalogue *catalogue, JsonObject *json, GError **error)
{
  JsonArray *array = mq_json_get_array (json, "materials");

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_ENTRIES); i++)
    {
      JsonObject *object = mq_json_element_object (array, i);
      const char *id = mq_json_get_string (object, "id", "");
      const char *base = mq_json_get_string (object, "base", id);
      const char *finish = mq_json_get_string (object, "finish", "");
      const char *color = mq_json_get_string (object, "color", NULL);
      JsonArray *colors = mq_json_get_array (object, "colors");
      MqPlanMaterial *material;

      if (!mq_python_is_identifier (id) || mq_kind_find_material (self->kind, base) == NULL
          || !mq_lexicon_is_color (color) || !mq_python_is_identifier (finish)
          || mq_python_library_lookup (mq_kind_catalogue_get_library (catalogue), finish) == NULL)
        return fail (error, "one of its materials is not the kind's any more");

      material = g_new0 (MqPlanMaterial, 1);
      material->id = g_strdup (id);
      material->base = g_strdup (base);
      material->part = g_strdup (mq_json_get_string (object, "part", NULL));
      material->label = g_strdup (mq_json_get_string (object, "label", id));
      material->finish = g_strdup (finish);
      material->color = g_strdup (color);
      material->options = read_options (mq_json_get_object (object, "options"));
      g_ptr_array_add (self->materials, material);

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

static void
read_adjust (MqPlanPart *part, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_ENTRIES); i++)
    {
      JsonObject *object = mq_json_element_object (array, i);
      const char *name = mq_json_get_string (object, "do", "");
      gint64 index = mq_json_get_int (object, "object", 0);

      for (guint kind = 0; adjust_names[kind] != NULL; kind++)
        if (g_str_equal (adjust_names[kind], name) && index >= 0 && index < 2 * MQ_KIND_MAX_COUNT)
          {
            MqPlanAdjust *adjust = mq_plan_part_adjust (part, kind, (guint)index,
                                                        mq_json_get_string (object, "why", ""));

            read_corner (object, "x", adjust->x);
            read_corner (object, "y", adjust->y);
          }
    }
}

static gboolean
read_parts (MqSketchPlan *self, JsonObject *json, GError **error)
{
  JsonArray *array = mq_json_get_array (json, "parts");

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_ENTRIES); i++)
    {
      JsonObject *object = mq_json_element_object (array, i);
      const MqKindPart *kind_part = mq_kind_find_part (self->kind,
                                                       mq_json_get_string (object, "id", ""));
      MqPlanPart *part;

      if (kind_part == NULL || mq_sketch_plan_find_part (self, kind_part->id) != NULL)
        return fail (error, "one of its parts is not the kind's any more");

      part = mq_plan_part_new (kind_part);
      g_ptr_array_add (self->parts, part);
      read_strings (object, "materials", part->materials);
      read_adjust (part, mq_json_get_array (object, "adjust"));
      if (part->materials->len != g_strv_length (kind_part->materials))
        return fail (error, "one of its parts has other materials now");
      for (guint j = 0; j < part->materials->len; j++)
        if (mq_sketch_plan_find_material (self, g_ptr_array_index (part->materials, j)) == NULL)
          return fail (error, "a part's material is missing");
    }

  return self->parts->len > 0 || fail (error, "it has no parts");
}

/**
 * mq_sketch_plan_from_json:
 * @catalogue: the sketcher's data
 * @json: a plan from mq_sketch_plan_to_json(), possibly of an earlier release
 * @error: %MQ_ERROR_BAD_INPUT when it does not fit the current kind, %MQ_ERROR_UNKNOWN_KIND
 *
 * Returns: (transfer full) (nullable): the plan
 */
MqSketchPlan *
mq_sketch_plan_from_json (MqKindCatalogue *catalogue, JsonObject *json, GError **error)
{
  const char *id = mq_json_get_string (json, "kind", "");
  MqKind *kind = mq_kind_catalogue_lookup (catalogue, id);
  g_autoptr (MqSketchPlan) self = NULL;
  JsonArray *params = mq_json_get_array (json, "params");
  double scale = mq_json_get_double (json, "scale", 1);

  if (g_strcmp0 (mq_json_get_string (json, "team", NULL), "sketcher") != 0)
    {
      fail (error, "it was not made by the sketcher");
      return NULL;
    }
  if (kind == NULL)
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND,
                   "The version is of a kind that the sketcher does not know (any more)");
      return NULL;
    }

  self = mq_sketch_plan_new_empty (kind, mq_json_get_string (json, "prompt", ""));
  g_free (self->title);
  self->title = g_strdup (mq_json_get_string (json, "title", kind->title));
  self->scale = scale > 0.001 && scale < 1000 ? scale : 1;

  for (guint i = 0; i < mq_json_length (params); i++)
    {
      JsonObject *param = mq_json_element_object (params, i);
      const char *name = mq_json_get_string (param, "name", "");

      mq_sketch_plan_set_value (
          self, name, mq_json_get_double (param, "value", mq_sketch_plan_get_value (self, name)));
    }

  read_strings (json, "instructions", self->instructions);
  read_strings (json, "must_have", self->must_have);
  if (!read_materials (self, catalogue, json, error) || !read_parts (self, json, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
copy_strings (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_strdup (g_ptr_array_index (from, i)));
}

/**
 * mq_sketch_plan_copy:
 * @self: a plan
 *
 * Returns: (transfer full): a copy that may be changed
 */
MqSketchPlan *
mq_sketch_plan_copy (MqSketchPlan *self)
{
  MqSketchPlan *copy = mq_sketch_plan_new_empty (self->kind, self->prompt);

  g_free (copy->title);
  copy->title = g_strdup (self->title);
  copy->scale = self->scale;
  memcpy (copy->values, self->values, self->kind->params->len * sizeof (double));
  copy_strings (copy->instructions, self->instructions);
  copy_strings (copy->must_have, self->must_have);
  copy_strings (copy->understood, self->understood);
  copy_strings (copy->not_understood, self->not_understood);

  for (guint i = 0; i < self->materials->len; i++)
    {
      const MqPlanMaterial *from = g_ptr_array_index (self->materials, i);
      MqPlanMaterial *to = g_new0 (MqPlanMaterial, 1);

      to->id = g_strdup (from->id);
      to->label = g_strdup (from->label);
      to->base = g_strdup (from->base);
      to->part = g_strdup (from->part);
      to->finish = g_strdup (from->finish);
      to->color = g_strdup (from->color);
      to->options = mq_json_copy_object (from->options);
      to->colors = from->colors != NULL ? json_array_ref (from->colors) : NULL;
      g_ptr_array_add (copy->materials, to);
    }

  for (guint i = 0; i < self->parts->len; i++)
    {
      const MqPlanPart *from = g_ptr_array_index (self->parts, i);
      MqPlanPart *to = mq_plan_part_new (from->kind);

      copy_strings (to->materials, from->materials);
      for (guint j = 0; j < from->adjust->len; j++)
        {
          const MqPlanAdjust *old = g_ptr_array_index (from->adjust, j);
          MqPlanAdjust *adjust = mq_plan_part_adjust (to, old->kind, old->object, old->why);

          memcpy (adjust->x, old->x, sizeof old->x);
          memcpy (adjust->y, old->y, sizeof old->y);
        }
      g_ptr_array_add (copy->parts, to);
    }

  return copy;
}
