/* MqFilmWebp, see mq-film-webp.h. */
#include "client/film/mq-film-webp.h"

#include "common/mq-error.h"
#include "common/mq-files.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <webp/encode.h>
#include <webp/mux.h>

/* Of 100; and of 6, where more is slower. Its speed was not measured. */
#define QUALITY 80
#define METHOD 3

struct _MqFilmWebp
{
  WebPAnimEncoder *encoder;
  char *path;
  guint width;
  guint height;
  guint fps;
  guint n_frames;
};

/**
 * mq_film_webp_new:
 * @path: the file to write, in a folder that nobody else writes to
 * @width: px of each frame
 * @height: px of each frame
 * @fps: frames for each second
 *
 * Returns: (transfer full): a film without frames; it will be repeated for ever
 */
MqFilmWebp *
mq_film_webp_new (const char *path, guint width, guint height, guint fps)
{
  MqFilmWebp *self = g_new0 (MqFilmWebp, 1);
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

void
mq_film_webp_free (MqFilmWebp *self)
{
  WebPAnimEncoderDelete (self->encoder);
  g_free (self->path);
  g_free (self);
}

static gboolean
fail (MqFilmWebp *self, GError **error)
{
  return mq_fail (error, MQ_ERROR_FAILED, _ ("The film could not be encoded: %s"),
                  self->encoder != NULL ? WebPAnimEncoderGetError (self->encoder) : "libwebp");
}

/* When a frame begins, ms. */
static int
get_time (MqFilmWebp *self)
{
  return self->n_frames * 1000 / self->fps;
}

/**
 * mq_film_webp_add:
 * @self: a film
 * @rgba: the next frame, row by row without gaps, alpha not multiplied
 * @length: bytes of it
 * @error: %MQ_ERROR_FAILED
 *
 * Returns: whether it is in the film
 */
gboolean
mq_film_webp_add (MqFilmWebp *self, const guint8 *rgba, gsize length, GError **error)
{
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

/**
 * mq_film_webp_finish:
 * @self: a film that has all frames
 * @error: %MQ_ERROR_FAILED, %MQ_ERROR_NO_SPACE …
 *
 * Returns: whether the file is whole
 */
gboolean
mq_film_webp_finish (MqFilmWebp *self, GError **error)
{
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
