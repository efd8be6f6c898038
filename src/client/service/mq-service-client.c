/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceClient: the agent service over HTTP, see mq-service-client.h. */
#include "client/service/mq-service-client.h"

#include "client/account/mq-user-account.h"
#include "client/service/mq-http-problem-error.h"
#include "common/secrets/mq-secret-file.h"
#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n-lib.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>

#define MAX_ANSWER (16 * 1024 * 1024)
#define ANSWER_SECONDS 60
/* For our own service. Its end closes the socket, so a long wait means work, such as testing a
 * model that is being loaded. */
#define OWN_ANSWER_SECONDS 300
/* A slow line still has this. */
#define BYTES_PER_SECOND (128 * 1024)

struct _MqServiceClient
{
  GObject parent_instance;

  SoupSession *session;
  char *base; /* "http://localhost", without a slash at its end */
  char *url;  /* (nullable): NULL at a socket */
  char
      *token; /* (nullable): an access token of the environment, or of a service on this computer */
  const char *token_file; /* (nullable): a file of an access token, which somebody else renews */
  MqUserAccount *account; /* (unowned) (nullable): whose access token is sent, if there is one */
  GPid pid;               /* or 0 */
};

G_DEFINE_FINAL_TYPE (MqServiceClient, mq_service_client, G_TYPE_OBJECT)

typedef struct
{
  MqServiceClient *client;
  SoupMessage *message;
  GBytes *body; /* (nullable) */
  char *type;   /* (nullable): of body */
  char *sent;   /* (nullable): the access token in the message */
  gint64 after;
  gsize limit; /* of a download */
} HttpRequest;

static guint
get_patience (HttpRequest *request)
{
  gsize size = (request->body != NULL ? g_bytes_get_size (request->body) : 0) + request->limit;

  return (request->client->url != NULL ? ANSWER_SECONDS : OWN_ANSWER_SECONDS)
         + (guint)(size / BYTES_PER_SECOND);
}

static void
http_request_free (gpointer data)
{
  HttpRequest *request = data;

  g_object_unref (request->client);
  g_object_unref (request->message);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request->type);
  g_free (request->sent);
  g_free (request);
}

static void
mq_service_client_finalize (GObject *object)
{
  MqServiceClient *self = MQ_SERVICE_CLIENT (object);

  g_clear_object (&self->session);
  g_free (self->base);
  g_free (self->url);
  g_free (self->token);

  G_OBJECT_CLASS (mq_service_client_parent_class)->finalize (object);
}

static void
mq_service_client_class_init (MqServiceClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_service_client_finalize;
}

static void
mq_service_client_init (MqServiceClient *self)
{
}

/* No timeout of libsoup's, which would cut a silent stream, and more than two connections a host,
 * for a stream and requests in parallel. */
static SoupSession *
make_session (GSocketConnectable *connectable)
{
  SoupSession *session = soup_session_new_with_options (
      "remote-connectable", connectable, "timeout", 0, "idle-timeout", 60, "max-conns", 16,
      "max-conns-per-host", 8, "user-agent", "maquette/" MQ_VERSION, NULL);

  /* A socket needs no proxy; looking for one costs time and memory. */
  if (connectable != NULL)
    soup_session_set_proxy_resolver (session, NULL);

  return session;
}

/* @path: of a Unix socket. Returns: (transfer full): a client */
MqServiceClient *
mq_service_client_new_for_socket (const char *path)
{
  MqServiceClient *self = g_object_new (MQ_TYPE_SERVICE_CLIENT, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  self->session = make_session (G_SOCKET_CONNECTABLE (address));
  self->base = g_strdup ("http://localhost");
  return self;
}

/**
 * mq_service_client_new_for_url:
 * @url: "http://HOST:PORT" or "https://…"
 *
 * Returns: (transfer full): a client, with the access token of the environment, or the file that
 *   it names; else, if nobody is signed in, that of the file of a service on this computer
 */
MqServiceClient *
mq_service_client_new_for_url (const char *url)
{
  MqServiceClient *self = g_object_new (MQ_TYPE_SERVICE_CLIENT, NULL);
  const char *variable = g_getenv ("MAQUETTE_ACCESS_TOKEN");
  const char *file = g_getenv ("MAQUETTE_TOKEN_FILE");

  self->session = make_session (NULL);
  self->base = g_strdup (url);
  for (gsize n = strlen (self->base); n > 0 && self->base[n - 1] == '/'; n--)
    self->base[n - 1] = '\0';
  self->url = g_strdup (self->base);

  /* Never to another computer without encryption. */
  if (!mq_http_is_safe_url (self->url))
    return self;

  if (variable != NULL && *variable != '\0')
    self->token = g_strdup (variable);
  else if (file != NULL && *file != '\0')
    self->token_file = g_intern_string (file);
  else
    {
      g_autoptr (GUri) uri = g_uri_parse (self->url, G_URI_FLAGS_NONE, NULL);
      g_autofree char *state = mq_paths_get_state_home ();
      g_autofree char *name = g_strdup_printf ("service-%d.token", g_uri_get_port (uri));
      g_autofree char *path = g_build_filename (state, name, NULL);

      self->account = mq_user_account_get (self->url);
      if (mq_http_is_loopback (uri) && g_file_get_contents (path, &self->token, NULL, NULL))
        g_strstrip (self->token);
    }

  return self;
}

/* Returns: the service's process; 0: unknown */
GPid
mq_service_client_get_pid (MqServiceClient *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_CLIENT (self), 0);

  return self->pid;
}

void
mq_service_client_set_pid (MqServiceClient *self, GPid pid)
{
  g_return_if_fail (MQ_IS_SERVICE_CLIENT (self));

  self->pid = pid;
}

/* @error: (transfer full) */
static DexFuture *
unreachable (MqServiceClient *self, GError *error)
{
  g_autofree char *reason = mq_http_describe_error (error);

  g_error_free (error);
  if (self->url == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE,
                                  _ ("Could not reach the agent service: %s"), reason);

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE,
                                _ ("Could not reach the agent service at %s: %s"), self->url,
                                reason);
}

/* Puts the access token into the message. Awaits. */
static gboolean
authorize (HttpRequest *request, DexFuture *dropped, GError **error)
{
  MqServiceClient *self = request->client;
  g_autoptr (GError) trouble = NULL;
  g_autofree char *header = NULL;

  g_clear_pointer (&request->sent, g_free);
  if (self->account != NULL)
    request->sent = dex_await_string (
        mq_fiber_unless (dropped, mq_user_account_get_token (self->account)), &trouble);
  if (trouble != NULL)
    return mq_fail_with (error, &trouble);

  if (self->token_file != NULL && !(request->sent = mq_secret_file_read (self->token_file, error)))
    return FALSE;
  if (request->sent == NULL)
    request->sent = g_strdup (self->token);
  if (request->sent == NULL)
    return TRUE;

  /* A redirect would send the token to another server. */
  header = g_strconcat ("Bearer ", request->sent, NULL);
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (request->message),
                                "Authorization", header);
  return TRUE;
}

/* Awaits. */
static GInputStream *
send_message (HttpRequest *request, DexFuture *dropped, GError **error)
{
  MqServiceClient *self = request->client;

  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (request->message, request->type, request->body);
  return dex_await_object (
      mq_fiber_unless (dropped,
                       mq_http_with_timeout (mq_http_send (self->session, request->message),
                                             get_patience (request))),
      error);
}

/* Awaits. */
static GBytes *
read_body (HttpRequest *request, GInputStream *body, gsize limit, DexFuture *dropped,
           GError **error)
{
  return dex_await_boxed (
      mq_fiber_unless (
          dropped, mq_http_with_timeout (mq_http_read_all (body, limit), get_patience (request))),
      error);
}

/* Resolves to the stream of the body if the status is good; rejects with the problem otherwise.
 * Awaits. */
static DexFuture *
open_body (HttpRequest *request, DexFuture *dropped)
{
  MqServiceClient *self = request->client;
  GError *error = NULL;
  g_autoptr (GError) no_token = NULL;
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) problem = NULL;
  const char *challenge;
  guint status;

  if (!authorize (request, dropped, &error))
    return dex_future_new_for_error (error);

  body = send_message (request, dropped, &error);
  /* The service wants another access token, and there may be one. */
  if (body != NULL && self->account != NULL
      && soup_message_get_status (request->message) == SOUP_STATUS_UNAUTHORIZED
      && dex_await (mq_fiber_unless (dropped, mq_user_account_renew (self->account, request->sent)),
                    &no_token)
      && authorize (request, dropped, &no_token))
    {
      g_object_unref (body);
      body = send_message (request, dropped, &error);
    }
  if (body == NULL)
    return unreachable (self, error);

  status = soup_message_get_status (request->message);
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return dex_future_new_for_object (body);

  /* Somebody was signed in, and is not any more, or the sign-in server is away; or nobody was, and
   * the refusal says how to sign in (RFC 9728, section 5.1). Else the token in a file is wanted, of
   * which the problem speaks. */
  challenge = soup_message_headers_get_one (soup_message_get_response_headers (request->message),
                                            "WWW-Authenticate");
  if (no_token != NULL
      && ((challenge != NULL && strstr (challenge, "resource_metadata") != NULL)
          || g_strcmp0 (request->sent, self->token) != 0))
    return dex_future_new_for_error (g_steal_pointer (&no_token));

  if (!(bytes = read_body (request, body, MAX_ANSWER, dropped, &error)))
    return unreachable (self, error);

  problem = mq_json_parse_object (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  return dex_future_new_for_error (mq_http_problem_to_error (problem, status));
}

/* Resolves to the whole answer (G_TYPE_BYTES). Awaits. */
static DexFuture *
download (HttpRequest *request, gsize limit, DexFuture *dropped)
{
  GError *error = NULL;
  g_autoptr (GInputStream) body = dex_await_object (open_body (request, dropped), &error);
  GBytes *bytes;

  if (body == NULL)
    return dex_future_new_for_error (error);

  if ((bytes = read_body (request, body, limit, dropped, &error)) != NULL)
    return dex_future_new_take_boxed (G_TYPE_BYTES, bytes);

  return g_error_matches (error, MQ_ERROR, MQ_ERROR_PROTOCOL)
             ? dex_future_new_for_error (error)
             : unreachable (request->client, error);
}

static DexFuture *
answer_fiber (gpointer user_data, DexFuture *dropped)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (download (user_data, MAX_ANSWER, dropped), &error);
  JsonObject *answer;

  if (bytes == NULL)
    return dex_future_new_for_error (error);
  if (g_bytes_get_size (bytes) == 0)
    return dex_future_new_take_boxed (JSON_TYPE_OBJECT, json_object_new ());

  answer = mq_json_parse_object (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  if (answer == NULL)
    {
      g_prefix_error_literal (&error, _ ("The agent service gave a bad answer: "));
      return dex_future_new_for_error (error);
    }

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer);
}

static HttpRequest *
make_request (MqServiceClient *self, const char *method, const char *path, GBytes *body,
              const char *type)
{
  HttpRequest *request = g_new0 (HttpRequest, 1);
  g_autofree char *uri = g_strconcat (self->base, path, NULL);

  request->client = g_object_ref (self);
  request->message = soup_message_new (method, uri);
  soup_message_headers_append (soup_message_get_request_headers (request->message), "Accept",
                               "application/json, application/problem+json");

  /* libsoup 3.6 repeats an idempotent request whose reused connection was closed, without its body.
   */
  if (body != NULL && g_str_equal (method, SOUP_METHOD_PUT))
    soup_message_add_flags (request->message, SOUP_MESSAGE_NEW_CONNECTION);

  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  request->type = g_strdup (type);
  return request;
}

/**
 * mq_service_client_send:
 * @self: a client
 * @method: of HTTP: "GET", "PUT", …
 * @path: such as "/v1/health"
 * @body: (nullable): what to send
 * @type: (nullable): the media type of @body
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT; rejects with %MQ_ERROR_UNREACHABLE,
 *   %MQ_ERROR_PROTOCOL, or the error of mq_http_problem_to_error()
 */
DexFuture *
mq_service_client_send (MqServiceClient *self, const char *method, const char *path, GBytes *body,
                        const char *type)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CLIENT (self));
  dex_return_error_if_fail (body == NULL || type != NULL);

  return mq_fiber_spawn_droppable (
      256 * 1024, answer_fiber, make_request (self, method, path, body, type), http_request_free);
}

/**
 * mq_service_client_get:
 * @self: a client
 * @path: such as "/v1/health"
 *
 * Returns: (transfer full): as mq_service_client_send()
 */
DexFuture *
mq_service_client_get (MqServiceClient *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CLIENT (self));

  return mq_service_client_send (self, SOUP_METHOD_GET, path, NULL, NULL);
}

/**
 * mq_service_client_delete:
 * @self: a client
 * @path: such as "/v1/runs/ID"
 *
 * Returns: (transfer full): as mq_service_client_send()
 */
DexFuture *
mq_service_client_delete (MqServiceClient *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CLIENT (self));

  return mq_service_client_send (self, SOUP_METHOD_DELETE, path, NULL, NULL);
}

static DexFuture *
download_fiber (gpointer user_data, DexFuture *dropped)
{
  HttpRequest *request = user_data;

  return download (request, request->limit, dropped);
}

/**
 * mq_service_client_download:
 * @self: a client
 * @path: such as "/v1/runs/ID/transcript"
 * @limit: most bytes to take
 *
 * Returns: (transfer full): resolves to the #GBytes of the answer; rejects as
 *   mq_service_client_send()
 */
DexFuture *
mq_service_client_download (MqServiceClient *self, const char *path, gsize limit)
{
  HttpRequest *request;

  dex_return_error_if_fail (MQ_IS_SERVICE_CLIENT (self));

  request = make_request (self, SOUP_METHOD_GET, path, NULL, NULL);
  request->limit = limit;
  soup_message_headers_replace (soup_message_get_request_headers (request->message), "Accept",
                                "*/*, application/problem+json");
  return mq_fiber_spawn_droppable (256 * 1024, download_fiber, request, http_request_free);
}

static DexFuture *
listen_fiber (gpointer user_data, DexFuture *dropped)
{
  HttpRequest *request = user_data;
  GError *error = NULL;
  g_autoptr (GInputStream) body = dex_await_object (open_body (request, dropped), &error);

  if (body == NULL)
    return dex_future_new_for_error (error);

  return dex_future_new_take_object (mq_event_stream_new (body, request->after));
}

/* @after: the number of the last event that the caller has; 0: none. Returns: (transfer full):
 * resolves to an #MqEventStream */
DexFuture *
mq_service_client_listen (MqServiceClient *self, const char *run, gint64 after)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s/events", run);
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, after);
  SoupMessageHeaders *headers;
  HttpRequest *request;

  dex_return_error_if_fail (MQ_IS_SERVICE_CLIENT (self));

  request = make_request (self, SOUP_METHOD_GET, path, NULL, NULL);
  request->after = after;
  headers = soup_message_get_request_headers (request->message);
  soup_message_headers_replace (headers, "Accept", "text/event-stream, application/problem+json");
  if (after > 0)
    soup_message_headers_append (headers, "Last-Event-ID", last);

  return mq_fiber_spawn_droppable (256 * 1024, listen_fiber, request, http_request_free);
}

static DexFuture *
open_stream_fiber (gpointer user_data, DexFuture *dropped)
{
  return open_body (user_data, dropped);
}

/**
 * mq_service_client_open_stream:
 * @self: a client
 * @path: such as "/v1/clients"
 * @body: what to send
 *
 * Returns: (transfer full): resolves to a #GInputStream, server-sent events; what was asked for
 * lasts until it is closed
 */
DexFuture *
mq_service_client_open_stream (MqServiceClient *self, const char *path, JsonObject *body)
{
  g_autoptr (GBytes) bytes = NULL;
  HttpRequest *request;
  char *text;

  dex_return_error_if_fail (MQ_IS_SERVICE_CLIENT (self));

  text = mq_json_object_to_string (body, FALSE);
  bytes = g_bytes_new_take (text, strlen (text));
  request = make_request (self, SOUP_METHOD_POST, path, bytes, "application/json");
  soup_message_headers_replace (soup_message_get_request_headers (request->message), "Accept",
                                "text/event-stream, application/problem+json");
  return mq_fiber_spawn_droppable (256 * 1024, open_stream_fiber, request, http_request_free);
}
