/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Two pictures in one place, see mq-picture-pair.h. */
#include "app/picture/mq-picture-pair.h"

#define WIDTH 480 /* natural width, px */
#define LEAST_WIDTH 160
#define LEAST_HEIGHT 90

void
mq_picture_pair_request (MqPictureSource *const *pair)
{
  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    mq_picture_source_request (pair[i]);
}

void
mq_picture_pair_measure (MqPictureSource *const *pair, GtkOrientation orientation, int for_size,
                         int *minimum, int *natural)
{
  double ratio = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST_WIDTH;
      *natural = WIDTH;
      return;
    }

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      GdkTexture *texture = pair[i]->texture;

      if (texture != NULL)
        ratio = MAX (ratio,
                     (double)gdk_texture_get_height (texture) / gdk_texture_get_width (texture));
    }
  if (ratio <= 0)
    ratio = 9.0 / 16;
  *minimum = LEAST_HEIGHT;
  *natural = MAX (LEAST_HEIGHT, (int)((for_size > 0 ? for_size : WIDTH) * ratio));
}
