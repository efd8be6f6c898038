/* The size of a picture by its head, see mq-picture-size.h. PNG: W3C Recommendation "PNG Specification", 11.2.2 IHDR.
 * JPEG: ITU-T T.81, annex B. */
#include "service/http/mq-picture-size.h"

#include <string.h>

#define PNG_HEAD 24 /* signature, length and name of IHDR, width, height */

static guint
read_u16 (const guint8 *at)
{
  return (guint)at[0] << 8 | at[1];
}

static guint
read_u32 (const guint8 *at)
{
  return read_u16 (at) << 16 | read_u16 (at + 2);
}

static gboolean
read_png (const guint8 *data, gsize length, guint *width, guint *height)
{
  static const guint8 head[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                 0,    0,   0,   13,  'I',  'H',  'D',  'R' };

  if (length < PNG_HEAD || memcmp (data, head, sizeof head) != 0)
    return FALSE;

  *width = read_u32 (data + 16);
  *height = read_u32 (data + 20);
  return TRUE;
}

/* Start of frame: C0 to CF without the tables C4, C8 and CC. */
static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
read_jpeg (const guint8 *data, gsize length, guint *width, guint *height)
{
  gsize at = 2;

  if (length < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;

  while (at + 4 <= length)
    {
      guint8 marker = data[at + 1];
      gsize segment;

      if (data[at] != 0xff)
        return FALSE;

      if (marker == 0xff) /* filling */
        {
          at++;
          continue;
        }

      /* Scans have no business before the frame. */
      if (marker < 0xc0 || marker == 0xd8 || marker == 0xd9 || marker == 0xda
          || (marker >= 0xd0 && marker <= 0xd7))
        return FALSE;

      segment = read_u16 (data + at + 2);
      if (is_frame (marker))
        {
          if (segment < 8 || at + 9 > length)
            return FALSE;

          *height = read_u16 (data + at + 5);
          *width = read_u16 (data + at + 7);
          return TRUE;
        }

      if (segment < 2)
        return FALSE;
      at += 2 + segment;
    }

  return FALSE;
}

/**
 * mq_picture_read_size:
 * @bytes: from outside
 * @width: (out): in pixels
 * @height: (out): in pixels
 *
 * Returns: whether it is a PNG or a JPEG that says how large it is, and more than nothing
 */
gboolean
mq_picture_read_size (GBytes *bytes, guint *width, guint *height)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  *width = 0;
  *height = 0;
  return data != NULL
         && (read_png (data, length, width, height) || read_jpeg (data, length, width, height))
         && *width > 0 && *height > 0;
}
