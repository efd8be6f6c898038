/* Sets: the folder of a batch as sessions of the library: twice, stopped, hostile, damaged, and a
 * thousand items. Blender is played. */
#include "client/share-fixture.h"
#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define N_MANY 1000
#define ATTEMPT                                                                                    \
  "{\"id\":\"x\",\"status\":\"done\",\"ended\":1700000000,\"tags\":{\"color\":\"red\","            \
  "\"size\":[1,2]},\"measured\":{\"faults\":%d,\"detached\":0,\"wishes\":1,\"missed\":0,"          \
  "\"unseen\":0}}"

/* A folder of a batch with @n items, `item-0000` and so on; the first one has a fault. */
static char *
make_set (const char *name, guint n)
{
  char *path = mq_test_make_dir (name);
  g_autoptr (GString) input = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("item-%04u", i);
      g_autofree char *dir = g_build_filename (path, "items", id, NULL);
      g_autofree char *script = g_strdup_printf ("HEIGHT = %u\n", i);
      g_autofree char *attempt = g_strdup_printf (ATTEMPT, i == 0);

      g_assert_cmpint (g_mkdir_with_parents (dir, 0755), ==, 0);
      share_write (dir, "script.py", script, -1);
      share_write (dir, "scene.blend", "BLENDER", -1);
      share_write (dir, "report.json", "{\"objects\":3}", -1);
      share_write (dir, "plan.json", "{}", -1);
      share_write (dir, "render_1.png", PNG, sizeof PNG);
      share_write (dir, "attempt.json", attempt, -1);
      share_write (dir, "asset.glb", "an export", -1);
      g_string_append_printf (input,
                              "{\"id\":\"%s\",\"kind\":\"rowing_boat\",\"parameters\":{\"LENGTH\":"
                              "2.5},\"refine\":[\"make it red\"]}\n",
                              id);
    }
  share_write (path, "input.jsonl", input->str, -1);
  share_write (path, "batch.json", "{\"format\":1,\"created\":1600000000}", -1);
  return path;
}

static char *
make_item_path (const char *set, guint number, const char *name)
{
  g_autofree char *id = g_strdup_printf ("item-%04u", number);

  return g_build_filename (set, "items", id, name, NULL);
}

static MqSetResult *
import_set (MqLibrary *library, const char *path)
{
  g_autoptr (GError) error = NULL;
  MqSetResult *result = dex_await_boxed (
      mq_share_import_set (library, path, share_get_blender (), NULL, NULL), &error);

  g_assert_no_error (error);
  return result;
}

static guint
count_sessions (MqLibrary *library)
{
  return g_list_model_get_n_items (mq_library_get_sessions (library));
}

/* Returns: (transfer full): the session of an item */
static MqSession *
find_item (MqLibrary *library, const char *id)
{
  for (guint i = 0; i < count_sessions (library); i++)
    {
      MqSession *session = g_list_model_get_item (mq_library_get_sessions (library), i);
      const char *item = mq_json_get_string (mq_session_get_batch (session), "item", "");

      if (g_str_equal (item, id))
        return session;
      g_object_unref (session);
    }

  return NULL;
}

static void
assert_nothing_left (MqLibrary *library)
{
  g_autofree char *path = g_build_filename (mq_library_get_path (library), "tmp", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  g_assert_null (g_dir_read_name (dir));
}

static void
assert_item (MqLibrary *library, const char *id, gint64 n_faults)
{
  g_autoptr (MqSession) session = find_item (library, id);
  JsonObject *batch = mq_session_get_batch (session);
  MqVersion *version = mq_session_get_last_version (session);
  g_autofree char *title = g_strdup_printf ("Rowing boat · %s", id);
  g_autofree char *scene_path = g_build_filename (mq_version_get_dir (version), "scene.blend",
                                                  NULL);
  g_autofree char *scene = share_load (scene_path, NULL);
  g_autofree char *export = g_build_filename (mq_version_get_dir (version), "asset.glb", NULL);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  const char *last = NULL;

  g_assert_cmpstr (mq_json_get_string (batch, "name", NULL), ==, "twice");
  g_assert_cmpstr (mq_session_get_set (session), ==, "twice-1600000000");
  g_assert_cmpstr (mq_json_get_string (mq_json_get_object (batch, "tags"), "color", NULL), ==,
                   "red");
  g_assert_cmpint (mq_json_get_int (mq_json_get_object (batch, "measured"), "faults", -1), ==,
                   n_faults);
  g_assert_cmpstr (mq_session_get_title (session), ==, title);
  g_assert_cmpstr (mq_session_get_first_message (session), ==, "rowing boat\nLENGTH: 2.5");
  g_assert_cmpint (mq_session_get_created (session), ==, 1700000000);
  g_assert_cmpuint (mq_version_get_n_pictures (version), ==, 1);
  g_assert_cmpstr (scene, ==, "BLENDER saved anew");
  g_assert_false (g_file_test (export, G_FILE_TEST_EXISTS));

  events = dex_await_boxed (mq_library_load_events (library, session), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *event = events->pdata[i];

      last = mq_run_event_get_name (event->event);
      if (event->event->kind == MQ_EVENT_KEPT)
        g_assert_cmpint (event->event->kept.version, ==, 1);
    }
  g_assert_cmpstr (last, ==, "ended");
}

/* Each item is a session, once, also after the library was opened again; one that was removed is
 * there again. */
static void
test_twice (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("twice-library");
  g_autoptr (MqLibrary) again = NULL;
  g_autofree char *path = make_set ("twice", 3);
  g_autofree char *before = share_digest (path);
  g_autofree char *after = NULL;
  g_autoptr (MqSetResult) first = import_set (library, path);
  g_autoptr (MqSetResult) second = import_set (library, path);
  g_autoptr (MqSetResult) third = NULL;
  g_autoptr (MqSession) session = find_item (library, "item-0001");

  g_assert_cmpstr (first->name, ==, "twice");
  g_assert_cmpuint (first->n_items, ==, 3);
  g_assert_cmpuint (first->n_new, ==, 3);
  g_assert_cmpuint (first->n_refused, ==, 0);
  g_assert_cmpuint (second->n_new, ==, 0);
  g_assert_cmpuint (count_sessions (library), ==, 3);
  assert_item (library, "item-0000", 1);
  assert_item (library, "item-0001", 0);

  share_expect (mq_library_remove_session (library, session));
  g_assert_cmpuint (count_sessions (library), ==, 2);
  third = import_set (library, path);
  g_assert_cmpuint (third->n_new, ==, 1);

  again = share_open_library (mq_library_get_path (library));
  g_assert_cmpuint (count_sessions (again), ==, 3);
  assert_item (again, "item-0000", 1);
  assert_item (again, "item-0001", 0);
  after = share_digest (path);
  g_assert_cmpstr (before, ==, after);
  assert_nothing_left (library);
}

static void
stop_at_third (guint number, guint of, gpointer cancellable)
{
  g_assert_cmpuint (of, ==, 5);
  if (number == 3)
    g_cancellable_cancel (cancellable);
}

/* What was imported before it was stopped stays; the rest comes the next time. */
static void
test_stopped (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("stopped-library");
  g_autofree char *path = make_set ("stopped", 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const MqShareProgress progress = { stop_at_third, cancellable };
  g_autoptr (GError) error = NULL;
  g_autoptr (MqSetResult) rest = NULL;

  g_assert_false (dex_await (
      mq_share_import_set (library, path, share_get_blender (), &progress, cancellable), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  g_assert_cmpuint (count_sessions (library), ==, 2);
  assert_nothing_left (library);

  rest = import_set (library, path);
  g_assert_cmpuint (rest->n_new, ==, 3);
}

/* Replaces the file of an item by a link to one that the user can read. */
static void
plant_link (const char *set, guint number, const char *name)
{
  g_autofree char *path = make_item_path (set, number, name);
  g_autofree char *secret = share_make_path (g_str_has_suffix (name, ".blend") ? "secret.blend"
                                                                               : "secret");

  share_write (mq_test_get_dir (), "secret", "SECRET = 1\n", -1);
  share_write (mq_test_get_dir (), "secret.blend", "BLENDER secret", -1);
  g_unlink (path);
  g_assert_cmpint (symlink (secret, path), ==, 0);
}

static void
overwrite (const char *set, guint number, const char *name, const char *text)
{
  g_autofree char *path = make_item_path (set, number, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Each bad item is refused and leaves nothing; the good ones are imported. */
static void
test_hostile (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("hostile-library");
  g_autofree char *path = make_set ("hostile", 14);
  g_autofree char *items = g_build_filename (path, "items", NULL);
  g_autofree char *folder = g_build_filename (items, "linked", NULL);
  g_autofree char *good = make_item_path (path, 0, NULL);
  g_autofree char *odd = g_build_filename (items, "..item", NULL);
  g_autofree char *escape = g_build_filename (items, "\033[2Jitem", NULL);
  g_autoptr (MqSession) cleaned = NULL;
  g_autofree char *huge = make_item_path (path, 8, "script.py");
  g_autofree char *fifo = make_item_path (path, 9, "scene.blend");
  g_autofree char *script = make_item_path (path, 10, "script.py");
  g_autoptr (GString) deep = g_string_new ("{\"status\":\"done\",\"tags\":");
  g_autoptr (MqSetResult) result = NULL;
  g_autofree char *text = NULL;
  g_autofd int fd = -1;

  plant_link (path, 1, "script.py");
  plant_link (path, 2, "scene.blend");
  plant_link (path, 3, "render_1.png");
  overwrite (path, 4, "plan.json", "null");
  overwrite (path, 5, "attempt.json", "[1, 2");
  overwrite (path, 6, "scene.blend", "#!/bin/sh\n");
  overwrite (path, 7, "report.json", "no JSON");
  fd = open (huge, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (ftruncate (fd, (off_t)1 << 40), ==, 0);
  g_unlink (fifo);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_unlink (script);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  overwrite (path, 11, "attempt.json", deep->str);
  overwrite (path, 12, "render_1.png", "GIF89a");
  overwrite (path, 13, "script.py", "\xff\xfe");
  g_assert_cmpint (symlink (good, folder), ==, 0);
  g_assert_cmpint (g_mkdir (odd, 0755), ==, 0);
  g_assert_cmpint (g_rename (good, escape), ==, 0);

  result = import_set (library, path);
  g_assert_cmpuint (result->n_new, ==, 1);
  g_assert_cmpuint (result->n_refused, ==, 14);
  g_assert_cmpuint (result->reasons->len, ==, 14);
  g_assert_true (g_str_has_prefix (result->reasons->pdata[0], "item-0001: "));
  text = mq_share_describe_set (result);
  g_assert_nonnull (strstr (text, "14 were refused, the first: item-0001: "));
  g_assert_cmpuint (count_sessions (library), ==, 1);
  assert_nothing_left (library);

  /* The name of a folder cannot move a terminal. */
  cleaned = g_list_model_get_item (mq_library_get_sessions (library), 0);
  g_assert_null (strchr (mq_session_get_title (cleaned), '\033'));
  g_assert_null (strchr (mq_json_get_string (mq_session_get_batch (cleaned), "item", ""), '\033'));
}

/* Files of somebody else, which cannot be read, are the fault of their items: the others come. */
static void
test_unreadable (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("unreadable-library");
  g_autofree char *path = make_set ("unreadable", 5);
  g_autofree char *batch = g_build_filename (path, "batch.json", NULL);
  const char *files[] = { NULL, "script.py", "attempt.json", "render_1.png", NULL };
  g_autoptr (MqSetResult) result = NULL;
  g_autoptr (MqSetResult) again = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = make_item_path (path, i, files[i]);

      g_assert_cmpint (g_chmod (file, 0), ==, 0);
    }
  result = import_set (library, path);
  g_assert_cmpuint (result->n_new, ==, 1);
  g_assert_cmpuint (result->reasons->len, ==, 4);
  g_assert_nonnull (strstr (result->reasons->pdata[0], "item-0001: Could not open “script.py”: "));
  g_assert_nonnull (strstr (result->reasons->pdata[3], "item-0004: Could not open the folder"));
  assert_nothing_left (library);

  /* Of a whole set, too, it is said. */
  g_assert_cmpint (g_chmod (batch, 0), ==, 0);
  again = dex_await_boxed (mq_share_import_set (library, path, share_get_blender (), NULL, NULL),
                           &error);
  g_assert_null (again);
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "batch.json"));
  for (guint i = 1; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = make_item_path (path, i, files[i]);

      g_assert_cmpint (g_chmod (file, 0700), ==, 0);
    }
}

/* What is no batch is refused as a whole. */
static void
test_no_batch (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("none-library");
  g_autofree char *empty = mq_test_make_dir ("none");
  g_autofree char *linked = make_set ("linked-items", 1);
  g_autofree char *items = g_build_filename (linked, "items", NULL);
  g_autofree char *moved = share_make_path ("moved-items");
  g_autofree char *damaged = make_set ("damaged-set", 1);
  const char *paths[] = { empty, linked, damaged, "/nowhere" };

  g_assert_cmpint (g_rename (items, moved), ==, 0);
  g_assert_cmpint (symlink (moved, items), ==, 0);
  share_write (damaged, "batch.json", "{\"format\":", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (dex_await (
          mq_share_import_set (library, paths[i], share_get_blender (), NULL, NULL), &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
    }
  g_assert_cmpuint (count_sessions (library), ==, 0);
}

/* Without a Blender nothing is taken, as the files cannot be saved anew. */
static void
test_no_blender (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("blind-library");
  g_autofree char *path = make_set ("blind", 2);
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (mq_share_import_set (library, path, NULL, NULL, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);
  g_assert_cmpuint (count_sessions (library), ==, 0);
  assert_nothing_left (library);
}

/* Words and tags of any length take little room in the library, and cannot move a terminal. */
static void
test_huge (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("huge-library");
  g_autofree char *path = make_set ("huge", 1);
  g_autofree char *long_text = g_strnfill (1 << 20, 'x');
  g_autofree char *input = g_strdup_printf ("{\"id\":\"item-0000\",\"text\":\"\\u001b[2J%s\"}\n",
                                            long_text);
  g_autofree char *tags = g_strdup_printf ("{\"status\":\"done\",\"tags\":{\"a\":\"%.100000s\"},"
                                           "\"measured\":{\"faults\":2}}",
                                           long_text);
  g_autoptr (MqSetResult) result = NULL;
  g_autoptr (MqSession) session = NULL;
  JsonObject *batch;

  share_write (path, "input.jsonl", input, -1);
  overwrite (path, 0, "attempt.json", tags);
  result = import_set (library, path);
  g_assert_cmpuint (result->n_new, ==, 1);

  session = find_item (library, "item-0000");
  batch = mq_session_get_batch (session);
  g_assert_false (json_object_has_member (batch, "tags"));
  g_assert_cmpint (mq_json_get_int (mq_json_get_object (batch, "measured"), "faults", 0), ==, 2);
  g_assert_cmpuint (strlen (mq_session_get_first_message (session)), <, 1 << 18);
  g_assert_null (strchr (mq_session_get_first_message (session), '\033'));
}

static void
test_many (void)
{
  g_autoptr (MqLibrary) library = share_make_library ("many-library");
  g_autofree char *path = make_set ("many", N_MANY);
  g_autoptr (MqSetResult) result = import_set (library, path);
  g_autoptr (MqSetResult) again = import_set (library, path);

  g_assert_cmpuint (result->n_new, ==, N_MANY);
  g_assert_cmpuint (again->n_new, ==, 0);
  g_assert_cmpuint (count_sessions (library), ==, N_MANY);
  assert_nothing_left (library);
}

MQ_TEST_PROGRAM (share_set)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/share-set/twice", test_twice);
  mq_test_add_fiber ("/share-set/stopped", test_stopped);
  mq_test_add_fiber ("/share-set/hostile", test_hostile);
  mq_test_add_fiber ("/share-set/unreadable", test_unreadable);
  mq_test_add_fiber ("/share-set/no-batch", test_no_batch);
  mq_test_add_fiber ("/share-set/no-blender", test_no_blender);
  mq_test_add_fiber ("/share-set/huge", test_huge);
  mq_test_add_fiber ("/share-set/many", test_many);
  return mq_test_run ();
}
