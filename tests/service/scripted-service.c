/* The real service around the scripted team: what the Python tests start. */
#include "service/program/mq-program.h"
#include "service/scripted-team.h"

static MqTeams *
make_teams (const MqOptions *options, MqModels *models, MqKnowledge *knowledge, GError **error)
{
  g_autoptr (MqTeam) team = mq_scripted_team_new ();

  return mq_teams_new (team);
}

int
main (int argc, char **argv)
{
  return mq_program_run (argc, argv, make_teams);
}
