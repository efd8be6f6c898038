/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Animated GIF, see mq-film-format.h: libimagequant chooses the 256 colours of each frame, cgif
 * writes them. */
#include "client/film/mq-film-format.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"

#include <cgif.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libimagequant.h>
#include <unistd.h>

/* libimagequant's speed, 1 to 10: more is faster and worse. */
#define SPEED 5
/* Dithering, 0 to 1: more is nearer to the colours, but the grain of smooth walls would flicker. */
#define DITHERING 0.6f
/* One is left for what has not changed, or is not there. */
#define MAX_COLORS 255
#define OPAQUE 128

typedef struct
{
  CGIF *gif;
  int fd;
  GError *failure; /* of writing */
  char *path;
  guint8 *indices; /* of the frame that is added */
  guint8 *pixels;
  guint width;
  guint height;
  guint fps;
  guint n_frames;
} GifFilm;

static int
write_data (void *film, const uint8_t *data, const size_t length)
{
  GifFilm *self = film;

  if (self->failure != NULL || self->fd < 0)
    return -1;

  return mq_files_write_all (self->fd, (const char *)data, length, self->path, &self->failure) ? 0
                                                                                               : -1;
}

static gpointer
open_film (const char *path, guint width, guint height, guint fps)
{
  GifFilm *self = g_new0 (GifFilm, 1);
  CGIF_Config config = { 0 };

  self->path = g_strdup (path);
  self->width = width;
  self->height = height;
  self->fps = fps;
  self->indices = g_malloc ((gsize)width * height);
  self->pixels = g_malloc ((gsize)4 * width * height);
  self->fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (self->fd < 0)
    mq_files_fail (&self->failure, errno, N_ ("Could not write “%s”"), path);

  config.attrFlags = CGIF_ATTR_IS_ANIMATED | CGIF_ATTR_NO_GLOBAL_TABLE;
  config.genFlags = CGIF_GEN_KEEP_IDENT_FRAMES;
  config.width = (uint16_t)width;
  config.height = (uint16_t)height;
  config.numLoops = CGIF_INFINITE_LOOP;
  config.pWriteFn = write_data;
  config.pContext = self;
  self->gif = cgif_newgif (&config);
  return self;
}

static void
free_film (gpointer film)
{
  GifFilm *self = film;

  if (self->gif != NULL)
    cgif_close (self->gif);
  g_clear_fd (&self->fd, NULL);
  g_clear_error (&self->failure);
  g_free (self->path);
  g_free (self->indices);
  g_free (self->pixels);
  g_free (self);
}

static gboolean
fail (GifFilm *self, GError **error)
{
  if (self->failure == NULL)
    return mq_fail (error, MQ_ERROR_FAILED, _ ("The film could not be encoded: %s"), "cgif");

  g_propagate_error (error, g_steal_pointer (&self->failure));
  return FALSE;
}

/* When a frame begins, hundredths of a second. */
static guint
get_time (GifFilm *self, guint frame)
{
  return (frame * 100 + self->fps / 2) / self->fps;
}

static gboolean
write_frame (GifFilm *self, const liq_palette *palette, gboolean has_holes)
{
  guint8 colors[3 * (MAX_COLORS + 1)] = { 0 };
  CGIF_FrameConfig frame = { 0 };

  for (guint i = 0; i < palette->count; i++)
    {
      colors[3 * i] = palette->entries[i].r;
      colors[3 * i + 1] = palette->entries[i].g;
      colors[3 * i + 2] = palette->entries[i].b;
    }

  frame.attrFlags = CGIF_FRAME_ATTR_USE_LOCAL_TABLE;
  if (has_holes)
    {
      /* A palette may have more than one colour for what is not there. */
      frame.attrFlags |= CGIF_FRAME_ATTR_HAS_ALPHA;
      frame.transIndex = MAX_COLORS;
      for (gsize i = 0; i < (gsize)self->width * self->height; i++)
        if (self->pixels[4 * i + 3] == 0)
          self->indices[i] = MAX_COLORS;
    }
  else
    frame.genFlags = CGIF_FRAME_GEN_USE_TRANSPARENCY | CGIF_FRAME_GEN_USE_DIFF_WINDOW;
  frame.pLocalPalette = colors;
  frame.numLocalPaletteEntries = (uint16_t)(has_holes ? MAX_COLORS + 1 : palette->count);
  frame.pImageData = self->indices;
  frame.delay = (uint16_t)(get_time (self, self->n_frames + 1) - get_time (self, self->n_frames));
  return cgif_addframe (self->gif, &frame) == CGIF_OK;
}

static gboolean
add (gpointer film, const guint8 *rgba, gsize length, GError **error)
{
  GifFilm *self = film;
  gsize n_pixels = (gsize)self->width * self->height;
  liq_attr *attributes = liq_attr_create ();
  liq_image *image = NULL;
  liq_result *result = NULL;
  gboolean has_holes = FALSE, added = FALSE;

  g_return_val_if_fail (length >= 4 * n_pixels, FALSE);

  /* GIF knows only pixels that are there and pixels that are not. */
  for (gsize i = 0; i < 4 * n_pixels; i += 4)
    {
      gboolean is_there = rgba[i + 3] >= OPAQUE;

      for (guint channel = 0; channel < 3; channel++)
        self->pixels[i + channel] = is_there ? rgba[i + channel] : 0;
      self->pixels[i + 3] = is_there ? 255 : 0;
      has_holes = has_holes || !is_there;
    }

  if (self->gif != NULL && attributes != NULL)
    {
      liq_set_speed (attributes, SPEED);
      liq_set_max_colors (attributes, MAX_COLORS);
      image = liq_image_create_rgba (attributes, self->pixels, (int)self->width, (int)self->height,
                                     0);
    }
  if (image != NULL && liq_image_quantize (image, attributes, &result) == LIQ_OK)
    {
      liq_set_dithering_level (result, DITHERING);
      added = liq_write_remapped_image (result, image, self->indices, n_pixels) == LIQ_OK
              && write_frame (self, liq_get_palette (result), has_holes);
    }

  g_clear_pointer (&result, liq_result_destroy);
  g_clear_pointer (&image, liq_image_destroy);
  g_clear_pointer (&attributes, liq_attr_destroy);
  self->n_frames++;
  return added || fail (self, error);
}

static gboolean
finish (gpointer film, GError **error)
{
  GifFilm *self = film;

  if (self->gif == NULL || cgif_close (g_steal_pointer (&self->gif)) != CGIF_OK)
    return fail (self, error);
  if (fsync (self->fd) != 0 && errno != EINVAL)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), self->path);

  return TRUE;
}

const MqFilmWriter mq_film_gif_writer = { open_film, add, finish, free_film };
