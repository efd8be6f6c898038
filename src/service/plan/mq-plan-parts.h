/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a model's plan. Their ids are names of functions: those of the toolkit and of the
 * script's own form are taken, and ids that differ only in case, spaces or
 * underscores are one part. How they join:
 * "seat", "back: let in 20 mm", "axle: through", "door: hinged", "lid: clearance 0.3 mm", as a
 * model writes it, and as the plan has it: `joins`, ids, and `join_kinds`, by id
 * (docs/inside/bridge.md).
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *
mq_plan_materials_read (JsonArray *said, JsonArray *old, GString *faults) G_GNUC_WARN_UNUSED_RESULT;

JsonObject *mq_plan_parts_find (JsonArray *parts, const char *id);
void mq_plan_joins_read (JsonObject *said, JsonArray *parts, gboolean rests, JsonObject *part);
char *mq_plan_joins_describe (JsonObject *part, const char *other) G_GNUC_WARN_UNUSED_RESULT;
void mq_plan_names_find_twice (JsonArray *parts, GString *faults);
JsonObject *mq_plan_names_settle (JsonObject *said) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
