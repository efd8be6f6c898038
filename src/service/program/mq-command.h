/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCommand: the frame of the commands with which an administrator looks after a shared service:
 * `maquette-service user`. They may run while the service does. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/**
 * MqCommand:
 * @words: (array zero-terminated=1): what is no option, after the command's name
 * @data: the service's folder
 * @config: the service's settings
 * @json: wants JSON on standard output
 */
typedef struct
{
  char **words;
  char *data;
  MqConfig *config;
  gboolean json;
} MqCommand;

/* Does the work, on a fiber. */
typedef gboolean (*MqCommandFunc) (MqCommand *command, GError **error);

/**
 * MqCommandInfo:
 * @name: “user”
 * @usage: what follows the name
 * @summary: what it does, for --help
 * @func: does it
 */
typedef struct
{
  const char *name;
  const char *usage;
  const char *summary;
  MqCommandFunc func;
} MqCommandInfo;

extern const MqCommandInfo mq_user_command;

const MqCommandInfo *mq_command_find (const char *name);
int mq_command_perform (const MqCommandInfo *info, int argc, char **argv);

MqJournal *mq_command_open_journal (MqCommand *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_command_fail_usage (GError **error);

G_END_DECLS
