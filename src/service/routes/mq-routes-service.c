/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/health: the service itself; /v1/ready: whether it can work now, for whoever sends requests to
 * one of several nodes. */
#include "service/http/mq-exchange.h"

#include "common/http/mq-http.h"
#include "common/json/mq-json.h"

#include <unistd.h>

/* s: a database that takes longer is of no use. */
#define DATABASE_SECONDS 1

static gboolean
get_health (MqExchange *exchange, GError **error)
{
  MqTeam *team = mq_teams_get_default (exchange->runs->own->teams);
  JsonObject *about = mq_json_new ("id:s label:s", mq_team_get_id (team), mq_team_get_label (team));
  JsonObject *body = mq_json_new ("status:s version:s protocol:i team:o", "ok", MQ_VERSION, 1,
                                  about);

  if (exchange->is_private)
    json_object_set_int_member (body, "pid", getpid ());
  return mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
}

/* A proxy asks again in a moment, and the keys of the sign-in server may be there then. A node
 * without room for another run is ready: those under way go on there, and a proxy must not take
 * them away from their programs. */
static gboolean
get_ready (MqExchange *exchange, GError **error)
{
  MqRuns *runs = exchange->runs;

  if (exchange->are_accounts_ready != NULL
      && !exchange->are_accounts_ready (exchange->find_account_data))
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_UNAVAILABLE,
                                 "The keys of the sign-in server are not known");

  if (!dex_await (mq_http_with_timeout (mq_journal_check (runs->journal), DATABASE_SECONDS), NULL))
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_UNAVAILABLE,
                                 "The database does not answer");

  return mq_exchange_reply (exchange, SOUP_STATUS_OK,
                            mq_json_new ("status:s room:i", "ready", (int)mq_runs_get_room (runs)));
}

const MqRoute mq_routes_service[] = {
  { "GET", "/v1/ready", MQ_BODY_NONE, 0, get_ready, .is_public = TRUE },
  { "GET", "/v1/health", MQ_BODY_NONE, 0, get_health, .is_public = TRUE },
  { NULL },
};
