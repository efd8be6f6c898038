/* What is let in as a picture of the user's: PNG, JPEG and WebP by what the file is, not by what it is
 * called; at most 20 MiB and 40 megapixels. Only headers are read here, nothing is decoded. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MQ_REFERENCE_MAX_BYTES (20 * 1024 * 1024)
#define MQ_REFERENCE_MAX_PIXELS (40 * 1000 * 1000)

/**
 * MqPictureFacts:
 * @mime: "image/png", "image/jpeg", "image/webp"
 * @width: px
 * @height: px
 *
 * What the head of a picture says.
 */
typedef struct
{
  const char *mime;
  guint width;
  guint height;
} MqPictureFacts;

/* Both block and refuse with MQ_ERROR_BAD_INPUT and a sentence that has @name, the file's for people. */
int
mq_picture_check_file (const char *path, const char *name, MqPictureFacts *facts, GError **error);
gboolean mq_picture_check_bytes (const guint8 *data, gsize length, const char *name,
                                 MqPictureFacts *facts, GError **error);

G_END_DECLS
