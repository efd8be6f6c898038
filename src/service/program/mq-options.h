/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOptions: the command line of maquette-service, with what the configuration adds to it. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/run/mq-service-run.h"

G_BEGIN_DECLS

/** MQ_OPTIONS_DEFAULT_LISTEN: where a service listens that was told nothing. */
#define MQ_OPTIONS_DEFAULT_LISTEN "127.0.0.1:8787"

/**
 * MqOptions:
 * @socket: (nullable): path of a Unix socket; either this
 * @listen: (nullable): loopback address and port; or this
 * @data: folder of the journal
 * @kinds: folders that hold kinds, the user's own last
 * @replay: (nullable): a transcript that answers instead of any model
 * @ready_fd: gets a line when the service listens, -1 for none
 * @parent_fd: its end of file ends the service, -1 for none
 * @until_unused: it ends when no client is left, and reads no settings: clients bring theirs
 * @model_memory: the file of what was found out about models
 * @check_config: check the configuration and end
 * @online: ask the database and the sign-in server, too
 * @version: say the version and end
 * @config: the settings
 * @limits: of runs
 */
typedef struct
{
  char *socket;
  char *listen;
  char *data;
  char **kinds;
  char *replay;
  int ready_fd;
  int parent_fd;
  gboolean until_unused;
  char *model_memory;
  gboolean check_config;
  gboolean online;
  gboolean version;
  MqConfig *config;
  MqRunLimits limits;
} MqOptions;

MqRunLimits mq_options_read_limits (MqConfig *config);
MqOptions *mq_options_parse (int argc, char **argv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_options_free (MqOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqOptions, mq_options_free)

G_END_DECLS
