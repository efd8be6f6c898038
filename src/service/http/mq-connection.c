/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection of a request, see mq-connection.h. */
#include "service/http/mq-connection.h"

#include "service/metrics/mq-metrics.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* Logs and counts each request: its route, its status and how long it took. Never its address, its
 * headers or its body, which may have words, tokens and names. */

#define KEY "mq-request"

typedef struct
{
  const char *method; /* of a route, or “other” */
  const char *path;   /* with its placeholders */
  char *run;          /* "" without one */
  gint64 since;
  guint status; /* that was sent; 0: none */
} Request;

typedef struct
{
  GSocket *socket; /* unowned: it owns this */
  guint source;
} Deadline;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->run);
  g_free (self);
}

/* Notes the status of a reply whose headers are sent. When its client leaves after that, libsoup
 * calls it an error. */
static void
request_log_note_sent (SoupServerMessage *message)
{
  Request *self = g_object_get_data (G_OBJECT (message), KEY);

  if (self != NULL && self->status == 0)
    self->status = soup_server_message_get_status (message);
}

static void
sent_cb (SoupServerMessage *message, gpointer user_data)
{
  request_log_note_sent (message);
}

/* A message has ended when it is finished or disconnected, whichever comes first. */
static void
ended_cb (SoupServerMessage *message, gpointer user_data)
{
  static const char *const classes[] = { "1xx", "2xx", "3xx", "4xx", "5xx" };
  Request *self = g_object_get_data (G_OBJECT (message), KEY);
  g_autofree char *status = NULL;
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_answered;

  if (self == NULL)
    return;

  status = g_strdup_printf ("%u", self->status);
  g_ascii_formatd (seconds, sizeof seconds, "%.3f",
                   (double)(g_get_monotonic_time () - self->since) / G_USEC_PER_SEC);
  /* "none": the client left before. */
  is_answered = self->status >= 100 && self->status < 600;
  mq_metrics_add (MQ_METRIC_REQUESTS, 1, self->method, self->path,
                  is_answered ? classes[self->status / 100 - 1] : "none");
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "MQ_METHOD", self->method, "MQ_ROUTE",
                    self->path, "MQ_STATUS", status, "MQ_SECONDS", seconds, "MQ_RUN", self->run,
                    "MESSAGE", "request");
  g_object_set_data (G_OBJECT (message), KEY, NULL);
}

/* Writes the request down when it has ended. @message: a request whose headers are there;
 * @method: (nullable): of its route; %NULL: it leads nowhere; @path: (nullable): of its route,
 * with placeholders; @segment: (nullable): the id in its path. */
void
mq_request_log_begin (SoupServerMessage *message, const char *method, const char *path,
                      const char *segment)
{
  Request *self = g_new0 (Request, 1);
  gboolean has_run = path != NULL && g_str_has_prefix (path, "/v1/runs/{id}");

  self->method = method != NULL ? method : "other";
  self->path = path != NULL ? path : "none";
  self->run = g_strdup (has_run ? segment : "");
  self->since = g_get_monotonic_time ();
  g_object_set_data_full (G_OBJECT (message), KEY, self, request_free);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (sent_cb), NULL);
  g_signal_connect (message, "finished", G_CALLBACK (ended_cb), NULL);
  g_signal_connect (message, "disconnected", G_CALLBACK (ended_cb), NULL);
}

/* Deadlines of connections that have sent no request yet, the oldest first. */
static GQueue silent = G_QUEUE_INIT;

static void
deadline_free (gpointer data)
{
  Deadline *self = data;

  g_queue_remove (&silent, self);
  g_clear_handle_id (&self->source, g_source_remove);
  g_free (self);
}

static void
on_deadline (gpointer user_data)
{
  Deadline *self = user_data;

  self->source = 0;
  g_queue_remove (&silent, self);
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

/* Replaces the one before. @seconds: 0: none
 *
 * Returns: (transfer none) (nullable): it */
static Deadline *
set_deadline (GSocket *socket, guint seconds)
{
  Deadline *self = NULL;

  if (seconds > 0)
    {
      self = g_new (Deadline, 1);
      self->socket = socket;
      self->source = g_timeout_add_seconds_once (seconds, on_deadline, self);
    }
  g_object_set_data_full (G_OBJECT (socket), "mq-deadline", self, deadline_free);
  return self;
}

/* @connection: a connection that libsoup will read and write; @remote: the address that its
 * requests will have */
void
mq_connection_begin (GSocketConnection *connection, GSocketAddress *remote)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  g_socket_set_timeout (socket, MQ_CONNECTION_IDLE_SECONDS);
  g_queue_push_tail (&silent, set_deadline (socket, MQ_CONNECTION_HEADER_SECONDS));

  /* A client whose computer has lost its network is silent: after a minute it is gone. */
  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX)
    {
      g_socket_set_keepalive (socket, TRUE);
      g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, 30, NULL);
      g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, 10, NULL);
      g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPCNT, 3, NULL);
    }
  g_object_set_data_full (G_OBJECT (remote), "mq-socket", g_object_ref (socket), g_object_unref);
}

/* Closes the connection that has sent no request for the longest time. Returns: whether there
 * was one */
gboolean
mq_connection_drop_silent (void)
{
  Deadline *oldest = g_queue_peek_head (&silent);

  if (oldest == NULL)
    return FALSE;

  g_clear_handle_id (&oldest->source, g_source_remove);
  on_deadline (oldest);
  return TRUE;
}

/* Returns: (transfer none) (nullable): the socket of a request; %NULL when its connection is
 * gone */
GSocket *
mq_connection_get_socket (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  return remote != NULL ? g_object_get_data (G_OBJECT (remote), "mq-socket") : NULL;
}

static void
got_body_cb (SoupServerMessage *message, gpointer user_data)
{
  GSocket *socket = mq_connection_get_socket (message);

  if (socket != NULL)
    set_deadline (socket, 0);
}

/* Closes the connection if the body comes too slowly. @message: a request whose headers are
 * there; @most: bytes that its body may have, if it does not say how many it has. */
void
mq_connection_await_body (SoupServerMessage *message, gsize most)
{
  GSocket *socket = mq_connection_get_socket (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset length = soup_message_headers_get_content_length (headers);

  if (socket == NULL)
    return;

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    most = (gsize)CLAMP (length, 0, (goffset)most);
  set_deadline (socket, MQ_CONNECTION_BODY_SECONDS + (guint)(most / MQ_CONNECTION_BODY_BYTES));
  g_signal_connect (message, "got-body", G_CALLBACK (got_body_cb), NULL);
}

/* Sends the reply and drops the rest of the request, because libsoup would read the whole body
 * first. @message: a request with its reply, a problem. */
void
mq_connection_reply_at_once (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  GSocket *socket = mq_connection_get_socket (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (GString) text = g_string_new (NULL);
  guint status = soup_server_message_get_status (message);

  g_string_append_printf (text,
                          "HTTP/1.1 %u %s\r\nContent-Type: application/problem+json\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n",
                          status, soup_status_get_phrase (status), g_bytes_get_size (bytes));
  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));

  if (socket == NULL)
    return;

  /* Without waiting: a client that does not take a few hundred bytes gets no reply. */
  g_socket_send_with_blocking (socket, text->str, text->len, FALSE, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  request_log_note_sent (message);
}

/* Ends its connection. @message: a request that goes on for too long, or whose reply is not
 * complete. */
void
mq_connection_drop (SoupServerMessage *message)
{
  GSocket *socket = mq_connection_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}
