/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/teams: lists the teams, and tells how one understands a message. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "service/run/mq-run-request.h"

/* Characters. */
#define MAX_UNDERSTOOD 500

static gboolean
get_teams (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceSettings) settings = mq_exchange_find_settings (exchange, error);
  g_autoptr (JsonArray) teams = json_array_new ();
  MqTeams *all;

  if (settings == NULL)
    return FALSE;

  all = settings->teams;
  MQ_EACH (all->teams, i, MqTeam, team)
    {
      g_autoptr (JsonObject) about = mq_team_describe (team);
      g_autoptr (JsonObject) kinds = dex_await_boxed (mq_team_list_kinds (team), error);
      JsonObjectIter iter;
      const char *key;
      JsonNode *node;

      if (kinds == NULL)
        return FALSE;
      json_object_iter_init_ordered (&iter, kinds);
      while (json_object_iter_next_ordered (&iter, &key, &node))
        json_object_set_member (about, key, json_node_copy (node));
      json_array_add_object_element (teams, g_steal_pointer (&about));
    }

  return mq_exchange_reply (exchange, SOUP_STATUS_OK,
                            mq_json_new ("default:s teams:a",
                                         mq_team_get_id (mq_teams_get_default (all)),
                                         g_steal_pointer (&teams)));
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
