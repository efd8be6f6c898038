/* The library on disk: versions kept whole or not at all, crashes put in order, hostile files, two
 * processes, a full disk, a read-only one. The last three run this program again as a child. */
#include "common/base/mq-files.h"
#include "client/library/mq-library.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PNG "\x89PNG\r\n\x1a\npixels"

static char *program;

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

static char *
make_work_dir (MqLibrary *library)
{
  g_autoptr (GError) error = NULL;
  char *path = dex_await_string (mq_library_make_work_dir (library), &error);
  g_autofree char *renders = NULL;
  g_autofree char *blend = NULL;
  g_autofree char *picture = NULL;

  g_assert_no_error (error);
  renders = g_build_filename (path, "renders", NULL);
  blend = g_build_filename (path, "scene.blend", NULL);
  picture = g_build_filename (renders, "view.png", NULL);
  g_assert_cmpint (g_mkdir (renders, 0700), ==, 0);
  g_assert_true (g_file_set_contents (blend, "BLENDER", -1, NULL));
  g_assert_true (g_file_set_contents (picture, PNG, strlen (PNG), NULL));
  return path;
}

static MqVersionDraft *
make_draft (const char *work_dir, guint parent)
{
  static const char *const pictures[] = { "renders/view.png", "renders/view.png", NULL };
  MqVersionDraft *draft = mq_version_draft_new ();

  draft->parent = parent;
  draft->summary = g_strdup ("a chair");
  draft->instruction = g_strdup ("add two armrests");
  draft->script = g_strdup ("print('é')\n");
  draft->plan = json_object_new ();
  json_object_set_string_member (draft->plan, "title", "Chair");
  draft->report = json_object_new ();
  json_object_set_int_member (draft->report, "triangles", 12);
  draft->from_dir = g_strdup (work_dir);
  draft->blend = g_strdup ("scene.blend");
  draft->pictures = g_strdupv ((GStrv)pictures);
  return draft;
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static guint
count_temp (const char *library)
{
  g_autofree char *temp = g_build_filename (library, "tmp", NULL);

  return count_entries (temp);
}

static void
assert_file (const char *dir, const char *name, const char *wanted)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, wanted);
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
test_keep (void)
{
  g_autofree char *path = mq_test_make_dir ("keep");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair\nof oak");
  g_autofree char *work_dir = make_work_dir (library);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqVersion) first = NULL;
  g_autoptr (MqVersion) second = NULL;
  g_autoptr (JsonObject) base = NULL;
  g_autofree char *picture = NULL;
  g_autofree char *id = g_strdup (mq_session_get_id (session));
  g_autofree char *typed = g_ascii_strup (id, -1);

  first = dex_await_object (mq_library_keep_version (library, session, make_draft (work_dir, 0)),
                            &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mq_version_get_number (first), ==, 1);
  second = dex_await_object (mq_library_keep_version (library, session, make_draft (work_dir, 1)),
                             &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mq_version_get_number (second), ==, 2);
  g_assert_cmpuint (mq_version_get_parent (second), ==, 1);

  assert_file (mq_version_get_dir (first), "script.py", "print('é')\n");
  assert_file (mq_version_get_dir (first), "scene.blend", "BLENDER");
  assert_file (mq_version_get_dir (first), "renders/render_1.png", PNG);
  picture = mq_version_get_picture (first, 1);
  g_assert_true (g_str_has_suffix (picture, "/renders/render_2.png"));
  g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));

  base = dex_await_boxed (mq_version_load (first), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_get_string (base, "script", NULL), ==, "print('é')\n");
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (base, "plan"), "title", NULL), ==,
                   "Chair");
  g_assert_cmpint (mq_json_get_int (mq_json_get_object (base, "report"), "triangles", 0), ==, 12);

  g_assert_true (dex_await (say (library, session, "hello"), &error));
  g_assert_true (dex_await (mq_library_rename_session (library, session, "Chair"), &error));
  g_assert_true (dex_await (mq_library_remove_work_dir (library, work_dir), &error));
  g_assert_cmpuint (count_temp (path), ==, 0);

  /* It is all there the next time, and readable without writing. */
  g_clear_object (&session);
  g_clear_object (&library);
  library = dex_await_object (mq_library_open (path, TRUE), &error);
  g_assert_no_error (error);
  session = g_object_ref (mq_library_find_session (library, typed));
  g_assert_cmpstr (mq_session_get_title (session), ==, "Chair");
  g_assert_cmpuint (g_list_model_get_n_items (mq_session_get_versions (session)), ==, 2);
  g_assert_cmpuint (mq_version_get_number (mq_session_get_last_version (session)), ==, 2);
  g_assert_cmpstr (mq_version_get_instruction (mq_session_get_last_version (session)), ==,
                   "add two armrests");

  {
    g_autoptr (GPtrArray) events = dex_await_boxed (mq_library_load_events (library, session),
                                                    &error);
    const MqLibraryEvent *entry = events->pdata[0];

    g_assert_cmpuint (events->len, ==, 1);
    g_assert_cmpstr (entry->event->message.value->text, ==, "hello");
  }
}

static guint
add_renders (MqLibrary *library, MqSession *session, MqVersion *version, const char *from_dir,
             guint n, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) pictures = NULL;

  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, "renders/again.png");
  pictures = g_strv_builder_end (builder);
  return dex_await_uint (mq_library_add_renders (library, session, version, from_dir, pictures),
                         error);
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* What was done without a run stands in the record with the words that asked for it. */
static void
test_step (void)
{
  g_autofree char *path = mq_test_make_dir ("step");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_CURRENT);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  event->current.version = 1;
  event->time = 99;
  g_assert_true (dex_await (mq_library_save_step (library, session, NULL, event), &error));
  g_assert_true (dex_await (mq_library_save_step (library, session, "undo", event), &error));
  events = dex_await_boxed (mq_library_load_events (library, session), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 3);
  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *each = events->pdata[i];

      if (each->event->kind == MQ_EVENT_MESSAGE)
        {
          g_assert_cmpstr (each->event->message.value->text, ==, "undo");
          g_assert_cmpstr (each->event->message.value->id, ==, each->run);
        }
      else
        g_assert_cmpint (each->event->kind, ==, MQ_EVENT_CURRENT);
      g_assert_cmpint (each->event->time, ==, 99);
    }
}

/* The pictures of a draft come back under names of their own, up to one that is missing. */
static void
test_draft (void)
{
  g_autofree char *path = mq_test_make_dir ("draft");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autofree char *work_dir = make_work_dir (library);
  g_autofree char *to_dir = make_work_dir (library);
  g_autoptr (GError) error = NULL;

  for (guint n_kept = 0; n_kept <= 2; n_kept++)
    {
      g_autoptr (JsonObject) report = NULL;
      g_autofree char *picture = NULL;
      MqVersionDraft *draft = make_draft (work_dir, 0);
      JsonArray *images = json_array_new ();

      for (guint i = 0; i < 2; i++)
        json_array_add_object_element (images, mq_json_new ("file:s", "renders/view.png"));
      json_object_set_array_member (draft->report, "images", images);
      for (guint i = n_kept; i < 2; i++)
        g_clear_pointer (&draft->pictures[i], g_free);
      picture = dex_await_string (mq_library_keep_draft (library, session, "run", n_kept, draft),
                                  &error);
      g_assert_no_error (error);
      report = dex_await_boxed (mq_library_restore_draft (library, session, "run", n_kept, to_dir),
                                &error);
      g_assert_no_error (error);
      images = json_object_get_array_member (report, "images");
      g_assert_cmpuint (json_array_get_length (images), ==, n_kept);
      for (guint i = 0; i < n_kept; i++)
        {
          g_autofree char *name = g_strdup_printf ("kept-%u-%u.png", n_kept, i + 1);

          g_assert_cmpstr (
              mq_json_get_string (json_array_get_object_element (images, i), "file", NULL), ==,
              name);
          assert_file (to_dir, name, PNG);
        }
    }
}

/* Pictures are added behind those that a version has, also when another program has added some that
 * this one has not seen yet. */
static void
test_add_renders (void)
{
  g_autofree char *path = mq_test_make_dir ("renders");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a chair");
  g_autofree char *work_dir = make_work_dir (library);
  g_autofree char *picture = g_build_filename (work_dir, "renders", "again.png", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqVersion) version = dex_await_object (
      mq_library_keep_version (library, session, make_draft (work_dir, 0)), &error);
  g_autoptr (MqLibrary) other = open_library (path);
  MqSession *theirs = mq_library_find_session (other, mq_session_get_id (session));
  guint notified = 0;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (picture, PNG " again", -1, NULL));
  g_signal_connect_swapped (version, "notify::n-pictures", G_CALLBACK (count_cb), &notified);

  g_assert_cmpuint (add_renders (library, session, version, work_dir, 1, &error), ==, 3);
  g_assert_no_error (error);
  g_assert_cmpuint (mq_version_get_n_pictures (version), ==, 3);
  g_assert_cmpuint (notified, ==, 1);
  assert_file (mq_version_get_dir (version), "renders/render_2.png", PNG);
  assert_file (mq_version_get_dir (version), "renders/render_3.png", PNG " again");

  /* The other one still believes that there are two. */
  g_assert_cmpuint (
      add_renders (other, theirs, mq_session_get_last_version (theirs), work_dir, 2, &error), ==,
      5);
  g_assert_no_error (error);
  assert_file (mq_version_get_dir (version), "renders/render_5.png", PNG " again");
  g_assert_true (dex_await (mq_library_refresh (library), NULL));
  g_assert_cmpuint (mq_version_get_n_pictures (version), ==, 5);
  {
    g_autofree char *text = NULL;
    g_autofree char *file = g_build_filename (mq_version_get_dir (version), "version.json", NULL);
    g_autoptr (JsonObject) record = NULL;

    g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
    record = mq_test_parse_json (text);
    g_assert_cmpint (mq_json_get_int (record, "pictures", 0), ==, 5);
    g_assert_cmpstr (mq_json_get_string (record, "summary", NULL), ==, "a chair");
  }

  /* Too many, and what is no picture: nothing changes. */
  g_assert_cmpuint (add_renders (library, session, version, work_dir, 60, &error), ==, 0);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (picture, "text", -1, NULL));
  g_assert_cmpuint (add_renders (library, session, version, work_dir, 1, &error), ==, 0);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
  g_assert_cmpuint (mq_version_get_n_pictures (version), ==, 5);
  g_assert_cmpuint (notified, ==, 2);
}

static void
test_crashes (void)
{
  g_autofree char *path = mq_test_make_dir ("crashes");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a lamp");
  g_autofree char *work_dir = make_work_dir (library);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqVersion) version = dex_await_object (
      mq_library_keep_version (library, session, make_draft (work_dir, 0)), &error);
  g_autofree char *versions = g_path_get_dirname (mq_version_get_dir (version));
  g_autofree char *id = g_strdup (mq_session_get_id (session));
  g_autofree char *command = NULL;

  /* Between rename and record: whole, but not in the table. Then what no crash of ours makes: not
   * to be touched. And a temporary folder that nobody holds, beside one that is held. */
  command = g_strdup_printf (
      "cp -r %s/1 %s/2; mkdir %s/3 %s/notes; touch %s/3/mine; "
      "mkdir -p %s/tmp/version-dead/version; printf %s > %s/tmp/version-dead/session",
      versions, versions, versions, versions, versions, path, id, path);
  g_assert_cmpint (system (command), ==, 0);

  g_clear_object (&session);
  {
    g_autoptr (MqLibrary) again = open_library (path);
    MqSession *found = mq_library_find_session (again, id);

    g_assert_cmpuint (g_list_model_get_n_items (mq_session_get_versions (found)), ==, 2);
    g_assert_cmpuint (mq_version_get_number (mq_session_get_last_version (found)), ==, 2);
    g_assert_true (g_file_test (work_dir, G_FILE_TEST_IS_DIR));
    g_assert_cmpuint (count_temp (path), ==, 1);
    g_assert_cmpuint (count_entries (versions), ==, 4);

    /* The number that a foreign folder has is not taken. */
    g_clear_object (&version);
    version = dex_await_object (mq_library_keep_version (again, found, make_draft (work_dir, 2)),
                                &error);
    g_assert_no_error (error);
    g_assert_cmpuint (mq_version_get_number (version), ==, 4);
  }

  /* The first library sees what the second did. */
  g_assert_true (dex_await (mq_library_refresh (library), &error));
  g_assert_cmpuint (
      g_list_model_get_n_items (mq_session_get_versions (mq_library_find_session (library, id))),
      ==, 3);
}

static void
test_nothing_half_made (void)
{
  static const struct
  {
    const char *command; /* in the worker's folder */
    const char *blend;
  } hostile[] = {
    { "rm renders/view.png", "scene.blend" },
    { "rm scene.blend; ln -s /etc/passwd scene.blend", "scene.blend" },
    { "rm scene.blend; mkfifo scene.blend", "scene.blend" },
    { "rm scene.blend; mkdir scene.blend", "scene.blend" },
    { "rm -r renders; ln -s /usr/share renders", "scene.blend" },
    { "echo '<svg>' > renders/view.png", "scene.blend" },
    { ": > renders/view.png", "scene.blend" },
    { "truncate -s 100M renders/view.png", "scene.blend" },
    { "truncate -s 3G scene.blend", "scene.blend" },
    { "true", "../../../../etc/passwd" },
    { "true", "/etc/passwd" },
    { "true", "" },
  };
  g_autofree char *path = mq_test_make_dir ("hostile");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "a trap");
  g_autofree char *versions = g_build_filename (path, "sessions", mq_session_get_id (session),
                                                "versions", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *work_dir = make_work_dir (library);
      g_autofree char *command = g_strdup_printf ("cd %s && { %s; }", work_dir, hostile[i].command);
      MqVersionDraft *draft = make_draft (work_dir, 0);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", hostile[i].command);
      g_assert_cmpint (system (command), ==, 0);
      g_set_str (&draft->blend, hostile[i].blend);
      g_assert_false (dex_await (mq_library_keep_version (library, session, draft), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_FAILED);
      g_assert_cmpuint (count_entries (versions), ==, 0);
      g_assert_true (dex_await (mq_library_remove_work_dir (library, work_dir), NULL));
      g_assert_cmpuint (count_temp (path), ==, 0);
    }

  /* A session without versions goes; one with versions stays, whatever is asked. */
  g_assert_true (dex_await (mq_library_discard_session (library, session), NULL));
  g_assert_cmpuint (g_list_model_get_n_items (mq_library_get_sessions (library)), ==, 0);
  {
    g_autoptr (MqSession) kept = create_session (library, "kept");
    g_autofree char *work_dir = make_work_dir (library);

    g_assert_true (
        dex_await (mq_library_keep_version (library, kept, make_draft (work_dir, 0)), NULL));
    g_assert_true (dex_await (mq_library_discard_session (library, kept), NULL));
    g_assert_cmpuint (g_list_model_get_n_items (mq_library_get_sessions (library)), ==, 1);
    g_assert_true (
        g_file_test (mq_version_get_dir (mq_session_get_last_version (kept)), G_FILE_TEST_IS_DIR));
  }
}

static void
test_ids (void)
{
  g_autofree char *id = mq_session_make_id ();
  g_autofree char *other = mq_session_make_id ();
  g_autofree char *normal = mq_session_normalise_id ("OIL-abc 1234");
  g_autofree char *bad = mq_session_normalise_id ("../../../x");
  g_autofree char *with_u = mq_session_normalise_id ("uuuuuuuuuu");
  g_autofree char *made = mq_session_make_id_for ("a set");
  g_autofree char *again = mq_session_make_id_for ("a set");
  g_autofree char *made_otherwise = mq_session_make_id_for ("a set ");
  g_autofree char *title = mq_session_make_title ("  Create a chair \nsecond line");
  g_autofree char *long_title = mq_session_make_title (
      "create a 3D object of a cartoon blue fish with streamlined body, large expressive eyes");
  g_autofree char *file = mq_session_make_title ("my_cube.py");
  g_autofree char *none = mq_session_make_title ("\x1b\n");
  g_autoptr (MqSession) session = mq_session_new (id, title, "a chair", NULL, 1234);

  g_assert_cmpint (mq_session_get_created (session), ==, 1234);
  g_assert_cmpint (mq_session_get_updated (session), ==, 1234);
  g_assert_cmpuint (strlen (id), ==, 10);
  g_assert_cmpstr (id, !=, other);
  g_assert_true (mq_session_is_id (made));
  g_assert_cmpstr (made, ==, again);
  g_assert_cmpstr (made, !=, made_otherwise);
  g_assert_cmpstr (normal, ==, "011abc1234");
  g_assert_null (bad);
  g_assert_null (with_u);
  g_assert_cmpstr (title, ==, "Create a chair");
  g_assert_cmpstr (long_title, ==, "Create a 3D object of a cartoon blue fish with streamlined…");
  g_assert_cmpstr (file, ==, "my_cube.py");
  g_assert_cmpstr (none, ==, "Untitled");
}

/* Children: this program again, in another process. */

static void
child_many_versions (const char *path)
{
  g_autoptr (MqLibrary) library = open_library (path);
  g_autofree char *work_dir = make_work_dir (library);
  g_autoptr (MqSession) session = g_list_model_get_item (mq_library_get_sessions (library), 0);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;

      dex_await (mq_library_keep_version (library, session, make_draft (work_dir, 0)), &error);
      g_assert_no_error (error);
    }

  dex_await (mq_library_remove_work_dir (library, work_dir), NULL);
}

/* The disk has room for one version, not for two. */
static void
child_full (const char *path)
{
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "large");
  g_autofree char *work_dir = make_work_dir (library);
  g_autofree char *fill = g_strdup_printf ("head -c 3000000 /dev/zero > %s/scene.blend", work_dir);
  g_autofree char *versions = g_build_filename (path, "sessions", mq_session_get_id (session),
                                                "versions", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (system (fill), ==, 0);
  g_assert_true (
      dex_await (mq_library_keep_version (library, session, make_draft (work_dir, 0)), &error));
  g_assert_false (
      dex_await (mq_library_keep_version (library, session, make_draft (work_dir, 1)), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
  g_assert_cmpuint (count_entries (versions), ==, 1);
  g_assert_cmpuint (count_temp (path), ==, 1);
  g_clear_error (&error);

  /* The first is whole, and the library works again when there is room. */
  assert_file (mq_version_get_dir (mq_session_get_last_version (session)), "script.py",
               "print('é')\n");
  g_clear_pointer (&work_dir, g_free);
  work_dir = make_work_dir (library);
  g_assert_true (
      dex_await (mq_library_keep_version (library, session, make_draft (work_dir, 1)), &error));
}

static void
child_read_only (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (path, FALSE), &error);

  g_assert_no_error (error);
  g_assert_true (mq_library_is_read_only (library));
  g_assert_false (mq_library_check_writable (library, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_cmpuint (g_list_model_get_n_items (mq_library_get_sessions (library)), ==, 1);
  g_assert_false (
      dex_await (mq_library_create_session (library, "t", "p", NULL, NULL, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_clear_object (&library);

  library = dex_await_object (mq_library_open (path, TRUE), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (mq_library_get_sessions (library)), ==, 1);
  g_assert_false (
      dex_await (mq_library_create_session (library, "t", "p", NULL, NULL, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);
}

static void
child_create (const char *path)
{
  g_autoptr (MqLibrary) library = open_library (path);
}

static DexFuture *
child_fiber (gpointer user_data)
{
  static const struct
  {
    const char *name;
    void (*body) (const char *path);
  } children[] = {
    { "create", child_create },
    { "many-versions", child_many_versions },
    { "full", child_full },
    { "read-only", child_read_only },
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
spawn (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  return child;
}

static void
assert_succeeds (GSubprocess *child)
{
  g_autoptr (GError) error = NULL;

  dex_await (dex_subprocess_wait_check (child), &error);
  g_assert_no_error (error);
}

static void
test_two_processes (void)
{
  g_autofree char *path = mq_test_make_dir ("two");
  g_autoptr (MqLibrary) library = open_library (path);
  g_autoptr (MqSession) session = create_session (library, "shared");
  const char *const argv[] = { program, "--child", "many-versions", path, NULL };
  g_autoptr (GSubprocess) one = spawn (argv);
  g_autoptr (GSubprocess) two = spawn (argv);

  assert_succeeds (one);
  assert_succeeds (two);

  g_assert_true (dex_await (mq_library_refresh (library), NULL));
  g_assert_cmpuint (g_list_model_get_n_items (mq_session_get_versions (session)), ==, 40);
  g_assert_cmpuint (mq_version_get_number (mq_session_get_last_version (session)), ==, 40);
  g_assert_cmpuint (count_temp (path), ==, 0);
}

static void
test_full_disk (void)
{
  g_autofree char *path = mq_test_make_dir ("full");
  const char *const argv[] = { "bwrap",   "--dev-bind", "/",  "/",     "--size",
                               "8000000", "--tmpfs",    path, program, "--child",
                               "full",    path,         NULL };
  g_autoptr (GSubprocess) child = spawn (argv);

  assert_succeeds (child);
}

static void
test_read_only (void)
{
  g_autofree char *path = mq_test_make_dir ("read-only");
  const char *const argv[] = { "bwrap", "--dev-bind", "/",       "/",         "--ro-bind", path,
                               path,    program,      "--child", "read-only", path,        NULL };
  g_autoptr (GSubprocess) child = NULL;

  {
    g_autoptr (MqLibrary) library = open_library (path);
    g_autoptr (MqSession) session = create_session (library, "t");
  }

  child = spawn (argv);
  assert_succeeds (child);
}

static void
assert_closed (const char *path, MqError code)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (path, i == 0), &error);

      g_assert_null (library);
      g_assert_error (error, MQ_ERROR, (int)code);
    }
}

/* A library that cannot be read is not an empty one. Another process creates it, because SQLite
 * opens no file again that its own process has open. */
static void
test_unreadable (void)
{
  g_autofree char *path = mq_test_make_dir ("unreadable");
  g_autofree char *database = g_build_filename (path, "library.db", NULL);
  g_autofree char *session = g_build_filename (path, "sessions", "abc", NULL);
  g_autofree char *link = g_build_filename (path, "link", NULL);
  g_autofree char *wal = g_strconcat (database, "-wal", NULL);
  g_autofree char *below = g_build_filename (database, "below", NULL);
  g_autofree char *none = g_build_filename (path, "none", NULL);
  const char *const argv[] = { program, "--child", "create", path, NULL };
  g_autoptr (GSubprocess) child = spawn (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqLibrary) fresh = NULL;

  assert_succeeds (child);

  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  assert_closed (path, MQ_ERROR_READ_ONLY);
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  g_assert_cmpint (g_chmod (database, 0), ==, 0);
  assert_closed (path, MQ_ERROR_READ_ONLY);
  g_assert_cmpint (g_chmod (database, 0600), ==, 0);

  /* A file in its place, and a disk that is not there. */
  assert_closed (below, MQ_ERROR_READ_ONLY);
  g_assert_cmpint (symlink ("/nowhere/library", link), ==, 0);
  assert_closed (link, MQ_ERROR_READ_ONLY);

  /* One that lost its content and its log; without sessions beside it, it is new. */
  g_unlink (wal);
  g_assert_true (g_file_set_contents (database, "", 0, NULL));
  g_assert_cmpint (g_mkdir_with_parents (session, 0700), ==, 0);
  assert_closed (path, MQ_ERROR_FAILED);
  g_assert_true (g_file_set_contents (database, "no database, but as long as a header", -1, NULL));
  assert_closed (path, MQ_ERROR_FAILED);

  fresh = dex_await_object (mq_library_open (none, TRUE), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (mq_library_get_sessions (fresh)), ==, 0);
}

/* A version is copied whole, or not at all. */
static void
test_copy_incomplete (void)
{
  g_autofree char *folder = mq_test_make_dir ("incomplete");
  g_autoptr (MqVersion) version = mq_version_new (folder, 1, 0, "", "", 0, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (mq_version_draft_new_copy (version, 0, "again", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "The version is incomplete: "));
}

static void
warned_cb (MqVersion *version, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* Who shows a version hears of its warning when it is another one. */
static void
test_warning (void)
{
  g_autoptr (MqVersion) version = mq_version_new ("/v", 1, 0, "", "", 0, 0);
  guint n = 0;

  g_signal_connect (version, "notify::warning", G_CALLBACK (warned_cb), &n);
  mq_version_set_warning (version, "1 fault");
  mq_version_set_warning (version, "1 fault");
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (mq_version_get_warning (version), ==, "1 fault");
  mq_version_set_warning (version, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_null (mq_version_get_warning (version));
}

MQ_TEST_PROGRAM (library)
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
  g_test_add_func ("/library/ids", test_ids);
  g_test_add_func ("/library/warning", test_warning);
  mq_test_add_fiber ("/library/keep", test_keep);
  mq_test_add_fiber ("/library/step", test_step);
  mq_test_add_fiber ("/library/draft", test_draft);
  mq_test_add_fiber ("/library/add-renders", test_add_renders);
  mq_test_add_fiber ("/library/copy-incomplete", test_copy_incomplete);
  mq_test_add_fiber ("/library/crashes", test_crashes);
  mq_test_add_fiber ("/library/nothing-half-made", test_nothing_half_made);
  mq_test_add_fiber ("/library/two-processes", test_two_processes);
  mq_test_add_fiber ("/library/full-disk", test_full_disk);
  mq_test_add_fiber ("/library/read-only", test_read_only);
  mq_test_add_fiber ("/library/unreadable", test_unreadable);
  result = mq_test_run ();
  g_free (program);
  return result;
}
