/* MqReading: what a prompt or an instruction asks for; the data, and how tests and notices show it. */
#include "service/sketcher/mq-reading.h"

#include <math.h>

static void
said_free (gpointer data)
{
  MqSaid *said = data;

  g_free (said->text);
  g_free (said->color);
  g_free (said);
}

static void
request_free (gpointer data)
{
  MqRequest *request = data;

  g_ptr_array_unref (request->parts);
  g_ptr_array_unref (request->slots);
  g_ptr_array_unref (request->params);
  g_ptr_array_unref (request->said);
  g_free (request->text);
  g_free (request);
}

void
mq_reading_free (MqReading *reading)
{
  g_ptr_array_unref (reading->requests);
  g_ptr_array_unref (reading->unknown);
  g_free (reading);
}

MqReading *
mq_reading_new (void)
{
  MqReading *reading = g_new0 (MqReading, 1);

  reading->requests = g_ptr_array_new_with_free_func (request_free);
  reading->unknown = g_ptr_array_new_with_free_func (g_free);
  return reading;
}

/**
 * mq_reading_add:
 * @reading: a reading
 * @verb: what is wanted
 * @text: what it is about, in the user's words
 *
 * Returns: (transfer none): a new request at its end
 */
MqRequest *
mq_reading_add (MqReading *reading, MqRequestVerb verb, const char *text)
{
  MqRequest *request = g_new0 (MqRequest, 1);

  request->verb = verb;
  request->text = g_strdup (text);
  request->parts = g_ptr_array_new ();
  request->slots = g_ptr_array_new ();
  request->params = g_ptr_array_new ();
  request->said = g_ptr_array_new_with_free_func (said_free);
  g_ptr_array_add (reading->requests, request);
  return request;
}

/**
 * mq_request_say:
 * @request: a request
 * @type: what is said
 * @text: in the user's words
 *
 * Returns: (transfer none): what is said, its other fields still empty
 */
MqSaid *
mq_request_say (MqRequest *request, MqSaidType type, const char *text)
{
  MqSaid *said = g_new0 (MqSaid, 1);

  said->type = type;
  said->text = g_strdup (text);
  g_ptr_array_add (request->said, said);
  return said;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_said (JsonBuilder *builder, const MqSaid *said)
{
  static const char *const names[] = { "color",  "shade",    "palette",     "finish",  "effect",
                                       "count",  "count_by", "count_times", "measure", "measure_by",
                                       "factor", "look",     "trait" };
  gboolean has_value = said->type >= MQ_SAID_COUNT && said->type <= MQ_SAID_FACTOR;

  json_builder_begin_object (builder);
  add_string (builder, "is", names[said->type]);
  if (said->color != NULL)
    add_string (builder, "color", said->color);
  if (said->word != NULL)
    add_string (builder, "name", said->word->name);
  if (said->word != NULL && said->word->finish != NULL)
    add_string (builder, "finish", said->word->finish);
  if (said->look != NULL)
    add_string (builder, "name", said->look->words[0]);
  if (said->axis != NULL)
    add_string (builder, "axis", said->axis);
  if (has_value)
    {
      json_builder_set_member_name (builder, "value");
      json_builder_add_double_value (builder, rint (said->value * 1e4) / 1e4);
    }
  if (said->degree != 0)
    {
      json_builder_set_member_name (builder, "degree");
      json_builder_add_double_value (builder, isfinite (said->degree) ? said->degree : -99);
    }
  json_builder_end_object (builder);
}

/**
 * mq_reading_to_json:
 * @reading: a reading
 *
 * Returns: (transfer full): the reading for tests and for looking at
 */
JsonObject *
mq_reading_to_json (MqReading *reading)
{
  static const char *const verbs[] = { "describe", "add", "remove", "change" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (guint i = 0; i < reading->requests->len; i++)
    {
      const MqRequest *request = g_ptr_array_index (reading->requests, i);

      json_builder_begin_object (builder);
      add_string (builder, "verb", verbs[request->verb]);
      json_builder_set_member_name (builder, "of");
      json_builder_begin_array (builder);
      if (request->whole)
        json_builder_add_string_value (builder, "whole");
      for (guint j = 0; j < request->parts->len; j++)
        json_builder_add_string_value (
            builder, ((const MqKindPart *)g_ptr_array_index (request->parts, j))->id);
      for (guint j = 0; j < request->slots->len; j++)
        {
          g_autofree char *slot = g_strconcat (
              "material:", ((const MqKindMaterial *)g_ptr_array_index (request->slots, j))->id,
              NULL);

          json_builder_add_string_value (builder, slot);
        }
      for (guint j = 0; j < request->params->len; j++)
        json_builder_add_string_value (
            builder, ((const MqKindParam *)g_ptr_array_index (request->params, j))->name);
      json_builder_end_array (builder);
      json_builder_set_member_name (builder, "said");
      json_builder_begin_array (builder);
      for (guint j = 0; j < request->said->len; j++)
        add_said (builder, g_ptr_array_index (request->said, j));
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "unknown");
  json_builder_begin_array (builder);
  for (guint i = 0; i < reading->unknown->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (reading->unknown, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_object_ref (json_node_get_object (root));
}
