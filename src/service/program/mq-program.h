/* The service as a program: its options, and how its parts are put together around a team. */
#pragma once

#include "service/knowledge/mq-knowledge.h"
#include "service/models/mq-models.h"
#include "service/program/mq-options.h"
#include "service/team/mq-teams.h"

G_BEGIN_DECLS

/**
 * MqMakeTeams:
 * @options: folders that hold kinds, the settings, and what else the command line says
 * @models: as the settings say; maybe none is configured
 * @knowledge: what Blenders know
 *
 * Called once, on a fiber, before the service listens.
 *
 * Returns: (transfer full) (nullable): the teams
 */
typedef MqTeams *(*MqMakeTeams) (const MqOptions *options, MqModels *models, MqKnowledge *knowledge,
                                 GError **error);

int mq_program_run (int argc, char **argv, MqMakeTeams func);

G_END_DECLS
