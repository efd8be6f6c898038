/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions of rows for assistive technologies, see mq-row-action.h. GTK 4.18 offers the actions of a
 * widget's class, and neither a row nor a check button has one. */
#include "app/preferences/mq-row-action.h"

#include <adwaita.h>

static void
activate_row (GtkWidget *row, const char *name, GVariant *parameter)
{
  gtk_widget_activate (row);
}

/**
 * mq_row_action_install:
 *
 * Gives the rows of libadwaita that can do something the action “row.activate”. Call it before
 * there are any.
 */
void
mq_row_action_install (void)
{
  const GType types[] = { ADW_TYPE_BUTTON_ROW, ADW_TYPE_ACTION_ROW };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    gtk_widget_class_install_action (g_type_class_ref (types[i]), "row.activate", NULL,
                                     activate_row);
}
