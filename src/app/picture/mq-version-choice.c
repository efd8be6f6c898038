/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing a version, see mq-version-choice.h. The button shows a short text; the list also shows
 * the versions' summaries. */
#include "app/picture/mq-version-choice.h"

#include <glib/gi18n.h>

#define LIST_CHARS 32
#define MAX_CHARS 40

static GtkWidget *
create_label (int width_chars)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  return label;
}

static void
button_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, create_label (-1));
}

static char *
dup_name (const char *format, GtkListItem *item)
{
  return g_strdup_printf (format, mq_version_get_number (gtk_list_item_get_item (item)));
}

static void
button_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer format)
{
  g_autofree char *name = dup_name (format, item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), name);
}

static void
row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *summary = create_label (LIST_CHARS);

  gtk_widget_add_css_class (summary, "caption");
  gtk_widget_add_css_class (summary, "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), create_label (LIST_CHARS));
  gtk_box_append (GTK_BOX (box), summary);
  gtk_list_item_set_child (item, box);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *summary = gtk_widget_get_last_child (box);
  const char *text = mq_version_get_summary (gtk_list_item_get_item (item));
  g_autofree char *name = dup_name (_ ("Version %u"), item);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), name);
  gtk_label_set_label (GTK_LABEL (summary), text);
  gtk_widget_set_visible (summary, *text != '\0');
}

/**
 * mq_version_choice_set_up:
 * @choice: a drop-down without factories, whose model is a list of #MqVersion
 * @format: (transfer none): the text of its button, such as "Version %u"; a constant
 */
void
mq_version_choice_set_up (GtkDropDown *choice, const char *format)
{
  g_autoptr (GtkListItemFactory) button = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) row = gtk_signal_list_item_factory_new ();

  g_signal_connect (button, "setup", G_CALLBACK (button_setup_cb), NULL);
  g_signal_connect (button, "bind", G_CALLBACK (button_bind_cb), (gpointer)format);
  g_signal_connect (row, "setup", G_CALLBACK (row_setup_cb), NULL);
  g_signal_connect (row, "bind", G_CALLBACK (row_bind_cb), NULL);
  gtk_drop_down_set_factory (choice, button);
  gtk_drop_down_set_list_factory (choice, row);
}

/**
 * mq_version_choice_select:
 * @choice: a drop-down of versions
 * @version: (nullable): the version to select, by its number; none if it is not there
 */
void
mq_version_choice_select (GtkDropDown *choice, MqVersion *version)
{
  GListModel *versions = gtk_drop_down_get_model (choice);
  guint n = versions != NULL ? g_list_model_get_n_items (versions) : 0;
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; version != NULL && i < n; i++)
    {
      g_autoptr (MqVersion) each = g_list_model_get_item (versions, i);

      if (mq_version_get_number (each) == mq_version_get_number (version))
        position = i;
    }

  gtk_drop_down_set_selected (choice, position);
}
