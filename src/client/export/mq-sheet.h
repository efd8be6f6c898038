/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing of contact sheets: renders, lines of text, and the PNG that they make. Used for
 * the sheet of a version, its page, and the report of a batch. On worker threads. */
#pragma once

#include <json-glib/json-glib.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

cairo_surface_t *mq_sheet_load_picture (const char *path) G_GNUC_WARN_UNUSED_RESULT;
cairo_surface_t *mq_sheet_load_small (const char *path, int side) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mq_sheet_encode (cairo_surface_t *picture) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sheet_describe (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
PangoLayout *mq_sheet_make_line (cairo_t *cr, const char *text, const char *family, int size,
                                 int width) G_GNUC_WARN_UNUSED_RESULT;
int mq_sheet_get_line_height (PangoLayout *line);
void mq_sheet_draw_picture (cairo_t *cr, cairo_surface_t *picture, double x, double y, double width,
                            double height);
cairo_surface_t *
mq_sheet_draw (GPtrArray *pictures, const char *title, const char *facts) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mq_sheet_save (cairo_surface_t *sheet, int dir, const char *name, gboolean replace, GError **error);

G_END_DECLS
