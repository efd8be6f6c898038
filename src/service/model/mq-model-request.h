/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelRequest: a request to a model, independent of the provider: messages of text, pictures,
 * tool calls and results; the tools it may call; the schema its answer must follow. Built by a
 * role, sent by a model. */
#pragma once

#include "service/model/mq-client-gate.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_MODEL_SYSTEM,
  MQ_MODEL_USER,
  MQ_MODEL_ASSISTANT,
} MqModelSpeaker;

typedef enum
{
  MQ_MODEL_PART_TEXT,
  MQ_MODEL_PART_PICTURE,
  MQ_MODEL_PART_CALL,   /* of the assistant: a tool call */
  MQ_MODEL_PART_RESULT, /* of the user: the tool's result */
} MqModelPartKind;

/**
 * MqModelPart:
 * @kind: determines which other fields are set
 * @text: of a text or a result
 * @stable: of a text: it and everything before it are the same in other requests of this run, so
 *   that a provider may cache it (Anthropic: cache_control; others cache by themselves)
 * @picture: of a picture: PNG or JPEG
 * @media_type: of a picture: "image/png"
 * @id: of a call and of its result
 * @name: of a call
 * @arguments: of a call
 */
typedef struct
{
  MqModelPartKind kind;
  char *text;
  gboolean stable;
  GBytes *picture;
  const char *media_type;
  char *id;
  char *name;
  JsonObject *arguments;
} MqModelPart;

MqModelPart *mq_model_part_new_call (const char *id, const char *name,
                                     JsonObject *arguments) G_GNUC_WARN_UNUSED_RESULT;
void mq_model_part_free (MqModelPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelPart, mq_model_part_free)

/**
 * MqModelMessage:
 * @speaker: its author
 * @parts: (element-type MqModelPart): at least one, in order
 * @thoughts: (nullable): of the assistant: what it thought before, as its server gave it
 */
typedef struct
{
  MqModelSpeaker speaker;
  GPtrArray *parts;
  char *thoughts;
} MqModelMessage;

/**
 * MqModelTool:
 * @name: a to z and underscores
 * @description: for the model
 * @parameters: a JSON schema of type object
 */
typedef struct
{
  char *name;
  char *description;
  JsonObject *parameters;
} MqModelTool;

#define MQ_TYPE_MODEL_REQUEST (mq_model_request_get_type ())
G_DECLARE_FINAL_TYPE (MqModelRequest, mq_model_request, MQ, MODEL_REQUEST, GObject)

/**
 * MqModelRequest:
 * @role: the role that asks
 * @task: the role's task
 * @messages: (element-type MqModelMessage): in order
 * @tools: (element-type MqModelTool): often none
 * @schema_name: (nullable): the schema's name
 * @schema: (nullable): the schema that the answer must follow
 * @max_tokens: the maximum tokens of the answer; 0: the model's own maximum
 * @gate: (nullable): what it passes each time that it is sent
 *
 * Only its functions change the fields, except @max_tokens and @gate.
 */
struct _MqModelRequest
{
  GObject parent_instance;

  char *role;
  char *task;
  GPtrArray *messages;
  GPtrArray *tools;
  char *schema_name;
  JsonObject *schema;
  guint max_tokens;
  MqClientGate *gate;
};

/* @role: "planner" …; @task: the role's task, "plan", "write body", "fix 2". Both together
 * identify the exchange in a transcript. */
MqModelRequest *mq_model_request_new (const char *role, const char *task);

/* Consecutive texts and pictures of one speaker form one message. */
void mq_model_request_add_text (MqModelRequest *self, MqModelSpeaker speaker, const char *text);
void mq_model_request_take_text (MqModelRequest *self, char *text);
void mq_model_request_add_stable (MqModelRequest *self, MqModelSpeaker speaker, const char *text);
void mq_model_request_add_picture (MqModelRequest *self, GBytes *picture, const char *media_type);
void mq_model_request_add_call (MqModelRequest *self, const char *id, const char *name,
                                JsonObject *arguments);
void mq_model_request_add_result (MqModelRequest *self, const char *id, const char *text);
void mq_model_request_add_thoughts (MqModelRequest *self, const char *thoughts);

/* @schema: a JSON schema of type object, within the subset that all providers support: type,
 * properties, required, items, enum, description, additionalProperties: false. */
void mq_model_request_set_schema (MqModelRequest *self, const char *name, JsonObject *schema);
void mq_model_request_add_tool (MqModelRequest *self, const char *name, const char *description,
                                JsonObject *parameters);

JsonObject *mq_model_request_to_json (MqModelRequest *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
