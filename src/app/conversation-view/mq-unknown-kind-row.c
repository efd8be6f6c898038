/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqUnknownKindRow: the answer to a first message that names no object which the sketcher knows,
 * with kinds to make instead. Used by MqConversationView. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/composer/mq-local-model-button.h"
#include "common/asset/mq-asset-names.h"

#include <string.h>

#define MQ_TYPE_UNKNOWN_KIND_ROW (mq_unknown_kind_row_get_type ())
G_DECLARE_FINAL_TYPE (MqUnknownKindRow, mq_unknown_kind_row, MQ, UNKNOWN_KIND_ROW, AdwBin)

struct _MqUnknownKindRow
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkLabel *text;
  AdwWrapBox *suggestions;
  GtkWidget *remedies;
  MqLocalModelButton *local_model;
};

G_DEFINE_FINAL_TYPE (MqUnknownKindRow, mq_unknown_kind_row, ADW_TYPE_BIN)

/**
 * mq_unknown_kind_row_make_message:
 * @kind: such as "Airplane"
 *
 * Returns: (transfer full): "An airplane": English, as the sketcher reads no other language
 */
char *
mq_unknown_kind_row_make_message (const char *kind)
{
  gboolean vowel = strchr ("AEIOUaeiou", kind[0]) != NULL;

  return g_strdup_printf ("%s %c%s", vowel ? "An" : "A", g_ascii_tolower (kind[0]), kind + 1);
}

/* The buttons are there until the next message. */
static void
show_item (gpointer widget, gpointer data)
{
  MqUnknownKindRow *self = widget;
  MqNoticeItem *item = data;

  gtk_label_set_text (self->text, item->text);
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
  gtk_widget_class_bind_template_child (widget_class, MqUnknownKindRow, local_model);
}

static void
mq_unknown_kind_row_init (MqUnknownKindRow *self)
{
  g_type_ensure (MQ_TYPE_LOCAL_MODEL_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Offers a model of this computer, if @row is such a row. */
void
mq_unknown_kind_row_set_workspace (GtkWidget *row, MqWorkspace *workspace)
{
  if (MQ_IS_UNKNOWN_KIND_ROW (row))
    mq_local_model_button_set_workspace (MQ_UNKNOWN_KIND_ROW (row)->local_model, workspace);
}

GtkWidget *
mq_unknown_kind_row_new (gpointer item)
{
  MqUnknownKindRow *self = g_object_new (MQ_TYPE_UNKNOWN_KIND_ROW, NULL);
  GStrv suggestions = MQ_NOTICE_ITEM (item)->items;

  for (guint i = 0; suggestions != NULL && suggestions[i] != NULL; i++)
    {
      const char *kind = suggestions[i];
      g_autofree char *label = NULL;
      g_autofree char *message = NULL;
      GtkWidget *button;

      if (*kind == '\0')
        continue;

      label = g_strdup_printf ("%c%s", g_ascii_toupper (*kind), kind + 1);
      message = mq_unknown_kind_row_make_message (kind);
      button = gtk_button_new_with_label (mq_asset_name_translate (MQ_ASSET_NAME_KIND, label));
      gtk_widget_add_css_class (button, "kind");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", message);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "conversation.send");
      adw_wrap_box_append (self->suggestions, button);
    }

  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}
