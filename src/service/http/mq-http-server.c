/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqHttpServer: accepts, checks and dispatches, see mq-http-server.h. Accepts the connections
 * itself instead of libsoup, so that a connection of another user is closed before anything is
 * read. */
#include "service/http/mq-http-server.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "service/account/mq-token-refusal.h"
#include "service/http/mq-connection.h"
#include "service/http/mq-exchange.h"
#include "service/http/mq-forward.h"
#include "service/http/mq-in-hand.h"
#include "service/metrics/mq-metrics.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* open at the same time; for a further one the one that has been silent for the longest time is
 * closed, or it is closed itself if there is none */
#define MQ_HTTP_MAX_CONNECTIONS 512

#define FIBER_STACK (256 * 1024)
/* Characters of a name that a refusal repeats. */
#define MAX_NAME 60
/* Connections that the system queues until they are accepted */
#define BACKLOG 128
/* Bytes of the system's random source: RFC 6750, 5.2 requires tokens that nobody can guess */
#define TOKEN_BYTES 32
#define BEARER "Bearer "
/* Digits of a length that a gint64 holds. */
#define MAX_LENGTH_DIGITS 18

struct _MqAllowedHosts
{
  GPtrArray *hosts;   /* "name": with any port, or "name:port" */
  GPtrArray *origins; /* "https://name:port" */
};

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

/* Counts the bytes of a body, with or without an announced length. Too many are not stored, and an
 * endless body ends the connection. */
typedef struct
{
  gsize limit;
  gsize length;
} Count;

static gboolean
read_body (MqExchange *self, GError **error)
{
  SoupMessageBody *body = soup_server_message_get_request_body (self->message);
  const char *known = self->route->members;
  const char *text;
  gsize length;
  g_auto (GStrv) names = NULL;
  g_autoptr (GList) members = NULL;

  if (self->route->body == MQ_BODY_NONE)
    return TRUE;

  self->bytes = soup_message_body_flatten (body);
  text = g_bytes_get_data (self->bytes, &length);

  if (length > self->route->max_body)
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_TOO_LARGE,
                                 "The body is larger than %" G_GSIZE_FORMAT " bytes",
                                 self->route->max_body);

  if (self->route->body != MQ_BODY_JSON)
    return TRUE;

  if (length == 0 || mq_json_has_nul (text, length))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s",
                    length == 0 ? "A JSON object was expected, and the body is empty"
                                : "The body holds a NUL character");

  self->json = mq_json_parse_object (text, (gssize)length, error);
  if (self->json == NULL)
    return FALSE;

  if (known == NULL)
    return TRUE;

  names = g_strsplit (known, " ", -1);
  members = json_object_get_members (self->json);
  for (GList *iter = members; iter != NULL; iter = iter->next)
    if (!g_strv_contains ((const char *const *)names, iter->data))
      {
        g_autofree char *name = mq_text_clean (iter->data, MAX_NAME);

        return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not known here; these are: %s", name,
                        known);
      }

  return TRUE;
}

/* @why: of #MqFindAccount or #MqMayEnter. Returns: the problem: a token that lacks a scope is
 * another one than one that does not count */
static MqHttpProblem
exchange_find_refusal (const GError *why)
{
  return g_error_matches (why, MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_SCOPE) ? MQ_HTTP_PROBLEM_SCOPE
                                                                         : MQ_HTTP_PROBLEM_SIGN_IN;
}

/* Finds the account of the request, if there are accounts. Awaits. */
static gboolean
find_account (MqExchange *self, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  g_autoptr (GError) why = NULL;

  if (self->find_account == NULL || self->route->is_public)
    return TRUE;

  self->account = dex_await_object (self->find_account (self->message, self->find_account_data),
                                    &why);
  if (self->account != NULL)
    return mq_runs_check_blocked (self->runs, self->account->id, error)
           && mq_exchange_count_open (self, error)
           && (self->runs->accounts == NULL
               || dex_await (mq_accounts_note_seen (self->runs->accounts, self->account), error));

  if (why->domain == MQ_HTTP_PROBLEM_ERROR)
    return mq_fail_with (error, &why);

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_UNREACHABLE)
      || g_error_matches (why, MQ_ERROR, MQ_ERROR_QUOTA))
    return mq_http_problem_fail (error,
                                 why->code == MQ_ERROR_QUOTA ? MQ_HTTP_PROBLEM_TOO_MANY_REQUESTS
                                                             : MQ_HTTP_PROBLEM_UNAVAILABLE,
                                 "%s", why->message);

  /* RFC 9110, 15.5.2: a 401 says how to sign in. */
  if (soup_message_headers_get_one (headers, "WWW-Authenticate") == NULL)
    soup_message_headers_append (headers, "WWW-Authenticate", "Bearer");
  return mq_http_problem_fail (error, exchange_find_refusal (why), "%s", why->message);
}

/* Answers here, or has the node answer that has the run. Awaits. */
static gboolean
answer (MqExchange *self, GError **error)
{
  gboolean is_forwarded = FALSE;

  return mq_forward (self, &is_forwarded, error)
         && (is_forwarded || self->route->func (self, error));
}

static DexFuture *
exchange_fiber (gpointer user_data)
{
  MqExchange *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = mq_in_hand_enter (self->message, TRUE, &self->in_hand, &error)
                && find_account (self, &error) && read_body (self, &error) && answer (self, &error);

  if (!ok && mq_forward_drop_stale (self, error))
    {
      g_clear_error (&error);
      ok = answer (self, &error);
    }

  if (!ok)
    {
      MqHttpProblem problem = mq_http_problem_from_error (error);

      /* Log only errors of the service, not those of clients; and to be busy, or to stop, is none;
       * that the database is away is said once, by who watches it. */
      if (mq_http_problem_get_status (problem) >= 500 && problem != MQ_HTTP_PROBLEM_BUSY
          && problem != MQ_HTTP_PROBLEM_UNAVAILABLE)
        g_warning ("%s %s: %s", self->route->method, self->route->path, error->message);

      if (!self->streaming)
        mq_http_set_problem (self->message, problem, error->message);
    }

  if (!self->finished)
    {
      /* If the client has left, or the connection is dropped, this write fails and libsoup closes
       * the connection: the end of a body that is not complete is missing. */
      if (self->streaming && !ok)
        mq_connection_drop (self->message);
      if (self->streaming)
        soup_message_body_complete (soup_server_message_get_response_body (self->message));
      soup_server_message_unpause (self->message);
    }

  return dex_future_new_true ();
}

/* MqAllowedHosts: the names by which a service may be called (the header Host), and the web pages
 * that may call it (Origin). Another Host means that a name of a stranger leads here (DNS
 * rebinding). */

static gboolean
is_host (const char *text)
{
  g_autofree char *url = g_strconcat ("https://", text, "/", NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && strpbrk (text, "/?#@ ") == NULL && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0';
}

static gboolean
is_origin (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *host = strstr (text, "://");

  return uri != NULL && host != NULL && is_host (host + strlen ("://"));
}

/* @names: (nullable): with commas between */
static gboolean
add_all (GPtrArray *list, const char *names, const char *key, gboolean (*fits) (const char *),
         GError **error)
{
  g_auto (GStrv) parts = mq_text_split_list (names != NULL ? names : "");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (!fits (parts[i]))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s”: “%s” is none", key, parts[i]);
      g_ptr_array_add (list, g_strdup (parts[i]));
    }

  return TRUE;
}

/**
 * mq_allowed_hosts_new:
 * @hosts: (nullable): with commas between, each with or without a port
 * @origins: (nullable): with commas between
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): the names
 */
MqAllowedHosts *
mq_allowed_hosts_new (const char *hosts, const char *origins, GError **error)
{
  g_autoptr (MqAllowedHosts) self = g_new0 (MqAllowedHosts, 1);

  self->hosts = g_ptr_array_new_with_free_func (g_free);
  self->origins = g_ptr_array_new_with_free_func (g_free);
  return add_all (self->hosts, hosts, "service.hosts", is_host, error)
                 && add_all (self->origins, origins, "service.origins", is_origin, error)
             ? g_steal_pointer (&self)
             : NULL;
}

void
mq_allowed_hosts_free (MqAllowedHosts *self)
{
  g_ptr_array_unref (self->hosts);
  g_ptr_array_unref (self->origins);
  g_free (self);
}

/* @host: a name, which is allowed with any port, or a name and a port */
static void
allowed_hosts_add (MqAllowedHosts *self, const char *host)
{
  g_ptr_array_add (self->hosts, g_strdup (host));
}

/**
 * mq_allowed_hosts_add_url:
 * @url: whose host is allowed, if it has one
 */
void
mq_allowed_hosts_add_url (MqAllowedHosts *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host != NULL && *host != '\0')
    g_ptr_array_add (self->hosts,
                     strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host));
}

static gboolean
has (GPtrArray *list, const char *text)
{
  for (guint i = 0; i < list->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (list, i), text) == 0)
      return TRUE;

  return FALSE;
}

/* Opens the socket on which the service listens: a private Unix socket, or a TCP address. Only the
 * user can open the folder of a Unix socket. A TCP address must be a loopback one, and every
 * request there needs an access token, or one of an account. */

static gboolean
fail_taken (const char *path, GError **error)
{
  return mq_fail (error, MQ_ERROR_CONFLICT,
                  "Another service listens at “%s”; stop it, or choose another place", path);
}

static GSocket *
listen_at (GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                             error);

  if (socket == NULL)
    return NULL;

  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

/* @address: where a service would listen; @error: %MQ_ERROR_BAD_INPUT. Returns: whether only
 * programs of this computer reach the address: nothing is encrypted there */
static gboolean
listener_check_address (GInetAddress *address, GError **error)
{
  return g_inet_address_get_is_loopback (address)
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "This is not a loopback address. The service listens at 127.0.0.1 or [::1] "
                     "only; others reach it through a proxy with TLS (docs/service/operation.md)");
}

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
  g_autoptr (GCredentials) credentials = NULL;
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GError) error = NULL;

  /* A client of a private socket has to run as the same user as the service. */
  if (self->is_unix && self->find_account == NULL
      && (credentials = g_socket_get_credentials (socket, &error)) != NULL)
    {
      uid_t uid = g_credentials_get_unix_user (credentials, &error);

      if (uid != geteuid () && error == NULL)
        g_set_error (&error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "User %u is not user %u",
                     (guint)uid, (guint)geteuid ());
    }
  if (error != NULL)
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
  GPtrArray *hosts = self->hosts->hosts;
  gboolean has_accounts = self->find_account != NULL;
  g_autofree char *name = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GInetAddress) address = NULL;
  const char *end;

  if (has_accounts ? hosts->len == 0 : self->is_unix)
    return TRUE;
  if (host == NULL)
    return FALSE;
  if (has (hosts, host))
    return TRUE;
  if (!is_host (host))
    return FALSE;

  end = *host == '[' ? strchr (host, ']') : NULL;
  name = end != NULL ? g_strndup (host, (gsize)(end - host) + 1)
                     : g_strndup (host, strcspn (host, ":"));
  if (has (hosts, name))
    return TRUE;

  /* No name of a stranger is “localhost” or an address of this computer. */
  url = g_strconcat ("https://", host, "/", NULL);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  return has_accounts
         && (g_ascii_strcasecmp (g_uri_get_host (uri), "localhost") == 0
             || (address != NULL && g_inet_address_get_is_loopback (address)));
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
  const char *given = soup_message_headers_get_one (headers, "Authorization");
  const char *token = self->token;

  if (origin != NULL && !has (self->hosts->origins, origin))
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
  given = given != NULL && g_str_has_prefix (given, BEARER) ? given + strlen (BEARER) : "";
  if (token == NULL || mq_text_is_same_secret (token, given))
    return TRUE;

  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "WWW-Authenticate", "Bearer");
  mq_http_set_problem (message, MQ_HTTP_PROBLEM_SIGN_IN, "The request has no valid access token");
  return FALSE;
}

static void
refuse_size (SoupServerMessage *message, gsize limit)
{
  g_autofree char *detail = g_strdup_printf ("The body is larger than %" G_GSIZE_FORMAT " bytes",
                                             limit);

  mq_http_set_problem (message, MQ_HTTP_PROBLEM_TOO_LARGE, detail);
}

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

static void
note_gone (SoupServerMessage *message)
{
  g_object_set_data (G_OBJECT (message), "mq-gone", message);
}

/* A message whose connection has gone has nothing to steal. The stream is closed, since libsoup 3.6
 * leaves something of a stolen connection behind that holds its socket. */
static void
drop_connection (gpointer user_data)
{
  g_autoptr (SoupServerMessage) message = user_data;
  g_autoptr (GIOStream) stream = NULL;

  if (g_object_get_data (G_OBJECT (message), "mq-gone") != NULL)
    return;

  stream = soup_server_message_steal_connection (message);
  g_io_stream_close (stream, NULL, NULL);
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

/* Whether the request may reach its route; otherwise the reply is set. */
static gboolean
is_in_order (MqHttpServer *self, SoupServerMessage *message, const char *path, Count *count)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  g_autofree char *segment = NULL;
  g_autofree char *allow = NULL;
  const MqRoute *route = mq_route_find (soup_server_message_get_method (message), path, &segment,
                                        &allow);
  g_autoptr (GError) why = NULL;

  mq_request_log_begin (message, route != NULL ? route->method : NULL,
                        route != NULL ? route->path : NULL, segment);
  if (!has_clear_headers (message) || !may_ask (self, message, route))
    return FALSE;

  /* Metrics that have no token are for the one user of a service without accounts. */
  if (route == NULL
      || (is_metrics (route) && self->find_account != NULL && self->metrics_token == NULL))
    {
      SoupMessageHeaders *reply = soup_server_message_get_response_headers (message);

      if (allow == NULL)
        mq_http_set_problem (message, MQ_HTTP_PROBLEM_NOT_FOUND,
                             "There is nothing at this address");
      else
        {
          soup_message_headers_replace (reply, "Allow", allow);
          mq_http_set_problem (message, MQ_HTTP_PROBLEM_METHOD_NOT_ALLOWED,
                               "This address knows other methods only");
        }
      return FALSE;
    }

  /* The body of a request that can be of no account is not stored. */
  count->limit = route->body == MQ_BODY_NONE ? MQ_HTTP_MAX_JSON : route->max_body;
  if (self->may_enter != NULL && !route->is_public
      && !self->may_enter (message, self->find_account_data, &why))
    {
      mq_http_set_problem (message, exchange_find_refusal (why), why->message);
      return FALSE;
    }

  if (route->body != MQ_BODY_NONE
      && (type == NULL || !g_strv_contains (bodies[route->body].types, type)))
    {
      mq_http_set_problem (message, MQ_HTTP_PROBLEM_UNSUPPORTED_MEDIA_TYPE,
                           bodies[route->body].detail);
      return FALSE;
    }

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > (goffset)count->limit)
    {
      refuse_size (message, count->limit);
      mq_connection_reply_at_once (message);
      return FALSE;
    }

  return TRUE;
}

/* Refuses a request by its headers alone, without storing its body. */
static void
headers_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  Count *count = g_new0 (Count, 1);
  g_autoptr (GError) refusal = NULL;
  gpointer place;

  count->limit = MQ_HTTP_MAX_JSON;
  g_object_set_data_full (G_OBJECT (message), "mq-count", count, g_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), count);

  /* libsoup 3.6 goes on with connections of its own listeners only, and would not say so. */
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
  if (!mq_in_hand_enter (message, FALSE, &place, &refusal))
    {
      g_warning ("%s", refusal->message);
      mq_http_set_problem (message, MQ_HTTP_PROBLEM_INTERNAL, refusal->message);
    }
  if (refusal != NULL || !is_in_order (user_data, message, path, count))
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  mq_connection_await_body (message, count->limit);
  mq_in_hand_leave (&place);
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

  soup_server_message_pause (exchange->message);
  dex_future_disown (mq_fiber_spawn (NULL, FIBER_STACK, exchange_fiber, exchange,
                                     (GDestroyNotify)mq_exchange_free));
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
  self->clients = g_object_new (MQ_TYPE_CLIENTS, NULL);
  self->relay = g_object_new (MQ_TYPE_MCP_RELAY, NULL);
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
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_ERROR_CONFLICT if a service already listens there
 *
 * Creates the folder of the socket (0700), and a socket (0600).
 *
 * Returns: whether it listens
 */
gboolean
mq_http_server_listen_unix (MqHttpServer *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) why = NULL;
  GStatBuf info;
  mode_t mask;

  if (strlen (path) >= sizeof ((struct sockaddr_un){ 0 }.sun_path))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "The path of the socket is too long for the system: “%s”", path);
  if (!mq_paths_require_private (folder, error))
    return FALSE;

  address = g_unix_socket_address_new (path);
  if (g_lstat (path, &info) == 0)
    {
      g_autoptr (GSocket) probe = NULL;

      if (!S_ISSOCK (info.st_mode))
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "“%s” is there and is no socket; choose another place", path);

      probe = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                            NULL);
      if (probe != NULL && g_socket_connect (probe, address, NULL, NULL))
        return fail_taken (path, error);
      if (g_unlink (path) != 0 && errno != ENOENT)
        return FALSE;
    }

  /* Sets the mode when the socket is created, because a chmod() would come too late. */
  mask = umask (0177);
  socket = listen_at (address, &why);
  umask (mask);
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return fail_taken (path, error);
  if (socket == NULL)
    return mq_fail_with (error, &why);

  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (self->acceptor), socket, NULL, error))
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

  /* Any user of the machine could connect to a TCP address, so requests bring a secret that is made
   * at each start, in a file that only the owner can read. Accounts have tokens of their own, and
   * come through a proxy. */
  if (self->find_account == NULL)
    {
      g_autoptr (GString) token = g_string_new (NULL);
      g_autofree char *line = NULL;
      guint8 bytes[TOKEN_BYTES];

      allowed_hosts_add (self->hosts, own);
      allowed_hosts_add (self->hosts, local);
      name = g_strdup_printf ("service-%u.token", port);
      self->token_file = g_build_filename (folder, name, NULL);
      if (getrandom (bytes, sizeof bytes, 0) != (gssize)sizeof bytes)
        return mq_fail (error, MQ_ERROR_FAILED, "The system gives no random numbers");

      for (gsize i = 0; i < sizeof bytes; i++)
        g_string_append_printf (token, "%02x", bytes[i]);
      explicit_bzero (bytes, sizeof bytes);

      /* The token is there before the first connection is accepted. */
      line = g_strconcat (token->str, "\n", NULL);
      if (!mq_paths_make_private (folder, error)
          || !g_file_set_contents_full (self->token_file, line, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                        0600, error))
        return FALSE;

      self->token = g_string_free (g_steal_pointer (&token), FALSE);
    }

  return g_socket_listener_add_socket (G_SOCKET_LISTENER (self->acceptor), socket, NULL, error);
}

/**
 * mq_http_server_listen_tcp:
 * @address: an address literal and a port: `127.0.0.1:8787`, `[::1]:0`
 * @folder: private; `service-PORT.token` in it gets the access token that every request needs
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_ERROR_FAILED, or why the token could not be written
 *
 * Returns: whether it listens
 */
gboolean
mq_http_server_listen_tcp (MqHttpServer *self, const char *address, const char *folder,
                           GError **error)
{
  const char *colon = strrchr (address, ':');
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) literal = NULL;
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;
  guint64 port;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not ADDRESS:PORT, such as 127.0.0.1:8787",
                    address);

  host = g_strndup (address, (gsize)(colon - address));
  if (host[0] == '[' && g_str_has_suffix (host, "]"))
    {
      host[strlen (host) - 1] = '\0';
      literal = g_inet_address_new_from_string (host + 1);
    }
  else
    literal = g_inet_address_new_from_string (host);

  if (literal == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” is not an address; a service listens at one such as 127.0.0.1 or [::1]",
                    host);

  if (!listener_check_address (literal, error))
    {
      g_prefix_error (error, "“%s”: ", host);
      return FALSE;
    }

  bound = g_inet_socket_address_new (literal, (guint16)port);
  socket = listen_at (bound, error);
  return socket != NULL && accept_tcp (self, socket, folder, error);
}

/**
 * mq_http_server_listen_socket:
 * @socket: a socket that listens already, given by a service manager: a Unix socket, or one at an
 *   address as of listener_check_address()
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
    return listener_check_address (
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
