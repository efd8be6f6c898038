/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, describes and checks the commands, see mq-cli-command.h. */
#include "cli/mq-cli-command.h"

#include "common/base/mq-error.h"
#include "common/foreign/mq-file-kind.h"

#include <string.h>

const GOptionEntry mq_command_json_options[] = { MQ_OPTION_JSON, MQ_OPTIONS_END };

/* Returns: (transfer full): the parser of its options */
GOptionContext *
mq_cli_command_make_context (const MqCliCommand *command)
{
  static const GOptionEntry help[] = { { "help", 'h', 0, G_OPTION_ARG_NONE, &mq_cli_options.help,
                                         "Print this help and exit", NULL },
                                       MQ_OPTIONS_END };
  GOptionContext *context = g_option_context_new (NULL);

  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, NULL);
  g_option_context_add_main_entries (context, help, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

/**
 * mq_cli_command_list_options:
 * @command: a command
 *
 * Returns: (transfer full): the long names of its options, such as "json"
 */
GStrv
mq_cli_command_list_options (const MqCliCommand *command)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (const GOptionEntry *each = command->options; each != NULL && each->long_name != NULL; each++)
    g_strv_builder_add (names, each->long_name);
  g_strv_builder_add (names, "help");

  return g_strv_builder_end (names);
}

/**
 * mq_cli_commands_list:
 *
 * Returns: (transfer none): all commands; the last one is %NULL
 */
const MqCliCommand *const *
mq_cli_commands_list (void)
{
  static GPtrArray *all;

  if (all != NULL)
    return (const MqCliCommand *const *)all->pdata;

  all = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  for (gsize i = 0; mq_cli_command_tables[i] != NULL; i++)
    for (const MqCliCommand *each = mq_cli_command_tables[i]; each->name != NULL; each++)
      g_ptr_array_add (all, (gpointer)each);
  return (const MqCliCommand *const *)all->pdata;
}

/* Returns: (transfer full): the text of its --help */
char *
mq_cli_command_get_help (const MqCliCommand *command)
{
  g_autoptr (GOptionContext) context = mq_cli_command_make_context (command);
  g_autofree char *options = g_option_context_get_help (context, TRUE, NULL);
  const char *list = strstr (options, "\n\n");

  return g_strdup_printf ("Usage:\n  maquette-cli %s %s [OPTION…]\n\n%s.%s", command->name,
                          command->words, command->summary, list != NULL ? list : "\n");
}

/* Returns: (transfer full): a line for each command */
char *
mq_cli_commands_get_help (void)
{
  GString *text = g_string_new ("Commands (maquette-cli COMMAND --help):\n");

  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    g_string_append_printf (text, "  %-12s %s\n", (*each)->name, (*each)->summary);

  return g_string_free (text, FALSE);
}

/* @name: the first word of a command line; @error: %MQ_ERROR_BAD_INPUT. Returns: (nullable): the
 * command */
const MqCliCommand *
mq_cli_command_find (const char *name, GError **error)
{
  const char *format;
  MqFileKind kind;

  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    if (g_str_equal ((*each)->name, name))
      return *each;

  kind = mq_file_kind_read (name, &format);
  if (kind != MQ_FILE_UNKNOWN)
    {
      mq_file_kind_refuse (kind, format, name, error);
      return NULL;
    }

  return mq_fail_null (
      error, MQ_ERROR_BAD_INPUT,
      "“%s” is no command and belongs to no option\nPut text with spaces in quotes: "
      "--text \"a chair\"; maquette-cli --help lists commands and options",
      name);
}

/* @error: %MQ_ERROR_BAD_INPUT. Returns: whether they are as many as it wants, and UTF-8 */
gboolean
mq_cli_command_check_words (const MqCliCommand *command, GStrv words, GError **error)
{
  guint n = g_strv_length (words);

  if (n < command->min_words || n > command->max_words)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "maquette-cli %s needs: %s%s", command->name,
                    command->words,
                    n > command->max_words ? "\nPut text with spaces in quotes"
                                           : "\nmaquette-cli --list-sessions lists the sessions");

  for (guint i = 0; i < n; i++)
    if (!g_utf8_validate (words[i], -1, NULL))
      return mq_fail (error, MQ_ERROR_BAD_INPUT, "A word of the command is not UTF-8 text");

  return TRUE;
}

/**
 * mq_cli_options_get_format:
 * @self: a command that writes a file
 * @format: (nullable): its --format
 * @example: a name for such a file
 * @error: %MQ_ERROR_BAD_INPUT without --output
 *
 * Returns: (transfer none) (nullable): --format or the suffix of --output, "" without both
 */
const char *
mq_cli_options_get_format (MqCliOptions *self, const char *format, const char *example,
                           GError **error)
{
  const char *dot;

  if (self->output == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "Where to? Give the file with --output, such as --output %s", example);
  if (format != NULL)
    return format;

  dot = strrchr (self->output, '.');
  return dot != NULL ? dot + 1 : "";
}
