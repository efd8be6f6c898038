/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* revert, branch, rename, delete: the commands that change the library without building anything.
 */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <string.h>

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

static gboolean
delete_session (MqCliContext *self, GError **error)
{
  const char *server;
  const char *id;

  if (self->options->at_service)
    return mq_command_delete_remote (self, error);

  if (!mq_cli_context_prepare (self, MQ_CLI_WRITABLE | MQ_CLI_SESSION | MQ_CLI_CONFIG, error)
      || !mq_cli_confirm_delete (self->options, mq_session_get_title (self->session),
                                 g_list_model_get_n_items (mq_session_get_versions (self->session)),
                                 error))
    return FALSE;

  /* Says that the session stays at the service, since only its local copy is deleted. */
  server = mq_cli_context_get_server (self);
  id = mq_session_get_id (self->session);
  if (server != NULL
      && dex_await_boolean (mq_remote_sessions_has (self->library, server, id), NULL))
    fprintf (stderr,
             "It is still kept at %s; to delete it there: maquette-cli delete %s --at-service\n",
             server, id);
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
