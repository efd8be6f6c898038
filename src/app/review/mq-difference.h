/* MqDifference: a faded picture in which the differences from another one are marked in the accent
 * colour. Used by MqComparePictures. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: "before" and "after" (paths), "alternative-text" (for screen readers). */
#define MQ_TYPE_DIFFERENCE (mq_difference_get_type ())
G_DECLARE_FINAL_TYPE (MqDifference, mq_difference, MQ, DIFFERENCE, GtkWidget)

G_END_DECLS
