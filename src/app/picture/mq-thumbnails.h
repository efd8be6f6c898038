/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_thumbnails_*(): the thumbnail cache on disk, so that a gallery opens at once the second time.
 * Used by mq_picture_load(). */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Like mq_picture_decode(), with the cache. Blocks; call it on a worker thread. */
GdkTexture *
mq_thumbnails_load (const char *path, guint max_px, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mq_thumbnails_sweep (gsize max_bytes);

G_END_DECLS
