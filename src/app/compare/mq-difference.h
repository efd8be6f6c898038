/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDifference: a faded picture in which the differences from another one are marked in the accent
 * colour. Used by MqComparePictures. */
#pragma once

#include "app/picture/mq-picture-pair.h"

G_BEGIN_DECLS

#define MQ_TYPE_DIFFERENCE (mq_difference_get_type ())
G_DECLARE_FINAL_TYPE (MqDifference, mq_difference, MQ, DIFFERENCE, GtkWidget)

void mq_difference_show (MqDifference *self, const char *const paths[MQ_PICTURE_N_SIDES],
                         const char *name);

G_END_DECLS
