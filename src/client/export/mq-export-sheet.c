/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The contact sheet of a version, see mq-export-private.h: its renders side by side, and below them
 * its title, its size and the number of its triangles. It needs no Blender. */
#include "client/export/mq-export-private.h"

#include "client/export/mq-sheet.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
/* px. */
#define WIDTH 1920
#define MARGIN 48
#define GAP 16
#define TITLE 44
#define FACTS 28

/* Those that are there: a user may have deleted some. */
static GPtrArray *
load_pictures (MqVersion *version)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)cairo_surface_destroy);

  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    {
      g_autofree char *path = mq_version_get_picture (version, i);
      cairo_surface_t *picture = mq_sheet_load_picture (path);

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

/* Row by row; what is left for the last row stands in its middle. */
static void
draw_pictures (cairo_t *cr, GPtrArray *pictures, guint n_columns, int width, int height)
{
  for (guint i = 0; i < pictures->len; i++)
    {
      guint row = i / n_columns;
      guint n_in_row = MIN (n_columns, pictures->len - row * n_columns);
      int row_width = (int)n_in_row * (width + GAP) - GAP;

      mq_sheet_draw_picture (cr, pictures->pdata[i],
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

/* Awaits the version's data; on a thread. */
static DexFuture *
draw_fiber (MqVersion *version, const char *title, const char *folder)
{
  GError *error = NULL;
  g_autoptr (JsonObject) loaded = dex_await_boxed (mq_version_load (version), &error);
  g_autoptr (GPtrArray) pictures = load_pictures (version);
  g_autofree char *facts = NULL;
  g_autofd int dir = -1;
  cairo_surface_t *sheet;
  gboolean good;

  if (loaded == NULL)
    return dex_future_new_for_error (error);
  if (pictures->len == 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s",
                                  _ ("This version has no renders, so there is nothing to put on "
                                     "a sheet"));

  facts = describe (mq_json_get_object (loaded, "report"));
  sheet = draw (pictures, title, facts);
  dir = mq_files_open_dir (folder, &error);
  good = dir >= 0 && mq_sheet_save (sheet, dir, MQ_EXPORT_SHEET_FILE, FALSE, &error);
  cairo_surface_destroy (sheet);
  if (!good)
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/* Draws the sheet as the file %MQ_EXPORT_SHEET_FILE in @folder. @title: what the asset is
 * called; @folder: a folder that nobody else writes to. Returns: (transfer full): resolves to
 * %TRUE; rejects with %MQ_ERROR_BAD_INPUT for a version without renders */
DexFuture *
mq_export_sheet_draw (MqVersion *version, const char *title, const char *folder)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, draw_fiber,
                              (MQ_TYPE_VERSION, version), (G_TYPE_STRING, title),
                              (G_TYPE_STRING, folder));
}
