/* Scripts that lie about their result, through the real Blender in its sandbox. Each makes a cube
 * of 2 m and then forges what its own Blender says or does. What the worker answers comes from
 * another Blender, so it must be the truth, for this script and for the next one. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "worker-fixture.h"
#include "support/mq-test.h"

#include <string.h>

#define TIMEOUT_S 600

#define CUBE "import bpy\nbpy.ops.mesh.primitive_cube_add(size=2)\n"

static const struct
{
  const char *name;
  const char *script;
} lies[] = {
  /* The answer to the next call. */
  { "answer", CUBE "from maquette_bridge import connection\n"
                   "connection.Session._answer.__code__ = (lambda self, message, result:\n"
                   "    self._send({'jsonrpc': '2.0', 'id': message['id'],\n"
                   "                'result': {**result, 'objects': 77}})).__code__\n" },
  /* Machine code and state that no restoring of names reaches. */
  { "code", CUBE "from maquette_bridge.measure import asset, report\n"
                 "def lie(*_, **__): return {'schema': 1, 'objects': [], 'whole': {}}\n"
                 "report.report.__code__ = lie.__code__\n"
                 "asset.objects.__code__ = (lambda: []).__code__\n" },
  { "types", CUBE "bpy.types.Object.__getattribute__ = None\n"
                  "class Ghost:\n"
                  "    def __del__(self): bpy.data.objects[0].scale = (9, 9, 9)\n"
                  "import sys; sys.modules['ghost'] = Ghost()\n" },
  { "environment", CUBE "import ctypes, resource\n"
                        "libc = ctypes.CDLL(None)\n"
                        "libc.setenv(b'PATH', b'/nowhere', 1)\n"
                        "libc.setenv(b'LIBGL_DRIVERS_PATH', b'/nowhere', 1)\n"
                        "resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))\n" },
  /* A thread that goes on after the script, and changes what was saved. */
  { "thread", CUBE "import _thread, os, time\n"
                   "def grow():\n"
                   "    while not os.path.exists('scene.blend'): time.sleep(0.001)\n"
                   "    while True: bpy.data.objects[0].scale = (9, 9, 9)\n"
                   "_thread.start_new_thread(grow, ())\n"
                   "import maquette_bridge.cleanup as cleanup\n"
                   "cleanup.count_threads.__code__ = (lambda: 0).__code__\n" },
  /* The handlers and drivers of its own file. */
  { "handlers",
    CUBE "@bpy.app.handlers.persistent\n"
         "def grow(*_): bpy.data.objects[0].scale = (9, 9, 9)\n"
         "for name in ('load_post', 'render_pre'):\n"
         "    getattr(bpy.app.handlers, name).append(grow)\n"
         "bpy.app.handlers.save_pre.clear()\n"
         "bpy.app.driver_namespace['grow'] = lambda: 9.0\n"
         "bpy.data.objects[0].driver_add('location', 0).driver.expression = 'grow()'\n" },
  /* Physics that a picture does not have: it is said. */
  { "physics", CUBE "bpy.ops.rigidbody.object_add()\n"
                    "bpy.ops.ptcache.bake_all(bake=True)\n"
                    "bpy.context.scene.frame_set(50)\n" },
};

static WorkerFixture *fixture;

static void
expect_truth (void)
{
  g_autoptr (JsonObject) answer = worker_fixture_call (fixture, "measure", TIMEOUT_S);
  JsonObject *report = mq_json_get_object (answer, "report");
  g_autofree char *text = mq_json_object_to_string (answer, FALSE);
  JsonArray *dimensions = mq_json_get_array (mq_json_get_object (report, "whole"), "dimensions_m");

  g_test_message ("%.300s", text);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (report, "objects")), ==, 1);
  g_assert_cmpuint (mq_json_length (dimensions), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (json_array_get_double_element (dimensions, i), 2.0, 1e-5);
}

static void
expect_picture (void)
{
  g_autoptr (JsonObject) params = mq_json_new ("mode:s width:i height:i folder:s", "preview", 160,
                                               90, "renders");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer
      = dex_await_boxed (mq_worker_call (fixture->worker, "render", params, TIMEOUT_S), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (answer, "images")), ==, 1);
  g_assert_true (worker_fixture_has_file (fixture, "renders/preview.png"));
}

static DexFuture *
lie_fiber (gpointer script)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) lied
      = dex_await_boxed (worker_fixture_start_execute (fixture, script, TIMEOUT_S), &error);
  g_autoptr (JsonObject) executed = NULL;

  /* A script that breaks its own Blender is not believed, and leaves no scene. */
  if (lied != NULL && mq_json_get_object (lied, "error") == NULL)
    {
      g_assert_cmpint (mq_json_get_int (lied, "objects", 0), ==, 1);
      if (strstr (script, "77") != NULL)
        g_assert_nonnull (strstr (mq_json_get_string (lied, "stderr", ""),
                                  "reported 77 objects, but its file has 1"));
      if (strstr (script, "rigidbody") != NULL)
        g_assert_nonnull (strstr (mq_json_get_string (lied, "stderr", ""),
                                  "Maquette: Rigid bodies stand where they begin"));
      expect_truth ();
      expect_picture ();
    }
  else
    g_test_message ("%s", error != NULL ? error->message
                                        : mq_json_get_string (mq_json_get_object (lied, "error"),
                                                              "message", ""));

  executed = worker_fixture_execute (fixture, CUBE, TIMEOUT_S);
  g_assert_null (mq_json_get_object (executed, "error"));
  expect_truth ();
  return dex_future_new_true ();
}

static void
test_lie (gconstpointer script)
{
  mq_test_expect (dex_scheduler_spawn (NULL, 256 * 1024, lie_fiber, (gpointer)script, NULL));
}

static void
test_set_up (void)
{
  g_autofree char *program = g_find_program_in_path ("blender");

  fixture = worker_fixture_new (g_getenv ("MQ_BLENDER") ?: program, TRUE, NULL);
}

static void
test_tear_down (void)
{
  g_assert_cmpuint (fixture->replaced, ==, 0);
  worker_fixture_free (fixture);
}

MQ_TEST_PROGRAM (lies)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/lies/set-up", test_set_up);
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *name = g_strconcat ("/lies/", lies[i].name, NULL);

      g_test_add_data_func (name, lies[i].script, test_lie);
    }
  mq_test_add_fiber ("/lies/tear-down", test_tear_down);

  return mq_test_run ();
}
