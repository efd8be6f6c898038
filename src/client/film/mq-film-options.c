/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmOptions, see mq-film.h: made with what is usual, and checked before anything starts. */
#include "client/film/mq-film.h"

#include "client/export/mq-export-files.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_WIDTH 160
#define MAX_WIDTH 3840
/* Frames have numbers of four digits. */
#define MAX_FRAMES 9999

/**
 * mq_film_options_new:
 * @format: the format
 * @path: the file to write
 *
 * Returns: (transfer full): options of six seconds, 1280 px wide
 */
MqFilmOptions *
mq_film_options_new (const MqFilmFormat *format, const char *path)
{
  MqFilmOptions *options = g_new0 (MqFilmOptions, 1);

  options->format = format;
  options->path = g_canonicalize_filename (path, NULL);
  options->engine = g_strdup ("workbench");
  options->easing = g_strdup ("linear");
  options->seconds = 6;
  options->fps = 24;
  options->width = 1280;
  return options;
}

/**
 * mq_film_options_new_from_json:
 * @given: as data/schemas/film.schema.json has it
 * @path: the file to write
 * @error: %MQ_ERROR_BAD_INPUT, in English
 *
 * Returns: (transfer full) (nullable): options, not yet checked
 */
MqFilmOptions *
mq_film_options_new_from_json (JsonObject *given, const char *path, GError **error)
{
  const char *id = mq_json_get_string (given, "format", "webm");
  const MqFilmFormat *format = mq_film_format_find (id);
  MqFilmOptions *made;

  if (format == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no film format “%s”\nThe formats are webm, mp4, webp and gif",
                         id);

  made = mq_film_options_new (format, path);
  made->seconds = mq_json_get_double (given, "seconds", made->seconds);
  made->fps = (guint)MAX (mq_json_get_int (given, "fps", made->fps), 0);
  made->width = (guint)MAX (mq_json_get_int (given, "width", made->width), 0);
  made->captions = mq_json_get_boolean (given, "making_of", FALSE);
  made->transparent = mq_json_get_boolean (given, "transparent", FALSE);
  made->motion = mq_json_get_boolean (given, "motion", FALSE);
  if (mq_json_get_object (given, "pose") != NULL)
    made->pose = json_object_ref (mq_json_get_object (given, "pose"));
  g_set_str (&made->easing, mq_json_get_string (given, "easing", made->easing));
  g_set_str (&made->engine, mq_json_get_string (given, "engine", made->engine));
  return made;
}

void
mq_film_options_free (MqFilmOptions *options)
{
  g_free (options->path);
  g_free (options->engine);
  g_free (options->easing);
  g_clear_pointer (&options->pose, json_object_unref);
  g_free (options);
}

/* @options: options. Returns: px; even, because encoders halve the colours' resolution */
guint
mq_film_options_get_height (const MqFilmOptions *options)
{
  return options->width * 9 / 32 * 2;
}

/* @options: options. Returns: the number of frames */
guint
mq_film_options_get_n_frames (const MqFilmOptions *options)
{
  return lround (options->seconds * options->fps);
}

/**
 * mq_film_options_check:
 * @options: options
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether they are valid, and the file can be written
 */
gboolean
mq_film_options_check (const MqFilmOptions *options, GError **error)
{
  static const char *const engines[] = { "workbench", "eevee", "cycles", "auto", NULL };

  if (!g_strv_contains (engines, options->engine))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("There is no engine “%s”: use workbench, eevee, cycles or auto"),
                    options->engine);
  if (!g_str_equal (options->easing, "linear") && !g_str_equal (options->easing, "smooth"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There is no easing “%s”: use linear or smooth"),
                    options->easing);
  if (options->transparent && !options->format->has_alpha)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("A %s film cannot be transparent: use WebP or GIF"), options->format->title);
  if (options->transparent && options->captions)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A film with captions cannot be transparent"));
  if ((options->motion || options->pose != NULL) && options->captions)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("A film of all versions shows each as it was built: leave the pose and the "
                       "motion out"));
  if (options->width < MIN_WIDTH || options->width > MAX_WIDTH || options->width % 2 != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A film is %d to %d pixels wide, an even number"),
                    MIN_WIDTH, MAX_WIDTH);
  if (options->fps < 1 || options->fps > options->format->max_fps)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A %s film has 1 to %u frames per second"),
                    options->format->title, options->format->max_fps);
  if (!(options->seconds > 0 && options->seconds * options->fps <= MAX_FRAMES)
      || mq_film_options_get_n_frames (options) < 2)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A film has 2 to %d frames"), MAX_FRAMES);

  return mq_export_check_path (options->path, options->replace, error);
}
