/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP exchange with a model: sends a request once and reads its stream to the end into an
 * MqAnswerBuilder. Used by MqHttpModel, which decides about further attempts. */
#pragma once

#include "service/model-http/mq-http-model.h"
#include "service/model-http/mq-model-dialect.h"

G_BEGIN_DECLS

/**
 * MqHttpExchange:
 * @session: the model's HTTP session
 * @dialect: the format of requests and events
 * @uri: the address
 * @key: (nullable): the provider's key
 * @ca_file: (nullable): certificates that are trusted beside the system's
 * @wait: the function that waits; replaced in tests
 * @wait_data: for @wait
 * @silence_ms: milliseconds without a byte after which the connection counts as cut
 * @quiet_ms: milliseconds without a byte after which @quiet is called, on the main thread
 * @builder: receives the answer
 */
typedef struct
{
  SoupSession *session;
  const MqModelDialect *dialect;
  GUri *uri;
  const char *key;
  const char *ca_file;
  MqHttpModelWaitFunc wait;
  gpointer wait_data;
  guint silence_ms;
  guint quiet_ms;
  void (*quiet) (gpointer quiet_data);
  gpointer quiet_data;
  MqAnswerBuilder *builder;
} MqHttpExchange;

gboolean mq_http_exchange_run (const MqHttpExchange *self, GBytes *body, DexFuture *dropped,
                               MqModelFailure *failure);

G_END_DECLS
