/* mq_throttled_update_connect(): shows what changed at most every 50 ms, in step with the frame clock, however
 * often a model tells of it. Two hundred events a second then cost twenty layouts, not two hundred. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*MqThrottledUpdateFunc) (gpointer widget);

void mq_throttled_update_connect (GtkWidget *widget, gpointer model, MqThrottledUpdateFunc func);

G_END_DECLS
