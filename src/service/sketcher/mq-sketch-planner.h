/* The planner: from a prompt to a plan, by finding the kind that it names and reading the rest of it
 * as said of that kind; and the refiner: from a plan and an instruction to the next plan. */
#pragma once

#include "service/sketcher/mq-sketch-plan.h"

G_BEGIN_DECLS

/**
 * MqRefinement:
 * @plan: (nullable): the changed plan; %NULL when nothing of the instruction could be done
 * @script: (nullable): its script
 * @touches: ids of the parts whose objects may have changed, come or gone
 * @follows: those of them that the words did not name
 * @summary: one line of what was done
 * @done: phrases
 * @not_done: phrases, with reasons
 */
typedef struct
{
  MqSketchPlan *plan;
  char *script;
  GStrv touches;
  GStrv follows;
  char *summary;
  GStrv done;
  GStrv not_done;
} MqRefinement;

void mq_refinement_free (MqRefinement *refinement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRefinement, mq_refinement_free)

MqKind *mq_sketch_planner_find_kind (MqKindCatalogue *catalogue, const char *text);
GStrv mq_sketch_planner_list_strange_words (MqKindCatalogue *catalogue,
                                            const char *prompt) G_GNUC_WARN_UNUSED_RESULT;
GStrv
mq_sketch_planner_list_nearest (MqKindCatalogue *catalogue, GStrv words) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sketch_planner_describe_unknown (GStrv strange, GStrv nearest) G_GNUC_WARN_UNUSED_RESULT;
MqSketchPlan *mq_sketch_planner_plan (MqKindCatalogue *catalogue, const char *prompt,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqRefinement *mq_sketch_planner_refine (MqKindCatalogue *catalogue, MqSketchPlan *plan,
                                        const char *instruction) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
