/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --list-sessions --at-service, fetch, rename --at-service, delete --at-service: the commands for
 * the sessions that are kept at a shared service. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

/* A session at a service, which need not be in the library. */
typedef struct
{
  const char *server;
  char *id;
} Place;

static void
place_clear (Place *self)
{
  g_free (self->id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
prepare (MqCliContext *context, Place *place, GError **error)
{
  const char *word = context->options->words[0];

  if (!(place->id = mq_session_normalise_id (word)))
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "“%s” is not a session\nmaquette-cli --list-sessions --at-service lists them",
                    word);

  return mq_cli_context_prepare (context, MQ_CLI_CONFIG, error)
         && (place->server = mq_cli_context_require_server (context, error)) != NULL
         && mq_cli_context_prepare (context, MQ_CLI_WORK_DIRS, error);
}

/* A session that is not there: where to find those that are. */
static gboolean
fail (const Place *place, GError *why, GError **error)
{
  if (!g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, why);
      return FALSE;
    }

  g_error_free (why);
  return mq_fail (error, MQ_ERROR_NOT_FOUND,
                  "There is no session “%s” at %s\n"
                  "maquette-cli --list-sessions --at-service lists them",
                  place->id, place->server);
}

static void
print_remote_json (MqRemoteSession *session, gboolean is_here)
{
  g_autoptr (JsonObject) line = mq_json_new (
      "session:s title:s versions:i updated:l bytes:l here:b", session->id, session->title,
      session->n_versions, session->updated / G_USEC_PER_SEC, (gint64)session->size, is_here);

  mq_stdout_print_json ("session", line);
}

static void
print_remote_row (MqRemoteSession *session, gboolean is_here)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec (session->updated);
  g_autofree char *date = g_date_time_format (time, "%Y-%m-%d %H:%M");

  printf ("%-10s  %-16s  %8u  %6.1f MB  %-4s  %s\n", session->id, date, session->n_versions,
          session->size / 1e6, is_here ? "yes" : "no", session->title);
}

gboolean
mq_command_list_remote (MqCliContext *self, GError **error)
{
  gboolean json = self->options->json;
  g_autoptr (GListModel) list = NULL;
  const char *server;
  guint n;

  if (!mq_cli_context_prepare (self, MQ_CLI_CONFIG, error)
      || !(server = mq_cli_context_require_server (self, error))
      || !mq_cli_context_prepare (self, MQ_CLI_LIBRARY, error)
      || !mq_cli_context_prepare (self, MQ_CLI_INTERRUPT, error)
      || !(list = dex_await_object (
               mq_cli_context_unless_interrupted (self, mq_remote_sessions_list (server)), error)))
    return FALSE;

  n = g_list_model_get_n_items (list);
  if (n > 0 && !json)
    printf ("%-10s  %-16s  %8s  %9s  %-4s  %s\n", "ID", "KEPT", "VERSIONS", "SIZE", "HERE",
            "TITLE");
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqRemoteSession) session = g_list_model_get_item (list, i);
      gboolean is_here = mq_library_find_session (self->library, session->id) != NULL;

      (json ? print_remote_json : print_remote_row) (session, is_here);
    }

  if (n == 0 && !json)
    printf ("No sessions are kept at %s yet. The first run there adds one.\n", server);
  return TRUE;
}

static gboolean
fetch (MqCliContext *self, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (MqMergeResult) result = NULL;
  GError *why = NULL;

  if (!prepare (self, &place, error)
      || !mq_cli_context_prepare (self, MQ_CLI_INTERRUPT | MQ_CLI_CLEANER, error))
    return FALSE;

  if (!(result = dex_await_boxed (mq_cli_context_unless_interrupted (
                                      self, mq_remote_sessions_fetch (self->library, place.server,
                                                                      place.id, self->cleaner)),
                                  &why)))
    return fail (&place, why, error);

  mq_command_print_merged (self, result);
  return TRUE;
}

gboolean
mq_command_rename_remote (MqCliContext *self, GError **error)
{
  g_auto (Place) place = { 0 };
  GError *why = NULL;

  return prepare (self, &place, error)
         && (dex_await (mq_remote_sessions_rename (self->library, place.server, place.id,
                                                   self->options->words[1]),
                        &why)
             || fail (&place, why, error));
}

gboolean
mq_command_delete_remote (MqCliContext *self, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GListModel) list = NULL;
  g_autoptr (MqRemoteSession) session = NULL;
  GError *why = NULL;

  if (!prepare (self, &place, error))
    return FALSE;
  if (!(list = dex_await_object (mq_remote_sessions_list (place.server), &why)))
    return fail (&place, why, error);

  for (guint i = 0; session == NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqRemoteSession) each = g_list_model_get_item (list, i);

      if (g_str_equal (each->id, place.id))
        session = g_steal_pointer (&each);
    }
  if (session == NULL)
    return fail (&place, g_error_new_literal (MQ_ERROR, MQ_ERROR_NOT_FOUND, "It is not there"),
                 error);

  return mq_cli_confirm_delete (self->options, session->title, session->n_versions, error)
         && (dex_await (mq_remote_sessions_delete (self->library, place.server, place.id), &why)
             || fail (&place, why, error));
}

static const GOptionEntry fetch_options[] = {
  MQ_OPTION_SERVER,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_remote[] = {
  { "fetch", "SESSION", 1, 1,
    "Get a session that is kept at the shared service; versions that you already have stay as they "
    "are",
    fetch, fetch_options },
  { NULL },
};
