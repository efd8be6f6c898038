/* What the first bytes of a picture say: its kind and its size. The one reader of heads of pictures, for the
 * library, the window and the service. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean
mq_picture_sniff (const guint8 *data, gsize length, const char **mime, guint *width, guint *height);

G_END_DECLS
