/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBridge: JSON-RPC 2.0 in length-prefixed frames over a stream (docs/inside/bridge.md). One fiber
 * reads while the bridge is open and completes each request by the id of its response. Any
 * violation of the protocol closes the bridge, as framing cannot be recovered. */
#include "client/blender/mq-bridge.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEADER_BYTES 4
#define READ_CHUNK (256 * 1024)
#define MAX_ERROR_CHARS 4096
/* A value takes about eighty bytes in memory, and as little as two on the wire. */
#define MAX_VALUES 2000000

/* Error codes of docs/inside/bridge.md that callers distinguish; any other is a failed request. */
#define CODE_CANCELLED (-32005)
#define CODE_UNSUITABLE (-32006)

struct _MqBridge
{
  GObject parent_instance;

  GSocketConnection *connection;
  GHashTable *waiting; /* id → DexPromise */
  GQueue outgoing;     /* GBytes */
  GError *closed;      /* why it was closed, once it is */
  gint64 last_id;
  gboolean writing;
};

G_DEFINE_FINAL_TYPE (MqBridge, mq_bridge, G_TYPE_OBJECT)

enum
{
  SIGNAL_NOTIFICATION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
close_with (MqBridge *self, GError *reason)
{
  g_autoptr (GHashTable) waiting = NULL;
  GHashTableIter iter;
  gpointer promise;

  if (self->closed != NULL)
    {
      g_error_free (reason);
      return;
    }

  self->closed = reason;
  waiting = g_steal_pointer (&self->waiting);
  g_queue_clear_full (&self->outgoing, (GDestroyNotify)g_bytes_unref);

  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, NULL, &promise))
    dex_promise_reject (promise, g_error_copy (reason));

  /* Cancels the pending read and write, which ends the fibers; closing the connection would not. */
  if (self->connection != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
}

static void
mq_bridge_dispose (GObject *object)
{
  MqBridge *self = MQ_BRIDGE (object);

  mq_bridge_close (self);
  g_clear_error (&self->closed);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (mq_bridge_parent_class)->dispose (object);
}

static void
mq_bridge_class_init (MqBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_bridge_dispose;

  /**
   * MqBridge::notification:
   * @method: such as “progress”
   * @params: (type JsonObject): its parameters
   */
  signals[SIGNAL_NOTIFICATION] = g_signal_new ("notification", MQ_TYPE_BRIDGE, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                                               JSON_TYPE_OBJECT);
}

static void
mq_bridge_init (MqBridge *self)
{
  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, dex_unref);
  g_queue_init (&self->outgoing);
}

/* Handles one message; a violation of the protocol is an error. */
static gboolean
take_message (MqBridge *self, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonObject) message = NULL;
  g_autoptr (DexPromise) promise = NULL;
  g_autofree gint64 *key = NULL;
  const char *end = text + length;
  const char *method;
  JsonObject *params;
  JsonObject *result;
  JsonObject *failure;
  gint64 id;
  guint commas = 0;

  for (const char *comma = text; (comma = memchr (comma, ',', (gsize)(end - comma))) != NULL;
       comma++)
    if (++commas > MAX_VALUES)
      return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender's message holds more than %d values"),
                      MAX_VALUES);

  if (!(message = mq_json_parse_object (text, (gssize)length, error)))
    return FALSE;

  if ((method = mq_json_get_string (message, "method", NULL)) != NULL)
    {
      if ((params = mq_json_get_object (message, "params")) != NULL)
        g_signal_emit (self, signals[SIGNAL_NOTIFICATION], 0, method, params);
      return TRUE;
    }

  id = mq_json_get_int (message, "id", 0);
  if (!g_hash_table_steal_extended (self->waiting, &id, (gpointer *)&key, (gpointer *)&promise))
    return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender answered a request that was not made"));

  if ((result = mq_json_get_object (message, "result")) != NULL)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_init (&value, JSON_TYPE_OBJECT);
      g_value_set_boxed (&value, result);
      dex_promise_resolve (promise, &value);
    }
  else if ((failure = mq_json_get_object (message, "error")) != NULL)
    {
      const char *words = mq_json_get_string (failure, "message", _ ("Blender gave no reason"));
      g_autofree char *shortened
          = g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), (glong)MAX_ERROR_CHARS));
      gint64 code = mq_json_get_int (failure, "code", 0);
      MqError reason = MQ_ERROR_FAILED;

      if (code == CODE_CANCELLED)
        reason = MQ_ERROR_CANCELLED;
      else if (code == CODE_UNSUITABLE)
        reason = MQ_ERROR_BAD_INPUT;
      dex_promise_reject (promise, g_error_new_literal (MQ_ERROR, (int)reason, shortened));
    }
  else
    {
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_PROTOCOL,
                           _ ("Blender's answer has neither a result nor an error"));
      dex_promise_reject (promise, g_error_copy (*error));
      return FALSE;
    }

  return TRUE;
}

/* Awaits exactly @count more bytes. Memory grows with the bytes received, not with the announced
 * length. */
static gboolean
read_exactly (GInputStream *input, GByteArray *buffer, gsize count, GError **error)
{
  while (count > 0)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          dex_input_stream_read_bytes (input, MIN (count, READ_CHUNK), G_PRIORITY_DEFAULT), error);

      if (bytes == NULL)
        return FALSE;

      if (g_bytes_get_size (bytes) == 0)
        return mq_fail (error, MQ_ERROR_WORKER_LOST, _ ("Blender closed the connection"));

      g_byte_array_append (buffer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      count -= g_bytes_get_size (bytes);
    }

  return TRUE;
}

static DexFuture *
read_fiber (GWeakRef *bridge, GInputStream *input)
{
  g_autoptr (GByteArray) buffer = g_byte_array_new ();

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqBridge) self = NULL;
      guint32 length;
      gboolean whole;

      g_byte_array_set_size (buffer, 0);
      whole = read_exactly (input, buffer, HEADER_BYTES, &error);
      if (whole)
        {
          memcpy (&length, buffer->data, HEADER_BYTES);
          length = GUINT32_FROM_BE (length);
          g_byte_array_set_size (buffer, 0);
          if (length == 0 || length > MQ_BRIDGE_MAX_FRAME)
            whole = mq_fail (&error, MQ_ERROR_PROTOCOL,
                             _ ("Blender announced a message of %u bytes; 1 to %d are allowed"),
                             length, MQ_BRIDGE_MAX_FRAME);
          else
            whole = read_exactly (input, buffer, length, &error);
        }

      /* Referenced only between messages, so that an unused bridge is freed while this waits. */
      self = g_weak_ref_get (bridge);
      if (self == NULL || self->closed != NULL)
        break;

      if (!whole || !take_message (self, (const char *)buffer->data, buffer->len, &error))
        {
          /* Callers need not tell a broken pipe from a connection reset. */
          if (error->domain != MQ_ERROR)
            {
              g_clear_error (&error);
              g_set_error_literal (&error, MQ_ERROR, MQ_ERROR_WORKER_LOST,
                                   _ ("The connection to Blender broke"));
            }
          close_with (self, g_steal_pointer (&error));
          break;
        }

      /* Do not keep the memory of one huge message for the worker's whole life. */
      if (buffer->len > 4 * READ_CHUNK)
        {
          g_byte_array_unref (buffer);
          buffer = g_byte_array_new ();
        }
    }

  g_weak_ref_clear (bridge);
  g_free (bridge);
  return dex_future_new_true ();
}

/* Sends the queued messages in order. */
static DexFuture *
write_fiber (MqBridge *self)
{
  g_autoptr (GOutputStream) output
      = g_object_ref (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)));

  while (self->closed == NULL && !g_queue_is_empty (&self->outgoing))
    {
      g_autoptr (GBytes) bytes = g_queue_pop_head (&self->outgoing);

      while (g_bytes_get_size (bytes) > 0)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GBytes) whole = g_steal_pointer (&bytes);
          gint64 written = dex_await_int64 (
              dex_output_stream_write_bytes (output, whole, G_PRIORITY_DEFAULT), &error);

          if (error != NULL)
            {
              close_with (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_WORKER_LOST,
                                                     _ ("The connection to Blender broke")));
              return dex_future_new_false ();
            }

          bytes = g_bytes_new_from_bytes (whole, written, g_bytes_get_size (whole) - written);
        }
    }

  self->writing = FALSE;
  return dex_future_new_true ();
}

/**
 * mq_bridge_new:
 * @connection: a connection to Blender
 *
 * Returns: (transfer full): a new bridge
 */
MqBridge *
mq_bridge_new (GSocketConnection *connection)
{
  MqBridge *self;
  GWeakRef *reference;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (connection), NULL);

  self = g_object_new (MQ_TYPE_BRIDGE, NULL);
  self->connection = g_object_ref (connection);

  reference = g_new0 (GWeakRef, 1); /* the fiber frees it */
  g_weak_ref_init (reference, self);
  dex_future_disown (mq_fiber_spawn_with (
      NULL, MQ_FIBER_STACK, read_fiber, (G_TYPE_POINTER, reference),
      (G_TYPE_INPUT_STREAM, g_io_stream_get_input_stream (G_IO_STREAM (connection)))));
  return self;
}

/**
 * mq_bridge_call:
 * @self: a bridge
 * @method: a method of docs/inside/bridge.md
 * @params: (nullable) (transfer none): its arguments, an empty object when %NULL
 *
 * Returns: (transfer full): resolves to the result (`JSON_TYPE_OBJECT`). Rejects with
 *   %MQ_ERROR_FAILED or %MQ_ERROR_CANCELLED and the bridge's own message, %MQ_ERROR_PROTOCOL, or
 *   %MQ_ERROR_WORKER_LOST if the other side is gone.
 */
DexFuture *
mq_bridge_call (MqBridge *self, const char *method, JsonObject *params)
{
  g_autoptr (JsonObject) message = NULL;
  g_autofree char *text = NULL;
  DexPromise *promise;
  GByteArray *frame;
  guint32 header;
  gint64 id;

  dex_return_error_if_fail (MQ_IS_BRIDGE (self));
  dex_return_error_if_fail (method != NULL);

  if (self->closed != NULL)
    return dex_future_new_for_error (g_error_copy (self->closed));

  if (g_hash_table_size (self->waiting) >= MQ_BRIDGE_MAX_WAITING)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT,
                                  _ ("Blender has not yet answered %d earlier requests"),
                                  MQ_BRIDGE_MAX_WAITING);

  id = ++self->last_id;
  message = mq_json_new ("jsonrpc:s id:l method:s params:o", "2.0", id, method,
                         params != NULL ? json_object_ref (params) : json_object_new ());
  text = mq_json_object_to_string (message, FALSE);
  if (strlen (text) > MQ_BRIDGE_MAX_FRAME)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  _ ("The arguments of “%s” are larger than %d bytes"), method,
                                  MQ_BRIDGE_MAX_FRAME);

  promise = dex_promise_new ();
  g_hash_table_insert (self->waiting, g_memdup2 (&id, sizeof id), dex_ref (promise));

  header = GUINT32_TO_BE ((guint32)strlen (text));
  frame = g_byte_array_sized_new (HEADER_BYTES + strlen (text));
  g_byte_array_append (frame, (const guint8 *)&header, HEADER_BYTES);
  g_byte_array_append (frame, (const guint8 *)text, strlen (text));
  g_queue_push_tail (&self->outgoing, g_byte_array_free_to_bytes (frame));
  if (!self->writing)
    {
      self->writing = TRUE;
      dex_future_disown (mq_fiber_spawn_with (NULL, 0, write_fiber, (MQ_TYPE_BRIDGE, self)));
    }

  return DEX_FUTURE (promise);
}

/**
 * mq_bridge_close:
 * @self: a bridge
 *
 * Rejects all pending requests with %MQ_ERROR_WORKER_LOST.
 */
void
mq_bridge_close (MqBridge *self)
{
  g_return_if_fail (MQ_IS_BRIDGE (self));

  close_with (
      self, g_error_new_literal (MQ_ERROR, MQ_ERROR_WORKER_LOST, _ ("The connection was closed")));
}

/* Returns: whether the other side is known to be gone */
gboolean
mq_bridge_is_closed (MqBridge *self)
{
  g_return_val_if_fail (MQ_IS_BRIDGE (self), TRUE);

  return self->closed != NULL;
}
