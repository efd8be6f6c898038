/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses what a look at an asset shows beside the six views, from the plan, the report and the
 * defects, so that a replay chooses the same. Pure functions, used by the pipeline. */
#pragma once

#include "service/team/mq-asset-state.h"

G_BEGIN_DECLS

/** MQ_LOOK_MAX_CLOSEUPS: of one look. */
#define MQ_LOOK_MAX_CLOSEUPS 4

const char *mq_look_choose_inside (JsonObject *plan, JsonObject *report);
gboolean mq_look_has_motion (JsonObject *report);
gboolean mq_look_is_about_materials (MqAssetState *asset);
JsonArray *mq_look_list_closeups (JsonArray *defects, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
