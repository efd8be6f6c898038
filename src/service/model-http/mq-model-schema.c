/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON schema checks, see mq-model-schema.h. */
#include "service/model-http/mq-model-schema.h"

#include "common/json/mq-json.h"
#include "service/model-http/mq-lenient-json.h"

#include <math.h>
#include <string.h>

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
 * mq_model_schema_is_of_type:
 * @wanted: the name of a type: "object", "integer", …
 *
 * Returns: whether a value is of it
 */
gboolean
mq_model_schema_is_of_type (JsonNode *node, const char *wanted)
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

static gboolean
is_in_enum (JsonNode *node, JsonArray *values)
{
  for (guint i = 0; i < json_array_get_length (values); i++)
    if (json_node_equal (json_array_get_element (values, i), node))
      return TRUE;

  return FALSE;
}

/* Problems that one correction names. */
#define MAX_PROBLEMS 12

static void
add_problem (GPtrArray *problems, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);

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

  g_ptr_array_add (problems, *path == '\0' ? g_strdup_printf ("The answer: %s", what)
                                           : g_strdup_printf ("\"%s\": %s", path, what));
}

static gboolean
check_type (JsonObject *schema, JsonNode *node, const char *path, GPtrArray *problems)
{
  const char *wanted = mq_json_get_string (schema, "type", NULL);
  JsonArray *several = mq_json_get_array (schema, "type");
  g_autoptr (GString) words = g_string_new (wanted);

  if (several == NULL && (wanted == NULL || mq_model_schema_is_of_type (node, wanted)))
    return TRUE;

  for (guint i = 0; i < mq_json_length (several); i++)
    {
      const char *one = mq_json_element_string (several, i);

      if (one != NULL && mq_model_schema_is_of_type (node, one))
        return TRUE;
      g_string_append_printf (words, "%s%s", i > 0 ? " or " : "", one != NULL ? one : "?");
    }

  add_problem (problems, path, "expected %s, got %s", words->str, type_of (node));
  return FALSE;
}

static void check (JsonObject *schema, JsonNode *node, const char *path, GPtrArray *problems);

static void
check_object (JsonObject *schema, JsonObject *object, const char *path, GPtrArray *problems)
{
  JsonObject *properties = mq_json_get_object (schema, "properties");
  JsonArray *required = mq_json_get_array (schema, "required");
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  for (guint i = 0; i < mq_json_length (required); i++)
    if ((name = mq_json_element_string (required, i)) != NULL
        && !json_object_has_member (object, name))
      add_problem (problems, path, "\"%s\" is missing", name);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      JsonObject *of_member = mq_json_get_object (properties, name);
      g_autofree char *below = g_strdup_printf ("%s%s%s", path, *path != '\0' ? "." : "", name);

      if (of_member != NULL)
        check (of_member, member, below, problems);
    }
}

static void
check (JsonObject *schema, JsonNode *node, const char *path, GPtrArray *problems)
{
  JsonObject *items = mq_json_get_object (schema, "items");
  JsonArray *values = mq_json_get_array (schema, "enum");

  if (!check_type (schema, node, path, problems))
    return;

  if (values != NULL && !is_in_enum (node, values))
    {
      g_autofree char *all = mq_json_array_to_string (values, FALSE);

      add_problem (problems, path, "has to be one of %s", all);
    }

  if (JSON_NODE_HOLDS_OBJECT (node))
    check_object (schema, json_node_get_object (node), path, problems);

  if (JSON_NODE_HOLDS_ARRAY (node) && items != NULL)
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *below = g_strdup_printf ("%s[%u]", path, i);

          check (items, json_array_get_element (array, i), below, problems);
        }
    }
}

/**
 * mq_model_schema_check:
 * @schema: a JSON schema within the subset; other keywords are ignored
 * @node: an answer
 *
 * Returns: (transfer full) (nullable): the problems, in English; %NULL when valid
 */
char *
mq_model_schema_check (JsonObject *schema, JsonNode *node)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (schema != NULL && node != NULL, NULL);

  check (schema, node, "", problems);
  if (problems->len == 0)
    return NULL;

  g_ptr_array_add (problems, NULL);
  return g_strjoinv ("; ", (char **)problems->pdata);
}

static JsonNode *
copy_without_defaults (JsonNode *node)
{
  JsonObject *from;
  JsonObject *to;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return json_node_copy (node);

  from = json_node_get_object (node);
  to = json_object_new ();
  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (!g_str_equal (name, "default") || JSON_NODE_HOLDS_OBJECT (member))
      json_object_set_member (to, name, copy_without_defaults (member));

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, to);
  return node;
}

/**
 * mq_model_schema_dup_plain:
 * @schema: a JSON schema
 *
 * Returns: (transfer full): the schema without `default`, which OpenAI's `strict` refuses
 */
JsonObject *
mq_model_schema_dup_plain (JsonObject *schema)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), schema);
  g_autoptr (JsonNode) plain = copy_without_defaults (node);

  return json_object_ref (json_node_get_object (plain));
}

/**
 * mq_model_schema_is_strict:
 * @schema: a JSON schema
 *
 * Returns: whether OpenAI's `strict` accepts it
 */
gboolean
mq_model_schema_is_strict (JsonObject *schema)
{
  JsonObject *properties = mq_json_get_object (schema, "properties");
  JsonObject *items = mq_json_get_object (schema, "items");
  JsonArray *required = mq_json_get_array (schema, "required");
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (items != NULL && !mq_model_schema_is_strict (items))
    return FALSE;
  if (g_strcmp0 (mq_json_get_string (schema, "type", NULL), "object") != 0)
    return TRUE;
  if (properties == NULL || mq_json_get_boolean (schema, "additionalProperties", TRUE))
    return FALSE;

  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (!mq_json_contains (required, name) || !JSON_NODE_HOLDS_OBJECT (member)
        || !mq_model_schema_is_strict (json_node_get_object (member)))
      return FALSE;

  return TRUE;
}

/**
 * mq_model_schema_skip_thoughts:
 * @text: a model's output
 *
 * Returns: (transfer none): the beginning of the answer, within @text
 */
const char *
mq_model_schema_skip_thoughts (const char *text)
{
  const char *at = text + strspn (text, " \t\r\n");
  const char *end;

  if (!g_str_has_prefix (at, "<think>") || !(end = strstr (at, "</think>")))
    return text;

  end += strlen ("</think>");
  return end + strspn (end, " \t\r\n");
}

/* The length in bytes of the object that begins at @text, by its brackets; 0 when it does not
 * end. */
static gsize
object_length (const char *text)
{
  gsize depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      char c = text[i];

      if (in_string && c == '\\' && text[i + 1] != '\0')
        i++;
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && c == '{')
        depth++;
      else if (!in_string && c == '}' && --depth == 0)
        return i + 1;
    }

  return 0;
}

/**
 * mq_model_schema_each_object:
 * @text: a model's output
 * @found: called with each outermost object that can be read, its offset, and whether it lacks its
 *   end
 * @user_data: for @found
 *
 * Tries at most %MQ_MODEL_SCHEMA_MAX_PIECES places.
 */
void
mq_model_schema_each_object (const char *text, MqModelSchemaFound found, gpointer user_data)
{
  const char *at = text;

  for (guint n = 0; n < MQ_MODEL_SCHEMA_MAX_PIECES && (at = strchr (at, '{')) != NULL; n++)
    {
      gsize length = object_length (at);
      gboolean is_cut = FALSE;
      g_autoptr (JsonObject) object = length > 0 ? mq_json_parse_object (at, (gssize)length, NULL)
                                                 : NULL;

      if (object == NULL)
        object = mq_lenient_json_read (at, &length, &is_cut);
      if (object != NULL && found (object, (gsize)(at - text), is_cut, user_data))
        return;

      at += object != NULL ? length : 1;
    }
}

typedef struct
{
  JsonObject *schema;
  JsonObject *object;
  char *problem; /* with the first object */
} Dig;

static gboolean
dig_found (JsonObject *object, gsize start, gboolean is_cut, gpointer user_data)
{
  Dig *dig = user_data;
  g_autoptr (JsonObject) fitted = mq_schema_fit (dig->schema, object, is_cut);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), fitted);
  g_autofree char *problem = mq_model_schema_check (dig->schema, node);

  if (problem == NULL)
    {
      dig->object = g_steal_pointer (&fitted);
      return TRUE;
    }

  if (dig->problem == NULL)
    dig->problem = g_steal_pointer (&problem);
  return FALSE;
}

/**
 * mq_model_schema_dig:
 * @schema: the schema to match
 * @text: a model's output
 * @problem: (out) (transfer full): the problem in English, when no object matches
 *
 * Returns: (transfer full) (nullable): the first object in @text that follows @schema
 */
JsonObject *
mq_model_schema_dig (JsonObject *schema, const char *text, char **problem)
{
  Dig dig = { .schema = schema };

  mq_model_schema_each_object (mq_model_schema_skip_thoughts (text), dig_found, &dig);
  if (dig.object != NULL)
    g_clear_pointer (&dig.problem, g_free);
  else if (dig.problem == NULL)
    dig.problem = g_strdup (*text == '\0' ? "The answer was empty."
                                          : "The answer holds no JSON object that can be read.");

  *problem = dig.problem;
  return dig.object;
}
