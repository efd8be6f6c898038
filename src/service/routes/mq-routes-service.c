/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/health: the service itself. */
#include "service/http/mq-exchange.h"

#include "common/json/mq-json.h"

#include <unistd.h>

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

const MqRoute mq_routes_service[] = {
  { "GET", "/v1/health", MQ_BODY_NONE, 0, get_health, .is_public = TRUE },
  { NULL },
};
