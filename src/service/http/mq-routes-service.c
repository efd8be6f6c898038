/* /v1/account, /v1/terms, /v1/health: the service itself. This one has no accounts and no terms. */
#include "service/http/mq-exchange.h"

#include <unistd.h>

static gboolean
get_account (MqExchange *exchange, GError **error)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "kind", "none");
  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

static gboolean
get_terms (MqExchange *exchange, GError **error)
{
  JsonObject *body = json_object_new ();

  json_object_set_boolean_member (body, "required", FALSE);
  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

static gboolean
get_health (MqExchange *exchange, GError **error)
{
  MqTeam *team = mq_teams_get_default (mq_runs_get_teams (exchange->runs));
  JsonObject *about = json_object_new ();
  JsonObject *body = json_object_new ();

  json_object_set_string_member (about, "id", mq_team_get_id (team));
  json_object_set_string_member (about, "label", mq_team_get_label (team));
  json_object_set_string_member (body, "status", "ok");
  json_object_set_string_member (body, "version", MQ_VERSION);
  json_object_set_int_member (body, "protocol", 1);
  json_object_set_object_member (body, "team", about);
  if (exchange->is_private)
    json_object_set_int_member (body, "pid", getpid ());
  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

const MqRoute mq_routes_service[] = {
  { "GET", "/v1/account", MQ_BODY_NONE, 0, get_account },
  { "GET", "/v1/terms", MQ_BODY_NONE, 0, get_terms },
  { "POST", "/v1/terms", MQ_BODY_NONE, 0, get_terms },
  { "GET", "/v1/health", MQ_BODY_NONE, 0, get_health },
  { NULL },
};
