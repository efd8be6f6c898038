/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAnswerBuilder, see mq-answer-builder.h. */
#include "service/model-http/mq-answer-builder.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As the models' templates have them in 2025 and 2026: Qwen, DeepSeek, GLM; others; Mistral; Seed;
 * Kimi; Cohere; Open Thoughts. */
static const struct
{
  const char *open;
  const char *close;
} marks[] = {
  { "<think>", "</think>" },
  { "<thinking>", "</thinking>" },
  { "<thought>", "</thought>" },
  { "<reasoning>", "</reasoning>" },
  { "[THINK]", "[/THINK]" },
  { "<seed:think>", "</seed:think>" },
  { "◁think▷", "◁/think▷" },
  { "<|START_THINKING|>", "<|END_THINKING|>" },
  { "<|begin_of_thought|>", "<|end_of_thought|>" },
};

/* Thoughts in the text of an answer: servers that do not know a model's template leave them there.
 * Drafts in them are not the answer. */

#define SPACE " \t\r\n"
#define MAX_BLOCKS 64 /* each is searched and removed in the whole text */
#define CHANNEL "<|channel|>"
#define MESSAGE "<|message|>"
#define MOST_TOKENS (1000 * 1000 * 1000)

/* The first place of a mark. One in quotes is what an answer speaks of. */
static const char *
find (const char *text, const char *mark)
{
  gsize length = strlen (mark);

  for (const char *at = text; (at = strchr (at, *mark)) != NULL; at++)
    if (g_ascii_strncasecmp (at, mark, length) == 0
        && (at[length] == '\0' || strchr ("\"'\\,.)}", at[length]) == NULL))
      return at;

  return NULL;
}

/* @only_thoughts: (out): whether it holds thoughts, and nothing else. Returns: (transfer full):
 * @text without what the model thought */
char *
mq_answer_thoughts_remove (const char *text, gboolean *only_thoughts)
{
  static const char *const ends[] = { "<|end|>", "<|return|>", "<|call|>", "<|start|>", CHANNEL };
  g_autoptr (GString) rest = g_string_new (text + strspn (text, SPACE));
  gboolean is_empty = rest->len == 0;
  gboolean has_channels = strstr (rest->str, CHANNEL) != NULL;
  const char *final = g_strrstr (rest->str, CHANNEL "final");

  /* OpenAI's harmony: the answer is the last message of the channel `final`. Where the server has
   * dropped the special tokens, only their words are left. */
  if (final != NULL && (final = strstr (final, MESSAGE)) != NULL)
    final += strlen (MESSAGE);
  else if (!has_channels && g_str_has_prefix (rest->str, "analysis")
           && (final = strstr (rest->str, "assistantfinal")) != NULL)
    {
      final += strlen ("assistantfinal");
      has_channels = TRUE;
    }
  if (has_channels)
    g_string_erase (rest, 0, final != NULL ? final - rest->str : -1);
  for (gsize i = 0; has_channels && i < G_N_ELEMENTS (ends); i++)
    {
      const char *end = strstr (rest->str, ends[i]);

      if (end != NULL)
        g_string_truncate (rest, end - rest->str);
    }

  for (gsize i = 0; !has_channels && i < G_N_ELEMENTS (marks); i++)
    {
      const char *open = marks[i].open;
      const char *close = marks[i].close;
      const char *begin;
      const char *end;
      gsize at = 0;

      /* A block begins the text or a line, or follows another one; without its end, only the first
       * thing of a text is thought to the end. */
      for (guint n = 0;
           n < MAX_BLOCKS && at < rest->len && (begin = find (rest->str + at, open)) != NULL; n++)
        {
          end = find (begin, close);
          at = begin - rest->str;
          if ((at > 0 && strchr ("\n>]", begin[-1]) == NULL) || (end == NULL && at > 0))
            at += strlen (open);
          else
            g_string_erase (rest, (gssize)at, end != NULL ? end + strlen (close) - begin : -1);
        }

      /* Templates that put the opening mark into the prompt leave only the closing one. */
      for (guint n = 0; n < MAX_BLOCKS && (end = find (rest->str, close)) != NULL; n++)
        g_string_erase (rest, 0, end + (gssize)strlen (close) - rest->str);
    }

  g_string_erase (rest, 0, (gssize)strspn (rest->str, SPACE));
  *only_thoughts = rest->len == 0 && !is_empty;
  return g_string_free (g_steal_pointer (&rest), FALSE);
}

static void
call_free (gpointer data)
{
  MqAnswerBuilderCall *call = data;

  g_free (call->id);
  g_string_free (call->name, TRUE);
  g_string_free (call->arguments, TRUE);
  g_free (call);
}

/* Returns: (transfer full): an empty answer */
MqAnswerBuilder *
mq_answer_builder_new (const MqModelProvider *provider)
{
  MqAnswerBuilder *self = g_new0 (MqAnswerBuilder, 1);

  self->provider = provider;
  self->text = g_string_new (NULL);
  self->refusal = g_string_new (NULL);
  self->thinking = g_string_new (NULL);
  self->calls = g_ptr_array_new_with_free_func (call_free);
  self->usage.cost = -1;
  return self;
}

void
mq_answer_builder_free (MqAnswerBuilder *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_string_free (self->refusal, TRUE);
  g_string_free (self->thinking, TRUE);
  g_ptr_array_unref (self->calls);
  g_free (self);
}

/* @usage: (nullable): what a server says of an answer; @before: what it said last. Returns: that
 * number of tokens; @before if it is missing, or no number that can be true */
gint64
mq_answer_builder_read_count (JsonObject *usage, const char *name, gint64 before)
{
  gint64 count = mq_json_get_int (usage, name, before);

  return count >= 0 && count <= MOST_TOKENS ? count : before;
}

static gboolean
append (MqAnswerBuilder *self, GString *to, const char *text, MqModelFailure *failure)
{
  gsize length = strlen (text);

  if (length > MQ_ANSWER_BUILDER_MAX - self->size)
    {
      mq_model_failure_set_dialect (failure, self->provider, _ ("it does not end"));
      failure->again = MQ_MODEL_RETRY_NO;
      return FALSE;
    }

  self->size += length;

  g_string_append (to, text);
  return TRUE;
}

/* @text: the next piece of the answer's text; @failure: filled when the answer becomes too long.
 * Returns: %FALSE when the answer exceeds its limits */
gboolean
mq_answer_builder_add_text (MqAnswerBuilder *self, const char *text, MqModelFailure *failure)
{
  if (!append (self, self->text, text, failure))
    return FALSE;

  if (self->delta != NULL && *text != '\0')
    self->delta (text, FALSE, self->delta_data);
  return TRUE;
}

/* @text: the next piece of what the model thinks, in a member of its own; not part of the answer */
void
mq_answer_builder_add_thoughts (MqAnswerBuilder *self, const char *text)
{
  self->thoughts += strlen (text);
  if (self->delta != NULL && *text != '\0')
    self->delta (text, TRUE, self->delta_data);
}

/* @text: the next piece of the model's reason for refusing; @failure: filled when the answer
 * becomes too long. Returns: %FALSE when the answer exceeds its limits */
gboolean
mq_answer_builder_add_refusal (MqAnswerBuilder *self, const char *text, MqModelFailure *failure)
{
  self->refused = TRUE;
  return append (self, self->refusal, text, failure);
}

/* @index: the provider's number of the call, -1 for none; @id: (nullable): the provider's
 * identifier of the call; @failure: filled when there are too many calls. Returns: (transfer
 * none) (nullable): an empty call, owned by @self */
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

/* @index: the provider's number of the call. Returns: (transfer none) (nullable): the latest
 * call with that number */
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

/* @name: the tool's name, or the next piece of it; some servers repeat it with each chunk;
 * @failure: filled when the answer becomes too long. Returns: %FALSE when the answer exceeds its
 * limits */
gboolean
mq_answer_builder_add_name (MqAnswerBuilder *self, MqAnswerBuilderCall *call, const char *name,
                            MqModelFailure *failure)
{
  if (g_str_equal (call->name->str, name))
    return TRUE;

  return append (self, call->name, name, failure);
}

/* @text: the next piece of the arguments' JSON; @failure: filled when the answer becomes too
 * long. Returns: %FALSE when the answer exceeds its limits */
gboolean
mq_answer_builder_add_arguments (MqAnswerBuilder *self, MqAnswerBuilderCall *call, const char *text,
                                 MqModelFailure *failure)
{
  if (!append (self, call->arguments, text, failure))
    return FALSE;

  if (self->delta != NULL && self->answer_tool != NULL && *text != '\0'
      && g_str_equal (call->name->str, self->answer_tool))
    self->delta (text, FALSE, self->delta_data);
  return TRUE;
}

/* Returns: (transfer full): the answer so far as one text, its calls included */
char *
mq_answer_builder_dup_words (const MqAnswerBuilder *self)
{
  GString *all = g_string_new (self->text->str);

  MQ_EACH (self->calls, i, MqAnswerBuilderCall, call)
    g_string_append_printf (all, "%s%s %s", all->len > 0 ? "\n" : "", call->name->str,
                            call->arguments->str);

  return g_string_free (all, FALSE);
}
