/* Answers held to a JSON schema by ourselves, in the subset that all providers take: type, properties, required, items, enum,
 * additionalProperties. What an answer says beyond its schema is let be: nobody reads it. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_MODEL_SCHEMA_MAX_PIECES: places of a text that are tried for an object. */
#define MQ_MODEL_SCHEMA_MAX_PIECES 64

/* What is wrong with @node, for the model ("“parts[2].size”: a number was expected, a string came"); NULL: nothing. */
char *mq_model_schema_check (JsonObject *schema, JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
/* Whether OpenAI's strict mode takes it: every property required, no others allowed, all the way down. */
gboolean mq_model_schema_is_strict (JsonObject *schema);
/* The object that @text holds: all of it, in a code fence, or amid prose. NULL and what is wrong with the likeliest. */
JsonObject *mq_model_schema_dig (JsonObject *schema, const char *text,
                                 char **problem) G_GNUC_WARN_UNUSED_RESULT;
/* Where what is said begins: past <think>…</think>, which some local models write out. */
const char *mq_model_schema_skip_thoughts (const char *text);

/* Called with each object that stands in @text by itself or in a fence; TRUE ends the search. */
typedef gboolean (*MqModelSchemaFound) (JsonObject *object, gsize start, gpointer user_data);
void mq_model_schema_each_object (const char *text, MqModelSchemaFound found, gpointer user_data);

G_END_DECLS
