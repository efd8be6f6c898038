/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_film_caption_make() and _draw(): a line of text below the pictures of a film. Used by
 * MqFilm and MqFilmEncoder. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

guint mq_film_caption_get_height (guint height);
cairo_surface_t *
mq_film_caption_make (const char *text, guint width, guint height) G_GNUC_WARN_UNUSED_RESULT;
void mq_film_caption_draw (cairo_surface_t *caption, guint8 *pixels, guint width, guint height);

G_END_DECLS
