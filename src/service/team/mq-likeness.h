/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How like the user's pictures the asset is: landmarks that a model names in one, as the bridge's
 * `likeness` takes them, and what it answers, as the report has it. Both come from outside. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_LIKENESS_LEAST: the fewest landmarks that a camera is found by. */
#define MQ_LIKENESS_LEAST 6

guint mq_likeness_find_next (GPtrArray *references);
JsonArray *mq_likeness_read_landmarks (JsonObject *said) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *
mq_likeness_place_landmarks (JsonArray *landmarks, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_likeness_settle (JsonObject *report, JsonObject *likeness, GError **error);
char *mq_likeness_describe_overlap (JsonObject *likeness) G_GNUC_WARN_UNUSED_RESULT;
char *mq_likeness_describe (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
