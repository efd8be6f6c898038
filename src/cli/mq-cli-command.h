/* The commands of the command line that are words, such as `export SESSION`: one table, from which
 * parsing, --help, shell completion and the check of the manual page are made. Used by main(). */
#pragma once

#include "cli/mq-cli-options.h"
#include "common/settings/mq-config.h"

#include <libdex.h>

G_BEGIN_DECLS

typedef struct _MqCliCommand MqCliCommand;

/**
 * MqCommandOptions:
 * @command: the command
 * @words: what it is about, as many as the command wants
 *
 * A parsed command. The other members are options; a command has those that its row in the table
 * names.
 */
typedef struct
{
  const MqCliCommand *command;
  GStrv words;
  gboolean json;
  gboolean help;
  char *config;
  char *output;
  char *format;
  char *unit;
  char *up;
  double size;
  int textures;
  int triangles;
  gboolean per_object;
  gboolean levels;
  gboolean join;
  gboolean on_ground;
  gboolean triangulate;
  gboolean draco;
  gboolean replace;
  gboolean make;
  gboolean yes;
  gboolean at_service;
  char *server;
  double wall;
  char *bed;
  double seconds;
  int width;
  int fps;
  char *engine;
  char *easing;
  gboolean transparent;
  gboolean making_of;
} MqCommandOptions;

/**
 * MqCliCommand:
 * @name: the word
 * @words: the words after it, as --help shows them
 * @min_words: their least number
 * @max_words: their largest number
 * @options: the options that it has, by their ids in the table of options
 * @summary: what it does
 * @run: does it; resolves to the exit status (an int)
 */
struct _MqCliCommand
{
  const char *name;
  const char *words;
  guint min_words;
  guint max_words;
  const char *options[20];
  const char *summary;
  DexFuture *(*run) (MqCommandOptions *options);
};

const MqCliCommand *mq_cli_commands_list (void);
MqCommandOptions *
mq_cli_command_parse (int argc, char **argv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_cli_command_get_help (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
GStrv mq_cli_command_list_options (const MqCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;
char *mq_cli_commands_get_help (void) G_GNUC_WARN_UNUSED_RESULT;
const char *
mq_command_options_get_format (MqCommandOptions *options, const char *example, GError **error);
MqConfig *mq_command_options_load_config (MqCommandOptions *options,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

MqCliOptions *mq_cli_options_new_for_command (MqCommandOptions *options) G_GNUC_WARN_UNUSED_RESULT;

void mq_command_options_free (MqCommandOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqCommandOptions, mq_command_options_free)

G_END_DECLS
