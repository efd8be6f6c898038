/* JSON schema checks, see mq-model-schema.h. */
#include "service/models/mq-model-schema.h"

#include "common/mq-json.h"

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

static gboolean
is_of_type (JsonNode *node, const char *wanted)
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

static char *problem_at (const char *path, const char *format, ...) G_GNUC_PRINTF (2, 3);

static char *
problem_at (const char *path, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return *path == '\0' ? g_strdup_printf ("The answer: %s", what)
                       : g_strdup_printf ("\"%s\": %s", path, what);
}

static char *
check_type (JsonObject *schema, JsonNode *node, const char *path)
{
  const char *wanted = mq_json_get_string (schema, "type", NULL);
  JsonArray *several = mq_json_get_array (schema, "type");
  g_autoptr (GString) words = NULL;

  if (several == NULL)
    {
      if (wanted == NULL || is_of_type (node, wanted))
        return NULL;
      return problem_at (path, "expected %s, got %s", wanted, type_of (node));
    }

  words = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (several); i++)
    {
      const char *one = mq_json_element_string (several, i);

      if (one != NULL && is_of_type (node, one))
        return NULL;
      g_string_append_printf (words, "%s%s", i > 0 ? " or " : "", one != NULL ? one : "?");
    }

  return problem_at (path, "expected %s, got %s", words->str, type_of (node));
}

static char *check (JsonObject *schema, JsonNode *node, const char *path);

static char *
check_object (JsonObject *schema, JsonObject *object, const char *path)
{
  JsonObject *properties = mq_json_get_object (schema, "properties");
  JsonArray *required = mq_json_get_array (schema, "required");
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  for (guint i = 0; i < mq_json_length (required); i++)
    if ((name = mq_json_element_string (required, i)) != NULL
        && !json_object_has_member (object, name))
      return problem_at (path, "\"%s\" is missing", name);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      JsonObject *of_member = mq_json_get_object (properties, name);
      g_autofree char *below = g_strdup_printf ("%s%s%s", path, *path != '\0' ? "." : "", name);
      char *problem;

      if (of_member != NULL && (problem = check (of_member, member, below)) != NULL)
        return problem;
    }

  return NULL;
}

static char *
check (JsonObject *schema, JsonNode *node, const char *path)
{
  JsonObject *items = mq_json_get_object (schema, "items");
  JsonArray *values = mq_json_get_array (schema, "enum");
  char *problem = check_type (schema, node, path);

  if (problem != NULL)
    return problem;

  if (values != NULL && !is_in_enum (node, values))
    {
      g_autofree char *all = mq_json_array_to_string (values, FALSE);

      return problem_at (path, "has to be one of %s", all);
    }

  if (JSON_NODE_HOLDS_OBJECT (node))
    return check_object (schema, json_node_get_object (node), path);

  if (JSON_NODE_HOLDS_ARRAY (node) && items != NULL)
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *below = g_strdup_printf ("%s[%u]", path, i);

          if ((problem = check (items, json_array_get_element (array, i), below)) != NULL)
            return problem;
        }
    }

  return NULL;
}

/**
 * mq_model_schema_check:
 * @schema: a JSON schema within the subset; other keywords are ignored
 * @node: an answer
 *
 * Returns: (transfer full) (nullable): the problem, in English; %NULL when valid
 */
char *
mq_model_schema_check (JsonObject *schema, JsonNode *node)
{
  g_return_val_if_fail (schema != NULL && node != NULL, NULL);

  return check (schema, node, "");
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
 * @found: called with each outermost object that can be parsed, and its offset
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
      g_autoptr (JsonObject) object = length > 0 ? mq_json_parse_object (at, (gssize)length, NULL)
                                                 : NULL;

      if (object != NULL && found (object, (gsize)(at - text), user_data))
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
dig_found (JsonObject *object, gsize start, gpointer user_data)
{
  Dig *dig = user_data;
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *problem = mq_model_schema_check (dig->schema, node);

  if (problem == NULL)
    {
      dig->object = json_object_ref (object);
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
