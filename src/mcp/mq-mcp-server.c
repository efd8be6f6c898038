/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpServer, see mq-mcp-server.h. */
#include "mcp/mq-mcp-server.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>
#include <string.h>

#define STACK (256 * 1024)
/* Requests that are answered at once. */
#define MAX_CALLS 32
/* ms between two messages of progress. */
#define PROGRESS_INTERVAL 200
#define MAX_CLIENT 64 /* bytes of a client's name */

/* The first revision whose tools have structured results. */
#define STRUCTURED "2025-06-18"

/* How a request is answered. */
typedef enum
{
  REVISION_LEGACY,
  REVISION_MODERN,
} Revision;

struct _MqMcpServer
{
  GObject parent_instance;

  MqMcpOffer offer;
  MqMcpSend send;
  gpointer user_data;
  GHashTable *calls; /* text of an id → DexPromise, which rejects when the call is dropped */
  GPtrArray *fibers; /* of the calls */
  char *client;
  gboolean is_initialized;
  gboolean is_text_only; /* it opened with a revision before %STRUCTURED */
  gboolean is_stopped;
};

/* A request on its fiber. */
typedef struct
{
  MqMcpServer *server;
  MqMcpMessage *message;
  const MqMcpMethod *method;
  Revision revision;
  DexPromise *dropped;
} Request;

G_DEFINE_FINAL_TYPE (MqMcpServer, mq_mcp_server, G_TYPE_OBJECT)

static void
mq_mcp_server_finalize (GObject *object)
{
  MqMcpServer *self = MQ_MCP_SERVER (object);

  g_clear_pointer (&self->offer.capabilities, json_object_unref);
  g_clear_pointer (&self->offer.extensions, json_object_unref);
  g_hash_table_unref (self->calls);
  g_ptr_array_unref (self->fibers);
  g_free (self->client);

  G_OBJECT_CLASS (mq_mcp_server_parent_class)->finalize (object);
}

static void
mq_mcp_server_class_init (MqMcpServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_mcp_server_finalize;
}

static void
mq_mcp_server_init (MqMcpServer *self)
{
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dex_unref);
  self->fibers = g_ptr_array_new_with_free_func (dex_unref);
}

/* @offer: what it offers; copied, but for strings and tables; @send: sends a line to the client;
 * @user_data: for @send. Returns: (transfer full): a server for one client */
MqMcpServer *
mq_mcp_server_new (const MqMcpOffer *offer, MqMcpSend send, gpointer user_data)
{
  MqMcpServer *self = g_object_new (MQ_TYPE_MCP_SERVER, NULL);

  self->offer = *offer;
  self->offer.capabilities = json_object_ref (offer->capabilities);
  if (offer->extensions != NULL)
    json_object_ref (offer->extensions);
  self->send = send;
  self->user_data = user_data;
  return self;
}

gpointer
mq_mcp_server_get_data (MqMcpServer *self)
{
  return self->offer.data;
}

/* Returns: (nullable): what the client calls itself, such as "zed"; %NULL until it has */
const char *
mq_mcp_server_get_client (MqMcpServer *self)
{
  return self->client;
}

static void
send_take (MqMcpServer *self, char *line)
{
  g_autofree char *owned = line;

  if (!self->is_stopped)
    self->send (owned, self->user_data);
}

static void
introduce (MqMcpServer *self, const char *name)
{
  self->client = g_strdelimit (mq_text_clean (name, MAX_CLIENT), "\n\t", ' ');
  if (self->offer.introduce != NULL)
    self->offer.introduce (self);
}

/* Messages come from several programs, which need not open with `initialize` here, and whose own
 * names do not count: none gets what another one may do. @name: of all its programs together. */
void
mq_mcp_server_set_relayed (MqMcpServer *self, const char *name)
{
  self->is_initialized = TRUE;
  introduce (self, name);
}

static void
note_client (MqMcpServer *self, JsonObject *info)
{
  const char *name = mq_json_get_string (info, "name", NULL);

  if (name != NULL && self->client == NULL)
    introduce (self, name);
}

static JsonObject *
make_server_info (MqMcpServer *self)
{
  return mq_json_new ("name:s title:s version:s", "maquette", self->offer.title, MQ_VERSION);
}

static JsonObject *
initialize (MqMcpServer *self, JsonObject *params)
{
  const char *wanted = mq_json_get_string (params, "protocolVersion", MQ_MCP_LEGACY);
  const char *spoken = mq_mcp_is_legacy_revision (wanted) ? wanted : MQ_MCP_LEGACY;

  note_client (self, mq_json_get_object (params, "clientInfo"));
  self->is_initialized = TRUE;
  self->is_text_only = strcmp (spoken, STRUCTURED) < 0;
  return mq_json_new ("protocolVersion:s capabilities:O serverInfo:o instructions:s", spoken,
                      self->offer.capabilities, make_server_info (self), self->offer.instructions);
}

static gboolean
read_revision (MqMcpServer *self, MqMcpMessage *message, Revision *revision, GError **error)
{
  JsonObject *meta = mq_json_get_object (message->params, "_meta");
  const char *version = mq_mcp_message_get_revision (message);

  *revision = version != NULL ? REVISION_MODERN : REVISION_LEGACY;
  if (version == NULL)
    return self->is_initialized || g_str_equal (message->method, "initialize")
           || g_str_equal (message->method, "ping")
           || (g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS,
                            "“_meta” has no “" MQ_MCP_META
                            "protocolVersion”, and nothing opened with "
                            "“initialize”"),
               FALSE);

  if (!g_str_equal (version, MQ_MCP_MODERN))
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_VERSION,
                   "The revision “%s” is not spoken here", version);
      return FALSE;
    }
  if (!mq_mcp_message_check_meta (message, error))
    return FALSE;

  note_client (self, mq_json_get_object (meta, MQ_MCP_META "clientInfo"));
  return TRUE;
}

static void
answer_error (MqMcpServer *self, MqMcpMessage *message, const GError *error)
{
  const char *const versions[] = { MQ_MCP_MODERN };
  JsonObject *meta = mq_json_get_object (message->params, "_meta");
  const char *uri = mq_json_get_string (message->params, "uri", NULL);
  JsonObject *data = NULL;

  if (g_error_matches (error, MQ_MCP_ERROR, MQ_MCP_ERROR_VERSION))
    data = mq_json_new ("supported:a requested:s", mq_json_from_strings (versions, 1),
                        mq_json_get_string (meta, MQ_MCP_META "protocolVersion", ""));
  else if (uri != NULL)
    data = mq_json_new ("uri:s", uri);
  send_take (self, mq_mcp_message_make_error (message->id,
                                              error->domain == MQ_MCP_ERROR ? error->code
                                                                            : MQ_MCP_ERROR_INTERNAL,
                                              error->message, data));
}

static void
answer (MqMcpServer *self, MqMcpMessage *message, JsonObject *result, Revision revision,
        gint64 ttl_ms)
{
  if (revision == REVISION_MODERN)
    {
      /* MCP 2026-07-28 wants these members of each result. */
      if (!json_object_has_member (result, "_meta"))
        json_object_set_object_member (result, "_meta", json_object_new ());
      json_object_set_object_member (mq_json_get_object (result, "_meta"), MQ_MCP_META "serverInfo",
                                     make_server_info (self));
      if (!json_object_has_member (result, "resultType"))
        json_object_set_string_member (result, "resultType", "complete");
      if (ttl_ms >= 0 && !json_object_has_member (result, "ttlMs"))
        mq_json_add (result, "ttlMs:l cacheScope:s", ttl_ms, "private");
    }

  send_take (self, mq_mcp_message_make_result (message->id, result));
}

/* The same id as a number and as a string is two ids. */
static char *
make_key (JsonNode *id)
{
  return json_node_get_value_type (id) == G_TYPE_STRING
             ? g_strdup_printf ("\"%s", json_node_get_string (id))
             : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (id));
}

static void
request_free (Request *self)
{
  g_object_unref (self->server);
  mq_mcp_message_free (self->message);
  dex_unref (self->dropped);
  g_free (self);
}

static DexFuture *
request_fiber (gpointer data)
{
  Request *self = data;
  MqMcpServer *server = self->server;
  JsonObject *meta = mq_json_get_object (self->message->params, "_meta");
  MqMcpCall call = { .server = server,
                     .params = self->message->params,
                     .is_text_only = server->is_text_only && self->revision == REVISION_LEGACY,
                     .dropped = DEX_FUTURE (self->dropped),
                     .progress = -1 };
  g_autofree char *key = make_key (self->message->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) result = NULL;

  if (meta != NULL && json_object_has_member (meta, "progressToken"))
    call.token = json_object_get_member (meta, "progressToken");
  if (server->offer.admit == NULL || server->offer.admit (&call, &error))
    result = self->method->run (&call, &error);
  g_clear_handle_id (&call.interval, g_source_remove);
  g_clear_pointer (&call.untold, json_object_unref);
  g_hash_table_remove (server->calls, key);

  /* Nothing is sent for what was cancelled. */
  if (dex_future_is_rejected (DEX_FUTURE (self->dropped)))
    return dex_future_new_true ();

  /* Nothing waits any longer for it to be dropped. */
  dex_promise_resolve_boolean (self->dropped, FALSE);
  if (result != NULL)
    answer (server, self->message, g_steal_pointer (&result), self->revision, self->method->ttl_ms);
  else
    answer_error (server, self->message, error);

  return dex_future_new_true ();
}

static DexFuture *
forget_fiber (DexFuture *future, gpointer user_data)
{
  MqMcpServer *self = user_data;

  for (guint i = self->fibers->len; i > 0; i--)
    if (!dex_future_is_pending (self->fibers->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->fibers, i - 1);

  return dex_future_new_true ();
}

/* Takes @message. */
static void
handle_request (MqMcpServer *self, MqMcpMessage *message)
{
  g_autoptr (MqMcpMessage) owned = message;
  g_autofree char *key = make_key (message->id);
  const MqMcpMethod *method = self->offer.methods;
  g_autoptr (GError) error = NULL;
  Revision revision;

  if (g_hash_table_contains (self->calls, key))
    g_set_error (&error, MQ_MCP_ERROR, MQ_MCP_ERROR_REQUEST,
                 "A request with this id is still being answered");
  else if (g_hash_table_size (self->calls) >= MAX_CALLS)
    g_set_error (&error, MQ_MCP_ERROR, MQ_MCP_ERROR_BUSY,
                 "%d requests are being answered; ask again when one of them is", MAX_CALLS);
  if (error != NULL || !read_revision (self, message, &revision, &error))
    {
      answer_error (self, message, error);
      return;
    }

  while (method->name != NULL && !g_str_equal (method->name, message->method))
    method++;

  if (revision == REVISION_LEGACY && g_str_equal (message->method, "initialize"))
    answer (self, message, initialize (self, message->params), revision, -1);
  else if (revision == REVISION_LEGACY && g_str_equal (message->method, "ping"))
    answer (self, message, json_object_new (), revision, -1);
  else if (revision == REVISION_MODERN && g_str_equal (message->method, "server/discover"))
    {
      const char *const versions[] = { MQ_MCP_MODERN };
      JsonObject *capabilities = mq_json_copy_object (self->offer.capabilities);

      mq_json_add (capabilities, "extensions:O?", self->offer.extensions);
      answer (self, message,
              mq_json_new ("supportedVersions:a capabilities:o instructions:s ttlMs:l cacheScope:s",
                           mq_json_from_strings (versions, 1), capabilities,
                           self->offer.instructions, (gint64)0, "private"),
              revision, -1);
    }
  else if (method->name != NULL)
    {
      DexPromise *dropped = dex_promise_new ();
      Request *request = g_new0 (Request, 1);
      DexFuture *fiber;

      request->server = g_object_ref (self);
      request->message = g_steal_pointer (&owned);
      request->method = method;
      request->revision = revision;
      request->dropped = dex_ref (dropped);
      g_hash_table_replace (self->calls, g_steal_pointer (&key), dropped);
      fiber = mq_fiber_spawn (NULL, STACK, request_fiber, request, (GDestroyNotify)request_free);
      g_ptr_array_add (self->fibers, fiber);
      dex_future_disown (
          dex_future_finally (dex_ref (fiber), forget_fiber, g_object_ref (self), g_object_unref));
    }
  else
    {
      g_set_error (&error, MQ_MCP_ERROR, MQ_MCP_ERROR_METHOD, "There is no method “%.100s”",
                   message->method);
      answer_error (self, message, error);
    }
}

static void
drop (DexPromise *dropped)
{
  if (dex_future_is_pending (DEX_FUTURE (dropped)))
    dex_promise_reject (dropped, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Cancelled"));
}

/**
 * mq_mcp_server_receive:
 * @self: a server
 * @line: (nullable): a message of the client; %NULL: one that is longer than %MQ_MCP_MAX_MESSAGE
 * @length: bytes
 *
 * Begins to answer it.
 */
void
mq_mcp_server_receive (MqMcpServer *self, const char *line, gsize length)
{
  g_autofree char *refusal = NULL;
  MqMcpMessage *message;

  if (line == NULL)
    {
      send_take (self, mq_mcp_message_make_error (NULL, MQ_MCP_ERROR_PARSE,
                                                  "The message is longer than 4 MiB", NULL));
      return;
    }

  message = mq_mcp_message_parse (line, length, &refusal);
  if (message == NULL && refusal != NULL)
    send_take (self, g_steal_pointer (&refusal));
  if (message == NULL)
    return;

  if (message->id != NULL)
    handle_request (self, message);
  else
    {
      if (g_str_equal (message->method, "notifications/cancelled"))
        {
          JsonNode *id = json_object_get_member (message->params, "requestId");
          g_autofree char *key = mq_mcp_message_is_id (id) ? make_key (id) : NULL;
          DexPromise *dropped = key != NULL ? g_hash_table_lookup (self->calls, key) : NULL;

          if (dropped != NULL)
            drop (dropped);
        }
      mq_mcp_message_free (message);
    }
}

/**
 * mq_mcp_server_wait:
 * @self: a server that receives nothing more
 *
 * Returns: (transfer full): resolves when all that is being answered is
 */
DexFuture *
mq_mcp_server_wait (MqMcpServer *self)
{
  return self->fibers->len == 0
             ? dex_future_new_true ()
             : dex_future_allv ((DexFuture *const *)self->fibers->pdata, self->fibers->len);
}

/**
 * mq_mcp_server_stop:
 * @self: a server
 *
 * Drops what is still being answered; nothing is sent any more.
 *
 * Returns: (transfer full): resolves when all of it has ended
 */
DexFuture *
mq_mcp_server_stop (MqMcpServer *self)
{
  GHashTableIter iter;
  gpointer dropped;

  self->is_stopped = TRUE;
  g_hash_table_iter_init (&iter, self->calls);
  while (g_hash_table_iter_next (&iter, NULL, &dropped))
    drop (dropped);

  return mq_mcp_server_wait (self);
}

static gboolean on_progress_interval_ended (gpointer call);

static void
send_progress (MqMcpCall *self)
{
  send_take (self->server, mq_mcp_message_make_notification ("notifications/progress",
                                                             g_steal_pointer (&self->untold)));
  self->interval = g_timeout_add (PROGRESS_INTERVAL, on_progress_interval_ended, self);
}

static gboolean
on_progress_interval_ended (gpointer call)
{
  MqMcpCall *self = call;

  self->interval = 0;
  if (self->untold != NULL && !dex_future_is_rejected (self->dropped))
    send_progress (self);
  return G_SOURCE_REMOVE;
}

/* Tells the client, if it wants to know, at most five times a second, and always the newest: the
 * step that begins just after another may be the one that lasts. @done: how much is done; what is
 * not more than before is not told; @total: of how much; 0: unknown; @text: in words. */
void
mq_mcp_call_tell_progress (MqMcpCall *self, double done, double total, const char *text)
{
  if (self->on_progress != NULL)
    self->on_progress (text, self->progress_data);
  if (self->token == NULL || done <= self->progress || dex_future_is_rejected (self->dropped))
    return;

  self->progress = done;
  g_clear_pointer (&self->untold, json_object_unref);
  self->untold = mq_json_new ("progress:d message:s", done, text);
  json_object_set_member (self->untold, "progressToken", json_node_copy (self->token));
  if (total > 0)
    json_object_set_double_member (self->untold, "total", total);
  if (self->interval == 0)
    send_progress (self);
}
