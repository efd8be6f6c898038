/* What can befall the library: a newer layout, a damaged database or index, deletions
 * that are cut off, a full disk, two processes, a clock that jumps. Some run this program again as
 * a child. */
#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/database/mq-sqlite.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static char *program;

static void
expect (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static MqLibrary *
open_library (const char *path)
{
  g_autoptr (GError) error = NULL;
  MqLibrary *library = dex_await_object (mq_library_open (path, FALSE), &error);

  g_assert_no_error (error);
  return library;
}

static MqSession *
create_session (MqLibrary *library, const char *prompt)
{
  g_autoptr (GError) error = NULL;
  MqSession *session = dex_await_object (
      mq_library_create_session (library, prompt, prompt, NULL, NULL, NULL), &error);

  g_assert_no_error (error);
  return session;
}

static void
keep (MqLibrary *library, MqSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *work_dir = dex_await_string (mq_library_make_work_dir (library), &error);
  MqVersionDraft *draft = mq_version_draft_new ();

  g_assert_no_error (error);
  draft->script = g_strdup ("SEAT_HEIGHT = 1\n");
  draft->from_dir = g_strdup (work_dir);
  expect (mq_library_keep_version (library, session, draft));
  expect (mq_library_remove_work_dir (library, work_dir));
}

static guint
count (MqLibrary *library)
{
  return g_list_model_get_n_items (mq_library_get_sessions (library));
}

/* Everything that was submitted before is done then, and the documents for searching with it. */
/* The record of a run in which the user said this. */
static DexFuture *
say (MqLibrary *library, MqSession *session, const char *text)
{
  static guint n_runs;
  g_autofree char *run = g_strdup_printf ("said-%u", n_runs++);
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_MESSAGE);

  event->message.role = MQ_SPEAKER_USER;
  event->message.value = mq_message_new (text, NULL);
  g_ptr_array_add (events, event);
  return mq_library_save_record (library, session, run, events, FALSE);
}

static void
settle (MqLibrary *library)
{
  for (guint i = 0; i < 10; i++)
    expect (mq_library_load_unsent (library));
}

static guint
count_found (MqLibrary *library, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = dex_await_boxed (mq_library_search (library, words), &error);

  g_assert_no_error (error);
  return g_strv_length (ids);
}

/* Changes a library that is not open. */
static void
change (const char *path, const char *sql)
{
  g_autofree char *name = g_build_filename (path, "library.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqDatabase) db = mq_sqlite_open (name, NULL, MQ_SQLITE_NONE, &error);

  g_assert_no_error (error);
  mq_database_exec (db, sql, &error);
  g_assert_no_error (error);
}

static void
test_newer (void)
{
  g_autofree char *path = mq_test_make_dir ("newer");
  g_autoptr (GError) error = NULL;
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autoptr (MqSession) found = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *id = g_strdup (mq_session_get_id (session));

  keep (library, session);
  g_clear_object (&session);
  g_clear_object (&library);
  change (path, "ALTER TABLE session ADD COLUMN mood TEXT; PRAGMA user_version = 99");

  library = dex_await_object (mq_library_open (path, FALSE), &error);
  g_assert_no_error (error);
  g_assert_true (mq_library_is_read_only (library));
  g_assert_false (mq_library_check_writable (library, &error));
  g_assert_nonnull (strstr (error->message, "newer"));
  g_clear_error (&error);
  g_assert_cmpuint (count (library), ==, 1);
  g_assert_cmpuint (count_found (library, "seat height"), ==, 1);
  found = g_object_ref (mq_library_find_session (library, id));
  events = dex_await_boxed (mq_library_load_events (library, found), &error);
  g_assert_no_error (error);

  /* Nothing is written, and all of it says so. */
  {
    DexFuture *writers[] = {
      mq_library_create_session (library, "t", "p", NULL, NULL, NULL),
      mq_library_rename_session (library, found, "t"),
      mq_library_discard_session (library, found),
      mq_library_remove_session (library, found),
      mq_library_restore_session (library, found),
      mq_library_purge_session (library, found),
      mq_library_purge_removed (library, 0),
      mq_library_make_work_dir (library),
      say (library, found, "t"),
      mq_library_add_picture (library, found, "/nothing.png"),
      mq_library_remove_unsent (library, "r"),
    };

    for (gsize i = 0; i < G_N_ELEMENTS (writers); i++)
      {
        g_autoptr (GError) refused = NULL;

        g_assert_false (dex_await (writers[i], &refused));
        g_assert_error (refused, MQ_ERROR, MQ_ERROR_READ_ONLY);
        g_assert_nonnull (strstr (refused->message, "newer"));
      }
  }

  /* Nor at the service, where nobody is asked. */
  g_assert_false (
      dex_await (mq_remote_sessions_rename (library, "http://127.0.0.1:9", id, "t"), &error));
  g_assert_nonnull (strstr (error->message, "newer"));

  g_assert_cmpuint (count (library), ==, 1);
  g_assert_cmpstr (mq_session_get_title (found), ==, "a chair");
}

/* @sql as another program does it that does not know what it breaks. */
static void
break_database (const char *path, const char *sql)
{
  g_autofree char *command = g_strdup_printf ("python3 -c 'import sqlite3; "
                                              "db = sqlite3.connect(\"%s/library.db\"); "
                                              "db.execute(\"%s\"); db.commit()'",
                                              path, sql);

  g_assert_cmpint (system (command), ==, 0);
}

static void
test_damaged_index (void)
{
  static const char *const damage[] = {
    "UPDATE found_data SET block = zeroblob (3) WHERE id > 10", "DELETE FROM found_content",
    "DELETE FROM found_data", /* beyond help */
  };
  g_autofree char *path = mq_test_make_dir ("damaged-index");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autofree char *id = g_strdup (mq_session_get_id (session));

  keep (library, session);
  for (gsize i = 0; i < G_N_ELEMENTS (damage); i++)
    {
      g_autoptr (MqSession) found = g_object_ref (mq_library_find_session (library, id));

      /* What a person makes is kept all the same. */
      break_database (path, damage[i]);
      keep (library, found);
      expect (say (library, found, "with armrests"));
      expect (mq_library_rename_session (library, found, "Throne"));
      g_assert_cmpuint (g_list_model_get_n_items (mq_session_get_versions (found)), ==, i + 2);

      /* It is made anew. */
      g_clear_object (&library);
      library = open_library (path);
      settle (library);
      g_assert_cmpuint (g_list_model_get_n_items (
                            mq_session_get_versions (mq_library_find_session (library, id))),
                        ==, i + 2);
      if (i < 2)
        {
          g_assert_cmpuint (count_found (library, "armrests"), ==, 1);
          g_assert_cmpuint (count_found (library, "seat height"), ==, 1);
          g_assert_cmpuint (count_found (library, "throne"), ==, 1);
        }
    }
}

/* Of a session with very many versions, the newest scripts are found. */
static void
test_many_scripts (void)
{
  g_autofree char *path = mq_test_make_dir ("many-scripts");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autofree char *dir = g_build_filename (path, "sessions", mq_session_get_id (session),
                                           "versions/51", NULL);
  g_autofree char *script = g_build_filename (dir, "script.py", NULL);

  keep (library, session);
  g_clear_object (&session);
  g_clear_object (&library);
  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (script, "PEDESTAL = 1\n", -1, NULL));
  change (path, "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 51) "
                "INSERT INTO version (session, number, parent, summary, instruction, pictures, "
                "created) SELECT session, i, 0, '', '', 0, 0 FROM version, n; "
                "UPDATE session SET document = NULL");

  library = open_library (path);
  settle (library);
  g_assert_cmpuint (count_found (library, "pedestal"), ==, 1);
  g_assert_cmpuint (count_found (library, "seat height"), ==, 0);
}

static void
test_damaged (void)
{
  g_autofree char *path = mq_test_make_dir ("damaged");
  g_autofree char *database = g_build_filename (path, "library.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqLibrary) library = NULL;

  g_assert_true (g_file_set_contents (database, "This is no database at all.", -1, NULL));
  library = dex_await_object (mq_library_open (path, FALSE), &error);
  g_assert_null (library);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "damaged"));

  /* Nobody writes to a pipe. */
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (database), ==, 0);
  g_assert_cmpint (mkfifo (database, 0600), ==, 0);
  library = dex_await_object (mq_library_open (path, FALSE), &error);
  g_assert_null (library);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
}

/* A library that a stranger made: its rows name folders to delete and numbers to count to. */
static void
test_foreign_rows (void)
{
  static const char *const ids[] = { "../../victim",      "..",    ".",   "",  "/",
                                     "a/../../../victim", "UPPER", "a b", NULL };
  g_autofree char *path = mq_test_make_dir ("foreign");
  g_autofree char *victim = mq_test_make_dir ("victim");
  g_autofree char *file = g_build_filename (victim, "file", NULL);
  g_autofree char *id = NULL;
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autoptr (MqVersion) version = NULL;

  keep (library, session);
  id = g_strdup (mq_session_get_id (session));
  g_clear_object (&session);
  g_clear_object (&library);
  g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
  for (guint i = 0; ids[i] != NULL; i++)
    for (guint purged = 0; purged < 2; purged++)
      {
        g_autofree char *sql = g_strdup_printf (
            "INSERT OR REPLACE INTO session (id, title, prompt, created, updated, removed, purged) "
            "VALUES ('%s', 't', 'p', 1, 1, %s, %u)",
            ids[i], purged ? "5" : "NULL", purged);

        change (path, sql);
        library = open_library (path);
        settle (library);
        g_assert_cmpuint (count (library), ==, 1);
        g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
        g_clear_object (&library);
      }

  change (path, "PRAGMA ignore_check_constraints = 1; "
                "UPDATE version SET pictures = 2147483647, parent = 4294967295, "
                "created = -9223372036854775807");
  change (path, "PRAGMA ignore_check_constraints = 1; "
                "INSERT INTO version (session, number, parent, summary, instruction, pictures, "
                "created) SELECT session, n.value, 0, '', '', 0, 0 FROM version, (SELECT -1 AS "
                "value UNION SELECT 0 UNION SELECT 4294967297) AS n");
  change (path, "UPDATE session SET created = 9223372036854775807, updated = -5");
  library = open_library (path);
  session = g_object_ref (mq_library_find_session (library, id));
  g_assert_cmpuint (g_list_model_get_n_items (mq_session_get_versions (session)), ==, 1);
  version = g_object_ref (mq_session_get_last_version (session));
  g_assert_cmpuint (mq_version_get_number (version), ==, 1);
  g_assert_cmpuint (mq_version_get_parent (version), ==, 0);
  g_assert_cmpuint (mq_version_get_n_pictures (version), <=, 64);
  g_assert_cmpint (mq_version_get_created (version), ==, 0);
  g_assert_cmpint (mq_session_get_updated (session), ==, 0);
  g_assert_cmpint (mq_session_get_created (session), >, 0);
}

/* Every state that a deletion can be cut off in. */
static void
test_purge_cut_off (void)
{
  static const char *const damage[] = { "true", "rm -r %s/versions/1", "rm -r %s/versions",
                                        "rm -r %s" };
  g_autofree char *path = mq_test_make_dir ("cut-off");

  for (gsize i = 0; i < G_N_ELEMENTS (damage); i++)
    {
      g_autoptr (MqLibrary) library = open_library (path);
      g_autoptr (MqSession) session = create_session (library, "a chair");
      g_autofree char *folder = g_build_filename (path, "sessions", mq_session_get_id (session),
                                                  NULL);
      g_autoptr (GString) command = g_string_new (damage[i]);

      keep (library, session);
      keep (library, session);
      g_clear_object (&session);
      g_clear_object (&library);

      g_string_replace (command, "%s", folder, 0);
      g_assert_cmpint (system (command->str), ==, 0);
      change (path, "UPDATE session SET purged = 1, removed = 5");

      library = open_library (path);
      g_assert_cmpuint (count (library), ==, 0);
      settle (library);
      g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
      g_assert_cmpuint (count_found (library, "chair"), ==, 0);
    }
}

/* Children: this program again, in another process. */

#define N_FILES 500

static void
child_purge (const char *path)
{
  g_autoptr (MqLibrary) library = open_library (path);

  fputs ("ready\n", stdout);
  fflush (stdout);
  expect (mq_library_purge_removed (library, 0));
}

static void
child_busy (const char *path)
{
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) shared = NULL;

  /* Where it stands in the list depends on what the other one has done. */
  for (guint i = 0; shared == NULL || !g_str_equal (mq_session_get_title (shared), "shared"); i++)
    {
      g_clear_object (&shared);
      shared = g_list_model_get_item (mq_library_get_sessions (library), i);
      g_assert_nonnull (shared);
    }

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (MqSession) session = create_session (library, "mine");
      g_autoptr (JsonObject) data = json_object_new ();
      g_autofree char *run = g_strdup_printf ("run-%d-%u", (int)getpid (), i);
      GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);

      g_ptr_array_add (events, mq_run_event_read ("a", data, i + 1));
      g_ptr_array_add (events, mq_run_event_read ("b", data, i + 1));
      expect (mq_library_save_record (library, shared, run, events, FALSE));
      expect (mq_library_remove_session (library, session));
      if (i % 2 == 0)
        expect (mq_library_restore_session (library, session));
      else
        expect (mq_library_purge_session (library, session));
      expect (mq_library_refresh (library));
    }
}

static guint
add_batch (MqLibrary *library, MqSession *session, GError **error)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  g_autofree char *text = g_strnfill (20000, 'x');
  g_autofree char *run = NULL;
  static guint n_runs;

  for (guint i = 0; i < 10; i++)
    {
      MqRunEvent *event = mq_run_event_new (MQ_EVENT_MESSAGE);

      event->message.role = MQ_SPEAKER_TEAM;
      event->message.value = mq_message_new (text, NULL);
      g_ptr_array_add (events, event);
    }

  run = g_strdup_printf ("batch-%u", n_runs++);
  return dex_await (mq_library_save_record (library, session, run, events, FALSE), error);
}

static void
child_full (const char *path)
{
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autofree char *ballast = g_build_filename (path, "ballast", NULL);
  g_autofree char *bytes = g_malloc0 (2000000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  guint n_batches = 0;

  g_assert_true (g_file_set_contents (ballast, bytes, 2000000, NULL));
  while (add_batch (library, session, &error))
    n_batches++;

  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_cmpuint (n_batches, >, 1);

  /* All of a batch or none, and it goes on when there is room. */
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_true (add_batch (library, session, &error));
  events = dex_await_boxed (mq_library_load_events (library, session), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 10 * (n_batches + 1));
}

static DexFuture *
child_fiber (gpointer user_data)
{
  static const struct
  {
    const char *name;
    void (*body) (const char *path);
  } children[] = {
    { "purge", child_purge },
    { "busy", child_busy },
    { "full", child_full },
  };
  char **args = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    if (g_str_equal (children[i].name, args[0]))
      {
        children[i].body (args[1]);
        return dex_future_new_true ();
      }

  g_assert_not_reached ();
}

static GSubprocess *
spawn (const char *const *argv, GSubprocessFlags flags)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_newv (argv, flags, &error);

  g_assert_no_error (error);
  return child;
}

/* Killed at any moment: all of the session is there, or all of it is gone. */
static void
test_purge_killed (void)
{
  g_autofree char *path = mq_test_make_dir ("killed");
  const char *const argv[] = { program, "--child", "purge", path, NULL };

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (MqLibrary) library = open_library (path);
      g_autoptr (MqSession) session = create_session (library, "a chair");
      g_autofree char *folder = g_build_filename (path, "sessions", mq_session_get_id (session),
                                                  NULL);
      g_autofree char *fill
          = g_strdup_printf ("mkdir -p %s/pictures && cd %s/pictures && seq %d | xargs touch",
                             folder, folder, N_FILES);
      g_autofree char *tally = g_strdup_printf ("test $(ls %s/pictures | wc -l) = %d", folder,
                                                N_FILES);
      g_autoptr (GSubprocess) child = NULL;
      char line[6];

      keep (library, session);
      g_assert_cmpint (system (fill), ==, 0);
      expect (mq_library_remove_session (library, session));
      g_clear_object (&library);

      child = spawn (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
      g_assert_true (g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), line, 6, NULL,
                                              NULL, NULL));
      g_usleep (g_test_rand_int_range (0, 4000));
      g_subprocess_force_exit (child);
      g_subprocess_wait (child, NULL, NULL);

      library = open_library (path);
      settle (library);
      g_test_message ("%s", g_file_test (folder, G_FILE_TEST_EXISTS) ? "kept" : "deleted");
      if (g_file_test (folder, G_FILE_TEST_EXISTS))
        {
          g_assert_cmpint (system (tally), ==, 0);
          expect (mq_library_restore_session (library, session));
          expect (mq_library_purge_session (library, session));
        }
      else
        g_assert_false (dex_await (mq_library_restore_session (library, session), NULL));
    }
}

static void
test_two_processes (void)
{
  g_autofree char *path = mq_test_make_dir ("two");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) shared = create_session (library, "shared");
  const char *const argv[] = { program, "--child", "busy", path, NULL };
  g_autoptr (GSubprocess) one = spawn (argv, G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) two = spawn (argv, G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *temp = g_build_filename (path, "tmp", NULL);
  g_autoptr (GDir) left = NULL;

  expect (dex_subprocess_wait_check (one));
  expect (dex_subprocess_wait_check (two));
  expect (mq_library_refresh (library));
  g_assert_cmpuint (count (library), ==, 21);
  g_assert_cmpuint (count_found (library, "mine"), ==, 20);

  events = dex_await_boxed (mq_library_load_events (library, shared), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 80);
  for (guint i = 0; i < 80; i += 2)
    {
      const MqLibraryEvent *first = events->pdata[i];
      const MqLibraryEvent *second = events->pdata[i + 1];

      g_assert_cmpstr (mq_run_event_get_name (first->event), ==, "a");
      g_assert_cmpint (first->event->id, >, 0);
      g_assert_cmpint (first->event->id, ==, second->event->id);
    }

  left = g_dir_open (temp, 0, NULL);
  g_assert_null (g_dir_read_name (left));
}

static void
test_full_disk (void)
{
  g_autofree char *path = mq_test_make_dir ("full");
  const char *const argv[] = { "bwrap",   "--dev-bind", "/",  "/",     "--size",
                               "6000000", "--tmpfs",    path, program, "--child",
                               "full",    path,         NULL };
  g_autoptr (GSubprocess) child = spawn (argv, G_SUBPROCESS_FLAGS_NONE);

  expect (dex_subprocess_wait_check (child));
}

static const char *
get_first_title (MqLibrary *library)
{
  g_autoptr (MqSession) first = g_list_model_get_item (mq_library_get_sessions (library), 0);

  return mq_session_get_title (first);
}

/* A record that is saved long after its last message, as when a session is looked at again, does
 * not make the session newer. */
static void
test_late_record (void)
{
  g_autofree char *path = mq_test_make_dir ("late-record");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) old = create_session (library, "old");
  g_autoptr (MqSession) new = create_session (library, "new");
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_MESSAGE);
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  change (path, "UPDATE session SET updated = unixepoch () - 1000");
  expect (mq_library_refresh (library));
  event->message.role = MQ_SPEAKER_USER;
  event->message.value = mq_message_new ("a chair", NULL);
  event->time = (now - 2000) * G_USEC_PER_SEC;
  g_ptr_array_add (events, mq_run_event_ref (event));
  expect (mq_library_save_record (library, old, "late", events, FALSE));
  g_assert_cmpint (mq_session_get_updated (old), <, now);
  expect (mq_library_refresh (library));
  g_assert_cmpstr (get_first_title (library), ==, "new");
}

static void
test_clock (void)
{
  g_autofree char *path = mq_test_make_dir ("clock");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) old = create_session (library, "old");
  g_autoptr (MqSession) new = create_session (library, "new");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_cmpstr (get_first_title (library), ==, "new");

  /* The clock was an hour ahead: what is done now is newest all the same. */
  change (path, "UPDATE session SET updated = unixepoch () + 3600 WHERE title = 'new'");
  expect (mq_library_refresh (library));
  expect (say (library, old, "more"));
  g_assert_cmpint (mq_session_get_updated (old), >, now + 3000);
  expect (mq_library_refresh (library));
  g_assert_cmpstr (get_first_title (library), ==, "old");

  /* It was a year ahead: no time is made up. */
  change (path, "UPDATE session SET updated = unixepoch () + 400 * 86400 WHERE title = 'new'");
  expect (mq_library_refresh (library));
  expect (say (library, old, "more"));
  g_assert_cmpint (mq_session_get_updated (old), <, now + 3000);

  /* What was removed in the future is not deleted before its time. */
  expect (mq_library_remove_session (library, new));
  change (path, "UPDATE session SET removed = unixepoch () + 3600 WHERE title = 'new'");
  g_assert_cmpint (dex_await_int64 (mq_library_purge_removed (library, 60), NULL), ==, 0);
  expect (mq_library_restore_session (library, new));
}

/* A version that a crash left, and that cannot be recorded, is recorded at a later start. */
static void
test_recovered_later (void)
{
  g_autofree char *path = mq_test_make_dir ("recovered-later");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a lamp");
  g_autofree char *id = g_strdup (mq_session_get_id (session));
  g_autofree char *command
      = g_strdup_printf ("cd %s; cp -r sessions/%s/versions/1 sessions/%s/versions/2; "
                         "mkdir -p tmp/version-dead/version; printf %s > tmp/version-dead/session",
                         path, id, id, id);
  GLogLevelFlags fatal;

  keep (library, session);
  g_clear_object (&session);
  g_clear_object (&library);
  g_assert_cmpint (system (command), ==, 0);
  change (path, "CREATE TRIGGER full BEFORE INSERT ON version "
                "BEGIN SELECT RAISE (ABORT, 'full'); END");

  /* It is warned of. */
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (guint n = 1; n <= 2; n++)
    {
      library = open_library (path);
      session = g_object_ref (mq_library_find_session (library, id));
      g_assert_cmpuint (g_list_model_get_n_items (mq_session_get_versions (session)), ==, n);
      g_clear_object (&session);
      g_clear_object (&library);
      change (path, "DROP TRIGGER IF EXISTS full");
    }
  g_log_set_always_fatal (fatal);
}

MQ_TEST_PROGRAM (library_faults)
{
  int result;

  program = g_file_read_link ("/proc/self/exe", NULL);

  if (argc == 4 && g_str_equal (argv[1], "--child"))
    {
      dex_init ();
      mq_test_expect (dex_scheduler_spawn (NULL, 256 * 1024, child_fiber, argv + 2, NULL));
      return 0;
    }

  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/library/newer", test_newer);
  mq_test_add_fiber ("/library/damaged", test_damaged);
  mq_test_add_fiber ("/library/damaged-index", test_damaged_index);
  mq_test_add_fiber ("/library/many-scripts", test_many_scripts);
  mq_test_add_fiber ("/library/foreign-rows", test_foreign_rows);
  mq_test_add_fiber ("/library/purge-cut-off", test_purge_cut_off);
  mq_test_add_fiber ("/library/purge-killed", test_purge_killed);
  mq_test_add_fiber ("/library/two-processes", test_two_processes);
  mq_test_add_fiber ("/library/full-disk", test_full_disk);
  mq_test_add_fiber ("/library/clock", test_clock);
  mq_test_add_fiber ("/library/late-record", test_late_record);
  mq_test_add_fiber ("/library/recovered-later", test_recovered_later);
  result = mq_test_run ();
  g_free (program);
  return result;
}
