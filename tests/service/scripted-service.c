/* The real service around the scripted team: what the Python tests start. */
#include "service/program/mq-program.h"
#include "service/scripted-team.h"

int
main (int argc, char **argv)
{
  return mq_program_run (argc, argv, mq_scripted_team_new);
}
