/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A text in a PNG, see mq-png-text.h. PNG: W3C Recommendation "PNG Specification", 5.3 chunk
 * layout, 11.3.3.4 iTXt, annex D checksum. */
#include "common/base/mq-png-text.h"

#include "common/base/mq-byte-order.h"
#include "common/base/mq-text.h"

#include <string.h>

/* Where the first chunk behind the header begins. */
#define PLACE 33
/* Bytes of a chunk without its data: length, type, checksum. */
#define CHUNK 12

/* A keyword, then: not compressed, no language, no keyword in it. */
static const char prefix[] = "Maquette drawing\0\0\0\0";

/* Returns: the bytes of the text; 0: there is none */
static gsize
measure (const guint8 *data, gsize length)
{
  gsize size;

  if (length < PLACE + CHUNK || memcmp (data, "\x89PNG", 4) != 0
      || memcmp (data + PLACE + 4, "iTXt", 4) != 0)
    return 0;

  size = mq_read_big_endian (data + PLACE, 4);
  return size > sizeof prefix && size <= sizeof prefix + MQ_PNG_TEXT_MAX
                 && size <= length - PLACE - CHUNK
                 && memcmp (data + PLACE + 8, prefix, sizeof prefix) == 0
             ? size - sizeof prefix
             : 0;
}

/**
 * mq_png_text_read:
 * @data: a picture from outside, or its first %MQ_PNG_TEXT_HEAD bytes
 * @length: bytes
 *
 * Returns: (transfer full) (nullable): the text that mq_png_text_replace() put there
 */
char *
mq_png_text_read (const guint8 *data, gsize length)
{
  gsize size = measure (data, length);
  const char *from = (const char *)data + PLACE + 8 + sizeof prefix;
  g_autofree char *text = size > 0 ? g_strndup (from, size) : NULL;
  g_autofree char *clean = mq_text_clean (text, MQ_PNG_TEXT_MAX);

  return text != NULL && strlen (text) == size && g_str_equal (clean, text)
             ? g_steal_pointer (&text)
             : NULL;
}

static void
append_number (GByteArray *out, guint32 number)
{
  guint32 bytes = GUINT32_TO_BE (number);

  g_byte_array_append (out, (const guint8 *)&bytes, sizeof bytes);
}

/**
 * mq_png_text_replace:
 * @picture: a whole picture
 * @text: (nullable): instead of the text that it has; it is made safe; one that is longer than
 *   %MQ_PNG_TEXT_MAX is not read
 *
 * Returns: (transfer full): the picture; without the text if it is no PNG
 */
GBytes *
mq_png_text_replace (GBytes *picture, const char *text)
{
  g_autofree char *clean = mq_text_clean (text, MQ_PNG_TEXT_MAX);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (picture, &length);
  gsize old = measure (data, length);
  gsize rest = PLACE + (old > 0 ? CHUNK + sizeof prefix + old : 0);
  guint size = (guint)(sizeof prefix + strlen (clean));
  guint32 checksum = 0xffffffff;

  if ((old == 0 && *clean == '\0') || length < PLACE || memcmp (data, "\x89PNG", 4) != 0)
    return g_bytes_ref (picture);

  g_byte_array_append (out, data, PLACE);
  if (*clean != '\0')
    {
      append_number (out, size);
      g_byte_array_append (out, (const guint8 *)"iTXt", 4);
      g_byte_array_append (out, (const guint8 *)prefix, sizeof prefix);
      g_byte_array_append (out, (const guint8 *)clean, (guint)strlen (clean));
      for (guint i = PLACE + 4; i < out->len; i++)
        {
          checksum ^= out->data[i];
          for (guint bit = 0; bit < 8; bit++)
            checksum = (checksum >> 1) ^ ((checksum & 1) != 0 ? 0xedb88320 : 0);
        }
      append_number (out, ~checksum);
    }
  g_byte_array_append (out, data + rest, (guint)(length - rest));
  return g_bytes_new (out->data, out->len);
}
