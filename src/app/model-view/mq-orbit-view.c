/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An asset that can be turned, see mq-orbit-view.h. Nothing moves by itself, so there is nothing to
 * leave out for those who want no motion. */
#include "app/model-view/mq-orbit-view.h"

#include "app/model/mq-report-view.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-view-keys.h"
#include "client/mesh/mq-mesh.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <math.h>

#define DEGREES_PER_PX 0.4
#define KEY_DEGREES 10.0
#define ZOOM_STEP 1.2
/* Shift and an arrow key pan by this share of the picture. */
#define KEY_PAN 0.05

/* The sizes of an asset that is turned: its box in the picture, with width, depth and height. One
 * edge of the box in each direction has a label: that of width and depth on the ground before the
 * asset, that of height at its side, so that the asset stays in sight. */

#define N_CORNERS 8
#define N_AXES 3
#define GAP 16 /* px between an edge and the middle of its label */
#define PADDING 4
#define RADIUS 4
/* Half of an axis that is drawn, in sizes of the asset. */
#define AXIS 0.4

/* On the stage, which is light in the dark style, too. */
static const GdkRGBA faint = { 0.1f, 0.1f, 0.1f, 0.25f };
static const GdkRGBA strong = { 0.1f, 0.1f, 0.1f, 0.9f };
static const GdkRGBA ghost = { 0.1f, 0.1f, 0.1f, 0.35f };
static const GdkRGBA white = { 1, 1, 1, 1 };
static const GdkRGBA accent = { 0.208f, 0.518f, 0.894f, 1 };

typedef struct
{
  graphene_point_t place; /* px */
  double depth;
} Corner;

struct _MqOrbitView
{
  GtkGLArea parent_instance;

  /* Owned */
  MqMesh *mesh;
  MqMesh *before;            /* what it was before it changed; its box stays as a ghost */
  MqOrbitRenderer *renderer; /* while realized, unless OpenGL failed */
  MqSelection *selection;    /* (nullable): what is chosen, in all views */
  MqMotion *motion;          /* (nullable): has the pose that is shown */

  MqOrbitCamera camera;
  guint mode;
  int width; /* of what is drawn, px of the display */
  int height;
  double drag_x; /* what of the drag is done, px */
  double drag_y;
  double pinch_from;
  char *part;          /* (nullable): the object under the pointer */
  GHashTable *pointed; /* the names of those that a click there takes */
  guint rest_source;   /* waits for the camera to rest, or 0 */
  gboolean is_dragged;
  gboolean pans;  /* the drag, rather than turns */
  double press_x; /* px */
  double press_y;
};

enum
{
  POINTED,
  TURNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqOrbitView, mq_orbit_view, GTK_TYPE_GL_AREA)

static Corner
project (GtkWidget *widget, const MqOrbitSight *sight, double x, double y, double z)
{
  const double point[4] = { x, y, z, 1 };
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double clip[4] = { 0 };

  for (guint row = 0; row < 4; row++)
    for (guint column = 0; column < 4; column++)
      clip[row] += (double)sight->matrix[4 * column + row] * point[column];

  return (Corner){ GRAPHENE_POINT_INIT ((float)((0.5 + 0.5 * clip[0] / clip[3]) * width),
                                        (float)((0.5 - 0.5 * clip[1] / clip[3]) * height)),
                   clip[3] };
}

/* Returns: where the edge in the direction of @axis begins that is the best place for its label */
static guint
choose_edge (const Corner *corners, guint axis, float centre)
{
  guint step = 1u << axis;
  int best = -1;

  for (guint i = 0; i < N_CORNERS; i++)
    {
      gboolean is_better;

      if (i & step)
        continue;
      if (best < 0)
        is_better = TRUE;
      else if (axis == 2) /* beside the asset */
        is_better = fabsf (corners[i].place.x - centre) > fabsf (corners[best].place.x - centre);
      else if ((i ^ (guint)best) & 4) /* on the ground before it */
        is_better = !(i & 4);
      else
        is_better = corners[i].depth + corners[i | step].depth
                    < corners[best].depth + corners[(guint)best | step].depth;
      if (is_better)
        best = (int)i;
    }

  return (guint)best;
}

static void
draw_edge (GtkSnapshot *snapshot, const Corner *from, const Corner *to, const GdkRGBA *color,
           gboolean is_dashed, float width)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = gsk_stroke_new (width);

  if (is_dashed)
    gsk_stroke_set_dash (stroke, (const float[]){ 4, 3 }, 2);
  gsk_path_builder_move_to (builder, from->place.x, from->place.y);
  gsk_path_builder_line_to (builder, to->place.x, to->place.y);
  path = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
}

/* Corner i: bit 0 is its side in x, bit 1 in y, bit 2 in z. Returns: whether all of the box is
 * before the camera */
static gboolean
draw_box (GtkWidget *widget, GtkSnapshot *snapshot, const MqOrbitSight *sight, const float low[3],
          const float high[3], gboolean is_dashed, Corner corners[N_CORNERS])
{
  for (guint i = 0; i < N_CORNERS; i++)
    {
      corners[i] = project (widget, sight, (double)(i & 1 ? high : low)[0],
                            (double)(i & 2 ? high : low)[1], (double)(i & 4 ? high : low)[2]);
      if (!(corners[i].depth > 0))
        return FALSE;
    }

  for (guint axis = 0; axis < N_AXES; axis++)
    for (guint i = 0; i < N_CORNERS; i++)
      if (!(i & 1u << axis))
        draw_edge (snapshot, &corners[i], &corners[i | 1u << axis], is_dashed ? &ghost : &faint,
                   is_dashed, 1);
  return TRUE;
}

/* @widget: the widget in which the asset is drawn, filling it; @snapshot: where to draw; @sight:
 * what its camera sees */
static void
snapshot_dimensions (GtkWidget *widget, GtkSnapshot *snapshot, const MqOrbitSight *sight,
                     MqMesh *mesh)
{
  graphene_point_t middle = GRAPHENE_POINT_INIT (0, 0);
  Corner corners[N_CORNERS];

  if (!draw_box (widget, snapshot, sight, mesh->low, mesh->high, FALSE, corners))
    return;

  for (guint i = 0; i < N_CORNERS; i++)
    {
      middle.x += corners[i].place.x / N_CORNERS;
      middle.y += corners[i].place.y / N_CORNERS;
    }

  for (guint axis = 0; axis < N_AXES; axis++)
    {
      guint edge = choose_edge (corners, axis, middle.x);
      const Corner *from = &corners[edge], *to = &corners[edge | 1u << axis];
      g_autofree char *text
          = mq_report_view_dup_length ((double)mesh->high[axis] - mesh->low[axis]);
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
      float x = (from->place.x + to->place.x) / 2, y = (from->place.y + to->place.y) / 2;
      float away_x = x - middle.x, away_y = y - middle.y;
      float length = MAX (hypotf (away_x, away_y), 1);
      int width, height;
      GskRoundedRect rect;

      draw_edge (snapshot, from, to, &strong, FALSE, 1);

      /* The label is on the side of the edge that is away from the middle, and stays within the
       * widget. */
      pango_layout_get_pixel_size (layout, &width, &height);
      width += 2 * PADDING;
      x += away_x / length * (GAP + (float)width / 2) - (float)width / 2;
      y += away_y / length * GAP - (float)height / 2;
      x = CLAMP (x, 0, MAX (0, (float)(gtk_widget_get_width (widget) - width)));
      y = CLAMP (y, 0, MAX (0, (float)(gtk_widget_get_height (widget) - height)));

      gsk_rounded_rect_init_from_rect (
          &rect, &GRAPHENE_RECT_INIT (x, y, (float)width, (float)height), RADIUS);
      gtk_snapshot_push_rounded_clip (snapshot, &rect);
      gtk_snapshot_append_color (snapshot, &strong, &rect.bounds);
      gtk_snapshot_pop (snapshot);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + PADDING, y));
      gtk_snapshot_append_layout (snapshot, layout, &white);
      gtk_snapshot_restore (snapshot);
    }
}

/* Drawing. */

static void
mq_orbit_view_realize (GtkWidget *widget)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (widget);
  g_autoptr (GError) error = NULL;

  GTK_WIDGET_CLASS (mq_orbit_view_parent_class)->realize (widget);
  gtk_gl_area_make_current (GTK_GL_AREA (self));
  if (gtk_gl_area_get_error (GTK_GL_AREA (self)) != NULL)
    return;

  if (!(self->renderer = mq_orbit_renderer_new (&error)))
    gtk_gl_area_set_error (GTK_GL_AREA (self), error);
  else if (self->mesh != NULL)
    mq_orbit_renderer_set_mesh (self->renderer, self->mesh);
}

static void
mq_orbit_view_unrealize (GtkWidget *widget)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (widget);

  gtk_gl_area_make_current (GTK_GL_AREA (self));
  g_clear_pointer (&self->renderer, mq_orbit_renderer_free);

  GTK_WIDGET_CLASS (mq_orbit_view_parent_class)->unrealize (widget);
}

static void
mq_orbit_view_resize (GtkGLArea *area, int width, int height)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (area);

  self->width = width;
  self->height = height;
}

static void
mq_orbit_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (mq_orbit_view_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_gl_area_queue_render (GTK_GL_AREA (widget));
}

static gboolean
mq_orbit_view_render (GtkGLArea *area, GdkGLContext *context)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (area);

  if (self->renderer == NULL || self->mesh == NULL)
    return FALSE;

  mq_orbit_renderer_draw (self->renderer, &self->camera, self->mode,
                          &(MqOrbitMarks){ self->pointed, self->selection, self->motion },
                          self->width, self->height, self->rest_source != 0);
  return TRUE;
}

static void
mq_orbit_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (widget);
  MqOrbitSight sight;
  gboolean has_changed = FALSE;
  Corner corners[N_CORNERS], ends[2];
  double at[3], way[3];

  GTK_WIDGET_CLASS (mq_orbit_view_parent_class)->snapshot (widget, snapshot);
  if (self->mesh == NULL || self->height == 0)
    return;

  sight = mq_orbit_camera_look (&self->camera, (double)self->width / self->height);
  for (guint axis = 0; axis < N_AXES && !has_changed; axis++)
    {
      float lower = self->mesh->low[axis] - self->before->low[axis];
      float higher = self->mesh->high[axis] - self->before->high[axis];

      has_changed = MAX (fabsf (lower), fabsf (higher)) > 0.002 * self->camera.size;
    }

  /* Draws the box that it had. */
  if (has_changed)
    draw_box (widget, snapshot, &sight, self->before->low, self->before->high, TRUE, corners);
  if (self->mode == MQ_ORBIT_DIMENSIONS)
    snapshot_dimensions (widget, snapshot, &sight, self->mesh);

  /* Draws the axis of the joint that is pointed at, through the asset. */
  if (self->motion == NULL || !mq_motion_get_axis (self->motion, at, way))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      double along = (i == 0 ? -AXIS : AXIS) * self->camera.size;

      ends[i] = project (widget, &sight, at[0] + along * way[0], at[1] + along * way[1],
                         at[2] + along * way[2]);
      if (!(ends[i].depth > 0))
        return;
    }
  draw_edge (snapshot, &ends[0], &ends[1], &white, FALSE, 4);
  draw_edge (snapshot, &ends[0], &ends[1], &accent, FALSE, 2);
}

/* Turning, panning and zooming. */

/* Before it has a size, that of a render. */
static double
get_aspect (MqOrbitView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  return width > 0 && height > 0 ? (double)width / height : 16.0 / 9;
}

static void
on_rest (gpointer data)
{
  MqOrbitView *self = data;

  self->rest_source = 0;
  if (self->renderer != NULL
      && mq_orbit_renderer_is_slow (self->renderer, self->width, self->height))
    gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

/* Draws it from where the camera is, and once more when that rests, if this one is coarse. */
static void
draw_moving (MqOrbitView *self)
{
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->rest_source = g_timeout_add_once (MQ_ORBIT_VIEW_REST, on_rest, self);
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

static void
camera_moved (MqOrbitView *self)
{
  const MqOrbitSide side = { self->camera.azimuth, self->camera.elevation, self->camera.zoom };

  draw_moving (self);
  g_signal_emit (self, signals[TURNED], 0, &side);
}

static void
turn (MqOrbitView *self, double right, double up)
{
  mq_orbit_camera_turn (&self->camera, right, up);
  camera_moved (self);
}

/* @right, @up: shares of the picture */
static void
pan (MqOrbitView *self, double right, double up)
{
  mq_orbit_camera_pan (&self->camera, right, up, get_aspect (self));
  camera_moved (self);
}

static void
zoom_to (MqOrbitView *self, double zoom)
{
  mq_orbit_camera_zoom (&self->camera, zoom);
  camera_moved (self);
}

static void
reset (MqOrbitView *self)
{
  mq_orbit_camera_reset (&self->camera);
  camera_moved (self);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (widget);
  g_autofree char *said = NULL;

  zoom_to (self, g_str_equal (name, "orbit.zoom-in") ? self->camera.zoom * ZOOM_STEP
                                                     : self->camera.zoom / ZOOM_STEP);
  /* Translators: the zoom of a picture; 100 % fits the window */
  said = g_strdup_printf (_ ("%.0f %%"), self->camera.zoom * 100);
  mq_announce (GTK_ACCESSIBLE (widget), said, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  reset (MQ_ORBIT_VIEW (widget));
}

/* The asset turns the way that the arrow points, as if the key pushed it. */
static gboolean
turn_cb (GtkWidget *widget, GVariant *way, gpointer unused)
{
  int x, y;

  g_variant_get (way, "(ii)", &x, &y);
  turn (MQ_ORBIT_VIEW (widget), -x * KEY_DEGREES, y * KEY_DEGREES);
  return GDK_EVENT_STOP;
}

static gboolean
pan_cb (GtkWidget *widget, GVariant *way, gpointer unused)
{
  int x, y;

  g_variant_get (way, "(ii)", &x, &y);
  pan (MQ_ORBIT_VIEW (widget), x * KEY_PAN, -y * KEY_PAN);
  return GDK_EVENT_STOP;
}

/* The next look. */
static gboolean
mode_cb (GtkWidget *widget, GVariant *unused, gpointer unused_data)
{
  g_object_set (widget, "mode", (MQ_ORBIT_VIEW (widget)->mode + 1) % MQ_ORBIT_N_MODES, NULL);
  return GDK_EVENT_STOP;
}

/* Picking. */

/* Finds which objects a click takes where the pointer is; of what is chosen, the one that is there.
 */
static void
find_pointed (MqOrbitView *self)
{
  g_autoptr (JsonObject) target = NULL;

  gtk_gl_area_queue_render (GTK_GL_AREA (self));
  g_hash_table_remove_all (self->pointed);
  if (self->part == NULL)
    return;

  if (self->selection == NULL || mq_selection_has_object (self->selection, self->part))
    {
      g_hash_table_add (self->pointed, g_strdup (self->part));
      return;
    }

  target = mq_selection_find_clicked (self->selection, self->part, FALSE);
  mq_selection_add_objects (self->selection, target, self->pointed);
}

static void
set_part (MqOrbitView *self, const char *part)
{
  if (!g_set_str (&self->part, part))
    return;

  find_pointed (self);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), part != NULL ? "pointer" : "grab");
  g_signal_emit (self, signals[POINTED], 0, part);
}

/* Escape. */
static gboolean
unchoose_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  MqSelection *selection = MQ_ORBIT_VIEW (widget)->selection;

  if (selection == NULL || mq_json_length (selection->targets) == 0)
    return GDK_EVENT_PROPAGATE;

  mq_selection_choose (selection, NULL, FALSE);
  return GDK_EVENT_STOP;
}

static gboolean
can_pick (MqOrbitView *self)
{
  return self->mesh != NULL && gtk_widget_get_width (GTK_WIDGET (self)) > 0
         && gtk_widget_get_height (GTK_WIDGET (self)) > 0;
}

static MqOrbitPick
make_pick (MqOrbitView *self)
{
  return (MqOrbitPick){ self->mesh, &self->camera,
                        mq_orbit_camera_look (&self->camera, get_aspect (self)), self->selection,
                        self->motion };
}

static void
motion_cb (MqOrbitView *self, double x, double y)
{
  MqOrbitPick pick;
  MqMeshHit hit;
  gboolean is_hit;

  if (self->is_dragged || !can_pick (self))
    return;

  pick = make_pick (self);
  is_hit = mq_orbit_pick_hit (&pick, x / gtk_widget_get_width (GTK_WIDGET (self)),
                              y / gtk_widget_get_height (GTK_WIDGET (self)), &hit);
  set_part (self, is_hit ? hit.part->name : NULL);
}

static void
leave_cb (MqOrbitView *self)
{
  set_part (self, NULL);
}

static void
choose_at (MqOrbitView *self, double x, double y, gboolean adds)
{
  MqOrbitPick pick = make_pick (self);
  g_autoptr (JsonObject) target
      = mq_orbit_pick_target (&pick, x / gtk_widget_get_width (GTK_WIDGET (self)),
                              y / gtk_widget_get_height (GTK_WIDGET (self)), adds);

  mq_selection_choose (self->selection, target, adds);
}

static void
released_cb (MqOrbitView *self, int n_press, double x, double y, GtkEventController *click)
{
  gboolean adds = (gtk_event_controller_get_current_event_state (click) & GDK_CONTROL_MASK) != 0;
  /* The end of a drag is no click. */
  gboolean stayed = !gtk_drag_check_threshold (GTK_WIDGET (self), (int)self->press_x,
                                               (int)self->press_y, (int)x, (int)y);

  if (stayed && can_pick (self) && self->selection != NULL)
    choose_at (self, x, y, adds);
}

static void
pressed_cb (MqOrbitView *self, int n_press, double x, double y)
{
  self->press_x = x;
  self->press_y = y;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  /* On the model, it chooses twice: the part, then the object. */
  if (n_press == 2 && (self->part == NULL || self->selection == NULL))
    reset (self);
}

/* The primary button turns, with Shift it pans, as the middle one does. */
static void
drag_begin_cb (MqOrbitView *self, double x, double y, GtkGestureSingle *drag)
{
  guint button = gtk_gesture_single_get_current_button (drag);
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));

  if (button > GDK_BUTTON_MIDDLE)
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  mq_orbit_view_begin_drag (self, button == GDK_BUTTON_MIDDLE || (state & GDK_SHIFT_MASK));
}

static void
drag_end_cb (MqOrbitView *self)
{
  self->is_dragged = FALSE;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->part != NULL ? "pointer" : "grab");
}

static gboolean
scroll_cb (MqOrbitView *self, double dx, double dy, GtkEventControllerScroll *scroll)
{
  double unit = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL ? 1 : 0.02;

  zoom_to (self, self->camera.zoom * pow (ZOOM_STEP, -dy * unit));
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (MqOrbitView *self)
{
  self->pinch_from = self->camera.zoom;
}

static void
pinch_cb (MqOrbitView *self, double by)
{
  zoom_to (self, self->pinch_from * by);
}

/* The object. */

static void
mq_orbit_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, MQ_ORBIT_VIEW (object)->mode);
}

static void
mq_orbit_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (object);

  if (self->mode == g_value_get_uint (value))
    return;

  self->mode = g_value_get_uint (value);
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
mq_orbit_view_dispose (GObject *object)
{
  MqOrbitView *self = MQ_ORBIT_VIEW (object);

  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_object (&self->mesh);
  g_clear_object (&self->before);
  g_clear_pointer (&self->part, g_free);
  g_clear_pointer (&self->pointed, g_hash_table_unref);
  g_clear_object (&self->selection);
  g_clear_object (&self->motion);

  G_OBJECT_CLASS (mq_orbit_view_parent_class)->dispose (object);
}

/* The keys of Blender's views along an axis. */
static const struct
{
  const char *name;
  guint digit;
  GdkModifierType modifiers;
  double azimuth;
  double elevation;
} sides[] = {
  { "front", 1, 0, 0, 0 },  { "back", 1, GDK_CONTROL_MASK, 180, 0 },
  { "right", 3, 0, 90, 0 }, { "left", 3, GDK_CONTROL_MASK, 270, 0 },
  { "top", 7, 0, 0, 90 },   { "bottom", 7, GDK_CONTROL_MASK, 0, -90 },
};

static void
mq_orbit_view_class_init (MqOrbitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const MqViewKeys keys = { turn_cb, "orbit.zoom-in", "orbit.zoom-out", "orbit.reset" };

  object_class->get_property = mq_orbit_view_get_property;
  object_class->set_property = mq_orbit_view_set_property;
  object_class->dispose = mq_orbit_view_dispose;
  widget_class->realize = mq_orbit_view_realize;
  widget_class->unrealize = mq_orbit_view_unrealize;
  widget_class->size_allocate = mq_orbit_view_size_allocate;
  widget_class->snapshot = mq_orbit_view_snapshot;
  GTK_GL_AREA_CLASS (klass)->resize = mq_orbit_view_resize;
  GTK_GL_AREA_CLASS (klass)->render = mq_orbit_view_render;

  /**
   * MqOrbitView:mode:
   *
   * How the asset is shown, of #MqOrbitMode.
   */
  g_object_class_install_property (
      object_class, 1,
      g_param_spec_uint ("mode", NULL, NULL, 0, MQ_ORBIT_N_MODES - 1, 0,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));

  /**
   * MqOrbitView::pointed:
   * @object: (nullable): the name of the object that is under the pointer from now on
   */
  signals[POINTED] = mq_signal_new (MQ_TYPE_ORBIT_VIEW, "pointed", 1, G_TYPE_STRING);
  signals[TURNED] = mq_signal_new (MQ_TYPE_ORBIT_VIEW, "turned", 1, G_TYPE_POINTER);

  gtk_widget_class_install_action (widget_class, "orbit.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "orbit.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "orbit.reset", NULL, reset_action);

  mq_view_keys_bind (widget_class, &keys);
  mq_view_keys_bind_arrows (widget_class, GDK_SHIFT_MASK, pan_cb);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + sides[i].digit,
                                           sides[i].modifiers, "orbit.side", "s", sides[i].name);
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0 + sides[i].digit,
                                           sides[i].modifiers, "orbit.side", "s", sides[i].name);
    }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, 0, "orbit.fit", "b", TRUE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Home, 0, "orbit.fit", "b", FALSE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Home, 0, "orbit.fit", "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, 0, mode_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, unchoose_cb, NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-orbit-view.ui");
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "drag_update_cb",
                                                G_CALLBACK (mq_orbit_view_drag));
  gtk_widget_class_bind_template_callback (widget_class, drag_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mq_orbit_view_init (MqOrbitView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->pointed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grab");
}

/* Returns: (transfer floating): a view without a mesh */
GtkWidget *
mq_orbit_view_new (void)
{
  return g_object_new (MQ_TYPE_ORBIT_VIEW, NULL);
}

static void
replace_mesh (MqOrbitView *self, MqMesh *mesh)
{
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
  if (!g_set_object (&self->mesh, mesh))
    return;

  set_part (self, NULL);
  if (self->renderer != NULL)
    {
      gtk_gl_area_make_current (GTK_GL_AREA (self));
      mq_orbit_renderer_set_mesh (self->renderer, mesh);
    }
}

/* @selection: what is chosen; a click chooses */
void
mq_orbit_view_set_selection (MqOrbitView *self, MqSelection *selection)
{
  if (g_set_object (&self->selection, selection))
    g_signal_connect_object (selection, "changed", G_CALLBACK (find_pointed), self,
                             G_CONNECT_SWAPPED);
}

/* @motion: (nullable): of the version that it shows */
void
mq_orbit_view_set_motion (MqOrbitView *self, MqMotion *motion)
{
  if (self->motion != NULL && self->motion != motion)
    g_signal_handlers_disconnect_by_func (self->motion, draw_moving, self);
  if (!g_set_object (&self->motion, motion))
    return;

  if (motion != NULL)
    g_signal_connect_object (motion, "changed", G_CALLBACK (draw_moving), self, G_CONNECT_SWAPPED);
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

/* @mesh: what it shows, from where a render was made; @report: (nullable): the report of its
 * version; @picture: which of its renders, from 0 */
void
mq_orbit_view_set_mesh (MqOrbitView *self, MqMesh *mesh, JsonObject *report, guint picture)
{
  g_return_if_fail (MQ_IS_ORBIT_VIEW (self) && MQ_IS_MESH (mesh));

  mq_orbit_camera_frame (&self->camera, mesh, report, picture);
  g_set_object (&self->before, mesh);
  replace_mesh (self, mesh);
}

/* Does beforehand what takes a moment when it is first shown. */
void
mq_orbit_view_warm_up (MqOrbitView *self)
{
  gtk_widget_realize (GTK_WIDGET (self));
  if (self->renderer == NULL)
    return;

  gtk_gl_area_make_current (GTK_GL_AREA (self));
  mq_orbit_renderer_warm_up (self->renderer, &self->camera);
}

/* @mesh: another shape of the same asset, seen from where the last one is; @has_ghost: whether the
 * box of the first shape stays */
void
mq_orbit_view_change_mesh (MqOrbitView *self, MqMesh *mesh, gboolean has_ghost)
{
  g_return_if_fail (MQ_IS_ORBIT_VIEW (self) && MQ_IS_MESH (mesh));

  mq_orbit_camera_stay (&self->camera, mesh, get_aspect (self));
  if (!has_ghost)
    g_set_object (&self->before, mesh);
  replace_mesh (self, mesh);
}

/* @pans: whether the drag pans, rather than turns */
void
mq_orbit_view_begin_drag (MqOrbitView *self, gboolean pans)
{
  self->drag_x = self->drag_y = 0;
  self->is_dragged = TRUE;
  self->pans = pans;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), pans ? "move" : "grabbing");
}

/* @x: how far, since it began, px; @y: how far, since it began, px */
void
mq_orbit_view_drag (MqOrbitView *self, double x, double y)
{
  double dx = x - self->drag_x, dy = y - self->drag_y;

  self->drag_x = x;
  self->drag_y = y;
  if (self->pans)
    pan (self, dx / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1),
         -dy / MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1));
  else
    turn (self, -dx * DEGREES_PER_PX, dy * DEGREES_PER_PX);
}

/* Shows all of it from there. @side: "front", "back", "right", "left", "top" or "bottom". */
void
mq_orbit_view_show_side (MqOrbitView *self, const char *side)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (g_str_equal (sides[i].name, side))
      {
        self->camera.azimuth = sides[i].azimuth;
        self->camera.elevation = sides[i].elevation;
        mq_orbit_view_fit (self, FALSE);
      }
}

/* Shows that, or all, as large as there is room for it. @chosen: whether to show the part that
 * was chosen, if one is. */
void
mq_orbit_view_fit (MqOrbitView *self, gboolean chosen)
{
  JsonArray *targets = chosen && self->selection != NULL ? self->selection->targets : NULL;
  guint n = mq_json_length (targets);
  JsonObject *last = n > 0 ? json_array_get_object_element (targets, n - 1) : NULL;
  const char *object = mq_json_get_string (last, "object", NULL);
  const MqMeshPart *found = NULL;

  /* The object that was clicked last, or one of the part that was chosen last. */
  for (guint i = 0; last != NULL && i < self->mesh->parts->len && found == NULL; i++)
    {
      const MqMeshPart *part = &g_array_index (self->mesh->parts, MqMeshPart, i);

      if (object != NULL ? g_str_equal (part->name, object)
                         : mq_selection_has_object (self->selection, part->name))
        found = part;
    }

  mq_orbit_camera_fit (&self->camera, self->mesh, found, get_aspect (self));
  camera_moved (self);
}

/* As if the user had turned it, but without the signal. @side: from where to see it. */
void
mq_orbit_view_look_from (MqOrbitView *self, const MqOrbitSide *side)
{
  self->camera.azimuth = side->azimuth;
  self->camera.elevation = side->elevation;
  mq_orbit_camera_zoom (&self->camera, side->zoom);
  draw_moving (self);
}

/* Chooses what is at a place, if that is not chosen yet. @x, @y: px. Returns: (nullable): the name
 * of the object there */
const char *
mq_orbit_view_choose_at (MqOrbitView *self, double x, double y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  MqOrbitPick pick;
  MqMeshHit hit;

  if (!can_pick (self) || self->selection == NULL || x < 0 || x > width || y < 0 || y > height)
    return NULL;

  pick = make_pick (self);
  if (!mq_orbit_pick_hit (&pick, x / width, y / height, &hit))
    return NULL;
  if (!mq_selection_has_object (self->selection, hit.part->name))
    choose_at (self, x, y, FALSE);

  return hit.part->name;
}

/* @pick: (out): what is seen, while neither the model nor the camera changes. Returns: (transfer
 * full) (nullable): the picture that is shown, in its final quality; %NULL: it is not on screen */
GdkTexture *
mq_orbit_view_freeze (MqOrbitView *self, MqOrbitPick *pick)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float scale = (float)gtk_widget_get_scale_factor (widget);
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;

  if (!can_pick (self) || !gtk_widget_get_mapped (widget))
    return NULL;

  set_part (self, NULL);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
  snapshot = gtk_snapshot_new ();
  gtk_snapshot_scale (snapshot, scale, scale);
  mq_orbit_view_snapshot (widget, snapshot);
  node = gtk_snapshot_to_node (snapshot);
  *pick = make_pick (self);
  return node != NULL ? gsk_renderer_render_texture (
                            gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                            &GRAPHENE_RECT_INIT (0, 0, scale * (float)gtk_widget_get_width (widget),
                                                 scale * (float)gtk_widget_get_height (widget)))
                      : NULL;
}

/* @name: for screen readers */
void
mq_orbit_view_set_name (MqOrbitView *self, const char *name)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("Arrow keys turn the model, and with Shift they move it. Plus and minus zoom, and 0 goes "
         "back to the first view. 1, 3 and 7 show the model from the front, the right and the top. "
         "F shows the chosen part, Home everything. Z changes the look"),
      -1);
}
