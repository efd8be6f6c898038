/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* help: what --help prints, of the command line as a whole or of one command. */
#include "cli/commands/mq-commands.h"

#include <stdio.h>
#include <string.h>

/* Returns: (transfer full): the text of its --help */
static char *
cli_command_get_help (const MqCliCommand *command)
{
  g_autoptr (GOptionContext) context = mq_cli_command_make_context (command);
  g_autofree char *options = g_option_context_get_help (context, TRUE, NULL);
  g_autofree char *more = command->describe != NULL ? command->describe () : g_strdup ("");
  const char *list = strstr (options, "\n\n");

  return g_strdup_printf ("Usage:\n  maquette-cli %s %s [OPTION…]\n\n%s.%s%s", command->name,
                          command->words, command->summary, list != NULL ? list : "\n", more);
}

/* Returns: (transfer full): a line for each command */
static char *
cli_commands_get_help (void)
{
  GString *text = g_string_new ("Commands (maquette-cli COMMAND --help):\n");

  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    g_string_append_printf (text, "  %-12s %s\n", (*each)->name, (*each)->summary);

  return g_string_free (text, FALSE);
}

static gboolean
print_help (MqCliContext *self, GError **error)
{
  const char *name = self->options->words[0];
  const MqCliCommand *command = name != NULL ? mq_cli_command_find (name, error) : NULL;
  g_autofree char *help = command != NULL ? cli_command_get_help (command)
                                          : mq_cli_options_get_help ();
  g_autofree char *commands = command != NULL ? g_strdup ("") : cli_commands_get_help ();

  if (name != NULL && command == NULL)
    return FALSE;

  printf ("%s%s", help, commands);
  return TRUE;
}

const MqCliCommand mq_commands_help[] = {
  { "help", "[COMMAND]", 0, 1, "Print this help, or that of a command", print_help, NULL },
  { NULL },
};
