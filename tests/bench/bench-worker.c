/* What the warm worker saves: some executions and previews of one script on one worker, against a
 * fresh Blender (and its sandbox) for each of them. Prints one JSON object with both times. */
#include "client/blender/mq-worker.h"
#include "common/mq-json.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static char *script;
static int steps = 5;
static MqBlender *blender;

/* One step: the script in a fresh scene, then the preview. Returns FALSE with a line on stderr. */
static gboolean
run_step (MqWorker *worker)
{
  g_autoptr (JsonObject) execute = json_object_new ();
  g_autoptr (JsonObject) render = json_object_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *result;

  json_object_set_string_member (execute, "script", script);
  json_object_set_int_member (execute, "cpu_s", 120);
  result = dex_await_boxed (mq_worker_call (worker, "execute", execute, 120), &error);
  if (result != NULL && mq_json_get_object (result, "error") != NULL)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_FAILED, "the script failed: %s",
                 mq_json_get_string (mq_json_get_object (result, "error"), "message", "?"));
  else if (result != NULL)
    {
      json_object_unref (result);
      json_object_set_string_member (render, "mode", "preview");
      json_object_set_int_member (render, "width", 960);
      json_object_set_int_member (render, "height", 540);
      json_object_set_string_member (render, "folder", "renders");
      result = dex_await_boxed (mq_worker_call (worker, "render", render, 120), &error);
    }

  if (error != NULL)
    g_printerr ("bench-worker: %s\n", error->message);

  g_clear_pointer (&result, json_object_unref);
  return error == NULL;
}

static MqWorker *
start_worker (const char *folder)
{
  g_autoptr (MqWorker) worker = mq_worker_new (blender, folder, TRUE, &mq_worker_default_limits);
  g_autoptr (GError) error = NULL;
  JsonObject *hello = dex_await_boxed (mq_worker_start (worker), &error);

  if (hello == NULL)
    {
      g_printerr ("bench-worker: %s\n", error->message);
      return NULL;
    }

  json_object_unref (hello);
  return g_steal_pointer (&worker);
}

static DexFuture *
bench_fiber (gpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("mq-bench-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) found = dex_await_object (mq_blender_find (NULL), &error);
  g_autoptr (MqWorker) warm = NULL;
  double started, warm_s, fresh_s;

  if (found == NULL)
    {
      g_printerr ("bench-worker: %s\n", error->message);
      return dex_future_new_for_int (1);
    }

  blender = g_list_model_get_item (found, 0);
  if (!(warm = start_worker (folder)))
    return dex_future_new_for_int (1);

  started = g_get_monotonic_time () / 1e6;
  for (int i = 0; i < steps; i++)
    if (!run_step (warm))
      return dex_future_new_for_int (1);
  warm_s = g_get_monotonic_time () / 1e6 - started;
  dex_await (mq_worker_stop (warm), NULL);

  started = g_get_monotonic_time () / 1e6;
  for (int i = 0; i < steps; i++)
    {
      g_autoptr (MqWorker) fresh = start_worker (folder);

      if (fresh == NULL || !run_step (fresh))
        return dex_future_new_for_int (1);
      dex_await (mq_worker_stop (fresh), NULL);
    }
  fresh_s = g_get_monotonic_time () / 1e6 - started;

  g_print ("{\"steps\": %d, \"warm_s\": %.3f, \"fresh_s\": %.3f}\n", steps, warm_s, fresh_s);
  g_clear_object (&blender);
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
