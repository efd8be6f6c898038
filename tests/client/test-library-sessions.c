/* What the window does with the library: removing and bringing back, deleting for good, events,
 * pictures, looking for words, runs that were cut off. */
#include "client/library/mq-library.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/database/mq-sqlite.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define PNG "\x89PNG\r\n\x1a\npixels"

static MqLibrary *
open_library (const char *path)
{
  g_autoptr (GError) error = NULL;
  MqLibrary *library = dex_await_object (mq_library_open (path, FALSE), &error);

  g_assert_no_error (error);
  g_assert_false (mq_library_is_read_only (library));
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
expect (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

/* A version with this script. */
static void
keep (MqLibrary *library, MqSession *session, const char *script)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *work_dir = dex_await_string (mq_library_make_work_dir (library), &error);
  MqVersionDraft *draft = mq_version_draft_new ();

  g_assert_no_error (error);
  draft->script = g_strdup (script);
  draft->from_dir = g_strdup (work_dir);
  expect (mq_library_keep_version (library, session, draft));
  expect (mq_library_remove_work_dir (library, work_dir));
}

static guint
count (MqLibrary *library)
{
  return g_list_model_get_n_items (mq_library_get_sessions (library));
}

static void
assert_found (MqLibrary *library, const char *words, const char *const *wanted)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = dex_await_boxed (mq_library_search (library, words), &error);

  g_assert_no_error (error);
  g_test_message ("“%s”: %u", words, g_strv_length (ids));
  g_assert_cmpstrv (ids, wanted);
}

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
test_remove (void)
{
  g_autofree char *path = mq_test_make_dir ("remove");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) chair = create_session (library, "a chair");
  g_autoptr (MqSession) lamp = create_session (library, "a lamp");
  g_autofree char *folder = g_build_filename (path, "sessions", mq_session_get_id (chair), NULL);
  g_autofree char *id = g_strdup (mq_session_get_id (chair));
  const char *both[] = { mq_session_get_id (lamp), id, NULL };
  const char *one[] = { mq_session_get_id (lamp), NULL };
  DexFuture *removal;

  keep (library, chair, "LEG_COUNT = 4\n");
  keep (library, lamp, "x = 1\n");
  assert_found (library, "a", both);

  removal = mq_library_remove_session (library, chair);
  g_assert_cmpuint (count (library), ==, 1); /* at once */
  expect (removal);
  g_assert_null (mq_library_find_session (library, id));
  assert_found (library, "a", one);
  expect (mq_library_refresh (library));
  g_assert_cmpuint (count (library), ==, 1);

  {
    g_autoptr (MqLibrary) other = open_library (path);

    g_assert_cmpuint (count (other), ==, 1);
  }

  expect (mq_library_restore_session (library, chair));
  g_assert_cmpuint (count (library), ==, 2);
  g_assert_true (mq_library_find_session (library, id) == chair);

  expect (mq_library_remove_session (library, chair));
  g_assert_cmpint (dex_await_int64 (mq_library_purge_removed (library, 3600), NULL), ==, 0);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (dex_await_int64 (mq_library_purge_removed (library, 0), NULL), ==, 1);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count (library), ==, 1);

  {
    g_autoptr (GError) error = NULL;

    g_assert_false (dex_await (mq_library_restore_session (library, chair), &error));
    g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_false (dex_await (say (library, chair, "x"), &error));
    g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  }
}

static void
test_search (void)
{
  g_autofree char *path = mq_test_make_dir ("search");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) chair = create_session (library, "Ein Stuhl aus Eiche, größer");
  g_autoptr (MqSession) lamp = create_session (library, "a lamp for the chair");
  const char *of_chair[] = { mq_session_get_id (chair), NULL };
  const char *of_lamp[] = { mq_session_get_id (lamp), NULL };
  const char *none[] = { NULL };
  static const char *const nasty[] = { "\"", "a\"b", "*",   "NEAR(",  "title:x",
                                       "OR", "-",    "(((", "a AND ", "\xff\xfe'",
                                       "%_", "^",    "",    " ",      "💥" };

  keep (library, chair, "LEG_COUNT = 4\ndef make_backrest():\n    legWidth = 0.1\n");
  assert_found (library, "leg count", of_chair);
  assert_found (library, "LEG_COUNT", of_chair);
  assert_found (library, "legcount", none);
  assert_found (library, "legwidth", of_chair);
  assert_found (library, "width", of_chair);
  assert_found (library, "backr", of_chair);
  assert_found (library, "backr ", none);
  assert_found (library, "GROSSER", of_chair);
  assert_found (library, "grosser ", of_chair);
  assert_found (library, "größ", of_chair);
  assert_found (library, "gross ", none);
  assert_found (library, "lamp chair", of_lamp);

  for (gsize i = 0; i < G_N_ELEMENTS (nasty); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) ids = dex_await_boxed (mq_library_search (library, nasty[i]), &error);

      g_assert_no_error (error);
      g_assert_nonnull (ids);
    }

  expect (say (library, lamp, "Make it purple 木制椅子"));
  assert_found (library, "purp", of_lamp);
  assert_found (library, "木", of_lamp);
  assert_found (library, "椅子", of_lamp);
  assert_found (library, "木椅", none);
  expect (mq_library_rename_session (library, lamp, "Sunrise"));
  assert_found (library, "sunrise", of_lamp);
}

static void
test_events (void)
{
  g_autofree char *path = mq_test_make_dir ("events");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = NULL;
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  g_autofree char *large = g_strnfill (1024 * 1024, 'x');

  for (guint i = 0; i < 100; i++)
    {
      MqRunEvent *event = mq_run_event_new (MQ_EVENT_STEP);

      event->id = i;
      event->time = 1000 + i;
      event->step.step = 2 * i;
      g_ptr_array_add (events, event);
    }
  {
    MqRunEvent *event = mq_run_event_new (MQ_EVENT_STEP);

    event->step.text = g_strdup (large);
    event->step.model = g_strdup ("kept");
    g_ptr_array_add (events, event);
  }
  expect (mq_library_save_record (library, session, "run-1", events, FALSE));

  read = dex_await_boxed (mq_library_load_events (library, session), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 101);
  for (guint i = 0; i < 100; i++)
    {
      const MqLibraryEvent *entry = read->pdata[i];

      g_assert_cmpint (entry->event->kind, ==, MQ_EVENT_STEP);
      g_assert_cmpint (entry->event->id, ==, i);
      g_assert_cmpint (entry->event->time, ==, 1000 + i);
      g_assert_cmpint (entry->event->step.step, ==, 2 * i);
      g_assert_cmpstr (entry->run, ==, "run-1");
    }
  {
    const MqLibraryEvent *entry = read->pdata[100];
    g_autoptr (JsonObject) data = mq_run_event_encode (entry->event);

    g_assert_true (mq_json_get_boolean (data, "cut", FALSE));
    g_assert_cmpstr (entry->event->step.model, ==, "kept");
    g_assert_cmpuint (strlen (entry->event->step.text), >, 1000);
    g_assert_cmpuint (strlen (entry->event->step.text), <, MQ_LIBRARY_MAX_EVENT);
  }

  /* It has no version, and stays for what happened in it. */
  expect (mq_library_discard_session (library, session));
  g_assert_cmpuint (count (library), ==, 1);
}

static void
test_pictures (void)
{
  static const struct
  {
    const char *name;
    const char *data;
    gsize length;
    const char *kept; /* NULL: refused */
  } files[] = {
    { "a.png", PNG, sizeof PNG - 1, "1.png" },
    { "photo", "\xff\xd8\xff\xe0 a photo ...", 16, "2.jpg" },
    { "b.webp", "RIFF\x10\0\0\0WEBPVP8 ", 16, "3.webp" },
    { "c.png", "<svg xmlns=''/>", 15, NULL },
    { "d.png", "", 0, NULL },
    { "e.png", NULL, 0, NULL }, /* not there */
  };
  g_autofree char *path = mq_test_make_dir ("pictures");
  g_autofree char *from = mq_test_make_dir ("originals");
  g_autofree char *temp = g_build_filename (path, "tmp", NULL);
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "like this");
  g_autoptr (GDir) left = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *original = g_build_filename (from, files[i].name, NULL);
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *copy = NULL;
      gsize length;

      if (files[i].data != NULL)
        g_assert_true (g_file_set_contents (original, files[i].data, files[i].length, NULL));

      copy = dex_await_string (mq_library_add_picture (library, session, original), &error);
      if (files[i].kept == NULL)
        {
          g_assert_nonnull (error);
          g_assert_true (error->domain == MQ_ERROR);
          g_assert_nonnull (strstr (error->message, files[i].name));
          continue;
        }

      g_assert_no_error (error);
      g_assert_true (g_str_has_suffix (copy, files[i].kept));
      g_assert_true (g_file_get_contents (copy, &data, &length, &error));
      g_assert_cmpmem (data, length, files[i].data, files[i].length);
    }

  left = g_dir_open (temp, 0, NULL);
  g_assert_null (g_dir_read_name (left));
}

static void
test_missing_files (void)
{
  g_autofree char *path = mq_test_make_dir ("missing");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) loaded = NULL;
  g_autofree char *script = NULL;
  g_autofree char *report = NULL;
  MqVersion *version;

  keep (library, session, "x = 1\n");
  version = mq_session_get_last_version (session);
  script = g_build_filename (mq_version_get_dir (version), "script.py", NULL);
  report = g_build_filename (mq_version_get_dir (version), "report.json", NULL);

  loaded = dex_await_boxed (mq_version_load (version), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_get_string (loaded, "script", NULL), ==, "x = 1\n");
  g_assert_true (json_object_get_null_member (loaded, "report"));
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (loaded, "missing")), ==, 1);

  g_assert_true (g_file_set_contents (report, "{ no json", -1, NULL));
  g_assert_cmpint (g_unlink (script), ==, 0);
  g_clear_pointer (&loaded, json_object_unref);
  loaded = dex_await_boxed (mq_version_load (version), &error);
  g_assert_no_error (error);
  g_assert_true (json_object_get_null_member (loaded, "script"));
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (loaded, "missing")), ==, 3);

  mq_test_remove_tree (mq_version_get_dir (version));
  g_clear_pointer (&loaded, json_object_unref);
  loaded = dex_await_boxed (mq_version_load (version), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_element_string (mq_json_get_array (loaded, "missing"), 0), ==,
                   "script.py");
  g_clear_object (&library);
  library = open_library (path);
  g_assert_cmpuint (count (library), ==, 1);
}

/* What the user said and no service has is kept in order, with its session, until it is taken out.
 */
static void
test_unsent (void)
{
  g_autofree char *path = mq_test_make_dir ("unsent");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (JsonArray) unsent = NULL;

  json_object_set_string_member (data, "text", "taller");
  expect (mq_library_add_unsent (library, session, "b", data));
  expect (mq_library_add_unsent (library, session, "a", data));
  expect (mq_library_discard_session (library, session)); /* it is not empty */

  g_clear_object (&library);
  library = open_library (path);
  unsent = dex_await_boxed (mq_library_load_unsent (library), NULL);
  g_assert_cmpuint (json_array_get_length (unsent), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *entry = mq_json_element_object (unsent, i);

      g_assert_cmpstr (mq_json_get_string (entry, "id", ""), ==, i == 0 ? "b" : "a");
      g_assert_cmpstr (mq_json_get_string (entry, "session", ""), ==, mq_session_get_id (session));
      g_assert_cmpstr (mq_json_get_string (entry, "text", ""), ==, "taller");
    }

  expect (mq_library_remove_unsent (library, "b"));
  expect (mq_library_remove_unsent (library, "none"));
  g_clear_pointer (&unsent, json_array_unref);
  unsent = dex_await_boxed (mq_library_load_unsent (library), NULL);
  g_assert_cmpuint (json_array_get_length (unsent), ==, 1);
}

static void
append_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* A record takes the place of the one that there was of its run; the last one says whether it
 * failed. */
static void
test_record (void)
{
  g_autofree char *path = mq_test_make_dir ("record");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  for (guint i = 0; i < 4; i++)
    {
      GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);

      for (guint j = 0; j <= i; j++)
        g_ptr_array_add (events, mq_run_event_new (MQ_EVENT_WAITING));
      expect (mq_library_save_record (library, session, i == 1 ? "one" : "two", events, i == 3));
    }

  g_assert_true (mq_session_get_failed (session));
  read = dex_await_boxed (mq_library_load_events (library, session), NULL);
  g_assert_cmpuint (read->len, ==, 2 + 4);
  g_clear_pointer (&read, g_ptr_array_unref);

  /* What a crash left, a line that is cut off, and a file of somebody else's. */
  folder = g_build_filename (path, "sessions", mq_session_get_id (session), "runs", NULL);
  append_text (folder, ".part", "{\"type\": \"mess");
  append_text (folder, "1-two.jsonl", "{\"type\": \"mess");
  append_text (folder, "notes.txt", "mine");
  read = dex_await_boxed (mq_library_load_events (library, session), NULL);
  g_assert_cmpuint (read->len, ==, 2 + 4);
  expect (mq_library_save_record (library, session, "three", g_ptr_array_new (), TRUE));

  /* A name is not a path. */
  g_assert_false (dex_await (
      mq_library_save_record (library, session, "../four", g_ptr_array_new (), TRUE), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_object (&session);
  g_clear_object (&library);
  library = open_library (path);
  session = g_list_model_get_item (mq_library_get_sessions (library), 0);
  g_assert_true (mq_session_get_failed (session));
}

static void
test_favorites (void)
{
  g_autofree char *path = mq_test_make_dir ("favorites");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) chair = create_session (library, "a chair");
  g_autoptr (MqSession) lamp = create_session (library, "a lamp");
  g_autoptr (MqLibrary) other = NULL;

  expect (mq_library_set_favorite (library, chair, TRUE));
  other = open_library (path);
  g_assert_true (
      mq_session_is_favorite (mq_library_find_session (other, mq_session_get_id (chair))));
  g_assert_false (
      mq_session_is_favorite (mq_library_find_session (other, mq_session_get_id (lamp))));
}

MQ_TEST_PROGRAM (library_sessions)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/sessions/remove", test_remove);
  mq_test_add_fiber ("/sessions/search", test_search);
  mq_test_add_fiber ("/sessions/events", test_events);
  mq_test_add_fiber ("/sessions/pictures", test_pictures);
  mq_test_add_fiber ("/sessions/missing-files", test_missing_files);
  mq_test_add_fiber ("/sessions/unsent", test_unsent);
  mq_test_add_fiber ("/sessions/record", test_record);
  mq_test_add_fiber ("/sessions/favorites", test_favorites);
  return mq_test_run ();
}
