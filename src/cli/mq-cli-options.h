/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliOptions: the parsed options of the command line, checked before anything starts. Used by
 * main() and the commands. */
#pragma once

#include "common/settings/mq-config.h"

G_BEGIN_DECLS

typedef struct
{
  char *text;
  char *image;
  char *script;
  GStrv refine;
  gboolean no_input;
  char *session_id;
  char *prompt;
  int variants; /* 0: not given */
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
  char *replay;
  char *save_transcript;
  char *output;
  gboolean json;
  gboolean version;
  gboolean help;
} MqCliOptions;

MqCliOptions *
mq_cli_options_parse (int argc, char **argv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_cli_options_free (MqCliOptions *self);
MqConfig *mq_cli_load_config (const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_cli_options_get_help (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_cli_options_check (MqCliOptions *self, GError **error);
gboolean mq_cli_check_text (const char *what, const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqCliOptions, mq_cli_options_free)

G_END_DECLS
