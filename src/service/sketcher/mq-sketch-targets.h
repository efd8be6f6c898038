/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets of a message, as of common/events/mq-target.h: words that name nothing are about the
 * parts that the user pointed at, an arrow or a size that was drawn there says how far and along
 * which axis. What was not pointed at stays the same, except what hangs on these parts, and what a
 * change of them cannot do without. */
#pragma once

#include "service/sketcher/changes/mq-sketch-changes.h"

G_BEGIN_DECLS

MqChangeLog *
mq_sketch_targets_change (MqKindCatalogue *catalogue, MqSketchPlan *plan, const char *instruction,
                          JsonArray *targets, JsonObject *report,
                          MqSketchPlan **next) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
