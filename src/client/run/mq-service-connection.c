/* MqServiceConnection: the way to the service that outlives it, see mq-service-connection.h. */
#include "client/run/mq-service-connection.h"

#include "client/run/mq-embedded-service.h"
#include "common/http/mq-http.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"
#include "common/mq-memory-keys.h"
#include "common/mq-sse.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
#define STACK_OF_REGISTRATION (256 * 1024)
/* After this many restarts, assume that the request itself crashes the service. */
#define MAX_RESTARTS 3
#define MAX_OPEN_TRIES 3
/* s: a service at an address may be away for so long while a run is followed there: a computer
 * that sleeps, a network that changes. */
#define AWAY_SECONDS 600
#define MAX_DELAY_SECONDS 30

struct _MqServiceConnection
{
  GObject parent_instance;

  char *id;  /* names it to the service */
  char *url; /* NULL: the service of this user on this computer */
  MqServiceClient *client;
  DexFuture *registration; /* the service counts us as there until it is dropped */
  gboolean is_lost;        /* the service let go of the registration: it has ended */
  DexFuture *reviving;     /* while the service is started again */
  guint restarts;
  gint64 away_since; /* monotonic, µs; 0: the service is there */
  gboolean follows_runs;
  DexPromise *closing; /* rejects then, and with it whatever is waited for */

  char *run; /* whose events are read */
  MqEventStream *stream;
  MqServiceClient
      *stream_client; /* whose stream it is, or was when that broke; posts may have another one */
  gint64 last_event;
};

G_DEFINE_FINAL_TYPE (MqServiceConnection, mq_service_connection, G_TYPE_OBJECT)

enum
{
  SIGNAL_RESTARTED,
  SIGNAL_AWAY,
  SIGNAL_RUNS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  MqServiceConnection *connection;
  const char *method;
  char *path;
  GBytes *body;     /* (nullable) */
  const char *type; /* of body */
} RepeatedRequest;

static void
repeated_request_free (gpointer data)
{
  RepeatedRequest *request = data;

  g_object_unref (request->connection);
  g_free (request->path);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request);
}

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
 * @url: where a service listens
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
 * Returns: the process of the service on this computer, 0 for one at an address
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
 * Returns: (transfer none): what it is called at the service: what it leads and lends ends with it
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
 * Has it emit `runs`.
 */
void
mq_service_connection_follow_runs (MqServiceConnection *self)
{
  g_return_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  self->follows_runs = TRUE;
}

/* What is awaited through here ends when the link is closed. */
static DexFuture *
while_open (MqServiceConnection *self, DexFuture *future)
{
  return mq_fiber_unless (DEX_FUTURE (self->closing), future);
}

/* A service that is not ours is only asked whether it is there, after a little while when it was
 * not. */
static MqServiceClient *
reach_url (MqServiceConnection *self, GError **error)
{
  g_autoptr (MqServiceClient) client = NULL;
  g_autoptr (JsonObject) health = NULL;

  if (self->restarts > 0)
    dex_await (while_open (self, dex_timeout_new_seconds (
                                     MIN (1 << (MIN (self->restarts, 8) - 1), MAX_DELAY_SECONDS))),
               NULL);

  /* A service on this computer that was started again has another access token. */
  client = mq_service_client_new_for_url (self->url);
  health = dex_await_boxed (while_open (self, mq_service_client_get (client, "/v1/health")), error);
  return health != NULL ? g_steal_pointer (&client) : NULL;
}

/* One program has one set of keys, however many connections it has. */
static const char *
get_program_id (void)
{
  static char *id;

  if (id == NULL)
    id = mq_json_new_id ();

  return id;
}

typedef struct
{
  GWeakRef connection;
  GInputStream *stream;
} Registration;

static void
registration_free (gpointer data)
{
  Registration *registration = data;

  g_weak_ref_clear (&registration->connection);
  g_object_unref (registration->stream);
  g_free (registration);
}

static void
emit_runs (Registration *registration, MqSseEvent *event)
{
  g_autoptr (MqServiceConnection) connection = g_weak_ref_get (&registration->connection);
  g_autoptr (JsonObject) data = mq_json_parse_object (event->data, -1, NULL);
  JsonArray *runs = mq_json_get_array (data, "runs");

  if (connection != NULL && runs != NULL && g_str_equal (event->type, "runs"))
    g_signal_emit (connection, signals[SIGNAL_RUNS], 0, runs);
}

/* Its end is the service's. Another one may listen at the same socket by then, which does not know us. */
static DexFuture *
registration_fiber (gpointer user_data, DexFuture *dropped)
{
  Registration *registration = user_data;
  g_autoptr (MqServiceConnection) connection = NULL;
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  g_autoptr (GError) error = NULL;
  gsize length = 1;

  while (length > 0 && error == NULL)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          mq_fiber_unless (dropped, dex_input_stream_read_bytes (registration->stream, 16384,
                                                                 G_PRIORITY_DEFAULT)),
          &error);
      MqSseEvent *event;

      length = bytes != NULL ? g_bytes_get_size (bytes) : 0;
      if (length == 0
          || !mq_sse_parser_push (parser, g_bytes_get_data (bytes, NULL), length, &error))
        continue;

      while ((event = mq_sse_parser_pop (parser)) != NULL)
        {
          emit_runs (registration, event);
          mq_sse_event_free (event);
        }
    }

  if (dex_future_is_pending (dropped)
      && (connection = g_weak_ref_get (&registration->connection)) != NULL)
    {
      connection->is_lost = TRUE;
      g_signal_emit (connection, signals[SIGNAL_RUNS], 0, NULL);
    }
  return dex_future_new_true ();
}

/* Awaits. Keys go to a service of our own only. */
static gboolean
enter (MqServiceConnection *self, MqServiceClient *client, GError **error)
{
  g_autoptr (JsonObject) keys = self->url == NULL ? mq_memory_keys_collect () : NULL;
  GInputStream *stream = dex_await_object (
      while_open (self, mq_service_client_register (client, self->id, get_program_id (), keys,
                                                    self->follows_runs)),
      error);
  Registration *registration;

  if (stream == NULL)
    return FALSE;

  registration = g_new0 (Registration, 1);
  g_weak_ref_init (&registration->connection, self);
  registration->stream = stream;
  dex_clear (&self->registration);
  self->registration = mq_fiber_spawn_droppable (STACK_OF_REGISTRATION, registration_fiber,
                                                 registration, registration_free);
  self->is_lost = FALSE;
  g_object_set_data (G_OBJECT (client), "mq-start-pipe", NULL);
  g_set_object (&self->client, client);
  return TRUE;
}

static DexFuture *
open_fiber (gpointer user_data)
{
  MqServiceConnection *self = user_data;
  g_autoptr (GError) error = NULL;

  /* A service that ends just now still answers, and is gone when we register. */
  for (guint i = 0; i < MAX_OPEN_TRIES; i++)
    {
      g_autoptr (MqServiceClient) client = NULL;

      if (!dex_future_is_pending (DEX_FUTURE (self->closing)))
        return dex_ref (DEX_FUTURE (self->closing));

      g_clear_error (&error);
      client = self->url != NULL
                   ? reach_url (self, &error)
                   : dex_await_object (while_open (self, mq_embedded_service_connect ()), &error);
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

  return mq_fiber_spawn (NULL, FIBER_STACK, open_fiber, g_object_ref (self), g_object_unref);
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
 * Posts and the wait for an event are rejected with %MQ_ERROR_CANCELLED.
 *
 * Returns: (transfer full): resolves to %TRUE when what was cancelled has ended
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
  /* After GIO's own sources: a cancelled read ends in one of them. */
  ended = dex_promise_new ();
  g_idle_add_full (G_PRIORITY_LOW, resolve_cb, dex_ref (ended), dex_unref);
  return DEX_FUTURE (ended);
}

static gboolean
give_up (MqServiceConnection *self, GError **error)
{
  g_autofree char *log = self->url == NULL ? mq_embedded_service_dup_log () : g_strdup ("");
  const char *last_words = g_strstrip (log);

  g_strdelimit (log, "\n", ' ');
  return mq_fail (
      error,
      MQ_ERROR_UNREACHABLE, /* Translators: the second %s is what it said last, after a colon, or nothing */
      _ ("The agent service was lost %d times in this run%s%s\n"
         "Finished versions are kept; try again, and report it if it comes back"),
      MAX_RESTARTS + 1, *last_words != '\0' ? ": " : "", last_words);
}

static gboolean
is_unreachable (const GError *error)
{
  return g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
}

static gboolean
may_try_again (MqServiceConnection *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->url == NULL || self->run == NULL)
    return self->restarts < MAX_RESTARTS;

  if (self->away_since == 0)
    self->away_since = now;
  return now - self->away_since < (gint64)AWAY_SECONDS * G_USEC_PER_SEC;
}

static DexFuture *
revive_fiber (gpointer user_data)
{
  MqServiceConnection *self = user_data;
  gboolean is_announced = self->away_since != 0;
  GError *error = NULL;

  while (may_try_again (self))
    {
      self->restarts++;
      g_clear_error (&error);
      if (dex_await (mq_service_connection_open (self), &error))
        return dex_future_new_true ();

      /* One that is not ours may be there again in a moment. */
      if (self->url == NULL || !is_unreachable (error))
        break;
      if (self->run != NULL && !is_announced)
        g_signal_emit (self, signals[SIGNAL_AWAY], 0);
      is_announced = TRUE;
    }

  if (error == NULL)
    give_up (self, &error);
  return dex_future_new_for_error (error);
}

/* @client is the one that failed; by now someone else may have had the service started again. */
static gboolean
revive (MqServiceConnection *self, MqServiceClient *client, GError **error)
{
  gboolean good;

  if (self->client != client)
    return TRUE;

  if (self->reviving != NULL)
    return dex_await (dex_ref (self->reviving), error);

  self->reviving = mq_fiber_spawn (NULL, FIBER_STACK, revive_fiber, g_object_ref (self),
                                   g_object_unref);
  good = dex_await (dex_ref (self->reviving), error);
  dex_clear (&self->reviving);
  if (good)
    g_signal_emit (self, signals[SIGNAL_RESTARTED], 0, mq_service_connection_get_pid (self));

  return good;
}

/* Awaits. */
static JsonObject *
send (RepeatedRequest *request, MqServiceClient *client, GError **error)
{
  MqServiceConnection *self = request->connection;

  if (self->is_lost)
    return mq_fail_null (error, MQ_ERROR_UNREACHABLE, _ ("The agent service has ended"));

  return dex_await_boxed (
      while_open (self, mq_service_client_send (client, request->method, request->path,
                                                request->body, request->type)),
      error);
}

static DexFuture *
ask_fiber (gpointer user_data)
{
  RepeatedRequest *request = user_data;
  MqServiceConnection *self = request->connection;

  for (;;)
    {
      g_autoptr (MqServiceClient) client = g_object_ref (self->client);
      GError *error = NULL;
      JsonObject *answer = send (request, client, &error);

      if (answer != NULL)
        return dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer);

      if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
        return dex_future_new_for_error (error);

      g_clear_error (&error);
      if (!revive (self, client, &error))
        return dex_future_new_for_error (error);
    }
}

static DexFuture *
ask (MqServiceConnection *self, const char *method, const char *path, GBytes *body,
     const char *type)
{
  RepeatedRequest *request = g_new0 (RepeatedRequest, 1);

  request->connection = g_object_ref (self);
  request->method = method;
  request->path = g_strdup (path);
  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  request->type = type;
  return mq_fiber_spawn (NULL, FIBER_STACK, ask_fiber, request, repeated_request_free);
}

/**
 * mq_service_connection_get:
 * @self: an open link
 * @path: such as "/v1/runs/ID"
 *
 * Returns: (transfer full): as mq_service_client_send(), asked again when the service died meanwhile
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
 * @self: an open link
 * @path: such as "/v1/teams"
 * @body: (nullable): what to send
 * @settings: from mq_run_settings_new(): they decide about the answer at a service of one's own, one at an address goes by its own
 *
 * Returns: (transfer full): as mq_service_client_send(), asked again when the service died meanwhile
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
 * @self: an open link
 * @path: such as "/v1/runs"
 * @body: what to send
 *
 * Returns: (transfer full): as mq_service_client_send(), sent again when the service died meanwhile
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
 * @self: an open link
 * @method: (type utf8): "POST" or "PUT", a literal
 * @path: such as "/v1/runs/ID/pictures?reference=1"
 * @body: a file
 * @type: its media type, a literal
 *
 * Returns: (transfer full): as mq_service_client_send(), sent again when the service died meanwhile:
 *   the same file twice changes nothing there
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
 * Returns: (transfer full): as mq_service_client_send(); a service that died, or was never reached, is let be
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
 * @self: an open link
 *
 * Hands the keys that this program has now to a service of one's own, in place of those from before.
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
 * @self: an open link
 * @path: such as "/v1/runs/ID/transcript"
 * @limit: most bytes to take
 *
 * Returns: (transfer full): as mq_service_client_download(); a service that died is let be
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
 * @self: an open link
 * @run: the id of a run
 *
 * From here on mq_service_connection_next_event() gives the events of this run, from the first one on.
 */
void
mq_service_connection_follow (MqServiceConnection *self, const char *run)
{
  g_return_if_fail (MQ_IS_SERVICE_CONNECTION (self));

  g_set_str (&self->run, run);
  close_stream (self);
  self->last_event = 0;
}

static DexFuture *
on_read (DexFuture *future, gpointer user_data)
{
  MqServiceConnection *self = user_data;
  const GValue *value = dex_future_get_value (future, NULL);
  const MqRunEvent *event = value != NULL ? g_value_get_boxed (value) : NULL;

  if (event == NULL)
    g_clear_object (&self->stream);
  else if (event->id > 0)
    self->last_event = event->id;
  if (event != NULL && self->url != NULL)
    self->restarts = 0;

  return dex_ref (future);
}

/* From the stream, which is open. */
static DexFuture *
read_event (MqServiceConnection *self)
{
  return dex_future_finally (while_open (self, mq_event_stream_next (self->stream)), on_read,
                             g_object_ref (self), g_object_unref);
}

static MqRunEvent *
listen_and_read (MqServiceConnection *self, GError **error)
{
  if (self->stream == NULL)
    {
      g_set_object (&self->stream_client, self->client);
      self->stream = dex_await_object (
          while_open (self,
                      mq_service_client_listen (self->stream_client, self->run, self->last_event)),
          error);
    }

  if (self->stream == NULL)
    return NULL;

  self->away_since = 0;
  return dex_await_boxed (read_event (self), error);
}

static DexFuture *
next_event_fiber (gpointer user_data)
{
  MqServiceConnection *self = user_data;

  for (;;)
    {
      g_autoptr (MqServiceClient) lost = self->stream == NULL
                                             ? g_steal_pointer (&self->stream_client)
                                             : NULL;
      MqRunEvent *event = NULL;
      GError *error = NULL;

      if (lost == NULL || revive (self, lost, &error))
        event = listen_and_read (self, &error);
      else
        return dex_future_new_for_error (error);

      if (event != NULL)
        return dex_future_new_take_boxed (MQ_TYPE_RUN_EVENT, event);

      if (!is_unreachable (error))
        return dex_future_new_for_error (error);

      g_clear_error (&error);
    }
}

static DexFuture *
spawn_next_event (MqServiceConnection *self)
{
  return mq_fiber_spawn (NULL, FIBER_STACK, next_event_fiber, g_object_ref (self), g_object_unref);
}

static DexFuture *
on_failed (DexFuture *future, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  return is_unreachable (error) ? spawn_next_event (user_data) : dex_ref (future);
}

/**
 * mq_service_connection_next_event:
 * @self: a connection that follows a run; one call at a time
 *
 * Returns: (transfer full): resolves to the next #MqRunEvent of the run; rejects with
 *   %MQ_ERROR_UNREACHABLE when the service keeps dying
 */
DexFuture *
mq_service_connection_next_event (MqServiceConnection *self)
{
  DexFuture *event;

  dex_return_error_if_fail (MQ_IS_SERVICE_CONNECTION (self));
  dex_return_error_if_fail (self->run != NULL);

  if (self->stream == NULL)
    return spawn_next_event (self);

  /* Most events need no fiber. Dropped, it is read all the same, as in one. */
  event = dex_future_catch (read_event (self), on_failed, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_ref (event));
  return event;
}
