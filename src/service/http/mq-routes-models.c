/* /v1/models: what there is to choose from, and trying a model. Only where one user alone can ask; keys never travel here. */
#include "service/http/mq-exchange.h"

#include "common/mq-json.h"

static MqModels *
get_models_of (MqExchange *exchange, GError **error)
{
  MqModels *models = mq_exchange_get_models (exchange);

  if (models == NULL)
    g_set_error_literal (error, MQ_PROBLEM_ERROR, MQ_PROBLEM_FORBIDDEN,
                         "Which models there are is for the one who runs this service");
  return models;
}

static gboolean
get_models (MqExchange *exchange, GError **error)
{
  MqModels *models = get_models_of (exchange, error);
  JsonObject *body;

  if (models == NULL || !(body = dex_await_boxed (mq_models_describe (models), error)))
    return FALSE;

  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

static gboolean
post_try (MqExchange *exchange, GError **error)
{
  MqModels *models = get_models_of (exchange, error);
  JsonObject *asked = mq_exchange_get_json (exchange);
  const char *provider, *model;
  JsonObject *body;

  if (models == NULL || !(provider = mq_json_require_string (asked, "provider", error))
      || !(model = mq_json_require_string (asked, "model", error))
      || !(
          body = dex_await_boxed (
              mq_models_try (models, provider, mq_json_get_string (asked, "base_url", NULL), model),
              error)))
    return FALSE;

  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

const MqRoute mq_routes_models[] = {
  { "GET", "/v1/models", MQ_BODY_NONE, 0, get_models },
  { "POST", "/v1/models/try", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_try },
  { NULL },
};
