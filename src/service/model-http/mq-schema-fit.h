/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what weak models write as what their schema asks for: "4" for 4, "yes" for true, one value
 * for a list. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *
mq_schema_fit (JsonObject *schema, JsonObject *object, gboolean is_cut) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
