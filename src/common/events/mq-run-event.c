/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunEvent: reference counting, and the only decoder and encoder, which use the table of
 * events. */
#include "common/events/mq-run-event.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/events/mq-instruction-table.h"

#include <math.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (MqRunEvent, mq_run_event, mq_run_event_ref, mq_run_event_unref)

typedef void (*FieldFunc) (MqRunEvent *self, const MqEventField *field);

/* Visits the arguments of all kinds, as each has its own fields. */
static void
visit_fields (MqRunEvent *self, FieldFunc func)
{
  const MqEventRow *row = mq_event_table_get (self->kind);

  for (guint i = 0; i < row->n_fields; i++)
    func (self, &row->fields[i]);

  if (self->kind != MQ_EVENT_INSTRUCTION)
    return;

  for (guint kind = 1; kind < MQ_N_INSTRUCTIONS; kind++)
    {
      row = &mq_instruction_table_get ((MqInstructionKind)kind)->arguments;
      for (guint i = 0; i < row->n_fields; i++)
        func (self, &row->fields[i]);
    }
}

static void
clear_field (MqRunEvent *self, const MqEventField *field)
{
  gpointer place = G_STRUCT_MEMBER_P (self, field->offset);

  switch (field->type)
    {
    case MQ_FIELD_TEXT:
      g_clear_pointer ((char **)place, g_free);
      break;
    case MQ_FIELD_TEXTS:
      g_clear_pointer ((GStrv *)place, g_strfreev);
      break;
    case MQ_FIELD_OBJECT:
      g_clear_pointer ((JsonObject **)place, json_object_unref);
      break;
    case MQ_FIELD_ARRAY:
      g_clear_pointer ((JsonArray **)place, json_array_unref);
      break;
    case MQ_FIELD_INT:
      *(gint64 *)place = MQ_EVENT_ABSENT;
      break;
    case MQ_FIELD_DOUBLE:
      *(double *)place = MQ_EVENT_ABSENT;
      break;
    case MQ_FIELD_FLAG:
      *(int *)place = MQ_EVENT_ABSENT;
      break;
    case MQ_FIELD_ENUM:
      *(int *)place = 0;
      if (field->other != 0)
        g_clear_pointer ((char **)G_STRUCT_MEMBER_P (self, field->other), g_free);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
event_clear (gpointer data)
{
  MqRunEvent *self = data;

  visit_fields (self, clear_field);
  g_free (self->by);
  if (self->kind == MQ_EVENT_UNKNOWN)
    g_free (self->unknown);
  if (self->kind == MQ_EVENT_MESSAGE)
    g_clear_pointer (&self->message.value, mq_message_free);
  g_clear_pointer (&self->source, json_object_unref);
}

/**
 * mq_run_event_new:
 * @kind: its kind
 *
 * Returns: (transfer full): an event with the current time and all members absent
 */
MqRunEvent *
mq_run_event_new (MqRunEventKind kind)
{
  MqRunEvent *self = g_atomic_rc_box_new0 (MqRunEvent);

  self->kind = kind;
  self->time = g_get_real_time ();
  visit_fields (self, clear_field);
  return self;
}

/**
 * mq_run_event_new_message:
 * @message: (transfer full): a message
 * @role: the speaker
 *
 * Returns: (transfer full): the event `message`
 */
MqRunEvent *
mq_run_event_new_message (MqMessage *message, MqSpeaker role)
{
  MqRunEvent *self = mq_run_event_new (MQ_EVENT_MESSAGE);

  self->message.value = message;
  self->message.role = role;
  return self;
}

/**
 * mq_run_event_copy_message:
 * @self: an event `message`
 * @func: (nullable): returns the path of a picture at another place, see mq_message_map_pictures()
 * @user_data: for @func
 *
 * Returns: (transfer full): a copy for that place
 */
MqRunEvent *
mq_run_event_copy_message (MqRunEvent *self, MqMessageMapFunc func, gpointer user_data)
{
  MqRunEvent *copy = mq_run_event_new_message (mq_message_copy (self->message.value),
                                               self->message.role);

  copy->id = self->id;
  copy->time = self->time;
  copy->message.queued = self->message.queued;
  if (func != NULL)
    mq_message_map_pictures (copy->message.value, func, user_data);
  return copy;
}

MqRunEvent *
mq_run_event_ref (MqRunEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mq_run_event_unref (MqRunEvent *self)
{
  g_atomic_rc_box_release_full (self, event_clear);
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
read_number (JsonNode *node, double *number)
{
  if (holds (node, G_TYPE_INT64))
    *number = (double)json_node_get_int (node);
  else if (holds (node, G_TYPE_DOUBLE))
    *number = json_node_get_double (node);
  else
    return FALSE;

  return isfinite (*number) && *number >= 0;
}

/* @error: (nullable): without it, invalid members are left out */
static gboolean
read_row (MqRunEvent *self, const MqEventRow *row, JsonObject *data, GError **error)
{
  for (guint i = 0; i < row->n_fields; i++)
    {
      const MqEventField *field = &row->fields[i];
      gpointer place = G_STRUCT_MEMBER_P (self, field->offset);
      const char *dot = strchr (field->name, '.');
      const char *name = dot != NULL ? dot + 1 : field->name;
      JsonObject *object = data;
      const char *expected = NULL;
      JsonNode *node;
      double number;

      /* Where the name is a path, the member is in the object that the path starts with. */
      if (dot != NULL)
        {
          g_autofree char *first = g_strndup (field->name, dot - field->name);

          object = mq_json_get_object (data, first);
        }
      node = object != NULL ? json_object_get_member (object, name) : NULL;
      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        {
          if (error == NULL || (field->flags & MQ_FIELD_REQUIRED) == 0)
            continue;

          return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is missing", field->name);
        }

      switch (field->type)
        {
        case MQ_FIELD_TEXT:
          if (holds (node, G_TYPE_STRING))
            *(char **)place = json_node_dup_string (node);
          else
            expected = "text";
          break;
        case MQ_FIELD_TEXTS:
          expected = "a list of texts";
          if (!JSON_NODE_HOLDS_ARRAY (node))
            break;
          *(GStrv *)place = mq_json_to_strings (json_node_get_array (node));
          if (g_strv_length (*(GStrv *)place) == mq_json_length (json_node_get_array (node)))
            expected = NULL;
          break;
        case MQ_FIELD_INT:
          if (!read_number (node, &number) || number > 9e18)
            expected = "a number that is not negative";
          else
            *(gint64 *)place = holds (node, G_TYPE_INT64) ? json_node_get_int (node)
                                                          : (gint64)number;
          break;
        case MQ_FIELD_DOUBLE:
          if (read_number (node, &number))
            *(double *)place = number;
          else
            expected = "a number that is not negative";
          break;
        case MQ_FIELD_FLAG:
          if (holds (node, G_TYPE_BOOLEAN))
            *(int *)place = json_node_get_boolean (node);
          else
            expected = "true or false";
          break;
        case MQ_FIELD_ENUM:
          expected = "text";
          if (!holds (node, G_TYPE_STRING))
            break;
          expected = NULL;
          for (guint j = 1; j < field->n_values; j++)
            if (g_str_equal (field->values[j], json_node_get_string (node)))
              *(int *)place = (int)j;
          if (*(int *)place == 0 && field->other != 0)
            *(char **)G_STRUCT_MEMBER_P (self, field->other) = json_node_dup_string (node);
          break;
        case MQ_FIELD_OBJECT:
          if (JSON_NODE_HOLDS_OBJECT (node))
            *(JsonObject **)place = json_node_dup_object (node);
          else
            expected = "an object";
          break;
        case MQ_FIELD_ARRAY:
          if (JSON_NODE_HOLDS_ARRAY (node))
            *(JsonArray **)place = json_node_dup_array (node);
          else
            expected = "a list";
          break;
        default:
          g_assert_not_reached ();
        }

      if (expected != NULL && error != NULL)
        return mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is not %s", field->name, expected);
    }

  return TRUE;
}

static gboolean
read_data (MqRunEvent *self, JsonObject *data, GError **error)
{
  if (self->kind == MQ_EVENT_MESSAGE
      && !(self->message.value = mq_message_read (data, MQ_MESSAGE_LOCAL, error)))
    return FALSE;

  return read_row (self, mq_event_table_get (self->kind), data, error)
         && (self->kind != MQ_EVENT_INSTRUCTION
             || read_row (self, &mq_instruction_table_get (self->instruction.kind)->arguments, data,
                          error));
}

static MqRunEvent *
make (const char *name, JsonObject *data, gint64 id)
{
  MqRunEvent *self = mq_run_event_new (mq_event_table_find (name));

  self->id = id;
  self->time = mq_json_get_int (data, "time", self->time);
  self->by = g_strdup (mq_json_get_string (data, "by", NULL));
  self->source = json_object_ref (data);
  if (self->kind == MQ_EVENT_UNKNOWN)
    self->unknown = g_strdup (name);
  return self;
}

/**
 * mq_run_event_decode:
 * @name: the event's name on the wire
 * @data: its object; it is kept, and must not change afterwards
 * @id: its number within the run, 0: none
 * @error: %MQ_ERROR_PROTOCOL, naming the member that is missing or has the wrong type
 *
 * Returns: (transfer full) (nullable): the event; its kind is %MQ_EVENT_UNKNOWN if the name is
 *   unknown
 */
MqRunEvent *
mq_run_event_decode (const char *name, JsonObject *data, gint64 id, GError **error)
{
  g_autoptr (MqRunEvent) self = make (name, data, id);
  g_autoptr (GError) fault = NULL;

  if (read_data (self, data, &fault))
    return g_steal_pointer (&self);

  return mq_fail_null_with (error, &fault);
}

/**
 * mq_run_event_read:
 * @name: the event's name in the record
 * @data: its object; it is kept, and must not change afterwards
 * @id: its number within the run, 0: none
 *
 * Reads a record, which cannot be requested again: a member of the wrong type becomes absent.
 *
 * Returns: (transfer full): the event
 */
MqRunEvent *
mq_run_event_read (const char *name, JsonObject *data, gint64 id)
{
  MqRunEvent *self = make (name, data, id);

  read_data (self, data, NULL);
  return self;
}

static void
write_row (MqRunEvent *self, const MqEventRow *row, JsonObject *data)
{
  for (guint i = 0; i < row->n_fields; i++)
    {
      const MqEventField *field = &row->fields[i];
      gconstpointer place = G_STRUCT_MEMBER_P (self, field->offset);
      const char *dot = strchr (field->name, '.');
      g_autofree char *first = dot != NULL ? g_strndup (field->name, dot - field->name) : NULL;
      const char *other = NULL;
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_NULL);

      switch (field->type)
        {
        case MQ_FIELD_TEXT:
          if (*(char *const *)place != NULL)
            json_node_init_string (node, *(char *const *)place);
          break;
        case MQ_FIELD_TEXTS:
          if (*(const GStrv *)place != NULL)
            {
              g_autoptr (JsonArray) array
                  = mq_json_from_strings (*(const char *const *const *)place, -1);

              json_node_init_array (node, array);
            }
          break;
        case MQ_FIELD_INT:
          if (*(const gint64 *)place >= 0)
            json_node_init_int (node, *(const gint64 *)place);
          break;
        case MQ_FIELD_DOUBLE:
          if (*(const double *)place >= 0)
            json_node_init_double (node, *(const double *)place);
          break;
        case MQ_FIELD_FLAG:
          if (*(const int *)place >= 0)
            json_node_init_boolean (node, *(const int *)place);
          break;
        case MQ_FIELD_ENUM:
          if (*(const int *)place > 0)
            other = field->values[*(const int *)place];
          else if (field->other != 0)
            other = G_STRUCT_MEMBER (char *, self, field->other);
          if (other != NULL)
            json_node_init_string (node, other);
          break;
        case MQ_FIELD_OBJECT:
          if (*(JsonObject *const *)place != NULL)
            json_node_init_object (node, *(JsonObject *const *)place);
          break;
        case MQ_FIELD_ARRAY:
          if (*(JsonArray *const *)place != NULL)
            json_node_init_array (node, *(JsonArray *const *)place);
          break;
        default:
          g_assert_not_reached ();
        }

      if (JSON_NODE_HOLDS_NULL (node) && (field->flags & MQ_FIELD_OR_NULL) == 0)
        continue;

      if (dot == NULL)
        {
          json_object_set_member (data, field->name, g_steal_pointer (&node));
          continue;
        }

      if (!json_object_has_member (data, first))
        json_object_set_object_member (data, first, json_object_new ());
      json_object_set_member (json_object_get_object_member (data, first), dot + 1,
                              g_steal_pointer (&node));
    }
}

/**
 * mq_run_event_encode:
 * @self: an event
 *
 * Returns: (transfer full): its data; a decoded event returns the object it was decoded from,
 *   unknown members included. Do not change it
 */
JsonObject *
mq_run_event_encode (MqRunEvent *self)
{
  JsonObject *data;

  if (self->source != NULL)
    return json_object_ref (self->source);

  data = json_object_new ();
  if (self->kind == MQ_EVENT_INSTRUCTION)
    write_row (self, &mq_instruction_table_get (self->instruction.kind)->arguments, data);
  if (self->kind == MQ_EVENT_MESSAGE && self->message.value != NULL)
    mq_message_write (self->message.value, data, MQ_MESSAGE_LOCAL);
  write_row (self, mq_event_table_get (self->kind), data);
  return data;
}

/**
 * mq_run_event_get_name:
 * @self: an event
 *
 * Returns: (transfer none): its name on the wire, also if the event is unknown
 */
const char *
mq_run_event_get_name (MqRunEvent *self)
{
  if (self->kind == MQ_EVENT_UNKNOWN)
    return self->unknown != NULL ? self->unknown : "";

  return mq_event_table_get (self->kind)->name;
}

/* The name of an open enum's value at @offset. */
static const char *
get_value_name (MqRunEvent *self, gsize offset)
{
  const MqEventRow *row = mq_event_table_get (self->kind);

  for (guint i = 0; i < row->n_fields; i++)
    {
      const MqEventField *field = &row->fields[i];
      int value;
      const char *other;

      if (field->offset != offset)
        continue;

      value = G_STRUCT_MEMBER (int, self, offset);
      other = G_STRUCT_MEMBER (char *, self, field->other);
      return value > 0 ? field->values[value] : other != NULL ? other : "";
    }

  g_return_val_if_reached ("");
}

/**
 * mq_run_event_get_phase:
 * @self: an event `phase`
 *
 * Returns: (transfer none): the phase's name, also if it is unknown; "" for none
 */
const char *
mq_run_event_get_phase (MqRunEvent *self)
{
  return get_value_name (self, G_STRUCT_OFFSET (MqRunEvent, phase.phase));
}

/**
 * mq_run_event_get_role:
 * @self: an event `step`
 *
 * Returns: (transfer none): the role's name, also if it is unknown; "" for none
 */
const char *
mq_run_event_get_role (MqRunEvent *self)
{
  return get_value_name (self, G_STRUCT_OFFSET (MqRunEvent, step.role));
}
