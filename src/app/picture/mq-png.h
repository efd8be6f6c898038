/* Renders are PNG: read row by row into the size that is wanted, so that none is ever held whole, and
 * written fast. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

GdkTexture *mq_png_read (int fd, guint max_px, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mq_png_write (GdkTexture *texture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
