/* Model servers on this computer: looked for on the ports they usually have, offered, never used unasked. */
#pragma once

#include "service/models/mq-model-provider.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqModelServer:
 * @provider: whose usual port it is
 * @models: what it says it has, sorted
 *
 * A server that answered.
 */
typedef struct
{
  const MqModelProvider *provider;
  GStrv models;
} MqModelServer;

/* Resolves to those that answer within a second (G_TYPE_PTR_ARRAY of MqModelServer); never rejects. */
DexFuture *mq_model_servers_find (void) G_GNUC_WARN_UNUSED_RESULT;

/* What a server says to `GET …/models`; NULL when it is no list of models. */
GStrv mq_model_servers_read_list (const char *text, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
