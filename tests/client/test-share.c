/* Sessions as files: round trips, two people's copies merged, a full disk, crashes half-way. Some
 * run this program again as a child. */
#include "client/share-fixture.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static char *program;

static guint
count_versions (MqSession *session)
{
  return g_list_model_get_n_items (mq_session_get_versions (session));
}

static char *
read_script (MqSession *session, guint number)
{
  g_autoptr (MqVersion) version = mq_version_find (mq_session_get_versions (session), number);
  g_autofree char *path = g_build_filename (mq_version_get_dir (version), "script.py", NULL);
  gsize length;

  return share_load (path, &length);
}

static MqRunEvent *
find_event (GPtrArray *events, const char *run, MqRunEventKind kind)
{
  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *event = events->pdata[i];

      if (g_str_equal (event->run, run) && event->event->kind == kind)
        return event->event;
    }

  return NULL;
}

static void
test_round_trip (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("trip-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("trip-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *first = share_make_path ("trip-1.maquette");
  g_autofree char *second = share_make_path ("trip-2.maquette");
  g_autofree char *third = share_make_path ("trip-3.maquette");
  g_autoptr (MqMergeResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *again = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *sentence = NULL;
  MqRunEvent *message, *kept;
  gsize n_bytes, n_again, n_copied;
  MqSession *copy;

  dex_await (mq_library_set_current_version (ours, session, 1), NULL);
  share_save (ours, session, first);
  share_save (ours, session, second);
  bytes = share_load (first, &n_bytes);
  again = share_load (second, &n_again);
  g_assert_cmpmem (bytes, n_bytes, again, n_again);

  result = share_import (theirs, first);
  g_assert_true (result->is_new);
  g_assert_cmpuint (result->n_versions, ==, 2);
  g_assert_cmpuint (g_strv_length (result->runs), ==, 1);
  sentence = mq_share_describe (theirs, result);
  g_assert_cmpstr (sentence, ==, "Imported “A chair”");

  copy = mq_library_find_session (theirs, mq_session_get_id (session));
  g_assert_cmpstr (mq_session_get_title (copy), ==, "A chair");
  g_assert_cmpstr (mq_session_get_first_message (copy), ==, "a chair");
  g_assert_cmpint (mq_session_get_created (copy), ==, mq_session_get_created (session));
  g_assert_cmpuint (count_versions (copy), ==, 2);
  g_assert_cmpuint (mq_version_get_parent (mq_session_get_last_version (copy)), ==, 1);
  g_assert_cmpstr (mq_version_get_instruction (mq_session_get_last_version (copy)), ==,
                   "make HEIGHT = 2\n");

  g_assert_cmpuint (mq_version_get_number (mq_session_get_current_version (copy)), ==, 1);

  /* Their paths, not ours; what belongs to our computer is left out. */
  events = dex_await_boxed (mq_library_load_events (theirs, copy), NULL);
  message = find_event (events, "run-one", MQ_EVENT_MESSAGE);
  kept = find_event (events, "run-one", MQ_EVENT_KEPT);
  g_assert_true (
      g_str_has_prefix (message->message.value->pictures[0], mq_library_get_path (theirs)));
  g_assert_true (g_file_test (message->message.value->pictures[0], G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_str_has_prefix (kept->kept.folder, mq_library_get_path (theirs)));
  g_assert_true (g_file_test (kept->kept.pictures[0], G_FILE_TEST_IS_REGULAR));
  g_assert_null (find_event (events, "run-one", MQ_EVENT_TRANSCRIPT));
  g_assert_null (memmem (bytes, n_bytes, mq_test_get_dir (), strlen (mq_test_get_dir ())));
  g_assert_null (memmem (bytes, n_bytes, g_get_home_dir (), strlen (g_get_home_dir ())));
  g_assert_nonnull (memmem (bytes, n_bytes, "read ~/notes", strlen ("read ~/notes")));

  /* What they would give away is the same. */
  share_save (theirs, copy, third);
  copied = share_load (third, &n_copied);
  g_assert_cmpmem (bytes, n_bytes, copied, n_copied);
}

/* What is there is not replaced unless the user says so; nothing incomplete stays. */
static void
test_save_fails (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("fails");
  g_autoptr (MqSession) session = share_make_session (library);
  g_autofree char *dir = mq_test_make_dir ("fails-out");
  g_autofree char *path = g_build_filename (dir, "x.maquette", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "no", "x.maquette", NULL);
  g_autofree char *script = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  share_write (dir, "x.maquette", "mine", -1);
  before = share_digest (dir);
  g_assert_false (dex_await (mq_share_save (library, session, path, FALSE, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (dex_await (mq_share_save (library, session, nowhere, TRUE, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);

  g_cancellable_cancel (cancelled);
  g_assert_false (dex_await (mq_share_save (library, session, path, TRUE, cancelled), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  g_clear_error (&error);

  script = g_build_filename (mq_version_get_dir (mq_session_get_last_version (session)),
                             "script.py", NULL);
  g_assert_cmpint (g_unlink (script), ==, 0);
  g_assert_false (dex_await (mq_share_save (library, session, path, TRUE, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);

  after = share_digest (dir);
  g_assert_cmpstr (before, ==, after);
}

/* Two people go on from the same two versions, and swap their copies. */
static void
test_merge (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("merge-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("merge-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *path = share_make_path ("merge.maquette");
  g_autofree char *back = share_make_path ("merge-back.maquette");
  g_autoptr (MqMergeResult) first = NULL;
  g_autoptr (MqMergeResult) merged = NULL;
  g_autoptr (MqMergeResult) twice = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *script = NULL;
  g_autofree char *added = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (MqVersion) branch = NULL;
  g_autoptr (MqVersion) leaf = NULL;
  MqRunEvent *event;
  MqSession *copy;

  share_save (ours, session, path);
  first = share_import (theirs, path);
  copy = mq_library_find_session (theirs, mq_session_get_id (session));

  share_keep (ours, session, 2, "COLOR = 'ours'\n");
  share_keep (theirs, copy, 1, "COLOR = 'theirs'\n");
  share_keep (theirs, copy, 3, "COLOR = 'theirs, darker'\n");
  share_record (theirs, copy, "run-two", "darker please", 3, 4);
  share_save (theirs, copy, back);

  before = share_digest (mq_version_get_dir (mq_session_get_last_version (session)));
  merged = share_import (ours, back);
  g_assert_false (merged->is_new);
  g_assert_cmpuint (merged->n_versions, ==, 2);
  g_assert_cmpuint (g_strv_length (merged->runs), ==, 1);
  g_assert_cmpstr (merged->runs[0], ==, "run-two");
  added = mq_share_describe (ours, merged);
  g_assert_cmpstr (added, ==, "Added 2 versions to “A chair”");

  /* Their 3 is our 4, below the common version 1; their 4 is our 5. Our 3 is as it was. */
  g_assert_cmpuint (count_versions (session), ==, 5);
  branch = mq_version_find (mq_session_get_versions (session), 4);
  leaf = mq_version_find (mq_session_get_versions (session), 5);
  g_assert_cmpuint (mq_version_get_parent (branch), ==, 1);
  g_assert_cmpuint (mq_version_get_parent (leaf), ==, 4);
  script = read_script (session, 5);
  g_assert_cmpstr (script, ==, "COLOR = 'theirs, darker'\n");
  g_clear_pointer (&script, g_free);
  script = read_script (session, 3);
  g_assert_cmpstr (script, ==, "COLOR = 'ours'\n");
  branch = (g_object_unref (branch), mq_version_find (mq_session_get_versions (session), 3));
  after = share_digest (mq_version_get_dir (branch));
  g_assert_cmpstr (before, ==, after);

  /* The record names versions by our numbers. */
  events = dex_await_boxed (mq_library_load_events (ours, session), NULL);
  event = find_event (events, "run-two", MQ_EVENT_KEPT);
  g_assert_cmpint (event->kept.version, ==, 5);
  event = find_event (events, "run-two", MQ_EVENT_BEGAN);
  g_assert_cmpint (event->began.base, ==, 4);
  event = find_event (events, "run-two", MQ_EVENT_MESSAGE);
  g_assert_true (g_str_has_suffix (event->message.value->pictures[0], "/pictures/2.png"));

  g_clear_pointer (&before, g_free);
  before = share_digest (mq_library_get_path (ours));
  twice = share_import (ours, back);
  g_assert_cmpuint (twice->n_versions + g_strv_length (twice->runs), ==, 0);
  nothing = mq_share_describe (ours, twice);
  g_assert_cmpstr (nothing, ==, "Nothing new in it: you have all of “A chair”");
  g_clear_pointer (&after, g_free);
  after = share_digest (mq_library_get_path (ours));
  g_assert_cmpstr (before, ==, after);
}

/* Versions with the same script below the same parent are told apart by their number of times. */
static void
test_twins (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("twins-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("twins-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *path = share_make_path ("twins.maquette");
  g_autoptr (MqMergeResult) first = NULL;
  g_autoptr (MqMergeResult) second = NULL;
  g_autoptr (MqMergeResult) third = NULL;

  share_save (ours, session, path);
  first = share_import (theirs, path);
  share_keep (ours, session, 1, "HEIGHT = 2\n");
  share_save (ours, session, path);
  second = share_import (theirs, path);
  third = share_import (theirs, path);
  g_assert_cmpuint (second->n_versions, ==, 1);
  g_assert_cmpuint (third->n_versions, ==, 0);
}

/* A session that was deleted comes back when its file is opened. */
static void
test_removed (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("removed");
  g_autoptr (MqSession) session = share_make_session (library);
  g_autofree char *path = share_make_path ("removed.maquette");
  g_autoptr (MqMergeResult) result = NULL;
  g_autoptr (MqMergeResult) purged = NULL;
  g_autoptr (MqSession) back = NULL;

  share_save (library, session, path);
  share_expect (mq_library_remove_session (library, session));
  g_assert_null (mq_library_find_session (library, mq_session_get_id (session)));
  result = share_import (library, path);
  g_assert_cmpuint (result->n_versions, ==, 0);
  g_set_object (&back, mq_library_find_session (library, mq_session_get_id (session)));
  g_assert_nonnull (back);

  share_expect (mq_library_remove_session (library, back));
  share_expect (mq_library_purge_session (library, back));
  purged = share_import (library, path);
  g_assert_true (purged->is_new);
  g_assert_cmpuint (purged->n_versions, ==, 2);
}

/* Crashes. */

static guint
count_entries (MqLibrary *library, const char *name)
{
  g_autofree char *path = g_build_filename (mq_library_get_path (library), name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* The kernel kills the child in the middle of a file that it unpacks. */
static void
test_killed (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("killed-ours");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *theirs = mq_test_make_dir ("killed-theirs");
  g_autofree char *path = share_make_path ("killed.maquette");
  g_autofree char *blend = g_build_filename (
      mq_version_get_dir (mq_session_get_last_version (session)), "scene.blend", NULL);
  g_autofree char *big = g_malloc0 (2 << 20);
  const char *const argv[] = { program, "--child", "killed", theirs, path, NULL };
  g_autoptr (MqLibrary) library = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMergeResult) result = NULL;

  memcpy (big, "BLENDER", 7);
  g_assert_true (g_file_set_contents (blend, big, 2 << 20, NULL));
  share_save (ours, session, path);

  child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_false (dex_await (dex_subprocess_wait_check (child), NULL));
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGXFSZ);

  library = share_open_library (theirs);
  share_settle (library);
  g_assert_cmpuint (count_entries (library, "tmp"), ==, 0);
  g_assert_cmpuint (count_entries (library, "sessions"), ==, 0);
  result = share_import (library, path);
  g_assert_cmpuint (result->n_versions, ==, 2);
}

/* The library is on a disk of 1 MiB, the archive has 2. */
static void
test_full (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("full-ours");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *theirs = mq_test_make_dir ("full-theirs");
  g_autofree char *path = share_make_path ("full.maquette");
  g_autofree char *blend = g_build_filename (
      mq_version_get_dir (mq_session_get_last_version (session)), "scene.blend", NULL);
  g_autofree char *big = g_malloc0 (2 << 20);
  const char *const argv[] = { "bwrap",   "--dev-bind", "/",    "/",     "--size",
                               "1000000", "--tmpfs",    theirs, program, "--child",
                               "full",    theirs,       path,   NULL };
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (big, "BLENDER", 7);
  g_assert_true (g_file_set_contents (blend, big, 2 << 20, NULL));
  share_save (ours, session, path);
  child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  share_expect (dex_subprocess_wait_check (child));
}

/* What a crash leaves between the renames and the commit. */
static void
leave_import (MqLibrary *library, const char *session, const char *number)
{
  g_autofree char *temp = g_build_filename (mq_library_get_path (library), "tmp", "import-abcdef",
                                            NULL);
  g_autofree char *version = g_build_filename (mq_library_get_path (library), "sessions", session,
                                               "versions", number, NULL);

  g_assert_cmpint (g_mkdir_with_parents (temp, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (version, 0700), ==, 0);
  share_write (temp, "session", session, -1);
  share_write (version, "script.py", "HEIGHT = 9\n", -1);
  share_write (version, "version.json",
               "{\"parent\":0,\"summary\":\"\",\"instruction\":\"\",\"pictures\":0,\"created\":5}",
               -1);
}

static void
test_unrecorded (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("unrecorded");
  g_autofree char *path = g_strdup (mq_library_get_path (library));
  g_autoptr (MqSession) session = share_make_session (library);
  g_autofree char *id = g_strdup (mq_session_get_id (session));

  /* A session that no row names: all of it goes. */
  leave_import (library, "0123456789", "1");
  g_clear_object (&library);
  library = share_open_library (path);
  share_settle (library);
  g_assert_cmpuint (count_entries (library, "sessions"), ==, 1);
  g_assert_cmpuint (count_entries (library, "tmp"), ==, 0);

  /* A version of a session that is there: it was checked and is complete, so it is recorded. */
  leave_import (library, id, "3");
  g_clear_object (&library);
  library = share_open_library (path);
  share_settle (library);
  g_assert_cmpuint (count_entries (library, "tmp"), ==, 0);
  g_assert_cmpuint (count_versions (mq_library_find_session (library, id)), ==, 3);
}

/* Only a run that ended with a failure marks the session that it comes with. */
static void
test_outcomes (void)
{
  static const struct
  {
    const char *name;
    int how; /* -1: the run had not ended */
  } cases[]
      = { { "unended", -1 }, { "done", MQ_RUN_OUTCOME_DONE }, { "failed", MQ_RUN_OUTCOME_FAILED } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ours_name = g_strconcat ("outcomes-ours-", cases[i].name, NULL);
      g_autofree char *theirs_name = g_strconcat ("outcomes-theirs-", cases[i].name, NULL);
      g_autofree char *path = share_make_path ("outcomes.maquette");
      g_autoptr (MqLibrary) ours = share_make_library (ours_name);
      g_autoptr (MqLibrary) theirs = share_make_library (theirs_name);
      GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
      g_autoptr (MqMergeResult) result = NULL;
      g_autoptr (MqSession) session = NULL;
      g_autoptr (GError) error = NULL;
      MqRunEvent *event;

      session = dex_await_object (
          mq_library_create_session (ours, "A chair", "a chair", NULL, NULL, NULL), &error);
      g_assert_no_error (error);
      share_keep (ours, session, 0, "HEIGHT = 1\n");
      g_ptr_array_add (events, mq_run_event_new (MQ_EVENT_BEGAN));
      if (cases[i].how >= 0)
        {
          g_ptr_array_add (events, event = mq_run_event_new (MQ_EVENT_ENDED));
          event->ended.how = (MqRunOutcome)cases[i].how;
        }
      share_expect (mq_library_save_record (ours, session, "run-one", events, FALSE));
      share_save (ours, session, path);
      result = share_import (theirs, path);
      g_assert_true (result->is_new);
      g_assert_cmpint (
          mq_session_get_failed (mq_library_find_session (theirs, mq_session_get_id (session))), ==,
          cases[i].how == MQ_RUN_OUTCOME_FAILED);
    }
}

/* Fails half-way in the library itself: what was put into place is taken away. */
static void
test_undone (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("undone-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("undone-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *path = share_make_path ("undone.maquette");
  g_autofree char *dir = g_build_filename (mq_library_get_path (theirs), "sessions",
                                           mq_session_get_id (session), NULL);
  g_autofree char *runs = g_build_filename (dir, "runs", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  share_save (ours, session, path);
  share_settle (theirs);
  /* A file where the folder of the records would be. */
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (runs, "", 0, NULL));
  before = share_digest (dir);
  g_assert_false (dex_await (share_start_import (theirs, path, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
  after = share_digest (dir);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_entries (theirs, "tmp"), ==, 0);
  share_expect (mq_library_refresh (theirs));
  g_assert_null (mq_library_find_session (theirs, mq_session_get_id (session)));
}

static void
test_cancelled (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("cancelled-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("cancelled-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *path = share_make_path ("cancelled.maquette");
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  share_save (ours, session, path);
  share_settle (theirs);
  before = share_digest (mq_library_get_path (theirs));
  g_cancellable_cancel (cancelled);
  g_assert_false (dex_await (share_start_import (theirs, path, cancelled), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  after = share_digest (mq_library_get_path (theirs));
  g_assert_cmpstr (before, ==, after);
}

static char *
load_scene (MqLibrary *library, MqSession *session, guint number)
{
  g_autofree char *path = g_strdup_printf ("%s/sessions/%s/versions/%u/scene.blend",
                                           mq_library_get_path (library),
                                           mq_session_get_id (session), number);

  return share_load (path, NULL);
}

static void
count_progress (guint number, guint of, gpointer data)
{
  guint *calls = data;

  g_assert_cmpuint (of, ==, 2);
  g_assert_cmpuint (number, ==, ++*calls);
}

/* A Blender in the sandbox has opened and saved each Blender file before it is in the library; what
 * the library has already is not opened again. */
static void
test_saved_anew (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("anew-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("anew-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *path = share_make_path ("anew.maquette");
  g_autoptr (MqVersion) version = g_list_model_get_item (mq_session_get_versions (session), 0);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  guint calls = 0;
  const MqShareProgress progress = { count_progress, &calls };

  share_write (mq_version_get_dir (version), "scene.blend", "BLENDER", -1);
  share_save (ours, session, path);
  share_expect (mq_share_import (theirs, path, share_get_blender (), &progress, NULL));
  g_assert_cmpuint (calls, ==, 2);
  first = load_scene (theirs, session, 1);
  second = load_scene (theirs, session, 2);
  g_assert_cmpstr (first, ==, "BLENDER saved anew");
  g_assert_cmpstr (second, ==, "BLENDER saved anew");
  g_assert_cmpuint (count_entries (theirs, "tmp"), ==, 0);

  share_expect (mq_share_import (theirs, path, NULL, &progress, NULL));
  g_assert_cmpuint (calls, ==, 2);
}

/* Without a Blender nothing is kept, and the reason says so. */
static void
test_no_blender (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("without-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("without-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *path = share_make_path ("without.maquette");
  g_autoptr (GError) error = NULL;

  share_save (ours, session, path);
  share_settle (theirs);
  g_assert_false (dex_await (mq_share_import (theirs, path, NULL, NULL, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);
  g_assert_nonnull (strstr (error->message, "no Blender was found"));
  g_assert_cmpuint (count_entries (theirs, "sessions"), ==, 0);
  g_assert_cmpuint (count_entries (theirs, "tmp"), ==, 0);
}

static void
stop_at_second (guint number, guint of, gpointer cancellable)
{
  if (number == 2)
    g_cancellable_cancel (cancellable);
}

static void
test_stopped_while_saving_anew (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("stopped-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("stopped-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *path = share_make_path ("stopped.maquette");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const MqShareProgress progress = { stop_at_second, cancellable };
  g_autoptr (GError) error = NULL;

  share_save (ours, session, path);
  g_assert_false (dex_await (
      mq_share_import (theirs, path, share_get_blender (), &progress, cancellable), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  g_assert_cmpuint (count_entries (theirs, "sessions"), ==, 0);
  g_assert_cmpuint (count_entries (theirs, "tmp"), ==, 0);
}

/* Children: this program again, in another process. */

/* No file may have more than 1 MiB, and whoever writes more dies. */
static void
child_killed (const char *library_path, const char *path)
{
  const struct rlimit limit = { 1 << 20, 1 << 20 };
  const struct rlimit no_core = { 0, 0 };
  g_autoptr (MqLibrary) library = share_open_library (library_path);

  signal (SIGXFSZ, SIG_DFL);
  setrlimit (RLIMIT_CORE, &no_core);
  setrlimit (RLIMIT_FSIZE, &limit);
  share_expect (share_start_import (library, path, NULL));
}

static void
child_full (const char *library_path, const char *path)
{
  g_autoptr (MqLibrary) library = share_open_library (library_path);
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (share_start_import (library, path, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
  g_assert_cmpuint (count_entries (library, "tmp"), ==, 0);
  g_assert_cmpuint (count_entries (library, "sessions"), ==, 0);
}

static DexFuture *
child_fiber (gpointer user_data)
{
  char **args = user_data;

  (g_str_equal (args[0], "full") ? child_full : child_killed) (args[1], args[2]);
  return dex_future_new_true ();
}

MQ_TEST_PROGRAM (share)
{
  int status;

  program = g_file_read_link ("/proc/self/exe", NULL);
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    {
      dex_init ();
      mq_test_expect (dex_scheduler_spawn (NULL, 256 * 1024, child_fiber, argv + 2, NULL));
      return 0;
    }

  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/share/round-trip", test_round_trip);
  mq_test_add_fiber ("/share/save-fails", test_save_fails);
  mq_test_add_fiber ("/share/merge", test_merge);
  mq_test_add_fiber ("/share/twins", test_twins);
  mq_test_add_fiber ("/share/removed", test_removed);
  mq_test_add_fiber ("/share/killed", test_killed);
  mq_test_add_fiber ("/share/full", test_full);
  mq_test_add_fiber ("/share/unrecorded", test_unrecorded);
  mq_test_add_fiber ("/share/outcomes", test_outcomes);
  mq_test_add_fiber ("/share/undone", test_undone);
  mq_test_add_fiber ("/share/cancelled", test_cancelled);
  mq_test_add_fiber ("/share/saved-anew", test_saved_anew);
  mq_test_add_fiber ("/share/no-blender", test_no_blender);
  mq_test_add_fiber ("/share/stopped-while-saving-anew", test_stopped_while_saving_anew);

  status = mq_test_run ();
  g_free (program);
  return status;
}
