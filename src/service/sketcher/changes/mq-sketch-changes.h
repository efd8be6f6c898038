/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Application of a reading to a plan, with a log of the applied and the refused requests. Used
 * by the planner and the refiner. */
#pragma once

#include "service/sketcher/changes/mq-change-log.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

MqChangeLog *mq_sketch_changes_apply (MqSketchPlan *plan, MqRequestList *reading,
                                      gboolean instruction) G_GNUC_WARN_UNUSED_RESULT;
void mq_sketch_changes_apply_look (MqSketchPlan *plan, const MqKindLook *look);

G_END_DECLS
