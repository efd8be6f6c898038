/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_picture_edges_extend(): continues a picture's background where the widget is larger than the
 * picture. Used by mq-picture-draw.c. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_picture_edges_extend (GtkSnapshot *snapshot, GdkTexture *texture,
                              const graphene_rect_t *where, float width, float height);

G_END_DECLS
