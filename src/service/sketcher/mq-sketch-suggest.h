/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_sketch_suggest(): changes of a plan that the user may want next, in English, which is what the
 * sketcher reads. Used by MqSketcherTeam after each version. */
#pragma once

#include "service/sketcher/kinds/mq-kind-catalogue.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

GStrv mq_sketch_suggest (MqKindCatalogue *catalogue, MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
