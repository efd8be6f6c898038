/* The service as a program: its options, and how its parts are put together around a team. */
#pragma once

#include "service/team/mq-team.h"

G_BEGIN_DECLS

/**
 * MqMakeTeam:
 * @kind_dirs: folders that hold kinds, the user's own last
 *
 * Returns: (transfer full) (nullable): the team
 */
typedef MqTeam *(*MqMakeTeam) (const char *const *kind_dirs, GError **error);

int mq_program_run (int argc, char **argv, MqMakeTeam make_team);

G_END_DECLS
