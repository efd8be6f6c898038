/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal functions of the sketcher's planner, shared by its two files: plans of one thing, and
 * plans of compositions. */
#pragma once

#include "service/sketcher/changes/mq-sketch-changes.h"
#include "service/sketcher/plan/mq-sketch-composition.h"

G_BEGIN_DECLS

MqSketchPlan *
mq_sketch_planner_plan_thing (MqKindCatalogue *catalogue, MqKind *kind,
                              const MqThingMention *mention, const char *text, guint variant,
                              GPtrArray **done, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqSketchPlan *
mq_sketch_planner_plan_things (MqKindCatalogue *catalogue, GPtrArray *mentions, const char *prompt,
                               guint variant, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqChangeLog *mq_sketch_planner_change_things (MqKindCatalogue *catalogue, MqSketchPlan *plan,
                                              const char *instruction,
                                              MqSketchPlan **next) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
