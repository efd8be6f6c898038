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
read_literal (const char **text, guint depth)
{
  const char *start = *text;
  const char *end = NULL;
  double number = 0;

  if (depth > MAX_DEPTH)
    return NULL;

  /* "(0.5, 0.3, 0.1)"; "(0.5)" is a number in parentheses, an expression. */
  if (*start == '(' || *start == '[')
    {
      const char close = *start == '(' ? ')' : ']';
      g_autoptr (JsonArray) array = json_array_new ();
      gboolean has_comma = TRUE;

      for (*text = start + 1 + strspn (start + 1, " \t"); **text != close;)
        {
          JsonNode *element = has_comma ? read_literal (text, depth + 1) : NULL;

          if (element == NULL)
            return NULL;

          json_array_add_element (array, element);
          *text += strspn (*text, " \t");
          has_comma = **text == ',';
          *text += has_comma;
          *text += strspn (*text, " \t");
        }

      if (close == ')' && json_array_get_length (array) == 1 && !has_comma)
        return NULL;
      ++*text;
      return json_node_init_array (json_node_alloc (), array);
    }

  /* Text with escapes, prefixes or three quotes is left to Python. */
  if (*start == '"' || *start == '\'')
    {
      g_autofree char *content = NULL;

      if ((end = strchr (start + 1, *start)) != NULL)
        content = g_strndup (start + 1, end - start - 1);
      if (content == NULL || strchr (content, '\\') != NULL)
        return NULL;

      *text = end + 1;
      return json_node_init_string (json_node_alloc (), content);
    }

  if (g_ascii_isalpha (*start))
    {
      gsize length = strspn (start, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
      g_autofree char *name = g_strndup (start, length);

      *text = start + length;
      if (g_str_equal (name, "True") || g_str_equal (name, "False"))
        return json_node_init_boolean (json_node_alloc (), *name == 'T');

      return g_str_equal (name, "None") ? json_node_new (JSON_NODE_NULL) : NULL;
    }

  if ((!mq_script_read_number (start, &number, &end) && end == NULL) || !isfinite (number))
    return NULL;

  *text = end;
  return make_number (number, strcspn (start, ".eE") >= (gsize)(end - start));
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
    {
      gboolean is_quoted = strchr ("\"'", *self->value) != NULL;
      JsonArray *choices = json_array_new ();

      /* Choices are numbers where the script has them without quotes. */
      for (guint i = 0; self->choices[i] != NULL; i++)
        {
          JsonNode *node = is_quoted ? NULL : read_value (self->choices[i]);

          if (node == NULL)
            node = json_node_init_string (json_node_alloc (), self->choices[i]);
          json_array_add_element (choices, node);
        }
      json_object_set_array_member (object, "choices", choices);
    }

  return object;
}
