/* The real service around the scripted team, and the one that thinks: what the Python tests start.
 */
#include "service/program/mq-program.h"
#include "service/scripted-team.h"
#include "service/thinking-team.h"

static MqTeams *
make_teams (const MqOptions *options, MqModels *models, MqKnowledge *knowledge, GError **error)
{
  g_autoptr (MqTeam) scripted = mq_scripted_team_new ();
  g_autoptr (MqTeam) thinking = test_thinking_team_new ();
  g_autoptr (MqTeams) teams = mq_teams_new (scripted);

  mq_teams_add (teams, thinking, FALSE);
  return g_steal_pointer (&teams);
}

int
main (int argc, char **argv)
{
  return mq_program_run (argc, argv, make_teams);
}
