/* mq_menu_names_follow(): accessible names for menu items, which GTK 4.18 leaves without one. Used
 * for every menu of the window. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @popover: (nullable): the popover of a menu; its items are named each time it opens. */
void mq_menu_names_follow (GtkPopover *popover);

G_END_DECLS
