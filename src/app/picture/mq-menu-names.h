/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Accessible names for menu items and drop-downs, which GTK 4.18 leaves without one or names after
 * a label inside. Used for every menu of the window. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @popover: (nullable): the popover of a menu; its items are named each time it opens. */
void mq_menu_names_follow (GtkPopover *popover);
void mq_menu_names_set (GtkWidget *widget, const char *name);

G_END_DECLS
