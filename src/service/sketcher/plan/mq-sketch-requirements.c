/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements of the sketcher's plans, see mq-sketch-requirements.h: what the words say, what a
 * plan gives, rows of a composition, and parameters that decide a size. */
#include "service/sketcher/plan/mq-sketch-requirements.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-written-number.h"
#include "common/json/mq-json.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const char *const said_sizes[] = { "width", "depth", "height", NULL };
static const char *const said_axes[] = { "x", "y", "z" };

/* Share of a part's size by which its box may be off to tell that size. */
#define MAX_TOLERANCE 0.2
/* The least factor by which a thing grows that a word without a number makes larger. */
#define LEAST_DEGREE 1.005
/* How exactly a printed fit is made, mm: measure/fits.py. */
#define FIT_TOLERANCE 0.02
/* Largest miss, as a share of the wanted size. */
#define MAX_MISS 0.25

/* One detail, from which rows are made. */
typedef struct _Row Row;
typedef void (*AddDetail) (Row *self);

struct _Row
{
  MqSketchPlan *plan;
  MqSketchPlan *before; /* (nullable): that an instruction changed */
  MqLexicon *lexicon;
  const MqRequest *request;
  const MqRequestDetail *said; /* (nullable): the subject itself */
  const MqPlanPart *part;      /* (nullable): the first that is meant and there */
  const char *of;
  const char *refused; /* (nullable) */
  char *words;
};

gboolean
mq_sketch_requirements_is_same (JsonObject *a, JsonObject *b, const char *const *keys)
{
  for (gsize i = 0; keys[i] != NULL; i++)
    if (g_strcmp0 (mq_json_get_string (a, keys[i], NULL), mq_json_get_string (b, keys[i], NULL))
        != 0)
      return FALSE;

  return TRUE;
}

/* The rows of what the user said: each number and each property of a reading becomes one. It is
 * measured where a kind of requirement fits; else the row says that nothing measures it, or why it
 * is not made. */

/* Adds a row, which is taken, in place of an earlier one about the same. */
static void
add_row (MqSketchPlan *plan, JsonObject *row)
{
  static const char *const measured[] = { "what", "of", "axis", NULL };
  static const char *const looked_at[] = { "what", "of", "words", NULL };
  const char *const *keys = mq_requirement_is_by_eye (row) ? looked_at : measured;

  for (guint i = plan->requirements->len; i-- > 0;)
    if (mq_sketch_requirements_is_same (row, g_ptr_array_index (plan->requirements, i), keys))
      g_ptr_array_remove_index (plan->requirements, i);
  g_ptr_array_add (plan->requirements, row);
}

static gboolean is_given (MqSketchPlan *plan, JsonObject *row);
static gboolean get_box (MqSketchPlan *plan, const char *of, double min[3], double max[3]);

static gboolean
add_if_given (MqSketchPlan *plan, JsonObject *row)
{
  if (!is_given (plan, row))
    {
      json_object_unref (row);
      return FALSE;
    }

  add_row (plan, row);
  return TRUE;
}

/* @of: "whole", or a part's id; @reason: why nothing measures it, for the user; "": there is no
 * measurement of such things. Returns: (transfer full): a row of what is neither measured nor
 * looked at */
static JsonObject *
new_open (const char *words, const char *of, const char *reason)
{
  return mq_json_new ("words:s what:s of:s seen:o", words, "look", of,
                      mq_json_new ("by:s evidence:s", "plan", reason));
}

/**
 * mq_sketch_requirements_add_unmade:
 * @words: the user's
 * @reason: why the plan does not have it, for the user
 */
void
mq_sketch_requirements_add_unmade (MqSketchPlan *plan, const char *words, const char *reason)
{
  add_row (plan, mq_json_new ("words:s what:s of:s seen:o", words, "look", "whole",
                              mq_json_new ("by:s met:b evidence:s", "plan", FALSE, reason)));
}

static void
add_open (Row *self, const char *reason)
{
  add_row (self->plan, new_open (self->words, self->of, reason));
}

/* The last resort: what was refused is not made, and of the rest, nothing is measured. */
static void
add_unmeasured (Row *self)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *set = NULL;
  g_autofree char *reason = NULL;

  if (self->refused != NULL)
    {
      mq_sketch_requirements_add_unmade (self->plan, self->words, self->refused);
      return;
    }
  if (self->said == NULL || self->said->param == NULL)
    {
      add_open (self, "");
      return;
    }

  g_ascii_formatd (number, sizeof number, "%.4g",
                   mq_sketch_plan_get_value (self->plan, self->said->param->name));
  set = g_strdup_printf ("%s = %s", self->said->param->name, number);
  reason = g_strdup_printf (_ ("the script has %s"), set);
  add_open (self, reason);
}

/* The time is where the script says it. */
static void
add_time (Row *self)
{
  g_autoptr (GStrvBuilder) set = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *reason = NULL;

  MQ_EACH (self->plan->kind->params, i, const MqKindParam, param)
    if (g_strv_contains (param->words, "hour") || g_strv_contains (param->words, "minute"))
      g_strv_builder_take (set, g_strdup_printf ("%s = %g", param->name, self->plan->values[i]));
  values = g_strv_builder_end (set);
  joined = g_strjoinv (", ", values);
  /* Translators: parameters of the script and their values: “the script has HEIGHT = 0.3”. */
  reason = g_strdup_printf (_ ("the script has %s"), joined);
  add_open (self, reason);
}

/* Returns: (nullable): the unit of a length that was said; @value: (out): the length in it */
static const char *
find_unit (Row *self, double *value)
{
  MqWrittenNumber number;
  double metres = mq_written_number_find (self->said->text, 0, NULL, &number)
                      ? mq_length_unit_get_metres (number.unit)
                      : 0;

  if (metres == 0)
    return NULL;
  /* The words alone may not tell what “1,200” means, as the whole text did. */
  *value = rint (self->said->value / metres * 1e6) / 1e6;
  return number.unit;
}

/* @param: (nullable): a parameter; adds the gap, if it is one all round a part of the plan. A word
 * such as “loose” is as wide as the plan makes it. */
static gboolean
add_fit (Row *self, const MqKindParam *param)
{
  for (guint i = 0; param != NULL && param->fit > 0 && i < self->plan->parts->len; i++)
    {
      const MqKindPart *part = ((const MqPlanPart *)self->plan->parts->pdata[i])->kind;

      if (g_strcmp0 (part->fits, param->name) != 0)
        continue;

      add_row (self->plan, mq_json_new ("words:s what:s of:s to:s is:s value:d unit:s tolerance:d",
                                        self->words, "clearance", part->id, part->joins[0], "equal",
                                        1000 * self->plan->scale
                                            * mq_sketch_plan_get_value (self->plan, param->name),
                                        "mm", FIT_TOLERANCE));
      return TRUE;
    }

  return FALSE;
}

/* Adds what the parameter of a detail decides, such as the diameter of holes. Returns: %FALSE if
 * nothing measures that */
static gboolean
add_measured (Row *self)
{
  const MqKindParam *param = self->said->param;
  gboolean is_count = self->said->type == MQ_REQUEST_DETAIL_COUNT;
  gboolean is_size = self->said->type == MQ_REQUEST_DETAIL_RANGE
                     || self->said->type == MQ_REQUEST_DETAIL_MEASURE;
  double value = self->said->value;
  const char *unit = "";
  const char *of = "whole";

  if (is_size && self->refused == NULL && add_fit (self, param))
    return TRUE;
  if (param == NULL || param->measures == NULL || self->refused != NULL || !(is_count || is_size))
    return FALSE;
  if (is_size)
    unit = g_str_equal (param->unit, "deg") ? "deg" : find_unit (self, &value);
  if (unit == NULL)
    return FALSE;

  if (param->of[0] != NULL && mq_sketch_plan_find_part (self->plan, param->of[0]) != NULL)
    of = param->of[0];
  add_row (self->plan, is_count
                           ? mq_json_new ("words:s what:s of:s is:s value:i", self->words,
                                          param->measures, of, "equal", (gint64)value)
                           : mq_json_new ("words:s what:s of:s is:s value:d unit:s", self->words,
                                          param->measures, of, "equal", value, unit));
  return TRUE;
}

/* How far a part opens or slides is measured; how it stands as built is where the script says it.
 */
static void
add_range (Row *self)
{
  const MqKindParam *param = self->said->param;
  const char *of = param->of[0] != NULL ? param->of[0] : "whole";
  gboolean is_angle = g_strcmp0 (param->axis, "opening") == 0;
  double value = self->said->value;
  const char *unit = is_angle ? "deg" : find_unit (self, &value);

  if (add_measured (self))
    return;
  if (self->refused != NULL || !(is_angle || g_strcmp0 (param->axis, "travel") == 0) || unit == NULL
      || mq_sketch_plan_find_part (self->plan, of) == NULL)
    add_unmeasured (self);
  else
    add_row (self->plan, mq_json_new ("words:s what:s of:s is:s value:d unit:s", self->words,
                                      is_angle ? "opens" : "slides", of, "at_least", value, unit));
}

static JsonObject *
new_size (Row *self, const char *of, gsize axis, double value, const char *unit)
{
  return mq_json_new ("words:s what:s of:s axis:s is:s value:d unit:s", self->words, "size", of,
                      said_axes[axis], "equal", value, unit);
}

/* Adds the size, if the boxes of the plan have it along the axis, or reach so high. */
static gboolean
add_planned_size (Row *self, const char *of, gsize axis, double value, const char *unit)
{
  const MqPlanPart *part = mq_sketch_plan_find_part (self->plan, of);

  /* The box of leaves is only about theirs. */
  if (part != NULL && part->kind->box_tolerance > MAX_TOLERANCE)
    return FALSE;

  return add_if_given (self->plan, new_size (self, of, axis, value, unit))
         || (axis == 2
             && add_if_given (self->plan, mq_json_new ("words:s what:s of:s axis:s at:s is:s "
                                                       "value:d unit:s",
                                                       self->words, "place", of, said_axes[axis],
                                                       "high", "equal", value, unit)));
}

/* Smoke is not of the whole's size, but of what is measured. */
static gboolean
has_effect (MqSketchPlan *plan)
{
  for (guint i = 0; i < plan->parts->len; i++)
    if (((const MqPlanPart *)g_ptr_array_index (plan->parts, i))->kind->effect)
      return TRUE;

  return FALSE;
}

/* A length in the user's unit: along the axis that was said, else along the one that has it. */
static void
add_measure (Row *self)
{
  const char *size = self->said->axis;
  gboolean is_along_axis = size != NULL && g_strv_contains (said_sizes, size);
  gsize said_axis = mq_sketch_plan_find_axis (self->plan, size);
  double wanted = 0;
  const char *unit = find_unit (self, &wanted);

  if (add_measured (self))
    return;
  if (unit == NULL
      || (self->part == NULL
          && (!self->request->whole
              || (self->said->param != NULL && !g_strv_contains (self->said->param->of, "whole")))))
    {
      add_unmeasured (self);
      return;
    }
  if (g_strcmp0 (size, "radius") == 0)
    wanted *= 2;
  if (self->part == NULL && !has_effect (self->plan))
    {
      add_row (self->plan, new_size (self, "whole", said_axis, wanted, unit));
      return;
    }

  for (gsize axis = 0; self->part != NULL && axis < G_N_ELEMENTS (said_axes); axis++)
    if ((!is_along_axis || g_str_equal (size, said_sizes[axis]))
        && add_planned_size (self, self->of, axis, wanted, unit))
      return;
  for (guint i = 0; self->part == NULL && i < self->plan->parts->len; i++)
    if (add_planned_size (self, ((MqPlanPart *)self->plan->parts->pdata[i])->kind->id, said_axis,
                          wanted, unit))
      return;

  /* One that could not be reached is missed where it is measured. */
  if (self->part != NULL && self->refused != NULL && is_along_axis)
    add_row (self->plan, new_size (self, self->of, said_axis, wanted, unit));
  else
    add_unmeasured (self);
}

static void
add_count (Row *self)
{
  double wanted = self->said->value;
  guint count = self->part != NULL ? mq_sketch_plan_get_count (self->plan, self->part->kind) : 0;
  const MqKindParam *param = self->said->param;
  gboolean is_counted = self->part != NULL
                        && (param == NULL || strstr (self->part->kind->count, param->name) != NULL);

  if (add_measured (self))
    return;
  /* As many as there are now */
  if (self->said->type == MQ_REQUEST_DETAIL_COUNT_BY)
    wanted = self->refused == NULL ? count : NAN;
  /* Several of what one object is are not counted. */
  if (self->part == NULL || (count != wanted && (self->refused == NULL || !is_counted)))
    {
      add_unmeasured (self);
      return;
    }

  add_row (self->plan, mq_json_new ("words:s what:s of:s is:s value:i", self->words, "pieces",
                                    self->of, "equal", (gint64)wanted));
}

static gboolean
is_meant (Row *self, const MqPlanPart *part)
{
  GPtrArray *parts = self->request->parts;
  GPtrArray *slots = self->request->slots;
  gboolean has_slot = FALSE;

  if (parts->len > 0)
    return g_ptr_array_find (parts, (gpointer)part->kind, NULL);
  for (guint i = 0; i < slots->len; i++)
    has_slot |= g_strv_contains (part->kind->materials,
                                 ((const MqKindMaterial *)g_ptr_array_index (slots, i))->id);

  return slots->len == 0 || has_slot;
}

static const MqPlanMaterial *
material_of (Row *self, const MqPlanPart *part, guint index)
{
  return index < part->materials->len
             ? mq_sketch_plan_find_material (self->plan, g_ptr_array_index (part->materials, index))
             : NULL;
}

/* The part, of those that are meant and have mostly one colour, that has this one, or is nearest to
 * it. */
static void
add_nearest (Row *self, const char *color, const char *family, gboolean exactly)
{
  const MqPlanPart *found = NULL;
  double nearest = INFINITY;

  for (guint i = 0; self->refused == NULL && i < self->plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (self->plan->parts, i);
      const MqPlanMaterial *material = material_of (self, part, 0);
      const MqKindMaterial *slot = material != NULL
                                       ? mq_kind_find (self->plan->kind->materials, material->base)
                                       : NULL;
      double apart = 0;
      guint64 x;
      guint64 y;

      if (material == NULL || material->colors != NULL || !mq_lexicon_is_color (material->color)
          || !is_meant (self, part))
        continue;
      /* The first material covers the part if it is the only one, or the kind's main one. */
      if (part->materials->len != 1 && (slot == NULL || !slot->main))
        continue;

      /* The square of how far two colours "#rrggbb" are apart. */
      x = g_ascii_strtoull (material->color + 1, NULL, 16);
      y = g_ascii_strtoull (color + 1, NULL, 16);
      for (guint shift = 0; shift <= 16; shift += 8)
        apart += pow ((double)((x >> shift) & 0xff) - (double)((y >> shift) & 0xff), 2);
      if (apart < nearest && (!exactly || apart == 0))
        {
          nearest = apart;
          found = part;
        }
    }

  if (found == NULL)
    add_unmeasured (self);
  else
    add_row (self->plan, mq_json_new ("words:s what:s of:s text:s", self->words, "color",
                                      found->kind->id, family));
}

static void
add_color (Row *self)
{
  const char *space = strrchr (self->said->text, ' ');
  const char *family = space != NULL ? space + 1 : self->said->text;

  /* A dark steel has a shade, and no colour by name. */
  if (mq_lexicon_find (self->lexicon, family, MQ_WORD_FINISH) != NULL
      && mq_lexicon_find (self->lexicon, family, MQ_WORD_COLOR) == NULL)
    add_unmeasured (self);
  else
    add_nearest (self, self->said->color, family, TRUE);
}

/* A material of this finish is that of the part, of those that are meant, that is of nothing else;
 * else of the whole, any object of which may have it. */
static void
add_material (Row *self, const char *finish)
{
  const MqPlanPart *alone = NULL;
  gboolean is_somewhere = FALSE;

  for (guint i = 0; self->refused == NULL && finish != NULL && i < self->plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (self->plan->parts, i);

      for (guint j = 0; alone == NULL && j < part->materials->len && is_meant (self, part); j++)
        {
          const MqPlanMaterial *material = material_of (self, part, j);

          if (material == NULL || g_strcmp0 (material->finish, finish) != 0)
            continue;
          is_somewhere = TRUE;
          if (part->materials->len == 1)
            alone = part;
        }
    }

  if (!is_somewhere)
    add_unmeasured (self);
  else
    add_row (self->plan, mq_json_new ("words:s what:s of:s text:s", self->words, "material",
                                      alone != NULL ? alone->kind->id : "whole", finish));
}

static void
add_finish (Row *self)
{
  add_material (self, self->said->word->finish);
}

/* A property that the kind has by itself, or in one of its forms: "green" of a wine bottle. The
 * name of a form is none: "wardrobe". */
static void
add_property (Row *self)
{
  static const char *const opening[] = { "hinged", "opening", "swinging", NULL };
  static const char *const turning[] = { "turning", "rotating", "spinning", NULL };
  const char *text = self->said->text;
  const MqKindLook *look = self->said->look;
  g_autofree char *singular = mq_words_singular (text);
  const MqWord *color = mq_lexicon_find (self->lexicon, text, MQ_WORD_COLOR);
  const MqWord *finish = mq_lexicon_find (self->lexicon, text, MQ_WORD_FINISH);
  gboolean may_move = self->part != NULL && *self->part->kind->joints != '\0'
                      && self->refused == NULL;

  if (self->request->whole && self->refused == NULL
      && g_strv_contains (self->plan->kind->words, singular))
    return;

  for (guint i = 0; look != NULL && look->set != NULL && i < self->plan->kind->params->len; i++)
    {
      const MqKindParam *param = self->plan->kind->params->pdata[i];

      if (self->refused == NULL && json_object_has_member (look->set, param->name)
          && add_fit (self, param))
        return;
    }

  /* "sliding drawers": that they move at all. */
  if (may_move && g_str_equal (text, "sliding"))
    add_row (self->plan, mq_json_new ("words:s what:s of:s is:s value:i unit:s", self->words,
                                      "slides", self->of, "at_least", (gint64)1, "cm"));
  else if (may_move && g_strv_contains (opening, text))
    add_row (self->plan, mq_json_new ("words:s what:s of:s is:s value:i unit:s", self->words,
                                      "opens", self->of, "at_least", (gint64)10, "deg"));
  else if (may_move && g_strv_contains (turning, text))
    add_row (self->plan, mq_json_new ("words:s what:s of:s", self->words, "turns", self->of));
  else if (color != NULL)
    add_nearest (self, color->color, text, FALSE);
  else if (finish != NULL)
    add_material (self, finish->finish);
  else
    add_unmeasured (self);
}

/* "20 % wider", "10 cm taller": the size that this gives. "Taller", "a shorter shade": no more, or
 * no less, than it was, where that can be measured, and is so. */
static void
add_changed_size (Row *self)
{
  const char *size = self->said->axis;
  gsize axis = mq_sketch_plan_find_axis (self->plan, size);
  gboolean has_number = strpbrk (self->said->text, "0123456789") != NULL;
  gboolean is_length = self->said->type == MQ_REQUEST_DETAIL_MEASURE_BY;
  gboolean has_box = self->request->whole || self->part != NULL;
  double min[3], max[3], low[3], high[3];

  if (self->part != NULL
      && (size == NULL || !g_strv_contains (said_sizes, size)
          || self->part->kind->box_tolerance > MAX_TOLERANCE))
    has_box = FALSE;
  if (self->refused != NULL || has_effect (self->plan))
    {
      if (self->refused == NULL && !has_number)
        add_open (self, _ ("the words give no number"));
      else
        add_unmeasured (self);
      return;
    }

  if (!is_length && !has_number && has_box && self->before != NULL
      && get_box (self->before, self->of, min, max) && get_box (self->plan, self->of, low, high))
    {
      gboolean grows = self->said->value > 1;
      double was = max[axis] - min[axis];
      double is = high[axis] - low[axis];

      if (grows ? is >= LEAST_DEGREE * was : is * LEAST_DEGREE <= was)
        {
          add_row (self->plan,
                   mq_json_new ("words:s what:s of:s axis:s is:s value:d unit:s", self->words,
                                "size", self->of, said_axes[axis], grows ? "at_least" : "at_most",
                                rint (was * 1e5) / 1e3, "cm"));
          return;
        }
    }

  if (self->request->whole && (is_length || has_number))
    {
      mq_sketch_plan_get_size (self->plan, NULL, max);
      add_row (self->plan, new_size (self, "whole", axis, rint (max[axis] * 1e5) / 1e3, "cm"));
    }
  else if (!has_number)
    add_open (self, _ ("the words give no number"));
  else
    add_unmeasured (self);
}

/* Nothing measures the others. */
static const AddDetail adders[] = {
  [MQ_REQUEST_DETAIL_COLOR] = add_color,         [MQ_REQUEST_DETAIL_FINISH] = add_finish,
  [MQ_REQUEST_DETAIL_COUNT] = add_count,         [MQ_REQUEST_DETAIL_COUNT_BY] = add_count,
  [MQ_REQUEST_DETAIL_MEASURE] = add_measure,     [MQ_REQUEST_DETAIL_MEASURE_BY] = add_changed_size,
  [MQ_REQUEST_DETAIL_FACTOR] = add_changed_size, [MQ_REQUEST_DETAIL_LOOK] = add_property,
  [MQ_REQUEST_DETAIL_TRAIT] = add_property,      [MQ_REQUEST_DETAIL_TIME] = add_time,
  [MQ_REQUEST_DETAIL_RANGE] = add_range,
};

/* A part without a detail is to be there, or is not to. */
static void
add_subject (Row *self)
{
  gboolean is_removed = self->request->verb == MQ_REQUEST_REMOVE;

  if (self->request->whole || (self->request->parts->len == 0 && self->refused == NULL))
    return;

  if (is_removed && self->refused == NULL)
    {
      g_autofree char *without = g_strdup_printf ("without %s", self->request->text);

      g_set_str (&self->words, without);
      self->of = "whole";
      add_open (self, self->part == NULL ? _ ("the plan has no such part") : "");
    }
  else if (!is_removed && self->part != NULL && self->refused == NULL)
    add_row (self->plan, mq_json_new ("words:s what:s of:s is:s value:i", self->words, "pieces",
                                      self->of, "at_least", (gint64)1));
  else
    add_unmeasured (self);
}

static void
add_request (MqSketchPlan *plan, MqSketchPlan *before, MqLexicon *lexicon, const MqRequest *request)
{
  const MqPlanPart *part = NULL;
  guint n_before = plan->requirements->len;
  Row row = { .plan = plan, .before = before, .lexicon = lexicon, .request = request };

  for (guint i = 0; !request->whole && part == NULL && i < request->parts->len; i++)
    part = mq_sketch_plan_find_part (plan, ((const MqKindPart *)request->parts->pdata[i])->id);
  /* The size of a material is that of the part that is made of it. */
  for (guint i = 0; !request->whole && part == NULL && request->parts->len == 0
                    && request->slots->len > 0 && i < plan->parts->len;
       i++)
    {
      const MqPlanPart *made = g_ptr_array_index (plan->parts, i);
      const MqKindMaterial *slot = g_ptr_array_index (request->slots, 0);

      if (g_strcmp0 (made->kind->materials[0], slot->id) == 0)
        part = made;
    }
  row.part = part;
  row.of = part != NULL ? part->kind->id : "whole";

  MQ_EACH (request->said, i, const MqRequestDetail, said)
    {
      AddDetail add = said->type < G_N_ELEMENTS (adders) ? adders[said->type] : NULL;
      /* "legs: 45 cm high", "3 legs" */
      gboolean is_size = said->type == MQ_REQUEST_DETAIL_MEASURE && said->axis != NULL;
      g_autofree char *text = is_size ? g_strdup_printf ("%s %s", said->text, said->axis)
                                      : g_strdup (said->text);

      row.said = said;
      row.refused = said->refused != NULL ? said->refused : request->refused;
      if (said->type == MQ_REQUEST_DETAIL_COUNT)
        row.words = g_strdup_printf ("%s %s", text, request->text);
      else if (request->whole
               || (said->param != NULL && request->params->len > 0
                   && !g_ptr_array_find (request->params, said->param, NULL)))
        row.words = g_steal_pointer (&text);
      else
        row.words = g_strdup_printf ("%s: %s", request->text, text);
      /* "no glow" is taken away; "3 legs less" is not. */
      if (request->verb == MQ_REQUEST_REMOVE || add == NULL)
        add_unmeasured (&row);
      else
        add (&row);
      g_clear_pointer (&row.words, g_free);
    }

  row.said = NULL;
  row.refused = request->refused;
  row.words = g_strdup (request->text);
  if (request->said->len == 0 && plan->requirements->len == n_before)
    add_subject (&row);
  g_free (row.words);
}

/**
 * mq_sketch_requirements_update:
 * @plan: a plan to which @reading was applied
 * @before: (nullable): the plan before an instruction; %NULL for a first message
 * @lexicon: the words of all kinds
 * @reading: the user's words, with what became of them
 *
 * Adds a row for each number and property in the words, and drops those that they overtake.
 */
void
mq_sketch_requirements_update (MqSketchPlan *plan, MqSketchPlan *before, MqLexicon *lexicon,
                               const MqRequestList *reading)
{
  if (before == NULL)
    g_ptr_array_set_size (plan->requirements, 0);
  /* A change of the plan makes a row void: it was so, and by the user's wish is no more. */
  for (guint i = plan->requirements->len; i-- > 0;)
    {
      JsonObject *row = g_ptr_array_index (plan->requirements, i);
      const char *what = mq_json_get_string (row, "what", "");
      const char *of = mq_json_get_string (row, "of", "");
      const MqPlanPart *old = mq_sketch_plan_find_part (before, of);
      const MqPlanPart *new = mq_sketch_plan_find_part (plan, of);
      gboolean is_color = g_str_equal (what, "color");
      gboolean is_look = old != NULL && new != NULL && (is_color || g_str_equal (what, "material"));
      gboolean is_overtaken = mq_requirement_is_promise (row)
                              || (is_given (before, row) && !is_given (plan, row));

      for (guint j = 0; is_look && j < MIN (old->materials->len, new->materials->len); j++)
        {
          const MqPlanMaterial *then = mq_sketch_plan_find_material (before,
                                                                     old->materials->pdata[j]);
          const MqPlanMaterial *now = mq_sketch_plan_find_material (plan, new->materials->pdata[j]);

          if (then == NULL || now == NULL)
            continue;
          if (!is_color)
            is_overtaken |= g_strcmp0 (then->finish, now->finish) != 0;
          else if (j == 0)
            is_overtaken |= g_strcmp0 (then->color, now->color) != 0 || now->colors != then->colors;
        }
      if (is_overtaken)
        g_ptr_array_remove_index (plan->requirements, i);
    }

  for (guint i = 0; i < reading->requests->len; i++)
    add_request (plan, before, lexicon, g_ptr_array_index (reading->requests, i));
  MQ_EACH (reading->unknown, i, const char, words)
    {
      g_autofree char *doubt = mq_written_number_describe_doubt (words);

      mq_sketch_requirements_add_unmade (
          plan, words,
          doubt != NULL ? doubt : _ ("the built-in sketcher does not know these words"));
    }
}

/**
 * mq_sketch_requirements_add_copies:
 * @thing: a thing of a composition
 * @wanted: as many as the user wants, which may be more than there are
 */
void
mq_sketch_requirements_add_copies (MqSketchPlan *thing, guint wanted)
{
  g_autofree char *name = g_utf8_strdown (thing->name, -1);
  g_autofree char *names = mq_words_plural (name);
  g_autofree char *words = g_strdup_printf ("%u %s", wanted, wanted > 1 ? names : name);

  add_row (thing, mq_json_new ("words:s what:s of:s is:s value:i", words, "pieces", "whole",
                               "equal", (gint64)wanted));
}

/* Names of sizes along an axis. */
static const char *const sizes[] = { "width", "depth", "height", "length", NULL };
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

/* @plan: a plan, or a thing of a composition. Returns: whether the boxes and numbers of the plan
 * are as the row demands */
static gboolean
is_given (MqSketchPlan *plan, JsonObject *row)
{
  const char *what = "", *of = "", *axis = "", *is = "", *unit = "";
  double value = 0;
  double metres;
  double min[3], max[3];
  gsize at;
  const MqPlanPart *part;

  mq_json_read (row, "what:s of:s axis:s is:s unit:s value:d", &what, &of, &axis, &is, &unit,
                &value);
  metres = value * mq_length_unit_get_metres (unit);
  at = *axis >= 'x' && *axis <= 'z' ? (gsize)(*axis - 'x') : 0;
  part = mq_sketch_plan_find_part (plan, of);
  if (g_str_equal (what, "size"))
    return get_box (plan, of, min, max)
           && (is_near (max[at] - min[at], metres)
               || (g_str_equal (is, "at_least") && max[at] - min[at] > metres)
               || (g_str_equal (is, "at_most") && max[at] - min[at] < metres));
  if (g_str_equal (what, "clearance"))
    return part != NULL && part->kind->fits != NULL
           && fabs (plan->scale * mq_sketch_plan_get_value (plan, part->kind->fits) - metres)
                  < 1e-6;
  if (g_str_equal (what, "place"))
    return get_box (plan, of, min, max) && is_near (max[at], metres);
  if (g_str_equal (what, "pieces") && g_str_equal (of, "whole"))
    return plan->copies == value;
  if (g_str_equal (what, "pieces"))
    return part != NULL
           && (g_str_equal (is, "at_least") ? mq_sketch_plan_get_count (plan, part->kind) >= value
                                            : mq_sketch_plan_get_count (plan, part->kind) == value);

  return part != NULL || g_str_equal (of, "whole");
}

/* @plan: a plan, or a thing of a composition. Returns: (transfer full): its own requirements,
 * about one copy */
JsonArray *
mq_sketch_requirements_list (const MqSketchPlan *plan)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < plan->requirements->len; i++)
    json_array_add_object_element (rows,
                                   mq_json_copy_object (g_ptr_array_index (plan->requirements, i)));
  return rows;
}

/* @plan: a plan; of a composition, the requirements of its things, for all their copies.
 * Returns: (transfer full): its requirements, as they are measured */
JsonArray *
mq_sketch_requirements_to_json (MqSketchPlan *plan)
{
  JsonArray *rows = mq_sketch_requirements_list (plan);

  MQ_EACH (plan->things, i, MqSketchPlan, thing)
    {
      g_autoptr (JsonArray) own = mq_sketch_requirements_list (thing);
      g_autofree char *name = g_utf8_strdown (thing->name, -1);

      for (guint j = 0; j < json_array_get_length (own); j++)
        {
          JsonObject *row = json_array_get_object_element (own, j);
          const char *what = mq_json_get_string (row, "what", "");
          const char *of = mq_json_get_string (row, "of", "");
          gboolean is_whole = g_str_equal (of, "whole");
          gboolean is_place = g_str_equal (what, "place");
          gboolean is_count = g_str_equal (what, "pieces");
          gboolean is_upright = g_str_equal (mq_json_get_string (row, "axis", ""), "z");
          const MqPlanPart *part = mq_sketch_plan_find_part (thing, of);
          /* Each copy has the part as one object and one piece. */
          gboolean is_one_piece = part != NULL && mq_sketch_plan_get_count (thing, part->kind) == 1;
          g_autofree char *words = g_strdup_printf ("%s: %s", name,
                                                    mq_json_get_string (row, "words", ""));

          /* Things that stand around another one are turned. */
          if ((is_place || g_str_equal (what, "size"))
              && ((!is_upright && thing->place == MQ_PLAN_AROUND)
                  || (is_place && (thing->place == MQ_PLAN_ON || thing->is_piled))
                  || (!is_whole && thing->copies > 1 && !is_one_piece)))
            {
              json_array_add_object_element (rows,
                                             new_open (words, is_whole ? thing->name : of,
                                                       _ ("it is turned or moved to its place")));
              continue;
            }
          if (!is_whole || !is_count)
            json_object_set_string_member (row, "words", words);
          if (is_count && !is_whole)
            json_object_set_int_member (row, "value",
                                        thing->copies * mq_json_get_int (row, "value", 0));
          else if ((is_place || g_str_equal (what, "size")) && thing->copies > 1)
            json_object_set_boolean_member (row, "each", TRUE);
          if (is_whole)
            json_object_set_string_member (row, "of", thing->name);
          json_array_add_object_element (rows, json_object_ref (row));
        }
    }

  return rows;
}

/* The name of a thing of a composition, or of the plan of one, in rows and fixes. */
static const char *
get_name (MqSketchPlan *plan)
{
  return plan->name != NULL && *plan->name != '\0' ? plan->name : "whole";
}

/**
 * mq_sketch_requirements_new_fix:
 * @row: a row of the report about a requirement that is missed
 *
 * Returns: (transfer full) (nullable): the value of a parameter, or the scale, that would give what
 *   is wanted
 */
JsonObject *
mq_sketch_requirements_new_fix (MqSketchPlan *plan, JsonObject *row)
{
  const char *what = "", *of = "", *axis = "", *unit = "";
  double wanted = 0, found = 0;
  gboolean is_whole;
  gboolean is_scaled;
  guint n_lengths = 0;
  const MqKindParam *decider = NULL;
  double value = 0;
  JsonObject *fix = NULL;

  mq_json_read (row, "what:s of:s axis:s unit:s wanted:d found:d", &what, &of, &axis, &unit,
                &wanted, &found);
  is_whole = g_str_equal (of, get_name (plan));
  wanted *= mq_length_unit_get_metres (unit);
  found *= mq_length_unit_get_metres (unit);
  /* A larger difference does not come from the parameter. */
  if (!(wanted > 0 && found > 0 && fabs (wanted - found) <= MAX_MISS * wanted))
    return NULL;

  for (guint i = 0; fix == NULL && i < plan->things->len; i++)
    fix = mq_sketch_requirements_new_fix (g_ptr_array_index (plan->things, i), row);
  if (fix != NULL || plan->things->len > 0)
    return fix;

  /* Where a size of the whole is the only length that is wanted, scaling gives it. */
  for (guint i = 0; i < plan->requirements->len; i++)
    n_lengths += mq_json_get_string (plan->requirements->pdata[i], "unit", NULL) != NULL;
  is_scaled = is_whole && n_lengths == 1 && g_str_equal (what, "size");

  /* The parameter that has the wanted value; else one of the part along the row's axis, which moves
   * the part's end: a stool's legs are as high as its seat allows. */
  for (guint i = 0; !(is_scaled && plan->kind->keeps_proportions) && i < plan->kind->params->len;
       i++)
    {
      const MqKindParam *param = g_ptr_array_index (plan->kind->params, i);

      if (!g_str_equal (param->unit, "m") || !g_strv_contains (param->of, is_whole ? "whole" : of))
        continue;
      if (is_near (plan->values[i] * plan->scale, wanted))
        {
          decider = param;
          break;
        }
      if (decider == NULL && *axis != '\0' && param->axis != NULL
          && g_strv_contains (sizes, param->axis)
          && g_str_equal (axis, axes[mq_sketch_plan_find_axis (plan, param->axis)]))
        decider = param;
    }
  if (decider != NULL)
    value = mq_sketch_plan_get_value (plan, decider->name) + (wanted - found) / plan->scale;
  /* Beyond its range a parameter repairs nothing. */
  if (decider != NULL && value >= decider->min && value <= decider->max)
    return mq_json_new ("do:s name:s value:d", "set", decider->name, value);

  return is_scaled ? mq_json_new ("do:s thing:s value:d", "scale", get_name (plan),
                                  rint (plan->scale * wanted / found * 1e5) / 1e5)
                   : NULL;
}
