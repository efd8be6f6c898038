/* MqModelMemory: what models were found to be able to do when they were tried, in a small file, so that `auto` is known next
 * time. */
#pragma once

#include "service/models/mq-http-model.h"
#include "service/models/mq-model-choice.h"

G_BEGIN_DECLS

/**
 * MqModelFindings:
 * @pictures: whether it looks at pictures
 * @tools: whether it calls tools
 * @schema: whether it holds to a schema
 *
 * Each %MQ_MODEL_ABILITY_AUTO when it is not known.
 */
typedef struct
{
  MqModelAbility pictures;
  MqModelAbility tools;
  MqModelAbility schema;
} MqModelFindings;

#define MQ_TYPE_MODEL_MEMORY (mq_model_memory_get_type ())
G_DECLARE_FINAL_TYPE (MqModelMemory, mq_model_memory, MQ, MODEL_MEMORY, GObject)

/* @path: read at once, for the start of a program; a bad file is as none. */
MqModelMemory *mq_model_memory_new (const char *path);
MqModelFindings mq_model_memory_get (MqModelMemory *self, const MqModelChoice *choice);
/* Resolves to TRUE when it is in the file, or could not be written, which is warned of. */
DexFuture *mq_model_memory_put (MqModelMemory *self, const MqModelChoice *choice,
                                const MqModelFindings *known) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
