/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDrawing: strokes on a picture of an asset, and what each of them meets there: parts, places and
 * lengths, as targets of a message. Plain data, without widgets. Used by MqDrawingView. */
#pragma once

#include "app/model-view/mq-orbit-pick.h"

#include <gdk/gdk.h>
#include <graphene.h>

G_BEGIN_DECLS

#define MQ_DRAWING_MAX_STROKES 64
#define MQ_DRAWING_MAX_POINTS 512

typedef enum
{
  MQ_STROKE_CIRCLE,
  MQ_STROKE_LINE,
  MQ_STROKE_ARROW,
  MQ_STROKE_BOX,
  MQ_STROKE_TEXT,
  MQ_STROKE_SIZE,
} MqStrokeKind;

#define MQ_N_STROKE_KINDS 6

/**
 * MqStroke:
 * @kind: how it is drawn
 * @points: (element-type graphene_point_t): shares of the picture's width and height, from its
 *   upper left corner; two of an arrow, a size and a box, one of a text
 * @text: (nullable): what is written there; of a size, the wanted length
 * @value: the wanted length of a size, in @unit
 * @unit: of @value, as #MqWrittenNumber has it
 * @metres: the same length in m
 * @met: (nullable): what it meets, as targets, once that is known
 * @other: (nullable): what a size may be of instead, as @met
 */
typedef struct
{
  MqStrokeKind kind;
  GArray *points;
  char *text;
  double value;
  const char *unit;
  double metres;
  JsonArray *met;
  JsonArray *other;
} MqStroke;

typedef struct _MqDrawing MqDrawing;

MqDrawing *mq_drawing_new (const MqOrbitPick *pick) G_GNUC_WARN_UNUSED_RESULT;
void mq_drawing_free (MqDrawing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqDrawing, mq_drawing_free)

MqStrokeKind mq_stroke_kind_find (const char *name);
GPtrArray *mq_drawing_get_strokes (MqDrawing *self);
gboolean mq_drawing_add (MqDrawing *self, MqStrokeKind kind, const graphene_point_t *points,
                         guint n_points, const char *text, GError **error);
gboolean mq_drawing_undo (MqDrawing *self);
gboolean mq_drawing_erase (MqDrawing *self, const graphene_point_t *at);
gboolean mq_drawing_find_chosen (MqDrawing *self, graphene_rect_t *box);
GdkTexture *mq_drawing_outline_chosen (MqDrawing *self) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_drawing_list_targets (MqDrawing *self, guint *n_left_out) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_drawing_get_other (MqDrawing *self);
void mq_drawing_take_other (MqDrawing *self);

G_END_DECLS
