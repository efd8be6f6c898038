/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploaded pictures, see mq-uploaded-picture.h. Decodes nothing, and checks every length in the
 * file against the bytes it has. PNG: W3C Recommendation "PNG Specification", 5.3 chunk layout.
 * JPEG: ITU-T T.81, annex B. */
#include "service/routes/mq-uploaded-picture.h"

#include "common/base/mq-byte-order.h"
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-picture-sniff.h"
#include "service/run/mq-http-problem.h"

#include <string.h>

/* Bytes of a PNG's text, profile and other chunks together: they may be compressed a thousandfold,
 * and a picture needs none of them. */
#define MAX_ANCILLARY (64 * 1024)
#define PNG_SIGNATURE 8
/* Bytes of a chunk without its data: length, type, checksum. */
#define PNG_CHUNK 12

#define ACCEPTED "PNG and JPEG of at most %d MiB and %d pixels a side are accepted"
#define ACCEPTED_VALUES MQ_RUN_PICTURE_MAX_BYTES / (1024 * 1024), MQ_RUN_PICTURE_MAX_SIDE

/* Returns: where the picture ends, 0 if it is damaged */
static gsize
find_png_end (const guint8 *data, gsize length)
{
  gsize at = PNG_SIGNATURE;
  gsize ancillary = 0;
  gboolean has_data = FALSE;

  while (length - at >= PNG_CHUNK)
    {
      const guint8 *type = data + at + 4;
      gsize size = mq_read_big_endian (data + at, 4);

      if (size > length - at - PNG_CHUNK)
        return 0;

      at += PNG_CHUNK + size;
      has_data |= memcmp (type, "IDAT", 4) == 0;
      if (memcmp (type, "IEND", 4) == 0)
        return has_data && size == 0 ? at : 0;
      /* The fifth bit of the first letter. */
      if (g_ascii_islower (*type) && (ancillary += size) > MAX_ANCILLARY)
        return 0;
    }

  return 0;
}

/* Returns: where the picture ends, 0 if it is damaged */
static gsize
find_jpeg_end (const guint8 *data, gsize length)
{
  gsize at = 2;

  while (at + 2 <= length)
    {
      guint8 marker = data[at + 1];
      gsize size;

      if (data[at] != 0xff)
        return 0;
      if (marker == 0xd9)
        return at + 2;
      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (at + 4 > length || (size = mq_read_big_endian (data + at + 2, 2)) < 2
          || size > length - at - 2)
        return 0;

      at += 2 + size;
      if (marker != 0xda)
        continue;

      /* In the data of a scan, FF is followed by 00 or a restart. */
      while (at + 1 < length
             && (data[at] != 0xff || data[at + 1] == 0 || data[at + 1] == 0xff
                 || (data[at + 1] >= 0xd0 && data[at + 1] <= 0xd7)))
        at++;
    }

  return 0;
}

static gboolean
fail_type (const char *mime, gboolean is_whole, GError **error)
{
  if (mime != NULL && !is_whole)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The body is a damaged picture (%s). " ACCEPTED,
                    mime, ACCEPTED_VALUES);
  if (mime != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The body is %s. " ACCEPTED, mime, ACCEPTED_VALUES);

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "The body is no picture that is known here. " ACCEPTED,
                  ACCEPTED_VALUES);
}

/* @bytes: what was uploaded; @type: (nullable): the media type that its sender names; @error:
 * %MQ_ERROR_BAD_INPUT, %MQ_HTTP_PROBLEM_TOO_LARGE. Returns: whether it may be stored, and given
 * to a model */
gboolean
mq_uploaded_picture_check (GBytes *bytes, const char *type, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const char *mime;
  guint width;
  guint height;
  gboolean is_whole = mq_picture_sniff (data, length, &mime, &width, &height);
  gsize end;

  if (!is_whole || g_str_equal (mime, "image/webp"))
    return fail_type (mime, is_whole, error);

  if (g_strcmp0 (mime, type) != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The body is %s, and its Content-Type says %s", mime,
                    type);

  if (width > MQ_RUN_PICTURE_MAX_SIDE || height > MQ_RUN_PICTURE_MAX_SIDE)
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_TOO_LARGE,
                                 "The picture has %u × %u pixels. " ACCEPTED, width, height,
                                 ACCEPTED_VALUES);

  end = g_str_equal (mime, "image/png") ? find_png_end (data, length)
                                        : find_jpeg_end (data, length);
  if (end == 0)
    return fail_type (mime, FALSE, error);

  return end == length
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "The picture (%s) has %" G_GSIZE_FORMAT " bytes behind its end, which are "
                     "something else. " ACCEPTED,
                     mime, length - end, ACCEPTED_VALUES);
}
