/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The captions of a film, see mq-film-private.h. */
#include "client/film/mq-film-private.h"

#include <pango/pangocairo.h>

/* Parts of the frame's height. */
#define FONT 0.045
#define BAND 0.1
/* Margin on either side, as a share of the width. */
#define MARGIN 0.04
/* Bytes that Pango lays out; only a fraction of them fits. */
#define MAX_TEXT 400

/* Valid, and short enough to be laid out at once. */
static char *
clip (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *end = valid + MIN (strlen (valid), MAX_TEXT);

  if (*end != '\0')
    end = g_utf8_find_prev_char (valid, end + 1);
  return g_strndup (valid, end - valid);
}

/* @height: of the frames, px. Returns: px at the bottom of a frame that belong to its caption;
 * even */
guint
mq_film_caption_get_height (guint height)
{
  return (guint)(height * BAND / 2) * 2;
}

/* @text: one line is shown of it, ellipsized; in any script; @width: of the frames, px; @height:
 * of the frames, px. Returns: (transfer full): a band as wide as a frame */
cairo_surface_t *
mq_film_caption_make (const char *text, guint width, guint height)
{
  int band = (int)mq_film_caption_get_height (height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)width, band);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  g_autofree char *line = clip (text);
  int text_height;

  pango_font_description_set_absolute_size (font, height * FONT * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, line, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_width (layout, (int)(width * (1 - 2 * MARGIN) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, NULL, &text_height);

  cairo_set_source_rgb (cr, 0.13, 0.13, 0.14);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, width * MARGIN, (band - text_height) / 2.0);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
  return surface;
}

/* @pixels: a frame, four bytes for each pixel: blue, green, red, and one without a meaning;
 * @width: of the frame, px; @height: of the frame, px */
void
mq_film_caption_draw (cairo_surface_t *caption, guint8 *pixels, guint width, guint height)
{
  int band = cairo_image_surface_get_height (caption);
  cairo_surface_t *frame = cairo_image_surface_create_for_data (
      pixels, CAIRO_FORMAT_RGB24, (int)width, (int)height, (int)(4 * width));
  cairo_t *cr = cairo_create (frame);

  cairo_set_source_surface (cr, caption, 0, (int)height - band);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (frame);
}
