/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements that somebody read from a drawing: what of them is in doubt, and how a person
 * changes one. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean mq_requirement_doubts_lacks_unit (JsonObject *row);
guint mq_requirement_doubts_find (JsonArray *rows, JsonArray *own);
JsonArray *mq_requirement_doubts_take_certain (JsonArray *rows) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_requirement_doubts_change (JsonObject *row, const char *text, GError **error);
void mq_requirement_doubts_set_unit (JsonArray *rows, const char *unit);
char *mq_requirement_doubts_find_fault (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_doubts_describe (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
