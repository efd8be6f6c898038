/* One exchange with a model over HTTP: the request is sent once, its stream read to the end. */
#pragma once

#include "service/models/mq-http-model.h"
#include "service/models/mq-model-dialect.h"

G_BEGIN_DECLS

/**
 * MqHttpExchange:
 * @session: of the model
 * @dialect: how it is spoken
 * @uri: where to
 * @key: (nullable): what is to be shown
 * @wait: how time passes
 * @wait_data: for @wait
 * @silence_ms: without a byte it counts as cut
 * @builder: what came
 */
typedef struct
{
  SoupSession *session;
  const MqModelDialect *dialect;
  GUri *uri;
  const char *key;
  MqHttpModelWaitFunc wait;
  gpointer wait_data;
  guint silence_ms;
  MqAnswerBuilder *builder;
} MqHttpExchange;

/* On a fiber: sends @body and folds what comes. FALSE and the failure, or FALSE and none of it when @dropped. */
gboolean mq_http_exchange_run (const MqHttpExchange *self, GBytes *body, DexFuture *dropped,
                               MqModelFailure *failure);

G_END_DECLS
