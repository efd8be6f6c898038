/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPictureView: a large picture that fits at first; zoomed by wheel, pinch and keys, panned by
 * dragging. Used by MqGallery and MqMessageRow. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "clicked" (double x, double y, gboolean adds): a place of the picture, of its width and
 * height; Ctrl was held down; "pointed" (double x, double y): the pointer is there, or at -1, -1
 * nowhere; "loaded": the picture is there, or gone. Actions: picture.zoom-in, picture.zoom-out,
 * picture.fit, picture.copy, picture.save. The picture can be dragged out as a file. */
#define MQ_TYPE_PICTURE_VIEW (mq_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (MqPictureView, mq_picture_view, MQ, PICTURE_VIEW, GtkWidget)

void mq_picture_view_show (MqPictureView *self, const char *path, const char *name,
                           const char *save_name);
void mq_picture_view_set_marks (MqPictureView *self, GdkTexture *marks);
gboolean
mq_picture_view_find (MqPictureView *self, const graphene_point_t *point, graphene_point_t *found);
double mq_picture_view_get_aspect (MqPictureView *self);
gboolean mq_picture_view_is_zoomed (MqPictureView *self);

G_END_DECLS
