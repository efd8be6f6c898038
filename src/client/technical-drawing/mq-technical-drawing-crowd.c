/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a technical drawing that have no room on the paper, see mq-technical-drawing.h: the
 * pleats of a lamp shade, the tiles of a roof, both sides of a thin sheet. */
#include "client/technical-drawing/mq-technical-drawing.h"

#include "common/base/mq-each.h"

#include <math.h>

/* Lines that run beside each other are further apart, mm. */
#define LEAST_GAP 0.5
#define CELL 0.25
/* How much of a line may run beside others. */
#define CROWDED 0.6
/* Directions that are told apart, of half a turn. */
#define N_BINS 8

/* A mark with its points, each with its direction: x, y and radians */
typedef struct
{
  MqMark *mark;
  GArray *samples; /* of double[3] */
} Sampled;

/* The paper in cells: the directions of the lines through each, a bit for each of N_BINS. */
typedef struct
{
  guint8 *cells;
  guint width, height;
} Grid;

/* Returns: (transfer full): the points of a line or a circle, CELL apart, each with its direction.
 */
static GArray *
sample_mark (const MqMark *mark)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (double[3]));
  guint n_circle = (guint)CLAMP (2 * G_PI * mark->size / CELL, 8, 10000);

  for (guint i = 0; mark->kind == MQ_MARK_CIRCLE && i < n_circle; i++)
    {
      double turn = 2 * G_PI * i / n_circle;
      double sample[3] = { mark->points[0] + mark->size * cos (turn),
                           mark->points[1] + mark->size * sin (turn), turn + G_PI / 2 };

      g_array_append_val (samples, sample);
    }
  for (guint i = 1; mark->kind == MQ_MARK_LINE && i < mark->n_points; i++)
    {
      const double *from = mark->points + 2 * i - 2, *to = mark->points + 2 * i;
      double length = hypot (to[0] - from[0], to[1] - from[1]);
      guint n = (guint)fmin (length / CELL, 10000) + 1;

      for (guint j = 0; j < n; j++)
        {
          double at = (j + 0.5) / n;
          double sample[3] = { from[0] + (to[0] - from[0]) * at, from[1] + (to[1] - from[1]) * at,
                               atan2 (to[1] - from[1], to[0] - from[0]) };

          g_array_append_val (samples, sample);
        }
    }
  return samples;
}

/* Seen lines come first, then longer ones. */
static gint
compare_sampled (gconstpointer a, gconstpointer b)
{
  const Sampled *one = a, *other = b;

  return one->mark->stroke != other->mark->stroke
             ? (int)one->mark->stroke - (int)other->mark->stroke
         : one->samples->len > other->samples->len ? -1
                                                   : one->samples->len < other->samples->len;
}

/* Returns: the number of a sample's direction */
static guint
find_bin (const double sample[3])
{
  return (guint)(fmod (sample[2] + 2 * G_PI, G_PI) / G_PI * N_BINS) % N_BINS;
}

/* Returns: (nullable): the cell @step cells beside a sample, across its line: along it are those
 * that go on from it. %NULL: off the paper */
static guint8 *
find_cell (const Grid *grid, const double sample[3], int step)
{
  guint x = (guint)fmax (0, (sample[0] - sin (sample[2]) * step * CELL) / CELL);
  guint y = (guint)fmax (0, (sample[1] + cos (sample[2]) * step * CELL) / CELL);

  return x < grid->width && y < grid->height ? &grid->cells[y * grid->width + x] : NULL;
}

/* Whether a line beside a sample runs in about its direction. @bin: its direction */
static gboolean
is_beside_another (const Grid *grid, const double sample[3], guint bin)
{
  guint8 bits = (guint8)(1 << bin | 1 << (bin + 1) % N_BINS | 1 << (bin + N_BINS - 1) % N_BINS);

  for (int step = -(int)(LEAST_GAP / CELL); step <= LEAST_GAP / CELL; step++)
    {
      const guint8 *cell = step != 0 ? find_cell (grid, sample, step) : NULL;

      if (cell != NULL && (*cell & bits) != 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * mq_technical_drawing_find_crowded:
 * @self: a drawing
 * @first: the first mark of a view; all later ones are its lines and circles
 *
 * Finds the lines that run beside others too near to be told apart: the shorter one gives way, a
 * hidden one before one that is seen.
 */
void
mq_technical_drawing_find_crowded (MqTechnicalDrawing *self, guint first)
{
  guint width = (guint)(self->paper->width / CELL) + 1;
  guint height = (guint)(self->paper->height / CELL) + 1;
  g_autofree guint8 *cells = g_new0 (guint8, (gsize)width * height);
  const Grid grid = { cells, width, height };
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Sampled));

  for (guint i = first; i < self->marks->len; i++)
    {
      Sampled sampled = { self->marks->pdata[i], sample_mark (self->marks->pdata[i]) };

      g_array_append_val (all, sampled);
    }
  g_array_sort (all, compare_sampled);

  MQ_EACH_VALUE (all, i, Sampled, each)
    {
      const double *samples = (const double *)(gpointer)each->samples->data;
      guint near = 0;

      for (guint j = 0; j < each->samples->len; j++)
        near += is_beside_another (&grid, samples + 3 * j, find_bin (samples + 3 * j));
      each->mark->is_crowded = near > CROWDED * each->samples->len;

      for (guint j = 0; !each->mark->is_crowded && j < each->samples->len; j++)
        {
          guint8 *cell = find_cell (&grid, samples + 3 * j, 0);

          if (cell != NULL)
            *cell |= (guint8)(1 << find_bin (samples + 3 * j));
        }
      g_array_unref (each->samples);
    }
}
