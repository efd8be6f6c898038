/* The pipeline against the scripted team: order, repairs, giving up, refinements, ends. */
#include "common/base/mq-error.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "service/fake-client.h"
#include "service/run/mq-http-problem.h"
#include "common/asset/mq-report.h"
#include "service/scripted-team.h"
#include "service/thinking-team.h"
#include "support/mq-test.h"
#include "service/test-store.h"

#include <string.h>

static MqRuns *
make_runs (const MqRunLimits *limits)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("journal-%u.db", number++);
  g_autoptr (MqJournal) journal = test_store_open (name);
  g_autoptr (MqTeam) team = mq_scripted_team_new ();
  g_autoptr (MqTeams) teams = mq_teams_new (team);
  g_autoptr (MqServiceSettings) settings
      = mq_service_settings_new (NULL, teams, limits != NULL ? limits : &mq_run_default_limits);

  return mq_runs_new (journal, settings);
}

static FakeClient *
play_request (const char *request, FakeClientFunc func, gpointer data)
{
  g_autoptr (MqRuns) runs = make_runs (NULL);
  FakeClient *client = fake_client_new (runs);

  client->func = func;
  client->data = data;
  fake_client_start (client, request);
  fake_client_follow (client);
  return client;
}

static FakeClient *
play (const char *prompt)
{
  g_autofree char *request = g_strdup_printf ("{\"prompt\": \"%s\", \"interactive\": false}",
                                              prompt);

  return play_request (request, NULL, NULL);
}

static void
assert_end (FakeClient *client, const char *type, const char *code)
{
  g_autofree char *story = fake_client_tell (client);
  MqRow *last = g_ptr_array_index (client->events, client->events->len - 1);
  g_autoptr (JsonObject) data = mq_json_parse_object (last->body, -1, NULL);

  if (!g_str_equal (last->type, type) || strstr (last->body, code) == NULL)
    g_error ("expected %s %s:\n%s%s", type, code, story, last->body);

  g_assert_cmpuint (fake_client_count (client, "done") + fake_client_count (client, "failed"), ==,
                    1);
}

static void
assert_told (FakeClient *client, const char *part)
{
  g_autofree char *story = fake_client_tell (client);

  if (strstr (story, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, story);
}

static char *
final_script (FakeClient *client)
{
  guint versions = fake_client_count (client, "version");
  g_autoptr (JsonObject) data = fake_client_find (client, "version", versions - 1);

  return g_strdup (mq_json_get_string (mq_json_get_object (data, "version"), "script", NULL));
}

static void
test_order (void)
{
  g_autoptr (FakeClient) client = play ("a thing");
  g_autofree char *story = fake_client_tell (client);
  g_autoptr (JsonObject) data = fake_client_find (client, "version", 0);
  JsonObject *version = mq_json_get_object (data, "version");

  g_assert_cmpstr (story, ==,
                   "phase create started\n"
                   "step planner started\n"
                   "notice info understood\n"
                   "step planner ended\n"
                   "plan\n"
                   "step writer started\n"
                   "step writer ended\n"
                   "script first draft\n"
                   "step checker started\n"
                   "instruction check\n"
                   "step checker ended\n"
                   "step blender started\n"
                   "instruction execute\n"
                   "step blender ended\n"
                   "step blender started\n"
                   "instruction render preview\n"
                   "step blender ended\n"
                   "step blender started\n"
                   "instruction measure\n"
                   "step blender ended\n"
                   "phase create ended\n"
                   "phase refine started\n"
                   "step critic started\n"
                   "step critic ended\n"
                   "version\n"
                   "step blender started\n"
                   "instruction render final\n"
                   "step blender ended\n"
                   "phase refine ended\n"
                   "done no-input\n");
  g_assert_cmpstr (mq_json_get_string (version, "summary", NULL), ==, "A thing");
  g_assert_cmpstr (mq_json_get_string (version, "instruction", NULL), ==, "a thing");
  g_assert_cmpint (mq_json_get_int (version, "execution", 0), ==, 2);
  g_assert_cmpint (mq_json_get_int (version, "measurement", 0), ==, 4);
  /* Of the preview: the final pictures join the version later. */
  g_assert_cmpint (mq_json_get_int (version, "rendering", 0), ==, 3);
  g_assert_nonnull (mq_json_get_object (version, "plan"));
}

static void
test_joins_are_sent_once (void)
{
  g_autoptr (FakeClient) client = play ("a thing");
  g_autoptr (JsonObject) data = fake_client_find (client, "instruction", 3);
  JsonArray *joins = mq_json_get_array (data, "joins");
  g_autofree char *text = mq_json_array_to_string (joins, FALSE);

  g_assert_cmpstr (text, ==, "[[\"legs\",\"seat\"]]");
}

/* Every fault that a repair mends. */
static void
test_mended (void)
{
  static const char *const prompts[] = { "finding import raise invisible timeout lost memory",
                                         "raise defect", "defect", "defect minor" };

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (FakeClient) client = play (prompts[i]);
      g_autofree char *script = NULL;

      g_test_message ("%s", prompts[i]);
      assert_end (client, "done", "no-input");
      script = final_script (client);
      g_assert_true (g_str_has_prefix (script, "# faults: \n"));
      g_assert_cmpuint (fake_client_count (client, "version"), ==, 1);
    }
}

static void
test_unmended (void)
{
  static const struct
  {
    const char *prompt;
    const char *code;
  } cases[] = {
    { "finding finding finding finding", "repairs-used-up" },
    { "endless", "repairs-used-up" },
    { "changing", "after 12 repairs" }, /* another fault is progress, but not without end */
    { "stubborn", "the same way" },
    { "silent", "I have no idea" },
    { "silent", "repairs-used-up" },
    { "invisible invisible invisible invisible", "nothing-visible" },
    { "timeout timeout timeout timeout", "timeout" },
    { "lost lost lost lost", "worker-lost" },
    { "memory memory memory memory", "out-of-memory" },
    { "no-blender", "no-blender" },
    { "unknown", "unknown-kind" },
    { "unknown", "I can make: a thing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeClient) client = play (cases[i].prompt);

      assert_end (client, "failed", cases[i].code);
      g_assert_cmpuint (fake_client_count (client, "version"), ==, 0);
    }
}

static void
test_repairs_are_counted (void)
{
  g_autoptr (FakeClient) endless = play ("endless");
  g_autoptr (FakeClient) stubborn = play ("stubborn");

  g_assert_cmpuint (fake_client_count (endless, "script"), ==, 1 + 3);
  g_assert_cmpuint (fake_client_count (stubborn, "script"), ==, 1 + 1);
}

static void
test_worse_is_rolled_back (void)
{
  g_autoptr (FakeClient) client = play ("worse");
  g_autofree char *script = NULL;
  g_autoptr (JsonObject) data = NULL;
  JsonObject *version;

  assert_end (client, "done", "no-input");
  assert_told (client, "notice info rolled-back\n");
  assert_told (client, "notice warning defects-left\n");
  script = final_script (client);
  g_assert_true (g_str_has_prefix (script, "# faults: worse\n"));

  /* The client's last execution is of the script that the version names. */
  g_assert_cmpstr (client->script->str, ==, script);
  data = fake_client_find (client, "version", 0);
  version = mq_json_get_object (data, "version");
  g_assert_cmpint (mq_json_get_int (version, "execution", 0), >, 5);
  g_assert_cmpint (mq_json_get_int (version, "measurement", 0), >,
                   mq_json_get_int (version, "execution", 0));
}

static void
test_a_repair_that_breaks_is_rolled_back (void)
{
  g_autoptr (FakeClient) client = play ("defect silent");
  g_autofree char *script = final_script (client);

  assert_end (client, "done", "no-input");
  assert_told (client, "notice info rolled-back\n");
  g_assert_true (g_str_has_prefix (script, "# faults: defect silent\n"));
  g_assert_cmpstr (client->script->str, ==, script);
}

static void
test_rounds_are_counted (void)
{
  g_autoptr (FakeClient) client = play ("defect defect defect defect");

  assert_end (client, "done", "no-input");
  assert_told (client, "notice warning defects-left\n");
  g_assert_cmpuint (fake_client_count (client, "script"), ==, 1 + 2);
}

#define REQUEST(prompt) "{\"prompt\": \"" prompt "\"}"

/* Posts the instructions of @data one after the other, each at its turn, and then finishes. */
static void
say_turns (FakeClient *client, const MqRow *event)
{
  const char *const **turns = client->data;

  if (!g_str_equal (event->type, "waiting"))
    return;

  if (**turns == NULL)
    g_assert_true (dex_await (mq_service_run_finish (client->run), NULL));
  else
    g_assert_true (dex_await (fake_client_refine (client->run, *(*turns)++), NULL));
}

static FakeClient *
play_turns (const char *request, const char *const *turns)
{
  return play_request (request, say_turns, &turns);
}

static void
test_refinements (void)
{
  static const char *const turns[] = { "seat", "refuse", "legs raise defect", NULL };
  g_autoptr (FakeClient) client = play_turns (REQUEST ("a thing"), turns);
  g_autofree char *script = final_script (client);
  g_autoptr (JsonObject) refused = fake_client_find (client, "refused", 0);
  g_autoptr (JsonObject) second = fake_client_find (client, "version", 1);

  assert_end (client, "done", "finished");
  g_assert_cmpuint (fake_client_count (client, "version"), ==, 3);
  g_assert_cmpuint (fake_client_count (client, "refused"), ==, 1);
  g_assert_cmpuint (fake_client_count (client, "waiting"), ==, 4);
  g_assert_cmpstr (mq_json_get_string (refused, "text", NULL), ==, "I can't do: that");
  g_assert_cmpstr (mq_json_element_string (mq_json_get_array (refused, "items"), 0), ==, "that");
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (second, "version"), "instruction", NULL),
                   ==, "seat");
  g_assert_nonnull (strstr (script, "# seat: 2\n# legs: 2\n"));
  g_assert_true (g_str_has_prefix (script, "# faults: \n"));
  assert_told (client, "phase guided started\nwaiting\nrefinement seat\n");
}

static void
test_strays_are_told (void)
{
  static const char *const turns[] = { "seat stray", NULL };
  g_autoptr (FakeClient) client = play_turns (REQUEST ("a thing"), turns);
  g_autofree char *script = final_script (client);

  assert_end (client, "done", "finished");
  assert_told (client, "notice warning changed-too\n");
  g_assert_cmpuint (fake_client_count (client, "version"), ==, 2);
}

/* The first change points at the legs and at what is gone, the second only at that, the third at
 * nothing. The team changes the seat, which is no stray where it was not bounded. */
static void
point (FakeClient *client, const MqRow *event)
{
  static const char *const parts[] = { "legs", "wings" };
  guint *turn = client->data;
  g_autoptr (JsonArray) targets = json_array_new ();
  g_autoptr (MqMessage) message = mq_message_new ("seat", NULL);

  if (!g_str_equal (event->type, "waiting"))
    return;

  message->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = *turn; i < 2; i++)
    json_array_add_object_element (targets, mq_target_new (parts[i], NULL, NULL));
  mq_message_set_targets (message, targets);
  g_assert_true (dex_await ((*turn)++ < 3 ? mq_service_run_refine (client->run, message, NULL)
                                          : mq_service_run_finish (client->run),
                            NULL));
}

static void
test_targets (void)
{
  guint turn = 0;
  g_autoptr (FakeClient) client = play_request (REQUEST ("a thing"), point, &turn);
  g_autoptr (JsonObject) refused = fake_client_find (client, "refused", 0);

  assert_end (client, "done", "finished");
  assert_told (client, "notice warning target-gone\n");
  assert_told (client, "notice warning changed-too\n");
  g_assert_cmpuint (fake_client_count (client, "refused"), ==, 1);
  g_assert_nonnull (strstr (mq_json_get_string (refused, "text", ""), "pointed at: wings."));
  g_assert_cmpuint (fake_client_count (client, "version"), ==, 3);
}

static void
test_failed_refinement_keeps_the_version (void)
{
  static const char *const turns[] = { "seat endless", "seat worse",
                                       "seat invisible invisible "
                                       "invisible invisible",
                                       "legs", NULL };
  g_autoptr (FakeClient) client = play_turns (REQUEST ("a thing"), turns);
  g_autofree char *script = final_script (client);

  assert_end (client, "done", "finished");
  g_assert_cmpuint (fake_client_count (client, "refused"), ==, 3);
  g_assert_cmpuint (fake_client_count (client, "version"), ==, 2);
  g_assert_nonnull (strstr (script, "# seat: 1\n# legs: 2\n"));
}

static void
queue_at_once (FakeClient *client, const MqRow *event)
{
  if (event->key != 1)
    return;

  g_assert_true (dex_await (fake_client_refine (client->run, "seat"), NULL));
  g_assert_true (dex_await (fake_client_refine (client->run, "legs"), NULL));
  g_assert_true (dex_await (mq_service_run_finish (client->run), NULL));
  g_assert_false (dex_await (fake_client_refine (client->run, "seat"), NULL));
}

static DexFuture *
rename_log (MqDatabase *db, gpointer user_data)
{
  return dex_future_new_for_boolean (mq_database_exec (db, "ALTER TABLE log RENAME TO gone", NULL));
}

static gboolean
is_open (MqServiceRun *run)
{
  g_autoptr (DexFuture) pass = mq_client_gate_pass (run->asset->gate);

  return !dex_future_is_pending (pass);
}

/* Models are asked while a client leads the run or follows it: one that connects again is there all
 * the time by the other, and what waited meanwhile goes on. */
static void
test_clients_come_and_go (void)
{
  g_autoptr (MqJournal) journal = test_store_open ("clients.db");
  g_autoptr (MqRunLog) log = mq_run_log_new (journal, "00000000000000000000000000000000");
  g_autoptr (MqTeam) team = mq_scripted_team_new ();
  g_autoptr (JsonObject) request = mq_json_parse_object (REQUEST ("a thing"), -1, NULL);
  g_autoptr (MqServiceRun) run = mq_service_run_new (
      log, team, mq_run_request_parse (request, NULL), &mq_run_default_limits, "");
  g_autoptr (DexFuture) held = mq_client_gate_wait_held (run->asset->gate);
  g_autoptr (DexFuture) waiting = NULL;
  g_autoptr (DexFuture) held_again = NULL;
  gint64 held_since;

  /* Nobody said who is there: then nobody can leave. */
  mq_service_run_set_attended (run, TRUE);
  mq_service_run_set_attended (run, FALSE);
  g_assert_true (is_open (run));

  g_assert_true (mq_service_run_claim_lead (run, "client", NULL));
  mq_service_run_set_attended (run, TRUE);
  mq_service_run_set_attended (run, FALSE);
  g_assert_true (is_open (run));
  mq_service_run_set_attended (run, TRUE);
  mq_service_run_release_lead (run, "client");
  g_assert_true (is_open (run) && dex_future_is_pending (held));

  mq_service_run_set_attended (run, FALSE);
  waiting = mq_client_gate_pass (run->asset->gate);
  g_assert_true (dex_future_is_pending (waiting) && !dex_future_is_pending (held));
  g_assert_true (mq_client_gate_is_held (run->asset->gate));
  g_assert_cmpint (mq_client_gate_get_held_us (run->asset->gate), ==, 0);
  held_since = g_get_monotonic_time ();
  while (g_get_monotonic_time () == held_since)
    ;
  mq_service_run_set_attended (run, TRUE);
  g_assert_true (dex_await (g_steal_pointer (&waiting), NULL));
  g_assert_false (mq_client_gate_is_held (run->asset->gate));
  held_again = mq_client_gate_wait_held (run->asset->gate);
  g_assert_true (dex_future_is_pending (held_again));
  g_assert_cmpint (mq_client_gate_get_held_us (run->asset->gate), >, 0);
  mq_service_run_set_attended (run, FALSE);

  run->request->go_on = TRUE;
  mq_service_run_note_clients (run);
  g_assert_true (is_open (run));
}

/* A team is found by its name, the default one without; who asks for another hears which there are.
 */
static void
test_teams (void)
{
  g_autoptr (MqTeam) scripted = mq_scripted_team_new ();
  g_autoptr (MqTeam) thinking = test_thinking_team_new ();
  g_autoptr (MqTeams) teams = mq_teams_new (scripted);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) no_model = NULL;
  g_autofree char *names = g_strdup_printf ("“%s”, “%s”", mq_team_get_id (scripted),
                                            mq_team_get_id (thinking));

  mq_teams_add (teams, thinking, FALSE);
  g_assert_true (mq_teams_find (teams, NULL, NULL) == scripted);
  g_assert_true (mq_teams_find (teams, mq_team_get_id (scripted), NULL) == scripted);
  g_assert_true (mq_teams_find (teams, mq_team_get_id (thinking), NULL) == thinking);
  g_assert_null (mq_teams_find (teams, "nobody", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, names));
  g_assert_null (mq_teams_find (teams, "model", &no_model));
  g_assert_error (no_model, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  g_assert_null (strstr (no_model->message, names));

  mq_teams_add (teams, thinking, TRUE);
  g_assert_true (mq_teams_find (teams, NULL, NULL) == thinking);
}

/* Refinements that could not be written (a full disk, for one) do not fill the queue. */
static void
test_lost_refinements (void)
{
  g_autoptr (MqJournal) journal = test_store_open ("lost.db");
  g_autoptr (MqRunLog) log = mq_run_log_new (journal, "00000000000000000000000000000000");
  g_autoptr (MqTeam) team = mq_scripted_team_new ();
  g_autoptr (JsonObject) request = mq_json_parse_object (REQUEST ("a thing"), -1, NULL);
  g_autoptr (MqServiceRun) run = mq_service_run_new (
      log, team, mq_run_request_parse (request, NULL), &mq_run_default_limits, "");

  g_assert_true (dex_await (
      mq_database_submit (mq_journal_get_writer (journal), rename_log, NULL, NULL), NULL));
  for (guint i = 0; i < MQ_RUN_MAX_QUEUE + 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (dex_await (fake_client_refine (run, "seat"), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
    }
}

static void
test_queue (void)
{
  static const char *const requests[] = { REQUEST ("a thing"),
                                          "{\"prompt\": \"a thing\", \"interactive\": false}" };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (FakeClient) client = play_request (requests[i], queue_at_once, NULL);

      assert_end (client, "done", "finished");
      g_assert_cmpuint (fake_client_count (client, "version"), ==, 3);
      g_assert_cmpuint (fake_client_count (client, "waiting"), ==, 0);
    }
}

#define OWN(faults, interactive)                                                                   \
  "{\"mode\": \"script\", \"prompt\": \"\", \"script\": \"# faults: " faults                       \
  "\\n# seat: 1\\n\", \"interactive\": " interactive "}"

static void
test_own_script (void)
{
  g_autoptr (FakeClient) sound = play_request (OWN ("", "false"), NULL, NULL);
  g_autoptr (FakeClient) import = play_request (OWN ("import", "false"), NULL, NULL);
  g_autoptr (FakeClient) found = play_request (OWN ("finding", "false"), NULL, NULL);
  g_autoptr (FakeClient) raising = play_request (OWN ("raise", "false"), NULL, NULL);
  g_autoptr (FakeClient) invisible = play_request (OWN ("invisible", "true"), NULL, NULL);
  g_autoptr (FakeClient) timeout = play_request (OWN ("timeout", "true"), NULL, NULL);
  g_autoptr (JsonObject) data = fake_client_find (sound, "version", 0);
  g_autofree char *story = fake_client_tell (sound);

  g_assert_true (g_str_has_prefix (story, "phase create started\n"));
  assert_told (sound, "phase create ended\n");
  assert_end (sound, "done", "no-input");
  g_assert_null (mq_json_get_object (mq_json_get_object (data, "version"), "plan"));
  assert_end (import, "done", "no-input");
  assert_told (import, "notice warning import\n");
  assert_end (found, "done", "no-input");
  assert_told (found, "notice warning unknown-operator\n");
  assert_end (raising, "failed", "script-failed");
  assert_end (raising, "failed", "line 5, in build: import bpy");
  g_assert_cmpuint (fake_client_count (raising, "script"), ==, 0);
  assert_end (invisible, "failed", "nothing-visible");
  assert_end (timeout, "failed", "timeout");
}

#define BASE_SCRIPT                                                                                \
  "# faults: \\n# seat: 1\\nSEAT_WIDTH = 0.45  # m, 0.3..0.7: across\\nLEG_COUNT = 4  # 3..8: "    \
  "legs\\n"
#define BASE_PLAN                                                                                  \
  "{\"params\": [{\"name\": \"SEAT_WIDTH\", \"value\": 0.45}, {\"name\": \"LEG_COUNT\", "          \
  "\"value\": 4}], "                                                                               \
  "\"materials\": [{\"id\": \"oak\", \"color\": \"#000000\"}], "                                   \
  "\"parts\": [{\"id\": \"seat\", \"joins\": [\"legs\", \"back\"]}, {\"id\": \"legs\"}, "          \
  "{\"id\": \"back\", \"joins\": [\"seat\"]}]}"
#define OWN_FROM(script, base)                                                                     \
  "{\"mode\": \"script\", \"prompt\": \"Run my edited script\", \"script\": \"" script             \
  "\", \"base\": " base ", \"interactive\": false}"

/* The base's plan comes along: its joins are measured, and the version keeps what is left. */
static void
test_own_script_from_version (void)
{
  g_autoptr (FakeClient) client = play_request (
      OWN_FROM (
          "# faults: \\n# seat: 1\\nSEAT_WIDTH = 0.5  # m, 0.3..0.7: across\\nLEG_COUNT = 6  # "
          "3..8: legs\\n",
          "{\"script\": \"" BASE_SCRIPT "\", \"plan\": " BASE_PLAN ", \"title\": \"T\"}"),
      NULL, NULL);
  g_autoptr (FakeClient) none = play_request (OWN_FROM (BASE_SCRIPT, "null"), NULL, NULL);
  g_autoptr (JsonObject) data = fake_client_find (client, "version", 0);
  g_autoptr (JsonObject) own = fake_client_find (none, "version", 0);
  JsonObject *version = mq_json_get_object (data, "version");
  JsonObject *plan = mq_json_get_object (version, "plan");
  g_autofree char *text = NULL;

  assert_end (client, "done", "no-input");
  g_assert_cmpstr (mq_json_get_string (version, "summary", NULL), ==, "Seat width 50 cm, legs 6");
  g_assert_cmpstr (mq_json_get_string (version, "instruction", NULL), ==,
                   "Seat width 50 cm, legs 6");
  g_assert_nonnull (plan);
  text = mq_json_object_to_string (plan, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"params\":[{\"name\":\"SEAT_WIDTH\",\"value\":0.5,\"min\":0.3,\"max\":0.7},"
                   "{\"name\":\"LEG_COUNT\",\"value\":6.0,\"min\":3.0,\"max\":8.0}],\"materials\":["
                   "{\"id\":\"oak\",\"color\":\"#000000\"}],"
                   "\"parts\":[{\"id\":\"seat\",\"joins\":[\"legs\"]},{\"id\":\"legs\"}]}");

  for (guint i = 0; i < client->events->len; i++)
    {
      MqRow *row = client->events->pdata[i];

      if (strstr (row->body, "\"measure\"") != NULL)
        g_assert_nonnull (strstr (row->body, "[\"seat\",\"legs\"]"));
    }

  version = mq_json_get_object (own, "version");
  g_assert_cmpstr (mq_json_get_string (version, "summary", NULL), ==, "A script of your own");
  g_assert_cmpstr (mq_json_get_string (version, "instruction", NULL), ==, "Run my edited script");
  g_assert_null (mq_json_get_object (version, "plan"));
}

/* Mending and refining change WIDTH; each version's plan has it as its script has. */
static void
test_plan_of_versions (void)
{
  static const char *const turns[] = { "seat raise", NULL };
  g_autoptr (FakeClient) client = play_turns (
      "{\"mode\": \"create\", \"prompt\": \"thing raise\", \"interactive\": true}", turns);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonObject) data = fake_client_find (client, "version", i);
      JsonObject *version = mq_json_get_object (data, "version");
      JsonArray *params = mq_json_get_array (mq_json_get_object (version, "plan"), "params");
      const char *script = mq_json_get_string (version, "script", NULL);

      g_assert_nonnull (params);
      g_assert_cmpuint (json_array_get_length (params), ==, 1);
      g_assert_cmpuint ((guint)mq_json_get_double (mq_json_element_object (params, 0), "value", 0),
                        ==, mq_scripted_team_get_number (script, "revision"));
      g_assert_cmpuint (mq_scripted_team_get_number (script, "revision"), ==, 2 + 2 * i);
    }
}

#define CONTINUE(prompt, report, interactive)                                                      \
  "{\"mode\": \"continue\", \"prompt\": \"" prompt "\", \"base\": {\"script\": \"# faults: \\n# "  \
  "seat: 1\\n# legs: 1\\n\", \"plan\": {\"parts\": []}, \"report\": " report                       \
  ", \"title\": \"T\"}, "                                                                          \
  "\"interactive\": " interactive "}"
#define REPORT                                                                                     \
  "{\"objects\": [{\"name\": \"Leg 1\", \"part\": \"legs\", \"hash\": "                            \
  "\"00000000000000000000000000000001\"}, {\"name\": \"Seat\", \"part\": \"seat\", \"hash\": "     \
  "\"00000000000000000000000000000001\"}]}"

static void
test_continue (void)
{
  static const char *const none[] = { NULL };
  static const char *const legs[] = { "legs", NULL };
  g_autoptr (FakeClient) one = play_request (CONTINUE ("seat", REPORT, "false"), NULL, NULL);
  g_autoptr (FakeClient) unmeasured = play_request (CONTINUE ("seat", "null", "false"), NULL, NULL);
  g_autoptr (FakeClient) refused = play_request (CONTINUE ("refuse", REPORT, "false"), NULL, NULL);
  g_autoptr (FakeClient) left = play_turns (CONTINUE ("refuse", REPORT, "true"), none);
  g_autoptr (FakeClient) second = play_turns (CONTINUE ("refuse", REPORT, "true"), legs);
  g_autofree char *story = fake_client_tell (one);

  assert_end (one, "done", "no-input");
  g_assert_true (g_str_has_prefix (story, "phase guided started\nrefinement seat\n"));
  g_assert_null (strstr (story, "changed-too"));
  assert_end (unmeasured, "done", "no-input");
  g_assert_cmpuint (unmeasured->instructions, >, one->instructions);
  assert_end (refused, "failed", "problems/refused");
  assert_end (left, "failed", "problems/refused");
  assert_end (second, "done", "finished");
}

static void
test_idle (void)
{
  MqRunLimits limits = mq_run_default_limits;
  g_autoptr (MqRuns) runs = NULL;
  g_autoptr (FakeClient) client = NULL;
  g_autoptr (JsonObject) waiting = NULL;

  limits.idle_seconds = 1;
  runs = make_runs (&limits);
  client = fake_client_new (runs);

  fake_client_start (client, REQUEST ("a thing"));
  fake_client_follow (client);
  assert_end (client, "done", "idle");
  g_assert_cmpuint (fake_client_count (client, "version"), ==, 1);
  waiting = fake_client_find (client, "waiting", 0);
  g_assert_cmpint (mq_json_get_int (waiting, "idle_seconds", 0), ==, 1);
}

/* Nobody listens and nothing comes: the run leaves memory, and goes on when somebody asks. */
static void
test_unattended (void)
{
  MqRunLimits limits = mq_run_default_limits;
  g_autoptr (MqRuns) runs = NULL;
  g_autoptr (FakeClient) deaf = NULL;
  g_autoptr (FakeClient) client = NULL;
  g_autoptr (GError) error = NULL;

  limits.unattended_seconds = 1;
  runs = make_runs (&limits);
  deaf = fake_client_new (runs);
  client = fake_client_new (runs);

  deaf->deaf = TRUE;
  fake_client_start (deaf, "{\"prompt\": \"a thing\", \"interactive\": false}");
  fake_client_follow (deaf);
  g_assert_true (deaf->run->halted);
  g_assert_cmpuint (fake_client_count (deaf, "failed"), ==, 0);

  client->run = dex_await_object (mq_runs_open (runs, mq_service_run_get_id (deaf->run)), &error);
  g_assert_no_error (error);
  g_assert_true (client->run != deaf->run);
  fake_client_follow (client);
  assert_end (client, "done", "no-input");
}

static void
cancel_at (FakeClient *client, const MqRow *event)
{
  if (event->key == GPOINTER_TO_INT (client->data))
    dex_await (mq_service_run_cancel (client->run), NULL);
}

static guint
last_instruction (FakeClient *client)
{
  guint i = client->events->len;

  while (!g_str_equal (((MqRow *)g_ptr_array_index (client->events, i - 1))->type, "instruction"))
    i--;

  return i;
}

/* At each event of a run up to the last that waits for the client. */
static void
test_cancel_anywhere (void)
{
  g_autoptr (FakeClient) whole = play ("raise defect");

  for (guint at = 1; at <= last_instruction (whole); at++)
    {
      g_autoptr (FakeClient) client
          = play_request ("{\"prompt\": \"raise defect\", \"interactive\": false}", cancel_at,
                          GUINT_TO_POINTER (at));

      assert_end (client, "failed", "cancelled");
      g_assert_cmpuint (client->events->len, <=, whole->events->len);
    }
}

static void
test_cancel_while_waiting (void)
{
  g_autoptr (FakeClient) thinking = play_request (REQUEST ("slow"), cancel_at,
                                                  GUINT_TO_POINTER (2));
  g_autoptr (MqRuns) runs = make_runs (NULL);
  g_autoptr (FakeClient) deaf = fake_client_new (runs);
  g_autoptr (FakeClient) idle = fake_client_new (runs);
  g_autoptr (JsonObject) nothing = NULL;

  assert_end (thinking, "failed", "cancelled");

  deaf->deaf = TRUE;
  deaf->func = cancel_at;
  deaf->data = GUINT_TO_POINTER (10);
  fake_client_start (deaf, REQUEST ("a thing"));
  fake_client_follow (deaf);
  assert_end (deaf, "failed", "cancelled");
  assert_told (deaf, "instruction check\nfailed cancelled\n");

  idle->func = cancel_at;
  idle->data = GUINT_TO_POINTER (31);
  fake_client_start (idle, REQUEST ("a thing"));
  fake_client_follow (idle);
  assert_told (idle, "phase guided started\nwaiting\nfailed cancelled\n");
  g_assert_cmpuint (fake_client_count (idle, "version"), ==, 1);
}

static void
test_results_are_taken_once (void)
{
  g_autoptr (FakeClient) client = play ("a thing");
  g_autoptr (JsonObject) again = mq_json_parse_object (
      "{\"instruction\": 1, \"ok\": true, \"result\": {\"findings\": []}}", -1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await_boolean (mq_service_run_post_result (client->run, 1, again), &error));
  g_assert_no_error (error);
  g_assert_false (dex_await_boolean (mq_service_run_post_result (client->run, 99, again), &error));
  g_assert_nonnull (error);
}

/* Posts the same result twice before the first one is written. */
static void
post_twice (FakeClient *client, const MqRow *event)
{
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (JsonObject) result = NULL;
  gint64 number;
  DexFuture *first;
  DexFuture *second;

  if (!g_str_equal (event->type, "instruction"))
    return;

  data = mq_json_parse_object (event->body, -1, NULL);
  number = mq_json_get_int (data, "instruction", 0);
  result = fake_client_carry_out (client, data);
  first = mq_service_run_post_result (client->run, number, result);
  second = mq_service_run_post_result (client->run, number, result);
  g_assert_true (dex_await_boolean (first, NULL));
  g_assert_false (dex_await_boolean (second, NULL));
}

static void
test_results_at_once (void)
{
  g_autoptr (MqRuns) runs = make_runs (NULL);
  g_autoptr (FakeClient) client = fake_client_new (runs);

  client->deaf = TRUE;
  client->func = post_twice;
  fake_client_start (client, "{\"prompt\": \"a thing\", \"interactive\": false}");
  fake_client_follow (client);
  assert_end (client, "done", "");
}

/* A client that repeats its request at once gets the one run, which goes on. */
static void
test_created_twice (void)
{
  g_autoptr (MqRuns) runs = make_runs (NULL);
  g_autoptr (JsonObject) request
      = mq_test_parse_json ("{\"id\": \"0123456789abcdef0123456789abcdef\", \"prompt\": \"slow\"}");
  DexFuture *first = mq_runs_create (runs, NULL, NULL, request);
  DexFuture *second = mq_runs_create (runs, NULL, NULL, request);
  g_autoptr (MqServiceRun) run = dex_await_object (first, NULL);
  g_autoptr (MqServiceRun) again = dex_await_object (second, NULL);

  g_assert_nonnull (run);
  g_assert_true (run == again);
  g_assert_true (mq_runs_find_loaded (runs, mq_service_run_get_id (run)) == run);
  g_assert_true (dex_await (mq_service_run_cancel (run), NULL));
}

MQ_TEST_PROGRAM (pipeline)
{
  /* Each event is synced; here that costs time and shows nothing. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/pipeline/order", test_order);
  mq_test_add_fiber ("/pipeline/clients-come-and-go", test_clients_come_and_go);
  g_test_add_func ("/pipeline/teams", test_teams);
  mq_test_add_fiber ("/pipeline/joins-are-sent-once", test_joins_are_sent_once);
  mq_test_add_fiber ("/pipeline/mended", test_mended);
  mq_test_add_fiber ("/pipeline/unmended", test_unmended);
  mq_test_add_fiber ("/pipeline/repairs-are-counted", test_repairs_are_counted);
  mq_test_add_fiber ("/pipeline/worse-is-rolled-back", test_worse_is_rolled_back);
  mq_test_add_fiber ("/pipeline/broken-repair-is-rolled-back",
                     test_a_repair_that_breaks_is_rolled_back);
  mq_test_add_fiber ("/pipeline/rounds-are-counted", test_rounds_are_counted);
  mq_test_add_fiber ("/pipeline/refinements", test_refinements);
  mq_test_add_fiber ("/pipeline/strays-are-told", test_strays_are_told);
  mq_test_add_fiber ("/pipeline/targets", test_targets);
  mq_test_add_fiber ("/pipeline/failed-refinement-keeps-the-version",
                     test_failed_refinement_keeps_the_version);
  mq_test_add_fiber ("/pipeline/queue", test_queue);
  mq_test_add_fiber ("/pipeline/own-script", test_own_script);
  mq_test_add_fiber ("/pipeline/own-script-from-version", test_own_script_from_version);
  mq_test_add_fiber ("/pipeline/plan-of-versions", test_plan_of_versions);
  mq_test_add_fiber ("/pipeline/continue", test_continue);
  mq_test_add_fiber ("/pipeline/idle", test_idle);
  mq_test_add_fiber ("/pipeline/unattended", test_unattended);
  mq_test_add_fiber ("/pipeline/cancel-anywhere", test_cancel_anywhere);
  mq_test_add_fiber ("/pipeline/cancel-while-waiting", test_cancel_while_waiting);
  mq_test_add_fiber ("/pipeline/lost-refinements", test_lost_refinements);
  mq_test_add_fiber ("/pipeline/results-are-taken-once", test_results_are_taken_once);
  mq_test_add_fiber ("/pipeline/results-at-once", test_results_at_once);
  mq_test_add_fiber ("/pipeline/created-twice", test_created_twice);

  return mq_test_run ();
}
