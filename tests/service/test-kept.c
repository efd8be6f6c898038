/* Whatever fails after a script was built, what was built is kept: each instruction of a run fails
 * in turn, in each way, alone or with all that follow, and so does each role of the team. */
#include "common/json/mq-json.h"
#include "service/fake-client.h"
#include "service/scripted-team.h"
#include "service/test-store.h"
#include "service/thinking-team.h"
#include "support/mq-test.h"

#include <string.h>

/* A run with its plan of failures. */
typedef struct
{
  const char *prompt;
  const char *turn; /* (nullable): a refinement */
  gint64 calls;     /* of models, at most; 0: any number */
  guint fail_at;
  const char *code; /* (nullable): how the instruction fails */
  gboolean rest;    /* and all that follow */
} Case;

static MqRuns *
make_runs (gint64 calls)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("kept-%u.db", number++);
  g_autoptr (MqJournal) journal = test_store_open (name);
  g_autoptr (MqTeam) team = test_thinking_team_new ();
  g_autoptr (MqTeams) teams = mq_teams_new (team);
  MqRunLimits limits = mq_run_default_limits;
  g_autoptr (MqServiceSettings) settings = NULL;

  limits.budget.calls = calls;
  settings = mq_service_settings_new (NULL, teams, &limits);
  return mq_runs_new (journal, settings);
}

static void
on_event (FakeClient *client, const MqRow *event)
{
  const Case *it = client->data;

  if (!g_str_equal (event->type, "waiting"))
    return;

  if (fake_client_count (client, "refinement") > 0)
    g_assert_true (dex_await (mq_service_run_finish (client->run), NULL));
  else
    g_assert_true (dex_await (fake_client_refine (client->run, it->turn), NULL));
}

static gboolean
fails (const Case *it, guint instruction)
{
  return it->code != NULL
         && (instruction == it->fail_at || (it->rest && instruction > it->fail_at));
}

/* Whether a version is of what the client has of its script. */
static void
check_version (GHashTable *made, JsonObject *data)
{
  JsonObject *version = mq_json_get_object (data, "version");
  const char *const names[] = { "execution", "measurement", "rendering" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gint64 number = mq_json_get_int (version, names[i], 0);

      if ((number == 0 && i > 0) || (i == 1 && mq_json_get_boolean (version, "unmeasured", FALSE)))
        continue;
      g_assert_cmpstr (g_hash_table_lookup (made, GINT_TO_POINTER ((int)number)), ==,
                       mq_json_get_string (version, "script", ""));
    }
}

/* Each script that was executed, up to the next refinement, came to a version. Returns: the number
 * of instructions */
static guint
check_kept (const Case *it, FakeClient *client)
{
  g_autoptr (GHashTable) made = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autofree char *story = fake_client_tell (client);
  g_autofree char *script = NULL;
  gboolean open = FALSE;
  guint count = 0;

  for (guint i = 0; i < client->events->len; i++)
    {
      MqRow *row = g_ptr_array_index (client->events, i);
      g_autoptr (JsonObject) data = mq_json_parse_object (row->body, -1, NULL);
      const char *kind = mq_json_get_string (data, "kind", "");

      if (open && (g_str_equal (row->type, "refinement") || i == client->events->len - 1))
        g_error ("“%s” %s %u%s: what was built is lost:\n%s", it->prompt,
                 it->code != NULL ? it->code : "", it->fail_at, it->rest ? "…" : "", story);
      if (g_str_equal (row->type, "version"))
        {
          check_version (made, data);
          open = FALSE;
        }
      if (!g_str_equal (row->type, "instruction") || fails (it, ++count))
        continue;

      if (g_str_equal (kind, "execute"))
        {
          g_autofree char *fault = NULL;

          g_set_str (&script, mq_json_get_string (data, "script", ""));
          fault = mq_scripted_team_get_fault (script);
          open = !g_str_equal (fault, "raise");
        }
      g_hash_table_replace (made, GINT_TO_POINTER ((int)mq_json_get_int (data, "instruction", 0)),
                            g_strdup (script));
    }

  return count;
}

static guint
play (MqRuns *runs, Case *it)
{
  g_autoptr (FakeClient) client = fake_client_new (runs);
  g_autofree char *request = g_strdup_printf ("{\"prompt\": \"%s\", \"interactive\": %s}",
                                              it->prompt, it->turn != NULL ? "true" : "false");

  client->func = on_event;
  client->data = it;
  client->fail_at = it->fail_at;
  client->fail_code = it->code;
  client->fail_rest = it->rest;
  fake_client_start (client, request);
  fake_client_follow (client);
  return check_kept (it, client);
}

static void
test_instructions (void)
{
  static const char *const codes[] = { "timeout",     "failed",        "no-blender",
                                       "worker-lost", "out-of-memory", "disk-full" };
  static const struct
  {
    const char *prompt;
    const char *turn;
    guint codes;
  } runs[] = {
    { "torn", NULL, 6 },
    { "torn defect", NULL, 3 },
    { "torn worse", NULL, 2 },
    { "torn", "torn seat defect", 2 },
    { "torn raise worse named", NULL, 1 },
  };
  g_autoptr (MqRuns) service = make_runs (0);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      Case whole = { runs[i].prompt, runs[i].turn, 0, 0, NULL, FALSE };
      guint count = play (service, &whole);

      for (guint at = 1; at <= count; at++)
        for (guint code = 0; code < 2 * runs[i].codes; code++, n++)
          {
            Case it = { runs[i].prompt, runs[i].turn, 0, at, codes[code / 2], code % 2 == 1 };

            play (service, &it);
          }
    }
  g_test_message ("%u runs", n);
  g_assert_cmpuint (n, >, 200);
}

/* The model fails, its answer lacks what it must have, or the budget is used up. */
static void
test_team (void)
{
  static const char *const ways[] = { "fail", "mute" };
  static const char *const roles[] = { "critic", "debugger", "verifier", "refiner" };
  static const char *const prompts[] = { "defect", "worse", "defect defect named" };
  g_autoptr (MqRuns) service = make_runs (0);

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      for (guint way = 0; way < G_N_ELEMENTS (ways) * G_N_ELEMENTS (roles); way++)
        {
          g_autofree char *prompt = g_strdup_printf ("%s %s-%s", prompts[i], ways[way % 2],
                                                     roles[way / 2]);
          g_autofree char *turn = g_strdup_printf ("seat defect %s-%s", ways[way % 2],
                                                   roles[way / 2]);
          Case it = { prompt, turn, 0, 0, NULL, FALSE };

          play (service, &it);
        }
      for (gint64 calls = 3; calls < 9; calls++)
        {
          g_autoptr (MqRuns) poor = make_runs (calls);
          Case it = { prompts[i], "seat", calls, 0, NULL, FALSE };

          play (poor, &it);
        }
    }
}

/* What could not be measured says so: no verdict is made up, and no model is asked to repair it. */
static void
test_unmeasured (void)
{
  g_autoptr (MqRuns) service = make_runs (0);
  g_autoptr (FakeClient) client = fake_client_new (service);
  g_autoptr (JsonObject) notice = NULL;
  g_autoptr (JsonObject) data = NULL;
  g_autofree char *story = NULL;
  Case it = { "defect", NULL, 0, 5, "timeout", FALSE };
  JsonObject *version;

  client->func = on_event;
  client->data = &it;
  client->fail_at = it.fail_at;
  client->fail_code = it.code;
  fake_client_start (client, "{\"prompt\": \"defect\", \"interactive\": false}");
  fake_client_follow (client);
  story = fake_client_tell (client);
  g_assert_nonnull (strstr (story, "instruction measure\nstep blender failed\n"));
  g_assert_null (strstr (story, "debugger"));
  g_assert_nonnull (strstr (story, "instruction render final\n"));
  g_assert_nonnull (strstr (story, "notice warning not-measured\nversion\n"));
  g_assert_nonnull (strstr (story, "done no-input\n"));

  notice = fake_client_find (client, "notice", fake_client_count (client, "notice") - 1);
  g_assert_cmpstr (mq_json_get_string (notice, "text", NULL), ==,
                   "The version is complete, but it could not be measured. it was timeout");
  data = fake_client_find (client, "version", 0);
  version = mq_json_get_object (data, "version");
  g_assert_true (mq_json_get_boolean (version, "unmeasured", FALSE));
  g_assert_false (json_object_has_member (version, "faults"));
}

MQ_TEST_PROGRAM (kept)
{
  /* Each event is synced to the disk, which a busy machine makes slow. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/kept/instructions", test_instructions);
  mq_test_add_fiber ("/kept/team", test_team);
  mq_test_add_fiber ("/kept/unmeasured", test_unmeasured);
  return mq_test_run ();
}
