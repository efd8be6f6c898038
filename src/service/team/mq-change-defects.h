/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Defects of a change: what it changed without being asked to, and what it did not do. Used by the
 * pipeline. */
#pragma once

#include "service/team/mq-asset-state.h"

G_BEGIN_DECLS

gboolean mq_change_defects_made_no_difference (MqAssetState *asset, JsonObject *before);
void mq_change_defects_find (JsonArray *defects, MqAssetState *asset);

G_END_DECLS
