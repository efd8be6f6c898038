/* What the fresh Blender of every script and the second look cost: some executions and previews of
 * one script, in one Blender that does everything, in a worker with a spare Blender, and in one
 * without. Prints one JSON object with the times. */
#include "client/blender/mq-worker-private.h"
#include "client/blender/mq-worker.h"
#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define TIMEOUT_S 120
/* Between two steps, not measured: a model takes longer to write a script. */
#define PAUSE_S 5

static char *script;
static int steps = 5;

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
      g_printerr ("usage: bench-worker SCRIPT [STEPS]\n");
      return 2;
    }

  if (argc > 2)
    steps = CLAMP (atoi (argv[2]), 1, 100);

  loop = g_main_loop_new (NULL, FALSE);
  work = dex_scheduler_spawn (NULL, 256 * 1024, bench_fiber, NULL, NULL);
  dex_future_disown (dex_future_finally (dex_ref (work), quit, loop, NULL));
  g_main_loop_run (loop);
  g_free (script);
  return dex_await_int (g_steal_pointer (&work), NULL);
}
