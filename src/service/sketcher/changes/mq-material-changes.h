/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies the colours, finishes and effects of a request, or of a look of the kind, to the
 * materials of a plan. */
#pragma once

#include "service/sketcher/changes/mq-change-log.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

void mq_material_changes_apply (MqSketchPlan *plan, const MqRequest *request, gboolean instruction,
                                MqChangeLog *log);
void mq_material_changes_apply_look (MqSketchPlan *plan, const char *slot, JsonObject *look);

G_END_DECLS
