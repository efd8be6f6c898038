/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPicture: a picture from a file, scaled down and decoded off the main thread. Used wherever the
 * window shows a render or a user's picture. */
#pragma once

#include <gtk/gtk.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Resolves to a GdkTexture of at most @max_px a side (device px); rejects if the file is missing or
 * no picture. Cached in memory (bounded) and, scaled down, in the user's cache folder. */
DexFuture *mq_picture_load (const char *path, int max_px) G_GNUC_WARN_UNUSED_RESULT;
/* The state of the memory cache, for tests: bytes of textures that are kept; requests that wait. */
gsize mq_picture_cache_get_size (void);
guint mq_picture_cache_get_n_waiting (void);
#define MQ_PICTURE_WHOLE 16384 /* px: in full size */

/* Re-encodes a user's picture: decoded in a sandboxed process, at most 3136 px a side, a PNG
 * without metadata in @folder. Resolves to its path; rejects with a sentence that names the
 * file. */
DexFuture *mq_picture_import (const char *path, const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/* Properties, all write-only: "path" (NULL: empty), "width" and "height" (natural size, also the
 * maximum, px). A missing file shows an icon and has a description for screen readers. */
#define MQ_TYPE_PICTURE (mq_picture_get_type ())
G_DECLARE_FINAL_TYPE (MqPicture, mq_picture, MQ, PICTURE, GtkWidget)

GtkWidget *mq_picture_new (const char *path, int width, int height);
void mq_picture_set_path (MqPicture *self, const char *path);
void mq_picture_replace_path (MqPicture *self, const char *path);
void mq_picture_show (MqPicture *self, const char *path, const char *name);

G_END_DECLS
