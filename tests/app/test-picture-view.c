/* Pictures on a display: how large one is read, which place of a zoomed one is seen and clicked,
 * the divider between two of them, the marks of their differences, and their keys. */
#include "app/compare/mq-difference.h"
#include "app/compare/mq-wipe.h"
#include "app/picture/mq-picture-draw.h"
#include "app/picture/mq-picture-source.h"
#include "app/picture/mq-picture-view.h"
#include "app/picture/mq-picture.h"
#include "support/mq-test.h"

#include <adwaita.h>
#include <string.h>

/* px, of a view by itself */
#define WIDTH 480
#define HEIGHT 270

static char *
write_picture (const char *name, int width, int height)
{
  g_autofree guint8 *pixels = g_malloc0 ((gsize)width * (gsize)height * 4);
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, (gsize)width * (gsize)height * 4);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8,
                                                           bytes, (gsize)width * 4);
  char *path = g_build_filename (mq_test_get_dir (), name, NULL);

  g_assert_true (gdk_texture_save_to_png (texture, path));
  return path;
}

/* @widget: gets its natural size, or what a window of @height has for it */
static GtkWindow *
present (GtkWidget *widget, int height)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_widget_set_halign (widget, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_window_set_default_size (window, 700, height);
  gtk_window_set_child (window, widget);
  gtk_window_present (window);
  return window;
}

static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_OBJECT_TYPE (controller) == type)
        return controller; /* the widget holds it */
    }

  g_assert_not_reached ();
}

/* Does what the key does. @key: as in “<Control>plus” */
static void
press (GtkWidget *widget, const char *key)
{
  g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (key);
  GtkEventController *keys = find_controller (widget, GTK_TYPE_SHORTCUT_CONTROLLER);

  g_test_message ("%s", key);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (keys)); i++)
    {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (keys), i);

      if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
        {
          gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                        gtk_shortcut_get_arguments (shortcut));
          return;
        }
    }

  g_assert_not_reached ();
}

/* How large a picture is read. */

static void
check_size (const char *path, int width, int asked)
{
  GtkWidget *area = gtk_drawing_area_new ();
  g_autoptr (MqPictureSource) source = mq_picture_source_new (area);
  GtkWindow *window;

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), width);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), width / 2);
  g_signal_connect_swapped (area, "resize", G_CALLBACK (mq_picture_source_request), source);
  g_assert_true (mq_picture_source_set_path (source, path));
  g_assert_false (mq_picture_source_set_path (source, path));
  g_assert_cmpint (source->asked_px, ==, 0);

  window = present (area, 500);
  while (source->texture == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (source->asked_px, ==, asked);
  g_assert_cmpint (gdk_texture_get_width (source->texture), ==, asked);

  /* Nothing is kept of what is not on screen. */
  gtk_widget_set_visible (area, FALSE);
  g_assert_null (source->texture);
  g_assert_cmpint (source->asked_px, ==, 0);
  gtk_window_destroy (window);
}

/* The first of the sizes 64, 96, 128, 192, … that is not below the widget's. */
static void
test_sizes (void)
{
  g_autofree char *path = write_picture ("sizes.png", 1600, 900);

  check_size (path, 50, 64);
  check_size (path, 65, 96);
  check_size (path, 96, 96);
  check_size (path, 100, 128);
  check_size (path, 256, 256);
  check_size (path, 300, 384);
}

static void
assert_described (gpointer widget, const char *description)
{
  g_autofree char *other = gtk_test_accessible_check_property (
      widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, NULL);

  g_assert_cmpstr (other, ==, NULL);
}

/* A small one is as high as its width lets it be, and says that its file is missing. */
static void
test_small (void)
{
  GtkWidget *picture = g_object_new (MQ_TYPE_PICTURE, "width", 100, "height", 50, "path",
                                     "/nonexistent/small.png", NULL);
  g_autofree char *other = g_strdup ("not yet");
  int natural, height, low;
  GtkWindow *window;

  gtk_widget_measure (picture, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_widget_measure (picture, GTK_ORIENTATION_VERTICAL, 300, NULL, &height, NULL, NULL);
  gtk_widget_measure (picture, GTK_ORIENTATION_VERTICAL, 50, NULL, &low, NULL, NULL);
  g_assert_cmpint (natural, ==, 100);
  g_assert_cmpint (height, ==, 50);
  g_assert_cmpint (low, ==, 25);

  window = present (picture, 500);
  while (other != NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (other);
      other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (picture),
                                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                                  "This picture is missing or damaged", NULL);
    }
  gtk_window_destroy (window);
}

/* The large one. */

typedef struct
{
  GtkWindow *window;
  MqPictureView *view;
  GtkWidget *buttons[4]; /* of its actions */
  guint n_clicks;
  graphene_point_t click;
} Scene;

enum
{
  COPY,
  SAVE,
  OUT,
  FIT
};

static void
clicked_cb (MqPictureView *view, double x, double y, gboolean adds, Scene *scene)
{
  g_assert_false (adds);
  scene->n_clicks++;
  scene->click = GRAPHENE_POINT_INIT ((float)x, (float)y);
}

static void
show (Scene *scene, const char *path)
{
  mq_picture_view_show (scene->view, path, "A chair", NULL);
  while (mq_picture_view_get_aspect (scene->view) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Scene *scene, gconstpointer data)
{
  static const char *const actions[] = { "picture.copy", "picture.save", "picture.zoom-out",
                                         "picture.fit" };
  g_autofree char *path = write_picture ("view.png", 1600, 900);

  scene->view = g_object_new (MQ_TYPE_PICTURE_VIEW, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      scene->buttons[i] = g_object_new (GTK_TYPE_BUTTON, "visible", FALSE, NULL);
      gtk_widget_set_parent (scene->buttons[i], GTK_WIDGET (scene->view));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (scene->buttons[i]), actions[i]);
    }
  g_signal_connect (scene->view, "clicked", G_CALLBACK (clicked_cb), scene);
  scene->window = present (GTK_WIDGET (scene->view), 500);
  show (scene, path);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (scene->buttons); i++)
    gtk_widget_unparent (scene->buttons[i]);
  gtk_window_destroy (scene->window);
}

static void
assert_place (Scene *scene, float x, float y, float share_x, float share_y)
{
  graphene_point_t found;

  g_assert_true (mq_picture_view_find (scene->view, &GRAPHENE_POINT_INIT (x, y), &found));
  g_assert_cmpfloat_with_epsilon (found.x, share_x, 1e-3);
  g_assert_cmpfloat_with_epsilon (found.y, share_y, 1e-3);
}

static void
press_button (Scene *scene, int n_press, double x, double y)
{
  g_signal_emit_by_name (find_controller (GTK_WIDGET (scene->view), GTK_TYPE_GESTURE_CLICK),
                         "pressed", n_press, x, y);
}

static void
release_button (Scene *scene, int n_press, double x, double y)
{
  g_signal_emit_by_name (find_controller (GTK_WIDGET (scene->view), GTK_TYPE_GESTURE_CLICK),
                         "released", n_press, x, y);
}

/* What is clicked twice stays where it is and comes nearer; then it is moved, to its edges. */
static void
test_zoom (Scene *scene, gconstpointer data)
{
  GtkWidget *view = GTK_WIDGET (scene->view);
  g_autofree char *other = write_picture ("other.png", 1600, 900);
  GtkEventController *drag = find_controller (view, GTK_TYPE_GESTURE_DRAG);
  gboolean stopped;

  assert_place (scene, 0, 0, 0, 0);
  assert_place (scene, WIDTH / 2, HEIGHT / 2, 0.5f, 0.5f);
  g_assert_false (gtk_widget_get_sensitive (scene->buttons[OUT]));
  g_assert_false (gtk_widget_get_sensitive (scene->buttons[FIT]));

  press_button (scene, 2, WIDTH / 4, 54);
  g_assert_true (mq_picture_view_is_zoomed (scene->view));
  assert_place (scene, WIDTH / 4, 54, 0.25f, 0.2f);
  assert_place (scene, 3 * WIDTH / 4, 54, 0.45f, 0.2f);
  g_assert_true (gtk_widget_get_sensitive (scene->buttons[OUT]));
  g_assert_true (gtk_widget_get_sensitive (scene->buttons[FIT]));

  /* A key and the wheel move it by 48 px of 1200, a drag as far as there is something. */
  press (view, "Right");
  assert_place (scene, WIDTH / 4, 54, 0.29f, 0.2f);
  press (view, "Left");
  assert_place (scene, WIDTH / 4, 54, 0.25f, 0.2f);
  g_signal_emit_by_name (find_controller (view, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", 1.0,
                         0.0, &stopped);
  g_assert_true (stopped);
  assert_place (scene, WIDTH / 4, 54, 0.29f, 0.2f);
  g_signal_emit_by_name (drag, "drag-begin", 100.0, 100.0);
  g_signal_emit_by_name (drag, "drag-update", -60.0, 0.0);
  assert_place (scene, WIDTH / 4, 54, 0.34f, 0.2f);
  g_signal_emit_by_name (drag, "drag-update", 10000.0, 10000.0);
  assert_place (scene, 0, 0, 0, 0);
  g_signal_emit_by_name (drag, "drag-end", 10000.0, 10000.0);

  /* Twice again, and all of it is seen. */
  press_button (scene, 2, WIDTH / 4, 54);
  g_assert_false (mq_picture_view_is_zoomed (scene->view));
  assert_place (scene, WIDTH / 4, 54, 0.25f, 0.2f);
  g_signal_emit_by_name (find_controller (view, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", 1.0,
                         0.0, &stopped);
  g_assert_false (stopped);

  /* Another picture begins as a whole. */
  press_button (scene, 2, 1, 1);
  show (scene, other);
  g_assert_false (mq_picture_view_is_zoomed (scene->view));
  g_assert_false (gtk_widget_get_sensitive (scene->buttons[FIT]));
}

/* A picture that is zoomed is read larger: its thin side is more than its first rounding. */
static void
test_sharper (Scene *scene, gconstpointer data)
{
  g_autofree char *path = write_picture ("thin.png", 1600, 30);
  double first;

  show (scene, path);
  first = mq_picture_view_get_aspect (scene->view);
  press (GTK_WIDGET (scene->view), "plus");
  press (GTK_WIDGET (scene->view), "plus");
  press (GTK_WIDGET (scene->view), "plus");
  press (GTK_WIDGET (scene->view), "plus");
  while (mq_picture_view_get_aspect (scene->view) == first)
    g_main_context_iteration (NULL, TRUE);
}

/* The end of a drag, and the second half of a double click, are no clicks. */
static void
test_click (Scene *scene, gconstpointer data)
{
  press_button (scene, 1, WIDTH / 4, HEIGHT / 2);
  release_button (scene, 1, WIDTH / 4, HEIGHT / 2);
  g_assert_cmpuint (scene->n_clicks, ==, 1);
  g_assert_cmpfloat_with_epsilon (scene->click.x, 0.25f, 1e-3);
  g_assert_cmpfloat_with_epsilon (scene->click.y, 0.5f, 1e-3);
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (scene->view)));

  press_button (scene, 1, WIDTH / 4, HEIGHT / 2);
  release_button (scene, 1, WIDTH / 2, HEIGHT / 2);
  press_button (scene, 2, WIDTH / 4, HEIGHT / 2);
  release_button (scene, 2, WIDTH / 4, HEIGHT / 2);
  g_assert_cmpuint (scene->n_clicks, ==, 1);
}

static void
test_keys (Scene *scene, gconstpointer data)
{
  static const char *const in[] = { "plus", "equal", "KP_Add", "<Control>plus", "<Control>equal" };
  static const char *const out[] = { "minus", "KP_Subtract", "<Control>minus" };
  static const char *const fit[] = { "0", "KP_0", "<Control>0" };
  GtkWidget *view = GTK_WIDGET (scene->view);

  for (guint i = 0; i < G_N_ELEMENTS (in); i++)
    {
      press (view, in[i]);
      g_assert_true (mq_picture_view_is_zoomed (scene->view));
      press (view, out[i % G_N_ELEMENTS (out)]);
      g_assert_false (mq_picture_view_is_zoomed (scene->view));
      press (view, in[i]);
      press (view, fit[i % G_N_ELEMENTS (fit)]);
      g_assert_false (mq_picture_view_is_zoomed (scene->view));
    }
}

/* A picture that is not there is neither copied nor saved. */
static void
test_missing (Scene *scene, gconstpointer data)
{
  assert_described (scene->view, "");
  g_assert_true (gtk_widget_get_sensitive (scene->buttons[COPY]));
  g_assert_true (gtk_widget_get_sensitive (scene->buttons[SAVE]));

  mq_picture_view_show (scene->view, "/nonexistent/chair.png", "A chair", NULL);
  while (gtk_widget_get_sensitive (scene->buttons[COPY])
         && gtk_widget_get_sensitive (scene->buttons[SAVE]))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gtk_widget_get_sensitive (scene->buttons[COPY]));
  g_assert_false (gtk_widget_get_sensitive (scene->buttons[SAVE]));
  assert_described (scene->view, "This picture is missing or damaged");
}

/* One that is far smaller than what was read is drawn from smaller copies, or it would flicker. */
static void
test_scaling (void)
{
  static const struct
  {
    float width;
    GskScalingFilter filter;
  } cases[] = { { 10, GSK_SCALING_FILTER_TRILINEAR },
                { 59, GSK_SCALING_FILTER_TRILINEAR },
                { 60, GSK_SCALING_FILTER_LINEAR },
                { 100, GSK_SCALING_FILTER_LINEAR },
                { 300, GSK_SCALING_FILTER_LINEAR } };
  g_autofree guint8 *pixels = g_malloc0 (100 * 50 * 4);
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, 100 * 50 * 4);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (100, 50, GDK_MEMORY_R8G8B8A8, bytes,
                                                           400);
  g_autoptr (GtkWidget) area = g_object_ref_sink (gtk_drawing_area_new ());

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      graphene_rect_t place = GRAPHENE_RECT_INIT (0, 0, cases[i].width, cases[i].width / 2);
      g_autoptr (GskRenderNode) node = NULL;

      mq_picture_draw_texture (area, snapshot, texture, &place);
      node = gtk_snapshot_free_to_node (snapshot);
      g_assert_cmpint (gsk_render_node_get_node_type (node), ==, GSK_TEXTURE_SCALE_NODE);
      g_assert_cmpint (gsk_texture_scale_node_get_filter (node), ==, cases[i].filter);
    }
}

/* Returns: the pixel of what is drawn there, 0xaarrggbb */
static guint32
get_drawn (GskRenderNode *node, double x, double y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);
  cairo_t *cr = cairo_create (surface);
  guint32 pixel;

  cairo_translate (cr, 0.5 - x, 0.5 - y);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  memcpy (&pixel, cairo_image_surface_get_data (surface), sizeof pixel);
  cairo_surface_destroy (surface);
  return pixel;
}

/* Where there is room beside a render, its background goes on, at each side as it is there; a
 * photo ends. */
static void
test_edges (void)
{
#define RED 0xffff0000u
#define GREEN 0xff00ff00u
#define BLUE 0xff0000ffu
#define WHITE 0xffffffffu
  static const struct
  {
    int width, height;
    double x, y;
    guint32 pixel;
    gboolean is_beside;
  } cases[] = {
    { 200, 100, 25, 25, RED, TRUE },    { 200, 100, 25, 75, BLUE, TRUE },
    { 200, 100, 175, 25, GREEN, TRUE }, { 200, 100, 175, 75, WHITE, TRUE },
    { 200, 100, 75, 25, RED, FALSE },   { 200, 100, 125, 75, WHITE, FALSE },
    { 100, 200, 25, 25, RED, TRUE },    { 100, 200, 75, 25, GREEN, TRUE },
    { 100, 200, 25, 175, BLUE, TRUE },  { 100, 200, 75, 175, WHITE, TRUE },
    { 100, 200, 75, 75, GREEN, FALSE }, { 100, 200, 25, 125, BLUE, FALSE },
    { 100, 100, 25, 25, RED, FALSE },   { 100, 100, 75, 75, WHITE, FALSE },
  };
  static const guint32 quarters[] = { RED, GREEN, BLUE, WHITE };
  g_autofree guint32 *pixels = g_new (guint32, 100 * 100);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  for (guint i = 0; i < 100 * 100; i++)
    pixels[i] = quarters[(i / 100 < 50 ? 0 : 2) + (i % 100 < 50 ? 0 : 1)];
  bytes = g_bytes_new (pixels, 100 * 100 * 4);
  texture = gdk_memory_texture_new (100, 100, GDK_MEMORY_DEFAULT, bytes, 400);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint is_photo = 0; is_photo < 2; is_photo++)
      {
        g_autoptr (GtkWidget) area = g_object_ref_sink (gtk_drawing_area_new ());
        GtkSnapshot *snapshot = gtk_snapshot_new ();
        graphene_rect_t place = mq_picture_fit (texture, cases[i].width, cases[i].height);
        g_autoptr (GskRenderNode) node = NULL;

        if (is_photo)
          gtk_widget_add_css_class (area, "photo");
        gtk_widget_allocate (area, cases[i].width, cases[i].height, -1, NULL);
        mq_picture_draw_texture (area, snapshot, texture, &place);
        node = gtk_snapshot_free_to_node (snapshot);
        g_test_message ("%" G_GSIZE_FORMAT " %u", i, is_photo);
        g_assert_cmphex (get_drawn (node, cases[i].x, cases[i].y), ==,
                         is_photo && cases[i].is_beside ? 0 : cases[i].pixel);
      }
}

/* Two with a divider. */

static void
note_paint (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

/* Draws the widget anew. Returns: the pixel there */
static guint32
get_pixel (GtkWidget *widget, double x, double y)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint n = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (note_paint), &n);
  g_autoptr (GskRenderNode) node = NULL;

  while (n < 2 || node == NULL)
    {
      g_autoptr (GdkPaintable) paintable = NULL;
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      gtk_widget_queue_draw (widget);
      g_main_context_iteration (NULL, TRUE);
      paintable = gtk_widget_paintable_new (widget);
      gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                              gtk_widget_get_height (widget));
      g_clear_pointer (&node, gsk_render_node_unref);
      node = gtk_snapshot_free_to_node (snapshot);
    }
  g_signal_handler_disconnect (clock, handler);
  return get_drawn (node, x, y);
}

/* @percent: of the earlier picture that is seen */
static void
assert_divided (MqWipe *wipe, guint percent)
{
  g_autofree char *text = g_strdup_printf ("%u %% before", percent);
  g_autofree char *other = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (wipe), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, NULL);

  g_assert_cmpstr (other, ==, NULL);
}

static void
test_divider (void)
{
  static const char *const names[] = { "Version 1", "Version 2" };
  g_autofree char *square = write_picture ("square.png", 900, 900);
  const char *const paths[] = { square, "/nonexistent/wide.png" };
  GtkWidget *widget = g_object_new (MQ_TYPE_WIPE, NULL);
  MqWipe *wipe = MQ_WIPE (widget);
  GtkEventController *drag = find_controller (widget, GTK_TYPE_GESTURE_DRAG);
  g_autofree char *label = NULL;
  g_autofree char *damage = g_strdup ("not yet");
  int natural = 0;
  int width, height;
  GtkWindow *window;

  mq_wipe_show (wipe, paths, names);
  label = gtk_test_accessible_check_property (GTK_ACCESSIBLE (wipe), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                              "Version 1 over Version 2", NULL);
  g_assert_cmpstr (label, ==, NULL);

  assert_divided (wipe, 50);
  press (widget, "Right");
  assert_divided (wipe, 52);
  press (widget, "KP_Left");
  press (widget, "Left");
  assert_divided (wipe, 48);
  press (widget, "Page_Up");
  press (widget, "Up");
  assert_divided (wipe, 60);
  press (widget, "Page_Down");
  press (widget, "Down");
  assert_divided (wipe, 48);
  press (widget, "Home");
  press (widget, "Left");
  assert_divided (wipe, 0);
  press (widget, "End");
  press (widget, "Right");
  assert_divided (wipe, 100);
  /* From right to left, the key goes where it points. */
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_RTL);
  press (widget, "Right");
  assert_divided (wipe, 98);
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);

  /* The square is read once it asks for its height, and stands in the middle of a wide place. */
  window = present (widget, 300);
  while (damage != NULL || natural != WIDTH)
    {
      g_main_context_iteration (NULL, TRUE);
      gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, WIDTH, NULL, &natural, NULL, NULL);
      g_free (damage);
      damage = gtk_test_accessible_check_property (
          GTK_ACCESSIBLE (wipe), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
          "The picture of Version 2 is missing or damaged", NULL);
    }
  width = gtk_widget_get_width (widget);
  height = gtk_widget_get_height (widget);
  g_assert_cmpint (width, >, height + 50);
  g_signal_emit_by_name (drag, "drag-begin", (width - height) / 2.0 + height / 4.0, 1.0);
  assert_divided (wipe, 25);
  g_assert_true (gtk_widget_is_focus (widget));
  gtk_window_destroy (window);
}

/* A picture of two colors, 0xrrggbb. */
static char *
write_halves (const char *name, guint left, guint right)
{
  g_autofree guint8 *pixels = g_malloc (400 * 200 * 4);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  char *path = g_build_filename (mq_test_get_dir (), name, NULL);

  for (guint i = 0; i < 400 * 200; i++)
    {
      guint color = i % 400 < 200 ? left : right;

      pixels[4 * i] = (guint8)(color >> 16);
      pixels[4 * i + 1] = (guint8)(color >> 8);
      pixels[4 * i + 2] = (guint8)color;
      pixels[4 * i + 3] = 255;
    }
  bytes = g_bytes_new (pixels, 400 * 200 * 4);
  texture = gdk_memory_texture_new (400, 200, GDK_MEMORY_R8G8B8A8, bytes, 1600);
  g_assert_true (gdk_texture_save_to_png (texture, path));
  return path;
}

/* What is another color is marked, whichever it was; the rest is grey, also where it has noise. */
static void
test_difference (void)
{
  static const struct
  {
    guint before[2], after[2];
    gboolean is_marked[2];
  } cases[] = {
    { { 0x808080, 0xc03030 }, { 0x808080, 0x808080 }, { FALSE, TRUE } },
    { { 0x808080, 0x808080 }, { 0x30c030, 0x888080 }, { TRUE, FALSE } },
    { { 0x3030c0, 0x000000 }, { 0x3030c0, 0xffffff }, { FALSE, TRUE } },
    { { 0xc03030, 0xffffff }, { 0xc03030, 0xffffff }, { FALSE, FALSE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("before-%u.png", i);
      g_autofree char *other = g_strdup_printf ("after-%u.png", i);
      g_autofree char *before = write_halves (name, cases[i].before[0], cases[i].before[1]);
      g_autofree char *after = write_halves (other, cases[i].after[0], cases[i].after[1]);
      GtkWidget *widget = g_object_new (MQ_TYPE_DIFFERENCE, NULL);
      GtkWindow *window;

      gtk_widget_set_size_request (widget, 400, 200);
      mq_difference_show (MQ_DIFFERENCE (widget), (const char *const[]){ before, after }, "Both");
      window = present (widget, 500);
      for (guint side = 0; side < 2; side++)
        {
          guint32 pixel = get_pixel (widget, 100 + 200 * side, 100);
          int red = (pixel >> 16) & 0xff, green = (pixel >> 8) & 0xff, blue = pixel & 0xff;
          int most = MAX (MAX (red, green), blue), least = MIN (MIN (red, green), blue);

          g_test_message ("%u: %08x", i, pixel);
          g_assert_cmphex (pixel >> 24, ==, 0xff);
          if (cases[i].is_marked[side])
            g_assert_cmpint (most - least, >, 40);
          else
            g_assert_cmpint (most - least, <=, 2);
        }
      gtk_window_destroy (window);
    }
}

MQ_TEST_PROGRAM (picture_view)
{
  mq_test_init (&argc, &argv);
  gtk_init ();
  adw_init ();

  g_test_add_func ("/app/picture-view/sizes", test_sizes);
  g_test_add_func ("/app/picture-view/small", test_small);
#define ADD(name, func) g_test_add ("/app/picture-view/" name, Scene, NULL, set_up, func, tear_down)
  ADD ("zoom", test_zoom);
  ADD ("sharper", test_sharper);
  ADD ("click", test_click);
  ADD ("keys", test_keys);
  ADD ("missing", test_missing);
  g_test_add_func ("/app/picture-view/scaling", test_scaling);
  g_test_add_func ("/app/picture-view/edges", test_edges);
  g_test_add_func ("/app/picture-view/difference", test_difference);
  g_test_add_func ("/app/picture-view/divider", test_divider);

  return mq_test_run ();
}
