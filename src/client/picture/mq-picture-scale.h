/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A scaler that shrinks a picture row by row, by the mean of the pixels that each new pixel covers,
 * so that the whole picture is never in memory twice. Used by mq_reference_make(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MqPictureScale MqPictureScale;

MqPictureScale *mq_picture_scale_new (guint width, guint height, guint to_width, guint to_height);
void mq_picture_scale_free (MqPictureScale *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqPictureScale, mq_picture_scale_free)

void mq_picture_scale_add_row (MqPictureScale *self, const guint8 *row);
GBytes *mq_picture_scale_finish (MqPictureScale *self) G_GNUC_WARN_UNUSED_RESULT;

void
mq_picture_scale_fit (guint width, guint height, guint max_px, guint *to_width, guint *to_height);

G_END_DECLS
