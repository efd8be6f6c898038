/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/runs/{id}/lead, /events and /recorded: requests of the leading client. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-limits.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

static gboolean
post_lead (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceRun) run = NULL;
  const char *client;
  JsonObject *body;

  client = mq_json_require_string (exchange->json, "client", error);
  if (client == NULL)
    return FALSE;

  if (!mq_exchange_has_client (exchange, client))
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no such client");
  if (!(run = mq_exchange_open_run (exchange, error))
      || !mq_service_run_claim_lead (run, client, error))
    return FALSE;

  body = json_object_new ();
  mq_run_log_describe (run->log, body);
  return mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
}

static gboolean
post_release (MqExchange *exchange, GError **error)
{
  const char *client = mq_json_require_string (exchange->json, "client", error);
  g_autoptr (MqRunRecord) record = NULL;
  MqServiceRun *run;

  if (client == NULL || !(record = mq_exchange_find_run (exchange, error)))
    return FALSE;

  if ((run = mq_runs_find_loaded (exchange->runs, exchange->segment)) != NULL)
    mq_service_run_release_lead (run, client);
  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
}

static gboolean
post_events (MqExchange *exchange, GError **error)
{
  JsonObject *posted = exchange->json;
  JsonArray *events = mq_json_get_array (posted, "events");
  const char *client = mq_json_require_string (posted, "client", error);
  g_autoptr (MqServiceRun) run = NULL;

  if (client == NULL)
    return FALSE;

  if (events == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“events” is missing");

  if (!(run = mq_exchange_open_run (exchange, error))
      || !dex_await (
          mq_service_run_add_events (run, client, mq_json_get_int (posted, "first", 0), events),
          error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
}

static gboolean
post_recorded (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceRun) run = mq_exchange_open_run (exchange, error);

  if (run == NULL)
    return FALSE;

  if (!mq_run_log_is_over (run->log))
    return mq_fail (error, MQ_ERROR_CONFLICT, "The run has not ended");

  if (!dex_await (mq_runs_prune (exchange->runs, exchange->segment), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
}

const MqRoute mq_routes_lead[] = {
  { "POST", "/v1/runs/{id}/lead", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_lead, .members = "client" },
  { "POST", "/v1/runs/{id}/release", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_release,
    .members = "client" },
  { "POST", "/v1/runs/{id}/events", MQ_BODY_JSON, MQ_RUN_RESULT_MAX_BYTES, post_events,
    .members = "client events first" },
  { "POST", "/v1/runs/{id}/recorded", MQ_BODY_NONE, 0, post_recorded },
  { NULL },
};
