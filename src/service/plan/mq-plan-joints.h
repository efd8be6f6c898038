/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The joints of a model's plan: `[{"name", "kind", "parent", "child", "axis", "range", "follows",
 * "ratio", "why"}]`, of which `range` is in degrees, of a slider in m, and absent when it turns
 * freely. Faults are English sentences for the model. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *
mq_plan_joints_read (JsonObject *said, JsonArray *parts, GString *faults) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_plan_joints_change (JsonObject *old, JsonArray *added, JsonArray *dropped,
                                  JsonArray *parts) G_GNUC_WARN_UNUSED_RESULT;
void mq_plan_joints_append (GString *text, JsonObject *plan);

G_END_DECLS
