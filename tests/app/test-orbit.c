/* A model that is turned: where its camera stands, and, with OpenGL in software, that turning,
 * zooming and each look change what is seen, and that its joints play. With MQ_TEST_GLB and
 * MQ_TEST_SHOTS, pictures of that file go into that folder. */
#include "app/model-view/mq-orbit-pick.h"
#include "app/model-view/mq-orbit-view.h"
#include "app/parameters/mq-motion-group.h"
#include "app/parameters/mq-parameter-row.h"
#include "client/mesh/mq-glb-reader.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <math.h>
#include <string.h>

#define WIDTH 480
#define HEIGHT 270

static void
add_quad (MqMesh *mesh, const float corners[4][3], const float normal[3])
{
  static const guint32 order[] = { 0, 1, 2, 0, 2, 3 };
  guint first = mesh->vertices->len;

  for (guint i = 0; i < 4; i++)
    {
      MqMeshVertex vertex;

      memcpy (vertex.position, corners[i], sizeof vertex.position);
      memcpy (vertex.normal, normal, sizeof vertex.normal);
      g_array_append_val (mesh->vertices, vertex);
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      guint32 index = first + order[i];

      g_array_append_val (mesh->indices, index);
    }
}

/* A red box, from 0 to @x, @y and @z. */
static MqMesh *
make_box (float x, float y, float z)
{
  MqMesh *mesh = g_object_new (MQ_TYPE_MESH, NULL);
  const float size[3] = { x, y, z };
  MqMeshPart part
      = { .name = g_strdup ("Box"), .color = { 0.8f, 0.05f, 0.05f, 1 }, .roughness = 0.6f };

  for (guint axis = 0; axis < 3; axis++)
    for (guint side = 0; side < 2; side++)
      {
        static const float around[4][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };
        guint u = (axis + 1) % 3, v = (axis + 2) % 3;
        float corners[4][3], normal[3] = { 0, 0, 0 };

        normal[axis] = side == 1 ? 1 : -1;
        for (guint i = 0; i < 4; i++)
          {
            guint from = side == 1 ? i : 3 - i;

            corners[i][axis] = side == 1 ? size[axis] : 0;
            corners[i][u] = around[from][0] * size[u];
            corners[i][v] = around[from][1] * size[v];
          }
        add_quad (mesh, corners, normal);
      }
  part.n_indices = mesh->indices->len;
  g_array_append_val (mesh->parts, part);
  memcpy (mesh->high, size, sizeof size);
  memcpy (g_array_index (mesh->parts, MqMeshPart, 0).high, size, sizeof size);
  return mesh;
}

/* Where a place is in the picture: -1 to 1 from the left and from the bottom. */
static void
project (const MqOrbitSight *sight, const float place[3], double seen[3])
{
  double at[4];

  for (guint row = 0; row < 4; row++)
    {
      at[row] = (double)sight->matrix[12 + row];
      for (guint axis = 0; axis < 3; axis++)
        at[row] += (double)sight->matrix[4 * axis + row] * (double)place[axis];
    }
  for (guint axis = 0; axis < 3; axis++)
    seen[axis] = at[axis] / at[3];
}

/* All of it is seen, and at the tighter sides no more air is left than in a render. */
static void
test_fit (void)
{
  static const float sizes[][3] = {
    { 1, 1, 1 }, { 0.2f, 0.2f, 3 }, { 4, 1, 0.05f }, { 1e-3f, 1e-3f, 1e-3f }, { 800, 200, 400 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (MqMesh) mesh = make_box (sizes[i][0], sizes[i][1], sizes[i][2]);
      MqOrbitCamera camera = { 0 };
      MqOrbitSight sight;
      double most[2] = { 0, 0 };

      mq_orbit_camera_frame (&camera, mesh, NULL, 0);
      g_assert_cmpfloat (camera.azimuth, ==, 38);
      sight = mq_orbit_camera_look (&camera, 16.0 / 9);
      for (guint v = 0; v < mesh->vertices->len; v++)
        {
          double seen[3];

          project (&sight, g_array_index (mesh->vertices, MqMeshVertex, v).position, seen);
          for (guint axis = 0; axis < 2; axis++)
            most[axis] = MAX (most[axis], fabs (seen[axis]));
          g_assert_cmpfloat (fabs (seen[2]), <=, 1);
        }
      g_assert_cmpfloat_with_epsilon (MAX (most[0], most[1]), 1 - 2 * 0.07, 0.02);
    }
}

/* The elevation of the first view is that of framing.py: a cube 18°, a flat thing up to 35°, a tall
 * one 12°. */
static void
test_elevation (void)
{
  g_autoptr (MqMesh) cube = make_box (1, 1, 1);
  g_autoptr (MqMesh) flat = make_box (1, 1, 0.001f);
  g_autoptr (MqMesh) tall = make_box (1, 1, 4);
  MqOrbitCamera camera = { 0 };

  mq_orbit_camera_frame (&camera, cube, NULL, 0);
  g_assert_cmpfloat_with_epsilon (camera.elevation, 18, 1e-9);
  mq_orbit_camera_frame (&camera, flat, NULL, 0);
  g_assert_cmpfloat_with_epsilon (camera.elevation, 35, 0.1);
  mq_orbit_camera_frame (&camera, tall, NULL, 0);
  g_assert_cmpfloat_with_epsilon (camera.elevation, 12, 1e-9);
}

/* With a report the camera is where the first render was made from; one that says nothing of use is
 * as none. */
static void
test_render_camera (void)
{
  static const char *const bad[] = { "{}",
                                     "{\"cameras\":[]}",
                                     "{\"cameras\":[1]}",
                                     "{\"cameras\":[[38,18,1,2]]}",
                                     "{\"cameras\":[[38,95,1,2,3]]}",
                                     "{\"cameras\":[[38,18,1e300,2,3]]}",
                                     "{\"cameras\":[[38,18,{},2,3]]}",
                                     "{\"cameras\":\"x\"}" };
  g_autoptr (MqMesh) mesh = make_box (1, 1, 1);
  g_autoptr (JsonObject) report = mq_json_parse_object ("{\"cameras\":[[38,21,2.5,-3,1.75]]}", -1,
                                                        NULL);
  MqOrbitCamera camera = { 0 }, alone = { 0 };
  MqOrbitSight sight;

  mq_orbit_camera_frame (&camera, mesh, report, 0);
  sight = mq_orbit_camera_look (&camera, 16.0 / 9);
  g_assert_cmpfloat_with_epsilon (camera.elevation, 21, 1e-9);
  g_assert_cmpfloat_with_epsilon (sight.eye[0], 2.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (sight.eye[1], -3, 1e-9);
  g_assert_cmpfloat_with_epsilon (sight.eye[2], 1.75, 1e-9);

  mq_orbit_camera_frame (&alone, mesh, NULL, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (JsonObject) useless = mq_json_parse_object (bad[i], -1, NULL);

      g_assert_nonnull (useless);
      mq_orbit_camera_frame (&camera, mesh, useless, 0);
      g_assert_cmpmem (&camera, sizeof camera, &alone, sizeof alone);
    }
}

static void
test_camera (void)
{
  g_autoptr (MqMesh) mesh = make_box (1, 1, 1);
  MqOrbitCamera camera = { 0 };
  MqOrbitSight first, wide, narrow, near;
  const float top[3] = { 1, 1, 1 };
  double a[3], b[3];

  mq_orbit_camera_frame (&camera, mesh, NULL, 0);
  first = mq_orbit_camera_look (&camera, 16.0 / 9);

  /* In another window, what a render would show stays whole, in its middle. */
  wide = mq_orbit_camera_look (&camera, 4);
  narrow = mq_orbit_camera_look (&camera, 0.5);
  g_assert_cmpfloat (wide.half_height, ==, first.half_height);
  g_assert_cmpfloat (wide.half_width, >, first.half_width);
  g_assert_cmpfloat (narrow.half_width, ==, first.half_width);
  g_assert_cmpfloat (narrow.half_height, >, first.half_height);

  /* From the front, right is +x and what is nearer is at -y. */
  mq_orbit_camera_turn (&camera, -38, -18);
  near = mq_orbit_camera_look (&camera, 1);
  g_assert_cmpfloat_with_epsilon (near.right[0], 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (near.back[1], -1, 1e-9);
  g_assert_cmpfloat_with_epsilon (near.up[2], 1, 1e-9);

  /* It neither turns upside down, nor zooms without end. */
  mq_orbit_camera_turn (&camera, 0, 500);
  g_assert_cmpfloat (camera.elevation, ==, 90);
  mq_orbit_camera_turn (&camera, 0, -500);
  g_assert_cmpfloat (camera.elevation, ==, -90);
  mq_orbit_camera_turn (&camera, 725, 0);
  g_assert_cmpfloat_with_epsilon (camera.azimuth, 5, 1e-9);
  mq_orbit_camera_zoom (&camera, 1e9);
  g_assert_cmpfloat (camera.zoom, <, 100);
  mq_orbit_camera_zoom (&camera, 0);
  g_assert_cmpfloat (camera.zoom, >, 0.05);

  /* Zoomed in, things are larger; back at the start, all is as it was. */
  mq_orbit_camera_reset (&camera);
  mq_orbit_camera_zoom (&camera, 2);
  near = mq_orbit_camera_look (&camera, 16.0 / 9);
  project (&first, top, a);
  project (&near, top, b);
  g_assert_cmpfloat_with_epsilon (b[1], 2 * a[1], 1e-5);
  mq_orbit_camera_reset (&camera);
  near = mq_orbit_camera_look (&camera, 16.0 / 9);
  g_assert_cmpmem (near.matrix, sizeof near.matrix, first.matrix, sizeof first.matrix);
}

/* How far from the middle of the picture the points of a part, or all, are at most. */
static double
find_reach (const MqOrbitCamera *camera, MqMesh *mesh, const MqMeshPart *part, double aspect)
{
  MqOrbitSight sight = mq_orbit_camera_look (camera, aspect);
  double most = 0;

  for (guint i = 0; i < (part != NULL ? part->n_indices : mesh->indices->len); i++)
    {
      guint at = g_array_index (mesh->indices, guint32, (part != NULL ? part->first : 0) + i);
      double seen[3];

      project (&sight, g_array_index (mesh->vertices, MqMeshVertex, at).position, seen);
      most = MAX (most, MAX (fabs (seen[0]), fabs (seen[1])));
      g_assert_cmpfloat (fabs (seen[2]), <=, 1);
    }
  return most;
}

/* Each picture has its own camera; one that the report does not know is seen as the first. */
static void
test_picture (void)
{
  g_autoptr (MqMesh) mesh = make_box (1, 1, 1);
  g_autoptr (JsonObject) report
      = mq_json_parse_object ("{\"cameras\":[[38,21,2.5,-3,1.75],[218,9,-2.5,4,1.25]]}", -1, NULL);
  MqOrbitCamera camera = { 0 };
  MqOrbitSight sight;

  mq_orbit_camera_frame (&camera, mesh, report, 1);
  sight = mq_orbit_camera_look (&camera, 16.0 / 9);
  g_assert_cmpfloat_with_epsilon (camera.azimuth, 218, 1e-9);
  g_assert_cmpfloat_with_epsilon (sight.eye[1], 4, 1e-9);
  mq_orbit_camera_frame (&camera, mesh, report, 2);
  g_assert_cmpfloat (camera.azimuth, ==, 38);
}

static void
test_pan (void)
{
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  const float middle[3] = { 0.5f, 0.2f, 0.3f };
  MqOrbitCamera camera = { 0 };
  MqOrbitSight sight, first;
  double before[3], after[3];

  mq_orbit_camera_frame (&camera, mesh, NULL, 0);
  for (guint zoom = 0; zoom < 2; zoom++)
    {
      mq_orbit_camera_reset (&camera);
      mq_orbit_camera_zoom (&camera, zoom == 0 ? 0.5 : 3);
      first = mq_orbit_camera_look (&camera, 2);
      project (&first, middle, before);
      mq_orbit_camera_pan (&camera, 0.1, -0.05, 2);
      sight = mq_orbit_camera_look (&camera, 2);
      project (&sight, middle, after);
      g_assert_cmpfloat_with_epsilon (after[0] - before[0], 0.2, 1e-5);
      g_assert_cmpfloat_with_epsilon (after[1] - before[1], -0.1, 1e-5);
    }

  /* It is not lost out of sight, and comes back. */
  for (guint i = 0; i < 100; i++)
    mq_orbit_camera_pan (&camera, 1, 1, 2);
  for (guint axis = 0; axis < 3; axis++)
    g_assert_cmpfloat (fabs (camera.pivot[axis] - camera.centre[axis]), <=, camera.size + 1e-9);
  mq_orbit_camera_reset (&camera);
  mq_orbit_camera_zoom (&camera, 3);
  sight = mq_orbit_camera_look (&camera, 2);
  g_assert_cmpmem (&sight, sizeof sight, &first, sizeof first);
}

/* Everything, or a part of it, fills the picture from wherever it is seen; the angle stays. */
static void
test_fill (void)
{
  static const double aspects[] = { 0.5, 16.0 / 9, 4 };
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  /* The side at x = 0. */
  const MqMeshPart side = { .n_indices = 6, .high = { 0, 0.4f, 0.6f } };
  MqOrbitCamera camera = { 0 };

  mq_orbit_camera_frame (&camera, mesh, NULL, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (aspects); i++)
    for (double azimuth = 0; azimuth < 360; azimuth += 45)
      {
        camera.azimuth = azimuth;
        camera.elevation = azimuth / 4;
        mq_orbit_camera_fit (&camera, mesh, NULL, aspects[i]);
        g_assert_cmpfloat (camera.azimuth, ==, azimuth);
        g_assert_cmpfloat_with_epsilon (find_reach (&camera, mesh, NULL, aspects[i]), 0.86, 1e-3);
        mq_orbit_camera_fit (&camera, mesh, &side, aspects[i]);
        g_assert_cmpfloat_with_epsilon (find_reach (&camera, mesh, &side, aspects[i]), 0.86, 1e-3);
      }
}

/* A shape that changes stays in the picture; while it does, the camera stays, too. */
static void
test_stay (void)
{
  g_autoptr (MqMesh) mesh = make_box (1, 1, 1);
  g_autoptr (MqMesh) small = make_box (1, 1, 0.5f);
  g_autoptr (MqMesh) tall = make_box (1, 1, 3);
  MqOrbitCamera camera = { 0 }, first;

  mq_orbit_camera_frame (&camera, mesh, NULL, 0);
  mq_orbit_camera_turn (&camera, 30, 5);
  first = camera;
  mq_orbit_camera_stay (&camera, small, 1);
  g_assert_cmpfloat (camera.zoom, ==, 1);
  mq_orbit_camera_stay (&camera, tall, 1);
  g_assert_cmpfloat (camera.zoom, <, 1);
  g_assert_cmpfloat_with_epsilon (find_reach (&camera, tall, NULL, 1), 0.86, 1e-3);
  g_assert_cmpfloat (camera.azimuth, ==, first.azimuth);
  g_assert_cmpfloat (camera.elevation, ==, first.elevation);
  g_assert_cmpmem (camera.pivot, sizeof camera.pivot, first.pivot, sizeof first.pivot);
}

/* The view, on the display. */

typedef struct
{
  GtkWidget *window;
  MqOrbitView *view;
} Shown;

static gboolean
has_drawn (GtkGLArea *area, GdkGLContext *context, gpointer n_drawn)
{
  (*(guint *)n_drawn)++;
  return FALSE;
}

static void
shown_clear (Shown *shown)
{
  gtk_window_destroy (GTK_WINDOW (shown->window));
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

static Shown
show (MqMesh *mesh)
{
  Shown shown = { gtk_window_new (), MQ_ORBIT_VIEW (mq_orbit_view_new ()) };

  gtk_widget_set_size_request (GTK_WIDGET (shown.view), WIDTH, HEIGHT);
  mq_orbit_view_set_mesh (shown.view, mesh, NULL, 0);
  gtk_window_set_decorated (GTK_WINDOW (shown.window), FALSE);
  gtk_window_set_child (GTK_WINDOW (shown.window), GTK_WIDGET (shown.view));
  gtk_window_present (GTK_WINDOW (shown.window));
  return shown;
}

static void
rest (gpointer is_resting)
{
  *(gboolean *)is_resting = TRUE;
}

/* What is seen when the view has drawn what it was asked for, and rests: without a graphics card,
 * its pictures are coarse until then. */
static GdkTexture *
see (Shown *shown)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  guint n_drawn = 0;
  gboolean is_resting = FALSE;
  gulong handler = g_signal_connect (shown->view, "render", G_CALLBACK (has_drawn), &n_drawn);

  g_timeout_add_once (MQ_ORBIT_VIEW_REST, rest, &is_resting);
  while (!is_resting)
    g_main_context_iteration (NULL, TRUE);
  n_drawn = 0;
  gtk_gl_area_queue_render (GTK_GL_AREA (shown->view));
  while (n_drawn == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_no_error (gtk_gl_area_get_error (GTK_GL_AREA (shown->view)));
    }
  g_signal_handler_disconnect (shown->view, handler);

  paintable = gtk_widget_paintable_new (GTK_WIDGET (shown->view));
  gdk_paintable_snapshot (paintable, snapshot, WIDTH, HEIGHT);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (shown->window)), node,
                                      &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
}

static guint8 *
get_pixels (GdkTexture *texture)
{
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);
  gsize stride = (gsize)gdk_texture_get_width (texture) * 4;
  guint8 *pixels = g_malloc (stride * (gsize)gdk_texture_get_height (texture));

  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_R8G8B8A8);
  gdk_texture_downloader_download_into (downloader, pixels, stride);
  return pixels;
}

/* The share of pixels that clearly differ. */
static double
compare (GdkTexture *first, GdkTexture *second)
{
  g_autofree guint8 *a = get_pixels (first);
  g_autofree guint8 *b = get_pixels (second);
  guint n = 0;

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    n += abs (a[4 * i] - b[4 * i]) + abs (a[4 * i + 1] - b[4 * i + 1])
             + abs (a[4 * i + 2] - b[4 * i + 2])
         > 24;
  return (double)n / (WIDTH * HEIGHT);
}

/* The share of pixels that are clearly red. */
static double
measure_red (GdkTexture *texture)
{
  g_autofree guint8 *pixels = get_pixels (texture);
  guint n = 0;

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    n += pixels[4 * i] > 2 * pixels[4 * i + 1];
  return (double)n / (WIDTH * HEIGHT);
}

static GtkEventController *
find_controller (MqOrbitView *view, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (view));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_OBJECT_TYPE (controller) == type)
        return controller; /* the view holds it */
    }

  g_assert_not_reached ();
}

static void
drag (MqOrbitView *view, double x, double y)
{
  GtkEventController *controller = find_controller (view, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (controller, "drag-begin", 100.0, 100.0);
  g_signal_emit_by_name (controller, "drag-update", x / 2, y / 2);
  g_signal_emit_by_name (controller, "drag-update", x, y);
  g_signal_emit_by_name (controller, "drag-end", x, y);
}

static void
scroll (MqOrbitView *view, double by)
{
  gboolean stopped;

  g_signal_emit_by_name (find_controller (view, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", 0.0,
                         by, &stopped);
  g_assert_true (stopped);
}

static void
test_turn (void)
{
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  g_auto (Shown) shown = show (mesh);
  g_autoptr (GdkTexture) first = see (&shown);
  g_autoptr (GdkTexture) again = see (&shown);
  g_autoptr (GdkTexture) turned = NULL;
  g_autoptr (GdkTexture) near = NULL;
  g_autoptr (GdkTexture) back = NULL;
  g_autoptr (GdkTexture) clicked = NULL;

  /* It stands in the middle, red on grey, and stays as it is. */
  g_assert_cmpfloat (measure_red (first), >, 0.1);
  g_assert_cmpfloat (measure_red (first), <, 0.7);
  g_assert_cmpfloat (compare (first, again), ==, 0);

  drag (shown.view, 150, 20);
  turned = see (&shown);
  g_assert_cmpfloat (compare (first, turned), >, 0.03);

  scroll (shown.view, -2);
  near = see (&shown);
  g_assert_cmpfloat (measure_red (near), >, 1.2 * measure_red (turned));

  gtk_widget_activate_action (GTK_WIDGET (shown.view), "orbit.reset", NULL);
  back = see (&shown);
  g_assert_cmpfloat (compare (first, back), ==, 0);

  drag (shown.view, 150, 20);
  g_signal_emit_by_name (find_controller (shown.view, GTK_TYPE_GESTURE_CLICK), "pressed", 2, 1.0,
                         1.0);
  clicked = see (&shown);
  g_assert_cmpfloat (compare (first, clicked), ==, 0);
}

static void
test_modes (void)
{
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  g_auto (Shown) shown = show (mesh);
  g_autoptr (GdkTexture) colors = see (&shown);
  g_autoptr (GdkTexture) clay = NULL;
  g_autoptr (GdkTexture) edges = NULL;
  g_autoptr (GdkTexture) sizes = NULL;

  g_object_set (shown.view, "mode", MQ_ORBIT_CLAY, NULL);
  clay = see (&shown);
  g_assert_cmpfloat (measure_red (clay), ==, 0);
  g_object_set (shown.view, "mode", MQ_ORBIT_WIREFRAME, NULL);
  edges = see (&shown);
  g_assert_cmpfloat (measure_red (edges), ==, 0);
  g_assert_cmpfloat (compare (clay, edges), >, 0.002);
  /* In colours, with lines and labels. */
  g_object_set (shown.view, "mode", MQ_ORBIT_DIMENSIONS, NULL);
  sizes = see (&shown);
  g_assert_cmpfloat (measure_red (sizes), >, 0);
  g_assert_cmpfloat (compare (colors, sizes), >, 0.002);
}

static void
click (MqOrbitView *view, double x, double y)
{
  GtkEventController *controller = find_controller (view, GTK_TYPE_GESTURE_CLICK);

  g_signal_emit_by_name (controller, "pressed", 1, x, y);
  g_signal_emit_by_name (controller, "released", 1, x, y);
}

/* The share of pixels that are the blue of the line round what is chosen. */
static double
measure_line (GdkTexture *texture)
{
  g_autofree guint8 *pixels = get_pixels (texture);
  guint n = 0;

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    n += abs (pixels[4 * i] - 26) + abs (pixels[4 * i + 1] - 95) + abs (pixels[4 * i + 2] - 180)
         < 40;
  return (double)n / (WIDTH * HEIGHT);
}

/* A part that was clicked stays marked when the pointer leaves, until nothing is clicked: tinted,
 * and with a line round it, which is seen on each colour. */
static void
check_chosen (float red, float green, float blue)
{
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  MqMeshPart *part = &g_array_index (mesh->parts, MqMeshPart, 0);
  g_autoptr (MqSelection) selection = g_object_new (MQ_TYPE_SELECTION, NULL);
  g_auto (Shown) shown = show (mesh);
  g_autoptr (GdkTexture) first = NULL;
  g_autoptr (GdkTexture) chosen = NULL;
  g_autoptr (GdkTexture) none = NULL;

  part->color[0] = red;
  part->color[1] = green;
  part->color[2] = blue;
  first = see (&shown);
  mq_orbit_view_set_selection (shown.view, selection);
  click (shown.view, WIDTH / 2, HEIGHT / 2);
  g_signal_emit_by_name (find_controller (shown.view, GTK_TYPE_EVENT_CONTROLLER_MOTION), "leave");
  chosen = see (&shown);
  g_assert_cmpfloat (compare (first, chosen), >, 0.1);
  g_assert_cmpfloat (measure_line (chosen), >, measure_line (first) + 0.002);
  g_assert_cmpstr (selection->titles, ==, "Box");
  click (shown.view, 2, 2);
  none = see (&shown);
  g_assert_cmpfloat (compare (first, none), ==, 0);
  g_assert_cmpstr (selection->titles, ==, "");
}

static void
test_chosen (void)
{
  check_chosen (0.8f, 0.05f, 0.05f);
  check_chosen (0.036f, 0.23f, 0.78f);
  check_chosen (0.01f, 0.11f, 0.45f);
  check_chosen (0.9f, 0.9f, 0.9f);
  check_chosen (0.01f, 0.01f, 0.01f);
}

/* What moves is drawn where it is in the pose, at once, and red where it meets something; the axis
 * of a joint is drawn while it is pointed at. */
static void
test_posed (void)
{
  g_autoptr (JsonObject) report = mq_json_parse_object (
      "{\"joints\":[{\"name\":\"Slide\",\"kind\":\"slider\",\"objects\":[\"Box\"],"
      "\"origin_m\":[0,0,0],\"axis\":[1,0,0],\"limits\":[0,1],\"free\":[0,0.5],"
      "\"contact\":{\"at\":0.6,\"objects\":[\"Box\",\"Wall\"]}}]}",
      -1, NULL);
  g_autoptr (MqMotion) motion = mq_motion_new (report);
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  g_auto (Shown) shown = show (mesh);
  g_autoptr (GdkTexture) first = see (&shown);
  g_autoptr (GdkTexture) axis = NULL;
  g_autoptr (GdkTexture) moved = NULL;
  g_autoptr (GdkTexture) met = NULL;
  g_autoptr (GdkTexture) back = NULL;

  mq_orbit_view_set_motion (shown.view, motion);
  mq_motion_point (motion, 0);
  axis = see (&shown);
  g_assert_cmpfloat (compare (first, axis), >, 0.001);
  mq_motion_point (motion, -1);

  mq_motion_set_value (motion, 0, 0.2);
  moved = see (&shown);
  g_assert_cmpfloat (compare (first, moved), >, 0.03);
  g_assert_cmpfloat (measure_red (moved), >, 0.1);
  g_object_set (shown.view, "mode", MQ_ORBIT_CLAY, NULL);
  mq_motion_set_value (motion, 0, 0.6);
  met = see (&shown);
  g_assert_cmpfloat (measure_red (met), >, 0.05);

  g_object_set (shown.view, "mode", MQ_ORBIT_COLORS, NULL);
  mq_motion_set_value (motion, 0, 0);
  back = see (&shown);
  g_assert_cmpfloat (compare (first, back), ==, 0);
}

/* The rows below @widget, in order. */
static void
list_rows (GtkWidget *widget, GPtrArray *rows)
{
  if (MQ_IS_PARAMETER_ROW (widget))
    g_ptr_array_add (rows, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_rows (child, rows);
}

/* Whether something in @widget has this tooltip. */
static gboolean
has_tooltip (GtkWidget *widget, const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_tooltip (child, tooltip))
      return TRUE;
  return FALSE;
}

static double
get_joint (MqMotion *motion, guint number)
{
  return mq_motion_get_joint (motion, number)->value;
}

/* A joint that follows another has no row. What is played moves alone, or all in turn; stopped, the
 * pose is as before. */
static void
test_motion_group (void)
{
  g_autoptr (JsonObject) report = mq_json_parse_object (
      "{\"joints\":[{\"name\":\"Slide\",\"kind\":\"slider\",\"objects\":[\"Box\"],"
      "\"origin_m\":[0,0,0],\"axis\":[1,0,0],\"limits\":[0,1],\"free\":[0,1]},"
      "{\"name\":\"Lid\",\"kind\":\"slider\",\"objects\":[\"Lid\"],\"origin_m\":[0,0,0],\"axis\":["
      "1,0,0],"
      "\"limits\":[0,2],\"free\":[0,2],\"follows\":\"Slide\",\"ratio\":2},"
      "{\"name\":\"Door\",\"kind\":\"hinge\",\"objects\":[\"Door\"],\"origin_m\":[0,0,0],\"axis\":["
      "0,0,1],"
      "\"limits\":[0,90],\"free\":[0,90]}]}",
      -1, NULL);
  g_autoptr (MqMotion) motion = mq_motion_new (report);
  GtkWidget *group = mq_motion_group_new (motion);
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  MqParameter *slide, *door;

  gtk_window_set_child (GTK_WINDOW (window), group);
  gtk_window_present (GTK_WINDOW (window));
  list_rows (group, rows);
  g_assert_cmpuint (rows->len, ==, 2);
  slide = mq_parameter_row_get_parameter (rows->pdata[0]);
  door = mq_parameter_row_get_parameter (rows->pdata[1]);
  g_assert_cmpstr (slide->title, ==, "Slide");
  g_assert_cmpstr (door->title, ==, "Door");
  g_assert_true (has_tooltip (rows->pdata[0], "Play Slide"));
  g_assert_true (has_tooltip (rows->pdata[1], "Play Door"));

  /* The rows and the joints have the same values, and the one that follows its share. */
  g_object_set (slide, "number", 0.5, NULL);
  g_assert_cmpfloat (get_joint (motion, 0), ==, 0.5);
  g_assert_cmpfloat (get_joint (motion, 1), ==, 1);
  mq_motion_set_value (motion, 2, 30);
  g_assert_cmpfloat (door->number, ==, 30);

  gtk_widget_activate_action (group, "motion.play", "i", 2);
  g_assert_true (has_tooltip (rows->pdata[1], "Stop"));
  while (get_joint (motion, 2) == 30)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (motion->pointed, ==, 2);
  g_assert_cmpfloat (get_joint (motion, 0), ==, 0.5);
  gtk_widget_activate_action (group, "motion.play", "i", 2);
  g_assert_cmpfloat (get_joint (motion, 2), ==, 30);
  g_assert_cmpint (motion->pointed, ==, -1);

  gtk_widget_activate_action (group, "motion.play", "i", -1);
  while (get_joint (motion, 0) == 0.5)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (get_joint (motion, 2), ==, 30);
  while (get_joint (motion, 2) == 30)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (get_joint (motion, 0), ==, 0.5);
  gtk_widget_activate_action (group, "motion.play", "i", -1);
  g_assert_cmpfloat (get_joint (motion, 0), ==, 0.5);
  g_assert_cmpfloat (get_joint (motion, 2), ==, 30);

  gtk_widget_activate_action (group, "motion.play", "i", 0);
  while (get_joint (motion, 0) == 0.5)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_activate_action (group, "motion.play", "i", 0);
  g_assert_cmpfloat (get_joint (motion, 0), ==, 0.5);

  /* Whoever moves it meanwhile has it as it is then. */
  gtk_widget_activate_action (group, "motion.play", "i", 0);
  while (get_joint (motion, 0) == 0.5)
    g_main_context_iteration (NULL, TRUE);
  g_object_set (slide, "number", 0.25, NULL);
  g_assert_cmpfloat (get_joint (motion, 0), ==, 0.25);
  g_assert_cmpint (motion->pointed, ==, -1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Each place of the surface that a camera sees is met again through its place in the picture. */
static void
test_pick (void)
{
  static const float seen[][3] = { { 0.5f, 0, 0.3f }, { 0.1f, 0, 0.05f }, { 0.9f, 0, 0.55f } };
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  g_autoptr (MqSelection) selection = g_object_new (MQ_TYPE_SELECTION, NULL);
  MqOrbitCamera camera = { 0 };

  mq_orbit_camera_frame (&camera, mesh, NULL, 0);
  for (guint aspect = 1; aspect <= 2; aspect++)
    for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
      {
        MqOrbitPick pick = { mesh, &camera, mq_orbit_camera_look (&camera, aspect), selection };
        g_autoptr (JsonObject) target = NULL;
        double at[3], place[3];

        project (&pick.sight, seen[i], place);
        target = mq_orbit_pick_target (&pick, (1 + place[0]) / 2, (1 - place[1]) / 2, FALSE);
        g_assert_cmpstr (mq_json_get_string (target, "object", NULL), ==, "Box");
        g_assert_cmpstr (mq_json_get_string (target, "camera", NULL), ==, "front");
        g_assert_true (mq_json_get_vector (target, "at_m", at));
        for (guint axis = 0; axis < 3; axis++)
          g_assert_cmpfloat_with_epsilon (at[axis], (double)seen[i][axis], 1e-4);
        g_assert_true (mq_json_get_vector (target, "normal", at));
        g_assert_cmpfloat_with_epsilon (at[1], -1, 1e-6);
        g_assert_null (mq_orbit_pick_target (&pick, 0.001, 0.001, FALSE));
      }
}

static void
on_turned (MqOrbitView *view, const MqOrbitSide *side, MqOrbitSide *seen)
{
  *seen = *side;
}

static void
test_sides (void)
{
  static const struct
  {
    const char *name;
    double back[3]; /* where the camera is */
  } sides[] = {
    { "front", { 0, -1, 0 } }, { "back", { 0, 1, 0 } }, { "right", { 1, 0, 0 } },
    { "left", { -1, 0, 0 } },  { "top", { 0, 0, 1 } },  { "bottom", { 0, 0, -1 } },
  };
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  g_auto (Shown) shown = show (mesh);
  MqOrbitSide seen = { 0 };

  g_signal_connect (shown.view, "turned", G_CALLBACK (on_turned), &seen);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      double right[3], up[3], back[3];

      mq_orbit_view_show_side (shown.view, sides[i].name);
      mq_orbit_find_axes (seen.azimuth, seen.elevation, right, up, back);
      for (guint axis = 0; axis < 3; axis++)
        g_assert_cmpfloat_with_epsilon (back[axis], sides[i].back[axis], 1e-9);
    }
}

/* Another mesh, and a view that is taken off the display and put back. */
static void
test_again (void)
{
  g_autoptr (MqMesh) mesh = make_box (1, 0.4f, 0.6f);
  g_autoptr (MqMesh) other = make_box (0.1f, 0.1f, 1);
  g_auto (Shown) shown = show (mesh);
  g_autoptr (GdkTexture) first = see (&shown);
  g_autoptr (GdkTexture) second = NULL;
  g_autoptr (GdkTexture) third = NULL;

  mq_orbit_view_set_mesh (shown.view, other, NULL, 0);
  second = see (&shown);
  g_assert_cmpfloat (compare (first, second), >, 0.03);

  g_object_ref (shown.view);
  gtk_window_set_child (GTK_WINDOW (shown.window), NULL);
  gtk_window_set_child (GTK_WINDOW (shown.window), GTK_WIDGET (shown.view));
  g_object_unref (shown.view);
  third = see (&shown);
  g_assert_cmpfloat (compare (second, third), ==, 0);
}

/* For whoever wants to look. */
static void
test_shots (void)
{
  static const char *const names[] = { "colors", "clay", "wireframe", "dimensions" };
  const char *folder = g_getenv ("MQ_TEST_SHOTS");
  g_autofree char *data = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh = NULL;

  g_file_get_contents (g_getenv ("MQ_TEST_GLB"), &data, &length, &error);
  g_assert_no_error (error);
  mesh = mq_glb_read (data, length, &error);
  g_assert_no_error (error);
  {
    g_auto (Shown) shown = show (mesh);

    for (guint mode = 0; mode < MQ_ORBIT_N_MODES; mode++)
      {
        g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, names[mode]);
        g_autoptr (GdkTexture) texture = NULL;

        g_object_set (shown.view, "mode", mode, NULL);
        texture = see (&shown);
        g_assert_true (gdk_texture_save_to_png (texture, path));
      }

    /* With the way of the picture into memory. */
    g_test_timer_start ();
    for (guint i = 0; i < 30; i++)
      {
        g_autoptr (GdkTexture) texture = NULL;

        drag (shown.view, 5, 0);
        texture = see (&shown);
      }
    g_test_message ("%u triangles: %.1f ms a frame", mesh->indices->len / 3,
                    g_test_timer_elapsed () * 1000 / 30);
  }
}

MQ_TEST_PROGRAM (orbit)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/orbit/render-camera", test_render_camera);
  g_test_add_func ("/orbit/fit", test_fit);
  g_test_add_func ("/orbit/elevation", test_elevation);
  g_test_add_func ("/orbit/camera", test_camera);
  g_test_add_func ("/orbit/picture", test_picture);
  g_test_add_func ("/orbit/pan", test_pan);
  g_test_add_func ("/orbit/fill", test_fill);
  g_test_add_func ("/orbit/stay", test_stay);
  if (!gtk_init_check ())
    g_test_message ("no display");
  g_test_add_func ("/orbit/turn", test_turn);
  g_test_add_func ("/orbit/modes", test_modes);
  g_test_add_func ("/orbit/posed", test_posed);
  g_test_add_func ("/orbit/motion-group", test_motion_group);
  g_test_add_func ("/orbit/again", test_again);
  g_test_add_func ("/orbit/chosen", test_chosen);
  g_test_add_func ("/orbit/pick", test_pick);
  g_test_add_func ("/orbit/sides", test_sides);
  if (g_getenv ("MQ_TEST_SHOTS") != NULL && g_getenv ("MQ_TEST_GLB") != NULL)
    g_test_add_func ("/orbit/shots", test_shots);
  return mq_test_run ();
}
