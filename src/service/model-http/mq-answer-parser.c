/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversion of a received answer, see mq-answer-parser.h. */
#include "service/model-http/mq-answer-parser.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "common/json/mq-json-schema.h"
#include "service/model-http/mq-answer-builder.h"
#include "service/model-http/mq-lenient-json.h"
#include "service/model-http/mq-model-schema.h"
#include "service/model-http/mq-prompt-fallback.h"

#include <glib/gi18n-lib.h>

/* Some servers count the mark of the end. */
#define MAX_SILENT_TOKENS 8

static MqModelTool *
find_tool (MqModelRequest *request, const char *name)
{
  GPtrArray *tools = request->tools;

  MQ_EACH (tools, i, MqModelTool, tool)
    if (g_str_equal (tool->name, name))
      return tool;

  return NULL;
}

/* Returns the problem with a call, or NULL. @arguments is replaced by what the tool's schema makes
 * of it. */
static char *
check_call (MqModelRequest *request, const char *name, JsonObject **arguments)
{
  MqModelTool *tool = find_tool (request, name);
  JsonObject *said = *arguments;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *problem = NULL;

  if (tool == NULL)
    return g_strdup_printf ("There is no tool “%s”.", name);
  if (said == NULL)
    return g_strdup_printf ("The arguments of “%s” are no JSON object.", name);

  *arguments = mq_json_schema_fit (tool->parameters, said, FALSE);
  json_object_unref (said);
  node = json_node_init_object (json_node_alloc (), *arguments);
  problem = mq_json_schema_check (tool->parameters, node, FALSE);
  return problem != NULL ? g_strdup_printf ("Arguments of “%s”: %s", name, problem) : NULL;
}

static void
reject (const MqAnswerParser *self, const char *problem, gboolean is_silent, gboolean only_thoughts,
        MqModelRequest **correction, GError **error)
{
  if (self->builder->stop == MQ_MODEL_STOP_LENGTH)
    {
      /* The answer reached a limit of tokens, so that the same request would reach it again. */
      if (!is_silent)
        g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                     /* Translators: %s: the name of a model */
                     _ ("%s did not finish its answer: it is longer than the token limit\nGive its "
                        "server a longer context, or let the model think less."),
                     self->model);
      else if (only_thoughts || self->builder->thoughts > 0
               || self->builder->usage.output > MAX_SILENT_TOKENS)
        g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                     /* Translators: %s: the name of a model */
                     _ ("%s thought until it reached its token limit, and did not answer\nGive its "
                        "server a longer context, or let the model think less."),
                     self->model);
      else
        g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_CONTEXT,
                     /* Translators: %s: the name of a model */
                     _ ("The context of %s is full: the request leaves no room for an answer\n"
                        "Start its server with a longer context (llama-server -c 32768), or choose "
                        "the effort small-steps."),
                     self->model);
    }
  else if (self->corrections_left > 0)
    {
      g_autofree char *answer = mq_answer_builder_dup_words (self->builder);
      g_autofree char *words = g_strdup (problem);

      /* A server that ignored the schema may have kept it from the model. */
      if (self->request->schema != NULL && !self->schema_in_words)
        {
          g_autoptr (JsonObject) plain = mq_model_schema_dup_plain (self->request->schema);
          g_autofree char *json = mq_json_object_to_string (plain, FALSE);

          g_free (words);
          words = g_strdup_printf (
              "%s\nThe answer has to be one JSON object that keeps to this schema:\n%s", problem,
              json);
        }

      *correction = mq_prompt_fallback_add_correction (self->request, answer,
                                                       self->builder->thinking->str, words);
      g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                   /* Translators: %s: the name of a model, then the problem in English */
                   _ ("%s did not answer in the requested form\n%s"), self->model, problem);
    }
  else
    g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                 /* Translators: %s: the name of a model, then the problem in English */
                 _ ("%s did not answer in the requested form, three times\n%s"), self->model,
                 problem);
}

/* @correction: (out) (transfer full) (nullable): the request to send instead; @error:
 * %MQ_MODEL_ERROR_ANSWER, also with a @correction. Returns: (transfer full) (nullable): the
 * answer, when it has the requested form */
MqModelAnswer *
mq_answer_parser_parse (const MqAnswerParser *self, MqModelRequest **correction, GError **error)
{
  gboolean only_thoughts;
  gboolean is_cut = FALSE;
  g_autofree char *text = mq_answer_thoughts_remove (self->builder->text->str, &only_thoughts);
  JsonObject *schema = self->request->schema;
  const char *answer = self->request->schema_name;
  g_autofree char *problem = NULL;
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_model_part_free);
  g_autoptr (JsonObject) object = NULL;
  MqModelStop stop = self->builder->stop;

  /* The native tool calls, without the one whose arguments are the answer. */
  for (guint i = 0; i < self->builder->calls->len && problem == NULL; i++)
    {
      MqAnswerBuilderCall *call = g_ptr_array_index (self->builder->calls, i);
      const char *json = call->arguments->len > 0 ? call->arguments->str : "{}";
      g_autofree char *id = call->id != NULL ? g_strdup (call->id)
                                             : g_strdup_printf ("call_%u", i + 1);
      g_autoptr (JsonObject) arguments = NULL;
      gboolean is_broken = FALSE;
      gsize length;

      if (answer != NULL && g_str_equal (call->name->str, answer)
          && find_tool (self->request, answer) == NULL)
        {
          g_set_str (&text, json);
          g_ptr_array_set_size (calls, 0);
          break;
        }

      arguments = mq_json_parse_object (json, -1, NULL);
      if (arguments == NULL && *json == '{')
        arguments = mq_lenient_json_read (json, &length, &is_broken);
      if (is_broken)
        g_clear_pointer (&arguments, json_object_unref);
      if (!(problem = check_call (self->request, call->name->str, &arguments)))
        g_ptr_array_add (calls, mq_model_part_new_call (id, call->name->str, arguments));
    }

  if (problem == NULL && calls->len == 0 && self->tools_in_words)
    {
      gsize before;

      g_ptr_array_unref (calls);
      calls = mq_prompt_fallback_parse_calls (self->request, text, &before);
      for (guint i = 0; i < calls->len && problem == NULL; i++)
        {
          MqModelPart *part = g_ptr_array_index (calls, i);

          problem = check_call (self->request, part->name, &part->arguments);
        }
      text[before] = '\0';
    }

  if (problem == NULL && calls->len == 0)
    {
      if (schema != NULL)
        object = mq_model_schema_dig (schema, text, &is_cut, &problem);
      else if (*text == '\0')
        problem = g_strdup (only_thoughts ? "It held thoughts, and no answer."
                                          : "The answer was empty.");
    }

  if (problem != NULL)
    {
      reject (self, problem, *text == '\0' && self->builder->calls->len == 0, only_thoughts,
              correction, error);
      return NULL;
    }

  if (calls->len > 0)
    stop = MQ_MODEL_STOP_TOOLS;
  else if (stop == MQ_MODEL_STOP_TOOLS || (object != NULL && !is_cut))
    stop = MQ_MODEL_STOP_END;

  return mq_model_answer_new (self->model, text, calls, object, stop, &self->usage, self->seconds);
}
