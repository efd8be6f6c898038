/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Compositions, see mq-sketch-composition.h: their things, where these stand, and what they are
 * called. data/sketcher/library/arrangement.py puts them there. */
#include "service/sketcher/plan/mq-sketch-composition.h"

#include "common/json/mq-json.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The gap as a share of the things' mean width, and its least value in metres. */
#define GAP_SHARE 0.2
#define MIN_GAP 0.01

/**
 * mq_sketch_composition_new:
 * @text: the user's message
 *
 * Returns: (transfer full): a composition without things
 */
MqSketchPlan *
mq_sketch_composition_new (MqKindCatalogue *catalogue, const char *text)
{
  return mq_sketch_plan_new_empty (catalogue->several, text);
}

static MqSketchPlan *
find_thing (MqSketchPlan *self, const char *prefix)
{
  MQ_EACH (self->things, i, MqSketchPlan, thing)
    if (g_strcmp0 (thing->kind->prefix, prefix) == 0)
      return thing;

  return NULL;
}

/* Whether a new thing of the kind may have this prefix: `mug`, `mug_2`. */
gboolean
mq_sketch_composition_is_prefix (MqSketchPlan *self, MqKind *kind, const char *prefix)
{
  for (guint i = 1; i <= 2 * MQ_PLAN_MAX_THINGS; i++)
    {
      g_autofree char *numbered = g_strdup_printf (i > 1 ? "%s_%u" : "%s", kind->id, i);

      if (g_str_equal (numbered, prefix))
        return find_thing (self, prefix) == NULL;
    }

  return FALSE;
}

/**
 * mq_sketch_composition_find_prefix:
 * @kind: a kind of the catalogue
 *
 * Returns: (transfer full): a free prefix for another thing of this kind
 */
char *
mq_sketch_composition_find_prefix (MqSketchPlan *self, MqKind *kind)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *prefix = g_strdup_printf (i > 1 ? "%s_%u" : "%s", kind->id, i);

      if (find_thing (self, prefix) == NULL)
        return g_steal_pointer (&prefix);
    }
}

static gboolean
is_called (MqSketchPlan *self, const char *name)
{
  for (guint i = 0; i < self->things->len; i++)
    if (g_strcmp0 (((MqSketchPlan *)g_ptr_array_index (self->things, i))->name, name) == 0)
      return TRUE;

  return FALSE;
}

/**
 * mq_sketch_composition_add:
 * @thing: (transfer full): a plan of a renamed kind
 *
 * Names the thing and adds it.
 */
void
mq_sketch_composition_add (MqSketchPlan *self, MqSketchPlan *thing)
{
  g_autofree char *plain = thing->name != NULL ? g_strdup (thing->name)
                                               : g_strdup (thing->kind->title);
  g_autofree char *name = g_strdup (is_called (self, plain) ? thing->title : plain);

  for (guint i = 2; is_called (self, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %c", plain, (char)('A' + i - 1));
    }
  g_set_str (&thing->name, name);
  g_ptr_array_add (self->things, thing);
}

/* Removes a thing; what stood at it stands beside the others. */
void
mq_sketch_composition_remove (MqSketchPlan *self, MqSketchPlan *thing)
{
  MQ_EACH (self->things, i, MqSketchPlan, other)
    {
      if (g_strcmp0 (other->at, thing->kind->prefix) == 0)
        {
          other->place = MQ_PLAN_BESIDE;
          g_clear_pointer (&other->at, g_free);
        }
    }
  g_ptr_array_remove (self->things, thing);
}

/* The new id of an item of a kind in its renamed copy, which has the same items; NULL: none. */
static const char *
find_renamed (GPtrArray *from, GPtrArray *to, const char *id)
{
  for (guint i = 0; i < from->len; i++)
    if (g_strcmp0 (*(const char **)from->pdata[i], id) == 0)
      return *(const char **)to->pdata[i];

  return NULL;
}

/**
 * mq_sketch_composition_from_plan:
 * @plan: a plan of one thing
 *
 * Returns: (transfer full) (nullable): a composition with this thing
 */
MqSketchPlan *
mq_sketch_composition_from_plan (MqKindCatalogue *catalogue, MqSketchPlan *plan)
{
  MqKind *renamed = mq_kind_catalogue_rename (catalogue, plan->kind, plan->kind->id, NULL);
  MqSketchPlan *self;
  MqSketchPlan *thing;

  if (renamed == NULL)
    return NULL;

  self = mq_sketch_composition_new (catalogue, plan->text);
  mq_sketch_plan_add_strings (self->instructions, plan->instructions->pdata);
  thing = mq_sketch_plan_new_empty (renamed, plan->text);
  g_set_str (&thing->title, plan->title);
  thing->letters = g_strdup (plan->letters);
  thing->scale = plan->scale;
  memcpy (thing->values, plan->values, plan->kind->params->len * sizeof (double));

  for (guint i = 0; i < plan->materials->len; i++)
    {
      MqPlanMaterial *material = mq_plan_material_copy (g_ptr_array_index (plan->materials, i));
      const MqKindMaterial *old = mq_kind_find (plan->kind->materials, material->base);
      const MqKindMaterial *slot = mq_kind_find (
          thing->kind->materials,
          find_renamed (plan->kind->materials, thing->kind->materials, material->base));
      g_autofree char *own = g_strdup_printf ("%s_%s", thing->kind->prefix, material->id);

      g_set_str (&material->id, g_str_equal (material->id, material->base) ? slot->id : own);
      if (g_str_equal (material->label, old->label))
        g_set_str (&material->label, slot->label);
      g_set_str (&material->base, slot->id);
      if (material->part != NULL)
        g_set_str (&material->part,
                   find_renamed (plan->kind->parts, thing->kind->parts, material->part));
      g_ptr_array_add (thing->materials, material);
    }

  MQ_EACH (plan->parts, i, const MqPlanPart, old)
    {
      const char *id = find_renamed (plan->kind->parts, thing->kind->parts, old->kind->id);
      MqPlanPart *part = mq_plan_part_copy (old, mq_kind_find (thing->kind->parts, id));

      for (guint j = 0; j < part->materials->len; j++)
        g_set_str ((char **)&part->materials->pdata[j],
                   find_renamed (plan->materials, thing->materials, part->materials->pdata[j]));
      g_ptr_array_add (thing->parts, part);
    }

  for (guint i = 0; i < plan->requirements->len; i++)
    {
      JsonObject *row = mq_json_copy_object (g_ptr_array_index (plan->requirements, i));
      const char *of = find_renamed (plan->kind->parts, thing->kind->parts,
                                     mq_json_get_string (row, "of", ""));

      mq_json_add (row, "of:s?", of);
      g_ptr_array_add (thing->requirements, row);
    }
  mq_sketch_composition_add (self, thing);
  return self;
}

/* The size of a thing's surface for others, or FALSE. */
static gboolean
get_surface (MqSketchPlan *thing, double size[3])
{
  for (gsize i = 0; thing->kind->surface[i] != NULL; i++)
    {
      const MqPlanPart *part = mq_sketch_plan_find_part (thing, thing->kind->surface[i]);

      if (part == NULL)
        continue;
      mq_sketch_plan_get_size (thing, part->kind, size);
      return TRUE;
    }

  return FALSE;
}

static gboolean
fits_on (MqSketchPlan *thing, MqSketchPlan *base)
{
  double surface[3];
  double size[3];

  mq_sketch_plan_get_size (thing, NULL, size);
  return get_surface (base, surface) && size[0] <= surface[0] && size[1] <= surface[1];
}

/**
 * mq_sketch_composition_arrange:
 * @not_done: (element-type utf8): receives what is not possible
 *
 * Places things at a table where they have no place yet (@at is %NULL), and beside the others what
 * does not fit. Then @at is empty for what stands on the ground.
 */
void
mq_sketch_composition_arrange (MqSketchPlan *self, GPtrArray *not_done)
{
  MQ_EACH (self->things, i, MqSketchPlan, thing)
    {
      MqSketchPlan *base = thing->at != NULL ? find_thing (self, thing->at) : NULL;

      if (base != NULL && thing->place == MQ_PLAN_ON && !fits_on (thing, base))
        {
          g_autofree char *name = g_utf8_strdown (thing->name, -1);
          g_autofree char *other = g_utf8_strdown (base->name, -1);

          /* Translators: two things in English: “car on the table”. */
          g_ptr_array_add (not_done,
                           g_strdup_printf (_ ("%s on the %s: no room for it"), name, other));
          base = NULL;
        }
      else if (base == NULL && thing->at == NULL)
        for (guint j = 0; j < self->things->len && base == NULL; j++)
          {
            MqSketchPlan *other = g_ptr_array_index (self->things, j);
            gboolean is_on = g_str_equal (thing->kind->stands, "on");
            double size[3];

            if (other == thing || other->place != MQ_PLAN_BESIDE || *other->kind->stands != '\0'
                || !get_surface (other, size))
              continue;
            if (g_str_equal (thing->kind->stands, "around") || (is_on && fits_on (thing, other)))
              {
                base = other;
                thing->place = is_on ? MQ_PLAN_ON : MQ_PLAN_AROUND;
              }
          }

      /* A thing that others stand at stands on the ground. */
      if (base == NULL || base == thing || base->place != MQ_PLAN_BESIDE)
        {
          thing->place = MQ_PLAN_BESIDE;
          g_set_str (&thing->at, "");
        }
      else
        g_set_str (&thing->at, base->kind->prefix);
    }
}

/* A fifth of the mean width, rounded to two digits. */
void
mq_sketch_composition_set_gap (MqSketchPlan *self)
{
  double total = 0;
  guint count = 0;

  MQ_EACH (self->things, i, MqSketchPlan, thing)
    {
      double size[3];

      if (thing->place == MQ_PLAN_ON)
        continue;
      mq_sketch_plan_get_size (thing, NULL, size);
      total += MIN (size[0], size[1]);
      count++;
    }

  self->gap = count > 0 ? MAX (MIN_GAP, rint (GAP_SHARE * total / count * 200) / 200) : MIN_GAP;
}

/* "Table, 6 chairs" */
void
mq_sketch_composition_entitle (MqSketchPlan *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_autofree char *joined = NULL;

  MQ_EACH (self->things, i, const MqSketchPlan, thing)
    {
      g_autofree char *name = g_utf8_strdown (thing->name, -1);
      g_autofree char *many = mq_words_plural (name);

      /* One object may be "3 candles". */
      if (thing->copies > 1)
        g_ptr_array_add (names, g_strdup_printf ("%u %s", thing->copies, many));
      else
        g_ptr_array_add (names, g_strdup (g_ascii_isdigit (*thing->title) ? thing->title : name));
    }
  joined = mq_words_join ((GStrv)names->pdata);
  g_free (self->title);
  self->title = mq_words_begin_sentence (joined);
}

/**
 * mq_sketch_composition_count_name:
 * @thing: a thing
 *
 * Returns: (transfer full): the parameter of its copies: `CHAIRS`
 */
char *
mq_sketch_composition_count_name (MqSketchPlan *thing)
{
  g_autofree char *plural = mq_words_plural (thing->kind->id);
  const char *number = thing->kind->prefix + strlen (thing->kind->id);
  g_autofree char *name = g_strconcat (plural, number, NULL);

  return g_ascii_strup (name, -1);
}

/* Describes the parameter of a count: "chairs around the table". */
char *
mq_sketch_composition_count_about (MqSketchPlan *thing)
{
  const char *relation = thing->place == MQ_PLAN_ON ? " on the " : " around the ";
  g_autofree char *name = g_utf8_strdown (thing->name, -1);
  g_autofree char *many = mq_words_plural (name);
  g_autofree char *at = thing->place != MQ_PLAN_BESIDE
                            ? g_strdelimit (g_strdup (thing->at), "_", ' ')
                            : NULL;

  return g_strdup_printf ("%s%s%s%s", many, at != NULL ? relation : "", at != NULL ? at : "",
                          thing->is_piled ? ", on each other" : "");
}

/* Names the objects of a copy: "Chair 2"; of a single one "Chair". */
char *
mq_sketch_composition_copy_name (MqSketchPlan *thing, guint copy)
{
  return thing->copies > 1 ? g_strdup_printf ("%s %u", thing->name, copy + 1)
                           : g_strdup (thing->name);
}
