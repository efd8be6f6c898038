/* MqLink: the way to the service that outlives it, see mq-link.h. */
#include "client/run/mq-link.h"

#include "client/run/mq-embedded-service.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
/* A service that dies more often than that dies of what it is asked. */
#define MAX_RESTARTS 3

struct _MqLink
{
  GObject parent_instance;

  MqEmbeddedService *service; /* or an address: */
  char *url;
  MqServiceClient *client;
  DexFuture *reviving; /* while the service is started again */
  guint restarts;
  DexPromise *closing; /* rejects then, and with it whatever is waited for */

  char *run; /* whose events are read */
  MqEventStream *stream;
  MqServiceClient
      *stream_client; /* whose stream it is: meanwhile a post may have got another one */
  gint64 last_event;
};

G_DEFINE_FINAL_TYPE (MqLink, mq_link, G_TYPE_OBJECT)

enum
{
  SIGNAL_RESTARTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  MqLink *link;
  const char *method;
  char *path;
  GBytes *body;     /* (nullable) */
  const char *type; /* of body */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->link);
  g_free (request->path);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request);
}

static void
close_stream (MqLink *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->stream_client);
}

static void
mq_link_finalize (GObject *object)
{
  MqLink *self = MQ_LINK (object);

  close_stream (self);
  g_clear_object (&self->client);
  g_clear_object (&self->service);
  dex_clear (&self->reviving);
  dex_clear (&self->closing);
  g_free (self->url);
  g_free (self->run);

  G_OBJECT_CLASS (mq_link_parent_class)->finalize (object);
}

static void
mq_link_class_init (MqLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_link_finalize;

  signals[SIGNAL_RESTARTED] = g_signal_new ("restarted", MQ_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
mq_link_init (MqLink *self)
{
  self->closing = dex_promise_new ();
}

/**
 * mq_link_new:
 * @config_file: (nullable): see mq_embedded_service_new()
 *
 * Returns: (transfer full): a link to an embedded service that is not started yet
 */
MqLink *
mq_link_new (const char *config_file)
{
  MqLink *self = g_object_new (MQ_TYPE_LINK, NULL);

  self->service = mq_embedded_service_new (config_file);
  return self;
}

/**
 * mq_link_new_for_url:
 * @url: where a service listens
 *
 * Returns: (transfer full): a link to a service that is not ours
 */
MqLink *
mq_link_new_for_url (const char *url)
{
  MqLink *self = g_object_new (MQ_TYPE_LINK, NULL);

  self->url = g_strdup (url);
  return self;
}

/**
 * mq_link_set_replay:
 * @self: a link to an embedded service, not opened yet
 * @file: (nullable): see mq_embedded_service_set_replay()
 */
void
mq_link_set_replay (MqLink *self, const char *file)
{
  g_return_if_fail (MQ_IS_LINK (self) && self->service != NULL);

  mq_embedded_service_set_replay (self->service, file);
}

/**
 * mq_link_get_pid:
 * @self: a link
 *
 * Returns: the embedded service's process, 0 when none runs
 */
GPid
mq_link_get_pid (MqLink *self)
{
  g_return_val_if_fail (MQ_IS_LINK (self), 0);

  return self->service != NULL ? mq_embedded_service_get_pid (self->service) : 0;
}

/* What is awaited through here ends when the link is closed. */
static DexFuture *
while_open (MqLink *self, DexFuture *future)
{
  return mq_fiber_unless (DEX_FUTURE (self->closing), future);
}

/* A service that is not ours is only asked whether it is there, after a little while when it was
 * not. */
static MqServiceClient *
reach_url (MqLink *self, GError **error)
{
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (self->url);
  g_autoptr (JsonObject) health = NULL;

  if (self->restarts > 0)
    dex_await (while_open (self, dex_timeout_new_seconds (1 << (self->restarts - 1))), NULL);

  health = dex_await_boxed (while_open (self, mq_service_client_get (client, "/v1/health")), error);
  return health != NULL ? g_steal_pointer (&client) : NULL;
}

static DexFuture *
open_fiber (gpointer user_data)
{
  MqLink *self = user_data;
  GError *error = NULL;
  MqServiceClient *client;

  if (!dex_future_is_pending (DEX_FUTURE (self->closing)))
    return dex_ref (DEX_FUTURE (self->closing));

  client = self->url != NULL ? reach_url (self, &error)
                             : dex_await_object (mq_embedded_service_start (self->service), &error);

  if (client == NULL)
    return dex_future_new_for_error (error);

  g_clear_object (&self->client);
  self->client = client;
  return dex_future_new_true ();
}

/**
 * mq_link_open:
 * @self: a link
 *
 * Returns: (transfer full): resolves to %TRUE when the service listens; rejects with
 *   %MQ_ERROR_UNREACHABLE
 */
DexFuture *
mq_link_open (MqLink *self)
{
  dex_return_error_if_fail (MQ_IS_LINK (self));

  return mq_fiber_spawn (NULL, FIBER_STACK, open_fiber, g_object_ref (self), g_object_unref);
}

/**
 * mq_link_close:
 * @self: a link
 *
 * Posts and the wait for an event are rejected with %MQ_ERROR_CANCELLED.
 *
 * Returns: (transfer full): resolves to %TRUE when the service is gone
 */
DexFuture *
mq_link_close (MqLink *self)
{
  dex_return_error_if_fail (MQ_IS_LINK (self));

  close_stream (self);
  if (dex_future_is_pending (DEX_FUTURE (self->closing)))
    dex_promise_reject (self->closing,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));

  return self->service != NULL ? mq_embedded_service_stop (self->service) : dex_future_new_true ();
}

static gboolean
give_up (MqLink *self, GError **error)
{
  g_autofree char *log = self->service != NULL ? mq_embedded_service_dup_log (self->service)
                                               : g_strdup ("");
  const char *last_words = g_strstrip (log);

  g_strdelimit (log, "\n", ' ');
  g_set_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE,
               /* Translators: the second %s is what it said last, after a colon, or nothing */
               _ ("The agent service was lost %d times in this run%s%s\n"
                  "Finished versions are kept; try again, and report it if it comes back"),
               MAX_RESTARTS + 1, *last_words != '\0' ? ": " : "", last_words);
  return FALSE;
}

/* @client is the one that failed; by now someone else may have had the service started again. */
static gboolean
revive (MqLink *self, MqServiceClient *client, GError **error)
{
  gboolean good;

  if (self->client != client)
    return TRUE;

  if (self->reviving != NULL)
    return dex_await (dex_ref (self->reviving), error);

  if (self->restarts == MAX_RESTARTS)
    return give_up (self, error);

  self->restarts++;
  self->reviving = mq_link_open (self);
  good = dex_await (dex_ref (self->reviving), error);
  dex_clear (&self->reviving);
  if (good)
    g_signal_emit (self, signals[SIGNAL_RESTARTED], 0, mq_link_get_pid (self));

  return good;
}

static DexFuture *
ask_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqLink *self = request->link;

  for (;;)
    {
      g_autoptr (MqServiceClient) client = g_object_ref (self->client);
      GError *error = NULL;
      DexFuture *sent = mq_service_client_send (client, request->method, request->path,
                                                request->body, request->type);
      JsonObject *answer = dex_await_boxed (while_open (self, sent), &error);

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
ask (MqLink *self, const char *method, const char *path, GBytes *body, const char *type)
{
  Request *request = g_new0 (Request, 1);

  request->link = g_object_ref (self);
  request->method = method;
  request->path = g_strdup (path);
  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  request->type = type;
  return mq_fiber_spawn (NULL, FIBER_STACK, ask_fiber, request, request_free);
}

/**
 * mq_link_get:
 * @self: an open link
 * @path: such as "/v1/runs/ID"
 *
 * Returns: (transfer full): as mq_service_client_send(), asked again when the service died meanwhile
 */
DexFuture *
mq_link_get (MqLink *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_LINK (self));
  dex_return_error_if_fail (self->client != NULL);

  return ask (self, SOUP_METHOD_GET, path, NULL, NULL);
}

/**
 * mq_link_post:
 * @self: an open link
 * @path: such as "/v1/runs"
 * @body: what to send
 *
 * Returns: (transfer full): as mq_service_client_send(), sent again when the service died meanwhile
 */
DexFuture *
mq_link_post (MqLink *self, const char *path, JsonObject *body)
{
  char *text = mq_json_object_to_string (body, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  dex_return_error_if_fail (MQ_IS_LINK (self));
  dex_return_error_if_fail (self->client != NULL);

  return ask (self, SOUP_METHOD_POST, path, bytes, "application/json");
}

/**
 * mq_link_upload:
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
mq_link_upload (MqLink *self, const char *method, const char *path, GBytes *body, const char *type)
{
  dex_return_error_if_fail (MQ_IS_LINK (self));
  dex_return_error_if_fail (self->client != NULL);
  dex_return_error_if_fail (body != NULL && type != NULL);

  return ask (self, method, path, body, type);
}

/**
 * mq_link_delete:
 * @self: an open link
 * @path: such as "/v1/runs/ID"
 *
 * Returns: (transfer full): as mq_service_client_send(); a service that died is let be
 */
DexFuture *
mq_link_delete (MqLink *self, const char *path)
{
  dex_return_error_if_fail (MQ_IS_LINK (self));
  dex_return_error_if_fail (self->client != NULL);

  return mq_service_client_delete (self->client, path);
}

/**
 * mq_link_download:
 * @self: an open link
 * @path: such as "/v1/runs/ID/transcript"
 * @limit: most bytes to take
 *
 * Returns: (transfer full): as mq_service_client_download(); a service that died is let be
 */
DexFuture *
mq_link_download (MqLink *self, const char *path, gsize limit)
{
  dex_return_error_if_fail (MQ_IS_LINK (self));
  dex_return_error_if_fail (self->client != NULL);

  return mq_service_client_download (self->client, path, limit);
}

/**
 * mq_link_follow:
 * @self: an open link
 * @run: the id of a run
 *
 * From here on mq_link_next_event() gives the events of this run, from the first one on.
 */
void
mq_link_follow (MqLink *self, const char *run)
{
  g_return_if_fail (MQ_IS_LINK (self));

  g_set_str (&self->run, run);
  close_stream (self);
  self->last_event = 0;
}

static MqRunEvent *
read_event (MqLink *self, MqServiceClient **client, GError **error)
{
  g_autoptr (MqEventStream) stream = NULL;
  MqRunEvent *event;

  if (self->stream == NULL)
    {
      *client = g_object_ref (self->client);
      self->stream = dex_await_object (
          while_open (self, mq_service_client_listen (*client, self->run, self->last_event)),
          error);
      if (self->stream == NULL)
        return NULL;

      g_set_object (&self->stream_client, *client);
    }
  else
    *client = g_object_ref (self->stream_client);

  stream = g_object_ref (self->stream);
  event = dex_await_boxed (while_open (self, mq_event_stream_next (stream)), error);
  if (event == NULL)
    close_stream (self);
  else if (event->id > 0)
    self->last_event = event->id;

  return event;
}

static DexFuture *
next_event_fiber (gpointer user_data)
{
  MqLink *self = user_data;

  for (;;)
    {
      g_autoptr (MqServiceClient) client = NULL;
      GError *error = NULL;
      MqRunEvent *event = read_event (self, &client, &error);

      if (event != NULL)
        return dex_future_new_take_boxed (MQ_TYPE_RUN_EVENT, event);

      if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
        return dex_future_new_for_error (error);

      g_clear_error (&error);
      if (!revive (self, client, &error))
        return dex_future_new_for_error (error);
    }
}

/**
 * mq_link_next_event:
 * @self: a link that follows a run; one call at a time
 *
 * Returns: (transfer full): resolves to the next #MqRunEvent of the run; rejects with
 *   %MQ_ERROR_UNREACHABLE when the service keeps dying
 */
DexFuture *
mq_link_next_event (MqLink *self)
{
  dex_return_error_if_fail (MQ_IS_LINK (self));
  dex_return_error_if_fail (self->run != NULL);

  return mq_fiber_spawn (NULL, FIBER_STACK, next_event_fiber, g_object_ref (self), g_object_unref);
}
