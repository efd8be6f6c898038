/* MqWipe: two pictures over each other, with a line between them that is drawn to and fro. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: "before" and "after" (paths), "before-name" and "after-name" (for people, shown on the
 * picture), "position" (0: all after, 1: all before). */
#define MQ_TYPE_WIPE (mq_wipe_get_type ())
G_DECLARE_FINAL_TYPE (MqWipe, mq_wipe, MQ, WIPE, GtkWidget)

G_END_DECLS
