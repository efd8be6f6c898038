/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG through libpng, see mq-png.h. GTK's reader is not used: it decodes the whole picture at once
 * and (4.18) leaks that memory when the file is truncated. Only the chunks that pixels need are
 * read: texts, profiles and others can be compressed to exhaust memory and are skipped. */
#include "app/picture/mq-png.h"

#include "app/picture/mq-picture-decode.h"
#include "client/picture/mq-picture-scale.h"
#include "client/picture/mq-png-encode.h"

#include <gio/gio.h>
#include <png.h>
#include <stdio.h>
#include <unistd.h>

/* Maximum size of a chunk other than pixels, bytes. */
#define MAX_CHUNK (64 * 1024)

/* The state of reading a file. Not locals of the reading functions: libpng reports errors by
 * longjmp(), which makes changed locals undefined. */
typedef struct
{
  png_structp png;
  png_infop info;
  FILE *file;
  MqPictureScale *scale;
  guint8 *row;
  guint width;
  guint height;
  guint to_width;
  guint to_height;
  gboolean has_alpha;
  char message[128];
} Png;

static void
error_cb (png_structp png, png_const_charp message)
{
  Png *self = png_get_error_ptr (png);

  g_strlcpy (self->message, message, sizeof self->message);
  png_longjmp (png, 1);
}

static void
warning_cb (png_structp png, png_const_charp message)
{
}

static gboolean
read_header (Png *self)
{
  static const guint8 passed_over[] = "iCCP\0iTXt\0tEXt\0zTXt\0eXIf\0sPLT\0hIST\0tIME\0pCAL\0sCAL";

  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;

  png_set_user_limits (self->png, MQ_PICTURE_MAX_SIDE, MQ_PICTURE_MAX_SIDE);
  png_set_chunk_malloc_max (self->png, MAX_CHUNK);
  png_set_chunk_cache_max (self->png, 16);
  png_set_keep_unknown_chunks (self->png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_keep_unknown_chunks (self->png, PNG_HANDLE_CHUNK_NEVER, passed_over,
                               sizeof passed_over / 5);

  png_init_io (self->png, self->file);
  png_read_info (self->png, self->info);
  self->width = png_get_image_width (self->png, self->info);
  self->height = png_get_image_height (self->png, self->info);
  if (png_get_interlace_type (self->png, self->info) != PNG_INTERLACE_NONE)
    png_error (self->png, "interlaced");
  if ((guint64)self->width * self->height > MQ_PICTURE_MAX_PIXELS)
    png_error (self->png, "too large");

  /* Converts every format to blue, green, red, alpha, a byte each. */
  self->has_alpha = (png_get_color_type (self->png, self->info) & PNG_COLOR_MASK_ALPHA) != 0
                    || png_get_valid (self->png, self->info, PNG_INFO_tRNS) != 0;
  png_set_expand (self->png);
  png_set_scale_16 (self->png);
  png_set_gray_to_rgb (self->png);
  png_set_bgr (self->png);
  png_set_filler (self->png, 0xff, PNG_FILLER_AFTER);
  png_read_update_info (self->png, self->info);
  if (png_get_rowbytes (self->png, self->info) != (gsize)self->width * 4)
    png_error (self->png, "odd rows");
  return TRUE;
}

static gboolean
read_rows (Png *self)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;

  for (guint y = 0; y < self->height; y++)
    {
      png_read_row (self->png, self->row, NULL);
      if (self->has_alpha)
        for (guint8 *p = self->row; p < self->row + (gsize)self->width * 4; p += 4)
          for (guint c = 0; c < 3; c++)
            p[c] = (p[c] * p[3] + 127) / 255;
      mq_picture_scale_add_row (self->scale, self->row);
    }
  return TRUE;
}

/* Blocks. Refuses an interlaced file, which would have to be decoded as a whole. @fd: a file,
 * read from its current position; stays open; @max_px: maximum length of the longer side;
 * @error: %G_IO_ERROR_INVALID_DATA with libpng's message. Returns: (transfer full): a texture */
GdkTexture *
mq_png_read (int fd, guint max_px, GError **error)
{
  Png *self = g_new0 (Png, 1);
  GdkTexture *texture = NULL;

  self->png = png_create_read_struct (PNG_LIBPNG_VER_STRING, self, error_cb, warning_cb);
  self->info = png_create_info_struct (self->png);
  self->file = fdopen (dup (fd), "rb");

  if (self->file != NULL && read_header (self))
    {
      mq_picture_scale_fit (self->width, self->height, max_px, &self->to_width, &self->to_height);
      self->scale = mq_picture_scale_new (self->width, self->height, self->to_width,
                                          self->to_height);
      self->row = g_malloc ((gsize)self->width * 4);
      if (read_rows (self))
        {
          g_autoptr (GBytes) pixels = mq_picture_scale_finish (self->scale);

          texture = gdk_memory_texture_new (self->to_width, self->to_height,
                                            GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, pixels,
                                            (gsize)self->to_width * 4);
        }
    }
  if (texture == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", self->message);

  png_destroy_read_struct (&self->png, &self->info, NULL);
  g_clear_pointer (&self->file, fclose);
  g_clear_pointer (&self->scale, mq_picture_scale_free);
  g_free (self->row);
  g_free (self);
  return texture;
}

/* Returns: (transfer full): a PNG file with the pixels only */
GBytes *
mq_png_write (GdkTexture *texture)
{
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);
  g_autoptr (GBytes) pixels = NULL;
  guint width = gdk_texture_get_width (texture);
  gsize stride;

  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_R8G8B8A8);
  pixels = gdk_texture_downloader_download_bytes (downloader, &stride);
  g_assert (stride == (gsize)width * 4);
  return mq_png_encode (g_bytes_get_data (pixels, NULL), width, gdk_texture_get_height (texture),
                        MQ_PNG_FAST);
}
