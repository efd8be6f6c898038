/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSketchPlan, see mq-sketch-plan.h: the state and its basic changes. mq-sketch-plan-json.c
 * converts it to and from JSON. */
#include "service/sketcher/plan/mq-sketch-plan.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "service/sketcher/kinds/mq-expression.h"

#include <math.h>

#define SMALL 0.1 /* m: the greatest value of what is given to a hundredth of a millimetre */

void
mq_plan_material_free (MqPlanMaterial *self)
{
  g_free (self->id);
  g_free (self->label);
  g_free (self->base);
  g_free (self->part);
  g_free (self->finish);
  g_free (self->color);
  g_clear_pointer (&self->options, json_object_unref);
  g_clear_pointer (&self->colors, json_array_unref);
  g_free (self);
}

MqPlanMaterial *
mq_plan_material_copy (const MqPlanMaterial *self)
{
  MqPlanMaterial *copy = g_new0 (MqPlanMaterial, 1);

  copy->id = g_strdup (self->id);
  copy->label = g_strdup (self->label);
  copy->base = g_strdup (self->base);
  copy->part = g_strdup (self->part);
  copy->finish = g_strdup (self->finish);
  copy->color = g_strdup (self->color);
  copy->options = mq_json_copy_object (self->options);
  copy->colors = self->colors != NULL ? json_array_ref (self->colors) : NULL;
  return copy;
}

static void
adjust_free (gpointer data)
{
  MqPlanAdjust *adjust = data;

  g_free (adjust->why);
  g_free (adjust);
}

static void
part_free (gpointer data)
{
  MqPlanPart *part = data;

  g_ptr_array_unref (part->materials);
  g_ptr_array_unref (part->adjust);
  g_free (part);
}

void
mq_sketch_plan_free (MqSketchPlan *self)
{
  g_free (self->title);
  g_free (self->summary);
  g_free (self->text);
  g_free (self->letters);
  g_free (self->values);
  g_ptr_array_unref (self->instructions);
  g_ptr_array_unref (self->materials);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->requirements);
  g_ptr_array_unref (self->understood);
  g_ptr_array_unref (self->not_understood);
  g_ptr_array_unref (self->things);
  g_free (self->name);
  g_free (self->at);
  g_free (self);
}

/* A plan without parts and materials. */
MqSketchPlan *
mq_sketch_plan_new_empty (MqKind *kind, const char *text)
{
  MqSketchPlan *self = g_new0 (MqSketchPlan, 1);

  self->kind = kind;
  self->title = g_strdup (kind->title);
  self->text = g_strdup (text);
  self->scale = 1;
  self->copies = 1;
  self->things = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_sketch_plan_free);
  self->instructions = g_ptr_array_new_null_terminated (1, g_free, TRUE);
  self->materials = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_plan_material_free);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->requirements = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
  self->understood = g_ptr_array_new_null_terminated (1, g_free, TRUE);
  self->not_understood = g_ptr_array_new_null_terminated (1, g_free, TRUE);
  self->values = g_new0 (double, kind->params->len + 1);
  for (guint i = 0; i < kind->params->len; i++)
    self->values[i] = ((const MqKindParam *)g_ptr_array_index (kind->params, i))->value;

  return self;
}

MqPlanPart *
mq_plan_part_new (const MqKindPart *kind)
{
  MqPlanPart *part = g_new0 (MqPlanPart, 1);

  part->kind = kind;
  part->materials = g_ptr_array_new_with_free_func (g_free);
  part->adjust = g_ptr_array_new_with_free_func (adjust_free);
  return part;
}

/* @kind: what the copy is of: the part's own kind, or the same one of a renamed kind. Returns:
 * (transfer full): a copy with its materials and adjustments */
MqPlanPart *
mq_plan_part_copy (const MqPlanPart *self, const MqKindPart *kind)
{
  MqPlanPart *copy = mq_plan_part_new (kind);

  for (guint i = 0; i < self->materials->len; i++)
    g_ptr_array_add (copy->materials, g_strdup (g_ptr_array_index (self->materials, i)));
  for (guint i = 0; i < self->adjust->len; i++)
    {
      MqPlanAdjust *adjust = g_memdup2 (g_ptr_array_index (self->adjust, i), sizeof *adjust);

      adjust->why = g_strdup (adjust->why);
      g_ptr_array_add (copy->adjust, adjust);
    }

  return copy;
}

/**
 * mq_plan_part_adjust:
 * @part: a part of a plan
 * @kind: the type of adjustment
 * @object: index of its object, from 0, counting objects that earlier adjustments added
 * @why: the reason, a comment in the script
 *
 * Returns: (transfer none): a new last adjustment of the part, its numbers still 0
 */
MqPlanAdjust *
mq_plan_part_adjust (MqPlanPart *part, MqPlanAdjustKind kind, guint object, const char *why)
{
  MqPlanAdjust *adjust = g_new0 (MqPlanAdjust, 1);

  adjust->kind = kind;
  adjust->object = object;
  adjust->why = g_strdup (why);
  g_ptr_array_add (part->adjust, adjust);
  return adjust;
}

/**
 * mq_sketch_plan_new:
 * @kind: the kind of object
 * @text: the user's message
 *
 * Returns: (transfer full): the kind's default plan: all parts that are not optional
 */
MqSketchPlan *
mq_sketch_plan_new (MqKind *kind, const char *text)
{
  MqSketchPlan *self = mq_sketch_plan_new_empty (kind, text);

  MQ_EACH (kind->materials, i, const MqKindMaterial, slot)
    {
      const MqPlanMaterial like = { .id = (char *)slot->id,
                                    .base = (char *)slot->id,
                                    .label = (char *)slot->label,
                                    .finish = (char *)slot->finish,
                                    .color = (char *)slot->color,
                                    .options = slot->extra,
                                    .colors = slot->colors };

      g_ptr_array_add (self->materials, mq_plan_material_copy (&like));
    }

  MQ_EACH (kind->parts, i, const MqKindPart, part)
    if (!part->optional)
      mq_sketch_plan_include (self, part->id);

  return self;
}

static guint
index_of_param (MqKind *kind, const char *name)
{
  for (guint i = 0; i < kind->params->len; i++)
    if (g_str_equal (((const MqKindParam *)g_ptr_array_index (kind->params, i))->name, name))
      return i;

  return G_MAXUINT;
}

/* Returns: the words on it; "" if it has none */
const char *
mq_sketch_plan_get_letters (const MqSketchPlan *self)
{
  return self->kind->lettering == NULL ? ""
         : self->letters != NULL       ? self->letters
                                       : self->kind->letters;
}

/* @letters: the words on it, of a composition on all its things that can have some. Returns:
 * whether there is such a thing */
gboolean
mq_sketch_plan_set_letters (MqSketchPlan *self, const char *letters)
{
  gboolean has_letters = self->kind->lettering != NULL;

  if (has_letters)
    g_set_str (&self->letters, letters);
  MQ_EACH (self->things, i, MqSketchPlan, thing)
    has_letters |= mq_sketch_plan_set_letters (thing, letters);

  return has_letters;
}

/**
 * mq_sketch_plan_get_value:
 * @name: a parameter
 *
 * Returns: its value, 0 for an unknown parameter
 */
double
mq_sketch_plan_get_value (MqSketchPlan *self, const char *name)
{
  guint index = index_of_param (self->kind, name);

  return index != G_MAXUINT ? self->values[index] : 0;
}

/**
 * mq_sketch_plan_set_value:
 * @name: a parameter
 * @value: clamped to the parameter's range, and rounded
 */
void
mq_sketch_plan_set_value (MqSketchPlan *self, const char *name, double value)
{
  guint index = index_of_param (self->kind, name);
  const MqKindParam *param;

  if (index == G_MAXUINT || !isfinite (value))
    return;

  param = g_ptr_array_index (self->kind->params, index);
  if (g_str_equal (param->unit, "count") || g_str_equal (param->unit, "seed"))
    value = rint (value);
  /* A tenth of a millimetre is precise enough for a readable script; a hundredth for what is small,
   * since pieces fit by less. */
  else if (g_str_equal (param->unit, "m") && param->max <= SMALL)
    value = rint (value * 1e5) / 1e5;
  else
    value = rint (value * 1e4) / 1e4;
  self->values[index] = CLAMP (value, param->min, param->max);
}

static gboolean
look_up (const char *name, double *value, gpointer data)
{
  MqSketchPlan *self = data;
  guint index = index_of_param (self->kind, name);

  if (index == G_MAXUINT)
    return FALSE;

  *value = self->values[index];
  return TRUE;
}

/**
 * mq_sketch_plan_evaluate:
 * @expression: an expression of the kind, over its parameters
 *
 * Returns: its value with this plan's parameters; 0 where it has none
 */
double
mq_sketch_plan_evaluate (MqSketchPlan *self, const char *expression)
{
  g_autoptr (GError) error = NULL;
  double value = 0;

  /* The check at load time evaluated it at both ends of all ranges; in between it may still
   * divide by zero. */
  if (!mq_expression_evaluate (expression, look_up, self, &value, &error))
    g_debug ("%s: %s", self->kind->id, error->message);

  return value;
}

/**
 * mq_sketch_plan_get_count:
 * @part: a part of its kind
 *
 * Returns: the number of the part's objects
 */
guint
mq_sketch_plan_get_count (MqSketchPlan *self, const MqKindPart *part)
{
  double count = rint (mq_sketch_plan_evaluate (self, part->count));

  return (guint)CLAMP (count, 0, MQ_KIND_MAX_COUNT);
}

/**
 * mq_sketch_plan_get_box:
 * @part: a part of its kind
 * @min: (out): lowest corner of the box around all its objects, metres, scale included
 * @max: (out): highest corner
 */
void
mq_sketch_plan_get_box (MqSketchPlan *self, const MqKindPart *part, double min[3], double max[3])
{
  const MqPlanPart *own;
  gboolean is_one;

  for (gsize axis = 0; axis < 3; axis++)
    {
      min[axis] = self->scale * mq_sketch_plan_evaluate (self, part->box_min[axis]);
      max[axis] = self->scale * mq_sketch_plan_evaluate (self, part->box_max[axis]);
    }

  /* A part that is one object is where the user had it moved and stretched to. */
  own = mq_sketch_plan_find_part (self, part->id);
  is_one = own != NULL && own->adjust->len > 0 && mq_sketch_plan_get_count (self, part) == 1;
  for (guint i = 0; own != NULL && i < own->adjust->len; i++)
    for (gsize axis = 0; axis < 3; axis++)
      {
        const MqPlanAdjust *adjust = g_ptr_array_index (own->adjust, i);
        double more = is_one && adjust->kind == MQ_PLAN_STRETCH
                          ? (max[axis] - min[axis]) * (adjust->x[axis] - 1)
                          : 0;
        double by = adjust->kind == MQ_PLAN_SHIFT ? adjust->x[axis] : 0;

        min[axis] += by - more * (1 + adjust->y[axis]) / 2;
        max[axis] += by + more * (1 - adjust->y[axis]) / 2;
      }
}

/**
 * mq_sketch_plan_get_size:
 * @part: (nullable): a part of its kind; %NULL for the whole
 * @size: (out): width, depth and height of its box in metres; 0 where the plan has no parts
 */
void
mq_sketch_plan_get_size (MqSketchPlan *self, const MqKindPart *part, double size[3])
{
  double min[3] = { 0 };
  double max[3] = { 0 };

  if (part != NULL)
    mq_sketch_plan_get_box (self, part, min, max);
  else
    mq_sketch_plan_get_whole_box (self, min, max);
  for (gsize axis = 0; axis < 3; axis++)
    size[axis] = max[axis] - min[axis];
}

/* Allowed deviation of a part's measured box from its planned one, in metres. */
double
mq_sketch_plan_get_tolerance (MqSketchPlan *self, const MqKindPart *part)
{
  double size[3];

  mq_sketch_plan_get_size (self, part, size);
  return MAX (0.005, part->box_tolerance * MAX (size[0], MAX (size[1], size[2])));
}

/* The box around all parts except effects; FALSE when there is none. */
gboolean
mq_sketch_plan_get_whole_box (MqSketchPlan *self, double min[3], double max[3])
{
  gboolean found = FALSE;

  MQ_EACH (self->parts, i, const MqPlanPart, part)
    {
      double low[3];
      double high[3];

      if (part->kind->effect)
        continue;
      mq_sketch_plan_get_box (self, part->kind, low, high);
      mq_json_grow_box (min, max, low, high, !found);
      found = TRUE;
    }

  return found;
}

/**
 * mq_sketch_plan_find_axis:
 * @name: (nullable): "width", "height" and the like; %NULL or "size": the longest side
 *
 * Returns: the axis of the whole's box that the word means, from 0 for x. What has a length and no
 *   depth, such as a fish, is as wide as its shorter side
 */
gsize
mq_sketch_plan_find_axis (MqSketchPlan *self, const char *name)
{
  static const char *const names[] = { "width", "depth", "height", NULL };
  double size[3];
  gsize found = 0;
  gsize count = g_strcmp0 (name, "length") == 0 ? 2 : 3;

  mq_sketch_plan_get_size (self, NULL, size);
  if (g_strcmp0 (name, "width") == 0 && mq_kind_has_axis (self->kind, "length")
      && !mq_kind_has_axis (self->kind, "depth"))
    return size[0] <= size[1] ? 0 : 1;
  if (g_strcmp0 (name, "diameter") == 0 || g_strcmp0 (name, "radius") == 0)
    return 0;
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return i;

  MQ_EACH (self->kind->params, i, const MqKindParam, param)
    if (g_strv_contains (param->of, "whole") && mq_kind_param_is_along (param, name)
        && g_strv_contains (names, param->axis))
      return mq_sketch_plan_find_axis (self, param->axis);

  for (gsize i = 1; i < count; i++)
    if (g_strcmp0 (name, "thickness") == 0 ? size[i] < size[found] : size[i] > size[found])
      found = i;
  return found;
}

MqPlanPart *
mq_sketch_plan_find_part (MqSketchPlan *self, const char *id)
{
  MQ_EACH (self->parts, i, MqPlanPart, part)
    if (g_strcmp0 (part->kind->id, id) == 0)
      return part;

  return NULL;
}

MqPlanMaterial *
mq_sketch_plan_find_material (MqSketchPlan *self, const char *id)
{
  return mq_kind_find (self->materials, id);
}

static guint
position_of (MqKind *kind, const MqKindPart *part)
{
  guint index = 0;

  g_ptr_array_find (kind->parts, part, &index);
  return index;
}

/* Removes the part, its own materials, and the parts that require it, but those of @keep. */
static gboolean
exclude_for (MqSketchPlan *self, const char *id, const char *const *keep)
{
  MqPlanPart *part = mq_sketch_plan_find_part (self, id);

  if (part == NULL)
    return FALSE;

  for (guint i = self->materials->len; i > 0; i--)
    if (g_strcmp0 (((MqPlanMaterial *)g_ptr_array_index (self->materials, i - 1))->part, id) == 0)
      g_ptr_array_remove_index (self->materials, i - 1);
  g_ptr_array_remove (self->parts, part);

  MQ_EACH (self->kind->parts, i, const MqKindPart, other)
    if (g_strv_contains (other->requires, id) && !g_strv_contains (keep, other->id))
      exclude_for (self, other->id, keep);

  return TRUE;
}

static void
insert_part (MqSketchPlan *self, const MqKindPart *kind_part)
{
  MqPlanPart *part = mq_plan_part_new (kind_part);
  guint at = 0;

  for (gsize i = 0; kind_part->materials[i] != NULL; i++)
    g_ptr_array_add (part->materials, g_strdup (kind_part->materials[i]));

  while (at < self->parts->len
         && position_of (self->kind, ((MqPlanPart *)g_ptr_array_index (self->parts, at))->kind)
                < position_of (self->kind, kind_part))
    at++;
  g_ptr_array_insert (self->parts, at, part);
}

/**
 * mq_sketch_plan_include:
 * @id: a part of its kind
 *
 * Adds the part with the parts that it requires; removes the parts that it replaces, and with
 * them those that require one of these, but not those that the new part itself requires: legs
 * take the place of the pedestal under the same round top.
 *
 * Returns: whether it was missing before
 */
gboolean
mq_sketch_plan_include (MqSketchPlan *self, const char *id)
{
  const MqKindPart *kind_part = mq_kind_find (self->kind->parts, id);

  if (kind_part == NULL || mq_sketch_plan_find_part (self, id) != NULL)
    return FALSE;

  insert_part (self, kind_part);
  for (gsize i = 0; kind_part->requires[i] != NULL; i++)
    mq_sketch_plan_include (self, kind_part->requires[i]);
  for (gsize i = 0; kind_part->replaces[i] != NULL; i++)
    exclude_for (self, kind_part->replaces[i], kind_part->requires);
  /* A pedestal that came with the round top has replaced the legs. */
  if (mq_sketch_plan_find_part (self, id) == NULL)
    insert_part (self, kind_part);
  return TRUE;
}

/**
 * mq_sketch_plan_exclude:
 * @id: a part of its kind
 *
 * Also removes the parts that require it, and its own materials.
 *
 * Returns: whether it existed
 */
gboolean
mq_sketch_plan_exclude (MqSketchPlan *self, const char *id)
{
  return exclude_for (self, id, (const char *const[]){ NULL });
}

/* Whether any part of the plan but @except uses the material. */
gboolean
mq_sketch_plan_uses_material (MqSketchPlan *self, const char *material, const MqPlanPart *except)
{
  MQ_EACH (self->parts, i, const MqPlanPart, part)
    if (part != except
        && g_ptr_array_find_with_equal_func (part->materials, material, g_str_equal, NULL))
      return TRUE;

  return FALSE;
}

/**
 * mq_sketch_plan_part_material:
 * @part: one of its parts
 *
 * Copies its first material, if it is shared, so that it can be changed for the part alone.
 *
 * Returns: (transfer none): the material, which may be changed
 */
MqPlanMaterial *
mq_sketch_plan_part_material (MqSketchPlan *self, MqPlanPart *part)
{
  const char *id = g_ptr_array_index (part->materials, 0);
  MqPlanMaterial *shared = mq_sketch_plan_find_material (self, id);
  MqPlanMaterial *own;
  char *name;

  if (shared == NULL || !mq_sketch_plan_uses_material (self, id, part))
    return shared;

  own = mq_plan_material_copy (shared);
  g_set_str (&own->id, part->kind->id);
  if (mq_sketch_plan_find_material (self, own->id) != NULL
      || mq_kind_find (self->kind->materials, own->id) != NULL)
    {
      name = g_strconcat (own->id, "_own", NULL);
      g_free (own->id);
      own->id = name;
    }
  g_set_str (&own->part, part->kind->id);
  g_set_str (&own->label, part->kind->noun);
  g_ptr_array_add (self->materials, own);
  g_free (g_ptr_array_index (part->materials, 0));
  g_ptr_array_index (part->materials, 0) = g_strdup (own->id);
  return own;
}

/* Adds copies of the texts of a GStrv, or of the data of a NULL-terminated array. */
void
mq_sketch_plan_add_strings (GPtrArray *to, gpointer strings)
{
  for (GStrv text = strings; *text != NULL; text++)
    g_ptr_array_add (to, g_strdup (*text));
}

/* Appends a number in the script's format: 0.45, 4, -0.012. */
void
mq_plan_append_number (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", value));
}
