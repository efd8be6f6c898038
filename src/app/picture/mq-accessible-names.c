/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Accessible names of widgets and menu items, see mq-accessible-names.h. */
#include "app/picture/mq-accessible-names.h"

#define FOLLOWED "mq-accessible-names"

/**
 * mq_accessible_names_set:
 * @widget: (type GtkAccessible): a widget
 * @name: what screen readers call it
 *
 * GTK names an item of a menu and a drop-down after a label inside, by a relation that has
 * precedence over a name: it goes.
 */
void
mq_accessible_names_set (gpointer widget, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_items (GtkWidget *widget)
{
  if (g_str_equal (gtk_widget_get_css_name (widget), "modelbutton")
      && g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "text") != NULL)
    {
      g_autofree char *text = NULL;
      g_autoptr (GString) words = NULL;

      g_object_get (widget, "text", &text, NULL);
      words = g_string_new (text);
      g_string_replace (words, "_", "", 0); /* that of its mnemonic */
      if (words->len > 0)
        mq_accessible_names_set (widget, words->str);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

void
mq_accessible_names_follow (GtkPopover *popover)
{
  if (popover == NULL || g_object_get_data (G_OBJECT (popover), FOLLOWED) != NULL)
    return;

  g_object_set_data (G_OBJECT (popover), FOLLOWED, GINT_TO_POINTER (TRUE));
  g_signal_connect (popover, "map", G_CALLBACK (name_items), NULL);
}
