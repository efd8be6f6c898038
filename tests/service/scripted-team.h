/* A team for tests, whose scripts carry the faults that are to be met. The words of the prompt that
 * are faults go into the script's first line; each repair takes the first of them away:
 *
 *   finding import   the check finds it            raise               the script raises
 *   invisible        nothing is to be seen         timeout lost memory the execution ends like that
 *   defect minor     the critique names it         spoiled             verify says "worse"
 *   stubborn         raises; the repair is the same script again
 *   endless          raises; each repair is another script that raises
 *   silent           raises; the team has no repair
 *   no-blender       the client cannot go on
 *
 * Of a prompt: "unknown" is no known kind, "slow" is never answered. Of an instruction: "refuse" is
 * refused, "seat" and "legs" touch that part, "stray" changes the legs without naming them, "worse"
 * is worse. */
#pragma once

#include "service/team/mq-team.h"

G_BEGIN_DECLS

#define MQ_TYPE_SCRIPTED_TEAM (mq_scripted_team_get_type ())
G_DECLARE_FINAL_TYPE (MqScriptedTeam, mq_scripted_team, MQ, SCRIPTED_TEAM, GObject)

MqTeam *mq_scripted_team_new (void);
/* How often a role was asked, all together. */
guint mq_scripted_team_get_calls (MqScriptedTeam *self);

/* The first fault of a script, "" when it has none. */
char *mq_scripted_team_get_fault (const char *script);
/* What "# NAME: N" of a script says. */
guint mq_scripted_team_get_number (const char *script, const char *name);

G_END_DECLS
