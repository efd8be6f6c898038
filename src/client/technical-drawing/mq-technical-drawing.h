/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTechnicalDrawing: a version as a drawing for the workshop. The layout is made once, as a list
 * of marks on the paper; each writer turns the same marks into a file. Used by MqExport. */
#pragma once

#include "client/session/mq-version.h"

G_BEGIN_DECLS

/**
 * MqPaper:
 * @id: as the user types it
 * @title: its name
 * @width: mm, of the long side
 * @height: mm
 *
 * A size of paper, which lies on its long side.
 */
typedef struct
{
  const char *id;
  const char *title;
  double width;
  double height;
} MqPaper;

extern const MqPaper mq_papers[];
const MqPaper *mq_paper_find (const char *id);

/**
 * MqStroke:
 * @MQ_STROKE_VISIBLE: edges that are seen
 * @MQ_STROKE_HIDDEN: edges that are not
 * @MQ_STROKE_CENTRE: axes of what is round
 * @MQ_STROKE_THIN: dimensions, leaders, texts and tables
 * @MQ_STROKE_HATCH: what a section cuts
 * @MQ_STROKE_FRAME: the border, the title block, and the ends of the plane of a section
 *
 * The lines of ISO 128.
 */
typedef enum
{
  MQ_STROKE_VISIBLE,
  MQ_STROKE_HIDDEN,
  MQ_STROKE_CENTRE,
  MQ_STROKE_THIN,
  MQ_STROKE_HATCH,
  MQ_STROKE_FRAME,
  MQ_N_STROKES,
} MqStroke;

/**
 * MqStrokeStyle:
 * @name: of its layer in a DXF, and of its class in an SVG
 * @width: mm
 * @dashes: mm of line and gap by turns; 0 after the last
 * @offset: mm into the dashes, where they begin
 */
typedef struct
{
  const char *name;
  double width;
  double dashes[4];
  double offset;
} MqStrokeStyle;

extern const MqStrokeStyle mq_stroke_styles[MQ_N_STROKES];

typedef enum
{
  MQ_MARK_LINE,   /* through all points */
  MQ_MARK_ARROW,  /* the filled triangle of its three points */
  MQ_MARK_CIRCLE, /* about its point */
  MQ_MARK_TEXT,   /* at its point, on its base line */
} MqMarkKind;

/**
 * MqMark:
 * @kind: what it is
 * @stroke: how it is drawn
 * @dimension: of what dimension it is a part; -1: of none
 * @points: x and y of each in mm, from the lower left corner of the paper
 * @n_points: their number
 * @size: the radius, or the height of a capital letter, mm
 * @align: of a text: 0: it begins at the point, 0.5: its middle is there, 1: its end
 * @is_upright: whether a text runs upwards
 * @room: of a text: mm that it has; a longer one is made narrow
 * @is_crowded: whether lines beside it leave no room for it on the paper; a file without a fixed
 *   size shows it all the same
 * @text: (nullable): one line, UTF-8 without control characters
 */
typedef struct
{
  MqMarkKind kind;
  MqStroke stroke;
  int dimension;
  double *points;
  guint n_points;
  double size;
  double align;
  gboolean is_upright;
  double room;
  gboolean is_crowded;
  char *text;
} MqMark;

typedef enum
{
  MQ_DIMENSION_LENGTH, /* along x or y */
  MQ_DIMENSION_DIAMETER,
  MQ_DIMENSION_RADIUS,
} MqDimensionKind;

/**
 * MqDrawingDimension:
 * @kind: what it is
 * @is_upright: whether it is a length along y
 * @value: mm of the asset
 * @prefix: before the value, such as "4× "; or ""
 * @suffix: after it, such as "×12"; or ""
 * @from: where it is measured from, of a radius the centre; mm on the paper
 * @to: where it is measured to
 * @line: a point of its line
 * @middle: the middle of its text
 */
typedef struct
{
  MqDimensionKind kind;
  gboolean is_upright;
  double value;
  char prefix[48];
  char suffix[24];
  double from[2], to[2], line[2], middle[2];
} MqDrawingDimension;

/**
 * MqDrawingFacts:
 * @title: what the asset is called
 * @version: its number
 * @created: of the version, seconds since 1970
 * @paper: the paper
 *
 * What the title block says.
 */
typedef struct
{
  const char *title;
  guint version;
  gint64 created;
  const MqPaper *paper;
} MqDrawingFacts;

/**
 * MqTechnicalDrawing:
 * @paper: its paper
 * @title: of the asset, for the file's own title
 * @scale: mm on the paper for one of the asset
 * @marks: (element-type MqMark): in the order in which they are drawn
 * @dimensions: (element-type MqDrawingDimension): those that marks are parts of
 */
typedef struct
{
  const MqPaper *paper;
  char *title;
  double scale;
  GPtrArray *marks;
  GArray *dimensions;
} MqTechnicalDrawing;

MqTechnicalDrawing *
mq_technical_drawing_new (JsonObject *found, JsonObject *report,
                          const MqDrawingFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
void mq_technical_drawing_free (MqTechnicalDrawing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqTechnicalDrawing, mq_technical_drawing_free)

/* Writers: the whole file. */
GString *mq_technical_drawing_write_svg (const MqTechnicalDrawing *self) G_GNUC_WARN_UNUSED_RESULT;
GString *mq_technical_drawing_write_pdf (const MqTechnicalDrawing *self) G_GNUC_WARN_UNUSED_RESULT;
GString *mq_technical_drawing_write_dxf (const MqTechnicalDrawing *self) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_technical_drawing_save (MqVersion *version, JsonObject *found, const char *title,
                                      const char *paper, const char *folder,
                                      const char *file) G_GNUC_WARN_UNUSED_RESULT;

void mq_technical_drawing_find_crowded (MqTechnicalDrawing *self, guint first);
/* Appends a number with a point, in any locale, and without zeros at its end. */
void mq_technical_drawing_append_number (GString *to, double value, int decimals);

G_END_DECLS
