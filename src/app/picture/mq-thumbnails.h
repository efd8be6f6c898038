/* Small pictures on disk, so that a gallery that was seen once opens at once. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* As mq_picture_decode(), by way of the cache. On a worker thread. */
GdkTexture *
mq_thumbnails_load (const char *path, guint max_px, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the oldest until at most @max_bytes are left. */
void mq_thumbnails_sweep (gsize max_bytes);

G_END_DECLS
