/* From a slider to the picture: values of several scripts are changed one after another, as a drag
 * does. For each, the seconds until the mesh is read, until it is drawn in a window, and what a
 * bare Blender takes to execute the same script. Then the last model is turned: frames a second.
 * Prints one JSON object. */
#include "app/model-view/mq-orbit-view.h"
#include "app/parameters/mq-parameter.h"
#include "client/blender/mq-worker-private.h"
#include "client/mesh/mq-mesh-preview.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <gtk/gtk.h>
#include <stdlib.h>

#define TIMEOUT_S 120
/* As in a window of the default size. */
#define WIDTH 522
#define HEIGHT 290
/* Of a turn. */
#define N_FRAMES 120

typedef struct
{
  int n_drags;
  char **paths;
  GtkWindow *window;
  MqOrbitView *view;
  DexPromise *meshed; /* resolves to the MqMesh of the value */
  double turn_fps;
  GArray *meshes; /* double, s */
  GArray *pictures;
  GArray *bare;
} Bench;

static double
now (void)
{
  return (double)g_get_monotonic_time () / G_USEC_PER_SEC;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *)a - *(const double *)b;

  return difference < 0 ? -1 : difference > 0;
}

static double
get_share (GArray *times, double share)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, (guint)(share * (times->len - 1) + 0.5));
}

static void
mesh_cb (Bench *bench, MqMesh *mesh)
{
  dex_promise_resolve_object (bench->meshed, g_object_ref (mesh));
}

static void
failed_cb (Bench *bench, const char *message)
{
  g_error ("%s", message);
}

static gboolean
after_paint_cb (GdkFrameClock *clock, DexPromise *painted)
{
  if (dex_future_is_pending (DEX_FUTURE (painted)))
    dex_promise_resolve_boolean (painted, TRUE);
  return G_SOURCE_REMOVE;
}

/* Awaits the next frame. */
static void
await_frame (Bench *bench)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->view));
  DexPromise *painted = dex_promise_new ();
  gulong handler;

  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), painted);
  dex_await (dex_ref (DEX_FUTURE (painted)), NULL);
  g_signal_handler_disconnect (clock, handler);
  dex_unref (painted);
}

/* Awaits the frame with the mesh. */
static void
draw (Bench *bench, MqMesh *mesh, gboolean stays)
{
  if (stays)
    mq_orbit_view_change_mesh (bench->view, mesh, TRUE);
  else
    mq_orbit_view_set_mesh (bench->view, mesh, NULL, 0);
  await_frame (bench);
}

/* Turns the last model once round. Awaits. */
static void
turn (Bench *bench)
{
  double started = now ();

  for (guint i = 0; i < N_FRAMES; i++)
    {
      const MqOrbitSide side = { 360.0 * i / N_FRAMES, 20, 1 };

      mq_orbit_view_look_from (bench->view, &side);
      await_frame (bench);
    }
  bench->turn_fps = N_FRAMES / (now () - started);
}

/* Awaits. */
static MqMesh *
preview (Bench *bench, MqMeshPreview *preview, const char *script)
{
  g_autoptr (GError) error = NULL;
  MqMesh *mesh;

  bench->meshed = dex_promise_new ();
  mq_mesh_preview_show (preview, script);
  mesh = dex_await_object (DEX_FUTURE (bench->meshed), &error);
  g_assert_no_error (error);
  return mesh;
}

/* Another value for one of the sliders. */
static char *
drag (GPtrArray *parameters, const char *script, GRand *random)
{
  guint n = parameters->len;

  for (;;)
    {
      MqParameter *parameter = parameters->pdata[(guint)g_rand_int_range (random, 0, (int)n)];
      char *changed;

      if (parameter->kind != MQ_PARAMETER_NUMBER || !parameter->has_limits)
        continue;
      g_object_set (parameter, "number",
                    g_rand_double_range (random, parameter->lower, parameter->upper), NULL);
      changed = mq_parameter_apply (parameters, script);
      mq_parameter_reset (parameter);
      return changed;
    }
}

/* Awaits. */
static void
drag_each (Bench *bench, MqMeshPreview *live, MqInstance *instance)
{
  guint n = g_strv_length (bench->paths);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *script = NULL;
      g_autoptr (MqOutline) outline = NULL;
      g_autoptr (GPtrArray) parameters = NULL;
      g_autoptr (MqMesh) first = NULL;

      if (!g_file_get_contents (bench->paths[i], &script, NULL, NULL))
        g_error ("%s cannot be read", bench->paths[i]);
      outline = mq_outline_new (script);
      parameters = mq_parameter_list (outline);
      first = preview (bench, live, script);
      draw (bench, first, FALSE);

      /* As many of each, more of the first ones. */
      for (guint done = i; done < (guint)bench->n_drags; done += n)
        {
          g_autofree char *changed = drag (parameters, script, random);
          g_autoptr (JsonObject) params = mq_json_new ("script:s cpu_s:i", changed, TIMEOUT_S);
          g_autoptr (JsonObject) executed = NULL;
          g_autoptr (MqMesh) mesh = NULL;
          double started = now (), seconds;

          mesh = preview (bench, live, changed);
          seconds = now () - started;
          g_array_append_val (bench->meshes, seconds);
          draw (bench, mesh, TRUE);
          seconds = now () - started;
          g_array_append_val (bench->pictures, seconds);

          started = now ();
          executed = dex_await_boxed (mq_bridge_call (instance->bridge, "execute", params), NULL);
          seconds = now () - started;
          if (executed == NULL || mq_json_get_object (executed, "error") != NULL)
            g_error ("a script failed");
          g_array_append_val (bench->bare, seconds);
        }
    }
}

static DexFuture *
bench_fiber (gpointer data)
{
  Bench *bench = data;
  g_autofree char *folder = g_dir_make_tmp ("mq-bench-XXXXXX", NULL);
  g_autofree char *library_dir = g_build_filename (folder, "library", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (library_dir, FALSE), &error);
  g_autoptr (GListModel) found = NULL;
  g_autoptr (MqBlender) blender = NULL;
  g_autoptr (MqMeshPreview) live = NULL;
  g_autoptr (MqInstance) instance = NULL;
  g_autoptr (DexPromise) dropped = dex_promise_new ();
  g_autoptr (JsonObject) hello = NULL;
  MqWorkerSettings settings = { .sandboxed = TRUE, .limits = mq_sandbox_default_limits };

  if (library == NULL || !(found = dex_await_object (mq_blender_find (NULL), &error)))
    g_error ("%s", error->message);
  blender = g_list_model_get_item (found, 0);
  settings.blender = blender;
  live = mq_mesh_preview_new (library, &settings);
  g_signal_connect_swapped (live, "mesh", G_CALLBACK (mesh_cb), bench);
  g_signal_connect_swapped (live, "failed", G_CALLBACK (failed_cb), bench);
  if (!(instance = mq_instance_launch (&settings, folder, folder, &error))
      || !(hello = mq_instance_handshake (instance, DEX_FUTURE (dropped), &error)))
    g_error ("%s", error->message);

  drag_each (bench, live, instance);
  turn (bench);

  mq_instance_kill (instance);
  dex_await (mq_process_wait_exit (instance->process), NULL);
  dex_await (mq_mesh_preview_stop (live), NULL);
  g_print ("{\"drags\": %d, \"mesh_p50_s\": %.3f, \"mesh_p95_s\": %.3f, \"picture_p50_s\": %.3f, "
           "\"picture_p95_s\": %.3f, \"bare_p50_s\": %.3f, \"bare_p95_s\": %.3f, "
           "\"orbit_fps\": %.1f}\n",
           bench->n_drags, get_share (bench->meshes, 0.5), get_share (bench->meshes, 0.95),
           get_share (bench->pictures, 0.5), get_share (bench->pictures, 0.95),
           get_share (bench->bare, 0.5), get_share (bench->bare, 0.95), bench->turn_fps);
  return dex_future_new_true ();
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
  Bench bench = { 0 };
  g_autoptr (GMainLoop) loop = NULL;

  dex_init ();
  if (argc < 3)
    {
      g_printerr ("usage: bench-preview DRAGS SCRIPT…\n");
      return 2;
    }

  gtk_init ();
  bench.n_drags = atoi (argv[1]);
  bench.paths = argv + 2;
  bench.meshes = g_array_new (FALSE, FALSE, sizeof (double));
  bench.pictures = g_array_new (FALSE, FALSE, sizeof (double));
  bench.bare = g_array_new (FALSE, FALSE, sizeof (double));
  bench.window = GTK_WINDOW (gtk_window_new ());
  bench.view = MQ_ORBIT_VIEW (mq_orbit_view_new ());
  gtk_window_set_default_size (bench.window, WIDTH, HEIGHT);
  gtk_window_set_child (bench.window, GTK_WIDGET (bench.view));
  gtk_window_present (bench.window);

  loop = g_main_loop_new (NULL, FALSE);
  dex_future_disown (dex_future_finally (
      mq_fiber_spawn (NULL, 256 * 1024, bench_fiber, &bench, NULL), quit, loop, NULL));
  g_main_loop_run (loop);
  gtk_window_destroy (bench.window);
  g_array_unref (bench.meshes);
  g_array_unref (bench.pictures);
  g_array_unref (bench.bare);
  return 0;
}
