/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpRelay, see mq-mcp-relay.h. */
#include "service/http/mq-mcp-relay.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/events/mq-sse.h"
#include "common/json/mq-json.h"
#include "common/mcp/mq-mcp-message.h"
#include "service/http/mq-exchange.h"
#include "service/run/mq-run-request.h"

#include <string.h>

/* of requests that wait until one worker reads them */
#define MQ_MCP_RELAY_MAX_BYTES (16 * 1024 * 1024)

/* of one account at the same time: half of MQ_HTTP_MAX_OPEN_OWNED, so that its workers can still
 * answer */
#define MQ_MCP_RELAY_MAX_REQUESTS 16

/* Messages of progress that wait for a slow program; further ones are dropped. */
#define MAX_PROGRESS 16
/* The interval of comments that keep a silent stream alive */
#define KEEP_ALIVE_SECONDS 15
/* Bytes of what a worker sends at once: a file of a version (16 MiB) in Base64 */
#define MAX_ANSWERS (32 * 1024 * 1024)
#define MAX_HEADER 200 /* bytes of a header that a refusal repeats */
#define EVENT "message"

typedef struct _MqRelayWorker MqRelayWorker;
typedef struct _MqRelayRequest MqRelayRequest;

/* Lines for one reader. */
typedef struct
{
  GQueue lines;
  gsize n_bytes;
  DexPromise *news;
} Mailbox;

struct _MqRelayWorker
{
  char *owner;
  char *id;
  Mailbox mailbox;
  GHashTable *requests; /* the relay's id → MqRelayRequest that is not answered yet, unowned */
};

struct _MqRelayRequest
{
  char *id;              /* the relay's */
  MqRelayWorker *worker; /* (nullable): until it has answered, or has left */
  JsonNode *program_id;
  gboolean is_legacy; /* of a revision whose programs cancel by a message */
  JsonNode *token;    /* (nullable): of progress, the program's */
  Mailbox mailbox;    /* progress */
  JsonObject *answer; /* (nullable) */
  gboolean is_cancelled;
};

struct _MqMcpRelay
{
  GObject parent_instance;

  GPtrArray *workers; /* the newest is the last */
};

/* A request of a program, and how it is answered. */
typedef struct
{
  MqExchange *exchange;
  MqMcpMessage *message;
  gboolean accepts_stream;
  gboolean is_stream;
} Call;

G_DEFINE_FINAL_TYPE (MqMcpRelay, mq_mcp_relay, G_TYPE_OBJECT)

static void
mailbox_init (Mailbox *self)
{
  g_queue_init (&self->lines);
  self->news = dex_promise_new ();
}

static void
mailbox_clear (Mailbox *self)
{
  g_queue_clear_full (&self->lines, g_free);
  dex_clear (&self->news);
}

static void
mailbox_notify (Mailbox *self)
{
  g_autoptr (DexPromise) news = self->news;

  self->news = dex_promise_new ();
  dex_promise_resolve_boolean (news, TRUE);
}

/* @message: (transfer full) */
static void
mailbox_put (Mailbox *self, JsonObject *message)
{
  g_autoptr (JsonObject) owned = message;
  char *line = mq_mcp_message_to_string (owned);

  self->n_bytes += strlen (line);
  g_queue_push_tail (&self->lines, line);
  mailbox_notify (self);
}

static char *
mailbox_take (Mailbox *self)
{
  char *line = g_queue_pop_head (&self->lines);

  if (line != NULL)
    self->n_bytes -= strlen (line);
  return line;
}

static void
worker_free (gpointer data)
{
  MqRelayWorker *self = data;
  GHashTableIter iter;
  gpointer request;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &request))
    {
      ((MqRelayRequest *)request)->worker = NULL;
      mailbox_notify (&((MqRelayRequest *)request)->mailbox);
    }

  g_hash_table_unref (self->requests);
  mailbox_clear (&self->mailbox);
  g_free (self->owner);
  g_free (self->id);
  g_free (self);
}

static void
mq_mcp_relay_finalize (GObject *object)
{
  g_ptr_array_unref (MQ_MCP_RELAY (object)->workers);

  G_OBJECT_CLASS (mq_mcp_relay_parent_class)->finalize (object);
}

static void
mq_mcp_relay_class_init (MqMcpRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_mcp_relay_finalize;
}

static void
mq_mcp_relay_init (MqMcpRelay *self)
{
  self->workers = g_ptr_array_new_with_free_func (worker_free);
}

/* @id: (nullable): NULL: any */
static MqRelayWorker *
find_worker (MqMcpRelay *self, const char *owner, const char *id)
{
  MQ_EACH (self->workers, i, MqRelayWorker, worker)
    if (g_str_equal (worker->owner, owner) && (id == NULL || g_str_equal (worker->id, id)))
      return worker;

  return NULL;
}

/**
 * mq_mcp_relay_has:
 * @owner: id of the account that asks, "" for none
 * @id: (nullable): of a worker, perhaps from outside; %NULL: any
 *
 * Returns: whether the account's worker is connected to this node
 */
gboolean
mq_mcp_relay_has (MqMcpRelay *self, const char *owner, const char *id)
{
  return find_worker (self, owner, id) != NULL;
}

/* Hands a request to a worker of the account. Returns: (transfer full) (nullable): the request;
 * freed before it is answered, it is cancelled */
static MqRelayRequest *
mcp_relay_send (MqMcpRelay *self, const char *owner, MqMcpMessage *message, gboolean wants_progress,
                GError **error)
{
  JsonObject *meta = mq_json_get_object (message->params, "_meta");
  MqRelayWorker *worker = NULL;
  MqRelayRequest *request;
  guint n_requests = 0;

  /* The newest of those that have least to do. */
  for (guint i = self->workers->len; i > 0; i--)
    {
      MqRelayWorker *each = self->workers->pdata[i - 1];

      if (!g_str_equal (each->owner, owner))
        continue;

      n_requests += g_hash_table_size (each->requests);
      if (worker == NULL
          || g_hash_table_size (each->requests) < g_hash_table_size (worker->requests))
        worker = each;
    }

  if (worker == NULL)
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_NO_WORKER,
                   "No computer of yours is connected. Run “maquette-cli mcp --at-service” there");
      return NULL;
    }
  if (n_requests >= MQ_MCP_RELAY_MAX_REQUESTS || worker->mailbox.n_bytes >= MQ_MCP_RELAY_MAX_BYTES)
    {
      g_set_error (
          error, MQ_MCP_ERROR, MQ_MCP_ERROR_BUSY,
          "%u requests to your computers are being answered; ask again when one of them is",
          n_requests);
      return NULL;
    }

  request = g_new0 (MqRelayRequest, 1);
  request->id = mq_json_new_id ();
  request->worker = worker;
  request->program_id = json_node_copy (message->id);
  request->is_legacy = mq_mcp_message_get_revision (message) == NULL;
  mailbox_init (&request->mailbox);

  /* The relay's token takes the place of the program's. */
  if (meta != NULL && json_object_has_member (meta, "progressToken"))
    {
      request->token = json_node_copy (json_object_get_member (meta, "progressToken"));
      if (wants_progress)
        json_object_set_string_member (meta, "progressToken", request->id);
      else
        json_object_remove_member (meta, "progressToken");
    }
  g_hash_table_insert (worker->requests, request->id, request);
  mailbox_put (&worker->mailbox, mq_json_new ("jsonrpc:s id:s method:s params:O", "2.0",
                                              request->id, message->method, message->params));
  return request;
}

/* Takes a request from its worker, if that has not answered it. */
static void
withdraw (MqRelayRequest *self)
{
  if (self->worker == NULL)
    return;

  g_hash_table_remove (self->worker->requests, self->id);
  mailbox_put (&self->worker->mailbox,
               mq_json_new ("jsonrpc:s method:s params:o", "2.0", "notifications/cancelled",
                            mq_json_new ("requestId:s", self->id)));
  self->worker = NULL;
}

static void
relay_request_free (MqRelayRequest *self)
{
  withdraw (self);
  g_clear_pointer (&self->answer, json_object_unref);
  g_clear_pointer (&self->token, json_node_unref);
  json_node_unref (self->program_id);
  mailbox_clear (&self->mailbox);
  g_free (self->id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRelayRequest, relay_request_free)

/* Sends a message of the reply's stream, or a comment. */
static gboolean
send_event (Call *self, const char *line, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!self->is_stream)
    mq_exchange_begin_stream (self->exchange, "text/event-stream");
  self->is_stream = TRUE;
  if (line != NULL)
    mq_sse_write (text, EVENT, NULL, line);
  else
    mq_sse_write_comment (text, "still here");
  return mq_exchange_send_piece (self->exchange, text, error);
}

/* @line: (transfer full): the answer
 * @status: where it is no stream */
static gboolean
reply (Call *self, char *line, guint status, GError **error)
{
  g_autofree char *owned = line;

  if (self->is_stream)
    return send_event (self, line, error);

  mq_exchange_reply_text (self->exchange, status, "application/json", g_steal_pointer (&owned));
  return TRUE;
}

/* No worker answers. A model reads the result of a tool, but not an error of the protocol. */
static gboolean
reply_alone (Call *self, const GError *why, GError **error)
{
  MqMcpMessage *message = self->message;
  g_autoptr (JsonArray) content = json_array_new ();

  if (!g_str_equal (message->method, "tools/call"))
    return reply (self, mq_mcp_message_make_error (message->id, why->code, why->message, NULL),
                  SOUP_STATUS_OK, error);

  json_array_add_object_element (content, mq_json_new ("type:s text:s", "text", why->message));
  return reply (
      self,
      mq_mcp_message_make_result (
          message->id, mq_json_new ("content:A isError:b resultType:s", content, TRUE, "complete")),
      SOUP_STATUS_OK, error);
}

static gboolean
check_header (MqExchange *exchange, const char *name, const char *value, GError **error)
{
  if (mq_mcp_header_is (soup_message_headers_get_list (
                            soup_server_message_get_request_headers (exchange->message), name),
                        value))
    return TRUE;

  g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_HEADERS,
               "The header %s is missing, or is not “%.*s” as the message says", name, MAX_HEADER,
               value);
  return FALSE;
}

/* A proxy reads the headers and the worker reads the message: both have to see the same request. */
static gboolean
check_headers (MqExchange *exchange, MqMcpMessage *message, GError **error)
{
  static const struct
  {
    const char *method;
    const char *member;
  } names[] = { { "tools/call", "name" },     { "prompts/get", "name" },
                { "resources/read", "uri" },  { "tasks/get", "taskId" },
                { "tasks/update", "taskId" }, { "tasks/cancel", "taskId" } };
  const char *header = soup_message_headers_get_list (
      soup_server_message_get_request_headers (exchange->message), "MCP-Protocol-Version");
  const char *revision = mq_mcp_message_get_revision (message);

  if (revision == NULL)
    {
      if (header == NULL || mq_mcp_is_legacy_revision (header))
        return TRUE;
      if (g_str_equal (header, MQ_MCP_MODERN))
        return mq_mcp_message_check_meta (message, error);

      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_HEADERS,
                   "The header MCP-Protocol-Version names a revision that the message does not, or "
                   "that is not spoken here");
      return FALSE;
    }

  if (!check_header (exchange, "MCP-Protocol-Version", revision, error)
      || !check_header (exchange, "Mcp-Method", message->method, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].method, message->method)
        && !check_header (exchange, "Mcp-Name",
                          mq_json_get_string (message->params, names[i].member, ""), error))
      return FALSE;

  return !g_str_equal (revision, MQ_MCP_MODERN) || mq_mcp_message_check_meta (message, error);
}

/* Awaits. */
static gboolean
follow (Call *self, MqRelayRequest *request, GError **error)
{
  g_autoptr (GError) lost = NULL;

  mq_exchange_watch_client (self->exchange);
  for (;;)
    {
      g_autofree char *line = mailbox_take (&request->mailbox);

      if (line != NULL)
        {
          if (!send_event (self, line, error))
            return FALSE;
        }
      else if (request->answer != NULL)
        {
          gint64 code = mq_json_get_int (mq_json_get_object (request->answer, "error"), "code", 0);
          guint status = SOUP_STATUS_OK;

          if (code == MQ_MCP_ERROR_METHOD)
            status = SOUP_STATUS_NOT_FOUND;
          else if (code == MQ_MCP_ERROR_PARSE || code == MQ_MCP_ERROR_REQUEST
                   || code == MQ_MCP_ERROR_VERSION)
            status = SOUP_STATUS_BAD_REQUEST;
          return reply (self, mq_mcp_message_to_string (request->answer), status, error);
        }
      else if (request->is_cancelled)
        {
          /* Nothing is answered, where the reply can be empty. */
          if (self->accepts_stream)
            return self->is_stream || send_event (self, NULL, error);

          return reply (self,
                        mq_mcp_message_make_error (self->message->id, MQ_MCP_ERROR_REQUEST,
                                                   "The request was cancelled", NULL),
                        SOUP_STATUS_OK, error);
        }
      else if (request->worker == NULL)
        break;
      else
        {
          gboolean has_news
              = dex_await (dex_future_first (dex_ref (DEX_FUTURE (request->mailbox.news)),
                                             mq_exchange_wait_gone (self->exchange),
                                             dex_timeout_new_seconds (KEEP_ALIVE_SECONDS), NULL),
                           NULL);

          if (mq_exchange_is_gone (self->exchange))
            return mq_fail (error, MQ_ERROR_CANCELLED, "The program has left");
          if (!has_news && self->accepts_stream && !send_event (self, NULL, error))
            return FALSE;
        }
    }

  g_set_error (&lost, MQ_MCP_ERROR, MQ_MCP_ERROR_NO_WORKER,
               "Your computer has disconnected before it answered. Its library has what is "
               "complete; call again when it is back");
  return reply_alone (self, lost, error);
}

/* Awaits. */
static gboolean
relay (Call *self, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->exchange->message);
  const char *accept = soup_message_headers_get_list (headers, "Accept");
  g_autoptr (GError) refusal = NULL;
  g_autoptr (MqRelayRequest) request = NULL;

  self->accepts_stream = accept != NULL && strstr (accept, "text/event-stream") != NULL;
  if (!check_headers (self->exchange, self->message, &refusal))
    return reply (
        self, mq_mcp_message_make_error (self->message->id, refusal->code, refusal->message, NULL),
        SOUP_STATUS_BAD_REQUEST, error);

  request = mcp_relay_send (self->exchange->relay, mq_exchange_get_owner (self->exchange),
                            self->message, self->accepts_stream, &refusal);
  return request != NULL ? follow (self, request, error) : reply_alone (self, refusal, error);
}

/* Programs of older revisions cancel by a message; others close their request. */
static void
handle_notification (MqExchange *exchange, MqMcpMessage *message)
{
  JsonNode *id = json_object_get_member (message->params, "requestId");
  const char *owner = mq_exchange_get_owner (exchange);
  MqRelayRequest *found = NULL;
  guint n_found = 0;

  if (!g_str_equal (message->method, "notifications/cancelled")
      || mq_mcp_message_get_revision (message) != NULL || !mq_mcp_message_is_id (id))
    return;

  MQ_EACH (exchange->relay->workers, i, MqRelayWorker, worker)
    {
      GHashTableIter iter;
      gpointer value;

      if (!g_str_equal (worker->owner, owner))
        continue;

      g_hash_table_iter_init (&iter, worker->requests);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          MqRelayRequest *request = value;

          if (request->is_legacy && json_node_equal (request->program_id, id))
            {
              found = request;
              n_found++;
            }
        }
    }

  /* Programs of an account may use the same ids, and without sessions nothing tells them apart. */
  if (n_found != 1)
    return;

  withdraw (found);
  found->is_cancelled = TRUE;
  mailbox_notify (&found->mailbox);
}

static gboolean
post_mcp (MqExchange *exchange, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (exchange->bytes, &length);
  g_autofree char *refusal = NULL;
  g_autoptr (MqMcpMessage) message = mq_mcp_message_parse (text != NULL ? text : "", length,
                                                           &refusal);
  g_autoptr (GError) fault = NULL;
  Call call = { .exchange = exchange, .message = message };

  if (refusal != NULL)
    return reply (&call, g_steal_pointer (&refusal), SOUP_STATUS_BAD_REQUEST, error);
  if (message != NULL && message->id == NULL)
    handle_notification (exchange, message);
  if (message == NULL || message->id == NULL)
    {
      /* A notification needs no answer, and an answer neither, since nothing is asked. */
      soup_server_message_set_status (exchange->message, SOUP_STATUS_ACCEPTED, NULL);
      return TRUE;
    }

  if (relay (&call, &fault) || call.is_stream)
    return TRUE;

  return mq_fail_with (error, &fault);
}

/* Sends requests to a worker until it has left. */
static gboolean
post_worker (MqExchange *exchange, GError **error)
{
  const char *id = mq_json_require_string (exchange->json, "id", error);
  const char *owner = mq_exchange_get_owner (exchange);
  MqNodes *nodes = exchange->runs->nodes;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *client = NULL;
  MqRelayWorker *worker;

  if (id == NULL || !mq_run_check_id (id, error))
    return FALSE;
  if (*id == '\0')
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“id” is empty");
  if (find_worker (exchange->relay, owner, id) != NULL)
    return mq_fail (error, MQ_ERROR_CONFLICT, "This worker is already connected");

  worker = g_new0 (MqRelayWorker, 1);
  worker->owner = g_strdup (owner);
  worker->id = g_strdup (id);
  worker->requests = g_hash_table_new (g_str_hash, g_str_equal);
  mailbox_init (&worker->mailbox);
  g_ptr_array_add (exchange->relay->workers, worker);

  /* With several nodes, each finds the one to which the worker is connected. */
  client = g_strconcat (MQ_MCP_RELAY_CLIENT, id, NULL);
  if (nodes != NULL)
    dex_await (mq_nodes_enter_client (nodes, owner, client), NULL);

  mq_exchange_begin_stream (exchange, "text/event-stream");
  mq_sse_write_comment (text, "registered");
  while (!mq_exchange_is_gone (exchange))
    {
      g_autoptr (DexFuture) news = dex_ref (DEX_FUTURE (worker->mailbox.news));
      g_autofree char *line = mailbox_take (&worker->mailbox);

      if (line != NULL)
        mq_sse_write (text, EVENT, NULL, line);
      if (text->len > 0)
        {
          if (!mq_exchange_send_piece (exchange, text, NULL))
            break;
        }
      else if (!dex_await (dex_future_first (g_steal_pointer (&news),
                                             mq_exchange_wait_gone (exchange),
                                             dex_timeout_new_seconds (KEEP_ALIVE_SECONDS), NULL),
                           NULL))
        mq_sse_write_comment (text, "still here");
    }

  g_ptr_array_remove (exchange->relay->workers, worker);
  if (nodes != NULL)
    dex_await (mq_nodes_leave_client (nodes, owner, client), NULL);
  return TRUE;
}

/* Hands answers and progress to the programs. One for a request that is over is ignored. */
static gboolean
post_messages (MqExchange *exchange, GError **error)
{
  const char *owner = mq_exchange_get_owner (exchange);
  JsonArray *messages = mq_json_get_array (exchange->json, "messages");
  MqRelayWorker *worker = find_worker (exchange->relay, owner, exchange->segment);

  if (messages == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“messages” is missing");
  if (worker == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no such worker");

  MQ_JSON_EACH (messages, i, message)
    {
      JsonObject *params = mq_json_get_object (message, "params");
      const char *answered = mq_json_get_string (message, "id", NULL);
      const char *of = answered != NULL ? answered
                                        : mq_json_get_string (params, "progressToken", "");
      MqRelayRequest *request = g_hash_table_lookup (worker->requests, of);

      if (message == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "A message is an object");
      if (request == NULL)
        continue;

      if (answered != NULL)
        {
          g_hash_table_remove (worker->requests, request->id);
          request->worker = NULL;
          request->answer = json_object_ref (message);
          json_object_set_member (message, "id", json_node_copy (request->program_id));
          mailbox_notify (&request->mailbox);
        }
      else if (request->token != NULL && request->mailbox.lines.length < MAX_PROGRESS)
        {
          json_object_set_member (params, "progressToken", json_node_copy (request->token));
          mailbox_put (&request->mailbox, json_object_ref (message));
        }
    }

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
}

const MqRoute mq_routes_mcp[] = {
  { "POST", "/mcp", MQ_BODY_MESSAGE, MQ_MCP_MAX_MESSAGE, post_mcp, .is_stream = TRUE,
    .is_for_worker = TRUE },
  { "POST", "/v1/mcp/workers", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_worker, .is_stream = TRUE,
    .members = "id" },
  { "POST", "/v1/mcp/workers/{id}/messages", MQ_BODY_JSON, MAX_ANSWERS, post_messages,
    .is_for_worker = TRUE, .members = "messages" },
  { NULL },
};
