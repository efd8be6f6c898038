/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The contact sheet of a version, see mq-export-private.h: its renders side by side, and below them
 * its title, its size and the number of its triangles. It needs no Blender. */
#include "client/export/mq-export-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-picture-sniff.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
/* px. */
#define WIDTH 1920
#define MARGIN 48
#define GAP 16
#define TITLE 44
#define FACTS 28
/* Largest render, in bytes and px of a side. */
#define MAX_PICTURE ((gsize)64 << 20)
#define MAX_SIDE 8192

static cairo_status_t
read_bytes (void *stream, unsigned char *data, unsigned int length)
{
  gsize got = 0;

  return g_input_stream_read_all (stream, data, length, &got, NULL, NULL) && got == length
             ? CAIRO_STATUS_SUCCESS
             : CAIRO_STATUS_READ_ERROR;
}

/* Blender wrote it: its header is checked before anything decodes it. */
static cairo_surface_t *
load_picture (const char *path)
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

/* Those that are there: a user may have deleted some. */
static GPtrArray *
load_pictures (MqVersion *version)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)cairo_surface_destroy);

  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    {
      g_autofree char *path = mq_version_get_picture (version, i);
      cairo_surface_t *picture = load_picture (path);

      if (picture != NULL)
        g_ptr_array_add (pictures, picture);
    }

  return pictures;
}

/* "44.0 × 54.0 × 94.0 cm · 29,768 triangles"; empty if it was not measured. */
static char *
describe (JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");
  gint64 triangles = CLAMP (mq_json_get_int (whole, "triangles", 0), 0, G_MAXINT);
  g_autofree char *size = NULL;
  g_autofree char *count = NULL;
  double dimensions[3];

  if (whole == NULL || !mq_json_get_vector (whole, "dimensions_m", dimensions))
    return g_strdup ("");

  size = mq_text_format_size (dimensions);
  count = g_strdup_printf (ngettext ("%'u triangle", "%'u triangles", (gulong)triangles),
                           (guint)triangles);
  /* Translators: the size and the number of triangles of an asset. */
  return g_strdup_printf (C_ ("report", "%s · %s"), size, count);
}

static PangoLayout *
make_line (cairo_t *cr, const char *text, const char *family, int size)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string (family);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, valid, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_width (layout, (WIDTH - 2 * MARGIN) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static int
get_line_height (PangoLayout *line)
{
  int height;

  pango_layout_get_pixel_size (line, NULL, &height);
  return height;
}

/* As large as the cell allows, in its middle. */
static void
draw_picture (cairo_t *cr, cairo_surface_t *picture, double x, double y, double width,
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

/* Row by row; what is left for the last row stands in its middle. */
static void
draw_pictures (cairo_t *cr, GPtrArray *pictures, guint n_columns, int width, int height)
{
  for (guint i = 0; i < pictures->len; i++)
    {
      guint row = i / n_columns;
      guint n_in_row = MIN (n_columns, pictures->len - row * n_columns);
      int row_width = (int)n_in_row * (width + GAP) - GAP;

      draw_picture (cr, pictures->pdata[i],
                    (WIDTH - row_width) / 2 + (int)(i % n_columns) * (width + GAP),
                    MARGIN + (int)row * (height + GAP), width, height);
    }
}

static cairo_surface_t *
draw (GPtrArray *pictures, const char *title, const char *facts)
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
  g_autoptr (PangoLayout) title_line = make_line (cr, title, "Sans Bold", TITLE);
  g_autoptr (PangoLayout) facts_line = make_line (cr, facts, "Sans", FACTS);
  int facts_top = text_top + get_line_height (title_line);
  cairo_surface_t *sheet = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, WIDTH, facts_top + get_line_height (facts_line) + MARGIN);

  cairo_destroy (cr);
  cairo_surface_destroy (probe);
  cr = cairo_create (sheet);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw_pictures (cr, pictures, n_columns, width, height);
  cairo_set_source_rgb (cr, 0.13, 0.13, 0.14);
  cairo_move_to (cr, MARGIN, text_top);
  pango_cairo_show_layout (cr, title_line);
  cairo_set_source_rgb (cr, 0.37, 0.36, 0.39);
  cairo_move_to (cr, MARGIN, facts_top);
  pango_cairo_show_layout (cr, facts_line);
  cairo_destroy (cr);
  return sheet;
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Awaits the version's data; on a thread. */
static DexFuture *
draw_fiber (MqVersion *version, const char *title, const char *folder)
{
  GError *error = NULL;
  g_autoptr (JsonObject) loaded = dex_await_boxed (mq_version_load (version), &error);
  g_autoptr (GPtrArray) pictures = load_pictures (version);
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autofree char *facts = NULL;
  g_autofd int dir = -1;
  cairo_surface_t *sheet;

  if (loaded == NULL)
    return dex_future_new_for_error (error);
  if (pictures->len == 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s",
                                  _ ("This version has no renders, so there is nothing to put on "
                                     "a sheet"));

  facts = describe (mq_json_get_object (loaded, "report"));
  sheet = draw (pictures, title, facts);
  cairo_surface_write_to_png_stream (sheet, append_bytes, png);
  cairo_surface_destroy (sheet);
  if ((dir = mq_files_open_dir (folder, &error)) < 0
      || !mq_files_put (dir, MQ_EXPORT_SHEET_FILE, png->data, png->len, FALSE, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/**
 * mq_export_sheet_draw:
 * @version: a version
 * @title: what the asset is called
 * @folder: a folder that nobody else writes to
 *
 * Draws the sheet as the file %MQ_EXPORT_SHEET_FILE in @folder.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_BAD_INPUT for a version
 *   without renders
 */
DexFuture *
mq_export_sheet_draw (MqVersion *version, const char *title, const char *folder)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, draw_fiber,
                              (MQ_TYPE_VERSION, version), (G_TYPE_STRING, title),
                              (G_TYPE_STRING, folder));
}
