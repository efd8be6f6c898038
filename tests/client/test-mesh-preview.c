/* Previews of a script whose values change: the latest wins, a failure does not end them, and
 * nothing of them is left. Blender is played; its script leaves a mark for each run. */
#include "client/mesh/mq-mesh-preview.h"

#include "client/blender/mq-blender.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

typedef struct
{
  char *path; /* of the library */
  MqLibrary *library;
  MqMeshPreview *preview;
  char *ran;  /* a file with one line for each script that was run */
  char *hold; /* a file: while it is there, a script that waits for it does not end */
  GArray *widths;
  GPtrArray *failures;
  GArray *measured; /* the meshes that there were at each measurement */
} Fixture;

static void
mesh_cb (MqMeshPreview *preview, MqMesh *mesh, Fixture *fixture)
{
  float width = mesh->high[0] - mesh->low[0];

  g_array_append_val (fixture->widths, width);
}

static void
failed_cb (MqMeshPreview *preview, const char *message, Fixture *fixture)
{
  g_test_message ("failed: %s", message);
  g_ptr_array_add (fixture->failures, g_strdup (message));
}

/* The played Blender counts its measurements. */
static void
measured_cb (MqMeshPreview *preview, JsonObject *report, Fixture *fixture)
{
  g_array_append_val (fixture->measured, fixture->widths->len);
  g_assert_cmpint (mq_json_get_int (report, "measured", 0), ==, fixture->measured->len);
}

static Fixture *
fixture_new (void)
{
  static guint count;
  g_autofree char *name = g_strdup_printf ("library-%u", ++count);
  g_autoptr (MqBlender) blender
      = mq_blender_new_for_version_text (g_getenv ("MQ_TEST_FAKE_BLENDER"), "Blender 4.3.2");
  MqWorkerSettings settings = { .blender = blender, .limits = mq_sandbox_default_limits };
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  fixture->path = g_build_filename (mq_test_get_dir (), name, NULL);
  fixture->library = dex_await_object (mq_library_open (fixture->path, FALSE), &error);
  g_assert_no_error (error);
  fixture->preview = mq_mesh_preview_new (fixture->library, &settings);
  fixture->ran = g_build_filename (mq_test_get_dir (), "ran", NULL);
  fixture->hold = g_build_filename (mq_test_get_dir (), "hold", NULL);
  fixture->widths = g_array_new (FALSE, FALSE, sizeof (float));
  fixture->failures = g_ptr_array_new_with_free_func (g_free);
  fixture->measured = g_array_new (FALSE, FALSE, sizeof (guint));
  g_unlink (fixture->ran);
  g_signal_connect (fixture->preview, "mesh", G_CALLBACK (mesh_cb), fixture);
  g_signal_connect (fixture->preview, "failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect (fixture->preview, "measured", G_CALLBACK (measured_cb), fixture);
  return fixture;
}

static guint
count_work_dirs (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->path, "tmp", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Nothing is left: no folder and no process. */
static void
fixture_free (Fixture *fixture)
{
  g_assert_true (dex_await (mq_mesh_preview_stop (fixture->preview), NULL));
  g_assert_cmpint (mq_mesh_preview_get_pid (fixture->preview), ==, 0);
  g_assert_cmpuint (count_work_dirs (fixture), ==, 0);
  g_object_unref (fixture->preview);
  g_object_unref (fixture->library);
  g_free (fixture->path);
  g_free (fixture->ran);
  g_free (fixture->hold);
  g_array_unref (fixture->widths);
  g_ptr_array_unref (fixture->failures);
  g_array_unref (fixture->measured);
  g_free (fixture);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* Shows a script that leaves a mark, and then does @what. */
static void
show (Fixture *fixture, guint mark, const char *what)
{
  g_autofree char *script = g_strdup_printf (
      "import os, time\nopen('%s', 'a').write('%u\\n')\n%s\n", fixture->ran, mark, what);

  mq_mesh_preview_show (fixture->preview, script);
}

static void
show_width (Fixture *fixture, guint width)
{
  g_autofree char *what = g_strdup_printf ("model(%u)", width);

  show (fixture, width, what);
}

static void
wait_for (Fixture *fixture, guint n_meshes, guint n_failures)
{
  while (fixture->widths->len < n_meshes || fixture->failures->len < n_failures)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpuint (fixture->widths->len, ==, n_meshes);
  g_assert_cmpuint (fixture->failures->len, ==, n_failures);
}

static void
assert_ran (Fixture *fixture, const char *marks)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->ran, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, marks);
}

static void
wait_mark (Fixture *fixture)
{
  while (!g_file_test (fixture->ran, G_FILE_TEST_EXISTS))
    dex_await (dex_timeout_new_msec (5), NULL);
}

/* Of ten in a burst, those between the first and the last are never run. */
static void
test_latest (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *held
      = g_strdup_printf ("while os.path.exists('%s'): time.sleep(0.001)\nmodel(1)", fixture->hold);

  g_assert_true (g_file_set_contents (fixture->hold, "", 0, NULL));
  show (fixture, 1, held);
  wait_mark (fixture);
  for (guint width = 2; width <= 10; width++)
    show_width (fixture, width);
  g_unlink (fixture->hold);

  wait_for (fixture, 2, 0);
  assert_ran (fixture, "1\n10\n");
  g_assert_cmpfloat (g_array_index (fixture->widths, float, 1), ==, 10);

  /* The same Blender runs what comes later. */
  show_width (fixture, 3);
  wait_for (fixture, 3, 0);
  g_assert_cmpfloat (g_array_index (fixture->widths, float, 2), ==, 3);
}

static void
checked_cb (MqMeshPreview *preview, JsonArray *findings, guint *n_checked)
{
  g_assert_nonnull (findings);
  ++*n_checked;
}

/* One Blender checks one script after another, and runs none. */
static void
test_checked (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  guint n_checked = 0;

  g_signal_connect (fixture->preview, "checked", G_CALLBACK (checked_cb), &n_checked);
  for (guint i = 1; i <= 2; i++)
    {
      mq_mesh_preview_check (fixture->preview, "width = 1");
      while (n_checked < i)
        dex_await (dex_timeout_new_msec (5), NULL);
    }
  g_assert_cmpuint (fixture->widths->len, ==, 0);
}

/* Once nothing newer comes, what was run last is measured; nothing is before it is asked for, and
 * nothing of a script that fails. */
static void
test_measured (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (JsonArray) joins = json_array_new ();

  show_width (fixture, 1);
  wait_for (fixture, 1, 0);
  mq_mesh_preview_set_joins (fixture->preview, joins);
  for (guint width = 2; width <= 4; width++)
    {
      show_width (fixture, width);
      wait_for (fixture, width, 0);
    }
  show (fixture, 5, "error = 'division by zero'");
  wait_for (fixture, 4, 1);
  show_width (fixture, 6);
  wait_for (fixture, 5, 1);

  while (fixture->measured->len == 0)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpuint (g_array_index (fixture->measured, guint, 0), ==, 5);
  show_width (fixture, 7);
  while (fixture->measured->len < 2)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpuint (g_array_index (fixture->measured, guint, 1), ==, 6);
}

static void
test_failing (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  GPid pid;

  show (fixture, 1, "error = 'division by zero'");
  wait_for (fixture, 0, 1);
  g_assert_nonnull (strstr (fixture->failures->pdata[0], "the script fails: division by zero"));
  pid = mq_mesh_preview_get_pid (fixture->preview);

  /* What is no model is a failure, too. */
  show (fixture, 2, "open('preview.glb', 'w').write('no model')");
  wait_for (fixture, 0, 2);
  show (fixture, 3, "os.unlink('preview.glb'); os.symlink('/dev/zero', 'preview.glb')");
  wait_for (fixture, 0, 3);

  show (fixture, 4, "os.unlink('preview.glb'); model(4)");
  wait_for (fixture, 1, 3);
  g_assert_cmpint (mq_mesh_preview_get_pid (fixture->preview), ==, pid);
}

/* The scripts of a model that was taken in find the meshes of its version beside them. */
static void
test_meshes (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  static const char *const contents[] = { "one", "two" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *dir = g_build_filename (mq_test_get_dir (), contents[i], NULL);
      g_autofree char *path = g_build_filename (dir, MQ_VERSION_MESHES, NULL);
      g_autofree char *what = g_strdup_printf (
          "assert open('" MQ_VERSION_MESHES "').read() == '%s'; model(%u)", contents[i], i + 1);
      g_autoptr (MqVersion) version = mq_version_new (dir, i + 1, 0, "", "", 0, 0);

      g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      mq_mesh_preview_set_version (fixture->preview, version);
      show (fixture, i + 1, what);
      wait_for (fixture, i + 1, 0);
    }
}

/* A failure is not reported when a newer script is there already. */
static void
test_failing_between (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *held = g_strdup_printf (
      "while os.path.exists('%s'): time.sleep(0.001)\nerror = 'x'", fixture->hold);

  g_assert_true (g_file_set_contents (fixture->hold, "", 0, NULL));
  show (fixture, 1, held);
  wait_mark (fixture);
  show_width (fixture, 2);
  g_unlink (fixture->hold);
  wait_for (fixture, 1, 0);
}

/* One that hangs is ended after ten seconds, and one that is killed is replaced. */
static void
test_lost (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  GPid first, second;

  show (fixture, 1, "time.sleep(600)");
  wait_mark (fixture);
  first = mq_mesh_preview_get_pid (fixture->preview);
  wait_for (fixture, 0, 1);
  g_assert_nonnull (strstr (fixture->failures->pdata[0], "longer than 10 seconds"));

  show_width (fixture, 2);
  wait_for (fixture, 1, 1);
  second = mq_mesh_preview_get_pid (fixture->preview);
  g_assert_cmpint (second, !=, first);

  kill (second, SIGKILL);
  show_width (fixture, 3);
  wait_for (fixture, 2, 1);
  g_assert_cmpfloat (g_array_index (fixture->widths, float, 1), ==, 3);
  g_assert_cmpint (mq_mesh_preview_get_pid (fixture->preview), !=, second);
  assert_ran (fixture, "1\n2\n3\n");
}

/* Ended while Blender starts, while it runs, and twice; nothing is heard of it after that. */
static void
test_stopped (void)
{
  g_autoptr (Fixture) starting = fixture_new ();
  g_autoptr (Fixture) running = fixture_new ();

  show_width (starting, 1);
  g_assert_true (dex_await (mq_mesh_preview_stop (starting->preview), NULL));
  show_width (starting, 2);

  show (running, 1, "time.sleep(600)");
  wait_mark (running);
  g_assert_true (dex_await (mq_mesh_preview_stop (running->preview), NULL));
  g_assert_true (dex_await (mq_mesh_preview_stop (running->preview), NULL));
  wait_for (starting, 0, 0);
  wait_for (running, 0, 0);
}

/* A Blender that ran scripts for previews makes no version. */
static void
test_not_for_versions (void)
{
  g_autofree char *run_dir = mq_test_make_dir ("mixed");
  g_autoptr (MqBlender) blender
      = mq_blender_new_for_version_text (g_getenv ("MQ_TEST_FAKE_BLENDER"), "Blender 4.3.2");
  MqWorkerSettings settings = { .blender = blender, .limits = mq_sandbox_default_limits };
  g_autoptr (MqWorker) worker = mq_worker_new (&settings, run_dir, FALSE);
  g_autoptr (JsonObject) params = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (params, "script", "model(1)");
  json_object_set_string_member (params, "file", "preview.glb");
  g_assert_true (dex_await (mq_worker_call (worker, "preview", params, 60), &error));
  g_assert_false (dex_await (mq_worker_call (worker, "execute", params, 60), &error));
  g_assert_cmpstr (error->message, ==, "A Blender is either for previews or for versions");
  g_clear_error (&error);
  g_assert_false (dex_await (mq_worker_call (worker, "render", NULL, 60), &error));
  g_assert_true (dex_await (mq_worker_stop (worker), NULL));
}

MQ_TEST_PROGRAM (mesh_preview)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/client/mesh-preview/latest", test_latest);
  mq_test_add_fiber ("/client/mesh-preview/measured", test_measured);
  mq_test_add_fiber ("/client/mesh-preview/checked", test_checked);
  mq_test_add_fiber ("/client/mesh-preview/failing", test_failing);
  mq_test_add_fiber ("/client/mesh-preview/meshes", test_meshes);
  mq_test_add_fiber ("/client/mesh-preview/failing-between", test_failing_between);
  mq_test_add_fiber ("/client/mesh-preview/lost", test_lost);
  mq_test_add_fiber ("/client/mesh-preview/stopped", test_stopped);
  mq_test_add_fiber ("/client/mesh-preview/not-for-versions", test_not_for_versions);

  return mq_test_run ();
}
