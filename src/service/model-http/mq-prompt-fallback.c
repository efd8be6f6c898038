/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Prompt text for missing abilities, see mq-prompt-fallback.h. The text goes to models, so it is
 * English. */
#include "service/model-http/mq-prompt-fallback.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "service/model-http/mq-model-schema.h"

#include <string.h>

typedef struct
{
  GPtrArray *tools;
  GPtrArray *calls;
  gsize before;
} ReadCalls;

/* Copies the request without the tools and the schema that the prompt will state. @system: whether
 * the user's first message says what the system's says. */
static MqModelRequest *
copy_request (MqModelRequest *request, gboolean tools, gboolean schema, gboolean system)
{
  MqModelRequest *copy = mq_model_request_new (request->role, request->task);
  GPtrArray *messages = request->messages;
  GPtrArray *all = request->tools;

  MQ_EACH (messages, i, MqModelMessage, message)
    {
      MQ_EACH (message->parts, j, MqModelPart, part)
        {
          MqModelSpeaker speaker = message->speaker;
          g_autofree char *words = NULL;

          if (system && speaker == MQ_MODEL_SYSTEM)
            speaker = MQ_MODEL_USER;
          switch (part->kind)
            {
            case MQ_MODEL_PART_TEXT:
              if (part->stable)
                mq_model_request_add_stable (copy, speaker, part->text);
              else
                mq_model_request_add_text (copy, speaker, part->text);
              break;

            case MQ_MODEL_PART_PICTURE:
              mq_model_request_add_picture (copy, part->picture, part->media_type);
              break;

            case MQ_MODEL_PART_CALL:
              if (!tools)
                mq_model_request_add_call (copy, part->id, part->name, part->arguments);
              else
                {
                  g_autoptr (JsonObject) object = mq_json_new (
                      "tool:s arguments:o", part->name, mq_json_copy_object (part->arguments));
                  g_autofree char *whole = mq_json_object_to_string (object, FALSE);

                  words = g_strdup_printf ("```json\n%s\n```", whole);
                  mq_model_request_add_text (copy, MQ_MODEL_ASSISTANT, words);
                }
              break;

            case MQ_MODEL_PART_RESULT:
              if (!tools)
                mq_model_request_add_result (copy, part->id, part->text);
              else
                {
                  words = g_strdup_printf ("Result of the tool:\n%s", part->text);
                  mq_model_request_add_text (copy, MQ_MODEL_USER, words);
                }
              break;
            }
        }
      mq_model_request_add_thoughts (copy, message->thoughts);
    }

  for (guint i = 0; !tools && i < all->len; i++)
    {
      MqModelTool *tool = g_ptr_array_index (all, i);

      mq_model_request_add_tool (copy, tool->name, tool->description, tool->parameters);
    }

  if (!schema && request->schema != NULL)
    mq_model_request_set_schema (copy, request->schema_name, request->schema);
  copy->max_tokens = request->max_tokens;
  return copy;
}

/* Adds the text at the end, so that the stable part before it stays cacheable. @tools: whether
 * to state its tools in the prompt; @schema: whether to state its schema in the prompt; @system:
 * whether to state the system's words in the user's first message. Returns: (transfer full): the
 * request without these native features */
MqModelRequest *
mq_prompt_fallback_apply (MqModelRequest *request, gboolean tools, gboolean schema, gboolean system)
{
  GPtrArray *all = request->tools;
  JsonObject *wanted = request->schema;
  MqModelRequest *copy;

  tools = tools && all->len > 0;
  schema = schema && wanted != NULL;
  if (!tools && !schema && !system)
    return g_object_ref (request);

  copy = copy_request (request, tools, schema, system);
  if (tools)
    {
      g_autoptr (GString) words = g_string_new (
          "You can call tools. To call one, answer with nothing but a code block like this one; "
          "you then get its result and go on:\n```json\n{\"tool\": \"NAME\", \"arguments\": "
          "{…}}\n```\nThe tools, each with the JSON schema of its arguments:\n");

      MQ_EACH (all, i, MqModelTool, tool)
        {
          g_autofree char *json = mq_json_object_to_string (tool->parameters, FALSE);

          g_string_append_printf (words, "- %s: %s Arguments: %s\n", tool->name, tool->description,
                                  json);
        }
      mq_model_request_add_text (copy, MQ_MODEL_USER, words->str);
    }
  if (schema)
    {
      g_autoptr (JsonObject) plain = mq_model_schema_dup_plain (wanted);
      g_autofree char *json = mq_json_object_to_string (plain, FALSE);
      g_autofree char *words = g_strdup_printf ("%snswer with one JSON object and nothing else: no "
                                                "prose before or after it, no comments. "
                                                "It has to keep to this JSON schema:\n%s",
                                                all->len > 0 ? "When you call no tool, a" : "A",
                                                json);

      mq_model_request_add_text (copy, MQ_MODEL_USER, words);
    }
  return copy;
}

/* @answer: the answer; empty when only the server has seen it; @thoughts: (nullable): what the
 * model thought before it. Returns: (transfer full): the request to send next */
MqModelRequest *
mq_prompt_fallback_add_correction (MqModelRequest *request, const char *answer,
                                   const char *thoughts, const char *problem)
{
  MqModelRequest *copy = copy_request (request, FALSE, FALSE, FALSE);
  g_autofree char *words = g_strdup_printf (
      "That answer cannot be used. %s\nAnswer again, whole and correct.", problem);

  if (*answer != '\0')
    mq_model_request_add_text (copy, MQ_MODEL_ASSISTANT, answer);
  mq_model_request_add_thoughts (copy, thoughts);
  mq_model_request_add_text (copy, MQ_MODEL_USER, words);
  return copy;
}

static gboolean
read_call (JsonObject *object, gsize start, gboolean is_cut, gpointer user_data)
{
  ReadCalls *read = user_data;
  const char *name = mq_json_get_string (object, "tool", NULL);
  JsonObject *arguments = mq_json_get_object (object, "arguments");

  for (guint i = 0; !is_cut && name != NULL && arguments != NULL && i < read->tools->len; i++)
    {
      MqModelTool *tool = g_ptr_array_index (read->tools, i);
      g_autofree char *id = g_strdup_printf ("call_%u", read->calls->len + 1);

      if (!g_str_equal (tool->name, name))
        continue;

      if (read->calls->len == 0)
        read->before = start;
      g_ptr_array_add (read->calls, mq_model_part_new_call (id, name, arguments));
      break;
    }

  return FALSE;
}

/* @request: the request before mq_prompt_fallback_apply(); @before: (out): bytes of @text before
 * the calls. Returns: (transfer full) (element-type MqModelPart): the calls, often none */
GPtrArray *
mq_prompt_fallback_parse_calls (MqModelRequest *request, const char *text, gsize *before)
{
  static const char *const openings[] = { "```json", "```tool", "```" };
  ReadCalls read = {
    .tools = request->tools,
    .calls = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_model_part_free),
    .before = strlen (text),
  };
  g_autoptr (GString) words = NULL;

  mq_model_schema_each_object (text, read_call, &read);
  *before = read.before;
  if (read.calls->len == 0)
    return read.calls;

  /* The opening of a code fence belongs to the call. */
  words = g_string_new_len (text, (gssize)read.before);
  g_strchomp (words->str);
  words->len = strlen (words->str);
  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    if (g_str_has_suffix (words->str, openings[i]))
      {
        words->str[words->len - strlen (openings[i])] = '\0';
        break;
      }
  *before = strlen (g_strchomp (words->str));
  return read.calls;
}

/* @pictures: (out) (optional): number of its pictures. Returns: bytes of all its texts */
gsize
mq_prompt_fallback_measure (MqModelRequest *request, guint *pictures)
{
  GPtrArray *messages = request->messages;
  gsize bytes = 0;
  guint n_pictures = 0;

  MQ_EACH (messages, i, MqModelMessage, message)
    {
      MQ_EACH (message->parts, j, MqModelPart, part)
        {
          bytes += part->text != NULL ? strlen (part->text) : 0;
          n_pictures += part->kind == MQ_MODEL_PART_PICTURE;
        }
    }

  if (pictures != NULL)
    *pictures = n_pictures;
  return bytes;
}
