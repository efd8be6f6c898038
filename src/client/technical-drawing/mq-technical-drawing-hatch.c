/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The hatching of a section, see mq-technical-drawing-marks.h: lines at 45° through what is cut. */
#include "client/technical-drawing/mq-technical-drawing-marks.h"

#include "common/json/mq-json.h"

#include <math.h>

/* Between lines, mm on the paper; in thin walls half of it. */
#define STEP 2.5
#define THIN 1.5 /* times STEP */
/* Surfaces of an object that are told apart. */
#define MAX_SURFACES 32

/* A side of an outline along the lines and across them: sums and differences of x and y. */
typedef struct
{
  double along[2], across[2];
  guint surface;
} Side;

typedef struct
{
  double along;
  guint surface;
} Crossing;

static gint
compare_crossings (gconstpointer a, gconstpointer b)
{
  const Crossing *one = a, *other = b;

  return one->along > other->along ? 1 : one->along < other->along ? -1 : 0;
}

/* @turn: 1: the line rises to the right, -1: to the left */
static void
add_hatch_line (MqTechnicalDrawing *self, const GArray *sides, double at, double turn)
{
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (Crossing));
  guint32 inside = 0;
  double from = 0;

  for (guint i = 0; i < sides->len; i++)
    {
      const Side *side = &g_array_index (sides, Side, i);
      Crossing crossing = { 0, side->surface };

      if ((side->across[0] > at) == (side->across[1] > at))
        continue;

      crossing.along = side->along[0]
                       + (side->along[1] - side->along[0]) * (at - side->across[0])
                             / (side->across[1] - side->across[0]);
      g_array_append_val (crossings, crossing);
    }
  g_array_sort (crossings, compare_crossings);

  for (guint i = 0; i < crossings->len; i++)
    {
      const Crossing *crossing = &g_array_index (crossings, Crossing, i);
      guint32 before = inside;
      double to = crossing->along;

      inside ^= 1u << crossing->surface;
      if (before == 0)
        from = to;
      else if (inside == 0)
        mq_technical_drawing_add_line (self, MQ_STROKE_HATCH, (from - turn * at) / 2,
                                       (at + turn * from) / 2, (to - turn * at) / 2,
                                       (at + turn * to) / 2);
    }
}

static void
hatch_object (MqTechnicalDrawing *self, JsonArray *cuts, gint64 object, double left, double bottom)
{
  double turn = object % 2 == 0 ? 1 : -1;
  g_autoptr (GArray) sides = g_array_new (FALSE, FALSE, sizeof (Side));
  double low = INFINITY, high = -INFINITY, length = 0, area = 0, step = STEP * sqrt (2);

  MQ_JSON_EACH (cuts, i, cut)
    {
      JsonArray *loops = mq_json_get_array (cut, "loops");
      guint n_loops = mq_json_get_int (cut, "object", -1) == object ? mq_json_length (loops) : 0;

      for (guint j = 0; j < n_loops; j++)
        {
          JsonNode *node = json_array_get_element (loops, j);
          JsonArray *points = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
          guint n = mq_json_length (points) / 2;

          for (guint k = 0; k < n; k++)
            {
              Side side = { .surface = i % MAX_SURFACES };
              double x[2], y[2];

              for (guint end = 0; end < 2; end++)
                {
                  guint at = 2 * ((k + end) % n);

                  x[end] = left + json_array_get_double_element (points, at) * self->scale;
                  y[end] = bottom + json_array_get_double_element (points, at + 1) * self->scale;
                  side.along[end] = x[end] + turn * y[end];
                  side.across[end] = y[end] - turn * x[end];
                  low = fmin (low, side.across[end]);
                  high = fmax (high, side.across[end]);
                }
              length += hypot (x[1] - x[0], y[1] - y[0]);
              area += (x[0] * y[1] - x[1] * y[0]) / 2;
              g_array_append_val (sides, side);
            }
        }
    }

  /* Twice the area over its outline is about how thick a wall is. */
  if (2 * fabs (area) < THIN * STEP * length)
    step /= 2;
  if (high - low < 2 * self->paper->width)
    for (double at = ceil (low / step) * step; at < high; at += step)
      add_hatch_line (self, sides, at, turn);
}

/**
 * mq_technical_drawing_add_hatching:
 * @self: a drawing
 * @cuts: the outlines of a section, those of an object after each other
 * @left: where its x is 0, mm on the paper
 * @bottom: where its y is 0
 *
 * Adds lines through what is cut of each object, at a right angle to those of the one before it.
 * Surfaces of an object that run into each other are one.
 */
void
mq_technical_drawing_add_hatching (MqTechnicalDrawing *self, JsonArray *cuts, double left,
                                   double bottom)
{
  gint64 last = -1;

  MQ_JSON_EACH (cuts, i, cut)
    {
      gint64 object = mq_json_get_int (cut, "object", 0);

      if (object != last)
        hatch_object (self, cuts, object, left, bottom);
      last = object;
    }
}
