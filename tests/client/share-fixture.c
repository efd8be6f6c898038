/* See share-fixture.h. */
#include "client/share-fixture.h"

#include "client/blender/mq-blender.h"
#include "common/json/mq-json.h"

#include <string.h>

void
share_expect (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

MqLibrary *
share_open_library (const char *path)
{
  g_autoptr (GError) error = NULL;
  MqLibrary *library = dex_await_object (mq_library_open (path, FALSE), &error);

  g_assert_no_error (error);
  return library;
}

MqLibrary *
share_make_library (const char *name)
{
  g_autofree char *path = mq_test_make_dir (name);

  return share_open_library (path);
}

void
share_write (const char *dir, const char *name, const char *data, gssize length)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, data, length, NULL));
}

/* Keeps a version whose script is @script. */
guint
share_keep (MqLibrary *library, MqSession *session, guint parent, const char *script)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = dex_await_string (mq_library_make_work_dir (library), &error);
  MqVersionDraft *draft = mq_version_draft_new ();
  g_autoptr (MqVersion) version = NULL;

  g_assert_no_error (error);
  share_write (dir, "scene.blend", "BLENDER saved anew", -1);
  share_write (dir, "one.png", PNG, sizeof PNG);
  draft->parent = parent;
  draft->summary = g_strdup ("a summary");
  draft->instruction = g_strdup_printf ("make %s", script);
  draft->script = g_strdup (script);
  draft->report = mq_json_new ("objects:i", 3);
  draft->from_dir = g_strdup (dir);
  draft->blend = g_strdup ("scene.blend");
  draft->pictures = g_strdupv ((char *[]){ "one.png", NULL });
  version = dex_await_object (mq_library_keep_version (library, session, draft), &error);
  g_assert_no_error (error);
  share_expect (mq_library_remove_work_dir (library, dir));
  return mq_version_get_number (version);
}

/* The record of a run: the user says @text with a picture, and @version is kept. */
void
share_record (MqLibrary *library, MqSession *session, const char *run, const char *text, guint base,
              guint version)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  g_autofree char *picture = g_build_filename (mq_test_get_dir (), "picture.png", NULL);
  g_autofree char *kept = NULL;
  MqRunEvent *event;

  g_assert_true (g_file_set_contents (picture, PNG, sizeof PNG, NULL));
  kept = dex_await_string (mq_library_add_picture (library, session, picture), &error);
  g_assert_no_error (error);

  g_ptr_array_add (events, event = mq_run_event_new (MQ_EVENT_BEGAN));
  event->began.base = base;
  g_ptr_array_add (events, event = mq_run_event_new (MQ_EVENT_MESSAGE));
  event->message.role = MQ_SPEAKER_USER;
  event->message.value = mq_message_new (text, NULL);
  event->message.value->pictures = g_strdupv ((char *[]){ kept, NULL });
  g_ptr_array_add (events, event = mq_run_event_new (MQ_EVENT_NOTICE));
  event->notice.text = g_strdup_printf ("read %s/notes", g_get_home_dir ());
  g_ptr_array_add (events, event = mq_run_event_new (MQ_EVENT_TRANSCRIPT));
  event->file.file = g_strdup ("/elsewhere/transcript.ndjson");
  g_ptr_array_add (events, event = mq_run_event_new (MQ_EVENT_KEPT));
  event->kept.version = version;
  event->kept.folder = g_strdup_printf ("%s/somewhere", mq_library_get_path (library));
  g_ptr_array_add (events, event = mq_run_event_new (MQ_EVENT_ENDED));
  event->ended.how = MQ_RUN_OUTCOME_DONE;
  share_expect (mq_library_save_record (library, session, run, events, FALSE));
}

/* A session with two versions and the record of a run. */
MqSession *
share_make_session (MqLibrary *library)
{
  g_autoptr (GError) error = NULL;
  MqSession *session = dex_await_object (
      mq_library_create_session (library, "A chair", "a chair", NULL, NULL, NULL), &error);

  g_assert_no_error (error);
  share_keep (library, session, 0, "HEIGHT = 1\n");
  share_keep (library, session, 1, "HEIGHT = 2\n");
  share_record (library, session, "run-one", "a chair like this", 0, 2);
  return session;
}

char *
share_make_path (const char *name)
{
  return g_build_filename (mq_test_get_dir (), name, NULL);
}

void
share_save (MqLibrary *library, MqSession *session, const char *path)
{
  share_expect (mq_share_save (library, session, path, TRUE, NULL));
}

/* A Blender that is played: it marks what it saves. */
const MqWorkerSettings *
share_get_blender (void)
{
  static MqWorkerSettings settings;

  if (settings.blender == NULL)
    {
      settings.blender = mq_blender_new_for_version_text (g_getenv ("MQ_TEST_FAKE_BLENDER"),
                                                          "Blender 4.3.2");
      settings.limits = mq_sandbox_default_limits;
    }
  return &settings;
}

DexFuture *
share_start_import (MqLibrary *library, const char *path, GCancellable *cancellable)
{
  return mq_share_import (library, path, share_get_blender (), NULL, cancellable);
}

MqMergeResult *
share_import (MqLibrary *library, const char *path)
{
  g_autoptr (GError) error = NULL;
  MqMergeResult *result = dex_await_boxed (share_start_import (library, path, NULL), &error);

  g_assert_no_error (error);
  return result;
}

char *
share_load (const char *path, gsize *length)
{
  char *data = NULL;

  g_assert_true (g_file_get_contents (path, &data, length, NULL));
  return data;
}

/* All names and contents below a folder. -shm is SQLite's shared memory: reading changes it. */
static void
add_tree (GChecksum *sum, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_str_has_suffix (name, "-shm"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (path, names->pdata[i], NULL);

      g_checksum_update (sum, names->pdata[i], -1);
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        add_tree (sum, child);
      else
        {
          gsize length;
          g_autofree char *data = share_load (child, &length);

          g_checksum_update (sum, (guchar *)data, length);
        }
    }
}

char *
share_digest (const char *path)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_tree (sum, path);
  return g_strdup (g_checksum_get_string (sum));
}

/* Opening puts things in order on the writer thread; what comes after that waits for it. */
void
share_settle (MqLibrary *library)
{
  for (guint i = 0; i < 10; i++)
    share_expect (mq_library_load_unsent (library));
}
