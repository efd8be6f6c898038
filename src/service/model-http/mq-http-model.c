/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqHttpModel, see mq-http-model.h: sends requests, repeats failed ones, adapts them to what the
 * server supports, and checks that the answer has the requested form. */
#include "service/model-http/mq-http-model.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/events/mq-sse.h"
#include "common/http/mq-http.h"
#include "common/http/mq-oauth-scope.h"
#include "common/json/mq-json.h"
#include "service/model-http/mq-answer-parser.h"
#include "service/model-http/mq-model-dialect.h"
#include "service/model-http/mq-model-failure.h"
#include "service/model-http/mq-prompt-fallback.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * MqHttpExchange:
 * @session: the model's HTTP session
 * @dialect: the format of requests and events
 * @uri: the address
 * @key: (nullable): the provider's key
 * @ca_file: (nullable): certificates that are trusted beside the system's
 * @wait: the function that waits; replaced in tests
 * @wait_data: for @wait
 * @silence_ms: milliseconds without a byte after which the connection counts as cut
 * @quiet_ms: milliseconds without an event after which @quiet is called, on the main thread
 * @builder: receives the answer
 */
typedef struct
{
  SoupSession *session;
  const MqModelDialect *dialect;
  GUri *uri;
  const char *key;
  const char *ca_file;
  MqHttpModelWaitFunc wait;
  gpointer wait_data;
  guint silence_ms;
  guint quiet_ms;
  void (*quiet) (gpointer quiet_data);
  gpointer quiet_data;
  DexFuture **timer; /* of @quiet_ms; NULL: @quiet was called */
  MqAnswerBuilder *builder;
} MqHttpExchange;

/* One HTTP exchange with a model: sends a request once and reads its stream to the end into an
 * MqAnswerBuilder. It has its own time-outs, since a model may think for minutes before its first
 * byte, and keep-alive comments count as activity. */

#define CHUNK 32768
#define MAX_ERROR_BODY (64 * 1024) /* bytes read of an error response */
#define STACK (256 * 1024)         /* bytes: fibers that read JSON */
#define MAX_TRIES 6                /* attempts at a busy provider: about half a minute */
#define FIRST_DELAY 1000           /* ms, doubled with each attempt */
#define MAX_DELAY 30000            /* ms */
#define MAX_CORRECTIONS 2          /* answers that are sent back with what is wrong */
#define MAX_ADAPTIONS 8            /* changes of one request to suit a server */
#define CACHE_WRITE_PRICE 1.25     /* times the price of input, according to Anthropic */

struct _MqHttpModel
{
  GObject parent_instance;

  const MqModelProvider *provider;
  const MqModelDialect *dialect;
  char *name;
  char *model;
  GUri *uri;
  GUri *longer_uri; /* with “/v1”, until one of the two has answered as a model */
  char *ca_file;
  SoupSession *session;

  char *key;
  MqModelKeyFunc find_key;
  gpointer key_data;
  GDestroyNotify key_destroy;

  double price_input;
  double price_output;
  double price_cached;
  guint silence_ms;
  guint quiet_ms;
  MqHttpModelWaitFunc wait;
  gpointer wait_data;

  MqModelOptions model_options;
  gboolean limit_renamed;
};

/* One request with all its attempts, until it is answered. */
typedef struct
{
  MqHttpModel *self;
  MqModelRequest *request;
  MqClientGate *gate; /* (nullable) */
  MqModelDelta delta;
  MqModelRetryFunc retry;
  gpointer user_data;
  GDestroyNotify destroy;

  gint64 began;
  MqModelUsage spent;
  guint attempts; /* failed attempts that were repeated, without adaptions */
  guint tries;    /* of these, attempts at a busy provider */
  guint adaptions;
  gboolean cut;
  guint corrections;
  JsonArray *rejected; /* answers that could not be used */
} Ask;

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
                                ngettext ("no part of an answer came for %u second",
                                          "no part of an answer came for %u seconds",
                                          MQ_HTTP_MODEL_KEPT_ALIVE),
                                MQ_HTTP_MODEL_KEPT_ALIVE);
}

/* Comments, which keep a connection alive, and single bytes must not go on as long as the run may.
 */
static DexFuture *
kept_alive (const MqHttpExchange *self)
{
  return dex_future_finally (
      self->wait (MQ_HTTP_MODEL_WAIT_KEPT_ALIVE, MQ_HTTP_MODEL_KEPT_ALIVE * 1000, self->wait_data),
      only_kept_alive_cb, NULL, NULL);
}

/* From the request on, and from each event: a byte a second does not put it off. */
static void
begin_quiet (const MqHttpExchange *self)
{
  DexFuture *wait = self->wait (MQ_HTTP_MODEL_WAIT_QUIET, self->quiet_ms, self->wait_data);

  dex_clear (self->timer);
  *self->timer = dex_future_finally (wait, only_kept_alive_cb, NULL, NULL);
}

/* Awaits @future, and says once that nothing comes.
 * Returns: (transfer full): @future, which is over, or dropped */
static DexFuture *
await_noisily (const MqHttpExchange *self, DexFuture *future)
{
  if (*self->timer == NULL)
    return future;

  dex_await (dex_future_first (dex_ref (future), dex_ref (*self->timer), NULL), NULL);
  if (dex_future_is_pending (future))
    {
      self->quiet (self->quiet_data);
      dex_clear (self->timer);
    }
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
                                _ ("no connection was made"));
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

/* Returns the next bytes, unless @limit rejects before. NULL without a failure: the end of the
 * stream, or dropped. */
static GBytes *
read_some (const MqHttpExchange *self, GInputStream *stream, DexFuture *limit, DexFuture *dropped,
           MqModelFailure *failure)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (
      await_noisily (self, mq_fiber_unless (
                               dropped, dex_future_first (dex_input_stream_read_bytes (
                                                              stream, CHUNK, G_PRIORITY_DEFAULT),
                                                          silence (self), dex_ref (limit), NULL))),
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
  g_autoptr (DexFuture) end = kept_alive (self);
  GBytes *bytes;

  while (text->len < limit && (bytes = read_some (self, stream, end, dropped, failure)) != NULL)
    {
      gsize size;
      const char *data = g_bytes_get_data (bytes, &size);

      g_string_append_len (text, data, (gssize)MIN (size, limit - text->len));
      g_bytes_unref (bytes);
    }

  return text;
}

static gboolean
push (const MqHttpExchange *self, MqSseParser *parser, const char *data, gsize size,
      MqModelFailure *failure)
{
  g_autoptr (GError) error = NULL;

  if (!mq_sse_parser_push (parser, data, size, &error))
    return mq_model_failure_set_dialect (failure, self->builder->provider, error->message);

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

/* Whether nothing came that a model server of this dialect sends. */
static gboolean
is_empty (const MqHttpExchange *self)
{
  return self->builder->size == 0 && self->builder->usage.input == 0 && !self->builder->finished;
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
        {
          const char *type = soup_message_headers_get_content_type (
              soup_message_get_response_headers (message), NULL);
          g_auto (MqModelFailure) last = MQ_MODEL_FAILURE_INIT;

          /* The last event may lack its blank line. Half an event counts as a cut connection, not
           * as a malformed answer. */
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
          begin_quiet (self);
        }
    }

  return !is_empty (self) || self->builder->thoughts > 0
         || mq_model_failure_set_cut (failure, self->builder->provider,
                                      _ ("the server closed it before the first word"));
}

static gboolean
read_answer (const MqHttpExchange *self, SoupMessage *message, GInputStream *stream,
             DexFuture *dropped, MqModelFailure *failure)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  guint status = soup_message_get_status (message);
  g_autoptr (GString) body = NULL;

  if (status != SOUP_STATUS_OK)
    {
      const char *to = soup_message_headers_get_one (headers, "Location");

      /* An incomplete error body is good enough. */
      body = read_text (self, stream, MAX_ERROR_BODY, dropped, failure);
      if (!dex_future_is_pending (dropped)
          || !mq_model_failure_check_content (failure, message, body->str, body->len))
        return FALSE;

      if (SOUP_STATUS_IS_REDIRECTION (status))
        mq_model_failure_set_message (failure, self->builder->provider, SOUP_STATUS_NOT_FOUND, NULL,
                                      to != NULL ? to : "", self->key);
      else
        mq_model_failure_set_status (failure, self->builder->provider, status, headers, body->str,
                                     self->key);
      return FALSE;
    }

  if (!mq_model_failure_check_content (failure, message, "", 0))
    return FALSE;
  if (g_strcmp0 (type, "application/json") != 0)
    return read_stream (self, message, stream, dropped, failure);

  /* A server that does not stream answers with one JSON object. */
  body = read_text (self, stream, MQ_ANSWER_BUILDER_MAX + 1, dropped, failure);
  if (body->len > MQ_ANSWER_BUILDER_MAX)
    return mq_model_failure_set_dialect (failure, self->builder->provider, _ ("it does not end"));
  if (failure->error != NULL || !dex_future_is_pending (dropped))
    return FALSE;
  if (!mq_model_failure_check_content (failure, message, body->str, body->len)
      || !self->dialect->apply (self->builder, body->str, failure))
    return FALSE;

  return self->builder->finished
         || mq_model_failure_set_not_model (failure, self->uri,
                                            /* Translators: an address answers with … */
                                            _ ("other data"));
}

/* Runs on a fiber. Closes the connection at once when @dropped rejects, or when the answer was
 * not read to its end. @body: JSON; @dropped: rejects when the answer is no longer needed;
 * @failure: empty; filled when the exchange fails. Returns: whether the builder holds an answer;
 * %FALSE without an error in @failure when it was dropped */
static gboolean
http_exchange_run (const MqHttpExchange *self, GBytes *body, DexFuture *dropped,
                   MqModelFailure *failure)
{
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (SOUP_METHOD_POST, self->uri);
  gboolean *started = g_rc_box_new0 (gboolean);
  g_autoptr (GInputStream) stream = NULL;
  GError *error = NULL;
  gulong handler;
  gboolean good = FALSE;
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

  if (self->ca_file != NULL && !mq_http_trust (message, self->ca_file, &error))
    {
      g_rc_box_release (started);
      take_failure (self, error, dropped, failure);
      return FALSE;
    }

  begin_quiet (self);
  handler = g_signal_connect (message, "starting", G_CALLBACK (starting_cb), started);
  stream = dex_await_object (
      await_noisily (
          self, mq_fiber_unless (dropped,
                                 dex_future_first (
                                     mq_http_send (self->session, message), silence (self),
                                     dex_future_finally (
                                         self->wait (MQ_HTTP_MODEL_WAIT_CONNECT,
                                                     MQ_HTTP_MODEL_CONNECT * 1000, self->wait_data),
                                         connect_cb, g_rc_box_acquire (started), g_rc_box_release),
                                     NULL))),
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

static void mq_http_model_iface_init (MqModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MqHttpModel, mq_http_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_MODEL, mq_http_model_iface_init))

static void
mq_http_model_finalize (GObject *object)
{
  MqHttpModel *self = MQ_HTTP_MODEL (object);

  if (self->key_destroy != NULL)
    self->key_destroy (self->key_data);
  g_free (self->key);
  g_free (self->name);
  g_free (self->model);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_pointer (&self->longer_uri, g_uri_unref);
  g_free (self->ca_file);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (mq_http_model_parent_class)->finalize (object);
}

static void
mq_http_model_class_init (MqHttpModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_http_model_finalize;
}

static DexFuture *
wait_for_real (MqHttpModelWait what, guint milliseconds, gpointer user_data)
{
  return dex_timeout_new_msec ((int)milliseconds);
}

static void
mq_http_model_init (MqHttpModel *self)
{
  self->wait = wait_for_real;
}

/* Returns %NULL when it is not an HTTP or HTTPS address. */
static GUri *
make_uri (const char *base, const char *path)
{
  g_autofree char *all = mq_model_provider_join (base != NULL ? base : "", path);
  g_autoptr (GUri) uri = NULL;

  uri = g_uri_parse (all, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || !(g_str_equal (g_uri_get_scheme (uri), "http")
           || g_str_equal (g_uri_get_scheme (uri), "https")))
    return NULL;

  return g_steal_pointer (&uri);
}

/**
 * mq_http_model_new:
 * @endpoint: address, key and abilities of the model; copied
 *
 * Does not connect yet.
 *
 * Returns: (transfer full): a model
 */
MqHttpModel *
mq_http_model_new (const MqModelEndpoint *endpoint)
{
  const MqModelProvider *provider = endpoint->provider;
  const char *base = endpoint->base_url != NULL ? endpoint->base_url : provider->base_url;
  MqHttpModel *self;
  SoupSession *session;

  g_return_val_if_fail (provider != NULL && endpoint->model != NULL, NULL);

  self = g_object_new (MQ_TYPE_HTTP_MODEL, NULL);
  self->provider = provider;
  self->dialect = mq_model_dialect_get (provider);
  self->name = g_strdup_printf ("%s:%s", provider->id, endpoint->model);
  self->model = g_strdup (endpoint->model);
  self->uri = make_uri (base, self->dialect->path);
  if (base != NULL && mq_model_provider_lacks_path (base))
    {
      g_autofree char *longer = mq_model_provider_join (base, "/v1");

      self->longer_uri = make_uri (longer, self->dialect->path);
    }
  self->ca_file = g_strdup (endpoint->ca_file);

  /* libsoup's defaults (60 s of silence, two connections a host) would cut models that think for
   * long and block parallel writers. */
  session = soup_session_new_with_options ("timeout", 0, "idle-timeout", 60, "max-conns", 64,
                                           "max-conns-per-host", 32, "user-agent",
                                           "Maquette/" MQ_VERSION, NULL);
  /* A compressed stream arrives late, and may unpack to any size. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);

  /* A proxy cannot reach this machine's loopback address. */
  if (self->uri != NULL && mq_http_is_loopback (self->uri))
    soup_session_set_proxy_resolver (session, NULL);
  self->session = session;

  self->key = g_strdup (endpoint->key);
  self->find_key = endpoint->key == NULL ? endpoint->find_key : NULL;
  self->key_data = endpoint->key_data;
  self->key_destroy = endpoint->key_destroy;

  self->price_input = provider->local ? 0 : endpoint->price_input;
  self->price_output = provider->local ? 0 : endpoint->price_output;
  self->price_cached = provider->local || endpoint->price_cached < 0 ? self->price_input
                                                                     : endpoint->price_cached;
  self->silence_ms
      = 1000 * (endpoint->silence_seconds > 0 ? endpoint->silence_seconds : MQ_HTTP_MODEL_SILENCE);

  self->quiet_ms = endpoint->quiet_ms > 0 ? endpoint->quiet_ms : MQ_HTTP_MODEL_QUIET;

  self->model_options.unsupported
      = (endpoint->pictures == MQ_MODEL_ABILITY_NO ? MQ_MODEL_UNSUPPORTED_PICTURES : 0)
        | (endpoint->tools == MQ_MODEL_ABILITY_NO ? MQ_MODEL_UNSUPPORTED_TOOLS : 0)
        | (endpoint->schema == MQ_MODEL_ABILITY_NO ? MQ_MODEL_UNSUPPORTED_SCHEMA : 0);
  self->model_options.model = self->model;
  self->model_options.limit = g_str_equal (provider->id, "openai")
                                      || g_str_equal (provider->id, "openrouter")
                                  ? MQ_MODEL_LIMIT_COMPLETION
                                  : MQ_MODEL_LIMIT_PLAIN;
  return self;
}

/* For tests, which must not depend on real time. @wait: the function that waits from now on;
 * @user_data: for @wait; must outlive @self. */
void
mq_http_model_set_wait (MqHttpModel *self, MqHttpModelWaitFunc wait, gpointer user_data)
{
  g_return_if_fail (MQ_IS_HTTP_MODEL (self) && wait != NULL);

  self->wait = wait;
  self->wait_data = user_data;
}

static const char *
get_name (MqModel *model)
{
  return MQ_HTTP_MODEL (model)->name;
}

static MqModelAbilities
get_abilities (MqModel *model)
{
  guint unsupported = MQ_HTTP_MODEL (model)->model_options.unsupported;

  return (MqModelAbilities){ .pictures = (unsupported & MQ_MODEL_UNSUPPORTED_PICTURES) == 0,
                             .tools = (unsupported & MQ_MODEL_UNSUPPORTED_TOOLS) == 0,
                             .schema = (unsupported & MQ_MODEL_UNSUPPORTED_SCHEMA) == 0 };
}

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  if (ask->destroy != NULL)
    ask->destroy (ask->user_data);
  g_clear_pointer (&ask->rejected, json_array_unref);
  g_clear_object (&ask->gate);
  g_object_unref (ask->request);
  g_object_unref (ask->self);
  g_free (ask);
}

/* Returns: whether the request can be sent; the model has its key then, if it needs one */
static gboolean
prepare (Ask *ask, DexFuture *dropped, GError **error)
{
  MqHttpModel *self = ask->self;
  const char *variable = self->provider->key_variable;
  guint pictures;

  if (self->uri == NULL)
    {
      g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_NOT_FOUND,
                   _ ("%s has no address that can be used"), self->provider->title);
      return FALSE;
    }

  mq_prompt_fallback_measure (ask->request, &pictures);
  if (!get_abilities (MQ_MODEL (self)).pictures && pictures > 0)
    {
      g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_REQUEST,
                   /* Translators: %s: the name of a model */
                   _ ("%s does not support pictures"), self->model);
      return FALSE;
    }

  if (self->key == NULL && self->find_key != NULL)
    {
      g_autoptr (DexFuture) finding = mq_fiber_unless (dropped, self->find_key (self->key_data));
      g_autofree char *found = NULL;
      g_autoptr (GError) why = NULL;

      dex_await (dex_future_first (
                     dex_ref (finding),
                     self->wait (MQ_HTTP_MODEL_WAIT_KEY, MQ_HTTP_MODEL_KEY, self->wait_data), NULL),
                 NULL);
      /* The keyring may ask for its password where nobody looks. */
      if (dex_future_is_pending (finding) && ask->retry != NULL)
        {
          g_autoptr (GError) waiting
              = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY,
                             _ ("Waiting for the system’s keyring to be unlocked (or set %s)"),
                             variable != NULL ? variable : "MAQUETTE_API_KEY");

          ask->retry (waiting, 1, 0, ask->user_data);
        }

      found = dex_await_string (g_steal_pointer (&finding), &why);
      /* A server that needs no key is asked without one where the keyring does not answer. */
      if (why != NULL
          && (self->provider->needs_key || !g_error_matches (why, MQ_ERROR, MQ_ERROR_TIMEOUT)))
        {
          g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY,
                       _ ("The key of %s cannot be read: %s"), self->provider->title, why->message);
          return FALSE;
        }
      if (self->key == NULL && found != NULL && *g_strstrip (found) != '\0')
        self->key = g_steal_pointer (&found);
    }

  if (self->key == NULL && self->provider->needs_key)
    {
      g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY,
                   /* Translators: %s: "Anthropic", then "ANTHROPIC_API_KEY" */
                   _ ("There is no key for %s\nEnter it in Preferences → Models, or set %s."),
                   self->provider->title, self->provider->key_variable);
      return FALSE;
    }

  /* It becomes an HTTP header: one line of visible characters. */
  if (self->key != NULL && *self->key != '\0' && !mq_oauth_is_value (self->key, G_MAXSIZE))
    {
      g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY,
                   _ ("The key for %s is not valid: it contains spaces or unusual characters"),
                   self->provider->title);
      return FALSE;
    }

  return TRUE;
}

static DexFuture *
write_fiber (gpointer body)
{
  g_autofree char *text = mq_json_object_to_string (body, FALSE);
  gsize length = strlen (text);

  return dex_future_new_take_boxed (G_TYPE_BYTES,
                                    g_bytes_new_take (g_steal_pointer (&text), length));
}

/* Returns: estimated tokens, for providers that do not report them */
static gint64
prompt_fallback_estimate (MqModelRequest *request)
{
  guint pictures;
  gsize bytes = mq_prompt_fallback_measure (request, &pictures);

  return (gint64)((bytes + 3) / 4 + pictures * MQ_PROMPT_FALLBACK_PICTURE);
}

/* Counts the usage of an attempt, as far as it was received. */
static void
spend (Ask *ask, MqModelRequest *request, const MqAnswerBuilder *builder)
{
  MqHttpModel *self = ask->self;
  MqModelUsage usage = builder->usage;
  gint64 fresh;

  if (usage.input == 0 && builder->size == 0)
    return;

  if (usage.input == 0)
    usage.input = prompt_fallback_estimate (request);
  if (usage.output == 0)
    usage.output = (gint64)(builder->size + 3) / 4;
  usage.cached = MIN (usage.cached, usage.input);
  fresh = MAX (0, usage.input - usage.cached - builder->cache_written);

  /* The provider's own price counts, where it says one. */
  if ((usage.cost < 0 || self->provider->local)
      && (self->price_input < 0 || self->price_output < 0))
    usage.cost = -1;
  else if (usage.cost < 0 || self->provider->local)
    usage.cost = ((double)fresh * self->price_input
                  + (double)builder->cache_written * self->price_input * CACHE_WRITE_PRICE
                  + (double)usage.cached * self->price_cached
                  + (double)usage.output * self->price_output)
                 / 1e6;

  ask->spent.calls++;
  ask->spent.input += usage.input;
  ask->spent.output += usage.output;
  ask->spent.cached += usage.cached;
  ask->spent.cost = ask->spent.cost < 0 || usage.cost < 0 ? -1 : ask->spent.cost + usage.cost;
}

/* The request is repeated at “/v1”, which people leave out of an address, or without
 * something that the server does not support. */
static gboolean
adapt (Ask *ask, const MqModelFailure *failure, guint used)
{
  MqHttpModel *self = ask->self;
  MqModelOptions *options = &self->model_options;
  /* LM Studio answers with status 200. */
  gboolean is_other = failure->error->code == MQ_MODEL_ERROR_NOT_FOUND
                      || failure->error->code == MQ_MODEL_ERROR_ADDRESS
                      || (failure->words != NULL
                          && strstr (failure->words, "unexpected endpoint") != NULL);
  MqModelUnsupported feature;

  if (self->longer_uri != NULL && is_other)
    {
      g_uri_unref (self->uri);
      self->uri = g_steal_pointer (&self->longer_uri);
      return TRUE;
    }

  if (ask->adaptions++ >= MAX_ADAPTIONS)
    return FALSE;

  feature = mq_model_failure_get_unsupported (failure, used);
  if (feature != MQ_MODEL_UNSUPPORTED_MAX_TOKENS)
    {
      options->unsupported |= feature;
      return feature != MQ_MODEL_UNSUPPORTED_NONE;
    }

  /* max_tokens has two names; a server may accept either or none. */
  if (failure->most_tokens > 0
      && (options->most_tokens == 0 || failure->most_tokens < options->most_tokens))
    options->most_tokens = failure->most_tokens;
  else if (self->dialect != &mq_model_dialect_openai || options->limit == MQ_MODEL_LIMIT_NONE)
    return FALSE;
  else if (self->limit_renamed)
    options->limit = MQ_MODEL_LIMIT_NONE;
  else
    {
      self->limit_renamed = TRUE;
      options->limit = options->limit == MQ_MODEL_LIMIT_PLAIN ? MQ_MODEL_LIMIT_COMPLETION
                                                              : MQ_MODEL_LIMIT_PLAIN;
    }
  return TRUE;
}

static void
report_retry (Ask *ask, const GError *why, guint milliseconds)
{
  ask->attempts++;
  if (ask->retry != NULL)
    ask->retry (why, ask->attempts + 1, milliseconds, ask->user_data);
}

/* Replaces the request by one that reports the problem and asks for a corrected answer. */
static void
correct (Ask *ask, MqModelRequest *correction, const GError *why)
{
  ask->corrections++;
  g_set_object (&ask->request, correction);
  report_retry (ask, why, 0);
}

/* Whether to ask again after @failure; waits as long as that takes. */
static gboolean
once_more (Ask *ask, MqModelFailure *failure, DexFuture *dropped)
{
  guint delay;

  if (failure->again == MQ_MODEL_RETRY_ONCE && !ask->cut)
    {
      ask->cut = TRUE;
      report_retry (ask, failure->error, 0);
      return TRUE;
    }

  if (failure->again == MQ_MODEL_RETRY_CORRECTED && ask->corrections == 0)
    {
      const char *said = strchr (failure->error->message, '\n');
      g_autofree char *problem = g_strconcat (
          "The server could not parse it: ", said != NULL ? said + 1 : "no JSON", NULL);
      g_autoptr (MqModelRequest) correction = mq_prompt_fallback_add_correction (ask->request, "",
                                                                                 NULL, problem);

      /* llama.cpp fails each time where the form and the model's template do not go together. */
      if (ask->request->schema != NULL)
        ask->self->model_options.unsupported |= MQ_MODEL_UNSUPPORTED_SCHEMA;
      correct (ask, correction, failure->error);
      return TRUE;
    }

  if (failure->again != MQ_MODEL_RETRY_LATER || ++ask->tries >= MAX_TRIES
      || failure->wait_ms > MQ_MODEL_FAILURE_MAX_WAIT)
    return FALSE;

  /* Doubled with each attempt, then a random value between half and all of it, so that clients
   * refused together do not return together. A wait that the provider asks for is kept. */
  if (failure->wait_ms > 0)
    delay = (guint)failure->wait_ms + (guint)g_random_int_range (0, 250);
  else
    delay = (guint)(MIN ((double)MAX_DELAY, FIRST_DELAY * (double)(1u << (ask->tries - 1)))
                    * g_random_double_range (0.5, 1));
  report_retry (ask, failure->error, delay);

  /* The result is ignored: the next attempt notices that it was dropped. */
  dex_await (mq_fiber_unless (
                 dropped, ask->self->wait (MQ_HTTP_MODEL_WAIT_RETRY, delay, ask->self->wait_data)),
             NULL);
  return TRUE;
}

/* Not an attempt: the model may only be slow. */
static void
report_quiet (gpointer data)
{
  Ask *ask = data;
  guint seconds = MAX (ask->self->quiet_ms / 1000, 1);
  g_autoptr (GError) why = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_BUSY,
                                        ngettext ("No answer for %u second, still waiting",
                                                  "No answer for %u seconds, still waiting",
                                                  seconds),
                                        seconds);

  if (ask->retry != NULL)
    ask->retry (why, 1, 0, ask->user_data);
}

/* One attempt: builds the request, sends it and reads the answer. */
static MqAnswerBuilder *
try_once (Ask *ask, DexFuture *dropped, MqModelFailure *failure, guint *used)
{
  MqHttpModel *self = ask->self;
  MqModelAbilities abilities = get_abilities (MQ_MODEL (self));
  g_autoptr (MqModelRequest) said = mq_prompt_fallback_apply (
      ask->request, !abilities.tools, !abilities.schema,
      (self->model_options.unsupported & MQ_MODEL_UNSUPPORTED_SYSTEM) != 0);
  g_autoptr (MqAnswerBuilder) builder = mq_answer_builder_new (self->provider);
  g_autofree char *key = g_strdup (self->key);
  g_autoptr (JsonObject) body = self->dialect->build (said, &self->model_options, used);
  g_autoptr (GBytes) bytes = dex_await_boxed (
      mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), STACK, write_fiber, body, NULL),
      &failure->error);
  g_autoptr (DexFuture) timer = NULL;
  MqHttpExchange exchange = {
    .session = self->session,
    .dialect = self->dialect,
    .uri = self->uri,
    .key = key,
    .ca_file = self->ca_file,
    .wait = self->wait,
    .wait_data = self->wait_data,
    .silence_ms = self->silence_ms,
    .quiet_ms = self->quiet_ms,
    .quiet = report_quiet,
    .quiet_data = ask,
    .timer = &timer,
    .builder = builder,
  };
  gint64 read;
  gint64 sent;
  gboolean good;

  if (bytes == NULL)
    return NULL;

  builder->secret = key;
  builder->answer_tool = said->schema_name;
  builder->delta = ask->delta;
  builder->delta_data = ask->user_data;
  good = http_exchange_run (&exchange, bytes, dropped, failure);
  spend (ask, said, builder);

  /* Ollama silently cuts a request that is longer than its context (4,096 tokens by default): it
   * drops the beginning, instructions first, and answers the rest. It then reports half of its
   * context and at most a few tokens more as read (ollama/ollama#17427, #17889). English and code
   * have fewer than 6 bytes a token. */
  read = builder->usage.input;
  sent = prompt_fallback_estimate (said);
  if (good && builder->refused)
    mq_model_failure_set_refused (failure, builder->refusal->len > 0 ? builder->refusal->str
                                                                     : builder->text->str);
  else if (good && g_str_equal (self->provider->id, "ollama") && read >= 1024 && read % 512 <= 8
           && (gint64)mq_prompt_fallback_measure (said, NULL) / 6 > read)
    {
      good = FALSE;
      mq_model_failure_clear (failure);
      failure->error = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_CONTEXT,
                                    /* Translators: %s: "Ollama", then numbers of tokens */
                                    _ ("%s cut off the beginning of the request: it read %d of "
                                       "about %d tokens\nStart it with "
                                       "OLLAMA_CONTEXT_LENGTH=32768"),
                                    self->provider->title, (int)MIN (read, G_MAXINT),
                                    (int)MIN (sent, G_MAXINT));
    }

  builder->secret = builder->answer_tool = NULL;
  return good && !builder->refused ? g_steal_pointer (&builder) : NULL;
}

/* The error of the whole request, with what it used up. */
static DexFuture *
reject_request (Ask *ask, GError *error)
{
  if (error->domain == MQ_MODEL_ERROR)
    mq_model_error_set_spent (error, &ask->spent, ask->rejected);
  return dex_future_new_for_error (error);
}

static DexFuture *
ask_fiber (gpointer data, DexFuture *dropped)
{
  Ask *ask = data;
  MqHttpModel *self = ask->self;

  for (;;)
    {
      g_auto (MqModelFailure) failure = MQ_MODEL_FAILURE_INIT;
      g_autoptr (MqAnswerBuilder) builder = NULL;
      g_autoptr (MqModelAnswer) answer = NULL;
      g_autoptr (MqModelRequest) correction = NULL;
      g_autofree char *words = NULL;
      const char *problem;
      GError *error = NULL;
      guint used = 0;

      /* Also when it is repeated: whoever wanted the answer may be gone since. */
      if (ask->gate != NULL)
        dex_await (mq_fiber_unless (dropped, mq_client_gate_pass (ask->gate)), NULL);
      if (!dex_future_is_pending (dropped))
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "%s", _ ("Stopped"));
      if (!prepare (ask, dropped, &error))
        return reject_request (ask, error);

      builder = try_once (ask, dropped, &failure, &used);
      if (builder == NULL && failure.error == NULL)
        continue; /* dropped */
      if (builder == NULL)
        {
          if (adapt (ask, &failure, used) || once_more (ask, &failure, dropped))
            continue;
          if (failure.error->code == MQ_MODEL_ERROR_KEY && self->find_key != NULL)
            g_clear_pointer (&self->key, g_free);
          return reject_request (ask, g_steal_pointer (&failure.error));
        }

      answer = mq_answer_parser_parse (
          &(MqAnswerParser){
              .request = ask->request,
              .builder = builder,
              .model = self->name,
              .tools_in_words = !get_abilities (MQ_MODEL (self)).tools,
              .schema_in_words = !get_abilities (MQ_MODEL (self)).schema,
              .usage = ask->spent,
              .seconds = (double)(g_get_monotonic_time () - ask->began) / G_USEC_PER_SEC,
              .corrections_left = MAX_CORRECTIONS - ask->corrections,
          },
          &correction, &error);
      if (answer != NULL)
        {
          answer->thoughts = g_strdup (builder->thinking->str);
          answer->rejected = g_steal_pointer (&ask->rejected);
          return dex_future_new_take_object (g_steal_pointer (&answer));
        }

      words = mq_answer_builder_dup_words (builder);
      problem = strchr (error->message, '\n');
      if (ask->rejected == NULL)
        ask->rejected = json_array_new ();
      json_array_add_object_element (
          ask->rejected,
          mq_json_new ("text:s problem:s", words, problem != NULL ? problem + 1 : error->message));
      if (correction == NULL)
        return reject_request (ask, error);

      correct (ask, correction, error);
      g_clear_error (&error);
    }
}

static DexFuture *
ask (MqModel *model, MqModelRequest *request, MqModelDelta delta, MqModelRetryFunc retry,
     gpointer user_data, GDestroyNotify destroy)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->self = g_object_ref (MQ_HTTP_MODEL (model));
  ask->request = g_object_ref (request);
  g_set_object (&ask->gate, request->gate);
  ask->delta = delta;
  ask->retry = retry;
  ask->user_data = user_data;
  ask->destroy = destroy;
  ask->began = g_get_monotonic_time ();
  return mq_fiber_spawn_droppable (STACK, ask_fiber, ask, ask_free);
}

static void
mq_http_model_iface_init (MqModelInterface *iface)
{
  iface->get_name = get_name;
  iface->get_abilities = get_abilities;
  iface->ask = ask;
}
