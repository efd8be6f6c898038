/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the command line that are words, such as `export SESSION`. Each file of
 * cli/commands has a table of its commands with their options, from which parsing, --help, shell
 * completion, the manual page and the table of docs/cli.md are made. Used by main(). */
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
 *   see mq_cli_command_get_job()
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
#define MQ_OPTION_OUTPUT(summary, argument)                                                        \
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &mq_cli_options.output, summary, argument }
#define MQ_OPTION_REPLACE                                                                          \
  { "replace", 0, 0, G_OPTION_ARG_NONE, &mq_cli_options.replace, "Replace files that exist", NULL }
#define MQ_OPTION_YES { "yes", 'y', 0, G_OPTION_ARG_NONE, &mq_cli_options.yes, "Do not ask", NULL }
#define MQ_OPTION_AT_SERVICE                                                                       \
  { "at-service",                                                                                  \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_NONE,                                                                             \
    &mq_cli_options.at_service,                                                                    \
    "The one that is kept at the shared service, instead of yours here",                           \
    NULL }
#define MQ_OPTION_SERVER                                                                           \
  { "server",                                                                                      \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME,                                                                         \
    &mq_cli_options.server,                                                                        \
    "The shared service (default: server.url of the settings)",                                    \
    "URL" }
#define MQ_OPTION_JSON                                                                             \
  { "json", 0, 0, G_OPTION_ARG_NONE, &mq_cli_options.json, "Print JSON, and nothing else", NULL }
#define MQ_OPTION_CONFIG                                                                           \
  { "config",                                                                                      \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME,                                                                         \
    &mq_cli_options.config,                                                                        \
    "Settings to use instead of config.yaml and those of the window",                              \
    "FILE" }
/* The options of a run, of the command line as a whole and of `change`. */
#define MQ_OPTIONS_RUN                                                                             \
  MQ_OPTION_OUTPUT (                                                                               \
      "Also write script.py, scene.blend, report.json, render_1.png … session.json there", "DIR"), \
      { "json",                                                                                    \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_NONE,                                                                         \
        &mq_cli_options.json,                                                                      \
        "Print one JSON event a line on standard output, and nothing else",                        \
        NULL },                                                                                    \
      { "team",                                                                                    \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.team,                                                                      \
        "The team: sketcher (built in, no AI model) or model (default: model, where one is "       \
        "configured)",                                                                             \
        "TEAM" },                                                                                  \
      { "model",                                                                                   \
        'm',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.model,                                                                     \
        "The AI model: MODEL, or PROVIDER:MODEL",                                                  \
        "MODEL" },                                                                                 \
      { "provider",                                                                                \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.provider,                                                                  \
        "The model’s provider: anthropic, openai, ollama, custom …",                               \
        "PROVIDER" },                                                                              \
      { "base-url",                                                                                \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.base_url,                                                                  \
        "The model’s address, instead of the provider’s own",                                      \
        "URL" },                                                                                   \
      { "key-file",                                                                                \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.key_file,                                                                  \
        "Read the model’s key from this file, which others must not be able to read",              \
        "FILE" },                                                                                  \
      { "effort",                                                                                  \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.effort,                                                                    \
        "The effort to put in: quick, normal, thorough or small-steps",                            \
        "EFFORT" },                                                                                \
      { "save-transcript",                                                                         \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.save_transcript,                                                           \
        "Write the requests to models and their answers to this file",                             \
        "FILE" },                                                                                  \
      { "replay",                                                                                  \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.replay,                                                                    \
        "Replay such a file instead of asking a model: no network, no cost",                       \
        "FILE" },                                                                                  \
      { "go-on",                                                                                   \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_NONE,                                                                         \
        &mq_cli_options.go_on,                                                                     \
        "Let the run ask models even if this program is killed or loses the service",              \
        NULL },                                                                                    \
      { "wait",                                                                                    \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_NONE,                                                                         \
        &mq_cli_options.wait,                                                                      \
        "Wait while the service is busy, instead of ending with status 75",                        \
        NULL },                                                                                    \
      { "own-service",                                                                             \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_NONE,                                                                         \
        &mq_cli_options.own_service,                                                               \
        "Use a service that no other program shares, as for the jobs of a cluster",                \
        NULL },                                                                                    \
      MQ_OPTION_CONFIG,                                                                            \
      { "server",                                                                                  \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &mq_cli_options.server,                                                                    \
        "Use the agent service at this address instead of one of your own",                        \
        "URL" }
#define MQ_OPTIONS_END { NULL }
/* --json, and nothing else */
extern const GOptionEntry mq_command_json_options[];

/* Made by meson of the files in cli/commands; the last is %NULL. */
extern const MqCliCommand *const mq_cli_command_tables[];

const MqCliCommand *const *mq_cli_commands_list (void);
const MqCliCommand *mq_cli_command_find (const char *name, GError **error);
GOptionContext *mq_cli_command_make_context (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_cli_command_check_words (const MqCliCommand *command, GStrv words, GError **error);
char *mq_cli_command_get_help (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_cli_command_get_job (void);
GStrv mq_cli_command_list_options (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
char *mq_cli_commands_get_help (void) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_cli_options_get_format (MqCliOptions *options, const char *format,
                                       const char *example, GError **error);

G_END_DECLS
