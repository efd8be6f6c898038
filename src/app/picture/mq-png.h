/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_png_*(): PNG files, read row by row and scaled down while reading, so that no picture is in
 * memory in full size; written with fast compression. Used for renders, thumbnails and imported
 * pictures. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

GdkTexture *mq_png_read (int fd, guint max_px, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mq_png_write (GdkTexture *texture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
