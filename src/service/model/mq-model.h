/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModel: the interface of a language model. Implemented over HTTP (mq-http-model.h) and from a
 * transcript (mq-replay-model.h); the roles of the model team send their requests to it. */
#pragma once

#include "service/model/mq-model-answer.h"
#include "service/model/mq-model-error.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqModelAbilities:
 * @pictures: it accepts pictures
 * @tools: it calls tools
 * @schema: its provider enforces a JSON schema; otherwise the prompt states the schema and the
 *   answer is checked
 */
typedef struct
{
  gboolean pictures;
  gboolean tools;
  gboolean schema;
} MqModelAbilities;

/* Called with each new piece of the answer, or of what the model thinks before it, on the main
 * thread. */
typedef void (*MqModelDelta) (const char *text, gboolean is_thought, gpointer user_data);

/**
 * MqModelRetryFunc:
 * @why: the reason the previous attempt failed: a %MQ_MODEL_ERROR
 * @attempt: number of the next attempt, from 2; 1: it is none, @why says that nothing comes and the
 *   model is still waited for
 * @milliseconds: time until then; 0: at once
 * @user_data: as given
 *
 * Called on the main thread before a further attempt, for which text received so far is void.
 */
typedef void (*MqModelRetryFunc) (const GError *why, guint attempt, guint milliseconds,
                                  gpointer user_data);

#define MQ_TYPE_MODEL (mq_model_get_type ())
G_DECLARE_INTERFACE (MqModel, mq_model, MQ, MODEL, GObject)

/**
 * MqModelInterface:
 * @get_name: "anthropic:claude-…", as in the settings
 * @get_abilities: its abilities, as configured or as found out
 * @ask: resolves to a #MqModelAnswer, rejects with %MQ_MODEL_ERROR. Dropping the future closes the
 *   connection at once. Busy providers are asked again (capped exponential back-off with jitter,
 *   Retry-After), cut streams once more; an answer that does not follow the schema is requested
 *   once more with its problem. The answer's usage includes failed attempts
 */
struct _MqModelInterface
{
  GTypeInterface parent_iface;

  const char *(*get_name) (MqModel *self);
  MqModelAbilities (*get_abilities) (MqModel *self);
  DexFuture *(*ask) (MqModel *self, MqModelRequest *request, MqModelDelta delta,
                     MqModelRetryFunc retry, gpointer user_data, GDestroyNotify destroy);
};

const char *mq_model_get_name (MqModel *self);
MqModelAbilities mq_model_get_abilities (MqModel *self);
DexFuture *
mq_model_ask (MqModel *self, MqModelRequest *request, MqModelDelta delta, MqModelRetryFunc retry,
              gpointer user_data, GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
