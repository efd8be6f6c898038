/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAutoscroller: the scroll position of a list that grows, see mq-autoscroller.h.
 *
 * A conversation is an MqCardList, not a GtkListView: its rows differ much in height and change all
 * the time (text streams in, phases collapse, renders arrive). GtkListView estimates the height of
 * rows off screen and jumps when the estimate was wrong; a box measures them. MqSliceListModel
 * keeps the number of rows small enough for that. */
#include "app/conversation-view/mq-autoscroller.h"

#define SLACK 24.0    /* px from the end that still count as the end */
#define ROOMY_PAGES 6 /* height of the list from which distant rows may be dropped */

struct _MqAutoscroller
{
  GObject parent_instance;

  /* Borrowed */
  GtkWidget *content; /* the viewport's child */
  MqCardList *list;
  GtkWidget *anchor; /* weak: the row at the top edge */

  /* Owned */
  GtkAdjustment *adjustment;
  GdkFrameClock *clock; /* while realized */
  gulong layout_handler;

  double anchor_offset; /* from the top edge to the top of the row, px */
  double last_value;
  int direction; /* of the last scroll: -1 up, 1 down */
  gboolean open_ended;
  gboolean following;
  gboolean moving;  /* this object sets the value, not the user */
  gboolean changed; /* sizes changed since the last layout */
};

static guint moved_signal;

G_DEFINE_FINAL_TYPE (MqAutoscroller, mq_autoscroller, G_TYPE_OBJECT)

static double
get_end (MqAutoscroller *self)
{
  return gtk_adjustment_get_upper (self->adjustment)
         - gtk_adjustment_get_page_size (self->adjustment);
}

static void
move_to (MqAutoscroller *self, double value)
{
  self->moving = TRUE;
  gtk_adjustment_set_value (self->adjustment, value);
  self->moving = FALSE;
  self->last_value = gtk_adjustment_get_value (self->adjustment);
}

static void
set_following (MqAutoscroller *self, gboolean following)
{
  if (self->following == following)
    return;
  self->following = following;
  g_signal_emit (self, moved_signal, 0);
}

/* Remembers the row at the top edge of the viewport. */
static void
take_anchor (MqAutoscroller *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);
  graphene_point_t top = GRAPHENE_POINT_INIT (0, value);
  graphene_rect_t bounds;
  GtkWidget *row;

  g_clear_weak_pointer (&self->anchor);
  if (!gtk_widget_compute_point (self->content, GTK_WIDGET (self->list), &top, &top))
    return;
  row = mq_card_list_get_row_at_y (self->list, MAX (top.y, 0));
  if (row == NULL || !gtk_widget_compute_bounds (row, self->content, &bounds))
    return;

  g_set_weak_pointer (&self->anchor, row);
  self->anchor_offset = bounds.origin.y - value;
}

static void
on_value_changed (MqAutoscroller *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);

  if (self->moving || self->changed)
    return;
  if (value != self->last_value)
    self->direction = value > self->last_value ? 1 : -1;
  self->last_value = value;
  set_following (self, !self->open_ended && value >= get_end (self) - SLACK);
  take_anchor (self);
  g_signal_emit (self, moved_signal, 0);
}

/* The size of the content or the window changed. The signal comes during the layout, when a new
 * value would be lost: on_layout() handles it after the layout and before anything is drawn. */
static void
on_changed (MqAutoscroller *self)
{
  self->changed = TRUE;
}

static void
on_layout (MqAutoscroller *self)
{
  graphene_rect_t bounds;

  if (!self->changed)
    return;
  self->changed = FALSE;

  if (self->following)
    move_to (self, get_end (self));
  else if (self->anchor != NULL && gtk_widget_compute_bounds (self->anchor, self->content, &bounds))
    move_to (self, bounds.origin.y - self->anchor_offset);
  /* The end can be reached without scrolling, e.g. when an expanded row collapses. */
  if (!self->open_ended && gtk_adjustment_get_value (self->adjustment) >= get_end (self))
    set_following (self, TRUE);
  g_signal_emit (self, moved_signal, 0);
}

static void
on_realize (MqAutoscroller *self)
{
  self->clock = g_object_ref (gtk_widget_get_frame_clock (self->content));
  self->layout_handler = g_signal_connect_object (self->clock, "layout", G_CALLBACK (on_layout),
                                                  self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
on_unrealize (MqAutoscroller *self)
{
  if (self->clock == NULL)
    return;
  g_clear_signal_handler (&self->layout_handler, self->clock);
  g_clear_object (&self->clock);
}

static void
mq_autoscroller_dispose (GObject *object)
{
  MqAutoscroller *self = MQ_AUTOSCROLLER (object);

  g_clear_weak_pointer (&self->anchor);
  on_unrealize (self);
  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (mq_autoscroller_parent_class)->dispose (object);
}

static void
mq_autoscroller_class_init (MqAutoscrollerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_autoscroller_dispose;

  moved_signal = g_signal_new ("moved", MQ_TYPE_AUTOSCROLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
mq_autoscroller_init (MqAutoscroller *self)
{
  self->following = TRUE;
}

/* @window: scrolls a viewport that holds @list; outlives this object */
MqAutoscroller *
mq_autoscroller_new (GtkScrolledWindow *window, MqCardList *list)
{
  MqAutoscroller *self = g_object_new (MQ_TYPE_AUTOSCROLLER, NULL);
  GtkViewport *viewport = GTK_VIEWPORT (gtk_scrolled_window_get_child (window));

  self->content = gtk_viewport_get_child (viewport);
  self->list = list;
  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (window));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_value_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content, "realize", G_CALLBACK (on_realize), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content, "unrealize", G_CALLBACK (on_unrealize), self,
                           G_CONNECT_SWAPPED);
  return self;
}

gboolean
mq_autoscroller_get_following (MqAutoscroller *self)
{
  return self->following;
}

gboolean
mq_autoscroller_is_at_end (MqAutoscroller *self)
{
  return self->following
         || (!self->open_ended
             && gtk_adjustment_get_value (self->adjustment) >= get_end (self) - SLACK);
}

void
mq_autoscroller_set_open_ended (MqAutoscroller *self, gboolean open_ended)
{
  self->open_ended = open_ended;
  if (open_ended)
    set_following (self, FALSE);
}

gboolean
mq_autoscroller_wants_before (MqAutoscroller *self)
{
  double page = gtk_adjustment_get_page_size (self->adjustment);

  /* The rows may not fill the window yet, so that scrolling is impossible. */
  if (get_end (self) < page)
    return TRUE;
  return self->direction < 0 && gtk_adjustment_get_value (self->adjustment) < page;
}

gboolean
mq_autoscroller_wants_after (MqAutoscroller *self)
{
  double page = gtk_adjustment_get_page_size (self->adjustment);

  return self->direction > 0 && gtk_adjustment_get_value (self->adjustment) > get_end (self) - page;
}

/* Whether the list is high enough to drop rows far from the viewport. */
gboolean
mq_autoscroller_is_roomy (MqAutoscroller *self)
{
  return gtk_adjustment_get_upper (self->adjustment)
         > ROOMY_PAGES * gtk_adjustment_get_page_size (self->adjustment);
}

/* Scrolls to the end and follows it. */
void
mq_autoscroller_go_to_end (MqAutoscroller *self)
{
  g_clear_weak_pointer (&self->anchor);
  set_following (self, TRUE);
  move_to (self, get_end (self));
}

/* Stops following the end, so that a row which the user expands stays in view. */
void
mq_autoscroller_hold (MqAutoscroller *self)
{
  take_anchor (self);
  set_following (self, FALSE);
}
