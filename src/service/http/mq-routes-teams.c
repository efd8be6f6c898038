/* /v1/teams: who could be asked, and what they make of a prompt before a run is started. */
#include "service/http/mq-exchange.h"

#include "common/mq-json.h"
#include "service/run/mq-run-request.h"

static gboolean
get_teams (MqExchange *exchange, GError **error)
{
  JsonObject *body = json_object_new ();
  JsonArray *teams = json_array_new ();

  json_array_add_object_element (teams, mq_team_describe (mq_exchange_get_team (exchange)));
  json_object_set_array_member (body, "teams", teams);
  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

static gboolean
post_understanding (MqExchange *exchange, GError **error)
{
  MqTeam *team = mq_exchange_get_team (exchange);
  const char *name = mq_exchange_get_team_id (exchange);
  const char *prompt;
  JsonObject *body;

  if (!g_str_equal (name, mq_team_get_id (team)))
    {
      g_set_error (error, MQ_PROBLEM_ERROR, MQ_PROBLEM_NO_SUCH_TEAM,
                   "There is no team “%s” here; this service has “%s”, the %s", name,
                   mq_team_get_id (team), mq_team_get_label (team));
      return FALSE;
    }

  if (!(prompt = mq_json_require_string (mq_exchange_get_json (exchange), "prompt", error))
      || !mq_run_check_words (prompt, error)
      || !(body = dex_await_boxed (mq_team_understand (team, prompt), error)))
    return FALSE;

  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

const MqRoute mq_routes_teams[] = {
  { "GET", "/v1/teams", MQ_BODY_NONE, 0, get_teams },
  { "POST", "/v1/teams/{team}/understanding", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_understanding },
  { NULL },
};
