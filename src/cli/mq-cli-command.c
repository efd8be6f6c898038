/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, describes and parses the commands, see mq-cli-command.h. */
#include "cli/mq-cli-command.h"

#include "common/base/mq-error.h"

#include <string.h>

MqCommandOptions mq_command_options;
const GOptionEntry mq_command_json_options[] = { MQ_OPTION_JSON, MQ_OPTIONS_END };

static GOptionContext *
make_context (const MqCliCommand *command)
{
  static const GOptionEntry help[] = { { "help", 'h', 0, G_OPTION_ARG_NONE,
                                         &mq_command_options.help, "Print this help and exit",
                                         NULL },
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

/**
 * mq_cli_command_get_help:
 * @command: a command
 *
 * Returns: (transfer full): the text of its --help
 */
char *
mq_cli_command_get_help (const MqCliCommand *command)
{
  g_autoptr (GOptionContext) context = make_context (command);
  g_autofree char *options = g_option_context_get_help (context, TRUE, NULL);
  const char *list = strstr (options, "\n\n");

  return g_strdup_printf ("Usage:\n  maquette-cli %s %s [OPTION…]\n\n%s.%s", command->name,
                          command->words, command->summary, list != NULL ? list : "\n");
}

/**
 * mq_cli_commands_get_help:
 *
 * Returns: (transfer full): a line for each command
 */
char *
mq_cli_commands_get_help (void)
{
  GString *text = g_string_new ("Commands (maquette-cli COMMAND --help):\n");

  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    g_string_append_printf (text, "  %-12s %s\n", (*each)->name, (*each)->summary);

  return g_string_free (text, FALSE);
}

static const MqCliCommand *
find_command (const char *name, GError **error)
{
  for (const MqCliCommand *const *each = mq_cli_commands_list (); *each != NULL; each++)
    if (g_str_equal ((*each)->name, name))
      return *each;

  return mq_fail_null (
      error, MQ_ERROR_BAD_INPUT,
      "“%s” is no command and belongs to no option\nPut text with spaces in quotes: "
      "--text \"a chair\"; maquette-cli --help lists commands and options",
      name);
}

/**
 * mq_cli_command_parse:
 * @argc: the argument of main(); the first word is a command
 * @argv: the argument of main()
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer none) (nullable): the command
 */
MqCommandOptions *
mq_cli_command_parse (int argc, char **argv, GError **error)
{
  MqCommandOptions *self = &mq_command_options;
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) parse_error = NULL;
  g_auto (GStrv) args = g_new0 (char *, argc + 1);
  g_autofree char **rest = g_new0 (char *, argc + 1);
  int n_rest = argc;

  if ((self->command = find_command (argv[1], error)) == NULL)
    return NULL;

  for (int i = 0; i < argc; i++)
    rest[i] = args[i] = g_strdup (argv[i]);
  context = make_context (self->command);
  if (!g_option_context_parse (context, &n_rest, &rest, &parse_error))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s\nmaquette-cli %s --help lists its options",
                         parse_error->message, self->command->name);

  self->words = g_strdupv (rest + 2);
  n_rest -= 2;
  if (!self->help
      && ((guint)n_rest < self->command->min_words || (guint)n_rest > self->command->max_words))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "maquette-cli %s needs: %s%s",
                         self->command->name, self->command->words,
                         (guint)n_rest > self->command->max_words
                             ? "\nPut text with spaces in quotes"
                             : "\nmaquette-cli --list-sessions lists the sessions");

  for (guint i = 0; self->words[i] != NULL; i++)
    if (!g_utf8_validate (self->words[i], -1, NULL))
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "A word of the command is not UTF-8 text");

  return self;
}

/**
 * mq_command_options_get_format:
 * @self: a command that writes a file
 * @format: (nullable): its --format
 * @example: a name for such a file
 * @error: %MQ_ERROR_BAD_INPUT without --output
 *
 * Returns: (transfer none) (nullable): --format or the suffix of --output, "" without both
 */
const char *
mq_command_options_get_format (MqCommandOptions *self, const char *format, const char *example,
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

/**
 * mq_cli_options_new_for_command:
 * @options: a command that makes a version
 *
 * Returns: (transfer full): the options of a run that prints what it does and asks nothing
 */
MqCliOptions *
mq_cli_options_new_for_command (MqCommandOptions *options)
{
  MqCliOptions *self = g_new0 (MqCliOptions, 1);

  self->no_input = TRUE;
  self->json = options->json;
  self->config = g_strdup (options->config);
  return self;
}
