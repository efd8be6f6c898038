/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored form of an event, see mq-library-event.h. */
#include "client/library/mq-library-event.h"

#include "common/json/mq-json.h"

#include <string.h>

/**
 * mq_library_event_free:
 * @event: (transfer full): an event
 */
void
mq_library_event_free (MqLibraryEvent *event)
{
  g_free (event->run);
  mq_run_event_unref (event->event);
  g_free (event);
}

static JsonNode *cut_node (JsonNode *node, gsize limit);

static JsonNode *
cut_text (JsonNode *node, gsize limit)
{
  const char *text = json_node_get_string (node);
  JsonNode *cut = json_node_new (JSON_NODE_VALUE);
  g_autofree char *start = NULL;
  const char *end = NULL;

  if (strlen (text) <= limit)
    {
      json_node_set_string (cut, text);
      return cut;
    }

  g_utf8_validate (text, limit, &end);
  start = g_strdup_printf ("%.*s…", (int)(end - text), text);
  json_node_set_string (cut, start);
  return cut;
}

static JsonObject *
cut_object (JsonObject *object, gsize limit)
{
  JsonObject *cut = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (cut, name, cut_node (node, limit));

  return cut;
}

static JsonArray *
cut_array (JsonArray *array, gsize limit)
{
  guint n = json_array_get_length (array);
  JsonArray *cut = json_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    json_array_add_element (cut, cut_node (json_array_get_element (array, i), limit));

  return cut;
}

static JsonNode *
cut_node (JsonNode *node, gsize limit)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      {
        JsonNode *cut = json_node_new (JSON_NODE_OBJECT);

        json_node_take_object (cut, cut_object (json_node_get_object (node), limit));
        return cut;
      }

    case JSON_NODE_ARRAY:
      {
        JsonNode *cut = json_node_new (JSON_NODE_ARRAY);

        json_node_take_array (cut, cut_array (json_node_get_array (node), limit));
        return cut;
      }

    case JSON_NODE_VALUE:
      return json_node_get_value_type (node) == G_TYPE_STRING ? cut_text (node, limit)
                                                              : json_node_copy (node);

    case JSON_NODE_NULL:
    default:
      return json_node_copy (node);
    }
}

/* Adds its number, which is not a member on the wire. */
static JsonObject *
make_data (MqRunEvent *event)
{
  g_autoptr (JsonObject) data = mq_run_event_encode (event);
  JsonObject *numbered;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (event->id == 0)
    return g_steal_pointer (&data);

  numbered = json_object_new ();
  json_object_iter_init_ordered (&iter, data);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (numbered, name, json_node_copy (node));
  json_object_set_int_member (numbered, "event", event->id);
  return numbered;
}

/**
 * mq_library_event_to_text:
 * @event: an event
 *
 * Writes its data, and its number as `event`. In data larger than %MQ_LIBRARY_MAX_EVENT, long texts
 * are cut, the longest first, and a member `cut` (true) is added. Data that is still too large is
 * left out.
 *
 * Returns: (transfer full): JSON
 */
char *
mq_library_event_to_text (MqRunEvent *event)
{
  g_autoptr (JsonObject) data = make_data (event);
  const char *name = mq_run_event_get_name (event);
  char *text = mq_json_object_to_string (data, FALSE);
  gsize size = strlen (text);

  if (size <= MQ_LIBRARY_MAX_EVENT)
    return text;

  for (gsize limit = MQ_LIBRARY_MAX_EVENT / 2; limit >= 64; limit /= 4)
    {
      g_autoptr (JsonObject) cut = cut_object (data, limit);

      json_object_set_boolean_member (cut, "cut", TRUE);
      g_free (text);
      text = mq_json_object_to_string (cut, FALSE);
      if (strlen (text) <= MQ_LIBRARY_MAX_EVENT)
        {
          g_info ("An event “%s” of %zu bytes is kept with its texts cut at %zu", name, size,
                  limit);
          return text;
        }
    }

  g_free (text);
  g_info ("An event “%s” of %zu bytes is kept without its data", name, size);
  return g_strdup ("{\"cut\": true}");
}
