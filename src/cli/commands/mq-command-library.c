/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* revert, branch, rename, delete: the commands that change the library without building anything.
 */
#include "cli/mq-cli-confirm.h"
#include "cli/mq-cli-upload.h"
#include "cli/mq-cli-version.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <string.h>

static MqLibrary *
open_library (GError **error)
{
  g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (NULL, FALSE), error);

  return library != NULL && mq_library_check_writable (library, error) ? g_steal_pointer (&library)
                                                                       : NULL;
}

static void
print_kept (MqCommandOptions *options, MqSession *session, MqVersion *version)
{
  g_autoptr (JsonObject) facts
      = mq_json_new ("session:s version:i folder:s", mq_session_get_id (session),
                     mq_version_get_number (version), mq_version_get_dir (version));

  if (options->json)
    mq_stdout_print_json (facts);
  else
    printf ("Kept as version %u of session %s\n  %s\n", mq_version_get_number (version),
            mq_session_get_id (session), mq_version_get_dir (version));
}

static DexFuture *
revert_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  GError *error = NULL;
  g_autoptr (MqLibrary) library = open_library (&error);
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (MqVersion) kept = NULL;
  g_autoptr (MqVersionDraft) draft = NULL;
  g_autofree char *instruction = NULL;
  MqSession *session;

  if (strchr (options->words[0], ':') == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  "Which version? Give it as SESSION:VERSION");
  if (library == NULL
      || !(version = mq_cli_find_version (library, options->words[0], &session, &error)))
    return dex_future_new_for_error (error);

  instruction = g_strdup_printf ("Back to version %u", mq_version_get_number (version));
  if (!(draft = mq_version_draft_new_copy (version, mq_version_get_number (version), instruction,
                                           &error))
      || !(kept = dex_await_object (
               mq_library_keep_version (library, session, g_steal_pointer (&draft)), &error)))
    return dex_future_new_for_error (error);

  print_kept (options, session, kept);
  return dex_future_new_for_int (0);
}

static DexFuture *
branch_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  GError *error = NULL;
  g_autoptr (MqLibrary) library = open_library (&error);
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (MqVersion) kept = NULL;
  g_autoptr (MqSession) branch = NULL;
  const char *title;
  MqSession *session;

  if (library == NULL
      || !(version = mq_cli_find_version (library, options->words[0], &session, &error)))
    return dex_future_new_for_error (error);

  title = options->words[1] != NULL ? options->words[1] : mq_session_get_title (session);
  if (!(branch = dex_await_object (mq_library_branch (library, session, version, title), &error)))
    return dex_future_new_for_error (error);

  kept = mq_version_find (mq_session_get_versions (branch), 1);
  print_kept (options, branch, kept);
  return dex_future_new_for_int (0);
}

static DexFuture *
rename_here (MqCommandOptions *options)
{
  GError *error = NULL;
  g_autoptr (MqLibrary) library = open_library (&error);
  g_autoptr (MqConfig) config = NULL;
  MqSession *session;

  if (mq_text_is_blank (options->words[1]))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "The title is empty");
  if (library == NULL || !(session = mq_cli_find_session (library, options->words[0], &error))
      || !(config = mq_cli_load_config (options->config, &error))
      || !dex_await (mq_library_rename_session (library, session, options->words[1]), &error))
    return dex_future_new_for_error (error);

  mq_cli_upload (library, config, mq_cli_upload_get_server (options->server, config), NULL);
  return dex_future_new_for_int (0);
}

static DexFuture *
rename_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;

  return options->at_service ? mq_command_rename_remote (options) : rename_here (options);
}

static DexFuture *
favorite_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  const char *value = options->words[1] != NULL ? options->words[1] : "on";
  GError *error = NULL;
  g_autoptr (MqLibrary) library = NULL;
  MqSession *session;

  if (!g_str_equal (value, "on") && !g_str_equal (value, "off"))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s", "Write “on” or “off”");

  library = open_library (&error);
  if (library == NULL || !(session = mq_cli_find_session (library, options->words[0], &error))
      || !dex_await (mq_library_set_favorite (library, session, g_str_equal (value, "on")), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_int (0);
}

/* Says that the session stays at the service, since only its local copy is deleted. Awaits. */
static void
warn_of_remote (MqLibrary *library, MqCommandOptions *options, MqConfig *config,
                const char *session)
{
  const char *server = mq_cli_upload_get_server (options->server, config);

  if (server != NULL && dex_await_boolean (mq_remote_sessions_has (library, server, session), NULL))
    fprintf (stderr,
             "It is still kept at %s; to delete it there: maquette-cli delete %s --at-service\n",
             server, session);
}

static DexFuture *
delete_here (MqCommandOptions *options)
{
  GError *error = NULL;
  g_autoptr (MqLibrary) library = open_library (&error);
  g_autoptr (MqSession) session = NULL;
  g_autoptr (MqConfig) config = NULL;
  MqSession *found;

  if (library == NULL || !(found = mq_cli_find_session (library, options->words[0], &error))
      || !(config = mq_cli_load_config (options->config, &error)))
    return dex_future_new_for_error (error);

  session = g_object_ref (found); /* removing takes it off the library's list */
  if (!mq_cli_confirm_delete (options, mq_session_get_title (session),
                              g_list_model_get_n_items (mq_session_get_versions (session)), &error))
    return dex_future_new_for_error (error);

  warn_of_remote (library, options, config, mq_session_get_id (session));
  if (!dex_await (mq_library_remove_session (library, session), &error)
      || !dex_await (mq_library_purge_session (library, session), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_int (0);
}

static DexFuture *
delete_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;

  return options->at_service ? mq_command_delete_remote (options) : delete_here (options);
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
    revert_fiber, mq_command_json_options },
  { "branch", MQ_WORDS_VERSION " [TITLE]", 1, 2, "Start a session of its own from a version",
    branch_fiber, mq_command_json_options },
  { "rename", "SESSION TITLE", 2, 2, "Give a session another title", rename_fiber, rename_options },
  { "favorite", "SESSION [on|off]", 1, 2, "List a session above the others in the window",
    favorite_fiber, NULL },
  { "delete", "SESSION", 1, 1, "Delete a session with all its versions", delete_fiber,
    delete_options },
  { NULL },
};
