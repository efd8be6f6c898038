/* GTK 4.18 leaves the items of a menu without names for screen readers. This gives them theirs. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @popover: (nullable): a menu's; its items are named each time it opens. */
void mq_menu_names_follow (GtkPopover *popover);

G_END_DECLS
