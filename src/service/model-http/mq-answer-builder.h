/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAnswerBuilder: a model's answer while its stream is being read. The dialects add the text,
 * refusal and tool calls of each event; this type enforces every limit on the answer's size. */
#pragma once

#include <glib.h>
#include "service/model-http/mq-model-failure.h"
#include "service/model/mq-model.h"

G_BEGIN_DECLS

char *
mq_answer_thoughts_remove (const char *text, gboolean *only_thoughts) G_GNUC_WARN_UNUSED_RESULT;

/** MQ_ANSWER_BUILDER_MAX: maximum bytes of an answer, tool calls included. */
#define MQ_ANSWER_BUILDER_MAX (8 * 1024 * 1024)
/** MQ_ANSWER_BUILDER_CALLS: maximum tool calls of an answer. */
#define MQ_ANSWER_BUILDER_CALLS 64

/**
 * MqAnswerBuilderCall:
 * @index: the provider's number of the call, -1 when it gave none
 * @id: (nullable): the provider's identifier of the call
 * @name: the tool's name
 * @arguments: JSON, as far as received
 */
typedef struct
{
  gint64 index;
  char *id;
  GString *name;
  GString *arguments;
} MqAnswerBuilderCall;

/**
 * MqAnswerBuilder:
 * @provider: the provider that answers
 * @secret: (nullable) (transfer none): the key, which is removed from messages for the user
 * @answer_tool: (nullable) (transfer none): the tool whose arguments are the answer itself
 * @delta: (nullable): called with each new piece of text, and of thoughts
 * @text: the text received so far
 * @refusal: the model's reason for refusing
 * @calls: (element-type MqAnswerBuilderCall): its tool calls
 * @thoughts: bytes of what the model thought, in members of their own
 * @thinking: these thoughts, where the server may want them back
 * @size: bytes of all of these
 * @n_events: events of the stream
 * @usage: tokens the provider reported; input 0: not reported yet
 * @cache_written: input tokens that the provider wrote to its cache
 * @stop: why the model stopped
 * @refused: whether the content was refused
 * @finished: whether the provider reported why the model stopped
 * @ended: whether the stream is complete
 */
typedef struct
{
  const MqModelProvider *provider;
  const char *secret;
  const char *answer_tool;
  MqModelDelta delta;
  gpointer delta_data;

  GString *text;
  GString *refusal;
  GPtrArray *calls;
  gsize thoughts;
  GString *thinking;
  gsize size;
  guint n_events;
  MqModelUsage usage;
  gint64 cache_written;
  MqModelStop stop;
  guint refused : 1;
  guint finished : 1;
  guint ended : 1;
} MqAnswerBuilder;

MqAnswerBuilder *mq_answer_builder_new (const MqModelProvider *provider) G_GNUC_WARN_UNUSED_RESULT;
void mq_answer_builder_free (MqAnswerBuilder *self);
gint64 mq_answer_builder_read_count (JsonObject *usage, const char *name, gint64 before);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAnswerBuilder, mq_answer_builder_free)

gboolean
mq_answer_builder_add_text (MqAnswerBuilder *self, const char *text, MqModelFailure *failure);
void mq_answer_builder_add_thoughts (MqAnswerBuilder *self, const char *text);
gboolean
mq_answer_builder_add_refusal (MqAnswerBuilder *self, const char *text, MqModelFailure *failure);
MqAnswerBuilderCall *mq_answer_builder_begin_call (MqAnswerBuilder *self, gint64 index,
                                                   const char *id, MqModelFailure *failure);
gboolean mq_answer_builder_add_name (MqAnswerBuilder *self, MqAnswerBuilderCall *call,
                                     const char *name, MqModelFailure *failure);
gboolean mq_answer_builder_add_arguments (MqAnswerBuilder *self, MqAnswerBuilderCall *call,
                                          const char *text, MqModelFailure *failure);
MqAnswerBuilderCall *mq_answer_builder_find_call (MqAnswerBuilder *self, gint64 index);
char *mq_answer_builder_dup_words (const MqAnswerBuilder *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
