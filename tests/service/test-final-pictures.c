/* Final pictures that could not be made, or not all: the version is kept, and the user is told why.
 */
#include "common/json/mq-json.h"
#include "service/fake-client.h"
#include "service/scripted-team.h"
#include "service/test-store.h"
#include "support/mq-test.h"

/* @finals: the client's answer. @text: what the user is told */
static void
check_told (const char *finals, const char *text)
{
  g_autoptr (MqJournal) journal = test_store_open ("journal.db");
  g_autoptr (MqTeam) team = mq_scripted_team_new ();
  g_autoptr (MqTeams) teams = mq_teams_new (team);
  g_autoptr (MqServiceSettings) settings = mq_service_settings_new (NULL, teams,
                                                                    &mq_run_default_limits);
  g_autoptr (MqRuns) runs = mq_runs_new (journal, settings);
  g_autoptr (FakeClient) client = fake_client_new (runs);
  g_autoptr (JsonObject) notice = NULL;

  client->finals = finals;
  fake_client_start (client, "{\"prompt\": \"a thing\", \"interactive\": false}");
  fake_client_follow (client);
  notice = fake_client_find (client, "notice", 1);
  g_assert_cmpstr (mq_json_get_string (notice, "code", NULL), ==, "render-failed");
  g_assert_cmpstr (mq_json_get_string (notice, "text", NULL), ==, text);
  g_assert_cmpuint (fake_client_count (client, "version"), ==, 1);
}

static void
test_some (void)
{
  check_told ("{\"ok\": true, \"result\": {\"images\": [{}, {}], \"missing\": 3, "
              "\"why\": \"Blender stopped.\"}}",
              "2 of 5 pictures are rendered. Blender stopped.");
}

static void
test_none (void)
{
  check_told (
      "{\"ok\": false, \"error\": {\"code\": \"failed\", \"message\": \"You stopped it.\"}}",
      "The version is complete; only its pictures are missing. You stopped it.");
}

static void
test_too_slow (void)
{
  check_told ("{\"ok\": false, \"error\": {\"code\": \"timeout\", \"message\": \"…\"}}",
              "Rendering took too long and was stopped. The version is complete; only its pictures "
              "are missing.");
}

MQ_TEST_PROGRAM (final_pictures)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/final-pictures/some", test_some);
  mq_test_add_fiber ("/final-pictures/none", test_none);
  mq_test_add_fiber ("/final-pictures/too-slow", test_too_slow);
  return mq_test_run ();
}
