/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How two plans differ, as a number and in words. Used by mq-sketch-variants.c. */
#pragma once

#include "service/sketcher/changes/mq-sketch-variants.h"

G_BEGIN_DECLS

gboolean mq_variants_is_seed (const MqKindParam *param);
gboolean mq_variants_is_of_whole (const MqKindParam *param);
gboolean mq_variants_same_material (const MqPlanMaterial *a, const MqPlanMaterial *b);
double mq_variants_compare_boxes (MqSketchPlan *a, MqSketchPlan *b, double ratios[3]);
double mq_variants_distance (MqSketchPlan *a, MqSketchPlan *b);

/* @with: (nullable): words that come first */
char *mq_variants_describe (MqKindCatalogue *catalogue, MqSketchPlan *first, const char *with,
                            MqSketchPlan *plan, gboolean begin) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
