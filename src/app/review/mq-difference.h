/* MqDifference: one picture, faded, with what differs from another one marked in the accent colour. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: "before" and "after" (paths), "alternative-text" (for screen readers). */
#define MQ_TYPE_DIFFERENCE (mq_difference_get_type ())
G_DECLARE_FINAL_TYPE (MqDifference, mq_difference, MQ, DIFFERENCE, GtkWidget)

G_END_DECLS
