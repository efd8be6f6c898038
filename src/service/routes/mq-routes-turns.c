/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/runs/{id}/refinements, /answers, /budget and /finish: the user's requests to a run. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/requirement/mq-own-requirements.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"
#include "service/run/mq-run-budget.h"

static gboolean
post_refinement (MqExchange *exchange, GError **error)
{
  const char *client = mq_json_get_string (exchange->json, "client", NULL);
  g_autoptr (MqServiceRun) run = NULL;
  g_autoptr (MqMessage) message = NULL;
  MqAccounts *accounts;
  g_autoptr (GError) why = NULL;

  if (!mq_json_require_string (exchange->json, "text", error)
      || !(message = mq_message_read (exchange->json, MQ_MESSAGE_WIRE, error))
      || !mq_run_check_id (message->id, error)
      || !mq_own_requirements_check (message->requirements, error))
    return FALSE;

  run = mq_exchange_open_run (exchange, error);
  if (run == NULL || !mq_run_check_message (message, error))
    return FALSE;

  /* The first refinement of a user's own script asks the team, so it uses the quota then. One that
   * is refused anyway uses none. */
  accounts = exchange->runs->accounts;
  if (exchange->account != NULL && accounts != NULL && run->request->mode == MQ_RUN_SCRIPT
      && !run->stopped && !run->log->finishing && !mq_run_log_is_over (run->log))
    if (!dex_await (mq_accounts_pay_run (accounts, exchange->account, mq_service_run_get_id (run)),
                    &why))
      return mq_http_problem_fail_quota (error, g_steal_pointer (&why));
  if (!dex_await (mq_service_run_refine (run, message, client), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_ACCEPTED, mq_json_new ("accepted:b", TRUE));
}

/* During replay the usage and what is asked are incomplete: wait until the run has passed its log.
 */
static gboolean
wait_replayed (MqServiceRun *run, GError **error)
{
  MqRunLog *log = run->log;

  while (mq_run_log_peek_event (log) != NULL && !mq_run_log_is_over (log) && !run->halted)
    if (!dex_await (mq_run_log_wait (log), error))
      return FALSE;

  return TRUE;
}

/* Any client that knows the run may answer, not only the one that leads it. */
static gboolean
post_answer (MqExchange *exchange, GError **error)
{
  JsonArray *requirements = mq_json_get_array (exchange->json, "requirements");
  gint64 question = mq_json_get_int (exchange->json, "question", 0);
  const char *id = mq_json_get_string (exchange->json, "id", "");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (MqServiceRun) run = NULL;

  if (requirements == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“requirements” is missing or not an array");
  if (!mq_run_check_id (id, error) || !mq_own_requirements_check (requirements, error))
    return FALSE;

  body = mq_json_new ("id:s requirements:A", id, requirements);
  run = mq_exchange_open_run (exchange, error);
  if (run == NULL || !wait_replayed (run, error)
      || !dex_await (mq_service_run_reply (run, question, body), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_ACCEPTED, mq_json_new ("accepted:b", TRUE));
}

static gboolean
post_finish (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceRun) run = mq_exchange_open_run (exchange, error);

  if (run == NULL || !dex_await (mq_service_run_finish (run), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_ACCEPTED, mq_json_new ("accepted:b", TRUE));
}

static gboolean
post_budget (MqExchange *exchange, GError **error)
{
  double factor = mq_json_get_double (exchange->json, "factor", 0);
  const char *id = mq_json_get_string (exchange->json, "id", "");
  g_autoptr (MqServiceRun) run = NULL;

  if (!mq_run_check_id (id, error))
    return FALSE;

  run = mq_exchange_open_run (exchange, error);
  if (run == NULL || !wait_replayed (run, error)
      || !dex_await (mq_service_run_raise_budget (run, id, factor), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_ACCEPTED, mq_run_budget_describe (run->asset));
}

const MqRoute mq_routes_turns[] = {
  { "POST", "/v1/runs/{id}/refinements", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_refinement,
    .members = MQ_MESSAGE_MEMBERS "client files text" },
  { "POST", "/v1/runs/{id}/answers", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_answer,
    .members = "client id question requirements" },
  { "POST", "/v1/runs/{id}/budget", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_budget,
    .members = "client factor id" },
  { "POST", "/v1/runs/{id}/finish", MQ_BODY_NONE, 0, post_finish },
  { NULL },
};
