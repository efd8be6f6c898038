/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The service as a program: its options, and how its parts are put together around a team. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/knowledge/mq-knowledge.h"
#include "service/run/mq-service-run.h"
#include "service/runs/mq-service-settings.h"

G_BEGIN_DECLS

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

/**
 * MqMakeTeams:
 * @options: the folders of kinds, and what else the command line says
 * @models: as the settings say; maybe none is configured
 * @knowledge: what Blenders know
 *
 * Returns: (transfer full) (nullable): the teams
 */
typedef MqTeams *(*MqMakeTeams) (const MqOptions *options, MqModels *models, MqKnowledge *knowledge,
                                 GError **error);

int mq_program_run (int argc, char **argv, MqMakeTeams func);

G_END_DECLS
