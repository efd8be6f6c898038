/* Prints the table of events as JSON, for check-events.py to hold docs and schema against. */
#include "common/json/mq-json.h"
#include "common/events/mq-instruction-table.h"

#include <stdio.h>

static const char *const types[] = {
  [MQ_FIELD_TEXT] = "string",   [MQ_FIELD_TEXTS] = "array",  [MQ_FIELD_INT] = "integer",
  [MQ_FIELD_DOUBLE] = "number", [MQ_FIELD_FLAG] = "boolean", [MQ_FIELD_ENUM] = "string",
  [MQ_FIELD_OBJECT] = "object", [MQ_FIELD_ARRAY] = "array",
};

static JsonObject *
describe_field (const MqEventField *field)
{
  JsonObject *object = json_object_new ();
  JsonArray *values = json_array_new ();

  for (guint i = 1; i < field->n_values; i++)
    json_array_add_string_element (values, field->values[i]);

  mq_json_add (object, "name:s type:s required:b or_null:b values:a", field->name,
               types[field->type], (field->flags & MQ_FIELD_REQUIRED) != 0,
               (field->flags & MQ_FIELD_OR_NULL) != 0, values);
  return object;
}

static JsonObject *
describe (const MqEventRow *row)
{
  JsonObject *object = json_object_new ();
  JsonArray *fields = json_array_new ();

  for (guint i = 0; i < row->n_fields; i++)
    json_array_add_object_element (fields, describe_field (&row->fields[i]));

  json_object_set_string_member (object, "name", row->name);
  json_object_set_boolean_member (object, "service", (row->flags & MQ_EVENT_BY_SERVICE) != 0);
  json_object_set_boolean_member (object, "client", (row->flags & MQ_EVENT_BY_CLIENT) != 0);
  json_object_set_boolean_member (object, "printed", (row->flags & MQ_EVENT_PRINTED) != 0);
  json_object_set_array_member (object, "fields", fields);
  return object;
}

int
main (void)
{
  g_autoptr (JsonObject) table = json_object_new ();
  JsonArray *events = json_array_new ();
  JsonArray *instructions = json_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 1; i < MQ_N_EVENTS; i++)
    json_array_add_object_element (events, describe (mq_event_table_get ((MqRunEventKind)i)));
  for (guint i = 1; i < MQ_N_INSTRUCTIONS; i++)
    json_array_add_object_element (
        instructions, describe (&mq_instruction_table_get ((MqInstructionKind)i)->arguments));

  json_object_set_array_member (table, "events", events);
  json_object_set_array_member (table, "instructions", instructions);
  text = mq_json_object_to_string (table, TRUE);
  puts (text);
  return 0;
}
