/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweeps, see mq-batch-sweep.h. Lists and ranges are combined with each other, the last one
 * changing fastest, and each combination is drawn `count` times. A number that is drawn depends on
 * the seed, the item's id, its number and the parameter's name alone: not on the order, the other
 * parameters or the machine. */
#include "client/batch/mq-batch-sweep.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <math.h>
#include <string.h>

#define MAX_REDRAWS 1000
#define MAX_VALUES 100000

typedef enum
{
  AXIS_FIXED,
  AXIS_GRID,
  AXIS_UNIFORM,
  AXIS_NORMAL,
  AXIS_CHOICE,
} AxisKind;

/* One parameter of a sweep. */
typedef struct
{
  const char *name;
  AxisKind kind;
  GArray *values; /* of double: fixed, of the grid, of the choice, or of the distribution */
  gboolean is_whole;
  double min; /* of the kind's parameter */
  double max;
} Axis;

/* A source of random numbers. */
typedef struct
{
  guint64 state;
} Stream;

/* A sweep while it is expanded. */
typedef struct
{
  const MqBatchLine *line;
  GArray *axes; /* of Axis */
  guint64 seed;
  guint count;
  gboolean redraw;
  guint n;
} Sweep;

static void
axis_clear (gpointer data)
{
  g_array_unref (((Axis *)data)->values);
}

/**
 * mq_batch_sweep_is_one:
 * @item: an item
 *
 * Returns: whether it stands for several
 */
gboolean
mq_batch_sweep_is_one (JsonObject *item)
{
  JsonObject *parameters = mq_json_get_object (item, "parameters");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (parameters == NULL)
    return FALSE;

  json_object_iter_init_ordered (&iter, parameters);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!mq_json_schema_is_of_type (node, "number"))
      return TRUE;

  return json_object_has_member (item, "count");
}

static gboolean
read_numbers (JsonNode *node, GArray *values)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; i < mq_json_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      double value = 0;

      if (!mq_json_schema_is_of_type (element, "number") || values->len >= MAX_VALUES)
        return FALSE;
      value = json_node_get_double (element);
      g_array_append_val (values, value);
    }

  return values->len > 0;
}

static gboolean
read_distribution (Axis *axis, JsonObject *of)
{
  static const struct
  {
    const char *name;
    AxisKind kind;
    gboolean is_whole;
  } kinds[] = {
    { "uniform", AXIS_UNIFORM, FALSE },
    { "integer", AXIS_UNIFORM, TRUE },
    { "normal", AXIS_NORMAL, FALSE },
    { "choice", AXIS_CHOICE, FALSE },
  };
  double from = NAN, to = NAN, step = NAN;
  gint64 n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (json_object_has_member (of, kinds[i].name))
      {
        axis->kind = kinds[i].kind;
        axis->is_whole = kinds[i].is_whole;
        return json_object_get_size (of) == 1
               && read_numbers (json_object_get_member (of, kinds[i].name), axis->values)
               && (axis->kind == AXIS_CHOICE || axis->values->len == 2)
               && (axis->kind != AXIS_UNIFORM
                   || g_array_index (axis->values, double, 0)
                          <= g_array_index (axis->values, double, 1));
      }

  /* From one end to the other, in steps of a size or so many. Rounded to what a number is written
   * as, so that 0.1 + 0.2 is 0.3. */
  axis->kind = AXIS_GRID;
  mq_json_read (of, "from:d to:d step:d steps:l", &from, &to, &step, &n);
  if (!isfinite (from) || !isfinite (to) || (!isfinite (step) && n < 2)
      || (isfinite (step) && (!(step > 0) || from > to)))
    return FALSE;

  if (isfinite (step))
    n = (gint64)MIN (floor ((to - from) / step + 1e-9) + 1, MAX_VALUES + 1.0);
  for (gint64 i = 0; i < n && n <= MAX_VALUES; i++)
    {
      double value = isfinite (step) ? from + (double)i * step
                                     : from + (to - from) * (double)i / (double)(n - 1);

      value = rint (value * 1e9) / 1e9;
      g_array_append_val (axis->values, value);
    }

  return n <= MAX_VALUES;
}

static gboolean
read_axis (Axis *axis, const char *name, JsonNode *node, JsonArray *params, GError **error)
{
  JsonObject *param = mq_json_find (params, "name", name);
  double value = 0;
  gboolean good = TRUE;

  *axis = (Axis){ .name = name, .values = g_array_new (FALSE, FALSE, sizeof (double)) };
  if (param == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“parameters.%s”: the kind has no such parameter",
                    name);

  axis->min = mq_json_get_double (param, "min", -INFINITY);
  axis->max = mq_json_get_double (param, "max", INFINITY);
  axis->is_whole = strstr ("count seed", mq_json_get_string (param, "unit", "-")) != NULL;
  if (mq_json_schema_is_of_type (node, "number"))
    {
      value = json_node_get_double (node);
      g_array_append_val (axis->values, value);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      axis->kind = AXIS_GRID;
      good = read_numbers (node, axis->values);
    }
  else
    good = JSON_NODE_HOLDS_OBJECT (node) && read_distribution (axis, json_node_get_object (node));

  return good
         || mq_fail (
             error, MQ_ERROR_BAD_INPUT,
             "“parameters.%s” is a number, a list of numbers, {\"from\", \"to\", \"step\" or "
             "\"steps\"}, or one of {\"uniform\": [least, most]}, {\"integer\": [least, "
             "most]}, {\"normal\": [mean, deviation]} and {\"choice\": [numbers]}",
             name);
}

/* SplitMix64 (Steele, Lea, Flood 2014), which turns any counter into 64 good bits. */
static guint64
mix (guint64 state)
{
  guint64 z = state + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* FNV-1a. */
static guint64
hash_text (guint64 hash, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * G_GUINT64_CONSTANT (0x100000001b3);
  return mix (hash);
}

/* Returns: above 0 and below 1 */
static double
draw_unit (Stream *stream)
{
  stream->state = mix (stream->state);
  return ((double)(stream->state >> 11) + 0.5) / 9007199254740992.0;
}

/* @combination: which one of the grid, @drawn: which one of it is drawn */
static MqBatchItem *
make_item (Sweep *self, guint combination, guint drawn, GError **error)
{
  JsonObject *from = self->line->json;
  g_autofree char *id = g_strdup_printf ("%s-%05u", mq_json_get_string (from, "id", ""),
                                         combination * self->count + drawn + 1);
  g_autoptr (JsonObject) item = mq_json_new ("id:s", id);
  JsonObject *values = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_strv_contains ((const char *const[]){ "id", "parameters", "count", "redraw", NULL },
                          name))
      json_object_set_member (item, name, json_node_copy (node));
  json_object_set_object_member (item, "parameters", values);

  for (guint i = self->axes->len; i-- > 0;)
    {
      const Axis *axis = &g_array_index (self->axes, Axis, i);
      double value = g_array_index (axis->values, double, 0);

      if (axis->kind == AXIS_GRID)
        {
          value = g_array_index (axis->values, double, combination % axis->values->len);
          combination /= axis->values->len;
        }
      else if (axis->kind != AXIS_FIXED)
        {
          Stream stream = { hash_text (hash_text (mix (self->seed), id), axis->name) };
          double a = value;
          double b = axis->values->len > 1 ? g_array_index (axis->values, double, 1) : a;
          guint tries = 0;

          /* Again where it may be, until it is one that the kind can have. */
          do
            {
              double unit = draw_unit (&stream);

              if (axis->kind == AXIS_CHOICE)
                value = g_array_index (axis->values, double, (guint)(unit * axis->values->len));
              else if (axis->kind == AXIS_NORMAL)
                /* Box and Muller, 1958. */
                value = a + b * sqrt (-2 * log (unit)) * cos (2 * G_PI * draw_unit (&stream));
              else if (axis->is_whole)
                value = floor (a + unit * (b - a + 1));
              else
                value = a + unit * (b - a);

              /* A tenth of a millimetre is what a plan keeps. */
              value = axis->is_whole ? rint (value) : rint (value * 1e4) / 1e4;
            }
          while (self->redraw && (value < axis->min || value > axis->max) && ++tries < MAX_REDRAWS);
          if (tries == MAX_REDRAWS)
            return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                                 "“parameters.%s”: of %d numbers drawn, none is from %g to %g, "
                                 "which the kind can have",
                                 axis->name, MAX_REDRAWS, axis->min, axis->max);
        }
      json_object_set_double_member (values, axis->name, value);
    }

  return mq_batch_item_new (self->line->number, item);
}

/**
 * mq_batch_sweep_expand:
 * @line: a line for which mq_batch_sweep_is_one() holds
 * @params: those of its kind, `[{"name", "min", "max", "unit"}]`
 * @items: (element-type MqBatchItem): gets the items
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether the sweep is a possible one
 */
gboolean
mq_batch_sweep_expand (const MqBatchLine *line, JsonArray *params, GPtrArray *items, GError **error)
{
  g_autoptr (GArray) axes = g_array_new (FALSE, FALSE, sizeof (Axis));
  Sweep sweep = {
    .line = line,
    .axes = axes,
    .seed = (guint64)mq_json_get_int (line->json, "seed", 0),
    .count = (guint)mq_json_get_int (line->json, "count", 1),
    .redraw = mq_json_get_boolean (line->json, "redraw", FALSE),
  };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint64 combinations = 1;
  gboolean draws = FALSE;

  g_array_set_clear_func (axes, axis_clear);
  json_object_iter_init_ordered (&iter, mq_json_get_object (line->json, "parameters"));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      Axis axis;
      gboolean good = read_axis (&axis, name, node, params, error);

      g_array_append_val (axes, axis);
      if (!good)
        return FALSE;
    }

  MQ_EACH_VALUE (sweep.axes, i, const Axis, axis)
    {
      draws = draws || axis->kind >= AXIS_UNIFORM;
      if (axis->kind == AXIS_GRID)
        combinations *= axis->values->len;
      if (combinations * sweep.count + items->len > MQ_BATCH_MAX_ITEMS)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "The batch has more than %d items",
                        MQ_BATCH_MAX_ITEMS);
    }
  if (sweep.count > 1 && !draws)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“count” needs a parameter with a distribution: all %u would be the same",
                    sweep.count);

  for (guint i = 0; i < combinations; i++)
    for (guint j = 0; j < sweep.count; j++)
      {
        MqBatchItem *item = make_item (&sweep, i, j, error);

        if (item == NULL)
          return FALSE;
        g_ptr_array_add (items, item);
      }

  return TRUE;
}
