/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON schema checks, see mq-json-schema.h. */
#include "common/json/mq-json-schema.h"

#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"

#include <math.h>

/* Problems that one correction names. */
#define MAX_PROBLEMS 12

/* The state of one check. */
typedef struct
{
  GPtrArray *problems;
  gboolean is_strict;
} Check;

static const char *
type_of (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "object";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "array";
  if (JSON_NODE_HOLDS_NULL (node))
    return "null";

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return "string";
    case G_TYPE_BOOLEAN:
      return "boolean";
    case G_TYPE_INT64:
      return "integer";
    default:
      return "number";
    }
}

/**
 * mq_json_schema_is_of_type:
 * @wanted: the name of a type: "object", "integer", …
 *
 * Returns: whether a value is of it
 */
gboolean
mq_json_schema_is_of_type (JsonNode *node, const char *wanted)
{
  const char *type = type_of (node);

  if (g_str_equal (type, wanted))
    return TRUE;
  if (g_str_equal (wanted, "number"))
    return g_str_equal (type, "integer");

  /* JSON does not distinguish 3.0 from 3. */
  return g_str_equal (wanted, "integer") && g_str_equal (type, "number")
         && fmod (json_node_get_double (node), 1) == 0;
}

static void
add_problem (GPtrArray *problems, const char *path, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  if (problems->len >= MAX_PROBLEMS)
    return;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_ptr_array_add (problems, *path == '\0' ? g_steal_pointer (&what)
                                           : g_strdup_printf ("\"%s\": %s", path, what));
}

static gboolean
check_type (JsonObject *schema, JsonNode *node, const char *path, GPtrArray *problems)
{
  const char *wanted = mq_json_get_string (schema, "type", NULL);
  JsonArray *several = mq_json_get_array (schema, "type");
  g_autoptr (GString) words = g_string_new (wanted);

  if (several == NULL && (wanted == NULL || mq_json_schema_is_of_type (node, wanted)))
    return TRUE;

  MQ_JSON_EACH_STRING (several, i, one)
    {
      if (one != NULL && mq_json_schema_is_of_type (node, one))
        return TRUE;
      g_string_append_printf (words, "%s%s", i > 0 ? " or " : "", one != NULL ? one : "?");
    }

  add_problem (problems, path, "expected %s, got %s", words->str, type_of (node));
  return FALSE;
}

static void check (JsonObject *schema, JsonNode *node, const char *path, Check *self);

/* @length: characters of a string, elements of an array. */
static void
check_length (JsonObject *schema, const char *at_least, const char *at_most, gint64 length,
              const char *path, Check *self)
{
  gint64 least = mq_json_get_int (schema, at_least, 0);
  gint64 most = mq_json_get_int (schema, at_most, G_MAXINT64);

  if (!self->is_strict)
    return;

  if (length < least)
    add_problem (self->problems, path,
                 "is too short: %" G_GINT64_FORMAT " of at least %" G_GINT64_FORMAT, length, least);
  if (length > most)
    add_problem (self->problems, path,
                 "is too long: %" G_GINT64_FORMAT " of at most %" G_GINT64_FORMAT, length, most);
}

static void
check (JsonObject *schema, JsonNode *node, const char *path, Check *self)
{
  JsonArray *values = mq_json_get_array (schema, "enum");
  gboolean is_listed = values == NULL;

  if (!check_type (schema, node, path, self->problems))
    return;

  for (guint i = 0; i < mq_json_length (values); i++)
    is_listed |= json_node_equal (json_array_get_element (values, i), node);
  if (!is_listed)
    {
      g_autofree char *all = mq_json_array_to_string (values, FALSE);

      add_problem (self->problems, path, "has to be one of %s", all);
    }

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      JsonObject *properties = mq_json_get_object (schema, "properties");
      JsonArray *required = mq_json_get_array (schema, "required");
      gboolean is_closed = self->is_strict
                           && !mq_json_get_boolean (schema, "additionalProperties", TRUE);
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      for (guint i = 0; i < mq_json_length (required); i++)
        if ((name = mq_json_element_string (required, i)) != NULL
            && !json_object_has_member (object, name))
          add_problem (self->problems, path, "\"%s\" is missing", name);

      json_object_iter_init_ordered (&iter, object);
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          JsonObject *of_member = mq_json_get_object (properties, name);
          g_autofree char *below = g_strdup_printf ("%s%s%s", path, *path != '\0' ? "." : "", name);

          if (of_member != NULL)
            check (of_member, member, below, self);
          else if (is_closed)
            add_problem (self->problems, below, "there is no such member");
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      JsonObject *items = mq_json_get_object (schema, "items");

      check_length (schema, "minItems", "maxItems", json_array_get_length (array), path, self);
      for (guint i = 0; items != NULL && i < json_array_get_length (array); i++)
        {
          g_autofree char *below = g_strdup_printf ("%s[%u]", path, i);

          check (items, json_array_get_element (array, i), below, self);
        }
    }
  else if (mq_json_schema_is_of_type (node, "number") && self->is_strict)
    {
      double value = json_node_get_double (node);
      double least = mq_json_get_double (schema, "minimum", value);
      double most = mq_json_get_double (schema, "maximum", value);

      if (value < least)
        add_problem (self->problems, path, "has to be at least %g", least);
      if (value > most)
        add_problem (self->problems, path, "has to be at most %g", most);
    }
  else if (mq_json_schema_is_of_type (node, "string"))
    check_length (schema, "minLength", "maxLength", g_utf8_strlen (json_node_get_string (node), -1),
                  path, self);
}

/**
 * mq_json_schema_check:
 * @schema: a JSON schema within the subset; other keywords are ignored
 * @node: a value
 * @is_strict: whether limits count, too, and additional properties where the schema forbids them;
 *   not in models' answers, because asking again costs as much
 *
 * Returns: (transfer full) (nullable): the problems, in English; %NULL when valid
 */
char *
mq_json_schema_check (JsonObject *schema, JsonNode *node, gboolean is_strict)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  Check self = { problems, is_strict };

  g_return_val_if_fail (schema != NULL && node != NULL, NULL);

  check (schema, node, "", &self);
  if (problems->len == 0)
    return NULL;

  g_ptr_array_add (problems, NULL);
  return g_strjoinv ("; ", (char **)problems->pdata);
}

/**
 * mq_json_schema_load:
 * @name: such as "export", of `data/schemas/export.schema.json`
 *
 * Returns: (transfer none): the schema, a file of Maquette's
 */
JsonObject *
mq_json_schema_load (const char *name)
{
  static GHashTable *loaded;
  g_autofree char *relative = g_strdup_printf ("schemas/%s.schema.json", name);
  g_autofree char *path = mq_paths_find_data (relative);
  g_autofree char *text = NULL;
  JsonObject *schema;

  if (loaded == NULL)
    loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if ((schema = g_hash_table_lookup (loaded, name)) != NULL)
    return schema;

  if (path != NULL && g_file_get_contents (path, &text, NULL, NULL))
    schema = mq_json_parse_object (text, -1, NULL);
  if (schema == NULL)
    g_error ("data/%s is missing or broken. Reinstall Maquette", relative);

  g_hash_table_insert (loaded, g_strdup (name), schema);
  return schema;
}
