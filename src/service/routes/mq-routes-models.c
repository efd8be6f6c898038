/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/models: lists models, also of one provider, and tests one. Only for the user of a private
 * service. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

static MqModels *
find_models (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceSettings) settings = NULL;
  MqModels *models;

  if (!exchange->is_private)
    return mq_http_problem_fail_null (
        error, MQ_HTTP_PROBLEM_FORBIDDEN,
        "Which models there are is for the one who runs this service");

  if (!(settings = mq_exchange_find_settings (exchange, error)))
    return NULL;

  if ((models = settings->models) != NULL)
    return g_object_ref (models);

  return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "This service asks no models");
}

static gboolean
get_models (MqExchange *exchange, GError **error)
{
  g_autoptr (MqModels) models = find_models (exchange, error);
  JsonObject *body;

  if (models == NULL || !(body = dex_await_boxed (mq_models_describe (models), error)))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
}

static gboolean
post_try (MqExchange *exchange, GError **error)
{
  g_autoptr (MqModels) models = find_models (exchange, error);
  JsonObject *asked = exchange->json;
  const char *provider, *model;
  JsonObject *body;

  if (models == NULL || !(provider = mq_json_require_string (asked, "provider", error))
      || !(model = mq_json_require_string (asked, "model", error))
      || !(body = dex_await_boxed (
               mq_models_test (models, provider, mq_json_get_string (asked, "base_url", NULL),
                               model, mq_json_get_boolean (asked, "build", FALSE)),
               error)))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
}

static gboolean
post_list (MqExchange *exchange, GError **error)
{
  g_autoptr (MqModels) models = find_models (exchange, error);
  const char *provider;
  JsonObject *body;

  if (models == NULL || !(provider = mq_json_require_string (exchange->json, "provider", error))
      || !(body = dex_await_boxed (
               mq_models_list (models, provider,
                               mq_json_get_string (exchange->json, "base_url", NULL)),
               error)))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
}

const MqRoute mq_routes_models[] = {
  { "GET", "/v1/models", MQ_BODY_NONE, 0, get_models },
  { "POST", "/v1/models", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, get_models, .members = "settings" },
  { "POST", "/v1/models/list", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_list,
    .members = "base_url provider settings" },
  { "POST", "/v1/models/try", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_try,
    .members = "base_url build model provider settings" },
  { NULL },
};
