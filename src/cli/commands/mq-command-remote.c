/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --list-sessions --at-service, fetch, rename --at-service, delete --at-service: the commands for
 * the sessions that are kept at a shared service. */
#include "cli/mq-cli-confirm.h"
#include "cli/mq-cli-interrupt.h"
#include "cli/mq-cli-upload.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <stdio.h>

#define STACK (256 * 1024)

/* State of one command while it runs. */
typedef struct
{
  MqConfig *config;
  MqLibrary *library;
  const char *server;
  char *session; /* id */
} RemoteCommand;

static void
remote_command_clear (RemoteCommand *self)
{
  g_clear_object (&self->config);
  g_clear_object (&self->library);
  g_clear_pointer (&self->session, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RemoteCommand, remote_command_clear)

static gboolean
find_server (RemoteCommand *self, const char *option, GError **error)
{
  self->server = mq_cli_upload_get_server (option, self->config);
  return self->server != NULL
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "No shared service is configured\nGive its address: --server URL");
}

/* Awaits. */
static gboolean
start (RemoteCommand *self, MqCommandOptions *options, GError **error)
{
  self->session = mq_session_normalise_id (options->words[0]);
  if (self->session == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "“%s” is no session\nmaquette-cli --list-sessions --at-service lists them",
                    options->words[0]);

  return (self->config = mq_cli_load_config (options->config, error)) != NULL
         && find_server (self, options->server, error)
         && (self->library = dex_await_object (mq_library_open (NULL, FALSE), error)) != NULL;
}

/* A session that is not there: where to find those that are. */
static DexFuture *
fail (RemoteCommand *self, GError *error)
{
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    return dex_future_new_for_error (error);

  g_error_free (error);
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                "There is no session “%s” at %s\n"
                                "maquette-cli --list-sessions --at-service lists them",
                                self->session, self->server);
}

static void
print_remote_json (MqRemoteSession *session, gboolean is_here)
{
  g_autoptr (JsonObject) line = mq_json_new (
      "event:s session:s title:s versions:i updated:l bytes:l here:b", "session", session->id,
      session->title, session->n_versions, session->updated, (gint64)session->size, is_here);

  mq_stdout_print_json (line);
}

static void
print_remote_row (MqRemoteSession *session, gboolean is_here)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (session->updated);
  g_autofree char *date = g_date_time_format (time, "%Y-%m-%d %H:%M");

  printf ("%-10s  %-16s  %8u  %6.1f MB  %-4s  %s\n", session->id, date, session->n_versions,
          session->size / 1e6, is_here ? "yes" : "no", session->title);
}

static DexFuture *
list_fiber (gpointer user_data)
{
  MqCliOptions *options = user_data;
  g_auto (RemoteCommand) self = { 0 };
  g_auto (MqCliInterrupt) interrupt = { 0 };
  g_autoptr (GListModel) list = NULL;
  GError *error = NULL;
  guint n;

  if (!(self.config = mq_cli_load_config (options->config, &error))
      || !find_server (&self, options->server, &error)
      || !(self.library = dex_await_object (mq_library_open (NULL, TRUE), &error)))
    return dex_future_new_for_error (error);

  mq_cli_interrupt_init (&interrupt);
  if (!(list = dex_await_object (
            mq_fiber_unless (DEX_FUTURE (interrupt.future), mq_remote_sessions_list (self.server)),
            &error)))
    return dex_future_new_for_error (error);

  n = g_list_model_get_n_items (list);
  if (n > 0 && !options->json)
    printf ("%-10s  %-16s  %8s  %9s  %-4s  %s\n", "ID", "KEPT", "VERSIONS", "SIZE", "HERE",
            "TITLE");
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqRemoteSession) session = g_list_model_get_item (list, i);
      gboolean is_here = mq_library_find_session (self.library, session->id) != NULL;

      (options->json ? print_remote_json : print_remote_row) (session, is_here);
    }

  if (n == 0 && !options->json)
    printf ("No sessions are kept at %s yet. The first run there adds one.\n", self.server);
  return dex_future_new_for_int (0);
}

DexFuture *
mq_command_list_remote (MqCliOptions *options)
{
  return mq_fiber_spawn (NULL, STACK, list_fiber, options, NULL);
}

static DexFuture *
fetch_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (RemoteCommand) self = { 0 };
  g_auto (MqCliInterrupt) interrupt = { 0 };
  g_autoptr (MqMergeResult) result = NULL;
  GError *error = NULL;

  if (!start (&self, options, &error))
    return dex_future_new_for_error (error);

  mq_cli_interrupt_init (&interrupt);
  if (!(result = dex_await_boxed (
            mq_fiber_unless (DEX_FUTURE (interrupt.future),
                             mq_remote_sessions_fetch (self.library, self.server, self.session)),
            &error)))
    return fail (&self, error);

  mq_command_print_merged (options, self.library, result);
  return dex_future_new_for_int (0);
}

DexFuture *
mq_command_rename_remote (MqCommandOptions *options)
{
  g_auto (RemoteCommand) self = { 0 };
  GError *error = NULL;

  if (mq_text_is_blank (options->words[1]))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "The title is empty");
  if (!start (&self, options, &error))
    return dex_future_new_for_error (error);
  if (!dex_await (
          mq_remote_sessions_rename (self.library, self.server, self.session, options->words[1]),
          &error))
    return fail (&self, error);

  return dex_future_new_for_int (0);
}

/* Awaits. */
static MqRemoteSession *
find_remote (RemoteCommand *self, GError **error)
{
  g_autoptr (GListModel) list = dex_await_object (mq_remote_sessions_list (self->server), error);

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqRemoteSession) session = g_list_model_get_item (list, i);

      if (g_str_equal (session->id, self->session))
        return g_steal_pointer (&session);
    }

  return list == NULL ? NULL : mq_fail_null (error, MQ_ERROR_NOT_FOUND, "It is not there");
}

DexFuture *
mq_command_delete_remote (MqCommandOptions *options)
{
  g_auto (RemoteCommand) self = { 0 };
  g_autoptr (MqRemoteSession) session = NULL;
  GError *error = NULL;

  if (!start (&self, options, &error))
    return dex_future_new_for_error (error);
  if (!(session = find_remote (&self, &error)))
    return fail (&self, error);
  if (!mq_cli_confirm_delete (options, session->title, session->n_versions, &error))
    return dex_future_new_for_error (error);
  if (!dex_await (mq_remote_sessions_delete (self.library, self.server, self.session), &error))
    return fail (&self, error);

  return dex_future_new_for_int (0);
}

static const GOptionEntry fetch_options[] = {
  MQ_OPTION_SERVER,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_remote[] = {
  { "fetch", "SESSION", 1, 1,
    "Add a session that is kept at the shared service; what you have of it already stays as it is",
    fetch_fiber, fetch_options },
  { NULL },
};
