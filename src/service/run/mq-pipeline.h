/* The pipeline: what happens in a run and in which order, as one fiber. Initial creation, automatic
 * refinement, and the user's turns until the user finishes. */
#pragma once

#include "service/run/mq-service-run.h"

G_BEGIN_DECLS

DexFuture *mq_pipeline_run (MqServiceRun *run) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
