/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements that the user wrote down: read by the names of the measures, and checked before
 * anything is made of them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean mq_own_requirements_take_kind (JsonObject *row);
JsonArray *mq_own_requirements_from_drawing (JsonArray *targets) G_GNUC_WARN_UNUSED_RESULT;
char *mq_own_requirements_find_fault (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_own_requirements_contradict (JsonObject *a, JsonObject *b);
gboolean mq_own_requirements_check (JsonArray *rows, GError **error);

G_END_DECLS
