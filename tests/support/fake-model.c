/* A model's API that answers by a script, see fake-model.h. A server of its own, so that every byte
 * and every close is the test's. */
#include "support/fake-model.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "support/fake-model-answer.h"

#include <string.h>

#define MAX_REQUEST (64 * 1024 * 1024)

struct _MqFakeModel
{
  GObject parent_instance;

  GSocketService *service;
  guint16 port;
  char *url;
  JsonObject *script;
  GArray *taken; /* int: how often each exchange was */
  GPtrArray *requests;
  DexPromise *changed;
  DexPromise *go;
  guint n_connections;
};

G_DEFINE_FINAL_TYPE (MqFakeModel, mq_fake_model, G_TYPE_OBJECT)

static guint done_signal;

static void
request_free (gpointer data)
{
  MqFakeRequest *request = data;

  g_free (request->path);
  g_hash_table_unref (request->headers);
  g_clear_pointer (&request->body, json_object_unref);
  g_free (request->text);
  g_free (request);
}

static void
mq_fake_model_dispose (GObject *object)
{
  MqFakeModel *self = MQ_FAKE_MODEL (object);

  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);

  G_OBJECT_CLASS (mq_fake_model_parent_class)->dispose (object);
}

static void
mq_fake_model_finalize (GObject *object)
{
  MqFakeModel *self = MQ_FAKE_MODEL (object);

  g_free (self->url);
  json_object_unref (self->script);
  g_array_unref (self->taken);
  g_ptr_array_unref (self->requests);
  dex_clear (&self->changed);
  dex_clear (&self->go);

  G_OBJECT_CLASS (mq_fake_model_parent_class)->finalize (object);
}

static void
mq_fake_model_class_init (MqFakeModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_fake_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = mq_fake_model_finalize;

  done_signal = g_signal_new ("done", MQ_TYPE_FAKE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
mq_fake_model_init (MqFakeModel *self)
{
  self->taken = g_array_new (FALSE, TRUE, sizeof (int));
  self->requests = g_ptr_array_new_with_free_func (request_free);
  self->changed = dex_promise_new ();
  self->go = dex_promise_new ();
}

static void
announce (MqFakeModel *self)
{
  g_autoptr (DexPromise) changed = g_steal_pointer (&self->changed);

  self->changed = dex_promise_new ();
  dex_promise_resolve_boolean (changed, TRUE);
}

typedef struct
{
  MqFakeModel *self;
  GSocketConnection *connection;
  guint number;
  gboolean keep;
} Connection;

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  g_object_unref (connection->self);
  g_object_unref (connection->connection);
  g_free (connection);
}

/* All of a request; NULL when the client went away before that. */
static GString *
read_request (GInputStream *input, gsize *head_length)
{
  g_autoptr (GString) all = g_string_new (NULL);
  gsize wanted = G_MAXSIZE;

  while (all->len < wanted)
    {
      g_autoptr (GBytes) bytes
          = dex_await_boxed (dex_input_stream_read_bytes (input, 65536, G_PRIORITY_DEFAULT), NULL);
      const char *head;

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        return NULL;

      g_string_append_len (all, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
      if (all->str[0] == 0x16) /* TLS, which is not spoken here */
        return NULL;
      if (wanted == G_MAXSIZE && (head = strstr (all->str, "\r\n\r\n")) != NULL)
        {
          g_autofree char *small = g_ascii_strdown (all->str, head - all->str);
          const char *length = strstr (small, "\r\ncontent-length:");

          *head_length = (gsize)(head - all->str) + 4;
          wanted = *head_length + (length != NULL ? g_ascii_strtoull (length + 17, NULL, 10) : 0);
          g_assert_cmpuint (wanted, <, MAX_REQUEST);
        }
    }

  return g_steal_pointer (&all);
}

/* The key is compared and forgotten. */
static MqFakeRequest *
parse_request (MqFakeModel *self, GString *all, gsize head_length)
{
  MqFakeRequest *request = g_new0 (MqFakeRequest, 1);
  g_autofree char *head = g_strndup (all->str, head_length - 4);
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  g_auto (GStrv) words = g_strsplit (lines[0], " ", 3);
  const char *key = mq_json_get_string (self->script, "key", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", key, NULL);

  request->path = g_strdup (g_strv_length (words) > 1 ? words[1] : "");
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->text = g_strdup (all->str + head_length);
  request->body = mq_json_parse_object (request->text, -1, NULL);
  request->exchange = -1;
  request->key_right = key == NULL;

  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (lines[i], ": ", 2);
      g_autofree char *name = g_ascii_strdown (pair[0], -1);

      if (pair[1] == NULL)
        continue;
      if (g_str_equal (name, "authorization") || g_str_equal (name, "x-api-key"))
        {
          if (key != NULL)
            request->key_right = g_str_equal (pair[1], name[0] == 'a' ? bearer : key);
          g_hash_table_insert (request->headers, g_steal_pointer (&name), g_strdup ("…"));
        }
      else
        g_hash_table_insert (request->headers, g_steal_pointer (&name), g_strdup (pair[1]));
    }

  return request;
}

static gboolean
contains_all (JsonObject *exchange, const char *text)
{
  JsonArray *several = mq_json_get_array (exchange, "contains");
  const char *one = mq_json_get_string (exchange, "contains", NULL);

  for (guint i = 0; several != NULL && i < json_array_get_length (several); i++)
    if (strstr (text, mq_json_element_string (several, i)) == NULL)
      return FALSE;

  return one == NULL || strstr (text, one) != NULL;
}

static JsonObject *
take_exchange (MqFakeModel *self, MqFakeRequest *request, const char *dialect)
{
  JsonArray *all = mq_json_get_array (self->script, "exchanges");

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *exchange = mq_json_element_object (all, i);
      gint64 times = mq_json_get_int (exchange, "times", 1);
      int *taken = &g_array_index (self->taken, int, i);

      if ((times > 0 && *taken >= times)
          || !g_str_equal (mq_json_get_string (exchange, "dialect", dialect), dialect)
          || !contains_all (exchange, request->text))
        continue;

      (*taken)++;
      request->exchange = (int)i;
      return exchange;
    }

  return NULL;
}

/* FALSE when the client went away. */
static gboolean
put (Connection *connection, const char *bytes, gsize length)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection->connection));

  while (length > 0)
    {
      g_autoptr (GBytes) chunk = g_bytes_new (bytes, length);
      gint64 n = dex_await_int64 (dex_output_stream_write_bytes (output, chunk, G_PRIORITY_DEFAULT),
                                  NULL);

      if (n <= 0)
        return FALSE;
      bytes += n;
      length -= (gsize)n;
    }

  return TRUE;
}

static gboolean
put_text (Connection *connection, const char *text)
{
  return put (connection, text, strlen (text));
}

static gboolean
put_chunk (Connection *connection, const char *bytes, gsize length)
{
  g_autoptr (GString) chunk = g_string_new (NULL);

  g_string_append_printf (chunk, "%" G_GSIZE_MODIFIER "x\r\n", length);
  g_string_append_len (chunk, bytes, (gssize)length);
  g_string_append (chunk, "\r\n");
  return put (connection, chunk->str, chunk->len);
}

/* Waits; FALSE when the client goes away first. */
static gboolean
wait_unless_gone (Connection *connection, DexFuture *future)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection->connection));
  g_autoptr (DexFuture) gone = dex_input_stream_read_bytes (input, 1, G_PRIORITY_DEFAULT);

  dex_await (dex_future_first (dex_ref (gone), future, NULL), NULL);
  return dex_future_is_pending (gone);
}

static void
answer_error (Connection *connection, JsonObject *error)
{
  JsonObject *headers = mq_json_get_object (error, "headers");
  JsonObject *object = mq_json_get_object (error, "body");
  g_autofree char *json = object != NULL ? mq_json_object_to_string (object, FALSE) : NULL;
  const char *body = json != NULL ? json : mq_json_get_string (error, "body", "");
  g_autoptr (GString) head = g_string_new (NULL);

  g_string_append_printf (head, "HTTP/1.1 %d Said\r\nConnection: close\r\nContent-Length: %zu\r\n",
                          (int)mq_json_get_int (error, "status", 500), strlen (body));
  if (headers != NULL)
    {
      g_autoptr (GList) names = json_object_get_members (headers);

      for (GList *l = names; l != NULL; l = l->next)
        g_string_append_printf (head, "%s: %s\r\n", (const char *)l->data,
                                mq_json_get_string (headers, l->data, ""));
    }
  g_string_append (head, json != NULL ? "Content-Type: application/json\r\n\r\n" : "\r\n");
  put_text (connection, head->str);
  put_text (connection, body);
}

static void
refuse (Connection *connection, int status, const char *message)
{
  g_autoptr (JsonObject) error = json_object_new ();
  JsonObject *body = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_string_member (inner, "message", message);
  json_object_set_object_member (body, "error", inner);
  json_object_set_int_member (error, "status", status);
  json_object_set_object_member (error, "body", body);
  answer_error (connection, error);
}

/* FALSE when the client went away before all was sent. */
static gboolean
answer (Connection *connection, JsonObject *exchange, MqFakeRequest *request, gboolean anthropic)
{
  g_autoptr (GString) all = mq_fake_answer_write (exchange, request->body, anthropic);
  gint64 after = mq_json_get_int (exchange, "after", -1);
  const char *then = mq_json_get_string (exchange, "then", NULL);
  gsize split = (gsize)mq_json_get_int (exchange, "split", 0);
  gboolean keep = mq_json_get_boolean (exchange, "keep", FALSE);
  gint64 hold = mq_json_get_int (exchange, "hold_after", -1);
  gboolean whole = mq_json_get_boolean (exchange, "whole", FALSE);
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 200 OK\r\nConnection: %s\r\nContent-Type: %s\r\nTransfer-Encoding: "
      "chunked\r\n\r\n",
      keep ? "keep-alive" : "close",
      mq_json_get_string (exchange, "type", whole ? "application/json" : "text/event-stream"));

  if (after >= 0 && (gsize)after < all->len)
    g_string_truncate (all, (gsize)after);
  if (!put_text (connection, head))
    return FALSE;
  for (gsize at = 0; at < all->len;)
    {
      gsize n = split > 0 ? MIN (split, all->len - at) : all->len - at;

      if (hold >= 0 && (gint64)at < hold)
        n = MIN (n, (gsize)hold - at);
      else if (hold >= 0)
        {
          if (!wait_unless_gone (connection, dex_ref (DEX_FUTURE (connection->self->go))))
            return FALSE;
          hold = -1;
        }
      if (!put_chunk (connection, all->str + at, n))
        return FALSE;
      at += n;
    }

  if (g_strcmp0 (then, "silent") == 0)
    return wait_unless_gone (connection, dex_future_new_infinite ());
  if (g_strcmp0 (then, "cut") == 0)
    return TRUE;
  if (then != NULL && !put_chunk (connection, then, strlen (then)))
    return FALSE;

  connection->keep = keep;
  return put_text (connection, "0\r\n\r\n");
}

static void
list_models (Connection *connection)
{
  JsonArray *names = mq_json_get_array (connection->self->script, "models");
  g_autoptr (JsonObject) answer_json = json_object_new ();
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *data = json_array_new ();

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      JsonObject *model = json_object_new ();

      json_object_set_string_member (model, "id", mq_json_element_string (names, i));
      json_object_set_string_member (model, "object", "model");
      json_array_add_object_element (data, model);
    }
  json_object_set_string_member (body, "object", "list");
  json_object_set_array_member (body, "data", data);
  json_object_set_int_member (answer_json, "status", 200);
  json_object_set_object_member (answer_json, "body", g_steal_pointer (&body));
  answer_error (connection, answer_json);
}

static void
serve (Connection *connection, MqFakeRequest *request)
{
  MqFakeModel *self = connection->self;
  gboolean anthropic = g_str_has_suffix (request->path, "/messages");
  JsonObject *exchange;

  if (g_str_has_suffix (request->path, "/models"))
    {
      list_models (connection);
      return;
    }
  if (request->body == NULL || (!anthropic && !g_str_has_suffix (request->path, "/completions")))
    {
      refuse (connection, 404, "There is nothing here");
      return;
    }
  if (!request->key_right)
    {
      refuse (connection, 401, "That is not the key");
      return;
    }
  if (!(exchange = take_exchange (self, request, anthropic ? "anthropic" : "openai")))
    {
      refuse (connection, 400, "No exchange of the script fits this request");
      return;
    }

  if (mq_json_get_boolean (exchange, "deaf", FALSE))
    return;
  if (mq_json_get_boolean (exchange, "hold", FALSE)
      && !wait_unless_gone (connection, dex_ref (self->go)))
    request->closed_early = TRUE;
  else if (json_object_has_member (exchange, "error"))
    answer_error (connection, mq_json_get_object (exchange, "error"));
  else
    request->closed_early = !answer (connection, exchange, request, anthropic);
}

/* One request and its answer; FALSE when the connection is done with. */
static gboolean
serve_next (Connection *connection)
{
  MqFakeModel *self = connection->self;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection->connection));
  gsize head_length = 0;
  g_autoptr (GString) all = read_request (input, &head_length);
  MqFakeRequest *request;

  if (all == NULL)
    return FALSE;

  connection->keep = FALSE;
  request = parse_request (self, all, head_length);
  request->connection = connection->number;
  g_ptr_array_add (self->requests, request);
  announce (self);
  serve (connection, request);
  request->done = TRUE;
  g_signal_emit (self, done_signal, 0, request);
  announce (self);
  return connection->keep && !request->closed_early;
}

static DexFuture *
connection_fiber (gpointer data)
{
  Connection *connection = data;

  while (serve_next (connection))
    ;

  g_io_stream_close (G_IO_STREAM (connection->connection), NULL, NULL);
  return dex_future_new_true ();
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *socket, GObject *source, gpointer self)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->self = g_object_ref (self);
  connection->connection = g_object_ref (socket);
  connection->number = ++connection->self->n_connections;
  dex_future_disown (
      mq_fiber_spawn (NULL, 256 * 1024, connection_fiber, connection, connection_free));
  return TRUE;
}

/**
 * mq_fake_model_new:
 * @script: see fake-model.h
 *
 * Returns: (transfer full): a server that listens
 */
MqFakeModel *
mq_fake_model_new (JsonObject *script)
{
  MqFakeModel *self = g_object_new (MQ_TYPE_FAKE_MODEL, NULL);
  JsonArray *exchanges = mq_json_get_array (script, "exchanges");
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->script = json_object_ref (script);
  g_array_set_size (self->taken, exchanges != NULL ? json_array_get_length (exchanges) : 0);
  self->service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &address, &error))
    g_error ("%s", error->message);

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  self->url = g_strdup_printf ("http://127.0.0.1:%u/v1", self->port);
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (incoming_cb), self, 0);
  g_socket_service_start (self->service);
  return self;
}

/**
 * mq_fake_model_new_for_text:
 * @script: JSON with ' for "
 *
 * Returns: (transfer full): a server that listens
 */
MqFakeModel *
mq_fake_model_new_for_text (const char *script)
{
  g_autofree char *json = g_strdelimit (g_strdup (script), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = mq_json_parse_object (json, -1, &error);

  if (object == NULL)
    g_error ("%s: %s", error->message, json);

  return mq_fake_model_new (object);
}

const char *
mq_fake_model_get_url (MqFakeModel *self)
{
  return self->url;
}

guint16
mq_fake_model_get_port (MqFakeModel *self)
{
  return self->port;
}

GPtrArray *
mq_fake_model_get_requests (MqFakeModel *self)
{
  return self->requests;
}

DexFuture *
mq_fake_model_changed (MqFakeModel *self)
{
  return dex_ref (self->changed);
}

void
mq_fake_model_go (MqFakeModel *self)
{
  g_autoptr (DexPromise) go = g_steal_pointer (&self->go);

  self->go = dex_promise_new ();
  dex_promise_resolve_boolean (go, TRUE);
}
