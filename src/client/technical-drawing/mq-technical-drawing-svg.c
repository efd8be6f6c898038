/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Technical drawings as SVG and as PDF, see mq-technical-drawing.h. Both keep texts as texts:
 * cairo's PDF has its fonts inside, while its SVG would have outlines, so that is written here. */
#include "client/technical-drawing/mq-technical-drawing.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>

/* The height of a capital letter, in font sizes; that of usual fonts. */
#define CAPITAL_HEIGHT 0.72
#define POINTS (72 / 25.4) /* of a mm */

/* Appends numbers with a blank before each; y is turned, as it goes down in an SVG. */
static void
append_point (GString *svg, const MqPaper *paper, const double *point)
{
  mq_technical_drawing_append_number (svg, point[0], 3);
  g_string_append_c (svg, ' ');
  mq_technical_drawing_append_number (svg, paper->height - point[1], 3);
}

static void
append_attribute (GString *svg, const char *name, double value)
{
  g_string_append_printf (svg, " %s=\"", name);
  mq_technical_drawing_append_number (svg, value, 3);
  g_string_append_c (svg, '"');
}

static void
append_svg_mark (GString *svg, const MqPaper *paper, const MqMark *mark)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  const char *class = mq_stroke_styles[mark->stroke].name;

  if (mark->kind == MQ_MARK_CIRCLE)
    {
      g_string_append_printf (svg, "<circle class=\"%s\"", class);
      append_attribute (svg, "cx", mark->points[0]);
      append_attribute (svg, "cy", paper->height - mark->points[1]);
      append_attribute (svg, "r", mark->size);
      g_string_append (svg, "/>\n");
    }
  else if (mark->kind == MQ_MARK_TEXT)
    {
      g_autofree char *escaped = g_markup_escape_text (mark->text, -1);

      g_string_append (svg, "<text transform=\"translate(");
      append_point (svg, paper, mark->points);
      g_string_append_printf (svg, ")%s\"", mark->is_upright ? " rotate(-90)" : "");
      append_attribute (svg, "font-size", mark->size / CAPITAL_HEIGHT);
      g_string_append_printf (svg, " text-anchor=\"%s\">%s</text>\n",
                              anchors[(int)(2 * mark->align)], escaped);
    }
  else
    {
      g_string_append_printf (svg, "<path class=\"%s\" d=\"",
                              mark->kind == MQ_MARK_ARROW ? "arrow" : class);
      for (guint i = 0; i < mark->n_points; i++)
        {
          g_string_append (svg, i == 0 ? "M" : " L");
          append_point (svg, paper, mark->points + 2 * i);
        }
      g_string_append_printf (svg, "%s\"/>\n", mark->kind == MQ_MARK_ARROW ? " Z" : "");
    }
}

/**
 * mq_technical_drawing_write_svg:
 * @self: a drawing
 *
 * Returns: (transfer full): the file, in mm
 */
GString *
mq_technical_drawing_write_svg (const MqTechnicalDrawing *self)
{
  g_autofree char *title = g_markup_escape_text (self->title, -1);
  GString *svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");

  mq_technical_drawing_append_number (svg, self->paper->width, 1);
  g_string_append (svg, "mm\" height=\"");
  mq_technical_drawing_append_number (svg, self->paper->height, 1);
  g_string_append (svg, "mm\" viewBox=\"0 0 ");
  mq_technical_drawing_append_number (svg, self->paper->width, 1);
  g_string_append_c (svg, ' ');
  mq_technical_drawing_append_number (svg, self->paper->height, 1);
  g_string_append_printf (svg,
                          "\">\n<title>%s</title>\n<style>\n"
                          "path,circle{fill:none;stroke:black;stroke-linecap:round;"
                          "stroke-linejoin:round}\n"
                          ".arrow{fill:black;stroke:none}\n",
                          title);
  for (guint i = 0; i < MQ_N_STROKES; i++)
    {
      const MqStrokeStyle *style = &mq_stroke_styles[i];

      g_string_append_printf (svg, ".%s{stroke-width:", style->name);
      mq_technical_drawing_append_number (svg, style->width, 3);
      for (guint j = 0; j < G_N_ELEMENTS (style->dashes) && style->dashes[j] > 0; j++)
        {
          g_string_append (svg, j == 0 ? ";stroke-linecap:butt;stroke-dasharray:" : " ");
          mq_technical_drawing_append_number (svg, style->dashes[j], 3);
        }
      if (style->offset > 0)
        {
          g_string_append (svg, ";stroke-dashoffset:");
          mq_technical_drawing_append_number (svg, style->offset, 3);
        }
      g_string_append (svg, "}\n");
    }
  g_string_append (svg, "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
                        "<g font-family=\"sans-serif\">\n");
  for (guint i = 0; i < self->marks->len; i++)
    if (!((MqMark *)self->marks->pdata[i])->is_crowded)
      append_svg_mark (svg, self->paper, self->marks->pdata[i]);
  g_string_append (svg, "</g>\n</svg>\n");
  return svg;
}

static cairo_status_t
append_pdf (void *closure, const unsigned char *data, unsigned int length)
{
  g_string_append_len (closure, (const char *)data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_pdf_text (cairo_t *cr, PangoLayout *layout, const MqMark *mark)
{
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  PangoRectangle extents;
  double width, narrow;

  pango_font_description_set_absolute_size (font,
                                            mark->size / CAPITAL_HEIGHT * POINTS * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, mark->text, -1);
  pango_layout_get_extents (layout, NULL, &extents);
  width = (double)extents.width / PANGO_SCALE;
  narrow = fmin (mark->room * POINTS / fmax (width, 1), 1);
  cairo_save (cr);
  if (mark->is_upright)
    cairo_rotate (cr, -G_PI / 2);
  cairo_scale (cr, narrow, 1);
  cairo_move_to (cr, -width * mark->align,
                 -(double)pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
}

/* In points; y goes down. */
static void
draw_pdf_mark (cairo_t *cr, PangoLayout *layout, double height, const MqMark *mark)
{
  const MqStrokeStyle *style = &mq_stroke_styles[mark->stroke];
  double dashes[G_N_ELEMENTS (style->dashes)];
  int n_dashes = 0;

  while (n_dashes < (int)G_N_ELEMENTS (dashes) && style->dashes[n_dashes] > 0)
    {
      dashes[n_dashes] = style->dashes[n_dashes] * POINTS;
      n_dashes++;
    }
  cairo_new_path (cr);
  for (guint i = 0; i < mark->n_points; i++)
    {
      double x = mark->points[2 * i] * POINTS, y = (height - mark->points[2 * i + 1]) * POINTS;

      if (mark->kind == MQ_MARK_CIRCLE)
        cairo_arc (cr, x, y, mark->size * POINTS, 0, 2 * G_PI);
      else if (mark->kind == MQ_MARK_TEXT)
        {
          cairo_save (cr);
          cairo_translate (cr, x, y);
          draw_pdf_text (cr, layout, mark);
          cairo_restore (cr);
          return;
        }
      else
        cairo_line_to (cr, x, y);
    }

  if (mark->kind == MQ_MARK_ARROW)
    {
      cairo_fill (cr);
      return;
    }
  cairo_set_line_width (cr, style->width * POINTS);
  cairo_set_dash (cr, dashes, n_dashes, style->offset * POINTS);
  cairo_set_line_cap (cr, n_dashes > 0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
}

/**
 * mq_technical_drawing_write_pdf:
 * @self: a drawing
 *
 * Returns: (transfer full): the file, of one page
 */
GString *
mq_technical_drawing_write_pdf (const MqTechnicalDrawing *self)
{
  GString *pdf = g_string_new (NULL);
  double height = self->paper->height;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      append_pdf, pdf, self->paper->width * POINTS, height * POINTS);
  cairo_t *cr = cairo_create (surface);
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoLayout *layout;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Maquette");
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  layout = pango_cairo_create_layout (cr);
  pango_cairo_context_set_font_options (pango_layout_get_context (layout), options);
  pango_context_set_round_glyph_positions (pango_layout_get_context (layout), FALSE);
  cairo_font_options_destroy (options);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  for (guint i = 0; i < self->marks->len; i++)
    if (!((MqMark *)self->marks->pdata[i])->is_crowded)
      draw_pdf_mark (cr, layout, height, self->marks->pdata[i]);

  cairo_show_page (cr);
  g_object_unref (layout);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return pdf;
}
