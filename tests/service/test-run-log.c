/* A run's log: what another service reads of it, and that nothing is written behind a row that
 * cannot be written: the log goes on from what is on disk. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"
#include "service/run/mq-run-log.h"
#include "support/mq-test.h"
#include "service/test-store.h"

#include <string.h>

static MqRunLog *
open_log (const char *name)
{
  g_autoptr (MqJournal) journal = test_store_open (name);
  MqRunRecord record
      = { .id = "a", .time = 1, .team = "t", .mode = "create", .text = "a thing", .request = "{}" };
  g_autoptr (GError) error = NULL;
  MqRunLog *log = mq_run_log_new (journal, "a");

  dex_await (mq_journal_add_run (journal, &record), &error);
  g_assert_no_error (error);
  dex_await (mq_run_log_load (log), &error);
  g_assert_no_error (error);
  return log;
}

static DexFuture *
emit (MqRunLog *log)
{
  return mq_run_log_emit (log, "phase", json_object_new ());
}

static void
assert_busy (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (future, &error));
  g_assert_error (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_BUSY);
}

static void
assert_refused (DexFuture *future, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (future, &error));
  g_assert_error (error, MQ_ERROR, code);
}

/* Events on disk are numbered without a gap, and the log in memory has as many. */
static void
assert_events (MqRunLog *log, guint n)
{
  g_autoptr (MqRunLog) again = mq_run_log_new (log->journal, "a");
  g_autoptr (GPtrArray) rows = dex_await_boxed (mq_journal_read_events (log->journal, "a", 0, 99),
                                                NULL);

  g_assert_cmpuint (rows->len, ==, n);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (((MqRow *)rows->pdata[i])->key, ==, i + 1);
  g_assert_cmpint (mq_run_log_get_last_event (log), ==, n);

  g_assert_true (dex_await (mq_run_log_load (again), NULL));
  g_assert_cmpint (mq_run_log_get_last_event (again), ==, n);
}

typedef struct
{
  const char *sql;
  GMutex lock;
  GCond cond;
  gboolean done;
  gboolean is_held; /* until release_job() */
} Job;

static DexFuture *
run_job (MqDatabase *db, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;

  mq_database_exec (db, job->sql, &error);
  g_assert_no_error (error);
  g_mutex_lock (&job->lock);
  job->done = TRUE;
  g_cond_broadcast (&job->cond);
  while (job->is_held)
    g_cond_wait (&job->cond, &job->lock);
  g_mutex_unlock (&job->lock);
  return dex_future_new_true ();
}

static void
release_job (Job *job)
{
  g_mutex_lock (&job->lock);
  job->is_held = FALSE;
  g_cond_broadcast (&job->cond);
  g_mutex_unlock (&job->lock);
}

/* Runs a statement behind what waits for the writer, and blocks until it is done: meanwhile, the
 * main loop does not hear of the rows that were written or refused. */
static void
run_blocking (MqRunLog *log, Job *job)
{
  g_mutex_init (&job->lock);
  g_cond_init (&job->cond);
  dex_future_disown (mq_database_submit (mq_journal_get_writer (log->journal), run_job, job, NULL));
  g_mutex_lock (&job->lock);
  while (!job->done)
    g_cond_wait (&job->cond, &job->lock);
  g_mutex_unlock (&job->lock);
}

static void
exec_blocking (MqRunLog *log, const char *sql)
{
  Job job = { .sql = sql };

  run_blocking (log, &job);
}

/* Whoever waits for the log hears of a row and of a picture. */
static void
test_heard (void)
{
  g_autoptr (MqRunLog) log = open_log ("heard.db");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("png", 3);
  const MqRunPicture picture = { 1, 1, bytes };
  g_autoptr (DexFuture) change = mq_run_log_wait (log);
  g_autoptr (DexFuture) picture_change = NULL;

  g_assert_true (dex_await_boolean (emit (log), NULL));
  g_assert_true (dex_future_is_resolved (change));
  picture_change = mq_run_log_wait (log);
  g_assert_true (dex_future_is_pending (picture_change));
  g_assert_true (dex_await_boolean (mq_run_log_add_picture (log, &picture), NULL));
  g_assert_true (dex_future_is_resolved (picture_change));
}

/* Each picture counts once, also for who reads the log again. */
static void
test_pictures (void)
{
  static const struct
  {
    gint64 instruction, number;
    gboolean is_new;
  } cases[] = { { 1, 1, TRUE }, { 1, 2, TRUE }, { 2, 1, TRUE }, { 1, 1, FALSE }, { 12, 1, TRUE } };
  g_autoptr (MqRunLog) log = open_log ("pictures.db");
  g_autoptr (MqRunLog) again = mq_run_log_new (log->journal, "a");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("png", 3);
  guint n = 0;

  g_assert_cmpuint (g_hash_table_size (log->pictures), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const MqRunPicture picture = { cases[i].instruction, cases[i].number, bytes };

      g_assert_cmpint (dex_await_boolean (mq_run_log_add_picture (log, &picture), NULL), ==,
                       cases[i].is_new);
      n += cases[i].is_new;
      g_assert_cmpuint (g_hash_table_size (log->pictures), ==, n);
    }
  g_assert_true (dex_await (mq_run_log_load (again), NULL));
  g_assert_cmpuint (g_hash_table_size (again->pictures), ==, n);
}

/* The store fails for a moment: the row that failed, and those that were sent after it, before the
 * failure was known, are not there. The run ends, and its numbers have no gap. */
static void
test_failed_row (void)
{
  g_autoptr (MqRunLog) log = open_log ("failed-row.db");
  /* The writer waits until the row is sent; else it might fail before the log waits for it. */
  Job away = { .sql = "ALTER TABLE log RENAME TO away", .is_held = TRUE };
  Job back = { .sql = "ALTER TABLE away RENAME TO log" };
  DexFuture *failed;
  DexFuture *behind;

  g_assert_true (dex_await (emit (log), NULL));
  run_blocking (log, &away);
  failed = emit (log);
  release_job (&away);
  run_blocking (log, &back);
  behind = mq_run_log_add_client_event (log, "c", "kept", json_object_new ());

  assert_refused (failed, MQ_ERROR_FAILED);
  assert_refused (behind, MQ_ERROR_FAILED);
  g_assert_cmpint (mq_run_log_count_client_events (log, "c"), ==, 0);
  assert_events (log, 1);

  g_assert_true (
      dex_await (mq_run_log_add_client_event (log, "c", "kept", json_object_new ()), NULL));
  g_assert_true (dex_await (emit (log), NULL));
  assert_events (log, 3);
}

/* The statement that puts back the log with a row of the same number as the last one sent. */
static char *
make_row (MqRunLog *log, const char *body)
{
  const MqRow *row = &((MqLogAppend *)g_queue_peek_tail (&log->appends))->row;

  return g_strdup_printf ("ALTER TABLE away RENAME TO log;"
                          "INSERT INTO log (run, seq, kind, key, time, type, body)"
                          " VALUES ('a', %" G_GINT64_FORMAT ", %d, %" G_GINT64_FORMAT
                          ", %" G_GINT64_FORMAT ", '%s', '%s')",
                          row->seq, (int)row->kind, row->key, row->time, row->type,
                          body != NULL ? body : row->body);
}

/* Sends a row while the store fails, and puts one of the same number there: with @body, or, for
 * %NULL, the row itself. Returns: (transfer full): of the row that was sent */
static DexFuture *
send_and_lose (MqRunLog *log, const char *body)
{
  /* The writer waits until the row is sent. */
  Job away = { .sql = "ALTER TABLE log RENAME TO away", .is_held = TRUE };
  g_autofree char *sql = NULL;
  DexFuture *sent;

  g_assert_true (dex_await (emit (log), NULL));
  run_blocking (log, &away);
  sent = emit (log);
  sql = make_row (log, body);
  release_job (&away);
  exec_blocking (log, sql);
  return sent;
}

/* The row was written, only the answer of the store was lost. */
static void
test_lost_answer (void)
{
  g_autoptr (MqRunLog) log = open_log ("lost-answer.db");

  g_assert_true (dex_await (send_and_lose (log, NULL), NULL));
  g_assert_true (dex_await (emit (log), NULL));
  assert_events (log, 3);
}

/* The row was not written, and meanwhile another service has put its own in that place. */
static void
test_overtaken (void)
{
  g_autoptr (MqRunLog) log = open_log ("overtaken.db");

  assert_refused (send_and_lose (log, "{\"of\":\"another\"}"), MQ_ERROR_CONFLICT);
  assert_refused (emit (log), MQ_ERROR_CONFLICT);
}

/* A log that is closed takes no more, but what is on its way arrives before another one is opened.
 */
static void
test_closed (void)
{
  g_autoptr (MqRunLog) log = open_log ("closed.db");
  Job busy = { .sql = "SELECT 1", .is_held = TRUE };
  g_autoptr (DexFuture) settled = NULL;
  DexFuture *sent;

  run_blocking (log, &busy);
  sent = emit (log);
  mq_run_log_close (log);
  settled = mq_run_log_wait_written (log);
  assert_busy (emit (log));
  assert_busy (mq_run_log_add_client_event (log, "c", "kept", json_object_new ()));
  g_assert_cmpint (mq_run_log_count_client_events (log, "c"), ==, 0);
  g_assert_true (dex_future_is_pending (settled));

  release_job (&busy);
  g_assert_true (dex_await (g_steal_pointer (&settled), NULL));
  g_assert_true (dex_await (sent, NULL));
  assert_events (log, 1);
}

/* A row that fails after the log was closed is not written again: its sender has to repeat it. */
static void
test_closed_in_trouble (void)
{
  g_autoptr (MqRunLog) log = open_log ("closed-in-trouble.db");
  Job away = { .sql = "ALTER TABLE log RENAME TO away", .is_held = TRUE };
  DexFuture *failed;

  run_blocking (log, &away);
  failed = emit (log);
  mq_run_log_close (log);
  release_job (&away);
  assert_busy (failed);
  g_assert_true (dex_await (mq_run_log_wait_written (log), NULL));
  exec_blocking (log, "ALTER TABLE away RENAME TO log");
  assert_events (log, 0);
}

/* While the store fails, rows fail; each tries it again. */
static void
test_failing_store (void)
{
  g_autoptr (MqRunLog) log = open_log ("failing-store.db");

  exec_blocking (log, "ALTER TABLE log RENAME TO away");
  for (guint i = 0; i < 3; i++)
    assert_refused (emit (log), MQ_ERROR_FAILED);

  exec_blocking (log, "ALTER TABLE away RENAME TO log");
  g_assert_true (dex_await (emit (log), NULL));
  assert_events (log, 1);
}

/* Another service goes on with the run: this one writes nothing any more, not even an end. */
static void
test_taken_over (void)
{
  g_autoptr (MqRunLog) log = open_log ("taken-over.db");
  g_autoptr (MqRunLog) other = mq_run_log_new (log->journal, "a");

  g_assert_true (dex_await (emit (log), NULL));
  g_assert_true (dex_await (mq_run_log_load (other), NULL));
  mq_run_log_skip_to_end (other);
  g_assert_true (dex_await (emit (other), NULL));
  assert_refused (emit (log), MQ_ERROR_CONFLICT);
  assert_refused (emit (log), MQ_ERROR_CONFLICT);
  assert_events (other, 2);
}

/* A run with one of each row, a second apart: two phases of its own, a check, and what clients sent
 * between them. */
static MqRunLog *
write_run (const char *name)
{
  MqRunLog *log = open_log (name);
  const struct
  {
    MqRowKind kind;
    gint64 key;
    const char *body;
  } rows[] = {
    { MQ_ROW_RESULT, 1, "{\"ok\":true}" },
    { MQ_ROW_ANSWER, 1, "{\"n\":1}" },
    { MQ_ROW_ANSWER, 2, "{\"n\":2}" },
    { MQ_ROW_REFINEMENT, 0, "{\"id\":\"r1\",\"text\":\"red\"}" },
    { MQ_ROW_REPLY, 1, "{\"id\":\"q1\"}" },
    { MQ_ROW_BUDGET, 0, "{\"id\":\"b1\",\"calls\":9}" },
  };

  g_assert_true (dex_await (emit (log), NULL));
  g_assert_true (
      dex_await (mq_run_log_emit (log, "instruction", mq_json_new ("kind:s", "check")), NULL));
  g_assert_false (mq_run_log_has_result (log, 1));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DexFuture *written = mq_run_log_append (log, rows[i].kind, rows[i].key, "", rows[i].body);

      /* A request that is repeated before it is on disk changes nothing, either. */
      g_assert_cmpint (mq_run_log_has_id (log, "r1"), ==, i >= 3);
      g_assert_cmpint (mq_run_log_has_id (log, "b1"), ==, i >= 5);
      g_assert_true (dex_await (written, NULL));
    }
  g_assert_true (dex_await (
      mq_run_log_add_client_event (log, "c", "kept", mq_json_new ("version:i", 7)), NULL));
  g_assert_true (dex_await (emit (log), NULL));
  g_assert_true (dex_await (mq_run_log_add_finish (log, "finished"), NULL));
  exec_blocking (log, "UPDATE log SET time = seq * 1000000 WHERE run = 'a'");
  return log;
}

/* Another service has all that is on disk, each for one reader. */
static void
test_loaded (void)
{
  g_autoptr (MqRunLog) log = write_run ("loaded.db");
  g_autoptr (MqRunLog) again = mq_run_log_new (log->journal, "a");
  g_autoptr (JsonObject) about = json_object_new ();
  g_autoptr (MqRow) first = NULL;
  g_autoptr (MqRow) second = NULL;
  g_autofree char *text = NULL;

  g_assert_true (dex_await (mq_run_log_load (again), NULL));
  g_assert_cmpstr (mq_run_log_get_instruction (again, 1), ==, "check");
  g_assert_null (mq_run_log_get_instruction (again, 0));
  g_assert_null (mq_run_log_get_instruction (again, 2));
  g_assert_false (mq_run_log_has_result (again, 2));
  g_assert_null (mq_run_log_take_result (again, 2));
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *result = mq_run_log_take_result (again, 1);

      g_assert_cmpstr (result, ==, i == 0 ? "{\"ok\":true}" : NULL);
      g_assert_true (mq_run_log_has_result (again, 1));
    }
  for (gint64 n = 1; n <= 3; n++)
    {
      g_autofree char *wanted = n <= 2 ? g_strdup_printf ("{\"n\":%d}", (int)n) : NULL;
      g_autofree char *answer = NULL;

      g_assert_cmpint (mq_run_log_next_answer (again, &answer), ==, n);
      g_assert_cmpstr (answer, ==, wanted);
    }

  g_assert_cmpuint (mq_run_log_count_refinements (again), ==, 1);
  first = mq_run_log_take_turn (again);
  second = mq_run_log_take_turn (again);
  g_assert_cmpint (first->kind, ==, MQ_ROW_REFINEMENT);
  g_assert_cmpint (second->kind, ==, MQ_ROW_FINISH);
  g_assert_null (mq_run_log_take_turn (again));
  g_assert_cmpuint (mq_run_log_count_refinements (again), ==, 0);
  g_assert_true (again->finishing && !again->cancelled);
  g_assert_cmpuint (again->replies->len, ==, 1);
  g_assert_nonnull (strstr (again->budget, "\"calls\":9"));
  g_assert_true (mq_run_log_has_id (again, "r1") && mq_run_log_has_id (again, "q1")
                 && mq_run_log_has_id (again, "b1"));
  g_assert_false (mq_run_log_has_id (again, "") || mq_run_log_has_id (again, "x"));
  g_assert_cmpint (mq_run_log_count_client_events (again, "c"), ==, 1);
  g_assert_cmpint (mq_run_log_count_client_events (again, "d"), ==, 0);
  g_assert_cmpint (g_array_index (again->kept, gint64, 0), ==, 7);
  mq_run_log_describe (again, about);
  text = mq_json_object_to_string (about, FALSE);
  g_assert_cmpstr (text, ==, "{\"events\":4,\"instruction\":0,\"versions\":0,\"kept\":1}");
}

/* A run that is played again emits what it has emitted, at the time of then; its clock goes on from
 * the last row, without the time in which no service had the run. */
static void
test_replay (void)
{
  static const char *const types[] = { "phase", "instruction", "phase" };
  static const gint64 seconds[] = { 1, 1, 9 };
  g_autoptr (MqRunLog) log = write_run ("replay.db");
  g_autoptr (MqRunLog) again = mq_run_log_new (log->journal, "a");
  g_autoptr (MqRunLog) other = mq_run_log_new (log->journal, "a");
  g_autoptr (DexFuture) change = mq_run_log_wait (again);
  g_autoptr (GError) error = NULL;
  gint64 past;

  g_assert_true (dex_await (mq_run_log_load (again), NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_assert_cmpstr (mq_run_log_peek_event (again), ==, types[i]);
      g_assert_cmpint (mq_run_log_get_time (again), ==, seconds[i] * G_USEC_PER_SEC);
      g_assert_true (dex_await (mq_run_log_emit (again, types[i], json_object_new ()), NULL));
      g_assert_cmpint (dex_future_is_resolved (change), ==, i == 2);
    }
  g_assert_null (mq_run_log_peek_event (again));
  past = mq_run_log_get_time (again) - 11 * G_USEC_PER_SEC;
  g_assert_true (past >= 0 && past < 3600 * (gint64)G_USEC_PER_SEC);
  g_assert_true (dex_await (emit (again), NULL));
  assert_events (again, 5);

  g_assert_true (dex_await (mq_run_log_load (other), NULL));
  g_assert_false (dex_await (mq_run_log_emit (other, "done", json_object_new ()), &error));
  g_assert_error (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL);
}

MQ_TEST_PROGRAM (run_log)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/run-log/heard", test_heard);
  mq_test_add_fiber ("/run-log/pictures", test_pictures);
  mq_test_add_fiber ("/run-log/loaded", test_loaded);
  mq_test_add_fiber ("/run-log/replay", test_replay);
  mq_test_add_fiber ("/run-log/failed-row", test_failed_row);
  mq_test_add_fiber ("/run-log/lost-answer", test_lost_answer);
  mq_test_add_fiber ("/run-log/overtaken", test_overtaken);
  mq_test_add_fiber ("/run-log/closed", test_closed);
  mq_test_add_fiber ("/run-log/closed-in-trouble", test_closed_in_trouble);
  mq_test_add_fiber ("/run-log/failing-store", test_failing_store);
  mq_test_add_fiber ("/run-log/taken-over", test_taken_over);

  return mq_test_run ();
}
