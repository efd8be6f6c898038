/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliOptions: the parsed command line, checked before anything starts. Used by main() and the
 * commands. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MqCliCommand MqCliCommand;

#define MQ_CLI_NO_VARIANTS G_MININT

/**
 * MqCliOptions:
 * @command: (nullable): the command; %NULL: the options say what to do
 * @words: (nullable): what the command is about, as many as it wants
 *
 * The other members are options, of which a command has some.
 */
typedef struct
{
  const MqCliCommand *command;
  GStrv words;
  gboolean replace;
  gboolean yes;
  char *text;
  GStrv image;
  char *require;
  char *script;
  char *from; /* a model of another program */
  char *unit; /* of the numbers of the script or the model */
  char *up;   /* the model's axis */
  GStrv refine;
  gboolean no_input;
  char *session_id;
  char *prompt;
  GStrv part;   /* that the changes are about */
  int variants; /* MQ_CLI_NO_VARIANTS: not given */
  char *attach; /* a session */
  gboolean list_sessions;
  gboolean at_service;
  char *place; /* SESSION or SESSION:VERSION */
  gboolean undo_place;
  gboolean login;
  gboolean no_browser;
  gboolean logout;
  gboolean accept_terms;
  char *server;
  char *config;
  char *team; /* NULL: the service's default */
  char *model;
  char *provider;
  char *base_url;
  char *effort;
  char *key_file;
  char *replay;
  char *save_transcript;
  char *output;
  gboolean go_on;
  gboolean wait;
  gboolean own_service;
  gboolean json;
  gboolean version;
  gboolean help;
} MqCliOptions;

/* The one command line of this process; a command's own options are static in its file. Strings are
 * read as bytes and validated where they are used, so that they do not depend on the locale. */
extern MqCliOptions mq_cli_options;

MqCliOptions *mq_cli_options_parse (char **argv, GError **error);
char *mq_cli_options_get_help (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_cli_options_check (MqCliOptions *self, GError **error);
gboolean mq_cli_options_check_run (MqCliOptions *self, GError **error);
gboolean mq_cli_options_has_transcript (const MqCliOptions *self);
gboolean mq_cli_check_text (const char *what, const char *text, GError **error);

G_END_DECLS
