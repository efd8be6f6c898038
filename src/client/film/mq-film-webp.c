/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Animated WebP, by libwebp, see mq-film-format.h. */
#include "client/film/mq-film-format.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <webp/encode.h>
#include <webp/mux.h>

/* libwebp's quality (0 to 100) and method (0 to 6, where more is slower). Its speed was not
 * measured. */
#define QUALITY 80
#define METHOD 3

typedef struct
{
  WebPAnimEncoder *encoder;
  char *path;
  guint width;
  guint height;
  guint fps;
  guint n_frames;
} WebpFilm;

static gpointer
open_film (const char *path, guint width, guint height, guint fps)
{
  WebpFilm *self = g_new0 (WebpFilm, 1);
  WebPAnimEncoderOptions options;

  /* Each frame whole: differences to the one before leave specks of it. */
  if (WebPAnimEncoderOptionsInit (&options))
    {
      options.kmin = 0;
      options.kmax = 1;
      self->encoder = WebPAnimEncoderNew (width, height, &options);
    }
  self->path = g_strdup (path);
  self->width = width;
  self->height = height;
  self->fps = fps;
  return self;
}

static void
free_film (gpointer film)
{
  WebpFilm *self = film;

  WebPAnimEncoderDelete (self->encoder);
  g_free (self->path);
  g_free (self);
}

static gboolean
fail (WebpFilm *self, GError **error)
{
  return mq_fail (error, MQ_ERROR_FAILED, _ ("The film could not be encoded: %s"),
                  self->encoder != NULL ? WebPAnimEncoderGetError (self->encoder) : "libwebp");
}

/* When a frame begins, ms. */
static int
get_time (WebpFilm *self)
{
  return self->n_frames * 1000 / self->fps;
}

static gboolean
add (gpointer film, const guint8 *rgba, gsize length, GError **error)
{
  WebpFilm *self = film;
  WebPConfig config;
  WebPPicture picture;
  gboolean added = FALSE;

  g_return_val_if_fail (length >= (gsize)4 * self->width * self->height, FALSE);

  if (self->encoder == NULL || !WebPConfigPreset (&config, WEBP_PRESET_PICTURE, QUALITY)
      || !WebPPictureInit (&picture))
    return fail (self, error);

  config.method = METHOD;
  config.thread_level = 1;
  picture.use_argb = 1;
  picture.width = self->width;
  picture.height = self->height;
  if (WebPPictureImportRGBA (&picture, rgba, 4 * self->width))
    added = WebPAnimEncoderAdd (self->encoder, &picture, get_time (self), &config);
  WebPPictureFree (&picture);

  self->n_frames++;
  return added || fail (self, error);
}

static gboolean
finish (gpointer film, GError **error)
{
  WebpFilm *self = film;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofd int dir = mq_files_open_dir (folder, error);
  WebPData data;
  gboolean saved;

  if (dir < 0)
    return FALSE;

  WebPDataInit (&data);
  /* A last one without a picture says how long the frame before it is shown. */
  if (self->encoder == NULL || !WebPAnimEncoderAdd (self->encoder, NULL, get_time (self), NULL)
      || !WebPAnimEncoderAssemble (self->encoder, &data))
    return fail (self, error);

  saved = mq_files_put (dir, name, data.bytes, data.size, FALSE, error);
  WebPDataClear (&data);
  return saved;
}

const MqFilmWriter mq_film_webp_writer = { open_film, add, finish, free_film };
