/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceLink, see mq-service-link.h. */
#include "app/workspace/mq-service-link.h"

#include "client/run/mq-run.h"
#include "client/service/mq-run-settings.h"
#include "client/service/mq-service-connection.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"

#include <glib/gi18n.h>

#define STACK (256 * 1024)
/* ms until a service at an address is looked for again */
#define AWAY_MS (10 * 1000)
/* ms until a lost service is connected to again */
#define RECONNECT_MS 200

struct _MqServiceLink
{
  GObject parent_instance;

  MqConfig *config;
  DexPromise *begun; /* requests wait until somebody connects: the settings are read then */
  MqServiceConnection *connection; /* NULL until the first request */
  DexFuture *opening;              /* of @connection */
  DexFuture *connecting;
  DexFuture *keys_sending; /* (nullable): later requests wait until the changed key is sent */
  guint reconnect_source;
  gboolean closing;
};

G_DEFINE_FINAL_TYPE (MqServiceLink, mq_service_link, G_TYPE_OBJECT)

static void
mq_service_link_finalize (GObject *object)
{
  MqServiceLink *self = MQ_SERVICE_LINK (object);

  g_clear_handle_id (&self->reconnect_source, g_source_remove);
  g_clear_object (&self->config);
  dex_clear (&self->begun);
  g_clear_object (&self->connection);
  dex_clear (&self->opening);
  dex_clear (&self->connecting);
  dex_clear (&self->keys_sending);

  G_OBJECT_CLASS (mq_service_link_parent_class)->finalize (object);
}

static void
mq_service_link_class_init (MqServiceLinkClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mq_service_link_finalize;

  mq_signal_new (type, "connected", 1, G_TYPE_BOOLEAN);
  mq_signal_new (type, "runs", 1, JSON_TYPE_ARRAY);
}

static void
mq_service_link_init (MqServiceLink *self)
{
  self->begun = dex_promise_new ();
}

void
mq_service_link_set_config (MqServiceLink *self, MqConfig *config)
{
  g_set_object (&self->config, config);
}

static const char *
get_server (MqServiceLink *self)
{
  return mq_config_get_string (self->config, MQ_CONFIG_SERVER_URL);
}

static gboolean
on_reconnect (gpointer user_data)
{
  MqServiceLink *self = user_data;

  self->reconnect_source = 0;
  mq_service_link_connect (self);
  return G_SOURCE_REMOVE;
}

/* Connects after @delay ms, unless that is going to happen already. */
static void
connect_later (MqServiceLink *self, guint delay)
{
  if (self->reconnect_source == 0 && !self->closing)
    self->reconnect_source = g_timeout_add (delay, on_reconnect, self);
}

/* @runs: (nullable): the open runs of the service; %NULL: it was lost */
static void
on_runs (MqServiceLink *self, JsonArray *runs)
{
  if (self->closing)
    return;

  if (runs != NULL)
    {
      g_signal_emit_by_name (self, "runs", runs);
      return;
    }

  dex_future_disown (mq_service_link_disconnect (self));
  connect_later (self, RECONNECT_MS);
}

/* The next request opens a new connection, to the service of the settings. Returns: (transfer
 * full): resolves to %TRUE when the connection is closed */
DexFuture *
mq_service_link_disconnect (MqServiceLink *self)
{
  g_autoptr (MqServiceConnection) connection = g_steal_pointer (&self->connection);

  dex_clear (&self->opening);
  if (connection != NULL)
    g_signal_handlers_disconnect_by_data (connection, self);
  return connection != NULL ? mq_service_connection_close (connection) : dex_future_new_true ();
}

/* Whether the settings chose another service meanwhile. */
static gboolean
is_renewed (MqServiceLink *self, MqServiceConnection *connection)
{
  return !self->closing && self->connection != connection;
}

/* The connection for requests, opened by the first one. Retries if the settings chose another
 * service meanwhile. Awaits. */
static MqServiceConnection *
dup_open_connection (MqServiceLink *self, GError **error)
{
  dex_await (dex_ref (DEX_FUTURE (self->begun)), NULL);
  while (!self->closing)
    {
      const char *url = get_server (self);
      g_autoptr (GError) why = NULL;
      g_autoptr (MqServiceConnection) connection = NULL;
      gboolean good;

      if (self->connection == NULL)
        {
          self->connection = url != NULL ? mq_service_connection_new_for_url (url)
                                         : mq_service_connection_new ();
          mq_service_connection_follow_runs (self->connection);
          g_signal_connect_object (self->connection, "runs", G_CALLBACK (on_runs), self,
                                   G_CONNECT_SWAPPED);
          self->opening = mq_service_connection_open (self->connection);
        }

      connection = g_object_ref (self->connection);
      good = dex_await (dex_ref (self->opening), &why);
      if (is_renewed (self, connection))
        continue;
      if (good)
        return g_steal_pointer (&connection);

      /* The next request tries again. */
      dex_future_disown (mq_service_link_disconnect (self));
      return mq_fail_null_with (error, &why);
    }

  return mq_fail_null (error, MQ_ERROR_CANCELLED, _ ("Stopped"));
}

static DexFuture *
connect_fiber (MqServiceLink *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqServiceConnection) connection = dup_open_connection (self, &error);

  if (connection == NULL)
    g_info ("The service is not there: %s", error->message);
  g_signal_emit_by_name (self, "connected", connection != NULL);
  if (connection == NULL && get_server (self) != NULL
      && g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
    connect_later (self, AWAY_MS);
  return dex_future_new_true ();
}

static void
begin (MqServiceLink *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->begun)))
    dex_promise_resolve_boolean (self->begun, TRUE);
}

/* Connects to the service and follows the list of its runs. */
void
mq_service_link_connect (MqServiceLink *self)
{
  if (self->closing || (self->connecting != NULL && dex_future_is_pending (self->connecting)))
    return;

  begin (self);
  dex_clear (&self->connecting);
  self->connecting = mq_fiber_spawn_with (NULL, STACK, connect_fiber, (MQ_TYPE_SERVICE_LINK, self));
}

/* Connects no more. Returns: (transfer full): resolves to %TRUE when nothing is under way */
DexFuture *
mq_service_link_stop (MqServiceLink *self)
{
  self->closing = TRUE;
  begin (self);
  g_clear_handle_id (&self->reconnect_source, g_source_remove);
  return self->connecting != NULL ? dex_ref (self->connecting) : dex_future_new_true ();
}

static DexFuture *
ask_fiber (MqServiceLink *self, const char *path, JsonObject *body)
{
  for (;;)
    {
      GError *error = NULL;
      g_autoptr (MqServiceConnection) connection = dup_open_connection (self, &error);
      g_autoptr (JsonObject) settings = NULL;
      JsonObject *answer;

      if (connection == NULL)
        return dex_future_new_for_error (error);

      settings = mq_run_settings_new (self->config, NULL);
      if (self->keys_sending != NULL)
        dex_await (dex_ref (self->keys_sending), NULL);
      answer = dex_await_boxed (mq_service_connection_ask (connection, path, body, settings),
                                &error);
      if (answer != NULL)
        return dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer);
      if (!is_renewed (self, connection))
        return dex_future_new_for_error (error);

      g_clear_error (&error);
    }
}

/* If the settings choose another service meanwhile, the request is repeated there. @path:
 * (transfer full): a route; @body: (transfer full) (nullable): members to send with the
 * settings. Returns: (transfer full): resolves to the answer, a JSON_TYPE_OBJECT */
DexFuture *
mq_service_link_ask (MqServiceLink *self, char *path, JsonObject *body)
{
  g_autofree char *own_path = path;
  g_autoptr (JsonObject) own_body = body;

  return mq_fiber_spawn_with (NULL, STACK, ask_fiber, (MQ_TYPE_SERVICE_LINK, self),
                              (G_TYPE_STRING, own_path), (JSON_TYPE_OBJECT, own_body));
}

static DexFuture *
load_fiber (MqServiceLink *self, const char *path)
{
  GError *error = NULL;
  g_autoptr (MqServiceConnection) connection = dup_open_connection (self, &error);
  GBytes *bytes;

  if (connection == NULL)
    return dex_future_new_for_error (error);

  bytes = dex_await_boxed (mq_service_connection_download (connection, path, MQ_RUN_MAX_TRANSCRIPT),
                           &error);
  return bytes != NULL ? dex_future_new_take_boxed (G_TYPE_BYTES, bytes)
                       : dex_future_new_for_error (error);
}

/* @run: id of a finished run. Returns: (transfer full): resolves to a #GBytes; rejects with
 * %MQ_ERROR_NOT_FOUND when the service has none, … */
DexFuture *
mq_service_link_load_transcript (MqServiceLink *self, const char *run)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s/transcript", run);

  return mq_fiber_spawn_with (NULL, STACK, load_fiber, (MQ_TYPE_SERVICE_LINK, self),
                              (G_TYPE_STRING, path));
}

static DexFuture *
keys_fiber (MqServiceLink *self)
{
  if (self->connection != NULL && get_server (self) == NULL
      && dex_await (dex_ref (self->opening), NULL) && self->connection != NULL)
    dex_await (mq_service_connection_send_keys (self->connection), NULL);

  return dex_future_new_true ();
}

/* Returns: (transfer full): resolves to %TRUE when our own service has the keys of this process */
DexFuture *
mq_service_link_send_keys (MqServiceLink *self)
{
  dex_clear (&self->keys_sending);
  self->keys_sending = mq_fiber_spawn_with (NULL, STACK, keys_fiber, (MQ_TYPE_SERVICE_LINK, self));
  return dex_ref (self->keys_sending);
}
