/* The pipeline against a team that thinks: what it costs, what it sees, what happens when it cannot
 * be asked any more. */
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "service/fake-client.h"
#include "service/model/mq-model-error.h"
#include "service/run/mq-http-problem.h"
#include "service/run/mq-run-answer.h"
#include "service/run/mq-run-budget.h"
#include "service/runs/mq-transcripts.h"
#include "service/thinking-team.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

typedef struct
{
  MqTeam *team;
  MqRuns *runs;
  FakeClient *client;
  const char *const *turns;
  char *first_picture; /* who was asked before it */
} Fixture;

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->client, fake_client_free);
  g_clear_object (&self->runs);
  g_clear_object (&self->team);
  g_free (self->first_picture);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static const char *
get_asked (Fixture *self)
{
  return test_thinking_team_get_asked (TEST_THINKING_TEAM (self->team));
}

/* Posts the turns one after the other, each at its turn; "+2" raises the budget, then finishes. */
static void
on_event (FakeClient *client, const MqRow *event)
{
  Fixture *self = client->data;

  if (self->first_picture == NULL && strstr (event->body, "\"preview\"") != NULL)
    self->first_picture = g_strdup (get_asked (self));

  if (!g_str_equal (event->type, "waiting"))
    return;

  if (self->turns != NULL && *self->turns != NULL && g_str_equal (*self->turns, "+2"))
    {
      g_assert_true (dex_await (mq_service_run_raise_budget (client->run, "", 2), NULL));
      self->turns++;
    }

  test_thinking_team_forget (TEST_THINKING_TEAM (self->team));
  client->looks = 0;
  if (self->turns == NULL || *self->turns == NULL)
    g_assert_true (dex_await (mq_service_run_finish (client->run), NULL));
  else
    g_assert_true (dex_await (fake_client_refine (client->run, *self->turns++), NULL));
}

static void
prepare (Fixture *self, gint64 calls)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("thinking-%u.db", number++);
  g_autofree char *path = g_build_filename (mq_test_get_dir (), name, NULL);
  g_autoptr (MqTeams) teams = NULL;
  g_autoptr (MqServiceSettings) settings = NULL;
  g_autoptr (MqJournal) journal = NULL;
  g_autoptr (GError) error = NULL;
  MqRunLimits limits = mq_run_default_limits;

  limits.budget.calls = calls;
  journal = mq_journal_open (path, &error);
  g_assert_no_error (error);
  self->team = test_thinking_team_new ();
  teams = mq_teams_new (self->team);
  settings = mq_service_settings_new (NULL, teams, &limits);
  self->runs = mq_runs_new (journal, settings);
  self->client = fake_client_new (self->runs);
  self->client->func = on_event;
  self->client->data = self;
}

static void
play_with (Fixture *self, const char *prompt, gint64 calls, const char *const *turns)
{
  g_autofree char *request = g_strdup_printf ("{\"prompt\": \"%s\", \"interactive\": %s}", prompt,
                                              turns != NULL ? "true" : "false");

  prepare (self, calls);
  self->turns = turns;
  fake_client_start (self->client, request);
  fake_client_follow (self->client);
}

static void
play (Fixture *self, const char *prompt)
{
  play_with (self, prompt, 0, NULL);
}

static void
assert_told (Fixture *self, const char *part, gboolean told)
{
  g_autofree char *story = fake_client_tell (self->client);

  if ((strstr (story, part) != NULL) != told)
    g_error ("“%s” is %s:\n%s", part, told ? "not in" : "in", story);
}

static char *
final_script (Fixture *self)
{
  guint versions = fake_client_count (self->client, "version");
  g_autoptr (JsonObject) data = fake_client_find (self->client, "version", versions - 1);

  return g_strdup (mq_json_get_string (mq_json_get_object (data, "version"), "script", NULL));
}

static void
test_order (void)
{
  g_auto (Fixture) it = { 0 };
  g_autofree char *story = NULL;

  play (&it, "a thing");
  story = fake_client_tell (it.client);
  g_assert_cmpstr (story, ==,
                   "phase create started\n"
                   "step blender started\n"
                   "instruction introspect\n"
                   "step blender ended\n"
                   "step planner started\n"
                   "notice info understood\n"
                   "step planner ended\n"
                   "budget\n"
                   "plan\n"
                   "step retriever started\n"
                   "step retriever ended\n"
                   "step writer started\n"
                   "step writer ended\n"
                   "budget\n"
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
                   "step blender started\n"
                   "instruction render look\n"
                   "step blender ended\n"
                   "step critic started\n"
                   "step critic ended\n"
                   "budget\n"
                   "version\n"
                   "step blender started\n"
                   "instruction render final\n"
                   "step blender ended\n"
                   "phase refine ended\n"
                   "done no-input\n");
}

/* The first picture after at most two calls, the end after at most four when nothing is wrong. */
static void
test_effort_of_a_prompt (void)
{
  g_auto (Fixture) it = { 0 };

  play (&it, "a thing");
  g_assert_cmpstr (it.first_picture, ==, "planner writer");
  g_assert_cmpstr (get_asked (&it), ==, "planner writer critic");
  g_assert_cmpuint (it.client->looks, ==, 1);
}

/* A refinement that goes well: one call for the change, one look, one call for the look. */
static void
test_effort_of_a_refinement (void)
{
  static const char *const turns[] = { "seat", NULL };
  g_auto (Fixture) it = { 0 };
  g_autofree char *story = NULL;
  const char *from;

  prepare (&it, 0);
  it.turns = turns;
  fake_client_start (it.client, "{\"prompt\": \"a thing\"}");
  fake_client_follow (it.client);
  story = fake_client_tell (it.client);
  from = strstr (story, "refinement seat\n");
  g_assert_true (g_str_has_prefix (from, "refinement seat\n"
                                         "step refiner started\n"
                                         "step refiner ended\n"
                                         "budget\n"
                                         "plan\n"
                                         "script refinement\n"
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
                                         "step blender started\n"
                                         "instruction render look\n"
                                         "step blender ended\n"
                                         "step critic started\n"
                                         "step critic ended\n"
                                         "budget\n"
                                         "step verifier started\n"
                                         "step verifier ended\n"
                                         "version\n"
                                         "step blender started\n"
                                         "instruction render final\n"
                                         "step blender ended\n"));
}

static void
test_usage_is_told (void)
{
  g_auto (Fixture) it = { 0 };
  g_autoptr (JsonObject) budget = NULL;
  g_autofree char *text = NULL;
  guint told = 0;

  play_with (&it, "raise", 60, NULL);
  g_assert_cmpstr (get_asked (&it), ==, "planner writer debugger critic");
  for (guint i = 0; i < it.client->events->len; i++)
    {
      MqRow *row = g_ptr_array_index (it.client->events, i);
      g_autoptr (JsonObject) data = mq_json_parse_object (row->body, -1, NULL);

      if (!g_str_equal (row->type, "step") || !json_object_has_member (data, "model"))
        continue;

      told++;
      g_assert_cmpstr (mq_json_get_string (data, "model", NULL), ==, "test:thinker");
      g_assert_cmpint (mq_json_get_int (data, "calls", 0), ==, 1);
      g_assert_cmpfloat (mq_json_get_double (data, "cost", 0), ==, 0.25);
      g_assert_cmpint (mq_json_get_int (mq_json_get_object (data, "tokens"), "input", 0), ==, 100);
      g_assert_cmpint (mq_json_get_int (mq_json_get_object (data, "tokens"), "cached", 0), ==, 50);
    }

  g_assert_cmpuint (told, ==, 4);
  g_assert_cmpuint (fake_client_count (it.client, "budget"), ==, 4);
  budget = fake_client_find (it.client, "budget", 3);
  g_assert_cmpint (mq_json_get_int (mq_json_get_object (budget, "budget"), "calls", 0), ==, 60);
  g_assert_cmpint (mq_json_get_int (mq_json_get_object (budget, "spent"), "calls", 0), ==, 4);
  g_assert_cmpint (mq_json_get_int (mq_json_get_object (budget, "spent"), "tokens", 0), ==, 480);
  g_assert_cmpfloat (mq_json_get_double (mq_json_get_object (budget, "spent"), "cost", 0), ==, 1);
}

static void
test_a_fresh_approach (void)
{
  g_auto (Fixture) fresh = { 0 };
  g_auto (Fixture) stubborn = { 0 };
  g_auto (Fixture) silent = { 0 };
  g_auto (Fixture) vain = { 0 };
  g_autoptr (JsonObject) step = NULL;
  g_autofree char *script = NULL;

  play (&fresh, "endless fresh");
  g_assert_cmpstr (get_asked (&fresh), ==,
                   "planner writer debugger debugger debugger writer critic");
  assert_told (&fresh, "done no-input\n", TRUE);
  script = final_script (&fresh);
  g_assert_nonnull (strstr (script, "# revision: 100\n"));
  for (guint i = 0; i < fresh.client->events->len; i++)
    if (strstr (((MqRow *)fresh.client->events->pdata[i])->body, "A fresh approach for “build”"))
      step = json_object_new ();
  g_assert_nonnull (step);

  /* A loop and a team without a repair come to it earlier. */
  play (&stubborn, "stubborn fresh");
  g_assert_cmpstr (get_asked (&stubborn), ==, "planner writer debugger writer critic");
  play (&silent, "silent fresh");
  g_assert_cmpstr (get_asked (&silent), ==, "planner writer debugger writer critic");

  /* Once only. */
  play (&vain, "endless");
  g_assert_cmpstr (get_asked (&vain), ==, "planner writer debugger debugger debugger writer");
  assert_told (&vain, "failed repairs-used-up\n", TRUE);
}

static void
test_severity (void)
{
  g_auto (Fixture) minor = { 0 };
  g_auto (Fixture) severe = { 0 };
  g_auto (Fixture) both = { 0 };

  play (&minor, "minor");
  g_assert_cmpstr (get_asked (&minor), ==, "planner writer critic");
  assert_told (&minor, "notice warning defects-left\n", TRUE);

  play (&severe, "defect");
  g_assert_cmpstr (get_asked (&severe), ==, "planner writer critic debugger verifier");
  assert_told (&severe, "notice warning defects-left\n", FALSE);
  /* Of the critic, and before and after the repair. */
  g_assert_cmpuint (severe.client->looks, ==, 3);

  play (&both, "defect minor named");
  g_assert_cmpstr (get_asked (&both), ==, "planner writer critic debugger verifier");
  assert_told (&both, "notice warning defects-left\n", TRUE);
}

static void
play_thoroughly (Fixture *self, const char *prompt, gint64 calls)
{
  g_autofree char *request = g_strdup_printf ("{\"prompt\": \"%s\", \"interactive\": false}",
                                              prompt);
  prepare (self, calls);
  test_thinking_team_set_thorough (TEST_THINKING_TEAM (self->team));
  fake_client_start (self->client, request);
  fake_client_follow (self->client);
}

/* Minor defects are mended after the severe ones, with what is left of the budget and never more
 * than six calls; the look of the whole is judged, too. */
static void
test_minor_defects (void)
{
  g_auto (Fixture) after = { 0 };
  g_auto (Fixture) many = { 0 };
  g_auto (Fixture) poor = { 0 };

  play_thoroughly (&after, "defect minor named", 0);
  g_assert_cmpstr (get_asked (&after), ==,
                   "planner writer critic debugger verifier debugger verifier");
  assert_told (&after, "notice warning defects-left\n", FALSE);

  play_thoroughly (&many, "minor minor minor minor minor named", 0);
  g_assert_cmpstr (get_asked (&many), ==,
                   "planner writer critic debugger verifier debugger verifier debugger verifier");
  assert_told (&many, "notice warning defects-left\n", TRUE);

  play_thoroughly (&poor, "minor", 4);
  g_assert_cmpstr (get_asked (&poor), ==, "planner writer critic");
  assert_told (&poor, "notice warning budget-reached\n", FALSE);
}

/* What verify names is mended without another critique; rounds are counted all the same. */
static void
test_named_defects (void)
{
  g_auto (Fixture) two = { 0 };
  g_auto (Fixture) three = { 0 };

  play (&two, "defect defect named");
  g_assert_cmpstr (get_asked (&two), ==,
                   "planner writer critic debugger verifier debugger verifier");
  assert_told (&two, "notice warning defects-left\n", FALSE);

  play (&three, "defect defect defect named");
  g_assert_cmpstr (get_asked (&three), ==,
                   "planner writer critic debugger verifier debugger verifier");
  assert_told (&three, "notice warning defects-left\n", TRUE);
}

static void
test_strays_are_mended (void)
{
  static const char *const turns[] = { "seat stray", NULL };
  g_auto (Fixture) it = { 0 };
  g_autofree char *script = NULL;

  play_with (&it, "a thing", 0, turns);
  script = final_script (&it);
  g_assert_nonnull (strstr (script, "# seat: 2\n# legs: 1\n"));
  assert_told (&it, "notice warning changed-too\n", FALSE);
  assert_told (&it, "script repair\n", TRUE);
}

static void
test_worse_is_rolled_back (void)
{
  g_auto (Fixture) it = { 0 };

  play (&it, "worse");
  g_assert_cmpstr (get_asked (&it), ==, "planner writer critic debugger verifier");
  assert_told (&it, "notice info rolled-back\n", TRUE);
  g_assert_cmpuint (fake_client_count (it.client, "version"), ==, 1);
}

static void
test_without_looks (void)
{
  g_auto (Fixture) it = { 0 };

  play (&it, "defect blind");
  g_assert_cmpuint (it.client->looks, ==, 0);
  assert_told (&it, "done no-input\n", TRUE);
}

static void
test_budget_before_anything_ran (void)
{
  for (gint64 calls = 1; calls <= 2; calls++)
    {
      g_auto (Fixture) it = { 0 };

      play_with (&it, "raise", calls, NULL);
      assert_told (&it, "failed budget-reached\n", TRUE);
      g_assert_cmpuint (fake_client_count (it.client, "version"), ==, 0);
    }
}

/* Wherever it is reached after something ran, that is the version. */
static void
test_budget_keeps_what_ran (void)
{
  static const char *const prompts[] = { "defect", "defect raise", "worse", "defect silent" };

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    for (gint64 calls = 2; calls <= 4; calls++)
      {
        g_auto (Fixture) it = { 0 };
        g_autofree char *script = NULL;

        play_with (&it, prompts[i], calls, NULL);
        script = final_script (&it);
        g_test_message ("%s, %d calls", prompts[i], (int)calls);
        assert_told (&it, "done no-input\n", TRUE);
        g_assert_cmpstr (it.client->script->str, ==, script);
        assert_told (&it, "notice warning budget-reached\n",
                     calls < 4 || g_str_has_prefix (prompts[i], "defect ")
                         || g_str_equal (prompts[i], "defect")
                         || g_str_equal (prompts[i], "worse"));
      }
}

static void
test_budget_is_raised (void)
{
  static const char *const turns[] = { "seat", "+2", "legs", "seat", NULL };
  g_auto (Fixture) it = { 0 };
  g_autofree char *script = NULL;

  play_with (&it, "a thing", 3, turns);
  script = final_script (&it);
  assert_told (&it, "done finished\n", TRUE);

  /* Six calls: the first refinement was refused, the second cost two, the third stopped before the
   * critic. */
  g_assert_cmpuint (fake_client_count (it.client, "refused"), ==, 1);
  g_assert_cmpuint (fake_client_count (it.client, "version"), ==, 3);
  g_assert_nonnull (strstr (script, "# seat: 2\n# legs: 2\n"));
  assert_told (&it, "notice warning budget-reached\nrefused\n", TRUE);
}

static void
test_raising (void)
{
  MqBudget budget = { .calls = 10, .tokens = 0, .cost = 1, .seconds = 60 };
  MqBudget spent = { .calls = 2, .tokens = 500, .cost = 3, .seconds = 61 };

  mq_run_budget_raise (&budget, &spent, 1.5);
  g_assert_cmpint (budget.calls, ==, 15);
  g_assert_cmpint (budget.tokens, ==, 0);
  g_assert_cmpfloat (budget.cost, ==, 4.5);
  g_assert_cmpint (budget.seconds, ==, 92);

  for (guint i = 0; i < 100; i++)
    mq_run_budget_raise (&budget, &spent, 10);
  g_assert_cmpint (budget.calls, >, 1000000);
}

static void
test_model_fails (void)
{
  static const char *const turns[] = { "seat fail-refiner", "seat fail-critic", NULL };
  g_auto (Fixture) planner = { 0 };
  g_auto (Fixture) writer = { 0 };
  g_auto (Fixture) critic = { 0 };
  g_auto (Fixture) debugger = { 0 };
  g_auto (Fixture) verifier = { 0 };
  g_auto (Fixture) guided = { 0 };
  g_autoptr (JsonObject) notice = NULL;
  g_autoptr (JsonObject) refused = NULL;

  play (&planner, "fail-planner");
  assert_told (&planner, "failed model-key\n", TRUE);
  play (&writer, "fail-writer");
  assert_told (&writer, "failed model-key\n", TRUE);

  play (&critic, "fail-critic");
  assert_told (&critic, "notice warning model-key\n", TRUE);
  assert_told (&critic, "done no-input\n", TRUE);
  play (&debugger, "defect fail-debugger");
  assert_told (&debugger, "notice warning defects-left\nnotice warning model-key\n", TRUE);
  assert_told (&debugger, "done no-input\n", TRUE);
  play (&verifier, "defect fail-verifier");
  assert_told (&verifier, "notice warning model-key\n", TRUE);
  assert_told (&verifier, "done no-input\n", TRUE);

  play_with (&guided, "a thing", 0, turns);
  assert_told (&guided, "notice warning model-key\nrefused\n", TRUE);
  notice = fake_client_find (guided.client, "notice", 1);
  g_assert_cmpstr (mq_json_get_string (notice, "text", NULL), ==,
                   "Nobody rejected the key (401). The result so far is kept.");
  g_assert_cmpstr (mq_json_element_string (mq_json_get_array (notice, "items"), 0), ==,
                   "no such key");
  refused = fake_client_find (guided.client, "refused", 0);
  g_assert_cmpstr (mq_json_get_string (refused, "text", NULL), ==,
                   "Nobody rejected the key (401). The last version is unchanged.");
  assert_told (&guided, "done finished\n", TRUE);
  g_assert_cmpuint (fake_client_count (guided.client, "version"), ==, 2);
}

static DexFuture *
send_later_fiber (gpointer user_data)
{
  FakeClient *client = user_data;

  g_assert_true (fake_client_send_picture (client, 0, 2));
  g_assert_true (fake_client_send_picture (client, 0, 1));
  g_assert_false (fake_client_send_picture (client, 0, 1));
  return dex_future_new_true ();
}

/* Planning waits for the pictures that the request names; an empty prompt is fine with them. */
static void
test_references (void)
{
  g_auto (Fixture) it = { 0 };
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *references;

  prepare (&it, 0);
  fake_client_start (it.client, "{\"prompt\": \"\", \"pictures\": [1, 2], \"roles\": [\"\", "
                                "\"front\"], \"interactive\": false}");
  dex_future_disown (mq_fiber_spawn (NULL, 0, send_later_fiber, it.client, NULL));
  fake_client_follow (it.client);
  assert_told (&it, "done no-input\n", TRUE);

  references = it.client->run->asset->references;
  g_assert_cmpuint (references->len, ==, 2);
  g_assert_cmpstr (((MqAssetStatePicture *)references->pdata[0])->label, ==, "the user's picture");
  g_assert_cmpstr (((MqAssetStatePicture *)references->pdata[1])->label, ==,
                   "the picture of the front");

  /* They go with the run, soon. */
  do
    {
      g_clear_pointer (&left, g_ptr_array_unref);
      left = dex_await_boxed (
          mq_journal_list_pictures (it.runs->journal, mq_service_run_get_id (it.client->run)),
          &error);
      g_assert_no_error (error);
    }
  while (left->len > 0);
}

static void
test_pictures_that_nobody_asked_for (void)
{
  g_auto (Fixture) it = { 0 };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  MqRunPicture picture = { 2, 1, bytes };
  g_autoptr (GError) conflict = NULL;
  g_autoptr (GError) missing = NULL;

  prepare (&it, 0);
  it.client->deaf = TRUE;
  fake_client_start (it.client, "{\"prompt\": \"slow\", \"interactive\": false}");
  while (mq_run_log_get_instruction (it.client->run->log, 1) == NULL)
    g_assert_true (dex_await (mq_run_log_wait (it.client->run->log), NULL));

  dex_await (mq_service_run_post_picture (it.client->run, &picture), &missing);
  g_assert_cmpint (mq_http_problem_from_error (missing), ==, MQ_HTTP_PROBLEM_NOT_FOUND);
  picture.instruction = 1;
  dex_await (mq_service_run_post_picture (it.client->run, &picture), &conflict);
  g_assert_cmpint (mq_http_problem_from_error (conflict), ==, MQ_HTTP_PROBLEM_CONFLICT);
  g_assert_true (dex_await (mq_runs_close (it.runs), NULL));
}

static char *
drain (MqRunStream *stream, gint64 *number)
{
  GString *text = g_string_new (NULL);
  const MqRunFragment *piece;

  while ((piece = mq_run_stream_find (stream, *number, 0)) != NULL)
    {
      g_autoptr (JsonObject) data = mq_json_parse_object (piece->body, -1, NULL);

      g_string_append_printf (text, "%d:%s|", (int)mq_json_get_int (data, "step", 0),
                              mq_json_get_string (data, "text", ""));
      *number = piece->number;
    }
  return g_string_free (text, FALSE);
}

static void
test_stream (void)
{
  g_auto (Fixture) it = { 0 };
  g_autofree char *said = NULL;
  gint64 number = 0;

  play (&it, "a thing");
  said = drain (it.client->run->stream, &number);
  g_assert_true (g_str_has_prefix (said, "2:Nobody is busy (503)|2:I am the |2:planner|"));
}

/* A slow listener costs a bounded memory, and the latest is what it gets. */
static void
test_stream_is_bounded (void)
{
  g_autoptr (MqJournal) journal = NULL;
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "stream.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqRunLog) log = NULL;
  g_autoptr (MqRunStream) stream = NULL;
  g_autoptr (GString) much = g_string_new (NULL);
  g_autofree char *said = NULL;
  gint64 number = 0;

  journal = mq_journal_open (path, &error);
  g_assert_no_error (error);
  log = mq_run_log_new (journal, "00000000000000000000000000000000");
  stream = mq_run_stream_new (log);

  for (guint i = 0; i < 3 * MQ_RUN_STREAM_MAX_BYTES / 2; i++)
    g_string_append (much, "é");
  mq_run_stream_begin (stream, 1);
  mq_run_stream_add (stream, "", FALSE);
  g_assert_null (mq_run_stream_find (stream, 0, 0));
  for (guint i = 0; i < 3 * MQ_RUN_STREAM_MEMORY; i++)
    {
      mq_run_stream_add (stream, much->str, FALSE);
      mq_run_stream_end (stream);
    }

  g_assert_cmpint (mq_run_stream_get_last (stream), ==, 3 * MQ_RUN_STREAM_MEMORY);
  g_assert_cmpint (mq_run_stream_find (stream, 0, 0)->number, ==, 2 * MQ_RUN_STREAM_MEMORY + 1);
  said = drain (stream, &number);
  g_assert_cmpuint (strlen (said), <=, MQ_RUN_STREAM_MEMORY * (MQ_RUN_STREAM_MAX_BYTES + 16));
  g_assert_true (g_utf8_validate (said, -1, NULL));

  /* One that belongs before an event that was sent comes too late. */
  g_assert_null (mq_run_stream_find (stream, 0, 1));

  /* What is thought is no text. */
  mq_run_stream_add (stream, "Three legs.", TRUE);
  mq_run_stream_end (stream);
  g_assert_nonnull (strstr (mq_run_stream_find (stream, number, 0)->body,
                            "\"text\":\"\",\"thoughts\":\"Three legs.\""));
}

/* Each text is sent once, with its step; a step that begins drops what an earlier one left. */
static void
test_stream_pieces (void)
{
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "pieces.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) busy = g_error_new_literal (MQ_MODEL_ERROR, MQ_MODEL_ERROR_BUSY,
                                                 "Too many\ncome again");
  g_autoptr (MqJournal) journal = mq_journal_open (path, &error);
  g_autoptr (MqRunLog) log = mq_run_log_new (journal, "00000000000000000000000000000000");
  g_autoptr (MqRunStream) stream = mq_run_stream_new (log);
  g_autofree char *said = NULL;
  gint64 number = 0;

  g_assert_no_error (error);
  mq_run_stream_begin (stream, 3);
  mq_run_stream_add (stream, "One ", FALSE);
  mq_run_stream_add (stream, "two ", FALSE);
  mq_run_stream_add (stream, "three", FALSE);
  mq_run_stream_end (stream);
  mq_run_stream_end (stream);
  mq_run_stream_add (stream, "lost", FALSE);
  mq_run_stream_add (stream, "lost", TRUE);
  mq_run_stream_begin (stream, 4);
  mq_run_stream_add (stream, "four", FALSE);
  mq_run_stream_add_retry (stream, busy, 2, 1500);
  mq_run_stream_add_retry (stream, busy, 1, 0);
  said = drain (stream, &number);
  g_assert_cmpstr (said, ==, "3:One |3:two three|4:four|4:Too many|4:Too many|");
  g_assert_cmpint (number, ==, 5);
  g_assert_null (strstr (mq_run_stream_find (stream, 2, 0)->body, "retry"));
  g_assert_nonnull (strstr (mq_run_stream_find (stream, 3, 0)->body,
                            "\"retry\":{\"code\":\"model-busy\",\"attempt\":2,\"seconds\":1.5"));
  g_assert_nonnull (strstr (mq_run_stream_find (stream, 4, 0)->body,
                            "\"retry\":{\"code\":\"model-silent\",\"attempt\":1"));

  for (guint i = 0; i < 2; i++)
    {
      mq_run_stream_add (stream, i == 0 ? "Three" : "Four", TRUE);
      mq_run_stream_end (stream);
    }
  g_assert_nonnull (strstr (mq_run_stream_find (stream, 6, 0)->body, "\"thoughts\":\"Four\""));
}

/* Why a team said nothing is the same when the run is played again, also from a journal of version
 * 0.1. */
static void
test_answers (void)
{
  static const struct
  {
    MqError code;
    const char *stable;
  } cases[] = {
    { MQ_ERROR_FAILED, "\"failed\"" },
    { MQ_ERROR_UNKNOWN_KIND, "\"unknown-kind\"" },
    { MQ_ERROR_BUDGET, "\"budget\"" },
  };
  g_autoptr (GError) odd = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_autoptr (GError) again = NULL;
  g_autoptr (GError) old = NULL;
  g_autoptr (JsonObject) usage = NULL;
  g_autofree char *text = NULL;
  gint64 absent;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) fault = g_error_new_literal (MQ_ERROR, (int)cases[i].code, "so");
      g_autofree char *written = mq_run_answer_to_text (NULL, NULL, 0, fault);
      g_autoptr (GError) read = NULL;

      g_assert_nonnull (strstr (written, cases[i].stable));
      g_assert_null (mq_run_answer_from_text (written, &usage, &absent, &read));
      g_assert_null (usage);
      g_assert_error (read, MQ_ERROR, (int)cases[i].code);
      g_assert_cmpstr (read->message, ==, "so");
    }

  for (int code = MQ_MODEL_ERROR_KEY; code <= MQ_MODEL_ERROR_NO_MODEL; code++)
    {
      g_autoptr (GError) fault = g_error_new_literal (MQ_MODEL_ERROR, code, "so");
      g_autofree char *written = mq_run_answer_to_text (NULL, NULL, 0, fault);
      g_autoptr (GError) read = NULL;

      g_assert_null (mq_run_answer_from_text (written, &usage, &absent, &read));
      g_assert_error (read, MQ_MODEL_ERROR, code);
      g_assert_cmpint (mq_http_problem_from_error (read), !=, MQ_HTTP_PROBLEM_INTERNAL);
    }

  text = mq_run_answer_to_text (NULL, NULL, 5, odd);
  g_assert_null (mq_run_answer_from_text (text, &usage, &absent, &again));
  g_assert_error (again, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL);
  g_assert_cmpint (absent, ==, 5);
  g_assert_null (
      mq_run_answer_from_text ("{\"code\": 15, \"message\": \"no\"}", &usage, &absent, &old));
  g_assert_error (old, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND);
}

#define PRUNED 7
#define OLDEST 1000000000 /* s since 1970 */

static void
test_transcripts (void)
{
  g_auto (Fixture) it = { 0 };
  g_autofree char *folder = g_build_filename (mq_test_get_dir (), "transcripts", NULL);
  g_autofree char *mine = NULL;
  g_autofree char *note = g_build_filename (folder, "note.txt", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (note, "", 0, NULL));
  for (int i = 0; i < MQ_RUNS_MAX_TRANSCRIPTS + PRUNED; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%032d.ndjson", folder, i);
      /* Folders list their files as made, or the other way round; neither is by these times. */
      int at = (i + PRUNED / 2) % (MQ_RUNS_MAX_TRANSCRIPTS + PRUNED);
      struct utimbuf times = { OLDEST + at, OLDEST + at };

      g_assert_true (g_file_set_contents (name, "{}\n", -1, NULL));
      g_assert_cmpint (g_utime (name, &times), ==, 0);
    }

  g_assert_true (dex_await (mq_transcripts_prune (folder, MQ_RUNS_MAX_TRANSCRIPTS), NULL));
  for (int i = 0; i < MQ_RUNS_MAX_TRANSCRIPTS + PRUNED; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%032d.ndjson", folder, i);

      g_assert_true (
          g_file_test (name, G_FILE_TEST_EXISTS)
          == (i >= PRUNED - PRUNED / 2 && i < MQ_RUNS_MAX_TRANSCRIPTS + PRUNED - PRUNED / 2));
    }
  g_assert_true (g_file_test (note, G_FILE_TEST_EXISTS));

  /* A run has a place for its own. */
  prepare (&it, 0);
  g_set_str (&it.runs->transcripts, folder);
  fake_client_start (it.client, "{\"prompt\": \"a thing\", \"interactive\": false}");
  fake_client_follow (it.client);
  mine = mq_runs_dup_transcript (it.runs, mq_service_run_get_id (it.client->run));
  g_assert_true (g_str_has_prefix (mine, folder));
  g_assert_nonnull (it.client->run->asset->transcript);
}

MQ_TEST_PROGRAM (thinking)
{
  /* Each event is synced; here that costs time and shows nothing. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/thinking/order", test_order);
  mq_test_add_fiber ("/thinking/effort-of-a-prompt", test_effort_of_a_prompt);
  mq_test_add_fiber ("/thinking/effort-of-a-refinement", test_effort_of_a_refinement);
  mq_test_add_fiber ("/thinking/usage-is-told", test_usage_is_told);
  mq_test_add_fiber ("/thinking/fresh-approach", test_a_fresh_approach);
  mq_test_add_fiber ("/thinking/severity", test_severity);
  mq_test_add_fiber ("/thinking/minor-defects", test_minor_defects);
  mq_test_add_fiber ("/thinking/named-defects", test_named_defects);
  mq_test_add_fiber ("/thinking/strays-are-mended", test_strays_are_mended);
  mq_test_add_fiber ("/thinking/worse-is-rolled-back", test_worse_is_rolled_back);
  mq_test_add_fiber ("/thinking/without-looks", test_without_looks);
  mq_test_add_fiber ("/thinking/budget-before-anything-ran", test_budget_before_anything_ran);
  mq_test_add_fiber ("/thinking/budget-keeps-what-ran", test_budget_keeps_what_ran);
  mq_test_add_fiber ("/thinking/budget-is-raised", test_budget_is_raised);
  g_test_add_func ("/thinking/raising", test_raising);
  mq_test_add_fiber ("/thinking/model-fails", test_model_fails);
  g_test_add_func ("/thinking/answers", test_answers);
  mq_test_add_fiber ("/thinking/references", test_references);
  mq_test_add_fiber ("/thinking/pictures-that-nobody-asked-for",
                     test_pictures_that_nobody_asked_for);
  mq_test_add_fiber ("/thinking/transcripts", test_transcripts);
  mq_test_add_fiber ("/thinking/stream", test_stream);
  mq_test_add_fiber ("/thinking/stream-is-bounded", test_stream_is_bounded);
  mq_test_add_fiber ("/thinking/stream-pieces", test_stream_pieces);

  return mq_test_run ();
}
