/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_picture_draw*(): drawing code shared by MqPicture, MqPictureView, MqWipe and MqDifference. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_picture_draw_texture (GtkWidget *widget, GtkSnapshot *snapshot, GdkTexture *texture,
                              const graphene_rect_t *where);
void mq_picture_draw_missing (GtkWidget *widget, GtkSnapshot *snapshot,
                              const graphene_rect_t *where, const char *text);
graphene_rect_t mq_picture_fit (GdkTexture *texture, float width, float height);

G_END_DECLS
