/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing of contact sheets, see mq-sheet.h. */
#include "client/export/mq-sheet.h"

#include "common/base/mq-picture-sniff.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <webp/encode.h>

/* Lengths of the sheet of a version, px. */
#define WIDTH 1920
#define MARGIN 48
#define GAP 16
#define TITLE 44
#define FACTS 28

/* Largest render, in bytes and px of a side. */
#define MAX_PICTURE ((gsize)64 << 20)
#define MAX_SIDE 8192
/* libwebp's, 0 to 100. */
#define QUALITY 80

static cairo_status_t
read_bytes (void *stream, unsigned char *data, unsigned int length)
{
  gsize got = 0;

  return g_input_stream_read_all (stream, data, length, &got, NULL, NULL) && got == length
             ? CAIRO_STATUS_SUCCESS
             : CAIRO_STATUS_READ_ERROR;
}

/**
 * mq_sheet_load_picture:
 * @path: a PNG
 *
 * Loads a render. Blender wrote it, so its header is checked before anything decodes it. Blocks.
 *
 * Returns: (transfer full) (nullable): the picture; %NULL if it is not there, no PNG or too large
 */
cairo_surface_t *
mq_sheet_load_picture (const char *path)
{
  gsize length;
  g_autofree char *data = mq_files_load (path, MAX_PICTURE, &length, NULL);
  g_autoptr (GInputStream) stream = NULL;
  const char *mime = NULL;
  guint width = 0, height = 0;
  cairo_surface_t *picture;

  if (data == NULL || !mq_picture_sniff ((const guint8 *)data, length, &mime, &width, &height)
      || !g_str_equal (mime, "image/png") || MAX (width, height) > MAX_SIDE)
    return NULL;

  stream = g_memory_input_stream_new_from_data (data, (gssize)length, NULL);
  picture = cairo_image_surface_create_from_png_stream (read_bytes, stream);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    return picture;

  cairo_surface_destroy (picture);
  return NULL;
}

/**
 * mq_sheet_load_small:
 * @path: a PNG
 * @side: the most px of a side
 *
 * Loads a render as mq_sheet_load_picture(), on white. Blocks.
 *
 * Returns: (transfer full) (nullable): the picture
 */
cairo_surface_t *
mq_sheet_load_small (const char *path, int side)
{
  cairo_surface_t *picture = mq_sheet_load_picture (path);
  cairo_surface_t *small;
  int width, height;
  double scale;
  cairo_t *cr;

  if (picture == NULL)
    return NULL;

  width = cairo_image_surface_get_width (picture);
  height = cairo_image_surface_get_height (picture);
  scale = fmin (1, (double)side / MAX (width, height));
  width = MAX ((int)(width * scale), 1);
  height = MAX ((int)(height * scale), 1);
  small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (small);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  mq_sheet_draw_picture (cr, picture, 0, 0, width, height);
  cairo_destroy (cr);
  cairo_surface_destroy (picture);
  cairo_surface_flush (small);
  return small;
}

/**
 * mq_sheet_encode:
 * @picture: a picture
 *
 * Returns: (transfer full) (nullable): it as WebP, with a little loss; %NULL if that failed
 */
GBytes *
mq_sheet_encode (cairo_surface_t *picture)
{
  uint8_t *webp = NULL;
  gsize length = WebPEncodeBGRA (cairo_image_surface_get_data (picture),
                                 cairo_image_surface_get_width (picture),
                                 cairo_image_surface_get_height (picture),
                                 cairo_image_surface_get_stride (picture), QUALITY, &webp);

  return length > 0 ? g_bytes_new_with_free_func (webp, length, WebPFree, webp) : NULL;
}

/**
 * mq_sheet_describe:
 * @report: (nullable): a report
 *
 * Returns: (transfer full): “44.0 × 54.0 × 94.0 cm · 29,768 triangles”; empty if nothing was
 *   measured
 */
char *
mq_sheet_describe (JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");
  gint64 triangles = CLAMP (mq_json_get_int (whole, "triangles", 0), 0, G_MAXINT);
  double dimensions[3];
  g_autofree char *size = NULL;
  g_autofree char *count = NULL;

  if (whole == NULL || !mq_json_get_vector (whole, "dimensions_m", dimensions))
    return g_strdup ("");

  size = mq_text_format_size (dimensions);
  count = g_strdup_printf (ngettext ("%'u triangle", "%'u triangles", (gulong)triangles),
                           (guint)triangles);
  /* Translators: the size and the number of triangles of an asset. */
  return g_strdup_printf (C_ ("report", "%s · %s"), size, count);
}

/**
 * mq_sheet_make_line:
 * @cr: where it will be drawn
 * @text: one line; need not be UTF-8
 * @family: the font, such as "Sans Bold"
 * @size: its size, px
 * @width: px; what is longer ends with "…"
 *
 * Returns: (transfer full): the line
 */
PangoLayout *
mq_sheet_make_line (cairo_t *cr, const char *text, const char *family, int size, int width)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string (family);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, valid, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

/**
 * mq_sheet_get_line_height:
 * @line: a line
 *
 * Returns: its height, px
 */
int
mq_sheet_get_line_height (PangoLayout *line)
{
  int height;

  pango_layout_get_pixel_size (line, NULL, &height);
  return height;
}

/**
 * mq_sheet_draw_picture:
 * @cr: where it is drawn
 * @picture: a picture
 * @x: left side of its cell, px
 * @y: top of its cell, px
 * @width: of its cell, px
 * @height: of its cell, px
 *
 * Draws it as large as the cell allows, in its middle.
 */
void
mq_sheet_draw_picture (cairo_t *cr, cairo_surface_t *picture, double x, double y, double width,
                       double height)
{
  int own_width = cairo_image_surface_get_width (picture);
  int own_height = cairo_image_surface_get_height (picture);
  double scale = fmin (width / own_width, height / own_height);

  cairo_save (cr);
  cairo_translate (cr, x + (width - own_width * scale) / 2, y + (height - own_height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, own_width, own_height);
  cairo_fill (cr);
  cairo_restore (cr);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * mq_sheet_save:
 * @sheet: a sheet
 * @dir: a folder
 * @name: of the PNG in it
 * @replace: whether a file that is there may be replaced
 * @error: as of mq_files_put()
 *
 * Returns: whether the file is complete
 */
gboolean
mq_sheet_save (cairo_surface_t *sheet, int dir, const char *name, gboolean replace, GError **error)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();

  cairo_surface_write_to_png_stream (sheet, append_bytes, png);
  return mq_files_put (dir, name, png->data, png->len, replace, error);
}

/* @pictures: (element-type cairo_surface_t): at least one. Returns: (transfer full): the contact
 * sheet of a version: its renders side by side, and below them its title, its size and the number
 * of its triangles */
cairo_surface_t *
mq_sheet_draw (GPtrArray *pictures, const char *title, const char *facts)
{
  cairo_surface_t *first = pictures->pdata[0];
  guint n_columns = (guint)ceil (sqrt (pictures->len));
  guint n_rows = (pictures->len + n_columns - 1) / n_columns;
  int width = (WIDTH - 2 * MARGIN + GAP) / (int)n_columns - GAP;
  int height = width * cairo_image_surface_get_height (first)
               / cairo_image_surface_get_width (first);
  int text_top = MARGIN + (int)n_rows * (height + GAP) - GAP + MARGIN / 2;
  cairo_surface_t *probe = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cr = cairo_create (probe);
  g_autoptr (PangoLayout) title_line = mq_sheet_make_line (cr, title, "Sans Bold", TITLE,
                                                           WIDTH - 2 * MARGIN);
  g_autoptr (PangoLayout) facts_line = mq_sheet_make_line (cr, facts, "Sans", FACTS,
                                                           WIDTH - 2 * MARGIN);
  int facts_top = text_top + mq_sheet_get_line_height (title_line);
  cairo_surface_t *sheet = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, WIDTH, facts_top + mq_sheet_get_line_height (facts_line) + MARGIN);

  cairo_destroy (cr);
  cairo_surface_destroy (probe);
  cr = cairo_create (sheet);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);

  /* Row by row; what is left for the last row stands in its middle. */
  for (guint i = 0; i < pictures->len; i++)
    {
      guint row = i / n_columns;
      guint n_in_row = MIN (n_columns, pictures->len - row * n_columns);
      int row_width = (int)n_in_row * (width + GAP) - GAP;

      mq_sheet_draw_picture (cr, pictures->pdata[i],
                             (WIDTH - row_width) / 2 + (int)(i % n_columns) * (width + GAP),
                             MARGIN + (int)row * (height + GAP), width, height);
    }

  cairo_set_source_rgb (cr, 0.13, 0.13, 0.14);
  cairo_move_to (cr, MARGIN, text_top);
  pango_cairo_show_layout (cr, title_line);
  cairo_set_source_rgb (cr, 0.37, 0.36, 0.39);
  cairo_move_to (cr, MARGIN, facts_top);
  pango_cairo_show_layout (cr, facts_line);
  cairo_destroy (cr);
  return sheet;
}
