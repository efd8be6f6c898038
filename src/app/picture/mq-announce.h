/* mq_announce(): says something to a screen reader, where one can hear. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void
mq_announce (GtkAccessible *from, const char *text, GtkAccessibleAnnouncementPriority priority);

G_END_DECLS
