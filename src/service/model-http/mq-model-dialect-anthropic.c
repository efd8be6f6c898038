/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialect of Anthropic's Messages API (version 2023-06-01): builds requests and reads events. A
 * schema is requested as a tool of the schema's name, since that streams and works with all
 * models. */
#include "common/json/mq-json.h"
#include "common/base/mq-each.h"
#include "service/model-http/mq-model-dialect.h"
#include "service/model-http/mq-model-schema.h"

#include <string.h>

#define MAX_BREAKPOINTS 4    /* maximum cache_control blocks of a request, according to the API */
#define DEFAULT_TOKENS 32000 /* a limit is required; all models since Claude 4 take this */

static void
authorize (SoupMessageHeaders *headers, const char *key)
{
  soup_message_headers_replace (headers, "anthropic-version", "2023-06-01");
  if (key != NULL)
    soup_message_headers_replace (headers, "x-api-key", key);
}

/* Tool results have to come first in their message. */
static void
add_blocks (JsonArray *blocks, MqModelMessage *message, GPtrArray *stable)
{
  for (guint pass = 0; pass < 2; pass++)
    MQ_EACH (message->parts, i, MqModelPart, part)
      {
        JsonObject *block;

        if ((part->kind == MQ_MODEL_PART_RESULT) != (pass == 0))
          continue;

        if (part->kind == MQ_MODEL_PART_PICTURE)
          {
            gsize size;
            const guchar *bytes = g_bytes_get_data (part->picture, &size);
            g_autofree char *data = g_base64_encode (bytes, size);

            block = mq_json_new (
                "type:s source:o", "image",
                mq_json_new ("type:s media_type:s data:s", "base64", part->media_type, data));
          }
        else if (part->kind == MQ_MODEL_PART_CALL)
          block = mq_json_new ("type:s id:s name:s input:o", "tool_use", part->id, part->name,
                               mq_json_copy_object (part->arguments));
        else if (part->kind == MQ_MODEL_PART_RESULT)
          block = mq_json_new ("type:s tool_use_id:s content:s", "tool_result", part->id,
                               part->text);
        else
          block = mq_json_new ("type:s text:s", "text", part->text);
        if (part->stable)
          g_ptr_array_add (stable, block);
        json_array_add_object_element (blocks, block);
      }
}

static void
add_tool (JsonArray *tools, const char *name, const char *description, JsonObject *schema)
{
  json_array_add_object_element (tools, mq_json_new ("name:s description:s input_schema:o", name,
                                                     description, mq_json_copy_object (schema)));
}

static JsonObject *
build (MqModelRequest *request, const MqModelOptions *model_options, guint *used)
{
  JsonObject *body;
  GPtrArray *all = request->messages;
  g_autoptr (GPtrArray) stable = g_ptr_array_new ();
  JsonArray *system = json_array_new ();
  JsonArray *messages = json_array_new ();
  g_autoptr (JsonArray) tools = json_array_new ();
  gboolean has_tools = request->tools->len > 0;
  guint tokens = request->max_tokens;
  guint first;

  MQ_EACH (all, i, MqModelMessage, message)
    if (message->speaker == MQ_MODEL_SYSTEM)
      add_blocks (system, message, stable);

  MQ_EACH (all, i, MqModelMessage, message)
    {
      JsonArray *blocks;

      if (message->speaker == MQ_MODEL_SYSTEM)
        continue;

      for (guint j = 0; j < message->parts->len; j++)
        if (((MqModelPart *)message->parts->pdata[j])->kind == MQ_MODEL_PART_PICTURE)
          *used |= MQ_MODEL_UNSUPPORTED_PICTURES;

      blocks = json_array_new ();
      add_blocks (blocks, message, stable);
      json_array_add_object_element (
          messages, mq_json_new ("role:s content:a",
                                 message->speaker == MQ_MODEL_USER ? "user" : "assistant", blocks));
    }

  /* Marks the last blocks, since each breakpoint covers everything before it. */
  first = stable->len > MAX_BREAKPOINTS ? stable->len - MAX_BREAKPOINTS : 0;
  for (guint i = first; i < stable->len; i++)
    mq_json_add (stable->pdata[i], "cache_control:o", mq_json_new ("type:s", "ephemeral"));

  if (tokens == 0)
    tokens = DEFAULT_TOKENS;
  if (model_options->most_tokens > 0)
    tokens = MIN (tokens, model_options->most_tokens);

  if (json_array_get_length (system) == 0)
    g_clear_pointer (&system, json_array_unref);
  body = mq_json_new ("model:s max_tokens:i stream:b system:a? messages:a", model_options->model,
                      tokens, TRUE, system, messages);

  MQ_EACH (request->tools, i, MqModelTool, tool)
    {
      add_tool (tools, tool->name, tool->description, tool->parameters);
      *used |= MQ_MODEL_UNSUPPORTED_TOOLS;
    }
  if (request->schema != NULL)
    {
      const char *name = request->schema_name;
      g_autoptr (JsonObject) plain = mq_model_schema_dup_plain (request->schema);

      add_tool (tools, name, "Your answer. Call this once, with the whole answer.", plain);
      mq_json_add (
          body, "tool_choice:o",
          mq_json_new ("type:s name:s?", has_tools ? "any" : "tool", has_tools ? NULL : name));
      *used |= MQ_MODEL_UNSUPPORTED_SCHEMA;
    }
  if (json_array_get_length (tools) > 0)
    json_object_set_array_member (body, "tools", g_steal_pointer (&tools));
  *used |= MQ_MODEL_UNSUPPORTED_MAX_TOKENS;
  return body;
}

/* Counts are cumulative; each report replaces the one before. */
static void
read_usage (MqAnswerBuilder *builder, JsonObject *usage)
{
  gint64 fresh = mq_answer_builder_read_count (usage, "input_tokens", -1);

  if (usage == NULL)
    return;

  if (fresh >= 0)
    {
      builder->usage.cached = mq_answer_builder_read_count (usage, "cache_read_input_tokens",
                                                            builder->usage.cached);
      builder->cache_written = mq_answer_builder_read_count (usage, "cache_creation_input_tokens",
                                                             builder->cache_written);
      builder->usage.input = fresh + builder->usage.cached + builder->cache_written;
    }
  builder->usage.output = mq_answer_builder_read_count (usage, "output_tokens",
                                                        builder->usage.output);
}

static gboolean
apply_start (MqAnswerBuilder *builder, JsonObject *event, MqModelFailure *failure)
{
  read_usage (builder, mq_json_get_object (mq_json_get_object (event, "message"), "usage"));
  return TRUE;
}

static gboolean
apply_block (MqAnswerBuilder *builder, JsonObject *event, MqModelFailure *failure)
{
  JsonObject *block = mq_json_get_object (event, "content_block");
  const char *type = mq_json_get_string (block, "type", "");
  MqAnswerBuilderCall *call;

  if (g_str_equal (type, "text"))
    return mq_answer_builder_add_text (builder, mq_json_get_string (block, "text", ""), failure);
  if (!g_str_equal (type, "tool_use"))
    return TRUE;

  call = mq_answer_builder_begin_call (builder, mq_json_get_int (event, "index", -1),
                                       mq_json_get_string (block, "id", NULL), failure);
  return call != NULL
         && mq_answer_builder_add_name (builder, call, mq_json_get_string (block, "name", ""),
                                        failure);
}

static gboolean
apply_delta (MqAnswerBuilder *builder, JsonObject *event, MqModelFailure *failure)
{
  JsonObject *delta = mq_json_get_object (event, "delta");
  const char *type = mq_json_get_string (delta, "type", "");
  MqAnswerBuilderCall *call;

  if (g_str_equal (type, "text_delta"))
    return mq_answer_builder_add_text (builder, mq_json_get_string (delta, "text", ""), failure);
  mq_answer_builder_add_thoughts (builder, mq_json_get_string (delta, "thinking", ""));
  if (!g_str_equal (type, "input_json_delta"))
    return TRUE;

  if (!(call = mq_answer_builder_find_call (builder, mq_json_get_int (event, "index", -1))))
    return mq_model_failure_set_dialect (failure, builder->provider, "input_json_delta");

  return mq_answer_builder_add_arguments (builder, call,
                                          mq_json_get_string (delta, "partial_json", ""), failure);
}

static gboolean
apply_message_delta (MqAnswerBuilder *builder, JsonObject *event, MqModelFailure *failure)
{
  const char *reason = mq_json_get_string (mq_json_get_object (event, "delta"), "stop_reason",
                                           NULL);

  read_usage (builder, mq_json_get_object (event, "usage"));
  if (reason == NULL)
    return TRUE;

  builder->finished = TRUE;
  if (g_str_equal (reason, "max_tokens") || g_str_equal (reason, "model_context_window_exceeded"))
    builder->stop = MQ_MODEL_STOP_LENGTH;
  else if (g_str_equal (reason, "tool_use"))
    builder->stop = MQ_MODEL_STOP_TOOLS;
  else if (g_str_equal (reason, "refusal"))
    builder->refused = TRUE;
  return TRUE;
}

static gboolean
apply_stop (MqAnswerBuilder *builder, JsonObject *event, MqModelFailure *failure)
{
  builder->finished = builder->ended = TRUE;
  return TRUE;
}

static gboolean
apply_error (MqAnswerBuilder *builder, JsonObject *event, MqModelFailure *failure)
{
  JsonObject *error = mq_json_get_object (event, "error");

  return mq_model_failure_set_message (
      failure, builder->provider, 0, mq_json_get_string (error, "type", "api_error"),
      mq_json_get_string (error, "message", NULL), builder->secret);
}

/* Other events (ping, content_block_stop, future ones) hold nothing needed here. */
static const struct
{
  const char *type;
  gboolean (*apply) (MqAnswerBuilder *builder, JsonObject *event, MqModelFailure *failure);
} events[] = {
  { "message_start", apply_start },       { "content_block_start", apply_block },
  { "content_block_delta", apply_delta }, { "message_delta", apply_message_delta },
  { "message_stop", apply_stop },         { "error", apply_error },
};

static gboolean
apply (MqAnswerBuilder *builder, const char *data, MqModelFailure *failure)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) event = mq_json_parse_object (data, -1, &error);
  const char *type;

  if (event == NULL)
    return mq_model_failure_set_dialect (failure, builder->provider, error->message);

  type = mq_json_get_string (event, "type", "");
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (events[i].type, type))
      return events[i].apply (builder, event, failure);

  return TRUE;
}

const MqModelDialect mq_model_dialect_anthropic = {
  .id = "anthropic",
  .path = "/messages",
  .authorize = authorize,
  .build = build,
  .apply = apply,
};
