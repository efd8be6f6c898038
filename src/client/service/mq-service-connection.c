/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceConnection: survives restarts of the service, see mq-service-connection.h. */
#include "client/service/mq-service-connection.h"

#include "client/service/mq-embedded-service.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-limits.h"
#include "common/events/mq-sse.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-memory-keys.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <libdex.h>
#include <libsoup/soup.h>
#include <string.h>

#define CHUNK (16 * 1024)
/* After this many restarts, assume that the request itself crashes the service. */
#define MAX_RESTARTS 3
#define MAX_OPEN_TRIES 3
/* s: a service at an address may be away for so long while a run is followed there: a computer
 * that sleeps, a network that changes. */
#define AWAY_SECONDS 600
#define MAX_DELAY_SECONDS 30
/* s: until a request that was refused for the moment is repeated. */
#define BUSY_SECONDS 5
/* How often our own service may be started again in one run, however much it has done since. */
#define MAX_RESTARTS_IN_ALL 50

typedef struct
{
  GWeakRef owner;
  GInputStream *stream;
} Registration;

struct _MqServiceConnection
{
  GObject parent_instance;

  char *id;  /* of this connection, at the service */
  char *url; /* NULL: the service of this user on this computer */
  MqServiceClient *client;
  DexFuture *registration; /* our registration; dropping it ends it */
  gboolean is_lost;        /* the service ended the registration: it has exited */
  DexFuture *reviving;     /* while the service is started again */
  guint restarts;          /* since the run was last a step further */
  guint restarts_in_all;
  gint64 away_since; /* monotonic, µs; 0: the service is there */
  gboolean follows_runs;
  gboolean waits_for_room;
  DexPromise *closing; /* rejects on close, and with it every wait */

  char *run; /* id of the run whose events are read */
  MqEventStream *stream;
  MqServiceClient
      *stream_client; /* the client of @stream, also after it broke; requests may use a newer one */
  gint64 last_event;
  guint64 n_bytes; /* of all events of @run with a number */
};

enum
{
  SIGNAL_RESTARTED,
  SIGNAL_AWAY,
  SIGNAL_RUNS,
  SIGNAL_QUIET,
  N_SIGNALS
};

typedef struct
{
  MqServiceConnection *connection;
  MqEventStream *stream;
} Reading;

static void
registration_free (gpointer data)
{
  Registration *self = data;

  g_weak_ref_clear (&self->owner);
  g_object_unref (self->stream);
  g_free (self);
}

G_DEFINE_FINAL_TYPE (MqServiceConnection, mq_service_connection, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
close_stream (MqServiceConnection *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->stream_client);
}

static void
mq_service_connection_finalize (GObject *object)
{
  MqServiceConnection *self = MQ_SERVICE_CONNECTION (object);

  close_stream (self);
  dex_clear (&self->registration);
  g_clear_object (&self->client);
  dex_clear (&self->reviving);
  dex_clear (&self->closing);
  g_free (self->id);
  g_free (self->url);
  g_free (self->run);

  G_OBJECT_CLASS (mq_service_connection_parent_class)->finalize (object);
}

static void
mq_service_connection_class_init (MqServiceConnectionClass *klass)
{
  mq_http_init ();
  G_OBJECT_CLASS (klass)->finalize = mq_service_connection_finalize;

  signals[SIGNAL_RESTARTED] = g_signal_new ("restarted", MQ_TYPE_SERVICE_CONNECTION,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                            G_TYPE_INT);
  signals[SIGNAL_AWAY] = g_signal_new ("away", MQ_TYPE_SERVICE_CONNECTION, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RUNS] = g_signal_new ("runs", MQ_TYPE_SERVICE_CONNECTION, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_ARRAY);
  signals[SIGNAL_QUIET] = g_signal_new ("quiet", MQ_TYPE_SERVICE_CONNECTION, G_SIGNAL_RUN_LAST, 0,
                                        g_signal_accumulator_true_handled, NULL, NULL,
                                        G_TYPE_BOOLEAN, 0);
}

static void
mq_service_connection_init (MqServiceConnection *self)
{
  self->id = mq_json_new_id ();
  self->closing = dex_promise_new ();
}

/**
 * mq_service_connection_new:
 *
 * Returns: (transfer full): a connection to the service of this user, not opened yet
 */
MqServiceConnection *
mq_service_connection_new (void)
{
  return g_object_new (MQ_TYPE_SERVICE_CONNECTION, NULL);
}

/**
 * mq_service_connection_new_for_url:
 * @url: the address of a service
 *
 * Returns: (transfer full): a connection to a service that is not ours
 */
MqServiceConnection *
mq_service_connection_new_for_url (const char *url)
{
  MqServiceConnection *self = g_object_new (MQ_TYPE_SERVICE_CONNECTION, NULL);

  self->url = g_strdup (url);
  return self;
}

/**
 * mq_service_connection_get_pid:
 * @self: a connection
 *
 * Returns: the process of our own service; 0 for one at an address
 */
GPid
mq_service_connection_get_pid (MqServiceConnection *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_CONNECTION (self), 0);

  return self->client != NULL ? mq_service_client_get_pid (self->client) : 0;
}

/**
 * mq_service_connection_get_id:
 * @self: a connection
 *
 * Returns: (transfer none): the id of this connection, which has its leads and keys
 */
const char *
mq_service_connection_get_id (MqServiceConnection *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_CONNECTION (self), NULL);

  return self->id;
}

/**
 * mq_service_connection_follow_runs:
 * @self: a connection that is not open yet
 *
 * Enables the signal `runs`.
 */
void
mq_service_connection_follow_runs (MqServiceConnection *self)
{
  g_return_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  self->follows_runs = TRUE;
}

/**
 * mq_service_connection_wait_for_room:
 * @self: a connection
 *
 * Has requests that are refused because the service is busy repeated until they are not, however
 * long that takes.
 */
void
mq_service_connection_wait_for_room (MqServiceConnection *self)
{
  g_return_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  self->waits_for_room = TRUE;
}

/* Rejects as soon as the connection is closed. */
static DexFuture *
while_open (MqServiceConnection *self, DexFuture *future)
{
  return mq_fiber_unless (DEX_FUTURE (self->closing), future);
}

/* One id for all connections of this program, because they share its keys. */
static const char *
get_program_id (void)
{
  static char *id;

  if (id == NULL)
    id = mq_json_new_id ();

  return id;
}

static DexFuture *
follow_fiber (gpointer user_data, DexFuture *dropped)
{
  Registration *self = user_data;
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  g_autoptr (GError) error = NULL;
  gsize length = 1;

  while (length > 0 && error == NULL)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          mq_fiber_unless (dropped,
                           dex_input_stream_read_bytes (self->stream, CHUNK, G_PRIORITY_DEFAULT)),
          &error);
      MqSseEvent *event;

      length = bytes != NULL ? g_bytes_get_size (bytes) : 0;
      if (length == 0
          || !mq_sse_parser_push (parser, g_bytes_get_data (bytes, NULL), length, &error))
        continue;

      while ((event = mq_sse_parser_pop (parser)) != NULL)
        {
          g_autoptr (MqServiceConnection) owner = g_weak_ref_get (&self->owner);
          g_autoptr (JsonObject) data = mq_json_parse_object (event->data, -1, NULL);
          JsonArray *runs = mq_json_get_array (data, "runs");

          if (owner != NULL && runs != NULL && g_str_equal (event->type, "runs"))
            g_signal_emit (owner, signals[SIGNAL_RUNS], 0, runs);
          mq_sse_event_free (event);
        }
    }

  if (dex_future_is_pending (dropped))
    {
      g_autoptr (MqServiceConnection) owner = g_weak_ref_get (&self->owner);

      if (owner != NULL)
        {
          owner->is_lost = TRUE;
          g_signal_emit (owner, signals[SIGNAL_RUNS], 0, NULL);
        }
    }

  return dex_future_new_true ();
}

/* Awaits. Only our own service gets the keys. */
static gboolean
enter (MqServiceConnection *self, MqServiceClient *client, GError **error)
{
  g_autoptr (JsonObject) keys = self->url == NULL ? mq_memory_keys_collect () : NULL;
  const char *program = get_program_id ();
  g_autoptr (JsonObject) body = mq_json_new ("id:s program:s runs:b keys:O?", self->id, program,
                                             self->follows_runs, keys);
  GInputStream *stream = dex_await_object (
      while_open (self, mq_service_client_open_stream (client, "/v1/clients", body)), error);
  Registration *registration;

  if (stream == NULL)
    return FALSE;

  /* A new service at the same socket does not know the registration. */
  registration = g_new0 (Registration, 1);
  g_weak_ref_init (&registration->owner, self);
  registration->stream = stream;
  dex_clear (&self->registration);
  self->registration = mq_fiber_spawn_droppable (MQ_FIBER_STACK, follow_fiber, registration,
                                                 registration_free);
  self->is_lost = FALSE;
  g_object_set_data (G_OBJECT (client), "mq-start-pipe", NULL);
  g_set_object (&self->client, client);
  return TRUE;
}

static DexFuture *
open_fiber (MqServiceConnection *self)
{
  g_autoptr (GError) error = NULL;

  /* A service that is about to exit may answer and be gone at the registration: try again. */
  for (guint i = 0; i < MAX_OPEN_TRIES; i++)
    {
      g_autoptr (MqServiceClient) client = NULL;
      g_autoptr (JsonObject) health = NULL;

      if (!dex_future_is_pending (DEX_FUTURE (self->closing)))
        return dex_ref (DEX_FUTURE (self->closing));

      g_clear_error (&error);
      if (self->url == NULL)
        client = dex_await_object (while_open (self, mq_embedded_service_connect ()), &error);
      else
        {
          /* We cannot start that one, and wait longer each time. */
          if (self->restarts > 0)
            dex_await (
                while_open (self, dex_timeout_new_seconds (
                                      MIN (1 << (MIN (self->restarts, 8) - 1), MAX_DELAY_SECONDS))),
                NULL);

          /* A restarted service on this computer has a new access token, which the new client
           * reads. */
          client = mq_service_client_new_for_url (self->url);
          health = dex_await_boxed (while_open (self, mq_service_client_get (client, "/v1/health")),
                                    &error);
          if (health == NULL)
            g_clear_object (&client);
        }

      if (client != NULL && enter (self, client, &error))
        return dex_future_new_true ();
      if (client == NULL || !g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
        break;
    }

  return dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * mq_service_connection_open:
 * @self: a connection
 *
 * Returns: (transfer full): resolves to %TRUE when the service listens; rejects with
 *   %MQ_ERROR_UNREACHABLE
 */
DexFuture *
mq_service_connection_open (MqServiceConnection *self)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, open_fiber, (MQ_TYPE_SERVICE_CONNECTION, self));
}

static gboolean
resolve_cb (gpointer promise)
{
  dex_promise_resolve_boolean (promise, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * mq_service_connection_close:
 * @self: a connection
 *
 * Rejects open requests and the wait for an event with %MQ_ERROR_CANCELLED.
 *
 * Returns: (transfer full): resolves to %TRUE when the cancelled requests have ended
 */
DexFuture *
mq_service_connection_close (MqServiceConnection *self)
{
  DexPromise *ended;

  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  close_stream (self);
  if (dex_future_is_pending (DEX_FUTURE (self->closing)))
    dex_promise_reject (self->closing,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));

  dex_clear (&self->registration);
  /* Low priority: cancelled reads end in GIO's sources, which come first. */
  ended = dex_promise_new ();
  g_idle_add_full (G_PRIORITY_LOW, resolve_cb, dex_ref (ended), dex_unref);
  return DEX_FUTURE (ended);
}

static gboolean
is_unreachable (const GError *error)
{
  return g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
}

/* Whether a stream had comments only, so that the events are asked for again. */
static gboolean
is_quiet (const GError *error)
{
  return g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT);
}

/* Waits for a while after a request was refused for the moment: a run that is followed outlasts a
 * service without a database. Awaits. @since: (inout): when that was first, 0: never
 *
 * Returns: whether to repeat it */
static gboolean
wait_for_room (MqServiceConnection *self, const GError *error, gint64 *since)
{
  gint64 now = g_get_monotonic_time ();

  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_BUSY))
    return FALSE;
  if (*since == 0)
    *since = now;
  if (!self->waits_for_room
      && (self->run == NULL || now - *since > (gint64)AWAY_SECONDS * G_USEC_PER_SEC))
    return FALSE;

  dex_await (while_open (self, dex_timeout_new_seconds (BUSY_SECONDS)), NULL);
  return dex_future_is_pending (DEX_FUTURE (self->closing));
}

static gboolean
may_try_again (MqServiceConnection *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->url == NULL || self->run == NULL)
    return self->restarts < MAX_RESTARTS && self->restarts_in_all < MAX_RESTARTS_IN_ALL;

  if (self->away_since == 0)
    self->away_since = now;
  return now - self->away_since < (gint64)AWAY_SECONDS * G_USEC_PER_SEC;
}

static DexFuture *
revive_fiber (MqServiceConnection *self)
{
  gboolean is_announced = self->away_since != 0;
  GError *error = NULL;

  while (may_try_again (self))
    {
      self->restarts++;
      self->restarts_in_all++;
      g_clear_error (&error);
      if (dex_await (mq_service_connection_open (self), &error))
        return dex_future_new_true ();

      /* A service at an address may be back in a moment. */
      if (self->url == NULL
          || !(is_unreachable (error) || g_error_matches (error, MQ_ERROR, MQ_ERROR_BUSY)))
        break;
      if (self->run != NULL && !is_announced)
        g_signal_emit (self, signals[SIGNAL_AWAY], 0);
      is_announced = TRUE;
    }

  if (error == NULL)
    {
      g_autofree char *log = self->url == NULL ? mq_embedded_service_dup_log () : g_strdup ("");
      const char *last_words = g_strstrip (log);

      g_strdelimit (log, "\n", ' ');
      mq_fail (&error, MQ_ERROR_UNREACHABLE,
               /* Translators: the second %s is what it said last, after a colon, or nothing */
               _ ("The agent service was lost %d times in this run%s%s\nFinished versions are "
                  "kept. Try again, and report it if it happens again"),
               self->restarts_in_all + 1, *last_words != '\0' ? ": " : "", last_words);
    }

  return dex_future_new_for_error (error);
}

/* Restarts the service, unless another request did so since @client failed. Awaits. */
static gboolean
revive (MqServiceConnection *self, MqServiceClient *client, GError **error)
{
  gboolean good;

  if (self->client != client)
    return TRUE;

  if (self->reviving != NULL)
    return dex_await (dex_ref (self->reviving), error);

  self->reviving = mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, revive_fiber,
                                        (MQ_TYPE_SERVICE_CONNECTION, self));
  good = dex_await (dex_ref (self->reviving), error);
  dex_clear (&self->reviving);
  if (good)
    g_signal_emit (self, signals[SIGNAL_RESTARTED], 0, mq_service_connection_get_pid (self));

  return good;
}

static DexFuture *
ask_fiber (MqServiceConnection *self, const char *method, const char *path, GBytes *body,
           const char *type)
{
  gint64 busy_since = 0;

  for (;;)
    {
      g_autoptr (MqServiceClient) client = g_object_ref (self->client);
      GError *error = NULL;
      JsonObject *answer = NULL;

      if (self->is_lost)
        mq_fail (&error, MQ_ERROR_UNREACHABLE, _ ("The agent service has ended"));
      else
        answer = dex_await_boxed (
            while_open (self, mq_service_client_send (client, method, path, body, type)), &error);

      if (answer != NULL)
        return dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer);

      if (is_unreachable (error))
        {
          g_clear_error (&error);
          if (!revive (self, client, &error))
            return dex_future_new_for_error (error);
        }
      else if (!wait_for_room (self, error, &busy_since))
        return dex_future_new_for_error (error);

      g_clear_error (&error);
    }
}

static DexFuture *
ask (MqServiceConnection *self, const char *method, const char *path, GBytes *body,
     const char *type)
{
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, ask_fiber, (MQ_TYPE_SERVICE_CONNECTION, self),
                              (G_TYPE_STRING, method), (G_TYPE_STRING, path), (G_TYPE_BYTES, body),
                              (G_TYPE_STRING, type));
}

/**
 * mq_service_connection_get:
 * @self: an open connection
 * @path: such as "/v1/runs/ID"
 *
 * Returns: (transfer full): as mq_service_client_send(), repeated if the service ended meanwhile
 */
DexFuture *
mq_service_connection_get (MqServiceConnection *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));
  dex_return_error_if_fail (self->client != NULL);

  return ask (self, SOUP_METHOD_GET, path, NULL, NULL);
}

/**
 * mq_service_connection_ask:
 * @self: an open connection
 * @path: such as "/v1/teams"
 * @body: (nullable): what to send
 * @settings: from mq_run_settings_new(): sent to our own service only
 *
 * Returns: (transfer full): as mq_service_client_send(), repeated if the service ended meanwhile
 */
DexFuture *
mq_service_connection_ask (MqServiceConnection *self, const char *path, JsonObject *body,
                           JsonObject *settings)
{
  g_autoptr (JsonObject) whole = body != NULL ? mq_json_copy_object (body) : json_object_new ();

  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  if (self->url == NULL)
    json_object_set_object_member (whole, "settings", json_object_ref (settings));

  return body == NULL && self->url != NULL ? mq_service_connection_get (self, path)
                                           : mq_service_connection_post (self, path, whole);
}

/**
 * mq_service_connection_post:
 * @self: an open connection
 * @path: such as "/v1/runs"
 * @body: what to send
 *
 * Returns: (transfer full): as mq_service_client_send(), repeated if the service ended meanwhile
 */
DexFuture *
mq_service_connection_post (MqServiceConnection *self, const char *path, JsonObject *body)
{
  char *text = mq_json_object_to_string (body, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));
  dex_return_error_if_fail (self->client != NULL);

  return ask (self, SOUP_METHOD_POST, path, bytes, "application/json");
}

/**
 * mq_service_connection_upload:
 * @self: an open connection
 * @method: (type utf8): "POST" or "PUT", a literal
 * @path: such as "/v1/runs/ID/pictures?reference=1"
 * @body: a file
 * @type: its media type, a literal
 *
 * Returns: (transfer full): as mq_service_client_send(), repeated if the service ended meanwhile
 */
DexFuture *
mq_service_connection_upload (MqServiceConnection *self, const char *method, const char *path,
                              GBytes *body, const char *type)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));
  dex_return_error_if_fail (self->client != NULL);
  dex_return_error_if_fail (body != NULL && type != NULL);

  return ask (self, method, path, body, type);
}

/**
 * mq_service_connection_delete:
 * @self: a connection
 * @path: such as "/v1/runs/ID"
 *
 * Returns: (transfer full): as mq_service_client_send(); never repeated
 */
DexFuture *
mq_service_connection_delete (MqServiceConnection *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  if (self->client == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE, "%s",
                                  _ ("The agent service has ended"));

  return mq_service_client_delete (self->client, path);
}

/**
 * mq_service_connection_send_keys:
 * @self: an open connection
 *
 * Replaces this program's keys at our own service by the current ones.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT
 */
DexFuture *
mq_service_connection_send_keys (MqServiceConnection *self)
{
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *path = g_strdup_printf ("/v1/clients/%s/keys", get_program_id ());
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));
  dex_return_error_if_fail (self->client != NULL && self->url == NULL);

  body = mq_json_new ("keys:o", mq_memory_keys_collect ());
  text = mq_json_object_to_string (body, FALSE);
  bytes = g_bytes_new_take (text, strlen (text));
  return ask (self, SOUP_METHOD_POST, path, bytes, "application/json");
}

/**
 * mq_service_connection_download:
 * @self: an open connection
 * @path: such as "/v1/runs/ID/transcript"
 * @limit: most bytes to take
 *
 * Returns: (transfer full): as mq_service_client_download(); not repeated if the service ended
 */
DexFuture *
mq_service_connection_download (MqServiceConnection *self, const char *path, gsize limit)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));
  dex_return_error_if_fail (self->client != NULL);

  return mq_service_client_download (self->client, path, limit);
}

/**
 * mq_service_connection_follow:
 * @self: an open connection
 * @run: the id of a run
 *
 * mq_service_connection_next_event() then returns the events of this run, from the first one on.
 */
void
mq_service_connection_follow (MqServiceConnection *self, const char *run)
{
  g_return_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  g_set_str (&self->run, run);
  close_stream (self);
  self->last_event = 0;
  self->n_bytes = 0;
}

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->connection);
  g_object_unref (reading->stream);
  g_free (reading);
}

static DexFuture *read_event (MqServiceConnection *self);

static DexFuture *
on_read (DexFuture *future, gpointer user_data)
{
  Reading *reading = user_data;
  MqServiceConnection *self = reading->connection;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  const MqRunEvent *event = value != NULL ? g_value_get_boxed (value) : NULL;

  /* Closed meanwhile: an event is one of another run, or nobody is interested. */
  if (self->stream != reading->stream)
    return event == NULL ? dex_ref (future)
                         : dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped"));

  if (is_quiet (error))
    {
      gboolean is_due = FALSE;

      /* No proxy is before a service of our own, and it has the run. */
      if (self->url != NULL)
        g_signal_emit (self, signals[SIGNAL_QUIET], 0, &is_due);
      if (!is_due)
        return read_event (self);
      close_stream (self);
    }
  else if (event == NULL)
    g_clear_object (&self->stream);
  else if (event->id > self->last_event)
    {
      self->last_event = event->id;
      self->n_bytes += mq_event_stream_get_size (self->stream);
    }
  if (self->last_event > MQ_RUN_MAX_EVENTS || self->n_bytes > MQ_RUN_EVENTS_MAX_BYTES)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_PROTOCOL,
                                  _ ("The service sent more events than a run can have"));
  /* A step further: whatever ended our own service, it was not this run. */
  if (event != NULL && (self->url != NULL || event->kind == MQ_EVENT_INSTRUCTION))
    self->restarts = 0;

  return dex_ref (future);
}

/* Reads from the open stream. */
static DexFuture *
read_event (MqServiceConnection *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->connection = g_object_ref (self);
  reading->stream = g_object_ref (self->stream);
  return dex_future_finally (while_open (self, mq_event_stream_next (self->stream)), on_read,
                             reading, reading_free);
}

static DexFuture *
next_event_fiber (MqServiceConnection *self)
{
  gint64 busy_since = 0;

  for (;;)
    {
      g_autoptr (MqServiceClient) lost = self->stream == NULL
                                             ? g_steal_pointer (&self->stream_client)
                                             : NULL;
      MqRunEvent *event = NULL;
      GError *error = NULL;

      if (lost != NULL && !revive (self, lost, &error))
        return dex_future_new_for_error (error);

      if (self->stream == NULL)
        {
          g_set_object (&self->stream_client, self->client);
          self->stream = dex_await_object (
              while_open (self, mq_service_client_listen (self->stream_client, self->run,
                                                          self->last_event)),
              &error);
        }
      if (self->stream != NULL)
        {
          self->away_since = 0;
          event = dex_await_boxed (read_event (self), &error);
        }

      if (event != NULL)
        return dex_future_new_take_boxed (MQ_TYPE_RUN_EVENT, event);

      if (!is_unreachable (error) && !is_quiet (error) && !wait_for_room (self, error, &busy_since))
        return dex_future_new_for_error (error);

      g_clear_error (&error);
    }
}

static DexFuture *
spawn_next_event (MqServiceConnection *self)
{
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, next_event_fiber,
                              (MQ_TYPE_SERVICE_CONNECTION, self));
}

static DexFuture *
on_failed (DexFuture *future, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  return is_unreachable (error) || is_quiet (error) ? spawn_next_event (user_data)
                                                    : dex_ref (future);
}

/**
 * mq_service_connection_next_event:
 * @self: a connection that follows a run; one call at a time
 *
 * Returns: (transfer full): resolves to the next #MqRunEvent of the run; rejects with
 *   %MQ_ERROR_UNREACHABLE if the service ends again and again
 */
DexFuture *
mq_service_connection_next_event (MqServiceConnection *self)
{
  DexFuture *event;

  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));
  dex_return_error_if_fail (self->run != NULL);

  if (self->stream == NULL)
    return spawn_next_event (self);

  /* Most events need no fiber. The read continues when its future is dropped, so that no event is
   * lost. */
  event = dex_future_catch (read_event (self), on_failed, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_ref (event));
  return event;
}
