/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-service: the agent service; the built-in sketcher is always there. Or, as
 * `maquette-service knowledge`, a question to BlenderRAG; or a command of its administrator. */
#include "service/knowledge/mq-knowledge-command.h"
#include "common/base/mq-core-dump.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "service/program/mq-program.h"
#include "service/program/mq-admin-command.h"
#include "service/sketcher/mq-sketcher-team.h"
#include "service/roles/mq-model-team.h"

/* With a model to ask, who names no team gets the one that asks it. */
static MqTeams *
make_teams (const MqOptions *options, MqModels *models, MqKnowledge *knowledge, GError **error)
{
  double clearance = mq_config_get_double (models->config, MQ_CONFIG_PRINT_CLEARANCE_MM) / 1000;
  g_autoptr (MqTeam) sketcher = mq_sketcher_team_new ((const char *const *)options->kinds,
                                                      clearance, error);
  g_autoptr (MqTeams) teams = sketcher != NULL ? mq_teams_new (sketcher) : NULL;

  if (teams != NULL && mq_models_is_configured (models))
    {
      g_autofree char *agents = mq_paths_find_data ("agents");
      g_autofree char *library = mq_paths_find_data ("sketcher/library");
      g_autoptr (MqTeam) model_team = NULL;

      if (agents == NULL || library == NULL)
        return mq_fail_null (error, MQ_ERROR_FAILED,
                             "The files of the model team are missing. Reinstall Maquette");
      if (!(model_team = mq_model_team_new (models, knowledge, agents, library, error)))
        return NULL;

      mq_teams_add (teams, model_team, TRUE);
    }

  return g_steal_pointer (&teams);
}

int
main (int argc, char **argv)
{
  mq_core_dump_disable ();
  if (argc > 1 && g_str_equal (argv[1], "knowledge"))
    return mq_knowledge_command (argc - 1, argv + 1);
  if (argc > 1 && g_str_equal (argv[1], "user"))
    return mq_user_command (argc - 1, argv + 1);
  if (argc > 1 && g_str_equal (argv[1], "token"))
    return mq_token_command (argc - 1, argv + 1);

  return mq_program_run (argc, argv, make_teams);
}
