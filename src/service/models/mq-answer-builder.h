/* MqAnswerBuilder: an answer as it comes together out of a stream's events. Dialects write to it; all that is bounded is bounded
 * here. */
#pragma once

#include "service/models/mq-model-failure.h"
#include "service/models/mq-model.h"

G_BEGIN_DECLS

/** MQ_ANSWER_BUILDER_MAX: bytes an answer may have, tool calls included. */
#define MQ_ANSWER_BUILDER_MAX (8 * 1024 * 1024)
/** MQ_ANSWER_BUILDER_CALLS: tool calls an answer may have. */
#define MQ_ANSWER_BUILDER_CALLS 64

/**
 * MqAnswerBuilderCall:
 * @index: the provider's number of it, -1 when it gave none
 * @id: (nullable): the provider's name of it
 * @name: the tool
 * @arguments: JSON, as far as it came
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
 * @provider: who answers
 * @secret: (nullable) (transfer none): the key, to be taken out of what is repeated to people
 * @answer_tool: (nullable) (transfer none): a call of this name is the answer itself
 * @delta: (nullable): hears what is written
 * @text: what was written
 * @refusal: why it refuses, in its words
 * @calls: (element-type MqAnswerBuilderCall): what it calls
 * @usage: what the provider says was used up; input 0: it said nothing yet
 * @cache_written: tokens of the input that were put into its cache
 * @stop: why it stopped
 * @refused: the content was refused
 * @finished: it said why it stopped
 * @ended: nothing more is to come
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
  gsize size;
  MqModelUsage usage;
  gint64 cache_written;
  MqModelStop stop;
  guint refused : 1;
  guint finished : 1;
  guint ended : 1;
} MqAnswerBuilder;

MqAnswerBuilder *mq_answer_builder_new (const MqModelProvider *provider) G_GNUC_WARN_UNUSED_RESULT;
void mq_answer_builder_free (MqAnswerBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAnswerBuilder, mq_answer_builder_free)

/* For dialects. Each gives FALSE and the failure when the answer grows beyond its bounds. */
gboolean
mq_answer_builder_add_text (MqAnswerBuilder *self, const char *text, MqModelFailure *failure);
gboolean
mq_answer_builder_add_refusal (MqAnswerBuilder *self, const char *text, MqModelFailure *failure);
MqAnswerBuilderCall *mq_answer_builder_begin_call (MqAnswerBuilder *self, gint64 index,
                                                   const char *id, MqModelFailure *failure);
gboolean mq_answer_builder_add_name (MqAnswerBuilder *self, MqAnswerBuilderCall *call,
                                     const char *name, MqModelFailure *failure);
gboolean mq_answer_builder_add_arguments (MqAnswerBuilder *self, MqAnswerBuilderCall *call,
                                          const char *text, MqModelFailure *failure);
MqAnswerBuilderCall *mq_answer_builder_find_call (MqAnswerBuilder *self, gint64 index);

G_END_DECLS
