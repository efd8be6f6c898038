/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row-by-row scaler, see mq-picture-scale.h. */
#include "client/picture/mq-picture-scale.h"

#include <math.h>
#include <string.h>

#define CHANNELS 4

struct _MqPictureScale
{
  guint width;
  guint height;
  guint to_width;
  guint to_height;
  guint row;    /* the next input row */
  guint to_row; /* the output row being summed */
  float *sums;  /* of that row: to_width × CHANNELS */
  guint8 *pixels;
};

/**
 * mq_picture_scale_new:
 * @width: px of an input row
 * @height: number of input rows
 * @to_width: at most @width
 * @to_height: at most @height
 *
 * Returns: (transfer full): a scaler for rows of four bytes a pixel, premultiplied
 */
MqPictureScale *
mq_picture_scale_new (guint width, guint height, guint to_width, guint to_height)
{
  MqPictureScale *self = g_new0 (MqPictureScale, 1);

  g_assert (to_width > 0 && to_width <= width && to_height > 0 && to_height <= height);

  self->width = width;
  self->height = height;
  self->to_width = to_width;
  self->to_height = to_height;
  self->sums = g_new0 (float, (gsize)to_width *CHANNELS);
  self->pixels = g_malloc ((gsize)to_width * to_height * CHANNELS);
  return self;
}

void
mq_picture_scale_free (MqPictureScale *self)
{
  g_free (self->sums);
  g_free (self->pixels);
  g_free (self);
}

static void
finish_row (MqPictureScale *self)
{
  gsize n = (gsize)self->to_width * CHANNELS;
  guint8 *out = self->pixels + self->to_row * n;
  float area = ((float)self->width / self->to_width) * ((float)self->height / self->to_height);

  for (gsize i = 0; i < n; i++)
    {
      float mean = self->sums[i] / area + 0.5f;

      out[i] = mean >= 255.0f ? 255 : (guint8)mean;
      self->sums[i] = 0;
    }
  self->to_row++;
}

/**
 * mq_picture_scale_add_row:
 * @self: a scaler
 * @row: the next row, from the top
 */
void
mq_picture_scale_add_row (MqPictureScale *self, const guint8 *row)
{
  double step_x = (double)self->width / self->to_width;
  double step_y = (double)self->height / self->to_height;
  double at = self->row;
  double below = at + 1;

  g_assert (self->row < self->height);
  self->row++;

  if (self->to_width == self->width && self->to_height == self->height)
    {
      gsize n = (gsize)self->width * CHANNELS;

      memcpy (self->pixels + self->to_row * n, row, n);
      self->to_row++;
      return;
    }

  while (at < below && self->to_row < self->to_height)
    {
      double border = (self->to_row + 1) * step_y;
      /* The share of the row in the output row being summed. */
      float weight = (float)(MIN (border, below) - at);

      for (guint x = 0; weight > 0 && x < self->to_width; x++)
        {
          double begin = x * step_x;
          double end = MIN (begin + step_x, self->width);
          float sum[CHANNELS] = { 0 };
          guint last = MIN ((guint)ceil (end), self->width);

          for (guint i = (guint)begin; i < last; i++)
            {
              float part = (float)(MIN (end, i + 1.0) - MAX (begin, (double)i));

              for (guint c = 0; c < CHANNELS; c++)
                sum[c] += part * row[(gsize)i * CHANNELS + c];
            }
          for (guint c = 0; c < CHANNELS; c++)
            self->sums[(gsize)x * CHANNELS + c] += weight * sum[c];
        }
      at = MIN (border, below);
      if (border > below)
        break;
      finish_row (self);
    }
}

/**
 * mq_picture_scale_finish:
 * @self: a scaler that has received all its rows
 *
 * Returns: (transfer full): the pixels, rows without gaps
 */
GBytes *
mq_picture_scale_finish (MqPictureScale *self)
{
  g_assert (self->row == self->height);

  /* Rounding may leave the last output row incomplete. */
  if (self->to_row < self->to_height)
    finish_row (self);

  return g_bytes_new_take (g_steal_pointer (&self->pixels),
                           (gsize)self->to_width * self->to_height * CHANNELS);
}

/**
 * mq_picture_scale_fit:
 * @width: px
 * @height: px
 * @max_px: maximum px of the longer side
 * @to_width: (out): at least 1
 * @to_height: (out): at least 1
 *
 * Computes the largest size with the same aspect ratio that fits; it never enlarges.
 */
void
mq_picture_scale_fit (guint width, guint height, guint max_px, guint *to_width, guint *to_height)
{
  guint longer = MAX (width, height);

  if (longer <= max_px)
    {
      *to_width = width;
      *to_height = height;
      return;
    }
  *to_width = MAX (1, (guint)((guint64)width * max_px / longer));
  *to_height = MAX (1, (guint)((guint64)height * max_px / longer));
}
