/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that can be zoomed, see mq-picture-view.h. `zoom` is the size relative to the fitted
 * picture; `pan` is the offset of the picture's centre from the widget's centre. A drag pans a
 * picture that is larger than the widget; otherwise it drags the picture out as a file. */
#include "app/picture/mq-picture-view.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-picture-draw.h"
#include "app/picture/mq-picture-out.h"
#include "app/picture/mq-picture-source.h"
#include "app/picture/mq-view-keys.h"
#include "common/base/mq-signal.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_ZOOM 8.0
#define ZOOM_STEP 1.25
#define ZOOM_AT_ONCE 2.5 /* factor of a double click */
#define PAN_STEP 48      /* px */

struct _MqPictureView
{
  GtkWidget parent_instance;

  /* Owned */
  MqPictureSource *source;
  GdkTexture *marks; /* (nullable): drawn over the picture, as large as that */
  char *save_name;   /* suggested file name; NULL: the name of the file */

  double zoom;
  graphene_point_t pan;     /* px */
  graphene_point_t pointer; /* px; the centre of the widget while the pointer is outside */
  graphene_point_t pan_from;
  graphene_point_t press; /* px */
  double pinch_from;
};

enum
{
  CLICKED,
  POINTED,
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqPictureView, mq_picture_view, GTK_TYPE_WIDGET)

static graphene_rect_t
find_place (MqPictureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkTexture *texture = self->source->texture;
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  graphene_rect_t fit;

  if (texture == NULL)
    return GRAPHENE_RECT_INIT (0, 0, 0, 0);
  fit = mq_picture_fit (texture, width, height);
  fit.size.width *= self->zoom;
  fit.size.height *= self->zoom;
  fit.origin.x = (width - fit.size.width) / 2 + self->pan.x;
  fit.origin.y = (height - fit.size.height) / 2 + self->pan.y;
  return fit;
}

/* Sets the pan, limited so that no gap opens between the picture's edges and the widget's. */
static void
set_pan (MqPictureView *self, float x, float y)
{
  graphene_rect_t place = find_place (self);
  float room_x = MAX (0, (place.size.width - gtk_widget_get_width (GTK_WIDGET (self))) / 2);
  float room_y = MAX (0, (place.size.height - gtk_widget_get_height (GTK_WIDGET (self))) / 2);

  self->pan.x = CLAMP (x, -room_x, room_x);
  self->pan.y = CLAMP (y, -room_y, room_y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Zooms around @at (px, in the widget), which stays in place. */
static void
zoom_to (MqPictureView *self, double zoom, const graphene_point_t *at)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float x = at->x - gtk_widget_get_width (widget) / 2.0f;
  float y = at->y - gtk_widget_get_height (widget) / 2.0f;
  float by;

  zoom = CLAMP (zoom, 1, MAX_ZOOM);
  if (fabs (zoom - 1) < 0.01)
    zoom = 1;
  if (zoom == self->zoom)
    return;

  by = (float)(zoom / self->zoom);
  self->zoom = zoom;
  set_pan (self, x - (x - self->pan.x) * by, y - (y - self->pan.y) * by);
  self->source->factor = zoom;
  mq_picture_source_request (self->source);
  gtk_widget_set_cursor_from_name (widget, zoom > 1 ? "grab" : NULL);
  gtk_widget_action_set_enabled (widget, "picture.zoom-in", zoom < MAX_ZOOM);
  gtk_widget_action_set_enabled (widget, "picture.zoom-out", zoom > 1);
  gtk_widget_action_set_enabled (widget, "picture.fit", zoom > 1);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqPictureView *self = MQ_PICTURE_VIEW (widget);
  graphene_point_t middle = GRAPHENE_POINT_INIT (gtk_widget_get_width (widget) / 2.0f,
                                                 gtk_widget_get_height (widget) / 2.0f);
  g_autofree char *said = NULL;

  if (g_str_equal (name, "picture.zoom-in"))
    zoom_to (self, self->zoom * ZOOM_STEP, &middle);
  else if (g_str_equal (name, "picture.zoom-out"))
    zoom_to (self, self->zoom / ZOOM_STEP, &middle);
  else
    zoom_to (self, 1, &middle);

  /* Translators: the zoom of a picture; 100 % fits the window */
  said = g_strdup_printf (_ ("%.0f %%"), self->zoom * 100);
  mq_announce (GTK_ACCESSIBLE (widget), said, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* An arrow key pans a zoomed picture; otherwise the key goes to the gallery. */
static gboolean
pan_cb (GtkWidget *widget, GVariant *way, gpointer unused)
{
  MqPictureView *self = MQ_PICTURE_VIEW (widget);
  int x, y;

  if (self->zoom <= 1)
    return GDK_EVENT_PROPAGATE;
  g_variant_get (way, "(ii)", &x, &y);
  set_pan (self, self->pan.x - x * PAN_STEP, self->pan.y - y * PAN_STEP);
  return GDK_EVENT_STOP;
}

static gboolean
scroll_cb (MqPictureView *self, double dx, double dy, GtkEventControllerScroll *scroll)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  double unit = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL ? 1 : 0.02;

  if (state & GDK_CONTROL_MASK)
    {
      zoom_to (self, self->zoom * pow (ZOOM_STEP, -dy * unit), &self->pointer);
      return GDK_EVENT_STOP;
    }
  if (self->zoom <= 1)
    return GDK_EVENT_PROPAGATE;
  unit = unit == 1 ? PAN_STEP : 1;
  set_pan (self, self->pan.x - dx * unit, self->pan.y - dy * unit);
  return GDK_EVENT_STOP;
}

static void
motion_cb (MqPictureView *self, double x, double y)
{
  graphene_rect_t place = find_place (self);

  self->pointer = GRAPHENE_POINT_INIT (x, y);
  if (place.size.height > 0)
    g_signal_emit (self, signals[POINTED], 0, (x - place.origin.x) / place.size.width,
                   (y - place.origin.y) / place.size.height);
}

static void
leave_cb (MqPictureView *self)
{
  g_signal_emit (self, signals[POINTED], 0, -1.0, -1.0);
}

static void
pressed_cb (MqPictureView *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->press = GRAPHENE_POINT_INIT (x, y);
  if (n_press == 2)
    zoom_to (self, self->zoom > 1 ? 1 : ZOOM_AT_ONCE, &GRAPHENE_POINT_INIT (x, y));
}

static void
released_cb (MqPictureView *self, int n_press, double x, double y, GtkEventController *click)
{
  gboolean adds = (gtk_event_controller_get_current_event_state (click) & GDK_CONTROL_MASK) != 0;
  graphene_rect_t place = find_place (self);

  /* The end of a drag is no click. */
  if (n_press == 1 && place.size.height > 0
      && !gtk_drag_check_threshold (GTK_WIDGET (self), (int)self->press.x, (int)self->press.y,
                                    (int)x, (int)y))
    g_signal_emit (self, signals[CLICKED], 0, (x - place.origin.x) / place.size.width,
                   (y - place.origin.y) / place.size.height, adds);
}

static void
drag_begin_cb (MqPictureView *self, double x, double y, GtkGesture *drag)
{
  if (self->zoom <= 1)
    {
      gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->pan_from = self->pan;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_update_cb (MqPictureView *self, double x, double y)
{
  set_pan (self, self->pan_from.x + x, self->pan_from.y + y);
}

static void
drag_end_cb (MqPictureView *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->zoom > 1 ? "grab" : NULL);
}

static void
pinch_begin_cb (MqPictureView *self)
{
  self->pinch_from = self->zoom;
}

static void
pinch_cb (MqPictureView *self, double by, GtkGesture *pinch)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (pinch, &x, &y))
    zoom_to (self, self->pinch_from * by, &GRAPHENE_POINT_INIT (x, y));
}

static GdkContentProvider *
take_out_cb (GtkDragSource *source, double x, double y, MqPictureView *self)
{
  GdkTexture *texture = self->source->texture;

  if (self->zoom > 1 || texture == NULL)
    return NULL;
  gtk_drag_source_set_icon (source, GDK_PAINTABLE (texture), 0, 0);
  return mq_picture_offer (self->source->path);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *path = MQ_PICTURE_VIEW (widget)->source->path;

  if (path != NULL)
    mq_picture_copy (widget, path);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *path = MQ_PICTURE_VIEW (widget)->source->path;

  if (path != NULL)
    mq_picture_save (widget, path, MQ_PICTURE_VIEW (widget)->save_name);
}

static void
changed_cb (MqPictureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean there = self->source->path != NULL && !self->source->broken;

  gtk_widget_action_set_enabled (widget, "picture.copy", there);
  gtk_widget_action_set_enabled (widget, "picture.save", there);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      self->source->broken ? _ ("This picture is missing or damaged") : "", -1);
  set_pan (self, self->pan.x, self->pan.y);
  g_signal_emit (self, signals[LOADED], 0);
}

static void
mq_picture_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 96 : 48;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 270;
}

static void
mq_picture_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqPictureView *self = MQ_PICTURE_VIEW (widget);

  mq_picture_source_request (self->source);
  set_pan (self, self->pan.x, self->pan.y);
}

static void
mq_picture_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MqPictureView *self = MQ_PICTURE_VIEW (widget);
  GdkTexture *texture = self->source->texture;

  if (texture != NULL)
    {
      graphene_rect_t place = find_place (self);

      mq_picture_draw_texture (widget, snapshot, texture, &place);
      if (self->marks != NULL)
        gtk_snapshot_append_texture (snapshot, self->marks, &place);
    }
  else if (self->source->broken)
    mq_picture_draw_missing (
        widget, snapshot,
        &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)),
        _ ("This picture is missing or damaged"));
}

static void
mq_picture_view_dispose (GObject *object)
{
  MqPictureView *self = MQ_PICTURE_VIEW (object);

  g_clear_object (&self->source);
  g_clear_object (&self->marks);
  g_clear_pointer (&self->save_name, g_free);

  G_OBJECT_CLASS (mq_picture_view_parent_class)->dispose (object);
}

static void
mq_picture_view_class_init (MqPictureViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const MqViewKeys keys = { pan_cb, "picture.zoom-in", "picture.zoom-out", "picture.fit" };

  G_OBJECT_CLASS (klass)->dispose = mq_picture_view_dispose;
  widget_class->measure = mq_picture_view_measure;
  widget_class->size_allocate = mq_picture_view_size_allocate;
  widget_class->snapshot = mq_picture_view_snapshot;

  signals[CLICKED] = mq_signal_new (MQ_TYPE_PICTURE_VIEW, "clicked", 3, G_TYPE_DOUBLE,
                                    G_TYPE_DOUBLE, G_TYPE_BOOLEAN);
  signals[POINTED] = mq_signal_new (MQ_TYPE_PICTURE_VIEW, "pointed", 2, G_TYPE_DOUBLE,
                                    G_TYPE_DOUBLE);
  signals[LOADED] = mq_signal_new (MQ_TYPE_PICTURE_VIEW, "loaded", 0);
  gtk_widget_class_install_action (widget_class, "picture.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "picture.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "picture.fit", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "picture.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "picture.save", NULL, save_action);

  mq_view_keys_bind (widget_class, &keys);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "picture.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "picture.save",
                                       NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-picture-view.ui");
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
  gtk_widget_class_set_css_name (widget_class, "mqpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mq_picture_view_init (MqPictureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->zoom = 1;
  self->source = mq_picture_source_new (widget);
  g_signal_connect_object (self->source, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_init_template (widget);
  gtk_widget_action_set_enabled (widget, "picture.zoom-out", FALSE);
  gtk_widget_action_set_enabled (widget, "picture.fit", FALSE);
  changed_cb (self);
}

/**
 * mq_picture_view_show:
 * @self: a view
 * @path: (nullable): the file; %NULL: shows nothing
 * @name: (nullable): the alternative text, for screen readers
 * @save_name: (nullable): suggested file name; %NULL: the name of @path
 */
void
mq_picture_view_show (MqPictureView *self, const char *path, const char *name,
                      const char *save_name)
{
  if (g_strcmp0 (path, self->source->path) != 0)
    zoom_to (self, 1, &self->pointer);
  mq_picture_source_set_path (self->source, path);
  g_set_str (&self->save_name, save_name);
  mq_accessible_names_set (self, name != NULL ? name : _ ("Picture"));
}

/**
 * mq_picture_view_set_marks:
 * @self: a view
 * @marks: (nullable): what is drawn over the picture, as large as that
 */
void
mq_picture_view_set_marks (MqPictureView *self, GdkTexture *marks)
{
  if (g_set_object (&self->marks, marks))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * mq_picture_view_find:
 * @self: a view
 * @point: a place of it, px
 * @found: (out): of the picture, of its width and height
 *
 * Returns: whether the picture is seen there
 */
gboolean
mq_picture_view_find (MqPictureView *self, const graphene_point_t *point, graphene_point_t *found)
{
  graphene_rect_t place = find_place (self);

  if (!gtk_widget_contains (GTK_WIDGET (self), (double)point->x, (double)point->y)
      || !graphene_rect_contains_point (&place, point))
    return FALSE;

  *found = GRAPHENE_POINT_INIT ((point->x - place.origin.x) / place.size.width,
                                (point->y - place.origin.y) / place.size.height);
  return TRUE;
}

/**
 * mq_picture_view_get_aspect:
 * @self: a view
 *
 * Returns: the width of the picture by its height; 0: it is not loaded
 */
double
mq_picture_view_get_aspect (MqPictureView *self)
{
  GdkTexture *texture = self->source->texture;

  return texture != NULL
             ? (double)gdk_texture_get_width (texture) / gdk_texture_get_height (texture)
             : 0;
}

/**
 * mq_picture_view_is_zoomed:
 * @self: a view
 *
 * Returns: whether it is larger than its place, so that a drag pans it
 */
gboolean
mq_picture_view_is_zoomed (MqPictureView *self)
{
  return self->zoom > 1;
}
