/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_item_widget_new(): which widget shows which kind of item, see mq-item-widgets.h. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/markdown/mq-markdown-view.h"
#include "app/picture/mq-accessible-names.h"

#include <glib/gi18n.h>

#define SPACING 6

static GtkWidget *
make_message (gpointer item)
{
  MqMessageItem *message = item;
  GtkWidget *text;
  GtkWidget *row;

  if (g_strcmp0 (message->role, "team") != 0)
    return mq_message_row_new (message);

  text = g_object_new (MQ_TYPE_MARKDOWN_VIEW, NULL);
  row = g_object_new (ADW_TYPE_BIN, "accessible-role", GTK_ACCESSIBLE_ROLE_ARTICLE, "child", text,
                      NULL);
  gtk_widget_set_margin_start (text, 6);
  gtk_widget_set_margin_end (text, 36);
  mq_markdown_view_set_text (MQ_MARKDOWN_VIEW (text), message->message->text);
  mq_accessible_names_set (row, _ ("The team’s message"));
  return row;
}

static GtkWidget *
make_notice (gpointer item)
{
  if (MQ_NOTICE_ITEM (item)->asked != NULL)
    return mq_question_card_new (item);

  return g_strcmp0 (MQ_NOTICE_ITEM (item)->code, "unknown-kind") == 0
             ? mq_unknown_kind_row_new (item)
             : mq_notice_row_new (item);
}

/* The run was accepted, but Blender and the team need a moment to start. */
static GtkWidget *
make_starting (gpointer item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = adw_spinner_new ();
  GtkWidget *label = gtk_label_new (gtk_string_object_get_string (item));

  gtk_widget_set_size_request (spinner, 16, 16);
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (box, "mq-starting");
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* Buttons for what the user may ask for next, below the newest version: @suggestions, a
 * #GtkStringList. A click writes the words into the composer. */
static GtkWidget *
make_suggestions (gpointer suggestions)
{
  GtkWidget *box = g_object_new (ADW_TYPE_WRAP_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                 "child-spacing", SPACING, "line-spacing", SPACING, NULL);

  mq_accessible_names_set (box, _ ("Suggestions"));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (suggestions)); i++)
    {
      const char *words = gtk_string_list_get_string (suggestions, i);
      GtkWidget *button = gtk_button_new_with_label (words);

      gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                               PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (button, "kind");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", words);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.write-message");
      adw_wrap_box_append (ADW_WRAP_BOX (box), button);
    }

  return box;
}

static const struct
{
  GType (*get_type) (void);
  GtkWidget *(*make) (gpointer item);
} kinds[] = {
  { mq_variants_item_get_type, mq_variants_card_new },
  { mq_message_item_get_type, make_message },
  { mq_phase_item_get_type, mq_phase_card_new },
  { mq_version_item_get_type, mq_version_card_new },
  { mq_notice_item_get_type, make_notice },
  { gtk_string_object_get_type, make_starting },
  { gtk_string_list_get_type, make_suggestions },
};

/* @item: an item of a timeline that is no #MqFileItem, the text below the last one, or the list
 * of suggestions. Returns: (transfer floating): the widget that shows it */
GtkWidget *
mq_item_widget_new (gpointer item)
{
  guint i = 0;

  while (!G_TYPE_CHECK_INSTANCE_TYPE (item, kinds[i].get_type ()))
    i++;
  return kinds[i].make (item);
}
