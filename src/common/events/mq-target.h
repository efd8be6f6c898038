/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A target: a part, an object, a function or a place that the user points at in a message, as a
 * JSON object whose members were checked. docs/inside/protocol.md has them. A list of targets is
 * never changed, so that messages share it. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TARGETS_MAX 16

/* Characters of a name or of a text that was drawn. */
#define MQ_TARGET_MAX_TEXT 200

/* @part, @object, @function: (nullable): one of them is given */
JsonObject *mq_target_new (const char *part, const char *object,
                           const char *function) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_target_get_box (JsonObject *target, double min[3], double max[3]);
gboolean mq_target_is_size_of_all (JsonObject *target);
char *mq_target_dup_name (JsonObject *target) G_GNUC_WARN_UNUSED_RESULT;

char *mq_target_list_dup_names (JsonArray *targets) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_target_list_is_drawn (JsonArray *targets);
JsonArray *mq_target_list_merge (JsonArray *targets, JsonArray *more,
                                 gboolean *is_cut) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_target_list_read (JsonObject *json, JsonArray **targets, GError **error);

G_END_DECLS
