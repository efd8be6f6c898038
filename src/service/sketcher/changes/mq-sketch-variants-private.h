/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files mq-sketch-variants*.c: how two plans differ, as a number and in words. */
#pragma once

#include "service/sketcher/changes/mq-sketch-variants.h"

G_BEGIN_DECLS

/* mq-sketch-variants-distance.c */
gboolean mq_variants_is_seed (const MqKindParam *param);
gboolean mq_variants_is_of_whole (const MqKindParam *param);
gboolean mq_variants_param_matters (MqSketchPlan *plan, const MqKindParam *param);
gboolean mq_variants_same_colors (JsonArray *a, JsonArray *b);
gboolean mq_variants_same_material (const MqPlanMaterial *a, const MqPlanMaterial *b);
double mq_variants_compare_boxes (MqSketchPlan *a, MqSketchPlan *b, double ratios[3]);
double mq_variants_distance (MqSketchPlan *a, MqSketchPlan *b);

/* mq-sketch-variants-words.c. @with: (nullable): words that come first */
char *mq_variants_describe (MqKindCatalogue *catalogue, MqSketchPlan *first, const char *with,
                            MqSketchPlan *plan, gboolean begin) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
