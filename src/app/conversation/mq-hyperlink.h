/* mq_hyperlink_connect(): links of a label whose words are not ours. Their address is shown before anything
 * opens, and only http and https open at all. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_hyperlink_connect (GtkLabel *label);
gboolean mq_hyperlink_is_safe (const char *address);

G_END_DECLS
