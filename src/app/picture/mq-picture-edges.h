/* What a picture is at its edges, so that it can go on where its widget has more room than it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_picture_edges_extend (GtkSnapshot *snapshot, GdkTexture *texture,
                              const graphene_rect_t *where, float width, float height);

G_END_DECLS
