/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Forwarding, see mq-forward.h. A node that does not answer is asked again until it has either come
 * back or is taken for dead; then this node takes the run over and answers itself. */
#include "service/http/mq-forward.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* A forwarded request is not sent on once more: who has the run has changed meanwhile, and the
 * first node asks again. */
#define HEADER "Maquette-Forwarded"
/* Longer than a node without life is taken for alive (MQ_JOURNAL_LEASE_SECONDS). */
#define TRY_SECONDS 15
#define PAUSE_SECONDS 0.3
/* How long an answer may take before the node that has the run is looked up again. */
#define CHECK_SECONDS 1
#define MAX_ANSWER (64 * 1024 * 1024)
#define PIECE_BYTES (64 * 1024)
#define MAX_CONNECTIONS 4096

/* Headers that are about the connection, or that libsoup writes itself. */
static gboolean
is_of_connection (const char *name)
{
  static const char *const names[]
      = { "Host",    "Connection", "Keep-Alive", "Content-Length",      "Transfer-Encoding",
          "Upgrade", "TE",         "Trailer",    "Proxy-Authorization", "Expect",
          HEADER };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;

  return FALSE;
}

/* A header may be there several times. */
static void
copy_headers (SoupMessageHeaders *from, SoupMessageHeaders *to)
{
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  soup_message_headers_iter_init (&iter, from);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (!is_of_connection (name))
      soup_message_headers_remove (to, name);

  soup_message_headers_iter_init (&iter, from);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (!is_of_connection (name))
      soup_message_headers_append (to, name, value);
}

static gboolean
fail_silent (GError **error)
{
  return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_BUSY,
                               "The node that has the run no longer answers");
}

/* Waits for a part of the answer, as long as that node is in charge: one that sleeps is taken for
 * dead after a while. @part: (transfer full): dropping it cancels it; @run: (nullable): a run that
 * the node had; %NULL: a new one. Awaits. Returns: (transfer full): @part, or an error */
static DexFuture *
wait_while_in_charge (MqExchange *exchange, DexFuture *part, const char *run, const char *url)
{
  MqNodes *nodes = exchange->runs->nodes;
  g_autoptr (DexFuture) waiting = part;
  /* The first of several futures drops the others, which would cancel it at each look. */
  g_autoptr (DexFuture) kept = dex_future_first (dex_ref (waiting), NULL);

  for (;;)
    {
      gboolean is_in_charge;

      dex_await (dex_future_first (dex_ref (waiting), mq_exchange_wait_gone (exchange),
                                   dex_timeout_new_seconds (CHECK_SECONDS), NULL),
                 NULL);
      if (!dex_future_is_pending (waiting))
        return g_steal_pointer (&waiting);

      if (run != NULL)
        {
          g_autofree char *now = dex_await_string (mq_nodes_claim (nodes, run), NULL);

          is_in_charge = g_strcmp0 (now, url) == 0;
        }
      else
        {
          g_auto (GStrv) others = dex_await_boxed (mq_nodes_list_others (nodes), NULL);

          is_in_charge = others != NULL && g_strv_contains ((const char *const *)others, url);
        }
      if (!is_in_charge || mq_exchange_is_gone (exchange))
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE, "No answer in time");
    }
}

/* Awaits. @run: as of wait_while_in_charge() */
static gboolean
relay (MqExchange *exchange, SoupMessage *request, GInputStream *stream, const char *run,
       const char *url, GError **error)
{
  SoupMessageHeaders *theirs = soup_message_get_response_headers (request);
  SoupServerMessage *message = exchange->message;
  g_autoptr (GBytes) body = NULL;
  gsize length;
  const char *data;

  if (soup_message_headers_get_encoding (theirs) == SOUP_ENCODING_CHUNKED)
    {
      /* A stream that breaks off there fails here, too, so that the client does not take it for
       * complete. */
      mq_exchange_begin_stream (exchange, soup_message_headers_get_content_type (theirs, NULL));
      for (;;)
        {
          g_autoptr (DexFuture) read = dex_input_stream_read_bytes (stream, PIECE_BYTES,
                                                                    G_PRIORITY_DEFAULT);
          g_autoptr (GBytes) bytes = NULL;

          dex_await (dex_future_first (dex_ref (read), mq_exchange_wait_gone (exchange), NULL),
                     NULL);
          if (mq_exchange_is_gone (exchange))
            return TRUE;

          if (!(bytes = dex_await_boxed (g_steal_pointer (&read), NULL)))
            return fail_silent (error);

          if (g_bytes_get_size (bytes) == 0)
            return TRUE;

          if (!mq_exchange_send_bytes (exchange, bytes, error))
            return FALSE;
        }
    }

  body = dex_await_boxed (
      wait_while_in_charge (exchange, mq_http_read_all (stream, MAX_ANSWER), run, url), NULL);
  if (body == NULL)
    return fail_silent (error);

  data = g_bytes_get_data (body, &length);
  copy_headers (theirs, soup_server_message_get_response_headers (message));
  soup_server_message_set_status (message, soup_message_get_status (request), NULL);
  soup_server_message_set_response (message, soup_message_headers_get_content_type (theirs, NULL),
                                    SOUP_MEMORY_COPY, data, length);
  return TRUE;
}

/**
 * mq_forward_is_here:
 * @exchange: a request
 * @run: (nullable): a run in memory
 *
 * Returns: whether no other node can have the run: one that is being put away is no longer this
 *   node's, perhaps, nor is any of a node that is late
 */
gboolean
mq_forward_is_here (MqExchange *exchange, MqServiceRun *run)
{
  MqNodes *nodes = exchange->runs->nodes;

  return run != NULL && !run->halted && (nodes == NULL || !mq_nodes_is_late (nodes));
}

static gboolean
is_new_run (MqExchange *exchange)
{
  return g_str_equal (exchange->route->path, "/v1/runs") && exchange->json != NULL;
}

/* Returns: (nullable): the id of the run that the request is about */
static const char *
get_run (MqExchange *exchange)
{
  const char *path = exchange->route->path;

  if (g_str_has_prefix (path, "/v1/runs/{id}"))
    return exchange->segment;

  /* A repeated request for a run that another node has. */
  return is_new_run (exchange) ? mq_json_get_string (exchange->json, "id", NULL) : NULL;
}

/* Asks the database for the node of the run before somebody is told that an event, an
 * instruction or the lead is not there: the run in memory here may be older than another node's.
 * Awaits. @exchange: a request that this node has refused. Returns: whether it was, and is
 * suspended now: the request is worth another try */
gboolean
mq_forward_drop_stale (MqExchange *exchange, const GError *why)
{
  const char *run = get_run (exchange);

  return exchange->runs->nodes != NULL && run != NULL && !exchange->streaming
         && (g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND)
             || g_error_matches (why, MQ_ERROR, MQ_ERROR_BAD_INPUT)
             || g_error_matches (why, MQ_ERROR, MQ_ERROR_CONFLICT))
         && mq_runs_find_loaded (exchange->runs, run) != NULL
         && dex_await_int64 (mq_runs_suspend_lost (exchange->runs, run), NULL) > 0;
}

/* Awaits. @run: as of wait_while_in_charge(). @is_forwarded: (out): whether the node has answered,
 * and not that the run is another node's by now, or that it has no room */
static gboolean
try_node (MqExchange *exchange, const char *run, const char *url, gboolean *is_forwarded,
          GError **error)
{
  static SoupSession *session;
  SoupServerMessage *asked = exchange->message;
  SoupMessageHeaders *theirs = soup_server_message_get_request_headers (asked);
  GUri *uri = soup_server_message_get_uri (asked);
  const char *query = g_uri_get_query (uri);
  g_autofree char *address = g_strconcat (url, g_uri_get_path (uri), query != NULL ? "?" : "",
                                          query != NULL ? query : "", NULL);
  g_autoptr (SoupMessage) request = soup_message_new (soup_server_message_get_method (asked),
                                                      address);
  g_autoptr (GInputStream) stream = NULL;

  *is_forwarded = FALSE;
  if (request == NULL)
    return mq_fail (error, MQ_ERROR_FAILED, "A node has the wrong address “%s”", url);

  soup_message_add_flags (request, SOUP_MESSAGE_NO_REDIRECT);
  copy_headers (theirs, soup_message_get_request_headers (request));
  soup_message_headers_replace (soup_message_get_request_headers (request), HEADER, "1");
  if (exchange->bytes != NULL)
    soup_message_set_request_body_from_bytes (
        request, soup_message_headers_get_content_type (theirs, NULL), exchange->bytes);

  if (session == NULL)
    session = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS, "max-conns-per-host",
                                             MAX_CONNECTIONS, "timeout", 0, "idle-timeout", 60,
                                             NULL);
  stream = dex_await_object (
      wait_while_in_charge (exchange, mq_http_send (session, request), run, url), NULL);
  if (stream == NULL || soup_message_get_status (request) == SOUP_STATUS_SERVICE_UNAVAILABLE)
    return TRUE;

  *is_forwarded = TRUE;
  return relay (exchange, request, stream, run, url, error);
}

/* Awaits. @exchange: a request whose sender is known; @is_forwarded: (out): whether another node
 * has answered; otherwise this one has to; @error: %MQ_HTTP_PROBLEM_BUSY. Returns: whether the
 * request is answered, or this node may answer it */
gboolean
mq_forward (MqExchange *exchange, gboolean *is_forwarded, GError **error)
{
  MqRuns *runs = exchange->runs;
  const char *run = get_run (exchange);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  gint64 deadline = g_get_monotonic_time () + TRY_SECONDS * G_TIME_SPAN_SECOND;
  g_auto (GStrv) others = NULL;

  *is_forwarded = FALSE;
  if (runs->nodes == NULL || soup_message_headers_get_one (headers, HEADER) != NULL
      || (run != NULL && mq_forward_is_here (exchange, mq_runs_find_loaded (runs, run))))
    return TRUE;

  /* A node answers to which a worker of the account is connected (mq-mcp-relay.c). Without one, or
   * when it does not answer, this node does. */
  if (exchange->route->is_for_worker)
    {
      const char *owner = mq_exchange_get_owner (exchange);
      const char *id = exchange->segment;
      g_autofree char *pattern = g_strconcat (MQ_MCP_RELAY_CLIENT, id != NULL ? id : "%", NULL);

      if (mq_mcp_relay_has (exchange->relay, owner, id))
        return TRUE;

      others = dex_await_boxed (mq_nodes_list_with_client (runs->nodes, owner, pattern), error);
      if (others == NULL)
        return FALSE;

      mq_exchange_watch_client (exchange);
      for (gsize i = 0; others[i] != NULL && !*is_forwarded && !mq_exchange_is_gone (exchange); i++)
        if (!try_node (exchange, NULL, others[i], is_forwarded, error))
          return FALSE;
      return TRUE;
    }

  /* Asks the node that has the run. */
  while (run != NULL)
    {
      g_autofree char *url = NULL;

      if (g_get_monotonic_time () >= deadline || mq_exchange_is_gone (exchange))
        return mq_http_problem_fail_elsewhere (error);
      if (!(url = dex_await_string (mq_nodes_claim (runs->nodes, run), error)))
        return FALSE;
      if (*url == '\0')
        break;
      if (!try_node (exchange, run, url, is_forwarded, error))
        return FALSE;
      if (*is_forwarded)
        return TRUE;

      dex_await (dex_timeout_new_msec ((int)(1000 * PAUSE_SECONDS)), NULL);
    }
  if (!is_new_run (exchange) || mq_runs_get_room (runs) > 0)
    return TRUE;

  /* A full node asks all others to begin the run; one that has no room either says so. If none has,
   * this one does. */
  others = dex_await_boxed (mq_nodes_list_others (runs->nodes), error);
  for (gsize i = 0; others != NULL && others[i] != NULL && !*is_forwarded; i++)
    if (!mq_exchange_is_gone (exchange)
        && !try_node (exchange, NULL, others[i], is_forwarded, error))
      return FALSE;
  return others != NULL;
}
