/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of cards, see mq-card-list.h. */
#include "app/conversation-view/mq-card-list.h"

#include "app/conversation-view/mq-card-row.h"
#include "app/timeline/mq-timeline-item.h"

struct _MqCardList
{
  GtkBox parent_instance;

  /* Owned */
  GListModel *model;

  MqCardListMakeRow make_row;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (MqCardList, mq_card_list, GTK_TYPE_BOX)

/* @row: (nullable): %NULL: before the first one */
static GtkWidget *
get_row_after (MqCardList *self, GtkWidget *row)
{
  return row != NULL ? gtk_widget_get_next_sibling (row)
                     : gtk_widget_get_first_child (GTK_WIDGET (self));
}

static GtkWidget *
get_neighbour (GtkWidget *row, gboolean forward)
{
  return forward ? gtk_widget_get_next_sibling (row) : gtk_widget_get_prev_sibling (row);
}

/* Focuses @row, or the nearest one in that direction that has something to focus. */
static gboolean
focus_from (GtkWidget *row, gboolean forward, GtkDirectionType direction)
{
  while (row != NULL && !gtk_widget_child_focus (row, direction))
    row = get_neighbour (row, forward);
  return row != NULL;
}

static gboolean
shows (GtkWidget *row, GType type)
{
  gpointer item = MQ_IS_CARD_ROW (row) ? mq_card_row_get_item (MQ_CARD_ROW (row)) : NULL;

  return item != NULL && G_TYPE_CHECK_INSTANCE_TYPE (item, type);
}

static void
set_css_class (GtkWidget *row, const char *css_class, gboolean is_set)
{
  if (is_set)
    gtk_widget_add_css_class (row, css_class);
  else
    gtk_widget_remove_css_class (row, css_class);
}

static void
items_changed_cb (MqCardList *self, guint position, guint n_removed, guint n_added)
{
  GtkWidget *before = NULL;
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (self));
  gboolean is_joined = FALSE;

  for (guint i = 0; i < position; i++)
    before = get_row_after (self, before);
  while (n_removed-- > 0)
    gtk_box_remove (GTK_BOX (self), get_row_after (self, before));

  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);
      GtkWidget *row = self->make_row (item, self->data);

      gtk_box_insert_child_after (GTK_BOX (self), row, before);
      before = row;
    }

  /* The phases of a change and its version look like one card, whose phases unfold. */
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);
      gboolean joins = shows (row, MQ_TYPE_PHASE_ITEM)
                       && (shows (next, MQ_TYPE_PHASE_ITEM) || shows (next, MQ_TYPE_VERSION_ITEM));

      set_css_class (row, "joined-above", is_joined);
      set_css_class (row, "joined-below", joins);
      is_joined = joins;
    }

  /* The focus must not get lost with its card. */
  if (focused != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self)) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* Returns the scrolled view around the list, which shows a page of it. */
static GtkWidget *
get_page (MqCardList *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);

  return page != NULL ? page : GTK_WIDGET (self);
}

static gboolean
mq_card_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  MqCardList *self = MQ_CARD_LIST (widget);
  GtkWidget *row = gtk_widget_get_focus_child (widget);
  GtkWidget *page;
  graphene_point_t bottom;

  if (row != NULL)
    return gtk_widget_child_focus (row, direction);

  /* The last row on the page. */
  page = get_page (self);
  bottom = GRAPHENE_POINT_INIT (0, (float)gtk_widget_get_height (page) - 1);
  if (gtk_widget_compute_point (page, widget, &bottom, &bottom))
    row = mq_card_list_get_row_at_y (self, bottom.y);
  return focus_from (row != NULL ? row : gtk_widget_get_last_child (widget), FALSE, direction);
}

static gboolean
arrow_cb (GtkWidget *widget, GVariant *down, gpointer unused)
{
  return mq_card_list_step (MQ_CARD_LIST (widget), g_variant_get_boolean (down));
}

static gboolean
home_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  return focus_from (gtk_widget_get_first_child (widget), TRUE, GTK_DIR_TAB_FORWARD);
}

static gboolean
end_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  gtk_widget_activate_action (widget, "conversation.go-to-end", NULL);
  return focus_from (gtk_widget_get_last_child (widget), FALSE, GTK_DIR_TAB_FORWARD);
}

/* To the card that is a page away; in a card that is higher than a page, the page scrolls. */
static gboolean
page_cb (GtkWidget *widget, GVariant *forward, gpointer unused)
{
  MqCardList *self = MQ_CARD_LIST (widget);
  gboolean down = g_variant_get_boolean (forward);
  GtkWidget *focused = gtk_widget_get_focus_child (widget);
  double step = gtk_widget_get_height (get_page (self));
  graphene_rect_t bounds;
  GtkWidget *row;
  double y;

  if (focused == NULL || !gtk_widget_compute_bounds (focused, widget, &bounds))
    return GDK_EVENT_PROPAGATE;

  y = bounds.origin.y + (down ? step : -step);
  row = mq_card_list_get_row_at_y (self, MAX (y, 0));
  if (row == NULL)
    row = gtk_widget_get_last_child (widget);
  return row != focused && focus_from (row, !down, GTK_DIR_TAB_FORWARD);
}

/* The pointer, too, makes a text's card the focused one, for Ctrl+C. */
static void
pressed_cb (MqCardList *self, int n_press, double x, double y)
{
  GtkWidget *row = mq_card_list_get_row_at_y (self, y);

  if (row != NULL && gtk_widget_get_focusable (row)
      && gtk_widget_get_focus_child (GTK_WIDGET (self)) != row)
    gtk_widget_grab_focus (row);
}

static void
mq_card_list_dispose (GObject *object)
{
  mq_card_list_bind (MQ_CARD_LIST (object), NULL, NULL, NULL);

  G_OBJECT_CLASS (mq_card_list_parent_class)->dispose (object);
}

static void
mq_card_list_class_init (MqCardListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct
  {
    guint key;
    guint keypad;
    GtkShortcutFunc func;
    gboolean argument;
  } keys[] = {
    { GDK_KEY_Up, GDK_KEY_KP_Up, arrow_cb, FALSE },
    { GDK_KEY_Down, GDK_KEY_KP_Down, arrow_cb, TRUE },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, page_cb, FALSE },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, page_cb, TRUE },
    { GDK_KEY_Home, GDK_KEY_KP_Home, home_cb, FALSE },
    { GDK_KEY_End, GDK_KEY_KP_End, end_cb, FALSE },
  };

  G_OBJECT_CLASS (klass)->dispose = mq_card_list_dispose;
  widget_class->focus = mq_card_list_focus;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i].key, 0, keys[i].func, "b",
                                    keys[i].argument);
      gtk_widget_class_add_binding (widget_class, keys[i].keypad, 0, keys[i].func, "b",
                                    keys[i].argument);
    }
}

static void
mq_card_list_init (MqCardList *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  /* Before a label's own gesture takes the press for itself. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* @model: (nullable): has an item for each row; %NULL: there are no rows; @make_row: makes a
 * row; @data: for @make_row */
void
mq_card_list_bind (MqCardList *self, GListModel *model, MqCardListMakeRow make_row, gpointer data)
{
  GtkWidget *row;

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, items_changed_cb, self);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), row);

  g_set_object (&self->model, model);
  self->make_row = make_row;
  self->data = data;
  if (model == NULL)
    return;

  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (model));
}

/* @y: a place in it, px. Returns: (transfer none) (nullable): the first row that ends below @y */
GtkWidget *
mq_card_list_get_row_at_y (MqCardList *self, double y)
{
  graphene_rect_t bounds;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds)
        && bounds.origin.y + bounds.size.height > y)
      return row;
  return NULL;
}

/* Moves the focus to another card. @down: to the next card, not the previous one. Returns:
 * whether there was one */
gboolean
mq_card_list_step (MqCardList *self, gboolean down)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self));

  return row != NULL && focus_from (get_neighbour (row, down), down, GTK_DIR_TAB_FORWARD);
}
