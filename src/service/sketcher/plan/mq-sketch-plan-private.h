/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal functions of MqSketchPlan, shared by its two files. */
#pragma once

#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

MqSketchPlan *mq_sketch_plan_new_empty (MqKind *kind, const char *prompt);
MqPlanPart *mq_plan_part_new (const MqKindPart *kind);

G_END_DECLS
