/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmFormat: the formats of films, as one table, and which of them this computer can write: the
 * elements of GStreamer that encode them are not installed everywhere. Used by MqFilm, the
 * command line and the window. */
#pragma once

#include "common/base/mq-features.h"

#include <libdex.h>

G_BEGIN_DECLS

/* Writers make a film of raw frames where GStreamer has no element for it. There is one for each
 * such format; MqFilmEncoder uses it on GStreamer's threads. */

/**
 * MqFilmWriter:
 * @open: makes a film without frames, which will be repeated for ever: the file to write, in a
 *   folder that nobody else writes to, px of each frame, and frames for each second
 * @add: adds the next frame, row by row without gaps, alpha not multiplied
 * @finish: completes the file of a film that has all frames
 * @free: frees the film
 *
 * @add and @finish fail with %MQ_ERROR_FAILED, %MQ_ERROR_NO_SPACE …
 */
typedef struct
{
  gpointer (*open) (const char *path, guint width, guint height, guint fps);
  gboolean (*add) (gpointer film, const guint8 *rgba, gsize length, GError **error);
  gboolean (*finish) (gpointer film, GError **error);
  void (*free) (gpointer film);
} MqFilmWriter;

extern const MqFilmWriter mq_film_webp_writer;
#if MQ_HAS_GIF
extern const MqFilmWriter mq_film_gif_writer;
#endif

/* GStreamer elements that every film needs. */
#define MQ_FILM_ELEMENTS "appsrc ! pngdec ! videoconvert ! videobox ! identity"

/**
 * MqFilmFormat:
 * @id: as the user types it; with a dot before it, the file's suffix
 * @title: its name
 * @media_type: what other programs call it
 * @encoders: elements of GStreamer that encode raw frames, the best first
 * @muxer: the element that makes a file of them; %NULL: @writer does, of raw frames
 * @writer: (nullable): see @muxer; %NULL also if Maquette was built without it
 * @max_fps: frames for each second that its players show
 * @has_alpha: whether its frames can be transparent
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *media_type;
  const char *encoders[2];
  const char *muxer;
  const MqFilmWriter *writer;
  guint max_fps;
  gboolean has_alpha;
} MqFilmFormat;

const MqFilmFormat *mq_film_formats_list (void);
const MqFilmFormat *mq_film_format_find (const char *id);

/* Awaited before anything of GStreamer is used; resolves to %TRUE. */
DexFuture *mq_film_format_load (const MqFilmFormat *format) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_film_format_get_encoder (const MqFilmFormat *format);

G_END_DECLS
