/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqHttpServer: accepts, checks and dispatches, see mq-http-server.h. Accepts the connections
 * itself instead of libsoup, so that a connection of another user is closed before anything is
 * read. */
#include "service/http/mq-http-server.h"

#include "common/base/mq-error.h"
#include "service/http/mq-access-token.h"
#include "service/http/mq-connection.h"
#include "service/http/mq-listener.h"
#include "service/http/mq-request-log.h"
#include "service/metrics/mq-metrics.h"

#include <glib/gstdio.h>
#include <string.h>

/* Digits of a length that a gint64 holds. */
#define MAX_LENGTH_DIGITS 18

G_DEFINE_FINAL_TYPE (MqHttpServer, mq_http_server, G_TYPE_OBJECT)

static void
connection_gone (gpointer user_data, GObject *connection)
{
  MqHttpServer *self = user_data;

  self->connections--;
  mq_metrics_set (MQ_METRIC_CONNECTIONS, self->connections);
  g_object_unref (self);
}

static gboolean
incoming_cb (GSocketService *acceptor, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  MqHttpServer *self = user_data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GError) error = NULL;

  if (self->is_unix && self->find_account == NULL && !mq_listener_is_own_peer (socket, &error))
    {
      mq_metrics_add (MQ_METRIC_CONNECTIONS_LOST, 1, "user");
      g_message ("Closed a connection: %s", error->message);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }

  /* Whoever opens connections and says nothing keeps nobody out. */
  if (self->connections >= MQ_HTTP_MAX_CONNECTIONS && !mq_connection_drop_silent ())
    {
      mq_metrics_add (MQ_METRIC_CONNECTIONS_LOST, 1, "full");
      g_message ("Closed a connection: there are %d already", MQ_HTTP_MAX_CONNECTIONS);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }

  local = g_socket_connection_get_local_address (connection, NULL);
  remote = g_socket_connection_get_remote_address (connection, NULL);
  if (local == NULL || remote == NULL)
    return TRUE; /* the client has already left */

  self->connections++;
  mq_metrics_set (MQ_METRIC_CONNECTIONS, self->connections);
  g_object_weak_ref (G_OBJECT (connection), connection_gone, g_object_ref (self));

  mq_connection_begin (connection, remote);
  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), local, remote, &error))
    g_message ("Could not take a connection: %s", error->message);
  return TRUE;
}

/* No web page reaches the user's own Unix socket. A service with accounts may be behind a proxy,
 * which may call it by its address; if it knows no name of its own, the proxy may call it anything,
 * since what counts is the token of the account. */
static gboolean
check_host (MqHttpServer *self, const char *host)
{
  gboolean has_accounts = self->find_account != NULL;

  if (has_accounts ? mq_allowed_hosts_is_empty (self->hosts) : self->is_unix)
    return TRUE;

  return host != NULL
         && (mq_allowed_hosts_check_host (self->hosts, host)
             || (has_accounts && mq_allowed_hosts_is_loopback (host)));
}

static gboolean
is_metrics (const MqRoute *route)
{
  return g_str_equal (route->path, MQ_METRICS_PATH);
}

/* Refuses requests that a web page can make: an unknown Host header means DNS rebinding, and only
 * browsers send Origin. */
static gboolean
may_ask (MqHttpServer *self, SoupServerMessage *message, const MqRoute *route)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *host = soup_message_headers_get_one (headers, "Host");
  const char *origin = soup_message_headers_get_list (headers, "Origin");
  const char *token = self->token;

  if (origin != NULL && !mq_allowed_hosts_check_origin (self->hosts, origin))
    {
      mq_http_set_problem (message, MQ_HTTP_PROBLEM_FORBIDDEN,
                           "The request carries an Origin: web pages may not use this service");
      return FALSE;
    }

  if (!check_host (self, host))
    {
      mq_http_set_problem (message, MQ_HTTP_PROBLEM_FORBIDDEN,
                           "The Host of the request is none of this service’s names");
      return FALSE;
    }

  if (self->metrics_token != NULL && route != NULL && is_metrics (route))
    token = self->metrics_token;
  if (token == NULL
      || mq_access_token_check (token, soup_message_headers_get_one (headers, "Authorization")))
    return TRUE;

  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "WWW-Authenticate", "Bearer");
  mq_http_set_problem (message, MQ_HTTP_PROBLEM_SIGN_IN, "The request has no valid access token");
  return FALSE;
}

static gboolean
has_right_type (const MqRoute *route, SoupServerMessage *message)
{
  static const struct
  {
    const char *types[4];
    const char *detail;
  } bodies[] = {
    [MQ_BODY_JSON] = { { "application/json" }, "Content-Type: application/json was expected" },
    [MQ_BODY_MESSAGE] = { { "application/json" }, "Content-Type: application/json was expected" },
    [MQ_BODY_PICTURE] = { { "image/png", "image/jpeg" },
                          "Content-Type: image/png or image/jpeg was expected" },
    [MQ_BODY_FILE] = { { "application/gzip", "application/json", "application/octet-stream" },
                       "Content-Type: application/gzip or application/json was expected" },
    [MQ_BODY_SESSION] = { { "application/zip" }, "Content-Type: application/zip was expected" },
  };
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (route->body == MQ_BODY_NONE
      || (type != NULL && g_strv_contains (bodies[route->body].types, type)))
    return TRUE;

  mq_http_set_problem (message, MQ_HTTP_PROBLEM_UNSUPPORTED_MEDIA_TYPE, bodies[route->body].detail);
  return FALSE;
}

static gsize
get_limit (const MqRoute *route)
{
  return route->body == MQ_BODY_NONE ? MQ_HTTP_MAX_JSON : route->max_body;
}

static void
refuse_size (SoupServerMessage *message, gsize limit)
{
  g_autofree char *detail = g_strdup_printf ("The body is larger than %" G_GSIZE_FORMAT " bytes",
                                             limit);

  mq_http_set_problem (message, MQ_HTTP_PROBLEM_TOO_LARGE, detail);
}

static gboolean
has_right_size (const MqRoute *route, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || soup_message_headers_get_content_length (headers) <= (goffset)get_limit (route))
    return TRUE;

  refuse_size (message, get_limit (route));
  mq_connection_reply_at_once (message);
  return FALSE;
}

/* Counts the bytes of a body, with or without an announced length. Too many are not stored, and an
 * endless body ends the connection. */
typedef struct
{
  gsize limit;
  gsize length;
} Count;

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Count *count = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  count->length += g_bytes_get_size (chunk);
  if (count->length <= count->limit)
    return;

  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_truncate (body);
  if (count->length > 2 * count->limit)
    mq_connection_drop (message);
}

static Count *
count_body (SoupServerMessage *message)
{
  Count *count = g_new0 (Count, 1);

  count->limit = MQ_HTTP_MAX_JSON;
  g_object_set_data_full (G_OBJECT (message), "mq-count", count, g_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), count);
  return count;
}

static void
note_gone (SoupServerMessage *message)
{
  g_object_set_data (G_OBJECT (message), "mq-gone", message);
}

/* A message whose connection has gone has nothing to steal. */
static void
drop_connection (gpointer user_data)
{
  g_autoptr (SoupServerMessage) message = user_data;
  g_autoptr (GIOStream) stream = NULL;

  if (g_object_get_data (G_OBJECT (message), "mq-gone") == NULL)
    stream = soup_server_message_steal_connection (message);
}

/* Requires single headers to be there once, and a length to be a number: otherwise two programs
 * that read the request may see two requests. libsoup takes the last of several. */
static gboolean
has_clear_headers (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *host = soup_message_headers_get_list (headers, "Host");
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  if ((host == NULL || strchr (host, ',') == NULL)
      && (length == NULL
          || (*length != '\0' && strspn (length, "0123456789") == strlen (length)
              && strlen (length) <= MAX_LENGTH_DIGITS)))
    return TRUE;

  mq_http_set_problem (message, MQ_HTTP_PROBLEM_BAD_REQUEST,
                       "Host and Content-Length must be there once, and be valid");
  mq_connection_reply_at_once (message);
  /* libsoup 3.6 would read the body next, and complain of a negative length. */
  soup_server_message_pause (message);
  g_signal_connect (message, "disconnected", G_CALLBACK (note_gone), NULL);
  g_signal_connect (message, "finished", G_CALLBACK (note_gone), NULL);
  g_idle_add_once (drop_connection, g_object_ref (message));
  return FALSE;
}

/* Whether the request may be of an account: of nobody's, the body is not stored. */
static gboolean
has_entry (MqHttpServer *self, const MqRoute *route, SoupServerMessage *message)
{
  g_autoptr (GError) why = NULL;

  if (self->may_enter == NULL || route->is_public
      || self->may_enter (message, self->find_account_data, &why))
    return TRUE;

  mq_http_set_problem (message, mq_exchange_find_refusal (why), why->message);
  return FALSE;
}

/* Metrics that have no token are for the one user of a service without accounts. */
static gboolean
is_there (MqHttpServer *self, const MqRoute *route)
{
  return route != NULL
         && (!is_metrics (route) || self->find_account == NULL || self->metrics_token != NULL);
}

static void
refuse_address (SoupServerMessage *message, const char *allow)
{
  SoupMessageHeaders *reply = soup_server_message_get_response_headers (message);

  if (allow == NULL)
    {
      mq_http_set_problem (message, MQ_HTTP_PROBLEM_NOT_FOUND, "There is nothing at this address");
      return;
    }

  soup_message_headers_replace (reply, "Allow", allow);
  mq_http_set_problem (message, MQ_HTTP_PROBLEM_METHOD_NOT_ALLOWED,
                       "This address knows other methods only");
}

/* Whether the request may reach its route; otherwise the reply is set. */
static gboolean
is_in_order (MqHttpServer *self, SoupServerMessage *message, const char *path, Count *count)
{
  g_autofree char *segment = NULL;
  g_autofree char *allow = NULL;
  const MqRoute *route = mq_route_find (soup_server_message_get_method (message), path, &segment,
                                        &allow);

  mq_request_log_begin (message, route != NULL ? route->method : NULL,
                        route != NULL ? route->path : NULL, segment);
  if (!has_clear_headers (message) || !may_ask (self, message, route))
    return FALSE;

  if (!is_there (self, route))
    {
      refuse_address (message, allow);
      return FALSE;
    }

  count->limit = get_limit (route);
  return has_entry (self, route, message) && has_right_type (route, message)
         && has_right_size (route, message);
}

/* Refuses a request by its headers alone, without storing its body. */
static void
headers_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  Count *count = count_body (message);

  /* libsoup 3.6 goes on with connections of its own listeners only, and would not say so. */
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
  if (!is_in_order (user_data, message, path, count))
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  mq_connection_await_body (message, count->limit);
}

static void
request_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  MqHttpServer *self = user_data;
  Count *count = g_object_get_data (G_OBJECT (message), "mq-count");
  g_autofree char *run = NULL;
  g_autofree char *allow = NULL;
  const MqRoute *route = mq_route_find (soup_server_message_get_method (message), path, &run,
                                        &allow);
  MqExchange *exchange;

  g_assert (route != NULL && count != NULL);

  if (count->length > count->limit)
    {
      refuse_size (message, count->limit);
      return;
    }

  exchange = mq_exchange_new (message, query, self->runs, self->clients,
                              self->is_unix && self->find_account == NULL, route, run);
  mq_exchange_set_find_account (exchange, self->find_account, self->find_account_data, self->open);
  exchange->relay = g_object_ref (self->relay);
  exchange->are_accounts_ready = self->are_accounts_ready;
  mq_exchange_start (exchange);
}

static void
mq_http_server_finalize (GObject *object)
{
  MqHttpServer *self = MQ_HTTP_SERVER (object);

  g_clear_object (&self->acceptor);
  g_clear_object (&self->soup);
  g_clear_object (&self->runs);
  g_clear_object (&self->clients);
  g_clear_object (&self->relay);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->hosts, mq_allowed_hosts_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->metrics_token, g_free);
  g_clear_pointer (&self->open, g_hash_table_unref);
  g_clear_pointer (&self->token_file, g_free);

  G_OBJECT_CLASS (mq_http_server_parent_class)->finalize (object);
}

static void
mq_http_server_class_init (MqHttpServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_http_server_finalize;
}

static void
mq_http_server_init (MqHttpServer *self)
{
  self->soup = soup_server_new (NULL, NULL);
  self->acceptor = g_socket_service_new ();
  self->clients = mq_clients_new ();
  self->relay = mq_mcp_relay_new ();
  self->hosts = mq_allowed_hosts_new (NULL, NULL, NULL);
  mq_metrics_set (MQ_METRIC_BUILD, 1, MQ_VERSION);
  mq_metrics_set (MQ_METRIC_START, (double)(g_get_real_time () / G_USEC_PER_SEC));
  soup_server_add_early_handler (self->soup, "/", headers_cb, self, NULL);
  soup_server_add_handler (self->soup, "/", request_cb, self, NULL);
  g_signal_connect (self->acceptor, "incoming", G_CALLBACK (incoming_cb), self);
}

/**
 * mq_http_server_new:
 * @runs: the runs to serve
 *
 * Returns: (transfer full): a server that does not listen yet
 */
MqHttpServer *
mq_http_server_new (MqRuns *runs)
{
  MqHttpServer *self = g_object_new (MQ_TYPE_HTTP_SERVER, NULL);

  self->runs = g_object_ref (runs);
  return self;
}

/**
 * mq_http_server_set_find_account:
 * @func: (nullable): finds out who sends a request; %NULL: this service has no accounts
 * @may_enter: (nullable): refuses, by its headers, a request that @func would reject
 * @are_ready: (nullable): whether @func can answer now; %NULL: always
 * @user_data: for all of them; outlives the server
 *
 * Makes this a service with accounts. Call it before the server listens.
 */
void
mq_http_server_set_find_account (MqHttpServer *self, MqFindAccount func, MqMayEnter may_enter,
                                 MqAreAccountsReady are_ready, gpointer user_data)
{
  self->find_account = func;
  self->may_enter = may_enter;
  self->are_accounts_ready = are_ready;
  self->find_account_data = user_data;
  if (self->open == NULL)
    self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mq_http_server_set_hosts:
 * @hosts: (transfer full): names by which the service is called, and pages that may ask
 *
 * Call it before the server listens.
 */
void
mq_http_server_set_hosts (MqHttpServer *self, MqAllowedHosts *hosts)
{
  mq_allowed_hosts_free (self->hosts);
  self->hosts = hosts;
}

/**
 * mq_http_server_set_metrics_token:
 * @token: (nullable): what a request for /metrics brings instead of anything else; %NULL: the one
 *   user of a service without accounts may ask, and nobody at one with accounts
 *
 * Call it before the server listens.
 */
void
mq_http_server_set_metrics_token (MqHttpServer *self, const char *token)
{
  g_set_str (&self->metrics_token, token);
}

/**
 * mq_http_server_listen_unix:
 * @path: path of the socket
 * @error: as of mq_listener_open_unix()
 *
 * Returns: whether it listens
 */
gboolean
mq_http_server_listen_unix (MqHttpServer *self, const char *path, GError **error)
{
  g_autoptr (GSocket) socket = mq_listener_open_unix (path, error);

  if (socket == NULL
      || !g_socket_listener_add_socket (G_SOCKET_LISTENER (self->acceptor), socket, NULL, error))
    return FALSE;

  self->is_unix = TRUE;
  self->path = g_strdup (path);
  self->place = g_strdup (path);
  return TRUE;
}

/* Accepts connections at a socket of a TCP address. */
static gboolean
accept_tcp (MqHttpServer *self, GSocket *socket, const char *folder, GError **error)
{
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, error);
  g_autofree char *host = NULL;
  g_autofree char *own = NULL;
  g_autofree char *local = NULL;
  g_autofree char *name = NULL;
  GInetSocketAddress *inet;
  guint port;

  if (bound == NULL)
    return FALSE;

  inet = G_INET_SOCKET_ADDRESS (bound);
  port = g_inet_socket_address_get_port (inet);
  host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  own = strchr (host, ':') != NULL ? g_strdup_printf ("[%s]:%u", host, port)
                                   : g_strdup_printf ("%s:%u", host, port);
  local = g_strdup_printf ("localhost:%u", port);
  self->place = g_strdup_printf ("http://%s", own);

  /* Accounts have tokens of their own, and come through a proxy. */
  if (self->find_account == NULL)
    {
      mq_allowed_hosts_add (self->hosts, own);
      mq_allowed_hosts_add (self->hosts, local);
      name = g_strdup_printf ("service-%u.token", port);
      self->token_file = g_build_filename (folder, name, NULL);
      /* Write the token before the first connection is accepted. */
      if (!(self->token = mq_access_token_make (self->token_file, error)))
        return FALSE;
    }

  return g_socket_listener_add_socket (G_SOCKET_LISTENER (self->acceptor), socket, NULL, error);
}

/**
 * mq_http_server_listen_tcp:
 * @address: as of mq_listener_open_tcp()
 * @folder: private; `service-PORT.token` in it gets the access token that every request needs
 * @error: as of mq_listener_open_tcp() and mq_access_token_make()
 *
 * Returns: whether it listens
 */
gboolean
mq_http_server_listen_tcp (MqHttpServer *self, const char *address, const char *folder,
                           GError **error)
{
  g_autoptr (GSocket) socket = mq_listener_open_tcp (address, error);

  return socket != NULL && accept_tcp (self, socket, folder, error);
}

/**
 * mq_http_server_listen_socket:
 * @socket: a socket that listens already, given by a service manager: a Unix socket, or one at an
 *   address as of mq_listener_check_address()
 * @folder: as of mq_http_server_listen_tcp()
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it listens
 */
gboolean
mq_http_server_listen_socket (MqHttpServer *self, GSocket *socket, const char *folder,
                              GError **error)
{
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, error);

  if (bound == NULL)
    return FALSE;

  if (G_IS_INET_SOCKET_ADDRESS (bound))
    return mq_listener_check_address (
               g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (bound)), error)
           && accept_tcp (self, socket, folder, error);

  if (!G_IS_UNIX_SOCKET_ADDRESS (bound))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The socket is neither a Unix socket nor a TCP one");
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (self->acceptor), socket, NULL, error))
    return FALSE;

  self->is_unix = TRUE;
  self->place = g_strdup (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (bound)));
  return TRUE;
}

/**
 * mq_http_server_close:
 *
 * Stops accepting connections and closes the open ones.
 */
void
mq_http_server_close (MqHttpServer *self)
{
  g_socket_service_stop (self->acceptor);
  g_socket_listener_close (G_SOCKET_LISTENER (self->acceptor));
  soup_server_disconnect (self->soup);

  if (self->path != NULL)
    g_unlink (self->path);
  if (self->token_file != NULL)
    g_unlink (self->token_file);
}
