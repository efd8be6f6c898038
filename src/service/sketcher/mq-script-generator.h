/* The composer: from a plan, one script that stands alone: docstring, imports, parameters, the
 * library's functions that are really used, one function a part, build(). */
#pragma once

#include "service/sketcher/mq-sketch-plan.h"

G_BEGIN_DECLS

char *mq_script_generator_write (MqKindCatalogue *catalogue,
                                 MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *mq_script_generator_fingerprints (MqKindCatalogue *catalogue,
                                              MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
