/* An answer as it comes together, see mq-answer-builder.h. */
#include "service/models/mq-answer-builder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
call_free (gpointer data)
{
  MqAnswerBuilderCall *call = data;

  g_free (call->id);
  g_string_free (call->name, TRUE);
  g_string_free (call->arguments, TRUE);
  g_free (call);
}

/**
 * mq_answer_builder_new:
 * @provider: who answers
 *
 * Returns: (transfer full): an answer of which nothing came yet
 */
MqAnswerBuilder *
mq_answer_builder_new (const MqModelProvider *provider)
{
  MqAnswerBuilder *self = g_new0 (MqAnswerBuilder, 1);

  self->provider = provider;
  self->text = g_string_new (NULL);
  self->refusal = g_string_new (NULL);
  self->calls = g_ptr_array_new_with_free_func (call_free);
  self->usage.cost = -1;
  return self;
}

/**
 * mq_answer_builder_free:
 * @self: (transfer full) (nullable): a fold
 */
void
mq_answer_builder_free (MqAnswerBuilder *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_string_free (self->refusal, TRUE);
  g_ptr_array_unref (self->calls);
  g_free (self);
}

static gboolean
grow (MqAnswerBuilder *self, gsize length, MqModelFailure *failure)
{
  if (length > MQ_ANSWER_BUILDER_MAX - self->size)
    {
      mq_model_failure_set_dialect (failure, self->provider, _ ("it does not end"));
      failure->again = MQ_MODEL_RETRY_NO;
      return FALSE;
    }

  self->size += length;
  return TRUE;
}

static gboolean
append (MqAnswerBuilder *self, GString *to, const char *text, MqModelFailure *failure)
{
  if (!grow (self, strlen (text), failure))
    return FALSE;

  g_string_append (to, text);
  return TRUE;
}

/**
 * mq_answer_builder_add_text:
 * @text: written next
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_answer_builder_add_text (MqAnswerBuilder *self, const char *text, MqModelFailure *failure)
{
  if (!append (self, self->text, text, failure))
    return FALSE;

  if (self->delta != NULL && *text != '\0')
    self->delta (text, self->delta_data);
  return TRUE;
}

/**
 * mq_answer_builder_add_refusal:
 * @text: why it will not answer, or more of it
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_answer_builder_add_refusal (MqAnswerBuilder *self, const char *text, MqModelFailure *failure)
{
  self->refused = TRUE;
  return append (self, self->refusal, text, failure);
}

/**
 * mq_answer_builder_begin_call:
 * @index: the provider's number, -1 for none
 * @id: (nullable): the provider's name of it
 * @failure: filled when there are too many
 *
 * Returns: (transfer none) (nullable): a call of which nothing came yet
 */
MqAnswerBuilderCall *
mq_answer_builder_begin_call (MqAnswerBuilder *self, gint64 index, const char *id,
                              MqModelFailure *failure)
{
  MqAnswerBuilderCall *call;

  if (self->calls->len >= MQ_ANSWER_BUILDER_CALLS)
    {
      mq_model_failure_set_dialect (failure, self->provider, _ ("it calls too many tools"));
      return NULL;
    }

  call = g_new0 (MqAnswerBuilderCall, 1);
  call->index = index;
  call->id = g_strdup (id);
  call->name = g_string_new (NULL);
  call->arguments = g_string_new (NULL);
  g_ptr_array_add (self->calls, call);
  return call;
}

/**
 * mq_answer_builder_find_call:
 * @index: the provider's number
 *
 * Returns: (transfer none) (nullable): the latest call of that number
 */
MqAnswerBuilderCall *
mq_answer_builder_find_call (MqAnswerBuilder *self, gint64 index)
{
  for (guint i = self->calls->len; i > 0; i--)
    {
      MqAnswerBuilderCall *call = g_ptr_array_index (self->calls, i - 1);

      if (call->index == index)
        return call;
    }

  return NULL;
}

/**
 * mq_answer_builder_add_name:
 * @name: of the tool, or more of it; some servers say it again with each piece
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_answer_builder_add_name (MqAnswerBuilder *self, MqAnswerBuilderCall *call, const char *name,
                            MqModelFailure *failure)
{
  if (g_str_equal (call->name->str, name))
    return TRUE;

  return append (self, call->name, name, failure);
}

/**
 * mq_answer_builder_add_arguments:
 * @text: JSON, written next
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_answer_builder_add_arguments (MqAnswerBuilder *self, MqAnswerBuilderCall *call, const char *text,
                                 MqModelFailure *failure)
{
  if (!append (self, call->arguments, text, failure))
    return FALSE;

  if (self->delta != NULL && self->answer_tool != NULL && *text != '\0'
      && g_str_equal (call->name->str, self->answer_tool))
    self->delta (text, self->delta_data);
  return TRUE;
}
