/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads untrusted JSON: never crashes on a wrong type, and errors name the key. mq_json_read()
 * reads several members, mq_json_new() makes an object of several, and mq_json_object_to_string()
 * writes it. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_JSON_MAX_DEPTH: deepest nesting that is read; fibers have small stacks. */
#define MQ_JSON_MAX_DEPTH 64

JsonNode *mq_json_parse (const char *text, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_json_parse_object (const char *text, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_json_has_nul (const char *text, gsize length);
char *mq_json_object_to_string (JsonObject *object, gboolean pretty) G_GNUC_WARN_UNUSED_RESULT;
char *mq_json_array_to_string (JsonArray *array, gboolean pretty) G_GNUC_WARN_UNUSED_RESULT;

const char *mq_json_get_string (JsonObject *object, const char *key, const char *fallback);
gint64 mq_json_get_int (JsonObject *object, const char *key, gint64 fallback);
double mq_json_get_double (JsonObject *object, const char *key, double fallback);
gboolean mq_json_get_boolean (JsonObject *object, const char *key, gboolean fallback);
JsonObject *mq_json_get_object (JsonObject *object, const char *key);
JsonArray *mq_json_get_array (JsonObject *object, const char *key);
void mq_json_read (JsonObject *object, const char *members, ...);

const char *mq_json_require_string (JsonObject *object, const char *key, GError **error);
JsonObject *mq_json_require_object (JsonObject *object, const char *key, GError **error);

/* Elements of arrays of unknown content; NULL where the element is of another type. */
JsonObject *mq_json_element_object (JsonArray *array, guint index);
const char *mq_json_element_string (JsonArray *array, guint index);

/**
 * MQ_JSON_EACH:
 * @array: (nullable): an expression without side effects: an array of unknown content
 * @i: name of the index
 * @object: name of the element; %NULL for one of another type
 *
 * A loop over an array, in which `break` and `continue` do what they do in any.
 *
 * |[<!-- language="C" -->
 * MQ_JSON_EACH (parts, i, part)
 *   g_print ("%u: %s", i, mq_json_get_string (part, "id", ""));
 * ]|
 */
#define MQ_JSON_EACH(array, i, object)                                                             \
  for (guint i = 0, i##_left = FALSE; !i##_left && i < mq_json_length (array); i++)                \
    for (JsonObject *object = (i##_left = TRUE, mq_json_element_object (array, i)); i##_left;      \
         i##_left = FALSE)

/** MQ_JSON_EACH_STRING: as MQ_JSON_EACH(), over strings. */
#define MQ_JSON_EACH_STRING(array, i, text)                                                        \
  for (guint i = 0, i##_left = FALSE; !i##_left && i < mq_json_length (array); i++)                \
    for (const char *text = (i##_left = TRUE, mq_json_element_string (array, i)); i##_left;        \
         i##_left = FALSE)

/* Arrays may be NULL: then they are empty. */
guint mq_json_length (JsonArray *array);
gboolean mq_json_contains (JsonArray *array, const char *text);
JsonObject *mq_json_find (JsonArray *array, const char *key, const char *text);
gboolean mq_json_are_equal (JsonArray *a, JsonArray *b);
void mq_json_append (JsonArray *array, JsonArray *more);
void mq_json_replace_object (JsonObject **slot, JsonObject *object);
void mq_json_replace_array (JsonArray **slot, JsonArray *array);
JsonArray *
mq_json_from_strings (const char *const *strings, gssize count) G_GNUC_WARN_UNUSED_RESULT;
GStrv mq_json_to_strings (JsonArray *array) G_GNUC_WARN_UNUSED_RESULT;

/* Three finite numbers, a point or a direction; FALSE for anything else. */
gboolean mq_json_read_vector (JsonNode *node, double vector[3]);
gboolean mq_json_get_vector (JsonObject *object, const char *name, double vector[3]);
gboolean mq_json_get_box (JsonObject *object, double min[3], double max[3]);
void mq_json_grow_box (double min[3], double max[3], const double low[3], const double high[3],
                       gboolean is_first);
JsonArray *mq_json_from_vector (const double vector[3]) G_GNUC_WARN_UNUSED_RESULT;

/* 32 random hexadecimal digits: the id of a client, a run, a message. */
char *mq_json_new_id (void) G_GNUC_WARN_UNUSED_RESULT;

JsonObject *mq_json_new (const char *members, ...) G_GNUC_WARN_UNUSED_RESULT;
void mq_json_add (JsonObject *object, const char *members, ...);
JsonArray *mq_json_copy_array (JsonArray *array) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_json_copy_object (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
