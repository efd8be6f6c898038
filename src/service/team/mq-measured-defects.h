/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured defects: derives defects from an asset's report (data/schemas/report.schema.json) and
 * checks a critic's visual defects against it. Pure functions, used by the critic, verifier and
 * debugger. */
#pragma once

#include "service/team/mq-asset-state.h"

G_BEGIN_DECLS

JsonArray *
mq_measured_defects_find (JsonObject *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_measured_defects_made_no_difference (MqAssetState *asset, JsonObject *before);
void mq_measured_defects_find_in_change (JsonArray *defects, MqAssetState *asset);
gboolean mq_measured_defects_contradict (JsonObject *defect, JsonObject *plan, JsonObject *report);
gboolean mq_measured_defects_include (JsonObject *defect);
gboolean mq_measured_defects_need_critic (JsonArray *defects);

G_END_DECLS
