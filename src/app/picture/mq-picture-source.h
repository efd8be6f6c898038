/* MqPictureSource: the texture of a picture file at the size that a widget needs. Used by the
 * picture widgets: MqPicture, MqPictureView, MqWipe and MqDifference. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal: "changed": the texture changed, or the file is missing or damaged. */
#define MQ_TYPE_PICTURE_SOURCE (mq_picture_source_get_type ())
G_DECLARE_FINAL_TYPE (MqPictureSource, mq_picture_source, MQ, PICTURE_SOURCE, GObject)

MqPictureSource *mq_picture_source_new (GtkWidget *widget);

const char *mq_picture_source_get_path (MqPictureSource *self);
gboolean mq_picture_source_set_path (MqPictureSource *self, const char *path);
void mq_picture_source_set_factor (MqPictureSource *self, double factor);
void mq_picture_source_request (MqPictureSource *self);
GdkTexture *mq_picture_source_get_texture (MqPictureSource *self);
gboolean mq_picture_source_is_broken (MqPictureSource *self);

G_END_DECLS
