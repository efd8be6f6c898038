/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The schemas of models' answers, see mq-model-schema.h. */
#include "service/model-http/mq-model-schema.h"

#include "common/json/mq-json.h"
#include "common/json/mq-json-schema.h"
#include "service/model-http/mq-lenient-json.h"

#include <string.h>

typedef struct
{
  JsonObject *schema;
  JsonObject *object;
  gboolean is_cut;
  char *problem; /* with the first object */
} Dig;

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

/* Returns: (transfer full): the schema without `default`, which OpenAI's `strict` refuses */
JsonObject *
mq_model_schema_dup_plain (JsonObject *schema)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), schema);
  g_autoptr (JsonNode) plain = copy_without_defaults (node);

  return json_object_ref (json_node_get_object (plain));
}

/* Returns: whether OpenAI's `strict` accepts it */
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

/* Tries at most %MQ_MODEL_SCHEMA_MAX_PIECES places. @found: called with each outermost object
 * that can be read, its offset, and whether it lacks its end; @user_data: for @found. */
void
mq_model_schema_each_object (const char *text, MqModelSchemaFound found, gpointer user_data)
{
  const char *at = text;

  for (guint n = 0; n < MQ_MODEL_SCHEMA_MAX_PIECES && (at = strchr (at, '{')) != NULL; n++)
    {
      g_autoptr (JsonObject) object = NULL;
      gboolean in_string = FALSE;
      gboolean is_cut = FALSE;
      gsize depth = 0;
      gsize length = 0;

      /* The brackets tell how long it is; 0: it does not end. */
      for (gsize i = 0; length == 0 && at[i] != '\0'; i++)
        if (in_string && at[i] == '\\' && at[i + 1] != '\0')
          i++;
        else if (at[i] == '"')
          in_string = !in_string;
        else if (!in_string && at[i] == '{')
          depth++;
        else if (!in_string && at[i] == '}' && --depth == 0)
          length = i + 1;

      if (length > 0)
        object = mq_json_parse_object (at, (gssize)length, NULL);
      if (object == NULL)
        object = mq_lenient_json_read (at, &length, &is_cut);
      if (object != NULL && found (object, (gsize)(at - text), is_cut, user_data))
        return;

      at += object != NULL ? length : 1;
    }
}

static gboolean
dig_found (JsonObject *object, gsize start, gboolean is_cut, gpointer user_data)
{
  Dig *dig = user_data;
  g_autoptr (JsonObject) fitted = mq_json_schema_fit (dig->schema, object, is_cut);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), fitted);
  g_autofree char *problem = mq_json_schema_check (dig->schema, node, FALSE);

  if (problem == NULL)
    {
      dig->object = g_steal_pointer (&fitted);
      dig->is_cut = is_cut;
      return TRUE;
    }

  if (dig->problem == NULL)
    dig->problem = g_steal_pointer (&problem);
  return FALSE;
}

/* @text: a model's answer, without its thoughts; @is_cut: (out): whether the object lacks its
 * end, so that something may be missing; @problem: (out) (transfer full): the problem in
 * English, when no object matches. Returns: (transfer full) (nullable): the first object in
 * @text that follows @schema */
JsonObject *
mq_model_schema_dig (JsonObject *schema, const char *text, gboolean *is_cut, char **problem)
{
  Dig dig = { .schema = schema };

  mq_model_schema_each_object (text, dig_found, &dig);
  if (dig.object != NULL)
    g_clear_pointer (&dig.problem, g_free);
  else if (dig.problem == NULL)
    dig.problem = g_strdup (*text == '\0' ? "The answer was empty."
                                          : "The answer holds no JSON object that can be read.");

  *is_cut = dig.is_cut;
  *problem = dig.problem;
  return dig.object;
}
