/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The schemas of models' answers, in the subset that all providers support, and the answers in what
 * models write; the checks are those of mq-json-schema.h. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_MODEL_SCHEMA_MAX_PIECES: places of a text where an object is looked for. */
#define MQ_MODEL_SCHEMA_MAX_PIECES 64

gboolean mq_model_schema_is_strict (JsonObject *schema);
JsonObject *mq_model_schema_dup_plain (JsonObject *schema) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_model_schema_dig (JsonObject *schema, const char *text, gboolean *is_cut,
                                 char **problem) G_GNUC_WARN_UNUSED_RESULT;

/* Called with each object in @text that stands alone or in a fence; TRUE ends the search. */
typedef gboolean (*MqModelSchemaFound) (JsonObject *object, gsize start, gboolean is_cut,
                                        gpointer user_data);
void mq_model_schema_each_object (const char *text, MqModelSchemaFound found, gpointer user_data);

G_END_DECLS
