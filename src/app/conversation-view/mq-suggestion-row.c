/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of suggestions for the next change, see mq-item-widgets.h. */
#include "app/conversation-view/mq-item-widgets.h"

#include <glib/gi18n.h>

#define MAX_SUGGESTIONS 4
#define SPACING 6

/* For a team that suggests nothing: what can be asked of any object. */
static const char *const general[] = { N_ ("Make it taller"), N_ ("Make it wider"),
                                       N_ ("Change the color"), NULL };

static void
add_button (AdwWrapBox *box, const char *words)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                           PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "kind");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", words);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.write-prompt");
  adw_wrap_box_append (box, button);
}

/* @own: (nullable): the suggestions of the newest version. Returns: (transfer full): its
 * suggestions, or what can be asked of any object */
GtkStringList *
mq_suggestion_row_list (GStrv own)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; own != NULL && own[i] != NULL && i < MAX_SUGGESTIONS; i++)
    if (*own[i] != '\0')
      gtk_string_list_append (list, own[i]);

  if (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0)
    for (guint i = 0; general[i] != NULL; i++)
      gtk_string_list_append (list, _ (general[i]));

  return list;
}

/* @suggestions: a #GtkStringList: the words of the buttons. Returns: (transfer floating): the
 * row */
GtkWidget *
mq_suggestion_row_new (gpointer suggestions)
{
  GtkWidget *box = g_object_new (ADW_TYPE_WRAP_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                 "child-spacing", SPACING, "line-spacing", SPACING, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Suggestions"), -1);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (suggestions)); i++)
    add_button (ADW_WRAP_BOX (box), gtk_string_list_get_string (suggestions, i));

  return box;
}
