/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpRelay, see mq-mcp-relay.h. */
#include "service/http/mq-mcp-relay.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Messages of progress that wait for a slow program; further ones are dropped. */
#define MAX_PROGRESS 16

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
  char *line = mq_json_object_to_string (owned, FALSE);

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

/* Returns: (transfer full): a relay without workers */
MqMcpRelay *
mq_mcp_relay_new (void)
{
  return g_object_new (MQ_TYPE_MCP_RELAY, NULL);
}

/* @id: (nullable): NULL: any */
static MqRelayWorker *
find_worker (MqMcpRelay *self, const char *owner, const char *id)
{
  for (guint i = 0; i < self->workers->len; i++)
    {
      MqRelayWorker *worker = self->workers->pdata[i];

      if (g_str_equal (worker->owner, owner) && (id == NULL || g_str_equal (worker->id, id)))
        return worker;
    }

  return NULL;
}

/**
 * mq_mcp_relay_enter:
 * @owner: id of the worker's account, "" for none
 * @id: of the worker
 * @error: %MQ_ERROR_CONFLICT
 *
 * Returns: (transfer none) (nullable): the worker, until mq_mcp_relay_leave()
 */
MqRelayWorker *
mq_mcp_relay_enter (MqMcpRelay *self, const char *owner, const char *id, GError **error)
{
  MqRelayWorker *worker;

  if (find_worker (self, owner, id) != NULL)
    return mq_fail_null (error, MQ_ERROR_CONFLICT, "This worker is already connected");

  worker = g_new0 (MqRelayWorker, 1);
  worker->owner = g_strdup (owner);
  worker->id = g_strdup (id);
  worker->requests = g_hash_table_new (g_str_hash, g_str_equal);
  mailbox_init (&worker->mailbox);
  g_ptr_array_add (self->workers, worker);
  return worker;
}

/**
 * mq_mcp_relay_leave:
 * @worker: is freed; its requests are lost
 */
void
mq_mcp_relay_leave (MqMcpRelay *self, MqRelayWorker *worker)
{
  g_ptr_array_remove (self->workers, worker);
}

/**
 * mq_relay_worker_take:
 *
 * Returns: (transfer full) (nullable): the next message for the worker
 */
char *
mq_relay_worker_take (MqRelayWorker *self)
{
  return mailbox_take (&self->mailbox);
}

/**
 * mq_relay_worker_wait:
 *
 * Returns: (transfer full): resolves when there is another message for the worker
 */
DexFuture *
mq_relay_worker_wait (MqRelayWorker *self)
{
  return dex_ref (DEX_FUTURE (self->mailbox.news));
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

static void
take_answer (MqRelayRequest *request, JsonObject *message)
{
  g_hash_table_remove (request->worker->requests, request->id);
  request->worker = NULL;
  request->answer = json_object_ref (message);
  json_object_set_member (message, "id", json_node_copy (request->program_id));
  mailbox_notify (&request->mailbox);
}

static void
take_progress (MqRelayRequest *request, JsonObject *message)
{
  if (request->token == NULL || request->mailbox.lines.length >= MAX_PROGRESS)
    return;

  json_object_set_member (mq_json_get_object (message, "params"), "progressToken",
                          json_node_copy (request->token));
  mailbox_put (&request->mailbox, json_object_ref (message));
}

/**
 * mq_mcp_relay_receive:
 * @owner: id of the worker's account, "" for none
 * @id: of the worker
 * @message: what it sends: an answer, or progress; changed
 *
 * Hands it to the program. One for a request that is over is ignored.
 */
void
mq_mcp_relay_receive (MqMcpRelay *self, const char *owner, const char *id, JsonObject *message)
{
  MqRelayWorker *worker = find_worker (self, owner, id);
  const char *answered = mq_json_get_string (message, "id", NULL);
  const char *token = mq_json_get_string (mq_json_get_object (message, "params"), "progressToken",
                                          NULL);
  const char *of = answered != NULL ? answered : token;
  MqRelayRequest *request = worker != NULL && of != NULL
                                ? g_hash_table_lookup (worker->requests, of)
                                : NULL;

  if (request != NULL && answered != NULL)
    take_answer (request, message);
  else if (request != NULL)
    take_progress (request, message);
}

/* The newest of those that have least to do. @n_requests: (out): of all of them */
static MqRelayWorker *
choose_worker (MqMcpRelay *self, const char *owner, guint *n_requests)
{
  MqRelayWorker *chosen = NULL;

  *n_requests = 0;
  for (guint i = self->workers->len; i > 0; i--)
    {
      MqRelayWorker *worker = self->workers->pdata[i - 1];

      if (!g_str_equal (worker->owner, owner))
        continue;

      *n_requests += g_hash_table_size (worker->requests);
      if (chosen == NULL
          || g_hash_table_size (worker->requests) < g_hash_table_size (chosen->requests))
        chosen = worker;
    }

  return chosen;
}

/* Puts the relay's token in the place of the program's. */
static void
replace_token (MqRelayRequest *self, JsonObject *params, gboolean wants_progress)
{
  JsonObject *meta = mq_json_get_object (params, "_meta");

  if (meta == NULL || !json_object_has_member (meta, "progressToken"))
    return;

  self->token = json_node_copy (json_object_get_member (meta, "progressToken"));
  if (wants_progress)
    json_object_set_string_member (meta, "progressToken", self->id);
  else
    json_object_remove_member (meta, "progressToken");
}

/**
 * mq_mcp_relay_send:
 * @owner: id of the program's account, "" for none
 * @message: a request of the program; changed
 * @wants_progress: whether progress can be told to it
 * @error: of %MQ_MCP_ERROR: %MQ_MCP_ERROR_NO_WORKER, %MQ_MCP_ERROR_BUSY
 *
 * Hands a request to a worker of the account.
 *
 * Returns: (transfer full) (nullable): the request; freed before it is answered, it is cancelled
 */
MqRelayRequest *
mq_mcp_relay_send (MqMcpRelay *self, const char *owner, MqMcpMessage *message,
                   gboolean wants_progress, GError **error)
{
  guint n_requests;
  MqRelayWorker *worker = choose_worker (self, owner, &n_requests);
  MqRelayRequest *request;

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
  replace_token (request, message->params, wants_progress);
  g_hash_table_insert (worker->requests, request->id, request);
  mailbox_put (&worker->mailbox,
               mq_json_new ("jsonrpc:s id:s method:s params:o", "2.0", request->id, message->method,
                            json_object_ref (message->params)));
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

/* Programs of an account may use the same ids, and without sessions nothing tells them apart.
 * Returns: (nullable): the request, if there is exactly one */
static MqRelayRequest *
find_only (MqMcpRelay *self, const char *owner, JsonNode *program_id)
{
  MqRelayRequest *found = NULL;

  for (guint i = 0; i < self->workers->len; i++)
    {
      MqRelayWorker *worker = self->workers->pdata[i];
      GHashTableIter iter;
      gpointer value;

      if (!g_str_equal (worker->owner, owner))
        continue;

      g_hash_table_iter_init (&iter, worker->requests);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          MqRelayRequest *request = value;

          if (!request->is_legacy || !json_node_equal (request->program_id, program_id))
            continue;
          if (found != NULL)
            return NULL;
          found = request;
        }
    }

  return found;
}

/**
 * mq_mcp_relay_cancel:
 * @owner: id of the program's account, "" for none
 * @program_id: the program's id of a request
 *
 * Cancels the request of the account that has this id, unless several have it.
 */
void
mq_mcp_relay_cancel (MqMcpRelay *self, const char *owner, JsonNode *program_id)
{
  MqRelayRequest *request = find_only (self, owner, program_id);

  if (request == NULL)
    return;

  withdraw (request);
  request->is_cancelled = TRUE;
  mailbox_notify (&request->mailbox);
}

void
mq_relay_request_free (MqRelayRequest *self)
{
  withdraw (self);
  g_clear_pointer (&self->answer, json_object_unref);
  g_clear_pointer (&self->token, json_node_unref);
  json_node_unref (self->program_id);
  mailbox_clear (&self->mailbox);
  g_free (self->id);
  g_free (self);
}

/**
 * mq_relay_request_take:
 *
 * Returns: (transfer full) (nullable): the next message of progress
 */
char *
mq_relay_request_take (MqRelayRequest *self)
{
  return mailbox_take (&self->mailbox);
}

/**
 * mq_relay_request_wait:
 *
 * Returns: (transfer full): resolves when there is progress, or an answer, or none will come
 */
DexFuture *
mq_relay_request_wait (MqRelayRequest *self)
{
  return dex_ref (DEX_FUTURE (self->mailbox.news));
}

/**
 * mq_relay_request_get_answer:
 *
 * Returns: (transfer none) (nullable): the answer, with the program's id
 */
JsonObject *
mq_relay_request_get_answer (MqRelayRequest *self)
{
  return self->answer;
}

/**
 * mq_relay_request_is_lost:
 *
 * Returns: whether the worker has left without an answer
 */
gboolean
mq_relay_request_is_lost (MqRelayRequest *self)
{
  return self->worker == NULL && self->answer == NULL && !self->is_cancelled;
}

/**
 * mq_relay_request_is_cancelled:
 *
 * Returns: whether mq_mcp_relay_cancel() has cancelled it, so that no answer will come
 */
gboolean
mq_relay_request_is_cancelled (MqRelayRequest *self)
{
  return self->is_cancelled;
}
