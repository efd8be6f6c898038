/* The scripted team as if it asked models: each role but the retriever uses something up, streams
 * what it writes, and asks the budget first. It sees, looks things up, has a fresh approach. Beside
 * the words of the scripted team, in the prompt or the instruction:
 *
 *   fail-ROLE   the model's key is refused in that role
 *   mute-ROLE   the model's answer lacks what it must have
 *   fresh       the fresh approach has no faults; without it, it has the same
 *   named       verify names what is left as defects
 *   blind       it wants no look
 *   torn        looks and the introspection may fail
 *
 * Strays of an instruction are defects to it, and it mends them. */
#pragma once

#include "service/team/mq-team.h"

G_BEGIN_DECLS

#define TEST_TYPE_THINKING_TEAM (test_thinking_team_get_type ())
G_DECLARE_FINAL_TYPE (TestThinkingTeam, test_thinking_team, TEST, THINKING_TEAM, GObject)

MqTeam *test_thinking_team_new (void);
/* The roles that asked a model, in order: "planner writer critic". */
const char *test_thinking_team_get_asked (TestThinkingTeam *self);
/* How many pictures of close-ups the verifier had. */
guint test_thinking_team_get_closeups (TestThinkingTeam *self);
/* As with effort `thorough`: a round more, and minor defects when nothing severe is left. */
void test_thinking_team_set_thorough (TestThinkingTeam *self);
void test_thinking_team_forget (TestThinkingTeam *self);

G_END_DECLS
