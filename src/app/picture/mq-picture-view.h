/* MqPictureView: one picture, large: fits at first; zoom by wheel, pinch and keys, pan by dragging. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: "path", "zoom" (1: fits), "alternative-text", "save-name" (what a file is
 * called that it is saved to; NULL: as it is called). Actions: picture.zoom-in,
 * picture.zoom-out, picture.fit, picture.copy, picture.save. It can be dragged out as a file. */
#define MQ_TYPE_PICTURE_VIEW (mq_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (MqPictureView, mq_picture_view, MQ, PICTURE_VIEW, GtkWidget)

G_END_DECLS
