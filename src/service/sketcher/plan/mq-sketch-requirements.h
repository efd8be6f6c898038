/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The requirements of a sketcher's plan: what the user demanded and the bridge can measure (sizes,
 * numbers of pieces, colours and materials), in the form of docs/requirements.md. */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

void mq_sketch_requirements_update (MqSketchPlan *plan, const MqRequestList *reading);
void mq_sketch_requirements_add_copies (MqSketchPlan *thing);
gboolean mq_sketch_requirements_is_same (JsonObject *a, JsonObject *b, const char *const *keys);
JsonArray *mq_sketch_requirements_list (const MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_sketch_requirements_to_json (MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
const MqKindParam *
mq_sketch_requirements_find_param (MqSketchPlan *plan, JsonObject *row, double *value);

G_END_DECLS
