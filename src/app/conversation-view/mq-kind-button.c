/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons for kinds of object, see mq-kind-button.h. */
#include "app/conversation-view/mq-kind-button.h"

#include <string.h>

/**
 * mq_kind_button_make_prompt:
 * @kind: such as "Airplane"
 *
 * Returns: (transfer full): "An airplane": English, as the sketcher reads no other language
 */
char *
mq_kind_button_make_prompt (const char *kind)
{
  gboolean vowel = strchr ("AEIOUaeiou", kind[0]) != NULL;

  return g_strdup_printf ("%s %c%s", vowel ? "An" : "A", g_ascii_tolower (kind[0]), kind + 1);
}

GtkWidget *
mq_kind_button_new (const char *kind, const char *action)
{
  g_autofree char *label = g_strdup_printf ("%c%s", g_ascii_toupper (kind[0]), kind + 1);
  g_autofree char *prompt = mq_kind_button_make_prompt (kind);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "kind");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", prompt);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}
