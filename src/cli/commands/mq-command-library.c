/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* revert, branch, rename, delete: the commands that change the library without building anything.
 */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"
#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <string.h>

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

static gboolean
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

/* Awaits. */
static MqRemoteSession *
find_remote (const Place *place, GError **error)
{
  g_autoptr (GListModel) list = dex_await_object (mq_remote_sessions_list (place->server), error);

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqRemoteSession) session = g_list_model_get_item (list, i);

      if (g_str_equal (session->id, place->id))
        return g_steal_pointer (&session);
    }

  return list == NULL ? NULL : mq_fail_null (error, MQ_ERROR_NOT_FOUND, "It is not there");
}

static gboolean
mq_command_delete_remote (MqCliContext *self, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (MqRemoteSession) session = NULL;
  GError *why = NULL;

  if (!prepare (self, &place, error))
    return FALSE;
  if (!(session = find_remote (&place, &why)))
    return fail (&place, why, error);

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

static void
print_kept (MqCliOptions *options, MqSession *session, MqVersion *version)
{
  g_autoptr (JsonObject) facts
      = mq_json_new ("session:s version:i folder:s", mq_session_get_id (session),
                     mq_version_get_number (version), mq_version_get_dir (version));

  if (options->json)
    mq_stdout_print_json ("kept", facts);
  else
    printf ("Kept as version %u of session %s\n  %s\n", mq_version_get_number (version),
            mq_session_get_id (session), mq_version_get_dir (version));
}

static gboolean
revert (MqCliContext *self, GError **error)
{
  g_autoptr (MqVersion) kept = NULL;
  g_autoptr (MqVersionDraft) draft = NULL;
  g_autofree char *instruction = NULL;
  guint number;

  if (strchr (self->options->words[0], ':') == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "Which version? Give it as SESSION:VERSION");
  if (!mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_VERSION, error))
    return FALSE;

  number = mq_version_get_number (self->version);
  instruction = g_strdup_printf ("Back to version %u", number);
  if (!(draft = mq_version_draft_new_copy (self->version, number, instruction, error))
      || !(kept = dex_await_object (
               mq_library_keep_version (self->library, self->session, g_steal_pointer (&draft)),
               error)))
    return FALSE;

  print_kept (self->options, self->session, kept);
  return TRUE;
}

static gboolean
branch (MqCliContext *self, GError **error)
{
  const char *title = self->options->words[1];
  g_autoptr (MqVersion) kept = NULL;
  g_autoptr (MqSession) session = NULL;

  if (!mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_VERSION, error)
      || !(session = dex_await_object (
               mq_library_branch (self->library, self->session, self->version,
                                  title != NULL ? title : mq_session_get_title (self->session)),
               error)))
    return FALSE;

  kept = mq_version_find (mq_session_get_versions (session), 1);
  print_kept (self->options, session, kept);
  return TRUE;
}

static gboolean
rename_session (MqCliContext *self, GError **error)
{
  const char *title = self->options->words[1];

  if (mq_text_is_blank (title))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The title is empty");
  if (self->options->at_service)
    return mq_command_rename_remote (self, error);

  if (!mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_SESSION | MQ_CLI_CONFIG, error)
      || !dex_await (mq_library_rename_session (self->library, self->session, title), error))
    return FALSE;

  mq_cli_context_upload (self, NULL);
  return TRUE;
}

static gboolean
set_favorite (MqCliContext *self, GError **error)
{
  const char *value = self->options->words[1] != NULL ? self->options->words[1] : "on";
  gboolean is_on = g_str_equal (value, "on");

  if (!is_on && !g_str_equal (value, "off"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "Write “on” or “off”");

  return mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_SESSION, error)
         && dex_await (mq_library_set_favorite (self->library, self->session, is_on), error);
}

/* Says that the session stays at the service, since only its local copy is deleted. Awaits. */
static void
warn_of_remote (MqCliContext *self)
{
  const char *server = mq_cli_context_get_server (self);
  const char *id = mq_session_get_id (self->session);

  if (server != NULL
      && dex_await_boolean (mq_remote_sessions_has (self->library, server, id), NULL))
    fprintf (stderr,
             "It is still kept at %s; to delete it there: maquette-cli delete %s --at-service\n",
             server, id);
}

static gboolean
delete_session (MqCliContext *self, GError **error)
{
  if (self->options->at_service)
    return mq_command_delete_remote (self, error);

  if (!mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_SESSION | MQ_CLI_CONFIG, error)
      || !mq_cli_confirm_delete (self->options, mq_session_get_title (self->session),
                                 g_list_model_get_n_items (mq_session_get_versions (self->session)),
                                 error))
    return FALSE;

  warn_of_remote (self);
  return dex_await (mq_library_remove_session (self->library, self->session), error)
         && dex_await (mq_library_purge_session (self->library, self->session), error);
}

static const GOptionEntry rename_options[] = {
  MQ_OPTION_AT_SERVICE,
  MQ_OPTION_SERVER,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

static const GOptionEntry delete_options[] = {
  MQ_OPTION_YES, MQ_OPTION_AT_SERVICE, MQ_OPTION_SERVER, MQ_OPTION_CONFIG, MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_library[] = {
  { "revert", "SESSION:VERSION", 1, 1, "Make an earlier version the newest one again, as a copy",
    revert, mq_command_json_options },
  { "branch", MQ_WORDS_VERSION " [TITLE]", 1, 2, "Start a new session from a version", branch,
    mq_command_json_options },
  { "rename", "SESSION TITLE", 2, 2, "Give a session another title", rename_session,
    rename_options },
  { "favorite", "SESSION [on|off]", 1, 2, "List a session above the others in the window",
    set_favorite, NULL },
  { "delete", "SESSION", 1, 1, "Delete a session with all its versions", delete_session,
    delete_options },
  { NULL },
};
