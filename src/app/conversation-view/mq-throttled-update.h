/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_throttled_update_connect(): updates a widget from its model at most every 50 ms, in step with
 * the frame clock: two hundred events a second cost twenty layouts, not two hundred. Used by the
 * rows and cards of the conversation. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*MqThrottledUpdateFunc) (gpointer widget, gpointer item);

void mq_throttled_update_connect (GtkWidget *widget, gpointer item, MqThrottledUpdateFunc func);

G_END_DECLS
