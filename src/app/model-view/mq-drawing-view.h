/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDrawingView: lets the user draw on a picture of a model, with tools, an eraser and undo; hidden
 * while nobody draws. Used by MqOrbit. */
#pragma once

#include "app/model-view/mq-drawing.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: "notify::visible": drawing began or ended. Properties: "tool" (the name of the kind of
 * strokes that are drawn, or "eraser"). */
#define MQ_TYPE_DRAWING_VIEW (mq_drawing_view_get_type ())
G_DECLARE_FINAL_TYPE (MqDrawingView, mq_drawing_view, MQ, DRAWING_VIEW, AdwBin)

void mq_drawing_view_begin (MqDrawingView *self, const MqOrbitPick *pick, GdkTexture *frame);
gboolean mq_drawing_view_has_strokes (MqDrawingView *self);
gboolean mq_drawing_view_end (MqDrawingView *self);
GdkTexture *
mq_drawing_view_take (MqDrawingView *self, JsonArray **targets) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
