/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialect of OpenAI's chat completions, also spoken by OpenRouter, vLLM, llama.cpp, LM Studio,
 * Ollama and Gemini's compatible endpoint: builds requests and reads chunks. */
#include "common/json/mq-json.h"
#include "common/base/mq-each.h"
#include "service/model-http/mq-model-dialect.h"
#include "service/model-http/mq-model-schema.h"

#include <string.h>

/* A larger price of one answer is not believed. */
#define MOST_COST 10000
/* The member of DeepSeek, llama.cpp and vLLM. DeepSeek refuses an answer that comes back without.
 */
#define THOUGHTS "reasoning_content"

static void
authorize (SoupMessageHeaders *headers, const char *key)
{
  if (key != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", key, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
}

static void
add_message (JsonArray *messages, MqModelMessage *message, guint unsupported, guint *used)
{
  static const char *const roles[] = { "system", "user", "assistant" };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonArray) content = json_array_new ();
  g_autoptr (JsonArray) calls = json_array_new ();
  gboolean has_pictures = FALSE;
  JsonObject *json;

  MQ_EACH (message->parts, i, MqModelPart, part)
    {
      if (part->kind == MQ_MODEL_PART_TEXT)
        {
          g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", part->text);
          json_array_add_object_element (content,
                                         mq_json_new ("type:s text:s", "text", part->text));
        }
      else if (part->kind == MQ_MODEL_PART_PICTURE)
        {
          gsize size;
          const guchar *bytes = g_bytes_get_data (part->picture, &size);
          g_autofree char *data = g_base64_encode (bytes, size);
          g_autofree char *url = g_strconcat ("data:", part->media_type, ";base64,", data, NULL);

          has_pictures = TRUE;
          json_array_add_object_element (
              content, mq_json_new ("type:s image_url:o", "image_url", mq_json_new ("url:s", url)));
        }
      else if (part->kind == MQ_MODEL_PART_CALL)
        {
          g_autofree char *arguments = mq_json_object_to_string (part->arguments, FALSE);

          json_array_add_object_element (
              calls, mq_json_new ("id:s type:s function:o", part->id, "function",
                                  mq_json_new ("name:s arguments:s", part->name, arguments)));
        }
      /* Each result is a message of its own, right after the calls. */
      else if (part->kind == MQ_MODEL_PART_RESULT)
        json_array_add_object_element (messages, mq_json_new ("role:s tool_call_id:s content:s",
                                                              "tool", part->id, part->text));
    }

  if (json_array_get_length (content) + json_array_get_length (calls) == 0)
    return;

  /* Text alone is sent as one string, which every server accepts. */
  json = mq_json_new ("role:s", roles[message->speaker]);
  if (has_pictures)
    mq_json_add (json, "content:A", content);
  else
    mq_json_add (json, "content:s", text->str);
  if (has_pictures)
    *used |= MQ_MODEL_UNSUPPORTED_PICTURES;
  if (message->speaker == MQ_MODEL_SYSTEM)
    *used |= MQ_MODEL_UNSUPPORTED_SYSTEM;
  if (message->speaker == MQ_MODEL_ASSISTANT)
    {
      const char *thoughts = message->thoughts != NULL ? message->thoughts : "";

      /* Only where the server asks for it: others refuse what they do not know. */
      if ((unsupported & MQ_MODEL_UNSUPPORTED_NO_THOUGHTS) == 0)
        *used |= MQ_MODEL_UNSUPPORTED_NO_THOUGHTS;
      else
        json_object_set_string_member (json, THOUGHTS, *thoughts != '\0' ? thoughts : "…");
    }

  if (json_array_get_length (calls) > 0)
    mq_json_add (json, "tool_calls:A", calls);
  json_array_add_object_element (messages, json);
}

static JsonObject *
build (MqModelRequest *request, const MqModelOptions *model_options, guint *used)
{
  static const char *const limits[] = { "max_completion_tokens", "max_tokens" };
  JsonObject *body;
  GPtrArray *all = request->messages;
  JsonArray *messages = json_array_new ();
  guint tokens = request->max_tokens;
  gboolean streams = (model_options->unsupported & MQ_MODEL_UNSUPPORTED_STREAM) == 0;

  for (guint i = 0; i < all->len; i++)
    add_message (messages, all->pdata[i], model_options->unsupported, used);

  body = mq_json_new ("model:s messages:a stream:b", model_options->model, messages, streams);
  if (streams)
    *used |= MQ_MODEL_UNSUPPORTED_STREAM;
  if (streams && (model_options->unsupported & MQ_MODEL_UNSUPPORTED_STREAM_USAGE) == 0)
    {
      mq_json_add (body, "stream_options:o", mq_json_new ("include_usage:b", TRUE));
      *used |= MQ_MODEL_UNSUPPORTED_STREAM_USAGE;
    }
  if (tokens > 0 && model_options->limit != MQ_MODEL_LIMIT_NONE)
    {
      if (model_options->most_tokens > 0)
        tokens = MIN (tokens, model_options->most_tokens);
      json_object_set_int_member (body, limits[model_options->limit], tokens);
      *used |= MQ_MODEL_UNSUPPORTED_MAX_TOKENS;
    }
  if (request->tools->len > 0)
    {
      JsonArray *tools = json_array_new ();

      MQ_EACH (request->tools, i, MqModelTool, tool)
        json_array_add_object_element (
            tools,
            mq_json_new ("type:s function:o", "function",
                         mq_json_new ("name:s description:s parameters:o", tool->name,
                                      tool->description, mq_json_copy_object (tool->parameters))));
      json_object_set_array_member (body, "tools", tools);
      *used |= MQ_MODEL_UNSUPPORTED_TOOLS;
    }
  if (request->schema != NULL)
    {
      JsonObject *named = mq_json_new ("name:s schema:o strict:b", request->schema_name,
                                       mq_model_schema_dup_plain (request->schema),
                                       mq_model_schema_is_strict (request->schema));

      mq_json_add (body, "response_format:o",
                   mq_json_new ("type:s json_schema:o", "json_schema", named));
      *used |= MQ_MODEL_UNSUPPORTED_SCHEMA;
    }

  return body;
}

/* The content is a string or (Mistral) an array of parts, some of which are thoughts. */
static gboolean
apply_delta (MqAnswerBuilder *builder, JsonObject *delta, MqModelFailure *failure)
{
  static const char *const members[] = { THOUGHTS, "reasoning", "thinking" };
  const char *refusal = mq_json_get_string (delta, "refusal", "");
  const char *thoughts = "";
  JsonArray *parts = mq_json_get_array (delta, "content");
  JsonArray *calls = mq_json_get_array (delta, "tool_calls");

  /* Thoughts come in members of their own: DeepSeek, llama.cpp and vLLM; Ollama and OpenRouter;
   * some relays of other dialects, some of which send the same in two members. They are never the
   * answer. */
  for (gsize i = 0; i < G_N_ELEMENTS (members) && *thoughts == '\0'; i++)
    thoughts = mq_json_get_string (delta, members[i], "");
  mq_answer_builder_add_thoughts (builder, thoughts);
  if (builder->thinking->len < MQ_ANSWER_BUILDER_MAX)
    g_string_append (builder->thinking, mq_json_get_string (delta, THOUGHTS, ""));

  MQ_JSON_EACH (parts, i, part)
    {
      const char *type = mq_json_get_string (part, "type", "text");

      if (strstr (type, "text") == NULL)
        builder->thoughts++;
      else if (!mq_answer_builder_add_text (builder, mq_json_get_string (part, "text", ""),
                                            failure))
        return FALSE;
    }
  if (!mq_answer_builder_add_text (builder, mq_json_get_string (delta, "content", ""), failure))
    return FALSE;
  if (*refusal != '\0' && !mq_answer_builder_add_refusal (builder, refusal, failure))
    return FALSE;

  MQ_JSON_EACH (calls, i, piece)
    {
      JsonObject *function = mq_json_get_object (piece, "function");
      JsonObject *object = mq_json_get_object (function, "arguments");
      g_autofree char *whole = object != NULL ? mq_json_object_to_string (object, FALSE) : NULL;
      const char *arguments = whole != NULL ? whole
                                            : mq_json_get_string (function, "arguments", "");
      const char *id = mq_json_get_string (piece, "id", "");
      gint64 index = mq_json_get_int (piece, "index", -1);
      MqAnswerBuilderCall *call = NULL;

      if (piece == NULL)
        continue;

      /* Servers identify calls by number, by id, or not at all; some number all of them 0. */
      if (index >= 0)
        call = mq_answer_builder_find_call (builder, index);
      else if (builder->calls->len > 0)
        call = g_ptr_array_index (builder->calls, builder->calls->len - 1);
      if (call != NULL && call->id == NULL && *id != '\0')
        call->id = g_strdup (id);
      else if (call == NULL || (*id != '\0' && !g_str_equal (id, call->id)))
        call = mq_answer_builder_begin_call (builder, index, *id != '\0' ? id : NULL, failure);

      if (call == NULL
          || !mq_answer_builder_add_name (builder, call, mq_json_get_string (function, "name", ""),
                                          failure)
          || !mq_answer_builder_add_arguments (builder, call, arguments, failure))
        return FALSE;
    }

  return TRUE;
}

static gboolean
apply (MqAnswerBuilder *builder, const char *data, MqModelFailure *failure)
{
  static const char *const harmless[] = { "stop",       "STOP",     "end_turn",   "eos",
                                          "completed",  "length",   "max_tokens", "MAX_TOKENS",
                                          "tool_calls", "tool_use", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) chunk = NULL;
  JsonObject *usage;
  double cost;
  JsonArray *choices;
  JsonObject *choice;
  JsonObject *delta;
  const char *reason;
  const char *native;

  if (g_str_has_prefix (data, "[DONE]"))
    {
      builder->ended = TRUE;
      return TRUE;
    }

  if (!(chunk = mq_json_parse_object (data, -1, &error)))
    return mq_model_failure_set_dialect (failure, builder->provider, error->message);

  /* {"error": {"message", "type", "code": name or status}}, or {"error": "message"}. The request
   * was good, as the stream has begun: without name and status, it is the server's fault (Ollama).
   */
  if (json_object_has_member (chunk, "error") && !json_object_get_null_member (chunk, "error"))
    {
      JsonObject *said = mq_json_get_object (chunk, "error");
      gint64 status = mq_json_get_int (said, "code", 0);
      const char *name = mq_json_get_string (said, "code", mq_json_get_string (said, "type", NULL));
      g_autofree char *words = mq_model_failure_dup_words (chunk);

      if (status < 400 || status >= 600)
        status = name == NULL ? 500 : 0;
      return mq_model_failure_set_message (failure, builder->provider, (guint)status, name, words,
                                           builder->secret);
    }

  /* Token counts of the provider; OpenRouter reports the price as well. */
  usage = mq_json_get_object (chunk, "usage");
  builder->usage.input = mq_answer_builder_read_count (usage, "prompt_tokens",
                                                       builder->usage.input);
  builder->usage.output = mq_answer_builder_read_count (usage, "completion_tokens",
                                                        builder->usage.output);
  builder->usage.cached = mq_answer_builder_read_count (
      mq_json_get_object (usage, "prompt_tokens_details"), "cached_tokens", builder->usage.cached);
  cost = mq_json_get_double (usage, "cost", -1);
  if (cost >= 0 && cost <= MOST_COST)
    builder->usage.cost = cost;

  choices = mq_json_get_array (chunk, "choices");
  choice = mq_json_length (choices) > 0 ? mq_json_element_object (choices, 0) : NULL;
  if (choice == NULL)
    return TRUE;

  /* A server that does not stream sends the whole answer in “message”. */
  if (!(delta = mq_json_get_object (choice, "delta")))
    delta = mq_json_get_object (choice, "message");
  if (delta != NULL && !apply_delta (builder, delta, failure))
    return FALSE;

  reason = mq_json_get_string (choice, "finish_reason", NULL);
  if (reason == NULL)
    return TRUE;

  /* OpenRouter gives a harmless reason where its provider failed, and the provider's own beside it.
   */
  native = mq_json_get_string (choice, "native_finish_reason", "stop");
  if (!g_str_equal (reason, "content_filter") && !g_strv_contains (harmless, native)
      && (builder->size == 0 || strstr (native, "error") != NULL))
    return mq_model_failure_set_cut (failure, builder->provider, native);
  if (g_str_equal (reason, "error"))
    return mq_model_failure_set_cut (failure, builder->provider, reason);

  builder->finished = TRUE;
  if (g_str_equal (reason, "length"))
    builder->stop = MQ_MODEL_STOP_LENGTH;
  else if (g_str_equal (reason, "tool_calls") || g_str_equal (reason, "function_call"))
    builder->stop = MQ_MODEL_STOP_TOOLS;
  else if (g_str_equal (reason, "content_filter"))
    builder->refused = TRUE;
  return TRUE;
}

const MqModelDialect mq_model_dialect_openai = {
  .id = "openai",
  .path = "/chat/completions",
  .authorize = authorize,
  .build = build,
  .apply = apply,
};

const MqModelDialect *
mq_model_dialect_get (const MqModelProvider *provider)
{
  return g_str_equal (provider->dialect, mq_model_dialect_anthropic.id)
             ? &mq_model_dialect_anthropic
             : &mq_model_dialect_openai;
}
