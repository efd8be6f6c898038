/* MqHttpModel: a model at an HTTP address. It sends, waits, tries again and checks; how a request looks and what an event
 * means is its dialect's (mq-model-dialect.h). */
#pragma once

#include "service/models/mq-model-provider.h"
#include "service/models/mq-model.h"

G_BEGIN_DECLS

/** MQ_HTTP_MODEL_SILENCE: seconds without a byte after which a connection counts as dead. Models that think long say nothing
 * for minutes. */
#define MQ_HTTP_MODEL_SILENCE 300
/** MQ_HTTP_MODEL_CONNECT: seconds a connection may take. */
#define MQ_HTTP_MODEL_CONNECT 30

typedef enum
{
  MQ_MODEL_ABILITY_AUTO, /* taken to be there until the server says no */
  MQ_MODEL_ABILITY_YES,
  MQ_MODEL_ABILITY_NO,
} MqModelAbility;

/* Resolves to the key, a string, or to NULL when there is none. Called once before the first request, and again after a key was
 * refused. */
typedef DexFuture *(*MqModelKeyFunc) (gpointer user_data);

/**
 * MqModelEndpoint:
 * @provider: of the table
 * @base_url: (nullable): instead of the provider's; http or https
 * @model: as the provider calls it
 * @key: (nullable): the key itself
 * @find_key: (nullable): asked when @key is %NULL
 * @key_data: for @find_key
 * @key_destroy: (nullable): frees @key_data
 * @price_input: US dollars a million tokens, negative: not known; those of a local provider are 0 anyway
 * @price_output: the same, of the answer
 * @price_cached: the same, of what the provider read from its cache; negative: as @price_input
 * @pictures: whether it looks at pictures
 * @tools: whether it calls tools
 * @schema: whether its provider holds answers to a schema
 * @silence_seconds: 0: %MQ_HTTP_MODEL_SILENCE
 *
 * All that is to be known to ask one model; copied.
 */
typedef struct
{
  const MqModelProvider *provider;
  const char *base_url;
  const char *model;
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
} MqModelEndpoint;

/* How it waits; tests wait without time passing. Completes in any way after @milliseconds. */
typedef enum
{
  MQ_HTTP_MODEL_WAIT_CONNECT,
  MQ_HTTP_MODEL_WAIT_SILENCE,
  MQ_HTTP_MODEL_WAIT_RETRY,
} MqHttpModelWait;

typedef DexFuture *(*MqHttpModelWaitFunc) (MqHttpModelWait what, guint milliseconds,
                                           gpointer user_data);

#define MQ_TYPE_HTTP_MODEL (mq_http_model_get_type ())
G_DECLARE_FINAL_TYPE (MqHttpModel, mq_http_model, MQ, HTTP_MODEL, GObject)

MqHttpModel *mq_http_model_new (const MqModelEndpoint *endpoint) G_GNUC_WARN_UNUSED_RESULT;
void mq_http_model_set_wait (MqHttpModel *self, MqHttpModelWaitFunc wait, gpointer user_data);

G_END_DECLS
