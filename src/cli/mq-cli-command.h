/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the command line that are words, such as `export SESSION`. Each file of
 * cli/commands has a table of its commands with their options, from which parsing, --help, shell
 * completion, the manual page and the table of docs/using/cli.md are made. Used by main(). */
#pragma once

#include "cli/mq-cli-context.h"

G_BEGIN_DECLS

/**
 * MqCliCommand:
 * @name: the word
 * @words: the words after it, as --help shows them
 * @min_words: their least number
 * @max_words: their largest number
 * @summary: what it does
 * @run: does it; awaits
 * @options: (nullable): its options but --help and those of @schema, in the order of --help
 * @schema: (nullable): the schema of data/schemas that its other options are made of, before those;
 *   see mq_cli_command_get_job_options()
 * @describe: (nullable): (transfer full): what --help says after its options
 */
struct _MqCliCommand
{
  const char *name;
  const char *words;
  guint min_words;
  guint max_words;
  const char *summary;
  gboolean (*run) (MqCliContext *context, GError **error);
  const GOptionEntry *options;
  const char *schema;
  char *(*describe) (void);
};

#define MQ_WORDS_VERSION "SESSION[:VERSION]"
#define MQ_OPTION(name, letter, type, member, summary, argument)                                   \
  { name, letter, 0, G_OPTION_ARG_##type, &mq_cli_options.member, summary, argument }
#define MQ_OPTION_OUTPUT(summary, argument)                                                        \
  MQ_OPTION ("output", 'o', FILENAME, output, summary, argument)
#define MQ_OPTION_REPLACE MQ_OPTION ("replace", 0, NONE, replace, "Replace files that exist", NULL)
#define MQ_OPTION_YES MQ_OPTION ("yes", 'y', NONE, yes, "Do not ask", NULL)
#define MQ_OPTION_AT_SERVICE                                                                       \
  MQ_OPTION ("at-service", 0, NONE, at_service,                                                    \
             "Use the session kept at the shared service, not the one here", NULL)
#define MQ_OPTION_SERVER                                                                           \
  MQ_OPTION ("server", 0, FILENAME, server,                                                        \
             "The shared service (default: server.url of the settings)", "URL")
#define MQ_OPTION_JSON MQ_OPTION ("json", 0, NONE, json, "Print JSON and nothing else", NULL)
#define MQ_OPTION_CONFIG                                                                           \
  MQ_OPTION ("config", 0, FILENAME, config,                                                        \
             "Use this settings file instead of config.yaml and the window's settings", "FILE")
#define MQ_OPTIONS_END { NULL }
/* The options of a run, of the command line as a whole and of `change`; complete once the command
 * line is parsed. */
extern GOptionEntry mq_cli_run_options[];
/* Those of the command line as a whole, the run's among them; the last is %NULL. */
extern const GOptionEntry *const mq_cli_option_tables[];
/* --json, and nothing else */
extern const GOptionEntry mq_command_json_options[];

/* Made by meson of the files in cli/commands; the last is %NULL. */
extern const MqCliCommand *const mq_cli_command_tables[];

const MqCliCommand *const *mq_cli_commands_list (void);
const MqCliCommand *mq_cli_command_find (const char *name, GError **error);
GPtrArray *mq_cli_command_list_options (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
GOptionContext *mq_cli_command_make_context (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
char *mq_cli_command_make_option_name (const char *member) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_cli_command_get_job_options (void);
const char *mq_cli_options_get_format (MqCliOptions *options, const char *format,
                                       const char *example, GError **error);

G_END_DECLS
