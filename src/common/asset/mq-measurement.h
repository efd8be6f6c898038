/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How an asset is measured and judged: the parts that may run into each other, and what counts as a
 * fault of a measured report (data/schemas/report.schema.json). The service counts faults after
 * each step; the clients compare a version with other values of its script. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_MEASUREMENT_GROUND_TOLERANCE: tolerance of the ground contact, in m. */
#define MQ_MEASUREMENT_GROUND_TOLERANCE 0.004

JsonArray *mq_measurement_list_joins (JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_measurement_list_disputed (JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;
void mq_measurement_settle (JsonObject *plan, JsonObject *report);
guint mq_measurement_count_faults (JsonObject *report);
JsonArray *mq_measurement_list_new_faults (JsonObject *plan, JsonObject *before,
                                           JsonObject *after) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_measurement_is_sunken (JsonObject *plan, double gap);

G_END_DECLS
