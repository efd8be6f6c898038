/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoders for untrusted pictures, see mq-picture-decode.h.
 *
 * The size in the file's header is checked before anything is decoded; too large a picture is
 * refused there. Then there are two ways:
 *
 * - Renders are PNG, up to a thousand of them in one gallery, and were written by Maquette's
 *   worker.   libpng reads them row by row in this process, with strict limits (mq-png.c).
 * - Everything else (JPEG, WebP, whatever a user drops) is decoded by glycin, in a process without
 *   files or network and with limited memory, which is the safest way. Measured with 960 x 540 px
 *   on   two cores, it takes 9.7 ms a picture against 3.4 ms in this process, and in a Flatpak it
 *   starts   another sandbox each time: too slow for a gallery, but users add few pictures.
 *
 * Where glycin's sandbox does not work (tested with a built-in picture), only PNG is read, the way
 * renders are. */
#include "app/picture/mq-picture-decode.h"

#include "app/picture/mq-png.h"
#include "client/picture/mq-picture-sandboxed.h"
#include "client/picture/mq-picture-scale.h"
#include "common/base/mq-error.h"
#include "common/base/mq-picture-sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The number of rows that are converted at once. */
#define BAND 32
#define PNG_HEADER 33    /* bytes: signature and IHDR */
#define PNG_INTERLACE 28 /* offset of the interlace method in them */

static gboolean
refuse (GError **error, const char *path, const char *why)
{
  g_autofree char *name = g_filename_display_basename (path);

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” %s", name, why);
}

static gboolean
check_size (const char *path, guint64 width, guint64 height, GError **error)
{
  if (width == 0 || height == 0)
    return refuse (error, path, _ ("is damaged: it has no size"));
  if (width > MQ_PICTURE_MAX_SIDE || height > MQ_PICTURE_MAX_SIDE
      || width * height > MQ_PICTURE_MAX_PIXELS)
    {
      g_autofree char *why
          = g_strdup_printf (_ ("is too large: it has %u megapixels, and at most %u are opened"),
                             (guint)MIN ((width * height + 999999) / 1000000, G_MAXUINT),
                             (guint)(MQ_PICTURE_MAX_PIXELS / 1000000));

      return refuse (error, path, why);
    }
  return TRUE;
}

/* Opens a regular file; O_NONBLOCK, so that opening a pipe or a device cannot block. */
static int
open_plain (const char *path, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat facts;

  if (fd < 0 || fstat (fd, &facts) != 0)
    {
      int saved_errno = errno;
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   _ ("“%s” cannot be opened: %s"), name, g_strerror (saved_errno));
      return -1;
    }
  if (!S_ISREG (facts.st_mode))
    {
      refuse (error, path, _ ("is not a file"));
      return -1;
    }
  if (facts.st_size > MQ_PICTURE_MAX_BYTES)
    {
      refuse (error, path, _ ("is too large: at most 64 MiB are opened"));
      return -1;
    }
  return g_steal_fd (&fd);
}

/* Converts @pixels of any GDK format in bands of rows and shrinks them to @max_px. */
static GdkTexture *
shrink (GBytes *pixels, guint width, guint height, gsize stride, GdkMemoryFormat format,
        GdkColorState *colors, guint max_px)
{
  g_autoptr (MqPictureScale) scale = NULL;
  g_autoptr (GdkMemoryTextureBuilder) builder = gdk_memory_texture_builder_new ();
  g_autoptr (GBytes) out = NULL;
  g_autofree guint8 *rows = g_malloc ((gsize)width * 4 * BAND);
  guint to_width, to_height;

  mq_picture_scale_fit (width, height, max_px, &to_width, &to_height);
  scale = mq_picture_scale_new (width, height, to_width, to_height);

  gdk_memory_texture_builder_set_format (builder, format);
  gdk_memory_texture_builder_set_color_state (builder, colors);
  gdk_memory_texture_builder_set_width (builder, width);
  gdk_memory_texture_builder_set_stride (builder, stride);
  for (guint y = 0; y < height; y += BAND)
    {
      guint n = MIN (BAND, height - y);
      gsize begin = y * stride;
      gsize length = MIN (n * stride, g_bytes_get_size (pixels) - begin);
      g_autoptr (GBytes) band = g_bytes_new_from_bytes (pixels, begin, length);
      g_autoptr (GdkTexture) texture = NULL;

      gdk_memory_texture_builder_set_bytes (builder, band);
      gdk_memory_texture_builder_set_height (builder, n);
      texture = gdk_memory_texture_builder_build (builder);
      gdk_texture_download (texture, rows, (gsize)width * 4);
      for (guint i = 0; i < n; i++)
        mq_picture_scale_add_row (scale, rows + (gsize)i * width * 4);
    }

  out = mq_picture_scale_finish (scale);
  return gdk_memory_texture_new (to_width, to_height, GDK_MEMORY_DEFAULT, out, (gsize)to_width * 4);
}

/* @max_px: maximum length of the longer side. Returns: (transfer full): the same picture, shrunk
 * to @max_px if it is larger */
GdkTexture *
mq_picture_shrink (GdkTexture *texture, guint max_px)
{
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);
  g_autoptr (GBytes) pixels = NULL;
  gsize stride;

  /* In the texture's own format, the download returns its memory without a copy. */
  gdk_texture_downloader_set_format (downloader, gdk_texture_get_format (texture));
  gdk_texture_downloader_set_color_state (downloader, gdk_texture_get_color_state (texture));
  pixels = gdk_texture_downloader_download_bytes (downloader, &stride);
  return shrink (pixels, gdk_texture_get_width (texture), gdk_texture_get_height (texture), stride,
                 gdk_texture_get_format (texture), gdk_texture_get_color_state (texture), max_px);
}

static const GdkMemoryFormat gdk_formats[] = {
  [GLY_MEMORY_B8G8R8A8_PREMULTIPLIED] = GDK_MEMORY_B8G8R8A8_PREMULTIPLIED,
  [GLY_MEMORY_A8R8G8B8_PREMULTIPLIED] = GDK_MEMORY_A8R8G8B8_PREMULTIPLIED,
  [GLY_MEMORY_R8G8B8A8_PREMULTIPLIED] = GDK_MEMORY_R8G8B8A8_PREMULTIPLIED,
  [GLY_MEMORY_B8G8R8A8] = GDK_MEMORY_B8G8R8A8,
  [GLY_MEMORY_A8R8G8B8] = GDK_MEMORY_A8R8G8B8,
  [GLY_MEMORY_R8G8B8A8] = GDK_MEMORY_R8G8B8A8,
  [GLY_MEMORY_A8B8G8R8] = GDK_MEMORY_A8B8G8R8,
  [GLY_MEMORY_R8G8B8] = GDK_MEMORY_R8G8B8,
  [GLY_MEMORY_B8G8R8] = GDK_MEMORY_B8G8R8,
  [GLY_MEMORY_R16G16B16] = GDK_MEMORY_R16G16B16,
  [GLY_MEMORY_R16G16B16A16_PREMULTIPLIED] = GDK_MEMORY_R16G16B16A16_PREMULTIPLIED,
  [GLY_MEMORY_R16G16B16A16] = GDK_MEMORY_R16G16B16A16,
  [GLY_MEMORY_R16G16B16_FLOAT] = GDK_MEMORY_R16G16B16_FLOAT,
  [GLY_MEMORY_R16G16B16A16_FLOAT] = GDK_MEMORY_R16G16B16A16_FLOAT,
  [GLY_MEMORY_R32G32B32_FLOAT] = GDK_MEMORY_R32G32B32_FLOAT,
  [GLY_MEMORY_R32G32B32A32_FLOAT_PREMULTIPLIED] = GDK_MEMORY_R32G32B32A32_FLOAT_PREMULTIPLIED,
  [GLY_MEMORY_R32G32B32A32_FLOAT] = GDK_MEMORY_R32G32B32A32_FLOAT,
  [GLY_MEMORY_G8A8_PREMULTIPLIED] = GDK_MEMORY_G8A8_PREMULTIPLIED,
  [GLY_MEMORY_G8A8] = GDK_MEMORY_G8A8,
  [GLY_MEMORY_G8] = GDK_MEMORY_G8,
  [GLY_MEMORY_G16A16_PREMULTIPLIED] = GDK_MEMORY_G16A16_PREMULTIPLIED,
  [GLY_MEMORY_G16A16] = GDK_MEMORY_G16A16,
  [GLY_MEMORY_G16] = GDK_MEMORY_G16,
};

static gboolean
check_size_cb (guint64 width, guint64 height, gpointer path, GError **error)
{
  return check_size (path, width, height, error);
}

/**
 * mq_picture_decode:
 * @path: the file
 * @max_px: maximum length of the longer side, device px
 * @mode: which decoder may be used
 * @error: %MQ_ERROR_BAD_INPUT with a sentence that names the file, or a %G_IO_ERROR
 *
 * Decodes a whole picture and shrinks it to @max_px; never enlarges it. Of an animation, the first
 * frame is decoded. Blocks for up to a second; call it on a worker thread.
 *
 * Returns: (transfer full): a texture in memory
 */
GdkTexture *
mq_picture_decode (const char *path, guint max_px, MqPictureDecodeMode mode, GError **error)
{
  g_autofd int fd = open_plain (path, error);
  g_autoptr (GError) fault = NULL;
  guint8 header[PNG_HEADER];
  GdkTexture *texture = NULL;
  const char *mime;
  guint width, height;
  gsize length;
  gboolean is_png;

  if (fd < 0)
    return NULL;

  length = (gsize)MAX (0, pread (fd, header, sizeof header, 0));
  mq_picture_sniff (header, length, &mime, &width, &height);
  is_png = g_strcmp0 (mime, "image/png") == 0;
  if (is_png && length < PNG_HEADER)
    {
      refuse (error, path, _ ("is damaged"));
      return NULL;
    }
  if (is_png && !check_size (path, width, height, error))
    return NULL;

  if ((mode == MQ_PICTURE_DECODE_RENDER && is_png && header[PNG_INTERLACE] == 0)
      || !mq_picture_can_load_sandboxed ())
    {
      if (!is_png)
        {
          refuse (error, path, _ ("is not a PNG, and other formats cannot be opened safely here"));
          return NULL;
        }
      texture = mq_png_read (fd, max_px, &fault);
    }
  else
    {
      /* Takes @fd, not @path, so that the file that was checked is the one that is decoded. */
      g_autofree char *name = g_filename_display_basename (path);
      g_autoptr (GlyFrame) frame = mq_picture_load_sandboxed (fd, name, check_size_cb,
                                                              (gpointer)path, &fault);
      guint format = frame != NULL ? gly_frame_get_memory_format (frame) : 0;

      if (frame != NULL && format >= G_N_ELEMENTS (gdk_formats))
        refuse (&fault, path, _ ("is damaged"));
      else if (frame != NULL)
        texture = shrink (gly_frame_get_buf_bytes (frame), gly_frame_get_width (frame),
                          gly_frame_get_height (frame), gly_frame_get_stride (frame),
                          gdk_formats[format], gdk_color_state_get_srgb (), max_px);
    }

  /* Decoder messages are for developers and only logged; those about the size are for users. */
  if (texture == NULL && fault != NULL && fault->domain == MQ_ERROR)
    g_propagate_error (error, g_steal_pointer (&fault));
  else if (texture == NULL && fault != NULL)
    {
      g_debug ("%s: %s", path, fault->message);
      refuse (error, path, _ ("is damaged, or not a picture"));
    }
  return texture;
}
