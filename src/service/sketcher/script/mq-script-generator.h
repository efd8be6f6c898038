/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Script generator: writes a plan as one self-contained script: docstring, imports, parameters,
 * the library functions that are used, one function per part, build(). */
#pragma once

#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

char *mq_script_generator_write (MqKindCatalogue *catalogue,
                                 MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *mq_script_generator_fingerprints (MqKindCatalogue *catalogue,
                                              MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
