/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/runs: starts a run, returns its state, stops it, and returns its transcript. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-limits.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

/* Bytes of a transcript sent at a time. */
#define PIECE_BYTES (256 * 1024)

static void
set_time (JsonObject *object, const char *key, gint64 time)
{
  g_autofree char *text = mq_text_format_time (time / G_USEC_PER_SEC);

  json_object_set_string_member (object, key, text);
}

/**
 * mq_run_record_to_json:
 * @record: the journal's record of a run
 *
 * Returns: (transfer full): the answer to GET /v1/runs/{id}
 */
JsonObject *
mq_run_record_to_json (const MqRunRecord *record)
{
  static const char *const ends[] = { "done", "failed", "waiting", NULL };
  const char *state = g_strv_contains (ends, record->last_type) ? record->last_type : "running";
  JsonObject *object
      = mq_json_new ("id:s state:s team:s mode:s prompt:s events:l versions:l session:s recorded:b",
                     record->id, state, record->team, record->mode, record->text,
                     record->last_event, record->versions, record->session, record->recorded);

  set_time (object, "created", record->time);
  set_time (object, "updated", record->last_time);
  return object;
}

static void
set_number (SoupMessageHeaders *headers, const char *name, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  soup_message_headers_replace (headers, name, text);
}

/* Sets headers with the rest of the account's quota, also when the run was refused. @why:
 * (nullable): why it was refused. Awaits. */
static void
set_rate_limit (MqExchange *exchange, const GError *why)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  MqAccounts *accounts = exchange->runs->accounts;
  g_autoptr (MqAccountQuota) quota = NULL;

  if (exchange->account == NULL || accounts == NULL
      || !(quota = dex_await_boxed (mq_accounts_read_quota (accounts, exchange->account), NULL)))
    return;

  if (g_error_matches (why, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_COST))
    set_number (headers, "Retry-After", quota->cost_resets - (quota->resets - quota->seconds));
  if (quota->limit == MQ_ACCOUNTS_UNLIMITED)
    return;

  set_number (headers, "RateLimit-Limit", quota->limit);
  set_number (headers, "RateLimit-Remaining", quota->left);
  set_number (headers, "RateLimit-Reset", quota->seconds);
  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_QUOTA))
    set_number (headers, "Retry-After", quota->seconds);
}

static gboolean
post_run (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceSettings) settings = mq_exchange_find_settings (exchange, error);
  g_autoptr (MqServiceRun) run = NULL;
  g_autoptr (GError) why = NULL;
  g_autofree char *location = NULL;
  const char *client;
  SoupMessageHeaders *headers;
  g_autoptr (JsonObject) about = NULL;
  JsonObject *team;
  JsonObject *body;

  if (settings == NULL)
    return FALSE;

  run = dex_await_object (
      mq_runs_create (exchange->runs, settings, exchange->account, exchange->json), &why);
  set_rate_limit (exchange, why);
  if (run == NULL)
    return mq_fail_with (error, &why);

  /* The client that requests a run leads it, unless the request was repeated and another client
   * leads by now. */
  client = mq_json_get_string (exchange->json, "client_id", "");
  if (mq_exchange_has_client (exchange, client))
    mq_service_run_claim_lead (run, client, NULL);

  headers = soup_server_message_get_response_headers (exchange->message);
  location = g_strconcat ("/v1/runs/", mq_service_run_get_id (run), NULL);
  soup_message_headers_replace (headers, "Location", location);

  about = mq_team_describe (run->team);
  team = mq_json_new ("name:s title:s", mq_json_get_string (about, "name", ""),
                      mq_json_get_string (about, "title", ""));

  body = mq_json_new ("id:s state:s team:o", mq_service_run_get_id (run), "running", team);
  mq_run_log_describe (run->log, body);
  return mq_exchange_reply (exchange, SOUP_STATUS_CREATED, body);
}

static gboolean
get_run (MqExchange *exchange, GError **error)
{
  g_autoptr (MqRunRecord) record = mq_exchange_find_run (exchange, error);

  if (record == NULL)
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_run_record_to_json (record));
}

static gboolean
delete_run (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceRun) run = mq_exchange_open_run (exchange, error);
  const char *client = mq_exchange_get_query (exchange, "client");

  if (run == NULL
      || !dex_await (mq_service_run_ask_to_stop (run, client != NULL ? client : ""), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_ACCEPTED, mq_json_new ("accepted:b", TRUE));
}

static gboolean
get_transcript (MqExchange *exchange, GError **error)
{
  MqRuns *runs = exchange->runs;
  const char *run = exchange->segment;
  g_autofree char *path = mq_runs_dup_transcript (runs, run);
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (MqRunRecord) record = mq_exchange_find_run (exchange, error);
  MqServiceRun *live;

  if (record == NULL)
    return FALSE;

  /* The last exchanges may not be in the file yet. */
  if ((live = mq_runs_find_loaded (runs, run)) != NULL)
    {
      g_autoptr (MqTranscript) transcript = NULL;

      if (live->asset->spent.calls != 0 && g_set_object (&transcript, live->asset->transcript))
        dex_await (mq_transcript_wait_written (transcript), NULL);
    }

  if (file != NULL)
    stream = dex_await_object (dex_file_read (file, G_PRIORITY_DEFAULT), NULL);

  if (stream == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    _ ("There is no transcript of run “%s”: no model was asked, or newer runs took "
                       "its place"),
                    run);

  mq_exchange_begin_stream (exchange, "application/x-ndjson");
  for (;;)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          dex_input_stream_read_bytes (G_INPUT_STREAM (stream), PIECE_BYTES, G_PRIORITY_DEFAULT),
          error);

      if (bytes == NULL || !mq_exchange_send_bytes (exchange, bytes, error))
        return FALSE;
      if (g_bytes_get_size (bytes) == 0)
        return TRUE;
    }
}

const MqRoute mq_routes_runs[] = {
  { "POST", "/v1/runs", MQ_BODY_JSON, MQ_RUN_RESULT_MAX_BYTES, post_run,
    .members = MQ_MESSAGE_MEMBERS
    "base begun blender by_hand client client_id events go_on history interactive mode plan prompt "
    "render script session settings team variant variants" },
  { "GET", "/v1/runs/{id}", MQ_BODY_NONE, 0, get_run },
  { "DELETE", "/v1/runs/{id}", MQ_BODY_NONE, 0, delete_run },
  { "GET", "/v1/runs/{id}/transcript", MQ_BODY_NONE, 0, get_transcript, .is_stream = TRUE },
  { NULL },
};
