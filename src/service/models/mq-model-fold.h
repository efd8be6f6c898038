/* MqModelFold: an answer as it comes together out of a stream's events. Dialects write to it; all that is bounded is bounded
 * here. */
#pragma once

#include "service/models/mq-model-failure.h"
#include "service/models/mq-model.h"

G_BEGIN_DECLS

/** MQ_MODEL_FOLD_MAX: bytes an answer may have, tool calls included. */
#define MQ_MODEL_FOLD_MAX (8 * 1024 * 1024)
/** MQ_MODEL_FOLD_CALLS: tool calls an answer may have. */
#define MQ_MODEL_FOLD_CALLS 64

/**
 * MqModelFoldCall:
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
} MqModelFoldCall;

/**
 * MqModelFold:
 * @provider: who answers
 * @secret: (nullable) (transfer none): the key, to be taken out of what is repeated to people
 * @answer_tool: (nullable) (transfer none): a call of this name is the answer itself
 * @delta: (nullable): hears what is written
 * @text: what was written
 * @refusal: why it refuses, in its words
 * @calls: (element-type MqModelFoldCall): what it calls
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
} MqModelFold;

MqModelFold *mq_model_fold_new (const MqModelProvider *provider) G_GNUC_WARN_UNUSED_RESULT;
void mq_model_fold_free (MqModelFold *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelFold, mq_model_fold_free)

/* For dialects. Each gives FALSE and the failure when the answer grows beyond its bounds. */
gboolean mq_model_fold_add_text (MqModelFold *self, const char *text, MqModelFailure *failure);
gboolean mq_model_fold_add_refusal (MqModelFold *self, const char *text, MqModelFailure *failure);
MqModelFoldCall *
mq_model_fold_begin_call (MqModelFold *self, gint64 index, const char *id, MqModelFailure *failure);
gboolean mq_model_fold_add_name (MqModelFold *self, MqModelFoldCall *call, const char *name,
                                 MqModelFailure *failure);
gboolean mq_model_fold_add_arguments (MqModelFold *self, MqModelFoldCall *call, const char *text,
                                      MqModelFailure *failure);
MqModelFoldCall *mq_model_fold_find_call (MqModelFold *self, gint64 index);

G_END_DECLS
