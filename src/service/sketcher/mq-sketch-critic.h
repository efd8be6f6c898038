/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sketcher's critic: compares a measured report with the plan. Each defect names part,
 * object and measurement, and the adjustment of the plan that repairs it, if any. */
#pragma once

#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

JsonArray *mq_sketch_critic_find (MqSketchPlan *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
guint mq_sketch_critic_repair (MqSketchPlan *plan, JsonArray *defects, GPtrArray *said);
gboolean mq_sketch_critic_drop_failing_part (MqKindCatalogue *catalogue, MqSketchPlan *plan,
                                             const char *function, char **said, GError **error);
JsonObject *mq_sketch_critic_compare (JsonArray *before, JsonArray *now, JsonObject *base_report,
                                      JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_sketch_critic_has_new (JsonArray *before, JsonArray *now);

G_END_DECLS
