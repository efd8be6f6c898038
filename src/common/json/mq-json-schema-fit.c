/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers and arguments that nearly follow their schema, see mq-json-schema.h. It never guesses a
 * value. */
#include "common/json/mq-json-schema.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <math.h>
#include <string.h>

/* Texts that may be longer, such as scripts, are made of lines; others of phrases. */
#define MAX_PHRASES 10000 /* characters */

/* Reads what is of another type than @wanted: "4" where a number is wanted, "yes" or 1 where a
 * boolean is, and a number, a boolean or a list of lines, joined by @separator, where text is. */
static void
fit_value (JsonNode *node, const char *wanted, const char *separator)
{
  static const char *const words[][2] = { { "false", "true" }, { "no", "yes" }, { "0", "1" } };
  JsonArray *lines = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean is_text = json_node_get_value_type (node) == G_TYPE_STRING;
  gboolean is_integer = g_str_equal (wanted, "integer");

  if (g_str_equal (wanted, "string") && JSON_NODE_HOLDS_VALUE (node))
    {
      g_autofree char *json = json_to_string (node, FALSE);

      json_node_init_string (node, json);
    }
  else if (g_str_equal (wanted, "string") && !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_auto (GStrv) texts = mq_json_to_strings (lines);
      g_autofree char *text = g_strjoinv (separator, texts);

      if (g_strv_length (texts) == mq_json_length (lines))
        json_node_init_string (node, text);
    }
  else if (is_text && (is_integer || g_str_equal (wanted, "number")))
    {
      const char *text = json_node_get_string (node);
      char *end;
      double number;

      text += strspn (text, " ");
      number = g_ascii_strtod (text, &end);
      if (end == text || end[strspn (end, " ")] != '\0' || number - number != 0)
        return;
      if (!is_integer)
        json_node_init_double (node, number);
      else if (fmod (number, 1) == 0 && fabs (number) <= 1e9)
        json_node_init_int (node, (gint64)number);
    }
  else if (g_str_equal (wanted, "boolean")
           && (is_text || json_node_get_value_type (node) == G_TYPE_INT64))
    {
      g_autofree char *said = is_text
                                  ? g_strstrip (g_strdup (json_node_get_string (node)))
                                  : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

      for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        for (guint value = 0; value < 2; value++)
          if (g_ascii_strcasecmp (said, words[i][value]) == 0)
            json_node_init_boolean (node, value == 1);
    }
}

static void fit (JsonObject *schema, JsonNode *node, gboolean fill);

static void
fit_object (JsonObject *schema, JsonObject *object, gboolean fill)
{
  JsonObject *properties = mq_json_get_object (schema, "properties");
  JsonArray *required = mq_json_get_array (schema, "required");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (properties == NULL)
    return;

  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *of_member = mq_json_get_object (properties, name);
      JsonNode *otherwise = of_member != NULL ? json_object_get_member (of_member, "default")
                                              : NULL;
      JsonNode *member;

      if (!json_object_has_member (object, name))
        {
          g_autoptr (GList) members = json_object_get_members (object);
          g_autofree char *wanted = mq_text_fold_name (name);

          for (GList *each = members; each != NULL; each = each->next)
            {
              g_autofree char *folded = mq_text_fold_name (each->data);

              if (!g_str_equal (folded, wanted))
                continue;
              member = json_node_copy (json_object_get_member (object, each->data));
              json_object_remove_member (object, each->data);
              json_object_set_member (object, name, member);
              break;
            }
        }
      member = json_object_get_member (object, name);
      if (otherwise != NULL && fill && (member == NULL || JSON_NODE_HOLDS_NULL (member)))
        json_object_set_member (object, name, json_node_copy (otherwise));
      else if (member != NULL && JSON_NODE_HOLDS_NULL (member) && required != NULL
               && mq_json_get_string (of_member, "type", NULL) != NULL
               && !mq_json_contains (required, name))
        json_object_remove_member (object, name);
      else if (member != NULL && of_member != NULL)
        fit (of_member, member, fill);
    }
}

/* Changes a copy of an answer so that it follows the schema where what is meant is certain. @fill:
 * whether members that are missing get the schema's defaults */
static void
fit (JsonObject *schema, JsonNode *node, gboolean fill)
{
  const char *wanted = mq_json_get_string (schema, "type", "");
  JsonArray *values = mq_json_get_array (schema, "enum");
  JsonObject *items = mq_json_get_object (schema, "items");

  /* A list or an object that is written as text: "[1, 2]". */
  if ((g_str_equal (wanted, "array") || g_str_equal (wanted, "object"))
      && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autoptr (JsonNode) read = mq_json_parse (json_node_get_string (node), -1, NULL);

      /* A parsed node is immutable. */
      if (read != NULL && mq_json_schema_is_of_type (read, wanted) && JSON_NODE_HOLDS_ARRAY (read))
        json_node_take_array (json_node_init_array (node, NULL),
                              mq_json_copy_array (json_node_get_array (read)));
      else if (read != NULL && mq_json_schema_is_of_type (read, wanted))
        json_node_take_object (json_node_init_object (node, NULL),
                               mq_json_copy_object (json_node_get_object (read)));
    }

  if (g_str_equal (wanted, "array") && !JSON_NODE_HOLDS_ARRAY (node))
    {
      g_autoptr (JsonArray) array = json_array_new ();
      gboolean is_empty = JSON_NODE_HOLDS_NULL (node)
                          || (json_node_get_value_type (node) == G_TYPE_STRING
                              && *json_node_get_string (node) == '\0');

      /* A single value where a list is wanted. */
      if (!is_empty)
        json_array_add_element (array, json_node_copy (node));
      json_node_init_array (node, array);
    }
  else if (!mq_json_schema_is_of_type (node, wanted))
    fit_value (node, wanted, mq_json_get_int (schema, "maxLength", 0) > MAX_PHRASES ? "\n" : "; ");

  if (values != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *said = g_strstrip (g_strdup (json_node_get_string (node)));
      gsize length = strcspn (said, ".!");

      /* One that a schema allows, in another case or with a full stop: "Better." */
      MQ_JSON_EACH_STRING (values, i, value)
        {
          if (value == NULL || strlen (value) != length
              || g_ascii_strncasecmp (value, said, length) != 0)
            continue;
          json_node_init_string (node, value);
          break;
        }
    }

  if (JSON_NODE_HOLDS_OBJECT (node))
    fit_object (schema, json_node_get_object (node), fill);
  for (guint i = 0; JSON_NODE_HOLDS_ARRAY (node) && items != NULL
                    && i < json_array_get_length (json_node_get_array (node));
       i++)
    fit (items, json_array_get_element (json_node_get_array (node), i), fill);
}

/**
 * mq_json_schema_fit:
 * @schema: a JSON schema; `default` is what a member means that is missing
 * @object: an answer, unchanged
 * @is_cut: the answer has no end, so that what is missing was not left out
 *
 * Reads what weak models write: "4" for 4, "yes" for true, "Better" for better, one value for a
 * list, a list as text, null for what may be left out.
 *
 * Returns: (transfer full): the object as the schema has it, as far as that is certain
 */
JsonObject *
mq_json_schema_fit (JsonObject *schema, JsonObject *object, gboolean is_cut)
{
  JsonObject *copy = mq_json_copy_object (object);

  fit_object (schema, copy, !is_cut);
  return copy;
}
