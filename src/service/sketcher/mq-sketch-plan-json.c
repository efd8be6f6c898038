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
    json_object_set_double_member (object, name, rounded (value));
}

static JsonObject *
box_to_json (const double min[3], const double max[3])
{
  return mq_json_new ("min:a max:a", mq_json_from_vector (min), mq_json_from_vector (max));
}

static JsonArray *
params_to_json (MqSketchPlan *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (self->kind->params, i);
      JsonObject *object = mq_json_new ("name:s", param->name);

      set_number (object, "value", self->values[i]);
      set_number (object, "min", param->min);
      set_number (object, "max", param->max);
      mq_json_add (object, "unit:s about:s", param->unit, param->about);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
materials_to_json (MqSketchPlan *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->materials->len; i++)
    {
      const MqPlanMaterial *material = g_ptr_array_index (self->materials, i);

      json_array_add_object_element (
          array,
          mq_json_new ("id:s label:s base:s part:s? finish:s color:s options:o colors:a?",
                       material->id, material->label, material->base, material->part,
                       material->finish, material->color, mq_json_copy_object (material->options),
                       material->colors != NULL ? json_array_ref (material->colors) : NULL));
    }
  return array;
}

static const char *const adjust_names[] = { "move", "fit", "resize", "remove", "copy", NULL };

static JsonArray *
adjust_to_json (const MqPlanPart *part)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < part->adjust->len; i++)
    {
      const MqPlanAdjust *adjust = g_ptr_array_index (part->adjust, i);

      json_array_add_object_element (
          array, mq_json_new ("do:s object:i x:a y:a why:s", adjust_names[adjust->kind],
                              adjust->object, mq_json_from_vector (adjust->x),
                              mq_json_from_vector (adjust->y), adjust->why));
    }
  return array;
}

static JsonArray *
parts_to_json (MqSketchPlan *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (self->parts, i);
      const MqKindPart *kind = part->kind;
      JsonObject *object;
      double min[3];
      double max[3];

      mq_sketch_plan_get_box (self, kind, min, max);
      object = mq_json_new ("id:s name:s purpose:s function:s count:i box:o", kind->id, kind->name,
                            kind->purpose, kind->function, mq_sketch_plan_get_count (self, kind),
                            box_to_json (min, max));
      set_number (object, "tolerance", mq_sketch_plan_get_tolerance (self, kind));
      mq_json_add (object, "materials:a joins:a effect:b adjust:a",
                   strings_to_json (part->materials),
                   mq_json_from_strings ((const char *const *)kind->joins, -1), kind->effect,
                   adjust_to_json (part));
      json_array_add_object_element (array, object);
    }
  return array;
}

/**
 * mq_sketch_plan_to_json:
 *
 * Returns: (transfer full): the plan as JSON
 */
JsonObject *
mq_sketch_plan_to_json (MqSketchPlan *self)
{
  JsonObject *json
      = mq_json_new ("team:s kind:s title:s summary:s? about:s prompt:s instructions:a grounded:b",
                     "sketcher", self->kind->id, self->title, self->summary, self->kind->about,
                     self->prompt, strings_to_json (self->instructions), self->kind->grounded);
  double min[3];
  double max[3];

  set_number (json, "scale", self->scale);
  if (mq_sketch_plan_get_whole_box (self, min, max))
    json_object_set_object_member (json, "box", box_to_json (min, max));
  mq_json_add (json, "params:a materials:a parts:a must_have:a understood:a not_understood:a",
               params_to_json (self), materials_to_json (self), parts_to_json (self),
               strings_to_json (self->must_have), strings_to_json (self->understood),
               strings_to_json (self->not_understood));
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

static gboolean
fail (GError **error, const char *what)
{
  return mq_fail (error, MQ_ERROR_BAD_INPUT, "The version's plan cannot be gone on with: %s", what);
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
          || mq_python_library_lookup (catalogue->library, finish) == NULL)
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

static void
read_adjust (MqPlanPart *part, JsonArray *array)
{
  for (guint i = 0; i < MIN (mq_json_length (array), MAX_ENTRIES); i++)
    {
      JsonObject *object = mq_json_element_object (array, i);

      mq_plan_part_adjust_from_json (part, object, mq_json_get_int (object, "object", 0),
                                     mq_json_get_string (object, "why", ""));
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
    return mq_fail_null (error, MQ_ERROR_UNKNOWN_KIND,
                         "The version is of a kind that the sketcher does not know (any more)");

  self = mq_sketch_plan_new_empty (kind, mq_json_get_string (json, "prompt", ""));
  g_free (self->title);
  self->title = g_strdup (mq_json_get_string (json, "title", kind->title));
  self->summary = g_strdup (mq_json_get_string (json, "summary", NULL));
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
 *
 * Returns: (transfer full): a copy that may be changed
 */
MqSketchPlan *
mq_sketch_plan_copy (MqSketchPlan *self)
{
  MqSketchPlan *copy = mq_sketch_plan_new_empty (self->kind, self->prompt);

  g_free (copy->title);
  copy->title = g_strdup (self->title);
  copy->summary = g_strdup (self->summary);
  copy->scale = self->scale;
  memcpy (copy->values, self->values, self->kind->params->len * sizeof (double));
  copy_strings (copy->instructions, self->instructions);
  copy_strings (copy->must_have, self->must_have);
  copy_strings (copy->understood, self->understood);
  copy_strings (copy->not_understood, self->not_understood);

  for (guint i = 0; i < self->materials->len; i++)
    g_ptr_array_add (copy->materials,
                     mq_plan_material_copy (g_ptr_array_index (self->materials, i)));

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
