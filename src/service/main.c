/* maquette-service: the agent service with the built-in sketcher as its team. */
#include "service/program/mq-program.h"
#include "service/sketcher/mq-sketcher-team.h"

int
main (int argc, char **argv)
{
  return mq_program_run (argc, argv, mq_sketcher_team_new);
}
