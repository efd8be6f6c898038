/* A row with a card, see mq-card-row.h. */
#include "app/conversation/mq-card-row.h"

struct _MqCardRow
{
  AdwBin parent_instance;

  /* Owned */
  GObject *item;
  char *text; /* NULL: that of the labels */
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

/* Returns: (transfer full) (nullable): what is selected in one of them */
static char *
dup_selection (GList *labels)
{
  int start, end;

  for (GList *l = labels; l != NULL; l = l->next)
    if (gtk_label_get_selection_bounds (l->data, &start, &end))
      return g_utf8_substring (gtk_label_get_text (l->data), start, end);
  return NULL;
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
  g_autofree char *text = dup_selection (labels);

  if (text == NULL)
    text = self->text != NULL ? g_strdup (self->text) : dup_text (labels);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
mq_card_row_dispose (GObject *object)
{
  MqCardRow *self = MQ_CARD_ROW (object);

  g_clear_object (&self->item);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (mq_card_row_parent_class)->dispose (object);
}

static void
mq_card_row_class_init (MqCardRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_card_row_dispose;
  /* First the row, if it can have the focus, then what is in it; AdwBin leaves itself out. */
  widget_class->focus = GTK_WIDGET_CLASS (g_type_class_peek (GTK_TYPE_WIDGET))->focus;

  gtk_widget_class_install_action (widget_class, "card.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "card.copy",
                                       NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_css_name (widget_class, "row");
}

static void
mq_card_row_init (MqCardRow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.copy", FALSE);
}

/**
 * mq_card_row_new:
 * @card: a card
 * @item: what it shows
 *
 * Returns: (transfer floating): a row whose card has the focus
 */
GtkWidget *
mq_card_row_new (GtkWidget *card, gpointer item)
{
  MqCardRow *self = g_object_new (MQ_TYPE_CARD_ROW, "child", card, NULL);

  self->item = g_object_ref (item);
  return GTK_WIDGET (self);
}

/**
 * mq_card_row_set_text:
 * @self: the row of a text, which is made of labels
 * @text: (nullable): the text as it was written; %NULL: as the labels show it
 *
 * Makes the row itself the one that has the focus.
 */
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

/**
 * mq_card_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none): what its card shows
 */
gpointer
mq_card_row_get_item (MqCardRow *self)
{
  return self->item;
}
