/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sketcher's planner and refiner. The planner finds the kind that a message names and applies
 * the rest of the message to its plan; the refiner applies an instruction to an existing plan. */
#pragma once

#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

/**
 * MqRefinement:
 * @plan: (nullable): the changed plan; %NULL when no part of the instruction could be applied
 * @only_way: there is no plan because no further variant differs
 * @script: (nullable): its script
 * @touches: ids of the parts whose objects may be changed, added or removed
 * @follows: those of them that the instruction did not name
 * @announcement: what is being done: "Making it 10 cm taller"
 * @summary: a one-line summary of the changes
 * @done: phrases of the applied changes
 * @not_done: phrases of the refused ones, with reasons
 */
typedef struct
{
  MqSketchPlan *plan;
  gboolean only_way;
  char *script;
  GStrv touches;
  GStrv follows;
  char *announcement;
  char *summary;
  GStrv done;
  GStrv not_done;
} MqRefinement;

void mq_refinement_free (MqRefinement *refinement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRefinement, mq_refinement_free)

char *mq_sketch_planner_explain (MqSketchPlan *plan, const char *message) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_sketch_planner_understand (MqKindCatalogue *catalogue, const char *message, JsonObject *wanted,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqSketchPlan *mq_sketch_planner_plan (MqKindCatalogue *catalogue, const char *message,
                                      guint variant, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sketch_planner_announce (MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
MqRefinement *
mq_sketch_planner_refine (MqKindCatalogue *catalogue, MqSketchPlan *plan, const char *instruction,
                          JsonArray *targets, JsonObject *report,
                          guint variant) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
