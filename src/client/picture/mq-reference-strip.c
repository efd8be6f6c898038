/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The remover of metadata, see mq-reference.h. It keeps what it knows and drops what it may;
 * anything else makes it give up, so that the picture is decoded and encoded again. It checks every
 * length in the file against the bytes it has. PNG: W3C Recommendation "PNG Specification", 5 and
 * 11. JPEG: ITU-T T.81, annex B; JFIF: ITU-T T.871; orientation: CIPA DC-008 "Exif", 4.6. */
#include "client/picture/mq-reference.h"

#include "common/base/mq-byte-order.h"

#include <string.h>

#define PNG_SIGNATURE 8
/* Bytes of a chunk without its data: length, type, checksum. */
#define PNG_CHUNK 12
#define PNG_HEADER 13

/* A progressive JPEG has about ten; decoders need long for thousands. */
#define MAX_SCANS 64
/* Entries of an Exif directory. */
#define MAX_ENTRIES 512

#define EXIF_ORIENTATION 0x0112
#define EXIF_SHORT 3

static guint32
read_number (const guint8 *p, guint n, gboolean is_little)
{
  return is_little ? mq_read_little_endian (p, n) : mq_read_big_endian (p, n);
}

static gboolean
begins_with (const guint8 *data, gsize length, const void *magic, gsize n)
{
  return length >= n && memcmp (data, magic, n) == 0;
}

/* Whether the TIFF structure of an Exif segment leaves the picture as it is stored. A damaged one
 * says nothing certain, so it counts as turned. */
static gboolean
is_upright (const guint8 *tiff, gsize length)
{
  gboolean is_little = begins_with (tiff, length, "II*\0", 4);
  gsize at;
  guint32 entries;

  if (length < 8 || (!is_little && !begins_with (tiff, length, "MM\0*", 4)))
    return FALSE;

  at = read_number (tiff + 4, 4, is_little);
  if (at > length - 2)
    return FALSE;

  entries = read_number (tiff + at, 2, is_little);
  at += 2;
  if (entries > MAX_ENTRIES || entries * 12 > length - at)
    return FALSE;

  for (guint32 i = 0; i < entries; i++, at += 12)
    if (read_number (tiff + at, 2, is_little) == EXIF_ORIENTATION
        && (read_number (tiff + at + 2, 2, is_little) != EXIF_SHORT
            || read_number (tiff + at + 8, 2, is_little) != 1))
      return FALSE;

  return TRUE;
}

/* Whether a profile is called sRGB, in the one text encoding of profiles or the other. A wrong name
 * only makes colours a little different. */
static gboolean
is_named_srgb (const guint8 *profile, gsize length)
{
  static const guint8 utf16[] = { 's', 0, 'R', 0, 'G', 0, 'B' };

  for (gsize at = 0; at + 4 <= length; at++)
    if (memcmp (profile + at, "sRGB", 4) == 0
        || begins_with (profile + at, length - at, utf16, sizeof utf16))
      return TRUE;

  return FALSE;
}

/* Colour information from the chunks that are dropped. */
typedef struct
{
  gboolean is_srgb;
  gboolean is_other;
} Colors;

/* Returns: whether the chunk may be dropped */
static gboolean
drop_chunk (const guint8 *type, const guint8 *data, gsize size, Colors *colors)
{
  static const guint8 srgb_gamma[] = { 0, 0, 0xb1, 0x8f };
  static const guint8 srgb_primaries[] = {
    0, 0, 0x7a, 0x26, 0, 0, 0x80, 0x84, 0, 0, 0xfa, 0,    0, 0, 0x80, 0xe8,
    0, 0, 0x75, 0x30, 0, 0, 0xea, 0x60, 0, 0, 0x3a, 0x98, 0, 0, 0x17, 0x70,
  };

  if (memcmp (type, "sRGB", 4) == 0)
    colors->is_srgb = TRUE;
  else if (memcmp (type, "gAMA", 4) == 0)
    colors->is_other |= size != 4 || memcmp (data, srgb_gamma, 4) != 0;
  else if (memcmp (type, "cHRM", 4) == 0)
    colors->is_other |= size != 32 || memcmp (data, srgb_primaries, 32) != 0;
  else if (memcmp (type, "iCCP", 4) == 0)
    /* Its name; the profile itself is compressed. */
    colors->is_other |= !begins_with (data, size, "sRGB", 4);
  else if (memcmp (type, "eXIf", 4) == 0)
    return is_upright (data, size);
  else if (memcmp (type, "acTL", 4) == 0 || memcmp (type, "cICP", 4) == 0
           || memcmp (type, "tRNS", 4) == 0)
    return FALSE;

  /* The fifth bit of the first letter: the chunk is not critical. */
  return g_ascii_islower (*type);
}

static GBytes *
strip_png (const guint8 *data, gsize length)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize at = PNG_SIGNATURE;
  gboolean is_first = TRUE;
  gboolean has_data = FALSE;
  gboolean was_data = FALSE;
  Colors colors = { FALSE, FALSE };

  g_byte_array_append (out, data, PNG_SIGNATURE);
  while (length - at >= PNG_CHUNK)
    {
      const guint8 *type = data + at + 4;
      const guint8 *content = data + at + 8;
      gsize size = mq_read_big_endian (data + at, 4);
      gboolean is_header = memcmp (type, "IHDR", 4) == 0;
      gboolean is_data = memcmp (type, "IDAT", 4) == 0;
      gboolean is_end = memcmp (type, "IEND", 4) == 0;

      if (size > length - at - PNG_CHUNK || is_header != is_first)
        return NULL;
      /* More than eight bits a channel are no use to a model. */
      if (is_header && (size != PNG_HEADER || content[8] > 8))
        return NULL;
      if ((is_data && has_data && !was_data) || (is_end && (size != 0 || !has_data)))
        return NULL;

      if (is_header || is_data || is_end || memcmp (type, "PLTE", 4) == 0)
        g_byte_array_append (out, data + at, PNG_CHUNK + size);
      else if (!drop_chunk (type, content, size, &colors))
        return NULL;

      if (is_end)
        return !colors.is_other || colors.is_srgb ? g_bytes_new (out->data, out->len) : NULL;

      is_first = FALSE;
      has_data |= is_data;
      was_data = is_data;
      at += PNG_CHUNK + size;
    }

  return NULL;
}

/* An application segment: what the colours need of it is written to @out. Returns: whether the rest
 * may be dropped */
static gboolean
strip_application (guint8 marker, const guint8 *content, gsize size, GByteArray *out)
{
  static const guint8 jfif[] = { 0xff, 0xe0, 0, 16 };
  static const guint8 adobe[] = { 0xff, 0xee, 0, 14 };
  static const guint8 no_preview[] = { 0, 0 };

  if (marker == 0xe0 && size >= 14 && begins_with (content, size, "JFIF", 5))
    {
      g_byte_array_append (out, jfif, sizeof jfif);
      g_byte_array_append (out, content, 12);
      g_byte_array_append (out, no_preview, sizeof no_preview);
    }
  else if (marker == 0xee && size == 12 && begins_with (content, size, "Adobe", 5))
    {
      g_byte_array_append (out, adobe, sizeof adobe);
      g_byte_array_append (out, content, size);
    }
  else if (marker == 0xe1 && begins_with (content, size, "Exif\0", 6))
    return is_upright (content + 6, size - 6);
  else if (marker == 0xe2 && begins_with (content, size, "ICC_PROFILE", 12))
    return is_named_srgb (content + 12, size - 12);

  return TRUE;
}

/* Returns: the marker behind the data of a scan, where FF is followed by 00 or a restart; @length
 * if there is none */
static gsize
skip_scan (const guint8 *data, gsize length, gsize at)
{
  for (; at + 1 < length; at++)
    if (data[at] == 0xff && data[at + 1] != 0 && (data[at + 1] < 0xd0 || data[at + 1] > 0xd7))
      return at;

  return length;
}

/* Baseline, extended or progressive, with eight bits, grey or of three channels. */
static gboolean
is_plain_frame (guint8 marker, const guint8 *content, gsize size)
{
  return marker >= 0xc0 && marker <= 0xc2 && size >= 6 && content[0] == 8
         && (content[5] == 1 || content[5] == 3) && size == 6 + 3 * (gsize)content[5];
}

/* Whether the bytes end before a JPEG or PNG does: the decoder makes the rest of such a picture
 * grey.
 */
gboolean
mq_reference_is_cut (const guint8 *data, gsize length)
{
  gsize at = 2;

  if (begins_with (data, length, "\x89PNG", 4))
    return memmem (data, length, "IEND", 4) == NULL;

  while (at + 4 <= length && data[at] == 0xff && data[at + 1] != 0xd9)
    if (data[at + 1] == 0xff)
      at++;
    else
      {
        gboolean scan = data[at + 1] == 0xda;

        at += 2 + mq_read_big_endian (data + at + 2, 2);
        if (scan)
          at = skip_scan (data, length, at);
      }

  return begins_with (data, length, "\xff\xd8\xff", 3)
         && (at + 2 > length || (at + 4 > length && data[at + 1] != 0xd9));
}

static GBytes *
strip_jpeg (const guint8 *data, gsize length)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize at = 2;
  gboolean has_frame = FALSE;
  guint scans = 0;

  g_byte_array_append (out, data, 2);
  while (at + 2 <= length && data[at] == 0xff)
    {
      guint8 marker = data[at + 1];
      gsize start = at;
      gsize size;

      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == 0xd9)
        {
          g_byte_array_append (out, data + at, 2);
          return scans > 0 ? g_bytes_new (out->data, out->len) : NULL;
        }
      if (at + 4 > length || (size = mq_read_big_endian (data + at + 2, 2)) < 2
          || size > length - at - 2)
        return NULL;

      at += 2 + size;
      if ((marker >= 0xe0 && marker <= 0xef) || marker == 0xfe)
        {
          if (!strip_application (marker, data + start + 4, size - 2, out))
            return NULL;
          continue;
        }

      if (marker == 0xda)
        {
          if (!has_frame || ++scans > MAX_SCANS)
            return NULL;
          at = skip_scan (data, length, at);
        }
      else if (marker >= 0xc0 && marker <= 0xc2)
        {
          if (has_frame || !is_plain_frame (marker, data + start + 4, size - 2))
            return NULL;
          has_frame = TRUE;
        }
      else if (marker != 0xc4 && marker != 0xdb && marker != 0xdd)
        return NULL;

      g_byte_array_append (out, data + start, at - start);
    }

  return NULL;
}

/* @data: a whole file, untrusted; @length: bytes. Returns: (transfer full) (nullable): the same
 * pixels, encoded as they were, without metadata; %NULL if the file is no PNG or JPEG, is
 * damaged, or its pixels alone would look different: turned, in other colours than sRGB,
 * transparent by a colour, or moving */
GBytes *
mq_reference_strip (const guint8 *data, gsize length)
{
  if (begins_with (data, length, "\x89PNG\r\n\x1a\n", PNG_SIGNATURE))
    return strip_png (data, length);
  if (begins_with (data, length, "\xff\xd8\xff", 3))
    return strip_jpeg (data, length);

  return NULL;
}
