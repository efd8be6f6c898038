/* What the fresh Blender of every script and the second look cost: some executions and previews of
 * one script, in one Blender that does everything, in a worker with a spare Blender, and in one
 * without. With `--children`: some forked Blenders in a row, each of which runs the script, and
 * what they leave in their parent. Prints one JSON object with the times. */
#include "client/blender/mq-worker-private.h"
#include "client/blender/mq-worker.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_S 120
/* Between two steps, not measured: a model takes longer to write a script. */
#define PAUSE_S 5

static char *script;
static int steps = 5;
static gboolean only_children;

/* Returns: (transfer full): the future of a method's answer */
typedef DexFuture *(*Call) (gpointer blender, const char *method, JsonObject *params);

static DexFuture *
call_bare (gpointer blender, const char *method, JsonObject *params)
{
  MqInstance *instance = blender;

  return mq_bridge_call (instance->bridge, method, params);
}

static DexFuture *
call_worker (gpointer blender, const char *method, JsonObject *params)
{
  return mq_worker_call (blender, method, params, TIMEOUT_S);
}

/* One step: the script in an empty scene, then the preview. Returns: seconds */
static double
run_step (Call call, gpointer blender)
{
  g_autoptr (JsonObject) execute = mq_json_new ("script:s save:s cpu_s:i", script, "scene.blend",
                                                TIMEOUT_S);
  g_autoptr (JsonObject) render = mq_json_new ("mode:s width:i height:i folder:s", "preview", 960,
                                               540, "renders");
  g_autoptr (JsonObject) executed = NULL;
  g_autoptr (JsonObject) rendered = NULL;
  g_autoptr (GError) error = NULL;
  double started = g_get_monotonic_time () / 1e6;

  if ((executed = dex_await_boxed (call (blender, "execute", execute), &error)) == NULL
      || (rendered = dex_await_boxed (call (blender, "render", render), &error)) == NULL)
    g_error ("%s", error->message);
  if (mq_json_get_object (executed, "error") != NULL)
    g_error ("the script failed: %s", mq_json_object_to_string (executed, TRUE));
  return g_get_monotonic_time () / 1e6 - started;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *)a - *(const double *)b;

  return difference < 0 ? -1 : difference > 0;
}

/* Returns: the median of all steps but the first, s */
static double
run_steps (Call call, gpointer blender, int pause_s)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (int i = 0; i <= steps; i++)
    {
      double seconds = run_step (call, blender);

      if (i > 0)
        g_array_append_val (times, seconds);
      if (pause_s > 0)
        dex_await (dex_timeout_new_seconds (pause_s), NULL);
    }

  g_array_sort (times, compare);
  return g_array_index (times, double, times->len / 2);
}

static double
run_worker (const MqWorkerSettings *settings, const char *folder, gboolean keeps_spare)
{
  g_autoptr (MqWorker) worker = mq_worker_new (settings, folder, keeps_spare);
  double seconds;

  if (!dex_await (mq_worker_start (worker), NULL) || !dex_await (mq_worker_warm_up (worker), NULL))
    g_error ("Blender did not start");
  seconds = run_steps (call_worker, worker, keeps_spare ? PAUSE_S : 0);
  dex_await (mq_worker_stop (worker), NULL);
  return seconds;
}

static double
run_bare (const MqWorkerSettings *settings, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqInstance) instance = mq_instance_launch (settings, folder, folder, &error);
  g_autoptr (DexPromise) dropped = dex_promise_new ();
  g_autoptr (JsonObject) hello = NULL;
  double seconds;

  if (instance == NULL || !(hello = mq_instance_handshake (instance, DEX_FUTURE (dropped), &error)))
    g_error ("%s", error->message);
  seconds = run_steps (call_bare, instance, 0);
  mq_instance_kill (instance);
  dex_await (mq_process_wait_exit (instance->process), NULL);
  return seconds;
}

/* Returns: what a line of a file in /proc says, a number; with @key NULL, how many words it has */
static guint64
read_proc (GPid pid, const char *file, const char *key)
{
  g_autofree char *path = g_strdup_printf (file, pid, pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  const char *found;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  if (key != NULL)
    return (found = strstr (text, key)) ? g_ascii_strtoull (found + strlen (key), NULL, 10) : 0;

  words = g_strsplit (g_strchomp (text), " ", -1);
  return g_strv_length (words);
}

typedef struct
{
  guint failures;
  guint servers;
  GPid server;
  guint64 before_kib; /* private memory of the server, after its first children */
  guint64 grown_kib;  /* of the server that grew most */
  guint zombies;      /* most that the server had at a time */
} Children;

/* Looks at the server when it has no child: their memory is not shared then. */
static void
look_at_server (Children *children, GPid server)
{
  guint64 kib = read_proc (server, "/proc/%d/smaps_rollup", "Private_Dirty:");
  guint left = (guint)read_proc (server, "/proc/%d/task/%d/children", NULL);

  if (server != children->server)
    {
      children->server = server;
      children->servers++;
      children->before_kib = kib;
    }
  children->grown_kib = MAX (children->grown_kib, kib - MIN (kib, children->before_kib));
  children->zombies = MAX (children->zombies, left);
}

/* Returns: seconds until it has said hello; negative if it failed */
static double
run_child (const MqWorkerSettings *settings, const char *folder, Children *children)
{
  g_autofree char *run_dir = g_build_filename (folder, "child", NULL);
  g_autoptr (JsonObject) params = mq_json_new ("script:s save:s cpu_s:i", script, "scene.blend",
                                               TIMEOUT_S);
  g_autoptr (DexPromise) dropped = dex_promise_new ();
  g_autoptr (MqInstance) instance = NULL;
  g_autoptr (JsonObject) hello = NULL;
  g_autoptr (JsonObject) executed = NULL;
  g_autoptr (GError) error = NULL;
  double started = g_get_monotonic_time () / 1e6, seconds;
  GPid server;

  g_mkdir (run_dir, 0700);
  if (!(instance = mq_instance_launch (settings, run_dir, folder, &error))
      || !(hello = mq_instance_handshake (instance, DEX_FUTURE (dropped), &error)))
    g_error ("%s", error->message);
  seconds = g_get_monotonic_time () / 1e6 - started;
  executed = mq_instance_exchange (instance, "execute", params, TIMEOUT_S, 0, DEX_FUTURE (dropped),
                                   NULL);
  if (!instance->is_forked || executed == NULL || mq_json_get_object (executed, "error") != NULL)
    children->failures++;
  server = (GPid)read_proc (mq_process_get_pid (instance->process), "/proc/%d/status", "\nPPid:\t");

  mq_instance_kill (instance);
  dex_await (mq_process_wait_exit (instance->process), NULL);
  look_at_server (children, server);
  mq_files_remove_tree (AT_FDCWD, run_dir);
  return seconds;
}

static void
run_children (const MqWorkerSettings *settings, const char *folder)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  Children children = { 0 };

  for (int i = 0; i < steps; i++)
    {
      double seconds = run_child (settings, folder, &children);

      g_array_append_val (times, seconds);
    }

  g_array_sort (times, compare);
  g_print (
      "{\"children\": %d, \"failures\": %u, \"servers\": %u, \"zombies\": %u, "
      "\"private_mib\": %.1f, \"grown_mib\": %.1f, \"hello_p50_s\": %.3f, \"hello_p99_s\": %.3f}\n",
      steps, children.failures, children.servers, children.zombies,
      (double)children.before_kib / 1024, (double)children.grown_kib / 1024,
      g_array_index (times, double, times->len / 2),
      g_array_index (times, double, times->len * 99 / 100));
}

static DexFuture *
bench_fiber (gpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("mq-bench-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) found = dex_await_object (mq_blender_find (NULL), &error);
  g_autoptr (MqBlender) blender = NULL;
  MqWorkerSettings settings = { .sandboxed = TRUE, .limits = mq_sandbox_default_limits };
  double bare, spare, fresh;

  if (found == NULL)
    g_error ("%s", error->message);

  blender = g_list_model_get_item (found, 0);
  settings.blender = blender;
  if (only_children)
    {
      run_children (&settings, folder);
      return dex_future_new_for_int (0);
    }

  bare = run_bare (&settings, folder);
  spare = run_worker (&settings, folder, TRUE);
  fresh = run_worker (&settings, folder, FALSE);
  g_print ("{\"steps\": %d, \"bare_s\": %.3f, \"spare_s\": %.3f, \"fresh_s\": %.3f}\n", steps, bare,
           spare, fresh);
  return dex_future_new_for_int (0);
}

static DexFuture *
quit (DexFuture *future, gpointer data)
{
  g_main_loop_quit (data);
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (DexFuture) work = NULL;
  g_autoptr (GError) error = NULL;

  dex_init ();
  if (argc < 2 || !g_file_get_contents (argv[1], &script, NULL, &error))
    {
      g_printerr ("usage: bench-worker SCRIPT [STEPS] [--children]\n");
      return 2;
    }

  if (argc > 2)
    steps = CLAMP (atoi (argv[2]), 1, 10000);
  only_children = argc > 3 && g_str_equal (argv[3], "--children");

  loop = g_main_loop_new (NULL, FALSE);
  work = dex_scheduler_spawn (NULL, 256 * 1024, bench_fiber, NULL, NULL);
  dex_future_disown (dex_future_finally (dex_ref (work), quit, loop, NULL));
  g_main_loop_run (loop);
  g_free (script);
  return dex_await_int (g_steal_pointer (&work), NULL);
}
