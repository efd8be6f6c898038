/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/teams: lists the teams, and tells how one understands a message. */
#include "service/http/mq-exchange.h"

#include "common/json/mq-json.h"
#include "service/run/mq-run-request.h"

/* Characters. */
#define MAX_UNDERSTOOD 500

static gboolean
get_teams (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceSettings) settings = mq_exchange_find_settings (exchange, error);
  GPtrArray *list;
  MqTeams *all;
  JsonArray *teams;

  if (settings == NULL)
    return FALSE;

  all = settings->teams;
  list = all->teams;
  teams = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (teams, mq_team_describe (g_ptr_array_index (list, i)));

  return mq_exchange_reply (
      exchange, SOUP_STATUS_OK,
      mq_json_new ("default:s teams:a", mq_team_get_id (mq_teams_get_default (all)), teams));
}

static gboolean
post_understanding (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceSettings) settings = mq_exchange_find_settings (exchange, error);
  MqTeam *team = settings != NULL ? mq_runs_find_team (settings, exchange->segment, error) : NULL;
  g_autofree char *beginning = NULL;
  const char *text;
  JsonObject *body;

  if (team == NULL || !(text = mq_json_require_string (exchange->json, "prompt", error))
      || !mq_run_check_text (text, FALSE, error))
    return FALSE;

  /* At a service of many people: who asks about long texts all the time keeps the team, and with it
   * everybody else. A run reads more. */
  beginning = exchange->account != NULL && g_utf8_strlen (text, -1) > MAX_UNDERSTOOD
                  ? g_utf8_substring (text, 0, MAX_UNDERSTOOD)
                  : g_strdup (text);
  if (!(body = dex_await_boxed (
            mq_team_understand (team, beginning, mq_json_get_object (exchange->json, "wanted")),
            error)))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
}

const MqRoute mq_routes_teams[] = {
  { "GET", "/v1/teams", MQ_BODY_NONE, 0, get_teams },
  { "POST", "/v1/teams", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, get_teams, .members = "settings" },
  { "POST", "/v1/teams/{team}/understanding", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_understanding,
    .members = "prompt settings wanted" },
  { NULL },
};
