/* maquette-service: the agent service. The built-in sketcher is always there. */
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
  return mq_program_run (argc, argv, make_teams);
}
