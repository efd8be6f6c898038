/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* help: what --help prints, of the command line as a whole or of one command. */
#include "cli/commands/mq-commands.h"

#include <stdio.h>
#include <string.h>

static gboolean
print_help (MqCliContext *self, GError **error)
{
  const char *name = self->options->words[0];
  const MqCliCommand *command;
  g_autoptr (GOptionContext) context = NULL;
  g_autofree char *options = NULL;
  g_autofree char *more = NULL;
  const char *list;

  if (name == NULL)
    {
      options = mq_cli_options_get_help ();
      printf ("%sCommands (maquette-cli COMMAND --help):\n", options);
      for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
        printf ("  %-12s %s\n", (*each)->name, (*each)->summary);
      return TRUE;
    }

  if (!(command = mq_cli_command_find (name, error)))
    return FALSE;

  context = mq_cli_command_make_context (command);
  options = g_option_context_get_help (context, TRUE, NULL);
  more = command->describe != NULL ? command->describe () : g_strdup ("");
  list = strstr (options, "\n\n");
  printf ("Usage:\n  maquette-cli %s %s [OPTION…]\n\n%s.%s%s", command->name, command->words,
          command->summary, list != NULL ? list : "\n", more);
  return TRUE;
}

const MqCliCommand mq_commands_help[] = {
  { "help", "[COMMAND]", 0, 1, "Print this help, or that of a command", print_help, NULL },
  { NULL },
};
