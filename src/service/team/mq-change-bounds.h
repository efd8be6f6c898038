/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounds of a change: the parts that the user points at, which alone may change. Used by the
 * pipeline and by the roles that models have. */
#pragma once

#include "service/team/mq-asset-state.h"

G_BEGIN_DECLS

GStrv mq_change_bounds_settle (MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_change_bounds_limit (MqAssetState *asset, JsonObject *base,
                                   JsonArray *touches) G_GNUC_WARN_UNUSED_RESULT;
char *mq_change_bounds_describe (MqAssetState *asset) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
