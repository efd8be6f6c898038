/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Validation of a user's picture: by content, not by name; at most 20 MiB and 40 megapixels. It
 * reads headers only and decodes nothing; of other formats than PNG, JPEG and WebP, the decoder
 * says the size. Used by the composer, the library and mq_reference_make(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MQ_REFERENCE_MAX_BYTES (20 * 1024 * 1024)
#define MQ_REFERENCE_MAX_PIXELS (40 * 1000 * 1000)
/** MQ_REFERENCE_MAX_SIDE: px of the longer side of a picture that is kept: twice what is sent, so
 * that parts of a drawing can be enlarged. */
#define MQ_REFERENCE_MAX_SIDE 3136

/**
 * MqPictureFacts:
 * @mime: "image/png", "image/jpeg", "image/webp"; %NULL: another format, see mq_reference_make()
 * @width: px
 * @height: px
 *
 * The format and size of a picture, from its header.
 */
typedef struct
{
  const char *mime;
  guint width;
  guint height;
} MqPictureFacts;

gsize mq_picture_read_head (int fd, guint8 *head, gsize size);

/* Both block. They fail with MQ_ERROR_BAD_INPUT and a sentence that contains @name, the file's name
 * for the user. */
int
mq_picture_check_file (const char *path, const char *name, MqPictureFacts *facts, GError **error);
gboolean mq_picture_check_bytes (const guint8 *data, gsize length, const char *name,
                                 MqPictureFacts *facts, GError **error);

G_END_DECLS
