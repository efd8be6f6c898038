/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* draft: the command that prints the script of a run that failed, which no version has. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

static gboolean
print_draft (MqCliContext *self, GError **error)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonObject) draft = NULL;
  g_autoptr (JsonObject) row = NULL;
  const char *script;

  if (!mq_cli_context_prepare (self, MQ_CLI_SESSION, error)
      || !(events = dex_await_boxed (mq_library_load_events (self->library, self->session), error)))
    return FALSE;

  draft = mq_library_find_draft (events);
  if ((script = mq_json_get_string (draft, "script", NULL)) == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "The last run of this session left no script without a version");

  row = mq_json_new ("session:s script:s", mq_session_get_id (self->session), script);
  if (self->options->json)
    mq_stdout_print_json (row);
  else
    fputs (script, stdout);

  return TRUE;
}

const MqCliCommand mq_commands_draft[] = {
  { "draft", "SESSION", 1, 1,
    "Print the last script of a run that failed, to be mended and run with --script", print_draft,
    mq_command_json_options },
  { NULL },
};
