/* mq_refresh_follow(): shows what changed at most every 50 ms, in step with the frame clock, however
 * often a model tells of it. Two hundred events a second then cost twenty layouts, not two hundred. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*MqRefreshFunc) (gpointer widget);

void mq_refresh_follow (GtkWidget *widget, gpointer model, MqRefreshFunc func);

G_END_DECLS
