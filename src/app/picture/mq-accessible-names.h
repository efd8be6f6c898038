/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for screen readers: of a widget that shows no text of its own, and of menu items and
 * drop-downs, which GTK 4.18 leaves without one or names after a label inside. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @popover: (nullable): the popover of a menu; its items are named each time it opens. */
void mq_accessible_names_follow (GtkPopover *popover);
void mq_accessible_names_set (gpointer widget, const char *name);

G_END_DECLS
