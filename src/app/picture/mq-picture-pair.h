/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_picture_pair_*(): code shared by MqWipe and MqDifference, which draw two pictures, before and
 * after, in one place. A pair is an array of two MqPictureSources. */
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

void mq_picture_pair_request (MqPictureSource *const *pair);
/* Measures for the higher of the two pictures at the given width. */
void mq_picture_pair_measure (MqPictureSource *const *pair, GtkOrientation orientation,
                              int for_size, int *minimum, int *natural);

G_END_DECLS
