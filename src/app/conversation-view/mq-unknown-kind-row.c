/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to an unknown kind, see mq-unknown-kind-row.h. */
#include "app/conversation-view/mq-unknown-kind-row.h"

#include "app/conversation-view/mq-kind-button.h"
#include "app/conversation-view/mq-throttled-update.h"

#include <glib/gi18n.h>

#define SEND "conversation.send"

struct _MqUnknownKindRow
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkLabel *text;
  AdwWrapBox *suggestions;
  GtkWidget *remedies;
};

G_DEFINE_FINAL_TYPE (MqUnknownKindRow, mq_unknown_kind_row, ADW_TYPE_BIN)

/* The buttons are there until the next message. */
static void
show_item (gpointer widget, gpointer data)
{
  MqUnknownKindRow *self = widget;
  MqNoticeItem *item = data;

  gtk_label_set_text (self->text, item->text);
  gtk_widget_set_visible (GTK_WIDGET (self->suggestions), item->open);
  gtk_widget_set_visible (self->remedies, item->open);
}

static void
mq_unknown_kind_row_dispose (GObject *object)
{
  /* The text is part of the child, which AdwBin disposes of. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_UNKNOWN_KIND_ROW);

  G_OBJECT_CLASS (mq_unknown_kind_row_parent_class)->dispose (object);
}

static void
mq_unknown_kind_row_class_init (MqUnknownKindRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_unknown_kind_row_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ARTICLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-unknown-kind-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqUnknownKindRow, text);
  gtk_widget_class_bind_template_child (widget_class, MqUnknownKindRow, suggestions);
  gtk_widget_class_bind_template_child (widget_class, MqUnknownKindRow, remedies);
}

static void
mq_unknown_kind_row_init (MqUnknownKindRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mq_unknown_kind_row_new (MqNoticeItem *item)
{
  MqUnknownKindRow *self = g_object_new (MQ_TYPE_UNKNOWN_KIND_ROW, NULL);
  const char *const *suggestions = mq_notice_item_get_items (item);

  for (guint i = 0; suggestions != NULL && suggestions[i] != NULL; i++)
    if (*suggestions[i] != '\0')
      adw_wrap_box_append (self->suggestions, mq_kind_button_new (suggestions[i], SEND));

  mq_throttled_update_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}
