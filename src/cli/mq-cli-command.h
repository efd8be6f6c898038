/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the command line that are words, such as `export SESSION`. Each file of
 * cli/commands has a table of its commands with their options, from which parsing, --help, shell
 * completion, the manual page and the table of docs/cli.md are made. Used by main(). */
#pragma once

#include "cli/mq-cli-options.h"

#include <libdex.h>

G_BEGIN_DECLS

typedef struct _MqCliCommand MqCliCommand;

/**
 * MqCommandOptions:
 * @command: the command
 * @words: what it is about, as many as the command wants
 *
 * The parsed command. The other members are options that several commands have.
 */
typedef struct
{
  const MqCliCommand *command;
  GStrv words;
  gboolean json;
  gboolean help;
  char *config;
  char *output;
  gboolean replace;
  gboolean yes;
  gboolean at_service;
  char *server;
} MqCommandOptions;

/**
 * MqCliCommand:
 * @name: the word
 * @words: the words after it, as --help shows them
 * @min_words: their least number
 * @max_words: their largest number
 * @summary: what it does
 * @run: a fiber that gets #MqCommandOptions and does it; resolves to the exit status (an int)
 * @options: (nullable): its options but --help, in the order of --help
 */
struct _MqCliCommand
{
  const char *name;
  const char *words;
  guint min_words;
  guint max_words;
  const char *summary;
  DexFiberFunc run;
  const GOptionEntry *options;
};

/* The one command of this process; a command's own options are static in its file. Strings are read
 * as bytes and validated where they are used, as in mq-cli-options.c. */
extern MqCommandOptions mq_command_options;

#define MQ_WORDS_VERSION "SESSION[:VERSION]"
#define MQ_OPTION_OUTPUT(summary, argument)                                                        \
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &mq_command_options.output, summary, argument }
#define MQ_OPTION_REPLACE                                                                          \
  { "replace", 0, 0, G_OPTION_ARG_NONE, &mq_command_options.replace, "Replace files that exist",   \
    NULL }
#define MQ_OPTION_YES                                                                              \
  { "yes", 'y', 0, G_OPTION_ARG_NONE, &mq_command_options.yes, "Do not ask", NULL }
#define MQ_OPTION_AT_SERVICE                                                                       \
  { "at-service",                                                                                  \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_NONE,                                                                             \
    &mq_command_options.at_service,                                                                \
    "The one that is kept at the shared service, instead of yours here",                           \
    NULL }
#define MQ_OPTION_SERVER                                                                           \
  { "server",                                                                                      \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME,                                                                         \
    &mq_command_options.server,                                                                    \
    "The shared service (default: server.url of the settings)",                                    \
    "URL" }
#define MQ_OPTION_JSON                                                                              \
  {                                                                                                 \
    "json", 0, 0, G_OPTION_ARG_NONE, &mq_command_options.json, "Print JSON, and nothing else", NULL \
  }
#define MQ_OPTION_CONFIG                                                                           \
  { "config",                                                                                      \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME,                                                                         \
    &mq_command_options.config,                                                                    \
    "Settings to use instead of config.yaml and those of the window",                              \
    "FILE" }
#define MQ_OPTIONS_END { NULL }
/* --json, and nothing else */
extern const GOptionEntry mq_command_json_options[];

/* Made by meson of the files in cli/commands; the last is %NULL. */
extern const MqCliCommand *const mq_cli_command_tables[];

const MqCliCommand *const *mq_cli_commands_list (void);
MqCommandOptions *mq_cli_command_parse (int argc, char **argv, GError **error);
char *mq_cli_command_get_help (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
GStrv mq_cli_command_list_options (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
char *mq_cli_commands_get_help (void) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_command_options_get_format (MqCommandOptions *options, const char *format,
                                           const char *example, GError **error);
MqCliOptions *mq_cli_options_new_for_command (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
