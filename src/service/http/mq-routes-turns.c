/* /v1/runs/{id}/refinements and /finish: the user's turn. */
#include "service/http/mq-exchange.h"

#include "common/mq-json.h"

static void
reply_accepted (MqExchange *exchange)
{
  JsonObject *body = json_object_new ();

  json_object_set_boolean_member (body, "accepted", TRUE);
  mq_exchange_reply (exchange, SOUP_STATUS_ACCEPTED, body);
}

static gboolean
post_refinement (MqExchange *exchange, GError **error)
{
  const char *text = mq_json_require_string (mq_exchange_get_json (exchange), "text", error);
  g_autoptr (MqServiceRun) run = NULL;

  if (text == NULL)
    return FALSE;

  run = dex_await_object (
      mq_runs_open (mq_exchange_get_runs (exchange), mq_exchange_get_run (exchange)), error);
  if (run == NULL || !dex_await (mq_service_run_refine (run, text), error))
    return FALSE;

  reply_accepted (exchange);
  return TRUE;
}

static gboolean
post_finish (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceRun) run = dex_await_object (
      mq_runs_open (mq_exchange_get_runs (exchange), mq_exchange_get_run (exchange)), error);

  if (run == NULL || !dex_await (mq_service_run_finish (run), error))
    return FALSE;

  reply_accepted (exchange);
  return TRUE;
}

const MqRoute mq_routes_turns[] = {
  { "POST", "/v1/runs/{id}/refinements", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_refinement },
  { "POST", "/v1/runs/{id}/finish", MQ_BODY_NONE, 0, post_finish },
  { NULL },
};
