/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON schema checks, in the subset that is used here: type, properties, required,
 * additionalProperties, items, enum, and the limits of numbers, strings and arrays. Used for
 * models' answers, for the arguments of tools, and for the options of jobs (data/schemas). */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *mq_json_schema_load (const char *name);

char *mq_json_schema_check (JsonObject *schema, JsonNode *node,
                            gboolean is_strict) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_json_schema_is_of_type (JsonNode *node, const char *wanted);

/* Reads what weak models write as what the schema asks for: "4" for 4, "yes" for true, one value
 * for a list. */
JsonObject *mq_json_schema_fit (JsonObject *schema, JsonObject *object,
                                gboolean is_cut) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
