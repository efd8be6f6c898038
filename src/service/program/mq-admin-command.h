/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A command of the administrator of a shared service, such as `maquette-service user`: its words
 * and options, the service's database, its exit status. What it does is a function for each verb.
 * It may run while the service does. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/**
 * MqAdminCommand:
 * @words: what is no option, after the command's name; the first is the verb
 * @data: the service's folder
 * @config: the service's settings
 * @json: wants JSON on standard output
 * @journal: the service's database, which is there
 */
typedef struct
{
  char **words;
  char *data;
  MqConfig *config;
  gboolean json;
  MqJournal *journal;
} MqAdminCommand;

/**
 * MqAdminVerb:
 * @name: the first word
 * @min_words: behind it
 * @max_words: behind it
 * @run: does it; awaits
 */
typedef struct
{
  const char *name;
  guint min_words;
  guint max_words;
  gboolean (*run) (MqAdminCommand *command, GError **error);
} MqAdminVerb;

/**
 * MqAdminUsage:
 * @name: of the command
 * @words: its verbs, for `--help`
 * @summary: what it does, for `--help`
 * @options: (nullable): further options
 * @verbs: up to one without a name
 */
typedef struct
{
  const char *name;
  const char *words;
  const char *summary;
  const GOptionEntry *options;
  const MqAdminVerb *verbs;
} MqAdminUsage;

int mq_admin_command_run (const MqAdminUsage *usage, int argc, char **argv);

char *mq_admin_command_describe_time (gint64 time) G_GNUC_WARN_UNUSED_RESULT;
void mq_admin_command_print_json (JsonArray *array);

G_END_DECLS
