/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExchange: one request and its reply, see mq-exchange.h. The fiber of the route owns it. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/http/mq-connection.h"
#include "service/http/mq-in-hand.h"
#include "service/metrics/mq-metrics.h"

#include <glib-unix.h>
#include <poll.h>
#include <string.h>

#define PIECE_BYTES (256 * 1024)
/* The header Retry-After of what may pass in a moment. */
#define RETRY_SECONDS "10"
#define STREAMS "streams" /* of all accounts, in the place of an account’s id */

static void
client_left (MqExchange *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->gone)))
    dex_promise_resolve_boolean (self->gone, TRUE);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  MqExchange *self = user_data;

  self->finished = TRUE;
  client_left (self);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer user_data)
{
  MqExchange *self = user_data;
  g_autoptr (DexPromise) wrote = g_steal_pointer (&self->wrote);

  if (wrote != NULL)
    dex_promise_resolve_boolean (wrote, TRUE);
}

static gboolean
hang_up_cb (int fd, GIOCondition condition, gpointer user_data)
{
  client_left (user_data);
  return G_SOURCE_REMOVE;
}

/* @query: (nullable): the query of the address; @is_private: the request came over a Unix
 * socket; @segment: (nullable): the id of a run, a team or a Blender in the path. Returns:
 * (transfer full): an exchange that was not started yet */
MqExchange *
mq_exchange_new (SoupServerMessage *message, GHashTable *query, MqRuns *runs, MqClients *clients,
                 gboolean is_private, const MqRoute *route, const char *segment)
{
  MqExchange *self = g_new0 (MqExchange, 1);

  self->message = g_object_ref (message);
  self->runs = g_object_ref (runs);
  self->clients = g_object_ref (clients);
  self->is_private = is_private;
  self->route = route;
  self->query = query != NULL ? g_hash_table_ref (query) : NULL;
  self->segment = g_strdup (segment);
  self->gone = dex_promise_new ();
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self);
  return self;
}

static guint
get_open (MqExchange *self, const char *whose)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->open, whose));
}

static void
add_open (MqExchange *self, const char *whose, int change)
{
  guint n = get_open (self, whose) + change;

  if (n > 0)
    g_hash_table_insert (self->open, g_strdup (whose), GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->open, whose);
}

static void
count (MqExchange *self, int change)
{
  add_open (self, self->account->id, change);
  if (self->route->is_stream)
    add_open (self, STREAMS, change);
}

void
mq_exchange_free (MqExchange *self)
{
  GSocket *socket = mq_connection_get_socket (self->message);

  mq_in_hand_leave (&self->in_hand);
  if (self->counted)
    count (self, -1);
  if (socket != NULL && self->timeout > 0)
    g_socket_set_timeout (socket, self->timeout);
  if (self->hang_up != NULL)
    g_source_destroy (self->hang_up);
  g_clear_pointer (&self->hang_up, g_source_unref);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->runs);
  g_clear_object (&self->clients);
  g_clear_object (&self->relay);
  g_clear_object (&self->account);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->open, g_hash_table_unref);
  g_clear_pointer (&self->segment, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->json, json_object_unref);
  dex_clear (&self->gone);
  dex_clear (&self->wrote);
  g_free (self);
}

/**
 * mq_exchange_find_settings:
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_HTTP_PROBLEM_FORBIDDEN
 *
 * Returns: (transfer full) (nullable): the settings object of the request, or the service's own
 */
MqServiceSettings *
mq_exchange_find_settings (MqExchange *self, GError **error)
{
  JsonObject *settings = self->json != NULL ? mq_json_get_object (self->json, "settings") : NULL;

  if (settings == NULL && self->json != NULL && json_object_has_member (self->json, "settings"))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“settings” is not an object");
  if (settings != NULL && !self->is_private)
    return mq_http_problem_fail_null (error, MQ_HTTP_PROBLEM_FORBIDDEN,
                                      "The settings of this service are for the one who runs it");

  return mq_runs_find_settings (self->runs, settings, error);
}

/* @func: (nullable): finds out who sends the request, before the route is called; @user_data:
 * for @func; @open: (nullable): of each account: the number of its requests under way */
void
mq_exchange_set_find_account (MqExchange *self, MqFindAccount func, gpointer user_data,
                              GHashTable *open)
{
  self->find_account = func;
  self->find_account_data = user_data;
  self->open = open != NULL ? g_hash_table_ref (open) : NULL;
}

/**
 * mq_exchange_get_owner:
 *
 * Returns: (transfer none): the owner of what the request makes and may see: the id of its account,
 *   "" at a service without accounts
 */
const char *
mq_exchange_get_owner (MqExchange *self)
{
  return self->account != NULL ? self->account->id : "";
}

static gboolean
fail_run (MqExchange *self, GError **error)
{
  return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no run “%s”", self->segment);
}

/**
 * mq_exchange_find_run:
 * @error: %MQ_ERROR_NOT_FOUND, also for somebody else's run
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the journal's record of the run of the path
 */
MqRunRecord *
mq_exchange_find_run (MqExchange *self, GError **error)
{
  g_autoptr (MqRunRecord) record
      = dex_await_boxed (mq_journal_find_run (self->runs->journal, self->segment), error);

  if (record == NULL || g_str_equal (record->owner, mq_exchange_get_owner (self)))
    return g_steal_pointer (&record);

  fail_run (self, error);
  return NULL;
}

/**
 * mq_exchange_open_run:
 * @error: %MQ_ERROR_NOT_FOUND, also for somebody else's run; %MQ_HTTP_PROBLEM_BUSY
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the run of the path
 */
MqServiceRun *
mq_exchange_open_run (MqExchange *self, GError **error)
{
  MqServiceRun *live = mq_runs_find_loaded (self->runs, self->segment);
  g_autoptr (MqRunRecord) record = NULL;

  /* Before a run is loaded: nobody but its owner may make the service go on with it. */
  if (live == NULL && !(record = mq_exchange_find_run (self, error)))
    return NULL;
  if (live != NULL && !g_str_equal (live->owner, mq_exchange_get_owner (self)))
    {
      fail_run (self, error);
      return NULL;
    }

  return dex_await_object (mq_runs_open (self->runs, self->segment), error);
}

/**
 * mq_exchange_has_client:
 * @client: an id, perhaps from outside
 *
 * Awaits.
 *
 * Returns: whether the sender has registered the client, at this node or another one
 */
gboolean
mq_exchange_has_client (MqExchange *self, const char *client)
{
  const char *owner = mq_exchange_get_owner (self);

  return mq_clients_has (self->clients, owner, client)
         || (self->runs->nodes != NULL && *client != '\0'
             && dex_await_int64 (mq_nodes_has_client (self->runs->nodes, owner, client), NULL) > 0);
}

/**
 * mq_exchange_get_query:
 * @key: a name in the query
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
mq_exchange_get_query (MqExchange *self, const char *key)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, key) : NULL;
}

/**
 * mq_exchange_read_number:
 * @key: a name in the query
 * @most: the largest number
 * @number: (out): its value
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it is there, and a number from 1 to @most
 */
gboolean
mq_exchange_read_number (MqExchange *self, const char *key, gint64 most, gint64 *number,
                         GError **error)
{
  const char *text = mq_exchange_get_query (self, key);
  guint64 value = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, (guint64)most, &value, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” is missing, or no number from 1 to %" G_GINT64_FORMAT, key, most);

  *number = (gint64)value;
  return TRUE;
}

DexFuture *
mq_exchange_wait_gone (MqExchange *self)
{
  return dex_ref (DEX_FUTURE (self->gone));
}

gboolean
mq_exchange_is_gone (MqExchange *self)
{
  return !dex_future_is_pending (DEX_FUTURE (self->gone));
}

/* @text: (transfer full) */
static void
set_text (SoupServerMessage *message, guint status, const char *type, char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_server_message_set_response (message, type, SOUP_MEMORY_TAKE, text, strlen (text));
}

static void
set_json (SoupServerMessage *message, guint status, const char *type, JsonObject *body)
{
  set_text (message, status, type, mq_json_object_to_string (body, FALSE));
}

/* Sets a problem as the reply; one that may pass in a moment says when to ask again. @detail:
 * what happened. */
void
mq_http_set_problem (SoupServerMessage *message, MqHttpProblem problem, const char *detail)
{
  g_autoptr (JsonObject) body = mq_http_problem_to_json (problem, detail);
  guint status = mq_http_problem_get_status (problem);

  mq_metrics_add (MQ_METRIC_PROBLEMS, 1, mq_http_problem_get_code (problem));
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  RETRY_SECONDS);
  set_json (message, status, "application/problem+json", body);
}

/**
 * mq_exchange_reply:
 * @status: HTTP status
 * @body: (transfer full): JSON
 *
 * Returns: %TRUE
 */
gboolean
mq_exchange_reply (MqExchange *self, guint status, JsonObject *body)
{
  g_autoptr (JsonObject) object = body;

  set_json (self->message, status, "application/json", object);
  return TRUE;
}

/**
 * mq_exchange_reply_text:
 * @status: HTTP status
 * @type: media type
 * @text: (transfer full): the body
 */
void
mq_exchange_reply_text (MqExchange *self, guint status, const char *type, char *text)
{
  set_text (self->message, status, type, text);
}

/**
 * mq_exchange_watch_client:
 *
 * From now on, mq_exchange_wait_gone() also resolves while nothing is sent: libsoup does not read
 * while a request is answered. A client at a TCP address that leaves closes its direction only,
 * which is no hang-up yet, and which GSocket does not tell. No timeout, because a reply may be
 * silent for any time. The request only waits now, so it is no longer in hand.
 */
void
mq_exchange_watch_client (MqExchange *self)
{
  GSocket *socket = mq_connection_get_socket (self->message);

  mq_in_hand_leave (&self->in_hand);
  if (socket == NULL || self->hang_up != NULL || mq_exchange_is_gone (self))
    return;

  self->timeout = g_socket_get_timeout (socket);
  g_socket_set_timeout (socket, 0);
  self->hang_up = g_unix_fd_source_new (g_socket_get_fd (socket),
                                        (GIOCondition)POLLRDHUP | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->hang_up, G_SOURCE_FUNC (hang_up_cb), self, NULL);
  g_source_attach (self->hang_up, NULL);
}

/**
 * mq_exchange_begin_stream:
 * @type: media type
 *
 * Sends the head of a reply whose body is sent in pieces.
 */
void
mq_exchange_begin_stream (MqExchange *self, const char *type)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);

  self->streaming = TRUE;
  if (mq_exchange_is_gone (self))
    return;

  mq_exchange_watch_client (self);
  soup_server_message_set_status (self->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, type, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  /* A proxy such as nginx holds no event back then, whatever its settings are. */
  soup_message_headers_replace (headers, "X-Accel-Buffering", "no");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (body, FALSE);
  soup_server_message_unpause (self->message);
}

/**
 * mq_exchange_send_piece:
 * @text: the text to send; emptied
 * @error: the client has left
 *
 * Sends a piece and waits until the system has taken it, so that a slow client slows the stream
 * down instead of filling memory.
 *
 * Returns: whether the client is still connected
 */
gboolean
mq_exchange_send_piece (MqExchange *self, GString *text, GError **error)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);

  if (!mq_exchange_is_gone (self))
    {
      dex_clear (&self->wrote);
      self->wrote = dex_promise_new ();
      soup_message_body_append (body, SOUP_MEMORY_COPY, text->str, text->len);
      g_string_truncate (text, 0);
      soup_server_message_unpause (self->message);

      if (!dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->wrote)),
                                        mq_exchange_wait_gone (self), NULL),
                      error))
        return FALSE;
    }

  if (!mq_exchange_is_gone (self))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "The client has left");
  return FALSE;
}

/**
 * mq_exchange_send_bytes:
 * @bytes: the next ones of the body
 * @error: the client has left
 *
 * Sends them in pieces, as mq_exchange_send_piece().
 *
 * Returns: whether the client is still connected
 */
gboolean
mq_exchange_send_bytes (MqExchange *self, GBytes *bytes, GError **error)
{
  g_autoptr (GString) piece = g_string_new (NULL);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  for (gsize at = 0; at < length; at += PIECE_BYTES)
    {
      g_string_append_len (piece, data + at, (gssize)MIN (PIECE_BYTES, length - at));
      if (!mq_exchange_send_piece (self, piece, error))
        return FALSE;
    }

  return TRUE;
}

/* Counts the request until it ends, so that neither one account nor the streams of all can use
 * up the connections of the service. @error: %MQ_HTTP_PROBLEM_TOO_MANY_REQUESTS,
 * %MQ_HTTP_PROBLEM_BUSY. Returns: whether its account may have one more under way, and the
 * service if it is a stream */
gboolean
mq_exchange_count_open (MqExchange *self, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  if (self->open == NULL)
    return TRUE;

  if (get_open (self, self->account->id) >= MQ_HTTP_MAX_OPEN_OWNED)
    {
      soup_message_headers_replace (headers, "Retry-After", RETRY_SECONDS);
      return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_TOO_MANY_REQUESTS,
                                   "%d requests of this account are already under way",
                                   MQ_HTTP_MAX_OPEN_OWNED);
    }

  if (self->route->is_stream && get_open (self, STREAMS) >= MQ_HTTP_MAX_STREAMS)
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_BUSY, "%d streams are already under way",
                                 MQ_HTTP_MAX_STREAMS);

  count (self, 1);
  self->counted = TRUE;
  return TRUE;
}
