/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A menu at the pointer, see mq-context-menu.h. */
#include "app/picture/mq-context-menu.h"

#include "app/picture/mq-accessible-names.h"

/**
 * mq_context_menu_pop_up:
 * @menu: (inout) (nullable): the popover of @parent, which unparents it when it is disposed of
 * @parent: the widget that the menu is of
 * @model: its items now
 * @at: where it points, px in @parent
 */
void
mq_context_menu_pop_up (GtkPopover **menu, GtkWidget *parent, GMenuModel *model,
                        const GdkRectangle *at)
{
  if (*menu == NULL)
    {
      *menu = GTK_POPOVER (gtk_popover_menu_new_from_model (model));
      mq_accessible_names_follow (*menu);
      gtk_widget_set_parent (GTK_WIDGET (*menu), parent);
      gtk_popover_set_has_arrow (*menu, FALSE);
      gtk_widget_set_halign (GTK_WIDGET (*menu), GTK_ALIGN_START);
    }
  else if (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (*menu)) != model)
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (*menu), model);

  gtk_popover_set_pointing_to (*menu, at);
  gtk_popover_popup (*menu);
}
