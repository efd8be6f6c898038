/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqHttpModel: a model at an HTTP address. It sends requests, waits, retries and checks answers;
 * its dialect (mq-model-dialect.h) defines the format of requests and events. */
#pragma once

#include "service/model-http/mq-model-provider.h"
#include "service/model/mq-model.h"

G_BEGIN_DECLS

/** MQ_HTTP_MODEL_SILENCE: seconds without a byte after which a connection counts as dead.
 * Models that think may send nothing for minutes. */
#define MQ_HTTP_MODEL_SILENCE 300
/** MQ_HTTP_MODEL_KEPT_ALIVE: the same, without an event: a router sends comments while the
 * model behind it waits. */
#define MQ_HTTP_MODEL_KEPT_ALIVE 900
/** MQ_HTTP_MODEL_KEY: milliseconds of a wait for the key after which the user is told. */
#define MQ_HTTP_MODEL_KEY 2000
/** MQ_HTTP_MODEL_CONNECT: seconds until a connection attempt fails. */
#define MQ_HTTP_MODEL_CONNECT 30

typedef enum
{
  MQ_MODEL_ABILITY_AUTO, /* assumed until the server refuses it */
  MQ_MODEL_ABILITY_YES,
  MQ_MODEL_ABILITY_NO,
} MqModelAbility;

/* Resolves to the key, a string, or to NULL when there is none. Called before the first request,
 * and again after a key was refused. */
typedef DexFuture *(*MqModelKeyFunc) (gpointer user_data);

/** MQ_HTTP_MODEL_QUIET: milliseconds without a byte after which the user is told. */
#define MQ_HTTP_MODEL_QUIET 20000

/**
 * MqModelEndpoint:
 * @provider: a preset
 * @base_url: (nullable): replaces the provider's; http or https
 * @model: the provider's name of the model
 * @ca_file: (nullable): certificates that are trusted beside the system's
 * @key: (nullable): the key itself
 * @find_key: (nullable): called when @key is %NULL
 * @key_data: for @find_key
 * @key_destroy: (nullable): frees @key_data
 * @price_input: US dollars per million input tokens, negative: unknown; always 0 for a local
 *   provider
 * @price_output: the same, for output tokens
 * @price_cached: the same, for input read from the provider's cache; negative: as @price_input
 * @pictures: whether the model accepts pictures
 * @tools: whether the model calls tools
 * @schema: whether the provider enforces a schema
 * @silence_seconds: 0: %MQ_HTTP_MODEL_SILENCE
 * @quiet_ms: milliseconds without a byte after which that is told; 0: %MQ_HTTP_MODEL_QUIET
 *
 * Address, key, prices and abilities of one model.
 */
typedef struct
{
  const MqModelProvider *provider;
  const char *base_url;
  const char *model;
  const char *ca_file;
  const char *key;
  MqModelKeyFunc find_key;
  gpointer key_data;
  GDestroyNotify key_destroy;
  double price_input;
  double price_output;
  double price_cached;
  MqModelAbility pictures;
  MqModelAbility tools;
  MqModelAbility schema;
  guint silence_seconds;
  guint quiet_ms;
} MqModelEndpoint;

/* Waits @milliseconds, then completes in any way; tests replace it to pass no time. */
typedef enum
{
  MQ_HTTP_MODEL_WAIT_KEY,
  MQ_HTTP_MODEL_WAIT_CONNECT,
  MQ_HTTP_MODEL_WAIT_SILENCE,
  MQ_HTTP_MODEL_WAIT_KEPT_ALIVE,
  MQ_HTTP_MODEL_WAIT_QUIET,
  MQ_HTTP_MODEL_WAIT_RETRY,
} MqHttpModelWait;

typedef DexFuture *(*MqHttpModelWaitFunc) (MqHttpModelWait what, guint milliseconds,
                                           gpointer user_data);

#define MQ_TYPE_HTTP_MODEL (mq_http_model_get_type ())
G_DECLARE_FINAL_TYPE (MqHttpModel, mq_http_model, MQ, HTTP_MODEL, GObject)

MqHttpModel *mq_http_model_new (const MqModelEndpoint *endpoint) G_GNUC_WARN_UNUSED_RESULT;
void mq_http_model_set_wait (MqHttpModel *self, MqHttpModelWaitFunc wait, gpointer user_data);

G_END_DECLS
