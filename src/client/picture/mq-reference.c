/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_reference_make(), see mq-reference.h. The result has no location, no name, and nothing else
 * but pixels, and the words of a drawing's file: a small PNG or JPEG keeps its encoded pixels,
 * which were decoded once before; all else is encoded anew. */
#include "client/picture/mq-reference.h"

#include "client/picture/mq-picture-check.h"
#include "client/picture/mq-picture-page.h"
#include "client/picture/mq-picture-sandboxed.h"
#include "client/picture/mq-picture-scale.h"
#include "client/picture/mq-png-encode.h"
#include "common/base/mq-byte-order.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-png-text.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>

/* The remover of metadata. It keeps what it knows and drops what it may; anything else makes it
 * give up, so that the picture is decoded and encoded again. It checks every length in the file
 * against the bytes it has. PNG: W3C Recommendation "PNG Specification", 5 and 11. JPEG: ITU-T
 * T.81, annex B; JFIF: ITU-T T.871; orientation: CIPA DC-008 "Exif", 4.6. */

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
#define MIN_SIDE 256 /* px of the longer side */
/* Bytes. Anthropic accepts 5 MB per picture, encoded as base64. */
#define MAX_BYTES (3500 * 1000)
/* Bytes of a file that is sent as it is encoded. */
#define MAX_KEPT_BYTES (500 * 1000)

/* The memory layouts of decoded PNG, JPEG and WebP pixels. */
typedef struct
{
  guint8 channels; /* 0: not a layout of these formats */
  guint8 bytes;    /* per channel; of two, the more significant is used */
  gint8 red, green, blue, alpha;
  gboolean premultiplied;
} Layout;

/* A part of a decoded picture. */
typedef struct
{
  GlyFrame *frame;
  const Layout *layout;
  guint x;
  guint y;
  guint width;
  guint height;
  guint times; /* pixels for each */
} Part;

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

static GBytes *
strip_jpeg (const guint8 *data, gsize length)
{
  static const guint8 jfif[] = { 0xff, 0xe0, 0, 16 };
  static const guint8 adobe[] = { 0xff, 0xee, 0, 14 };
  static const guint8 no_preview[] = { 0, 0 };
  static const guint8 utf16[] = { 's', 0, 'R', 0, 'G', 0, 'B' };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize at = 2;
  gboolean has_frame = FALSE;
  guint scans = 0;

  g_byte_array_append (out, data, 2);
  while (at + 2 <= length && data[at] == 0xff)
    {
      guint8 marker = data[at + 1];
      const guint8 *content;
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

      content = data + at + 4;
      at += 2 + size;
      size -= 2;
      /* An application's segment leaves only what the colours need. */
      if ((marker >= 0xe0 && marker <= 0xef) || marker == 0xfe)
        {
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
            {
              if (!is_upright (content + 6, size - 6))
                return NULL;
            }
          /* A profile that is not called sRGB, in the one text encoding of profiles or the other. A
           * wrong name only makes colours a little different. */
          else if (marker == 0xe2 && begins_with (content, size, "ICC_PROFILE", 12)
                   && memmem (content, size, "sRGB", 4) == NULL
                   && memmem (content, size, utf16, sizeof utf16) == NULL)
            return NULL;
          continue;
        }

      if (marker == 0xda)
        {
          if (!has_frame || ++scans > MAX_SCANS)
            return NULL;
          at = skip_scan (data, length, at);
        }
      else if (marker >= 0xc0 && marker <= 0xc2) /* baseline, extended or progressive */
        {
          /* With eight bits, grey or of three channels. */
          if (has_frame || size < 6 || content[0] != 8 || (content[5] != 1 && content[5] != 3)
              || size != 6 + 3 * (gsize)content[5])
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
 * pixels, encoded as they were, without metadata but the words of a drawing (mq-png-text.h);
 * %NULL if the file is no PNG or JPEG, is damaged, or its pixels alone would look different:
 * turned, in other colours than sRGB, transparent by a colour, or moving */
GBytes *
mq_reference_strip (const guint8 *data, gsize length)
{
  static const guint8 srgb_gamma[] = { 0, 0, 0xb1, 0x8f };
  static const guint8 srgb_primaries[] = {
    0, 0, 0x7a, 0x26, 0, 0, 0x80, 0x84, 0, 0, 0xfa, 0,    0, 0, 0x80, 0xe8,
    0, 0, 0x75, 0x30, 0, 0, 0xea, 0x60, 0, 0, 0x3a, 0x98, 0, 0, 0x17, 0x70,
  };

  if (begins_with (data, length, "\x89PNG\r\n\x1a\n", PNG_SIGNATURE))
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      gsize at = PNG_SIGNATURE;
      gboolean is_first = TRUE;
      gboolean has_data = FALSE;
      gboolean was_data = FALSE;
      gboolean is_srgb = FALSE;
      gboolean is_other = FALSE; /* of other colours */

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
          else if (memcmp (type, "sRGB", 4) == 0)
            is_srgb = TRUE;
          else if (memcmp (type, "gAMA", 4) == 0)
            is_other |= size != 4 || memcmp (content, srgb_gamma, 4) != 0;
          else if (memcmp (type, "cHRM", 4) == 0)
            is_other |= size != 32 || memcmp (content, srgb_primaries, 32) != 0;
          else if (memcmp (type, "iCCP", 4) == 0)
            /* Its name; the profile itself is compressed. */
            is_other |= !begins_with (content, size, "sRGB", 4);
          else if (memcmp (type, "eXIf", 4) == 0)
            {
              if (!is_upright (content, size))
                return NULL;
            }
          /* The fifth bit of the first letter: the chunk is not critical. */
          else if (memcmp (type, "acTL", 4) == 0 || memcmp (type, "cICP", 4) == 0
                   || memcmp (type, "tRNS", 4) == 0 || !g_ascii_islower (*type))
            return NULL;

          if (is_end)
            {
              g_autoptr (GBytes) pixels = g_bytes_new (out->data, out->len);
              g_autofree char *text = mq_png_text_read (data, length);

              return !is_other || is_srgb ? mq_png_text_replace (pixels, text) : NULL;
            }

          is_first = FALSE;
          has_data |= is_data;
          was_data = is_data;
          at += PNG_CHUNK + size;
        }

      return NULL;
    }
  if (begins_with (data, length, "\xff\xd8\xff", 3))
    return strip_jpeg (data, length);

  return NULL;
}

static const Layout layouts[] = {
  [GLY_MEMORY_B8G8R8A8_PREMULTIPLIED] = { 4, 1, 2, 1, 0, 3, TRUE },
  [GLY_MEMORY_A8R8G8B8_PREMULTIPLIED] = { 4, 1, 1, 2, 3, 0, TRUE },
  [GLY_MEMORY_R8G8B8A8_PREMULTIPLIED] = { 4, 1, 0, 1, 2, 3, TRUE },
  [GLY_MEMORY_B8G8R8A8] = { 4, 1, 2, 1, 0, 3, FALSE },
  [GLY_MEMORY_A8R8G8B8] = { 4, 1, 1, 2, 3, 0, FALSE },
  [GLY_MEMORY_R8G8B8A8] = { 4, 1, 0, 1, 2, 3, FALSE },
  [GLY_MEMORY_A8B8G8R8] = { 4, 1, 3, 2, 1, 0, FALSE },
  [GLY_MEMORY_R8G8B8] = { 3, 1, 0, 1, 2, -1, FALSE },
  [GLY_MEMORY_B8G8R8] = { 3, 1, 2, 1, 0, -1, FALSE },
  [GLY_MEMORY_R16G16B16] = { 3, 2, 0, 1, 2, -1, FALSE },
  [GLY_MEMORY_R16G16B16A16_PREMULTIPLIED] = { 4, 2, 0, 1, 2, 3, TRUE },
  [GLY_MEMORY_R16G16B16A16] = { 4, 2, 0, 1, 2, 3, FALSE },
  [GLY_MEMORY_G8A8_PREMULTIPLIED] = { 2, 1, 0, 0, 0, 1, TRUE },
  [GLY_MEMORY_G8A8] = { 2, 1, 0, 0, 0, 1, FALSE },
  [GLY_MEMORY_G8] = { 1, 1, 0, 0, 0, -1, FALSE },
  [GLY_MEMORY_G16A16_PREMULTIPLIED] = { 2, 2, 0, 0, 0, 1, TRUE },
  [GLY_MEMORY_G16A16] = { 2, 2, 0, 0, 0, 1, FALSE },
  [GLY_MEMORY_G16] = { 1, 2, 0, 0, 0, -1, FALSE },
};

static const Layout *
find_layout (GlyFrame *frame)
{
  guint format = gly_frame_get_memory_format (frame);
  const Layout *layout = format < G_N_ELEMENTS (layouts) ? &layouts[format] : NULL;

  return layout != NULL && layout->channels > 0
                 && gly_frame_get_stride (frame)
                        >= gly_frame_get_width (frame) * layout->channels * layout->bytes
             ? layout
             : NULL;
}

static guint
channel (const Layout *layout, const guint8 *pixel, gint8 which)
{
  const guint8 *at = pixel + (gsize)which * layout->bytes;

  return layout->bytes == 2 && G_BYTE_ORDER == G_LITTLE_ENDIAN ? at[1] : at[0];
}

/* Returns: (transfer full): the pixels on white, at most @max_side wide and high, rows without gaps
 */
static GBytes *
scale (const Part *part, guint max_side, guint *width, guint *height)
{
  const Layout *layout = part->layout;
  const gint8 colors[] = { layout->red, layout->green, layout->blue };
  gsize stride = gly_frame_get_stride (part->frame);
  gsize step = (gsize)layout->channels * layout->bytes;
  gsize left = part->x * step;
  const guint8 *decoded = g_bytes_get_data (gly_frame_get_buf_bytes (part->frame), NULL);
  guint times = part->times;
  g_autofree guint8 *row = g_malloc ((gsize)part->width * times * 4);
  g_autoptr (MqPictureScale) scaler = NULL;

  mq_picture_scale_fit (part->width * times, part->height * times, max_side, width, height);
  scaler = mq_picture_scale_new (part->width * times, part->height * times, *width, *height);
  for (guint y = 0; y < part->height; y++)
    {
      const guint8 *pixel = decoded + (part->y + y) * stride + left;

      for (guint8 *out = row; out < row + (gsize)part->width * times * 4; pixel += step)
        {
          guint alpha = layout->alpha >= 0 ? channel (layout, pixel, layout->alpha) : 255;

          for (guint c = 0; c < 3; c++)
            {
              guint value = channel (layout, pixel, colors[c]);

              if (!layout->premultiplied)
                value = (value * alpha + 127) / 255;
              /* Puts transparent pixels on white, as on a page: models interpret transparency
               * arbitrarily. */
              out[c] = MIN (value + 255 - alpha, 255);
            }
          out[3] = 255;
          for (guint i = 1; i < times; i++)
            memcpy (out + (gsize)i * 4, out, 4);
          out += (gsize)times * 4;
        }
      for (guint i = 0; i < times; i++)
        mq_picture_scale_add_row (scaler, row);
    }

  return mq_picture_scale_finish (scaler);
}

/* The largest size within the limit; only pure noise has to be smaller than @max_side. */
static GBytes *
encode (const Part *part, guint max_side)
{
  for (guint side = max_side;; side = side * 3 / 4)
    {
      guint width, height;
      g_autoptr (GBytes) pixels = scale (part, side, &width, &height);
      g_autoptr (GBytes) png = mq_png_encode (g_bytes_get_data (pixels, NULL), width, height,
                                              MQ_PNG_SMALL);

      if (g_bytes_get_size (png) <= MAX_BYTES || side < MIN_SIDE)
        return g_steal_pointer (&png);
    }
}

static gboolean
check_size (guint64 width, guint64 height, gpointer user_data, GError **error)
{
  if (width * height > MQ_REFERENCE_MAX_PIXELS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” has more than %d megapixels"),
                    (const char *)user_data, MQ_REFERENCE_MAX_PIXELS / 1000000);
  if (width == 0 || height == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It has no size");
  return width > 0 && height > 0;
}

/* Returns: (transfer full) (nullable): the picture as it is encoded, if it is small, opaque and
 * upright */
static GBytes *
keep (int fd, const MqPictureFacts *facts, const char *name, guint max_side)
{
  g_autofree guint8 *whole = NULL;
  g_autoptr (GBytes) stripped = NULL;
  g_autoptr (GlyFrame) frame = NULL;
  g_autofd int copy = -1;
  const Layout *layout;
  const guint8 *pixels;
  gsize length, stride;

  if (facts->mime == NULL || MAX (facts->width, facts->height) > max_side)
    return NULL;

  whole = g_malloc (MAX_KEPT_BYTES + 1);
  length = mq_picture_read_head (fd, whole, MAX_KEPT_BYTES + 1);
  if (length == 0 || length > MAX_KEPT_BYTES || !(stripped = mq_reference_strip (whole, length)))
    return NULL;

  /* Decodes the very bytes that are sent, since a file can change. */
  copy = memfd_create ("maquette-reference", MFD_CLOEXEC);
  if (copy < 0
      || !mq_files_write_all (copy, g_bytes_get_data (stripped, NULL), g_bytes_get_size (stripped),
                              name, NULL)
      || !(frame = mq_picture_load_sandboxed (copy, name, check_size, (gpointer)name, NULL)))
    return NULL;

  layout = find_layout (frame);
  if (layout == NULL || gly_frame_get_width (frame) != facts->width
      || gly_frame_get_height (frame) != facts->height)
    return NULL;

  stride = gly_frame_get_stride (frame);
  pixels = g_bytes_get_data (gly_frame_get_buf_bytes (frame), NULL);
  for (guint y = 0; layout->alpha >= 0 && y < facts->height; y++)
    for (guint x = 0; x < facts->width; x++)
      if (channel (layout, pixels + y * stride + (gsize)x * layout->channels * layout->bytes,
                   layout->alpha)
          != 255)
        return NULL;

  return g_steal_pointer (&stripped);
}

/* Decodes it for good. Returns: (transfer full) (nullable): the frame */
static GlyFrame *
load (int fd, const MqPictureFacts *facts, const char *name, Part *part, GError **error)
{
  g_autofree guint8 *data = g_malloc (MQ_REFERENCE_MAX_BYTES);
  gsize length = mq_picture_read_head (fd, data, MQ_REFERENCE_MAX_BYTES);
  gsize at = 2;
  gboolean is_cut;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GlyFrame) frame = NULL;
  const Layout *layout = NULL;

  /* Whether the bytes end before a JPEG or PNG does: the decoder makes the rest of such a picture
   * grey. Half of another picture is refused by its decoder. */
  if (begins_with (data, length, "\x89PNG", 4))
    is_cut = memmem (data, length, "IEND", 4) == NULL;
  else
    {
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
      is_cut = begins_with (data, length, "\xff\xd8\xff", 3)
               && (at + 2 > length || (at + 4 > length && data[at + 1] != 0xd9));
    }
  g_clear_pointer (&data, g_free);

  if (!is_cut)
    frame = mq_picture_load_sandboxed (fd, name, check_size, (gpointer)name, &fault);
  if (frame != NULL)
    layout = find_layout (frame);
  if (layout != NULL)
    {
      *part = (Part){
        frame, layout, 0, 0, gly_frame_get_width (frame), gly_frame_get_height (frame), 1
      };
      return g_steal_pointer (&frame);
    }

  if (fault != NULL && fault->domain == MQ_ERROR)
    return mq_fail_null_with (error, &fault);

  g_debug ("%s: %s", name, fault != NULL ? fault->message : "a memory format of another kind");
  return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                       facts->mime != NULL
                           ? _ ("“%s” is damaged and cannot be shown")
                           : _ ("“%s” cannot be decoded: it is damaged, or glycin has no "
                                "loader for its format here"),
                       name);
}

static int
open_checked (const char *path, const char *name, MqPictureFacts *facts, GError **error)
{
  g_autofd int fd = mq_picture_check_file (path, name, facts, error);

  if (fd < 0 || mq_picture_can_load_sandboxed ())
    return g_steal_fd (&fd);

  mq_fail (error, MQ_ERROR_BAD_INPUT,
           _ ("“%s” cannot be opened safely here: the sandbox for pictures does not "
              "work\nInstall glycin’s loaders and bubblewrap"),
           name);
  return -1;
}

/* @tiles: (nullable): gets the parts of the picture, from the same decoded pixels. Returns:
 * (transfer full) (nullable): the whole */
static GBytes *
make (const char *path, guint max_side, GPtrArray *tiles, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GlyFrame) frame = NULL;
  g_autoptr (GBytes) whole = NULL;
  Part sheet, part;
  MqPictureFacts facts;
  g_autofd int fd = open_checked (path, name, &facts, error);

  if (fd < 0)
    return NULL;
  whole = keep (fd, &facts, name, max_side);
  if (whole != NULL && tiles == NULL)
    return g_steal_pointer (&whole);
  if ((frame = load (fd, &facts, name, &sheet, error)) == NULL)
    return NULL;

  if (whole == NULL)
    {
      g_autoptr (GBytes) encoded = encode (&sheet, max_side);
      g_autofree char *text = mq_picture_page_read_text (fd, name);

      whole = mq_png_text_replace (encoded, text);
    }

  /* Two by two, each a little more than half as wide and high as the sheet; then three by three,
   * of whose pixels each is repeated where there are few. */
  part = sheet;
  for (guint i = 0; tiles != NULL && i < MQ_RUN_MAX_TILES; i++)
    {
      gboolean is_quarter = i < MQ_RUN_QUARTERS;
      guint sixteenths = is_quarter ? 9 : MQ_RUN_CROP_SIDE;
      guint row_length = is_quarter ? 2 : 3;
      guint number = is_quarter ? i : i - MQ_RUN_QUARTERS;

      part.width = (sheet.width * sixteenths + 15) / 16;
      part.height = (sheet.height * sixteenths + 15) / 16;
      part.x = (sheet.width - part.width) * (number % row_length) / (row_length - 1);
      part.y = (sheet.height - part.height) * (number / row_length) / (row_length - 1);
      part.times = is_quarter ? 1 : MAX (max_side / MAX (part.width, part.height), 1);
      g_ptr_array_add (tiles, encode (&part, max_side));
    }
  return g_steal_pointer (&whole);
}

/* mq_reference_make() on a thread that may block. */
GBytes *
mq_reference_make_blocking (const char *path, guint max_side, GError **error)
{
  return make (path, max_side, NULL, error);
}

static DexFuture *
drawing_fiber (const char *path)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  GError *error = NULL;
  GBytes *whole = make (path, MQ_RUN_PICTURE_MAX_SIDE, pictures, &error);

  if (whole == NULL)
    return dex_future_new_for_error (error);

  g_ptr_array_insert (pictures, 0, whole);
  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&pictures));
}

/**
 * mq_reference_make_drawing:
 * @path: a drawing that the user chose
 *
 * Makes the picture as mq_reference_make() does, and its tiles, which overlap: upper left, upper
 * right, lower left, lower right, then three rows of three; each is at most as large as a whole
 * picture is sent, so that small figures can be read.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #GBytes: the picture, then its tiles, PNGs
 *   on white; rejects as mq_reference_make() does
 */
DexFuture *
mq_reference_make_drawing (const char *path)
{
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_on_thread (drawing_fiber, (G_TYPE_STRING, path));
}

static DexFuture *
guess_fiber (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *words = NULL;
  g_autoptr (GlyFrame) frame = NULL;
  g_autoptr (GBytes) pixels = NULL;
  GError *error = NULL;
  MqDrawingGuess guess = MQ_DRAWING_GUESS_NO;
  MqDrawingGuess seen;
  guint width, height;
  Part part;
  MqPictureFacts facts;
  g_autofd int fd = open_checked (path, name, &facts, &error);

  frame = fd >= 0 ? load (fd, &facts, name, &part, &error) : NULL;
  if (frame == NULL)
    return dex_future_new_for_error (error);

  words = mq_picture_page_read_text (fd, name);
  if (words != NULL)
    guess = mq_drawing_guess_words (words);
  if (guess == MQ_DRAWING_GUESS_YES)
    return dex_future_new_for_int (guess);

  /* Its numbers may be lines. */
  pixels = scale (&part, MQ_RUN_PICTURE_MAX_SIDE, &width, &height);
  seen = mq_drawing_guess_pixels (g_bytes_get_data (pixels, NULL), width, height);
  return dex_future_new_for_int ((int)MAX (guess, seen));
}

/**
 * mq_reference_guess:
 * @path: a picture, as for mq_reference_make()
 *
 * Decodes it on a worker thread in glycin's sandbox, and looks for dimensions.
 *
 * Returns: (transfer full): resolves to an #MqDrawingGuess, an int; rejects as mq_reference_make()
 *   does
 */
DexFuture *
mq_reference_guess (const char *path)
{
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_on_thread (guess_fiber, (G_TYPE_STRING, path));
}

static DexFuture *
make_fiber (const char *path, guint max_side)
{
  GError *error = NULL;
  GBytes *picture = mq_reference_make_blocking (path, max_side, &error);

  return picture != NULL ? dex_future_new_take_boxed (G_TYPE_BYTES, picture)
                         : dex_future_new_for_error (error);
}

/**
 * mq_reference_make:
 * @path: a picture that the user chose, of any format that glycin's loaders read, or a PDF
 * @max_side: px of its longer side: %MQ_RUN_PICTURE_MAX_SIDE to send it, %MQ_REFERENCE_MAX_SIDE to
 *   keep what is drawn
 *
 * Decodes it on a worker thread in glycin's sandbox and shrinks it. Of
 * an animation, it uses the first frame.
 *
 * Returns: (transfer full): resolves to a #GBytes without any metadata: the PNG or JPEG as it is
 * encoded, if it is small, opaque, upright and in sRGB, or a PNG on white; of an SVG or a PDF with
 * its words (mq-png-text.h); rejects with
 * %MQ_ERROR_BAD_INPUT and a sentence that names the file
 */
DexFuture *
mq_reference_make (const char *path, guint max_side)
{
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_on_thread (make_fiber, (G_TYPE_STRING, path), (G_TYPE_UINT, max_side));
}
