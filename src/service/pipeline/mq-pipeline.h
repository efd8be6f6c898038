/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline: performs a run on one fiber: the first version, automatic refinement, then the
 * user's instructions until the user finishes. */
#pragma once

#include "service/run/mq-service-run.h"

G_BEGIN_DECLS

DexFuture *mq_pipeline_run (MqServiceRun *run) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
