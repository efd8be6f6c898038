/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/knowledge: the Python API of the client's Blender, sent once for each version, and searched.
 */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/knowledge/mq-knowledge-entry.h"

#define USUAL_PASSAGES 6
#define MAX_PASSAGES 20
/* The limit of all passages together. */
#define MAX_TOKENS 4000

static gboolean
put_knowledge (MqExchange *exchange, GError **error)
{
  MqKnowledge *knowledge = exchange->runs->knowledge;
  const char *blender = exchange->segment;
  g_autofree char *name = mq_knowledge_name (blender, mq_exchange_get_owner (exchange));
  gboolean is_new;

  if (knowledge == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "This service keeps no knowledge of Blender versions");

  is_new = !mq_knowledge_has (knowledge, name);
  if (is_new && !dex_await (mq_knowledge_add (knowledge, name, exchange->bytes), error))
    return FALSE;

  return mq_exchange_reply (exchange, is_new ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                            mq_json_new ("blender:s accepted:b", blender, is_new));
}

/* Awaits. */
static gboolean
search_knowledge (MqExchange *exchange, GError **error)
{
  MqKnowledge *knowledge = exchange->runs->knowledge;
  g_autofree char *name = mq_knowledge_name (exchange->segment, mq_exchange_get_owner (exchange));
  gint64 limit = mq_json_get_int (exchange->json, "limit", USUAL_PASSAGES);
  JsonArray *given = mq_json_get_array (exchange->json, "kinds");
  g_auto (GStrv) kinds = given != NULL ? mq_json_to_strings (given) : NULL;
  MqKnowledgeQuery query = { .text = mq_json_require_string (exchange->json, "query", error),
                             .kinds = (const char *const *)kinds,
                             .limit = (guint)CLAMP (limit, 1, MAX_PASSAGES),
                             .max_tokens = MAX_TOKENS };
  JsonArray *entries;

  if (query.text == NULL)
    return FALSE;

  for (gsize i = 0; query.kinds != NULL && query.kinds[i] != NULL; i++)
    if (mq_knowledge_kind_from_name (query.kinds[i]) < 0)
      return mq_fail (error, MQ_ERROR_BAD_INPUT, "There is no kind “%.40s”", query.kinds[i]);

  if (knowledge == NULL || !mq_knowledge_has (knowledge, name))
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "The service does not know this Blender yet");
  if (!(entries = dex_await_boxed (mq_knowledge_search (knowledge, name, &query), error)))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("entries:a", entries));
}

const MqRoute mq_routes_knowledge[] = {
  { "PUT", "/v1/knowledge/{blender}", MQ_BODY_FILE, MQ_HTTP_MAX_INTROSPECTION, put_knowledge },
  { "POST", "/v1/knowledge/{blender}/search", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, search_knowledge,
    .members = "kinds limit query" },
  { NULL },
};
