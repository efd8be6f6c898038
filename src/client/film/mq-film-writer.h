/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmWriter: what makes a film of raw frames where GStreamer has no element for it. One for each
 * such format; used by MqFilmEncoder, on GStreamer's threads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
#ifdef MQ_HAS_GIF
extern const MqFilmWriter mq_film_gif_writer;
#endif

G_END_DECLS
