/* Conversion of a received answer, see mq-answer-parser.h. */
#include "service/models/mq-answer-parser.h"

#include "common/mq-json.h"
#include "service/models/mq-model-schema.h"
#include "service/models/mq-prompt-fallback.h"

#include <glib/gi18n-lib.h>

static MqModelTool *
find_tool (MqModelRequest *request, const char *name)
{
  GPtrArray *tools = request->tools;

  for (guint i = 0; i < tools->len; i++)
    {
      MqModelTool *tool = g_ptr_array_index (tools, i);

      if (g_str_equal (tool->name, name))
        return tool;
    }

  return NULL;
}

/* Returns the problem with a call, or NULL. */
static char *
check_call (MqModelRequest *request, const char *name, JsonObject *arguments)
{
  MqModelTool *tool = find_tool (request, name);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *problem = NULL;

  if (tool == NULL)
    return g_strdup_printf ("There is no tool “%s”.", name);
  if (arguments == NULL)
    return g_strdup_printf ("The arguments of “%s” are no JSON object.", name);

  node = json_node_init_object (json_node_alloc (), arguments);
  problem = mq_model_schema_check (tool->parameters, node);
  return problem != NULL ? g_strdup_printf ("Arguments of “%s”: %s", name, problem) : NULL;
}

/* Returns the native tool calls, without the one whose arguments are the answer; these become
 * @text. */
static GPtrArray *
read_native (const MqAnswerParser *self, char **text, char **problem)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_model_part_free);
  const char *answer = self->request->schema_name;

  for (guint i = 0; i < self->builder->calls->len && *problem == NULL; i++)
    {
      MqAnswerBuilderCall *call = g_ptr_array_index (self->builder->calls, i);
      const char *json = call->arguments->len > 0 ? call->arguments->str : "{}";
      g_autofree char *id = call->id != NULL ? g_strdup (call->id)
                                             : g_strdup_printf ("call_%u", i + 1);
      g_autoptr (JsonObject) arguments = NULL;

      if (answer != NULL && g_str_equal (call->name->str, answer)
          && find_tool (self->request, answer) == NULL)
        {
          g_set_str (text, json);
          g_ptr_array_set_size (calls, 0);
          break;
        }

      arguments = mq_json_parse_object (json, -1, NULL);
      if (!(*problem = check_call (self->request, call->name->str, arguments)))
        g_ptr_array_add (calls, mq_model_part_new_call (id, call->name->str, arguments));
    }

  return calls;
}

static GPtrArray *
read_words (const MqAnswerParser *self, char **text, char **problem)
{
  gsize before;
  GPtrArray *calls = mq_prompt_fallback_parse_calls (self->request, *text, &before);

  for (guint i = 0; i < calls->len && *problem == NULL; i++)
    {
      MqModelPart *part = g_ptr_array_index (calls, i);

      *problem = check_call (self->request, part->name, part->arguments);
    }

  (*text)[before] = '\0';
  return calls;
}

/* The received answer as one text, to show the model in a correction. */
static char *
repeat (const MqAnswerBuilder *builder)
{
  g_autoptr (GString) all = g_string_new (builder->text->str);

  for (guint i = 0; i < builder->calls->len; i++)
    {
      MqAnswerBuilderCall *call = g_ptr_array_index (builder->calls, i);

      g_string_append_printf (all, "%s%s %s", all->len > 0 ? "\n" : "", call->name->str,
                              call->arguments->str);
    }

  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
reject (const MqAnswerParser *self, const char *problem, MqModelRequest **correction,
        GError **error)
{
  if (self->builder->stop == MQ_MODEL_STOP_LENGTH)
    g_set_error (
        error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
        /* Translators: %s: the name of a model */
        _ ("%s did not come to the end of its answer: it is longer than the limit of tokens"),
        self->model);
  else if (self->may_correct)
    {
      g_autofree char *answer = repeat (self->builder);

      *correction = mq_prompt_fallback_add_correction (self->request, answer, problem);
      g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                   /* Translators: %s: the name of a model, then the problem in English */
                   _ ("%s did not answer as it was asked to\n%s"), self->model, problem);
    }
  else
    g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                 /* Translators: %s: the name of a model, then the problem in English */
                 _ ("%s did not answer as it was asked to, twice\n%s"), self->model, problem);
}

/**
 * mq_answer_parser_parse:
 * @correction: (out) (transfer full) (nullable): the request to send instead
 * @error: %MQ_MODEL_ERROR_ANSWER, also with a @correction
 *
 * Returns: (transfer full) (nullable): the answer, when it has the requested form
 */
MqModelAnswer *
mq_answer_parser_parse (const MqAnswerParser *self, MqModelRequest **correction, GError **error)
{
  g_autofree char *text = g_strdup (mq_model_schema_skip_thoughts (self->builder->text->str));
  JsonObject *schema = self->request->schema;
  g_autofree char *problem = NULL;
  g_autoptr (GPtrArray) calls = read_native (self, &text, &problem);
  g_autoptr (JsonObject) object = NULL;
  MqModelStop stop = self->builder->stop;

  if (problem == NULL && calls->len == 0 && self->tools_in_words)
    {
      g_ptr_array_unref (calls);
      calls = read_words (self, &text, &problem);
    }

  if (problem == NULL && calls->len == 0)
    {
      if (schema != NULL)
        object = mq_model_schema_dig (schema, text, &problem);
      else if (*text == '\0' && stop != MQ_MODEL_STOP_LENGTH)
        problem = g_strdup ("The answer was empty.");
    }

  if (problem != NULL)
    {
      reject (self, problem, correction, error);
      return NULL;
    }

  if (calls->len > 0)
    stop = MQ_MODEL_STOP_TOOLS;
  else if (stop == MQ_MODEL_STOP_TOOLS || object != NULL)
    stop = MQ_MODEL_STOP_END;

  return mq_model_answer_new (self->model, text, calls, object, stop, &self->usage, self->seconds);
}
