/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP exchange with a model, see mq-http-exchange.h. It has its own time-outs, since a
 * model may think for minutes before its first byte, and keep-alive comments count as activity. */
#include "service/model-http/mq-http-exchange.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/events/mq-sse.h"

#include <glib/gi18n-lib.h>

#define CHUNK 32768
#define MAX_ERROR_BODY (64 * 1024) /* bytes read of an error response */

static DexFuture *
too_quiet_cb (DexFuture *waited, gpointer seconds)
{
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TIMEOUT,
                                ngettext ("nothing came for %u second",
                                          "nothing came for %u seconds",
                                          GPOINTER_TO_UINT (seconds)),
                                GPOINTER_TO_UINT (seconds));
}

static DexFuture *
silence (const MqHttpExchange *self)
{
  return dex_future_finally (
      self->wait (MQ_HTTP_MODEL_WAIT_SILENCE, self->silence_ms, self->wait_data), too_quiet_cb,
      GUINT_TO_POINTER (self->silence_ms / 1000), NULL);
}

static DexFuture *
only_kept_alive_cb (DexFuture *waited, gpointer data)
{
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TIMEOUT,
                                ngettext ("only comments came for %u second",
                                          "only comments came for %u seconds",
                                          MQ_HTTP_MODEL_KEPT_ALIVE),
                                MQ_HTTP_MODEL_KEPT_ALIVE);
}

/* Comments, which keep a connection alive, must not go on as long as the run may. */
static DexFuture *
kept_alive (const MqHttpExchange *self)
{
  return dex_future_finally (
      self->wait (MQ_HTTP_MODEL_WAIT_KEPT_ALIVE, MQ_HTTP_MODEL_KEPT_ALIVE * 1000, self->wait_data),
      only_kept_alive_cb, NULL, NULL);
}

/* Awaits @future, and says once that nothing comes.
 * Returns: (transfer full): @future, which is over, or dropped */
static DexFuture *
await_noisily (const MqHttpExchange *self, DexFuture *future)
{
  dex_await (dex_future_first (
                 dex_ref (future),
                 self->wait (MQ_HTTP_MODEL_WAIT_QUIET, self->quiet_ms, self->wait_data), NULL),
             NULL);
  if (dex_future_is_pending (future))
    self->quiet (self->quiet_data);
  return future;
}

static void
starting_cb (SoupMessage *message, gpointer started)
{
  *(gboolean *)started = TRUE;
}

/* After a connection is made in time, only the silence time-out applies. */
static DexFuture *
connect_cb (DexFuture *waited, gpointer started)
{
  if (*(gboolean *)started)
    return dex_future_new_infinite ();

  return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s",
                                _ ("no connection came about"));
}

static DexFuture *
connecting (const MqHttpExchange *self, gboolean *started)
{
  return dex_future_finally (
      self->wait (MQ_HTTP_MODEL_WAIT_CONNECT, MQ_HTTP_MODEL_CONNECT * 1000, self->wait_data),
      connect_cb, g_rc_box_acquire (started), g_rc_box_release);
}

static SoupMessage *
make_message (const MqHttpExchange *self, GBytes *body)
{
  SoupMessage *message = soup_message_new_from_uri (SOUP_METHOD_POST, self->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  /* A redirect would send the key to another server. HTTP/2 gains nothing with one stream a
   * connection. libsoup opens a new connection for each POST, so none is stale. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_set_force_http1 (message, TRUE);
  soup_message_headers_replace (headers, "Accept", "text/event-stream, application/json");
  self->dialect->authorize (headers, self->key);
  /* Azure takes the key of a resource there, and tokens of people as bearers. */
  if (self->key != NULL && g_uri_get_query (self->uri) != NULL
      && g_str_has_prefix (g_uri_get_query (self->uri), "api-version="))
    soup_message_headers_replace (headers, "api-key", self->key);
  return message;
}

/* Fills @failure from the error of a failed wait, unless the exchange was dropped. */
static void
take_failure (const MqHttpExchange *self, GError *error, DexFuture *dropped,
              MqModelFailure *failure)
{
  g_autoptr (GError) owned = error;

  if (!dex_future_is_pending (dropped))
    return;

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT))
    mq_model_failure_set_cut (failure, self->builder->provider, error->message);
  else
    mq_model_failure_set_request (failure, self->builder->provider, self->uri, error);
}

/* Returns the next bytes, unless @limit, which can be NULL, rejects before. NULL without a failure:
 * the end of the stream, or dropped. */
static GBytes *
read_some (const MqHttpExchange *self, GInputStream *stream, DexFuture *limit, DexFuture *dropped,
           MqModelFailure *failure)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (
      await_noisily (
          self, mq_fiber_unless (
                    dropped, dex_future_first (
                                 dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT),
                                 silence (self), limit != NULL ? dex_ref (limit) : NULL, NULL))),
      &error);

  if (bytes == NULL)
    take_failure (self, error, dropped, failure);
  else if (g_bytes_get_size (bytes) == 0)
    return NULL;

  return g_steal_pointer (&bytes);
}

/* All that comes, up to @limit bytes. */
static GString *
read_text (const MqHttpExchange *self, GInputStream *stream, gsize limit, DexFuture *dropped,
           MqModelFailure *failure)
{
  GString *text = g_string_new (NULL);
  GBytes *bytes;

  while (text->len < limit && (bytes = read_some (self, stream, NULL, dropped, failure)) != NULL)
    {
      gsize size;
      const char *data = g_bytes_get_data (bytes, &size);

      g_string_append_len (text, data, (gssize)MIN (size, limit - text->len));
      g_bytes_unref (bytes);
    }

  return text;
}

static void
read_error (const MqHttpExchange *self, SoupMessage *message, GInputStream *stream,
            DexFuture *dropped, MqModelFailure *failure)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);
  g_autoptr (GString) body = read_text (self, stream, MAX_ERROR_BODY, dropped, failure);

  if (!dex_future_is_pending (dropped)
      || !mq_model_failure_check_content (failure, message, body->str, body->len))
    return;

  if (SOUP_STATUS_IS_REDIRECTION (status))
    {
      const char *to = soup_message_headers_get_one (headers, "Location");

      mq_model_failure_set_message (failure, self->builder->provider, SOUP_STATUS_NOT_FOUND, NULL,
                                    to != NULL ? to : "", self->key);
      return;
    }

  /* An incomplete error body is good enough. */
  mq_model_failure_set_status (failure, self->builder->provider, status, body->str, self->key);
  failure->wait_ms
      = mq_model_failure_read_wait (soup_message_headers_get_one (headers, "Retry-After"),
                                    soup_message_headers_get_one (headers, "retry-after-ms"));
}

static gboolean
apply_events (const MqHttpExchange *self, MqSseParser *parser, MqModelFailure *failure)
{
  for (;;)
    {
      g_autoptr (MqSseEvent) event = mq_sse_parser_pop (parser);

      if (event == NULL || self->builder->ended)
        return TRUE;
      if (*event->data == '\0')
        continue;
      if (!self->dialect->apply (self->builder, event->data, failure))
        return FALSE;
      self->builder->n_events++;
    }
}

static gboolean
push (const MqHttpExchange *self, MqSseParser *parser, const char *data, gsize size,
      MqModelFailure *failure)
{
  g_autoptr (GError) error = NULL;

  if (mq_sse_parser_push (parser, data, size, &error))
    return apply_events (self, parser, failure);

  return mq_model_failure_set_dialect (failure, self->builder->provider, error->message);
}

/* Whether nothing came that a model server of this dialect sends. */
static gboolean
is_empty (const MqHttpExchange *self)
{
  return self->builder->size == 0 && self->builder->usage.input == 0 && !self->builder->finished;
}

/* The last event may lack its blank line. Half an event counts as a cut connection, not as a
 * malformed answer. */
static gboolean
finish (const MqHttpExchange *self, SoupMessage *message, MqSseParser *parser,
        MqModelFailure *failure)
{
  const char *type
      = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  g_auto (MqModelFailure) last = MQ_MODEL_FAILURE_INIT;

  if (!push (self, parser, "\n\n", 2, &last) && last.error->code != MQ_MODEL_ERROR_ANSWER)
    {
      *failure = last;
      last = (MqModelFailure)MQ_MODEL_FAILURE_INIT;
      return FALSE;
    }

  if (self->builder->finished || self->builder->ended)
    return TRUE;

  if (is_empty (self) && g_strcmp0 (type, "text/event-stream") != 0)
    return mq_model_failure_set_not_model (failure, self->uri,
                                           /* Translators: an address answers with … */
                                           _ ("other text"));

  return mq_model_failure_set_cut (failure, self->builder->provider,
                                   _ ("the connection was closed"));
}

static gboolean
read_stream (const MqHttpExchange *self, SoupMessage *message, GInputStream *stream,
             DexFuture *dropped, MqModelFailure *failure)
{
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  g_autoptr (DexFuture) limit = kept_alive (self);
  gboolean is_first = TRUE;

  while (!self->builder->ended)
    {
      g_autoptr (GBytes) bytes = read_some (self, stream, limit, dropped, failure);
      guint n_events = self->builder->n_events;
      gsize size;
      const char *data;

      if (!dex_future_is_pending (dropped))
        return FALSE;
      if (bytes == NULL && failure->error == NULL)
        return finish (self, message, parser, failure);
      if (bytes == NULL)
        {
          /* The answer was complete; the server only failed to close its stream. */
          if (!self->builder->finished)
            return FALSE;
          mq_model_failure_clear (failure);
          return TRUE;
        }

      data = g_bytes_get_data (bytes, &size);
      if (is_first && !mq_model_failure_check_content (failure, message, data, size))
        return FALSE;

      is_first = FALSE;
      if (!push (self, parser, data, size, failure))
        return FALSE;
      if (self->builder->n_events > n_events)
        {
          dex_clear (&limit);
          limit = kept_alive (self);
        }
    }

  return !is_empty (self) || self->builder->thoughts > 0
         || mq_model_failure_set_cut (failure, self->builder->provider,
                                      _ ("the server ended it before the first word"));
}

/* A server that does not stream answers with one JSON object. */
static gboolean
read_whole (const MqHttpExchange *self, SoupMessage *message, GInputStream *stream,
            DexFuture *dropped, MqModelFailure *failure)
{
  g_autoptr (GString) all = read_text (self, stream, MQ_ANSWER_BUILDER_MAX + 1, dropped, failure);

  if (all->len > MQ_ANSWER_BUILDER_MAX)
    return mq_model_failure_set_dialect (failure, self->builder->provider, _ ("it does not end"));

  if (failure->error != NULL || !dex_future_is_pending (dropped))
    return FALSE;

  if (!mq_model_failure_check_content (failure, message, all->str, all->len)
      || !self->dialect->apply (self->builder, all->str, failure))
    return FALSE;

  return self->builder->finished
         || mq_model_failure_set_not_model (failure, self->uri,
                                            /* Translators: an address answers with … */
                                            _ ("other data"));
}

static gboolean
read_answer (const MqHttpExchange *self, SoupMessage *message, GInputStream *stream,
             DexFuture *dropped, MqModelFailure *failure)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (soup_message_get_status (message) != SOUP_STATUS_OK)
    {
      read_error (self, message, stream, dropped, failure);
      return FALSE;
    }

  if (!mq_model_failure_check_content (failure, message, "", 0))
    return FALSE;

  return g_strcmp0 (type, "application/json") == 0
             ? read_whole (self, message, stream, dropped, failure)
             : read_stream (self, message, stream, dropped, failure);
}

/* Runs on a fiber. Closes the connection at once when @dropped rejects, or when the answer was
 * not read to its end. @body: JSON; @dropped: rejects when the answer is no longer needed;
 * @failure: empty; filled when the exchange fails. Returns: whether the builder holds an answer;
 * %FALSE without an error in @failure when it was dropped */
gboolean
mq_http_exchange_run (const MqHttpExchange *self, GBytes *body, DexFuture *dropped,
                      MqModelFailure *failure)
{
  g_autoptr (SoupMessage) message = make_message (self, body);
  gboolean *started = g_rc_box_new0 (gboolean);
  g_autoptr (GInputStream) stream = NULL;
  GError *error = NULL;
  gulong handler;
  gboolean good = FALSE;

  if (self->ca_file != NULL && !mq_http_trust (message, self->ca_file, &error))
    {
      g_rc_box_release (started);
      take_failure (self, error, dropped, failure);
      return FALSE;
    }

  handler = g_signal_connect (message, "starting", G_CALLBACK (starting_cb), started);
  stream = dex_await_object (
      await_noisily (
          self, mq_fiber_unless (dropped, dex_future_first (mq_http_send (self->session, message),
                                                            silence (self),
                                                            connecting (self, started), NULL))),
      &error);

  if (stream == NULL)
    take_failure (self, error, dropped, failure);
  else
    {
      good = read_answer (self, message, stream, dropped, failure);
      /* Not waited for: the rest of the answer is not needed. */
      g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    }

  g_signal_handler_disconnect (message, handler);
  g_rc_box_release (started);
  return good;
}
