/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmEncoder: pictures in, the file of a film out, by a pipeline of GStreamer. Takes a picture
 * when it has room for it, so that few are in memory. A line of text may stand below them. */
#pragma once

#include "client/film/mq-film-format.h"

#include <cairo.h>

G_BEGIN_DECLS

/* A line of text below the pictures of a film. */
guint mq_film_caption_get_height (guint height);
cairo_surface_t *
mq_film_caption_make (const char *text, guint width, guint height) G_GNUC_WARN_UNUSED_RESULT;
void mq_film_caption_draw (cairo_surface_t *caption, guint8 *pixels, guint width, guint height);

#define MQ_TYPE_FILM_ENCODER (mq_film_encoder_get_type ())
G_DECLARE_FINAL_TYPE (MqFilmEncoder, mq_film_encoder, MQ, FILM_ENCODER, GObject)

MqFilmEncoder *
mq_film_encoder_new (const MqFilmFormat *format, const char *path, guint width, guint height,
                     guint fps, GPtrArray *captions, GError **error) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_film_encoder_add (MqFilmEncoder *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_film_encoder_finish (MqFilmEncoder *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_film_encoder_stop (MqFilmEncoder *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
