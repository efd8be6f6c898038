/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelRequest, see mq-model-request.h. */
#include "service/model/mq-model-request.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"

G_DEFINE_FINAL_TYPE (MqModelRequest, mq_model_request, G_TYPE_OBJECT)

static const char *const speakers[] = {
  [MQ_MODEL_SYSTEM] = "system",
  [MQ_MODEL_USER] = "user",
  [MQ_MODEL_ASSISTANT] = "assistant",
};

void
mq_model_part_free (MqModelPart *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self->id);
  g_free (self->name);
  g_clear_pointer (&self->arguments, json_object_unref);
  g_free (self);
}

/**
 * mq_model_part_new_call:
 * @id: the provider's identifier of the call
 * @name: the tool
 * @arguments: for the tool
 *
 * Returns: (transfer full): a part of kind %MQ_MODEL_PART_CALL, as in answers
 */
MqModelPart *
mq_model_part_new_call (const char *id, const char *name, JsonObject *arguments)
{
  MqModelPart *self = g_new0 (MqModelPart, 1);

  self->kind = MQ_MODEL_PART_CALL;
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->arguments = json_object_ref (arguments);
  return self;
}

static void
message_free (gpointer data)
{
  MqModelMessage *message = data;

  g_ptr_array_unref (message->parts);
  g_free (message->thoughts);
  g_free (message);
}

static void
tool_free (gpointer data)
{
  MqModelTool *tool = data;

  g_free (tool->name);
  g_free (tool->description);
  json_object_unref (tool->parameters);
  g_free (tool);
}

static void
mq_model_request_finalize (GObject *object)
{
  MqModelRequest *self = MQ_MODEL_REQUEST (object);

  g_free (self->role);
  g_free (self->task);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->tools);
  g_free (self->schema_name);
  g_clear_pointer (&self->schema, json_object_unref);
  g_clear_object (&self->gate);

  G_OBJECT_CLASS (mq_model_request_parent_class)->finalize (object);
}

static void
mq_model_request_class_init (MqModelRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_model_request_finalize;
}

static void
mq_model_request_init (MqModelRequest *self)
{
  self->messages = g_ptr_array_new_with_free_func (message_free);
  self->tools = g_ptr_array_new_with_free_func (tool_free);
}

/**
 * mq_model_request_new:
 * @role: the role that asks, "planner"
 * @task: the role's task, "plan"
 *
 * Returns: (transfer full): an empty request
 */
MqModelRequest *
mq_model_request_new (const char *role, const char *task)
{
  MqModelRequest *self;

  g_return_val_if_fail (role != NULL && task != NULL, NULL);

  self = g_object_new (MQ_TYPE_MODEL_REQUEST, NULL);
  self->role = g_strdup (role);
  self->task = g_strdup (task);
  return self;
}

static MqModelPart *
add_part (MqModelRequest *self, MqModelSpeaker speaker, MqModelPartKind kind)
{
  MqModelMessage *message = NULL;
  MqModelPart *part = g_new0 (MqModelPart, 1);

  if (self->messages->len > 0)
    message = g_ptr_array_index (self->messages, self->messages->len - 1);

  if (message == NULL || message->speaker != speaker)
    {
      message = g_new0 (MqModelMessage, 1);
      message->speaker = speaker;
      message->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_model_part_free);
      g_ptr_array_add (self->messages, message);
    }

  part->kind = kind;
  g_ptr_array_add (message->parts, part);
  return part;
}

/**
 * mq_model_request_add_text:
 * @speaker: the author of the text
 * @text: English; empty text is left out, since providers refuse it
 */
void
mq_model_request_add_text (MqModelRequest *self, MqModelSpeaker speaker, const char *text)
{
  g_return_if_fail (MQ_IS_MODEL_REQUEST (self) && text != NULL);

  if (*text != '\0')
    add_part (self, speaker, MQ_MODEL_PART_TEXT)->text = g_strdup (text);
}

/**
 * mq_model_request_take_text:
 * @text: (transfer full) (nullable): of the user; empty text is left out
 */
void
mq_model_request_take_text (MqModelRequest *self, char *text)
{
  g_autofree char *taken = text;

  if (taken != NULL)
    mq_model_request_add_text (self, MQ_MODEL_USER, taken);
}

/**
 * mq_model_request_add_stable:
 * @speaker: the author of the text
 * @text: as in mq_model_request_add_text(); it and everything before it are the same in other
 *   requests of the run
 */
void
mq_model_request_add_stable (MqModelRequest *self, MqModelSpeaker speaker, const char *text)
{
  MqModelPart *part;

  g_return_if_fail (MQ_IS_MODEL_REQUEST (self) && text != NULL);

  if (*text == '\0')
    return;

  part = add_part (self, speaker, MQ_MODEL_PART_TEXT);
  part->text = g_strdup (text);
  part->stable = TRUE;
}

/**
 * mq_model_request_add_picture:
 * @picture: PNG or JPEG
 * @media_type: "image/png" or "image/jpeg"
 *
 * Adds a picture to the user's message.
 */
void
mq_model_request_add_picture (MqModelRequest *self, GBytes *picture, const char *media_type)
{
  MqModelPart *part;

  g_return_if_fail (MQ_IS_MODEL_REQUEST (self) && picture != NULL && media_type != NULL);

  part = add_part (self, MQ_MODEL_USER, MQ_MODEL_PART_PICTURE);
  part->picture = g_bytes_ref (picture);
  part->media_type = g_intern_string (media_type);
}

/**
 * mq_model_request_add_call:
 * @id: the provider's identifier of the call
 * @name: the tool
 * @arguments: its arguments as received
 *
 * Repeats a call that the model made, so that its result can follow.
 */
void
mq_model_request_add_call (MqModelRequest *self, const char *id, const char *name,
                           JsonObject *arguments)
{
  MqModelPart *part;

  g_return_if_fail (MQ_IS_MODEL_REQUEST (self));
  g_return_if_fail (id != NULL && name != NULL && arguments != NULL);

  part = add_part (self, MQ_MODEL_ASSISTANT, MQ_MODEL_PART_CALL);
  part->id = g_strdup (id);
  part->name = g_strdup (name);
  part->arguments = json_object_ref (arguments);
}

/**
 * mq_model_request_add_result:
 * @id: the identifier of the call
 * @text: the tool's result
 */
void
mq_model_request_add_result (MqModelRequest *self, const char *id, const char *text)
{
  MqModelPart *part;

  g_return_if_fail (MQ_IS_MODEL_REQUEST (self) && id != NULL && text != NULL);

  part = add_part (self, MQ_MODEL_USER, MQ_MODEL_PART_RESULT);
  part->id = g_strdup (id);
  part->text = g_strdup (text);
}

/**
 * mq_model_request_add_thoughts:
 * @thoughts: (nullable): what the assistant thought before it said what was added last
 *
 * Some servers want them back with the answer. No transcript has them.
 */
void
mq_model_request_add_thoughts (MqModelRequest *self, const char *thoughts)
{
  MqModelMessage *last;

  g_return_if_fail (MQ_IS_MODEL_REQUEST (self));

  last = self->messages->len > 0 ? self->messages->pdata[self->messages->len - 1] : NULL;
  if (last != NULL && last->speaker == MQ_MODEL_ASSISTANT)
    g_set_str (&last->thoughts, thoughts);
}

/**
 * mq_model_request_set_schema:
 * @name: a to z and underscores
 * @schema: a JSON schema of type object; not changed afterwards
 */
void
mq_model_request_set_schema (MqModelRequest *self, const char *name, JsonObject *schema)
{
  g_return_if_fail (MQ_IS_MODEL_REQUEST (self) && name != NULL && schema != NULL);

  g_set_str (&self->schema_name, name);
  json_object_ref (schema);
  g_clear_pointer (&self->schema, json_object_unref);
  self->schema = schema;
}

/**
 * mq_model_request_add_tool:
 * @name: a to z and underscores
 * @description: for the model
 * @parameters: a JSON schema of type object; not changed afterwards
 */
void
mq_model_request_add_tool (MqModelRequest *self, const char *name, const char *description,
                           JsonObject *parameters)
{
  MqModelTool *tool;

  g_return_if_fail (MQ_IS_MODEL_REQUEST (self));
  g_return_if_fail (name != NULL && description != NULL && parameters != NULL);

  tool = g_new0 (MqModelTool, 1);
  tool->name = g_strdup (name);
  tool->description = g_strdup (description);
  tool->parameters = json_object_ref (parameters);
  g_ptr_array_add (self->tools, tool);
}

static JsonObject *
part_to_json (MqModelPart *part)
{
  g_autofree char *sum = NULL;

  switch (part->kind)
    {
    case MQ_MODEL_PART_TEXT:
      return part->stable ? mq_json_new ("text:s stable:b", part->text, TRUE)
                          : mq_json_new ("text:s", part->text);

    case MQ_MODEL_PART_PICTURE:
      sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part->picture);
      return mq_json_new ("picture:s media_type:s bytes:l", sum, part->media_type,
                          (gint64)g_bytes_get_size (part->picture));

    case MQ_MODEL_PART_CALL:
      return mq_json_new ("call:s name:s arguments:O", part->id, part->name, part->arguments);

    case MQ_MODEL_PART_RESULT:
    default:
      return mq_json_new ("result:s text:s", part->id, part->text);
    }
}

/* For transcripts: `{"role", "task", "messages": [{"speaker", "parts": [{"text", "stable"} |
 * {"picture": sha256, "media_type", "bytes"} | {"call": id, "name", "arguments"} | {"result":
 * id, "text"}]}], "tools", "schema_name", "schema", "max_tokens"}`; the last four only when set.
 * Returns: (transfer full): the request; schemas and arguments are shared with it */
JsonObject *
mq_model_request_to_json (MqModelRequest *self)
{
  JsonArray *messages;
  JsonArray *tools = NULL;
  JsonObject *json;

  g_return_val_if_fail (MQ_IS_MODEL_REQUEST (self), NULL);

  messages = json_array_new ();
  MQ_EACH (self->messages, i, MqModelMessage, message)
    {
      JsonArray *parts = json_array_new ();

      for (guint j = 0; j < message->parts->len; j++)
        json_array_add_object_element (parts, part_to_json (message->parts->pdata[j]));
      json_array_add_object_element (
          messages, mq_json_new ("speaker:s parts:a", speakers[message->speaker], parts));
    }

  MQ_EACH (self->tools, i, MqModelTool, tool)
    {
      if (tools == NULL)
        tools = json_array_new ();
      json_array_add_object_element (tools,
                                     mq_json_new ("name:s description:s parameters:O", tool->name,
                                                  tool->description, tool->parameters));
    }

  json = mq_json_new ("role:s task:s messages:a tools:a? schema_name:s? schema:O?", self->role,
                      self->task, messages, tools, self->schema_name, self->schema);
  if (self->max_tokens > 0)
    json_object_set_int_member (json, "max_tokens", self->max_tokens);
  return json;
}
