/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The version's menu at the pointer: on the strip of versions, and on the version that is shown. A
 * text, or an entry, has its own. */
#include "app/review/mq-review-private.h"

#include "app/picture/mq-context-menu.h"
#include "app/review/mq-version-cell.h"

static void
pop_up (MqReview *self, GtkWidget *on, double x, double y)
{
  graphene_point_t point = GRAPHENE_POINT_INIT ((float)x, (float)y);

  if (!gtk_widget_compute_point (on, GTK_WIDGET (self), &point, &point))
    return;

  mq_review_update_actions (self);
  mq_context_menu_pop_up (&self->menu, GTK_WIDGET (self), mq_review_get_menu (self),
                          &(GdkRectangle){ (int)point.x, (int)point.y, 1, 1 });
}

/* Selects the version under the pointer first: the menu is about the selected one. */
static void
select_at (MqReview *self, GtkWidget *on, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (on, x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked != NULL ? gtk_widget_get_ancestor (picked, MQ_TYPE_VERSION_CELL) : NULL;
  MqVersion *version = cell != NULL ? mq_version_cell_get_version (MQ_VERSION_CELL (cell)) : NULL;

  if (version != NULL)
    g_object_set (self, "version", version, NULL);
}

static void
pressed_cb (MqReview *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkWidget *on = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (self->version == NULL)
    return;

  select_at (self, on, x, y);
  pop_up (self, on, x, y);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
long_pressed_cb (MqReview *self, double x, double y, GtkGesture *gesture)
{
  pressed_cb (self, 1, x, y, gesture);
}

/**
 * mq_review_add_menu:
 * @self: a review
 * @on: a part of it
 *
 * Pops up the version's menu there, on a secondary click or a long press.
 */
void
mq_review_add_menu (MqReview *self, GtkWidget *on)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (on, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (on, GTK_EVENT_CONTROLLER (press));
}

GMenuModel *
mq_review_get_menu (MqReview *self)
{
  return gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (self->menu_button));
}

GActionGroup *
mq_review_get_actions (MqReview *self)
{
  return G_ACTION_GROUP (self->actions);
}

/* The menu key, and Shift+F10. */
gboolean
mq_review_menu_key (GtkWidget *widget, GVariant *args, gpointer unused)
{
  MqReview *self = MQ_REVIEW (widget);

  if (self->version == NULL)
    return GDK_EVENT_PROPAGATE;

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
  return GDK_EVENT_STOP;
}
