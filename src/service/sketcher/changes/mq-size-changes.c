/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSizeChanges, see mq-size-changes.h. A size finds its parameter by part and axis;
 * where the kind has none, the whole is scaled, or build() stretches the part. */
#include "service/sketcher/changes/mq-size-changes.h"

#include "common/base/mq-each.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Share of a part within which it ends, and share of the whole that parts may be in one another: a
 * report calls what is deeper a fault. */
#define NEAR_END 0.2
#define MAX_DEPTH 0.01

/* A size of the whole set in metres, which is kept when another one scales the whole. */
typedef struct
{
  const MqKindParam *param;
  double metres;
} HeldSize;

/* The subject of a size or a count: the whole where @name is NULL. */
typedef struct
{
  const char *key;
  const char *name;
  gboolean is_uncounted; /* the parameter counts what has it: clumps of leaves */
} Subject;

struct _MqSizeChanges
{
  MqSketchPlan *plan;
  MqChangeLog *log;
  gboolean instruction;
  GArray *held;         /* of HeldSize */
  MqSketchPlan *before; /* (nullable): a copy of the plan, where the user pointed at parts */
  GPtrArray *used;      /* parameters that a size of these parts set */
};

/* The parameter axes that a word may mean, the nearest first. */
static const char *const related_axes[][6] = {
  { "width", "diameter", "length", "radius", NULL },
  { "depth", "thickness", "width", NULL },
  { "height", "length", "thickness", NULL },
  { "length", "width", "height", "depth", NULL },
  { "thickness", "height", "radius", "diameter", "depth", NULL },
  { "radius", "diameter", "width", NULL },
  { "diameter", "radius", "width", NULL },
};

/* The adjective of an axis, and its comparatives. */
typedef struct
{
  const char *axis;
  const char *is;
  const char *more;
  const char *less;
} Adjective;

static const char *const *
kin_of (const char *axis)
{
  for (gsize i = 0; i < G_N_ELEMENTS (related_axes); i++)
    if (g_strcmp0 (related_axes[i][0], axis) == 0)
      return related_axes[i];

  return NULL;
}

static char *
in_units (double metres)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean small = fabs (metres) < 1;

  g_ascii_formatd (buffer, sizeof buffer, "%.3g", small ? metres * 100 : metres);
  return g_strdup_printf ("%s %s", buffer, small ? "cm" : "m");
}

static gboolean
is_size (const MqKindParam *param)
{
  return g_str_equal (param->unit, "m") && param->axis != NULL
         && !g_str_equal (param->axis, "travel");
}

/* The parameters for an axis of a subject; for "size", all of its dimensions. */
static GPtrArray *
find_params (MqSketchPlan *plan, const char *of, const char *axis, gboolean every)
{
  GPtrArray *params = g_ptr_array_new ();
  const char *const *names = axis != NULL ? kin_of (axis) : NULL;

  if (names == NULL)
    {
      MQ_EACH (plan->kind->params, i, const MqKindParam, param)
        if (is_size (param) && g_strv_contains (param->of, of)
            && (!every || g_str_equal (param->of[0], of)))
          g_ptr_array_add (params, (gpointer)param);
      return params;
    }

  for (gsize name = 0; names[name] != NULL && params->len == 0; name++)
    MQ_EACH (plan->kind->params, i, const MqKindParam, param)
      {
        if (mq_kind_param_is_along (param, names[name]) && g_str_equal (param->unit, "m")
            && g_strv_contains (param->of, of))
          {
            /* A parameter of this subject alone takes precedence over a shared one. */
            if (params->len > 0 && g_str_equal (param->of[0], of))
              g_ptr_array_set_size (params, 0);
            if (params->len == 0)
              g_ptr_array_add (params, (gpointer)param);
          }
      }

  return params;
}

static const Subject the_whole = { "", NULL };

/* Translators: sizes, as in “40 cm high” or “the seat 2 cm thicker”. */
static const Adjective adjectives[] = {
  { "height", NC_ ("size", "high"), NC_ ("size", "higher"), NC_ ("size", "lower") },
  { "width", NC_ ("size", "wide"), NC_ ("size", "wider"), NC_ ("size", "narrower") },
  { "depth", NC_ ("size", "deep"), NC_ ("size", "deeper"), NC_ ("size", "shallower") },
  { "length", NC_ ("size", "long"), NC_ ("size", "longer"), NC_ ("size", "shorter") },
  { "thickness", NC_ ("size", "thick"), NC_ ("size", "thicker"), NC_ ("size", "thinner") },
  { "size", NC_ ("size", "big"), NC_ ("size", "bigger"), NC_ ("size", "smaller") },
  { "diameter", NC_ ("size", "in diameter"), NC_ ("size", "wider"), NC_ ("size", "narrower") },
  { "radius", NC_ ("size", "in radius"), NC_ ("size", "wider"), NC_ ("size", "narrower") },
};
/* The whole is tall, and a part is high. */
static const Adjective whole_height = { "height", NC_ ("size", "tall"), NC_ ("size", "taller"),
                                        NC_ ("size", "lower") };

static const Adjective *
find_adjective (const Subject *subject, const char *axis)
{
  if (subject->name == NULL && g_strcmp0 (axis, "height") == 0)
    return &whole_height;

  for (gsize i = 0; i < G_N_ELEMENTS (adjectives); i++)
    if (g_strcmp0 (adjectives[i].axis, axis) == 0)
      return &adjectives[i];

  return NULL;
}

/* "40 cm high", "10 cm taller", "twice as thick"; in an instruction "thicker" for "thick". Only the
 * words of a message about a part go into the title, which is English. */
static char *
describe_size (MqSizeChanges *self, const Subject *subject, const MqRequestDetail *said)
{
  const Adjective *words = find_adjective (subject, said->axis);
  gboolean is_title = subject->name != NULL && !self->instruction;
  const char *text = is_title ? said->text : g_dpgettext2 (NULL, "size", said->text);
  const char *is, *more, *less;

  if (words == NULL)
    return g_strdup (text);
  is = is_title ? words->is : g_dpgettext2 (NULL, "size", words->is);
  more = is_title ? words->more : g_dpgettext2 (NULL, "size", words->more);
  less = is_title ? words->less : g_dpgettext2 (NULL, "size", words->less);

  if (said->type == MQ_REQUEST_DETAIL_MEASURE)
    return g_strdup_printf ("%s %s", text, is);
  if (said->type == MQ_REQUEST_DETAIL_MEASURE_BY)
    return g_strdup_printf ("%s %s", text, said->value < 0 ? less : more);
  if (said->type == MQ_REQUEST_DETAIL_FACTOR && said->value == 2)
    /* Translators: %s is a size: “twice as high”. */
    return g_strdup_printf (is_title ? "twice as %s" : _ ("twice as %s"), is);
  if (said->type == MQ_REQUEST_DETAIL_FACTOR && said->value == 0.5)
    /* Translators: %s is a size: “half as high”. */
    return g_strdup_printf (is_title ? "half as %s" : _ ("half as %s"), is);
  if (self->instruction && said->value > 1 && g_str_equal (said->text, words->is))
    return g_strdup (more);

  return g_strdup (text);
}

/* "seat thicker", "bigger" */
static void
report_size (MqSizeChanges *self, const Subject *subject, const MqRequestDetail *said)
{
  g_autofree char *words = describe_size (self, subject, said);

  if (subject->name == NULL)
    mq_phrases_add (self->log->done, MQ_PHRASE_WORDS, words, words);
  else
    mq_phrase_qualify (mq_change_log_add (self->log,
                                          self->instruction ? MQ_PHRASE_CHANGE : MQ_PHRASE_PART,
                                          subject->key, subject->name),
                       words, words);
}

static void
report_count (MqSizeChanges *self, const Subject *subject, double count)
{
  mq_change_log_add (self->log, MQ_PHRASE_PART, subject->key, subject->name)->number
      = (guint)MAX (0, rint (count));
}

/* Sets a parameter and reports it; a value out of range is clamped, which is reported too. */
static void
set_param (MqSizeChanges *self, const MqKindParam *param, double value, const Subject *subject,
           const MqRequestDetail *said)
{
  gboolean is_count = g_str_equal (param->unit, "count");
  double before = mq_sketch_plan_get_value (self->plan, param->name);
  double after;
  gboolean limited;

  if (self->log->current != NULL)
    self->log->current->param = param;
  mq_sketch_plan_set_value (self->plan, param->name, value);
  after = mq_sketch_plan_get_value (self->plan, param->name);
  limited = fabs (after - value) > 1e-3 * MAX (1, fabs (value)) + 1e-9;

  if (limited)
    {
      g_autofree char *limit = g_str_equal (param->unit, "m") ? in_units (after * self->plan->scale)
                                                              : g_strdup_printf ("%g", after);
      g_autofree char *size = describe_size (self, subject, said);
      gboolean says_count = said->type >= MQ_REQUEST_DETAIL_COUNT
                            && said->type <= MQ_REQUEST_DETAIL_COUNT_TIMES;
      g_autofree char *what = NULL;
      g_autofree char *start = NULL;

      if (subject->name == NULL)
        what = g_strdup (size);
      else if (says_count)
        what = g_strdup_printf ("%s %s", said->text, subject->name);
      else
        what = g_strdup_printf ("%s %s", subject->name, size);
      start = mq_words_begin_sentence (what);
      /* Translators: a request in English and its limit: “Seat 30 cm: 8 cm is as far as it goes”.
       */
      mq_change_log_refuse (self->log, _ ("%s: %s is as far as it goes"), start, limit);
    }
  if (limited && fabs (after - before) < 1e-9)
    return;

  if (limited && said->type == MQ_REQUEST_DETAIL_MEASURE)
    {
      g_autofree char *limit = in_units (after * self->plan->scale);
      MqRequestDetail reached = *said;

      reached.text = limit;
      report_size (self, subject, &reached);
    }
  else if (limited && said->type == MQ_REQUEST_DETAIL_FACTOR && said->value > 1
           && find_adjective (subject, said->axis) != NULL)
    {
      MqRequestDetail reached = *said;

      reached.value = 1;
      reached.text = (char *)find_adjective (subject, said->axis)->more;
      report_size (self, subject, &reached);
    }
  else if (is_count && subject->is_uncounted)
    mq_phrase_qualify (mq_change_log_add (self->log, MQ_PHRASE_PART, subject->key, subject->name),
                       said->text, said->text);
  else if (is_count && subject->name != NULL)
    report_count (self, subject, after);
  else
    report_size (self, subject, said);
}

static double
dimension (MqSketchPlan *plan, const char *axis)
{
  double size[3];
  double along;

  mq_sketch_plan_get_size (plan, NULL, size);
  along = size[mq_sketch_plan_find_axis (plan, axis)];
  return g_strcmp0 (axis, "radius") == 0 ? along / 2 : along;
}

static gboolean
fits (const MqKindParam *param, double value)
{
  return value >= param->min - 1e-9 && value <= param->max + 1e-9;
}

static void
hold_size (MqSizeChanges *self, const MqKindParam *param, double metres)
{
  HeldSize held = { param, metres };

  g_array_append_val (self->held, held);
}

static void
scale_whole (MqSizeChanges *self, double factor, const MqRequestDetail *said)
{
  double scale = self->plan->scale * factor;

  if (!(scale >= 0.01 && scale <= 100))
    {
      mq_change_log_refuse (self->log, _ ("“%s”: the whole can be scaled by 0.01 to 100"),
                            said->text);
      return;
    }

  /* Three digits of the scale are precise enough. */
  self->plan->scale = fabs (scale - 1) < 1e-3
                          ? 1
                          : g_ascii_strtod (g_ascii_formatd ((char[32]){ 0 }, 32, "%.4g", scale),
                                            NULL);
  report_size (self, &the_whole, said);

  /* Restores the sizes set before, after the whole was scaled. */
  MQ_EACH_VALUE (self->held, i, const HeldSize, held)
    {
      double value = held->metres / self->plan->scale;

      mq_sketch_plan_set_value (self->plan, held->param->name, value);
      if (!fits (held->param, value))
        {
          g_autofree char *text = in_units (held->metres);

          /* Translators: a size that was not kept, its subject: “40 cm (the seat's height)”. */
          mq_change_log_refuse (self->log, _ ("%s (%s), together with the other size"), text,
                                held->param->about);
        }
    }
}

static double
wanted (const MqRequestDetail *said, double now)
{
  switch (said->type)
    {
    case MQ_REQUEST_DETAIL_MEASURE:
      return said->value;
    case MQ_REQUEST_DETAIL_MEASURE_BY:
      return now + said->value;
    default:
      return now * said->value;
    }
}

/* Converts between radius and diameter. */
static double
convert (const MqKindParam *param, const char *axis, double value)
{
  gboolean is_radius = g_str_equal (param->axis, "radius");
  gboolean says_radius = g_strcmp0 (axis, "radius") == 0;

  if (is_radius && !says_radius)
    return value / 2;
  if (!is_radius && says_radius)
    return value * 2;
  return value;
}

/* The size of a part's box along the axis of a size, or of the whole where @part is %NULL; @high:
 * (out) (optional): how high it reaches. Returns 0 for what has no such axis. */
static double
size_along (MqSketchPlan *plan, const MqKindPart *part, const char *axis, double *high)
{
  static const char *const axes[] = { "width", "depth", "height" };
  double min[3] = { 0 };
  double max[3] = { 0 };

  if (part == NULL)
    return dimension (plan, axis);

  mq_sketch_plan_get_box (plan, part, min, max);
  if (high != NULL)
    *high = max[2];
  for (gsize i = 0; i < G_N_ELEMENTS (axes); i++)
    if (g_strcmp0 (axis, axes[i]) == 0)
      return max[i] - min[i];

  return 0;
}

static gboolean
is_near (double size, double wanted)
{
  return fabs (size - wanted) <= MAX (0.0001, 0.001 * wanted);
}

/* A parameter of the whole need not be the size of the whole: a chair's height is its seat's
 * plus its back's, a bottle's is without its cork; and a table's legs end below its top. Finds the
 * value at which the box of @part, or of the whole, is @metres along @axis, assuming that the box
 * grows with the parameter. Returns NAN where no value in range fits. */
static double
solve_param (MqSizeChanges *self, const MqKindParam *param, const MqKindPart *part,
             const char *axis, double metres)
{
  double before = mq_sketch_plan_get_value (self->plan, param->name);
  double low = param->min;
  double high = param->max;
  double found;

  for (guint i = 0; i < 40; i++)
    {
      double middle = (low + high) / 2;

      mq_sketch_plan_set_value (self->plan, param->name, middle);
      if (size_along (self->plan, part, axis, NULL) < metres)
        low = middle;
      else
        high = middle;
    }

  /* A tenth of a millimetre is precise enough. */
  mq_sketch_plan_set_value (self->plan, param->name, round ((low + high) / 2 * 1e4) / 1e4);
  found = mq_sketch_plan_get_value (self->plan, param->name);
  if (fabs (size_along (self->plan, part, axis, NULL) - metres) > MAX (0.0005, 0.002 * metres))
    found = NAN;
  mq_sketch_plan_set_value (self->plan, param->name, before);
  return found;
}

/* Sizes the whole by a parameter of it, or scales it. */
static void
size_whole_by_param (MqSizeChanges *self, const MqKindParam *param, const MqRequestDetail *said)
{
  MqSketchPlan *plan = self->plan;
  double now = mq_sketch_plan_get_value (plan, param->name) * plan->scale;
  double whole = dimension (plan, said->axis);
  gboolean scales = plan->kind->keeps_proportions && self->held->len == 0;
  double target;
  double factor;
  double value;

  if (g_str_equal (param->axis, "radius") && g_strcmp0 (said->axis, "radius") != 0)
    now *= 2;

  /* The parameter is only a part of the size. */
  if (said->type == MQ_REQUEST_DETAIL_MEASURE && whole > 0 && !is_near (now, whole))
    {
      value = scales ? NAN : solve_param (self, param, NULL, said->axis, said->value);
      if (isnan (value))
        scale_whole (self, said->value / whole, said);
      else
        {
          mq_sketch_plan_set_value (plan, param->name, value);
          report_size (self, &the_whole, said);
          hold_size (self, param, value * plan->scale);
        }
      if (scales)
        hold_size (self, param, mq_sketch_plan_get_value (plan, param->name) * plan->scale);
      return;
    }

  target = wanted (said, now);
  value = convert (param, said->axis, target) / plan->scale;
  if (said->type != MQ_REQUEST_DETAIL_MEASURE)
    {
      set_param (self, param, value, &the_whole, said);
      return;
    }

  /* It equals the size of the whole only for a parameter of the whole. */
  if (plan->kind->keeps_proportions && !g_str_equal (param->of[0], "whole") && whole > 0)
    now = whole;
  factor = target / now;
  /* Scales, too, where the parameter's range is too small and the sizes set before can be kept. */
  if (!scales && !fits (param, value))
    {
      scales = TRUE;
      MQ_EACH_VALUE (self->held, i, const HeldSize, held)
        scales &= fits (held->param, held->metres / (plan->scale * factor));
    }
  if (scales)
    scale_whole (self, factor, said);
  else
    set_param (self, param, value, &the_whole, said);
  hold_size (self, param, mq_sketch_plan_get_value (plan, param->name) * plan->scale);
}

static void
size_whole (MqSizeChanges *self, const MqRequestDetail *said)
{
  MqSketchPlan *plan = self->plan;
  gboolean all = said->axis == NULL || g_str_equal (said->axis, "size");
  g_autoptr (GPtrArray) params = all ? g_ptr_array_new ()
                                     : find_params (plan, "whole", said->axis, FALSE);
  double now = dimension (plan, said->axis);
  gboolean found = FALSE;

  /* “A bracket, 5 mm thick”: what it is made of, which is no size of the whole. */
  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    if (said->axis != NULL && g_strcmp0 (param->axis, said->axis) == 0
        && g_strv_contains (param->words, said->axis) && !g_strv_contains (param->of, "whole"))
      {
        set_param (self, param,
                   wanted (said, mq_sketch_plan_get_value (plan, param->name) * plan->scale)
                       / plan->scale,
                   &the_whole, said);
        return;
      }

  /* "A 30 cm ruler" is longer than one of 15 cm, and no magnified one. */
  if (said->axis == NULL && said->type == MQ_REQUEST_DETAIL_MEASURE
      && !plan->kind->keeps_proportions)
    MQ_EACH (plan->kind->params, i, const MqKindParam, param)
      if (g_strv_contains (param->of, "whole") ? mq_kind_param_is_along (param, "length")
                                               : g_strv_contains (param->words, "length"))
        {
          MqRequestDetail length = *said;

          length.axis = "length";
          size_whole (self, &length);
          return;
        }
  if (params->len > 0)
    {
      size_whole_by_param (self, g_ptr_array_index (params, 0), said);
      return;
    }
  if (all || said->type != MQ_REQUEST_DETAIL_FACTOR)
    {
      if (now > 0)
        scale_whole (self, wanted (said, now) / now, said);
      return;
    }

  /* Taller without a height of the whole: changes all heights together. */
  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    {
      if (g_strcmp0 (param->axis, said->axis) == 0 && g_str_equal (param->unit, "m"))
        {
          set_param (self, param, mq_sketch_plan_get_value (plan, param->name) * said->value,
                     &the_whole, said);
          found = TRUE;
        }
    }
  if (!found)
    /* Translators: a request in English, and the object in English: “chair”. */
    mq_change_log_refuse (self->log, _ ("“%s”: the %s has no such dimension to change"), said->text,
                          plan->kind->words[0]);
}

/* @before: the plan before the first of the parts that the user pointed at changed: one that is of
 * another size since then has followed. */
static void
stretch_part (MqSizeChanges *self, MqSketchPlan *before, MqPlanPart *part,
              const MqRequestDetail *said, const Subject *subject)
{
  double size[3];
  double was[3];
  double factor = said->value;
  gsize axis = 3;
  MqPlanAdjust *adjust;
  g_autofree char *why = NULL;

  mq_sketch_plan_get_size (before, part->kind, was);
  mq_sketch_plan_get_size (self->plan, part->kind, size);
  for (gsize i = 0; i < 3; i++)
    if (fabs (was[i] - size[i]) > 1e-6)
      return;

  if (g_strcmp0 (said->axis, "height") == 0)
    axis = 2;
  else if (g_strcmp0 (said->axis, "width") == 0)
    axis = 0;
  else if (g_strcmp0 (said->axis, "depth") == 0)
    axis = 1;
  else if (g_strcmp0 (said->axis, "length") == 0 || g_strcmp0 (said->axis, "thickness") == 0)
    {
      gboolean longest = g_str_equal (said->axis, "length");

      axis = 0;
      for (gsize i = 1; i < 3; i++)
        if (longest ? size[i] > size[axis] : size[i] < size[axis])
          axis = i;
    }

  if (said->type != MQ_REQUEST_DETAIL_FACTOR)
    {
      double now = axis < 3 ? size[axis] : MAX (size[0], MAX (size[1], size[2]));

      factor = now > 1e-6 ? wanted (said, now) / now : 1;
    }
  if (!(factor > 0.05 && factor < 20))
    {
      mq_change_log_refuse (self->log, _ ("“%s”: a part can be stretched by 0.05 to 20"),
                            said->text);
      return;
    }

  factor = rint (factor * 1e4) / 1e4;
  /* Part of the script, which is English. */
  why = g_strdup_printf ("%s, as asked", said->text);
  adjust = mq_plan_part_adjust (part, MQ_PLAN_RESIZE, 0, why);
  for (gsize i = 0; i < 3; i++)
    adjust->x[i] = axis == 3 || axis == i ? factor : 1;
  report_size (self, subject, said);
}

/* Whether another part, or the ground, is where a part ends. */
static gboolean
ends_at_another (MqSizeChanges *self, const MqKindPart *part, gsize axis, gboolean is_upper)
{
  double min[3], max[3], low[3], high[3];
  double reach;

  mq_sketch_plan_get_box (self->plan, part, min, max);
  reach = NEAR_END * (max[axis] - min[axis]);
  if (axis == 2 && !is_upper && self->plan->kind->grounded && min[2] < 0.002)
    return TRUE;

  for (guint i = 0; i < self->plan->parts->len; i++)
    {
      const MqKindPart *other = ((MqPlanPart *)g_ptr_array_index (self->plan->parts, i))->kind;

      if (other == part || other->effect || !mq_kind_part_is_joined (part, other))
        continue;
      mq_sketch_plan_get_box (self->plan, other, low, high);
      if (is_upper ? low[axis] >= max[axis] - reach : high[axis] <= min[axis] + reach)
        return TRUE;
    }

  return FALSE;
}

/* @now: that size by a parameter, of a part of several objects; 0: there is none.
 *
 * Stretches each object of a part where it is, so that nothing else changes. An end that is at
 * another part stays there; between two others a part can only grow as deep as parts may be in one
 * another, and else the log says that it is blocked. */
static void
stretch_alone (MqSizeChanges *self, MqPlanPart *part, const MqRequestDetail *said, double now,
               const Subject *subject)
{
  static const char *const names[] = { "width", "depth", "height" };
  static const char *const alls[] = { "size", "radius", "diameter", NULL };
  const char *axis = said->axis;
  gboolean is_across = g_strcmp0 (axis, "thickness") == 0;
  gboolean is_along = axis == NULL || g_str_equal (axis, "length");
  gboolean is_one = mq_sketch_plan_get_count (self->plan, part->kind) == 1;
  gsize order[3] = { 0, 1, 2 }; /* the axes, the shortest first */
  MqPlanAdjust adjust = { .kind = MQ_PLAN_STRETCH, .x = { 1, 1, 1 } };
  double size[3];
  double whole[3];
  double factor = said->value;
  double largest = 0;
  gboolean axes[3];
  guint n_found = 0;
  MqPlanAdjust *added;

  mq_sketch_plan_get_size (self->plan, NULL, whole);
  mq_sketch_plan_get_size (self->plan, part->kind, size);
  for (gsize i = 0; i < 2; i++)
    for (gsize j = i + 1; j < 3; j++)
      if (size[order[j]] < size[order[i]])
        {
          gsize other = order[i];

          order[i] = order[j];
          order[j] = other;
        }
  /* A size is of one axis, or of all; a thickness of those across the part, of a bar two. */
  for (gsize i = 0; i < 3; i++)
    axes[i] = g_strcmp0 (axis, names[i]) == 0
              || (axis != NULL && g_strv_contains (alls, axis) && (i < 2 || *axis == 's'));
  axes[order[2]] |= is_along;
  if (is_across)
    {
      axes[order[0]] = TRUE;
      axes[order[1]] = size[order[2]] > 2 * size[order[1]];
    }
  for (gsize i = 0; i < 3; i++)
    largest = axes[i] ? MAX (largest, size[i]) : largest;
  if (is_one || now <= 0)
    now = largest;
  if (said->type != MQ_REQUEST_DETAIL_FACTOR)
    factor = now > 1e-6 ? wanted (said, now) / now : 1;
  if (!(factor > 0.05 && factor < 20))
    {
      mq_change_log_refuse (self->log, _ ("“%s”: a part can be stretched by 0.05 to 20"),
                            said->text);
      return;
    }

  factor = rint (factor * 1e4) / 1e4;
  if (!is_one && (is_across || is_along))
    {
      adjust.kind = MQ_PLAN_THICKEN;
      adjust.x[is_across ? 0 : 1] = factor;
      n_found = 1;
    }
  for (gsize i = 0; adjust.kind == MQ_PLAN_STRETCH && i < 3; i++)
    if (axes[i])
      {
        gboolean low = ends_at_another (self, part->kind, i, FALSE);
        gboolean high = ends_at_another (self, part->kind, i, TRUE);
        double depth = (factor - 1) * size[i] / 2;

        if (said->degree == 0 && low && high
            && (depth < 0 || depth > MAX_DEPTH * MAX (whole[0], MAX (whole[1], whole[2]))))
          continue;
        adjust.x[i] = factor;
        adjust.y[i] = said->degree != 0 ? said->degree : (double)high - (double)low;
        n_found++;
      }

  if (n_found == 0)
    {
      self->log->blocked = TRUE;
      return;
    }
  /* Part of the script, which is English. */
  added = mq_plan_part_adjust (part, adjust.kind, 0, said->text);
  memcpy (added->x, adjust.x, sizeof adjust.x);
  memcpy (added->y, adjust.y, sizeof adjust.y);
  report_size (self, subject, said);
}

static void
size_part (MqSizeChanges *self, const MqKindPart *kind_part, const MqRequest *request,
           const MqRequestDetail *said)
{
  gboolean all = said->axis == NULL || g_str_equal (said->axis, "size");
  MqPlanPart *part = mq_sketch_plan_find_part (self->plan, kind_part->id);
  g_autoptr (GPtrArray) params = find_params (self->plan, kind_part->id, all ? NULL : said->axis,
                                              all);
  const Subject subject = { mq_request_get_key (request), request->text };
  const char *const *names = kin_of (said->axis);
  gboolean is_height = g_strcmp0 (said->axis, "height") == 0;
  double least = MAX (0.0005, 0.002 * said->value);

  if (part == NULL)
    return;
  /* A measure without an axis means the kind's first dimension. */
  if (said->axis == NULL && params->len > 1)
    g_ptr_array_set_size (params, 1);
  if (request->alone)
    {
      const MqKindParam *param = params->len > 0 ? g_ptr_array_index (params, 0) : NULL;

      stretch_alone (self, part, said,
                     param != NULL
                         ? mq_sketch_plan_get_value (self->plan, param->name) * self->plan->scale
                         : 0,
                     &subject);
      return;
    }

  MQ_EACH (params, i, const MqKindParam, param)
    {
      double before = mq_sketch_plan_get_value (self->plan, param->name);
      double now = before * self->plan->scale;
      double value = now * said->value;
      double solved = NAN;
      double high = NAN;
      double size = 0;

      /* One size of several chosen parts is changed once. */
      if (request->chosen && g_ptr_array_find (self->used, param, NULL))
        continue;
      if (request->chosen)
        g_ptr_array_add (self->used, (gpointer)param);
      if (said->type != MQ_REQUEST_DETAIL_FACTOR)
        value = convert (param, said->axis,
                         wanted (said, g_str_equal (param->axis, "radius") ? 2 * now : now));
      value /= self->plan->scale;
      if (said->type == MQ_REQUEST_DETAIL_MEASURE && params->len == 1)
        {
          mq_sketch_plan_set_value (self->plan, param->name, value);
          size = size_along (self->plan, kind_part, said->axis, &high);
          mq_sketch_plan_set_value (self->plan, param->name, before);
        }
      /* The value that makes the part as large as was said; a seat 45 cm high is as high up as
       * that. A height may be another one's: that of a stack is the thickness of its books. */
      if (size > 0 && fabs (size - said->value) > least
          && !(is_height && fabs (high - said->value) <= least))
        {
          const MqKindParam *first = param;

          solved = solve_param (self, param, kind_part, said->axis, said->value);
          for (guint j = 0; isnan (solved) && is_height && j < self->plan->kind->params->len; j++)
            {
              const MqKindParam *other = g_ptr_array_index (self->plan->kind->params, j);

              if (other == first || !is_size (other) || !g_strv_contains (names, other->axis)
                  || !g_strv_contains (other->of, kind_part->id))
                continue;
              solved = solve_param (self, other, kind_part, said->axis, said->value);
              param = isnan (solved) ? param : other;
            }
          value = isnan (solved) ? value : solved;
        }
      set_param (self, param, value, &subject, said);
    }

  if (params->len == 0)
    stretch_part (self, request->chosen ? self->before : self->plan, part, said, &subject);
}

/* Returns: (nullable): the parameter that determines the number of the part's objects */
const MqKindParam *
mq_size_changes_find_count (MqSketchPlan *plan, const MqKindPart *part)
{
  const MqKindParam *param = mq_kind_find (plan->kind->params, part->count);

  if (param != NULL)
    return param;

  /* The count is an expression such as `2*ROWS`: takes the count parameter that lists the part. */
  for (guint i = 0; i < plan->kind->params->len; i++)
    {
      param = g_ptr_array_index (plan->kind->params, i);
      if (g_str_equal (param->unit, "count") && g_strv_contains (param->of, part->id))
        return param;
    }

  return NULL;
}

static double
wanted_count (const MqRequestDetail *said, double now)
{
  switch (said->type)
    {
    case MQ_REQUEST_DETAIL_COUNT:
      return said->value;
    case MQ_REQUEST_DETAIL_COUNT_BY:
      return now + said->value;
    default:
      {
        double count = rint (now * said->value);

        /* "more" means at least one more. */
        return count == now ? now + (said->value > 1 ? 1 : -1) : count;
      }
    }
}

/**
 * mq_size_changes_count:
 * @request: a request
 * @said: a count of its parts, as a number, as a difference, or as a factor
 */
void
mq_size_changes_count (MqSizeChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  static const char *const groups[] = { "clump", "cluster", "pad", "set" };
  const MqKindPart *part = NULL;
  const MqKindParam *param = NULL;
  g_autofree char *noun = mq_words_phrase_key (request->text);
  Subject subject = { mq_request_get_key (request), request->text, FALSE };
  gboolean is_set = FALSE; /* its objects have all that one thing has: "petal" of Petals */
  double now;

  for (guint i = 0; i < request->params->len && param == NULL; i++)
    {
      param = g_ptr_array_index (request->params, i);
      if (!g_str_equal (param->unit, "count"))
        param = NULL;
    }
  for (guint i = 0; i < request->parts->len && param == NULL; i++)
    {
      const MqKindPart *candidate = g_ptr_array_index (request->parts, i);

      if (mq_sketch_plan_find_part (self->plan, candidate->id) == NULL)
        continue;
      part = part != NULL ? part : candidate;
      if ((param = mq_size_changes_find_count (self->plan, candidate)) != NULL)
        part = candidate;
    }

  if (part != NULL && param != NULL && !g_strv_contains (param->words, noun)
      && !g_str_has_prefix (param->about, noun))
    {
      g_autofree char *name = g_utf8_strdown (part->name, -1);
      const char *space = strrchr (name, ' ');
      const char *head = space != NULL ? space + 1 : name;
      g_autofree char *singular = mq_words_singular (head);

      is_set = !g_str_equal (singular, head);
      /* Each object has several: "leaf" of a Leaf clump. */
      for (gsize i = 0; !is_set && i < G_N_ELEMENTS (groups); i++)
        subject.is_uncounted |= g_str_has_suffix (head, groups[i]) && g_str_has_prefix (name, noun)
                                && !g_str_equal (head, noun);
    }
  if (request->whole && param == NULL && said->type == MQ_REQUEST_DETAIL_COUNT)
    {
      if (said->value > 1)
        mq_change_log_refuse (self->log, _ ("%g of it: only one is made at a time"), said->value);
      return;
    }
  if (is_set || (subject.is_uncounted && said->type != MQ_REQUEST_DETAIL_COUNT_TIMES)
      || (part == NULL && param == NULL))
    {
      mq_change_log_refuse (self->log, _ ("“%s %s”"), said->text, request->text);
      return;
    }

  now = param != NULL ? mq_sketch_plan_get_value (self->plan, param->name)
                      : mq_sketch_plan_get_count (self->plan, part);
  if (param == NULL && wanted_count (said, now) == now)
    report_count (self, &subject, now);
  else if (param == NULL)
    {
      g_autofree char *start = mq_words_begin_sentence (part->noun);

      /* Translators: a part in English, the requested and the actual number: “Seat: 3; here it is
       always 1”. */
      mq_change_log_refuse (self->log, _ ("%s: %g; here it is always %g"), start,
                            wanted_count (said, now), now);
    }
  else if (part != NULL && said->type == MQ_REQUEST_DETAIL_COUNT
           && mq_sketch_plan_get_count (self->plan, part) == said->value)
    report_count (self, &subject, said->value);
  else
    set_param (self, param, wanted_count (said, now), &subject, said);
}

/* Sets again each size of the whole that a later request changed: a bottle's foil takes the
 * place of its cork. */
void
mq_size_changes_restore (MqSizeChanges *self, const MqRequestList *reading)
{
  MQ_EACH (reading->requests, i, const MqRequest, request)
    {
      for (guint j = 0; request->whole && j < request->said->len; j++)
        {
          const MqRequestDetail *said = g_ptr_array_index (request->said, j);
          g_autoptr (MqChangeLog) log = NULL;
          g_autoptr (GArray) held = NULL;
          MqSizeChanges again = { 0 };

          if (said->type != MQ_REQUEST_DETAIL_MEASURE || said->refused != NULL
              || is_near (dimension (self->plan, said->axis), said->value))
            continue;

          /* It was reported when it was set first. */
          log = mq_change_log_new ();
          held = self->held->len > 1 ? g_array_copy (self->held)
                                     : g_array_new (FALSE, FALSE, sizeof (HeldSize));
          again = (MqSizeChanges){
            .plan = self->plan, .log = log, .instruction = self->instruction, .held = held
          };
          size_whole (&again, said);
        }
    }
}

/* @plan: it is changed; @instruction: whether an existing asset is changed; @is_pointed: whether
 * the user pointed at parts; @log: gets what is done. Returns: (transfer full): the changes */
MqSizeChanges *
mq_size_changes_new (MqSketchPlan *plan, gboolean instruction, gboolean is_pointed,
                     MqChangeLog *log)
{
  MqSizeChanges *self = g_new0 (MqSizeChanges, 1);

  self->plan = plan;
  self->log = log;
  self->instruction = instruction;
  self->held = g_array_new (FALSE, FALSE, sizeof (HeldSize));
  self->before = is_pointed ? mq_sketch_plan_copy (plan) : NULL;
  self->used = g_ptr_array_new ();
  return self;
}

void
mq_size_changes_free (MqSizeChanges *self)
{
  g_array_unref (self->held);
  g_clear_pointer (&self->before, mq_sketch_plan_free);
  g_ptr_array_unref (self->used);
  g_free (self);
}

/**
 * mq_size_changes_apply:
 * @request: a request
 * @said: a size or the end of a range, of the request
 */
void
mq_size_changes_apply (MqSizeChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  const Subject subject = { mq_request_get_key (request), request->whole ? NULL : request->text };

  if (said->type == MQ_REQUEST_DETAIL_RANGE)
    {
      set_param (self, said->param, said->value, &subject, said);
      return;
    }
  if (request->whole)
    {
      size_whole (self, said);
      return;
    }

  /* “A 12 x 8 mm opening” has a width and a height. */
  MQ_EACH (request->params, i, const MqKindParam, param)
    if (g_str_equal (param->unit, "m") && g_strcmp0 (param->axis, said->axis) == 0)
      {
        double now = mq_sketch_plan_get_value (self->plan, param->name) * self->plan->scale;

        set_param (self, param, wanted (said, now) / self->plan->scale, &subject, said);
        return;
      }
  MQ_EACH (request->params, i, const MqKindParam, param)
    {
      double now = mq_sketch_plan_get_value (self->plan, param->name) * self->plan->scale;
      const char *const *kin = param->axis != NULL ? kin_of (param->axis) : NULL;

      /* “A gear with a bore of 6 mm, 12 mm thick”: a bore has no thickness. */
      if (kin != NULL && said->axis != NULL && kin_of (said->axis) != NULL
          && !g_strv_contains (kin, said->axis))
        {
          size_whole (self, said);
          return;
        }
      if (g_str_equal (param->unit, "m"))
        {
          set_param (self, param, wanted (said, now) / self->plan->scale, &subject, said);
          return;
        }
    }

  for (guint i = 0; i < request->parts->len; i++)
    size_part (self, g_ptr_array_index (request->parts, i), request, said);
  if (request->parts->len > 0)
    return;

  /* A material has no size; the parts made of this material alone do. */
  for (guint i = 0; i < self->plan->parts->len && request->slots->len > 0; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (self->plan->parts, i);
      const MqKindMaterial *slot = g_ptr_array_index (request->slots, 0);

      if (g_strcmp0 (part->kind->materials[0], slot->id) == 0)
        {
          size_part (self, part->kind, request, said);
          return;
        }
    }

  mq_change_log_refuse (self->log, _ ("“%s %s”"), said->text, request->text);
}
