/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_picture_decode(): decodes an untrusted picture on the calling thread. Used by
 * mq_thumbnails_load() and mq_picture_import(). */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define MQ_PICTURE_MAX_BYTES (64 * 1024 * 1024)
#define MQ_PICTURE_MAX_SIDE 16384 /* px */
#define MQ_PICTURE_MAX_PIXELS (40 * 1000 * 1000)

typedef enum
{
  MQ_PICTURE_DECODE_RENDER,    /* a PNG is read in this process */
  MQ_PICTURE_DECODE_SANDBOXED, /* always in a sandboxed process, where that works */
} MqPictureDecodeMode;

GdkTexture *mq_picture_decode (const char *path, guint max_px, MqPictureDecodeMode mode,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GdkTexture *mq_picture_shrink (GdkTexture *texture, guint max_px) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
