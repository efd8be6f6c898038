/* MqWipe: two pictures on top of each other with a divider that the user drags. Used by
 * MqComparePictures. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: "before" and "after" (paths), "before-name" and "after-name" (labels shown on the
 * pictures), "position" (0: all after, 1: all before). */
#define MQ_TYPE_WIPE (mq_wipe_get_type ())
G_DECLARE_FINAL_TYPE (MqWipe, mq_wipe, MQ, WIPE, GtkWidget)

G_END_DECLS
