/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants: other plans for the same words. What the words leave open differs (looks, proportions,
 * materials), what they demand does not. The same words always give the same variants, and the
 * first is what the words give without variants. */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

MqSketchPlan *
mq_sketch_variants_plan (MqKindCatalogue *catalogue, MqSketchPlan *first, MqRequestList *reading,
                         guint variant) G_GNUC_WARN_UNUSED_RESULT;
MqSketchPlan *
mq_sketch_variants_change (MqKindCatalogue *catalogue, MqSketchPlan *before, MqSketchPlan *first,
                           const char *instruction, guint variant) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
