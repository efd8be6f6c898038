/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The PNG encoder, by libpng; see mq-png-encode.h. */
#include "client/picture/mq-png-encode.h"

#include <png.h>

/* The state of writing a picture. It is not on the stack, because libpng reports errors by
 * longjmp(). */
typedef struct
{
  png_structp png;
  png_infop info;
  GByteArray *out;
  char message[128];
} Encoder;

static void
error_cb (png_structp png, png_const_charp message)
{
  Encoder *self = png_get_error_ptr (png);

  g_strlcpy (self->message, message, sizeof self->message);
  png_longjmp (png, 1);
}

static void
warning_cb (png_structp png, png_const_charp message)
{
}

static void
write_cb (png_structp png, png_bytep data, gsize length)
{
  Encoder *self = png_get_io_ptr (png);

  g_byte_array_append (self->out, data, length);
}

/**
 * mq_png_encode:
 * @pixels: red, green, blue, alpha (not premultiplied), a byte each, rows without gaps
 * @width: px
 * @height: px
 * @effort: speed or size
 *
 * Returns: (transfer full): a PNG without metadata
 */
GBytes *
mq_png_encode (const guint8 *pixels, guint width, guint height, MqPngEffort effort)
{
  Encoder *self = g_new0 (Encoder, 1);
  gboolean has_alpha = FALSE;
  GBytes *out;

  for (gsize i = 0; i < (gsize)width * height && !has_alpha; i++)
    has_alpha = pixels[i * 4 + 3] != 255;
  self->out = g_byte_array_new ();
  self->png = png_create_write_struct (PNG_LIBPNG_VER_STRING, self, error_cb, warning_cb);
  self->info = png_create_info_struct (self->png);
  if (setjmp (png_jmpbuf (self->png)) != 0)
    g_warning ("A picture cannot be written as PNG: %s", self->message);
  else
    {
      png_set_write_fn (self->png, self, write_cb, NULL);
      png_set_compression_level (self->png, effort == MQ_PNG_FAST ? 1 : 6);
      png_set_filter (self->png, 0,
                      effort == MQ_PNG_FAST ? PNG_FILTER_SUB : PNG_FILTER_SUB | PNG_FILTER_PAETH);
      png_set_IHDR (self->png, self->info, width, height, 8,
                    has_alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
      png_write_info (self->png, self->info);
      if (!has_alpha)
        png_set_filler (self->png, 0, PNG_FILLER_AFTER);
      for (guint y = 0; y < height; y++)
        png_write_row (self->png, pixels + (gsize)y * width * 4);
      png_write_end (self->png, NULL);
    }

  png_destroy_write_struct (&self->png, &self->info);
  out = g_byte_array_free_to_bytes (self->out);
  g_free (self);
  return out;
}
