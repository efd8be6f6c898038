/* The journal: durable before it is acknowledged, refused twice, shared by processes, read in
 * pages. */
#include "common/base/mq-error.h"
#include "common/base/mq-features.h"
#include "service/nodes/mq-nodes.h"
#include "service/program/mq-journal-settings.h"
#include "service/store/mq-journal-pictures.h"
#include "service/store/mq-journal-sessions.h"
#if MQ_HAS_POSTGRES
#include "service/store/mq-postgres.h"

#include <libpq-fe.h>
#endif
#include "common/database/mq-sqlite.h"
#include "support/mq-test.h"
#include "service/test-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *
journal_path (const char *name)
{
  return test_store_is_shared () ? g_strdup (name)
                                 : g_build_filename (mq_test_get_dir (), name, NULL);
}

static void
add_run (MqJournal *journal, const char *id, gint64 time)
{
  MqRunRecord record = { .id = (char *)id,
                         .time = time,
                         .team = "t",
                         .mode = "create",
                         .text = "a thing",
                         .request = "{}" };
  g_autoptr (GError) error = NULL;

  dex_await (mq_journal_add_run (journal, &record), &error);
  g_assert_no_error (error);
}

static DexFuture *
append_at (MqJournal *journal, const char *run, gint64 seq, gint64 time, MqRowKind kind, gint64 key,
           const char *type)
{
  MqRow row
      = { .seq = seq, .kind = kind, .key = key, .time = time, .type = (char *)type, .body = "{}" };

  return mq_journal_append (journal, run, &row);
}

static DexFuture *
append (MqJournal *journal, const char *run, gint64 seq, MqRowKind kind, gint64 key,
        const char *type)
{
  return append_at (journal, run, seq, 1000 + seq, kind, key, type);
}

static void
assert_code (DexFuture *future, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (future, &error));
  g_assert_error (error, MQ_ERROR, code);
}

static void
test_round_trip (void)
{
  g_autofree char *path = journal_path ("round-trip.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (MqRunRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  add_run (journal, "a", 7);
  g_assert_true (dex_await (append (journal, "a", 1, MQ_ROW_EVENT, 1, "phase"), NULL));
  g_assert_true (dex_await (append (journal, "a", 2, MQ_ROW_RESULT, 1, ""), NULL));
  g_assert_true (dex_await (append (journal, "a", 3, MQ_ROW_EVENT, 2, "version"), NULL));

  /* Opened anew. */
  g_clear_object (&journal);
  journal = test_store_open (path);
  rows = dex_await_boxed (mq_journal_read_rows (journal, "a", 1), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpint (((MqRow *)rows->pdata[0])->kind, ==, MQ_ROW_RESULT);
  g_clear_pointer (&rows, g_ptr_array_unref);

  rows = dex_await_boxed (mq_journal_read_events (journal, "a", 1, 9), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((MqRow *)rows->pdata[0])->type, ==, "version");

  record = dex_await_boxed (mq_journal_find_run (journal, "a"), &error);
  g_assert_no_error (error);
  g_assert_cmpint (record->last_event, ==, 2);
  g_assert_cmpstr (record->last_type, ==, "version");
  g_assert_cmpint (record->last_time, ==, 1003);
  g_assert_cmpint (record->versions, ==, 1);
  assert_code (mq_journal_find_run (journal, "b"), MQ_ERROR_NOT_FOUND);
}

/* A place that is taken is refused, and so is one behind a missing row; that costs the others of
 * the group nothing. */
static void
test_conflicts (void)
{
  g_autofree char *path = journal_path ("conflicts.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  DexFuture *first;
  DexFuture *again;
  DexFuture *same_key;
  DexFuture *behind;
  DexFuture *third;

  add_run (journal, "a", 1);
  first = append (journal, "a", 1, MQ_ROW_EVENT, 1, "x");
  again = append (journal, "a", 1, MQ_ROW_EVENT, 2, "x");
  same_key = append (journal, "a", 2, MQ_ROW_EVENT, 1, "x");
  behind = append (journal, "a", 3, MQ_ROW_EVENT, 2, "x");
  third = append (journal, "a", 2, MQ_ROW_EVENT, 2, "x");
  g_assert_true (dex_await (first, NULL));
  assert_code (again, MQ_ERROR_CONFLICT);
  assert_code (same_key, MQ_ERROR_CONFLICT);
  assert_code (behind, MQ_ERROR_CONFLICT);
  g_assert_true (dex_await (third, NULL));
  assert_code (append (journal, "nobody", 1, MQ_ROW_EVENT, 1, "x"), MQ_ERROR_CONFLICT);
}

/* A statement at the database, on the thread that writes. */
static DexFuture *
exec_job (MqDatabase *db, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  mq_database_exec (db, user_data, &error);
  g_assert_no_error (error);
  return dex_future_new_true ();
}

static DexFuture *
wait_for_lock (MqDatabase *db, gpointer user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (user_data);

  return dex_future_new_true ();
}

/* A row that the database itself refuses costs the others of its group nothing. */
static void
test_refused_row (void)
{
  static const char sqlite[] = "CREATE TRIGGER refuse BEFORE INSERT ON log WHEN new.type = 'bad'"
                               " BEGIN SELECT raise (ABORT, 'bad'); END";
  static const char postgres[] = "ALTER TABLE log ADD CHECK (type <> 'bad')";
  g_autofree char *path = journal_path ("refused.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  static GMutex lock;
  DexFuture *before;
  DexFuture *refused;
  DexFuture *after;
  DexFuture *last;

  add_run (journal, "a", 1);
  add_run (journal, "b", 1);
  add_run (journal, "c", 1);
  g_assert_true (
      dex_await (mq_database_submit (mq_journal_get_writer (journal), exec_job,
                                     (gpointer)(test_store_is_shared () ? postgres : sqlite), NULL),
                 NULL));

  /* The writer waits, so that all are in one group. */
  g_mutex_lock (&lock);
  dex_future_disown (
      mq_database_submit (mq_journal_get_writer (journal), wait_for_lock, &lock, NULL));
  before = append (journal, "a", 1, MQ_ROW_EVENT, 1, "x");
  refused = append (journal, "b", 1, MQ_ROW_EVENT, 1, "bad");
  after = append (journal, "c", 1, MQ_ROW_EVENT, 1, "x");
  last = append (journal, "a", 2, MQ_ROW_EVENT, 2, "x");
  g_mutex_unlock (&lock);

  g_assert_true (dex_await (before, NULL));
  assert_code (refused, MQ_ERROR_CONFLICT);
  g_assert_true (dex_await (after, NULL));
  g_assert_true (dex_await (last, NULL));
}

static void
test_sessions (void)
{
  g_autofree char *path = journal_path ("sessions.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  add_run (journal, "old", 1);
  add_run (journal, "new", 3);
  add_run (journal, "empty", 2);
  dex_await (append (journal, "old", 1, MQ_ROW_EVENT, 1, "version"), NULL);
  dex_await (append (journal, "new", 1, MQ_ROW_EVENT, 1, "version"), NULL);
  dex_await (append (journal, "empty", 1, MQ_ROW_EVENT, 1, "failed"), NULL);

  records = dex_await_boxed (mq_journal_list_sessions (journal, "", 10), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (((MqRunRecord *)records->pdata[0])->id, ==, "new");
}

/* Ten thousand events, all in flight: they share commits, and come back in pages. */
static void
test_many (void)
{
  g_autofree char *path = journal_path ("many.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr (GError) error = NULL;
  gint64 seen = 0;

  add_run (journal, "a", 1);
  for (gint64 i = 1; i <= 10000; i++)
    g_ptr_array_add (futures, append (journal, "a", i, MQ_ROW_EVENT, i, "step"));

  dex_await (dex_future_allv ((DexFuture **)futures->pdata, futures->len), &error);
  g_assert_no_error (error);

  while (seen < 10000)
    {
      g_autoptr (GPtrArray) rows
          = dex_await_boxed (mq_journal_read_events (journal, "a", seen, 10000), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, >, 0);
      g_assert_cmpuint (rows->len, <=, MQ_JOURNAL_PAGE);
      for (guint i = 0; i < rows->len; i++)
        g_assert_cmpint (((MqRow *)rows->pdata[i])->key, ==, ++seen);
    }
}

static DexFuture *
write_until_killed (gpointer user_data)
{
  const char *path = user_data;
  g_autoptr (MqJournal) journal = test_store_open (path);

  for (gint64 i = 1;; i++)
    {
      gboolean ok = dex_await (append (journal, "a", i, MQ_ROW_EVENT, i, "step"), NULL);
      guint32 number = (guint32)i;

      /* The acknowledgement: what was said to be on disk has to be there. */
      if (!ok || write (STDOUT_FILENO, &number, sizeof number) != sizeof number)
        _exit (1);
    }

  return NULL;
}

/* Runs this program again as the writer, and kills it in the middle. */
static void
test_killed (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  for (guint round = 0; round < 8; round++)
    {
      g_autofree char *name = g_strdup_printf ("killed-%u.db", round);
      g_autofree char *path = journal_path (name);
      const char *argv[] = { self, "--write-until-killed", path, NULL };
      g_autoptr (MqJournal) journal = NULL;
      g_autoptr (MqRunRecord) record = NULL;
      g_autoptr (GError) error = NULL;
      guint32 acknowledged = 0;
      guint32 number;
      GPid pid;
      int out;

      journal = test_store_open (path);
      add_run (journal, "a", 1);
      g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                &pid, NULL, &out, NULL, &error);
      g_assert_no_error (error);

      while (acknowledged < 20 + 7 * round && read (out, &number, sizeof number) == sizeof number)
        acknowledged = number;
      kill (pid, SIGKILL);
      while (read (out, &number, sizeof number) == sizeof number)
        acknowledged = number;
      waitpid (pid, NULL, 0);
      close (out);

      g_assert_cmpuint (acknowledged, >=, 20);
      record = dex_await_boxed (mq_journal_find_run (journal, "a"), &error);
      g_assert_no_error (error);
      g_assert_cmpint (record->last_event, >=, acknowledged);

      /* And one can go on there. */
      g_assert_true (dex_await (append (journal, "a", record->last_event + 1, MQ_ROW_EVENT,
                                        record->last_event + 1, "step"),
                                NULL));
      g_clear_object (&journal);
    }
}

/* Two connections on one file: of two that write the same place one gets it. */
static void
test_two (void)
{
  g_autofree char *path = journal_path ("two.db");
  g_autoptr (MqJournal) one = test_store_open (path);
  g_autoptr (MqJournal) two = test_store_open (path);
  guint won = 0;

  add_run (one, "a", 1);
  for (gint64 i = 1; i <= 100; i++)
    {
      DexFuture *mine = append (one, "a", i, MQ_ROW_EVENT, i, "x");
      DexFuture *theirs = append (two, "a", i, MQ_ROW_EVENT, i, "x");
      guint got = dex_await (mine, NULL);

      won += got;
      got += dex_await (theirs, NULL);
      g_assert_cmpuint (got, ==, 1);
    }
  g_test_message ("one won %u of 100", won);
}

static void
test_cannot_open (void)
{
  g_autofree char *path = journal_path ("no/such/folder/journal.db");
  g_autofree char *noise = journal_path ("noise.db");
  g_autoptr (GError) error = NULL;

  g_assert_null (mq_journal_open (path, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_true (
      g_file_set_contents (noise, "this is no database at all, and long enough", -1, NULL));
  g_assert_null (mq_journal_open (noise, &error));
  g_assert_nonnull (error);
}

static void
add_picture (MqJournal *journal, const char *run, gint64 instruction, gint64 number,
             gboolean is_new)
{
  g_autoptr (GBytes) bytes = g_bytes_new (&number, sizeof number);
  MqRunPicture picture = { instruction, number, bytes };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (dex_await_int64 (mq_journal_add_picture (journal, run, &picture), &error), ==,
                   is_new);
  g_assert_no_error (error);
}

static guint
count_pictures (MqJournal *journal, const char *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pictures = dex_await_boxed (mq_journal_list_pictures (journal, run),
                                                    &error);

  g_assert_no_error (error);
  return pictures->len;
}

static void
test_pictures (void)
{
  g_autofree char *path = journal_path ("pictures.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  g_autoptr (GPtrArray) pictures = NULL;

  add_run (journal, "a", 7);
  add_run (journal, "b", 7);
  add_picture (journal, "a", 3, 2, TRUE);
  add_picture (journal, "a", 3, 1, TRUE);
  add_picture (journal, "a", 3, 1, FALSE);
  add_picture (journal, "a", 0, 1, TRUE);
  add_picture (journal, "b", 3, 1, TRUE);

  pictures = dex_await_boxed (mq_journal_read_pictures (journal, "a", 3), NULL);
  g_assert_cmpuint (pictures->len, ==, 2);
  for (gint64 i = 0; i < 2; i++)
    {
      const MqRunPicture *picture = pictures->pdata[i];
      gint64 number = i + 1;
      g_autoptr (GBytes) bytes = g_bytes_new (&number, sizeof number);

      g_assert_cmpint (picture->number, ==, number);
      g_assert_true (g_bytes_equal (picture->bytes, bytes));
    }

  g_assert_true (dex_await (mq_journal_drop_pictures (journal, "a"), NULL));
  g_assert_cmpuint (count_pictures (journal, "a"), ==, 0);
  g_assert_cmpuint (count_pictures (journal, "b"), ==, 1);
}

/* What a service that was killed left behind goes: of runs that are over, and of those long left.
 */
static void
test_left_pictures (void)
{
  g_autofree char *path = journal_path ("left.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  static const char *const runs[] = { "over", "old", "going", "new" };

  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      add_run (journal, runs[i], g_str_equal (runs[i], "new") ? 2000 : 7);
      add_picture (journal, runs[i], 0, 1, TRUE);
    }
  g_assert_true (dex_await (append_at (journal, "over", 1, 1999, MQ_ROW_EVENT, 1, "done"), NULL));
  g_assert_true (dex_await (append (journal, "old", 1, MQ_ROW_EVENT, 1, "phase"), NULL));
  g_assert_true (dex_await (append_at (journal, "going", 1, 1999, MQ_ROW_EVENT, 1, "phase"), NULL));

  g_assert_true (dex_await (mq_journal_sweep_pictures (journal, 1500), NULL));
  g_assert_cmpuint (count_pictures (journal, "over"), ==, 0);
  g_assert_cmpuint (count_pictures (journal, "old"), ==, 0);
  g_assert_cmpuint (count_pictures (journal, "going"), ==, 1);
  g_assert_cmpuint (count_pictures (journal, "new"), ==, 1);
}

static void
test_delete_old (void)
{
  static const struct
  {
    const char *run;
    const char *type;
    gint64 time;
  } rows[] = { { "a", "done", 7 },
               { "b", "failed", 1499 },
               { "c", "done", 1500 },
               { "d", "waiting", 7 },
               { "e", "done", 7 } };
  g_autofree char *path = journal_path ("delete-old.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) none = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      add_run (journal, rows[i].run, 7);
      add_picture (journal, rows[i].run, 0, 1, TRUE);
      g_assert_true (dex_await (
          append_at (journal, rows[i].run, 1, rows[i].time, MQ_ROW_EVENT, 1, rows[i].type), NULL));
    }
  g_assert_true (dex_await (mq_journal_prune (journal, "e"), NULL));

  ids = dex_await_boxed (mq_journal_delete_old (journal, 1500), NULL);
  g_assert_cmpstrv (ids, ((const char *[]){ "a", "b", NULL }));
  none = dex_await_boxed (mq_journal_delete_old (journal, 1500), NULL);
  g_assert_cmpstrv (none, ((const char *[]){ NULL }));
  g_assert_cmpuint (count_pictures (journal, "a"), ==, 0);
  g_assert_cmpuint (count_pictures (journal, "c"), ==, 1);
  g_assert_cmpuint (count_pictures (journal, "d"), ==, 1);
  g_assert_false (dex_await (mq_journal_find_run (journal, "a"), NULL));
  g_assert_true (dex_await (mq_journal_find_run (journal, "e"), NULL));
}

/* The journal of Maquette 0.1, which had no accounts. */
static void
keep (MqJournal *journal, const char *owner, const char *id, gint64 revision, const char *file,
      int code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (file, strlen (file));
  MqSessionRecord record = { .owner = (char *)owner,
                             .id = (char *)id,
                             .versions = revision,
                             .revision = revision,
                             .time = 10 * revision,
                             .bytes = strlen (file) };
  g_autoptr (GError) error = NULL;

  dex_await (mq_journal_keep_session (journal, &record, bytes, 20), &error);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, MQ_ERROR, code);
}

/* A message has the limit in MB. */
static void
test_kept_is_full (void)
{
  g_autofree char *path = journal_path ("kept-full.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  const MqSessionRecord record = {
    .owner = "alice", .id = "s1", .versions = 1, .revision = 1, .time = 1, .bytes = 30000001
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("one", 3);
  g_autoptr (GError) error = NULL;

  dex_await (mq_journal_keep_session (journal, &record, bytes, 30000000), &error);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "at most 30 MB together"));
}

/* Nobody replaces a file that they have not seen; each account has its own, and a limit. */
static void
test_kept (void)
{
  g_autofree char *path = journal_path ("kept.db");
  g_autoptr (MqJournal) journal = test_store_open (path);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (MqSessionRecord) record = NULL;
  g_autoptr (GBytes) file = NULL;

  keep (journal, "alice", "s1", 1, "one", -1);
  keep (journal, "alice", "s1", 1, "other", MQ_ERROR_CONFLICT);
  keep (journal, "alice", "s1", 3, "three", MQ_ERROR_CONFLICT);
  keep (journal, "alice", "s1", 2, "two", -1);
  keep (journal, "bob", "s1", 1, "of bob", -1);
  keep (journal, "alice", "s2", 1, "more than there is room", MQ_ERROR_NO_SPACE);
  keep (journal, "alice", "s3", 1, "later", -1);

  g_assert_true (dex_await (mq_journal_rename_session (journal, "alice", "s1", "A chair"), NULL));
  assert_code (mq_journal_rename_session (journal, "alice", "s2", "x"), MQ_ERROR_NOT_FOUND);
  records = dex_await_boxed (mq_journal_list_kept (journal, "alice"), NULL);
  g_assert_cmpuint (records->len, ==, 2);
  record = dex_await_boxed (mq_journal_find_kept (journal, "alice", "s1"), NULL);
  g_assert_cmpstr (record->title, ==, "A chair");
  g_assert_cmpint (record->revision, ==, 2);
  g_assert_cmpint (record->bytes, ==, 3);
  file = dex_await_boxed (mq_journal_read_kept (journal, "alice", "s1"), NULL);
  g_assert_cmpmem (g_bytes_get_data (file, NULL), g_bytes_get_size (file), "two", 3);

  g_assert_true (dex_await (mq_journal_delete_session (journal, "alice", "s1"), NULL));
  assert_code (mq_journal_delete_session (journal, "alice", "s1"), MQ_ERROR_NOT_FOUND);
  assert_code (mq_journal_read_kept (journal, "alice", "s1"), MQ_ERROR_NOT_FOUND);
  g_clear_pointer (&file, g_bytes_unref);
  file = dex_await_boxed (mq_journal_read_kept (journal, "bob", "s1"), NULL);
  g_assert_cmpuint (g_bytes_get_size (file), ==, 6);
}

static const char *const first_layout[] = {
  "CREATE TABLE run ("
  "  id TEXT PRIMARY KEY,"
  "  time INTEGER NOT NULL,"
  "  team TEXT NOT NULL,"
  "  mode TEXT NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  request TEXT NOT NULL,"
  "  session TEXT NOT NULL DEFAULT '',"
  "  recorded INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE TABLE log ("
  "  run TEXT NOT NULL REFERENCES run (id),"
  "  seq INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  key INTEGER NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  type TEXT NOT NULL,"
  "  body TEXT NOT NULL,"
  "  PRIMARY KEY (run, seq)) STRICT;"
  "CREATE TABLE picture ("
  "  run TEXT NOT NULL REFERENCES run (id),"
  "  instruction INTEGER NOT NULL,"
  "  number INTEGER NOT NULL,"
  "  data BLOB NOT NULL,"
  "  PRIMARY KEY (run, instruction, number)) STRICT;",
  NULL,
};

/* Runs from before there were accounts belong to nobody, and go on. */
static void
test_migrated (void)
{
  g_autofree char *path = journal_path ("migrated.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (MqDatabase) db = mq_sqlite_open (path, first_layout, MQ_SQLITE_NONE, &error);
  g_autoptr (MqJournal) journal = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) of_account = NULL;
  g_autoptr (MqRunRecord) record = NULL;

  g_assert_no_error (error);
  g_assert_true (
      mq_database_exec (db,
                        "INSERT INTO run (id, time, team, mode, prompt, request, session)"
                        " VALUES ('a', 7, 't', 'create', 'a thing', '{}', 's');"
                        "INSERT INTO log VALUES ('a', 1, 1, 1, 8, 'phase', '{}')",
                        &error));
  g_clear_object (&db);

  journal = test_store_open (path);
  record = dex_await_boxed (mq_journal_find_run (journal, "a"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->owner, ==, "");
  g_assert_cmpint (record->paid_day, ==, 0);
  g_assert_cmpint (record->last_event, ==, 1);
  g_assert_true (dex_await (append (journal, "a", 2, MQ_ROW_EVENT, 2, "step"), NULL));

  open = dex_await_boxed (mq_journal_list_open (journal, ""), &error);
  g_assert_cmpuint (open->len, ==, 1);
  of_account = dex_await_boxed (mq_journal_list_open (journal, "somebody"), &error);
  g_assert_cmpuint (of_account->len, ==, 0);
}

static guint
count_copies (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, ".layout-") != NULL;
  return n;
}

/* A shared service copies a journal of an older layout before it brings it up to date. */
static void
test_copy_before_update (void)
{
  static const char old_config[] = "service:\n  issuer: https://issuer.test\n";
  const char *const layout[] = { mq_journal_layout[0], NULL };
  g_autofree char *folder = g_build_filename (mq_test_get_dir (), "old", NULL);
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *copy = g_strconcat (path, ".layout-1", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqConfig) config = mq_config_parse ("config.yaml", old_config, strlen (old_config),
                                                 &error);
  g_autoptr (MqConfig) own = mq_config_new ();
  MqConfig *const configs[] = { own, config };

  g_assert_no_error (error);
  for (guint shared = 0; shared < 2; shared++)
    {
      g_autoptr (MqDatabase) database = NULL;
      g_autoptr (MqJournal) journal = NULL;
      g_autoptr (MqJournal) again = NULL;

      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      database = mq_sqlite_open (path, layout, MQ_SQLITE_DURABLE, &error);
      g_assert_no_error (error);
      g_clear_object (&database);

      journal = mq_journal_settings_open (configs[shared], folder, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_copies (folder), ==, shared);
      g_clear_object (&journal);
      if (shared)
        {
          database = mq_sqlite_open (copy, layout, MQ_SQLITE_READ_ONLY, &error);
          g_assert_no_error (error);
          g_assert_cmpint (g_unlink (copy), ==, 0);
          g_clear_object (&database);
        }

      /* One that is up to date needs no copy. */
      again = mq_journal_settings_open (config, folder, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_copies (folder), ==, 0);
      g_clear_object (&again);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

#if MQ_HAS_POSTGRES
/* A node that cannot take over the runs of a dead one says so, and leaves them to another one. */
static void
test_take_over_refused (void)
{
  static const char sql[] = "UPDATE node SET until = 0 WHERE id = 'dead';"
                            "ALTER TABLE run ADD CHECK (node <> 'heir')";
  g_autoptr (MqJournal) dead = test_store_open ("heir.db");
  g_autoptr (MqJournal) heir = test_store_open ("heir.db");
  g_auto (GStrv) runs = NULL;

  g_assert_true (dex_await (mq_journal_enter_node (dead, "dead", "http://dead"), NULL));
  add_run (dead, "a", 1);
  g_assert_true (dex_await (mq_journal_enter_node (heir, "heir", "http://heir"), NULL));
  g_assert_true (dex_await (
      mq_database_submit (mq_journal_get_writer (heir), exec_job, (gpointer)sql, NULL), NULL));
  assert_code (mq_journal_renew_node (heir, "heir", TRUE), MQ_ERROR_CONFLICT);

  g_assert_true (dex_await (mq_database_submit (mq_journal_get_writer (heir), exec_job,
                                                (gpointer) "ALTER TABLE run DROP CONSTRAINT"
                                                           " run_node_check",
                                                NULL),
                            NULL));
  runs = dex_await_boxed (mq_journal_renew_node (heir, "heir", TRUE), NULL);
  g_assert_cmpstr (runs[0], ==, "a");
}

static void
assert_setting (const char *uri, const char *keyword, const char *value)
{
  PGconn *connection = mq_postgres_connect (uri);
  PQconninfoOption *options = PQconninfo (connection);
  PQconninfoOption *option = options;

  g_assert_cmpint (PQstatus (connection), ==, CONNECTION_OK);
  while (!g_str_equal (option->keyword, keyword))
    option++;
  g_assert_cmpstr (option->val, ==, value);
  PQconninfoFree (options);
  PQfinish (connection);
}

/* A connection whose other end is gone is noticed; the administrator may say after what time. */
static void
test_connection (void)
{
  const char *uri = g_getenv ("MQ_TEST_POSTGRES");
  g_autofree char *patient = g_strconcat (uri, " tcp_user_timeout=60000", NULL);

  assert_setting (uri, "tcp_user_timeout", "9000");
  assert_setting (uri, "keepalives_idle", "5");
  assert_setting (patient, "tcp_user_timeout", "60000");
  assert_setting (patient, "client_encoding", "UTF8");
}

/* A server that takes connections and says nothing. */
static void
test_silent_server (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("host=127.0.0.1 port=%u user=a dbname=a", port);
  g_autoptr (GError) error = NULL;

  g_assert_null (mq_postgres_open (uri, NULL, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_UNREACHABLE);
}
#endif

MQ_TEST_PROGRAM (journal)
{
  if (argc == 3 && g_str_equal (argv[1], "--write-until-killed"))
    {
      dex_init ();
      dex_future_disown (dex_scheduler_spawn (NULL, 0, write_until_killed, argv[2], NULL));
      for (;;)
        g_main_context_iteration (NULL, TRUE);
    }

  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/journal/round-trip", test_round_trip);
  mq_test_add_fiber ("/journal/conflicts", test_conflicts);
  mq_test_add_fiber ("/journal/refused-row", test_refused_row);
  mq_test_add_fiber ("/journal/sessions", test_sessions);
  mq_test_add_fiber ("/journal/many", test_many);
  mq_test_add_fiber ("/journal/killed", test_killed);
  mq_test_add_fiber ("/journal/two", test_two);
  mq_test_add_fiber ("/journal/pictures", test_pictures);
  mq_test_add_fiber ("/journal/kept", test_kept);
  mq_test_add_fiber ("/journal/kept-is-full", test_kept_is_full);
  mq_test_add_fiber ("/journal/left-pictures", test_left_pictures);
  mq_test_add_fiber ("/journal/delete-old", test_delete_old);
  if (test_store_is_shared ())
    {
#if MQ_HAS_POSTGRES
      mq_test_add_fiber ("/journal/take-over-refused", test_take_over_refused);
      mq_test_add_fiber ("/journal/connection", test_connection);
      mq_test_add_fiber ("/journal/silent-server", test_silent_server);
#endif
    }
  else
    {
      mq_test_add_fiber ("/journal/cannot-open", test_cannot_open);
      mq_test_add_fiber ("/journal/migrated", test_migrated);
      mq_test_add_fiber ("/journal/copy-before-update", test_copy_before_update);
    }

  return mq_test_run ();
}
