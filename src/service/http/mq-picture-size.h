/* How large a picture says it is, from the head of a PNG or a JPEG. Nothing is decoded: a picture that goes on to a
 * model is only looked at as far as its limits need. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_picture_read_size (GBytes *bytes, guint *width, guint *height);

G_END_DECLS
