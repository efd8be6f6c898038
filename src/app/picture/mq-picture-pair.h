/* Two pictures in one place, what was before and what came after: what the widgets that lay them over each
 * other have in common. A pair is an array of two sources. */
#pragma once

#include "app/picture/mq-picture-source.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

enum
{
  MQ_PICTURE_BEFORE,
  MQ_PICTURE_AFTER,
  MQ_PICTURE_N_SIDES
};

/* As large as @widget shows them; nothing while it is not mapped. */
void mq_picture_pair_request (MqPictureSource *const *pair, GtkWidget *widget);
void mq_picture_pair_release (MqPictureSource *const *pair);
/* As high as the higher of the two is where it is as wide as this. */
void mq_picture_pair_measure (MqPictureSource *const *pair, GtkOrientation orientation,
                              int for_size, int *minimum, int *natural);

G_END_DECLS
