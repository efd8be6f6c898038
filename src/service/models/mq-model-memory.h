/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelMemory: the abilities of models that were tested, in a small file. The setting `auto`
 * uses them for the next run. */
#pragma once

#include "service/model-http/mq-http-model.h"
#include "service/models/mq-model-choice.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqModelFindings:
 * @pictures: whether the model accepts pictures
 * @tools: whether the model calls tools
 * @schema: whether the provider enforces a schema
 *
 * Each is %MQ_MODEL_ABILITY_AUTO when unknown.
 */
typedef struct
{
  MqModelAbility pictures;
  MqModelAbility tools;
  MqModelAbility schema;
} MqModelFindings;

MqModelFindings mq_model_findings_read (JsonObject *found);

typedef struct _MqModelMemory MqModelMemory;

/* Reads @path synchronously, for program start; an invalid file counts as empty. */
MqModelMemory *mq_model_memory_new (const char *path);
void mq_model_memory_free (MqModelMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelMemory, mq_model_memory_free)
MqModelFindings mq_model_memory_get (MqModelMemory *self, const MqModelChoice *choice);
DexFuture *mq_model_memory_put (MqModelMemory *self, const MqModelChoice *choice,
                                const MqModelFindings *known) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
