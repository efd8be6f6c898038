/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with a card, see mq-card-row.h. */
#include "app/conversation-view/mq-card-row.h"

#include "app/picture/mq-context-menu.h"
#include "app/picture/mq-picture-out.h"

struct _MqCardRow
{
  AdwBin parent_instance;

  /* Owned */
  GObject *item;
  char *text;       /* NULL: that of the labels */
  GtkPopover *menu; /* NULL until it is first shown */

  MqCardRowMakeMenu make_menu;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (MqCardRow, mq_card_row, ADW_TYPE_BIN)

/* Returns: (transfer container): @found and the labels in @widget that the user can select */
static GList *
find_labels (GtkWidget *widget, GList *found)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_selectable (GTK_LABEL (widget)))
    return g_list_append (found, widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_labels (child, found);
  return found;
}

/* Returns: (transfer full): the text of the labels */
static char *
dup_text (GList *labels)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (GList *l = labels; l != NULL; l = l->next)
    {
      const char *text = gtk_label_get_text (l->data);

      if (*text != '\0')
        g_string_append_printf (all, "%s%s", all->len > 0 ? "\n" : "", text);
    }
  return g_string_free_and_steal (g_steal_pointer (&all));
}

static void
describe (MqCardRow *self)
{
  g_autoptr (GList) labels = find_labels (GTK_WIDGET (self), NULL);
  g_autofree char *text = dup_text (labels);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqCardRow *self = MQ_CARD_ROW (widget);
  g_autoptr (GList) labels = find_labels (widget, NULL);
  g_autofree char *text = NULL;
  int start, end;

  for (GList *l = labels; l != NULL && text == NULL; l = l->next)
    if (gtk_label_get_selection_bounds (l->data, &start, &end))
      text = g_utf8_substring (gtk_label_get_text (l->data), start, end);
  if (text == NULL)
    text = self->text != NULL ? g_strdup (self->text) : dup_text (labels);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
picture_action (GtkWidget *widget, const char *name, GVariant *path)
{
  if (g_str_equal (name, "card.copy-picture"))
    mq_picture_copy (widget, g_variant_get_string (path, NULL));
  else
    mq_picture_save (widget, g_variant_get_string (path, NULL), NULL);
}

/* Pops up the menu of @pressed at @at, a place in the row. */
static gboolean
pop_up (MqCardRow *self, GtkWidget *pressed, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) model = NULL;

  if (self->make_menu == NULL || pressed == NULL)
    return FALSE;
  if ((model = self->make_menu (self, pressed, self->data)) == NULL)
    return FALSE;

  mq_context_menu_pop_up (&self->menu, GTK_WIDGET (self), model, at);
  return TRUE;
}

static void
pressed_cb (MqCardRow *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkWidget *pressed = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (pop_up (self, pressed, &(GdkRectangle){ (int)x, (int)y, 1, 1 }))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
long_pressed_cb (MqCardRow *self, double x, double y, GtkGesture *gesture)
{
  pressed_cb (self, 1, x, y, gesture);
}

/* The menu key, and Shift+F10: below what has the focus. */
static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_widget_compute_bounds (focus, widget, &bounds))
    return GDK_EVENT_PROPAGATE;

  return pop_up (MQ_CARD_ROW (widget), focus,
                 &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y,
                                  (int)bounds.size.width, (int)bounds.size.height });
}

/* The menu of the row, below the button that was pressed. */
static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, widget))
    gtk_widget_grab_focus (widget);
  menu_key_cb (widget, NULL, NULL);
}

/* Before a label pops up its own menu. */
static void
add_gesture (MqCardRow *self, GtkGesture *gesture, GCallback callback)
{
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (gesture, "pressed", callback, self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

/* First the row, if it can have the focus, then what is in it; AdwBin leaves itself out. */
static gboolean
mq_card_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (gtk_widget_get_focusable (widget))
    return GTK_WIDGET_CLASS (g_type_class_peek (GTK_TYPE_WIDGET))->focus (widget, direction);

  return gtk_widget_child_focus (adw_bin_get_child (ADW_BIN (widget)), direction);
}

/* Also where the focus comes back to from the menu. */
static gboolean
mq_card_row_grab_focus (GtkWidget *widget)
{
  if (gtk_widget_get_focusable (widget))
    return GTK_WIDGET_CLASS (g_type_class_peek (GTK_TYPE_WIDGET))->grab_focus (widget);

  return gtk_widget_child_focus (adw_bin_get_child (ADW_BIN (widget)), GTK_DIR_TAB_FORWARD);
}

static void
mq_card_row_dispose (GObject *object)
{
  MqCardRow *self = MQ_CARD_ROW (object);

  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  g_clear_object (&self->item);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (mq_card_row_parent_class)->dispose (object);
}

static void
mq_card_row_class_init (MqCardRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_card_row_dispose;
  widget_class->focus = mq_card_row_focus;
  widget_class->grab_focus = mq_card_row_grab_focus;

  gtk_widget_class_install_action (widget_class, "card.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "card.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "card.copy-picture", "s", picture_action);
  gtk_widget_class_install_action (widget_class, "card.save-picture", "s", picture_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "card.copy",
                                       NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_css_name (widget_class, "row");
}

static void
mq_card_row_init (MqCardRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.copy", FALSE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  add_gesture (self, click, G_CALLBACK (pressed_cb));
  add_gesture (self, press, G_CALLBACK (long_pressed_cb));
}

/* @item: what it shows; @make_menu: (nullable): makes the menu of what was pressed, by the pointer
 * or the menu key; @data: for @make_menu. Returns: (transfer floating): a row whose card has the
 * focus */
GtkWidget *
mq_card_row_new (GtkWidget *card, gpointer item, MqCardRowMakeMenu make_menu, gpointer data)
{
  MqCardRow *self = g_object_new (MQ_TYPE_CARD_ROW, "child", card, NULL);

  self->make_menu = make_menu;
  self->data = data;
  self->item = g_object_ref (item);
  return GTK_WIDGET (self);
}

/* Makes the row itself the one that has the focus. @text: (nullable): the text as it was
 * written; %NULL: as the labels show it. */
void
mq_card_row_set_text (MqCardRow *self, const char *text)
{
  g_autoptr (GList) labels = find_labels (GTK_WIDGET (self), NULL);

  g_set_str (&self->text, text);
  for (GList *l = labels; l != NULL; l = l->next)
    g_signal_connect_object (l->data, "notify::label", G_CALLBACK (describe), self,
                             G_CONNECT_SWAPPED);
  describe (self);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  adw_bin_get_child (ADW_BIN (self)), NULL, -1);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.copy", TRUE);
}

/* Returns: what its card shows */
gpointer
mq_card_row_get_item (MqCardRow *self)
{
  return self->item;
}
