/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The requirements of a sketcher's plan, in the form of docs/extending/requirements.md: every
 * number and every property in the user's words. What the bridge can measure is measured (sizes,
 * numbers of pieces, colours and materials); other rows say what is not made, or that nothing
 * measures it. */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

void mq_sketch_requirements_update (MqSketchPlan *plan, MqSketchPlan *before, MqLexicon *lexicon,
                                    const MqRequestList *reading);
void mq_sketch_requirements_add_copies (MqSketchPlan *thing, guint wanted);
void mq_sketch_requirements_add_unmade (MqSketchPlan *plan, const char *words, const char *reason);
gboolean mq_sketch_requirements_is_same (JsonObject *a, JsonObject *b, const char *const *keys);
JsonArray *mq_sketch_requirements_list (const MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_sketch_requirements_to_json (MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_sketch_requirements_new_fix (MqSketchPlan *plan, JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
