/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A parameter as JSON, see mq-script-parameter-json.h: reads Python's literals. */
#include "common/script/mq-script-parameter-json.h"

#include "common/json/mq-json.h"

#include <math.h>
#include <string.h>

/* A limit, as scripts are untrusted, and fibers have small stacks. */
#define MAX_DEPTH 8
/* JSON's readers keep larger whole numbers as floating ones. */
#define MAX_WHOLE 9007199254740992.0

static JsonNode *read_literal (const char **text, guint depth);

static JsonNode *
make_number (double number, gboolean is_whole)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (is_whole && number == floor (number) && fabs (number) <= MAX_WHOLE)
    json_node_set_int (node, (gint64)number);
  else
    json_node_set_double (node, number);
  return node;
}

static JsonNode *
read_number (const char **text)
{
  const char *start = *text;
  const char *end = NULL;
  double number = 0;

  if ((!mq_script_read_number (start, &number, &end) && end == NULL) || !isfinite (number))
    return NULL;

  *text = end;
  return make_number (number, strcspn (start, ".eE") >= (gsize)(end - start));
}

/* Text with escapes, prefixes or three quotes is left to Python. */
static JsonNode *
read_string (const char **text)
{
  const char quote = **text;
  const char *start = *text + 1;
  const char *end = strchr (start, quote);
  g_autofree char *content = end != NULL ? g_strndup (start, end - start) : NULL;

  if (content == NULL || strchr (content, '\\') != NULL)
    return NULL;

  *text = end + 1;
  return json_node_init_string (json_node_alloc (), content);
}

static JsonNode *
read_name (const char **text)
{
  gsize length = strspn (*text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
  g_autofree char *name = g_strndup (*text, length);

  *text += length;
  if (g_str_equal (name, "True") || g_str_equal (name, "False"))
    return json_node_init_boolean (json_node_alloc (), *name == 'T');

  return g_str_equal (name, "None") ? json_node_new (JSON_NODE_NULL) : NULL;
}

/* "(0.5, 0.3, 0.1)"; "(0.5)" is a number in parentheses, an expression. */
static JsonNode *
read_elements (const char **text, guint depth)
{
  const char close = **text == '(' ? ')' : ']';
  g_autoptr (JsonArray) array = json_array_new ();
  gboolean has_comma = FALSE;

  ++*text;
  for (;;)
    {
      JsonNode *element;

      *text += strspn (*text, " \t");
      if (**text == close)
        break;
      if ((json_array_get_length (array) > 0 && !has_comma)
          || !(element = read_literal (text, depth + 1)))
        return NULL;

      json_array_add_element (array, element);
      *text += strspn (*text, " \t");
      has_comma = **text == ',';
      *text += has_comma;
    }

  if (close == ')' && json_array_get_length (array) == 1 && !has_comma)
    return NULL;
  ++*text;
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_literal (const char **text, guint depth)
{
  if (depth > MAX_DEPTH)
    return NULL;

  switch (**text)
    {
    case '(':
    case '[':
      return read_elements (text, depth);
    case '"':
    case '\'':
      return read_string (text);
    default:
      return g_ascii_isalpha (**text) ? read_name (text) : read_number (text);
    }
}

/* Returns: (transfer full) (nullable): a literal's value; %NULL if it is an expression */
static JsonNode *
read_value (const char *text)
{
  JsonNode *node = read_literal (&text, 0);

  if (node != NULL && *text != '\0')
    g_clear_pointer (&node, json_node_unref);
  return node;
}

/* Choices are numbers where the script has them without quotes. */
static JsonArray *
make_choices (const MqScriptParameter *self)
{
  gboolean is_quoted = strchr ("\"'", *self->value) != NULL;
  JsonArray *array = json_array_new ();

  for (guint i = 0; self->choices[i] != NULL; i++)
    {
      JsonNode *node = is_quoted ? NULL : read_value (self->choices[i]);

      json_array_add_element (
          array,
          node != NULL ? node : json_node_init_string (json_node_alloc (), self->choices[i]));
    }

  return array;
}

/**
 * mq_script_parameter_to_json:
 * @self: a parameter
 *
 * `value` is the value of its literal: a number, whole where it is so in the script, a boolean, a
 * string (`#50331d` is a color), null, or an array of these. A parameter that the script computes
 * has its `expression` instead.
 *
 * Returns: (transfer full): `{"name", "value" or "expression", "unit", "about"}`, with `min` and
 *   `max` if it has a range, and `choices` if it has some
 */
JsonObject *
mq_script_parameter_to_json (const MqScriptParameter *self)
{
  JsonObject *object = mq_json_new ("name:s", self->name);
  JsonNode *value = read_value (self->value);
  gboolean is_whole = value != NULL && JSON_NODE_HOLDS_VALUE (value)
                      && json_node_get_value_type (value) == G_TYPE_INT64;

  if (value != NULL)
    json_object_set_member (object, "value", value);
  else
    mq_json_add (object, "expression:s", self->value);

  mq_json_add (object, "unit:s about:s", self->unit, self->about);
  if (self->has_range)
    {
      json_object_set_member (object, "min", make_number (self->min, is_whole));
      json_object_set_member (object, "max", make_number (self->max, is_whole));
    }
  if (self->choices != NULL)
    json_object_set_array_member (object, "choices", make_choices (self));
  return object;
}
