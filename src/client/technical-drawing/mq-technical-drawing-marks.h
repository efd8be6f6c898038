/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks, texts and numbers that a technical drawing is put together of. Used by the files that
 * lay one out. */
#pragma once

#include "client/technical-drawing/mq-technical-drawing.h"

G_BEGIN_DECLS

/* mm on the paper. */
#define MQ_DRAWING_BINDING                                                                         \
  20.0 /* ISO 5457: the margin on the left; others have MQ_DRAWING_MARGIN */
#define MQ_DRAWING_MARGIN 10.0
#define MQ_DRAWING_COLUMN 100.0 /* on the right, with the lists and the title block */
#define MQ_DRAWING_SMALL 2.5    /* ISO 3098: height of capital letters */
#define MQ_DRAWING_CAPTION 1.8

void mq_technical_drawing_add_mark (MqTechnicalDrawing *self, MqMarkKind kind, MqStroke stroke,
                                    const double *points, guint n_points, double size);
void mq_technical_drawing_add_line (MqTechnicalDrawing *self, MqStroke stroke, double x1, double y1,
                                    double x2, double y2);
void
mq_technical_drawing_add_axis (MqTechnicalDrawing *self, double x, double y, double dx, double dy);
void mq_technical_drawing_add_text (MqTechnicalDrawing *self, double x, double y, double height,
                                    double align, double room, const char *text);
double mq_technical_drawing_measure_text (const char *text, double height);
char *mq_technical_drawing_format_mm (double value) G_GNUC_WARN_UNUSED_RESULT;

double mq_technical_drawing_add_column (MqTechnicalDrawing *self, JsonObject *report,
                                        GPtrArray *measured, const MqDrawingFacts *facts);
void mq_technical_drawing_add_hatching (MqTechnicalDrawing *self, JsonArray *cuts, double left,
                                        double bottom);

G_END_DECLS
