/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of PNG, JPEG and WebP headers, see mq-picture-sniff.h. It decodes nothing, and checks
 * every length in the file against the bytes it has. PNG: W3C Recommendation "PNG Specification",
 * 11.2.2 IHDR. JPEG: ITU-T T.81, annex B. WebP: RFC 9649. */
#include "common/base/mq-picture-sniff.h"

#include "common/base/mq-byte-order.h"

#include <string.h>

/* JPEG segments before the frame; more than the format allows makes the file suspect. */
#define MAX_SEGMENTS 1000

static gboolean
has (const guint8 *data, gsize length, gsize offset, const char *magic)
{
  gsize n = strlen (magic);

  return length >= offset + n && memcmp (data + offset, magic, n) == 0;
}

static gboolean
read_jpeg (const guint8 *data, gsize length, guint *width, guint *height)
{
  gsize at = 2;

  for (guint segments = 0; segments < MAX_SEGMENTS; segments++)
    {
      guint8 marker;
      guint size;

      if (at + 2 > length || data[at] != 0xff)
        return FALSE;
      while (at + 1 < length && data[at + 1] == 0xff)
        at++;
      if (at + 4 > length)
        return FALSE;

      marker = data[at + 1];
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7))
        {
          at += 2;
          continue;
        }
      if (marker == 0 || marker == 0xd9 || marker == 0xda)
        return FALSE;

      size = mq_read_big_endian (data + at + 2, 2);
      if (size < 2)
        return FALSE;

      /* Frames start with a marker from C0 to CF; three of these have another meaning. */
      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        {
          if (size < 8 || at + 9 > length)
            return FALSE;
          *height = mq_read_big_endian (data + at + 5, 2);
          *width = mq_read_big_endian (data + at + 7, 2);
          return TRUE;
        }
      at += 2 + size;
    }

  return FALSE;
}

/**
 * mq_picture_sniff:
 * @data: the first bytes of a file
 * @length: how many; a JPEG may need a megabyte
 * @mime: (out) (nullable): "image/png", "image/jpeg", "image/webp", also if the rest of the header
 *   is broken; %NULL: another format
 * @width: (out): px, 0 if unknown
 * @height: (out): px
 *
 * Returns: whether it is a picture of an accepted format with a known size
 */
gboolean
mq_picture_sniff (const guint8 *data, gsize length, const char **mime, guint *width, guint *height)
{
  gboolean good = FALSE;

  *mime = NULL;
  *width = *height = 0;

  if (has (data, length, 0, "\x89PNG\r\n\x1a\n"))
    {
      *mime = "image/png";
      good = length >= 24 && mq_read_big_endian (data + 8, 4) == 13
             && has (data, length, 12, "IHDR");
      if (good)
        {
          *width = mq_read_big_endian (data + 16, 4);
          *height = mq_read_big_endian (data + 20, 4);
        }
    }
  else if (has (data, length, 0, "\xff\xd8\xff"))
    {
      *mime = "image/jpeg";
      good = read_jpeg (data, length, width, height);
    }
  else if (has (data, length, 0, "RIFF") && has (data, length, 8, "WEBP"))
    {
      *mime = "image/webp";
      if (has (data, length, 12, "VP8X") && length >= 30)
        {
          *width = mq_read_little_endian (data + 24, 3) + 1;
          *height = mq_read_little_endian (data + 27, 3) + 1;
        }
      else if (has (data, length, 12, "VP8L") && length >= 25 && data[20] == 0x2f)
        {
          guint32 bits = mq_read_little_endian (data + 21, 4);

          *width = (bits & 0x3fff) + 1;
          *height = (bits >> 14 & 0x3fff) + 1;
        }
      else if (has (data, length, 12, "VP8 ") && has (data, length, 23, "\x9d\x01\x2a")
               && length >= 30)
        {
          *width = mq_read_little_endian (data + 26, 2) & 0x3fff;
          *height = mq_read_little_endian (data + 28, 2) & 0x3fff;
        }
      good = *width > 0;
    }

  if (good && *width > 0 && *height > 0)
    return TRUE;

  *width = *height = 0;
  return FALSE;
}
