/* maquette-service: the agent service; the built-in sketcher is always there. Or, as `maquette-service
 * knowledge`, a question to BlenderRAG. */
#include "service/knowledge/mq-knowledge-command.h"
#include "service/program/mq-program.h"
#include "service/sketcher/mq-sketcher-team.h"

static MqTeams *
make_teams (const MqOptions *options, GError **error)
{
  g_autoptr (MqTeam) sketcher = mq_sketcher_team_new ((const char *const *)options->kinds, error);

  return sketcher != NULL ? mq_teams_new (sketcher) : NULL;
}

int
main (int argc, char **argv)
{
  if (argc > 1 && g_str_equal (argv[1], "knowledge"))
    return mq_knowledge_command (argc - 1, argv + 1);

  return mq_program_run (argc, argv, make_teams);
}
