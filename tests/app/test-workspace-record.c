/* What is kept of a run: the service has it while it lives, the library when it is over, each whole
 * and in order. */
#include "app/workspace-bench.h"

#include "common/database/mq-sqlite.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
get_database (void)
{
  return g_build_filename (g_getenv ("XDG_DATA_HOME"), "maquette", "library.db", NULL);
}

static void
run_sql (const char *sql)
{
  g_autofree char *path = get_database ();

  bench_run_sql (path, sql);
}

static void
begin (void)
{
  MqConversationList *conversations;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  g_setenv ("MQ_QUICK_DELAY", "0.03", TRUE);
  conversations = bench_open (); /* makes the library */
  bench_close (conversations);
}

/* While a run lives, the service has what happened in it; when it is over, the library has its
 * record. What is shown is the same, whoever has it. */
static void
test_same (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autofree char *live = NULL;
  g_autofree char *followed = NULL;
  g_autofree char *over = NULL;
  g_autofree char *kept = NULL;

  begin ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  live = bench_describe (chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  bench_wait_followed (chair);
  followed = bench_describe (chair);
  g_assert_cmpstr (followed, ==, live);
  bench_send (chair, "add 2 armrests");
  while (bench_count_versions (chair) < 2)
    dex_await (dex_timeout_new_msec (10), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_true (dex_await (mq_conversation_list_finish_waiting (conversations), NULL));
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  over = bench_describe (chair);
  bench_check_record (conversations, chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  kept = bench_describe (chair);
  g_assert_cmpstr (kept, ==, over);
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

static void
break_disk (void)
{
  run_sql ("CREATE TABLE fault (what TEXT); INSERT INTO fault VALUES ('disk');"
           "CREATE TRIGGER broken BEFORE UPDATE OF recorded ON session "
           "WHEN EXISTS (SELECT 1 FROM fault) "
           "BEGIN SELECT RAISE (ABORT, 'The disk is broken'); END");
}

static void
mend_disk (void)
{
  run_sql ("DELETE FROM fault");
}

static void
wait_timeline (MqConversation *conversation, const char *wanted)
{
  g_autofree char *timeline = NULL;

  do
    {
      dex_await (dex_timeout_new_msec (5), NULL);
      g_free (timeline);
      timeline = bench_describe (conversation);
    }
  while (!g_str_equal (timeline, wanted));
}

/* Makes a chair whose run is over, and has no record as the disk is broken. Returns its timeline.
 */
static char *
make_unrecorded (void)
{
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (GError) error = NULL;
  MqConversationList *conversations;
  char *timeline;

  begin ();
  break_disk ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  dex_await (mq_conversation_finish (chair), &error);
  g_assert_no_error (error);
  timeline = bench_describe (chair);
  g_clear_object (&chair);
  bench_close (conversations);
  return timeline;
}

/* A record that could not be written is written at the next start: until then the service has it.
 */
static void
test_later (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autofree char *before = NULL;

  before = make_unrecorded ();

  for (guint i = 0; i < 2; i++)
    {
      mend_disk ();
      conversations = bench_open ();
      chair = bench_get_first (conversations);
      g_assert_true (dex_await (mq_conversation_load (chair), NULL));
      wait_timeline (chair, before);
      g_assert_cmpuint (bench_count_versions (chair), ==, 1);
      bench_check_record (conversations, chair);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&conversations));
    }
}

/* The run may end, and close its connection, before a request to finish it is answered. */
static void
test_finish_often (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  DexFuture *finishing[8];

  begin ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  for (guint i = 0; i < G_N_ELEMENTS (finishing); i++)
    finishing[i] = mq_conversation_finish (chair);
  for (guint i = 0; i < G_N_ELEMENTS (finishing); i++)
    {
      g_autoptr (GError) error = NULL;

      dex_await (finishing[i], &error);
      g_assert_no_error (error);
    }

  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

static gint64
count_open_runs (const char *state)
{
  g_autofree char *path = g_build_filename (state, "journal.db", NULL);
  g_autoptr (MqDatabase) journal = mq_sqlite_open (path, NULL, MQ_SQLITE_READ_ONLY, NULL);
  g_autoptr (MqStatement) open
      = mq_database_prepare (journal, "SELECT count(*) FROM run WHERE NOT recorded", NULL);
  gboolean has_row;

  g_assert_true (mq_statement_step (open, &has_row, NULL));
  return mq_statement_get_int64 (open, 0);
}

static void
copy_tree (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) cp = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "cp", "-a", from,
                                                 to, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (cp, NULL, NULL));
}

/* A program that is killed between the record and the word to the service that it is there. */
static void
test_not_told (void)
{
  g_autofree char *state = g_build_filename (g_getenv ("XDG_STATE_HOME"), "maquette", NULL);
  g_autofree char *aside = g_strconcat (state, ".aside", NULL);
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  before = make_unrecorded ();
  bench_wait_service_gone ();
  copy_tree (state, aside);
  g_assert_cmpint (count_open_runs (state), ==, 1);

  mend_disk ();
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  wait_timeline (chair, before);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  bench_wait_service_gone ();
  g_assert_cmpint (count_open_runs (state), ==, 0);

  mq_test_remove_tree (state);
  g_assert_cmpint (g_rename (aside, state), ==, 0);
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  while (count_open_runs (state) > 0)
    dex_await (dex_timeout_new_msec (10), NULL);
  after = bench_describe (chair);
  g_assert_cmpstr (after, ==, before);
  bench_check_record (conversations, chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* The journal cannot be written for a while when the service is told that a version is kept. */
static void
test_kept_later (void)
{
  g_autofree char *journal = g_build_filename (g_getenv ("XDG_STATE_HOME"), "maquette",
                                               "journal.db", NULL);
  g_autofree char *debug = g_strdup (g_getenv ("G_DEBUG"));
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;

  begin ();
  /* The service warns of it, and must not end for that. */
  bench_wait_service_gone ();
  g_setenv ("G_DEBUG", "fatal-criticals", TRUE);
  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);
  bench_hold ("measure");
  bench_send (chair, "Create a 3D object of a chair");
  bench_wait_held ("measure");
  bench_run_sql (journal, "CREATE TABLE fault (what TEXT); INSERT INTO fault VALUES ('disk');"
                          "CREATE TRIGGER broken BEFORE INSERT ON log "
                          "WHEN NEW.type = 'kept' AND EXISTS (SELECT 1 FROM fault) "
                          "BEGIN SELECT abs (-9223372036854775808); END");
  bench_release ();
  while (bench_count_versions (chair) < 1)
    dex_await (dex_timeout_new_msec (5), NULL);
  dex_await (dex_timeout_new_msec (500), NULL);
  bench_run_sql (journal, "DELETE FROM fault");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  if (debug != NULL)
    g_setenv ("G_DEBUG", debug, TRUE);
}

static char *
find_record (MqConversation *conversation)
{
  g_autofree char *runs = g_build_filename (
      g_getenv ("XDG_DATA_HOME"), "maquette", "sessions",
      mq_session_get_id (mq_conversation_get_session (conversation)), "runs", NULL);
  g_autoptr (GDir) dir = g_dir_open (runs, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;

  g_assert_nonnull (name);
  return g_build_filename (runs, name, NULL);
}

/* A session that could not be read once is read when it is asked for again. */
static void
test_load_again (void)
{
  g_autofree char *record = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (GError) error = NULL;

  begin ();
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  g_assert_true (dex_await (mq_conversation_finish (chair), NULL));
  record = find_record (chair);
  aside = g_strconcat (record, ".aside", NULL);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_assert_cmpint (g_rename (record, aside), ==, 0);
  g_assert_cmpint (g_mkdir (record, 0700), ==, 0);
  g_assert_false (dex_await (mq_conversation_load (chair), &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_rmdir (record), ==, 0);
  g_assert_cmpint (g_rename (aside, record), ==, 0);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

MQ_TEST_PROGRAM (workspace_record)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/workspace/record/same", test_same);
  mq_test_add_fiber ("/workspace/record/later", test_later);
  mq_test_add_fiber ("/workspace/record/finish-often", test_finish_often);
  mq_test_add_fiber ("/workspace/record/not-told", test_not_told);
  mq_test_add_fiber ("/workspace/record/kept-later", test_kept_later);
  mq_test_add_fiber ("/workspace/record/load-again", test_load_again);
  return mq_test_run ();
}
