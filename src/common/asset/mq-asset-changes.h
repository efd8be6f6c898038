/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The changes of an asset, piece by piece: sizes, places, materials and colours before and after,
 * from the reports of two versions. A sentence for the user, and lines for models. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *mq_asset_changes_describe_move (const double by[3]) G_GNUC_WARN_UNUSED_RESULT;
char *mq_asset_changes_describe (JsonObject *before, JsonObject *after) G_GNUC_WARN_UNUSED_RESULT;
void
mq_asset_changes_append_pieces (GString *text, JsonObject *before, JsonObject *after, guint most);

G_END_DECLS
