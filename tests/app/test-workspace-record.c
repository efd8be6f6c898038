/* What is kept of a run is the beginning of what happened in it, whatever the moment of death: every
 * event of the service once, in order, without a gap. Each moment is made in the library's tables. */
#include "app/workspace-bench.h"

#include "common/mq-json.h"

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
  MqWorkspace *workspace;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  g_setenv ("MQ_QUICK_DELAY", "0.03", TRUE);
  workspace = bench_open (); /* makes the library */
  bench_close (workspace);
}

/* The ids of all events of the first session, in order; @first: of the one that says that a run
 * began. */
static GArray *
load_ids (MqWorkspace *workspace, MqConversation *conversation, guint *first)
{
  g_autoptr (GPtrArray) events
      = dex_await_boxed (mq_library_load_events (mq_workspace_get_library (workspace),
                                                 mq_conversation_get_session (conversation)),
                         NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_assert_nonnull (events);
  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];

      if (entry->event->kind == MQ_EVENT_BEGAN)
        *first = i;
      g_array_append_val (ids, entry->id);
    }

  return ids;
}

/* The library lacks the end of what happened, and has the versions and how far the run was: as when
 * the process was killed before its last events were written. */
static void
test_every_moment (void)
{
  g_autoptr (MqWorkspace) workspace = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autofree char *whole = NULL;
  guint first = 0;

  begin ();
  workspace = bench_open ();
  chair = bench_make_chair (workspace);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&workspace));

  workspace = bench_open ();
  chair = bench_get_first (workspace);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  whole = bench_describe (chair);
  bench_check_record (workspace, chair);
  ids = load_ids (workspace, chair, &first);
  g_assert_cmpuint (ids->len, >, first + 10);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&workspace));
  run_sql ("CREATE TABLE saved AS SELECT * FROM event");

  for (guint i = first; i + 1 < ids->len; i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "DELETE FROM event; INSERT INTO event SELECT * FROM saved WHERE id <= %" G_GINT64_FORMAT
          "; UPDATE run SET ended = 0, stage = 0",
          g_array_index (ids, gint64, i));
      g_autofree char *timeline = NULL;

      run_sql (sql);
      workspace = bench_open ();
      chair = bench_get_first (workspace);
      g_assert_true (dex_await (mq_conversation_load (chair), NULL));
      bench_wait_state (chair, MQ_CONVERSATION_WAITING);
      timeline = bench_describe (chair);
      g_assert_cmpstr (timeline, ==, whole);
      g_assert_cmpuint (bench_count_versions (chair), ==, 1);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&workspace));

      /* And so it is kept. */
      workspace = bench_open ();
      chair = bench_get_first (workspace);
      g_assert_true (dex_await (mq_conversation_load (chair), NULL));
      g_clear_pointer (&timeline, g_free);
      timeline = bench_describe (chair);
      g_assert_cmpstr (timeline, ==, whole);
      bench_check_record (workspace, chair);
      g_clear_object (&chair);
      bench_close (g_steal_pointer (&workspace));
    }
}

/* How far a run is is never written before what happened until there, nor that there is a run before
 * what it began with, and words are there before anybody has them: the table itself does not let
 * anything else be. */
static void
test_order (void)
{
  g_autoptr (MqWorkspace) workspace = NULL;
  g_autoptr (MqConversation) chair = NULL;

  begin ();
  run_sql ("CREATE TRIGGER began BEFORE INSERT ON run WHEN NOT EXISTS "
           "(SELECT 1 FROM event WHERE run = NEW.id AND type = 'began') "
           "BEGIN SELECT RAISE (ABORT, 'There is a run that has not begun'); END;"
           "CREATE TRIGGER words BEFORE INSERT ON event WHEN NEW.type = 'began' AND NOT EXISTS "
           "(SELECT 1 FROM event WHERE session = NEW.session AND type = 'message' AND run IS NULL) "
           "BEGIN SELECT RAISE (ABORT, 'The words were not kept at once'); END;"
           "CREATE TRIGGER behind BEFORE UPDATE OF last_event ON run WHEN NEW.last_event > "
           "(SELECT coalesce (max (json_extract (data, '$.event')), 0) FROM event "
           "WHERE run = NEW.id) "
           "BEGIN SELECT RAISE (ABORT, 'A run is farther than what is kept of it'); END");
  workspace = bench_open ();
  chair = bench_make_chair (workspace);
  bench_send (chair, "add 2 armrests");
  while (bench_count_versions (chair) < 2)
    dex_await (dex_timeout_new_msec (10), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_true (dex_await (mq_conversation_finish (chair), NULL));
  g_assert_cmpint (mq_conversation_get_state (chair), ==, MQ_CONVERSATION_DONE);
  bench_check_record (workspace, chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&workspace));
}

/* What could not be written is written later, and nothing before it is. */
static void
test_no_gap (void)
{
  g_autoptr (MqWorkspace) workspace = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  begin ();
  run_sql ("CREATE TABLE fault (what TEXT); INSERT INTO fault VALUES ('disk');"
           "CREATE TRIGGER broken BEFORE INSERT ON event "
           "WHEN NEW.type IN ('phase', 'notice', 'instruction') AND EXISTS (SELECT 1 FROM fault) "
           "BEGIN SELECT RAISE (ABORT, 'The disk is broken'); END");
  workspace = bench_open ();
  chair = mq_workspace_start_conversation (workspace);
  bench_send (chair, "Create a 3D object of a chair");
  while (bench_count_versions (chair) < 1)
    dex_await (dex_timeout_new_msec (10), NULL);
  run_sql ("DELETE FROM fault");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  before = bench_describe (chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&workspace));

  workspace = bench_open ();
  chair = bench_get_first (workspace);
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  after = bench_describe (chair);
  g_assert_cmpstr (after, ==, before);
  bench_check_record (workspace, chair);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&workspace));
}

/* A session that could not be read once is read when it is asked for again. */
static void
test_load_again (void)
{
  g_autoptr (MqWorkspace) workspace = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (GError) error = NULL;

  begin ();
  workspace = bench_open ();
  chair = bench_make_chair (workspace);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&workspace));

  workspace = bench_open ();
  chair = bench_get_first (workspace);
  run_sql ("ALTER TABLE event RENAME TO gone");
  g_assert_false (dex_await (mq_conversation_load (chair), &error));
  g_assert_nonnull (error);
  run_sql ("ALTER TABLE gone RENAME TO event");
  g_assert_true (dex_await (mq_conversation_load (chair), NULL));
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&workspace));
}

int
main (int argc, char **argv)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/workspace/record/every-moment", test_every_moment);
  mq_test_add_fiber ("/workspace/record/load-again", test_load_again);
  mq_test_add_fiber ("/workspace/record/order", test_order);
  mq_test_add_fiber ("/workspace/record/no-gap", test_no_gap);
  return mq_test_run ();
}
