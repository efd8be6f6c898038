/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Two pictures with a movable divider, see mq-wipe.h. The earlier picture is at the start side, the
 * later one at the end side; each name is clipped with its picture. For screen readers, a
 * slider. */
#include "app/compare/mq-wipe.h"

#include "app/picture/mq-picture-draw.h"

#include <glib/gi18n.h>

#define STEP 0.02
#define PAGE 0.1
#define LINE 2     /* px */
#define GRIP 18    /* px, its radius */
#define MARGIN 12  /* px, of a name */
#define CHEVRON 16 /* px */

struct _MqWipe
{
  GtkWidget parent_instance;

  /* Owned */
  MqPictureSource *sources[MQ_PICTURE_N_SIDES];
  char *names[MQ_PICTURE_N_SIDES];
  GtkWidget *labels[MQ_PICTURE_N_SIDES]; /* children */

  double position; /* of the divider: 0: all after, 1: all before */
};

static gboolean set_by_range (GtkAccessibleRange *range, double value);

static void
range_init (GtkAccessibleRangeInterface *interface)
{
  interface->set_current_value = set_by_range;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MqWipe, mq_wipe, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE_RANGE, range_init))

static gboolean
is_rtl (MqWipe *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static void
describe (MqWipe *self)
{
  g_autofree char *label = NULL;
  g_autofree char *value = NULL;
  g_autofree char *problem = NULL;

  for (guint i = 0; i < MQ_PICTURE_N_SIDES && problem == NULL; i++)
    if (self->sources[i]->broken)
      problem = g_strdup_printf (_ ("The picture of %s is missing or damaged"),
                                 self->names[i] != NULL ? self->names[i] : "");

  /* Translators: names of two versions whose pictures are on top of each other */
  label = g_strdup_printf (
      _ ("%s over %s"),
      self->names[MQ_PICTURE_BEFORE] != NULL ? self->names[MQ_PICTURE_BEFORE] : "",
      self->names[MQ_PICTURE_AFTER] != NULL ? self->names[MQ_PICTURE_AFTER] : "");
  /* Translators: how much of a picture shows the version before; the rest shows the one after */
  value = g_strdup_printf (_ ("%.0f %% before"), self->position * 100);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  problem != NULL ? problem : "", GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->position * 100,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value, -1);
}

static void
set_position (MqWipe *self, double position)
{
  position = CLAMP (position, 0, 1);
  if (position == self->position)
    return;
  self->position = position;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
set_by_range (GtkAccessibleRange *range, double value)
{
  set_position (MQ_WIPE (range), value / 100);
  return TRUE;
}

/* The area of the pictures: the divider does not move beyond it. */
static graphene_rect_t
find_stage (MqWipe *self)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self));
  float height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t stage = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  gboolean any = FALSE;

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      GdkTexture *texture = self->sources[i]->texture;
      graphene_rect_t place;

      if (texture == NULL)
        continue;
      place = mq_picture_fit (texture, width, height);
      if (any)
        graphene_rect_union (&stage, &place, &stage);
      else
        stage = place;
      any = TRUE;
    }
  return any ? stage : GRAPHENE_RECT_INIT (0, 0, width, height);
}

static void
go_to (MqWipe *self, double x)
{
  graphene_rect_t stage = find_stage (self);
  double part = (x - stage.origin.x) / stage.size.width;

  set_position (self, is_rtl (self) ? 1 - part : part);
}

static void
drag_begin_cb (MqWipe *self, double x, double y, GtkGesture *drag)
{
  gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  go_to (self, x);
}

static void
drag_update_cb (MqWipe *self, double dx, double dy, GtkGestureDrag *drag)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (drag, &x, &y))
    go_to (self, x + dx);
}

/* @by: distance in shares of the picture's width; positive: towards the end side */
static gboolean
move_cb (GtkWidget *widget, GVariant *by, gpointer unused)
{
  MqWipe *self = MQ_WIPE (widget);

  set_position (self, self->position + g_variant_get_double (by));
  return GDK_EVENT_STOP;
}

/* The left and right keys follow the screen, also in right-to-left locales. */
static gboolean
move_seen_cb (GtkWidget *widget, GVariant *by, gpointer unused)
{
  MqWipe *self = MQ_WIPE (widget);

  set_position (self, self->position + g_variant_get_double (by) * (is_rtl (self) ? -1 : 1));
  return GDK_EVENT_STOP;
}

static GtkSizeRequestMode
mq_wipe_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mq_wipe_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                 int *natural, int *minimum_baseline, int *natural_baseline)
{
  mq_picture_pair_measure (MQ_WIPE (widget)->sources, orientation, for_size, minimum, natural);
}

static void
mq_wipe_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqWipe *self = MQ_WIPE (widget);

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      gboolean at_left = (i == MQ_PICTURE_BEFORE) != is_rtl (self);
      GtkAllocation place = { .y = MARGIN };
      GtkRequisition size;

      gtk_widget_get_preferred_size (self->labels[i], &size, NULL);
      place.width = size.width;
      place.height = size.height;
      place.x = at_left ? MARGIN : width - MARGIN - size.width;
      gtk_widget_size_allocate (self->labels[i], &place, -1);
    }
  mq_picture_pair_request (self->sources);
}

static void
snapshot_side (MqWipe *self, GtkSnapshot *snapshot, guint side, const graphene_rect_t *clip)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkTexture *texture = self->sources[side]->texture;

  if (clip->size.width < 1)
    return;
  gtk_snapshot_push_clip (snapshot, clip);
  if (texture != NULL)
    {
      graphene_rect_t place = mq_picture_fit (texture, gtk_widget_get_width (widget),
                                              gtk_widget_get_height (widget));

      mq_picture_draw_texture (widget, snapshot, texture, &place);
    }
  else if (self->sources[side]->broken)
    mq_picture_draw_missing (widget, snapshot, clip, NULL);
  gtk_widget_snapshot_child (widget, self->labels[side], snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_chevron (MqWipe *self, GtkSnapshot *snapshot, const char *name, float x, float y)
{
  static const GdkRGBA color = { 0, 0, 0, 0.8f };
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), name, NULL, CHEVRON,
      gtk_widget_get_scale_factor (widget), GTK_TEXT_DIR_LTR, 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y - CHEVRON / 2.0f));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, CHEVRON,
                                            CHEVRON, &color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
mq_wipe_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MqWipe *self = MQ_WIPE (widget);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  guint left = is_rtl (self) ? MQ_PICTURE_AFTER : MQ_PICTURE_BEFORE;
  graphene_rect_t stage = find_stage (self);
  double part = is_rtl (self) ? 1 - self->position : self->position;
  float x = stage.origin.x + stage.size.width * part;
  static const GdkRGBA white = { 1, 1, 1, 1 };
  static const GdkRGBA edge = { 0, 0, 0, 0.3f };
  float y;
  GskRoundedRect round;

  /* With the divider at an edge of the pictures, one side fills the whole widget. */
  snapshot_side (
      self, snapshot, left,
      &GRAPHENE_RECT_INIT (0, 0, x >= stage.origin.x + stage.size.width ? width : x, height));
  snapshot_side (self, snapshot, !left,
                 &GRAPHENE_RECT_INIT (x <= stage.origin.x ? 0 : x, 0,
                                      width - (x <= stage.origin.x ? 0 : x), height));

  /* White with a dark edge, visible on every picture. */
  y = height / 2;
  gtk_snapshot_append_color (snapshot, &edge,
                             &GRAPHENE_RECT_INIT (x - LINE / 2.0f - 1, 0, LINE + 2, height));
  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT (x - LINE / 2.0f, 0, LINE, height));

  gsk_rounded_rect_init_from_rect (
      &round, &GRAPHENE_RECT_INIT (x - GRIP, y - GRIP, 2 * GRIP, 2 * GRIP), GRIP);
  gtk_snapshot_append_outset_shadow (snapshot, &round, &edge, 0, 1, 1, 4);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, &white, &round.bounds);
  gtk_snapshot_pop (snapshot);
  snapshot_chevron (self, snapshot, "pan-start-symbolic", x - CHEVRON, y);
  snapshot_chevron (self, snapshot, "pan-end-symbolic", x, y);
}

static void
changed_cb (MqWipe *self)
{
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
mq_wipe_dispose (GObject *object)
{
  MqWipe *self = MQ_WIPE (object);

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      g_clear_object (&self->sources[i]);
      g_clear_pointer (&self->names[i], g_free);
      g_clear_pointer (&self->labels[i], gtk_widget_unparent);
    }

  G_OBJECT_CLASS (mq_wipe_parent_class)->dispose (object);
}

static void
mq_wipe_class_init (MqWipeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct
  {
    guint key;
    guint keypad;
    GtkShortcutFunc func;
    double by;
  } keys[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, move_seen_cb, -STEP },
    { GDK_KEY_Right, GDK_KEY_KP_Right, move_seen_cb, STEP },
    { GDK_KEY_Down, GDK_KEY_KP_Down, move_cb, -STEP },
    { GDK_KEY_Up, GDK_KEY_KP_Up, move_cb, STEP },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, move_cb, -PAGE },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, move_cb, PAGE },
    { GDK_KEY_Home, GDK_KEY_KP_Home, move_cb, -1 },
    { GDK_KEY_End, GDK_KEY_KP_End, move_cb, 1 },
  };

  G_OBJECT_CLASS (klass)->dispose = mq_wipe_dispose;
  widget_class->get_request_mode = mq_wipe_get_request_mode;
  widget_class->measure = mq_wipe_measure;
  widget_class->size_allocate = mq_wipe_size_allocate;
  widget_class->snapshot = mq_wipe_snapshot;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i].key, 0, keys[i].func, "d", keys[i].by);
      gtk_widget_class_add_binding (widget_class, keys[i].keypad, 0, keys[i].func, "d", keys[i].by);
    }

  gtk_widget_class_set_css_name (widget_class, "mqpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
mq_wipe_init (MqWipe *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->position = 0.5;
  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      self->sources[i] = mq_picture_source_new (widget);
      g_signal_connect_object (self->sources[i], "changed", G_CALLBACK (changed_cb), self,
                               G_CONNECT_SWAPPED);
      self->labels[i] = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->labels[i], "mq-picture-name");
      gtk_widget_set_can_target (self->labels[i], FALSE);
      gtk_widget_set_parent (self->labels[i], widget);
    }

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));

  gtk_widget_add_css_class (widget, "mq-wipe");
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_cursor_from_name (widget, "ew-resize");
  describe (self);
}

/* @paths: a file for each side, or %NULL */
void
mq_wipe_show (MqWipe *self, const char *const paths[MQ_PICTURE_N_SIDES],
              const char *const names[MQ_PICTURE_N_SIDES])
{
  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      mq_picture_source_set_path (self->sources[i], paths[i]);
      g_set_str (&self->names[i], names[i]);
      gtk_label_set_label (GTK_LABEL (self->labels[i]), names[i]);
    }
  describe (self);
}
