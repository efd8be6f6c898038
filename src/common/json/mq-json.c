/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of untrusted JSON: it never crashes on a wrong type, and its errors name the key.
 * Depth is bounded before json-glib's recursive parser runs, because fibers have small stacks. */
#include "common/json/mq-json.h"

#include "common/base/mq-error.h"

#include <math.h>
#include <string.h>

/**
 * mq_json_parse:
 * @text: (nullable): UTF-8, need not end in NUL when @length is given; %NULL (of an empty GBytes)
 * is an empty text
 * @length: bytes, or -1
 * @error: %MQ_ERROR_PROTOCOL when it is not JSON, not UTF-8 or nested too deep
 *
 * Returns: (transfer full) (nullable): the root node
 */
JsonNode *
mq_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) parse_error = NULL;
  gsize size;
  JsonNode *root;
  gsize depth = 0;
  gboolean in_string = FALSE;

  if (text == NULL)
    text = "";
  size = length < 0 ? strlen (text) : (gsize)length;

  if (!g_utf8_validate_len (text, size, NULL))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "Not UTF-8 text");

  /* json-glib recurses once per level, so count brackets outside strings first. */
  for (gsize i = 0; i < size; i++)
    {
      char c = text[i];

      if (in_string)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            in_string = FALSE;
        }
      else if (c == '"')
        in_string = TRUE;
      else if (c == '[' || c == '{')
        {
          if (++depth > MQ_JSON_MAX_DEPTH)
            return mq_fail_null (error, MQ_ERROR_PROTOCOL, "JSON nested deeper than %d levels",
                                 MQ_JSON_MAX_DEPTH);
        }
      else if ((c == ']' || c == '}') && depth > 0)
        depth--;
    }

  /* Otherwise comments and other quotes could hide brackets from the count above. */
  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, text, size, &parse_error))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "Not JSON: %s", parse_error->message);

  if (!(root = json_parser_steal_root (parser)))
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_PROTOCOL, "Empty where JSON was expected");

  return root;
}

/**
 * mq_json_parse_object:
 * @text: UTF-8
 * @length: bytes, or -1
 * @error: %MQ_ERROR_PROTOCOL
 *
 * Returns: (transfer full) (nullable): the root, when it is an object
 */
JsonObject *
mq_json_parse_object (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = mq_json_parse (text, length, error);

  if (root == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "A JSON object was expected");

  return json_object_ref (json_node_get_object (root));
}

/**
 * mq_json_has_nul:
 * @text: JSON, from outside
 * @length: bytes
 *
 * Whether it holds a NUL, also an escaped one. json-glib cuts a string there, so that it would be
 * taken for another one.
 */
gboolean
mq_json_has_nul (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\0')
        return TRUE;
      if (text[i] != '\\')
        continue;
      if (length - i >= 6 && memcmp (text + i, "\\u0000", 6) == 0)
        return TRUE;
      i++;
    }

  return FALSE;
}

static JsonNode *
get_value (JsonObject *object, const char *key, GType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  return json_node_get_value_type (node) == type ? node : NULL;
}

/**
 * mq_json_get_string:
 * @object: (nullable): an object
 * @key: a member
 * @fallback: (nullable): if it is missing or not a string
 *
 * Returns: (nullable): the string, owned by @object
 */
const char *
mq_json_get_string (JsonObject *object, const char *key, const char *fallback)
{
  JsonNode *node = get_value (object, key, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : fallback;
}

/**
 * mq_json_get_int:
 * @object: (nullable): an object
 * @key: a member
 * @fallback: if it is missing or not a number
 *
 * Returns: the number, truncated to an integer
 */
gint64
mq_json_get_int (JsonObject *object, const char *key, gint64 fallback)
{
  JsonNode *node = get_value (object, key, G_TYPE_INT64);
  double value;

  if (node != NULL)
    return json_node_get_int (node);

  if (!(node = get_value (object, key, G_TYPE_DOUBLE)))
    return fallback;

  value = json_node_get_double (node);
  return isfinite (value) && fabs (value) < 9e18 ? (gint64)value : fallback;
}

/**
 * mq_json_get_double:
 * @object: (nullable): an object
 * @key: a member
 * @fallback: if it is missing or not a number
 *
 * Returns: the number
 */
double
mq_json_get_double (JsonObject *object, const char *key, double fallback)
{
  JsonNode *node = get_value (object, key, G_TYPE_DOUBLE);

  if (node != NULL)
    return json_node_get_double (node);

  node = get_value (object, key, G_TYPE_INT64);
  return node != NULL ? (double)json_node_get_int (node) : fallback;
}

/**
 * mq_json_get_boolean:
 * @object: (nullable): an object
 * @key: a member
 * @fallback: if it is missing or not a boolean
 *
 * Returns: the boolean
 */
gboolean
mq_json_get_boolean (JsonObject *object, const char *key, gboolean fallback)
{
  JsonNode *node = get_value (object, key, G_TYPE_BOOLEAN);

  return node != NULL ? json_node_get_boolean (node) : fallback;
}

/**
 * mq_json_get_object:
 * @object: (nullable): an object
 * @key: a member
 *
 * Returns: (nullable) (transfer none): the member when it is an object
 */
JsonObject *
mq_json_get_object (JsonObject *object, const char *key)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * mq_json_get_array:
 * @object: (nullable): an object
 * @key: a member
 *
 * Returns: (nullable) (transfer none): the member when it is an array
 */
JsonArray *
mq_json_get_array (JsonObject *object, const char *key)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * mq_json_read:
 * @object: (nullable): an object of unknown content
 * @members: each member as `key:type`, with spaces between, as for mq_json_new(): `s` a string, `i`
 *   an int, `l` a gint64, `d` a double, `b` a boolean, `O` a #JsonObject and `A` a #JsonArray, all
 *   owned by @object; `o`, `a` and `S` are an object, an array and a string (transfer full)
 * @...: the address of a variable for each member
 *
 * Reads several members. Each variable has its default before. It stays as it was if @object is
 * %NULL, or if the member is missing, null, of another type, or not within an int's limits. For `i`
 * and `l` a number is truncated. A variable of `o`, `a` or `S` belongs to the caller: its former
 * value is released when another one replaces it.
 *
 * |[<!-- language="C" -->
 * const char *name = "";
 * g_autofree char *title = NULL;
 * int count = 1;
 *
 * mq_json_read (object, "name:s title:S count:i", &name, &title, &count);
 * ]|
 */
void
mq_json_read (JsonObject *object, const char *members, ...)
{
  g_auto (GStrv) forms = g_strsplit (members, " ", -1);
  va_list places;

  va_start (places, members);
  for (gsize i = 0; forms[i] != NULL; i++)
    {
      char *key = forms[i];
      char *colon = strchr (key, ':');
      gpointer place = va_arg (places, gpointer);
      JsonObject *child;
      JsonArray *list;
      gint64 number;

      g_assert (colon != NULL && colon > key && place != NULL);

      *colon = '\0';
      child = mq_json_get_object (object, key);
      list = mq_json_get_array (object, key);
      switch (colon[1])
        {
        case 's':
          *(const char **)place = mq_json_get_string (object, key, *(const char **)place);
          break;
        case 'S':
          g_set_str ((char **)place, mq_json_get_string (object, key, *(char **)place));
          break;
        case 'i':
          number = mq_json_get_int (object, key, *(int *)place);
          if (number >= G_MININT && number <= G_MAXINT)
            *(int *)place = (int)number;
          break;
        case 'l':
          *(gint64 *)place = mq_json_get_int (object, key, *(gint64 *)place);
          break;
        case 'd':
          *(double *)place = mq_json_get_double (object, key, *(double *)place);
          break;
        case 'b':
          *(gboolean *)place = mq_json_get_boolean (object, key, *(gboolean *)place);
          break;
        case 'O':
          *(JsonObject **)place = child != NULL ? child : *(JsonObject **)place;
          break;
        case 'A':
          *(JsonArray **)place = list != NULL ? list : *(JsonArray **)place;
          break;
        case 'o':
          if (child != NULL)
            mq_json_replace_object (place, child);
          break;
        case 'a':
          if (list != NULL)
            mq_json_replace_array (place, list);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  va_end (places);
}

/**
 * mq_json_require_string:
 * @object: an object
 * @key: a member
 * @error: %MQ_ERROR_PROTOCOL naming @key
 *
 * Returns: (nullable): the string, owned by @object
 */
const char *
mq_json_require_string (JsonObject *object, const char *key, GError **error)
{
  const char *value = mq_json_get_string (object, key, NULL);

  if (value == NULL)
    g_set_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL, "“%s” is missing or not a text", key);

  return value;
}

/**
 * mq_json_require_object:
 * @object: an object
 * @key: a member
 * @error: %MQ_ERROR_PROTOCOL naming @key
 *
 * Returns: (nullable) (transfer none): the member
 */
JsonObject *
mq_json_require_object (JsonObject *object, const char *key, GError **error)
{
  JsonObject *value = mq_json_get_object (object, key);

  if (value == NULL)
    g_set_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL, "“%s” is missing or not an object", key);

  return value;
}

/**
 * mq_json_element_object:
 * @array: an array
 * @index: within its length
 *
 * Returns: (nullable) (transfer none): the element when it is an object
 */
JsonObject *
mq_json_element_object (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * mq_json_element_string:
 * @array: an array
 * @index: within its length
 *
 * Returns: (nullable): the element when it is a string
 */
const char *
mq_json_element_string (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * mq_json_length:
 * @array: (nullable): an array
 *
 * Returns: the number of its elements
 */
guint
mq_json_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

/**
 * mq_json_contains:
 * @array: (nullable): an array
 * @text: (nullable): a string
 *
 * Returns: whether @text is an element
 */
gboolean
mq_json_contains (JsonArray *array, const char *text)
{
  for (guint i = 0; text != NULL && i < mq_json_length (array); i++)
    if (g_strcmp0 (mq_json_element_string (array, i), text) == 0)
      return TRUE;

  return FALSE;
}

/**
 * mq_json_find:
 * @array: (nullable): an array
 * @key: a member of its objects
 * @text: (nullable): the member's value
 *
 * Returns: (nullable) (transfer none): the first object whose @key is @text
 */
JsonObject *
mq_json_find (JsonArray *array, const char *key, const char *text)
{
  for (guint i = 0; text != NULL && i < mq_json_length (array); i++)
    if (g_strcmp0 (mq_json_get_string (mq_json_element_object (array, i), key, NULL), text) == 0)
      return mq_json_element_object (array, i);

  return NULL;
}

/**
 * mq_json_are_equal:
 * @a: (nullable): an array
 * @b: (nullable): an array
 *
 * Returns: whether both have the same text, or are both %NULL
 */
gboolean
mq_json_are_equal (JsonArray *a, JsonArray *b)
{
  g_autofree char *first = a != NULL ? mq_json_array_to_string (a, FALSE) : NULL;
  g_autofree char *second = b != NULL ? mq_json_array_to_string (b, FALSE) : NULL;

  return g_strcmp0 (first, second) == 0;
}

/**
 * mq_json_append:
 * @array: an array that gets further elements
 * @more: (nullable): the elements; objects and arrays are shared, not copied
 */
void
mq_json_append (JsonArray *array, JsonArray *more)
{
  for (guint i = 0; i < mq_json_length (more); i++)
    json_array_add_element (array, json_node_copy (json_array_get_element (more, i)));
}

/**
 * mq_json_replace_object:
 * @slot: a reference of the caller's; may hold %NULL
 * @object: (nullable): what it refers to from now on, as with g_set_object()
 */
void
mq_json_replace_object (JsonObject **slot, JsonObject *object)
{
  JsonObject *old = *slot;

  *slot = object != NULL ? json_object_ref (object) : NULL;
  g_clear_pointer (&old, json_object_unref);
}

/**
 * mq_json_replace_array:
 * @slot: a reference of the caller's; may hold %NULL
 * @array: (nullable): what it refers to from now on, as with g_set_object()
 */
void
mq_json_replace_array (JsonArray **slot, JsonArray *array)
{
  JsonArray *old = *slot;

  *slot = array != NULL ? json_array_ref (array) : NULL;
  g_clear_pointer (&old, json_array_unref);
}

/**
 * mq_json_from_strings:
 * @strings: strings
 * @count: their number; -1: up to the first %NULL
 *
 * Returns: (transfer full): an array of them
 */
JsonArray *
mq_json_from_strings (const char *const *strings, gssize count)
{
  JsonArray *array = json_array_new ();

  for (gssize i = 0; count < 0 ? strings[i] != NULL : i < count; i++)
    json_array_add_string_element (array, strings[i]);
  return array;
}

/**
 * mq_json_to_strings:
 * @array: (nullable): an array
 *
 * Returns: (transfer full): those of its elements that are strings; empty without an array
 */
GStrv
mq_json_to_strings (JsonArray *array)
{
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();

  MQ_JSON_EACH_STRING (array, i, text)
    if (text != NULL)
      g_strv_builder_add (strings, text);

  return g_strv_builder_end (strings);
}

/**
 * mq_json_from_vector:
 * @vector: a point or a size in metres
 *
 * Returns: (transfer full): an array of its numbers, rounded to hundredths of a millimetre
 */
JsonArray *
mq_json_from_vector (const double vector[3])
{
  JsonArray *array = json_array_new ();

  for (guint axis = 0; axis < 3; axis++)
    json_array_add_double_element (array, rint (vector[axis] * 1e5) / 1e5);
  return array;
}

static void
add_members (JsonObject *object, const char *members, va_list *values)
{
  g_auto (GStrv) forms = g_strsplit (members, " ", -1);

  for (gsize i = 0; forms[i] != NULL; i++)
    {
      char *key = forms[i];
      char *colon = strchr (key, ':');
      gpointer value = NULL;

      g_return_if_fail (colon != NULL && colon > key);

      *colon = '\0';
      if (strchr ("soaOA", colon[1]) != NULL)
        {
          value = va_arg (*values, gpointer);
          if (value == NULL && colon[2] == '?')
            continue;
        }

      switch (colon[1])
        {
        case 's':
          json_object_set_string_member (object, key, value);
          break;
        case 'i':
          json_object_set_int_member (object, key, va_arg (*values, int));
          break;
        case 'l':
          json_object_set_int_member (object, key, va_arg (*values, gint64));
          break;
        case 'd':
          json_object_set_double_member (object, key, va_arg (*values, double));
          break;
        case 'b':
          json_object_set_boolean_member (object, key, va_arg (*values, gboolean));
          break;
        case 'O':
          json_object_set_object_member (object, key,
                                         value != NULL ? json_object_ref (value) : NULL);
          break;
        case 'A':
          json_object_set_array_member (object, key, value != NULL ? json_array_ref (value) : NULL);
          break;
        case 'o':
          json_object_set_object_member (object, key, value);
          break;
        case 'a':
          json_object_set_array_member (object, key, value);
          break;
        default:
          g_return_if_reached ();
        }
    }
}

/**
 * mq_json_new:
 * @members: each member as `key:type`, with spaces between: `s` a string (%NULL is null), `i` an
 *   int, `l` a gint64, `d` a double, `b` a boolean, `o` a #JsonObject and `a` a #JsonArray
 *   (transfer full), `O` and `A` the same (transfer none). With `?` behind `s`, `o`, `a`, `O` or
 *   `A`, %NULL leaves the member out
 * @...: a value for each member
 *
 * Returns: (transfer full): an object with these members, in this order
 */
JsonObject *
mq_json_new (const char *members, ...)
{
  JsonObject *object = json_object_new ();
  va_list values;

  va_start (values, members);
  add_members (object, members, &values);
  va_end (values);
  return object;
}

/**
 * mq_json_add:
 * @object: an object that gets further members
 * @members: as for mq_json_new()
 * @...: a value for each member
 */
void
mq_json_add (JsonObject *object, const char *members, ...)
{
  va_list values;

  va_start (values, members);
  add_members (object, members, &values);
  va_end (values);
}

static JsonNode *
copy_node (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, mq_json_copy_object (json_node_get_object (node)));
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, mq_json_copy_array (json_node_get_array (node)));
    }
  else if (JSON_NODE_HOLDS_VALUE (node))
    {
      g_auto (GValue) value = G_VALUE_INIT;

      json_node_get_value (node, &value);
      copy = json_node_new (JSON_NODE_VALUE);
      json_node_set_value (copy, &value);
    }
  else
    copy = json_node_new (JSON_NODE_NULL);

  return copy;
}

/**
 * mq_json_copy_array:
 * @array: (nullable): any array
 *
 * Makes a deep copy, as mq_json_copy_object() does.
 *
 * Returns: (transfer full) (nullable): the copy
 */
JsonArray *
mq_json_copy_array (JsonArray *array)
{
  JsonArray *copy;

  if (array == NULL)
    return NULL;

  copy = json_array_sized_new (json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, copy_node (json_array_get_element (array, i)));

  return copy;
}

/**
 * mq_json_copy_object:
 * @object: (nullable): any object
 *
 * Makes a deep copy that may be changed, or given to another thread; a parser's result is
 * immutable, and references are not counted atomically.
 *
 * Returns: (transfer full) (nullable): the copy
 */
JsonObject *
mq_json_copy_object (JsonObject *object)
{
  JsonObject *copy;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (object == NULL)
    return NULL;

  copy = json_object_new ();
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (copy, name, copy_node (node));

  return copy;
}

gboolean
mq_json_read_vector (JsonNode *vector_node, double vector[3])
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (vector_node) ? json_node_get_array (vector_node) : NULL;

  if (array == NULL || json_array_get_length (array) != 3)
    return FALSE;

  for (guint axis = 0; axis < 3; axis++)
    {
      JsonNode *node = json_array_get_element (array, axis);

      if (!JSON_NODE_HOLDS_VALUE (node)
          || (json_node_get_value_type (node) != G_TYPE_DOUBLE
              && json_node_get_value_type (node) != G_TYPE_INT64))
        return FALSE;
      vector[axis] = json_node_get_double (node);
      if (!isfinite (vector[axis]))
        return FALSE;
    }

  return TRUE;
}

gboolean
mq_json_get_vector (JsonObject *object, const char *name, double vector[3])
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && mq_json_read_vector (node, vector);
}

/**
 * mq_json_get_box:
 * @object: (nullable): with `{"box": {"min": [x, y, z], "max": [x, y, z]}}`, in m
 * @min: (out caller-allocates): its lowest corner
 * @max: (out caller-allocates): its highest corner
 *
 * Returns: whether @object has a box
 */
gboolean
mq_json_get_box (JsonObject *object, double min[3], double max[3])
{
  JsonObject *box = mq_json_get_object (object, "box");

  return mq_json_get_vector (box, "min", min) && mq_json_get_vector (box, "max", max);
}

/**
 * mq_json_grow_box:
 * @min: (inout): the lowest corner of a box
 * @max: (inout): its highest corner
 * @low: the lowest corner of what is added to it
 * @high: its highest corner
 * @is_first: whether the box was empty so far
 */
void
mq_json_grow_box (double min[3], double max[3], const double low[3], const double high[3],
                  gboolean is_first)
{
  for (guint axis = 0; axis < 3; axis++)
    {
      min[axis] = is_first ? low[axis] : MIN (min[axis], low[axis]);
      max[axis] = is_first ? high[axis] : MAX (max[axis], high[axis]);
    }
}

/**
 * mq_json_new_id:
 *
 * Returns: (transfer full): a random UUID (RFC 9562) without its hyphens
 */
char *
mq_json_new_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_auto (GStrv) parts = g_strsplit (uuid, "-", 0);

  return g_strjoinv ("", parts);
}
