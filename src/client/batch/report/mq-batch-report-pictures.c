/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a report, see mq-batch-report-private.h: a small one of each item, and contact
 * sheets of these. A fiber draws one sheet, on a thread. */
#include "client/batch/report/mq-batch-report-private.h"

#include "client/export/mq-sheet.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <webp/encode.h>

#define FIBER_STACK (256 * 1024)
/* Items of a sheet, and of its row. */
#define PER_SHEET 48
#define PER_ROW 6
/* px. */
#define SMALL 320
#define WIDTH 1920
#define MARGIN 48
#define GAP 16
#define CELL ((WIDTH - 2 * MARGIN + GAP) / PER_ROW - GAP)
#define CELL_HEIGHT (CELL * 9 / 16)
#define CAPTION 18
#define CAPTION_HEIGHT 40
/* libwebp's, 0 to 100. */
#define QUALITY 80
#define MAX_JSON ((gsize)64 << 20)

static JsonObject *
load_json (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length = 0;
  g_autofree char *text = mq_files_load (path, MAX_JSON, &length, NULL);

  return text != NULL ? mq_json_parse_object (text, (gssize)length, NULL) : NULL;
}

/* A page with some thousand renders of their full size would be too heavy. */
static cairo_surface_t *
shrink (cairo_surface_t *picture)
{
  int width = cairo_image_surface_get_width (picture);
  int height = cairo_image_surface_get_height (picture);
  double scale = fmin (1, (double)SMALL / MAX (width, height));
  int to_width = MAX ((int)(width * scale), 1);
  int to_height = MAX ((int)(height * scale), 1);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, to_width, to_height);
  cairo_t *cr = cairo_create (small);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  mq_sheet_draw_picture (cr, picture, 0, 0, to_width, to_height);
  cairo_destroy (cr);
  return small;
}

static gboolean
save_small (MqBatchReportRow *row, cairo_surface_t *small, int dir, GError **error)
{
  g_autofree char *name = g_strconcat (row->item->id, ".webp", NULL);
  uint8_t *webp = NULL;
  gsize length;

  cairo_surface_flush (small);
  length = WebPEncodeBGRA (cairo_image_surface_get_data (small),
                           cairo_image_surface_get_width (small),
                           cairo_image_surface_get_height (small),
                           cairo_image_surface_get_stride (small), QUALITY, &webp);
  row->has_picture = length > 0 && mq_files_put (dir, name, webp, length, TRUE, error);
  WebPFree (webp);
  return row->has_picture || length > 0 /* @error is set */
         || mq_fail (error, MQ_ERROR_FAILED, "A small picture of “%s” cannot be made",
                     row->item->id);
}

static void
draw_cell (cairo_t *cr, guint i, cairo_surface_t *small, const char *id)
{
  int x = MARGIN + (int)(i % PER_ROW) * (CELL + GAP);
  int y = MARGIN + (int)(i / PER_ROW) * (CELL_HEIGHT + CAPTION_HEIGHT);
  g_autoptr (PangoLayout) line = mq_sheet_make_line (cr, id, "Sans", CAPTION, CELL);

  if (small != NULL)
    mq_sheet_draw_picture (cr, small, x, y, CELL, CELL_HEIGHT);
  cairo_set_source_rgb (cr, 0.13, 0.13, 0.14);
  cairo_move_to (cr, x, y + CELL_HEIGHT + (CAPTION_HEIGHT - mq_sheet_get_line_height (line)) / 4);
  pango_cairo_show_layout (cr, line);
}

static gboolean
draw_item (MqBatchReport *self, cairo_t *cr, guint i, MqBatchReportRow *row, int dir,
           GError **error)
{
  const char *id = row->item->id;
  g_autofree char *folder = g_build_filename (mq_batch_folder_get_path (self->folder), "items", id,
                                              NULL);
  g_autofree char *path = g_build_filename (folder, "render_1.png", NULL);
  cairo_surface_t *picture = mq_sheet_load_picture (path);
  cairo_surface_t *small = picture != NULL ? shrink (picture) : NULL;
  g_autoptr (JsonObject) plan = load_json (folder, "plan.json");
  g_autoptr (JsonObject) report = load_json (folder, "report.json");
  gboolean good = small == NULL || save_small (row, small, dir, error);

  mq_batch_report_add_wishes (self, plan, report);
  draw_cell (cr, i, small, id);
  g_clear_pointer (&small, cairo_surface_destroy);
  g_clear_pointer (&picture, cairo_surface_destroy);
  return good;
}

/* Also counts the requirements of its items, since that reads large files. */
static DexFuture *
draw_sheet_fiber (MqBatchReport *self, guint number)
{
  guint begin = number * PER_SHEET;
  guint n = MIN (self->done->len - begin, PER_SHEET);
  guint n_rows = (n + PER_ROW - 1) / PER_ROW;
  g_autofree char *name = g_strdup_printf (MQ_BATCH_REPORT_SHEET, number + 1);
  g_autofd int dir = openat (self->dir, MQ_BATCH_REPORT_PICTURES,
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  cairo_surface_t *sheet = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, WIDTH, 2 * MARGIN + (int)n_rows * (CELL_HEIGHT + CAPTION_HEIGHT));
  cairo_t *cr = cairo_create (sheet);
  GError *error = NULL;
  gboolean good = dir >= 0;

  if (!good)
    mq_files_fail (&error, errno, N_ ("Could not open the folder “%s”"), MQ_BATCH_REPORT_PICTURES);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  for (guint i = 0; good && i < n; i++)
    good = draw_item (self, cr, i, self->done->pdata[begin + i], dir, &error);

  cairo_destroy (cr);
  good = good && mq_sheet_save (sheet, self->dir, name, TRUE, &error);
  cairo_surface_destroy (sheet);
  return good ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* Removes the sheets that an earlier report of more items has left. */
static void
remove_other_sheets (MqBatchReport *self)
{
  char name[32];
  guint number = self->n_sheets;

  do
    g_snprintf (name, sizeof name, MQ_BATCH_REPORT_SHEET, ++number);
  while (unlinkat (self->dir, name, 0) == 0);
}

static int
compare_wishes (gconstpointer a, gconstpointer b)
{
  return strcmp (((const MqBatchReportWishes *)a)->kind, ((const MqBatchReportWishes *)b)->kind);
}

static DexFuture *
draw_fiber (MqBatchReport *self)
{
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func (dex_unref);
  GError *error = NULL;

  self->n_sheets = (self->done->len + PER_SHEET - 1) / PER_SHEET;
  if (mkdirat (self->dir, MQ_BATCH_REPORT_PICTURES, 0755) != 0 && errno != EEXIST)
    {
      mq_files_fail (&error, errno, N_ ("Could not write “%s”"), MQ_BATCH_REPORT_PICTURES);
      return dex_future_new_for_error (error);
    }

  for (guint i = 0; i < self->n_sheets; i++)
    g_ptr_array_add (sheets, mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (),
                                                  FIBER_STACK, draw_sheet_fiber,
                                                  (MQ_TYPE_BATCH_REPORT, self), (G_TYPE_UINT, i)));
  for (guint i = 0; i < sheets->len; i++)
    dex_await (dex_ref (sheets->pdata[i]), error == NULL ? &error : NULL);

  remove_other_sheets (self);
  g_ptr_array_sort_values (self->wishes, compare_wishes);
  return error == NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* Draws the small pictures and the contact sheets, and counts the requirements of the items.
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_files_put() fails */
DexFuture *
mq_batch_report_draw (MqBatchReport *self)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, draw_fiber,
                              (MQ_TYPE_BATCH_REPORT, self));
}
