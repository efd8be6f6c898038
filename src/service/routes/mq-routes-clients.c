/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/clients: a program registers, and sends its keys if it is run by the service's own user. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/events/mq-sse.h"
#include "service/run/mq-run-request.h"

/* Accepts keys only over a private socket: a service at an address uses its own keys. */
static gboolean
hold_keys (MqExchange *exchange, const char *id, GError **error)
{
  JsonObject *keys = mq_json_get_object (exchange->json, "keys");

  if (keys == NULL)
    return TRUE;

  if (exchange->is_private)
    return mq_memory_keys_hold (id, keys, error);

  return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_FORBIDDEN,
                               "Keys are taken at a socket of one's own only");
}

/* Sends the open runs now and on each change, until the client has left. */
static gboolean
send_runs (MqExchange *exchange)
{
  MqRuns *runs = exchange->runs;
  g_autofree char *told = NULL;

  while (!mq_exchange_is_gone (exchange))
    {
      g_autoptr (DexFuture) changed = mq_runs_wait_change (runs);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) records = dex_await_boxed (
          mq_journal_list_open (runs->journal, mq_exchange_get_owner (exchange)), NULL);
      g_autoptr (JsonObject) data = NULL;
      g_autofree char *body = NULL;
      JsonArray *list;

      if (records == NULL)
        return FALSE;

      list = json_array_new ();
      MQ_EACH (records, i, const MqRunRecord, record)
        {
          MqServiceRun *live = mq_runs_find_loaded (runs, record->id);
          JsonObject *run = mq_run_record_to_json (record);
          const char *lead = live != NULL ? live->lead : record->lead;

          json_object_set_string_member (run, "lead", lead != NULL ? lead : "");
          json_object_set_boolean_member (
              run, "paused", live != NULL && mq_client_gate_is_held (live->asset->gate));
          json_array_add_object_element (list, run);
        }

      data = mq_json_new ("runs:a", list);
      body = mq_json_object_to_string (data, FALSE);
      /* The work of others must not show. */
      if (g_set_str (&told, body))
        mq_sse_write (text, "runs", NULL, body);
      if ((text->len > 0 && !mq_exchange_send_piece (exchange, text, NULL))
          || !dex_await (
              dex_future_first (g_steal_pointer (&changed), mq_exchange_wait_gone (exchange), NULL),
              NULL))
        return FALSE;
    }

  return TRUE;
}

/* Awaits. */
static void
enter (MqExchange *exchange, const char *id)
{
  const char *owner = mq_exchange_get_owner (exchange);
  MqNodes *nodes = exchange->runs->nodes;

  mq_clients_enter (exchange->clients, owner, id);
  if (nodes != NULL)
    dex_await (mq_nodes_enter_client (nodes, owner, id), NULL);
}

/* After the last registration, the client's leads end. Awaits. */
static void
leave (MqExchange *exchange, const char *id)
{
  const char *owner = mq_exchange_get_owner (exchange);
  MqNodes *nodes = exchange->runs->nodes;

  mq_clients_leave (exchange->clients, owner, id);
  if (mq_clients_has (exchange->clients, owner, id))
    return;

  if (nodes != NULL)
    dex_await (mq_nodes_leave_client (nodes, owner, id), NULL);
  else
    mq_runs_release_leads (exchange->runs, owner, id);
}

/* The registration lasts until the client closes the reply. The keys of a program stay while any of
 * its clients is registered. */
static gboolean
post_client (MqExchange *exchange, GError **error)
{
  JsonObject *posted = exchange->json;
  const char *id = mq_json_require_string (posted, "id", error);
  const char *program = mq_json_get_string (posted, "program", id);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean has_program;

  if (id == NULL || !mq_run_check_id (id, error) || !mq_run_check_id (program, error)
      || !hold_keys (exchange, program, error))
    return FALSE;

  if (*id == '\0')
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“id” is empty");

  has_program = !g_str_equal (program, id);
  if (has_program)
    enter (exchange, program);
  enter (exchange, id);
  mq_exchange_begin_stream (exchange, "text/event-stream");
  mq_sse_write_comment (text, "registered");
  if (mq_exchange_send_piece (exchange, text, NULL)
      && (!mq_json_get_boolean (posted, "runs", FALSE) || !send_runs (exchange)))
    dex_await (mq_exchange_wait_gone (exchange), NULL);
  if (has_program)
    leave (exchange, id);
  /* Its keys are needed until then, and the service. */
  dex_await (mq_runs_wait_going_on (exchange->runs, mq_exchange_get_owner (exchange), id), NULL);
  leave (exchange, program);
  return TRUE;
}

static gboolean
post_keys (MqExchange *exchange, GError **error)
{
  const char *id = exchange->segment;

  if (!mq_clients_has (exchange->clients, mq_exchange_get_owner (exchange), id))
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no such client");

  if (!hold_keys (exchange, id, error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
}

const MqRoute mq_routes_clients[] = {
  { "POST", "/v1/clients", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_client, .is_stream = TRUE,
    .members = "id keys program runs" },
  { "POST", "/v1/clients/{id}/keys", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_keys, .members = "keys" },
  { NULL },
};
