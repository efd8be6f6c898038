/* An answer as it comes together, see mq-model-fold.h. */
#include "service/models/mq-model-fold.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
call_free (gpointer data)
{
  MqModelFoldCall *call = data;

  g_free (call->id);
  g_string_free (call->name, TRUE);
  g_string_free (call->arguments, TRUE);
  g_free (call);
}

/**
 * mq_model_fold_new:
 * @provider: who answers
 *
 * Returns: (transfer full): an answer of which nothing came yet
 */
MqModelFold *
mq_model_fold_new (const MqModelProvider *provider)
{
  MqModelFold *self = g_new0 (MqModelFold, 1);

  self->provider = provider;
  self->text = g_string_new (NULL);
  self->refusal = g_string_new (NULL);
  self->calls = g_ptr_array_new_with_free_func (call_free);
  self->usage.cost = -1;
  return self;
}

/**
 * mq_model_fold_free:
 * @self: (transfer full) (nullable): a fold
 */
void
mq_model_fold_free (MqModelFold *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_string_free (self->refusal, TRUE);
  g_ptr_array_unref (self->calls);
  g_free (self);
}

static gboolean
grow (MqModelFold *self, gsize length, MqModelFailure *failure)
{
  if (length > MQ_MODEL_FOLD_MAX - self->size)
    {
      mq_model_failure_set_dialect (failure, self->provider, _ ("it does not end"));
      failure->again = MQ_MODEL_RETRY_NO;
      return FALSE;
    }

  self->size += length;
  return TRUE;
}

static gboolean
append (MqModelFold *self, GString *to, const char *text, MqModelFailure *failure)
{
  if (!grow (self, strlen (text), failure))
    return FALSE;

  g_string_append (to, text);
  return TRUE;
}

/**
 * mq_model_fold_add_text:
 * @text: written next
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_model_fold_add_text (MqModelFold *self, const char *text, MqModelFailure *failure)
{
  if (!append (self, self->text, text, failure))
    return FALSE;

  if (self->delta != NULL && *text != '\0')
    self->delta (text, self->delta_data);
  return TRUE;
}

/**
 * mq_model_fold_add_refusal:
 * @text: why it will not answer, or more of it
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_model_fold_add_refusal (MqModelFold *self, const char *text, MqModelFailure *failure)
{
  self->refused = TRUE;
  return append (self, self->refusal, text, failure);
}

/**
 * mq_model_fold_begin_call:
 * @index: the provider's number, -1 for none
 * @id: (nullable): the provider's name of it
 * @failure: filled when there are too many
 *
 * Returns: (transfer none) (nullable): a call of which nothing came yet
 */
MqModelFoldCall *
mq_model_fold_begin_call (MqModelFold *self, gint64 index, const char *id, MqModelFailure *failure)
{
  MqModelFoldCall *call;

  if (self->calls->len >= MQ_MODEL_FOLD_CALLS)
    {
      mq_model_failure_set_dialect (failure, self->provider, _ ("it calls too many tools"));
      return NULL;
    }

  call = g_new0 (MqModelFoldCall, 1);
  call->index = index;
  call->id = g_strdup (id);
  call->name = g_string_new (NULL);
  call->arguments = g_string_new (NULL);
  g_ptr_array_add (self->calls, call);
  return call;
}

/**
 * mq_model_fold_find_call:
 * @index: the provider's number
 *
 * Returns: (transfer none) (nullable): the latest call of that number
 */
MqModelFoldCall *
mq_model_fold_find_call (MqModelFold *self, gint64 index)
{
  for (guint i = self->calls->len; i > 0; i--)
    {
      MqModelFoldCall *call = g_ptr_array_index (self->calls, i - 1);

      if (call->index == index)
        return call;
    }

  return NULL;
}

/**
 * mq_model_fold_add_name:
 * @name: of the tool, or more of it; some servers say it again with each piece
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_model_fold_add_name (MqModelFold *self, MqModelFoldCall *call, const char *name,
                        MqModelFailure *failure)
{
  if (g_str_equal (call->name->str, name))
    return TRUE;

  return append (self, call->name, name, failure);
}

/**
 * mq_model_fold_add_arguments:
 * @text: JSON, written next
 * @failure: filled when it is too much
 *
 * Returns: whether the answer is still within its bounds
 */
gboolean
mq_model_fold_add_arguments (MqModelFold *self, MqModelFoldCall *call, const char *text,
                             MqModelFailure *failure)
{
  if (!append (self, call->arguments, text, failure))
    return FALSE;

  if (self->delta != NULL && self->answer_tool != NULL && *text != '\0'
      && g_str_equal (call->name->str, self->answer_tool))
    self->delta (text, self->delta_data);
  return TRUE;
}
