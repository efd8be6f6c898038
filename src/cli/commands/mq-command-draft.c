/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* draft: the command that prints the script of a run that failed, which no version has. */
#include "cli/mq-cli-version.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

static DexFuture *
draft_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  GError *error = NULL;
  g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (NULL, TRUE), &error);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonObject) draft = NULL;
  g_autoptr (JsonObject) row = NULL;
  const char *script;
  MqSession *session;

  if (library == NULL || !(session = mq_cli_find_session (library, options->words[0], &error))
      || !(events = dex_await_boxed (mq_library_load_events (library, session), &error)))
    return dex_future_new_for_error (error);

  draft = mq_library_find_draft (events);
  script = draft != NULL ? mq_json_get_string (draft, "script", NULL) : NULL;
  if (script == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  "The last run of this session left no script without a version");

  row = mq_json_new ("session:s script:s", mq_session_get_id (session), script);
  if (options->json)
    mq_stdout_print_json (row);
  else
    fputs (script, stdout);

  return dex_future_new_for_int (0);
}

const MqCliCommand mq_commands_draft[] = {
  { "draft", "SESSION", 1, 1,
    "Print the last script of a run that failed, to be mended and run with --script", draft_fiber,
    mq_command_json_options },
  { NULL },
};
