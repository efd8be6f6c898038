/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the service outside of runs, and the check of a service at an address. */
#include "app/workspace/mq-workspace-private.h"

#include "client/remote/mq-remote-sessions.h"
#include "client/service/mq-service-client.h"
#include "client/service/mq-run-settings.h"
#include "client/run/mq-run.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* ms until a service at an address is looked for again */
#define AWAY_MS (10 * 1000)
/* The end of the program waits so long for the service. */
#define CLOSE_SECONDS 3

static gboolean
is_maquette (JsonObject *health)
{
  return mq_json_get_int (health, "protocol", 0) > 0
         && mq_json_get_string (health, "status", NULL) != NULL;
}

static void
note_health (MqWorkspace *self, const char *url, JsonObject *health, const GError *error)
{
  g_autofree char *text = NULL;

  if (health != NULL && is_maquette (health))
    {
      mq_workspace_clear_problem (self, MQ_PROBLEM_SERVICE);
      if (mq_service_account_get_state (self->account) == MQ_ACCOUNT_NONE)
        mq_workspace_clear_problem (self, MQ_PROBLEM_SIGN_IN);
      return;
    }

  if (error != NULL && error->domain == MQ_ERROR
      && (error->code == MQ_ERROR_SIGN_IN || error->code == MQ_ERROR_TERMS
          || error->code == MQ_ERROR_QUOTA))
    {
      mq_workspace_clear_problem (self, MQ_PROBLEM_SERVICE);
      mq_workspace_handle_error (self, error);
      return;
    }

  if (error != NULL && g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
    {
      text = g_strdup_printf (_ ("%s\nIs the address right, and is this computer online?"),
                              error->message);
      mq_workspace_set_problem (self, MQ_PROBLEM_SERVICE, _ ("Service Not Reachable"), text);
      return;
    }

  text = g_strdup_printf (_ ("The server at %s is not a Maquette service.\n"
                             "Check the address in Preferences, or use this computer."),
                          url);
  mq_workspace_set_problem (self, MQ_PROBLEM_SERVICE, _ ("Not a Maquette Service"), text);
}

static DexFuture *
check_fiber (MqWorkspace *self)
{
  g_autofree char *url = g_strdup (mq_workspace_get_server (self));
  g_autoptr (MqServiceClient) client = NULL;
  g_autoptr (JsonObject) health = NULL;
  g_autoptr (GError) error = NULL;

  if (url == NULL)
    {
      mq_workspace_clear_problem (self, MQ_PROBLEM_SERVICE);
      mq_workspace_clear_problem (self, MQ_PROBLEM_QUOTA);
      return dex_future_new_true ();
    }

  if (!g_str_has_prefix (url, "http://") && !g_str_has_prefix (url, "https://"))
    {
      g_autofree char *text = g_strdup_printf (
          _ ("“%s” is not an address. An address begins with https:// or http://."), url);

      mq_workspace_set_problem (self, MQ_PROBLEM_SERVICE, _ ("Not a Maquette Service"), text);
      return dex_future_new_true ();
    }

  client = mq_service_client_new_for_url (url);
  health = dex_await_boxed (mq_service_client_get (client, "/v1/health"), &error);
  /* If the settings changed meanwhile, another check is on its way. */
  if (g_strcmp0 (url, mq_workspace_get_server (self)) == 0)
    note_health (self, url, health, error);

  return mq_service_account_load (self->account);
}

/* Checks the service at the configured address, if any, and sets or clears the problems of the
 * service. Returns: (transfer full): resolves to %TRUE */
DexFuture *
mq_workspace_check_server (MqWorkspace *self)
{
  DexFuture *check = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, check_fiber,
                                          (MQ_TYPE_WORKSPACE, self));

  mq_workspace_add_ending (
      self, dex_future_first (dex_timeout_new_seconds (CLOSE_SECONDS), dex_ref (check), NULL));
  return check;
}

/* The connection for requests, opened by the first one. */
static DexFuture *
open_connection (MqWorkspace *self)
{
  const char *url = mq_workspace_get_server (self);

  if (self->connection == NULL)
    {
      self->connection = url != NULL ? mq_service_connection_new_for_url (url)
                                     : mq_service_connection_new ();
      mq_service_connection_follow_runs (self->connection);
      g_signal_connect_object (self->connection, "runs", G_CALLBACK (mq_workspace_handle_runs),
                               self, G_CONNECT_SWAPPED);
      self->connection_opening = mq_service_connection_open (self->connection);
    }

  return dex_ref (self->connection_opening);
}

/* The next request opens a new connection, to the service of the settings. Returns: (transfer
 * full): resolves to %TRUE when the connection is closed */
DexFuture *
mq_workspace_close_connection (MqWorkspace *self)
{
  g_autoptr (MqServiceConnection) connection = g_steal_pointer (&self->connection);

  dex_clear (&self->connection_opening);
  if (connection != NULL)
    g_signal_handlers_disconnect_by_data (connection, self);
  return connection != NULL ? mq_service_connection_close (connection) : dex_future_new_true ();
}

/* Whether the settings chose another service meanwhile. */
static gboolean
is_renewed (MqWorkspace *self, MqServiceConnection *connection)
{
  return !self->closing && self->connection != connection;
}

/* Opens the connection. Retries if the settings chose another service meanwhile. Awaits. */
static MqServiceConnection *
dup_open_connection (MqWorkspace *self, GError **error)
{
  if (!dex_await (mq_workspace_wait_open (self), error))
    return NULL;

  while (!self->closing)
    {
      g_autoptr (GError) why = NULL;
      g_autoptr (DexFuture) opening = open_connection (self);
      g_autoptr (MqServiceConnection) connection = g_object_ref (self->connection);
      gboolean good = dex_await (g_steal_pointer (&opening), &why);

      if (is_renewed (self, connection))
        continue;
      if (good)
        return g_steal_pointer (&connection);

      /* The next request tries again. */
      dex_future_disown (mq_workspace_close_connection (self));
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }

  return mq_fail_null (error, MQ_ERROR_CANCELLED, _ ("Stopped"));
}

static DexFuture *
connect_fiber (MqWorkspace *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqServiceConnection) connection = dup_open_connection (self, &error);

  if (connection != NULL)
    {
      if (mq_workspace_find_problem (self, MQ_PROBLEM_SERVICE) != NULL)
        dex_future_disown (mq_workspace_check_server (self));
      return dex_future_new_true ();
    }

  g_info ("The service is not there: %s", error->message);
  mq_workspace_note_runs_known (self);
  if (mq_workspace_get_server (self) != NULL
      && g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
    mq_workspace_connect_later (self, AWAY_MS);
  return dex_future_new_true ();
}

/* Connects to the service and follows the list of its runs. */
void
mq_workspace_connect (MqWorkspace *self)
{
  if (self->closing || (self->connecting != NULL && dex_future_is_pending (self->connecting)))
    return;

  dex_clear (&self->connecting);
  self->connecting = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, connect_fiber,
                                          (MQ_TYPE_WORKSPACE, self));
}

/* Awaits. */
static JsonObject *
ask_once (MqWorkspace *self, const char *path, JsonObject *body, MqServiceConnection *connection,
          GError **error)
{
  g_autoptr (JsonObject) settings = mq_run_settings_new (self->config, NULL);

  if (self->keys_sending != NULL)
    dex_await (dex_ref (self->keys_sending), NULL);

  return dex_await_boxed (mq_service_connection_ask (connection, path, body, settings), error);
}

static DexFuture *
ask_fiber (MqWorkspace *workspace, const char *path, JsonObject *body)
{
  for (;;)
    {
      GError *error = NULL;
      g_autoptr (MqServiceConnection) connection = dup_open_connection (workspace, &error);
      JsonObject *answer = connection != NULL ? ask_once (workspace, path, body, connection, &error)
                                              : NULL;

      if (answer != NULL)
        return dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer);

      if (connection == NULL || !is_renewed (workspace, connection))
        return dex_future_new_for_error (error);

      g_clear_error (&error);
    }
}

/* If the settings choose another service meanwhile, the request is repeated there. @path:
 * (transfer full): a route; @body: (transfer full) (nullable): members to send with the
 * settings. Returns: (transfer full): resolves to the answer, a JSON_TYPE_OBJECT */
DexFuture *
mq_workspace_request (MqWorkspace *self, char *path, JsonObject *body)
{
  g_autofree char *own_path = path;
  g_autoptr (JsonObject) own_body = body;

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, ask_fiber, (MQ_TYPE_WORKSPACE, self),
                              (G_TYPE_STRING, own_path), (JSON_TYPE_OBJECT, own_body));
}

static DexFuture *
load_fiber (MqWorkspace *workspace, const char *path)
{
  GError *error = NULL;
  g_autoptr (MqServiceConnection) connection = dup_open_connection (workspace, &error);
  GBytes *bytes;

  if (connection == NULL)
    return dex_future_new_for_error (error);

  bytes = dex_await_boxed (mq_service_connection_download (connection, path, MQ_RUN_MAX_TRANSCRIPT),
                           &error);
  return bytes != NULL ? dex_future_new_take_boxed (G_TYPE_BYTES, bytes)
                       : dex_future_new_for_error (error);
}

/**
 * mq_workspace_load_transcript:
 * @self: a workspace
 * @run: id of a finished run
 *
 * Returns: (transfer full): resolves to a #GBytes; rejects with %MQ_ERROR_NOT_FOUND when the
 * service has none, …
 */
DexFuture *
mq_workspace_load_transcript (MqWorkspace *self, const char *run)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s/transcript", run);

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, load_fiber, (MQ_TYPE_WORKSPACE, self),
                              (G_TYPE_STRING, path));
}

static DexFuture *
keys_fiber (MqWorkspace *self)
{
  if (self->connection != NULL && mq_workspace_get_server (self) == NULL
      && dex_await (dex_ref (self->connection_opening), NULL) && self->connection != NULL)
    dex_await (mq_service_connection_send_keys (self->connection), NULL);

  return dex_future_new_true ();
}

/**
 * mq_workspace_send_keys:
 * @self: a workspace
 *
 * Sends the keys that are kept in this process to the service, and loads the team again if it is
 * shown.
 *
 * Returns: (transfer full): resolves to %TRUE when the service has the keys
 */
DexFuture *
mq_workspace_send_keys (MqWorkspace *self)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  dex_clear (&self->keys_sending);
  self->keys_sending = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, keys_fiber,
                                            (MQ_TYPE_WORKSPACE, self));
  if (self->follows_team && !self->closing)
    dex_future_disown (mq_workspace_load_team (self));
  return dex_ref (self->keys_sending);
}

/* Keeping sessions at a shared service in the background, after a run there, a new title, and at
 * the start; one after the other. */

/* Reports only errors that the user can fix. */
static void
note_failure (MqWorkspace *self, const GError *error)
{
  g_autofree char *text = NULL;

  g_info ("Not kept at the service: %s", error->message);
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_SPACE)
      && !g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
    return;

  /* Translators: a session, after a run. %s is the reason, a sentence. */
  text = g_strdup_printf (_ ("Not kept at the service: %s"), error->message);
  mq_workspace_show_message (self, text);
}

static DexFuture *
keep_fiber (MqWorkspace *self, MqSession *session, DexFuture *before)
{
  g_autofree char *server = NULL;
  g_autoptr (GPtrArray) merged = NULL;
  g_autoptr (GError) error = NULL;
  MqWorkerSettings settings;
  gboolean has_blender;

  if (before != NULL)
    dex_await (dex_ref (before), NULL);

  server = g_strdup (mq_workspace_get_server (self));
  if (server == NULL || self->library == NULL)
    return dex_future_new_true ();

  has_blender = mq_workspace_read_worker_settings (self, &settings, NULL);
  merged = dex_await_boxed (
      mq_remote_sessions_put (self->library, server, session, has_blender ? &settings : NULL),
      &error);
  if (merged == NULL)
    note_failure (self, error);
  for (guint i = 0; merged != NULL && i < merged->len; i++)
    dex_await (mq_workspace_show_merged (self, merged->pdata[i]), NULL);
  return dex_future_new_true ();
}

/**
 * mq_workspace_upload:
 * @self: a workspace
 * @session: (nullable): a session that had a run at the service
 *
 * Keeps at the service what has changed, unless the settings forbid it. It disturbs nobody: what
 * fails is tried again with the next change or the next start.
 */
void
mq_workspace_upload (MqWorkspace *self, MqSession *session)
{
  g_autoptr (DexFuture) before = NULL;

  if (mq_workspace_get_server (self) == NULL || self->library == NULL || self->read_only
      || !mq_config_get_boolean (self->config, MQ_CONFIG_SERVER_KEEP_SESSIONS))
    return;

  before = g_steal_pointer (&self->keeping);
  self->keeping = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, keep_fiber,
                                       (MQ_TYPE_WORKSPACE, self), (MQ_TYPE_SESSION, session),
                                       (DEX_TYPE_FUTURE, before));
}

/* Returns: (transfer full): resolves to %TRUE when nothing is being kept any more, or after
 * CLOSE_SECONDS: the rest is kept at the next start */
DexFuture *
mq_workspace_finish_uploads (MqWorkspace *self)
{
  return self->keeping != NULL ? dex_future_first (dex_timeout_new_seconds (CLOSE_SECONDS),
                                                   dex_ref (self->keeping), NULL)
                               : dex_future_new_true ();
}
