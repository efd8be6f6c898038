/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/knowledge: the Python API of the client's Blender, sent once for each version. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

static gboolean
put_knowledge (MqExchange *exchange, GError **error)
{
  MqKnowledge *knowledge = exchange->runs->knowledge;
  const char *blender = exchange->segment;
  g_autofree char *name = mq_knowledge_name (blender, mq_exchange_get_owner (exchange));
  gboolean is_new;

  if (knowledge == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "This service keeps nothing of what Blenders know");

  is_new = !mq_knowledge_has (knowledge, name);
  if (is_new && !dex_await (mq_knowledge_add (knowledge, name, exchange->bytes), error))
    return FALSE;

  return mq_exchange_reply (exchange, is_new ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                            mq_json_new ("blender:s accepted:b", blender, is_new));
}

const MqRoute mq_routes_knowledge[] = {
  { "PUT", "/v1/knowledge/{blender}", MQ_BODY_FILE, MQ_HTTP_MAX_INTROSPECTION, put_knowledge },
  { NULL },
};
